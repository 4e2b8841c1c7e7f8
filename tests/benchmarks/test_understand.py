"""What a result rests on: the benchmark runs in small, and what it had found holds."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "benchmarks" / "understand.py"


@pytest.fixture(scope="module")
def benchmark_of_understanding():
    spec = importlib.util.spec_from_file_location("understand", PLACE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found():
    return json.loads(PLACE.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_benchmark_runs_in_small(benchmark_of_understanding, tmp_path):
    *_, told = benchmark_of_understanding.main(tmp_path / "store", str(benchmark_of_understanding.KNOWN_COUNTY), 120, 1)
    assert told["county"]["overlap"]["outlay.2023.cash"][0] >= 2 and told["shares"]["pairs"] == 25
    assert told["worth"][0]["path"] == "budget_lines.one.price"
    json.dumps(told)


def test_the_intervals_of_the_share_hold_the_truth_as_often_as_they_say(found):
    shares = found["shares"]
    assert shares["covered"] >= 0.8 and shares["mean"] == pytest.approx(shares["true"], abs=0.06)


def test_two_seeds_name_the_same_numbers(found):
    for name, (same, of) in found["county"]["overlap"].items():
        if name.startswith(("outlay", "fund")):
            assert same >= of - 3, name


def test_what_knowing_is_worth_is_what_a_run_gives(found):
    """Within two errors of the run and the interval that was said."""
    assert found["worth"]
    for one in found["worth"]:
        for what in ("range", "reserve"):
            said, low, high = one[what]["said"]
            half = max(high - said, said - low)
            assert abs(one[what]["run"] - said) <= half + 2 * one[what]["error"], (one["path"], what)
