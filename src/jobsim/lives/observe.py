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
from jobsim.county.groups import BIT, G
from jobsim.county.records import fetch_person
from jobsim.county.synthesis import County
from jobsim.lives.codes import Flow
from jobsim.lives.firms import month_starts
from jobsim.lives.model import Model
from jobsim.lives.world import WORKS, Life, World, year_of_run
from jobsim.vocabulary import FIRM_ROLES, INDICATORS, Phase, State, codes

Indicator = codes(INDICATORS)

# By state, and by state and household: entry 2 × state + rural.
_PLACED = [int(WORKS[state] or state in (State.OUT, State.INTERN)) for state in range(len(State))]
"""Further study and the army count as placed; so do internships."""
_HOUSEHOLDS = [(state, rural) for state in range(len(State)) for rural in (False, True)]
_AWAY_FROM_FARM = (State.AWAY, State.EMPLOYED, State.FLEXIBLE, State.VENTURE, State.PROJECT_JOB)
_TRANSFERRED = [int(rural and state in _AWAY_FROM_FARM) for state, rural in _HOUSEHOLDS]
_URBAN_WORK = [int(not rural and WORKS[state] and state != State.AWAY) for state, rural in _HOUSEHOLDS]
_SEEKS, _WORKS, _FARMS, _RURAL = 1, 2, 4, 8
"""Signs of a person: seeks, works, is at home in a rural household; is rural."""
_SIGN = [
    _SEEKS * (state == State.SEARCHING) | _WORKS * WORKS[state] | _FARMS * (rural and state == State.AT_HOME)
    | _RURAL * rural
    for state, rural in _HOUSEHOLDS
]  # fmt: skip
_NOT_OF_FORCE = (State.SCHOOL, State.AWAY, State.OUT)
_FORCE = [int(state not in _NOT_OF_FORCE and (rural or state != State.AT_HOME)) for state, rural in _HOUSEHOLDS]
"""In the county's labour force; farming is work, keeping an urban house is not."""
_LOCAL = [int(WORKS[state] and state != State.AWAY) for state, _ in _HOUSEHOLDS]
_INSURABLE = [int(state in (State.EMPLOYED, State.FLEXIBLE)) for state, _ in _HOUSEHOLDS]
_KINDS = len(_HOUSEHOLDS)
_SKILLED, _INSURED, _FINELY = 32, 64, 128
"""Where the skilled and the insured begin in the count by state, household, skill and insurance; its size."""
_REGISTERED, _STABLY, _UNCOUNTED = 128, 256, 1 << 15
"""What else is noted of a person counted: registered as unemployed, at work for long; or not counted yet."""
_KIND, _FINE = 31, _FINELY - 1
_VOID, _LONGEST_MONTH = -1, 31
_AHEAD = 8
_MEMBER = [
    (sign & _SEEKS) | (sign & _WORKS) // _WORKS << 8 | (sign & _FARMS) // _FARMS << 16 | (sign & _RURAL) // _RURAL << 32
    for sign in _SIGN
]
_STABLE_MEMBER = 1 << 24
"""What a person adds to a family's members: a byte each for who seeks, works, farms, has worked for long, is rural."""
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
)  # fmt: skip
_FLOW, _FLOW_INDICATOR = [vars(Flow)[name] for name in _COUNTED], [vars(Indicator)[name] for name in _COUNTED]

T = codes(
    (
        "registered", "transferred", "leavers", "leavers_placed", "helped", "helped_placed", "hardship",
        "hardship_placed", "zero_families", "long_zero_families", "families_without_stable",
        "vocational", "vocational_working", "vocational_local", "long_zero_urban_families",
        "force", "skilled_force", "insurable", "insured",
    )
)  # fmt: skip
"""Persons and families in the tally of a month."""
TALLIES = len(vars(T))

# A family without work at month ends so many days apart is recognised as a zero-employment family; if it is still
# without work as long again after that, the promise of one job has not been kept.
_RECOGNISED_AFTER = 85
_QUALITY, _ABOVE_SCALE = (1 << list(FIRM_ROLES).index(role) for role in ("quality", "above_scale"))

