"""Random small counties over the made-up ones, for tests that must hold for any scenario: a hypothesis strategy.

Every scenario is valid. A case prints as a scenario file: pasted into one, it loads.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import counties
from jobsim.engines.result import Replication
from jobsim.finance.ledger import Status
from jobsim.scenario.programme_checks import ENDS_SPELL
from jobsim.scenario.rule_sections import Amount
from jobsim.scenario.schema import Scenario
from jobsim.scenario.shared_limits import INTEREST, SHARED
from jobsim.vocabulary import (
    COURSES,
    EXITS,
    FACTS,
    FIRM_ROLES,
    FIRM_SIZES,
    GRADES,
    GROUPS,
    INDICATORS,
    LEGAL_FORMS,
    LEVELS,
    LOAN_KINDS,
    MILESTONES,
    MONTH_COUNTS,
    OF_FAMILIES,
    PAYEES,
    PAYERS,
    RECOGNITIONS,
    TAXES,
    YEARLY,
    YIELDED,
)

Layer = dict[str, Any]
BASE_FUNDS = ("employment_subsidy", "waiting_fund", "skipping_fund", "pro_rata_fund", "topped_up_fund", "refusing_fund")
OTHER_FUNDS = ("loans", "insurance", "tax", "forgone", "credit")
ANY_CODE = "any_code"
"""A word of one's own, which goes with a fund of any kind."""
SHORT_RULES = ("wait", "skip_if_unaffordable", "pro_rata", "top_up", "refuse")
FORMS = ("price", "month", "day", "person", "year", "share", "points", "quota", "threshold", "word")
COMMON_GROUPS = ("rural", "woman", "registered_unemployed", "graduate_within_two_years", "hard_to_employ", "youth")
STATIC_GROUPS = tuple(name for name, group in GROUPS.items() if group.static and name != "woman")
POOLS = (
    "internship", "public_post", "skill_training", "entrepreneurship_training", "three_supports", "western_plan",
    "project_job", "last_resort",
)  # fmt: skip
TYPICAL = {
    "contract_months": 6, "insured_months": 2, "prior_insured_months": 12, "months_total": 3, "unemployed_months": 1,
    "staff": 8, "insured_staff": 3, "key_group_staff": 1, "operating_months": 6, "jobs": 1, "loan_months": 6,
    "days": 20, "months": 1, "heads": 1, "completed": 1, "months_to_retirement": 120, "years_since_recognition": 1,
    "hired_year": 2023, "minimum_wage_percent": 120, "layoff_percent": 4, "retention_percent": 40,
    "wage": 2600, "employer_insurance": 960, "own_insurance": 800, "allowance_cut": 200, "allowance": 400,
    "stipend": 1950, "rent": 800, "premiums": 500, "payroll": 20000, "loan_amount": 120000, "loan_balance": 120000,
    "interest": 900, "interest_above_own_part": 400, "loss": 120000, "agreed_months": 6, "remaining_months": 1,
}  # fmt: skip
"""What a count, percent or money fact usually is (CNY), so that conditions and tiers divide people."""


