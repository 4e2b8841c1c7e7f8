"""What ``import jobsim as js`` offers: load a scenario, simulate, look at the results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jobsim.experiments import explain, study
from jobsim.experiments.explain import JourneyStep
from jobsim.experiments.opened import open_run
from jobsim.experiments.replications import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, Progress
from jobsim.experiments.study import Plan, load
from jobsim.language import Language
from jobsim.reports import explanation, workbook
from jobsim.reports.explanation import in_text
from jobsim.reports.figures import Picture
from jobsim.reports.plots import Plots
from jobsim.reports.report.basis import basis_of
from jobsim.reports.report.files import Wanted, write
from jobsim.reports.report.variants import compared

__all__ = ["Explanation", "Journey", "Picture", "Plan", "Plots", "Study", "load", "open", "simulate"]


class Study(study.Study):
    """A study with its figures and files, and payments that can be read."""

    @property
    def plot(self) -> Plots:
        return Plots(self)

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
    return Study(found.plans, found.results)


def open(run_dir: str | Path) -> Study:
    """A finished run as a study, with the numbers it had on the day; nothing is simulated.

    Raises RecordError, naming the file, if the folder is no record of a run, or is damaged, or is of another jobsim.
    """
    found = open_run(Path(run_dir))
    name = found.loaded.scenario.scenario.name
    return Study([Plan(name, found.loaded.path, loaded=found.loaded)], {name: found.results})
