"""What a store holds, and how it is kept small and whole: listed, pruned, verified."""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim.experiments.store import block
from jobsim.experiments.store.block import DamagedBlock
from jobsim.experiments.store.shelf import DAMAGED, KEY, Key, open_store
from jobsim.experiments.store.version import model_version


@dataclass(frozen=True)
class Held:
    """A shelf of a store: its key (None if it cannot be read), replications, bytes, and when it was last used."""

    folder: Path
    key: Key | None
    numbers: int
    size: int
    used: float

    @property
    def current(self) -> bool:
        """Whether it is of the model that runs here."""
        return self.key is not None and self.key.model == model_version()


def shelves(store: Path) -> list[Held]:
    """What a store holds, that used last first. Raises StoreError or OSError if it is none."""
    open_store(store, make=False)
    found = [_held(folder) for folder in store.glob("*/*/") if folder.is_dir()]
    return sorted(found, key=lambda one: -one.used)


def _held(folder: Path) -> Held:
    files = [(file, state) for file in folder.iterdir() if (state := _state(file)) is not None]
    numbers = {n for file, _ in files for n in block.numbers_of(file) or ()}
    used = max((state.st_mtime for _, state in files), default=0.0)
    return Held(folder, _key(folder / KEY), len(numbers), sum(state.st_size for _, state in files), used)


def _state(file: Path) -> Any:
    with contextlib.suppress(OSError):
        return file.stat()
    return None


def _key(file: Path) -> Key | None:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        stated = {name: kind(told[name]) for name, kind in _KINDS.items()}
        return Key(**stated, design=str(told.get("design", "")))  # which earlier versions did not write
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


_KINDS: dict[str, Any] = {
    "model": str, "scenario_hash": str, "seed": int, "static": bool, "engine": str, "scenario": str,
}  # fmt: skip


def verified(store: Path) -> Iterator[tuple[Path, str]]:
    """Every block that is not as it was written, and what is wrong with it; nothing is changed."""
    for held in shelves(store):
        for file in sorted(held.folder.glob(f"*{block.SUFFIX}")):
            try:
                block.read(file)
            except DamagedBlock as error:
                yield file, str(error)
            except FileNotFoundError:
                continue  # joined to another by a run that goes on
        if held.key is None:
            yield held.folder / KEY, "it names no key"


def shrink(store: Path, limit: float) -> list[Held]:
    """Remove the shelves used longest ago, beyond so many bytes and never the one used last; what was removed."""
    removed, size = [], 0
    for number, one in enumerate(shelves(store)):
        size += one.size
        if number and size > limit:
            _remove(one)
            removed.append(one)
    return removed


def prune(
    store: Path, *, limit: float = math.inf, days: float | None = None, others: bool = False, everything: bool = False
) -> list[Held]:
    """Remove shelves: all, those of other models, those not used for so many days, the oldest beyond so many bytes.

    Blocks that were set aside and drafts that nobody writes go as well. Returns what was removed.
    """
    removed = []
    for one in shelves(store):
        old = days is not None and time.time() - one.used > days * 86400
        if everything or old or (others and not one.current):
            _remove(one)
            removed.append(one)
            continue
        block.clear_up(one.folder)
        for file in one.folder.glob(f"*{DAMAGED}"):
            with contextlib.suppress(OSError):
                file.unlink()
    return removed + shrink(store, limit)


def _remove(one: Held) -> None:
    shutil.rmtree(one.folder, ignore_errors=True)
    with contextlib.suppress(OSError):
        one.folder.parent.rmdir()  # when it was the last of its model
