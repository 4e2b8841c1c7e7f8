"""The statistics of pairs: a measure of a variant held against the baseline, replication by replication.

Replication r of the baseline and of a variant share every draw (the draws are keyed, see ``jobsim.draws``), so their
difference holds what the variant does and little else. For each measure (:mod:`jobsim.experiments.measures`) with
values b and v and differences d = v - b over n pairs:

* ``mean_difference`` is the mean of d, ``interval`` its 90 % interval: Student's t on d for sums and indicators, for
  probabilities the Wald interval with Bonett and Price's adjustment (2012, J. Educ. Behav. Stat. 37:479), which holds
  its level with few replications too. Where no replication differs it is [0, 0], and with one pair there is none.
* ``spread`` holds the 5 % and 95 % quantiles of d: how much the variant changes in one future or another. It stays as
  wide as it is with more replications; the interval of the mean gets narrower. Not for probabilities.
* ``p_less`` is the share of pairs with v < b. Pairs that are equal count in ``p_equal`` alone, not by halves.
* ``variance_reduction`` is (var b + var v) / var d, sample variances of the same runs: what the variance of the mean
  difference would be with independent seeds, over what it is. Its square root, ``narrower``, says how much narrower the
  interval is. None where every pair differs by the same amount: there is nothing to divide by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtri

from jobsim.experiments.estimates import LEVEL, half_of_mean
from jobsim.experiments.measures import PROBABILITY, Measure


@dataclass(frozen=True)
class Comparison:
    """A measure of a variant held against the baseline. Money is in CNY; None where a number is not known."""

    variant: str
    measure: Measure
    baseline: float | None
    value: float | None
    mean_difference: float | None
    interval: tuple[float, float] | None
    spread: tuple[float, float] | None
    p_less: float | None
    p_equal: float | None
    variance_reduction: float | None
    narrower: float | None
    pairs: int

    @property
    def unchanged(self) -> bool:
        """Whether no replication differs."""
        return self.p_equal == 1.0

    def document(self) -> dict[str, Any]:
        """As a JSON object."""
        measure = self.measure
        return {
            "variant": self.variant,
            "measure": measure.name,
            "title": measure.title,
            "year": measure.year,
            "unit": measure.unit,
            "baseline": self.baseline,
            "value": self.value,
            "mean_difference": self.mean_difference,
            "interval": None if self.interval is None else list(self.interval),
            "spread": None if self.spread is None else list(self.spread),
            "p_less": self.p_less,
            "p_equal": self.p_equal,
            "variance_reduction": self.variance_reduction,
            "narrower": self.narrower,
            "pairs": self.pairs,
            "section": measure.section,
            "kind": measure.kind,
            "item": measure.item,
            "basis": measure.basis,
        }


# ------------------------------------------------------------------------------------------------ statistics


def compare_numbers(
    variant: str, measure: Measure, b: npt.NDArray[np.float64], v: npt.NDArray[np.float64]
) -> Comparison:
    """Compare paired numbers of the same length; pairs in which one has no value (NaN) are left out."""
    known = ~(np.isnan(b) | np.isnan(v))
    b, v = b[known], v[known]
    pairs = len(b)
    if pairs == 0:
        return Comparison(variant, measure, None, None, None, None, None, None, None, None, None, 0)
    scale = 100.0 if measure.in_fen else 1.0
    d = v - b
    alike = _alike(b, v, d)
    reduction = None if alike else float((b.var(ddof=1) + v.var(ddof=1)) / d.var(ddof=1))
    return Comparison(
        variant, measure,
        baseline=_rounded(b.mean() / scale),
        value=_rounded(v.mean() / scale),
        mean_difference=_rounded(d.mean() / scale),
        interval=_probability_interval(d) if measure.unit == PROBABILITY else _mean_interval(d, scale, alike),
        spread=None if measure.unit == PROBABILITY else _rounded_pair(*np.quantile(d, (0.05, 0.95)) / scale),
        p_less=float((d < 0).mean()),
        p_equal=float((d == 0).mean()),
        variance_reduction=None if reduction is None else _rounded(reduction),
        narrower=None if reduction is None else _rounded(np.sqrt(reduction)),
        pairs=pairs,
    )  # fmt: skip


def _rounded(value: float) -> float:
    """Without the noise of binary fractions, and without a negative zero."""
    return round(float(value), 6) + 0.0


def _rounded_pair(low: float, high: float) -> tuple[float, float]:
    return _rounded(low), _rounded(high)


def _alike(b: npt.NDArray[np.float64], v: npt.NDArray[np.float64], d: npt.NDArray[np.float64]) -> bool:
    """Whether all pairs differ by the same amount, but for the noise of binary fractions in rates."""
    return bool(d.max() - d.min() <= 1e-12 * max(np.abs(b).max(), np.abs(v).max()))


def _mean_interval(d: npt.NDArray[np.float64], scale: float, alike: bool) -> tuple[float, float] | None:
    mean, n = d.mean() / scale, len(d)
    if n < 2:
        return (0.0, 0.0) if d[0] == 0 else None
    half = 0.0 if alike else half_of_mean(d) / scale
    return _rounded_pair(mean - half, mean + half)


def _probability_interval(d: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    """Bonett and Price 2012: one pair is added to each of both kinds that differ, two to all."""
    n = len(d)
    if not d.any():
        return 0.0, 0.0
    if n < 2:
        return None
    up, down = ((d > 0).sum() + 1) / (n + 2), ((d < 0).sum() + 1) / (n + 2)
    half = ndtri((1 + LEVEL) / 2) * np.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return _rounded_pair(max(up - down - half, -1.0), min(up - down + half, 1.0))


# ------------------------------------------------------------------------------------------------ frames


def frame(comparisons: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Comparisons as a tidy data frame: one row per variant and measure; the interval as ``low`` and ``high``."""
    rows = [
        {
            "variant": one["variant"], "measure": one["measure"], "zh": one["title"]["zh"], "en": one["title"]["en"],
            "section": one["section"], "kind": one["kind"], "item": one["item"], "year": one["year"],
            "basis": one["basis"], "unit": one["unit"], "baseline": one["baseline"], "value": one["value"],
            "mean_difference": one["mean_difference"], "low": (one["interval"] or (None, None))[0],
            "high": (one["interval"] or (None, None))[1], "p05": (one["spread"] or (None, None))[0],
            "p95": (one["spread"] or (None, None))[1], "p_less": one["p_less"], "p_equal": one["p_equal"],
            "variance_reduction": one["variance_reduction"], "narrower": one["narrower"], "pairs": one["pairs"],
        }
        for one in comparisons
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_SCHEMA)


_SCHEMA = {
    **dict.fromkeys(("variant", "measure", "zh", "en", "section", "kind", "item"), pl.String), "year": pl.Int32,
    **dict.fromkeys(("basis", "unit"), pl.String),
    **dict.fromkeys(("baseline", "value", "mean_difference", "low", "high", "p05", "p95", "p_less", "p_equal",
                     "variance_reduction", "narrower"), pl.Float64),
    "pairs": pl.Int32,
}  # fmt: skip
