"""Replications in a process of their own, in which a thread compiles and calls numba functions of a user."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHILD = """
import sys, threading
sys.path.insert(0, sys.argv[1])
import numba
import counties, identity
from jobsim.engines import run_replication

def compile_for_oneself():
    number = 0
    while not over.is_set():
        exec(f"def own(x): return helper(x) + {number}", scope := {"helper": numba.njit(lambda x: 2 * x)})
        sums.append(numba.njit(scope["own"])(1) == 2 + number and numba.njit(scope["own"])(1.5) == 3 + number)
        number += 1

over, sums = threading.Event(), []
user = threading.Thread(target=compile_for_oneself)
user.start()
try:
    made = counties.scenario(sys.argv[2], *sys.argv[4:])
    print(identity.digest(run_replication(made, int(sys.argv[3]), 0, engine="compiled")))
finally:
    over.set()
    user.join()
assert sums and all(sums)
"""


def start(seed: int, name: str, *overrides: str, **environment: str) -> subprocess.Popen[str]:
    """Start a compiled replication of a county."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(Path(__file__).parent), name, str(seed), *overrides],
        env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def outcome(started: subprocess.Popen[str]) -> tuple[str, str]:
    """The digest of what it has simulated, and what it said. The user's own results were right."""
    digest, said = started.communicate(timeout=1_800)
    assert started.returncode == 0, said[-4000:]
    return digest.strip(), said


def digest_elsewhere(seed: int, name: str, *overrides: str, **environment: str) -> str:
    return outcome(start(seed, name, *overrides, **environment))[0]
