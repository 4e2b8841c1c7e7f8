"""Checks across sections: names that must exist, shares that must sum, conditions that must fit their milestone."""

from __future__ import annotations

from typing import Any

from jobsim.scenario.errors import Problem
from jobsim.scenario.schema import Scenario
from jobsim.scenario.yaml_text import Item


def cross_check(scenario: Scenario, root: Item, plain: dict[str, Any]) -> list[Problem]:
    return []
