"""The compiled engine: builds the kernel once, keeps a world per thread, and runs replications without the GIL."""

from __future__ import annotations

import bisect
import contextlib
import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import binding as llvm

from jobsim.county import records
from jobsim.county.records import FIRM_DTYPE, NEVER, PERSON_DTYPE, aligned, origins
from jobsim.county.synthesis import County, synthesise
from jobsim.draws import Draws
from jobsim.engines import tally as tallies
from jobsim.engines.compiled import cache, kernel, library
from jobsim.engines.compiled.build import Builder
from jobsim.engines.compiled.snapshot import Snapshot
from jobsim.engines.compiled.struct import Interpreted, Layout, Struct
from jobsim.engines.result import INDICATOR_DTYPE, Interrupted, Replication
from jobsim.engines.targets import assess_targets, calendar_indicators, ledger_indicators
from jobsim.finance import desk_kernel
from jobsim.finance import kernel as finance
from jobsim.finance.budget_lines import budget_dues
from jobsim.finance.ledger import Ledger
from jobsim.finance.treasury import Treasury
from jobsim.lives import agenda, census, clearing, clocks, firms, model, observe, plan, relevance, world
from jobsim.lives.codes import FLOWS
from jobsim.lives.model import Model
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.drawn import Drawn, parameters_of
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import FACTS

_SEED_WORD = 0xFFFFFFFF
_INTERNSHIP_HOST = 1

MODEL = Layout("model", model.FIELDS, fixed=True)
DESK = Layout("desk", finance.FIELDS)
PLACES = Layout("places", {**clearing.FIELDS, **firms.FIELDS})
SEEN = Layout("seen", observe.FIELDS)
DEALT = Layout("dealt", kernel.DEALT_FIELDS)
WORLD = Layout(
    "world",
    {
        **dict.fromkeys(
            (
                "first", "start", "last", "begin", "until", "today", "phase", "proper", "families", "full", "events",
                "slowest_registration", "loan_balance", "seed_low", "seed_high", "replication", "venture_count",
                "firm_count", "clock_free", "clock_count", "step_free", "step_count", "beside_free", "beside_count",
                "page_free", "page_count",
            ),
            "int",
        ),
        "person": (PERSON_DTYPE, 1),
        "firm": (FIRM_DTYPE, 1),
        "firm_blank": (FIRM_DTYPE, 1),
        "page": ("i4", 2),
        "venture_row": ("i4", 1),
        "services": ("u1", 2),
        "retires_before": ("i4", 1),
        "zero_family": ("i4", 1),
        "flow": ("f8", 1),
        "facts": ("i8", 1),
        "hosts": ("i8", 1),
        "ventures": ("i4", 1),
        "bucket": ("i4", 2),
        "beside_bucket": ("i4", 2),
        "clock": (clocks.CLOCKS_DTYPE, 1),
        "step": (agenda.STEP_DTYPE, 1),
        "beside": (agenda.BESIDE_DTYPE, 1),
        "stop": ("i8", 1),
        "model": MODEL,
        "desk": DESK,
        "places": PLACES,
        "seen": SEEN,
        "dealt": DEALT,
    },
)  # fmt: skip

BLOCK = Layout(
    "block",
    {
        **dict.fromkeys(("occurrence", "stream", "replication", "seed_low", "seed_high"), "int"),
        "agents": ("u8", 1),
        "first": ("f8", 1),
        "second": ("f8", 1),
    },
)
TALLY = Layout("tally", tallies.FIELDS)
PARTS: dict[str, tuple[Layout, Callable[..., Any]]] = {
    "simulate": (WORLD, kernel.simulate),
    "block": (BLOCK, kernel.draw_block),
    "tally": (TALLY, tallies.stamp),
}
"""What is compiled: functions of a struct's address."""

