"""The command line answers at once."""

import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner

from jobsim.cli import main

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"

PROBE = """
import sys
from click.testing import CliRunner
from jobsim.cli import main
assert CliRunner().invoke(main, {arguments}).exit_code == 0
heavy = {{"numpy", "scipy", "matplotlib", "polars", "pydantic", "simpy", "ruamel.yaml", "rich"}} & set(sys.modules)
assert not heavy, heavy
"""


def test_help_needs_none_of_the_heavy_libraries():
    for arguments in (["--help"], ["run", "--help"], ["--version"]):
        subprocess.run([sys.executable, "-c", PROBE.format(arguments=arguments)], check=True)


def test_help_answers_in_half_a_second():
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "jobsim", "--help"], check=True, capture_output=True)
        best = min(best, time.perf_counter() - started)
    assert best < 0.5


LIGHT = """
import sys
from click.testing import CliRunner
from jobsim.cli import main
for arguments in {commands}:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, (arguments, done.output)
    compiler = {{"numba", "llvmlite"}} & set(sys.modules)
    assert not compiler, (arguments, compiler)
"""


def test_commands_that_simulate_nothing_need_no_compiler():
    named = ("validate", "resolve", "coverage", "cases", "assumptions")
    commands = [["--help"], ["bench", "--help"], *([name, str(MINIMAL)] for name in named),
                ["diff", str(MINIMAL), str(MINIMAL)], ["verify", "--help"]]  # fmt: skip
    subprocess.run([sys.executable, "-c", LIGHT.format(commands=commands)], check=True)


def test_help_names_the_numbers_that_hold():
    from jobsim.experiments.bench import Effort
    from jobsim.experiments.replications import DEFAULT_REPLICATIONS

    run, bench = (CliRunner().invoke(main, [command, "--help"]).output for command in ("run", "bench"))
    assert f"[default: {DEFAULT_REPLICATIONS}]" in run
    assert f"[default: {Effort().replications}]" in bench and f"[default: {Effort().simpy_replications}]" in bench
