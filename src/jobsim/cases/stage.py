"""The county of a case: one person, the firms the history needs, a clock that is set by hand, and a claims desk.

The rules are the scenario's own, with uncertain figures at their central values and no draw left: everybody claims,
nothing is refused, claims are filed when their period ends, and money is no object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import simpy

from jobsim.cases.script import Case
from jobsim.county.groups import BIT, mask_of
from jobsim.county.records import FIRM_DTYPE, NEVER, PERSON_DTYPE, Columns
from jobsim.county.retirement import ages_of, retirement_day
from jobsim.county.synthesis import County
from jobsim.draws import Draws
from jobsim.finance.desk import Desk
from jobsim.finance.ledger import Ledger
from jobsim.finance.standing import NOWHERE, Standing
from jobsim.finance.treasury import Treasury
from jobsim.lives.model import Model
from jobsim.lives.world import FIRM, World
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import FIRM_ROLES, FIRM_SIZES, LEGAL_FORMS, TAXES, Phase, State

PERSON_ROW = 0
_RURAL = BIT["rural"]


class Clock(simpy.Environment):
    """A clock set by hand: nothing happens by itself."""

    def set(self, day: int, phase: Phase) -> None:
        self._now = day + phase / 8


class Reached(NamedTuple):
    """A milestone as the desk saw it."""

    milestone: int
    day: int
    facts: tuple[int, ...]
    groups: int


class ScriptedDesk(Desk):
    """The claims desk; claims are filed on the days the case gives, and all milestones are kept for explanations."""

    files: Mapping[int, int]
    seen: list[Reached]

    def reach(
        self,
        milestone: int,
        day: int,
        subject_kind: int,
        subject: int,
        person: int,
        payee_firm: int,
        facts: Sequence[int] | npt.NDArray[np.int64],
        groups: int,
        standing: Standing = NOWHERE,
    ) -> bool:
        self.seen.append(Reached(milestone, day, tuple(facts), groups))
        return super().reach(milestone, day, subject_kind, subject, person, payee_firm, facts, groups, standing)

    def filing_day(self, programme: int, subject: int, number: int, end: int) -> int:
        """As the case says, though not before the period ends."""
        if programme in self.files:
            return max(self.files[programme], end)
        return super().filing_day(programme, subject, number, end)


class Rules(NamedTuple):
    """A scenario made ready for cases."""

    scenario: Scenario
    parameters: Parameters
    model: Model
    book: RuleBook


def rules_of(scenario: Scenario, model: Model | None = None) -> Rules:
    """The scenario's rules and standards without uncertainty. Raises MissingFigure.

    ``model`` is one of the same scenario but for its programmes, if there is one: making it takes longest.
    """
    parameters = Parameters(scenario, None)
    book = RuleBook.build(scenario, parameters)
    values, rules = book.values.copy(), book.rules.copy()
    for rule in rules:
        values["rate"][rule["take_up_first"] : rule["take_up_end"]] = 1.0
    rules["refused"] = 0.0
    certain = replace(book, rules=rules, values=values, lags=np.zeros_like(book.lags))
    return Rules(scenario, parameters, model or Model(scenario, parameters, static=True).plain(), certain)


class Stage:
    """Where a history is played: the world, its one person, its firms, its desk."""

    def __init__(self, case: Case, rules: Rules) -> None:
        self.case, self.rules = case, rules
        (person, before), firms = _person(case, rules), _firms(case)
        self.clock = Clock(case.first_day)
        self.ledger = Ledger()
        self.tax_due = {entry["year"]: entry["due"] for entry in case.history if entry.kind == "tax_year"}
        self.desk = ScriptedDesk(
            rules.book,
            Treasury.build(rules.scenario, rules.parameters, self.ledger, unlimited=True),
            self.ledger,
            Draws(0, 0),
            tax_due=self._tax_due,
        )
        self.desk.files = {rules.book.index(name): day for name, day in case.files.items()}
        self.desk.seen = []
        county = County(
            person, firms, len(firms) - 1, len(person), 0, np.zeros(1, np.int32), np.zeros(0, np.bool_), before, []
        )
        self.w = World(self.clock, rules.model, county, Columns(firms), Draws(0, 0), self.desk, frozenset())
        self.w.begin_history()
        self.venture_row = len(firms) - 1

    def _tax_due(self, payee_kind: int, payee: int, year: int) -> list[int]:
        return list(self.tax_due.get(year, [0] * len(TAXES))) if payee_kind == FIRM else [0] * len(TAXES)

    @property
    def idle_state(self) -> State:
        """What a person does between the lines of the history."""
        return State.AT_HOME if self.w.person.groups[PERSON_ROW] & _RURAL else State.SEARCHING

    @property
    def retires(self) -> int:
        return int(self.w.person.retires[PERSON_ROW])


def _person(case: Case, rules: Rules) -> tuple[npt.NDArray[np.void], npt.NDArray[np.int32]]:
    """The person on the day before the history begins, and the day of retirement by the law before 2025."""
    rows = np.zeros(1, PERSON_DTYPE)
    row = rows[0]
    given: Mapping[str, Any] = case.person or {"groups": (), "sex": "man", "born": case.first_day - 40 * 365}
    groups = mask_of([*given["groups"]]) | (BIT["woman"] if given["sex"] == "woman" else 0)
    groups |= 0 if groups & BIT["from_outside"] else BIT["local_household"]
    left = given.get("left_school", 0)
    kinds = {entry.kind for entry in case.history}
    school = next((entry["until"] for entry in case.history if entry.kind == "school"), 0)
    if not left and kinds & {"school", "school_year", "final_year"}:
        left = school or NEVER
    row["groups"], row["born"], row["left_school"] = groups, given["born"], left
    row["retires"], before = retirement_day(given["born"], groups, ages_of(rules.scenario.standards, rules.parameters))
    row["prior_insured"] = given.get("insured_before", 0)
    row["household"] = given.get("family", 1)
    row["family"], row["employer"], row["frailty"] = -1, -1, 1.0
    row["spell_start"] = case.first_day
    row["unemployed_since"] = case.first_day
    if left > case.first_day:
        row["state"] = State.SCHOOL
    elif groups & _RURAL and given.get("registered") is None:
        row["state"], row["unemployed_since"] = State.AT_HOME, 0
    else:
        row["state"] = State.SEARCHING
    return rows, np.array([before], np.int32)


def _firms(case: Case) -> npt.NDArray[np.void]:
    """The firm of the case, one more like it for each line that names another, and the person's venture."""
    others = sum(bool(entry.values.get("another_firm")) for entry in case.history)
    rows = np.zeros(others + 2, FIRM_DTYPE)
    rows["founder"], rows["closes"], rows["alive"] = -1, NEVER, 1
    rows["nominal_staff"] = 1
    rows["founder"][-1], rows["alive"][-1], rows["nominal_staff"][-1] = PERSON_ROW, 0, 0
    if case.firm is None:
        return rows
    firm, proper = case.firm, slice(0, -1)
    staff = firm["staff"]
    insured = staff if firm["insured_staff"] is None else firm["insured_staff"]
    rows["size_class"][proper] = FIRM_SIZES.index(firm["size"])
    rows["form"][proper] = list(LEGAL_FORMS).index(firm["legal_form"])
    rows["layoff_percent"][proper] = firm["layoff_percent"]
    rows["roles"][proper] = sum(1 << list(FIRM_ROLES).index(role) for role in set(firm["roles"]))
    for name, number in (("staff", staff), ("insured", insured), ("key", firm["key_group_staff"])):
        rows[f"{name}_seen"][proper] = number
    rows["staff"][proper], rows["insured_staff"][proper] = staff, insured
    rows["key_staff"][proper] = firm["key_group_staff"]
    return rows
