"""The record a run leaves: one folder with its inputs, its tables and how to repeat it.

Tables are byte-identical for the same scenario, seed and replications. The manifest holds the digest of every other
file and a seal over itself, so that a reader knows at once whether what it reads is what the run has written.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

from jobsim import __version__
from jobsim.experiments import target_view
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.precision import Goal
from jobsim.experiments.replications import Order, OrderError
from jobsim.experiments.results import Results
from jobsim.harmless import in_json, shortened
from jobsim.scenario.loader import Loaded, load_scenario

COMPARED = "compared"
"""The key that tells the manifest of a comparison from that of a run."""
ROW_GROUP = 1 << 16
LIBRARIES = ("numpy", "scipy", "polars", "simpy", "pydantic", "ruamel.yaml", "matplotlib", "chinesecalendar")
RESOLVED, SUMMARY, MANIFEST, LEDGER = "scenario.resolved.yaml", "summary.json", "manifest.json", "ledger.parquet"
LARGEST_JSON = 64_000_000
"""Bytes of a JSON file of a record, which has some ten thousands; a larger one is not read."""


def run_id(scenario_hash: str, order: Order, replications: int, version: str = __version__) -> str:
    """Twelve hexadecimal digits that name the run: equal runs have equal names, so a repeat replaces its record."""
    decides = [scenario_hash, order.seed, replications, order.engine, order.static, version]
    if (pairs := order.pairs_among(replications)) != replace(order, pairs=None).pairs_among(replications):
        decides.append({"pairs": pairs})
    if order.precision is not None:
        decides.append(order.precision.document())
    text = json.dumps(decides)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def folder_name(results: Results) -> str:
    """The run's id. A record with its ledger has a name of its own: no poorer repeat ever takes its place."""
    name = run_id(results.scenario_hash, results.order, results.replications)
    return f"{name}-ledger" if results.order.ledger else name


# ------------------------------------------------------------------------------------------------ writing


