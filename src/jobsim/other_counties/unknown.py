"""What a county of which nothing is known may be like: the spread between counties, as published figures show it.

The logarithm of a measure differs from county to county as a normal variable does, of unknown mean and spread.
Published values, and the simulated one of a county that lent its numbers, are draws of it; a further county is the next
(Student's t with n - 1 degrees of freedom, times the root of 1 + 1/n; Gelman et al., Bayesian Data Analysis, 3.2).
Few values say little of a spread: that of all measures of the kind is mixed in like so many further values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from jobsim.other_counties.measures import MEASURES, Measure
from jobsim.other_counties.rows import Figure

BORROWED_VALUES = 4.0
"""The common spread counts like so many values of the measure's own."""


@dataclass(frozen=True)
class Unknown:
    """The distribution of a measure in a further county: exp(centre + scale × t), t with ``freedom`` degrees."""

    centre: float
    scale: float
    freedom: float

    def quantile(self, q: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Values that a share ``q`` of such counties does not exceed."""
        found: npt.NDArray[np.float64] = np.exp(
            self.centre + self.scale * stdtrit(self.freedom, np.asarray(q, np.float64))
        )
        return found


def unknown(measure: Measure, figures: Sequence[Figure], simulated: float | None = None) -> Unknown | None:
    """From published figures and, if there is one, the simulated mean of the lending county; None of neither."""
    values = [point.value for point in measure.points(figures)]
    logs = np.log([*values, *([simulated] if simulated else [])])
    common = _common_variance(tuple(figures), price=not measure.scale)
    if not len(logs) or common is None:
        return None
    freedom = len(logs) - 1 + BORROWED_VALUES
    variance = (float(((logs - logs.mean()) ** 2).sum()) + BORROWED_VALUES * common) / freedom
    return Unknown(float(logs.mean()), math.sqrt(variance * (1 + 1 / len(logs))), freedom)


@lru_cache(maxsize=16)
def _common_variance(figures: tuple[Figure, ...], price: bool) -> float | None:
    """Of the logarithms within measures: all volumes together, all prices together."""
    squares, freedom = 0.0, 0
    for measure in MEASURES:
        if bool(measure.scale) == price:
            continue
        logs = np.log([point.value for point in measure.points(figures)])
        if len(logs) > 1:
            squares, freedom = squares + float(((logs - logs.mean()) ** 2).sum()), freedom + len(logs) - 1
    return squares / freedom if freedom else None
