"""The compiled engine's calendar: buckets by day and phase, each a chain of pages that list persons.

A SimPy process sleeps in the middle of its code; a compiled handler is called again and finds its place by the same
conditions. Where the process says ``yield from w.wait(p, day, phase)`` the handler says
``if not wait(w, p, day, phase): return``. Nothing is ever put into the bucket that is being walked.

What happens beside a life (certificates, loans) has records of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.lives import clocks
from jobsim.lives.codes import EXIT_COUNT
from jobsim.lives.world import earliest_exit, start_clocks
from jobsim.vocabulary import Phase, codes

Step = codes(("live", "retire", "ask", "apply", "first_job", "offer"))
"""What a person waits for: the next event of the spell, retirement, a place, a state programme, a job from school, the
post of last resort that is offered."""

Beside = codes(("certificate", "loan_request", "loan_answer", "interest"))
"""Kinds of what happens beside a life."""

BESIDE_DTYPE = np.dtype(
    [
        ("groups", "i8"),
        ("amount", "i8"),  # fen
        ("rate", "f8"),
        ("person", "i4"),
        ("next", "i4"),
        ("a", "i4"),
        ("b", "i4"),
        ("c", "i4"),
        ("d", "i4"),
        ("kind", "i1"),
    ]
)
STEP_DTYPE = np.dtype(
    [("day", "i4"), ("next", "i4"), ("number", "i4"), ("phase", "i1"), ("rank", "i1"), ("what", "i1")]
)

FULL_CLOCKS, FULL_BESIDE, FULL_STEPS = 1 << 24, 1 << 25, 1 << 26
"""Bits of ``w.full``: which buffer is too small."""
BUCKETS = 3
"""Persons wake in INSTITUTION, ENDINGS and DECISIONS."""
NUMBER, FOLLOWING, PERSONS = 0, 1, 2
"""What stands on a page: how many persons, the page that follows (-1 none), the persons."""
_ON_A_PAGE = 14
"""With these a page fills a cache line."""


def schedule(w: Any, p: int, day: int, phase: int) -> None:
    """Wake the person at a phase of a day; never beyond the horizon."""
    if day > w.last:
        return
    bucket = w.bucket[day - w.first]
    page = bucket[phase]
    if page < 0 or w.page[page][NUMBER] == _ON_A_PAGE:
        page = bucket[phase] = _new_page(w, page)
    listed = w.page[page]
    listed[PERSONS + listed[NUMBER]] = p
    listed[NUMBER] += 1


def _new_page(w: Any, following: int) -> int:
    """An empty page before the following one."""
    free: int = w.page_free
    if free >= 0:
        w.page_free = w.page[free][FOLLOWING]
    else:
        free = w.page_count
        w.page_count += 1
    page = w.page[free]
    page[NUMBER], page[FOLLOWING] = 0, following
    return free


def take_bucket(w: Any, phase: int) -> int:
    """The first page of this phase of today, -1 if it has none; the bucket is empty from now on."""
    bucket = w.bucket[w.today - w.first]
    page: int = bucket[phase]
    bucket[phase] = -1
    return page


def turn_page(w: Any, page: int) -> int:
    """The page that follows one that is done with, which may be used again; -1 if there is none."""
    listed = w.page[page]
    following: int = listed[FOLLOWING]
    listed[FOLLOWING] = w.page_free
    w.page_free = page
    return following


def pages(persons: int, days: int) -> npt.NDArray[np.int32]:
    """Pages for so many persons and days: each bucket may have one that is not full."""
    return np.empty((persons // _ON_A_PAGE + days * BUCKETS + 1, PERSONS + _ON_A_PAGE), np.int32)


def wait(w: Any, p: int, day: int, phase: int) -> bool:
    """Whether the moment has come; else sleep until it comes, or until retirement, whichever is first."""
    person = w.person
    retires = person.retires[p]
    if retires <= day + (1 if phase == Phase.DECISIONS else 0):
        person.step[p] = Step.retire
        schedule(w, p, max(retires, w.today + 1), Phase.ENDINGS)
        return False
    if day == w.today and phase == w.phase:
        w.events += 1
        return True
    schedule(w, p, day, phase)
    return False


def fetch_clocks(w: Any, record: int) -> None:
    """As :func:`jobsim.county.records.fetch_person`."""


def fetch_step(w: Any, record: int) -> None:
    """As :func:`jobsim.county.records.fetch_person`."""


# -- clocks -------------------------------------------------------------------------------


def first_exit(w: Any, p: int, without: int) -> None:
    """Note the exit of the new spell that fires first. The clocks are kept only once something disturbs them."""
    person = w.person
    person.barred[p] = without
    person.exit_day[p], person.exit[p] = earliest_exit(w, p, without)


def note_exit(w: Any, p: int, c: Any) -> None:
    day, exit_ = clocks.next_exit(c, EXIT_COUNT[w.person.state[p]])
    w.person.exit_day[p], w.person.exit[p] = day, exit_


def own_clocks(w: Any, p: int) -> Any:
    """The clocks of the person's spell, to be changed; where there is no room, record 0, which nobody has."""
    person = w.person
    if person.clocks[p] < 0:
        free = w.clock_free
        if free >= 0:
            w.clock_free = w.clock.next[free]
        elif w.clock_count < len(w.clock):
            free = w.clock_count
            w.clock_count += 1
        else:
            w.full |= FULL_CLOCKS
            return w.clock[0]
        person.clocks[p] = free
        start_clocks(w, p, w.clock[free], person.barred[p])
    return w.clock[person.clocks[p]]


