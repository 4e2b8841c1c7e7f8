"""From what the user wrote to the rows of the rule tables, one programme at a time."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from jobsim.programmes.tables import CADENCES, FIRST_DAY, LAST_DAY, NO_FACT, STANDING, SUBJECT_KINDS, Form, Tier
from jobsim.scenario.conditions import PERCENT, Op, Term, facts_named, group_mask, parse_conditions, word_mask
from jobsim.scenario.programme_checks import multiplied_by
from jobsim.scenario.quantities import TABLE_SIZE
from jobsim.scenario.rule_sections import Amount, Claim, Limits, Programme, Tiers
from jobsim.scenario.section_types import Who
from jobsim.scenario.shared_limits import INTEREST
from jobsim.vocabulary import FACT_INDEX, FACTS, LOAN_KINDS, MILESTONE_CODE, MILESTONES, MONTH_COUNTS, PAYEES

if TYPE_CHECKING:
    from jobsim.scenario.parameters import Parameters
    from jobsim.scenario.quantities import Each, Quantity

_LOWEST = -(2**62)
_KIND_MASKS = {kind: 1 << code for code, kind in enumerate(LOAN_KINDS)}
_EARLIER = frozenset(
    ("job_month", "flexible_month", "post_month", "venture_month", "away_month", "unemployment_month", INTEREST)
)
"""Milestones of spells that may have begun before the run, and that come again and again."""


class RuleError(ValueError):
    """A programme that cannot be compiled: its amount or conditions do not fit its milestone."""


def fen(cny: float) -> int:
    """CNY to whole fen."""
    return round(cny * 100)


def draw_code(programme: str) -> int:
    """24 bits of a programme's name: its draws stay the same when other programmes come or go."""
    return (zlib.crc32(programme.encode()) & 0xFFFFFF) or 1


@dataclass
class Uncertain:
    """The places in the tables that take drawn values, to be filled in each replication."""

    rules: list[tuple[int, str, Quantity, Callable[[float], float]]] = field(default_factory=list)
    """(rule, field, quantity, how its value is entered)."""
    values: list[tuple[int, Quantity, bool]] = field(default_factory=list)
    """(row of the first step, quantity, whether it is money)."""
    lags: list[tuple[int, Each]] = field(default_factory=list)


@dataclass
class Tables:
    """Rows collected while the programmes of a scenario are compiled."""

    conditions: list[tuple[int, ...]] = field(default_factory=list)
    values: list[tuple[int, int, int, int, int, float]] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    """Of each row of the values."""
    lags: list[Any] = field(default_factory=list)
    uncertain: Uncertain = field(default_factory=Uncertain)


def groups_asked_for(alternatives: Sequence[Sequence[Term]]) -> int:
    """Groups of which one at least is needed, whichever alternative is met; 0 if one of them asks for none.

    Most persons are then told apart by one look at their groups.
    """
    found = 0
    for terms in alternatives:
        masks = [int(term.value) for term in terms if term.op in (Op.GROUPS_ANY, Op.GROUPS_ALL)]
        if not masks:
            return 0
        found |= masks[0]
    return found


