"""Who and which families are counted at a month's end, and how the compiled engine counts them.

Most persons are the same at one month's end as at the one before. So only those are counted anew of whom something
counted has changed, and those at work once more when they have worked for long.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.county.groups import G
from jobsim.county.records import NEVER, fetch_person
from jobsim.county.synthesis import County
from jobsim.lives.codes import Mark
from jobsim.lives.firms import month_starts
from jobsim.lives.last_resort import is_overdue, look_at_family
from jobsim.lives.model import Model
from jobsim.lives.world import WORKS, month_day, year_of_run
from jobsim.vocabulary import State, codes

# By state, and by state and household: entry 2 × state + rural.
PLACED = [int(WORKS[state] or state in (State.OUT, State.INTERN)) for state in range(len(State))]
"""Further study and the army count as placed; so do internships."""
HOUSEHOLDS = [(state, rural) for state in range(len(State)) for rural in (False, True)]
_AWAY_FROM_FARM = (State.AWAY, State.EMPLOYED, State.FLEXIBLE, State.VENTURE, State.PROJECT_JOB)
TRANSFERRED = [int(rural and state in _AWAY_FROM_FARM) for state, rural in HOUSEHOLDS]
SEEKS, WORKING, FARMS, _RURAL = 1, 2, 4, 8
"""Signs of a person: seeks, works, is at home in a rural household; is rural."""
SIGN = [
    SEEKS * (state == State.SEARCHING) | WORKING * WORKS[state] | FARMS * (rural and state == State.AT_HOME)
    | _RURAL * rural
    for state, rural in HOUSEHOLDS
]  # fmt: skip
_NOT_OF_FORCE = (State.SCHOOL, State.AWAY, State.OUT)
_FORCE = [int(state not in _NOT_OF_FORCE and (rural or state != State.AT_HOME)) for state, rural in HOUSEHOLDS]
"""In the county's labour force; farming is work, keeping an urban house is not."""
LOCAL = [int(WORKS[state] and state != State.AWAY) for state, _ in HOUSEHOLDS]
_INSURABLE = [int(state in (State.EMPLOYED, State.FLEXIBLE)) for state, _ in HOUSEHOLDS]
_KINDS = len(HOUSEHOLDS)
SKILLED, INSURED, FINELY = 32, 64, 128
"""Where the skilled and the insured begin in the count by state, household, skill and insurance; its size."""
_REGISTERED, _STABLY, _UNCOUNTED = 128, 256, 1 << 15
"""What else is noted of a person counted: registered as unemployed, at work for long; or not counted yet."""
_KIND, _FINE = 31, FINELY - 1
_VOID = -1
"""The month that somebody waits for in the ring who works no longer."""
_AHEAD = 8
_MEMBER = [
    (sign & SEEKS) | (sign & WORKING) // WORKING << 8 | (sign & FARMS) // FARMS << 16 | (sign & _RURAL) // _RURAL << 32
    for sign in SIGN
]
_STABLE_MEMBER = 1 << 24
"""What a person adds to a family's members: a byte each for who seeks, works, farms, has worked for long, is rural."""
T = codes(
    (
        "registered", "transferred", "leavers", "leavers_placed", "leavers_registered", "helped", "helped_placed",
        "hardship", "hardship_placed", "zero_families", "overdue_families", "families_without_stable",
        "vocational", "vocational_working", "vocational_local", "force", "skilled_force", "insurable", "insured",
    )
)  # fmt: skip
"""Persons and families in the tally of a month."""

COUNTED_DTYPE = np.dtype(
    [
        ("family", "i4"),  # -1 none
        ("mark", "u2"),  # as counted last
        ("due", "i2"),  # month of the run in which the person will have worked for long; _VOID never; 0 not in the ring
    ]
)
"""A person as the month ends of the compiled engine see one."""
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
    "zero_since": ("i4", 1),  # month end from which an urban family has been without work, 0 not
    "recognised": ("i4", 1),  # month end at which it was recognised as a zero-employment family, 0 not
    "family_first": ("i4", 1),  # row of the first member of each family; all members stand together
    "idle": ("i4", 1),  # families that were without work at some count since the last month end, or still are
    "idle_count": "int",
    "listed": ("u1", 1),  # of each family: 1 among them
}
"""Fields of ``w.seen`` that hold the census. SimPy's observer counts into the first three, ``zero_since`` and
``recognised``."""


# -- both engines -------------------------------------------------------------------------------


