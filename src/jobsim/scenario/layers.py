"""Layers: a scenario extends a base and includes its parts. What they say together, :mod:`templates` tells."""

from __future__ import annotations

import os
from pathlib import Path

from jobsim.harmless import shortened
from jobsim.scenario import shipped
from jobsim.scenario.errors import Place, Problem, ScenarioError, nearest, problem_at
from jobsim.scenario.merging import is_whole
from jobsim.scenario.yaml_text import Item, read_file

MAX_LAYERS = 16


def shown(path: Path) -> str:
    """How a file is named in messages: relative to the working directory if it lies below it.

    A shipped file that does not lie there, or that is installed, is told by its shipped name.
    """
    of_ours = shipped.told(path)
    if of_ours is not None and shipped.is_installed():
        return of_ours
    relative = from_folder(path, Path.cwd())
    elsewhere = relative.startswith("..") or Path(relative).is_absolute()
    return of_ours or str(path) if elsewhere else relative


def from_folder(path: Path, folder: Path) -> str:
    """A path as seen from a folder; the path itself where no way leads from there, as to another drive."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return str(path)


def scenario_file(path: Path, asked_at: Place | None = None) -> Path:
    """The file of a scenario given as a file or a folder, or by the name of a shipped one if there is no such path.

    What a file extends (``asked_at``) is a shipped one by its mark alone: ``jobsim:NAME``.
    """
    named = path.as_posix()
    if shipped.is_marked(named):
        return _shipped(named, asked_at or Place(named))
    place = asked_at or Place(shown(path))
    try:
        return _found(path, asked_at, place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ScenarioError([problem_at(place, "", f"{shortened(shown(path), 80)} cannot be read: {reason}")]) from None


def _found(path: Path, asked_at: Place | None, place: Place) -> Path:
    name = f" {shown(path)}" if asked_at else ""
    if path.is_dir():
        inside = path / "scenario.yaml"
        if not inside.is_file():
            known = shipped.file_of(path.as_posix()) is not None
            hint = f"{shipped.MARK}{path.as_posix()} is the one that comes with jobsim" if known else ""
            raise ScenarioError([problem_at(place, "", f"the folder{name} holds no scenario.yaml", hint)])
        return inside
    if path.is_file():
        return path
    if asked_at and path.with_name(path.name + ".yaml").is_file():
        return path.with_name(path.name + ".yaml")
    ours = shipped.file_of(path.as_posix())
    if asked_at is None and ours is not None:
        return ours
    siblings = [p.name for p in path.parent.glob("*") if p.name != path.name] if path.parent.is_dir() else []
    if path.is_symlink() and not path.exists():
        raise ScenarioError([problem_at(place, "", f"{shown(path)} is a link that leads to no file")])
    if path.exists():
        raise ScenarioError([problem_at(place, "", f"{shown(path)} is no ordinary file")])
    if asked_at is None:
        hint = shipped.meant(path.as_posix(), siblings) or shipped.LISTED
    else:
        hint = nearest(path.name, siblings) or shipped.meant(shipped.MARK + path.name)
    raise ScenarioError([problem_at(place, "", f"no such file or folder: {shown(path)}", hint)])


def _shipped(named: str, place: Place) -> Path:
    found = shipped.file_of(named)
    if found is None:
        hint = shipped.meant(named) or shipped.LISTED
        raise ScenarioError([problem_at(place, "", f"nothing of this name comes with jobsim: {named}", hint)])
    return found


def read_layers(file: Path) -> tuple[list[Item], list[Path]]:
    """The trees of a scenario, bases first, and the files they came from."""
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
        named = str(extends.value)
        current = scenario_file(Path(named) if shipped.is_marked(named) else current.parent / named, asked_at)
    trees.reverse()
    return [tree for tree, _ in trees], [file for _, files in trees for file in files]


def _read_layer(file: Path) -> tuple[Item, list[Path], Item | None]:
    tree = read_file(file, shown(file))
    extends = tree.value.pop("extends", None)
    if extends is not None and (not isinstance(extends.value, str) or not extends.value):
        raise ScenarioError([problem_at(extends.place, "extends", "expected the path of one file or folder")])
    includes = tree.value.pop("includes", None)
    files = [file]
    if includes is None:
        files += with_sample(tree, file.parent)
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
        fault, hint = _not_there(path)
        if fault:
            problems.append(problem_at(part.place, "includes", f"{fault}: {shortened(shown(path), 80)}", hint))
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
    files += with_sample(tree, file.parent)
    return tree, files, extends


def with_sample(tree: Item, folder: Path) -> list[Path]:
    """Reads the joint sample that a tree names by its file, from ``folder`` on, into its place; the file read."""
    section = tree.value.get("parameters")
    named = section.value.get("sample") if section is not None and section.is_mapping else None
    if named is None or not isinstance(named.value, str):
        return []
    path = folder / named.value
    fault, hint = _not_there(path) if named.value else ("no file is named", "")
    if fault:
        told = f"{fault}: {shortened(shown(path), 80)}" if named.value else fault
        raise ScenarioError([problem_at(named.place, "parameters.sample", told, hint)])
    section.value["sample"] = read_file(path, shown(path))
    return [path]


def _not_there(path: Path) -> tuple[str, str]:
    """Why a file cannot be included and which one may have been meant; empty if it can."""
    try:
        if path.is_file():
            return "", ""
        if path.is_symlink() or path.exists():
            return ("no ordinary file" if path.exists() else "a link that leads to no file"), ""
    except OSError as error:
        return (error.strerror or str(error)).lower(), ""
    return "no such file", nearest(path.name, [p.name for p in path.parent.glob("*.y*ml")])


def _join(into: Item, part: Item, path: tuple[str, ...], problems: list[Problem]) -> None:
    """Adds a file of the same layer; a key set in both is a fault."""
    for key, item in part.value.items():
        here = (*path, key)
        if key not in into.value:
            into.value[key] = item
        elif into.value[key].is_mapping and item.is_mapping and not is_whole(into.value[key], item, here):
            _join(into.value[key], item, here, problems)
        else:
            hint = f"also in {into.value[key].key_place}"
            problems.append(problem_at(item.key_place, ".".join(here), "set twice in the same layer", hint))