Row = tuple[int, int, float]
COUNTED_DTYPE = np.dtype(
    [
        ("family", "i4"),  # -1 none
        ("mark", "u2"),  # as counted last
        ("due", "i2"),  # month of the run in which the person will have worked for long; _VOID never; 0 not in the ring
    ]
)
"""A person as the month ends of the compiled engine see one."""
ROW_DTYPE = np.dtype([("month", "i4"), ("indicator", "i2"), ("value", "f8")])
FIELDS: dict[str, Any] = {
    "tally": ("i8", 1),  # by T
    "people": ("i8", 1),  # by state and household
    "finely": ("i8", 1),  # by state, household, skill and insurance
    "person": (COUNTED_DTYPE, 1),
    "changed": ("i4", 1),  # persons to be counted anew at the month's end
    "changed_count": "int",
    "young": ("i4", 1),  # a ring of persons at work who have not yet worked for long, in the order they were counted
    "young_first": "int",  # where it begins; places count on beyond its length
    "young_end": ("i8", 1),  # by month of the run: where it ended then
    "outside": ("u1", 1),  # of each person: 1 at work outside farming, as counted last
    "months": ("u1", 1),  # of each person: months of non-farm work this year
    "leaver": ("i4", 1),  # persons in the order in which they leave school, from the first year on
    "leaver_first": "int",  # the first of them who left this year
    "members": ("i8", 1),  # of each family, see _MEMBER
    "zero_since": ("i4", 1),  # month end from which a family has been without work, 0 not
    "idle": ("i4", 1),  # families that were without work at some count since the last month end, or still are
    "idle_count": "int",
    "listed": ("u1", 1),  # of each family: 1 among them
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
        state, family, families = np.array(person.state), self.family, w.county.families
        kind = 2 * state + self.rural
        sign, placed = np.array(_SIGN)[kind], np.array(_PLACED, np.bool_)[state]
        seeking, working, farming = (sign & each != 0 for each in (_SEEKS, _WORKS, _FARMS))
        skilled = (np.array(person.groups) & BIT["skilled_worker"]) != 0
        finely = kind + _SKILLED * skilled + _INSURED * (np.array(person.insured) != 0)
        self.seen.finely[:] = np.bincount(finely, minlength=_FINELY)
        sum_up(w)
        tally[T.registered] = (seeking & (np.array(person.registered) > 0)).sum()
        self.months += np.array(_TRANSFERRED)[kind]
        tally[T.transferred] = (self.months >= w.model.transfer_months).sum()

        college = (self.groups & BIT["college_graduate"]) != 0
        left = college & (self.left_school >= days.year_start(w.today)) & (self.left_school <= w.today)
        helped = left & (np.array(person.helped) == year_of_run(w))
        hardship = left & ((self.groups & BIT["hardship_graduate"]) != 0)
        tally[T.leavers], tally[T.leavers_placed] = left.sum(), (left & placed).sum()
        tally[T.helped], tally[T.helped_placed] = helped.sum(), (helped & placed).sum()
        tally[T.hardship], tally[T.hardship_placed] = hardship.sum(), (hardship & placed).sum()

        vocational = (self.groups & BIT["vocational_graduate"]) != 0
        vocational &= (self.left_school >= days.year_start(w.today)) & (self.left_school <= w.today)
        tally[T.vocational], tally[T.vocational_working] = vocational.sum(), (vocational & working).sum()
        tally[T.vocational_local] = (vocational & np.array(_LOCAL, np.bool_)[kind]).sum()

        stable = working & (np.array(person.spell_start) <= w.today - w.model.stable_days)
        seeks, works, farms, lasts = (
            _by_family(family, each, families) for each in (seeking, working, farming, stable)
        )
        zero = seeks & ~works & ~farms
        since = self.seen.zero_since
        since[:] = np.where(zero, np.where(since > 0, since, w.today), 0)
        w.zero_family[:] = (zero & (since <= w.today - _RECOGNISED_AFTER)).astype(np.int64).tolist()
        tally[T.zero_families] = zero.sum()
        long_zero = zero & (since <= w.today - 2 * _RECOGNISED_AFTER)
        rural = _by_family(family, self.rural, families)
        tally[T.long_zero_families], tally[T.long_zero_urban_families] = long_zero.sum(), (long_zero & ~rural).sum()
        tally[T.families_without_stable] = ((seeks | works) & ~lasts).sum()


def _by_family(family: npt.NDArray[np.int32], member: npt.NDArray[np.bool_], families: int) -> npt.NDArray[np.bool_]:
    """Families of which somebody is a ``member``; persons without a family are left out."""
    chosen = family[member]
    return np.bincount(chosen[chosen >= 0], minlength=families) > 0


def operating_so_far(w: World) -> int:
    """Ventures that have operated in the run: entries of ``w.ventures``."""
    return len(w.ventures)


# -- both engines -------------------------------------------------------------------------------


def sum_up(w: Any) -> None:
    """Totals of the fine count: persons by state and household, the labour force, the skilled and insured of it."""
    people, finely, tally = w.seen.people, w.seen.finely, w.seen.tally
    force = skilled = insurable = insured = 0
    for k in range(_KINDS):
        with_skill = finely[k + _SKILLED] + finely[k + _SKILLED + _INSURED]
        with_insurance = finely[k + _INSURED] + finely[k + _SKILLED + _INSURED]
        people[k] = finely[k] + with_skill + finely[k + _INSURED]
        force += _FORCE[k] * people[k]
        skilled += _FORCE[k] * with_skill
        insurable += _INSURABLE[k] * people[k]
        insured += _INSURABLE[k] * with_insurance
    tally[T.force], tally[T.skilled_force] = force, skilled
    tally[T.insurable], tally[T.insured] = insurable, insured


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
    note(w, Indicator.graduates_registered, float(tally[T.helped]))
    _rate(w, Indicator.graduate_placement_rate, tally[T.leavers_placed], tally[T.leavers])
    _rate(w, Indicator.unemployed_graduate_assisted_employment_rate, tally[T.helped_placed], tally[T.helped])
    _rate(w, Indicator.hardship_graduate_assisted_employment_rate, tally[T.hardship_placed], tally[T.hardship])
    without, long_zero = tally[T.families_without_stable], tally[T.long_zero_families]
    note(w, Indicator.families_without_stable_employment, float(without))
    note(w, Indicator.min_stably_employed_persons_per_family, 0.0 if without else 1.0)
    note(w, Indicator.zero_employment_families, float(tally[T.zero_families]))
    note(w, Indicator.min_stably_employed_persons_per_zero_employment_family, 0.0 if long_zero else 1.0)
    note(w, Indicator.zero_employment_urban_families_uncleared, float(tally[T.long_zero_urban_families]))
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
#
# Most persons are the same at one month's end as at the one before. So only those are counted anew of whom something
# counted has changed, and those at work once more when they have worked for long.


def count_anew(w: Any, p: int) -> None:
    """Something that is counted of the person has changed."""
    if w.person.counted[p]:
        w.person.counted[p] = 0
        seen = w.seen
        seen.changed[seen.changed_count] = p
        seen.changed_count += 1


def observe(w: Any) -> None:
    """The month's end, if it is today (OBSERVE)."""
    if days.month_end(w.today) != w.today:
        return
    _count_persons(w)
    _count_months(w)
    _count_leavers(w)
    _count_families(w)
    read(w)
    if days.month_index(w.today) % 12 == 11:
        for p in range(len(w.seen.months)):
            w.seen.months[p] = 0
        close_year(w)


def _count_persons(w: Any) -> None:
    """Take those who changed out of the count as they were and enter them as they are."""
    seen, count, month = w.seen, w.seen.changed_count, _month_of_run(w, w.today)
    seen.young_end[month] = seen.young_end[month - 1]
    for k in range(count):
        if k + 2 * _AHEAD < count:
            fetch_person(w, seen.changed[k + 2 * _AHEAD])
            fetch_counted(seen, seen.changed[k + 2 * _AHEAD])
        if k + _AHEAD < count:
            fetch_family(seen, w.person.family[seen.changed[k + _AHEAD]])
        _count_person(w, seen.changed[k], month)
    seen.changed_count = 0
    _count_matured(w, month)
    sum_up(w)


def fetch_counted(seen: Any, p: int) -> None:
    """As :func:`jobsim.county.records.fetch_person`."""


def fetch_family(seen: Any, family: int) -> None:
    """As :func:`jobsim.county.records.fetch_person`."""


def _count_person(w: Any, p: int, month: int) -> None:
    seen, person = w.seen, w.person[p]
    kind = 2 * person.state + (1 if person.groups & G.rural else 0)
    sign, counted = _SIGN[kind], seen.person[p]
    mark = kind + (_SKILLED if person.groups & G.skilled_worker else 0) + (_INSURED if person.insured != 0 else 0)
    mark += _REGISTERED if sign & _SEEKS and person.registered > 0 else 0
    matures = person.spell_start + w.model.stable_days
    mark += _STABLY if sign & _WORKS and matures <= w.today else 0
    person.counted = 1
    counted.family = person.family
    seen.outside[p] = _TRANSFERRED[kind]
    _enter(w, counted.family, counted.mark, mark)
    counted.mark = mark
    if sign & _WORKS and matures > w.today:
        if counted.due == 0:
            seen.young[_in_ring(w, seen.young_end[month])] = p
            seen.young_end[month] += 1
        counted.due = _month_of_run(w, matures)
    elif counted.due > 0:
        counted.due = _VOID


def _month_of_run(w: Any, day: int) -> int:
    """The month of a day, counted from the run's first, which is 1."""
    return days.month_index(day) - days.month_index(w.model.first) + 1


def _in_ring(w: Any, place: int) -> int:
    """The element of the ring at a place."""
    return place % len(w.seen.young)


def _count_matured(w: Any, month: int) -> None:
    """Those who have worked for long at this month's end for the first time in their spells leave the ring.

    Whoever was counted first in a month cannot have worked for long before ``stable_days`` after its first day; only
    the first month's spells are older.
    """
    seen = w.seen
    young, counted = seen.young, seen.person
    kept = end = seen.young_end[max(1, month - w.model.stable_days // _LONGEST_MONTH)]
    for place in range(end - 1, seen.young_first - 1, -1):
        if place - _AHEAD >= seen.young_first:
            fetch_counted(seen, young[_in_ring(w, place - 2 * _AHEAD)])
            fetch_family(seen, counted.family[young[_in_ring(w, place - _AHEAD)]])
        p = young[_in_ring(w, place)]
        if counted.due[p] > month:
            kept -= 1
            young[_in_ring(w, kept)] = p
        else:
            if counted.due[p] == month:
                _enter(w, counted.family[p], counted.mark[p], counted.mark[p] + _STABLY)
                counted.mark[p] += _STABLY
            counted.due[p] = 0
    seen.young_first = kept


def _enter(w: Any, family: int, before: int, mark: int) -> None:
    """A person counted as ``before`` counts as ``mark`` from now on, alone and in the family."""
    if mark == before:
        return
    seen, tally = w.seen, w.seen.tally
    was = 0
    if before != _UNCOUNTED:
        seen.finely[before & _FINE] -= 1
        tally[T.registered] -= 1 if before & _REGISTERED else 0
        was = _MEMBER[before & _KIND] + (_STABLE_MEMBER if before & _STABLY else 0)
    seen.finely[mark & _FINE] += 1
    tally[T.registered] += 1 if mark & _REGISTERED else 0
    if family < 0:
        return
    found = seen.members[family]
    tally[T.families_without_stable] -= _lacks_stable_work(found)
    found += _MEMBER[mark & _KIND] + (_STABLE_MEMBER if mark & _STABLY else 0) - was
    seen.members[family] = found
    tally[T.families_without_stable] += _lacks_stable_work(found)
    if _without_work(found) and not seen.listed[family]:
        seen.listed[family] = 1
        seen.idle[seen.idle_count] = family
        seen.idle_count += 1


def _lacks_stable_work(members: int) -> int:
    """1 for a family of which somebody works or seeks and nobody has worked for long."""
    return 1 if members & 0xFFFF and not members & 0xFF000000 else 0


def _without_work(members: int) -> bool:
    """Whether somebody of the family seeks work and nobody has any."""
    return bool(members & 0xFF and not members & 0xFFFF00)


def _count_months(w: Any) -> None:
    months, outside, enough, transferred = w.seen.months, w.seen.outside, w.model.transfer_months, 0
    for p in range(len(months)):
        months[p] += outside[p]
        transferred += 1 if months[p] >= enough else 0
    w.seen.tally[T.transferred] = transferred


def _count_leavers(w: Any) -> None:
    """Persons who left school this year, in the tally."""
    seen, left_school = w.seen, w.person.left_school
    year, january = year_of_run(w), days.year_start(w.today)
    for k in range(T.leavers, T.hardship_placed + 1):
        seen.tally[k] = 0
    for k in range(T.vocational, T.vocational_local + 1):
        seen.tally[k] = 0
    k = seen.leaver_first
    while k < len(seen.leaver) and left_school[seen.leaver[k]] < january:
        k += 1
    seen.leaver_first = k
    while k < len(seen.leaver) and left_school[seen.leaver[k]] <= w.today:
        _count_leaver(w, seen.leaver[k], year)
        k += 1


def _count_leaver(w: Any, p: int, year: int) -> None:
    tally, person = w.seen.tally, w.person[p]
    if person.groups & G.college_graduate:
        placed = _PLACED[person.state]
        tally[T.leavers] += 1
        tally[T.leavers_placed] += placed
        if person.helped == year:
            tally[T.helped] += 1
            tally[T.helped_placed] += placed
        if person.groups & G.hardship_graduate:
            tally[T.hardship] += 1
            tally[T.hardship_placed] += placed
    if person.groups & G.vocational_graduate:
        tally[T.vocational] += 1
        tally[T.vocational_working] += WORKS[person.state]
        tally[T.vocational_local] += _LOCAL[2 * person.state]


def _count_families(w: Any) -> None:
    """The tally of families without work, and who will be of a zero-employment family next month."""
    seen = w.seen
    since, kept = seen.zero_since, 0
    long_zero = long_urban = 0
    for k in range(seen.idle_count):
        family = seen.idle[k]
        if not _without_work(seen.members[family]):
            seen.listed[family], since[family], w.zero_family[family] = 0, 0, 0
            continue
        if since[family] == 0:
            since[family] = w.today
        w.zero_family[family] = 1 if since[family] <= w.today - _RECOGNISED_AFTER else 0
        if since[family] <= w.today - 2 * _RECOGNISED_AFTER:
            long_zero += 1
            long_urban += 0 if seen.members[family] >> 32 else 1
        seen.idle[kept] = family
        kept += 1
    seen.idle_count = kept
    seen.tally[T.zero_families], seen.tally[T.long_zero_families] = kept, long_zero
    seen.tally[T.long_zero_urban_families] = long_urban


def counted_ventures(w: Any) -> int:
    """The compiled :func:`operating_so_far`."""
    return w.venture_count


COUNTERPARTS = {operating_so_far: counted_ventures}


def prepare(model: Model, county: County) -> dict[str, Any]:
    """Values of :data:`FIELDS` before the first day."""
    services, projects = list(model.scenario.services), model.scenario.places.projects
    months = len(month_starts(model.first, model.last))
    persons = np.zeros(len(county.keys), COUNTED_DTYPE)
    persons["mark"] = _UNCOUNTED
    indicators = [vars(Indicator)[_SERVICE[name]] if name in _SERVICE else -1 for name in services]
    return {
        "tally": np.zeros(TALLIES, np.int64),
        "people": np.zeros(_KINDS, np.int64),
        "finely": np.zeros(_FINELY, np.int64),
        "person": persons,
        "changed": np.arange(len(county.keys), dtype=np.int32),
        "changed_count": len(county.keys),
        "young": np.zeros(len(county.keys), np.int32),
        "young_first": 0,
        "young_end": np.zeros(months + 1, np.int64),
        "outside": np.zeros(len(county.keys), np.uint8),
        "months": np.zeros(len(county.keys), np.uint8),
        "leaver": county.residents + leavers(county.persons["left_school"][county.residents :], model.first),
        "leaver_first": 0,
        "members": np.zeros(county.families, np.int64),
        "zero_since": np.zeros(county.families, np.int32),
        "idle": np.zeros(county.families, np.int32),
        "idle_count": 0,
        "listed": np.zeros(county.families, np.uint8),
        "service_indicator": np.array(indicators, np.int64),
        "service_units": np.array([service.units for service in model.scenario.services.values()], np.float64),
        "other_workers": model.value(projects.other_workers),
        "investment_per_job": model.value(projects.investment_per_job),
        "row": np.zeros(months * len(INDICATORS), ROW_DTYPE),
        "rows": 0,
    }


def leavers(left_school: npt.NDArray[np.int32], first: int) -> npt.NDArray[np.int32]:
    """Rows of those who leave school in the year of the day ``first`` or later, in the order of their days.

    Residents have left it before.
    """
    later = np.flatnonzero(left_school >= days.year_start(first))
    return later[np.argsort(left_school[later], kind="stable")].astype(np.int32)


def collect(seen: Any) -> list[Row]:
    """The rows noted so far."""
    rows: list[Row] = seen.row[: seen.rows].tolist()
    return rows
