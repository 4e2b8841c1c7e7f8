"""A layer that jobsim writes for the user: a new folder with a ``scenario.yaml`` of what differs, or nothing."""

from __future__ import annotations

import contextlib
import copy
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jobsim.folders import DEVICES, new_folder, rename
from jobsim.harmless import harmless, shortened
from jobsim.scenario import fields, layers, shipped
from jobsim.scenario.errors import Place, ScenarioError, problem_at
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.notation import looks_like_quantity
from jobsim.scenario.views import flow, key_text
from jobsim.scenario.yaml_text import Item

_NAMED_SO = re.compile(r"[^\x00-\x1f\x7f<>:\"|?*\\]+")
"""Names of folders that every system takes."""


def check_folder(folder: Path) -> None:
    """Whether a new folder can be made there, asked before any work is done. Raises ScenarioError."""
    named = shortened(layers.shown(folder), 80)
    if not folder.name or not _NAMED_SO.fullmatch(folder.name) or folder.name.endswith((".", " ")) or _device(folder):
        raise refused(folder, f"{harmless(named, lines=False)} is no name for a folder", "such as liuxi_2024")
    if len(os.fsencode(folder.name)) > 255:
        raise refused(folder, f"the name is too long: {named}")
    if os.path.lexists(folder):
        raise refused(folder, "it is there already, and nothing is written over it", "name a new folder")
    if not folder.parent.is_dir():
        raise refused(folder, f"there is no folder {layers.shown(folder.parent)}", "make it first")


def _device(folder: Path) -> bool:
    return folder.name.partition(".")[0].lower() in DEVICES


def refused(folder: Path, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([problem_at(Place(harmless(shortened(str(folder), 80), lines=False)), "", message, hint)])


def extends_of(loaded: Loaded, folder: Path) -> str:
    """How a layer in a folder names the scenario underneath.

    A shipped one by its name, so that the folder may be moved; another by the way from folder to folder.
    """
    file = layers.scenario_file(loaded.path).resolve()
    named = shipped.told(file)
    if named is not None:
        return named.removesuffix(f"/{shipped.SCENARIO}")
    under = file.parent if file.name == shipped.SCENARIO else file
    return Path(layers.from_folder(under, folder.resolve())).as_posix()


def write(
    folder: Path, tree: Mapping[str, Any], comment: str, changes: Sequence[str] = (),
    beside: Mapping[str, str] | None = None,
) -> Loaded:  # fmt: skip
    """Write the layer into a new folder and load it there. Raises ScenarioError; then nothing is left behind.

    ``changes`` are ``PATH=VALUE`` texts that become part of the layer, ``beside`` other files of the folder, by name.
    """
    check_folder(folder)
    try:
        draft = new_folder(folder.parent, ".draft-")
    except OSError as error:
        raise refused(folder, f"cannot be written: {(error.strerror or str(error)).lower()}") from None
    try:
        for name, held in (beside or {}).items():
            (draft / name).write_text(held, encoding="utf-8", newline="\n")
        file = draft / shipped.SCENARIO
        file.write_text(text(tree, comment), encoding="utf-8", newline="\n")
        made = load_scenario(draft, changes, warned=False)
        if changes:
            file.write_text(text(_with(tree, made.root, changes), comment), encoding="utf-8", newline="\n")
            load_scenario(draft, warned=False)
        if os.path.lexists(folder):
            raise refused(folder, "it is there already, and nothing is written over it", "name a new folder")
        rename(draft, folder)
    except OSError as error:
        raise refused(folder, f"cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(draft)
    return load_scenario(folder)


def _with(tree: Mapping[str, Any], root: Item, changes: Sequence[str]) -> dict[str, Any]:
    """The layer with what was changed in the scenario: each number, or list of several, as a whole."""
    found = copy.deepcopy(dict(tree))
    for change in changes:
        path = tuple(change.partition("=")[0].strip().split("."))
        item, reached = root, 0
        while reached < len(path) and _goes_on(item, path[:reached]) and path[reached] in item.value:
            item, reached = item.value[path[reached]], reached + 1
        removed = reached < len(path) and _goes_on(item, path[:reached])
        where = path if removed else path[:reached]
        held = found
        for key in where[:-1]:
            held = held.setdefault(key, {})
        held[where[-1]] = None if removed else item.plain()
    return found


def _goes_on(item: Item, path: tuple[str, ...]) -> bool:
    """Whether an item is a section whose parts are written one by one."""
    return item.is_mapping and not _on_one_line(item.plain(), path)


# ---------------------------------------------------------------------------------------- text


def text(tree: Mapping[str, Any], comment: str) -> str:
    """The layer as YAML: sections in blocks, each number on a line of its own."""
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    return head + "".join(_lines(tree, (), 0))


def _lines(tree: Mapping[str, Any], path: tuple[str, ...], depth: int) -> Iterator[str]:
    for key, value in tree.items():
        here = (*path, str(key))
        head = f"{'  ' * depth}{key_text(str(key))}:"
        if isinstance(value, Mapping) and value and not _on_one_line(value, here):
            yield f"{head}\n"
            yield from _lines(value, here, depth + 1)
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            yield f"{head}\n"
            yield from (f"{'  ' * (depth + 1)}- {flow(one)}\n" for one in value)
        else:
            yield f"{head} {flow(value)}\n"


def _on_one_line(value: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Numbers, and the same text in two languages."""
    if value.keys() <= {"zh", "en"}:
        return True
    is_number = any(fields.is_quantity(branch) for branch in fields.types_at(path))
    return is_number and looks_like_quantity(value)
