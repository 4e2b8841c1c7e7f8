"""Many replications of one scenario, in parallel, with the same outcome on any number of workers.

Seeds come from the replication's number, results are handed out in that order, and batches do not know how
many workers there are: so nothing that is kept can depend on the machine.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from jobsim.draws import Draws
from jobsim.engines import ENGINES
from jobsim.engines.result import Replication
from jobsim.experiments import resources
from jobsim.experiments.cluster import ClusterLost, Connection
from jobsim.experiments.crew import Crew
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
PAIRED = 8
LEAST_PAIRS, MOST_PAIRS = 10, 100
"""Unasked, every eighth replication of a run has a twin, but for a run too small to say anything, and no more."""


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
    pairs: int | None = None
    """Twins, which tell assumption from luck; None leaves their number to that of the replications."""

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
        most = self.replications if self.precision is None else self.precision.at_most
        if self.pairs is not None and not 0 <= self.pairs <= most:
            raise OrderError(f"of {most} replications 0 to {most} can have a twin, found {self.pairs} pairs")
        if self.engine not in ENGINES:
            raise OrderError(f"there is no engine {self.engine!r}; there are: {', '.join(ENGINES)}")

    def pairs_among(self, replications: int) -> int:
        """How many of so many replications have a twin."""
        if self.pairs is not None:
            return min(self.pairs, replications)
        number = min(replications // PAIRED, MOST_PAIRS)
        return number if number >= LEAST_PAIRS else 0


def replicate(
    scenario: Scenario, order: Order, replication: int, journeys_of: frozenset[int] = frozenset(),
    design: Design | None = None,
) -> Reduced:  # fmt: skip
    """Run one replication here, an ordinary one or one of a design, and reduce it to its tables."""
    from jobsim.engines import run_replication

    setting = Setting(replication) if design is None else design.of(replication)
    with _told(replication):
        result = run_replication(
            scenario, order.seed, setting.luck, engine=order.engine, static=order.static, journeys_of=set(journeys_of),
            evidence=order.ledger, drawn=setting.drawn,
        )  # fmt: skip
    return _reduced(scenario, order, replication, setting, result)


def replicate_together(
    scenarios: Sequence[Scenario], order: Order, replication: int, design: Design | None = None
) -> tuple[Reduced, ...]:
    """The same of several scenarios: what variants have in common is simulated once."""
    from jobsim.engines import run_together

    if len(scenarios) == 1:
        return (replicate(scenarios[0], order, replication, design=design),)
    setting = Setting(replication) if design is None else design.of(replication)
    found: dict[int, Reduced] = {}
    with _told(replication):
        for k, result in run_together(
            scenarios, order.seed, setting.luck, engine=order.engine, static=order.static, evidence=order.ledger,
            drawn=setting.drawn,
        ):  # fmt: skip
            found[k] = _reduced(scenarios[k], order, replication, setting, result)
    return tuple(found[k] for k in range(len(scenarios)))


@contextlib.contextmanager
def _told(replication: int) -> Iterator[None]:
    """Say which replication an error is of."""
    try:
        yield
    except MissingFigure:
        raise
    except Exception as error:
        raise RunFailed(f"replication {replication} could not finish: {type(error).__name__}: {error}") from error


def _reduced(scenario: Scenario, order: Order, replication: int, setting: Setting, result: Replication) -> Reduced:
    from jobsim.engines import tally_of

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
    watch = None if order.precision is None else Watch(scenario, order.precision)
    for (one,) in _run([scenario], order, workers, progress, [shelf], cluster, first, design, pool, watch):
        yield one


def together(
    scenarios: Sequence[Scenario],
    order: Order,
    workers: int | None = None,
    progress: Progress | None = None,
    shelves: Sequence[Shelf | None] = (),
    cluster: str | Connection | None = None,
    first: int = 0,
    pool: Pool | None = None,
) -> Iterator[list[Reduced]]:
    """Yield the same replications of several scenarios, of each number those of all: as many as the order says.

    Each has its shelf, if any. Variants share what they have in common, on the engine that can. The progress counts
    replications of all scenarios.
    """
    order = replace(order, precision=None)
    own = Connection(cluster) if isinstance(cluster, str) else None  # one for all jobs: what is missing may change
    held = shelves or [None] * len(scenarios)
    try:
        yield from _run(scenarios, order, workers, progress, held, own or cluster, first, None, pool, None)
    finally:
        if own is not None:
            own.close()


def _run(
    scenarios: Sequence[Scenario],
    order: Order,
    workers: int | None,
    progress: Progress | None,
    shelves: Sequence[Shelf | None],
    cluster: str | Connection | None,
    first: int,
    design: Design | None,
    pool: Pool | None,
    watch: Watch | None,
) -> Iterator[list[Reduced]]:
    goal, number = order.precision, order.replications
    ends = iter([number]) if goal is None else looks(number, goal.at_most)
    wanted = number * len(scenarios) if goal is None else None
    at_once = min(workers or usable_processors(), number if goal is None else max(number, LEAST))
    if cluster is None:
        for one in scenarios:
            if refused := resources.too_much(one, order.engine, at_once, together=len(scenarios)):
                raise OrderError(refused)
    crew = Crew(lambda some: _workers([scenarios[k] for k in some], order, at_once, cluster, design, pool), shelves)
    try:
        crew.begin(first)
        done = first
        if progress is not None:
            progress(done * len(scenarios), wanted)
        for end in ends:
            for found in crew.outcomes(range(done, end)):
                done += 1
                if watch is not None:
                    watch.add(found[0])
                if progress is not None:
                    progress(done * len(scenarios), wanted)
                yield found
            if watch is not None and watch.enough():
                return
    except BrokenProcessPool as error:
        raise RunFailed("a worker process was ended from outside (out of memory?); try fewer --workers") from error
    except ClusterLost as error:
        raise RunFailed(str(error)) from error
    finally:
        crew.close()


def _workers(
    scenarios: Sequence[Scenario], order: Order, number: int, cluster: str | Connection | None, design: Design | None,
    pool: Pool | None,
) -> Workers[tuple[Reduced, ...]]:  # fmt: skip
    """Threads where the engine lets go of the interpreter's lock, processes where it does not, or others' machines."""
    job = partial(replicate_together, scenarios, order, design=design)
    if cluster is not None:
        from jobsim.experiments.cluster import Cluster

        return Cluster(job, cluster)
    if order.engine == "compiled":
        from jobsim.engines.compiled import engine

        return Threads(job, number, engine)
    return Processes(job, number, pool) if number > 1 else Here(job)
