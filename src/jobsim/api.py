"""What ``import jobsim as js`` offers: load a scenario, simulate, look at the results."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import polars as pl

from jobsim.experiments import explain, study, understanding
from jobsim.experiments.calibration.waves import RUNS, WAVES
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.explain import JourneyStep
from jobsim.experiments.opened import open_run
from jobsim.experiments.plan import Plan, load, load_for_run
from jobsim.experiments.precision import MOST, P80
from jobsim.experiments.replications import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, Progress, RunFailed
from jobsim.experiments.store import store_folder
from jobsim.experiments.understanding import MINUTES
from jobsim.language import Language
from jobsim.reports import calibrated, delivery, explanation, understood_page, workbook
from jobsim.reports.calibrated import Calibration
from jobsim.reports.console import in_text
from jobsim.reports.figures import Picture
from jobsim.reports.plots import Plots
from jobsim.reports.report.basis import basis_of
from jobsim.reports.report.files import Wanted, write
from jobsim.reports.report.variants import compared
from jobsim.reports.shown import Shown, Tables, answers
from jobsim.reports.whole_file import PlaceError
from jobsim.scenario.errors import MissingFigure, ScenarioError
from jobsim.tables import result, understood
from jobsim.tables.understood import numbers

__all__ = [
    "Calibration", "Explanation", "Journey", "JourneyStep", "MissingFigure", "Picture", "PlaceError", "Plan", "Plots",
    "RecordError", "RunFailed", "ScenarioError", "Shown", "Study", "Tables", "Understanding", "calibrate", "load",
    "open", "simulate",
]  # fmt: skip


class Study(study.Study):
    """The results of one or several scenarios, run with the same people and the same luck; :func:`simulate` makes it.

    Example:
        >>> study
        <study of 'linshui', 'dearer': 4 replications, seed 1>
    """

    @property
    def plot(self) -> Plots:
        """Its figures.

        Example:
            >>> study.plot.fan(lang="zh").save("fan.png")
        """
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

        Example:
            >>> study.tables()
            <tables: outlay, payers, months, funds, appropriations, memo, targets, assumed>
            >>> study.tables()["fund"]
            Traceback (most recent call last):
                ...
            KeyError: "no table 'fund'; there are: outlay, payers, months, funds, appropriations, memo, targets,
            assumed; did you mean 'funds'?"
        """
        return Tables(result.tables(self.results[self._plan(scenario).name]), lang)

    def save(self, out: str | Path = "results") -> list[Path]:
        """Leave a record of each scenario under the folder ``out``, as ``jobsim run`` does, and tell where.

        A record of the same run that stands there is replaced. Raises ValueError for a run that was opened, which has
        its record; RecordError if ``out`` cannot be written.

        Example:
            >>> [folder.parent.as_posix() for folder in study.save("results")]
            ['results/linshui', 'results/linshui']
        """
        if not self.seconds:
            raise ValueError("this study was opened from a record; there is nothing to save")
        folders = []
        for plan in self.plans:
            options = {"scenario_path": str(plan.path), "set": plan.settings,
                       "exclude_missing": plan.exclude_missing}  # fmt: skip
            found = self.results[plan.name]
            folders.append(delivery.save(load_for_run(plan), found, Path(out), options, self.seconds[plan.name]).folder)
        return folders

    def to_excel(self, file: str | Path, lang: Language = "en") -> None:
        """Write the workbook: the forms of the first scenario, results, variants side by side, data to pivot.

        The same study gives the same bytes. Raises PlaceError if the file cannot be written, such as one that is open
        in another program; what stood there then stands as it was.

        Example:
            >>> study.to_excel("budget.xlsx", lang="zh")
            >>> study.to_excel("budget.txt")
            Traceback (most recent call last):
                ...
            jobsim.reports.whole_file.PlaceError: budget.txt: the name of the file must end in .xlsx, such
            as budget.xlsx
        """
        workbook.write(self, Path(file), lang)

    def to_html(self, file: str | Path, lang: Language = "en", *, scenario: str | None = None) -> None:
        """Write the report of a scenario (by default the first) as one self-contained page.

        It tells what the other scenarios of the study change. Raises PlaceError if the file cannot be written, KeyError
        for a scenario the study does not have.

        Example:
            >>> study.to_html("report.html", lang="zh", scenario="dearer")
        """
        self._write(Wanted(html=Path(file)), lang, scenario)

    def to_pdf(self, file: str | Path, lang: Language = "en", *, scenario: str | None = None) -> None:
        """Write the same report in print: PDF/UA-1 and PDF/A-2a, the same bytes for the same run.

        Raises as :meth:`to_html`.

        Example:
            >>> study.to_pdf("report.pdf", lang="zh")
        """
        self._write(Wanted(pdf=Path(file)), lang, scenario)

    def _write(self, wanted: Wanted, lang: Language, scenario: str | None) -> None:
        plan = self._plan(scenario)
        basis = basis_of(self.results[plan.name], plan.loaded, plan.settings, compared(self, plan.name))
        for _ in write(basis, wanted, lang):
            pass

    def understand(
        self, scenario: str | None = None, *, minutes: float = MINUTES, workers: int | None = None,
        progress: Progress | None = None, store: str | Path | bool | None = True, cluster: str | None = None,
    ) -> Understanding:  # fmt: skip
        """Which numbers carry a scenario's results, and what knowing each to ± 10 % would be worth.

        Told from the study's own replications (100 at least, better 1,000); the numbers that carry most are then
        exchanged one by one, in as many replications as fit into the ``minutes``. ``store`` and ``cluster`` as in
        :func:`simulate`. Raises RecordError for a study that is too small, or a scenario that draws no number.

        Example:
            >>> wide = {"programmes.internship_subsidy.amount": {"uniform": [700, 2100], "unit": "CNY/month"}}
            >>> js.simulate(plan.variant("wide", wide), replications=100, pairs=25).understand()
            <understanding of 'linshui': 100 replications, 25 pairs, 6 numbers>
            >>> study.understand()
            Traceback (most recent call last):
                ...
            jobsim.experiments.understanding.TooFew: 4 replications are too few to tell numbers from noise: at least 100
            are needed, better 1000 (jobsim run -n 1000)
        """
        kept = None if store is False else store_folder(None, None if store is True or store is None else Path(store))
        found = super().understand(
            scenario, minutes=minutes, workers=workers, progress=progress, store=kept, cluster=cluster
        )
        return Understanding(found.results, found.plan, found.understood, found.seconds)

    def explain(self, payment: str, *, scenario: str | None = None, journey: bool = False) -> Explanation:
        """Why a payment (replication and claim, as :meth:`payments` names it) was made, with its multiplication.

        ``journey`` simulates the dated history of its person again. Needs a study with its ledger
        (``simulate(…, ledger=True)``). Raises ValueError without one, KeyError for a scenario the study does not have,
        RecordError for a payment it does not have.

        Example:
            >>> study.explain("0/16")
            <payment 0/16: internship_subsidy, 4,200.00 CNY, paid>
            >>> study.explain("0/9999")
            Traceback (most recent call last):
                ...
            jobsim.experiments.drafts.RecordError: replication 0 has claims 0 to 62; there is no claim 9999
        """
        return Explanation(**vars(super().explain(payment, scenario=scenario, journey=journey)))

    def trace(self, replication: int, person: int, *, scenario: str | None = None) -> Journey:
        """The dated history of a person, simulated again.

        Raises RecordError for a person or a replication there is not, KeyError for a scenario the study does not have.

        Example:
            >>> study.trace(0, 246)
            <journey of 24 steps, 2022-01-01 to 2023-12-28>
        """
        return Journey(super().trace(replication, person, scenario=scenario))


