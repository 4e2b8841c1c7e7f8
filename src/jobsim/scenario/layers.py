"""Layers: a scenario extends a base, includes its parts, takes templates. Later layers win."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from jobsim.scenario import fields
from jobsim.scenario.errors import Place, Problem, ScenarioError, nearest, problem_at
from jobsim.scenario.notation import DISTINCT, PROVENANCE, looks_like_quantity
from jobsim.scenario.yaml_text import Item, read_file

MAX_LAYERS = 16
_AMOUNT_KEYS = frozenset(("value", "unit"))
_TEMPLATED = ("programmes", "budget_lines")


def shown(path: Path) -> str:
    """How a file is named in messages: relative to the working directory if it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def scenario_file(path: Path, asked_at: Place | None = None) -> Path:
    """The file of a scenario given as a file or a folder."""
    place = asked_at or Place(shown(path))
    name = f" {shown(path)}" if asked_at else ""
    if path.is_dir():
        inside = path / "scenario.yaml"
        if not inside.is_file():
            raise ScenarioError([problem_at(place, "", f"the folder{name} holds no scenario.yaml")])
        return inside
    if path.is_file():
        return path
    if asked_at and path.with_name(path.name + ".yaml").is_file():
        return path.with_name(path.name + ".yaml")
    siblings = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
    if path.exists():
        raise ScenarioError([problem_at(place, "", f"{shown(path)} is no ordinary file")])
    raise ScenarioError([problem_at(place, "", f"no such file or folder: {shown(path)}", nearest(path.name, siblings))])


def read_layers(file: Path) -> tuple[Item, list[Path]]:
    """The merged tree of a scenario and the files it came from, bases first. Templates are still in it."""
    stack: list[Path] = []
    trees: list[tuple[Item, list[Path]]] = []
    current, asked_at = file, None
    while True:
        resolved = current.resolve()
        if resolved in stack:
            chain = " -> ".join(shown(p) for p in [*stack[stack.index(resolved) :], resolved])
            raise ScenarioError([problem_at(asked_at, "extends", f"extends goes in a circle: {chain}")])
        if len(stack) >= MAX_LAYERS:
            raise ScenarioError([problem_at(asked_at, "extends", f"more than {MAX_LAYERS} layers")])
        stack.append(resolved)
        tree, files, extends = _read_layer(current)
        trees.append((tree, files))
        if extends is None:
            break
        asked_at = extends.place
        current = scenario_file(current.parent / str(extends.value), asked_at)
    merged, all_files = trees[-1][0], list(trees[-1][1])
    for tree, files in reversed(trees[:-1]):
        merged = merge(merged, tree, ())
        all_files += files
    return _without_nulls(merged), all_files


def _read_layer(file: Path) -> tuple[Item, list[Path], Item | None]:
    tree = read_file(file, shown(file))
    extends = tree.value.pop("extends", None)
    if extends is not None and (not isinstance(extends.value, str) or not extends.value):
        raise ScenarioError([problem_at(extends.place, "extends", "expected the path of one file or folder")])
    includes = tree.value.pop("includes", None)
    files = [file]
    if includes is None:
        return tree, files, extends
    if not isinstance(includes.value, list) or not all(isinstance(part.value, str) for part in includes.value):
        raise ScenarioError([problem_at(includes.place, "includes", "expected a list of file names")])
    problems: list[Problem] = []
    for part in includes.value:
        name = part.value
        if Path(name).name != name or name in ("", ".", ".."):
            problems.append(problem_at(part.place, "includes", f"'{name}' must be a file of the same folder"))
            continue
        path = file.parent / name
        if not path.is_file():
            hint = nearest(name, [p.name for p in file.parent.glob("*.y*ml")])
            problems.append(problem_at(part.place, "includes", f"no such file: {shown(path)}", hint))
            continue
        if path in files:
            problems.append(problem_at(part.place, "includes", f"'{name}' is included twice"))
            continue
        try:
            included = read_file(path, shown(path))
        except ScenarioError as error:
            problems += error.problems
            continue
        files.append(path)
        for word in ("extends", "includes"):
            if word in included.value:
                place = included.value.pop(word).key_place
                problems.append(problem_at(place, word, f"an included file cannot have '{word}'"))
        _join(tree, included, (), problems)
    if problems:
        raise ScenarioError(problems)
    return tree, files, extends


def _join(into: Item, part: Item, path: tuple[str, ...], problems: list[Problem]) -> None:
    """Adds a file of the same layer; a key set in both is a fault."""
    for key, item in part.value.items():
        here = (*path, key)
        if key not in into.value:
            into.value[key] = item
        elif into.value[key].is_mapping and item.is_mapping and not _is_whole(into.value[key], item, here):
            _join(into.value[key], item, here, problems)
        else:
            hint = f"also in {into.value[key].key_place}"
            problems.append(problem_at(item.key_place, ".".join(here), "set twice in the same layer", hint))


