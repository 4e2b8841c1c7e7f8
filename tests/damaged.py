"""Records that somebody cut or edited, drawn from a number; and what a forger would do besides."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobsim.experiments import record

Place = tuple[str | int, ...]
OTHERS: list[Any] = [None, True, False, 0, -1, 10**30, 1.5, "", "false", "\ud83d", [], {}, [[[1]]]]
FREE: dict[str, set[Place]] = {
    "manifest.json": {("options",), ("precision",), ("python",), ("platform",), ("processors",), ("wall_seconds",),
                      ("warnings",), ("libraries",), ("jobsim",), ("seal",)},
    "summary.json": {("warnings",), ("assumed", "register"), ("excluded",)},
    "comparison.json": {("baseline", "path"), ("baseline", "set"), ("baseline", "excluded"), ("assumed", "register")},
}  # fmt: skip
"""What verify says it does not replay."""


def free(name: str, place: Place) -> bool:
    """Whether verify says that it does not replay what stands at a place of a document."""
    if name == "comparison.json" and place[:1] == ("variants",):
        place = ("baseline", *place[2:])
    return any(place[: len(one)] == one for one in FREE[name])


def places(document: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every place in a JSON document, with what stands there."""
    yield path, document
    below = document.items() if isinstance(document, dict) else enumerate(document) if type(document) is list else ()
    for key, value in below:
        yield from places(value, (*path, key))


def edited(document: Any, chance: random.Random) -> tuple[Any, Place]:
    """A copy with one random edit, and its place; None if nothing was changed."""
    text = json.dumps(document)
    changed = json.loads(text)
    path, value = chance.choice([place for place in places(changed) if place[0]])
    owner = changed
    for key in path[:-1]:
        owner = owner[key]
    kind = chance.randrange(4)
    if kind == 0:
        del owner[path[-1]]
    elif kind == 1:
        owner[path[-1]] = chance.choice(OTHERS)
    elif kind == 2 and isinstance(owner, dict):
        owner["another"], path = value, (*path[:-1], "another")
    elif isinstance(value, int | float) and value is not None:
        owner[path[-1]] = value + 1
    else:
        owner[path[-1]] = [value]
    return (changed, path) if json.dumps(changed) != text else (None, path)


def write(folder: Path, name: str, document: Any) -> None:
    """An edit that forgets the seal."""
    (folder / name).write_text(json.dumps(document, indent=2) + "\n")


def forge(folder: Path, name: str, document: Any) -> None:
    """An edit that is not to be seen: digest and seal are made anew."""
    if name == record.MANIFEST:
        (folder / name).write_text(record.to_json(record.sealed(document)))
    else:
        write(folder, name, document)
        renew(folder, name)


def renew(folder: Path, name: str) -> None:
    """Digest and seal are made anew."""
    manifest = json.loads((folder / record.MANIFEST).read_text())
    manifest["sha256"][name] = record.digest(folder / name)
    (folder / record.MANIFEST).write_text(record.to_json(record.sealed(manifest)))