COUNTERPARTS: dict[Any, Any] = {
    world.uniform: kernel.uniform,
    world.uniform_of: kernel.uniform_of,
    world.pair: kernel.pair,
    world.blank: kernel.blank,
    world.note: kernel.note,
    world.new_venture_row: kernel.new_venture_row,
    world.enlist: kernel.enlist,
    world.count_anew: census.count_anew,
    world.report: desk_kernel.report,
    world.heard: relevance.heard,
    world.watched: relevance.watched,
    world.still_watched: relevance.still_watched,
    world.watched_groups: relevance.watched_groups,
    world.subsidy_ended: relevance.subsidy_ended,
    plan.add_step: agenda.add_step,
    bisect.bisect_left: kernel.bisect_left,
    **clearing.COUNTERPARTS,
    **observe.COUNTERPARTS,
}
FETCHES: dict[Any, str] = {
    records.fetch_person: "person",
    records.fetch_firm: "firm",
    desk_kernel.fetch_account: "accounts",
    desk_kernel.fetch_draft: "drafts",
    desk_kernel.fetch_claim: "ledger",
    agenda.fetch_clocks: "clock",
    agenda.fetch_step: "step",
    census.fetch_counted: "person",
    census.fetch_family: "members",
}
"""Those that only compiled code has, and the arrays whose records they have fetched."""

_GROWING: dict[str, tuple[int, int, Any]] = {
    "firm": (kernel.FULL_FIRMS, 16, FIRM_DTYPE),
    "clock": (agenda.FULL_CLOCKS, 8, clocks.CLOCKS_DTYPE),
    "step": (agenda.FULL_STEPS, 4, agenda.STEP_DTYPE),
    "beside": (agenda.FULL_BESIDE, 16, agenda.BESIDE_DTYPE),
}
"""Buffers that grow: the bit they set when they are full, one record for so many persons to begin with."""
_ROOM = 256
"""Records more than that; for firms and ventures also as many as there are."""
_kernel: Kernel | None = None
_lock = threading.Lock()
_idle: list[Workspace] = []
"""Buffers that no replication uses at present; there are never more than threads that ran at the same time."""
_of_thread = threading.local()


class Switch:
    """Stops the replications of one study: kernels that run return within a simulated day and raise Interrupted."""

    def __init__(self) -> None:
        self.array = np.zeros(1, np.int64)

    def stop(self) -> None:
        self.array[0] = 1

    def stopped(self) -> bool:
        return bool(self.array[0])

    def use(self) -> None:
        """Replications of this thread listen to this switch from now on."""
        _of_thread.switch = self


def _switch() -> Switch:
    found: Switch | None = getattr(_of_thread, "switch", None)
    return found or Switch()


def release() -> None:
    """Give back the memory of replications that have ended; the next ones take it anew.

    The C library of Linux keeps what was freed, in a pool for each thread, until it is asked for it.
    """
    _idle.clear()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


class Kernel:
    """The compiled functions: ``run(world)`` for a replication, ``block`` for many draws, ``tally`` for its claims.

    ``interpreted``: the same functions as plain Python over the same arrays, far slower, with other ``counterparts`` if
    need be.
    """

    def __init__(self, counterparts: dict[Any, Any] = COUNTERPARTS, *, interpreted: bool = False) -> None:
        self.block: Any = None
        self.tally: tallies.Tally = tallies.by_sorting
        if interpreted or _interpreted():
            simulate = Builder(counterparts).build(kernel.simulate)
            self.run = lambda w: simulate(Interpreted(w))
            return
        entries = {each.name: library.load(each) for each in cache.kernels(key(), _switch().stopped)}
        simulate, draw, stamp = (entries[name] for name in PARTS)
        self.run = lambda w: simulate(w.address)

        def block(agents: Any, occurrence: int, stream: int, replication: int, low: int, high: int,
                  first: Any, second: Any) -> None:  # fmt: skip
            w = Struct(
                BLOCK, agents=agents, occurrence=occurrence, stream=stream, replication=replication, seed_low=low,
                seed_high=high, first=first, second=second,
            )  # fmt: skip
            draw(w.address)

        def stamping(**held: Any) -> None:
            w = Struct(TALLY, **held)  # by its name: the address says nothing once the struct is gone
            stamp(w.address)

        self.block = block
        self.tally = tallies.compiled(stamping)


