"""Quantiles over replications, and how sure one may be of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

QUANTILES: dict[str, float] = {"p05": 0.05, "p10": 0.10, "p50": 0.50, "p80": 0.80, "p90": 0.90, "p95": 0.95}
LEVEL = 0.90
"""Confidence of all intervals."""


def spread(values: npt.ArrayLike) -> dict[str, float]:
    """Mean and quantiles of one number over the replications (linear interpolation, as numpy's default)."""
    array = np.asarray(values, dtype=np.float64)
    points = np.quantile(array, list(QUANTILES.values()), method="linear")
    named = {"mean": array.mean(), **dict(zip(QUANTILES, points, strict=True))}
    # Rounded far below a fen: the noise of binary fractions is not for readers.
    return {name: round(float(value), 4) for name, value in named.items()}


def probability(met: npt.ArrayLike) -> dict[str, float | list[float]]:
    """Share of replications and its 90 % interval (Wilson 1927, J. Am. Stat. Assoc. 22:209)."""
    array = np.asarray(met, dtype=bool)
    from scipy.stats import binomtest  # takes a second to load, which no run should wait for

    interval = binomtest(int(array.sum()), len(array)).proportion_ci(LEVEL, method="wilson")
    return {"probability": float(array.mean()), "interval": [float(interval.low), float(interval.high)]}


def quantile_interval(values: npt.ArrayLike, q: float) -> tuple[float, float]:
    """90 % interval of the ``q`` quantile from order statistics; no distribution is assumed.

    The number of values below the quantile is binomial (David and Nagaraja, Order Statistics, 7.1). With few
    replications the interval ends at the smallest or largest value and covers less than it says.
    """
    array = np.sort(np.asarray(values, dtype=np.float64))
    tail = (1 - LEVEL) / 2
    from scipy.stats import binom

    low = int(binom.ppf(tail, len(array), q)) - 1
    high = int(binom.ppf(1 - tail, len(array), q))
    return float(array[max(low, 0)]), float(array[min(high, len(array) - 1)])


def relative_half_width(values: Sequence[float], q: float = 0.80) -> float:
    """Half the width of the quantile's interval as a share of the quantile's size; 0 if both are 0.

    The size is the absolute value, and a quantile of 0 with a real spread gives infinity: no division by a
    number that may be 0 or change sign.
    """
    low, high = quantile_interval(values, q)
    half = (high - low) / 2
    size = abs(float(np.quantile(np.asarray(values, dtype=np.float64), q)))
    if half == 0:
        return 0.0
    return half / size if size > 0 else float("inf")
