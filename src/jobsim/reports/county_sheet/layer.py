"""The layer that a sheet makes over its scenario: the numbers that were changed and the readings that were chosen."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from jobsim.language import Words
from jobsim.reports.county_sheet.edits import Edit
from jobsim.reports.county_sheet.readings import Reading
from jobsim.scenario.loader import Loaded
from jobsim.scenario.ranges import NAME
from jobsim.scenario.schema import Scenario


def tree(loaded: Loaded, edits: Sequence[Edit], chosen: Sequence[Reading]) -> dict[str, Any]:
    """What the layer says. Lists and dated numbers are written whole, for a layer replaces them whole.

    No number is changed that a chosen reading sets, and no two readings set the same: both are refused before.
    """
    found: dict[str, Any] = {}
    for one in chosen:
        _merge(found, one.body)
    base = loaded.root.plain()
    for edit in edits:
        _put(found, base, edit.path, edit.value)
    return found


OWN = "_own"
_TITLE = Words("（本单位数据）", " (own figures)")


def head(scenario: Scenario) -> dict[str, Any]:
    """Name and title of what is reckoned with own figures, so that no result of it passes for one of the other."""
    of = scenario.scenario
    if of.name.endswith(OWN):
        return {}
    title = {"zh": of.title.zh + _TITLE.zh, "en": of.title.en + _TITLE.en}
    return {"name": of.name[: NAME - len(OWN)] + OWN, "title": title}


def _put(found: dict[str, Any], base: Any, path: Sequence[str], value: Any) -> None:
    for length in range(len(path)):
        node = _at(base, path[:length])
        if isinstance(node, list) or (isinstance(node, dict) and "dated" in node):
            whole = _at(found, path[:length])
            if whole is None:
                whole = copy.deepcopy(node)
                _assign(found, path[:length], whole)
            _replace(whole, path[length:], value)
            return
    _assign(found, path, value)


def _at(node: Any, path: Sequence[str]) -> Any:
    for key in path:
        if isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            return None
    return node


def _assign(found: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for key in path[:-1]:
        found = found.setdefault(key, {})
    found[path[-1]] = value


def _replace(whole: Any, path: Sequence[str], value: Any) -> None:
    for key in path[:-1]:
        whole = whole[int(key)] if isinstance(whole, list) else whole[key]
    last: Any = int(path[-1]) if isinstance(whole, list) else path[-1]
    if isinstance(whole[last], dict) and "from" in whole[last]:
        span = {word: whole[last][word] for word in ("from", "until") if word in whole[last]}
        value = span | value
    whole[last] = value


def _merge(into: dict[str, Any], body: Mapping[str, Any]) -> None:
    for key, value in body.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = copy.deepcopy(value)
