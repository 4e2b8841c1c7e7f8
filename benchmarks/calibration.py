"""Does a calibration find a known truth? python benchmarks/calibration.py [TRIALS]

A made-up county (a fixture of the tests, larger and with money for everybody) has eight numbers with a range. In each
trial a truth is drawn from the ranges and simulated with luck of its own; what it says of 2023, off by the tolerance,
is observed, and the county is calibrated to it: three waves of 150 runs. Held against the truth are the 90 % intervals
of the eight numbers, and of the outlay of 2024, which nobody has observed. The first wave is the same in every trial
and simulated once. Widths are shares of those over the ranges. ``seconds`` is processor time of a trial.

The result lies beside the script and is written after each trial, so that a trial more goes on from it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jobsim.draws import Draws
from jobsim.experiments.calibration.observables import Observables
from jobsim.experiments.calibration.observations import PAID, SURE, Observation, read
from jobsim.experiments.calibration.waves import Calibrated, calibrate
from jobsim.experiments.designs import Design, Twins
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, replicate, replications
from jobsim.scenario.errors import Place
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.schema import Scenario
from jobsim.scenario.yaml_text import parse

Numbers = npt.NDArray[np.float64]
COUNTY = Path(__file__).parents[1] / "tests" / "fixtures" / "minimal"
RESULT = Path(__file__).with_suffix(".json")
TRIALS, RUNS, WAVES = 100, 150, 3
SEED, TRUTH = 1, 5
"""Seeds of the calibration and of the truths."""
HIDDEN = (
    "behaviour.exits.searching.job.rate.graduate={pert: [0.1, 0.22, 0.45], unit: /month, source: assumption}",
    "behaviour.exits.searching.job.rate.other={pert: [0.03, 0.08, 0.18], unit: /month, source: assumption}",
    "behaviour.exits.searching.internship.rate.graduate={pert: [0.1, 0.25, 0.6], unit: /month, source: assumption}",
    "behaviour.exits.employed.separation.rate={pert: [0.005, 0.02, 0.05], unit: /month, source: assumption}",
    "behaviour.registration.share.other={uniform: [0.2, 0.8], source: assumption}",
    "programmes.internship_subsidy.take_up={uniform: [0.5, 0.95], source: assumption}",
    "programmes.hiring_subsidy.take_up={uniform: [0.2, 0.8], source: assumption}",
)
"""The eighth is the price of a fair, which has its range in the fixture."""
PLENTY = "{amount: 9000万元, arrivals: [{on: 01-01, share: 1}], source: user}"
LARGER = (
    "county.persons=2000", "county.firms.number=200", "county.cohorts.college=150", "county.cohorts.vocational=30",
    "county.prior_graduates=150", "county.firms.roles.internship_host=30", "behaviour.internship.retention=0.5",
    "places.internship.openings=[{on: 01-10, count: 100 posts}, {on: 07-10, count: 100 posts}]",
    "horizon.history_from=2022-09-01", "horizon.end=2024-12-31",
    f"funds.employment_subsidy.appropriations={{2023: {PLENTY}, 2024: {PLENTY}}}",
)  # fmt: skip
OBSERVED = """
county: 临水县
discrepancy: 0 %
tolerance: 2 %
observations:
  - {what: paid, of: internship_subsidy, when: 2023, value: 1 CNY}
  - {what: persons, of: internship_subsidy, when: 2023, value: 1 persons}
  - {what: paid, of: hiring_subsidy, when: 2023, value: 1 CNY}
  - {what: paid, of: recruitment_fairs, when: 2023, value: 1 CNY}
  - {what: indicator, of: registered_unemployed, when: 2023-12, value: 1 persons}
  - {what: indicator, of: urban_new_employment, when: 2023-12, value: 1 persons}
  - {what: indicator, of: graduate_placement_rate, when: 2023-12, value: 1 %}
  - {what: indicator, of: urban_unemployed_reemployed, when: 2023-12, value: 1 persons}
