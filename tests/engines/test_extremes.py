"""Counties of nobody, of one, of nothing: the engines agree, or the scenario is refused; no index leaves its array.

Interpreted, the kernel's records refuse an index beyond their end, which compiled code does not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
import counties
from identity import assert_identical
from jobsim.engines import run_replication

for case in sys.argv[2:]:
    made = counties.scenario(counties.SMALL, *case.split("|"))
    results = [run_replication(made, 1, 0, engine=engine) for engine in ("simpy", "compiled")]
    assert_identical(*results, made)
    print(len(results[0].ledger))
"""
NO_FIRMS = "county.firms.number=0 firms|places.internship.openings=[]"
NOBODY = "county.persons=0|county.cohorts.college=0|county.cohorts.vocational=0|county.cohorts.monitored_students=0"
SHORT = "|horizon.history_from=2022-12-31"
CASES = {
    "no firms": NO_FIRMS,
    "no firms and one person": NO_FIRMS + "|county.persons=1",
    "nobody": NOBODY + SHORT,
    "nobody and no firms": NOBODY + "|" + NO_FIRMS + SHORT,
    "school leavers alone": "county.persons=0" + SHORT,
    "one of each": "county.persons=1|county.firms.number=1" + SHORT,
    "no roles, no events": "county.firms.roles={}|events={}" + SHORT,
    "no places": "places.internship.openings=[]|places.public_post.openings=[]|places.loans.yearly=0" + SHORT,
    "no ventures": "county.ventures.founded={}|county.ventures.loans=0" + SHORT,
    "from the first year": "county.persons=3|horizon.history_from=2001-01-01|standards.loan_prime_rate=4 %/year",
}


def in_a_build(cases: list[str], **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(Path(__file__).parents[1]), *cases],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert len(done.stdout.split()) == len(cases)


@pytest.mark.parametrize("some", [slice(0, 5), slice(5, None)], ids=["empty", "small"])
def test_the_engines_agree_at_the_extremes_and_no_index_leaves_its_array(some: slice) -> None:
    in_a_build(list(CASES.values())[some], NUMBA_DISABLE_JIT="1")


@pytest.mark.slow
def test_the_extremes_hold_where_every_index_is_checked() -> None:
    in_a_build(list(CASES.values()), NUMBA_BOUNDSCHECK="1")