def leave_spell(w: Any, p: int) -> None:
    """Give back what the spell that has ended held."""
    person = w.person
    clock = person.clocks[p]
    if clock >= 0:
        w.clock.next[clock] = w.clock_free
        w.clock_free, person.clocks[p] = clock, -1
    while person.plan[p] >= 0:
        drop_step(w, p)
    person.step[p] = Step.live


# -- dated steps of a search -----------------------------------------------------------------


def add_step(w: Any, p: int, plan: int, day: int, phase: int, rank: int, what: int, number: int) -> None:
    """Enter a step into the person's plan, which is kept in the order of day, phase, rank, kind and number."""
    free = w.step_free
    if free >= 0:
        w.step_free = w.step.next[free]
    elif w.step_count < len(w.step):
        free = w.step_count
        w.step_count += 1
    else:
        w.full |= FULL_STEPS
        return
    step = w.step
    step.day[free], step.phase[free], step.rank[free], step.what[free], step.number[free] = (
        day, phase, rank, what, number,
    )  # fmt: skip
    _insert(w, p, free)


def _insert(w: Any, p: int, new: int) -> None:
    before, here = -1, w.person.plan[p]
    while here >= 0 and not _earlier(w, new, here):
        before, here = here, w.step.next[here]
    w.step.next[new] = here
    if before < 0:
        w.person.plan[p] = new
    else:
        w.step.next[before] = new


def _earlier(w: Any, i: int, j: int) -> bool:
    a, b = w.step[i], w.step[j]
    if a.day != b.day:
        return a.day < b.day
    if a.phase != b.phase:
        return a.phase < b.phase
    if a.rank != b.rank:
        return a.rank < b.rank
    if a.what != b.what:
        return a.what < b.what
    return a.number < b.number


def drop_step(w: Any, p: int) -> None:
    """The first step of the plan is done."""
    done = w.person.plan[p]
    w.person.plan[p] = w.step.next[done]
    w.step.next[done] = w.step_free
    w.step_free = done


def postpone(w: Any, p: int) -> None:
    """What fell due while the person waited for a place comes on the next day."""
    here = w.person.plan[p]
    w.person.plan[p] = -1
    while here >= 0:
        after = w.step.next[here]
        w.step.day[here] = max(w.step.day[here], w.today + 1)
        _insert(w, p, here)
        here = after


# -- beside a life -------------------------------------------------------------------------


def beside(w: Any, p: int, kind: int) -> int:
    """A new record of something beside the person's life, -1 if there is no room."""
    free: int = w.beside_free
    if free >= 0:
        w.beside_free = w.beside.next[free]
    elif w.beside_count < len(w.beside):
        free = w.beside_count
        w.beside_count += 1
    else:
        w.full |= FULL_BESIDE
        return -1
    w.beside.person[free], w.beside.kind[free] = p, kind
    return free


def schedule_beside(w: Any, record: int, day: int, phase: int) -> None:
    """It happens at a phase of a day, before the lives' own events of the phase; never beyond the horizon."""
    if day <= w.last:
        bucket = w.beside_bucket[day - w.first]
        w.beside.next[record] = bucket[phase]
        bucket[phase] = record


def drop_beside(w: Any, record: int) -> None:
    """It is over."""
    w.beside.next[record] = w.beside_free
    w.beside_free = record
