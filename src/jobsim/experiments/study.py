"""Scenarios and studies for Python: the same job as the command line, with data frames as results."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.comparison import cautions, check_horizons, compare_observed, frame
from jobsim.experiments.estimates import QUANTILES
from jobsim.experiments.explain import Explanation, JourneyStep, explain, trace
from jobsim.experiments.fund_view import fund_years
from jobsim.experiments.kept import Kept, of_results
from jobsim.experiments.measures import Observed
from jobsim.experiments.outlay import asked, outlay
from jobsim.experiments.payments import Wanted, payments
from jobsim.experiments.replications import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, Order, Progress, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.target_view import entries as target_entries
from jobsim.scenario import views
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.schema import Scenario
from jobsim.scenario.variants import default_name
from jobsim.scenario.warnings import Finding


@dataclass(frozen=True)
class Plan:
    """A scenario one can simulate, with the changes that set it apart from its file."""

    name: str
    path: Path
    changes: Mapping[str, Any] = field(default_factory=dict)
    exclude_missing: bool = False
    loaded: Loaded = field(repr=False, kw_only=True)

    @property
    def scenario(self) -> Scenario:
        return self.loaded.scenario

    def __repr__(self) -> str:
        scenario, changed = self.scenario, f", changed: {', '.join(self.changes)}" if self.changes else ""
        years = f"{scenario.horizon.start.year}–{scenario.horizon.end.year}".removesuffix(
            f"–{scenario.horizon.start.year}"
        )
        title, number = scenario.scenario.title.en, len(scenario.programmes)
        return f"<plan {self.name!r}: {title}, {years}, {number} programmes{changed}>"

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the scenario had better say otherwise, or leaves unsaid, each with its place."""
        return self.loaded.warnings

    def variant(self, name: str, changes: Mapping[str, Any]) -> Plan:
        """The same scenario with other values, given by dotted path; earlier changes hold on.

        Raises ScenarioError for a path or value that the file could not hold.
        """
        return _plan(self.path, {**self.changes, **changes}, self.exclude_missing, name)

    def assumptions(self) -> pl.DataFrame:
        """Every number that is neither from the policy text nor from a regulation: path, value, unit, source …"""
        rows = [
            {"path": one.path, "value": one.value, "unit": one.unit, "source": one.source, "reference": one.reference,
             "note": one.note, "uncertain": one.uncertain}
            for one in views.assumptions(self.loaded)
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def coverage(self) -> pl.DataFrame:
        """One row per clause of the policy document: id, kind, title, disposition, where, reason, lost."""
        rows = [
            {"id": one.id, "kind": one.kind, "zh": one.title.zh, "en": one.title.en, "disposition": one.disposition,
             "where": ", ".join(one.where), "reason": one.reason.en if one.reason is not None else None,
             "lost": "; ".join(lost.en for lost in one.lost) or None}
            for one in views.coverage(self.loaded)
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)


def load(
    path: str | Path,
    set: Mapping[str, Any] | None = None,
    *,
    exclude_missing: bool = False,
    name: str | None = None,
) -> Plan:
    """Read a scenario file or folder; ``set`` changes values by dotted path.

    ``name`` is what studies call it: by default the scenario's, or that of the file for a ready-made variant (a file in
    a folder ``variants``). Raises ScenarioError with all faults, each with its place.
    """
    return _plan(Path(path), dict(set or {}), exclude_missing, name or default_name(Path(path)))


def _plan(path: Path, changes: Mapping[str, Any], exclude_missing: bool, name: str | None) -> Plan:
    loaded = load_scenario(path, extra_layer=changes or None, exclude_missing=exclude_missing, for_run=False)
    return Plan(name or loaded.scenario.scenario.name, path, changes, exclude_missing, loaded=loaded)


@dataclass(frozen=True)
class Study:
    """The results of one or several scenarios, run with the same people and the same luck."""

    plans: list[Plan]
    results: dict[str, Results]
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each scenario was simulated; nothing of a run that was opened."""

    def ledger(self, scenario: str | None = None) -> pl.DataFrame:
        """Every claim of every replication of a scenario, the first if none is named: a row each, money in fen.

        Its columns tell programme, fund, milestone, person and payee, the days on which the claim arose, was filed,
        approved and paid, status, units, and ``entitled_fen``, ``approved_fen``, ``paid_fen``, ``paid_by_<payer>_fen``.
        Raises ValueError for a study without its ledger (``simulate(…, ledger=True)``).
        """
        found = self.results[self._plan(scenario).name].ledger
        if found is None:
            raise ValueError("the study has no ledger; simulate(…, ledger=True) keeps it (jobsim run --ledger)")
        return found

    def outlay(
        self, by: str | Sequence[str] | None = None, *, basis: str = "cash", kind: str = "budget"
    ) -> pl.DataFrame:
        """What is paid, in CNY: mean and quantiles over replications, per scenario, by the columns asked for.

        ``by`` is one or several of ``month``, ``year``, ``programme``, ``payer``, ``fund``, ``budget_code``; ``[]``
        gives the total. ``basis`` is ``cash``, ``accrued`` or ``demand`` (by ``year``, ``programme``, ``fund`` and
        ``budget_code`` only); ``kind`` of fund is ``budget``, which alone is outlay, or a memo item: ``insurance``,
        ``tax``, ``credit``, ``own``; or ``all``. Bases and kinds are never added up: both stand in a column, as do
        titles and the unit. Raises ValueError for what there is not, with what there is.
        """
        columns = asked(by, basis, kind)
        return self._stack(lambda results: outlay(results, columns, basis, kind))

    def indicators(self) -> pl.DataFrame:
        """Mean and quantiles of each indicator at each month end, with title and unit; those of counts are whole."""
        return self._stack(lambda results: observed_frame(results.indicators))

    def targets(self) -> pl.DataFrame:
        """Each target in each year: words, spread of the indicator, probability of meeting it with a 90 % interval.

        The words are title, unit, whom it counts, threshold, tolerance, the values that count as met, and how the
        probability comes about: ``simulated``, ``assumption`` (``rests_on`` names which) or ``construction``.
        """

        def frame(results: Results) -> pl.DataFrame:
            rows = [
                {
                    "target": entry["target"], "zh": entry["title"]["zh"], "en": entry["title"]["en"],
                    "year": entry["year"], "unit": entry["unit"], "population_zh": entry["population"]["zh"],
                    "population_en": entry["population"]["en"], "comparator": entry["comparator"],
                    "threshold": entry["threshold"], "tolerance": entry["tolerance"], "met_from": entry["met_from"],
                    "met_to": entry["met_to"], "p05": entry["p05"], "p50": entry["p50"], "p95": entry["p95"],
                    "probability": entry["probability"], "low": entry["interval"][0], "high": entry["interval"][1],
                    "comes_about": entry["comes_about"], "rests_on": ", ".join(entry["rests_on"]),
                }
                for entry in target_entries(results)
            ]  # fmt: skip
            return pl.DataFrame(rows, infer_schema_length=None)

        return self._stack(frame)

    def funds(self) -> pl.DataFrame:
        """Each fund and year: probability of overrun with interval, and the spread of demand, payments and arrears.

        In a year without an appropriation the fund is not ``limited``: no overrun, no appropriation, both null.
        """

        def frame(results: Results) -> pl.DataFrame:
            rows = []
            for one in fund_years(results):
                chance = one.chance or {"probability": None, "interval": [None, None]}
                title = results.scenario.funds[one.fund].title
                row: dict[str, Any] = {
                    "fund": one.fund, "zh": title.zh, "en": title.en, "kind": results.scenario.funds[one.fund].kind,
                    "year": one.year, "unit": "CNY", "limited": one.limited, "p_overrun": chance["probability"],
                    "low": chance["interval"][0], "high": chance["interval"][1],
                }  # fmt: skip
                for column in ("appropriated", "demand", "paid", "arrears"):
                    values = one.amount(column)
                    known = one.limited or column != "appropriated"
                    for name, q in (("p50", 0.50), ("p95", 0.95)):
                        row[f"{column}_{name}"] = float(np.quantile(values, q)) if known else None
                rows.append(row)
            return pl.DataFrame(rows, infer_schema_length=None)

        return self._stack(frame)

    def compare(self, base: str | None = None) -> pl.DataFrame:
        """What the other scenarios change against ``base`` (the first if none is named), pair by pair.

        One row per variant and measure (:mod:`jobsim.experiments.measures`): ``baseline`` and ``value`` (means), mean
        difference with its 90 % interval ``low`` to ``high``, the spread of the differences ``p05`` to ``p95``,
        ``p_less``, ``p_equal``, ``variance_reduction``, ``narrower``, ``pairs``; money in CNY.
        Warns if the scenarios do not have the same persons. Raises KeyError for a scenario the study does not have,
        ValueError if there is only one or if they cover different years.
        """
        chosen = self._plan(base)
        others = [plan for plan in self.plans if plan is not chosen]
        if not others:
            raise ValueError("a study of one scenario has nothing to compare")
        for plan in others:
            check_horizons(chosen.scenario, plan.scenario, plan.name)
            for caution in cautions(chosen.loaded, plan.loaded):
                warnings.warn(f"{plan.name}: {caution['en']}", stacklevel=2)
        observed = {name: Observed(results.scenario, results.replications) for name, results in self.results.items()}
        for name, results in self.results.items():
            observed[name].add(results)
        found = [compare_observed(plan.name, observed[chosen.name], observed[plan.name]) for plan in others]
        return frame([one.document() for comparisons in found for one in comparisons])

    def explain(self, payment: str, *, scenario: str | None = None, journey: bool = False) -> Explanation:
        """Why a payment (``replication/claim``, as :meth:`payments` names it) was made, with its multiplication.

        Of the first scenario if none is named. ``journey`` simulates the dated history of its person again. Needs a
        study with its ledger (``simulate(…, ledger=True)``). Raises ValueError without one, KeyError for a scenario the
        study does not have, RecordError for a payment it does not have.
        """
        return explain(self._kept(scenario), payment, journey=journey)

    def payments(
        self, programme: str | None = None, *, person: int | None = None, payee: int | None = None,
        year: int | None = None, month: int | None = None, replication: int | None = None,
        largest: int | None = None, scenario: str | None = None,
    ) -> pl.DataFrame:  # fmt: skip
        """The payments of a scenario (the first if none is named) that are as asked for, in CNY.

        ``programme`` is a name or a title, ``payee`` the number of a firm, ``month`` yyyymm; ``largest`` keeps so many,
        the largest first. The columns are those of :func:`jobsim.experiments.payments.payments`. Raises as
        :meth:`explain` does.
        """
        wanted = Wanted(programme, person, payee, year, month, replication, largest)
        return payments(self._kept(scenario), wanted)

    def trace(self, replication: int, person: int, *, scenario: str | None = None) -> list[JourneyStep]:
        """The dated history of a person, simulated again. Raises RecordError if the county has no such person."""
        plan = self._plan(scenario)
        return trace(load_for_run(plan), self.results[plan.name].order, replication, person)

    def _kept(self, scenario: str | None) -> Kept:
        plan = self._plan(scenario)
        return of_results(load_for_run(plan), self.results[plan.name])

    def _plan(self, scenario: str | None) -> Plan:
        found = next((plan for plan in self.plans if plan.name == (scenario or self.plans[0].name)), None)
        if found is None:
            raise KeyError(no_scenario(scenario, self.results))
        return found

    def _stack(self, of: Callable[[Results], pl.DataFrame]) -> pl.DataFrame:
        frames = []
        for name, results in self.results.items():
            frame = of(results)
            names = [pl.col(column).cast(pl.String) for column, dtype in frame.schema.items() if dtype == pl.Enum]
            frames.append(frame.with_columns(names).select(pl.lit(name).alias("scenario"), pl.all()))
        return pl.concat(frames, how="vertical_relaxed")


def observed_frame(rows: pl.DataFrame) -> pl.DataFrame:
    """Spread of observed values: a replication in which a rate has no value is left out."""
    value = pl.col("value").drop_nans()
    table = pl.DataFrame(
        [(name, zh, en, unit, unit in words.NOT_WHOLE) for name, (zh, en, unit) in words.INDICATORS.items()],
        schema={"indicator": pl.Enum(list(words.INDICATORS)), "zh": pl.String, "en": pl.String, "unit": pl.String,
                "divisible": pl.Boolean},
        orient="row",
    )  # fmt: skip
    quantiles = [
        pl.when(pl.col("divisible").first()).then(value.quantile(q, "linear")).otherwise(_whole(value, q)).alias(name)
        for name, q in QUANTILES.items()
    ]
    return (
        rows.join(table, on="indicator")
        .group_by("month", "indicator", "zh", "en", "unit")
        .agg(value.mean().alias("mean"), *quantiles)
        .sort("month", "indicator")
    )


def _whole(value: pl.Expr, q: float) -> pl.Expr:
    """:func:`jobsim.experiments.estimates.whole_quantile` of a group."""
    position = (value.count() * q).ceil().cast(pl.Int64).clip(lower_bound=1) - 1
    return value.sort().get(position, null_on_oob=True)


def no_scenario(name: str | None, known: Mapping[str, Any]) -> str:
    return f"there is no scenario {name!r} in this study; there are: {', '.join(known)}"


def simulate(
    plans: Plan | Sequence[Plan],
    replications_: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    workers: int | None = None,
    engine: str = DEFAULT_ENGINE,
    static: bool = False,
    precision: float | None = None,
    progress: Progress | None = None,
    ledger: bool = False,
) -> Study:
    """Run the replications of each scenario with the same seed. Raises ValueError, MissingFigure or RunFailed."""
    listed = [plans] if isinstance(plans, Plan) else list(plans)
    names = [plan.name for plan in listed]
    if len(set(names)) < len(names):
        raise ValueError(f"two scenarios of a study have the same name: {', '.join(sorted(names))}")
    order = Order(
        seed=seed, replications=replications_, precision=precision, engine=engine, static=static, ledger=ledger
    )  # fmt: skip
    results, seconds = {}, {}
    for plan in listed:
        loaded, started = load_for_run(plan), time.perf_counter()
        run = replications(loaded.scenario, order, workers, progress)
        results[plan.name] = gather(loaded.scenario, loaded.hash, order, run, loaded.excluded)
        seconds[plan.name] = time.perf_counter() - started
    return Study(listed, results, seconds)


def load_for_run(plan: Plan) -> Loaded:
    """The plan's scenario with all figures there. Raises MissingFigure with every one that is not."""
    if not plan.loaded.missing or plan.exclude_missing:
        return plan.loaded
    return load_scenario(plan.path, extra_layer=plan.changes or None, for_run=True)
