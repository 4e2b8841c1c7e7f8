"""A run that goes on until a number is known: what it reads, when it looks, when it stops, what it says."""

import importlib.util
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import jobsim as js
import synthetic
from jobsim.cli import main
from jobsim.experiments import precision as module
from jobsim.experiments.precision import Patience, PrecisionError, looks, reading, share
from jobsim.experiments.precision_view import _values, precision_of
from jobsim.experiments.replications import Order, replicate
from jobsim.experiments.results import gather
from jobsim.experiments.target_view import all_targets, entries
from jobsim.scenario.loader import load_scenario

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
FUSHUI = str(Path(__file__).parents[1] / "fixtures" / "fushui")
MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")
MORE = "programmes.hiring_subsidy.amount=800 CNY/person"


# ------------------------------------------------------------------------------------------------ what is asked


@pytest.mark.parametrize(("text", "value"), [("1%", 0.01), ("0.01", 0.01), (" 2.5 % ", 0.025), ("5％", 0.05)])
def test_a_precision_is_a_share(text, value):
    assert share(text) == pytest.approx(value)


def test_what_is_read_is_of_the_last_year_unless_another_is_named():
    scenario = load_scenario(MINIMAL).scenario
    assert reading(scenario, "outlay.p80").name == "outlay.p80:2023"
    assert reading(scenario, "outlay.mean:2023") == reading(scenario, "outlay.mean")
    assert reading(scenario, "overrun:employment_subsidy").name == "overrun:employment_subsidy:2023"
    assert reading(scenario, "target:urban_new_employment:2023").likely


def test_a_fund_without_an_appropriation_has_no_overrun_to_know():
    with pytest.raises(PrecisionError, match="employment has no appropriation: there is nothing it could overrun"):
        reading(synthetic.scenario(None), f"overrun:{next(iter(synthetic.scenario(None).funds))}")


def test_a_run_reads_of_each_replication_what_its_results_tell():
    tight = ["targets.urban_new_employment.value=45 persons",
             "funds.employment_subsidy.appropriations.2023.amount=100000 CNY"]  # fmt: skip
    loaded, order = load_scenario(MINIMAL, tight, for_run=True), Order()
    some = [replicate(loaded.scenario, order, number) for number in range(6)]
    results = gather(loaded.scenario, loaded.hash, order, some)
    for of in ("outlay.p80", "overrun:employment_subsidy", "target:urban_new_employment"):
        asked = reading(loaded.scenario, of)
        told = [asked.of(loaded.scenario, one) for one in some]
        assert told == list(_values(results, asked)) and len(set(told)) > 1


def test_all_simulated_targets_together_are_what_a_summary_tells():
    loaded, order = load_scenario(FUSHUI, for_run=True), Order()
    some = [replicate(loaded.scenario, order, number) for number in range(12)]
    results = gather(loaded.scenario, loaded.hash, order, some)
    whole = all_targets(results, entries(results))
    asked = reading(loaded.scenario, "targets")
    told = np.array([asked.of(loaded.scenario, one) for one in some])
    assert np.array_equal(told, _values(results, asked), equal_nan=True)
    assert asked.known(told).value == whole["probability"] and list(asked.known(told).interval) == whole["interval"]
    assert 1 < whole["tests"] < len(asked.tests), "some are not decided by lives"
    first = min(year for _, year in asked.tests)
    assert {year for _, year in reading(loaded.scenario, f"targets:{first}").tests} == {first}
    with pytest.raises(PrecisionError, match="year"):
        reading(loaded.scenario, "targets:1999")


# ------------------------------------------------------------------------------------------------ when it stops


def test_looks_are_few_and_at_whole_blocks():
    found = list(looks(1, 20_000))
    assert found[:5] == [100, 125, 150, 200, 250] and found[-1] == 20_000 and len(found) < 35
    assert all(number % module.STEP == 0 for number in found)
    assert all(1.0 < b / a <= 1.5 for a, b in pairwise(found))
    assert list(looks(330, 400)) == [330, 400] and list(looks(100, 100)) == [100]


def test_one_narrow_look_is_not_enough():
    patience = Patience()
    assert [patience.enough(narrow=narrow) for narrow in (True, False, True, True)] == [False, False, False, True]


def test_a_study_says_whether_its_precision_is_reached():
    plan = js.load(MINIMAL)
    study = js.simulate(plan, replications=1, precision=0.9, precision_of="outlay.mean")
    told = precision_of(next(iter(study.results.values())))
    assert told["reached"] and told["replications"] == 125 and told["of"] == "outlay.mean:2023"
    assert told["interval"][0] <= told["value"] <= told["interval"][1] and told["half_width"] < 0.9
    study = js.simulate(plan, replications=1, precision=1e-9, at_most=110)
    told = precision_of(next(iter(study.results.values())))
    assert not told["reached"] and told["replications"] == 110


# ------------------------------------------------------------------------------------------------ on the command line


