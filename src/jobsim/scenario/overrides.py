"""``--set PATH=VALUE`` and variants: single values put over a resolved tree, with the checks of a file."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from jobsim.scenario import fields, units
from jobsim.scenario.errors import Place, Problem, ScenarioError, problem_at
from jobsim.scenario.faults import item_at
from jobsim.scenario.notation import FORMS, looks_like_quantity
from jobsim.scenario.suggestions import suggestion
from jobsim.scenario.yaml_text import Item, parse


def apply_overrides(root: Item, texts: Sequence[str], extra: Mapping[str, Any] | None) -> Item:
    """The tree with a variant's values and then each ``PATH=VALUE`` over it."""
    problems: list[Problem] = []
    for path, item in _of_variant(root, extra or {}, ()):
        root = _try(root, path, item, problems)
    for text in texts:
        dotted, equals, written = text.partition("=")
        dotted = dotted.strip()
        place = Place(f"--set {dotted}")
        if not equals or not dotted:
            problems.append(problem_at(Place(f"--set {text}"), "", "expected PATH=VALUE"))
            continue
        try:
            value = parse(written, place.file) if written.strip() else None
        except ScenarioError as error:
            problems += [problem_at(place, "", problem.message, problem.hint) for problem in error.problems]
            continue
        item = _at_place(value, place) if value is not None else Item(None, place, place)
        root = _try(root, tuple(dotted.split(".")), item, problems)
    if problems:
        raise ScenarioError(problems)
    return root


def _try(root: Item, path: tuple[str, ...], item: Item, problems: list[Problem]) -> Item:
    problem = _unknown(root, path, item.place)
    if problem is not None:
        problems.append(problem)
        return root
    path, item = _meant(root, path, item)
    return _put(root, path, item)


def _of_variant(root: Item, extra: Mapping[str, Any], path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Item]]:
    """Paths and values of a variant: dotted keys, or mappings nested as in a file."""
    found: list[tuple[tuple[str, ...], Item]] = []
    for key, value in extra.items():
        here = (*path, *str(key).split("."))
        below = item_at(root, here)
        whole = any(fields.is_quantity(branch) for branch in fields.types_at(here))
        if isinstance(value, Mapping) and below is not None and below.is_mapping and not whole:
            found += _of_variant(root, value, here)
        else:
            found.append((here, _item(value, Place("variant"))))
    return found


def _item(value: Any, place: Place) -> Item:
    if isinstance(value, Mapping):
        return Item({str(key): _item(below, place) for key, below in value.items()}, place, place)
    if isinstance(value, list | tuple):
        return Item([_item(below, place) for below in value], place, place)
    if not isinstance(value, str | bool | int | float | dt.date | None):
        value = value.item() if hasattr(value, "item") else str(value)
    return Item(value, place, place)


def _at_place(item: Item, place: Place) -> Item:
    if isinstance(item.value, dict):
        return Item({key: _at_place(below, place) for key, below in item.value.items()}, place, place)
    if isinstance(item.value, list):
        return Item([_at_place(below, place) for below in item.value], place, place)
    return Item(item.value, place, place)


def _unknown(root: Item, path: tuple[str, ...], place: Place) -> Problem | None:
    """A problem if the path is neither in the tree nor an optional field of the schema."""
    if item_at(root, path) is not None:
        return None
    for length in range(len(path)):
        if item_at(root, path[: length + 1]) is not None or _optional_field(path[:length], path[length]):
            continue
        hint = suggestion(root, path, _paths(root))
        return problem_at(place, "", f"no such path in the scenario: {'.'.join(path)}", hint)
    return None


def _optional_field(parent: Sequence[str], key: str) -> bool:
    for branch in fields.types_at(parent):
        if fields.is_model(branch) and key in fields.model_keys(branch):
            return True
        if typing.get_origin(branch) is dict and key in fields.words(typing.get_args(branch)[0]):
            return True
    return False