"""


@dataclass
class County:
    """The county, what is observed of it, and its runs of the first wave, which are kept."""

    persons: str = ""
    """A size other than that of the benchmark, as ``county.persons=800``."""
    scenario: Scenario = field(init=False)
    observed: list[Observation] = field(init=False)

    def __post_init__(self) -> None:
        settings = [*LARGER, *HIDDEN, *([self.persons] if self.persons else [])]
        self.scenario = load_scenario(COUNTY, settings, for_run=True, warned=False).scenario
        root = parse(OBSERVED, "observed")
        assert root is not None
        self.observed = read(root, self.scenario)
        outlay = replace(self.observed[0], what=PAID, of="", when="2024", place=Place(""))
        self._forecast = Observables(self.scenario, [outlay])
        self._kept: dict[tuple[str, int], list[Reduced]] = {}
        self.outlay = np.empty(0)
        """Of 2024, in each run of the wave last simulated."""

    def simulate(self, design: Design | None, number: int) -> Iterable[Reduced]:
        name = "" if design is None else design.name
        if (name, number) not in self._kept:
            order = Order(seed=SEED, replications=number)
            found = list(replications(self.scenario, order, 2, design=design))
            if design is not None and not isinstance(design, Twins):
                self.outlay = self.forecast(found)
                return found
            self._kept[name, number] = found
        return self._kept[name, number]

    def forecast(self, runs: Iterable[Reduced]) -> Numbers:
        return np.array([self._forecast.of(one)[0] for one in runs])

    def truth(self, trial: int) -> tuple[list[Observation], float]:
        """What is observed of a truth, and its outlay of 2024."""
        run = replicate(self.scenario, Order(seed=TRUTH), trial)
        noise = np.random.default_rng([TRUTH, trial])
        told = []
        for one, value in zip(self.observed, Observables(self.scenario, self.observed).of(run), strict=True):
            tolerance = 0.02 * abs(float(value))
            seen = float(value) + tolerance / SURE * float(noise.standard_normal())
            told.append(replace(one, value=seen, tolerance=tolerance))
        return told, float(self.forecast([run])[0])


def interval(values: Numbers, weights: Numbers) -> tuple[float, float]:
    """From the 5 % to the 95 % quantile of a weighted sample."""
    order = np.argsort(values)
    marks = np.cumsum(weights[order]) - weights[order] / 2
    low, high = np.interp([0.05, 0.95], marks, values[order])
    return float(low), float(high)


def covered(found: Calibrated, trial: int) -> tuple[dict[str, bool], dict[str, float]]:
    """Whether the interval of each number holds the truth, and its width as a share of that over the range."""
    truth = dict(zip(found.paths, Draws(TRUTH, trial).parameter(*found.paths), strict=True))
    held, widths = {}, {}
    for column, path in enumerate(found.paths):
        low, high = interval(found.rows[:, column], found.weights)
        held[path], widths[path] = low <= truth[path] <= high, (high - low) / 0.9
    return held, widths


def trial(county: County, number: int, runs: int = RUNS, waves: int = WAVES) -> dict[str, object]:
    started = time.process_time()
    observed, outlay = county.truth(number)
    found = calibrate(county.scenario, observed, county.simulate, seed=SEED, runs=runs, waves=waves)
    held, widths = covered(found, number)
    low, high = interval(county.outlay, found.weights)
    ranges = county.forecast(county.simulate(None, runs))
    before = interval(ranges, np.full(len(ranges), 1 / len(ranges)))
    return {
        "trial": number, "held": held, "widths": {path: round(width, 3) for path, width in widths.items()},
        "forecast_held": low <= outlay <= high, "forecast_held_over_the_ranges": before[0] <= outlay <= before[1],
        "forecast_width": round((high - low) / (before[1] - before[0]), 3),
        "effective": round(found.effective, 1),
        "seconds": round(time.process_time() - started, 1),
    }  # fmt: skip


def summary(trials: list[dict[str, object]]) -> dict[str, object]:
    def each(name: str) -> list[dict[str, float]]:
        return [one[name] for one in trials]  # type: ignore[misc]

    paths = sorted({path for held in each("held") for path in held})
    of_all = [value for held in each("held") for value in held.values()]
    mean = {name: float(np.mean(each(name))) for name in ("forecast_held", "forecast_width", "effective", "seconds",
                                                         "forecast_held_over_the_ranges")}  # fmt: skip
    return {
        "trials": len(trials), "runs_a_wave": RUNS, "waves": WAVES, "intervals": len(of_all),
        "coverage": round(float(np.mean(of_all)), 3),
        "standard_error": round(float(np.sqrt(0.9 * 0.1 / len(of_all))), 4),
        "coverage_of": {path: round(float(np.mean([h[path] for h in each("held") if path in h])), 3) for path in paths},
        "width_of": {path: round(float(np.mean([w[path] for w in each("widths") if path in w])), 3) for path in paths},
        **{name: round(value, 3) for name, value in mean.items()},
    }  # fmt: skip


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS
    told = json.loads(RESULT.read_text(encoding="utf-8"))["each"] if RESULT.exists() else []
    county = County()
    for number in range(len(told), wanted):
        told.append(trial(county, number))
        document = {**summary(told), "each": told}
        RESULT.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(number, told[-1]["held"], told[-1]["seconds"], flush=True)


if __name__ == "__main__":
    main()