_SETTINGS = tuple(
    f"NUMBA_{name}" for name in (
        "BOUNDSCHECK", "OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "CPU_NAME", "CPU_FEATURES", "DEBUGINFO",
    )
)  # fmt: skip
"""Settings of numba that change the code."""
_COMPILERS = ("linking.py", "make.py", "native.py")


def _interpreted() -> bool:
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def key() -> str:
    """A hash of all that the machine code follows from."""
    builder = Builder(COUNTERPARTS)
    for _, function in PARTS.values():
        builder.build(function)
    here = Path(__file__).parent
    return builder.digest(
        *(layout.signature() for layout, _ in PARTS.values()),
        *((here / name).read_text(encoding="utf-8") for name in _COMPILERS),
        *(metadata.version(name) for name in ("numba", "llvmlite", "numpy")),
        llvm.get_default_triple(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        *(os.environ.get(name, "") for name in _SETTINGS),
    )


def tally() -> tallies.Tally:
    """How claims are counted: by the kernel of this process, if it is built."""
    return tallies.by_sorting if _kernel is None else _kernel.tally


def the_kernel() -> Kernel:
    """The kernel of this process, built at the first call. Raises Interrupted, or CompileError."""
    global _kernel
    stopped = _switch().stopped
    while not _lock.acquire(timeout=0.1):  # another study of this process is at it
        if stopped():
            raise Interrupted
    try:
        if _kernel is None:
            _kernel = Kernel()
        return _kernel
    finally:
        _lock.release()


class Workspace:
    """The buffers of one replication, used again by a later one and enlarged when they were too small."""

    def __init__(self) -> None:
        self.desk: dict[str, Any] | None = None
        self.places: dict[str, Any] | None = None
        self.own: dict[str, Any] = {}
        self.full = 0
        self.snapshots = Snapshot(), Snapshot()
        """Memory for the state before the first day and for that at a branch (:mod:`.together`)."""

    def enlarge(self, full: int) -> None:
        """Double the buffers whose bits are set; those of the desk double when they are prepared."""
        if full & kernel.BROKEN:
            raise RuntimeError("an event was put into the bucket being walked")
        self.full = full
        for name, (bit, _, dtype) in _GROWING.items():
            if full & bit:
                self.own[name] = aligned(2 * len(self.own[name]), dtype)
        for bit, names in clearing.BUFFERS.items():
            if full & bit and self.places is not None:
                for name in names:
                    self.places[name] = np.zeros(2 * len(self.places[name]), self.places[name].dtype)

    def world(
        self, numbers: Model, county: County, book: RuleBook, treasury: Treasury, dues: Any, draws: Draws,
        evidence: bool,
    ) -> Struct:  # fmt: skip
        """The world before the first day of a replication. ``evidence``: what entitlements rest on is kept."""
        days = numbers.last - numbers.first + 1
        self.desk = finance.prepare(
            book, treasury, dues, numbers.first, numbers.last, self.desk, self.full, len(county.keys),
            county.families, evidence,
        )  # fmt: skip
        self.places = clearing.prepare(numbers, county, self.places)
        self.full = 0
        for name, (_, persons, dtype) in _GROWING.items():
            room = _ROOM + len(county.persons) // persons + (len(county.firms) if name == "firm" else 0)
            if len(self.own.get(name, ())) < room:
                self.own[name] = aligned(room, dtype)
        self.own["firm"][: len(county.firms)] = county.firms
        self.own["clock"]["days"][0] = NEVER  # the clocks of whoever finds no room for his own until the day is over
        proper = county.firms[: county.firms_proper]
        return Struct(
            WORLD,
            first=numbers.first,
            start=treasury.start,
            last=numbers.last,
            begin=numbers.first,
            until=numbers.last,
            today=numbers.first,
            proper=county.firms_proper,
            families=county.families,
            slowest_registration=-1,
            seed_low=draws.seed & _SEED_WORD,
            seed_high=draws.seed >> 32,
            replication=draws.replication,
            clock_free=-1,
            clock_count=1,
            step_free=-1,
            beside_free=-1,
            person=county.persons,
            firm_count=len(county.firms),
            firm_blank=np.zeros(1, FIRM_DTYPE),
            page=agenda.pages(len(county.persons), days),
            page_free=-1,
            venture_row=county.venture_rows(),
            services=np.zeros((len(county.persons), len(numbers.service_times)), np.uint8),
            retires_before=county.retires_before,
            zero_family=np.zeros(county.families, np.int32),
            flow=np.zeros(len(FLOWS)),
            facts=np.zeros(len(FACTS), np.int64),
            hosts=np.flatnonzero(proper["roles"] & _INTERNSHIP_HOST),
            ventures=np.zeros(len(self.own["firm"]), np.int32),
            bucket=np.full((days, agenda.BUCKETS), -1, np.int32),
            beside_bucket=np.full((days, agenda.BUCKETS), -1, np.int32),
            stop=_switch().array,
            model=Struct(MODEL, **{name: getattr(numbers, name) for name in model.FIELDS}),
            desk=Struct(DESK, **self.desk),
            places=Struct(PLACES, **self.places, **firms.prepare(numbers, county)),
            dealt=Struct(DEALT, **kernel.dealing()),
            seen=Struct(SEEN, **observe.prepare(numbers, county)),
            **self.own,
        )


@dataclass(frozen=True)
class Given:
    """What a scenario gives for one replication, before its first day."""

    scenario: Scenario
    parameters: Parameters
    numbers: Model
    county: County
    treasury: Treasury
    book: RuleBook
    dues: Any

    @classmethod
    def of(cls, scenario: Scenario, parameters: Parameters, county: County, *, static: bool) -> Given:
        return cls(
            scenario, parameters, Model(scenario, parameters, static=static), county,
            Treasury.build(scenario, parameters, Ledger()), RuleBook.build(scenario, parameters),
            budget_dues(scenario, parameters),
        )  # fmt: skip

    def world(self, workspace: Workspace, draws: Draws, *, evidence: bool = False) -> Struct:
        return workspace.world(
            self.numbers, self.county, self.book, self.treasury, self.dues, draws, evidence
        )  # fmt: skip

    def outcome(self, w: Struct, draws: Draws, seconds: float) -> Replication:
        """The replication whose world has come to the end of its last day."""
        ledger, fund_years = finance.collect(w.desk)
        rows = observe.collect(w.seen) + calendar_indicators(self.numbers)
        rows += ledger_indicators(self.scenario, self.parameters, ledger, self.numbers.first, self.numbers.last)
        return Replication(
            replication=draws.replication,
            ledger=ledger,
            fund_years=self.treasury.reported(fund_years),
            indicators=np.array(sorted(rows), INDICATOR_DTYPE),
            targets=assess_targets(self.scenario, self.parameters, rows, ledger),
            parameters=dict(sorted(self.parameters.drawn.items())),
            events=w.events,
            seconds=seconds,
        )


@contextlib.contextmanager
def borrowed() -> Iterator[Workspace]:
    """Buffers for a replication; after an error they are left to whoever frees memory."""
    # list.pop and list.append are each one step, so that threads need no lock.
    try:
        workspace = _idle.pop()
    except IndexError:
        workspace = Workspace()
    yield workspace
    _idle.append(workspace)


def run(
    scenario: Scenario, seed: int, replication: int, *, static: bool = False, evidence: bool = False,
    drawn: Drawn | None = None,
) -> Replication:  # fmt: skip
    """One replication. Raises Interrupted once the :class:`Switch` of this thread is off."""
    started = time.perf_counter()
    compiled = the_kernel()
    draws = Draws(seed, replication, compiled.block)
    with borrowed() as workspace:
        while True:
            parameters = parameters_of(scenario, draws, drawn)
            given = Given.of(scenario, parameters, synthesise(scenario, parameters, draws), static=static)
            persons = origins(given.county.persons) if evidence else None
            w = given.world(workspace, draws, evidence=evidence)
            full = compiled.run(w)
            if full < 0:
                raise Interrupted
            if not full:
                break
            workspace.enlarge(full)
        kept = finance.collect_evidence(w.desk) if evidence else None
        result = given.outcome(w, draws, time.perf_counter() - started)
    return replace(result, evidence=kept, persons=persons)