def _is_whole(base: Item, over: Item, path: Sequence[str]) -> bool:
    """Whether mappings at this path are quantities, which replace one another whole."""
    found = fields.types_at(path)
    quantity = any(fields.is_quantity(branch) for branch in found)
    if not quantity:
        return False
    if all(fields.is_quantity(branch) for branch in found):
        return True
    if DISTINCT & over.value.keys() or looks_like_quantity(base.value):
        return True
    return looks_like_quantity(over.value) and not (over.value.keys() <= _AMOUNT_KEYS and "value" in base.value)


def merge(base: Item, over: Item, path: tuple[str, ...]) -> Item:
    """The base with the layer over it. Mappings merge; scalars, lists and quantities replace; null removes."""
    if not (base.is_mapping and over.is_mapping) or (path and _is_whole(base, over, path)):
        return over
    merged = dict(base.value)
    for key, item in over.value.items():
        if item.value is None:
            merged.pop(key, None)
        elif key in merged:
            merged[key] = merge(merged[key], item, (*path, key))
        else:
            merged[key] = item
    return Item(merged, over.place, over.key_place)


def _without_nulls(item: Item) -> Item:
    if not item.is_mapping:
        return item
    kept = {key: _without_nulls(below) for key, below in item.value.items() if below.value is not None}
    return Item(kept, item.place, item.key_place)


def apply_templates(tree: Item) -> Item:
    """The tree with every ``like`` replaced by its template underneath, and without the templates."""
    sections = dict(tree.value)
    templates = sections.pop("templates", None)
    known: dict[str, Item] = templates.value if templates is not None and templates.is_mapping else {}
    problems: list[Problem] = []
    if templates is not None and not templates.is_mapping:
        problems.append(problem_at(templates.place, "templates", "expected a mapping of names to templates"))
    for section in _TEMPLATED:
        held = sections.get(section)
        if held is None or not held.is_mapping:
            continue
        entries = {}
        for name, entry in held.value.items():
            try:
                entries[name] = _templated(entry, known, (section, name), ())
            except ScenarioError as error:
                problems += error.problems
                kept = {k: v for k, v in entry.value.items() if k != "like"}
                entries[name] = Item(kept, entry.place, entry.key_place)
        sections[section] = Item(entries, held.place, held.key_place)
    if problems:
        raise ScenarioError(problems)
    return Item(sections, tree.place, tree.key_place)


def _templated(entry: Item, known: dict[str, Item], path: tuple[str, ...], used: tuple[str, ...]) -> Item:
    if not entry.is_mapping or "like" not in entry.value:
        return entry
    like = entry.value["like"]
    where = ".".join((*path, "like"))
    name = like.value
    if not isinstance(name, str) or name not in known:
        raise ScenarioError([problem_at(like.place, where, f"unknown template '{name}'", nearest(str(name), known))])
    if name in used:
        raise ScenarioError([problem_at(like.place, where, f"templates go in a circle: {' -> '.join((*used, name))}")])
    template = _templated(known[name], known, path, (*used, name))
    if not template.is_mapping:
        raise ScenarioError([problem_at(template.place, f"templates.{name}", "expected a mapping")])
    own = Item({k: v for k, v in entry.value.items() if k != "like"}, entry.place, entry.key_place)
    return merge(_carrying_source(template, path), own, path)


def _carrying_source(template: Item, path: tuple[str, ...]) -> Item:
    """The template with its source written to each of its numbers, so that they keep it inside the entry."""
    given = {key: template.value[key] for key in PROVENANCE if key in template.value}
    if "source" not in given:
        return template
    body = {key: item for key, item in template.value.items() if key not in PROVENANCE}
    return _below(template, {key: _sourced(item, given, (*path, key)) for key, item in body.items()})


def _sourced(item: Item, given: dict[str, Item], path: tuple[str, ...]) -> Item:
    quantity = any(fields.is_quantity(branch) for branch in fields.types_at(path))
    if quantity and (not item.is_mapping or looks_like_quantity(item.value)) and not isinstance(item.value, list):
        body = item.value if item.is_mapping else {"value": item}
        return item if "source" in body else _below(item, {**body, **{k: v for k, v in given.items() if k not in body}})
    if item.is_mapping and "source" not in item.value:
        return _below(item, {key: _sourced(below, given, (*path, key)) for key, below in item.value.items()})
    if isinstance(item.value, list):
        return _below(item, [_sourced(below, given, (*path, str(i))) for i, below in enumerate(item.value)])
    return item


def _below(item: Item, value: dict[str, Item] | list[Item]) -> Item:
    return Item(value, item.place, item.key_place)
