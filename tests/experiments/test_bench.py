"""What the benchmark makes of its measurements; the measurements themselves on the smallest county."""

import json
import math
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.experiments import bench, probe
from jobsim.experiments.bench import BenchError, Effort, exponent
from jobsim.reports import bench_table
from jobsim.reports.console import console as new_console

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")


class Told(list):
    """A laboratory whose processes answer from a table: compiled runs do 1,000 events in 10 ms a replication."""

    seconds = {"compiled": 0.01, "simpy": 1.0}  # noqa: RUF012

    def __call__(self, lab, *arguments):
        self.append(arguments)
        if arguments[1] == "jobsim":
            return self.run(arguments)
        asked = json.loads(arguments[-1])
        return bench._Ended(json.dumps(getattr(self, asked.pop("measure"))(**asked)), "compiling …\n", 100.0, 1.0)

    def facts(self, scenario):
        return {"scenario": "testland", "scenario_hash": "abc", "persons": 300, "bytes_per_person": 96}

    def start(self, scenario, launched, seed):
        return {"computing_seconds": 1.5, "first_result_seconds": 2.0}

    def speed(self, scenario, engine, replications_, workers, seed, factor=1.0):
        seconds = self.seconds[engine] * replications_ * factor**1.1 / workers**0.9
        return {"seconds": seconds, "processor_seconds": seconds, "events": 1000 * replications_,
                "replications": replications_}  # fmt: skip

    def run(self, arguments):
        number = int(arguments[arguments.index("-n") + 1])
        folder = Path(arguments[arguments.index("--out") + 1]) / "testland" / "0123456789ab"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text('{"wall_seconds": 3.0}')
        return bench._Ended("", "", 100.0 + number / 10, 5.0)


@pytest.fixture
def told(monkeypatch):
    answers = Told()
    monkeypatch.setattr(bench._Lab, "_process", lambda lab, *arguments: answers(lab, *arguments))
    return answers


def measured():
    return bench.measure("testland", Effort(replications=100, rounds=3), 1, 2, lambda _: None)


def test_rates_and_ratios(told):
    document = measured()
    engines = document["engines"]
    assert engines["compiled"]["events_per_second"] == 100_000 and engines["simpy"]["events_per_second"] == 1000
    assert engines["ratio"] == {"events_per_second": 100.0, "replications_per_second": 100.0}
    assert engines["compiled"]["events_per_replication"] == 1000
    assert document["threads"] == {"one": 100.0, "all": pytest.approx(100 * 2**0.9, abs=0.001), "speedup": 1.87}
    assert document["memory"] == {"bytes_per_person": 96, "peak_mb": {"10": 101.0, "100": 110.0}, "ratio": 1.089}
    assert document["growth"]["exponent"] == pytest.approx(1.1)
    assert [size["persons"] for size in document["growth"]["sizes"]] == [300, 1200, 4800]
    assert document["runs"]["simpy"] == {"replications": 10, "wall_seconds": 5.0, "simulation_seconds": 3.0}
    assert document["start"]["cold"]["told"] == "compiling …" and document["start"]["warm"]["computing_seconds"] == 1.5


def test_what_is_compared_takes_turns(told):
    measured()
    speeds = [json.loads(asked[-1]) for asked in told if asked[1] != "jobsim" and '"speed"' in asked[-1]]
    turns = [(asked["engine"], asked["workers"]) for asked in speeds if "factor" not in asked]
    assert turns == 3 * [("compiled", 1), ("simpy", 1), ("compiled", 2)]


def test_every_key_is_described_and_every_figure_shown(told):
    document = measured()

    def keys(value):
        for key, below in value.items():
            if not key.isdigit():
                yield key
            for inner in below if isinstance(below, list) else [below]:
                if isinstance(inner, dict):
                    yield from keys(inner)

    described = set(re.findall(r"``([\w.]+)``", bench.__doc__))
    described |= {part for name in described for part in name.split(".")}
    assert set(keys(document)) <= described
    console = new_console()
    with console.capture() as page:
        console.print(bench_table.page(document, "en"))
    for figure in ("100,000", "100.0", "1.87", "96 B", "101 MB", "1.10", "4,800", "1.5"):
        assert figure in page.get()


def test_a_quick_benchmark_measures_less():
    full, quick = Effort(), Effort().quick()
    assert all(getattr(quick, name) < getattr(full, name) for name in vars(full))


def test_the_exponent_is_the_slope_on_logarithmic_axes():
    assert exponent([(1, 2.0), (4, 2.0 * 4**1.15), (16, 2.0 * 16**1.15)]) == pytest.approx(1.15)


PEAKS = """
import pathlib, sys
from jobsim.experiments.bench import _Lab
lab = _Lab("", 1, 1, pathlib.Path(sys.argv[1]))
small, large = (lab._process("-c", f"x = bytearray({size}_000_000); print(len(x))") for size in (200, 400))
assert (small.said, large.said) == ("200000000\\n", "400000000\\n")
print(large.peak_mb - small.peak_mb)
"""


def test_peak_memory_and_output_are_those_of_the_process(tmp_path):
    # From a process that is small itself: a new one begins with the peak of the one it comes from.
    done = subprocess.run([sys.executable, "-c", PEAKS, str(tmp_path)], check=True, capture_output=True, text=True)
    difference = float(done.stdout)
    assert math.isnan(difference) or 150 < difference < 250


def test_a_measurement_that_fails_says_why(tmp_path):
    lab = bench._Lab(MINIMAL, 1, 1, tmp_path)
    with pytest.raises(BenchError, match="no air") as failed:
        lab._process("-c", "import sys; sys.exit('no air')")
    assert failed.value.code == 1


def test_a_scenario_that_is_not_there_is_the_users_fault():
    done = CliRunner().invoke(main, ["bench", "nowhere"])
    assert done.exit_code == 2 and "no such file or folder: nowhere" in done.stderr and done.stdout == ""


def asked(capsys, measure, **arguments):
    assert probe.main(json.dumps({"measure": measure, "scenario": MINIMAL, **arguments})) == 0
    return json.loads(capsys.readouterr().out)


def test_probes_measure(capsys):
    facts = asked(capsys, "facts")
    assert facts["persons"] == 300 and facts["bytes_per_person"] <= 128
    speeds = [asked(capsys, "speed", engine=engine, replications_=2, workers=1) for engine in ("simpy", "compiled")]
    assert speeds[0]["events"] == speeds[1]["events"] > 0 and speeds[0]["replications"] == 2
    larger = asked(capsys, "speed", engine="compiled", replications_=2, workers=1, factor=3.0)
    assert 2 < larger["events"] / speeds[0]["events"] < 4
    start = asked(capsys, "start", launched=time.time())
    assert 0 < start["computing_seconds"] < start["first_result_seconds"]
