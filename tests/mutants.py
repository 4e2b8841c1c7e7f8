"""Scenarios that somebody broke or stretched, drawn from a number alone.

A mutant is a resolved tree with one to three changes: fields by the schema's types, extremes by the bounds, parts lost
or doubled. A stretched scenario has numbers from all over their ranges, the ends included.
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Iterator
from typing import Any

from jobsim import vocabulary as words
from jobsim.scenario import fields, ranges
from jobsim.scenario.provenance import quantities
from jobsim.scenario.quantities import Each, Quantity
from jobsim.scenario.schema import Scenario

Path = tuple[str | int, ...]
_EDGES = sorted({edge for bounds in ranges.UNITS.values() for edge in bounds} | {ranges.TOTAL, ranges.COHORT})
NUMBERS: list[Any] = [
    *_EDGES, *(edge * 1.01 + 1 for edge in _EDGES), -1, 1e300, 1e-300, 2**31, 2**63, 10**30, 0.5, 3,
    "3 persons", "25 %", "1e309", "9 万元", "1/month", "5 CNY/month", "12 months",
]  # fmt: skip
QUANTITIES: list[Any] = [
    {"pert": [0, 1, 2]}, {"pert": [0, 0, 1e308]}, {"lognormal": [1, 50]}, {"normal": [1, 1]}, {"gamma": [1e-9, 1]},
    {"beta": [1e-9, 1e9]}, {"discrete": {"1": 0.5, "2": 0.5}}, {"uniform": [1, 1]}, {"each": {"pert": [1, 2, 3]}},
    {"missing": True, "reason": "x"}, {"dated": [{"from": "2020-01-01", "value": 1}]}, {"value": 1, "unit": "天"},
]  # fmt: skip
TEXTS = [
    "",
    "x",
    "a" * 300,
    "\ud800",
    "\x1b[2J",
    "[/] x",
    "县\u202e",
    "02-29",
    "06-31",
    "0001-01-01",
    "9999-12-31",
    ">= 3",
]
OTHERS: list[Any] = [None, True, [], {}, [[]], {"any": [{}]}, ["x"], {"x": 1}]
WORDS = [*words.GROUPS, *words.STATES, *words.FACTS, *words.MILESTONES, *words.INDICATORS, *words.FIRM_ROLES]


def paths(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Every path below a tree."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, below in items:
        yield (*path, key)
        yield from paths(below, (*path, key))


def mutant(tree: dict[str, Any], number: int) -> tuple[dict[str, Any], list[str]]:
    """The mutant of a number, and what was changed in it."""
    chance, changed, told = random.Random(number), copy.deepcopy(tree), []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        every = list(paths(changed))
        if not every:
            break
        told.append(_change(changed, chance.choice(every), every, chance))
    return changed, told


def _change(tree: dict[str, Any], path: Path, every: list[Path], chance: random.Random) -> str:
    parent, key = _at(tree, path[:-1]), path[-1]
    if isinstance(parent[key], int | float) and not isinstance(parent[key], bool) and chance.random() < 0.6:
        parent[key] = parent[key] * chance.choice((0, 0.1, 0.5, 1.5, 2, 10))
        return f"scale {'.'.join(map(str, path))}"
    what = chance.choice(("value", "value", "value", "value", "delete", "double", "swap", "other"))
    if what == "delete":
        del parent[key]
    elif what == "double":
        if isinstance(parent, list):
            parent.insert(chance.randrange(len(parent) + 1), copy.deepcopy(parent[key]))
        else:
            parent[chance.choice((f"{key}_2", *WORDS))] = copy.deepcopy(parent[key])
    elif what == "swap":
        parent[key] = copy.deepcopy(_at(tree, chance.choice(every)))
    elif what == "other":
        parent[key] = copy.deepcopy(chance.choice(OTHERS))
    else:
        parent[key] = copy.deepcopy(chance.choice(_fitting(path, parent[key])))
    return f"{what} {'.'.join(map(str, path))}"


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _fitting(path: Path, there: Any) -> list[Any]:
    """Values of the kind that the field wants, or that stands there."""
    types = fields.types_at([str(key) for key in path])
    if any(one in (Quantity, Each) for one in types):
        return NUMBERS * 2 + QUANTITIES
    if isinstance(there, bool):
        return [not there]
    if isinstance(there, int | float):
        return NUMBERS
    return TEXTS + WORDS


# ------------------------------------------------------------------------------------------------ inside the ranges

_CROWD = 200.0
"""Of what is counted, so many at most: it is simulated."""


def stretched(made: Scenario, number: int) -> list[str]:
    """Settings ``PATH=VALUE`` that move one to six numbers of a scenario within the ranges of their units."""
    chance, found = random.Random(number), [one for one in quantities(made) if not one.quantity.steps]
    settings = []
    for one in chance.sample(found, chance.choice((1, 1, 2, 3, 6))):
        low, high = ranges.UNITS[one.quantity.unit]
        low, high = max(low, -high), min(high, _CROWD if one.quantity.unit == "count" else high)
        there = 0.0 if one.quantity.is_missing else one.quantity.central()
        value = chance.choice((
            low, high, there * chance.choice((0.0, 0.1, 0.5, 2.0, 10.0)), chance.uniform(low, high),
            math.exp(chance.uniform(math.log(1e-3), math.log(high))),
        ))  # fmt: skip
        law = chance.choice(("point", "point", "point", "pert", "uniform"))
        wide = [min(low, value), value, max(value, min(high, 2 * value + 1))]
        numbers = {"point": f"value: {value!r}", "pert": f"pert: {wide}", "uniform": f"uniform: [{wide[0]}, {wide[2]}]"}
        settings.append(f"{'.'.join(one.path)}={{{numbers[law]}, unit: {one.quantity.unit}, source: assumption}}")
    return settings
