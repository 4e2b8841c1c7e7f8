"""Month ends: what firms and families look like from outside, and the indicators.

Snapshots taken here (staff of firms, zero-employment families) are what others see in the month that follows,
so nothing that one agent does reaches another within a phase.

Each engine walks over persons and families in its own way, into the tally of the month; what is read from the tally
is the same code.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.county.groups import BIT
from jobsim.county.records import NEVER
from jobsim.county.synthesis import County
from jobsim.lives import census
from jobsim.lives.census import (
    FARMS,
    FINELY,
    HOUSEHOLDS,
    INSURED,
    LOCAL,
    PLACED,
    SEEKS,
    SIGN,
    SKILLED,
    TRANSFERRED,
    WORKING,
    T,
    sum_up,
    take_census,
)
from jobsim.lives.codes import Flow, Mark
from jobsim.lives.firms import month_starts
from jobsim.lives.last_resort import is_overdue, look_at_family
from jobsim.lives.model import Model
from jobsim.lives.world import WORKS, Life, World, year_of_run
from jobsim.vocabulary import FIRM_ROLES, INDICATORS, Phase, State, codes

Indicator = codes(INDICATORS)
_URBAN_WORK = [int(not rural and WORKS[state] and state != State.AWAY) for state, rural in HOUSEHOLDS]

_SERVICE = {
    "career_guidance": "career_guidance_sessions_per_person",
    "job_recommendation": "job_recommendations_per_person",
    "training_offer": "skill_trainings_offered_per_person",
    "follow_up": "follow_up_services_per_person",
    "helper": "assigned_helpers_per_returned_migrant_worker",
    "policy_briefing": "policy_briefings_per_person",
}
_COUNTED = (
    "urban_new_employment", "new_startup_entities", "key_project_employment",
    "three_supports_recruits", "western_plan_recruits", "internship_posts_collected", "interns_started",
    "urban_unemployed_reemployed", "public_welfare_posts_opened", "hard_to_employ_persons_employed",
    "entrepreneurship_guaranteed_loans_disbursed", "entrepreneurship_trainees", "skill_trainees",
    "new_skilled_workers", "new_highly_skilled_workers",
    "hard_to_employ_persons_placed", "quality_enterprise_hires",
)  # fmt: skip
_FLOW, _FLOW_INDICATOR = [vars(Flow)[name] for name in _COUNTED], [vars(Indicator)[name] for name in _COUNTED]

_QUALITY, _ABOVE_SCALE = (1 << list(FIRM_ROLES).index(role) for role in ("quality", "above_scale"))

Row = tuple[int, int, float]
ROW_DTYPE = np.dtype([("month", "i4"), ("indicator", "i2"), ("value", "f8")])
FIELDS: dict[str, Any] = {
    **census.FIELDS,
    "service_indicator": ("i8", 1),  # of each service, -1 none
    "service_units": ("f8", 1),  # what one time delivers
    "other_workers": "float",  # of work-relief projects
    "investment_per_job": "float",
    "row": (ROW_DTYPE, 1),
    "rows": "int",
}
"""Fields of ``w.seen``."""


# -- SimPy ------------------------------------------------------------------------------------


class Observer:
    """Reads the indicators at month ends; ``rows`` are (yyyymm, indicator code, value)."""

    def __init__(self, w: Any) -> None:
        self.w = w
        self.seen = w.seen = SimpleNamespace(**prepare(w.model, w.county))
        self.seen.row = self.seen.row.view(np.recarray)
        # What never changes is kept as arrays; of the groups, those read from here.
        self.family = w.county.persons["family"]
        self.groups = w.county.persons["groups"]
        self.left_school = w.county.persons["left_school"]
        self.rural = (self.groups & BIT["rural"]) != 0
        self.months = np.zeros(len(self.groups), np.int64)

    @property
    def rows(self) -> list[Row]:
        return collect(self.seen)

    def process(self) -> Life:
        w = self.w
        for start in month_starts(w.model.first, w.model.last):
            yield w.at(days.month_end(start), Phase.OBSERVE)
            self.snapshot()

    def snapshot(self) -> None:
        """What facts and groups will report in the coming month, and the indicators."""
        self.count_people()
        read(self.w)
        if days.month_index(self.w.today) % 12 == 11:
            self.months[:] = 0
            close_year(self.w)

    def count_people(self) -> None:
        """The tally of persons and families, by whole columns."""
        w, person, tally = self.w, self.w.person, self.seen.tally
        state, family, families = np.array(person.state, np.int64), self.family, w.county.families
        kind = 2 * state + self.rural
        sign, placed = np.array(SIGN)[kind], np.array(PLACED, np.bool_)[state]
        seeking, working, farming = (sign & each != 0 for each in (SEEKS, WORKING, FARMS))
        skilled = (np.array(person.groups, np.int64) & BIT["skilled_worker"]) != 0
        finely = kind + SKILLED * skilled + INSURED * (np.array(person.insured, np.int64) != 0)
        self.seen.finely[:] = np.bincount(finely, minlength=FINELY)
        sum_up(w)
        tally[T.registered] = (seeking & (np.array(person.registered, np.int64) > 0)).sum()
        self.months += np.array(TRANSFERRED)[kind]
        tally[T.transferred] = (self.months >= w.model.transfer_months).sum()

        college = (self.groups & BIT["college_graduate"]) != 0
        left = college & (self.left_school >= days.year_start(w.today)) & (self.left_school <= w.today)
        marks = np.where(np.array(person.marked_year, np.int64) == year_of_run(w), np.array(person.marks, np.int64), 0)
        helped = left & (marks & Mark.helped_graduate != 0)
        hardship = helped & ((self.groups & BIT["hardship_graduate"]) != 0)
        tally[T.leavers], tally[T.leavers_placed] = left.sum(), (left & placed).sum()
        tally[T.leavers_registered] = (left & (marks & Mark.registered_graduate != 0)).sum()
        tally[T.helped], tally[T.helped_placed] = helped.sum(), (helped & placed).sum()
        tally[T.hardship], tally[T.hardship_placed] = hardship.sum(), (hardship & placed).sum()

        vocational = (self.groups & BIT["vocational_graduate"]) != 0
        vocational &= (self.left_school >= days.year_start(w.today)) & (self.left_school <= w.today)
        tally[T.vocational], tally[T.vocational_working] = vocational.sum(), (vocational & working).sum()
        tally[T.vocational_local] = (vocational & np.array(LOCAL, np.bool_)[kind]).sum()

        stable = working & (
            np.array(person.spell_start, np.int64) <= days.add_months(w.today + 1, -w.model.stable_months)
        )
        seeks, works, farms, lasts = (
            _by_family(family, each, families) for each in (seeking, working, farming, stable)
        )
        tally[T.families_without_stable] = ((seeks | works) & ~lasts).sum()
        self.count_families(seeks & ~works & ~farms & ~_by_family(family, self.rural, families))

    def count_families(self, without_work: npt.NDArray[np.bool_]) -> None:
        """The tally of zero-employment families, of the urban ones without work; all others have or need none."""
        w, seen = self.w, self.seen
        seen.zero_since[~without_work] = seen.recognised[~without_work] = 0
        w.zero_family[:] = np.where(without_work, np.array(w.zero_family), 0).tolist()
        idle = np.flatnonzero(without_work).tolist()
        for each in idle:
            look_at_family(w, each)
        seen.tally[T.zero_families] = (seen.recognised > 0).sum()
        seen.tally[T.overdue_families] = sum(is_overdue(w, each) for each in idle)


def _by_family(family: npt.NDArray[np.int32], member: npt.NDArray[np.bool_], families: int) -> npt.NDArray[np.bool_]:
    """Families of which somebody is a ``member``; persons without a family are left out."""
    chosen = family[member]
    return np.bincount(chosen[chosen >= 0], minlength=families) > 0


def operating_so_far(w: World) -> int:
    """Ventures that have operated in the run: entries of ``w.ventures``."""
    return len(w.ventures)


# -- both engines -------------------------------------------------------------------------------


def look_at(w: Any, row: int) -> None:
    """What others see of a firm in the coming month."""
    firm = w.firm
    firm.staff_seen[row], firm.insured_seen[row] = firm.staff[row], firm.insured_staff[row]
    firm.key_seen[row] = firm.key_staff[row]


def close_year(w: Any) -> None:
    """What counts from 1 January starts anew."""
    for firm in range(w.proper):
        w.firm.insured_last_year[firm] = w.firm.insured_staff[firm]
    for flow in range(len(w.flow)):
        w.flow[flow] = 0.0
    w.slowest_registration = -1


def note(w: Any, indicator: int, value: float) -> None:
    seen = w.seen
    seen.row.month[seen.rows] = days.yyyymm(w.today)
    seen.row.indicator[seen.rows], seen.row.value[seen.rows] = indicator, value
    seen.rows += 1


def read(w: Any) -> None:
    """The indicators of a month end, from the tally, the flows and the firms, which are looked at."""
    flow, tally, people = w.flow, w.seen.tally, w.seen.people
    for k in range(len(_FLOW)):
        note(w, _FLOW_INDICATOR[k], flow[_FLOW[k]])
    searching = force = people[2 * State.SEARCHING]
    for k in range(len(people)):
        force += people[k] * _URBAN_WORK[k]
    note(w, Indicator.urban_surveyed_unemployment_rate, 100.0 * searching / force if force else 0.0)
    note(w, Indicator.registered_unemployed, float(tally[T.registered]))
    note(w, Indicator.employed_persons, float(_in_state(people, State.EMPLOYED)))
    note(w, Indicator.interns, float(_in_state(people, State.INTERN)))
    note(w, Indicator.public_posts_filled, float(_in_state(people, State.PUBLIC_POST)))
    note(w, Indicator.rural_labour_transfer_employment, float(tally[T.transferred]))
    note(w, Indicator.loan_balance, w.loan_balance / 100)
    _read_firms(w)
    note(w, Indicator.graduates_registered, float(tally[T.leavers_registered]))
    _rate(w, Indicator.graduate_placement_rate, tally[T.leavers_placed], tally[T.leavers])
    _rate(w, Indicator.unemployed_graduate_assisted_employment_rate, tally[T.helped_placed], tally[T.helped])
    _rate(w, Indicator.hardship_graduate_assisted_employment_rate, tally[T.hardship_placed], tally[T.hardship])
    without, overdue = tally[T.families_without_stable], tally[T.overdue_families]
    note(w, Indicator.families_without_stable_employment, float(without))
    note(w, Indicator.min_stably_employed_persons_per_family, 0.0 if without else 1.0)
    if w.model.recognised_after < NEVER:
        note(w, Indicator.zero_employment_families, float(tally[T.zero_families]))
        note(w, Indicator.min_stably_employed_persons_per_zero_employment_family, 0.0 if overdue else 1.0)
        note(w, Indicator.zero_employment_urban_families_uncleared, float(overdue))
    _rate(w, Indicator.insured_share_of_workers, tally[T.insured], tally[T.insurable])
    note(w, Indicator.skilled_workers, float(tally[T.skilled_force]))
    _rate(w, Indicator.skilled_worker_share_of_labour_force, tally[T.skilled_force], tally[T.force])
    local = tally[T.vocational_local]
    _rate(w, Indicator.vocational_graduate_local_employment_rate, local, tally[T.vocational_working])
    _rate(w, Indicator.vocational_leaver_local_employment_rate, local, tally[T.vocational])
    _read_flows(w)


def _in_state(people: Any, state: int) -> int:
    return people[2 * state] + people[2 * state + 1]


def _rate(w: Any, indicator: int, part: int, of: int) -> None:
    """A part in percent; no rate of nobody."""
    if of:
        note(w, indicator, 100.0 * (part / of))


def _read_firms(w: Any) -> None:
    firm = w.firm
    vacant = quality = operating = jobs = 0
    above_scale = insuring = workers = insured = 0
    for row in range(w.proper):
        look_at(w, row)
        vacant += firm.open[row]
        if firm.roles[row] & _QUALITY:
            quality += firm.staff[row]
        if firm.roles[row] & _ABOVE_SCALE and firm.staff[row] > 0 and firm.closes[row] > w.today:
            above_scale += 1
            insuring += 1 if firm.insured_staff[row] > 0 else 0
            workers += firm.staff[row]
            insured += firm.insured_staff[row]
    since = max(days.year_start(w.today), w.model.first)
    for k in range(operating_so_far(w)):
        row = w.ventures[k]
        look_at(w, row)
        if firm.alive[row] and firm.closes[row] > w.today:
            operating += 1
        if firm.founded[row] >= since:
            jobs += firm.jobs[row]
    note(w, Indicator.vacancies_open, float(vacant))
    note(w, Indicator.quality_enterprise_employment, float(quality))
    note(w, Indicator.ventures_operating, float(operating))
    note(w, Indicator.new_jobs_created, float(jobs))
    note(w, Indicator.new_jobs_with_founders, jobs + w.flow[Flow.new_startup_entities])
    _rate(w, Indicator.above_scale_enterprise_insurance_coverage, insuring, above_scale)
    _rate(w, Indicator.above_scale_staff_insurance_coverage, insured, workers)


def _read_flows(w: Any) -> None:
    """Rates of what is counted from 1 January."""
    flow, seen = w.flow, w.seen
    for service in range(len(seen.service_indicator)):
        if seen.service_indicator[service] >= 0 and flow[Flow.due_0 + service] > 0.0:
            times = flow[Flow.served_0 + service] / flow[Flow.due_0 + service]
            note(w, seen.service_indicator[service], times * seen.service_units[service])
    if flow[Flow.state_firm_hires] > 0.0:
        share = 100.0 * flow[Flow.state_firm_veterans] / flow[Flow.state_firm_hires]
        note(w, Indicator.state_firm_posts_for_veterans_share, share)
    if w.slowest_registration >= 0:
        note(w, Indicator.unemployment_registration_working_days, float(w.slowest_registration))
    workers = flow[Flow.work_relief_workers]
    everybody = workers + seen.other_workers
    invested = everybody * seen.investment_per_job
    if everybody > 0.0:
        note(w, Indicator.work_relief_migrant_worker_share, 100.0 * workers / everybody)
    if invested > 0.0:
        note(w, Indicator.work_relief_labour_pay_share, 100.0 * flow[Flow.work_relief_pay] / invested)


# -- compiled -----------------------------------------------------------------------------------
def observe(w: Any) -> None:
    """The month's end, if it is today (OBSERVE)."""
    if days.month_end(w.today) != w.today:
        return
    take_census(w)
    read(w)
    if days.month_index(w.today) % 12 == 11:
        for p in range(len(w.seen.months)):
            w.seen.months[p] = 0
        close_year(w)


def counted_ventures(w: Any) -> int:
    """The compiled :func:`operating_so_far`."""
    return w.venture_count


COUNTERPARTS = {operating_so_far: counted_ventures}


def prepare(model: Model, county: County) -> dict[str, Any]:
    """Values of :data:`FIELDS` before the first day."""
    services, projects = list(model.scenario.services), model.scenario.places.projects
    months = len(month_starts(model.first, model.last))
    indicators = [vars(Indicator)[_SERVICE[name]] if name in _SERVICE else -1 for name in services]
    return {
        **census.prepare(model, county),
        "service_indicator": np.array(indicators, np.int64),
        "service_units": np.array([service.units for service in model.scenario.services.values()], np.float64),
        "other_workers": model.value(projects.other_workers),
        "investment_per_job": model.value(projects.investment_per_job),
        "row": np.zeros(months * len(INDICATORS), ROW_DTYPE),
        "rows": 0,
    }


def collect(seen: Any) -> list[Row]:
    """The rows noted so far."""
    rows: list[Row] = seen.row[: seen.rows].tolist()
    return rows
