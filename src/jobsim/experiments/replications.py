"""Many replications of one scenario, in parallel, with the same outcome on any number of workers.

Seeds come from the replication's number, results are handed out in that order, and batches do not know how
many workers there are: so nothing that is kept can depend on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from jobsim.draws import Draws
from jobsim.engines import ENGINES
from jobsim.experiments import resources
from jobsim.experiments.cluster import ClusterLost, Connection
from jobsim.experiments.designs import Design, Setting
from jobsim.experiments.precision import LEAST, Goal, Watch, looks
from jobsim.experiments.reduction import Reduced, reduce
from jobsim.experiments.workers import Here, Pool, Processes, Threads, Workers, usable_processors
from jobsim.finance.payers import payer_shares
from jobsim.scenario.drawn import parameters_of
from jobsim.scenario.errors import MissingFigure
from jobsim.scenario.schema import Scenario

if TYPE_CHECKING:
    from jobsim.experiments.store import Shelf

DEFAULT_REPLICATIONS = 200
DEFAULT_ENGINE = ENGINES[0]
MOST = 2**31
"""Replications and persons have whole numbers below it."""
_LOOK_AGAIN = 100


class OrderError(ValueError):
    """The user asks for a number of replications, a seed or an engine that cannot be."""


class RunFailed(Exception):
    """A replication could not be finished."""


@dataclass(frozen=True)
class Order:
    """What to run: everything that, with the scenario, decides the result."""

    seed: int = 1
    replications: int = DEFAULT_REPLICATIONS
    precision: Goal | None = None
    engine: str = DEFAULT_ENGINE
    static: bool = False
    ledger: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**64:
            raise OrderError(f"the seed is a whole number from 0 to 2**64 - 1, found {self.seed}")
        if not 1 <= self.replications < MOST:
            least = "at least one replication is needed" if self.replications < 1 else f"at most {MOST - 1} are counted"
            raise OrderError(f"{least}, found {self.replications}")
        if self.precision is not None and self.replications > self.precision.at_most:
            raise OrderError(
                f"at least {self.replications} replications and at most {self.precision.at_most} exclude each other"
            )
        if self.engine not in ENGINES:
            raise OrderError(f"there is no engine {self.engine!r}; there are: {', '.join(ENGINES)}")


def replicate(
    scenario: Scenario, order: Order, replication: int, journeys_of: frozenset[int] = frozenset(),
    design: Design | None = None,
) -> Reduced:  # fmt: skip
    """Run one replication here, an ordinary one or one of a design, and reduce it to its tables."""
    from jobsim.engines import run_replication, tally_of

    setting = Setting(replication) if design is None else design.of(replication)
    try:
        result = run_replication(
            scenario, order.seed, setting.luck, engine=order.engine, static=order.static, journeys_of=set(journeys_of),
            evidence=order.ledger, drawn=setting.drawn,
        )  # fmt: skip
    except MissingFigure:
        raise
    except Exception as error:
        raise RunFailed(f"replication {replication} could not finish: {type(error).__name__}: {error}") from error
    shares = payer_shares(scenario, parameters_of(scenario, Draws(order.seed, setting.luck), setting.drawn))
    horizon = scenario.horizon
    return reduce(
        replace(result, replication=replication), shares, horizon.start.toordinal(), horizon.end.toordinal(),
        keep_ledger=order.ledger, years=range(horizon.start.year, horizon.end.year + 1), tally=tally_of(order.engine),
    )  # fmt: skip


Progress = Callable[[int, int | None], None]
"""Called at the start and after each replication: the number done, and the number wanted unless that is still open."""


def replications(
    scenario: Scenario,
    order: Order,
    workers: int | None = None,
    progress: Progress | None = None,
    shelf: Shelf | None = None,
    cluster: str | Connection | None = None,
    first: int = 0,
    design: Design | None = None,
    pool: Pool | None = None,
) -> Iterator[Reduced]:
    """Yield the reduced replications ``first``, ``first`` + 1, … of the order (or of its ``design``), in that order.

    Those that the shelf holds are taken from it, the others are simulated, here (on SimPy by the processes of the
    ``pool`` if there is one) or on the ``cluster`` of that address, and added to it. With a precision the run goes on
    until it is reached, or the cap; ``order.replications`` is then the least number. Raises RunFailed if a replication
    cannot finish, PrecisionError for a precision of what the scenario does not have.
    """
    goal, number = order.precision, order.replications
    watch = None if goal is None else Watch(scenario, goal)
    ends = iter([number]) if goal is None else looks(number, goal.at_most)
    wanted = number if goal is None else None
    at_once = min(workers or usable_processors(), number if goal is None else max(number, LEAST))
    if cluster is None and (refused := resources.too_much(scenario, order.engine, at_once)):
        raise OrderError(refused)
    crew = _Crew(lambda: _workers(scenario, order, at_once, cluster, design, pool), shelf)
    try:
        crew.begin(first)
        done = first
        if progress is not None:
            progress(done, wanted)
        for end in ends:
            for reduced in crew.outcomes(range(done, end)):
                done += 1
                if watch is not None:
                    watch.add(reduced)
                if progress is not None:
                    progress(done, wanted)
                yield reduced
            if watch is not None and watch.enough():
                return
    except BrokenProcessPool as error:
        raise RunFailed("a worker process was ended from outside (out of memory?); try fewer --workers") from error
    except ClusterLost as error:
        raise RunFailed(str(error)) from error
    finally:
        crew.close()


class _Crew:
    """Hands out replications: those of the shelf as they are, the others from workers, who are called if needed."""

    def __init__(self, call: Callable[[], Workers[Reduced]], shelf: Shelf | None) -> None:
        self._call, self._shelf = call, shelf
        self._workers: Workers[Reduced] | None = None
        self._at_once = 1

    def begin(self, first: int) -> None:
        """Have workers ready if the first replication needs them: what is said of that comes before the progress."""
        if self._shelf is None or self._shelf.stretch(range(first, first + 1))[1] is None:
            self._ready()

    def _ready(self) -> Workers[Reduced]:
        if self._workers is None:
            self._workers = self._call()
            self._workers.get_ready()
            self._at_once = self._workers.at_once
        return self._workers

    def outcomes(self, numbers: range) -> Iterator[Reduced]:
        """The replications of these numbers, in their order."""
        if self._shelf is None:
            yield from self._ready().outcomes(numbers)
            return
        while numbers:
            # Not too many at a time: another process may have kept the next ones meanwhile.
            part, file = self._shelf.stretch(numbers[: _LOOK_AGAIN * self._at_once])
            if file is not None:
                for one in self._shelf.take(file, part):
                    numbers = numbers[1:]
                    yield one
                continue
            for one in self._ready().outcomes(part):
                numbers = numbers[1:]
                self._shelf.add(one)
                yield one

    def close(self) -> None:
        try:
            if self._shelf is not None:
                self._shelf.close()
        finally:
            if self._workers is not None:
                self._workers.close()


def _workers(
    scenario: Scenario, order: Order, number: int, cluster: str | Connection | None, design: Design | None,
    pool: Pool | None,
) -> Workers[Reduced]:  # fmt: skip
    """Threads where the engine lets go of the interpreter's lock, processes where it does not, or others' machines."""
    job = partial(replicate, scenario, order, design=design)
    if cluster is not None:
        from jobsim.experiments.cluster import Cluster

        return Cluster(job, cluster)
    if order.engine == "compiled":
        from jobsim.engines.compiled import engine

        return Threads(job, number, engine)
    return Processes(job, number, pool) if number > 1 else Here(job)
