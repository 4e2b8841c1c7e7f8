"""What the layers of a scenario say together, every entry laid over its template (``like``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from jobsim.scenario import fields
from jobsim.scenario.errors import Problem, ScenarioError, nearest, problem_at
from jobsim.scenario.merging import merge, without_nulls
from jobsim.scenario.notation import PROVENANCE, looks_like_quantity
from jobsim.scenario.yaml_text import Item

MAX_DEPTH = 16
_TEMPLATED = ("programmes", "budget_lines")
_Path = tuple[str, ...]
_Layers = list[Item]
"""What each layer says of one entry, bases first."""


def joined(trees: Sequence[Item]) -> Item:
    """The tree that the layers, bases first, make together, without templates and without nulls.

    The layers of an entry with ``like`` are laid over its template one by one, so that a null in any of them removes
    what the template says. Raises ScenarioError for a template that is not there.
    """
    apart = ("templates", *_TEMPLATED)
    tree = reduce(lambda base, over: merge(base, over, ()), (_without(one, apart) for one in trees))
    sections = dict(tree.value)
    problems: list[Problem] = []
    templates, known = _entries(trees, "templates")
    if templates is not None and not templates.is_mapping:
        problems.append(problem_at(templates.place, "templates", "expected a mapping of names to templates"))
    for section in _TEMPLATED:
        held, chains = _entries(trees, section)
        if held is None:
            continue
        entries = {}
        for name, layers in chains.items():
            try:
                entries[name] = _templated(layers, known, (section, name), ())
            except ScenarioError as error:
                problems += error.problems
        sections[section] = Item(entries, held.place, held.key_place) if held.is_mapping else held
    if problems:
        raise ScenarioError(problems)
    return without_nulls(Item(sections, tree.place, tree.key_place))


def _without(tree: Item, sections: Sequence[str]) -> Item:
    return _below(tree, {key: item for key, item in tree.value.items() if key not in sections})


def _entries(trees: Sequence[Item], section: str) -> tuple[Item | None, dict[str, _Layers]]:
    """A section as last written (None if it is not there, or removed) and the layers of each of its entries."""
    last: Item | None = None
    chains: dict[str, _Layers] = {}
    for tree in trees:
        if section not in tree.value:
            continue
        last = tree.value[section]
        if not last.is_mapping:
            chains.clear()
            last = None if last.value is None else last
            continue
        for name, entry in last.value.items():
            if entry.value is None:
                chains.pop(name, None)
            else:
                chains.setdefault(name, []).append(entry)
    return last, chains


def _templated(layers: _Layers, known: dict[str, _Layers], path: _Path, used: tuple[str, ...]) -> Item:
    """The entry of these layers over its template."""
    like: Item | None = None
    own: _Layers = []
    for layer in layers:
        if layer.is_mapping and "like" in layer.value:
            like = layer.value["like"]
            layer = _without(layer, ("like",))
        own.append(layer)
    if like is not None and like.value is not None and own[-1].is_mapping:
        own.insert(0, _carrying_source(_template(like, known, path, used), path))
    return reduce(lambda base, over: merge(base, over, path), own)


def _template(like: Item, known: dict[str, _Layers], path: _Path, used: tuple[str, ...]) -> Item:
    where = ".".join((*path, "like"))
    name = like.value
    if not isinstance(name, str):
        found = "a list" if isinstance(name, list) else "a mapping" if like.is_mapping else str(name)
        raise ScenarioError([problem_at(like.place, where, f"expected the name of a template, found {found}")])
    if name not in known:
        raise ScenarioError([problem_at(like.place, where, f"unknown template '{name}'", nearest(name, known))])
    if name in used:
        raise ScenarioError([problem_at(like.place, where, f"templates go in a circle: {' -> '.join((*used, name))}")])
    if len(used) >= MAX_DEPTH:
        raise ScenarioError([problem_at(like.place, where, f"more than {MAX_DEPTH} templates one over the other")])
    template = _templated(known[name], known, path, (*used, name))
    if not template.is_mapping:
        raise ScenarioError([problem_at(template.place, f"templates.{name}", "expected a mapping")])
    return template


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
