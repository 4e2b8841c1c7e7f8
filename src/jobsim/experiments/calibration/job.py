"""A calibration from the scenario to the sample: its runs are simulated as those of any other command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim.experiments.calibration import written
from jobsim.experiments.calibration.observations import Observation
from jobsim.experiments.calibration.waves import RUNS, TWINS, WAVES, calibrate
from jobsim.experiments.cluster import Connection
from jobsim.experiments.designs import Design
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, Progress, replications
from jobsim.experiments.store import shelf_of
from jobsim.experiments.workers import Pool, usable_processors
from jobsim.scenario.loader import Loaded


@dataclass(frozen=True)
class Asked:
    """Runs of a wave, waves at most, and how they are simulated."""

    runs: int = RUNS
    waves: int = WAVES
    seed: int = 1
    engine: str = "compiled"
    workers: int | None = None
    store: Path | None = None
    cluster: str | None = None


def run(
    loaded: Loaded, observations: Sequence[Observation], asked: Asked, progress: Progress | None = None
) -> dict[str, Any]:
    """The sample as the scenario's file holds it.

    Raises OrderError for a run too small for what is asked, ObservedError for observations that cannot be met,
    RunFailed if a run cannot finish.
    """
    done, wanted = 0, asked.runs * asked.waves + min(TWINS, asked.runs)
    # The waves share their workers: processes stay, and so does the connection to a cluster.
    pool = Pool(asked.workers or usable_processors())
    at = None if asked.cluster is None else Connection(asked.cluster)

    def simulate(design: Design | None, number: int) -> Iterable[Reduced]:
        nonlocal done
        order = Order(seed=asked.seed, replications=number, engine=asked.engine)
        shelf = shelf_of(asked.store, loaded, order, design=design)
        for one in replications(
            loaded.scenario, order, asked.workers, None, shelf, at, design=design, pool=pool
        ):  # fmt: skip
            done += 1
            if progress is not None:
                progress(done, wanted)
            yield one

    try:
        found = calibrate(
            loaded.scenario, observations, simulate, seed=asked.seed, runs=asked.runs, waves=asked.waves
        )  # fmt: skip
    finally:
        pool.close()
        if at is not None:
            at.close()
    return written.document(found, loaded, asked.seed)
