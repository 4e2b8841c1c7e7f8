"""Waves of runs that rule out what cannot fit, and the weighted sample that is left.

The first wave is ordinary replications, over all ranges. Each later one is run at parameters that fit by what all
runs so far have shown: numbers that matter are sampled jointly, all others drawn as ever. The last wave's parameter
sets are the sample, weighted by what its own runs have shown since they were chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from jobsim.draws import Draws
from jobsim.experiments.calibration.conflict import Region, why_empty
from jobsim.experiments.calibration.emulator import Emulator
from jobsim.experiments.calibration.observables import Observables
from jobsim.experiments.calibration.observations import SURE, Observation, ObservedError
from jobsim.experiments.calibration.posterior import Misfit, effective, sample, weights_of
from jobsim.experiments.calibration.screening import active, correlations
from jobsim.experiments.designs import Design, Stated, Twins
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import OrderError
from jobsim.scenario.errors import problem_at
from jobsim.scenario.joint_sample import law
from jobsim.scenario.provenance import quantities
from jobsim.scenario.schema import Scenario

Numbers = npt.NDArray[np.float64]
Simulate = Callable[[Design | None, int], Iterable[Reduced]]
"""So many replications of a design, or ordinary ones."""
RUNS, WAVES = 400, 4
LEAST_RUNS, MOST_RUNS = 100, 2000
"""With more, fitting the emulator takes longer than the runs, and the sample has more rows than a run draws."""
TWINS = 50
"""Pairs of runs with the same parameters, to tell luck apart."""
LEAST_EFFECTIVE = 30.0
_SETTLED = 0.7
"""From this share of effective rows on, further waves would tell nothing new."""
_PRIOR_POINTS = 4000
_EXACT = 1e-4
"""Share of a value in which nobody is interested."""
_DIGITS = 5
"""Of uniform draws: what is simulated is what the file holds."""


@dataclass(frozen=True)
class Wave:
    """Runs of a wave, the share of the prior not ruled out after it, effective rows of it (none of the first)."""

    runs: int
    left: float
    effective: float | None


@dataclass(frozen=True)
class Calibrated:
    """The outcome. ``rows`` are uniform draws [rows, numbers] of ``paths``, with ``weights`` that add up to one."""

    observations: tuple[Observation, ...]
    paths: tuple[str, ...]
    laws: tuple[str, ...]
    rows: Numbers
    weights: Numbers
    waves: tuple[Wave, ...]
    before: Numbers
    """Simulated over the ranges: float64[runs, observations]."""
    after: Numbers
    """Simulated at the rows: float64[rows, observations]."""
    luck: Numbers
    """Standard deviation of runs with the same parameters, of each observation."""
    miss: Numbers
    """Standard deviation of all that may explain a miss."""
    uncertain: int
    """Numbers with a range, of which ``paths`` are covered."""
    movers: tuple[tuple[str, ...], ...]
    """Paths of the numbers that move each observation, the strongest first."""

    @property
    def effective(self) -> float:
        return effective(self.weights)


def calibrate(
    scenario: Scenario, observations: Sequence[Observation], simulate: Simulate, *, seed: int = 1, runs: int = RUNS,
    waves: int = WAVES,
) -> Calibrated:  # fmt: skip
    """Calibrate in ``waves`` of ``runs`` at most.

    Raises OrderError for a run too small for what is asked, ObservedError for observations that cannot be met.
    """
    if runs < LEAST_RUNS or runs < 10 * len(observations):
        least = max(LEAST_RUNS, 10 * len(observations))
        raise OrderError(f"{runs} runs a wave are too few for {len(observations)} observations; at least {least}")
    if runs > MOST_RUNS:
        raise OrderError(f"at most {MOST_RUNS} runs a wave, found {runs}; more waves narrow the ranges further")
    if waves < 2:
        raise OrderError("at least two waves: one that looks, and one of what is left")
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the same last bits on any number of processors
        return _Calibration(scenario, observations, simulate, seed, runs).over(waves)


class _Calibration:
    def __init__(
        self, scenario: Scenario, observations: Sequence[Observation], simulate: Simulate, seed: int, runs: int
    ) -> None:
        self._observations, self._simulate = tuple(observations), simulate
        self._seed, self._runs = seed, runs
        self._reads = Observables(scenario, observations)
        drawn = [one.quantity for one in quantities(scenario) if one.quantity.is_uncertain and not one.each]
        self._laws = {quantity.path: law(quantity) for quantity in drawn}
        self._paths = list(self._laws)
        self._observed = np.array([one.value for one in observations])
        self._stated = np.diag([_variance(one) for one in observations])
        self._rng = np.random.default_rng(seed)
        self._uniforms: list[Numbers] = []
        self._values: list[Numbers] = []
        self._movers: tuple[tuple[str, ...], ...] = ()

    def over(self, waves: int) -> Calibrated:
        uniforms = self._keyed(range(self._runs))
        self._add(uniforms, self._read(None, self._runs))
        luck = self._luck()
        covered, emulator, misfit = self._learnt(None, [])
        if not covered:
            raise OrderError(
                f"in {self._runs} runs no number with a range moves what was observed beyond luck; more runs a wave"
                " (-n), or other observations"
            )
        told = [Wave(self._runs, self._left(emulator, misfit, len(covered)), None)]
        while True:
            number = len(told)
            rows = self._sampled(emulator, misfit, covered)
            lucky = range(number * self._runs, (number + 1) * self._runs)
            design = Stated(tuple(self._paths[one] for one in covered), rows, lucky)
            uniforms = self._keyed(lucky)
            uniforms[:, covered] = rows
            chosen_by = misfit.log_likelihood(emulator.mean(ndtri(rows)))
            self._add(uniforms, self._read(design, self._runs))
            before = covered
            covered, emulator, misfit = self._learnt(emulator, covered)
            weights = weights_of(misfit.log_likelihood(emulator.mean(ndtri(uniforms[:, covered]))) - chosen_by)
            told.append(Wave(self._runs, self._left(emulator, misfit, len(covered)), effective(weights)))
            settled = effective(weights) >= _SETTLED * self._runs and covered == before
            if settled or len(told) == waves:
                break
        if effective(weights) < LEAST_EFFECTIVE:
            raise OrderError(
                f"the run is too small: of {self._runs} parameter sets {effective(weights):.0f} count in effect, at"
                f" least {LEAST_EFFECTIVE:.0f} are needed; more runs a wave (-n), or wider tolerances"
            )
        laws = tuple(self._laws[self._paths[one]] for one in covered)
        return Calibrated(
            self._observations, tuple(self._paths[one] for one in covered), laws, uniforms[:, covered], weights,
            tuple(told), self._values[0], self._values[-1], luck, np.sqrt(np.diag(misfit.covariance)), len(self._paths),
            self._movers,
        )  # fmt: skip

    # ------------------------------------------------------------------------------------ runs

    def _keyed(self, replications: Iterable[int]) -> Numbers:
        """The uniform draws of all numbers of these replications."""
        if not self._paths:
            return np.zeros((len(list(replications)), 0))
        return np.array([Draws(self._seed, number).parameter(*self._paths) for number in replications])

    def _read(self, design: Design | None, number: int) -> Numbers:
        found = np.array([self._reads.of(one) for one in self._simulate(design, number)])
        for column, one in enumerate(self._observations):
            empty = int(np.isnan(found[:, column]).sum())
            if empty:
                message = f"it has no value in {empty} of {number} runs: nobody is in its denominator"
                raise ObservedError([problem_at(one.place, one.name, message, "leave it out")])
        return found

    def _add(self, uniforms: Numbers, values: Numbers) -> None:
        self._uniforms.append(uniforms)
        self._values.append(values)

    def _luck(self) -> Numbers:
        number = min(TWINS, self._runs)
        apart = self._read(Twins(), number) - self._values[0][:number]
        return np.asarray(np.sqrt((apart**2).mean(axis=0) / 2))

    # ------------------------------------------------------------------------------------ what they show

    def _learnt(self, before: Emulator | None, covered: list[int]) -> tuple[list[int], Emulator, Misfit]:
        """The numbers that matter, an emulator over them, and what may explain a miss; from the first and last runs."""
        kept = [0, *range(max(1, len(self._values) - 2), len(self._values))]
        uniforms = np.concatenate([self._uniforms[one] for one in kept])
        values = np.concatenate([self._values[one] for one in kept])
        inputs = active(uniforms, values)
        self._movers = tuple(tuple(self._paths[one] for one in numbers) for numbers in inputs)
        union = sorted({*covered, *(number for one in inputs for number in one)})
        position = {number: index for index, number in enumerate(union)}
        points = ndtri(uniforms[:, union])
        emulator = Emulator(points, values, [sorted(position[number] for number in one) for one in inputs], before)
        missed = emulator.missed()[-self._runs :]
        misfit = Misfit(self._observed, missed.T @ missed / self._runs + self._stated)
        return union, emulator, misfit

    def _sampled(self, emulator: Emulator, misfit: Misfit, covered: list[int]) -> Numbers:
        """Uniform draws [runs, covered] of what fits. Raises ObservedError if nothing does."""
        points = sample(emulator.mean, misfit, len(covered), self._runs, self._rng)
        if misfit.implausibility(emulator.mean(points)).min() > 1.0:
            laws = {self._paths[one]: self._laws[self._paths[one]] for one in covered}
            strengths = correlations(self._uniforms[0][:, covered], self._values[0])
            raise ObservedError(why_empty(Region(emulator, misfit, laws, strengths), self._observations, self._rng))
        least = 10.0**-_DIGITS
        return np.clip(np.round(ndtr(points), _DIGITS), least, 1 - least)

    def _left(self, emulator: Emulator, misfit: Misfit, numbers: int) -> float:
        points = self._rng.standard_normal((_PRIOR_POINTS, numbers))
        return float((misfit.implausibility(emulator.mean(points)) <= 1.0).mean())


def _variance(one: Observation) -> float:
    """Of what is stated to explain a miss, and at least of the digits in which it is told."""
    digits = _EXACT * max(1.0, abs(one.value))
    return (one.tolerance / SURE) ** 2 + (one.model / SURE) ** 2 + digits**2
