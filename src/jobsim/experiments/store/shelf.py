"""A shelf: the replications of one key, in blocks; and the store, the folder in which all shelves stand.

Nothing here ever stops a run: a store that cannot be read or written is said once, and the replications are simulated.
Several processes may use a shelf at once; what two of them simulate at the same time is the same, and one file.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jobsim import ending
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.store import block
from jobsim.experiments.store.block import DamagedBlock
from jobsim.experiments.store.version import model_version

if TYPE_CHECKING:
    from jobsim.experiments.designs import Design
    from jobsim.experiments.reduction import Reduced
    from jobsim.experiments.replications import Order
    from jobsim.scenario.loader import Loaded

VARIABLE, OFF = "JOBSIM_STORE", "off"
"""Environment variable with another place for the store, or ``off``."""

FORMAT = "jobsim store 1"
MARKER, KEY = "store.json", "key.json"
SIZE = 25
"""Replications of a block: what a killed run loses at most, and what is written at a time."""

LIMIT, LIMIT_VARIABLE = 4.0, "JOBSIM_STORE_GB"
"""GB that a store may hold, beyond which go those used longest ago; environment variable with another limit."""

DAMAGED = ".damaged"
Tell = Callable[[str], None]


_sizes: dict[Path, int] = {}
"""Bytes of each store that this process has looked through, with what it has written since."""


class StoreError(RecordError):
    """A folder is no store of this jobsim, or cannot be used as one."""


@dataclass(frozen=True)
class Key:
    """What, with its number, decides a replication.

    Both engines give the same tables; the engine is part of the key because a run on one is a check of the other.
    """

    model: str
    scenario_hash: str
    seed: int
    static: bool
    engine: str
    scenario: str
    """Its name, for people."""
    design: str = ""
    """Of an experiment whose replications are not ordinary ones: the name of its design."""

    @property
    def folder(self) -> Path:
        more = [*(["static"] if self.static else []), *([self.design] if self.design else [])]
        return Path(self.model) / "-".join([self.scenario_hash, str(self.seed), self.engine, *more])


def limit() -> float:
    """Bytes that a store may hold. Raises StoreError for a variable that is no size."""
    told = os.environ.get(LIMIT_VARIABLE) or LIMIT
    try:
        size = float(told)
    except ValueError:
        size = math.nan
    if not 0 <= size < math.inf:
        raise StoreError(f"{LIMIT_VARIABLE} is a number of GB, found {told!r}")
    return size * 1e9


def store_folder(out: Path | None = None, named: Path | None = None) -> Path | None:
    """Where replications are kept: as named, else by the variable, else beside the records; None if nowhere."""
    if named is not None:
        return named
    stated = os.environ.get(VARIABLE)
    if stated is not None and stated != "":
        return None if stated.lower() == OFF else Path(stated)
    return (out or Path("results")) / ".store"


def open_store(folder: Path, *, make: bool) -> Path:
    """A store's folder, made where there is none if asked to. Raises StoreError or OSError."""
    marker = folder / MARKER
    try:
        found = json.loads(marker.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not make:
            raise StoreError(f"{folder} holds no replications") from None
        if folder.is_dir() and any(folder.iterdir()):
            raise StoreError(f"{folder} is no store of replications and not empty") from None
        folder.mkdir(parents=True, exist_ok=True)
        block.put(marker, json.dumps({"format": FORMAT}).encode() + b"\n")
        return folder
    except (ValueError, RecursionError):
        raise StoreError(f"{marker} was changed: it names no store") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise StoreError(f"{folder} is a store of another jobsim; name another folder, or remove it")
    return folder


def shelf_of(
    store: Path | None, loaded: Loaded, order: Order, tell: Tell = ending.say, design: Design | None = None
) -> Shelf | None:
    """The shelf of a run or design; None if there is no store, or the run keeps its ledger, which no store holds."""
    if store is None or order.ledger:
        return None
    key = Key(model_version(), loaded.hash, order.seed, order.static, order.engine, loaded.scenario.scenario.name,
              "" if design is None else design.name)  # fmt: skip
    try:
        open_store(store, make=True)
        shelf = Shelf(store / key.folder, key, tell, limit())
    except StoreError as error:
        tell(f"replications are not kept: {error}")
        return None
    except OSError as error:
        tell(f"replications are not kept: {store} cannot be written ({error.strerror or error})")
        return None
    return shelf


class Shelf:
    """The replications of a key that are kept, and those of this run that are still to be."""

    def __init__(self, folder: Path, key: Key, tell: Tell = ending.say, most: float = math.inf) -> None:
        self.folder, self._tell, self._most = folder, tell, most
        self.taken = self.simulated = 0
        """Replications of this run that were kept before, and that were simulated."""
        self._pending: list[Reduced] = []
        self._writing = True
        self._written = 0
        self._bad: set[Path] = set()
        """Files that are damaged and could not be set aside."""
        folder.mkdir(parents=True, exist_ok=True)
        head = folder / KEY
        if head.exists():
            with contextlib.suppress(OSError):
                os.utime(head)  # those used last are kept
        else:
            block.put(head, json.dumps(asdict(key)).encode() + b"\n")
        block.clear_up(folder)

    def blocks(self) -> dict[range, Path]:
        """The files there are, by the replications they promise."""
        found = ((block.numbers_of(file), file) for file in self.folder.glob(f"*{block.SUFFIX}"))
        found = ((numbers, file) for numbers, file in found if file not in self._bad)
        return dict(sorted(((n, f) for n, f in found if n is not None), key=lambda one: (one[0][0], -one[0][-1])))

    def stretch(self, numbers: range) -> tuple[range, Path | None]:
        """The first replications of some, as far as one file holds them or none of them is kept."""
        first, until = numbers[0], numbers.stop
        for held, file in self.blocks().items():
            if first in held:
                return range(first, min(held.stop, until)), file
            if first < held.start < until:
                until = held.start
        return range(first, until), None

    def take(self, file: Path, numbers: range) -> Iterator[Reduced]:
        """Some of the replications of a file; none if it is damaged, which is said, and the file set aside."""
        try:
            found = block.read(file)
        except FileNotFoundError:
            return
        except DamagedBlock as error:
            self._tell(f"{file}: {error}; it is set aside and simulated anew")
            self._bad.add(file)
            with contextlib.suppress(OSError):
                file.replace(file.with_suffix(DAMAGED))
                self._bad.remove(file)
            return
        for one in found:
            if one.replication in numbers:
                self.taken += 1
                yield one

    def add(self, one: Reduced) -> None:
        """Keep a replication: its block is written when the last of it has come."""
        self.simulated += 1
        if not self._writing:
            return
        if self._pending and one.replication != self._pending[-1].replication + 1:
            self._write()
        self._pending.append(one)
        if (one.replication + 1) % SIZE == 0:
            self._write()

    def close(self) -> None:
        """Keep what is not yet written."""
        with ending.deferred():
            self._write()
            if (self.simulated or self.taken) and self._writing:
                ending.goes_on(self.folder, len({number for held in self.blocks() for number in held}))
        if self._written and self._most < math.inf:
            self._keep_small()

    def _keep_small(self) -> None:
        """Look through the whole store once in a process, and again when what it has written since is too much."""
        from jobsim.experiments.store.upkeep import shelves, shrink

        store = self.folder.parent.parent
        with contextlib.suppress(OSError, StoreError):
            if store not in _sizes:
                _sizes[store] = sum(one.size for one in shelves(store))
            else:
                _sizes[store] += self._written
            if _sizes[store] > self._most:
                _sizes[store] -= sum(one.size for one in shrink(store, self._most))
        self._written = 0

    def _write(self) -> None:
        some, self._pending = self._pending, []
        if not some or not self._writing:
            return
        try:
            self._join(some)
        except OSError as error:
            self._writing = False
            self._tell(f"replications are kept no longer: {self.folder} cannot be written ({error.strerror or error})")

    def _join(self, some: list[Reduced]) -> None:
        """Write a block; with its other parts, where those before it were written by a run that ended earlier."""
        begin = some[0].replication // SIZE * SIZE
        parts = [
            file for held, file in self.blocks().items() if begin <= held.start and held.stop <= some[0].replication
        ]
        earlier: list[Reduced] = []
        for file in parts:
            with contextlib.suppress(DamagedBlock, FileNotFoundError):
                earlier += block.read(file)
        whole = [one.replication for one in earlier] == list(range(begin, some[0].replication))
        self._written += block.write(self.folder, [*earlier, *some] if whole else some).stat().st_size
        for file in parts if whole else ():
            with contextlib.suppress(OSError):
                file.unlink()
