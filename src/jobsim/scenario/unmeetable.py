"""Conditions that nobody in the county can meet: they are valid, and pay nothing without a word.

What can be seen from the scenario alone is asked: the firms there are, the groups somebody belongs to, how long
contracts last, whether a milestone ever comes. What depends on what people do is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jobsim.scenario import distributions
from jobsim.scenario.checks import Checker
from jobsim.scenario.conditions import GROUPS_TERM, Op, Term, parse_condition
from jobsim.scenario.county_sections import RoleRule
from jobsim.scenario.quantities import Each, Quantity
from jobsim.scenario.rule_sections import Programme
from jobsim.scenario.schema import Scenario
from jobsim.scenario.section_types import Who
from jobsim.vocabulary import FACTS, GROUP_BIT, GROUPS, MILESTONES

Path = tuple[str, ...]
_OF_GRADUATES = ("final_year_student", "graduating_class", "graduate_within_two_years", "hardship_graduate")
_COME_WITH = {
    "firm_year": "firm_assessment", "internship_unit_settled": "unit_settlement", "evaluated": "evaluation",
    "school_year_enrolled": "school_year", "final_year": "final_year",
}  # fmt: skip
"""Milestones that come on the days of an event, and its kind."""


def unmeetable(checker: Checker) -> None:
    """Programmes, pools and services that mean nobody."""
    met = _Met(checker.scenario)
    for name, programme in checker.scenario.programmes.items():
        path = ("programmes", name)
        if isinstance(programme.who, Who | list):
            _who(checker, met, (*path, "who"), programme.who)
        _conditions(checker, met, path, programme)
        _milestone(checker, path, programme)
        _window(checker, path, programme)
    for name, pool in checker.scenario.places.pools():
        if pool.who is not None and any(highest(opening.count) > 0 for opening in pool.openings):
            _who(checker, met, ("places", name, "who"), pool.who)
    for role, groups in checker.scenario.county.firms.key_groups.items():
        _who(checker, met, ("county", "firms", "key_groups", role), groups)
    for name, service in checker.scenario.services.items():
        _who(checker, met, ("services", name, "who"), service.who)


def highest(number: Quantity | Each | None) -> float:
    """The largest value that a number can take; a missing one may take any."""
    if number is None:
        return 0.0
    quantity = number.quantity if isinstance(number, Each) else number
    if quantity.kind == "dated":
        return max(highest(step) for _, step in quantity.steps)
    return float("inf") if quantity.is_missing else _ends(quantity)[1]


def _ends(quantity: Quantity) -> tuple[float, float]:
    return (quantity.args[0],) * 2 if quantity.kind == "point" else distributions.support(quantity.kind, quantity.args)


def _words(shares: Mapping[str, Quantity]) -> set[str]:
    return {word for word, share in shares.items() if highest(share) > 0}


class _Met:
    """What somebody, or some firm, in the county can be."""

    def __init__(self, scenario: Scenario) -> None:
        county, behaviour = scenario.county, scenario.behaviour
        self.groups = _groups(scenario)
        firms = county.firms
        recognised = [one.level for level in firms.recognitions.values() for one in level if highest(one.number) > 0]
        ventures = _words(behaviour.venture.legal_forms)
        sizes, forms = _words(firms.sizes), _words(firms.legal_forms)
        roles = {role for role in _words(firms.roles) if _can_hold(firms.role_rules.get(role), sizes, forms)}
        self.of_firms = {"firm_size": sizes, "legal_form": forms, "roles": roles, "recognition": set(recognised)}
        self.of_ventures = {
            "firm_size": {"micro"}, "legal_form": ventures, "roles": {"venture"},
            "loan_kind": _words(behaviour.loan.kinds),
        }  # fmt: skip
        both = ("firm_size", "legal_form", "roles")
        self.of_jobs = {fact: self.of_firms[fact] | self.of_ventures[fact] for fact in both}
        self.of_courses = {"level": _words(behaviour.training.levels) | _words(behaviour.training.in_service_levels)}
        contract = behaviour.employment.contract_months.quantity
        low, high = (0.0, float("inf")) if contract.is_missing or contract.kind == "dated" else _ends(contract)
        self.contract = min(low, 12.0), max(high, 12.0)  # an intern who is kept gets a year

    def words(self, programme: Programme, fact: str) -> set[str] | None:
        """The words a fact of the programme's milestone can be; None if any."""
        subject = MILESTONES[programme.when].subject
        known = self.of_firms if subject == "firm" else self.of_ventures if subject == "venture" else self.of_jobs
        if programme.when in ("course_completed", "certificate"):
            known = self.of_courses
        elif programme.when.startswith("post_"):  # told nothing of who gives the post
            known = {}
        return known.get(fact)


def _can_hold(rule: RoleRule | None, sizes: set[str], forms: set[str]) -> bool:
    """Whether there are firms that may hold a role."""
    rule = rule or RoleRule()
    return bool(sizes & set(rule.sizes)) and bool(forms & set(rule.legal_forms))


def _groups(scenario: Scenario) -> set[str]:
    """The groups that somebody can belong to."""
    county = scenario.county
    given = {**county.person_groups, **county.family_groups, **county.rural_family_groups}
    held = {name for name, group in GROUPS.items() if not group.static} | _words(given)
    held |= {"skilled_worker", "local_household"}
    cohorts = county.cohorts
    for group, number in (
        ("rural", county.rural), ("rural", cohorts.monitored_students), ("woman", county.woman),
        ("college_graduate", cohorts.college), ("college_graduate", county.prior_graduates),
        ("vocational_graduate", cohorts.vocational), ("hardship_graduate", cohorts.hardship),
        ("monitored_household", cohorts.monitored_students),
    ):  # fmt: skip
        if highest(number) > 0:
            held.add(group)
    return held if "college_graduate" in held else held - set(_OF_GRADUATES)


