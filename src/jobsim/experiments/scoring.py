"""How good a forecast was: proper scores of a distribution against what came about.

A forecast is a sample: replications, or evenly spaced quantiles. The smaller a score the better; a proper one is least
on average for whoever says what he believes (Gneiting and Raftery 2007, J. Am. Stat. Assoc. 102:359).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def crps(sample: npt.ArrayLike, outcome: float) -> float:
    """Continuous ranked probability score, in the unit of the outcome.

    The mean distance to the outcome less half the mean distance between two draws, equation 20 of the paper above; of a
    single number it is the absolute error.

    Example:
        >>> crps([1.0, 2.0, 3.0], 2.0)
        0.2222222222222222
        >>> crps([5.0], 3.0)
        2.0
    """
    values = np.sort(np.asarray(sample, np.float64))
    n = len(values)
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float(np.abs(values - outcome).mean() - (weights * values).sum() / n**2)


def interval_score(low: float, high: float, outcome: float, level: float) -> float:
    """Of a central interval that shall hold the outcome in a share ``level`` of cases: its width, and 2 / (1 - level)
    times the distance by which the outcome lies outside.

    Example:
        >>> interval_score(2.0, 4.0, 3.0, 0.8), interval_score(2.0, 4.0, 5.0, 0.8)
        (2.0, 12.0)
    """
    outside = max(low - outcome, 0.0) + max(outcome - high, 0.0)
    return high - low + round(2 / (1 - level), 12) * outside


def pit(sample: npt.ArrayLike, outcome: float) -> float:
    """Probability integral transform: the share of the forecast below the outcome, ties halved. Even from 0 to 1 over
    many outcomes if forecasts are calibrated.

    Example:
        >>> pit([1.0, 2.0, 3.0, 4.0], 3.0)
        0.625
    """
    values = np.asarray(sample, np.float64)
    return float((values < outcome).mean() + (values == outcome).mean() / 2)
