"""Quantiles over replications, and how sure one may be of them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import (
    bdtr,
    bdtrik,
    ndtri,
    stdtrit,
)  # scipy.stats takes a second to load, which no run should wait for

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
    n, p, z = len(array), float(array.mean()), float(ndtri(0.5 + LEVEL / 2))
    middle, half = (2 * n * p + z**2) / (2 * (n + z**2)), z / (2 * (n + z**2)) * math.sqrt(4 * n * p * (1 - p) + z**2)
    low, high = (middle - half if p else 0.0), (middle + half if p < 1 else 1.0)
    return {"probability": p, "interval": [low, high]}


def whole_quantile(values: npt.ArrayLike, q: float) -> float:
    """The least value that a share ``q`` of the values does not exceed: of counts, a count and never half of one."""
    return float(np.quantile(np.asarray(values, dtype=np.float64), q, method="inverted_cdf"))


def quantile_interval(values: npt.ArrayLike, q: float) -> tuple[float, float] | None:
    """90 % interval of the ``q`` quantile from order statistics; no distribution is assumed.

    The number of values below the quantile is binomial (David and Nagaraja, Order Statistics, 7.1). None if there are
    fewer values than :func:`needed`: then even the smallest and the largest do not enclose it so often.
    """
    array = np.sort(np.asarray(values, dtype=np.float64))
    if len(array) < needed(q):
        return None
    tail = (1 - LEVEL) / 2
    low, high = _binomial(tail, len(array), q) - 1, _binomial(1 - tail, len(array), q)
    return float(array[low]), float(array[high])


def _binomial(u: float, n: int, p: float) -> int:
    """The least number of successes in ``n`` trials whose distribution function reaches ``u``."""
    least = math.ceil(bdtrik(u, n, p))
    return least - 1 if least > 0 and bdtr(least - 1, n, p) >= u else least


def needed(q: float) -> int:
    """How many values an interval of the ``q`` quantile needs: 14 for the 80 % quantile, 59 for the 95 % quantile.

    With fewer it happens too often that all of them lie on the same side of the quantile.
    """
    return math.ceil(math.log((1 - LEVEL) / 2) / math.log(max(q, 1 - q)))


def mean_interval(values: npt.ArrayLike) -> tuple[float, float] | None:
    """90 % interval of the mean (Student's t); None from a single value."""
    array = np.asarray(values, dtype=np.float64)
    if len(array) < 2:
        return None
    middle, half = float(array.mean()), half_of_mean(array)
    return middle - half, middle + half


def half_of_mean(array: npt.NDArray[np.float64]) -> float:
    """Half the width of the mean's 90 % interval, from two values on."""
    n = len(array)
    return float(stdtrit(n - 1, (1 + LEVEL) / 2) * array.std(ddof=1) / np.sqrt(n))


def share_of(interval: tuple[float, float] | None, value: float) -> float:
    """Half the width of a number's interval as a share of the number's size; 0 if both are 0.

    The size is the absolute value, and a number of 0 with a real spread gives infinity: no division by a number that
    may be 0 or change sign. Infinity as well where there are too few values for an interval.
    """
    if interval is None:
        return math.inf
    half = (interval[1] - interval[0]) / 2
    if half == 0:
        return 0.0
    return half / abs(value) if value else math.inf