def sum_up(w: Any) -> None:
    """Totals of the fine count: persons by state and household, the labour force, the skilled and insured of it."""
    people, finely, tally = w.seen.people, w.seen.finely, w.seen.tally
    force = skilled = insurable = insured = 0
    for k in range(_KINDS):
        with_skill = finely[k + SKILLED] + finely[k + SKILLED + INSURED]
        with_insurance = finely[k + INSURED] + finely[k + SKILLED + INSURED]
        people[k] = finely[k] + with_skill + finely[k + INSURED]
        force += _FORCE[k] * people[k]
        skilled += _FORCE[k] * with_skill
        insurable += _INSURABLE[k] * people[k]
        insured += _INSURABLE[k] * with_insurance
    tally[T.force], tally[T.skilled_force] = force, skilled
    tally[T.insurable], tally[T.insured] = insurable, insured


# -- compiled -----------------------------------------------------------------------------------


def count_anew(w: Any, p: int) -> None:
    """Something that is counted of the person has changed."""
    if w.person.counted[p]:
        w.person.counted[p] = 0
        seen = w.seen
        seen.changed[seen.changed_count] = p
        seen.changed_count += 1


def take_census(w: Any) -> None:
    """The tally of persons and families at the month's end."""
    _count_persons(w)
    _count_months(w)
    _count_leavers(w)
    _count_families(w)


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
    sign, counted = SIGN[kind], seen.person[p]
    mark = kind + (SKILLED if person.groups & G.skilled_worker else 0) + (INSURED if person.insured != 0 else 0)
    mark += _REGISTERED if sign & SEEKS and person.registered > 0 else 0
    matures = month_day(person.spell_start, w.model.stable_months) if sign & WORKING else NEVER
    mark += _STABLY if matures <= w.today else 0
    person.counted = 1
    counted.family = person.family
    seen.outside[p] = TRANSFERRED[kind]
    _enter(w, counted.family, counted.mark, mark)
    counted.mark = mark
    if sign & WORKING and matures > w.today:
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

    Whoever was counted first in a month cannot have worked for long before the last day of the ``stable_months`` that
    begin with it; only the first month's spells are older.
    """
    seen = w.seen
    young, counted = seen.young, seen.person
    kept = end = seen.young_end[max(1, month - max(0, w.model.stable_months - 1))]
    for place in range(end - 1, seen.young_first - 1, -1):
        if place - 2 * _AHEAD >= seen.young_first:
            fetch_counted(seen, young[_in_ring(w, place - 2 * _AHEAD)])
        if place - _AHEAD >= seen.young_first:
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
    """Whether somebody of an urban family seeks work and nobody has any."""
    return bool(members & 0xFF and not members & 0xFFFF00 and not members >> 32)


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
        placed = PLACED[person.state]
        tally[T.leavers] += 1
        tally[T.leavers_placed] += placed
        marks = person.marks if person.marked_year == year else 0
        tally[T.leavers_registered] += 1 if marks & Mark.registered_graduate else 0
        if marks & Mark.helped_graduate:
            tally[T.helped] += 1
            tally[T.helped_placed] += placed
            if person.groups & G.hardship_graduate:
                tally[T.hardship] += 1
                tally[T.hardship_placed] += placed
    if person.groups & G.vocational_graduate:
        tally[T.vocational] += 1
        tally[T.vocational_working] += WORKS[person.state]
        tally[T.vocational_local] += LOCAL[2 * person.state]


def _count_families(w: Any) -> None:
    """The tally of zero-employment families, and who will be of one next month."""
    seen = w.seen
    kept = recognised = overdue = 0
    for k in range(seen.idle_count):
        family = seen.idle[k]
        if not _without_work(seen.members[family]):
            seen.listed[family], seen.zero_since[family] = 0, 0
            seen.recognised[family], w.zero_family[family] = 0, 0
            continue
        look_at_family(w, family)
        recognised += 1 if seen.recognised[family] else 0
        overdue += 1 if is_overdue(w, family) else 0
        seen.idle[kept] = family
        kept += 1
    seen.idle_count = kept
    seen.tally[T.zero_families], seen.tally[T.overdue_families] = recognised, overdue


# -- before the first day -----------------------------------------------------------------------


def prepare(model: Model, county: County) -> dict[str, Any]:
    """Values of :data:`FIELDS`."""
    months = len(month_starts(model.first, model.last))
    persons = np.zeros(len(county.keys), COUNTED_DTYPE)
    persons["mark"] = _UNCOUNTED
    return {
        "tally": np.zeros(len(vars(T)), np.int64),
        "people": np.zeros(_KINDS, np.int64),
        "finely": np.zeros(FINELY, np.int64),
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
        "recognised": np.zeros(county.families, np.int32),
        "family_first": county.family_first,
        "idle": np.zeros(county.families, np.int32),
        "idle_count": 0,
        "listed": np.zeros(county.families, np.uint8),
    }


def leavers(left_school: npt.NDArray[np.int32], first: int) -> npt.NDArray[np.int32]:
    """Rows of those who leave school in the year of the day ``first`` or later, in the order of their days.

    Residents have left it before.
    """
    later = np.flatnonzero(left_school >= days.year_start(first))
    return later[np.argsort(left_school[later], kind="stable")].astype(np.int32)
