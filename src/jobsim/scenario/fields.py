"""Finds the schema's type at a dotted path of a scenario."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from jobsim.scenario.quantities import Each, Quantity, Unit
from jobsim.scenario.rule_sections import BudgetLine, Programme
from jobsim.scenario.schema import Scenario


def branches(annotation: Any) -> list[Any]:
    """The alternatives of a type without Annotated and None: models, dict[...], list[...], Quantity, str …"""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return branches(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [branch for arg in typing.get_args(annotation) for branch in branches(arg)]
    if annotation is type(None):
        return []
    return [annotation]


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


@lru_cache(maxsize=256)
def model_keys(model: type[BaseModel]) -> dict[str, Any]:
    """Keys of a model as the user writes them, with the type of each."""
    keys = {}
    for name, field in model.model_fields.items():
        annotation: Any = field.annotation
        keys[field.alias or name] = annotation
    return keys


def below(annotation: Any, key: str) -> list[Any]:
    """Types under a key or list index."""
    of_keys, of_any = _below(annotation)
    return [*of_keys.get(key, ()), *of_any]


@lru_cache(maxsize=1024)
def _below(annotation: Any) -> tuple[dict[str, list[Any]], list[Any]]:
    """Types under the keys of a type's models, and those under any key or index of its mappings and lists."""
    of_keys: dict[str, list[Any]] = {}
    of_any: list[Any] = []
    for branch in branches(annotation):
        if is_model(branch):
            for key, found in model_keys(branch).items():
                of_keys.setdefault(key, []).extend(branches(found))
        elif typing.get_origin(branch) is dict:
            of_any += branches(typing.get_args(branch)[1])
        elif typing.get_origin(branch) is list:
            of_any += branches(typing.get_args(branch)[0])
    return of_keys, of_any


def types_at(path: Sequence[str]) -> list[Any]:
    """The alternative types at a path, none if the schema has no such path. A template may be either kind of entry."""
    if path and path[0] == "templates":
        current: list[Any] = [Programme, BudgetLine] if len(path) > 1 else []
        path = path[2:]
    else:
        current = [Scenario]
    for key in path:
        current = [branch for annotation in current for branch in below(annotation, key)]
    return current


def is_quantity(annotation: Any) -> bool:
    return annotation is Quantity or annotation is Each


def keys_at(path: Sequence[str]) -> list[str]:
    """Keys the schema knows under a path: fields of models, words of enumerated mappings."""
    keys: list[str] = []
    for branch in types_at(path):
        if is_model(branch):
            keys += model_keys(branch)
        elif typing.get_origin(branch) is dict:
            keys += words(typing.get_args(branch)[0])
    return keys


def words(annotation: Any) -> list[str]:
    """The words of a Literal or of a union with one."""
    found: list[str] = []
    for branch in branches(annotation):
        if typing.get_origin(branch) is typing.Literal:
            found += [str(word) for word in typing.get_args(branch)]
    return found


def unit_at(path: Sequence[str], unit: str) -> Unit | None:
    """The unit field at a path that takes numbers in a unit, with the bounds of the field; None if there is none."""
    current: list[tuple[Any, Unit | None]] = [(Scenario, None)]
    for key in path:
        current = [found for annotation, _ in current for found in _below_with_unit(annotation, key)]
    return next((one for _, one in current if one is not None and unit in _labels(one)), None)


def _labels(one: Unit) -> tuple[str, ...]:
    return (*one.units, "percent") if "number" in one.units else one.units


def _with_unit(annotation: Any, unit: Unit | None = None) -> list[tuple[Any, Unit | None]]:
    """The alternatives of a type, each with the unit that it is marked with."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *marks = typing.get_args(annotation)
        return _with_unit(inner, next((mark for mark in marks if isinstance(mark, Unit)), unit))
    if origin in (typing.Union, types.UnionType):
        return [one for arg in typing.get_args(annotation) for one in _with_unit(arg, unit)]
    return [] if annotation is type(None) else [(annotation, unit)]


def _below_with_unit(annotation: Any, key: str) -> list[tuple[Any, Unit | None]]:
    if is_model(annotation):
        for name, field in annotation.model_fields.items():
            if (field.alias or name) == key:
                unit = next((mark for mark in field.metadata if isinstance(mark, Unit)), None)
                return _with_unit(field.annotation, unit)
        return []
    if typing.get_origin(annotation) is dict:
        return _with_unit(typing.get_args(annotation)[1])
    if typing.get_origin(annotation) is list:
        return _with_unit(typing.get_args(annotation)[0])
    return []
