"""Whether two replications are the same, field by field and to the bit; and where they first part."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.engines.result import Replication
from jobsim.finance.ledger import Status
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import INDICATORS, MILESTONES, PAYERS

TABLES = ("ledger", "fund_years", "indicators", "targets")
SHOWN = 4
"""Differing rows that a message shows of each table."""


def assert_identical(one: Replication, other: Replication, made: Scenario) -> None:
    """Fail with the first differing rows of each table, in the scenario's words."""
    __tracebackhide__ = True  # the message says it all; a scenario takes pages
    found = differences(one, other, made)
    assert not found, "\n".join(["the replications differ", *found])


def digest(result: Replication) -> str:
    """A hash of all that must not differ between engines, builds and runs."""
    found = hashlib.sha256(repr(result.replication).encode())
    for name in TABLES:
        table = getattr(result, name)
        found.update(f"{name} {table.dtype.descr} {len(table)}".encode())
        found.update(table.tobytes())
    for path, value in sorted(result.parameters.items()):
        found.update(path.encode() + struct.pack("<d", value))
    return found.hexdigest()


def differences(one: Replication, other: Replication, made: Scenario) -> list[str]:
    """In words, what of the second replication is not as in the first; empty if nothing."""
    found = []
    if one.replication != other.replication:
        found.append(f"replication {one.replication} and {other.replication}")
    for name in TABLES:
        found += _rows(name, getattr(one, name), getattr(other, name), _namer(made, name))
    return found + _evidence(one, other) + _parameters(one.parameters, other.parameters)


def _rows(
    name: str, one: npt.NDArray[Any], other: npt.NDArray[Any], named: Callable[[npt.NDArray[Any]], str]
) -> list[str]:
    if one.dtype != other.dtype:
        return [f"{name}: {one.dtype} and {other.dtype}"]
    common = min(len(one), len(other))
    bytes_of = [np.ascontiguousarray(table[:common]).view(("u1", one.dtype.itemsize)) for table in (one, other)]
    unequal = np.flatnonzero((bytes_of[0] != bytes_of[1]).any(axis=-1))
    if not len(unequal) and len(one) == len(other):
        return []
    found = [f"{name}: {len(one)} and {len(other)} rows, {len(unequal)} of the first {common} differ"]
    for row in unequal[:SHOWN].tolist():
        found.append(f"  row {row}, {named(one[row])}" + _renamed(named(one[row]), named(other[row])))
        found += [
            f"    {field}: {_shown(field, one[row][field])} and {_shown(field, other[row][field])}"
            for field in one.dtype.names or ()
            if one[row][field].tobytes() != other[row][field].tobytes()
        ]
    longer, which = (one, "the first") if len(one) > common else (other, "the second")
    found += [f"  row {row} only in {which}: {named(longer[row])}" for row in range(common, len(longer))[:SHOWN]]
    return found


def _renamed(one: str, other: str) -> str:
    return "" if one == other else f" and {other}"


def _namer(made: Scenario, table: str) -> Callable[[npt.NDArray[Any]], str]:
    """How a row of a table is called."""
    paid, funds, targets = [*made.programmes, *made.budget_lines], list(made.funds), list(made.targets)
    indicators, milestones = list(INDICATORS), list(MILESTONES)

    def ledger(row: npt.NDArray[Any]) -> str:
        milestone = milestones[row["milestone"]] if row["milestone"] >= 0 else "budget line"
        kind = ("person", "venture", "firm", "county")[row["subject_kind"]]
        return f"{_entry(paid, row['programme'])} ({milestone}, {kind} {row['subject']}, {_day(row['entitled_day'])})"

    names = {
        "ledger": ledger,
        "fund_years": lambda row: f"{_entry(funds, row['fund'])} in {row['year']}",
        "indicators": lambda row: f"{_entry(indicators, row['indicator'])} in {row['month']}",
        "targets": lambda row: f"{_entry(targets, row['target'])} in {row['year']}",
    }
    return names[table]


def _entry(names: list[str], position: int) -> str:
    return names[position] if 0 <= position < len(names) else f"number {position}"


def _shown(field: str, value: Any) -> str:
    if field.endswith("_day"):
        return _day(value)
    if field == "payer_fen":
        return str({payer: int(fen) for payer, fen in zip(PAYERS, value, strict=True) if fen})
    if field == "status":
        return Status(int(value)).name if int(value) in set(Status) else str(value)
    return repr(value.item())


def _day(day: int) -> str:
    return dt.date.fromordinal(int(day)).isoformat() if day > 0 else str(day)


def _evidence(one: Replication, other: Replication) -> list[str]:
    """What entitlements rest on, if both have kept it."""
    if one.evidence is None or other.evidence is None:
        return []
    found = _rows("evidence", one.evidence.rows, other.evidence.rows, lambda row: f"claim {row['claim']}")
    if not found and not np.array_equal(one.evidence.facts, other.evidence.facts):
        found = ["evidence: the facts differ"]
    if one.persons is not None and other.persons is not None and not np.array_equal(one.persons, other.persons):
        found.append("the persons differ")
    return found


def _parameters(one: dict[str, float], other: dict[str, float]) -> list[str]:
    """Parameters have no order: each is drawn by its path, whenever it is first asked for."""
    paths = [path for path in {**one, **other} if one.get(path) != other.get(path)]
    found = [f"  {path}: {one.get(path)!r} and {other.get(path)!r}" for path in paths[:SHOWN]]
    return [f"parameters: {len(one)} and {len(other)}, {len(paths)} differ", *found] if paths else []
