"""Loads a scenario: layers, templates, overrides, schema, cross-checks, sources. All faults at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jobsim.scenario import checks, fields, layers, texts
from jobsim.scenario.errors import MissingFigure, Place, Problem, ScenarioError
from jobsim.scenario.exclusion import Excluded, Missing, exclude, find_missing
from jobsim.scenario.faults import place_of, problems_of
from jobsim.scenario.overrides import apply_overrides
from jobsim.scenario.parameters import missing_problem
from jobsim.scenario.partial import valid_sections
from jobsim.scenario.provenance import fill
from jobsim.scenario.schema import Scenario
from jobsim.scenario.templates import joined
from jobsim.scenario.warnings import Finding, findings
from jobsim.scenario.yaml_text import Item


@dataclass(frozen=True)
class Loaded:
    """A scenario with its resolved tree and the place of every value.

    ``tree`` holds plain JSON values, keys in the schema's order; ``origins`` maps dotted paths to
    (file, line, column); ``hash`` is the start of the SHA-256 of the tree. ``warnings`` is what had better be said
    otherwise, see :mod:`jobsim.scenario.warnings`.
    """

    scenario: Scenario
    tree: dict[str, Any]
    origins: dict[str, tuple[str, int, int]]
    hash: str
    files: tuple[Path, ...]
    path: Path
    missing: tuple[Missing, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    warnings: tuple[Finding, ...] = field(default=(), compare=False)
    root: Item = field(repr=False, compare=False, default_factory=lambda: Item({}, Place(""), Place("")))

    @property
    def folder(self) -> Path:
        """The folder of the scenario's file, from which the places of warnings are told in documents."""
        return layers.scenario_file(self.path).parent


def load_scenario(
    path: str | Path,
    overrides: Sequence[str] = (),
    extra_layer: Mapping[str, Any] | None = None,
    *,
    exclude_missing: bool = False,
    for_run: bool = False,
    warned: bool = True,
) -> Loaded:
    """Reads a scenario file or folder and everything it builds on.

    ``overrides`` are ``PATH=VALUE`` texts; ``extra_layer`` maps paths (dotted or nested) to values. With
    ``for_run`` a missing figure raises MissingFigure, unless ``exclude_missing`` drops what needs it.
    Without ``warned`` it is not looked for what had better be said otherwise, which takes a while.
    Raises :class:`ScenarioError` with all faults.
    """
    if path == "":
        raise ScenarioError([Problem("", 0, 0, "", "no scenario is named", "give a file, or . for this folder")])
    file = layers.scenario_file(Path(path))
    trees, files = layers.read_layers(file)
    root = apply_overrides(joined(trees), overrides, extra_layer)
    files += layers.with_sample(root, Path.cwd())
    if problems := texts.put_right(root):
        raise ScenarioError(problems)
    scenario = validate(root)
    missing = find_missing(scenario)
    excluded: tuple[Excluded, ...] = ()
    if missing and exclude_missing:
        root, excluded, needed = exclude(root, missing)
        scenario = validate(root)
        _refuse(needed, root)
    elif missing and for_run:
        _refuse(missing, root)
    tree = canonical(root)
    digest = hashlib.sha256(json.dumps(tree, ensure_ascii=False).encode()).hexdigest()[:16]
    unique = tuple(dict.fromkeys(files))
    found = findings(scenario, root) if warned else ()
    return Loaded(scenario, tree, origins(root), digest, unique, Path(path), tuple(missing), excluded, found, root)


def validate(root: Item) -> Scenario:
    """The typed scenario of a resolved tree, its quantities with path and source."""
    plain = root.plain()
    problems: list[Problem] = []
    try:
        scenario = Scenario.model_validate(plain)
    except ValidationError as error:
        problems += problems_of(error, root)
        scenario = valid_sections(plain)
    problems += fill(scenario, root)
    problems += checks.cross_check(scenario, root, plain)
    if problems:
        raise ScenarioError(problems)
    return scenario


def _refuse(missing: Sequence[Missing], root: Item) -> None:
    if not missing:
        return
    problems = []
    for figure in missing:
        place = place_of(root, tuple(figure.path.split(".")))
        bare = missing_problem(figure.path, figure.clause, figure.reason)
        problems.append(Problem(place.file, place.line, place.column, bare.path, bare.message, bare.hint))
    raise MissingFigure(problems)


def canonical(root: Item) -> dict[str, Any]:
    """The resolved tree as JSON values: keys in the schema's order, named entries (programmes, funds …) as written."""
    result: dict[str, Any] = _json_value(root.plain(), [Scenario])
    return result


def _json_value(value: Any, types: list[Any]) -> Any:
    if isinstance(value, dict):
        models = [one for one in types if fields.is_model(one)]
        order = [key for one in models for key in fields.model_keys(one) if key in value]
        keys = dict.fromkeys([*order, *value])
        return {key: _json_value(value[key], [b for one in types for b in fields.below(one, key)]) for key in keys}
    if isinstance(value, list):
        return [_json_value(item, [b for one in types for b in fields.below(one, "0")]) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def origins(root: Item) -> dict[str, tuple[str, int, int]]:
    """(file, line, column) of every value by dotted path."""
    found: dict[str, tuple[str, int, int]] = {}
    pending: list[tuple[str, Item]] = [("", root)]
    while pending:
        path, item = pending.pop()
        if path:
            found[path] = (item.place.file, item.place.line, item.place.column)
        if isinstance(item.value, dict):
            pending += [(f"{path}.{key}" if path else key, below) for key, below in item.value.items()]
        elif isinstance(item.value, list):
            pending += [(f"{path}.{index}", below) for index, below in enumerate(item.value)]
    return dict(sorted(found.items()))
