"""The valid part of a scenario with faults, so that the cross-checks can tell what else is wrong."""

from __future__ import annotations

import typing
from typing import Any

from pydantic import TypeAdapter, ValidationError

from jobsim.scenario.schema import Scenario


def valid_sections(plain: dict[str, Any]) -> Scenario:
    """A scenario of the sections and entries that are valid by themselves; the others are None or left out."""
    found: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        raw = plain.get(name)
        if raw is None:
            found[name] = {} if typing.get_origin(field.annotation) is dict else None
        elif typing.get_origin(field.annotation) is dict and isinstance(raw, dict):
            found[name] = _entries(field.annotation, raw)
        else:
            found[name] = _valid(field.annotation, raw)
    return Scenario.model_construct(**found)


def _entries(annotation: Any, raw: dict[str, Any]) -> dict[str, Any]:
    held = {}
    for key, value in raw.items():
        one = _valid(annotation, {key: value})
        if one:
            held.update(one)
    return held


def _valid(annotation: Any, raw: Any) -> Any:
    try:
        return _adapter(annotation).validate_python(raw)
    except ValidationError:
        return None


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)
