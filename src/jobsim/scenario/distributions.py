"""Quantile functions of the distributions a scenario may use, from the special functions of scipy.

``ppf(u)`` of each agrees with ``scipy.stats``; ``scipy.special`` alone loads in a fraction of the time.
PERT is the beta distribution of Malcolm, Roseboom, Clark and Fazar (1959) with weight four on the mode.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Arguments = tuple[float, ...] | tuple[Floats, ...]
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "pert": ("low", "mode", "high"),
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sigma of the log"),
    "beta": ("a", "b"),
    "gamma": ("shape", "scale"),
    "discrete": (),
}
IN_UNIT: dict[str, tuple[bool, ...]] = {
    "pert": (True, True, True),
    "triangular": (True, True, True),
    "uniform": (True, True),
    "normal": (True, True),
    "lognormal": (True, False),
    "beta": (False, False),
    "gamma": (False, True),
}
"""Which arguments carry the unit; the others are pure numbers."""
_FAR = 8.3
"""Standard deviations a draw with 53 random bits can reach."""


def fault(kind: str, args: tuple[float, ...]) -> str | None:
    """Why these arguments are no distribution, or None."""
    if kind in ("pert", "triangular"):
        low, mode, high = args
        return None if low <= mode <= high and low < high else f"{kind} wants low <= mode <= high with low < high"
    if kind == "uniform":
        return None if args[0] < args[1] else "uniform wants low < high"
    if kind == "normal":
        return None if args[1] > 0 else "the standard deviation of a normal must be above 0"
    if kind == "lognormal":
        return None if args[0] > 0 and args[1] > 0 else "lognormal wants median and sigma above 0"
    if kind == "beta":
        return None if args[0] > 0 and args[1] > 0 else "beta wants a and b above 0"
    if kind == "gamma":
        return None if args[0] > 0 and args[1] > 0 else "gamma wants shape and scale above 0"
    weights = args[1::2]
    if not weights or min(weights) < 0 or not 0 < sum(weights) < math.inf:
        return "the weights of a discrete distribution must be 0 or more and not all 0"
    return None


def support(kind: str, args: tuple[float, ...]) -> tuple[float, float]:
    """Smallest and largest value that a draw can reach."""
    if kind in ("pert", "triangular", "uniform"):
        return args[0], args[-1]
    if kind == "normal":
        return args[0] - _FAR * args[1], args[0] + _FAR * args[1]
    if kind == "lognormal":
        return 0.0, args[0] * math.exp(min(_FAR * args[1], 700.0))
    if kind == "beta":
        return 0.0, 1.0
    if kind == "gamma":
        return 0.0, math.inf
    values = [value for value, weight in zip(args[::2], args[1::2], strict=True) if weight > 0]
    return min(values), max(values)


def reach(kind: str, args: tuple[float, ...], least: float) -> tuple[float, float]:
    """Smallest and largest value of draws by uniforms from ``least`` to 1 - ``least``; no numbers if there are none."""
    low, high = support(kind, args)
    if kind in ("normal", "lognormal", "gamma", "beta"):
        with np.errstate(all="ignore"):
            ends = ppf(kind, args, np.array([least, 0.5, 1 - least]))
        if not np.isfinite(ends).all():
            return math.nan, math.nan
        high = float(ends[-1])
    return low, high


def mode(kind: str, args: tuple[float, ...]) -> float | None:
    return args[1] if kind in ("pert", "triangular") else None


def ppf(kind: str, args: Arguments, u: Floats) -> Floats:
    """Quantiles at ``u`` (0 <= u <= 1). But for ``discrete``, the arguments may be arrays as long as ``u``."""
    return _QUANTILES[kind](args, u)


def _pert(args: Arguments, u: Floats) -> Floats:
    from scipy.special import betaincinv

    low, top, high = args
    width = high - low
    a, b = 1 + 4 * (top - low) / width, 1 + 4 * (high - top) / width
    return np.asarray(low + width * betaincinv(a, b, u), dtype=np.float64)


def _triangular(args: Arguments, u: Floats) -> Floats:
    low, top, high = args
    width = high - low
    turn = (top - low) / width
    left = low + np.sqrt(u * width * (top - low))
    right = high - np.sqrt((1 - u) * width * (high - top))
    return np.where(u < turn, left, right)


def _uniform(args: Arguments, u: Floats) -> Floats:
    return args[0] + (args[1] - args[0]) * u


def _normal(args: Arguments, u: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(args[0] + args[1] * ndtri(u), dtype=np.float64)


def _lognormal(args: Arguments, u: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(args[0] * np.exp(args[1] * ndtri(u)), dtype=np.float64)


def _beta(args: Arguments, u: Floats) -> Floats:
    from scipy.special import betaincinv

    return np.asarray(betaincinv(args[0], args[1], u), dtype=np.float64)


def _gamma(args: Arguments, u: Floats) -> Floats:
    from scipy.special import gammaincinv

    return np.asarray(args[1] * gammaincinv(args[0], u), dtype=np.float64)


def _discrete(args: tuple[float, ...], u: Floats) -> Floats:
    pairs = sorted(pair for pair in zip(args[::2], args[1::2], strict=True) if pair[1] > 0)
    values = np.array([value for value, _ in pairs])
    edges = np.cumsum([weight for _, weight in pairs])
    at = np.searchsorted(edges / edges[-1], u, side="left")
    return np.asarray(values[np.minimum(at, len(values) - 1)], dtype=np.float64)


_QUANTILES: dict[str, Callable[[Any, Floats], Floats]] = {
    "pert": _pert, "triangular": _triangular, "uniform": _uniform, "normal": _normal,
    "lognormal": _lognormal, "beta": _beta, "gamma": _gamma, "discrete": _discrete,
}  # fmt: skip
