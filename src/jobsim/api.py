"""What ``import jobsim as js`` offers: load a scenario, simulate, look at the results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jobsim.experiments import study
from jobsim.experiments.opened import open_run
from jobsim.experiments.replications import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, Progress
from jobsim.experiments.study import Plan, load
from jobsim.language import Language
from jobsim.reports import workbook
from jobsim.reports.figures import Picture
from jobsim.reports.plots import Plots

__all__ = ["Picture", "Plan", "Plots", "Study", "load", "open", "simulate"]


class Study(study.Study):
    """A study with its figures and files."""

    @property
    def plot(self) -> Plots:
        return Plots(self)

    def to_excel(self, file: str | Path, lang: Language = "en") -> None:
        """Write the workbook: the forms of the first scenario, results, variants side by side, data to pivot.

        The same study gives the same bytes. Raises PlaceError if the file cannot be written, such as one that is open
        in another program; what stood there then stands as it was.
        """
        workbook.write(self, Path(file), lang)


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