def write_table(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> None:
    """Parquet with names spelt out, fixed row groups and no timestamp: the same rows give the same bytes."""
    plain = frame.lazy().with_columns(selectors.enum().cast(pl.String))
    try:
        plain.sink_parquet(
            path, compression="zstd", compression_level=3, row_group_size=ROW_GROUP, statistics=True,
            maintain_order=True,
        )  # fmt: skip
    except pl.exceptions.PolarsError as error:
        # A full disk is no OSError to polars, which tells its number in words.
        if found := re.search(r"\(os error (\d+)\)", str(error)):
            raise OSError(int(found[1]), os.strerror(int(found[1]))) from error
        raise OSError(f"{path.name} cannot be written: {error}") from error


def tables(results: Results) -> dict[str, pl.DataFrame | pl.LazyFrame]:
    found: dict[str, pl.DataFrame | pl.LazyFrame | None] = {
        "outlay": results.tall["outlay"],
        "programmes": results.programmes,
        "funds": results.funds,
        "fund_months": results.fund_months,
        "targets": target_view.told(results),
        "indicators": results.tall["indicators"],
        "parameters": results.tall["parameters"],
        "ledger": results.ledger,
        "entitlements": results.entitlements,
        "persons": results.persons,
        "journeys": results.journeys,
        "twins": results.twins,
    }
    return {f"{name}.parquet": frame for name, frame in found.items() if frame is not None}


def to_json(document: dict[str, Any]) -> str:
    """JSON as a person reads it; Chinese is spelt out and NaN is refused."""
    return in_json(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"


def write_tables(folder: Path, results: Results) -> None:
    """The first half of a draft, which takes no lock of the interpreter: the other half may be made meanwhile."""
    for name, frame in tables(results).items():
        write_table(frame, folder / name)


def write(
    folder: Path, results: Results, resolved: str, summary: dict[str, Any], seconds: float, options: dict[str, Any],
    warnings: Sequence[str] = (),
) -> None:  # fmt: skip
    """Fill a draft that has its tables: resolved scenario, summary, manifest.

    ``options`` are what the user set, ``warnings`` what the scenario was warned of, for the reader.
    """
    (folder / RESOLVED).write_text(resolved, encoding="utf-8", newline="\n")
    (folder / SUMMARY).write_text(to_json(summary), encoding="utf-8", newline="\n")
    order = results.order
    manifest = {
        "jobsim": __version__,
        "scenario": results.scenario.scenario.name,
        "scenario_hash": results.scenario_hash,
        "run_id": run_id(results.scenario_hash, order, results.replications),
        "seed": order.seed,
        "replications": results.replications,
        "pairs": 0 if results.twins is None else results.twins["replication"].n_unique(),
        "precision": None if order.precision is None else order.precision.document(),
        "engine": order.engine,
        "static": order.static,
        "options": options,
        "python": platform.python_version(),
        "libraries": library_versions(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "excluded": [f"{left.name} ({left.clause})" for left in results.excluded],
        "warnings": list(warnings),
        "events": results.events,
        "wall_seconds": round(seconds, 3),
        "sha256": {path.name: digest(path) for path in sorted(folder.iterdir()) if path.is_file()},
    }
    (folder / MANIFEST).write_text(to_json(sealed(manifest)), encoding="utf-8", newline="\n")


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with the digest of all it says, and so of all files."""
    bare = {key: value for key, value in manifest.items() if key != "seal"}
    return bare | {"seal": hashlib.sha256(to_json(bare).encode()).hexdigest()}


def library_versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in LIBRARIES}


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ------------------------------------------------------------------------------------------------ reading


def _is(*types: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in types


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _names(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _goal(value: Any) -> bool:
    try:
        return value is None or (type(value["of"]) is str and type(value["at_most"]) is int and bool(Goal(**value)))
    except (KeyError, TypeError, ValueError):
        return False


def _digests(value: Any) -> bool:
    return _names(value) and all(Path(name).name == name for name in value)


FIELDS: dict[str, Callable[[Any], bool]] = {
    "jobsim": _is(str), "scenario": _is(str), "scenario_hash": _is(str), "run_id": _is(str), "seed": _is(int),
    "replications": _is(int), "pairs": _is(int), "precision": _goal, "engine": _is(str), "static": _is(bool),
    "options": _is(dict), "python": _is(str), "libraries": _names, "platform": _is(str),
    "processors": _is(int, type(None)), "excluded": _texts, "warnings": _texts, "events": _is(int),
    "wall_seconds": _is(float, int), "sha256": _digests, "seal": _is(str),
}  # fmt: skip
"""What a run's manifest says, and of what type."""


@dataclass(frozen=True)
class Sealed(ABC):
    """A folder whose manifest is whole and as it was written: of a run, or of a comparison."""

    folder: Path
    manifest: dict[str, Any]

    @property
    @abstractmethod
    def order(self) -> Order:
        """What was run. Raises OrderError if no run could be."""

    def fault(self, name: str) -> str:
        """What is wrong with a file of the record; empty if it is as the run wrote it."""
        wanted = self.manifest["sha256"].get(name)
        if wanted is None:
            return "the manifest does not name it"
        try:
            if not stat.S_ISREG((self.folder / name).stat().st_mode):
                return "it is no file"
            return "" if digest(self.folder / name) == wanted else "the file was changed after the run"
        except FileNotFoundError:
            return "the file is gone"
        except OSError as error:
            return f"it cannot be read: {error.strerror or error}"


class Record(Sealed):
    """A run's folder, opened."""

    @property
    def order(self) -> Order:
        told = self.manifest
        least = Order(replications=told["replications"])
        stated = None if told["pairs"] == least.pairs_among(least.replications) else told["pairs"]
        return Order(
            seed=told["seed"], replications=told["replications"], engine=told["engine"], static=told["static"],
            ledger=LEDGER in told["sha256"], pairs=stated,
        )  # fmt: skip

    @property
    def told(self) -> Order:
        """What was asked for: the same, and the precision that decided how many replications there are."""
        asked = self.manifest["precision"]
        return replace(self.order, precision=None if asked is None else Goal(**asked))

    def table(self, name: str, columns: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
        """Columns of a table. Raises RecordError if it is not what the run wrote."""
        file = f"{name}.parquet"
        fault = self.fault(file)
        if fault:
            raise RecordError(f"{self.folder / file}: {fault}")
        try:
            found = pl.read_parquet(self.folder / file, columns=list(columns))
            return found.select(pl.col(column).cast(kind) for column, kind in columns.items())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise RecordError(f"{self.folder / file}: not the {name} of a run ({type(error).__name__})") from error


def read_json(path: Path) -> tuple[dict[str, Any], str]:
    """The object a JSON file of a record holds, and the file's text. Raises RecordError if there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError("it is no file")
        with path.open("rb") as file:
            data = file.read(LARGEST_JSON + 1)
        if len(data) > LARGEST_JSON:
            raise ValueError("it is too large")
        text = data.decode()
        found = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else reason
        raise RecordError(f"{path.parent} is not the record of a run: {reason} ({path.name})") from error
    if not isinstance(found, dict):
        raise RecordError(f"{path.parent} is not the record of a run: it holds no object ({path.name})")
    return found, text


def read_manifest(folder: Path, fields: Mapping[str, Callable[[Any], bool]], what: str) -> dict[str, Any]:
    """The manifest of a record of ``what``. Raises RecordError if it is none, or not as it was written."""
    manifest, text = read_json(folder / MANIFEST)

    def refused(reason: str) -> RecordError:
        return RecordError(f"{folder} is not the record of {what}: {reason} ({MANIFEST})")

    if COMPARED in manifest and COMPARED not in fields:
        raise RecordError(f"{folder} is the record of a comparison; name one of a run, as jobsim run leaves it")
    if unknown := sorted(manifest.keys() - fields.keys()):
        raise refused(f"no such record has the key '{shortened(unknown[0], 60)}'")
    for name, fits in fields.items():
        if name not in manifest:
            raise refused(f"the key '{name}' is missing")
        if not fits(manifest[name]):
            raise refused(f"'{name}' does not hold what is written there")
    try:
        if to_json(sealed(manifest)) != text:
            raise refused("the file was changed after the run")
    except (ValueError, RecursionError) as error:
        raise refused(str(error)) from error
    return manifest


def open_record(folder: Path) -> Record:
    """Open a run's folder. Raises RecordError if it is not one, or its manifest is not as the run wrote it."""
    record = Record(folder, read_manifest(folder, FIELDS, "a run"))
    try:
        _ = record.told
    except OrderError as error:
        raise RecordError(f"{folder} is not the record of a run: {error} ({MANIFEST})") from error
    if not (folder / RESOLVED).is_file():
        raise RecordError(f"{folder} is not the record of a run: it has no {RESOLVED}")
    return record


def scenario_of(found: Record, *, warned: bool = True) -> Loaded:
    """The scenario a record was made from, ``warned`` with the warnings it had.

    Raises RecordError if it is not the one that the manifest names.
    """
    return scenario_in(found.folder / RESOLVED, found.manifest["scenario_hash"], warned=warned)


def scenario_in(file: Path, wanted: str, *, warned: bool = True) -> Loaded:
    """The resolved scenario of a record. Raises RecordError if it has another hash."""
    loaded = load_scenario(file, warned=warned)
    if loaded.hash != wanted:
        raise RecordError(f"{file} was changed: its hash is {loaded.hash}, not {wanted}")
    return loaded
