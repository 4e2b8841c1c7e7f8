"""Studies for Python: the same job as the command line, with data frames as results."""

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
from jobsim.experiments.comparison import cautions, check_horizons, compare_observed
from jobsim.experiments.estimates import QUANTILES
from jobsim.experiments.explain import Explanation, JourneyStep, explain, trace
from jobsim.experiments.fund_view import fund_years
from jobsim.experiments.kept import Kept, of_results
from jobsim.experiments.measures import Observed
from jobsim.experiments.outlay import asked, outlay
from jobsim.experiments.paired import frame
from jobsim.experiments.payments import Wanted, payments
from jobsim.experiments.plan import Plan, load_for_run
from jobsim.experiments.precision import MOST, P80, Goal
from jobsim.experiments.replications import (
    DEFAULT_ENGINE,
    DEFAULT_REPLICATIONS,
    Order,
    Progress,
    replications,
    together,
)
from jobsim.experiments.results import Gathering, Results, gather
from jobsim.experiments.store import shelf_of
from jobsim.experiments.target_view import entries as target_entries
from jobsim.experiments.twins import with_twins
from jobsim.experiments.understanding import MINUTES, Understanding, understand
from jobsim.scenario.loader import Loaded


@dataclass(frozen=True)
class Study:
    """The results of one or several scenarios, run with the same people and the same luck."""

    plans: list[Plan]
    """The scenarios, the first of which is meant where none is named."""
    results: dict[str, Results]
    """The tables of each scenario by its name, every replication by itself."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each scenario was simulated; nothing of a run that was opened."""

    def ledger(self, scenario: str | None = None) -> pl.DataFrame:
        """Every claim of every replication of a scenario, the first if none is named: a row each, money in fen.

        Raises ValueError for a study without its ledger (``simulate(…, ledger=True)``), KeyError for a scenario the
        study does not have.

        Columns:
            replication, claim (Int32): the two numbers that name a payment, as in ``0/16``.
            programme (Enum): name of the programme or budget line.
            milestone (String): what gave rise to it; null for budget lines.
            subject_kind (Enum): ``person``, ``venture``, ``firm`` or ``county``.
            subject (Int32): number of the subject.
            person (Int32): number of the person; -1 if there is none.
            payee_firm (Int32): number of the firm that is paid; -1 if there is none, below -1 a venture.
            fund (Enum): name of the fund.
            first_day, entitled_day (Date): first and last milestone in the claim.
            filed_day, approved_day, paid_day (Date): null if the day did not come.
            units (Int32): months, days, heads or pieces that the amount counts.
            milestones (Int32): milestones in the claim.
            entitled_fen, approved_fen, paid_fen (Int64): fen.
            status (Enum): ``not_taken_up``, ``filed``, ``refused``, ``approved`` (and waiting), ``paid``, ``lapsed``.
            paid_by_<payer>_fen (Int64): fen; a column for each payer, which add up to ``paid_fen``.

        Example:
            >>> study.ledger().filter(status="paid").select("claim", "programme", "units", "paid_fen").head(2)
            shape: (2, 4)
            ┌───────┬────────────────────┬───────┬──────────┐
            │ claim ┆ programme          ┆ units ┆ paid_fen │
            │ ---   ┆ ---                ┆ ---   ┆ ---      │
            │ i32   ┆ enum               ┆ i32   ┆ i64      │
            ╞═══════╪════════════════════╪═══════╪══════════╡
            │ 0     ┆ internship_subsidy ┆ 2     ┆ 280000   │
            │ 2     ┆ internship_subsidy ┆ 3     ┆ 420000   │
            └───────┴────────────────────┴───────┴──────────┘
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

        Columns:
            scenario (String): name in the study.
            kind (String): kind of the funds.
            month (Int32): yyyymm; of payment for cash, of origin for accrued.
            programme, programme_zh, programme_en (String): name and titles of the programme or budget line.
            payer, payer_zh, payer_en (String): who bears it, such as ``central``, ``county``.
            fund, fund_zh, fund_en (String): name and titles of the fund.
            budget_code (String): code of functional classification.
            year (Int32): only if asked for.
            basis (String): ``cash``, ``accrued`` or ``demand``.
            unit (String): ``CNY``.
            mean, p05, p10, p50, p80, p90, p95 (Float64): CNY; mean and quantiles over replications.

        Example:
            >>> study.outlay(by="programme").select("scenario", "programme_en", "mean", "p90").head(3)
            shape: (3, 4)
            ┌──────────┬────────────────────┬────────────┬───────────┐
            │ scenario ┆ programme_en       ┆ mean       ┆ p90       │
            │ ---      ┆ ---                ┆ ---        ┆ ---       │
            │ str      ┆ str                ┆ f64        ┆ f64       │
            ╞══════════╪════════════════════╪════════════╪═══════════╡
            │ linshui  ┆ Internship subsidy ┆ 106050.0   ┆ 122920.0  │
            │ linshui  ┆ Hiring subsidy     ┆ 2125.0     ┆ 3750.0    │
            │ linshui  ┆ Recruitment fairs  ┆ 10923.9775 ┆ 12583.089 │
            └──────────┴────────────────────┴────────────┴───────────┘
            >>> study.outlay(by="mnth")
            Traceback (most recent call last):
                ...
            ValueError: outlay is known by month, programme, payer, fund, budget_code, year, not by 'mnth';
            did you mean 'month'?
        """
        columns = asked(by, basis, kind)
        return self._stack(lambda results: outlay(results, columns, basis, kind))

    def indicators(self) -> pl.DataFrame:
        """Mean and quantiles of each indicator at each month end; those of counts are whole numbers.

        Columns:
            scenario (String): name in the study.
            month (Int32): yyyymm, at whose end it is observed.
            indicator, zh, en (String): name and titles.
            unit (String): unit of the numbers beside it, such as ``persons``, ``percent``, ``CNY``.
            mean, p05, p10, p50, p80, p90, p95 (Float64): in ``unit``; null if it has no value in any replication.

        Example:
            >>> december = study.indicators().filter(month=202312, indicator="urban_new_employment")
            >>> december.select("scenario", "unit", "mean", "p05", "p95")
            shape: (2, 5)
            ┌──────────┬─────────┬───────┬──────┬──────┐
            │ scenario ┆ unit    ┆ mean  ┆ p05  ┆ p95  │
            │ ---      ┆ ---     ┆ ---   ┆ ---  ┆ ---  │
            │ str      ┆ str     ┆ f64   ┆ f64  ┆ f64  │
            ╞══════════╪═════════╪═══════╪══════╪══════╡
            │ linshui  ┆ persons ┆ 45.75 ┆ 41.0 ┆ 51.0 │
            │ dearer   ┆ persons ┆ 45.75 ┆ 41.0 ┆ 51.0 │
            └──────────┴─────────┴───────┴──────┴──────┘
        """
        return self._stack(lambda results: observed_frame(results.indicators))

    def targets(self) -> pl.DataFrame:
        """Each target in each year: words, spread of the indicator, probability of meeting it.

        Columns:
            scenario (String): name in the study.
            target, zh, en (String): name and titles.
            year (Int32): the year at whose end it is tested.
            unit (String): unit of threshold and spread.
            population_zh, population_en (String): whom the indicator counts.
            comparator (String): ``>=``, ``<=`` or ``==``.
            threshold (Float64): in ``unit``.
            tolerance (Float64): share of the threshold that is enough, such as 0.98; null if none is stated.
            met_from, met_to (Float64): in ``unit``, between which values it counts as met; null on the open side.
            p05, p50, p95 (Float64): in ``unit``, spread of the indicator over replications.
            probability (Float64): share of the replications that meet it.
            low, high (Float64): 90 % interval of the probability.
            comes_about (String): how the probability does: ``simulated``, by ``assumption``, by ``construction``.
            rests_on (String): paths of the assumptions that set it, joined by commas.

        Example:
            >>> study.targets().select("scenario", "en", "threshold", "p05", "probability", "comes_about")
            shape: (2, 6)
            ┌──────────┬──────────────────────┬───────────┬──────┬─────────────┬─────────────┐
            │ scenario ┆ en                   ┆ threshold ┆ p05  ┆ probability ┆ comes_about │
            │ ---      ┆ ---                  ┆ ---       ┆ ---  ┆ ---         ┆ ---         │
            │ str      ┆ str                  ┆ f64       ┆ f64  ┆ f64         ┆ str         │
            ╞══════════╪══════════════════════╪═══════════╪══════╪═════════════╪═════════════╡
            │ linshui  ┆ Urban new employment ┆ 20.0      ┆ 41.0 ┆ 1.0         ┆ simulated   │
            │ dearer   ┆ Urban new employment ┆ 20.0      ┆ 41.0 ┆ 1.0         ┆ simulated   │
            └──────────┴──────────────────────┴───────────┴──────┴─────────────┴─────────────┘
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
            return pl.DataFrame(rows, schema=_TARGETS)

        return self._stack(frame)

    def funds(self) -> pl.DataFrame:
        """Each fund and year: whether its money lasts, and the spread of demand, payments and arrears.

        Columns:
            scenario (String): name in the study.
            fund, zh, en (String): name and titles.
            kind (String): kind of the fund, as in :meth:`outlay`.
            year (Int32): each year by itself.
            unit (String): ``CNY``.
            limited (Boolean): whether the year has an appropriation; without one nothing can be overrun.
            p_overrun (Float64): share of the replications with a demand above the money; null if not limited.
            low, high (Float64): 90 % interval of ``p_overrun``.
            appropriated_p50, appropriated_p95 (Float64): CNY; null if not limited.
            demand_p50, demand_p95 (Float64): CNY approved in the year, arrears carried in included.
            paid_p50, paid_p95 (Float64): CNY.
            arrears_p50, arrears_p95 (Float64): CNY approved and unpaid at the end of the year.

        Example:
            >>> study.funds().select("scenario", "p_overrun", "high", "appropriated_p50", "demand_p95")
            shape: (2, 5)
            ┌──────────┬───────────┬──────────┬──────────────────┬────────────┐
            │ scenario ┆ p_overrun ┆ high     ┆ appropriated_p50 ┆ demand_p95 │
            │ ---      ┆ ---       ┆ ---      ┆ ---              ┆ ---        │
            │ str      ┆ f64       ┆ f64      ┆ f64              ┆ f64        │
            ╞══════════╪═══════════╪══════════╪══════════════════╪════════════╡
            │ linshui  ┆ 0.0       ┆ 0.403479 ┆ 400000.0         ┆ 139361.814 │
            │ dearer   ┆ 0.0       ┆ 0.403479 ┆ 400000.0         ┆ 175321.814 │
            └──────────┴───────────┴──────────┴──────────────────┴────────────┘
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
            return pl.DataFrame(rows, schema=_FUNDS)

        return self._stack(frame)

    def compare(self, base: str | None = None) -> pl.DataFrame:
        """What the other scenarios change against ``base`` (the first if none is named), pair by pair of replications.

        Warns if the scenarios do not have the same persons. Raises KeyError for a scenario the study does not have,
        ValueError if there is only one or if they cover different years.

        Columns:
            variant (String): name in the study.
            measure, zh, en (String): name and titles, such as ``outlay.2023.cash.total``; one row each.
            section, kind, item (String): what the measure is of; ``item`` is null for a total.
            year (Int32): null for the horizon.
            basis (String): basis of money; null of other measures.
            unit (String): unit of the numbers, such as ``CNY``, ``persons``, ``probability``.
            baseline, value (Float64): means, in ``unit``.
            mean_difference (Float64): mean of value less baseline, in ``unit``.
            low, high (Float64): its 90 % interval; null if there are too few pairs.
            p05, p95 (Float64): spread of the differences, in ``unit``; null for probabilities.
            p_less, p_equal (Float64): share of the pairs in which the variant is lower, is equal.
            variance_reduction, narrower (Float64): times that the same luck lessens the variance, narrows the interval.
            pairs (Int32): pairs that have both values.

        Example:
            >>> total = study.compare().filter(measure="outlay.2023.cash.total")
            >>> total.select("variant", "baseline", "mean_difference", "low", "high")
            shape: (1, 5)
            ┌─────────┬─────────────┬─────────────────┬──────────────┬──────────────┐
            │ variant ┆ baseline    ┆ mean_difference ┆ low          ┆ high         │
            │ ---     ┆ ---         ┆ ---             ┆ ---          ┆ ---          │
            │ str     ┆ f64         ┆ f64             ┆ f64          ┆ f64          │
            ╞═════════╪═════════════╪═════════════════╪══════════════╪══════════════╡
            │ dearer  ┆ 119098.9775 ┆ 30300.0         ┆ 24219.086179 ┆ 36380.913821 │
            └─────────┴─────────────┴─────────────────┴──────────────┴──────────────┘
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
        the largest first. Raises as :meth:`explain` does.

        Columns:
            payment (String): what :meth:`explain` takes, replication and claim.
            replication (Int32): from 0.
            programme, zh, en (String): name and titles.
            clauses (String): the clauses it rests on.
            person (Int32): number of the person; null if there is none.
            payee_firm (Int32): number of the firm that is paid; null if there is none.
            entitled, paid (Date): the last milestone in the claim; the day of payment.
            units (Int32): months, days, heads or pieces that the amount counts.
            cny (Float64): CNY paid.

        Example:
            >>> study.payments("Internship subsidy", largest=2).select("payment", "person", "paid", "units", "cny")
            shape: (2, 5)
            ┌─────────┬────────┬────────────┬───────┬────────┐
            │ payment ┆ person ┆ paid       ┆ units ┆ cny    │
            │ ---     ┆ ---    ┆ ---        ┆ ---   ┆ ---    │
            │ str     ┆ i32    ┆ date       ┆ i32   ┆ f64    │
            ╞═════════╪════════╪════════════╪═══════╪════════╡
            │ 0/16    ┆ 246    ┆ 2023-01-17 ┆ 3     ┆ 4200.0 │
            │ 0/17    ┆ 260    ┆ 2023-01-19 ┆ 3     ┆ 4200.0 │
            └─────────┴────────┴────────────┴───────┴────────┘
        """
        wanted = Wanted(programme, person, payee, year, month, replication, largest)
        return payments(self._kept(scenario), wanted)

    def trace(self, replication: int, person: int, *, scenario: str | None = None) -> list[JourneyStep]:
        """The dated history of a person, simulated again. Raises RecordError if the county has no such person."""
        plan = self._plan(scenario)
        return trace(load_for_run(plan), self.results[plan.name].order, replication, person)

    def understand(
        self, scenario: str | None = None, *, minutes: float = MINUTES, workers: int | None = None,
        progress: Progress | None = None, store: Path | None = None, cluster: str | None = None,
    ) -> Understanding:  # fmt: skip
        """What a scenario (the first if none is named) rests on. Raises RecordError for a study that is too small."""
        plan = self._plan(scenario)
        results = self.results[plan.name]
        return understand(
            load_for_run(plan), results.order, minutes=minutes, run=results, workers=workers, progress=progress,
            store=store, cluster=cluster,
        )  # fmt: skip

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


