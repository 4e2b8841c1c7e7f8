"""Many replications of one scenario, in parallel processes, with the same outcome on any number of them.

Seeds come from the replication's number, results are handed out in that order, and batches do not know how
many workers there are: so nothing that is kept can depend on the machine.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
import types
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any

from jobsim.draws import Draws
from jobsim.experiments.estimates import relative_half_width
from jobsim.experiments.reduction import CASH, Reduced, reduce
from jobsim.finance.payers import payer_shares
from jobsim.scenario.errors import MissingFigure, Problem
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario

DEFAULT_REPLICATIONS = 20
PRECISION_BATCH = 40
PRECISION_LIMIT = 20_000
"""``--precision`` gives up after so many replications and says so."""


class OrderError(ValueError):
    """The user asks for a number of replications, a seed, a precision or an engine that cannot be."""


class RunFailed(Exception):
    """A replication could not be finished."""


@dataclass(frozen=True)
class Order:
    """What to run: everything that, with the scenario, decides the result."""

    seed: int = 1
    replications: int = DEFAULT_REPLICATIONS
    precision: float | None = None
    engine: str = "simpy"
    static: bool = False
    ledger: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**64:
            raise OrderError(f"the seed is a whole number from 0 to 2**64 - 1, found {self.seed}")
        if self.replications < 1:
            raise OrderError(f"at least one replication is needed, found {self.replications}")
        if self.precision is not None and not 0 < self.precision < 1:
            raise OrderError(f"the precision is a share between 0 and 1, found {self.precision}")
        if self.engine != "simpy":
            raise OrderError(f"there is no engine {self.engine!r}; there is: simpy")


def replicate(scenario: Scenario, order: Order, replication: int, journeys_of: frozenset[int] = frozenset()) -> Reduced:
    """Run one replication here and reduce it to its tables."""
    from jobsim.engines import run_replication

    try:
        result = run_replication(
            scenario, order.seed, replication, engine=order.engine, static=order.static, journeys_of=set(journeys_of)
        )
    except MissingFigure:
        raise
    except Exception as error:
        raise RunFailed(f"replication {replication} could not finish: {type(error).__name__}: {error}") from error
    shares = payer_shares(scenario, Parameters(scenario, Draws(order.seed, replication).parameter))
    horizon = scenario.horizon
    return reduce(
        result, shares, horizon.start.toordinal(), horizon.end.toordinal(),
        keep_ledger=order.ledger, years=range(horizon.start.year, horizon.end.year + 1),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ worker processes

_job: tuple[Scenario, Order] | None = None
"""In a worker process: what it works on, sent once when it starts."""


def _start_worker(scenario: Scenario, order: Order) -> None:
    global _job
    # Ctrl-C is the parent's to handle; it ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = (scenario, order)


def _work(replication: int) -> Reduced | list[Problem]:
    """A replication's tables, or the figures it lacks: an error that carries a list does not travel by itself."""
    assert _job is not None
    try:
        return replicate(*_job, replication)
    except MissingFigure as missing:
        return missing.problems


class _Process(SpawnProcess):
    """A spawned process that does not import the caller's main module again.

    The workers need nothing from it, and importing it would run an unguarded script a second time.
    """

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _Context(SpawnContext):
    Process = _Process


def usable_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_order(pool: ProcessPoolExecutor, numbers: range, workers: int) -> Iterator[Reduced]:
    """The replications of ``numbers`` from the pool, in their order."""
    waiting: deque[Future[Reduced | list[Problem]]] = deque()
    todo = iter(numbers)
    # A short queue: finished results never pile up in memory behind a slow one.
    for number in itertools.islice(todo, 2 * workers):
        waiting.append(pool.submit(_work, number))
    while waiting:
        done = waiting.popleft().result()
        for number in itertools.islice(todo, 1):
            waiting.append(pool.submit(_work, number))
        if isinstance(done, list):
            raise MissingFigure(done)
        yield done


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: on Ctrl-C or an error nobody waits for the running replications."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    idle = not getattr(pool, "_pending_work_items", None)
    if not idle:
        for process in processes:
            with contextlib.suppress(OSError, ValueError):
                process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)


Progress = Callable[[int, int | None], None]
"""Called at the start and after each replication: the number done, and the number wanted unless that is still open."""


def replications(
    scenario: Scenario, order: Order, workers: int | None = None, progress: Progress | None = None
) -> Iterator[Reduced]:
    """Yield the reduced replications 0, 1, 2 … of the order, in that order.

    With a precision, batches run until the half-width of the 90 % interval of the P80 outlay is below that
    share of it; ``order.replications`` is then the least number. Raises RunFailed if a replication cannot finish.
    """
    workers = workers or usable_processors()
    budget = {i for i, fund in enumerate(scenario.funds.values()) if fund.kind == "budget"}
    totals: list[float] = []
    target = order.replications if order.precision is None else max(order.replications, PRECISION_BATCH)
    wanted = target if order.precision is None else None
    workers = min(workers, target)
    if progress is not None:
        progress(0, wanted)
    pool = None
    if workers > 1:
        pool = ProcessPoolExecutor(
            workers, mp_context=_Context(), initializer=_start_worker, initargs=(scenario, order)
        )
    try:
        while True:
            numbers = range(len(totals), target)
            batch = _in_order(pool, numbers, workers) if pool else (replicate(scenario, order, r) for r in numbers)
            for reduced in batch:
                totals.append(cash_total(reduced, budget))
                if progress is not None:
                    progress(len(totals), wanted)
                yield reduced
            if order.precision is None or relative_half_width(totals) < order.precision or target >= PRECISION_LIMIT:
                return
            target = min(target + PRECISION_BATCH, PRECISION_LIMIT)
    except BrokenProcessPool as error:
        raise RunFailed("a worker process was ended from outside (out of memory?); try fewer --workers") from error
    finally:
        if pool is not None:
            _stop(pool)


def cash_total(reduced: Reduced, funds: set[int]) -> float:
    """Cash outlay of the funds over the whole horizon, in CNY."""
    rows = reduced.outlay
    keep = (rows["basis"] == CASH) & [int(f) in funds for f in rows["fund"]]
    return float(rows["amount_fen"][keep].sum()) / 100
