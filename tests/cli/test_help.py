"""The command line answers at once."""

import subprocess
import sys
import time

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