class Understanding(understanding.Understanding):
    """Which numbers carry each result; shown in a notebook it is the page of ``jobsim understand``.

    Example:
        >>> wide = {"programmes.internship_subsidy.amount": {"uniform": [700, 2100], "unit": "CNY/month"}}
        >>> found = js.simulate(plan.variant("wide", wide), replications=100, pairs=25).understand()
        >>> found
        <understanding of 'linshui': 100 replications, 25 pairs, 6 numbers>
    """

    def __repr__(self) -> str:
        name, plan = self.results.scenario.scenario.name, self.plan
        told = f"{plan.replications} replications, {plan.pairs} pairs, {plan.numbers} numbers"
        return f"<understanding of {name!r}: {told}>"

    @property
    def numbers(self) -> pl.DataFrame:
        """The ten numbers of each result that carry most of it, the strongest first.

        Columns:
            spread (String): name of the result, such as ``outlay.2023.cash``.
            result_zh, result_en (String): what it is.
            rank (Int32): from 1 in each result.
            path, title_zh, title_en (String): the number.
            value, unit, source (String): what the scenario says of it, and where that comes from.
            index, low, high (Float64): share of the variance that it makes by itself, and its 90 % interval.
            total, total_low, total_high (Float64): with all it does together with others; null if not exchanged.
            range, range_low, range_high (Float64): CNY by which P10 to P90 would narrow if it were known to ± 10 %.
            reserve, reserve_low, reserve_high (Float64): CNY by which less would be enough in 80 %; null if no money.

        Example:
            >>> wide = {"programmes.internship_subsidy.amount": {"uniform": [700, 2100], "unit": "CNY/month"}}
            >>> found = js.simulate(plan.variant("wide", wide), replications=100, pairs=25).understand()
            >>> found.numbers.select("result_en", "rank", "path").head(1)
            shape: (1, 3)
            ┌──────────────────────┬──────┬──────────────────────────────────────┐
            │ result_en            ┆ rank ┆ path                                 │
            │ ---                  ┆ ---  ┆ ---                                  │
            │ str                  ┆ i32  ┆ str                                  │
            ╞══════════════════════╪══════╪══════════════════════════════════════╡
            │ outlay in cash, 2023 ┆ 1    ┆ programmes.internship_subsidy.amount │
            └──────────────────────┴──────┴──────────────────────────────────────┘
        """
        return numbers(self)

    def sentence(self, lang: Language = "en") -> str:
        """What a bureau chief should know: how much of the outlay's range is not known, and what to ask for.

        Example:
            >>> wide = {"programmes.internship_subsidy.amount": {"uniform": [700, 2100], "unit": "CNY/month"}}
            >>> found = js.simulate(plan.variant("wide", wide), replications=100, pairs=25).understand()
            >>> found.sentence()
            'Of the range of the outlay in 2023 (P10 to P90: 6.45 to 15.87, in 10,000 CNY), about four fifths is what is
            not known, the rest is luck. Most of it is what is not known about: Internship subsidy, Amount. To narrow
            it, ask for these first; more replications do not help.'
        """
        return understood.sentence(self).of(lang)

    def text(self, lang: Language = "en", width: int = 100) -> str:
        """The page of ``jobsim understand``, folded at ``width`` columns.

        Example:
            >>> wide = {"programmes.internship_subsidy.amount": {"uniform": [700, 2100], "unit": "CNY/month"}}
            >>> found = js.simulate(plan.variant("wide", wide), replications=100, pairs=25).understand()
            >>> found.text().splitlines()[0]
            'Linshui employment subsidies'
        """
        return in_text(understood_page.page(self, lang), width)

    def _repr_html_(self) -> str:
        tables = (understood.overview(self), understood.understood(self))
        said = f"<p>{escape(self.sentence('zh'))}<br>{escape(self.sentence())}</p>"
        return said + "".join(Shown(one, "en")._repr_html_() for one in tables)


