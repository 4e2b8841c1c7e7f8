"""Finds the schema's type at a dotted path of a scenario."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from jobsim.scenario.quantities import Each, Quantity
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
    found: list[Any] = []
    for branch in branches(annotation):
        if is_model(branch):
            keys = model_keys(branch)
            if key in keys:
                found += branches(keys[key])
        elif typing.get_origin(branch) is dict:
            found += branches(typing.get_args(branch)[1])
        elif typing.get_origin(branch) is list:
            found += branches(typing.get_args(branch)[0])
    return found


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
