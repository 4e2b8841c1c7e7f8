"""Why nothing fits: an observation beyond all ranges, two that exclude each other, or all of them together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobsim.experiments.calibration.emulator import Emulator
from jobsim.experiments.calibration.observations import Observation, words_of
from jobsim.experiments.calibration.posterior import Misfit, sample
from jobsim.scenario.errors import Problem, problem_at

Numbers = npt.NDArray[np.float64]
_POINTS = 200


@dataclass(frozen=True)
class Region:
    """What is left to look in: the emulator over ``laws`` of the numbers by path, and points sampled from it."""

    emulator: Emulator
    misfit: Misfit
    laws: dict[str, str]
    strengths: Numbers
    """Rank correlation [numbers, observations]."""

    def nearest(self, which: list[int], rng: np.random.Generator) -> tuple[bool, float, Numbers]:
        """Whether these observations can be met together, how far off they are at best, and what all are there."""
        only = self.misfit.only(which)
        points = sample(lambda at: self.emulator.mean(at)[:, which], only, len(self.laws), _POINTS, rng)
        expected = self.emulator.mean(points)
        misses = only.implausibility(expected[:, which])
        best = int(misses.argmin())
        off = float(only.distance(expected[[best]][:, which])[0])
        return bool(misses[best] <= 1.0), off, expected[best]


def why_empty(region: Region, observations: Sequence[Observation], rng: np.random.Generator) -> list[Problem]:
    """The faults of the observations where no parameters fit all of them."""
    number = range(len(observations))
    alone = [region.nearest([one], rng) for one in number]
    beyond = [one for one in number if not alone[one][0]]
    if beyond:
        return [_beyond(region, observations[one], one, float(alone[one][2][one]), alone[one][1]) for one in beyond]
    for pair in _pairs(region, np.array([expected for _, _, expected in alone])):
        met, apart, expected = region.nearest(list(pair), rng)
        if not met:
            return [_pair(observations[pair[0]], observations[pair[1]], expected[list(pair)], apart)]
    _, apart, expected = region.nearest(list(number), rng)
    worst = int(region.misfit.misses(expected[None, :])[0].argmax())
    one = observations[worst]
    return [
        problem_at(
            one.place, one.name,
            f"the observations do not fit together: at the parameters that come nearest to all of them, this one is"
            f" {_said(expected[worst], one)} where {_said(one.value, one)} was observed, {apart:.1f} standard"
            " deviations off",
            "check it, give a wider tolerance, or leave it out",
        )
    ]  # fmt: skip


def _pairs(region: Region, pool: Numbers) -> list[tuple[int, int]]:
    """Pairs that no point of a pool meets together, those furthest apart first."""
    pairs = list(itertools.combinations(range(pool.shape[1]), 2))
    least = [float(region.misfit.only(list(pair)).implausibility(pool[:, list(pair)]).min()) for pair in pairs]
    found = sorted(zip(least, pairs, strict=True), reverse=True)
    return [pair for apart, pair in found if apart > 1.0]


def _beyond(region: Region, one: Observation, column: int, nearest: float, off: float) -> Problem:
    higher = one.value > nearest
    strengths = region.strengths[:, column]
    strongest = int(np.abs(strengths).argmax()) if len(strengths) else -1
    if strongest < 0 or not region.emulator.inputs[column]:
        hint = "no number with a range moves it; is the observation right?"
    else:
        path = list(region.laws)[strongest]
        way = "higher" if higher == (strengths[strongest] > 0) else "lower"
        hint = f"{path} ({region.laws[path]}) moves it most: its range would have to reach {way}"
    apart = f"{abs(one.value / nearest - 1):.0%} {'above' if higher else 'below'} it, " if nearest else ""
    return problem_at(
        one.place, one.name,
        f"{_said(one.value, one)} lies outside what the ranges reach: the nearest is {_said(nearest, one)}; the"
        f" observation is {apart}{off:.1f} standard deviations off", hint,
    )  # fmt: skip


def _pair(one: Observation, other: Observation, expected: Numbers, off: float) -> Problem:
    return problem_at(
        other.place, other.name,
        f"{_said(other.value, other)} and {one.name} = {_said(one.value, one)} ({one.place}) contradict each other:"
        f" either can be met, but not both; the nearest is {_said(expected[1], other)} with"
        f" {_said(expected[0], one)}, {off:.1f} standard deviations off",
        "check both, or leave one of them out",
    )  # fmt: skip


def _said(value: float, one: Observation) -> str:
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {words_of(one.unit)}"