def _paths(root: Item) -> list[str]:
    found: list[str] = []
    pending: list[tuple[str, Item]] = [(key, item) for key, item in root.value.items()]
    while pending:
        path, item = pending.pop()
        found.append(path)
        if isinstance(item.value, dict):
            pending += [(f"{path}.{key}", below) for key, below in item.value.items()]
        elif isinstance(item.value, list):
            pending += [(f"{path}.{index}", below) for index, below in enumerate(item.value)]
    return found


def _meant(root: Item, path: tuple[str, ...], item: Item) -> tuple[tuple[str, ...], Item]:
    """A number put on a quantity takes the unit written there, and the user as its source."""
    if _is_step(root, path):
        return path, _step(root, path, item)
    branches = fields.types_at(path)
    if not any(fields.is_quantity(branch) for branch in branches):
        return path, item
    there = item_at(root, path)
    amount = there is not None and there.is_mapping and not looks_like_quantity(there.value)
    if there is not None and amount and "value" in there.value and not item.is_mapping:
        # An amount with a cap: the number meant is its value.
        path = (*path, "value")
        there = there.value["value"]
    if isinstance(item.value, bool) or item.value is None or isinstance(item.value, list):
        return path, item
    if item.is_mapping and not any(form in item.value for form in FORMS):
        return path, item
    body: dict[str, Item] = dict(item.value) if item.is_mapping else {"value": item}
    if not item.is_mapping and there is not None and not isinstance(item.value, str):
        unit = written_unit(there.plain())
        if unit:
            body["unit"] = Item(unit, item.place, item.place)
    if item.is_mapping and not looks_like_quantity(item.value):
        return path, item
    body.setdefault("source", Item("user", item.place, item.place))
    return path, Item(body, item.place, item.key_place)


def _is_step(root: Item, path: Sequence[str]) -> bool:
    """Whether a path is that of a step of a dated number."""
    return (
        len(path) > 2 and path[-2] == "dated" and item_at(root, path) is not None
        and any(fields.is_quantity(branch) for branch in fields.types_at(path[:-2]))
    )  # fmt: skip


def _step(root: Item, path: Sequence[str], item: Item) -> Item:
    """A value for the days of a step: its first and its last day stay."""
    there, whole = item_at(root, path), item_at(root, path[:-2])
    assert there is not None and whole is not None
    if item.value is None or isinstance(item.value, bool | list) or not there.is_mapping:
        return item
    body: dict[str, Item] = {key: there.value[key] for key in ("from", "until") if key in there.value}
    body |= item.value if item.is_mapping else {"value": item}
    unit = written_unit(there.plain()) or written_unit(whole.plain())
    if unit and not isinstance(body.get("value", item).value, str):
        body.setdefault("unit", Item(unit, item.place, item.place))
    body.setdefault("source", Item("user", item.place, item.place))
    return Item(body, item.place, item.key_place)


def written_unit(raw: Any) -> str | None:
    """The unit a quantity was written with, if it was."""
    if isinstance(raw, str):
        parts = units.split(raw)
        return parts[1] or None if parts else None
    if isinstance(raw, dict):
        if isinstance(raw.get("unit"), str):
            return str(raw["unit"])
        for form in FORMS:
            if form in raw and (found := written_unit(raw[form])):
                return found
    if isinstance(raw, list):
        return next((unit for unit in map(written_unit, raw) if unit), None)
    return None


def _put(root: Item, path: Sequence[str], item: Item) -> Item:
    """A copy of the tree with the item at the path; null removes what is there."""
    key, rest = path[0], path[1:]
    if isinstance(root.value, list):
        entries = list(root.value)
        entries[int(key)] = _put(entries[int(key)], rest, item) if rest else item
        return Item(entries, root.place, root.key_place)
    held = dict(root.value) if isinstance(root.value, dict) else {}
    if not rest:
        if item.value is None:
            held.pop(key, None)
        else:
            held[key] = item
    else:
        held[key] = _put(held.get(key, Item({}, item.place, item.place)), rest, item)
    return Item(held, root.place, root.key_place)
