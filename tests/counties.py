"""The made-up counties of ``fixtures``: loaded, changed, synthesised and run, each once per test session."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy.typing as npt

from jobsim.county.synthesis import County, synthesise
from jobsim.draws import Draws
from jobsim.engines import run_replication
from jobsim.engines.result import Replication
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import INDICATORS

FIXTURES = Path(__file__).parent / "fixtures"
RICH = "fushui"
"""Every life, payment form and fund rule."""
SMALL = "minimal"
HAMLET = (
    "county.persons=60", "county.cohorts.college=4", "county.cohorts.vocational=2", "county.firms.number=8",
    "county.cohorts.monitored_students=2", "horizon.history_from=2022-10-01",
)  # fmt: skip
"""A small county over one of these, for builds that are slow to run."""
AMPLE = "linshui_ample"
"""Nothing is scarce: posts, places, volume and money for everybody who asks."""


@lru_cache(maxsize=64)
def scenario(name: str, *overrides: str) -> Scenario:
    """A county, with ``PATH=VALUE`` texts over it."""
    return load_scenario(FIXTURES / name, overrides).scenario


def variant(name: str, layer: Mapping[str, Any], *overrides: str) -> Scenario:
    """A county with a variant's values over it."""
    return load_scenario(FIXTURES / name, overrides, layer).scenario


def layered(folder: Path, name: str, text: str) -> Scenario:
    """A county with a layer of YAML over it, written into a folder."""
    path = folder / "layer.yaml"
    path.write_text(f"extends: {os.path.relpath(FIXTURES / name, folder)}\n{text}", encoding="utf-8")
    return load_scenario(path).scenario


@lru_cache(maxsize=64)
def replication(name: str, *overrides: str, seed: int = 1, number: int = 0) -> Replication:
    """One replication of a county, kept for the other tests; nobody may change its arrays."""
    result = run_replication(scenario(name, *overrides), seed, number)
    for table in (result.ledger, result.fund_years, result.indicators, result.targets):
        table.setflags(write=False)
    return result


@lru_cache(maxsize=64)
def county(name: str, *overrides: str, seed: int = 1, number: int = 0) -> County:
    """The county on the first day of the history."""
    made, draws = scenario(name, *overrides), Draws(seed, number)
    return synthesise(made, Parameters(made, draws.parameter), draws)


def same(one: Replication, other: Replication) -> bool:
    """Whether two replications are the same to the bit: ledger, funds, indicators, targets, parameters."""
    tables = ("ledger", "fund_years", "indicators", "targets")
    return one.parameters == other.parameters and all(
        getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in tables
    )


def of(made: Scenario, ledger: npt.NDArray[Any], programme: str) -> npt.NDArray[Any]:
    """The ledger rows of a programme or budget line."""
    names = [*made.programmes, *made.budget_lines]
    return ledger[ledger["programme"] == names.index(programme)]


def indicator(result: Replication, name: str) -> dict[int, float]:
    """An indicator by month (yyyymm)."""
    rows = result.indicators[result.indicators["indicator"] == list(INDICATORS).index(name)]
    return dict(zip(rows["month"].tolist(), rows["value"].tolist(), strict=True))


def without_numbers(rows: npt.NDArray[Any]) -> list[bytes]:
    """Ledger rows in an order of their own, claim numbers left out: to compare ledgers whose numbers differ."""
    kept = rows.copy()
    kept["claim"] = 0
    return sorted(row.tobytes() for row in kept)