class Compiler:
    """Compiles programmes; ``parameters`` gives the values of what is certain, and stands in for what is not."""

    def __init__(self, parameters: Parameters, procedures: dict[str, Claim], funds: list[str]) -> None:
        self.parameters = parameters
        self.procedures = procedures
        self.funds = funds
        self.tables = Tables()

    def compile(self, rule: int, name: str, programme: Programme, limits: Limits) -> dict[str, Any]:
        """The rule row of a programme, without its exclusions and what it counts together with others.

        ``limits`` are its own and those of the programmes it shares them with. Raises RuleError, ConditionError,
        MissingFigure.
        """
        milestone = MILESTONES[programme.when]
        carried = set(milestone.facts)
        self._check_facts(name, programme, carried)
        claim = programme.claim if isinstance(programme.claim, Claim) else self.procedures[programme.claim]
        who = programme.who if isinstance(programme.who, Who) else Who(any=programme.who or [])
        effective = programme.effective
        months, span = (0, limits.months or 0) if programme.when == INTEREST else (limits.months or 0, 0)
        row: dict[str, Any] = {
            "milestone": MILESTONE_CODE[programme.when],
            "subject_kind": SUBJECT_KINDS.index(milestone.subject),
            "who_any": group_mask(list(who.any)),
            "who_all": group_mask(list(who.all)),
            "who_none": group_mask(list(who.none)),
            "applies": FACT_INDEX[effective.applies_to],
            "effective_from": effective.start.toordinal() if effective.start else FIRST_DAY,
            "effective_until": effective.end.toordinal() if effective.end else LAST_DAY,
            "months_fact": FACT_INDEX["months"] if "months" in carried else NO_FACT,
            "months": months,
            "span": span,
            "until_retirement": int(limits.until_retirement),
            "days": limits.days or 0,
            "times_limit": 1 if limits.once else limits.times or 0,
            "per_year": limits.per_year or 0,
            "subject_cap": self._value(rule, "subject_cap", limits.subject_cap, fen),
            "payee_cap": self._value(rule, "payee_cap", limits.payee_cap, fen),
            "payee_year_cap": self._value(rule, "payee_year_cap", limits.payee_year_cap, fen),
            "quota": limits.quota or 0,
            "per_family": int(limits.per == "family"),
            "earlier": int(programme.when in _EARLIER and _is_limited(limits)),
            "contested": int(bool(limits.quota or limits.payee_cap or limits.payee_year_cap)),
            "fund": self.funds.index(programme.fund),
            "payee": list(PAYEES).index(programme.pays),
            "cadence": CADENCES.index(claim.every),
            "lag": len(self.tables.lags),
            "review": self._value(rule, "review", claim.review, round),
            "refused": self._value(rule, "refused", claim.refused, float),
            "accepted_until": claim.accepted_until.toordinal() if claim.accepted_until else LAST_DAY,
            "within_months": claim.within_months or 0,
            "within_of_start": int(claim.within_months_of == "started"),
            "still": _still(claim.still),
            "still_at_approval": _still(claim.still_at_approval),
            "code": draw_code(name),
        }
        if claim.lag.quantity.is_uncertain and not claim.lag.varies:
            self.tables.uncertain.lags.append((len(self.tables.lags), claim.lag))
        self.tables.lags.append(self.parameters.table(claim.lag))
        row["condition_first"] = len(self.tables.conditions)
        alternatives = parse_conditions(programme.conditions)
        row["who_any"] = row["who_any"] or groups_asked_for(alternatives)
        for alternative, terms in enumerate(alternatives):
            for term in terms:
                self.tables.conditions.append((rule, alternative, *term))
        row["condition_end"] = len(self.tables.conditions)
        row["take_up_first"] = len(self.tables.values)
        self._dated(rule, programme.take_up, money=False)
        row["take_up_end"] = len(self.tables.values)
        written = programme.amount
        self._amount(rule, name, written if isinstance(written, Amount) else Amount(value=written), carried, row)
        if months and row["months_fact"] == NO_FACT:
            raise RuleError(f"programme {name}: a limit in months, but the milestone {programme.when} covers no months")
        if limits.days and "days" not in carried:
            raise RuleError(f"programme {name}: a limit in days, but the milestone {programme.when} covers no days")
        return row

    def _check_facts(self, name: str, programme: Programme, carried: set[str]) -> None:
        named = list(facts_named(programme.conditions))
        amount = programme.amount
        if isinstance(amount, Amount):
            tiered_by = amount.tiers.by if amount.tiers is not None else None
            named += [fact for fact in (amount.times, amount.of, tiered_by) if fact is not None]
            if amount.points is not None:
                named += ["loan_balance", "days"]
        named.append(programme.effective.applies_to)
        if programme.limits.until_retirement:
            named.append("months_to_retirement")
        for fact in named:
            if fact not in carried:
                raise RuleError(
                    f"programme {name}: the milestone {programme.when} does not carry the fact {fact}; "
                    f"it carries {', '.join(sorted(carried))}"
                )

    def _value(self, rule: int, column: str, quantity: Quantity | None, enter: Callable[[float], float]) -> float:
        """What is entered in a column of the rule: 0 for a quantity that is not given."""
        if quantity is None:
            return 0
        if quantity.is_uncertain:
            self.tables.uncertain.rules.append((rule, column, quantity, enter))
        return enter(self.parameters.value(quantity))

    def _amount(self, rule: int, name: str, amount: Amount, carried: set[str], row: dict[str, Any]) -> None:
        row.update(tier=Tier.NONE, tier_fact=NO_FACT, of=NO_FACT, times=NO_FACT, period=NO_FACT, yearly=0)
        row["value_first"] = len(self.tables.values)
        if amount.share is not None:
            assert amount.of is not None
            row.update(form=Form.SHARE, of=FACT_INDEX[amount.of])
            self._dated(rule, amount.share, money=False)
        elif amount.points is not None:
            row["form"] = Form.POINTS
            self._dated(rule, amount.points, money=False)
        elif amount.quota is not None:
            row["form"] = Form.QUOTA
            row.update(period=FACT_INDEX["months"] if "months" in carried else NO_FACT, yearly=1)
            self._dated(rule, amount.quota)
        else:
            row["form"] = Form.PRICE
            unit = self._price(rule, name, amount, row)
            row["period"] = _period(name, unit, carried, amount.times)
            row["yearly"] = int(unit == "CNY/year")
        row["value_end"] = len(self.tables.values)
        if amount.times is not None:
            row["times"] = FACT_INDEX[amount.times]
            if amount.times in MONTH_COUNTS and row["months_fact"] == NO_FACT:
                row["months_fact"] = row["times"]
        row.update(cap_first=len(self.tables.values), cap_period=NO_FACT, cap_yearly=0)
        if amount.cap is not None:
            self._dated(rule, amount.cap)
            row["cap_period"] = _period(name, amount.cap.unit, carried, None)
            row["cap_yearly"] = int(amount.cap.unit == "CNY/year")
        row["cap_end"] = row["principal_first"] = len(self.tables.values)
        for kind, cap in (amount.principal_cap or {}).items():
            self._dated(rule, cap, mask=_KIND_MASKS[kind])
        row["principal_end"] = len(self.tables.values)

    def _price(self, rule: int, name: str, amount: Amount, row: dict[str, Any]) -> str:
        """Enters the price rows; returns the unit of the price."""
        if amount.value is not None:
            self._dated(rule, amount.value)
            return amount.value.unit
        assert amount.tiers is not None
        tiers = amount.tiers
        units = {step.value.unit for step in tiers.steps}
        if len(units) > 1:
            raise RuleError(f"programme {name}: the tiers have different units: {', '.join(sorted(units))}")
        row.update(tier_fact=FACT_INDEX[tiers.by], tier=self._tiers(rule, name, tiers))
        return units.pop()

    def _tiers(self, rule: int, name: str, tiers: Tiers) -> Tier:
        kind = FACTS[tiers.by].kind
        by_words = tiers.steps[0].is_ is not None
        if any((step.is_ is not None) != by_words for step in tiers.steps) or (
            any((step.at_least is None) != by_words for step in tiers.steps)
        ):
            raise RuleError(
                f"programme {name}: each step of the tiers has either at_least or is, the same in all steps"
            )
        if not by_words:
            scale = {"money": 100, "percent": PERCENT}.get(kind, 1)
            for step in sorted(tiers.steps, key=lambda step: step.at_least or 0):
                self._dated(rule, step.value, at_least=math.ceil(Decimal(str(step.at_least or 0)) * scale))
            return Tier.AT_LEAST
        for step in tiers.steps:
            listed = step.is_ if isinstance(step.is_, list) else [step.is_]
            if kind == "bool":
                mask = sum(1 << ("false", "true").index(str(word).lower()) for word in listed)
            else:
                mask = word_mask(tiers.by, listed)
            self._dated(rule, step.value, mask=mask)
        return Tier.ROLES if kind == "roles" else Tier.WORD

    def _dated(
        self, rule: int, quantity: Quantity, *, money: bool = True, at_least: int = _LOWEST, mask: int = 0
    ) -> None:
        """One row per dated step; the first step holds from the beginning."""
        if quantity.is_uncertain:
            self.tables.uncertain.values.append((len(self.tables.values), quantity, money))
        for index, (from_day, value) in enumerate(self.parameters.steps(quantity)):
            self.tables.quantities.append(quantity)
            self.tables.values.append(
                (rule, at_least, mask, from_day if index else FIRST_DAY, fen(value) if money else 0, float(value))
            )

    def lag_tables(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array(self.tables.lags, np.float64).reshape(-1, TABLE_SIZE)


def _is_limited(limits: Limits) -> bool:
    """Whether it matters what was drawn before."""
    counted = (limits.months, limits.days, limits.once, limits.times, limits.per_year, limits.subject_cap)
    return any(one is not None and one is not False for one in counted)


def _still(words: Iterable[str]) -> int:
    """The bits of what must still hold."""
    return sum(1 << STANDING.index(word) for word in set(words))


def _period(name: str, unit: str, carried: set[str], times: str | None) -> int:
    """The fact that a price per month, day, year or person is multiplied by, or NO_FACT."""
    fact = multiplied_by(unit, times)
    if fact is None:
        return NO_FACT
    if fact not in carried:
        if unit == "CNY/year":
            return NO_FACT  # the milestone itself stands for a year
        raise RuleError(f"programme {name}: a price in {unit}, but its milestone covers no {fact}")
    return FACT_INDEX[fact]