class Explanation(explain.Explanation):
    """Why a payment was made; its fields are those of ``jobsim explain --json``: amounts in CNY, dates or None.

    Example:
        >>> why = study.explain("0/16")
        >>> why.claim["paid_cny"], sum(one["amount_cny"] for one in why.entitlements)
        (4200.0, 4200.0)
    """

    __repr__ = explain.Explanation.__repr__

    def text(self, lang: Language = "en", width: int = 100) -> str:
        """The page of ``jobsim explain``, folded at ``width`` columns.

        Example:
            >>> page = study.explain("0/16").text().splitlines()
            >>> for line in page[page.index("How much") :][:6]:
            ...     print(line)
            How much
            2022-10-10  rate 1,400.00 CNY/month × 1 month = 1,400.00 CNY
            2022-11-10  rate 1,400.00 CNY/month × 1 month = 1,400.00 CNY
            2022-12-10  rate 1,400.00 CNY/month × 1 month = 1,400.00 CNY
            3 milestones together  4,200.00 CNY
            This is what the ledger has.
        """
        return in_text(explanation.page(self, lang), width)


class Journey(list[JourneyStep]):
    """A person's dated history: a list of :class:`JourneyStep`.

    Example:
        >>> study.trace(0, 246)[1].en
        'intern'
    """

    def __repr__(self) -> str:
        return f"<journey of {len(self)} steps, {self[0].date} to {self[-1].date}>" if self else "<journey of no step>"

    def text(self, lang: Language = "en", width: int = 100) -> str:
        """One line per step, folded at ``width`` columns.

        Example:
            >>> for line in study.trace(0, 246).text().splitlines()[:3]:
            ...     print(line)
              2022-01-01 on the first day: searching, since 2021-09-16
              2022-05-11 intern
              2022-05-11 milestone: internship started
        """
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
    store: str | Path | bool = True,
    cluster: str | None = None,
    precision_of: str = P80,
    at_most: int = MOST,
    pairs: int | None = None,
) -> Study:
    """Run scenarios with the same people and the same luck.

    ``precision`` runs until the 90 % interval of ``precision_of`` is narrower than ± that share of it, such as 0.01, or
    for a probability so many points; ``at_most`` is the cap and ``replications`` the least. It is one of
    ``outlay.p80``, ``outlay.mean``, ``overrun:FUND``, ``target:NAME`` and ``targets`` (all of them together), with
    ``:YEAR`` or not. ``workers`` threads, or processes on the engine ``simpy``, share the work (as many as processors
    if None); the results do not depend on their number nor on the engine. ``ledger`` keeps every claim of every
    replication, for ``payments`` and ``explain``. No replication is simulated twice: ``store`` is the folder where
    they are kept, by default ``results/.store``, and False for none; with the ledger, all are simulated. ``cluster``
    is a Dask scheduler (``tcp://host:8786``) that simulates them, or ``local:2``. ``pairs`` are twins with the same
    parameters and other luck, which tell assumption from luck: if None, one for eight replications, 10 to 100. Raises
    ValueError for a count or seed out of range, MissingFigure for a figure that a scenario lacks, RunFailed if a
    replication cannot finish.

    Example:
        >>> js.simulate(plan, replications=2, seed=7)
        <study of 'linshui': 2 replications, seed 7>
        >>> js.simulate(plan, replications=0)
        Traceback (most recent call last):
            ...
        jobsim.experiments.replications.OrderError: at least one replication is needed, found 0
    """
    kept = None if store is False else store_folder(None, None if store is True else Path(store))
    found = study.simulate(
        scenarios, replications, seed, workers, engine, static, precision, progress, ledger, kept, cluster,
        precision_of, at_most, pairs,
    )  # fmt: skip
    return Study(found.plans, found.results, found.seconds)


