"""Which drawn numbers carry a result, told from the draws that a run has anyway.

A result is taken as a sum of curves, one for each number that carries it: polynomials of the second degree in the
number's rank among the replications. The share of the variance that a curve makes is the first-order index of its
number. Numbers are let in from the strongest on, as long as they rise above the noise floor: what the strongest of all
would reach if the results were shuffled. Each one that is in lowers the floor for the next
(docs/decisions/0035-what-it-rests-on.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtri

from jobsim.experiments.estimates import LEVEL
from jobsim.experiments.results import Results

Numbers = npt.NDArray[np.float64]
LEAST = 100
"""Replications without which no number is told from noise."""
DEGREE = 2
_AT_ONCE, _SHUFFLED, _PER_NUMBER = 5, 60, 10
"""Numbers let in at a time; shuffles that give the floor; replications that each number in it needs."""


@dataclass(frozen=True)
class Inputs:
    """The numbers drawn in a run: ``values`` is float64[replications, paths]; all steps of a dated number are one."""

    paths: tuple[str, ...]
    values: Numbers

    @cached_property
    def ranks(self) -> Numbers:
        """Between 0 and 1, the same in shape."""
        ranked = pl.from_numpy(self.values).select(pl.all().rank("average")).to_numpy()
        return np.asarray((ranked - 0.5) / len(self.values))

    @cached_property
    def columns(self) -> Numbers:
        """float64[replications, paths × DEGREE]: the curves each may have, of mean 0 and variance 1."""
        found = curves(self.ranks).reshape(len(self.values), -1)
        return np.asarray((found - found.mean(axis=0)) / found.std(axis=0))


def curves(ranks: Numbers) -> Numbers:
    """Legendre's polynomials of the ranks, along a last axis: orthogonal, and of variance 1 if ranks are even."""
    x = 2 * ranks - 1
    return np.stack([np.sqrt(3) * x, np.sqrt(5) * (3 * x**2 - 1) / 2], axis=-1)


def place(drawn: Inputs, position: int, values: Numbers) -> Numbers:
    """Where values of a number would stand among those drawn, as a rank between 0 and 1."""
    known = np.sort(drawn.values[:, position])
    below, upto = (np.searchsorted(known, values, side=side) for side in ("left", "right"))
    return np.asarray((below + upto) / 2 / len(known))


def inputs(results: Results) -> Inputs:
    """What the replications of a run have drawn, without what is the same in all of them."""
    wide = results.parameters.pivot(on="parameter", index="replication", values="value").sort("replication")
    first: dict[str, str] = {}
    for column in wide.columns[1:]:
        first.setdefault(column.partition(".dated.")[0], column)
    if not first:
        return Inputs((), np.zeros((results.replications, 0)))
    frame = wide.select(pl.col(column).alias(path) for path, column in first.items())
    values = frame.to_numpy().astype(np.float64)
    varied = (np.ptp(values, axis=0) > 0) & ~np.isnan(values).any(axis=0)
    return Inputs(tuple(path for path, one in zip(frame.columns, varied, strict=True) if one), values[:, varied])


@dataclass(frozen=True)
class Carrier:
    """A number that carries a result: its first-order index with the ends of its 90 % interval, and its curve."""

    position: int
    index: float
    low: float
    high: float
    curve: Numbers
    """Coefficients of :func:`curves`, in the unit of the result."""
    error: float
    """Standard error of each of them."""


@dataclass(frozen=True)
class Fit:
    """What carries a result, the strongest first.

    ``floor`` is the index that a number must have to be told from noise, once those above it are known; ``rest`` the
    share of the variance that none of the curves makes: luck, numbers below the floor, and numbers acting together.
    """

    carriers: tuple[Carrier, ...]
    floor: float
    rest: float


def fit(drawn: Inputs, values: Numbers) -> Fit | None:
    """What carries a result; None if it is the same in all replications, or known in too few of them."""
    known = ~np.isnan(values)
    result, columns = values[known], drawn.columns[known]
    n, variance = len(result), float(result.var()) if known.any() else 0.0
    if n < LEAST or variance <= 1e-12 * float((result**2).mean()):
        return None
    chance = np.random.default_rng(0)
    shuffled = [chance.permutation(n) for _ in range(_SHUFFLED)]
    rest = result - result.mean()
    chosen: list[int] = []
    while True:
        indices = _indices(columns, rest[:, None], variance)[:, 0]
        chances = _indices(columns, np.stack([rest[order] for order in shuffled], axis=1), variance)
        floor = float(np.quantile(chances.max(axis=0, initial=0.0), 0.95))
        room = n // _PER_NUMBER - len(chosen)
        new = [int(j) for j in np.argsort(-indices) if indices[j] > floor and j not in chosen][: min(_AT_ONCE, room)]
        if not new:
            break
        chosen += new
        terms = columns.reshape(n, -1, DEGREE)[:, chosen].reshape(n, -1)
        terms = np.column_stack([np.ones(n), terms])
        coefficients, *_ = np.linalg.lstsq(terms, result, rcond=None)
        rest = result - terms @ coefficients
    if not chosen:
        return Fit((), floor, 1.0)
    own = float((rest**2).sum()) / (n - 1 - DEGREE * len(chosen)) / variance
    found = [
        _carrier(position, np.asarray(curve, np.float64), variance, own / n)
        for position, curve in zip(chosen, coefficients[1:].reshape(-1, DEGREE), strict=True)
    ]
    return Fit(tuple(sorted(found, key=lambda one: -one.index)), floor, min(1.0, own))


def _indices(columns: Numbers, results: Numbers, variance: float) -> Numbers:
    """float64[paths, results]: the share of the variance that each number's curve alone would make."""
    correlations = columns.T @ results / len(results)
    return np.asarray((correlations.reshape(-1, DEGREE, results.shape[1]) ** 2).sum(axis=1) / variance)


def _carrier(position: int, curve: Numbers, variance: float, error: float) -> Carrier:
    """``error`` is the variance of a coefficient as a share of the result's, by which its square is too large."""
    index = float((curve**2).sum()) / variance - DEGREE * error
    half = float(ndtri((1 + LEVEL) / 2)) * float(np.sqrt(4 * max(index, 0.0) * error + 2 * DEGREE * error**2))
    return Carrier(
        position,
        max(0.0, index),
        max(0.0, index - half),
        min(1.0, index + half),
        curve,
        float(np.sqrt(error * variance)),
    )
