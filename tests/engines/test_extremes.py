"""Counties of nobody, of one, of nothing: the engines agree, or the scenario is refused; no index leaves its array.

Interpreted, the kernel's records refuse an index beyond their end, which compiled code does not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import counties
from jobsim.scenario.errors import ScenarioError
from jobsim.vocabulary import OPEN_STATES, STATES, State

CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
import counties
from identity import assert_identical
from jobsim.engines import run_replication
from jobsim.scenario.errors import ScenarioError
from mutants import stretched

def agree(made):
    results = [run_replication(made, 1, 0, engine=engine) for engine in ("simpy", "compiled")]
    assert_identical(*results, made)
    return len(results[0].ledger)

for case in sys.argv[3:]:
    name, _, overrides = case.partition(":")
    print(agree(counties.scenario(name, *overrides.split("|"))))

hamlet, ran = counties.scenario(counties.RICH, *counties.HAMLET), 0
for number in range(10_000):
    if ran == int(sys.argv[2]):
        break
    try:
        made = counties.scenario(counties.RICH, *counties.HAMLET, *stretched(hamlet, number))
    except ScenarioError:
        continue
    try:
        print(agree(made))
    except BaseException:
        print(number, stretched(hamlet, number), file=sys.stderr)
        raise
    ran += 1
"""
MINE = "minimal:"
NO_FIRMS = "county.firms.number=0 firms|places.internship.openings=[]"
NOBODY = "county.persons=0|county.cohorts.college=0|county.cohorts.vocational=0|county.cohorts.monitored_students=0"
SHORT = "|horizon.history_from=2022-12-31"
NO_HOST = "county.firms.role_rules={internship_host: {sizes: [large]}}|county.firms.sizes={micro: 1}"
INTERNS = "county.states={urban: {intern: 0.5, searching: 0.5}, rural: {intern: 1}}"
CASES = {
    "no firms": MINE + NO_FIRMS,
    "no firms and one person": MINE + NO_FIRMS + "|county.persons=1",
    "nobody": MINE + NOBODY + SHORT,
    "nobody and no firms": MINE + NOBODY + "|" + NO_FIRMS + SHORT,
    "school leavers alone": MINE + "county.persons=0" + SHORT,
    "one of each": MINE + "county.persons=1|county.firms.number=1" + SHORT,
    "no roles, no events": MINE + "county.firms.roles={}|places.internship.openings=[]|events={}" + SHORT,
    "no places": MINE + "places.internship.openings=[]|places.public_post.openings=[]|places.loans.yearly=0" + SHORT,
    "no ventures": MINE + "county.ventures.founded={}|county.ventures.loans=0" + SHORT,
    "from the first year": MINE + "county.persons=3|horizon.history_from=2001-01-01|standards.loan_prime_rate=4 %/year",
    "no families": "fushui:county.persons=0|county.firms.number=5" + SHORT,
    "fifty years": MINE + "county.persons=4|county.cohorts.college=1|county.cohorts.vocational=0|county.firms.number=2|"
                   "county.cohorts.monitored_students=0|horizon.history_from=2022-01-01|horizon.end=2071-12-31",
    "interns and no firms": MINE + NO_FIRMS + "|county.persons=40|" + INTERNS + SHORT,
    "interns and no host": MINE + NO_HOST + "|county.persons=40|" + INTERNS,
}  # fmt: skip
"""Settings over a county of ``fixtures``."""
AT_FIRST = [
    f"fushui:{'|'.join(counties.HAMLET)}|county.states={{urban: {{{state}: 1}}, rural: {{{state}: 1}}}}"
    for state in STATES
]
"""Everybody begins in one state."""
BRANCHES = ("school.college", "school.vocational", "employment.after", "employment.after_rural", "venture.after")


def in_a_build(cases: list[str], random: int, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(Path(__file__).parents[1]), str(random), *cases],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert len(done.stdout.split()) == len(cases) + random


@pytest.mark.parametrize("some", [slice(0, 5), slice(5, 11), slice(11, None)], ids=["empty", "small", "long"])
def test_the_engines_agree_at_the_extremes_and_no_index_leaves_its_array(some: slice) -> None:
    in_a_build(list(CASES.values())[some], 1, NUMBA_DISABLE_JIT="1")


@pytest.mark.slow
def test_the_extremes_hold_where_every_index_is_checked() -> None:
    in_a_build([*CASES.values(), *AT_FIRST], 40, NUMBA_BOUNDSCHECK="1")


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_branching_leads_to_states_that_need_no_employer_place_or_venture(branch: str) -> None:
    """A venture that nobody founded has no row, an internship no host: such a leaver wrote where it might not."""
    for state in STATES:
        way = (f"behaviour.{branch}.rest={state}", f"behaviour.{branch}.shares={{{state}: 0.5}}")
        if state in OPEN_STATES or (branch.startswith("school") and state == "employed"):
            counties.scenario(counties.RICH, *way)
            continue
        for setting in way:
            with pytest.raises(ScenarioError, match=f"behaviour.{branch}"):
                counties.scenario(counties.RICH, setting)


def test_where_no_firm_is_a_host_nobody_interns() -> None:
    name, _, overrides = CASES["interns and no host"].partition(":")
    ends = overrides.split("|")
    made, some = counties.scenario(name, *ends), counties.scenario(name, *ends[2:])
    results = [counties.replication(name, *ends), counties.replication(name, *ends[2:])]
    claims = [
        len(counties.of(one, two.ledger, "internship_subsidy")) for one, two in zip((made, some), results, strict=True)
    ]
    assert claims[0] == 0 and claims[1] > 0
    held = counties.county(name, *ends)
    assert not (held.persons["state"] == State.INTERN).any()
