"""The numbers of a scenario in the order in which they carry a finished run, told from the run's own draws."""

from __future__ import annotations

from dataclasses import dataclass

from jobsim.experiments import additive
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.opened import Opened
from jobsim.experiments.rests_view import main_spread
from jobsim.experiments.results import Results
from jobsim.experiments.understanding import check
from jobsim.scenario.loader import Loaded


@dataclass(frozen=True)
class Rank:
    """Where a number stands: its index, the share of the outlay's variance that it makes, with its 90 % interval."""

    rank: int
    index: float
    low: float
    high: float


@dataclass(frozen=True)
class Ranking:
    """``ranks`` by path, of the numbers above the noise ``floor``; in so many ``replications``."""

    ranks: dict[str, Rank]
    floor: float
    replications: int


def ranking(run: Opened, loaded: Loaded) -> Ranking:
    """Of a finished run of this scenario. Raises RecordError for one that is too small, or of another."""
    if loaded.hash != run.loaded.hash:
        raise RecordError(
            f"{run.record.folder} is a run of another scenario ({run.loaded.scenario.scenario.name}, "
            f"{run.loaded.hash}; here {loaded.scenario.scenario.name}, {loaded.hash})"
        )
    return of_results(run.results)


def of_results(results: Results) -> Ranking:
    """By what the outlay in cash rests on. Raises RecordError where too little was run to tell."""
    drawn = additive.inputs(results)
    check(results, drawn)
    found = additive.fit(drawn, main_spread(results).values)
    if found is None:
        return Ranking({}, 1.0, results.replications)
    ranks = {
        drawn.paths[one.position]: Rank(place, one.index, one.low, one.high)
        for place, one in enumerate(found.carriers, 1)
    }
    return Ranking(ranks, found.floor, results.replications)
