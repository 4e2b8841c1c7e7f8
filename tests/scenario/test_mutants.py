"""Whatever is broken in a scenario is refused with a message, or is a scenario: nothing else ever happens.

The long form, which simulates what is accepted on both engines, is benchmarks/reliability/fuzz.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from mutants import mutant

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.mark.parametrize(("name", "count"), [("minimal", 120), ("fushui", 30)])
def test_a_mutant_is_refused_or_accepted_and_nothing_else(tmp_path: Path, name: str, count: int) -> None:
    tree, path = load_scenario(FIXTURES / name).tree, tmp_path / "scenario.yaml"
    outcomes = {"accepted": 0, "refused": 0}
    for number in range(count):
        broken, changes = mutant(tree, number)
        path.write_text(json.dumps(broken), encoding="utf-8")
        try:
            load_scenario(path)
            outcomes["accepted"] += 1
        except ScenarioError as error:
            assert str(error), changes
            assert all(problem.message for problem in error.problems), changes
            outcomes["refused"] += 1
        except Exception as error:
            raise AssertionError(f"mutant {number} of {name}: {changes}") from error
    assert min(outcomes.values()) > count // 20, outcomes
