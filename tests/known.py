"""A made-up county whose outlay is a sum that one can reckon: five prices between two bounds, and luck."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import counties
from jobsim.experiments.results import Results
from jobsim.scenario.loader import Loaded, load_scenario

DEVIATIONS = {"one": 20_000.0, "two": 14_000.0, "three": 10_000.0, "four": 5_000.0, "five": 1_000.0}
"""Standard deviation of what each budget line costs, in CNY, the same as in ``fixtures/known``."""
MIDDLE = 100_000.0
"""What each costs on average."""


def path(name: str) -> str:
    return f"budget_lines.{name}.price"


def loaded(*overrides: str) -> Loaded:
    return load_scenario(counties.FIXTURES / "known", overrides)


def outlay(results: Results) -> npt.NDArray[np.float64]:
    return results.per_replication(results.programmes, "paid_fen")


def luck(results: Results) -> npt.NDArray[np.float64]:
    """What is left of the outlay of each replication without the five lines: nothing in it is drawn."""
    wide = results.parameters.pivot(on="parameter", index="replication", values="value").sort("replication")
    return outlay(results) - np.sum([wide[path(name)].to_numpy() for name in DEVIATIONS], axis=0)
