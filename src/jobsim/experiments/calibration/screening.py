"""Which uncertain numbers matter to which observation: rank correlations in the runs made so far.

Spearman's rank correlation of some 350 numbers costs nothing beyond the runs. What a number found explains is taken
out by least squares on normal scores before the next one is looked for, so that a weak one is not hidden by a strong.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import rankdata

Numbers = npt.NDArray[np.float64]
FLOOR = 3.7
"""Standard errors of a rank correlation of nothing: of 350 numbers and 20 observations together, 1.5 pass by luck."""
MOST = 10
"""Numbers that an observation is explained by at most."""


def correlations(uniforms: Numbers, values: Numbers) -> Numbers:
    """Rank correlation of each column of ``uniforms`` [runs, numbers] with each of ``values`` [runs, observations]."""
    one, other = _standard(rankdata(uniforms, axis=0)), _standard(rankdata(values, axis=0))
    return np.asarray(one.T @ other / len(uniforms))


def active(uniforms: Numbers, values: Numbers, most: int = MOST) -> list[list[int]]:
    """For each observation the numbers that move it beyond the noise floor, the strongest first."""
    scores = ndtri(np.clip(uniforms, 1e-9, 1 - 1e-9))
    ranks = _standard(rankdata(uniforms, axis=0))
    floor = FLOOR / np.sqrt(len(uniforms) - 1)
    return [_forward(scores, ranks, values[:, column], floor, most) for column in range(values.shape[1])]


def _forward(scores: Numbers, ranks: Numbers, value: Numbers, floor: float, most: int) -> list[int]:
    found: list[int] = []
    rest = _standard(value[:, None])[:, 0]
    while len(found) < most and rest.any():
        strength = np.abs(ranks.T @ _standard(rankdata(rest)[:, None])[:, 0] / len(rest))
        strength[found] = 0.0
        best = int(strength.argmax())
        if strength[best] < floor:
            break
        found.append(best)
        inputs = np.column_stack([np.ones(len(value)), scores[:, found]])
        rest = value - inputs @ np.linalg.lstsq(inputs, value, rcond=None)[0]
    return found


def _standard(columns: Numbers) -> Numbers:
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0))
