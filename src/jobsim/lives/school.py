"""School: the final year, leaving school in summer, and where the leavers go; pupils enrol each autumn."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.county.groups import LASTING, G
from jobsim.county.records import NEVER
from jobsim.lives.agenda import Step, schedule
from jobsim.lives.clearing import request_place
from jobsim.lives.codes import Place, S
from jobsim.lives.job import start_job
from jobsim.lives.model import branch
from jobsim.lives.world import Life, World, begin, facts_of, groups_now, reach, uniform, watched_groups
from jobsim.vocabulary import M, Phase, State

FIRST_JOB = 63
"""Occurrence of the request for a job straight from school."""

_TWO_YEARS = 2 * 366


def final_year(day: int, leaves: int) -> bool:
    """Whether a day lies within the last year before the person leaves school."""
    return day < leaves and days.days_past(day, 12, leaves) <= 0


def enrolled_from(w: Any, leaves: int) -> int:
    """The first day on which somebody who leaves school on a day counts as enrolled there.

    A run looks at the leavers of the year after its horizon. One whose history was executed sees, in each year
    executed, the same pupils as a run of that year did.
    """
    if leaves >= NEVER or leaves <= w.model.leavers_to:
        return 0
    if leaves > w.model.last + _TWO_YEARS:
        return NEVER  # beyond the run, and perhaps beyond the calendar
    return days.year_start(days.year_start(leaves) - 1)


def next_school_day(w: Any, p: int, after: int) -> int:
    """The first school-year or final-year day after a day that a programme looks at; NEVER if none is left."""
    leaves, groups = w.person.left_school[p], w.person.groups[p]
    found, begun = NEVER, enrolled_from(w, leaves)
    years, finals = w.model.school_year_days, w.model.final_year_days
    if watched_groups(w, M.school_year_enrolled, groups, ~LASTING):
        for i in range(len(years)):
            if after < years[i] < leaves and begun <= years[i]:
                found = min(found, years[i])
    if watched_groups(w, M.final_year, groups, ~LASTING):
        for i in range(len(finals)):
            if after < finals[i] and final_year(finals[i], leaves):
                found = min(found, finals[i])
    return found


def school_day(w: Any, p: int) -> None:
    """A school-year day, a final-year day, or both."""
    leaves, finals, years = w.person.left_school[p], w.model.final_year_days, w.model.school_year_days
    for i in range(len(finals)):
        if finals[i] == w.today and final_year(w.today, leaves):
            reach(w, M.final_year, p, facts_of(w, p), -1, groups_now(w, p))
    for i in range(len(years)):
        if years[i] == w.today and w.today < leaves:
            reach(w, M.school_year_enrolled, p, facts_of(w, p), -1, groups_now(w, p))


def leave_school(w: Any, p: int) -> bool:
    """The person leaves school today; whether straight into a job, which is looked for first."""
    reach(w, M.left_school, p, facts_of(w, p), -1, groups_now(w, p))
    college = w.person.groups[p] & G.college_graduate
    edges = w.model.college if college else w.model.vocational
    destination = branch(edges, uniform(w, S.school_destination, p, 0))
    begin(w, p, State.SEARCHING if destination == State.EMPLOYED else destination)
    return destination == State.EMPLOYED


def first_job(w: Any, p: int, firm: int) -> None:
    """The job straight from school, if there is one; without it, the search in earnest begins."""
    if firm >= 0:
        start_job(w, p, firm, False, False)
    else:
        w.person.spell_start[p] = w.today + 1


# -- SimPy process ----------------------------------------------------------------------------


def school(w: World, p: int) -> Life:
    """The school days until the person leaves; pupils that never leave in the run only enrol."""
    leaves = w.person.left_school[p]
    day = next_school_day(w, p, w.today)
    while day < NEVER:
        yield from w.until(day, Phase.ENDINGS)
        school_day(w, p)
        day = next_school_day(w, p, w.today)
    if leaves >= NEVER:
        yield w.never
    yield from w.until(max(leaves, w.today + 1), Phase.INSTITUTION)
    if leave_school(w, p):
        yield from w.until(w.today, Phase.DECISIONS)
        first_job(w, p, (yield from w.request(p, Place.vacancy, occurrence=FIRST_JOB)))


# -- compiled handlers --------------------------------------------------------------------------


def enter_school(w: Any, p: int) -> None:
    school_waits(w, p)


def school_waits(w: Any, p: int) -> None:
    day = next_school_day(w, p, w.today)
    if day < NEVER:
        schedule(w, p, day, Phase.ENDINGS)
    elif w.person.left_school[p] < NEVER:
        schedule(w, p, max(w.person.left_school[p], w.today + 1), Phase.INSTITUTION)


def school_event(w: Any, p: int) -> None:
    w.events += 1
    if w.phase == Phase.ENDINGS:
        school_day(w, p)
        school_waits(w, p)
    elif leave_school(w, p):
        w.person.step[p] = Step.first_job
        schedule(w, p, w.today, Phase.DECISIONS)


def first_job_event(w: Any, p: int) -> None:
    """The leaver asks for the job."""
    w.events += 1
    request_place(w, p, Place.vacancy, 0, FIRST_JOB, False, -1)
