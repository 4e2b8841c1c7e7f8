"""The emulator: what the simulation would say on average, from the runs made so far.

One Gaussian process for each observation over the numbers that matter to it (scikit-learn's
``GaussianProcessRegressor``; Rasmussen and Williams 2006). The luck of a run and all numbers that are not among its
inputs are noise to it. How far it misses is measured run by run, each left out in turn.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
FEW = 250
"""Runs from which length scales are learnt; all runs are fitted with them."""


@dataclass
class _One:
    """The process of one observation; without inputs, or where nothing varies, a constant."""

    inputs: list[int]
    middle: float
    process: Any = None
    scale: float = 1.0


@dataclass
class Emulator:
    """Fitted to ``points`` [runs, numbers] and ``values`` [runs, observations]; ``inputs`` of each observation."""

    points: Numbers
    values: Numbers
    inputs: Sequence[list[int]]
    before: Emulator | None = field(default=None, repr=False)
    """An earlier one of the same observations: its length scales are where the search begins."""

    def __post_init__(self) -> None:
        self._ones = [self._fitted(column) for column in range(self.values.shape[1])]
        self.before = None

    def _fitted(self, column: int) -> _One:
        inputs, value = self.inputs[column], self.values[:, column]
        one = _One(list(inputs), float(value.mean()), scale=float(value.std()))
        if not inputs or one.scale == 0:
            return one
        from sklearn.gaussian_process import GaussianProcessRegressor

        x, y = self.points[:, inputs], (value - one.middle) / one.scale
        kernel = self._kernel(column)
        few = np.linspace(0, len(x) - 1, min(len(x), FEW)).astype(int)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a length scale at its bound is a number that hardly matters
            if len(x) > FEW:
                kernel = GaussianProcessRegressor(kernel).fit(x[few], y[few]).kernel_
                one.process = GaussianProcessRegressor(kernel, optimizer=None).fit(x, y)
            else:
                one.process = GaussianProcessRegressor(kernel).fit(x, y)
        return one

    def _kernel(self, column: int) -> Any:
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

        if self.before is not None and self.before._ones[column].process is not None:
            known = self.before._ones[column]
            if known.inputs == list(self.inputs[column]):
                return known.process.kernel_
        scales = np.full(len(self.inputs[column]), 4.0)
        return ConstantKernel(1.0, (1e-2, 1e3)) * RBF(scales, (0.3, 100.0)) + WhiteKernel(0.3, (1e-5, 2.0))

    def mean(self, points: Numbers) -> Numbers:
        """What is expected at points [n, numbers], as [n, observations]."""
        found = np.empty((len(points), len(self._ones)))
        for column, one in enumerate(self._ones):
            found[:, column] = one.middle
            if one.process is not None:
                found[:, column] += one.scale * one.process.predict(points[:, one.inputs])
        return found

    def missed(self) -> Numbers:
        """By how much each run is missed by an emulator of all the others: float64[runs, observations]."""
        found = np.empty(self.values.shape)
        for column, one in enumerate(self._ones):
            if one.process is None:
                found[:, column] = self.values[:, column] - one.middle
                continue
            inverse = np.linalg.inv(one.process.L_)
            found[:, column] = one.scale * one.process.alpha_ / (inverse**2).sum(axis=0)
        return found
