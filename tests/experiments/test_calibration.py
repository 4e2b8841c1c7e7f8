"""Calibration: what is observed is read with its place, ranges are narrowed, and what cannot be met is named."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from threadpoolctl import threadpool_limits

import counties
from counties import SMALL
from jobsim.experiments.calibration import conflict, observations
from jobsim.experiments.calibration.emulator import Emulator
from jobsim.experiments.calibration.observables import Observables
from jobsim.experiments.calibration.posterior import Misfit, effective, sample, weights_of
from jobsim.experiments.calibration.screening import active
from jobsim.experiments.calibration.waves import calibrate
from jobsim.experiments.replications import Order, OrderError, replicate
from jobsim.experiments.results import gather
from jobsim.scenario.errors import Place, ScenarioError
from jobsim.scenario.yaml_text import parse

ROOT = Path(__file__).parents[2]
ONE = "{what: paid, of: internship_subsidy, when: 2023, value: 92000 CNY, tolerance: 5 %}"


@pytest.fixture(autouse=True)
def one_thread():
    """As in a calibration: small matrices on many threads wait for one another."""
    with threadpool_limits(1):
        yield


def read(text: str, **changed: str):
    head = {"county": "临水县", **changed}
    root = parse("".join(f"{key}: {value}\n" for key, value in head.items()) + text, "observed.yaml")
    return observations.read(root, counties.scenario(SMALL))


def refused(text: str, **changed: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read(text, **changed)
    return [str(problem) for problem in caught.value.problems]


# ------------------------------------------------------------------------------------ what is observed


def test_observations_are_read_in_their_units_with_their_tolerances():
    told = read(
        "tolerance: 4 %\ndiscrepancy: 0 %\nobservations:\n"
        "  - {what: 支出, of: 就业见习补贴, when: 2023, value: 9.2万元}\n"
        "  - {what: paid, when: 2023-06, value: 12000 CNY, tolerance: 300 CNY}\n"
        "  - {what: persons, of: hiring_subsidy, when: 2023, value: 17 persons, tolerance: 1 persons}\n"
        "  - {what: target, of: urban_new_employment, when: 2023, value: 41}\n"
        "  - {what: indicator, of: graduate_placement_rate, when: 2023-12, value: 88 %, tolerance: 2 %}\n"
    )
    assert [(one.what, one.of, one.when) for one in told] == [
        ("paid", "internship_subsidy", "2023"), ("paid", "", "2023-06"), ("persons", "hiring_subsidy", "2023"),
        ("target", "urban_new_employment", "2023"), ("indicator", "graduate_placement_rate", "2023-12"),
    ]  # fmt: skip
    assert [one.value for one in told] == [92_000, 12_000, 17, 41, 88]
    assert [one.tolerance for one in told] == pytest.approx([3680, 300, 1, 1.64, 2])
    assert {one.model for one in told} == {0.0} and told[1].month == 202306 and told[0].month is None
    assert read(f"observations: [{ONE}]")[0].model == pytest.approx(0.05 * 92_000)


@pytest.mark.parametrize(
    ("row", "place", "told"),
    [
        ("{what: paid, of: internship_subsidi, when: 2023, value: 1 CNY}", "4:20",
         "there is no programme, budget line or fund 'internship_subsidi' (did you mean 'internship_subsidy'?)"),
        ("{what: paid, of: 就业见习补帖, when: 2023, value: 1 CNY}", "4:20", "did you mean '就业见习补贴'?"),
        ("{what: paid, of: internship_subsidy, when: 2022, value: 1 CNY}", "4:46",
         "observed in 2022; the scenario reports 2023 (calibrate the scenario of that year)"),
        ("{what: paid, of: internship_subsidy, when: 2023, value: 17 persons}", "4:59", "unit 'persons' does not fit"),
        ("{what: paid, of: internship_subsidy, when: 2023, value: 17}", "4:59", "17 has no unit"),
        ("{what: persons, of: internship_subsidy, when: 2023, value: 17 %}", "4:62", "a share does not fit"),
        ("{what: persons, of: internship_subsidy, when: 2023-06, value: 17}", "4:49", "persons is told of a year"),
        ("{what: payed, of: internship_subsidy, when: 2023, value: 1 CNY}", "4:10", "did you mean 'paid'?"),
        ("{what: indicator, of: registered_unemployed, when: 2023, value: 9}", "4:54",
         "an indicator is told of the end of a month (such as 2023-12)"),
        ("{what: persons, when: 2023, value: 9}", "4:3", "the key 'of' is missing: persons of which"),
        ("{what: paid, of: internship_subsidy, when: 2023, valu: 9}", "4:52",
         "unknown key 'valu' (did you mean 'value'?)"),
        ("{what: paid, of: internship_subsidy, when: 2023, value: 1 CNY, tolerance: -1 CNY}", "4:77",
         "expected CNY between 0 and"),
        ("{what: paid, of: internship_subsidy, when: 2023, value: {pert: [1, 2, 3], unit: CNY}}", "4:59",
         "what was observed is one number, no range"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_observation_is_told_at_its_place(row, place, told):
    problems = refused(f"observations:\n- {row}\n", tolerance="5 %")
    assert len(problems) == 1 and problems[0].startswith(f"observed.yaml:{place}: ") and told in problems[0]


def test_another_county_is_refused_and_one_name_of_the_scenario_will_do():
    assert "observed in 富水县, but the scenario is of 临水县" in refused(f"observations: [{ONE}]", county="富水县")[0]
    assert read(f"observations: [{ONE}]", county="linshui") and read(f"observations: [{ONE}]", county="Linshui county")
    root = parse(f"observations: [{ONE}]", "observed.yaml")
    with pytest.raises(ScenarioError, match="the key 'county' is missing"):
        observations.read(root, counties.scenario(SMALL))


def test_without_a_tolerance_nothing_is_taken_for_exact():
    bare = ONE.replace(", tolerance: 5 %", "")
    assert "how sure it is, is not said" in refused(f"observations: [{bare}]")[0]


def test_the_same_told_twice_is_refused_and_named_a_contradiction_if_it_is_one():
    other = ONE.replace("92000", "150000")
    told = refused(f"observations:\n- {ONE}\n- {other}\n")
    assert len(told) == 1 and "observed.yaml:4:" in told[0]
    assert "it contradicts what observed.yaml:3:59 says: 92,000 CNY" in told[0]
    assert "it repeats what observed.yaml:3:59 says" in refused(f"observations:\n- {ONE}\n- {ONE}\n")[0]


def test_what_a_replication_says_is_what_its_tables_say():
    made = counties.scenario(SMALL)
    run = replicate(made, Order(), 0)
    results = gather(made, "", Order(replications=1), [run])
    told = read(
        "tolerance: 4 %\nobservations:\n"
        "  - {what: paid, of: internship_subsidy, when: 2023, value: 1 CNY}\n"
        "  - {what: paid, when: 2023, value: 1 CNY}\n"
        "  - {what: paid, of: employment_subsidy, when: 2023, value: 1 CNY}\n"
        "  - {what: paid, of: internship_subsidy, when: 2023-05, value: 1 CNY}\n"
        "  - {what: claims, of: hiring_subsidy, when: 2023, value: 1}\n"
        "  - {what: persons, of: hiring_subsidy, when: 2023, value: 1}\n"
        "  - {what: indicator, of: registered_unemployed, when: 2023-12, value: 1}\n"
        "  - {what: target, of: urban_new_employment, when: 2023, value: 1}\n"
    )
    found = Observables(made, told).of(run)
    rows = {row["programme"]: row for row in results.programmes.to_dicts()}
    month = results.outlay.filter(basis="cash", month=202305, programme="internship_subsidy")["amount_fen"].sum()
    registered = results.indicators.filter(month=202312, indicator="registered_unemployed")["value"][0]
    paid = sum(row["paid_fen"] for row in rows.values()) / 100
    assert found.tolist() == [
        rows["internship_subsidy"]["paid_fen"] / 100, paid, paid, month / 100, rows["hiring_subsidy"]["claims"],
        rows["hiring_subsidy"]["persons"], registered, results.targets["value"][0],
    ]  # fmt: skip


# ------------------------------------------------------------------------------------ the mathematics


def linear(n: int, noise: float, seed: int = 0):
    """Uniform draws of twelve numbers, of which three move two observations; what is observed with luck."""
    rng = np.random.default_rng(seed)
    uniforms = rng.random((n, 12))
    scores = ndtri(uniforms)
    values = np.column_stack([2 * scores[:, 0] + scores[:, 1], scores[:, 1] - 0.8 * scores[:, 4]])
    return uniforms, values + noise * rng.standard_normal(values.shape)


def test_the_numbers_that_matter_are_found_and_no_others():
    uniforms, values = linear(300, 0.5)
    assert [sorted(one) for one in active(uniforms, values)] == [[0, 1], [1, 4]]


def test_an_emulator_knows_the_mean_and_how_far_it_misses():
    uniforms, values = linear(300, 0.5)
    emulator = Emulator(ndtri(uniforms), values, [[0, 1], [1, 4]])
    there, _ = linear(200, 0.0, seed=1)
    truth = linear(200, 0.0, seed=1)[1]
    assert np.abs(emulator.mean(ndtri(there)) - truth).mean() < 0.15
    assert emulator.missed().std(axis=0) == pytest.approx([0.5, 0.5], abs=0.08)


def test_an_emulator_of_nothing_that_varies_is_a_constant():
    uniforms, _ = linear(50, 0.0)
    emulator = Emulator(ndtri(uniforms), np.full((50, 2), 3.0), [[], [0]])
    assert (emulator.mean(ndtri(uniforms)) == 3.0).all() and (emulator.missed() == 0.0).all()


def test_the_sampler_gives_the_posterior_of_a_linear_model():
    """Two numbers, one observation of their sum: known in closed form, with a correlation that survives."""
    misfit = Misfit(np.array([1.5]), np.array([[0.25]]))
    found = sample(lambda at: at.sum(axis=1, keepdims=True), misfit, 2, 4000, np.random.default_rng(1))
    assert found.mean(axis=0) == pytest.approx([1.5 / 2.25] * 2, abs=0.05)
    assert np.cov(found.T) == pytest.approx(np.eye(2) - np.ones((2, 2)) / 2.25, abs=0.05)


def test_of_more_observations_a_true_point_is_ruled_out_as_rarely():
    rng = np.random.default_rng(0)
    for number in (1, 10):
        misfit = Misfit(np.zeros(number), np.eye(number))
        ruled_out = misfit.implausibility(rng.standard_normal((50_000, number))) > 1
        assert 0.0018 < ruled_out.mean() < 0.0064


def test_a_whole_and_its_part_are_held_against_each_other_although_luck_would_allow_each():
    """Both vary by ±10, together: a part of 115 in a whole of 90 is out of reach, though each is 1.5 deviations off."""
    misfit = Misfit(np.array([115.0, 90.0]), np.array([[101.0, 100.0], [100.0, 101.0]]))
    assert (misfit.misses(np.array([[100.0, 105.0]])) < 2).all()
    assert misfit.implausibility(np.array([[100.0, 105.0]]))[0] > 5


def test_effective_rows_are_those_of_kish():
    assert effective(np.full(8, 0.125)) == pytest.approx(8)
    assert effective(weights_of(np.log([1.0, 1.0, 1e-12]))) == pytest.approx(2)


# ------------------------------------------------------------------------------------ what cannot be met


def region(observed: tuple[float, float]):
    uniforms, values = linear(120, 0.1)
    emulator = Emulator(ndtri(uniforms), values, [[0, 1], [1, 4]])
    misfit = Misfit(np.array(observed), 0.02 * np.eye(2))
    laws = {f"number_{index}": "uniform 0 | 1 share" for index in range(12)}
    strengths = np.zeros((12, 2))
    strengths[[0, 1], 0], strengths[[1, 4], 1] = (0.9, 0.4), (0.7, -0.6)
    return conflict.Region(emulator, misfit, laws, strengths)


def told(*values: float) -> list[observations.Observation]:
    return [
        observations.Observation("paid", name, "2023", value, 0, 0, "CNY", (name, name), Place("seen.yaml", row, 3))
        for row, (name, value) in enumerate(zip(("a", "b"), values, strict=True), 1)
    ]


def test_an_observation_beyond_all_ranges_is_named_with_the_number_that_would_have_to_move():
    (problem,) = conflict.why_empty(region((40.0, 0.0)), told(40.0, 0.0), np.random.default_rng(0))
    assert str(problem).startswith("seen.yaml:1:3: paid a 2023: 40.0 CNY lies outside what the ranges reach")
    assert "number_0 (uniform 0 | 1 share) moves it most: its range would have to reach higher" in problem.hint


def test_two_observations_that_exclude_each_other_are_named_as_a_pair():
    """Both are the same sum, and are said to be far apart."""
    uniforms, values = linear(120, 0.1)
    both = np.column_stack([values[:, 0], values[:, 0]])
    emulator = Emulator(ndtri(uniforms), both, [[0, 1], [0, 1]])
    found = conflict.Region(
        emulator, Misfit(np.array([2.0, -2.0]), 0.02 * np.eye(2)), dict.fromkeys("abcdefghijkl", "law"),
        np.ones((12, 2)),
    )  # fmt: skip
    (problem,) = conflict.why_empty(found, told(2.0, -2.0), np.random.default_rng(0))
    assert "paid a 2023 = 2.00 CNY (seen.yaml:1:3) contradict each other" in str(problem)
    assert str(problem).startswith("seen.yaml:2:3: paid b 2023")


def test_a_run_too_small_for_what_is_asked_says_how_large():
    made, seen = counties.scenario(SMALL), read(f"observations: [{ONE}]")
    with pytest.raises(OrderError, match="60 runs a wave are too few for 1 observations; at least 100"):
        calibrate(made, seen, lambda design, number: [], runs=60)
    many = [replace(seen[0], when=str(number)) for number in range(20)]
    with pytest.raises(OrderError, match="at least 200"):
        calibrate(made, many, lambda design, number: [], runs=150)


# ------------------------------------------------------------------------------------ a known truth


@pytest.fixture(scope="module")
def trials():
    spec = importlib.util.spec_from_file_location("calibration_trials", ROOT / "benchmarks" / "calibration.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_a_known_truth_is_found_in_small(trials):
    """One trial of the benchmark in a smaller county: intervals narrow, and most of them hold the truth."""
    county = trials.County("county.persons=1500")
    found = trials.trial(county, 0, runs=100, waves=2)
    again = trials.trial(county, 0, runs=100, waves=2)
    assert {**found, "seconds": 0} == {**again, "seconds": 0}
    assert sum(found["held"].values()) >= len(found["held"]) - 2
    assert found["widths"]["budget_lines.recruitment_fairs.price"] < 0.2
    assert found["forecast_width"] < 0.9


def test_the_sampled_rows_are_uniform_draws_as_the_file_holds_them():
    rows = np.round(ndtr(np.random.default_rng(0).standard_normal(1000) * 3), 5)
    assert (rows == [float(f"{one:.5f}") for one in rows]).all()


def test_the_benchmark_as_it_is_kept_holds_what_the_manual_says():
    """90 % intervals of eight hidden numbers in 100 trials, and the forecast of a year that nobody has observed."""
    found = json.loads((ROOT / "benchmarks" / "calibration.json").read_text(encoding="utf-8"))
    assert found["trials"] == len(found["each"]) == 100 and found["intervals"] > 700
    assert 0.86 <= found["coverage"] <= 0.94
    assert found["forecast_held"] >= 0.86 and found["forecast_width"] < 0.75
    for page in ("calibrate.md", "calibrate.zh-CN.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8").replace(" %", "%")
        for told in (found["coverage"], found["forecast_held"], found["forecast_width"]):
            assert f"{100 * told:.0f}%" in text or f"{100 * told:.1f}%" in text