_TARGETS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("target", "zh", "en"), pl.String), "year": pl.Int32,
    **dict.fromkeys(("unit", "population_zh", "population_en", "comparator"), pl.String),
    **dict.fromkeys(("threshold", "tolerance", "met_from", "met_to", "p05", "p50", "p95", "probability", "low", "high"),
                    pl.Float64),
    **dict.fromkeys(("comes_about", "rests_on"), pl.String),
}  # fmt: skip
_FUNDS: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("fund", "zh", "en", "kind"), pl.String), "year": pl.Int32, "unit": pl.String,
    "limited": pl.Boolean, **dict.fromkeys(("p_overrun", "low", "high"), pl.Float64),
    **{f"{amount}_{quantile}": pl.Float64 for amount in ("appropriated", "demand", "paid", "arrears")
       for quantile in ("p50", "p95")},
}  # fmt: skip


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
    store: Path | None = None,
    cluster: str | None = None,
    precision_of: str = P80,
    at_most: int = MOST,
    pairs: int | None = None,
) -> Study:
    """Run the replications of each scenario with the same seed. Raises ValueError, MissingFigure or RunFailed."""
    listed = [plans] if isinstance(plans, Plan) else list(plans)
    names = [plan.name for plan in listed]
    if len(set(names)) < len(names):
        raise ValueError(f"two scenarios of a study have the same name: {', '.join(sorted(names))}")
    goal = None if precision is None else Goal(precision, precision_of, at_most)
    order = Order(
        seed=seed, replications=replications_, precision=goal, engine=engine, static=static, ledger=ledger, pairs=pairs
    )  # fmt: skip
    loaded = [load_for_run(plan) for plan in listed]
    if goal is not None or len(listed) == 1:
        return _one_by_one(listed, loaded, order, workers, progress, store, cluster)
    started = time.perf_counter()
    shelves = [shelf_of(store, one, order) for one in loaded]
    gathered = [Gathering(one.scenario, one.hash, order, one.excluded) for one in loaded]
    for found in together([one.scenario for one in loaded], order, workers, progress, shelves, cluster):
        for gathering, reduced in zip(gathered, found, strict=True):
            gathering.add(reduced)
    done, results = order.replications * len(listed), {}
    for plan, one, gathering in zip(listed, loaded, gathered, strict=True):
        own = gathering.results()
        results[plan.name] = with_twins(one, own, workers, progress, store, cluster, done=done)
        done += order.pairs_among(own.replications)
    each = (time.perf_counter() - started) / len(listed)
    return Study(listed, results, dict.fromkeys(results, each))


def _one_by_one(
    plans: Sequence[Plan], several: Sequence[Loaded], order: Order, workers: int | None, progress: Progress | None,
    store: Path | None, cluster: str | None,
) -> Study:  # fmt: skip
    """Each scenario by itself: with a precision each has as many replications as it needs."""
    results, seconds = {}, {}
    for plan, loaded in zip(plans, several, strict=True):
        started = time.perf_counter()
        run = replications(loaded.scenario, order, workers, progress, shelf_of(store, loaded, order), cluster)
        found = gather(loaded.scenario, loaded.hash, order, run, loaded.excluded)
        results[plan.name] = with_twins(loaded, found, workers, progress, store, cluster)
        seconds[plan.name] = time.perf_counter() - started
    return Study(list(plans), results, seconds)
