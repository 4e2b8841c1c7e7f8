"""What ``import jobsim as js`` offers: load a scenario, simulate, look at the results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jobsim.experiments import explain, study
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.explain import JourneyStep
from jobsim.experiments.opened import open_run
from jobsim.experiments.replications import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, Progress, RunFailed
from jobsim.experiments.study import Plan, load
from jobsim.language import Language
from jobsim.reports import delivery, explanation, workbook
from jobsim.reports.console import in_text
from jobsim.reports.figures import Picture
from jobsim.reports.plots import Plots
from jobsim.reports.report.basis import basis_of
from jobsim.reports.report.files import Wanted, write
from jobsim.reports.report.variants import compared
from jobsim.reports.shown import Shown, Tables, answers
from jobsim.reports.whole_file import PlaceError
from jobsim.scenario.errors import MissingFigure, ScenarioError
from jobsim.tables import result

__all__ = [
    "Explanation", "Journey", "MissingFigure", "Picture", "PlaceError", "Plan", "Plots", "RecordError", "RunFailed",
    "ScenarioError", "Shown", "Study", "Tables", "load", "open", "simulate",
]  # fmt: skip


class Study(study.Study):
    """A study with its figures and files, and payments that can be read."""

    @property
    def plot(self) -> Plots:
        """Its figures, such as ``study.plot.fan(lang="zh")``."""
        return Plots(self)

    def __repr__(self) -> str:
        found = next(iter(self.results.values()))
        names = ", ".join(repr(plan.name) for plan in self.plans)
        return f"<study of {names}: {found.replications} replications, seed {found.order.seed}>"

    def _repr_html_(self) -> str:
        found = next(iter(self.results.values()))
        head = f"<p>{found.replications} replications 次模拟, seed 种子 {found.order.seed}</p>"
        return head + answers(self.results)

    def tables(self, scenario: str | None = None, lang: Language = "en") -> Tables:
        """The tables of a scenario (the first if none is named) as the screen shows them: ``tables()["funds"]``.

        Each has titles, units and notes; its numbers are in ``.frame``, money in CNY. Raises KeyError for a scenario or
        a table there is not, with those there are.
        """
        return Tables(result.tables(self.results[self._plan(scenario).name]), lang)

    def save(self, out: str | Path = "results") -> list[Path]:
        """Leave a record of each scenario under the folder ``out``, as ``jobsim run`` does, and tell where.

        A record of the same run that stands there is replaced. Raises ValueError for a run that was opened, which has
        its record; RecordError if ``out`` cannot be written.
        """
        if not self.seconds:
            raise ValueError("this study was opened from a record; there is nothing to save")
        folders = []
        for plan in self.plans:
            options = {"scenario_path": str(plan.path), "set": [f"{path}={value}" for path, value in
                       plan.changes.items()], "exclude_missing": plan.exclude_missing}  # fmt: skip
            found = self.results[plan.name]
            folders.append(
                delivery.save(study.load_for_run(plan), found, Path(out), options, self.seconds[plan.name]).folder
            )
        return folders

    def to_excel(self, file: str | Path, lang: Language = "en") -> None:
        """Write the workbook: the forms of the first scenario, results, variants side by side, data to pivot.

        The same study gives the same bytes. Raises PlaceError if the file cannot be written, such as one that is open
        in another program; what stood there then stands as it was.
        """
        workbook.write(self, Path(file), lang)

    def to_html(self, file: str | Path, lang: Language = "en", *, scenario: str | None = None) -> None:
        """Write the report of a scenario (by default the first) as one self-contained page.

        It tells what the other scenarios of the study change. Raises PlaceError if the file cannot be written, KeyError
        for a scenario the study does not have.
        """
        self._write(Wanted(html=Path(file)), lang, scenario)

    def to_pdf(self, file: str | Path, lang: Language = "en", *, scenario: str | None = None) -> None:
        """Write the same report in print: PDF/UA-1 and PDF/A-2a, the same bytes for the same run. Raises as to_html."""
        self._write(Wanted(pdf=Path(file)), lang, scenario)

    def _write(self, wanted: Wanted, lang: Language, scenario: str | None) -> None:
        plan = self._plan(scenario)
        basis = basis_of(self.results[plan.name], plan.loaded, dict(plan.changes), compared(self, plan.name))
        for _ in write(basis, wanted, lang):
            pass

    def explain(self, payment: str, *, scenario: str | None = None, journey: bool = False) -> Explanation:
        """As :meth:`jobsim.experiments.study.Study.explain`; ``print(study.explain("0/1204").text())`` shows it."""
        return Explanation(**vars(super().explain(payment, scenario=scenario, journey=journey)))

    def trace(self, replication: int, person: int, *, scenario: str | None = None) -> Journey:
        """As :meth:`jobsim.experiments.study.Study.trace`."""
        return Journey(super().trace(replication, person, scenario=scenario))


class Explanation(explain.Explanation):
    """Why a payment was made; its fields are those of ``jobsim explain --json``."""

    __repr__ = explain.Explanation.__repr__

    def text(self, lang: Language = "en", width: int = 100) -> str:
        """The page of ``jobsim explain``."""
        return in_text(explanation.page(self, lang), width)


class Journey(list[JourneyStep]):
    """A person's dated history."""

    def __repr__(self) -> str:
        return f"<journey of {len(self)} steps, {self[0].date} to {self[-1].date}>" if self else "<journey of no step>"

    def text(self, lang: Language = "en", width: int = 100) -> str:
        """One line per step."""
        return in_text(explanation.journey(self, lang), width)


def simulate(
    scenarios: Plan | Sequence[Plan],
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    workers: int | None = None,
    engine: str = DEFAULT_ENGINE,
    static: bool = False,
    precision: float | None = None,
    progress: Progress | None = None,
    ledger: bool = False,
) -> Study:
    """Run scenarios with the same people and the same luck.

    ``precision`` runs batches until the P80 outlay is known to that share of itself. ``workers`` threads, or processes
    on the engine ``simpy``, share the work (as many as processors if None); the results do not depend on their number
    nor on the engine. ``ledger`` keeps every claim of every replication, for ``payments`` and ``explain``. Raises
    ValueError for a count or seed out of range, ScenarioError for a missing figure, RunFailed if a replication cannot
    finish.
    """
    found = study.simulate(scenarios, replications, seed, workers, engine, static, precision, progress, ledger)
    return Study(found.plans, found.results, found.seconds)


def open(run_dir: str | Path) -> Study:
    """A finished run as a study, with the numbers it had on the day; nothing is simulated.

    Raises RecordError, naming the file, if the folder is no record of a run, or is damaged, or is of another jobsim.
    """
    found = open_run(Path(run_dir))
    name = found.loaded.scenario.scenario.name
    return Study([Plan(name, found.loaded.path, loaded=found.loaded)], {name: found.results})
