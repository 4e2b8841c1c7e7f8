"""The internship pool on the parts of jobsim's compiled engine, the way one writes a model of one's own with them.

A world is declared as a struct; its handlers are plain functions of the world, built by the engine's builder. Persons
wake from the calendar by (day, phase), searches and jobs end by the clocks, draws are keyed by person and spell, and
the slots are a pool that CLEARING shares by the ordinary rank.
"""

from __future__ import annotations

import bisect
import functools
from typing import Any

import numpy as np
import numpy.typing as npt
import pool

from jobsim import days, draws
from jobsim.county.records import FIRM_DTYPE, NEVER, fetch_person
from jobsim.engines.compiled import kernel, library, linking, make
from jobsim.engines.compiled.build import Builder
from jobsim.engines.compiled.native import entry, fetching
from jobsim.engines.compiled.struct import Layout, Struct
from jobsim.lives import clearing, clocks, world
from jobsim.lives.agenda import BUCKETS, pages, schedule
from jobsim.lives.codes import PLACES, Place, S
from jobsim.vocabulary import Phase, State, codes

Exit = codes(("job", "slot", "search"))
RATES = [days.DAYS_PER_MONTH / mean for mean in (pool.JOB_FOUND, pool.SLOT_ASKED)]
SEPARATION = days.DAYS_PER_MONTH / pool.SEPARATION
LENGTHS = pool.LONGEST - pool.SHORTEST + 1

PERSON = np.dtype([(name, np.int32) for name in ("key", "spell", "state", "exit", "ends", "milestone")])
SHARED, MODEL = Layout("places", clearing.FIELDS), Layout("model", {"venture_share": "float"})
WORLD = Layout(
    "pool",
    {
        **dict.fromkeys(
            (
                "first",
                "last",
                "today",
                "phase",
                "full",
                "seed_low",
                "seed_high",
                "replication",
                "page_free",
                "page_count",
            ),
            "int",
        ),
        "person": (PERSON, 1),
        "page": ("i4", 2),
        "bucket": ("i4", 2),
        "calendar": ("f8", 1),
        "count": ("i8", 1),
        "places": SHARED,
        "firm": (FIRM_DTYPE, 1),  # none: the pool has no vacancies
        "model": MODEL,
    },
)


# -- lives ---------------------------------------------------------------------------------------


def search(w: Any, p: int) -> None:
    """Two clocks run from the end of today; the first to fire ends the search."""
    person = w.person
    person.state[p] = State.SEARCHING
    person.spell[p] += 1
    one, other = world.pair(w, S.exit, p, person.spell[p])
    person.exit[p] = Exit.job
    day = clocks.firing_day(w.calendar, w.first, w.today, RATES[Exit.job], clocks.threshold(one))
    if clocks.may_fire_before(w.calendar, w.first, w.today, RATES[Exit.slot], other, day):
        asks = clocks.firing_day(w.calendar, w.first, w.today, RATES[Exit.slot], clocks.threshold(other))
        if asks < day:
            day, person.exit[p] = asks, Exit.slot
    schedule(w, p, day, Phase.DECISIONS)


def leave_search(w: Any, p: int) -> None:
    if w.person.exit[p] == Exit.job:
        w.count[pool.FOUND] += 1
        work(w, p)
    else:
        w.count[pool.REQUEST] += 1
        clearing.request_place(w, p, Place.internship, 0, 0, False, -1)


def serve(w: Any, p: int) -> None:
    """CLEARING has given a slot."""
    person = w.person
    w.count[pool.GRANT] += 1
    person.state[p] = State.INTERN
    person.spell[p] += 1
    length, retained = world.pair(w, S.internship_length, p, person.spell[p])
    person.exit[p] = Exit.job if retained < pool.RETAINED else Exit.search
    schedule(w, p, w.today + pool.SHORTEST + int(length * LENGTHS), Phase.ENDINGS)


def leave_slot(w: Any, p: int) -> None:
    w.count[pool.ENDED] += 1
    clearing.give_back(w, Place.internship)
    if w.person.exit[p] == Exit.job:
        work(w, p)
    else:
        search(w, p)


def work(w: Any, p: int) -> None:
    """From today to the separation, with a milestone on the way."""
    person = w.person
    person.state[p] = State.EMPLOYED
    person.spell[p] += 1
    left = clocks.threshold(world.draw(w, S.exit, p))
    person.ends[p] = clocks.firing_day(w.calendar, w.first, w.today, SEPARATION, left)
    person.milestone[p] = w.today + pool.MILESTONE
    schedule(w, p, min(person.milestone[p], person.ends[p]), Phase.ENDINGS)


def reach_or_leave(w: Any, p: int) -> None:
    """The milestone comes before a separation on the same day."""
    person = w.person
    if person.milestone[p] == w.today:
        w.count[pool.REACHED] += 1
        if person.ends[p] > w.today:
            schedule(w, p, person.ends[p], Phase.ENDINGS)
            return
    w.count[pool.SEPARATED] += 1
    search(w, p)


