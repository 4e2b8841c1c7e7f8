"""The record a comparison leaves: its document, its table, the scenarios compared, a manifest sealed as a run's is."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jobsim import __version__
from jobsim.experiments import record
from jobsim.experiments.comparison import Contender
from jobsim.experiments.drafts import Draft, RecordError
from jobsim.experiments.paired import frame
from jobsim.experiments.record import COMPARED, MANIFEST, Sealed
from jobsim.experiments.replications import Order
from jobsim.scenario.views import resolve

_ORDER = ("seed", "replications", "engine", "static")
DOCUMENT, TABLE = "comparison.json", "comparison.parquet"


def keep(draft: Draft, document: dict[str, Any], contenders: Sequence[Contender]) -> Path:
    """Fill and keep a draft. The folder's name follows from what was compared: a repeat replaces the older one."""
    compared = [(one.name, one.loaded.hash) for one in contenders]
    write(draft.folder, document, compared, [resolve(one.loaded) for one in contenders])
    asked = document["precision"]
    goal = [] if asked is None else [asked["of"], asked["asked"], asked["at_most"]]
    key = json.dumps([compared, *(document[name] for name in _ORDER), __version__, *goal])
    return draft.keep(f"compare-{hashlib.sha256(key.encode()).hexdigest()[:12]}")


def write(
    folder: Path, document: dict[str, Any], compared: Sequence[tuple[str, str]], resolved: Sequence[str]
) -> None:  # fmt: skip
    """Fill a folder. ``compared`` are names and hashes of the scenarios, the baseline first; ``resolved`` the texts."""
    (folder / DOCUMENT).write_text(record.to_json(document), encoding="utf-8", newline="\n")
    record.write_table(frame(document["comparisons"]), folder / TABLE)
    for number, ((name, _), text) in enumerate(zip(compared, resolved, strict=True)):
        (folder / file_of(number, name)).write_text(text, encoding="utf-8", newline="\n")
    manifest = {
        "jobsim": __version__,
        COMPARED: [list(one) for one in compared],
        **{name: document[name] for name in _ORDER},
        "python": platform.python_version(),
        "libraries": record.library_versions(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "sha256": {path.name: record.digest(path) for path in sorted(folder.iterdir()) if path.is_file()},
    }
    (folder / MANIFEST).write_text(record.to_json(record.sealed(manifest)), encoding="utf-8", newline="\n")


def file_of(number: int, name: str) -> str:
    """The file of a scenario compared."""
    return f"{number}.{name}.resolved.yaml"


def _compared(value: Any) -> bool:
    """Pairs of name and hash; no name leads out of the record."""
    return isinstance(value, list) and len(value) > 1 and all(
        isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one)
        and Path(file_of(0, one[0])).name == file_of(0, one[0]) for one in value
    )  # fmt: skip


_FIELDS = {name: fits for name, fits in record.FIELDS.items() if name in (
    "jobsim", "seed", "replications", "engine", "static", "python", "libraries", "platform", "processors", "sha256",
    "seal")} | {COMPARED: _compared}  # fmt: skip


def is_one(folder: Path) -> bool:
    """Whether a folder says that it is the record of a comparison. Raises RecordError if it is no record at all."""
    return COMPARED in record.read_json(folder / MANIFEST)[0]


class ComparisonRecord(Sealed):
    """A comparison's folder, opened: its manifest is whole and as it was written."""

    @property
    def compared(self) -> list[tuple[str, str]]:
        """Names and hashes of the scenarios, the baseline first."""
        return [(name, hash_) for name, hash_ in self.manifest[COMPARED]]

    @property
    def order(self) -> Order:
        return Order(**{name: self.manifest[name] for name in _ORDER})

    def contenders(self) -> list[Contender]:
        """The scenarios compared. Raises RecordError if one is not the one that the manifest names."""
        return [
            Contender(name, record.scenario_in(self.folder / file_of(number, name), hash_))
            for number, (name, hash_) in enumerate(self.compared)
        ]


def open_comparison(folder: Path) -> ComparisonRecord:
    """Open a comparison's folder. Raises RecordError if it is not one, or its manifest is not as it was written."""
    found = ComparisonRecord(folder, record.read_manifest(folder, _FIELDS, "a comparison"))
    for number, (name, _) in enumerate(found.compared):
        if fault := found.fault(file_of(number, name)):
            raise RecordError(f"{folder / file_of(number, name)}: {fault}")
    return found
