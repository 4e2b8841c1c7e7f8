"""Where each number comes from: its own source, else the nearest one stated above it, else the clause it belongs to.

A clause alone implies ``policy``; a source stated above, however far, beats what a clause implies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import BaseModel

from jobsim.scenario.errors import Problem, problem_at
from jobsim.scenario.faults import place_of
from jobsim.scenario.quantities import Each, Quantity
from jobsim.scenario.schema import Scenario
from jobsim.scenario.yaml_text import Item

_NAMED = frozenset(("services", "events", "procedures", "programmes", "budget_lines", "funds", "targets", "shocks"))
_SOURCE_HINT = "give it, or a section above it, source: policy, regulation, statistic, literature or assumption"


@dataclass(frozen=True)
class Provenance:
    """Source, reference and note that hold for the numbers of a section; ``implied`` by its clause or stated."""

    source: str
    reference: str | None
    note: str | None
    implied: bool = False


@dataclass(frozen=True)
class Found:
    """A quantity of the scenario with its path, the sections above it and what they say of its source."""

    path: tuple[str, ...]
    quantity: Quantity
    each: bool
    inherited: Provenance | None
    clauses: tuple[str, ...]
    title: Any


def quantities(value: Any, path: tuple[str, ...] = ()) -> Iterator[Found]:
    """All quantities below a section, in the schema's order."""
    yield from _walk(value, path, None, (), None)


def _walk(
    value: Any, path: tuple[str, ...], inherited: Provenance | None, clauses: tuple[str, ...], title: Any
) -> Iterator[Found]:
    if isinstance(value, Quantity):
        yield Found(path, value, False, inherited, clauses, title)
    elif isinstance(value, Each):
        yield Found(path, value.quantity, True, inherited, clauses, title)
    elif isinstance(value, BaseModel):
        held = value.__dict__
        clauses = clause_ids(held.get("clause")) or clauses
        title = held.get("title") or title
        if held.get("source") is not None:
            inherited = Provenance(held["source"], held.get("reference"), held.get("note"))
        elif held.get("clause") is not None and (inherited is None or inherited.implied):
            reference = held.get("reference") or ", ".join(clauses)
            inherited = Provenance("policy", reference, held.get("note"), implied=True)
        elif inherited is not None and (held.get("reference") or held.get("note")):
            reference, note = held.get("reference") or inherited.reference, held.get("note") or inherited.note
            inherited = replace(inherited, reference=reference, note=note)
        keys = _keys(type(value))
        for name, below in held.items():
            yield from _walk(below, (*path, keys.get(name, name)), inherited, clauses, title)
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _walk(below, (*path, str(key)), inherited, clauses, title)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _walk(below, (*path, str(index)), inherited, clauses, title)


@cache
def _keys(model: type[BaseModel]) -> dict[str, str]:
    """By a field's name how a scenario writes it."""
    return {name: field.alias or name for name, field in model.model_fields.items()}


def clause_ids(clause: Any) -> tuple[str, ...]:
    """The clause ids a section names: none, one or several."""
    if clause is None:
        return ()
    return (clause,) if isinstance(clause, str) else tuple(clause)


def fill(scenario: Scenario, root: Item, prefix: tuple[str, ...] = ()) -> list[Problem]:
    """Gives every quantity its path, source and reference. A number without a source is a problem.

    The quantities are fresh from validation and owned by this scenario, so they are completed in place.
    """
    bare: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for found in quantities(scenario, prefix):
        if not _fill_one(found):
            # Named entries have their second key as head, other sections their first.
            head = found.path[:2] if found.path[0] in _NAMED else found.path[:1]
            bare[head].append(found.path)
    problems = []
    for head, paths in bare.items():
        many = len(paths) > 2
        what = f"{'.'.join(head)}: {len(paths)} numbers, the first is {'.'.join(paths[0])}" if many else ""
        for path in [head] if many else paths:
            dotted = ".".join(path)
            place = place_of(root, path, key=many)
            problems.append(problem_at(place, dotted, f"no source for {what or dotted}", _SOURCE_HINT))
    return problems


def _fill_one(found: Found) -> bool:
    """Completes one quantity; False if it has no source."""
    quantity = found.quantity
    given = found.inherited
    path = ".".join(found.path)
    source, reference, note = quantity.source, quantity.reference, quantity.note
    stepwise = bool(quantity.steps) and all(step.source for _, step in quantity.steps)
    if source is None and given is not None:
        source = given.source
        reference = reference or given.reference
        note = note or given.note
    if source == "policy" and reference is None and found.clauses:
        reference = ", ".join(found.clauses)
    if source is None and stepwise:
        source = quantity.steps[0][1].source
        reference = reference or quantity.steps[0][1].reference
    _set(quantity, path=path, source=source, reference=reference, note=note)
    for index, (_, step) in enumerate(quantity.steps):
        _set(
            step, path=f"{path}.dated.{index}", source=step.source or source,
            reference=step.reference or reference, note=step.note or note,
        )  # fmt: skip
    return source is not None


def _set(quantity: Quantity, **values: str | None) -> None:
    for name, value in values.items():
        object.__setattr__(quantity, name, value)