# -- the days ------------------------------------------------------------------------------------


def wake_up(w: Any, p: int) -> None:
    """The next event of the person's spell."""
    state = w.person.state[p]
    if state == State.SEARCHING:
        leave_search(w, p)
    elif state == State.INTERN:
        leave_slot(w, p)
    elif state == State.EMPLOYED:
        reach_or_leave(w, p)
    else:
        w.count[pool.ARRIVAL] += 1
        search(w, p)


def simulate(w: Any) -> int:
    """The whole horizon; 0, or the bits of the buffers that were too small."""
    for p in range(len(w.person)):
        w.person.state[p] = State.SCHOOL
        schedule(w, p, w.first + int(world.draw(w, S.cohort, p) * pool.ARRIVALS), Phase.INSTITUTION)
    for day in range(w.first, w.last + 1):
        w.today = day
        for phase in range(Phase.CLEARING):
            w.phase = phase
            kernel.walk(w, phase)
        w.phase = Phase.CLEARING
        clearing.clear_places(w)
        for k in range(w.places.granted):
            serve(w, w.places.grant.person[k])
        if w.full:
            break
    return w.full  # type: ignore[no-any-return]


def nobody(w: Any, p: int) -> int:
    """Groups of a person: the model has none."""
    return 0


def nothing(w: Any, p: int) -> None:
    """Nobody is counted at month ends, and what an event looks at stands in the person's record."""


def uniform(w: Any, stream: int, p: int, occurrence: int) -> float:
    return draws.keyed(w, stream, w.person.key[p], occurrence)


def pair(w: Any, stream: int, p: int, occurrence: int) -> tuple[float, float]:
    return draws.keyed_pair(w, stream, w.person.key[p], occurrence)


COUNTERPARTS: dict[Any, Any] = {
    kernel.wake_up: wake_up,
    kernel.fetch_belongings: nothing,
    world.uniform: uniform,
    world.pair: pair,
    world.groups_now: nobody,
    world.count_anew: nothing,
    fetch_person: fetching("person"),
    bisect.bisect_left: kernel.bisect_left,
    **clearing.COUNTERPARTS,
}


# -- Python side -----------------------------------------------------------------------------------


def the_world(persons: int) -> Struct:
    """A world with all its arrays, used again by one replication after the other."""
    places = Struct(SHARED)
    for name, kind in clearing.FIELDS.items():
        if isinstance(kind, tuple):
            setattr(places, name, np.zeros((1,) * kind[1], kind[0]))
    places.run, places.mask = np.zeros(32, np.int32), np.zeros(0, np.int64)
    places.pool, places.queue = np.zeros(len(PLACES), clearing.POOL_DTYPE), np.zeros(len(PLACES), clearing.QUEUE_DTYPE)
    places.request, places.grant = np.zeros(persons, clearing.REQUEST_DTYPE), np.zeros(persons, clearing.GRANT_DTYPE)
    return Struct(
        WORLD,
        last=pool.HORIZON - 1,
        person=np.zeros(persons, PERSON),
        page=pages(persons, pool.HORIZON),
        bucket=np.zeros((pool.HORIZON, BUCKETS), np.int32),
        calendar=np.arange(pool.HORIZON + 1) / days.DAYS_PER_MONTH,
        count=np.zeros(len(pool.KINDS), np.int64),
        places=places,
        firm=np.zeros(1, FIRM_DTYPE),
        model=Struct(MODEL),
    )


def before_the_first_day(w: Struct, seed: int) -> None:
    """Nobody has arrived, all slots are free, nobody waits; patience has no end."""
    w.seed_low, w.seed_high = seed & 0xFFFFFFFF, seed >> 32
    w.person.fill(0)
    w.person.key = np.arange(len(w.person))
    w.bucket.fill(-1)
    w.page_free, w.page_count = -1, 0
    w.count.fill(0)
    places = w.places
    places.unused, places.used, places.granted = -1, 0, 0
    places.queue.view(np.int32).fill(-1)
    each = np.arange(len(PLACES))
    places.pool.queue, places.pool.queue_end = each, each + 1
    slots = places.pool[Place.internship]
    slots.free, slots.reopen, slots.patience = pool.slots(len(w.person)), 1, NEVER - pool.HORIZON


@functools.cache
def built() -> Any:
    """The compiled model, a function of a world's address. So small a model can afford to have all in one function."""
    simulation = Builder(COUNTERPARTS, linking.one_version(make.decorator(forceinline=True))).build(simulate)
    # Compiled anew each time: the harness measures how long it takes.
    return library.load(make.object_of("pool", entry(WORLD, simulation, "pool")))


def run(persons: int, seeds: range) -> npt.NDArray[np.int64]:
    """Events by kind, one row for each seed."""
    w, rows = the_world(persons), np.zeros((len(seeds), len(pool.KINDS)), np.int64)
    for row, seed in zip(rows, seeds, strict=True):
        before_the_first_day(w, seed)
        if built()(w.address):
            raise RuntimeError("a buffer was too small")
        row[:] = w.count
    return rows