def _run(tmp_path, *options, command=("run", MINIMAL)):
    done = CliRunner().invoke(main, [*command, *options, "--out", str(tmp_path / "out"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done


def test_the_same_command_again_stops_at_the_same_number_with_the_same_bytes(tmp_path):
    asked = ("--precision", "10%", "--precision-of", "outlay.mean", "--json", "--store", str(tmp_path / "kept"))
    first = json.loads(_run(tmp_path, *asked, "--workers", "2").stdout)
    assert first["precision"]["reached"] and first["replications"] == first["precision"]["replications"] == 125
    (folder,) = (tmp_path / "out" / "linshui").iterdir()
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}
    again = json.loads(_run(tmp_path, *asked, "--workers", "1").stdout)
    assert again == first and list((tmp_path / "out" / "linshui").iterdir()) == [folder]
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"} == before
    shown = CliRunner().invoke(main, ["show", str(folder), "--lang", "zh"])
    assert "要求±10%" in shown.stdout.replace("\n", "") and "模拟125次达到" in shown.stdout.replace("\n", "")
    verified = CliRunner().invoke(main, ["verify", str(folder)])
    assert verified.exit_code == 0, verified.output
    _run(tmp_path, "-n", "125", "--store", str(tmp_path / "kept"))
    assert len(list((tmp_path / "out" / "linshui").iterdir())) == 2, "a fixed number is another run"


def test_a_precision_that_is_not_reached_is_said(tmp_path):
    done = _run(tmp_path, "--precision", "0.1%", "--precision-of", "target:urban_new_employment", "--at-most", "100")
    told = " ".join(done.stdout.split())
    assert "not reached with 100 replications, --at-most allows more" in told and "asked: ± 0.1 points" in told


def test_the_looks_of_a_comparison_share_their_workers(tmp_path, monkeypatch):
    from jobsim.experiments import comparison

    seen, observe = [], comparison.observe_together

    def watched(several, order, *others, **more):
        seen.append((order.replications, others[-1]))
        return observe(several, order, *others, **more)

    monkeypatch.setattr(comparison, "observe_together", watched)
    command = ("compare", MINIMAL, "--set", "programmes.internship_subsidy.amount=2000 CNY/month")
    assert _run(tmp_path, "--precision", "20%", "--json", command=command).exit_code == 0
    assert [number for number, _ in seen] == [100, 125]
    assert isinstance(seen[0][1], comparison.Pool) and len({id(pool) for _, pool in seen}) == 1


def test_a_comparison_goes_on_until_the_difference_is_known(tmp_path):
    command = ("compare", MINIMAL, "--set", MORE)
    told = json.loads(_run(tmp_path, "--precision", "20%", "--json", command=command).stdout)
    assert told["precision"]["reached"] and told["replications"] == 125
    whole = json.loads(_run(tmp_path, "-n", "125", "--json", command=command).stdout)
    assert whole["comparisons"] == told["comparisons"], "looked at in parts, compared as a whole"
    assert whole["precision"] is None
    for folder in tmp_path.glob("out/linshui/compare-*"):
        verified = CliRunner().invoke(main, ["verify", str(folder)])
        assert verified.exit_code == 0, verified.output
    late = " ".join(_run(tmp_path, "--precision", "1%", "--at-most", "125", command=command).stdout.split())
    assert "not reached with 125 replications" in late and "(not reached: set ±" in late


# ------------------------------------------------------------------------------------------------ how often it is right


@pytest.fixture
def coverage():
    # By its file: a library for tests has the same name.
    spec = importlib.util.spec_from_file_location("coverage_of_intervals", BENCHMARKS / "coverage.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_intervals_of_drawn_numbers_cover_as_often_as_they_say(coverage):
    draws = np.random.default_rng(15)
    numbers = np.exp(11 + 0.25 * draws.standard_normal(40_000))
    base = {module.P80: numbers, coverage.TARGET_NAME: (draws.random(40_000) < 0.4).astype(float)}
    more = {module.P80: numbers + draws.gamma(4.0, 400.0, 40_000)}
    for name, (values, know) in coverage.kinds(base, more).items():
        assert 0.86 <= coverage.fixed(values, know, 400) <= 0.94, name
        told = coverage.sequential(values, know, 0.05, coverage.RULES["two looks running"], 400)
        assert 0.86 <= told["coverage"] <= 0.94, name


def test_the_committed_measurement_is_of_these_rules(coverage):
    told = json.loads((BENCHMARKS / "coverage.json").read_text(encoding="utf-8"))
    assert told["repetitions"] == coverage.REPETITIONS and told["replications"] == coverage.NUMBER
    assert all(0.86 <= one <= 0.94 for one in told["fixed"]["coverage"].values())
    assert set(told["sequential"]) == set(coverage.RULES)
    widths = told["sequential"]["two looks running"].values()
    runs = [one["coverage"] for of in widths for one in of.values()]
    assert all(abs(one - 0.9) < 3 * told["standard_error"] for one in runs) and 0.88 < np.mean(runs) < 0.92
