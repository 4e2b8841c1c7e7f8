"""What a loaded scenario can tell: its flattened text, differences, its assumptions, its clauses."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from jobsim.scenario import fields, joint_sample
from jobsim.scenario.checks import sections_with_clause
from jobsim.scenario.loader import Loaded
from jobsim.scenario.notation import looks_like_quantity
from jobsim.scenario.provenance import clause_ids, quantities
from jobsim.scenario.quantities import shown
from jobsim.scenario.schema import Scenario
from jobsim.scenario.yaml_text import Item, plain_scalar

MEASURE = "measure"
_PLAIN = re.compile(r"[^\W_][\w \-./%+()（），、。；：《》“”—]*\Z")

# ---------------------------------------------------------------------------------------- resolve


def resolve(loaded: Loaded) -> str:
    """The flattened scenario as YAML, each value with its file and line. Loading the text gives the same tree.

    What was left out for want of a figure stands at its head.
    """
    ordered = {name: loaded.root.value[name] for name in Scenario.model_fields if name in loaded.root.value}
    left_out = "".join(f"# left out, its figure is missing: {e.name} ({e.clause})\n" for e in loaded.excluded)
    return left_out + "".join(_lines(ordered, (), 0))


def _lines(entries: dict[str, Item], path: tuple[str, ...], depth: int) -> Iterator[str]:
    for key, item in entries.items():
        here = (*path, key)
        head = f"{'  ' * depth}{key_text(key)}:"
        if item.is_mapping and item.value and not _is_leaf(item, here):
            yield f"{head}\n"
            yield from _lines(item.value, here, depth + 1)
        else:
            yield f"{head} {flow(item.plain())}  # {item.place}\n"


def _is_leaf(item: Item, path: tuple[str, ...]) -> bool:
    quantity = any(fields.is_quantity(branch) for branch in fields.types_at(path))
    return not item.is_mapping or (quantity and looks_like_quantity(item.value))


def key_text(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_][\w.-]*", key) else json.dumps(key, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        plain = _PLAIN.match(value) and not value.endswith(" ") and isinstance(plain_scalar(value), str)
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


# ---------------------------------------------------------------------------------------- diff


@dataclass(frozen=True)
class Difference:
    """A value that differs; None where a scenario does not have it."""

    path: str
    a: Any
    b: Any


def diff(a: Loaded, b: Loaded) -> list[Difference]:
    """Values that differ between two scenarios, in the order of A and then of B. Quantities and lists count whole."""
    left, right = dict(_leaves(a.tree, ())), dict(_leaves(b.tree, ()))
    paths = [*left, *(path for path in right if path not in left)]
    return [Difference(path, left.get(path), right.get(path)) for path in paths if left.get(path) != right.get(path)]


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    quantity = path and any(fields.is_quantity(branch) for branch in fields.types_at(path))
    if path == joint_sample.SECTION and isinstance(value, dict):
        yield ".".join(path), joint_sample.in_short(value)
    elif isinstance(value, dict) and value and not (quantity and looks_like_quantity(value)):
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    else:
        yield ".".join(path), value


# ---------------------------------------------------------------------------------------- assumptions


@dataclass(frozen=True)
class Assumption:
    """A number that is neither from the policy text nor from a regulation."""

    path: str
    value: str
    unit: str
    source: str
    reference: str | None
    note: str | None
    title: Any
    """Title (zh, en) of the programme, target or fund it belongs to, if any."""
    uncertain: bool
    calibrated: str | None = None
    """What a joint sample leaves of its range: median and, in brackets, the 5 % and 95 % quantiles."""


def assumptions(loaded: Loaded) -> list[Assumption]:
    """The register of assumptions, in the schema's order."""
    register = []
    left = joint_sample.left(loaded.scenario)
    for found in quantities(loaded.scenario):
        quantity = found.quantity
        if quantity.source in ("policy", "regulation"):
            continue
        text = shown(quantity)
        register.append(
            Assumption(
                quantity.path, f"each: {text}" if found.each and quantity.is_uncertain else text, quantity.unit,
                quantity.source or "", quantity.reference, quantity.note, found.title,
                quantity.is_uncertain and not found.each,
                joint_sample.told(left[quantity.path]) if quantity.path in left else None,
            )
        )  # fmt: skip
    return register


# ---------------------------------------------------------------------------------------- coverage


Disposition = Literal["modelled", "approximated", "budgeted", "recorded", "absent"]


@dataclass(frozen=True)
class ClauseCoverage:
    """How the scenario deals with a clause: ``lost`` is what its approximations leave out."""

    id: str
    kind: str
    title: Any
    disposition: Disposition
    where: tuple[str, ...]
    reason: Any
    lost: tuple[Any, ...] = ()


def coverage(loaded: Loaded) -> list[ClauseCoverage]:
    """Every clause of the scenario, in its order, measures apart. Modelled before budgeted before recorded.

    A clause is approximated, not modelled, where something that carries it out says that it only comes near to it.
    """
    return [row for row in _covered(loaded) if row.kind != MEASURE]


def measures(loaded: Loaded) -> list[ClauseCoverage]:
    """What the document names beside its clauses, and how the scenario deals with it."""
    return [row for row in _covered(loaded) if row.kind == MEASURE]


def _covered(loaded: Loaded) -> list[ClauseCoverage]:
    scenario = loaded.scenario
    named: dict[str, list[str]] = defaultdict(list)
    lost: dict[str, list[Any]] = defaultdict(list)
    for path, section in sections_with_clause(scenario):
        for clause in clause_ids(section.clause):
            named[clause].append(".".join(path))
            if getattr(section, "approximation", None) is not None:
                lost[clause].append(section.approximation)
    table = []
    for clause, described in scenario.clauses.items():
        where = tuple(named[clause])
        modelled = tuple(path for path in where if not path.startswith("budget_lines."))
        record = scenario.recorded.get(clause)
        disposition: Disposition = (
            "approximated" if modelled and lost[clause] else "modelled" if modelled
            else "budgeted" if where else "recorded" if record else "absent"
        )  # fmt: skip
        reason = record.reason if record is not None and not where else None
        if record is not None and not where:
            where = (f"recorded.{clause}",)
        left = tuple(lost[clause])
        table.append(ClauseCoverage(clause, described.kind, described.title, disposition, where, reason, left))
    return table


@dataclass(frozen=True)
class Approximation:
    """An entry that only comes near to its clauses, and what is lost."""

    path: str
    title: Any
    clauses: tuple[str, ...]
    lost: Any


def approximations(scenario: Scenario) -> list[Approximation]:
    """What only comes near to its clause, in the schema's order."""
    return [
        Approximation(".".join(path), section.title, clause_ids(section.clause), section.approximation)
        for path, section in sections_with_clause(scenario)
        if getattr(section, "approximation", None) is not None
    ]
