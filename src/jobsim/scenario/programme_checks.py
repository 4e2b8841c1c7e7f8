"""Whether conditions, amounts and limits of a programme fit the facts its milestone carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jobsim.scenario.conditions import ConditionError, parse_condition
from jobsim.scenario.errors import nearest, one_of
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.rule_sections import Amount, Claim, Programme, Tiers
from jobsim.scenario.schema import Scenario
from jobsim.scenario.shared_limits import INTEREST, disagreements, is_paid_by_months
from jobsim.vocabulary import FACTS, MILESTONES, MONTH_COUNTS

Fault = tuple[tuple[str, ...], str, str]
ENDS_SPELL = frozenset(("job_ended", "internship_ended", "course_completed", "left_school"))
"""Milestones with which a spell ends."""
INTERESTS = ("interest", "interest_above_own_part")
_COVERED_BY = {"CNY/month": "months", "CNY/year": "months", "CNY/day": "days", "CNY/person": "heads"}


def multiplied_by(unit: str, times: str | None) -> str | None:
    """The fact that a price of a unit is multiplied by; None if ``times`` names it already, or there is none."""
    fact = _COVERED_BY.get(unit)
    named = times == fact or (fact == "months" and times in MONTH_COUNTS) or (fact == "heads" and times is not None)
    return None if named else fact


def programme_faults(scenario: Scenario) -> Iterator[Fault]:
    """(path, message, hint) of each fault of each programme."""
    programmes = scenario.programmes or {}
    for name, programme in programmes.items():
        procedures = scenario.procedures or {}
        claim = programme.claim if isinstance(programme.claim, Claim) else procedures.get(programme.claim)
        yield from _Programme(("programmes", name), programme).faults(claim)
        yield from _shared(name, programmes)
    for name, limit, first in disagreements(programmes):
        message = f"it shares its limits with {first}, which states another value"
        yield ("programmes", name, "limits", limit), message, "state it once, or the same value"


def _shared(name: str, programmes: Mapping[str, Programme]) -> Iterator[Fault]:
    """Programmes that share limits are there, and are drawn by the same beneficiaries."""
    firms = MILESTONES[programmes[name].when].subject == "firm"
    for index, other in enumerate(programmes[name].limits.shared_with):
        path = ("programmes", name, "limits", "shared_with", str(index))
        if other == name:
            yield path, "a programme does not share its limits with itself", "name the others"
        elif other not in programmes:
            yield path, f"there is no programme '{other}'", nearest(other, programmes)
        elif (MILESTONES[programmes[other].when].subject == "firm") != firms:
            one, two = ("firms", "persons") if firms else ("persons", "firms")
            yield path, f"{name} is drawn by {one}, {other} by {two}: nothing is drawn by both", ""


class _Programme:
    def __init__(self, path: tuple[str, ...], programme: Programme) -> None:
        self.path = path
        self.programme = programme
        self.milestone = MILESTONES[programme.when]
        self.carried = self.milestone.facts

    def faults(self, claim: Claim | None) -> Iterator[Fault]:
        yield from self._conditions()
        if claim is not None:
            yield from self._claim(claim)
        amount = self.programme.amount
        if isinstance(amount, Amount):
            yield from self._amount(amount)
        else:
            yield from self._price((*self.path, "amount"), amount, None)
        limits, effective = self.programme.limits, self.programme.effective
        counted = "months" in self.carried or self.programme.when == INTEREST or is_paid_by_months(self.programme)
        if limits.months and not counted:
            yield (*self.path, "limits", "months"), f"the milestone {self.programme.when} covers no months", ""
        if limits.days and "days" not in self.carried:
            yield (*self.path, "limits", "days"), f"the milestone {self.programme.when} covers no days", ""
        if limits.per == "family" and self.milestone.subject == "firm":
            yield (*self.path, "limits", "per"), f"the milestone {self.programme.when} is one of firms", "leave it out"
        if limits.until_retirement:
            yield from self._fact((*self.path, "limits", "until_retirement"), "months_to_retirement")
        if effective.applies_to != "day":
            yield from self._fact((*self.path, "effective", "applies_to"), effective.applies_to)

    def _claim(self, claim: Claim) -> Iterator[Fault]:
        """Windows from the start of a spell, and what must still hold, need a spell, a firm, a claim that is filed."""
        written = isinstance(self.programme.claim, Claim)

        def at(key: str) -> tuple[str, ...]:
            return (*self.path, "claim", key) if written else (*self.path, "claim")

        when = self.programme.when
        if claim.within_months_of == "started":
            if claim.within_months is None:
                yield (
                    at("within_months_of"),
                    "within_months_of says from when within_months count, and there is none",
                    "",
                )
            if "started" not in self.carried:
                hint = "count from the milestone"
                yield at("within_months_of"), f"the milestone {when} belongs to no spell that started", hint
        amount = self.programme.amount
        for key in ("still", "still_at_approval"):
            still = getattr(claim, key)
            if still and isinstance(amount, Amount) and amount.quota is not None:
                yield at(key), "a tax quota is set off at the year's end and never filed", "leave it out"
            if "in_business" in still and "firm_size" not in self.carried:
                yield at(key), f"in_business: the milestone {when} has no firm and no venture", ""
            for word in still:
                if word != "in_business" and (self.milestone.subject == "firm" or when in ENDS_SPELL):
                    hint = "no spell goes on after it" if when in ENDS_SPELL else "firms have no spell"
                    yield at(key), f"{word}: the milestone {when} leaves nobody in a spell", hint

    def _fact(self, path: tuple[str, ...], fact: str, kinds: tuple[str, ...] = ()) -> Iterator[Fault]:
        """A fault if the milestone does not carry the fact, or the fact is of another kind."""
        fitting = [name for name in self.carried if not kinds or FACTS[name].kind in kinds]
        if fact not in self.carried:
            hint = nearest(fact, fitting) or (one_of(sorted(fitting), 40) if fitting else "")
            yield path, f"the milestone {self.programme.when} does not carry the fact '{fact}'", hint
        elif fact not in fitting:
            hint = one_of(sorted(fitting), 40) if fitting else f"{self.programme.when} carries none"
            yield path, f"'{fact}' is no {' or '.join(kinds)} fact", hint

    def _conditions(self) -> Iterator[Fault]:
        here = (*self.path, "conditions")
        for fact, value in self.programme.conditions.items():
            if fact != "any":
                yield from self._condition((*here, fact), fact, value)
                continue
            if not isinstance(value, list) or not value:
                yield (*here, "any"), "expected a list of alternatives, each a mapping of conditions", ""
                continue
            for index, alternative in enumerate(value):
                where = (*here, "any", str(index))
                if not isinstance(alternative, dict) or not alternative:
                    yield where, "each alternative is a mapping of conditions", ""
                    continue
                for inner, wanted in alternative.items():
                    yield from self._condition((*where, inner), inner, wanted)

    def _condition(self, path: tuple[str, ...], fact: str, value: object) -> Iterator[Fault]:
        if fact in FACTS and fact not in self.carried:
            yield from self._fact(path, fact)
            return
        try:
            parse_condition(fact, value)
        except ConditionError as error:
            hint = nearest(fact, self.carried) if fact not in FACTS and fact != "who" else ""
            yield path, error.message if not hint else f"there is no fact '{fact}'", hint

    def _amount(self, amount: Amount) -> Iterator[Fault]:
        here = (*self.path, "amount")
        if amount.times is not None:
            yield from self._fact((*here, "times"), amount.times, ("count",))
        if amount.of is not None:
            yield from self._fact((*here, "of"), amount.of, ("money",))
        if amount.points is not None:
            for fact in ("loan_balance", "days"):
                yield from self._fact((*here, "points"), fact)
        if amount.quota is not None:
            yield from self._quota((*here, "quota"))
        if amount.value is not None:
            yield from self._price((*here, "value"), amount.value, amount.times)
        if amount.tiers is not None:
            yield from self._tiers((*here, "tiers"), amount.tiers, amount.times)
        if amount.principal_cap is not None and amount.points is None and amount.of not in INTERESTS:
            hint = "or a cap, for the sum itself"
            yield (*here, "principal_cap"), "it bounds the principal of points or of a share of interest", hint
        if amount.cap is not None:
            yield from self._price((*here, "cap"), amount.cap, None)

    def _quota(self, path: tuple[str, ...]) -> Iterator[Fault]:
        if "months" not in self.carried:
            yield path, f"a tax quota runs by month, but the milestone {self.programme.when} covers no months", ""

    def _price(self, path: tuple[str, ...], price: Quantity, times: str | None) -> Iterator[Fault]:
        fact = multiplied_by(price.unit, times)
        if fact is None or fact in self.carried or price.unit == "CNY/year":
            return  # a year is also what a milestone of years stands for
        yield path, f"an amount in {price.unit}, but the milestone {self.programme.when} covers no {fact}", ""

    def _tiers(self, path: tuple[str, ...], tiers: Tiers, times: str | None) -> Iterator[Fault]:
        missing = list(self._fact((*path, "by"), tiers.by))
        yield from missing
        units = {step.value.unit for step in tiers.steps}
        if len(units) > 1:
            yield path, f"the steps must share a unit; found {', '.join(sorted(units))}", ""
        fact = FACTS[tiers.by]
        worded = fact.kind in ("enum", "roles", "bool")
        told: dict[str, int] = {}
        for index, step in enumerate(tiers.steps):
            where = (*path, "steps", str(index))
            if (step.at_least is None) == (step.is_ is None):
                yield where, "a step wants either at_least or is", ""
            elif worded and step.is_ is None:
                yield (*where, "at_least"), f"{tiers.by} has words; use is", ""
            elif not worded and step.at_least is None:
                yield (*where, "is"), f"{tiers.by} is a number; use at_least", ""
            elif step.is_ is not None and fact.kind != "bool":
                for word in _listed(step.is_):
                    if word not in fact.words:
                        yield (*where, "is"), f"unknown word '{word}'", nearest(word, fact.words) or one_of(fact.words)
            bound = [] if step.at_least is None else [("at_least", str(step.at_least))]
            for key, value in [*bound, *(("is", word) for word in _listed(step.is_))]:
                if value in told:
                    first = "this step twice" if told[value] == index else f"steps.{told[value]} too"
                    yield (*where, key), f"'{value}' stands in {first}; which value is meant?", "name it once"
                told.setdefault(value, index)
            if index == 0 and not missing:
                yield from self._price((*where, "value"), step.value, times)


def _listed(words: Sequence[str] | str | None) -> list[str]:
    return [] if words is None else [words] if isinstance(words, str) else list(words)