def _who(checker: Checker, met: _Met, path: Path, who: Who | Sequence[str]) -> None:
    asked = {"any": list(who)} if not isinstance(who, Who) else {"any": who.any, "all": who.all}
    lacking = {key: [name for name in names if name not in met.groups] for key, names in asked.items()}
    wanted = lacking.get("all", [])
    if asked["any"] and lacking["any"] == asked["any"]:
        wanted = wanted + lacking["any"]
    if wanted:
        checker.fault(path, f"nobody in the county belongs to {_or(wanted)}, so nobody is meant", _GROUPS_HINT)


_GROUPS_HINT = "give the group a share under county.person_groups, family_groups or rural_family_groups"
_HINTS = {
    "firm_size": "see county.firms.sizes", "legal_form": "see county.firms.legal_forms",
    "roles": "see county.firms.roles and role_rules", "recognition": "see county.firms.recognitions",
    "loan_kind": "see behaviour.loan.kinds", "level": "see behaviour.training.levels",
    "contract_months": "see behaviour.employment.contract_months",
}  # fmt: skip


def _conditions(checker: Checker, met: _Met, path: Path, programme: Programme) -> None:
    """Faults of the conditions that hold for all, and of an ``any`` none of whose alternatives can be met."""
    here = (*path, "conditions")
    for fact, value in programme.conditions.items():
        if fact != "any":
            for message in _unmet(met, programme, fact, value):
                checker.fault((*here, fact), f"{message}, so the programme pays nothing", _hint(fact))
            continue
        unmet = [_first_unmet(met, programme, alternative) for alternative in value]
        for index, found in enumerate(unmet):
            if found is not None:
                fact, message = found
                so = "this alternative is never met" if None in unmet else "so no alternative is met"
                checker.fault((*here, "any", str(index), fact), f"{message}, {so}", _hint(fact))


def _first_unmet(met: _Met, programme: Programme, alternative: Mapping[str, object]) -> tuple[str, str] | None:
    for fact, value in alternative.items():
        for message in _unmet(met, programme, fact, value):
            return fact, message
    return None


def _hint(fact: str) -> str:
    return _HINTS.get(fact, _GROUPS_HINT)


def _unmet(met: _Met, programme: Programme, fact: str, value: object) -> Iterator[str]:
    """Why a condition cannot be met, if it cannot."""
    for term in parse_condition(fact, value):
        if term.fact == GROUPS_TERM:
            yield from _unmet_groups(met, term)
        elif fact == "contract_months" and MILESTONES[programme.when].subject == "person":
            low, high = met.contract
            if not _between(term, low, high):
                yield f"labour contracts last {low:g} to {high:g} months"
        elif (words := met.words(programme, fact)) is not None:
            known = FACTS[fact].words
            if not any(_holds(term, known.index(word)) for word in words):
                wanted = [word for index, word in enumerate(known) if _holds(term, index)]
                yield f"{_subject(fact)} {_or(wanted) or 'beyond the last word'}"


def _unmet_groups(met: _Met, term: Term) -> Iterator[str]:
    wanted = [name for name, bit in GROUP_BIT.items() if term.value >> bit & 1]
    lacking = [name for name in wanted if name not in met.groups]
    if lacking and (term.op == Op.GROUPS_ALL or (term.op == Op.GROUPS_ANY and lacking == wanted)):
        yield f"nobody in the county belongs to {_or(lacking)}"


def _subject(fact: str) -> str:
    what = {
        "roles": "no firm has the role", "loan_kind": "no loan is of the kind",
        "level": "no certificate is of the level", "recognition": "no firm is recognised at the level",
    }  # fmt: skip
    return what.get(fact, f"no firm it could mean has the {fact.replace('_', ' ')}")


def _holds(term: Term, code: int) -> bool:
    if term.op in (Op.IN, Op.HAS):
        return bool(term.value >> code & 1)
    return _between(term, code, code)


def _between(term: Term, low: float, high: float) -> bool:
    """Whether a number from ``low`` to ``high`` can meet a comparison."""
    if term.op == Op.AT_LEAST:
        return high >= term.value
    if term.op == Op.AT_MOST:
        return low <= term.value
    if term.op == Op.NOT_EQUAL:
        return not low == high == term.value
    return low <= term.value <= high


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)


def _milestone(checker: Checker, path: Path, programme: Programme) -> None:
    kind = _COME_WITH.get(programme.when)
    firms = checker.scenario.county.firms
    if kind is not None and all(event.kind != kind for event in checker.scenario.events.values()):
        message = f"no event of kind {kind} is held, so the milestone {programme.when} never comes"
        checker.fault((*path, "when"), message, f"add an event of kind {kind} with its days under events")
    elif programme.when == "recognised" and not any(firms.recognitions.values()):
        message = "no firm is ever recognised, so the milestone never comes"
        checker.fault((*path, "when"), message, "add them under county.firms.recognitions")


def _window(checker: Checker, path: Path, programme: Programme) -> None:
    horizon, span = checker.scenario.horizon, programme.effective
    begin, end = horizon.history_from, horizon.end
    if span.start is not None and span.start > end:
        message = f"starts on {span.start}, after the last day simulated ({end}), so the programme pays nothing"
        checker.fault((*path, "effective", "start"), message, "move the horizon, or leave the programme out")
    if span.end is not None and span.end < begin and span.applies_to == "day":
        message = f"ended on {span.end}, before the first day simulated ({begin}), so the programme pays nothing"
        checker.fault((*path, "effective", "end"), message, "move its end, or leave the programme out")
