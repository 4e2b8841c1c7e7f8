"""A joint sample: parameter sets that a calibration found, whose correlations survive.

A scenario names the file (``parameters: {sample: FILE}``), and its content becomes part of the scenario, of its hash
and of every record. Each replication takes one row by a keyed draw, which gives the uniform draw of every number that
the sample covers; all other numbers are drawn as ever.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.scenario.errors import nearest
from jobsim.scenario.prepared import prepared
from jobsim.scenario.provenance import quantities
from jobsim.scenario.quantities import Quantity, shown
from jobsim.scenario.sample_section import JointSample
from jobsim.scenario.schema import Scenario

Fault = tuple[tuple[str, ...], str, str]
Numbers = npt.NDArray[np.float64]
ROW = "parameters.sample"
"""The path whose keyed draw chooses the row."""
SECTION = ("parameters", "sample")
MARKS = {"p05": 0.05, "p50": 0.50, "p95": 0.95}
"""What is told of a spread."""


def law(quantity: Quantity) -> str:
    """What a number is drawn from, with its unit."""
    return f"{shown(quantity)} {quantity.unit}"


def sample_of(scenario: Scenario) -> JointSample | None:
    """The sample that a scenario draws from, if it names one."""
    return scenario.parameters.sample if scenario.parameters is not None else None


def sample_faults(scenario: Scenario) -> Iterator[Fault]:
    """(path, message, hint) of a sample that is of another scenario, or is none."""
    sample = sample_of(scenario)
    if sample is None:
        return
    county = scenario.scenario.county.zh if scenario.scenario is not None else sample.county
    again = "calibrate this scenario anew, or leave the sample out with --set parameters="
    if sample.county != county:
        yield (*SECTION, "county"), f"a parameter sample of {sample.county}; this scenario is of {county}", again
        return
    known = {found.quantity.path: found.quantity for found in quantities(scenario) if not found.each}
    for index, one in enumerate(sample.numbers):
        where = (*SECTION, "numbers", str(index))
        if one.path not in known:
            yield where, f"the sample covers {one.path}, which the scenario does not have", nearest(one.path, known)
        elif law(known[one.path]) != one.law:
            now = law(known[one.path])
            yield where, f"the sample was drawn for {one.path} = {one.law}; the scenario now says {now}", again
    yield from _row_faults(sample)


def _row_faults(sample: JointSample) -> Iterator[Fault]:
    total = 0.0
    for index, text in enumerate(sample.rows):
        where = (*SECTION, "rows", str(index))
        try:
            weight, *draws = map(float, text.split())
        except ValueError:
            yield where, "expected a weight and the uniform draw of each number, parted by blanks", ""
            return
        if len(draws) != len(sample.numbers):
            yield where, f"{len(draws)} draws for {len(sample.numbers)} numbers", ""
            return
        if not 0 <= weight < math.inf or not all(0 < one < 1 for one in draws):
            yield where, "a weight is 0 or more, and a uniform draw lies between 0 and 1", ""
            return
        total += weight
    if total <= 0:
        yield (*SECTION, "rows"), "no row has a weight", ""


def in_short(sample: Mapping[str, Any]) -> dict[str, Any]:
    """A sample in a resolved tree, in a line: where it comes from, its size, and a digest of all that it says."""
    told = hashlib.sha256(json.dumps(sample, ensure_ascii=False).encode()).hexdigest()
    named = {key: sample.get(key) for key in ("scenario", "hash", "seed", "effective")}
    return {**named, "sets": len(sample.get("rows", [])), "sha256": told[:12]}


def table(sample: JointSample) -> tuple[Numbers, Numbers]:
    """Weights [rows], which add up to one, and uniform draws [rows, numbers]."""
    read = np.array([[float(word) for word in row.split()] for row in sample.rows])
    return read[:, 0] / read[:, 0].sum(), read[:, 1:]


def given(scenario: Scenario, mark: float) -> Mapping[str, float]:
    """The draws of the row at ``mark``, a uniform number, by path."""
    paths, edges, draws = prepared(scenario, _rows)
    row = min(int(np.searchsorted(edges, mark)), len(draws) - 1)
    return dict(zip(paths, draws[row].tolist(), strict=True))


def _rows(scenario: Scenario) -> tuple[list[str], Numbers, Numbers]:
    sample = sample_of(scenario)
    assert sample is not None
    weights, draws = table(sample)
    held = weights > 0
    edges = np.cumsum(weights[held])
    return [one.path for one in sample.numbers], edges / edges[-1], draws[held]


def quantiles(values: Numbers, weights: Numbers) -> dict[str, float]:
    """The 5 %, 50 % and 95 % quantiles of a weighted sample."""
    order = np.argsort(values, kind="stable")
    marks = np.cumsum(weights[order]) - weights[order] / 2
    found = np.interp(list(MARKS.values()), marks, values[order])
    return {name: short(value) for name, value in zip(MARKS, found, strict=True)}


def left(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Quantiles of what the sample leaves of each number that it covers, by path; empty without a sample."""
    sample = sample_of(scenario)
    return {} if sample is None else prepared(scenario, _left)


def _left(scenario: Scenario) -> dict[str, dict[str, float]]:
    sample = sample_of(scenario)
    assert sample is not None
    known = {found.quantity.path: found.quantity for found in quantities(scenario) if not found.each}
    weights, draws = table(sample)
    return {
        one.path: {name: drawn(known[one.path]).ppf(u) for name, u in quantiles(draws[:, column], weights).items()}
        for column, one in enumerate(sample.numbers)
    }


def drawn(quantity: Quantity) -> Quantity:
    """The number itself, or the first step of a dated one that has a range."""
    return next((step for _, step in quantity.steps if step.is_uncertain), quantity)


def told(marks: Mapping[str, float]) -> str:
    """Quantiles as text: median and ends."""
    middle, low, high = (_written(marks[name]) for name in ("p50", "p05", "p95"))
    return f"{middle} ({low}–{high})"


def _written(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def short(value: float) -> float:
    """Six digits, which is more than anybody reads."""
    return float(f"{value:.6g}")