@dataclass(frozen=True)
class Case:
    """A layer over a made-up county, and what to run of it."""

    base: str
    layer: Layer
    seed: int
    replication: int
    static: bool

    @property
    def text(self) -> str:
        """The layer as YAML, a line for each key of each section."""
        lines = []
        for section, held in self.layer.items():
            lines.append(f"{section}:")
            lines += [f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in held.items()]
        return "\n".join(lines) + "\n"

    @cached_property
    def scenario(self) -> Scenario:
        with tempfile.TemporaryDirectory() as folder:
            return counties.layered(Path(folder), self.base, self.text)

    def __repr__(self) -> str:
        run = f"# seed {self.seed}, replication {self.replication}, static {self.static}"
        return f"\n{run}\nextends: tests/fixtures/{self.base}\n{self.text}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """How hypothesis prints a case."""
        printer.text(repr(self))


class Choices:
    """Choices of one example. The first option is the plain one, to which an example shrinks."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.first = dt.date(2022, 1, 1)
        self.end = dt.date(2023, 12, 31)

    def of(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def whole(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def often(self, tenths: int) -> bool:
        """True in about so many of ten cases."""
        return self.whole(0, 9) >= 10 - tenths

    def some(self, options: Any, most: int, least: int = 0) -> list[Any]:
        return list(self.draw(st.lists(st.sampled_from(list(options)), min_size=least, max_size=most, unique=True)))

    def maybe(self, tenths: int, held: Layer, **values: Callable[[], Any]) -> None:
        """Each of the values, in so many of ten cases."""
        for key, value in values.items():
            if self.often(tenths):
                held[key] = value()

    # -- dates

    def date(self, low: dt.date | None = None, high: dt.date | None = None) -> str:
        """A day of the run, often a turn of a month or a year."""
        day = self.draw(st.dates(low or self.first, high or self.end))
        turn = self.of("any", "first", "last", "year")
        if turn == "first":
            day = day.replace(day=1)
        elif turn == "last":
            day = day.replace(day=28) + dt.timedelta(days=4)
            day -= dt.timedelta(days=day.day)
        elif turn == "year":
            day = day.replace(month=1, day=1)
        return str(max(day.isoformat(), (low or self.first).isoformat()))

    def month_day(self) -> str:
        return str(self.of("01-10", "07-01", "03-31", "06-30", "01-01", "12-31", f"{self.whole(1, 12):02}-15"))

    # -- numbers

    def dated(self, one: Callable[[], Any]) -> Layer:
        """A value that changes once or twice within the run."""
        days = sorted({self.date() for _ in range(self.whole(1, 2))})
        values = [(day, one()) for day in ("2000-01-01", *days)]
        return {"dated": [{"from": day, **(v if isinstance(v, dict) else {"value": v})} for day, v in values]}

    def price(self, typical: float, unit: str = "CNY") -> Any:
        form = self.of("plain", "plain", "odd", "dated", "pert", "uniform")
        if form == "plain":
            return f"{typical:g} {unit}"
        if form == "odd":
            return f"{typical * self.whole(1, 400) / 100 + 0.01:.2f} {unit}"
        if form == "dated":
            return self.dated(lambda: f"{typical * self.whole(1, 30) / 10:.2f} {unit}")
        if form == "pert":
            return {"pert": [typical / 2, typical, typical * 3], "unit": unit, "source": "assumption"}
        return {"uniform": [typical / 2, typical * 2], "unit": unit, "source": "assumption"}

    def share(self, *usual: float) -> Any:
        form = self.of("plain", "plain", "plain", "any", "pert")
        if form == "plain":
            return self.of(*(usual or (0.5, 0.0, 0.2, 0.8, 1.0)))
        return self.whole(0, 20) / 20 if form == "any" else {"pert": [0.1, 0.5, 0.95], "source": "assumption"}

    def shares(self, words: Any, decimals: int = 4) -> dict[str, float]:
        """Shares of all words that make up a whole."""
        weights = [self.of(1, 0, 2, 5) for _ in words]
        total = sum(weights) or len(weights)
        found = {w: round((k if sum(weights) else 1) / total, decimals) for w, k in zip(words, weights, strict=True)}
        largest = max(found, key=found.__getitem__)
        found[largest] = round(found[largest] + 1 - sum(found.values()), decimals)
        return found

    def each(self, unit: str, low: float, mode: float, high: float) -> Any:
        """A number that differs from agent to agent."""
        form = self.of("uniform", "point", "pert", "discrete")
        if form == "point":
            return f"{mode:g} {unit}"
        if form == "discrete":
            return {"each": {"discrete": [[low, 1], [mode, 2], [high, 1]]}, "unit": unit}
        return {"each": {form: [low, high] if form == "uniform" else [low, mode, high]}, "unit": unit}

    def who(self) -> Any:
        groups = self.some(self.of(COMMON_GROUPS, tuple(GROUPS)), 3, 1)
        form = self.of("list", "any", "none", "all", "mixed")
        if form == "list":
            return groups
        if form == "all":
            return {"all": groups[:1]}
        return {"any": groups, "none": self.some(GROUPS, 2)} if form == "mixed" else {form: groups}


# ---------------------------------------------------------------------------------------- programmes


def condition(c: Choices, fact: str) -> Any:
    kind, words = FACTS[fact].kind, list(FACTS[fact].words)
    if kind == "bool":
        return c.of(True, False)
    if kind == "day":
        return f"{c.of('>=', '<=', '>', '!=')} {c.date()}"
    if kind == "roles":
        return c.some(words, 4, 1)
    if kind == "enum":
        return c.of(f">= {c.of(*words)}", c.some(words, 3, 1), c.of(*words))
    unit = {"money": " CNY", "percent": " %"}.get(kind, "")
    bound = TYPICAL[fact] * c.of(2, 1, 4, 0) // 2
    if c.often(2):
        return [f">= {bound // 2}{unit}", f"< {bound * 3 + 1}{unit}"]
    return f"{c.of('>=', '<=', '>=', '>', '<', '!=', '==')} {bound}{unit}"


def conditions(c: Choices, facts: tuple[str, ...], person: bool) -> Layer:
    found = {fact: condition(c, fact) for fact in c.some(facts, 2)}
    if c.often(2):
        found["any"] = []
        for _ in range(c.whole(1, 3)):
            alternative = {fact: condition(c, fact) for fact in c.some(facts, 2, 1)}
            if person and c.often(4):
                alternative["who"] = c.who()
            found["any"].append(alternative)
    return found


def price_unit(c: Choices, facts: tuple[str, ...]) -> str:
    return str(
        c.of("CNY", "CNY/person", "CNY/year", *(f"CNY/{f[:-1]}" for f in ("months", "days") if f in facts))
    )  # fmt: skip


PRICES = {"CNY": 800, "CNY/person": 500, "CNY/year": 7800, "CNY/month": 600, "CNY/day": 40}


RARE_FORMS = {"points": "loan_balance", "quota": "months", "CNY/day": "days", "word": "firm_size"}
"""Forms of amount that chance alone seldom draws, and the fact which a milestone must carry for them."""


def amount(c: Choices, facts: tuple[str, ...], wished: str = "") -> Any:
    """Any form of amount that the milestone's facts carry; the wished one where it can be."""
    of = {kind: [f for f in facts if FACTS[f].kind == kind] for kind in ("money", "count", "percent", "enum", "bool")}
    words = [*of["enum"], *of["bool"], *(f for f in facts if FACTS[f].kind == "roles")]
    forms = ["price", "price", "threshold"]
    forms += ["share", "share"] * bool(of["money"]) + ["points", "points"] * ("loan_balance" in facts)
    forms += ["quota"] * ("months" in facts) + ["word"] * bool(words)
    form, found = wished if wished in forms else c.of(*forms), {}
    if wished in PRICES:
        return {"value": c.price(PRICES[wished], wished)}
    if form == "price" and "remaining_months" in facts and c.often(5):
        return {"value": c.price(1500, "CNY/month"), "times": c.of("remaining_months", "agreed_months")}
    if form == "price":
        unit = price_unit(c, facts)
        found["value"] = c.price(PRICES[unit], unit)
    elif form == "share":
        share = c.of(0.5, 0.8, 0.005, 1.0)
        found = {"share": c.dated(lambda: c.share()) if c.often(2) else share, "of": c.of(*of["money"])}
        if found["of"].startswith("interest") and c.often(5):
            found["principal_cap"] = principal_cap(c)
    elif form == "points":
        found["points"] = c.of("2 %/year", "0.75 %/year", {"dated": [
            {"from": "2000-01-01", "value": "1 %/year"}, {"from": c.date(), "value": "3 %/year"}]})  # fmt: skip
        c.maybe(5, found, principal_cap=lambda: principal_cap(c))
    elif form == "quota":
        found["quota"] = c.price(7800, "CNY/year")
    else:
        unit = price_unit(c, facts)
        fact = c.of(*([*of["count"], *of["money"], *of["percent"]] if form == "threshold" else words))
        found["tiers"] = {"by": fact, "steps": [
            {**bound, "value": c.price(PRICES[unit] * (k + 1), unit)} for k, bound in enumerate(bounds(c, fact))
        ]}  # fmt: skip
    if form in ("price", "threshold", "word") and of["count"] and c.often(3):
        found["times"] = c.of(*of["count"])
    if c.often(3):
        unit = price_unit(c, facts)
        found["cap"] = c.price(PRICES[unit] * 2, unit)
    return found["value"] if list(found) == ["value"] else found


def principal_cap(c: Choices) -> Layer:
    return {kind: c.price(c.of(100_000, 20_000)) for kind in c.some(LOAN_KINDS, 3, 1)}


def bounds(c: Choices, fact: str) -> list[Layer]:
    """The steps of a tier by a fact."""
    if FACTS[fact].kind == "bool":
        return [{"is": word} for word in c.some(["true", "false"], 2, 1)]
    if FACTS[fact].words:
        return [{"is": word} for word in c.some(FACTS[fact].words, 4, 1)]
    return [{"at_least": TYPICAL[fact] * k // 2} for k in sorted(c.some((0, 1, 2, 4, 9), 3, 1))
            if TYPICAL[fact] > 1 or k % 2 == 0] or [{"at_least": 0}]  # fmt: skip


def limits(c: Choices, facts: tuple[str, ...], *, by_months: bool) -> Layer:
    found: Layer = {}
    if by_months:
        c.maybe(4, found, months=lambda: c.of(6, 2, 12, 36))
    if "days" in facts:
        c.maybe(3, found, days=lambda: c.of(30, 120, 5))
    if "months_to_retirement" in facts:
        c.maybe(2, found, until_retirement=lambda: True)
    c.maybe(
        1, found, once=lambda: True, per_year=lambda: c.of(1, 2), times=lambda: c.of(2, 1, 5),
        subject_cap=lambda: c.price(1500), payee_cap=lambda: c.price(4000), payee_year_cap=lambda: c.price(3000),
        quota=lambda: c.of(10, 1, 40),
    )  # fmt: skip
    if "months_to_retirement" in facts:
        c.maybe(2, found, per=lambda: "family")
    return found


def claim(c: Choices, milestone: str, paid: Any) -> Any:
    facts = MILESTONES[milestone].facts
    if c.often(5):
        return c.of("at_once", "monthly", "quarterly", "yearly", "windowed")
    found = {
        "source": "assumption", "every": c.of("event", "month", "quarter", "half_year", "year"),
        "lag": c.each("days", 0, c.of(5, 40), c.of(60, 200)), "review": f"{c.of(10, 0, 1, 60)} working days",
        "refused": c.share(0.02, 0.0, 0.3, 1.0),
    }  # fmt: skip
    c.maybe(1, found, accepted_until=c.date)
    c.maybe(2, found, within_months=lambda: c.of(3, 1, 6, 18))
    if "within_months" in found and "started" in facts:
        c.maybe(5, found, within_months_of=lambda: "started")
    words = ["in_business"] if "firm_size" in facts else []
    if MILESTONES[milestone].subject != "firm" and milestone not in ENDS_SPELL:
        words += ["in_spell", "insured"]
    if words and not (isinstance(paid, dict) and "quota" in paid):
        c.maybe(3, found, still=lambda: c.some(words, 2, 1), still_at_approval=lambda: c.some(words, 2, 1))
    return found


def payers(c: Choices) -> Layer:
    return {**dict.fromkeys(PAYERS), **c.shares(c.some(PAYERS, 4, 1))}


def programme(c: Choices, name: str, milestone: str, others: list[str], funds: list[str], wished: str = "") -> Layer:
    facts, person = MILESTONES[milestone].facts, MILESTONES[milestone].subject != "firm"
    paid = amount(c, facts, wished)
    by_months = "months" in facts or (isinstance(paid, dict) and paid.get("times") in MONTH_COUNTS)
    by_months = by_months or milestone == INTEREST
    found = {
        "source": "assumption", "title": {"zh": name, "en": name}, "clause": "LS-02", "code": ANY_CODE,
        "fund": c.of(*funds), "pays": c.of(*PAYEES), "when": milestone, "amount": paid,
        "limits": limits(c, facts, by_months=by_months), "claim": claim(c, milestone, paid),
        "take_up": c.share(0.9, 1.0, 0.5),
    }  # fmt: skip
    if wished:
        return found
    if person:
        c.maybe(4, found, who=c.who)
    c.maybe(3, found, conditions=lambda: conditions(c, facts, person))
    c.maybe(2, found, excludes=lambda: c.some(others, 2) if others else [], payers=lambda: payers(c))
    if c.often(3):
        days = sorted([c.date(), c.date()])
        applies = [fact for fact in ("started", "certificate_day") if fact in facts]
        found["effective"] = {
            **dict(c.of(list(zip(("start", "end"), days, strict=True)), [("start", days[0])], [("end", days[1])])),
            "applies_to": c.of("day", *applies),
        }
    if found.get("amount") != {} and c.often(2):
        found["take_up"] = c.dated(lambda: c.share(0.9, 0.1, 1.0))
    return found


def programmes(c: Choices, base: Scenario, wished: str = "") -> tuple[Layer, list[str]]:
    """A few programmes of the base, and new ones, one of the wished form; the names of those with a plain rate."""
    kept = c.some(base.programmes, 12, 4)
    found: Layer = {name: None for name in base.programmes if name not in kept}
    for name in kept:
        excluded = [other for other in base.programmes[name].excludes if other in kept]
        shared = [other for other in base.programmes[name].limits.shared_with if other in kept]
        found[name] = {"excludes": excluded, "limits": {"shared_with": shared}, "code": ANY_CODE}
        c.maybe(2, found[name], take_up=lambda: c.share(0.9, 1.0, 0.3), fund=lambda: c.of(*BASE_FUNDS))
    names = [f"r{k}" for k in range(c.whole(3, 8))]
    for name in names:
        funds, others = [*BASE_FUNDS, c.of(*OTHER_FUNDS)], [n for n in (*kept, *names) if n != name]
        wish = wished if name == names[0] else ""
        fitting = [when for when, one in MILESTONES.items() if not wish or RARE_FORMS[wish] in one.facts]
        found[name] = programme(c, name, c.of(*fitting), others, funds, wish)
    of_persons = [name for name in names if MILESTONES[found[name]["when"]].subject != "firm"]
    if len(of_persons) > 1 and c.often(5):
        one, *others = c.some(of_persons, 3, 2)
        found[one]["limits"]["shared_with"] = others
        for other in others:
            found[other]["limits"] = {k: v for k, v in found[other]["limits"].items() if k not in SHARED}
    plain = [n for n in kept if _plain(base.programmes[n].amount)]
    plain += [n for n in names if not isinstance(found[n]["amount"], dict) or "value" in found[n]["amount"]]
    return found, plain


def _plain(written: Any) -> bool:
    return not isinstance(written, Amount) or written.value is not None or written.quota is not None


# ---------------------------------------------------------------------------------------- money


def fund(c: Choices, years: range) -> Layer:
    found = {
        "source": "assumption", "payers": payers(c), "when_short": c.of(*SHORT_RULES), "previous_year": "30000 CNY",
        "lapse_after_years": c.of(2, 1, 0), "carry_over": c.price(c.of(2000, 1, 50000)), "floor": None,
        "kind": c.of("budget", "budget", "budget", "insurance", "tax", "credit"),
    }  # fmt: skip
    c.maybe(2, found, floor=lambda: c.of(1.0, 0.5))
    if c.often(1):
        return {**found, "appropriations": None}
    stated = [year for year in (2022, 2023, 2024, 2025) if year in years and c.often(8)]  # the others have no purse
    found["appropriations"] = {str(year): {
        "amount": c.price(c.of(4000, 200, 30000, 1000000)),
        "arrivals": [{"on": c.month_day(), "share": share} for share in c.shares(range(c.whole(1, 3))).values()],
    } for year in stated}  # fmt: skip
    return found


def line(c: Choices, years: range) -> Layer:
    found = {
        "source": "assumption", "title": {"zh": "项", "en": "line"}, "clause": "LS-05", "code": ANY_CODE,
        "fund": c.of(*BASE_FUNDS), "pays": "service_provider", "volume": f"{c.whole(1, 30)} activities",
        "unit": {"zh": "场", "en": "activities"}, "price": c.price(333),
    }  # fmt: skip
    c.maybe(5, found, months=lambda: list(c.shares(range(12)).values()), payers=lambda: payers(c))
    c.maybe(2, found, years=lambda: c.some(years, 2))
    return found


# ---------------------------------------------------------------------------------------- the county


def county(c: Choices, persons: int) -> Layer:
    found: Layer = {"persons": f"{persons} persons"}
    c.maybe(
        3, found, rural=c.share, woman=c.share, ages=lambda: c.each("years", c.of(16, 45), 50, 60),
        family_size=lambda: c.each("persons", 1, 2, c.of(3, 7)),
        person_groups=lambda: {group: c.share(0.2) for group in c.some(STATIC_GROUPS, 4)},
        family_groups=lambda: {group: c.share(0.3) for group in c.some(STATIC_GROUPS, 2)},
        prior_graduates=lambda: f"{c.of(20, 0, 60)} persons",
        prior_insured=lambda: c.each("months", 0, 5, 100),
        allowance_members=lambda: c.each("persons", 1, 2, 5),
        states=lambda: {
            "urban": _states(c, ("searching", "employed", "flexible", "venture", "public_post", "at_home", "away")),
            "rural": _states(c, ("searching", "away", "at_home", "employed", "flexible", "venture")),
        },
        cohorts=lambda: {
            "college": f"{c.of(10, 0, 30)} persons", "vocational": f"{c.of(5, 0, 20)} persons",
            "hardship": c.share(0.3), "monitored_students": f"{c.of(5, 0, 12)} persons",
        },
        ventures=lambda: {"founded": {"2018": "3 ventures", "2021": "5 ventures"}, "loans": c.share(0.9)},
    )  # fmt: skip
    found["firms"] = {"number": f"{c.of(12, 2, 30)} firms"}
    c.maybe(
        3, found["firms"], sizes=lambda: c.shares(FIRM_SIZES), legal_forms=lambda: c.shares(LEGAL_FORMS),
        # Where posts are opened, a firm must be a host.
        roles=lambda: {
            role: f"{c.of(2, int(role == 'internship_host'), 5)} firms" for role in FIRM_ROLES if role != "venture"
        },
        recognitions=lambda: {
            role: [{"level": c.of(*RECOGNITIONS[1:]), "on": c.date(dt.date(2018, 5, 1)), "number": "1 bases"}
                   for _ in range(c.whole(0, 2))]
            for role in ("workshop", "employment_base", "incubator")
        },
        role_rules=lambda: {
            role: {"sizes": c.some(FIRM_SIZES, 4, 1), "legal_forms": c.some(LEGAL_FORMS, 4, 1), "largest": c.often(4)}
            for role in c.some(FIRM_ROLES, 4)
        },
        key_groups=lambda: {role: c.some(GROUPS, 4, 1) for role in c.some(("other", *FIRM_ROLES), 4, 1)},
        standing_staff=lambda: {"quality": c.each("persons", 0, 30, 90)},
        closure=lambda: {size: c.of("0.02/month", "0/month", "0.2/month") for size in FIRM_SIZES},
        workshop_share=c.share, layoff=lambda: c.each("percent", 0, 2, 12), tax_liable=c.share,
        tax=lambda: {tax: c.each("CNY", 0, 300, 3000) for tax in c.some(TAXES, 5)},
    )  # fmt: skip
    return found


def _states(c: Choices, words: tuple[str, ...]) -> dict[str, float | None]:
    """Shares of states; those the base names and this does not are removed."""
    named = ("searching", "employed", "flexible", "venture", "public_post", "at_home", "away", "out")
    return {**dict.fromkeys(named), **c.shares((*words, "out"))}


def exits(c: Choices) -> Layer:
    """Rates of leaving, by class or for all, with a season or without."""

    def one() -> str:
        return str(c.of("0.1/month", "0/month", "0.02/month", "0.4/month", "1.5/month"))

    found: Layer = {}
    for state in c.some(EXITS, 4):
        found[state] = {}
        for name in c.some(EXITS[state], 5, 1):
            by_class = {word: one() for word in c.some(("hard_to_employ", "graduate", "youth", "rural"), 2)}
            found[state][name] = {"rate": c.of(one(), {**by_class, "other": one()}), "season": None}
            c.maybe(3, found[state][name], season=lambda: c.of("hiring", "other_season"))
    return found


def behaviour(c: Choices, plain: list[str]) -> Layer:
    found: Layer = {
        "seasons": {"other_season": {"months": [c.of(1, 0, 0.5, 3) for _ in range(11)] + [1], "source": "assumption"}},
        "exits": exits(c), "responses": [],
    }  # fmt: skip
    c.maybe(
        2, found, frailty=lambda: c.each("ratio", 0.2, 1, 3),
        patience=lambda: {pool: f"{c.of(30, 0, 1, 120)} days" for pool in ("vacancy", "loan", *POOLS)},
        registration=lambda: {
            "share": c.of(c.share(1.0), {"hard_to_employ": 1.0, "other": c.share(0.4)}),
            "lag": c.each("days", 0, 1, 40), "processing": c.each("working days", 0, 1, 9),
        },
        employment=lambda: {
            "contract_months": c.each("months", c.of(3, 1), 12, c.of(24, 999)), "insured": c.share(0.9),
            "renewal": c.share(), "subsidy_end_spike": c.of(1.2, 0.5, 5), "operator_share": c.share(),
            "accident_insured": c.share(0.7),
            "wage": {"each": {"lognormal": [2600, 0.4]}, "unit": "CNY/month"},
        },
        internship=lambda: {
            "length": c.each("months", 1, 3, 12), "retention": c.share(), "long_contract": c.share(),
            "insured": c.share(), "stipend": c.each("CNY/month", 1800, 1900, 2600),
        },
        public_post=lambda: {
            "max_months": f"{c.of(36, 3, 12)} months", "urban": c.share(),
            "insured": c.of(c.share(), {"urban": c.share(1.0), "rural": c.share(0.0)}),
        },
        last_resort=lambda: {
            "groups": c.some(GROUPS, 3, 1), "applied": c.share(0.9), "recognised_after": f"{c.of(28, 0, 85)} days",
            "cleared_within": f"{c.of(60, 0, 30)} days", "market_first": f"{c.of(30, 0, 365)} days",
            "offered_within": c.each("days", 0, 9, 40), "accepted": c.share(0.9, 1.0),
        },
        flexible=lambda: {"insured": c.share(0.8), "wage": {"each": {"lognormal": [2000, 0.3]}, "unit": "CNY/month"}},
        training=lambda: {
            "days": {course: c.each("days", 1, 9, 50) for course in COURSES}, "completion": c.share(0.9),
            "certificate": c.share(0.9), "certificate_lag": c.each("days", 0, 30, 90), "online": c.share(),
            "levels": c.shares(LEVELS), "in_service_levels": c.shares(LEVELS), "effect": c.of(1.1, 0, 3),
        },
        venture=lambda: {
            "jobs": c.each("jobs", 0, 2, 8), "hire_months": c.each("months", 0, 2, 14), "first": c.share(),
            "incubated": c.share(), "free_premises": c.share(), "rent": c.each("CNY/month", 0, 700, 1500),
            "failure": [c.share(0.3) for _ in range(c.whole(1, 4))], "legal_forms": c.shares(LEGAL_FORMS),
            "insured": c.of(None, c.share(), {"graduate": c.share(), "other": c.share(0.4)}),
        },
        loan=lambda: {
            "request": {"graduate": None, "other": c.share(1.0)}, "lag": c.each("days", 0, 20, 90),
            "kinds": c.shares(LOAN_KINDS), "default": c.share(1.0), "spread": c.of("1 %/year", "0 %/year"),
            "term": {kind: f"{c.of(36, 3, 12)} months" for kind in LOAN_KINDS},
        },
        school=lambda: {"leave_on": c.month_day(), "spread": c.each("days", 0, 2, 40), "applicants": c.share(1.0)},
    )  # fmt: skip
    if plain:
        found["responses"] = [{
            "source": "assumption", "programme": c.of(*plain), "state": state, "exit": c.of(*EXITS[state]),
            "elasticity": c.of(0.3, 0, 1.5), "reference_amount": c.of("500 CNY", "100 CNY"),
        } for state in c.some(EXITS, 2)]  # fmt: skip
    return found


def places(c: Choices) -> Layer:
    found: Layer = {"vacancies": {"season": c.of("hiring", "other_season", None)}}
    c.maybe(
        4, found["vacancies"], rate=lambda: {size: c.of("0.05/month", "0/month", "1/month") for size in FIRM_SIZES},
        initial=c.share, refill=c.share, venture_share=c.share, lapse=lambda: f"{c.of(6, 1, 2)} months",
    )  # fmt: skip
    for name in c.some(POOLS, 5):
        found[name] = {"openings": [
            {"on": c.of(c.month_day(), c.date()), "count": f"{c.of(3, 0, 1, 10, 1000)} places"}
            for _ in range(c.whole(0, 3))
        ]}  # fmt: skip
        c.maybe(
            3, found[name], fill=lambda: c.of(1.0, 0.5, 1.5), reopen=lambda: False, who=c.who,
            priority=lambda: c.some(GROUPS, 3, 1),
        )  # fmt: skip
        if isinstance(found[name].get("who"), list):
            found[name]["who"] = {"any": found[name]["who"]}
    c.maybe(
        4, found, loans=lambda: {"yearly": c.of("400000 CNY", "0 CNY", "60000 CNY", "90000000 CNY")},
        state_programme_months=lambda: f"{c.of(9, 1, 24)} months",
        projects=lambda: {"months": c.each("months", 1, 2, 8), "work_relief": c.share()},
    )  # fmt: skip
    return found


def services(c: Choices, base: Scenario) -> Layer:
    names = c.some(("career_guidance", "job_recommendation", "training_offer", "follow_up", "helper", "visit"), 5)
    found: Layer = {name: None for name in base.services if name not in names}
    for name in names:
        who = c.of({}, {"any": c.some(GROUPS, 3)}, {"none": c.some(GROUPS, 2)})
        found[name] = {
            "source": "assumption", "title": {"zh": name, "en": name}, "who": {"any": [], "none": [], **who},
            "times": c.of(1, 3, 7), "units": c.of(1, 3), "reach": c.share(0.9, 1.0), "delay": c.each("days", 0, 9, 60),
            "effect": c.of(1.2, 0.5, 1.0, 0, 3, {"job": 1.5, "internship": 2, "away": 0}),
        }  # fmt: skip
        c.maybe(2, found[name], wanted=lambda: c.share(0.5))
    return found


def events(c: Choices, base: Scenario) -> Layer:
    kept = c.some(base.events, 7)
    found: Layer = {name: None for name in base.events if name not in kept}
    kinds = (
        "fair", "activity", "firm_assessment", "unit_settlement", "evaluation", "school_year", "final_year", "other",
    )  # fmt: skip
    for k, kind in enumerate(c.some(kinds, 7)):
        found[f"e{k}"] = {
            "source": "assumption", "title": {"zh": kind, "en": kind}, "kind": kind,
            "on": [c.of(c.month_day(), c.date()) for _ in range(c.whole(1, 3))],
        }  # fmt: skip
        if kind == "evaluation":
            found[f"e{k}"]["grades"] = c.shares(GRADES)
        c.maybe(4, found[f"e{k}"], yields=lambda: {name: c.of(2, 0, 1.5) for name in c.some(YIELDED, 2)})
        if kind in ("fair", "activity"):
            c.maybe(6, found[f"e{k}"], effect=lambda: c.of(1.5, 0.5, 4), lasts=lambda: f"{c.of(14, 0, 60)} days")
    return found


def shocks(c: Choices) -> Layer:
    found: Layer = {"slack": None}
    for k in range(c.whole(0, 3)):
        state = c.of("searching", *EXITS)
        start, end = sorted([c.date(), c.date()])
        found[f"s{k}"] = {
            "source": "assumption", "title": {"zh": "冲击", "en": "shock"}, "start": start, "end": end,
            "state": state, "exit": c.of(*EXITS[state]), "factor": c.of(0.4, 0, 3),
        }  # fmt: skip
    return found


def standards(c: Choices) -> Layer:
    found: Layer = {}
    c.maybe(
        2, found, minimum_wage=lambda: c.price(1840, "CNY/month"),
        allowance_per_month=lambda: c.price(400, "CNY/month"),
        insurance_base_floor=lambda: c.price(4000, "CNY/month"), allowance_cut=c.share,
        retirement_age_women=lambda: c.of("50 years", "55 years"),
        retirement_age_rural=lambda: c.of("60 years", "55 years"), stable_months=lambda: c.of("6 months", "1 months"),
        loan_prime_rate=lambda: c.dated(lambda: c.of("3.85 %/year", "1 %/year", "12 %/year")),
    )  # fmt: skip
    return found


def targets(c: Choices, start: int, rules: Layer, held: Layer) -> Layer:
    found: Layer = {}
    named = {"persons_paid": [k for k, rule in rules.items() if rule], "events_held": [k for k, e in held.items() if e]}
    for k, indicator in enumerate(c.some(INDICATORS, 5)):
        if indicator in named and not named[indicator]:
            continue
        change = c.first <= dt.date(start - 1, 1, 1) and c.often(2)
        money = INDICATORS[indicator][2] == "CNY" and not change
        found[f"t{k}"] = {
            "source": "assumption", "title": {"zh": indicator, "en": indicator}, "clause": "FS-02",
            "indicator": indicator, "comparator": c.of(">=", "<=", "=="),
            "value": c.of("100000 CNY", "0 CNY") if money else c.of(10, 0, 1, 90),
        }  # fmt: skip
        c.maybe(
            2, found[f"t{k}"], strict=lambda: True, each_year=lambda: True, tolerance=lambda: c.of(0.9, 1.0),
            by=c.date,
        )  # fmt: skip
        if indicator in named:
            found[f"t{k}"]["of"] = c.some(named[indicator], 4, 1)
        if change:
            found[f"t{k}"]["change"] = "year_on_year"
        elif indicator in {*YEARLY, *named} and found[f"t{k}"].get("by", "9") >= str(start) and c.often(4):
            found[f"t{k}"]["cumulative_from"] = f"{start}-01-01"
    return found


# ---------------------------------------------------------------------------------------- all of it


@st.composite
def cases(draw: Callable[[st.SearchStrategy[Any]], Any], wished: str = "") -> Case:
    """A random small county over the rich one, with a programme of the wished form of amount."""
    c, base = Choices(draw), counties.scenario(counties.RICH)
    first, start, end, most = c.of(
        ("2022-01-01", 2023, 2023, 140), ("2023-01-01", 2023, 2023, 300), ("2022-07-01", 2023, 2024, 100),
        ("2023-12-31", 2024, 2024, 300), ("2021-03-15", 2022, 2023, 80), ("2020-02-29", 2024, 2024, 50),
        ("2022-12-31", 2023, 2023, 4), ("2024-07-01", 2025, 2025, 200),
    )  # fmt: skip
    c.first, c.end, years = dt.date.fromisoformat(first), dt.date(end, 12, 31), range(start, end + 1)
    rules, plain = programmes(c, base, wished)
    happenings = events(c, base)
    layer: Layer = {
        "horizon": {"history_from": first, "start": f"{start}-01-01", "end": f"{end}-12-31"},
        "county": county(c, c.whole(most // 2, most)),
        "standards": standards(c),
        "behaviour": behaviour(c, plain),
        "places": places(c),
        "services": services(c, base),
        "events": happenings,
        "shocks": shocks(c),
        "funds": {name: fund(c, years) for name in BASE_FUNDS},
        "programmes": rules,
        "budget_lines": {
            **{name: {"code": ANY_CODE} for name in base.budget_lines},
            **{f"b{k}": line(c, years) for k in range(c.whole(0, 2))},
        },
        "targets": targets(c, start, rules, happenings),
    }
    seed = c.of(1, 0, 2**64 - 1, 2**32, c.whole(0, 2**64 - 1))
    return Case(counties.RICH, {k: v for k, v in layer.items() if v}, seed, c.whole(0, 3), c.often(2))


def coverage(made: Scenario, result: Replication) -> set[str]:
    """What a replication shows of the rules and the money, in words."""
    seen, ledger = set(), result.ledger
    names = list(made.programmes)
    for position in {int(row) for row in ledger["programme"] if row < len(names)}:
        rule = made.programmes[names[position]]
        seen |= {f"milestone {rule.when}", *(f"form {form}" for form in forms_of(rule.amount))}
        seen |= {f"limit {name}" for name, value in rule.limits if value}
        seen |= {f"applies {rule.effective.applies_to}"} if rule.effective.start or rule.effective.end else set()
    seen |= {f"status {Status(int(code)).name}" for code in set(ledger["status"].tolist())}
    seen |= {f"subject {kind}" for kind in set(ledger["subject_kind"].tolist())}
    for name in OF_FAMILIES:
        values = counties.indicator(result, name).values()
        seen |= {f"{name} {min(1, int(value))}" for value in values}
    for row in result.fund_years:
        rule_when_short = list(made.funds.values())[row["fund"]].when_short
        if row["short_month"]:
            seen.add(f"short {rule_when_short}")
        seen |= {f"fund {word}" for word in ("lapsed", "arrears", "topped_up") if row[f"{word}_fen"]}
    return seen


def forms_of(written: Any) -> Mapping[str, None]:
    if not isinstance(written, Amount):
        written = Amount(value=written)
    price = written.value or (written.tiers.steps[0].value if written.tiers else None)
    words = [price.unit] if price is not None else []
    words += [name for name in ("share", "points", "quota", "times", "cap") if getattr(written, name) is not None]
    if written.tiers is not None:
        words.append("by words" if written.tiers.steps[0].is_ is not None else "by threshold")
    return dict.fromkeys(words)