def calibrate(
    plan: Plan,
    observed: str | Path,
    runs: int = RUNS,
    waves: int = WAVES,
    seed: int = 1,
    workers: int | None = None,
    engine: str = DEFAULT_ENGINE,
    progress: Progress | None = None,
    store: str | Path | bool = True,
    cluster: str | None = None,
) -> Calibration:
    """Narrow a plan's ranges by what was observed, in ``waves`` of ``runs`` at most that rule out what cannot fit.

    ``observed`` is a YAML file or a workbook: money paid, persons, claims, targets, indicators, each with its
    tolerance. Priors are the ranges of the plan; what is left is a weighted sample of parameter sets. The result does
    not depend on ``workers``, ``engine``, ``store`` or ``cluster``, which are those of :func:`simulate`. Raises
    ScenarioError for what is wrong with the observations, or cannot be met, with its place; ValueError for a run too
    small for what is asked; RunFailed if a run cannot finish.

    Example:
        >>> js.calibrate(plan, "tests/fixtures/minimal/observed.yaml", runs=100, waves=2)
        <calibration of 'linshui': 2 observations, 2 numbers, 100 parameter sets>
        >>> js.calibrate(plan, "tests/fixtures/minimal/observed.yaml", runs=10)
        Traceback (most recent call last):
            ...
        jobsim.experiments.replications.OrderError: 10 runs a wave are too few for 2 observations; at least 100
    """
    kept = None if store is False else store_folder(None, None if store is True else Path(store))
    return calibrated.calibrate(
        plan, observed, runs=runs, waves=waves, seed=seed, engine=engine, workers=workers, store=kept, cluster=cluster,
        progress=progress,
    )  # fmt: skip


def open(run_dir: str | Path) -> Study:
    """A finished run as a study, with the numbers it had on the day; nothing is simulated.

    Raises RecordError, naming the file, if the folder is no record of a run, or is damaged, or is of another jobsim.

    Example:
        >>> (folder,) = js.simulate(plan, replications=2).save("results")
        >>> js.open(folder)
        <study of 'linshui': 2 replications, seed 1>
        >>> js.open("tests")
        Traceback (most recent call last):
            ...
        jobsim.experiments.drafts.RecordError: tests is not the record of a run: No such file or directory
        (manifest.json)
    """
    found = open_run(Path(run_dir))
    name = found.loaded.scenario.scenario.name
    return Study([Plan(name, found.loaded.path, loaded=found.loaded)], {name: found.results})
