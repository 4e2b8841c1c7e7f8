"""What knowing a number would be worth: by how much a spread would narrow if it were known to ± 10 %.

The number's curve (:mod:`~jobsim.experiments.additive`) is taken out of every replication, and put in again at values
between 10 % below and 10 % above the number's median: that is what a run with so narrow a range gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from jobsim.experiments.additive import Carrier, Inputs, curves, place
from jobsim.experiments.estimates import LEVEL

Numbers = npt.NDArray[np.float64]
KNOWN = 0.10
"""How well the number would be known: so much of its median below and above it."""
_POINTS = np.array([0.10, 0.80, 0.90])
_VALUES, _TRIALS = 24, 60


@dataclass(frozen=True)
class Width:
    """How wide a spread is: P10 to P90, and the reserve, P80 above the mean, that makes money last in 80 %."""

    p10_to_p90: float
    reserve: float


def width(values: Numbers) -> Width:
    low, enough, high = np.quantile(values, _POINTS)
    return Width(float(high - low), float(enough - values.mean()))


@dataclass(frozen=True)
class Worth:
    """How much narrower a spread would be, in the unit of the result, each with the ends of its 90 % interval.

    ``share`` is that part of its width. What comes out below nothing does so by chance and is given as 0.
    """

    range: float
    range_low: float
    range_high: float
    reserve: float
    reserve_low: float
    reserve_high: float
    share: float


def worth(drawn: Inputs, carrier: Carrier, values: Numbers) -> Worth:
    """What knowing a number that carries a result would be worth; nothing where its range is narrower already."""
    whole = width(values).p10_to_p90
    found = np.array(_narrower(drawn, carrier, values, np.arange(len(values)), carrier.curve))
    chance = np.random.default_rng(0)
    trials = np.array([
        _narrower(drawn, carrier, values, chance.integers(len(values), size=len(values)),
                  carrier.curve + carrier.error * chance.standard_normal(len(carrier.curve)))
        for _ in range(_TRIALS)
    ])  # fmt: skip
    half = float(ndtri((1 + LEVEL) / 2)) * trials.std(axis=0, ddof=1)
    low, middle, high = (np.maximum(0.0, one).tolist() for one in (found - half, found, found + half))
    share = middle[0] / whole if whole > 0 else 0.0
    return Worth(middle[0], low[0], high[0], middle[1], low[1], high[1], share)


def _narrower(
    drawn: Inputs, carrier: Carrier, values: Numbers, at: npt.NDArray[np.intp], curve: Numbers
) -> tuple[float, float]:
    """By how much range and reserve narrow, in some of the replications.

    Before and after are made in the same way, from all of the number's range and from the narrow one, so that what the
    replications have by chance is in both.
    """
    bare = values[at] - curves(drawn.ranks[at, carrier.position]) @ curve
    before, after = (width(_with(bare, curve, ends)) for ends in ((0.0, 1.0), window(drawn, carrier.position)))
    return before.p10_to_p90 - after.p10_to_p90, before.reserve - after.reserve


def _with(bare: Numbers, curve: Numbers, ends: tuple[float, float]) -> Numbers:
    """The result in each replication with the number at values between two ranks, evenly."""
    least, most = ends
    evenly = least + (most - least) * (np.arange(_VALUES) + 0.5) / _VALUES
    return np.asarray((bare[:, None] + (curves(evenly) @ curve)[None, :]).reshape(-1))


def window(drawn: Inputs, position: int) -> tuple[float, float]:
    """The ranks between which the number would lie if it were known."""
    middle = float(np.median(drawn.values[:, position]))
    ends = np.array([middle - KNOWN * abs(middle), middle + KNOWN * abs(middle)])
    least, most = place(drawn, position, ends)
    return float(least), float(most)
