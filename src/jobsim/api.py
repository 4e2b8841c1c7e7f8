"""What ``import jobsim as js`` offers: load a scenario, simulate, look at the results."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from jobsim.experiments import study
from jobsim.experiments.opened import open_run
from jobsim.experiments.replications import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, Progress
from jobsim.experiments.study import Plan, load
from jobsim.reports import figures

__all__ = ["Picture", "Plan", "Plots", "Study", "load", "open", "simulate"]


@dataclass(frozen=True)
class Picture:
    """A figure that a notebook shows and that can be saved."""

    figure: Figure

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()

    def save(self, path: str | Path) -> None:
        figures.save(self.figure, Path(path))


@dataclass(frozen=True)
class Plots:
    """The figures of a study."""

    study: Study

    def fan(self, scenario: str | None = None, lang: str = "en") -> Picture:
        """Outlay and demand against the appropriation of a scenario (the first if none is named) as fans.

        ``lang`` is ``en`` or ``zh``.

        Raises KeyError for a scenario the study does not have.
        """
        name = scenario or self.study.plans[0].name
        if name not in self.study.results:
            raise KeyError(study.no_scenario(name, self.study.results))
        return Picture(figures.fan(self.study.results[name], lang))


class Study(study.Study):
    """A study with its figures."""

    @property
    def plot(self) -> Plots:
        return Plots(self)


def simulate(
    scenarios: Plan | Sequence[Plan],
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    workers: int | None = None,
    engine: str = DEFAULT_ENGINE,
    static: bool = False,
    precision: float | None = None,
    progress: Progress | None = None,
) -> Study:
    """Run scenarios with the same people and the same luck.

    ``precision`` runs batches until the P80 outlay is known to that share of itself. ``workers`` threads, or processes
    on the engine ``simpy``, share the work (as many as processors if None); the results do not depend on their number
    nor on the engine. Raises ValueError for a count or seed out of range, ScenarioError for a missing figure, RunFailed
    if a replication cannot finish.
    """
    found = study.simulate(scenarios, replications, seed, workers, engine, static, precision, progress)
    return Study(found.plans, found.results)


def open(run_dir: str | Path) -> Study:
    """A finished run as a study, with the numbers it had on the day; nothing is simulated.

    Raises RecordError, naming the file, if the folder is no record of a run, or is damaged, or is of another jobsim.
    """
    found = open_run(Path(run_dir))
    name = found.loaded.scenario.scenario.name
    return Study([Plan(name, found.loaded.path, loaded=found.loaded)], {name: found.results})
