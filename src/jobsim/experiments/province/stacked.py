"""What is kept of one county when the next begins: a few rows of money, overruns and targets.

Money is in CNY: mean and quantiles of cash of the budget funds, in all (``by`` total), by programme, by payer and by
fund. Quantiles do not add up, and each division stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from jobsim.experiments.estimates import probability, spread
from jobsim.experiments.measures import Measure, Numbers, Observed, section_of
from jobsim.experiments.province.sums import STATISTICS
from jobsim.experiments.target_view import SIMULATED, comes_about, described
from jobsim.scenario.rule_sections import BudgetLine, Programme
from jobsim.scenario.schema import Scenario


@dataclass(frozen=True)
class County:
    """A scenario that has been run, without its replications."""

    name: str
    """As it is listed."""
    variant: str | None
    scenario_hash: str
    county: tuple[str, str]
    province: tuple[str, str]
    years: tuple[int, ...]
    excluded: tuple[str, ...]
    """Programmes and targets left out for a missing figure."""
    precision: dict[str, Any] | None = None
    """With a precision: what is known how well, after how many replications."""

    def document(self) -> dict[str, Any]:
        known = {} if self.precision is None else {"precision": self.precision}
        return known | {
            "name": self.name, "variant": self.variant, "scenario_hash": self.scenario_hash,
            "county": dict(zip(("zh", "en"), self.county, strict=True)),
            "province": dict(zip(("zh", "en"), self.province, strict=True)),
            "years": list(self.years), "excluded": list(self.excluded),
        }  # fmt: skip


_NAMES = {
    **dict.fromkeys(("name", "county_zh", "county_en", "variant"), pl.String), "year": pl.Int32,
}  # fmt: skip
_TITLES = dict.fromkeys(("item", "title_zh", "title_en"), pl.String)
_CHANCE = dict.fromkeys(("probability", "low", "high"), pl.Float64)
SCHEMAS: dict[str, dict[str, type[pl.DataType]]] = {
    "outlay": {**_NAMES, "by": pl.String, **_TITLES, **dict.fromkeys(STATISTICS, pl.Float64)},
    "overruns": {**_NAMES, **_TITLES, **_CHANCE},
    "targets": {**_NAMES, **_TITLES, "comparator": pl.String, "threshold": pl.Float64, "unit": pl.String, **_CHANCE,
                "comes_about": pl.String},
}  # fmt: skip
"""The stacked tables and their columns."""


def tables(county: County, observed: Observed) -> dict[str, pl.DataFrame]:
    """The rows of a county in each of the stacked tables."""
    zh, en = county.county
    same = {"name": county.name, "county_zh": zh, "county_en": en, "variant": county.variant}
    rows = {"outlay": _outlay(observed), "overruns": _overruns(observed), "targets": _targets(observed)}
    return {
        table: pl.DataFrame([{**same, **row} for row in rows[table]], schema=schema)
        for table, schema in SCHEMAS.items()
    }


def _outlay(observed: Observed) -> Iterator[dict[str, Any]]:
    scenario = observed.scenario
    for year in observed.years:
        found = [
            (measure, observed.values[name])
            for name, measure in observed.measures.items()
            if (measure.section, measure.basis, measure.year) == ("outlay", "cash", year)
        ]
        of_funds = _by_fund(scenario, found)
        for kind in ("total", "programme", "payer"):
            for measure, values in found:
                if measure.kind == kind:
                    yield _money(year, kind, measure.item, measure.title, values)
        for fund, values in of_funds.items():
            yield _money(year, "fund", fund, scenario.funds[fund].title.model_dump(), values)


def _by_fund(scenario: Scenario, found: list[tuple[Measure, Numbers]]) -> dict[str, Numbers]:
    lines: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
    sums: dict[str, Numbers] = {}
    for name, fund in scenario.funds.items():
        if section_of(fund) == "outlay":
            own = [values for measure, values in found
                   if measure.kind == "programme" and lines[str(measure.item)].fund == name]  # fmt: skip
            if own:
                sums[name] = sum(own[1:], start=own[0])
    return sums


def _money(year: int, by: str, item: str | None, title: dict[str, str], values: Numbers) -> dict[str, Any]:
    found = spread(values / 100)
    return {"year": year, "by": by, "item": item, "title_zh": title["zh"], "title_en": title["en"],
            **{name: found[name] for name in STATISTICS}}  # fmt: skip


def _overruns(observed: Observed) -> Iterator[dict[str, Any]]:
    for name, measure in observed.measures.items():
        if measure.section == "fund" and measure.kind == "overrun" and measure.year is not None:
            yield {"year": measure.year, "item": measure.item, "title_zh": measure.title["zh"],
                   "title_en": measure.title["en"], **_chance(observed.values[name])}  # fmt: skip


def _targets(observed: Observed) -> Iterator[dict[str, Any]]:
    for name, measure in observed.measures.items():
        if measure.section == "target" and measure.kind == "met" and measure.year is not None:
            target = str(measure.item)
            words = described(observed.scenario, target)
            how, _ = comes_about(observed.scenario, target, observed.values[f"target.{measure.year}.{target}.value"])
            chance = _chance(observed.values[name])
            if how != SIMULATED:
                chance |= {"low": None, "high": None}  # no luck of lives is in it
            yield {"year": measure.year, "item": target, "title_zh": measure.title["zh"],
                   "title_en": measure.title["en"], "comparator": words["comparator"],
                   "threshold": words["threshold"], "unit": words["unit"], **chance, "comes_about": how}  # fmt: skip


def _chance(flags: Numbers) -> dict[str, Any]:
    found = probability(flags)
    low, high = found["interval"]  # type: ignore[misc]
    return {"probability": found["probability"], "low": low, "high": high}
