"""What is the same in all replications is made once for a scenario, and goes with it."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from pathlib import Path

import pytest

from jobsim.scenario.loader import load_scenario
from jobsim.scenario.prepared import prepared
from jobsim.scenario.schema import Scenario

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"


class Made:
    """Something that can be watched."""


def make(scenario: Scenario) -> Made:
    return Made()


def make_slowly(scenario: Scenario) -> Made:
    time.sleep(0.02)
    return Made()


def fail(scenario: Scenario) -> Made:
    raise ValueError("a figure is missing")


def test_a_scenario_keeps_what_was_made_of_it_and_shares_it_with_no_other() -> None:
    one, other = (load_scenario(MINIMAL).scenario for _ in range(2))
    assert prepared(one, make) is prepared(one, make)
    assert prepared(one, make) is not prepared(other, make)
    assert prepared(one, make) is not prepared(one, make_slowly)


def test_what_was_made_goes_with_its_scenario() -> None:
    scenario = load_scenario(MINIMAL).scenario
    made = weakref.ref(prepared(scenario, make))
    gc.collect()
    assert made() is not None
    del scenario
    gc.collect()
    assert made() is None


def test_threads_share_one() -> None:
    scenario = load_scenario(MINIMAL).scenario
    found: list[Made] = []
    threads = [threading.Thread(target=lambda: found.append(prepared(scenario, make_slowly))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(map(id, found))) == 1


def test_a_fault_is_told_each_time() -> None:
    scenario = load_scenario(MINIMAL).scenario
    for _ in range(2):
        with pytest.raises(ValueError, match="a figure is missing"):
            prepared(scenario, fail)
