"""What fits the observations: implausibility, and samples of what is left.

A point's implausibility is the largest miss of an observation in standard deviations of all that may explain a miss:
the tolerance stated, the model's own error, luck, the numbers that are no inputs, the emulator; and the Mahalanobis
distance of all misses, for luck that raises one figure raises others, too (Craig et al. 1997; Vernon, Goldstein and
Bower 2010). Points are sampled by a sequential Monte Carlo sampler that lets the observations in
by degrees (Del Moral, Doucet and Jasra 2006). Points are normal scores of the uniform draws: the prior is N(0, 1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtri, ndtri

Numbers = npt.NDArray[np.float64]
Mean = Callable[[Numbers], Numbers]
"""Points [n, numbers] to what is expected there [n, observations]."""
_RARE = 0.0027
"""How often a true point is ruled out by its misses, and how often by their distance."""
FAR = 3.7
"""Normal scores go no further: one draw in ten thousand does, and no run has shown what happens there."""
_MOVES, _MOST_MOVES = 6.0, 40
"""Accepted moves of a point at each degree, and steps at most."""


@dataclass(frozen=True)
class Misfit:
    """Observed values [m] and the covariance of what may explain a miss [m, m]."""

    observed: Numbers
    covariance: Numbers

    def misses(self, expected: Numbers) -> Numbers:
        """Of each observation at each point, in standard deviations: [n, m]."""
        return np.asarray(np.abs(expected - self.observed) / np.sqrt(np.diag(self.covariance)))

    def distance(self, expected: Numbers) -> Numbers:
        """Of all observations together, in standard deviations: [n]; of one observation it is its miss."""
        return np.asarray(np.sqrt(-2 * self.log_likelihood(expected)))

    def implausibility(self, expected: Numbers) -> Numbers:
        """[n], as a share of what is allowed: a point beyond 1 is ruled out.

        Of one observation three standard deviations are allowed, of several so many that a true point is ruled out as
        rarely.
        """
        number = len(self.observed)
        alone = self.misses(expected).max(axis=1) / -ndtri(_RARE / 2 / number)
        together = self.distance(expected) / np.sqrt(chdtri(number, _RARE))
        return np.asarray(np.maximum(alone, together))

    def log_likelihood(self, expected: Numbers) -> Numbers:
        missed = expected - self.observed
        return np.asarray(-0.5 * (missed * np.linalg.solve(self.covariance, missed.T).T).sum(axis=1))

    def only(self, which: list[int]) -> Misfit:
        return Misfit(self.observed[which], self.covariance[np.ix_(which, which)])


def effective(weights: Numbers) -> float:
    """Effective sample size (Kish) of weights."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def weights_of(logs: Numbers) -> Numbers:
    """Weights that add up to one from their logarithms."""
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def sample(mean: Mean, misfit: Misfit, numbers: int, points: int, rng: np.random.Generator) -> Numbers:
    """Points [points, numbers] by what the emulator says of them, each as likely as it fits; normal scores."""
    held = np.clip(rng.standard_normal((points, numbers)), -FAR, FAR)
    if not numbers:
        return held
    fits = misfit.log_likelihood(mean(held))
    degree = 0.0
    while degree < 1.0:
        step = _step(fits, 1.0 - degree)
        weights = weights_of(step * fits)
        degree = min(1.0, degree + step)
        chosen = _resampled(weights, rng)
        held, fits = held[chosen], fits[chosen]
        held, fits = _moved(mean, misfit, held, fits, degree, rng)
    return held


def _step(fits: Numbers, rest: float) -> float:
    """How far the observations are let in: so that half of the points still count."""
    if effective(weights_of(rest * fits)) >= 0.5 * len(fits):
        return rest
    low, high = 0.0, rest
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(weights_of(middle * fits)) >= 0.5 * len(fits) else (low, middle)
    return max(low, 1e-9)


def _resampled(weights: Numbers, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Systematic: a point of weight w is taken w · n times, rounded up or down."""
    marks = (np.arange(len(weights)) + rng.random()) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), marks), len(weights) - 1)


def _moved(
    mean: Mean, misfit: Misfit, held: Numbers, fits: Numbers, degree: float, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Random-walk Metropolis steps shaped like the points themselves."""
    number, size = held.shape
    root = np.linalg.cholesky(np.cov(held.T).reshape(size, size) + 1e-6 * np.eye(size))
    stride, accepted = 2.38 / np.sqrt(size), 0.0
    for _ in range(_MOST_MOVES):
        there = held + stride * rng.standard_normal((number, size)) @ root.T
        fits_there = misfit.log_likelihood(mean(there))
        gain = degree * (fits_there - fits) - 0.5 * ((there**2).sum(axis=1) - (held**2).sum(axis=1))
        taken = (np.log(rng.random(number)) < gain) & (np.abs(there) <= FAR).all(axis=1)
        held, fits = np.where(taken[:, None], there, held), np.where(taken, fits_there, fits)
        rate = float(taken.mean())
        accepted += rate
        stride *= np.exp(rate - 0.3)
        if accepted >= _MOVES:
            break
    return held, fits
