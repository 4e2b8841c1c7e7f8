"""The scenario schema: what a user may write, section by section."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jobsim.scenario import ranges
from jobsim.scenario.behaviour_sections import Behaviour
from jobsim.scenario.county_sections import County
from jobsim.scenario.executed_section import ExecutedYears
from jobsim.scenario.place_sections import Event, Places, Service, Standards
from jobsim.scenario.rule_sections import BudgetLine, Claim, Fund, Programme, Target
from jobsim.scenario.sample_section import DrawnJointly
from jobsim.scenario.section_types import Bilingual, ClauseId, Date, Name, Ratio, Sourced, StateName, Strict

Simulated = Annotated[dt.date, Field(ge=dt.date(ranges.FIRST_YEAR, 1, 1), le=dt.date(ranges.LAST_YEAR, 12, 31))]
"""A day that is simulated."""


class Head(Strict):
    name: Name
    """It names folders of records, and a folder's name has an end."""
    title: Bilingual
    county: Bilingual
    province: Bilingual
    document: Bilingual | None = None
    issued: Date | None = None
    note: Bilingual | None = None


class Horizon(Strict):
    """History days are simulated but not reported: they give the carry-in."""

    history_from: Simulated
    executed_from: Simulated | None = None
    """1 January of the first fiscal year of the history whose budget was executed: from it on appropriations limit the
    money and budget lines are paid, as from ``start``, where it is absent."""
    start: Simulated
    end: Simulated

    @property
    def budget_from(self) -> dt.date:
        """The first day on which money is limited: of the first fiscal year executed, or of the horizon."""
        return self.executed_from or self.start

    @model_validator(mode="after")
    def _ordered(self) -> Horizon:
        if self.end < self.start:
            raise ValueError(f"the horizon ends ({self.end}) before it starts ({self.start})")
        if self.history_from > self.start:
            raise ValueError(f"history_from ({self.history_from}) lies after start ({self.start})")
        if self.start.month != 1 or self.start.day != 1 or self.end.month != 12 or self.end.day != 31:
            raise ValueError("the horizon covers whole fiscal years: start on 1 January, end on 31 December")
        if (first := self.executed_from) is not None:
            if not self.history_from <= first <= self.start:
                raise ValueError(
                    f"executed_from ({first}) lies within the history, from {self.history_from} to start ({self.start})"
                )
            if (first.month, first.day) != (1, 1):
                raise ValueError(f"executed_from is a 1 January: budgets are executed by fiscal years; found {first}")
        years = self.end.year - self.history_from.year + 1
        if years > ranges.LONGEST:
            raise ValueError(f"at most {ranges.LONGEST} years are simulated, history included; found {years}")
        return self


class Clause(Strict):
    """One clause of the policy document: its place, its kind and its wording."""

    kind: Literal[
        "subsidy", "award", "tax_deduction", "fee_waiver", "loan", "fund", "admin_cost",
        "target", "quota", "service_standard", "measure",
    ]  # fmt: skip
    """A ``measure`` is a sentence of the document that is not counted as a clause, though money hangs on it."""
    title: Bilingual
    section: str
    text: str = ""
    printed: str | None = None
    """The figure printed in the text, if there is one."""


class Recorded(Strict):
    """Why a clause is outside the simulation."""

    reason: Bilingual


class Shock(Sourced):
    """A declared shock: exits of a state run at ``factor`` times their rate between two days."""

    title: Bilingual
    start: Date
    end: Date
    state: StateName
    exit: str
    factor: Ratio


class Scenario(Strict):
    scenario: Head
    horizon: Horizon
    clauses: dict[ClauseId, Clause]
    county: County
    standards: Standards
    behaviour: Behaviour
    places: Places
    services: dict[Name, Service] = {}
    events: dict[Name, Event] = {}
    procedures: dict[Name, Claim] = {}
    programmes: dict[Name, Programme] = {}
    budget_lines: dict[Name, BudgetLine] = {}
    funds: dict[Name, Fund] = {}
    targets: dict[Name, Target] = {}
    recorded: dict[ClauseId, Recorded] = {}
    executed: ExecutedYears = {}
    """By year before the horizon and by programme or budget line. Nothing in the simulation changes by it."""
    shocks: dict[Name, Shock] = {}
    parameters: DrawnJointly | None = None
    """A file names its sample by ``sample: FILE``; it is read into its place, see :mod:`jobsim.scenario.layers`."""
