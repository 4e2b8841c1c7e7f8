"""The record a run leaves: one folder with its inputs, its tables and how to repeat it.

The folder is drafted beside its final place and renamed when it is complete; whatever stops a run leaves the
old record or none. Tables are byte-identical for the same scenario, seed and replications.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

from jobsim import __version__
from jobsim.experiments import target_view
from jobsim.experiments.replications import Order
from jobsim.experiments.results import Results

ROW_GROUP = 1 << 16
LIBRARIES = ("numpy", "scipy", "polars", "simpy", "pydantic", "ruamel.yaml", "matplotlib", "chinesecalendar")
RESOLVED = "scenario.resolved.yaml"


class RecordError(Exception):
    """A record cannot be written or read; the message is for the user."""


def run_id(scenario_hash: str, order: Order, replications: int) -> str:
    """Twelve hexadecimal digits that name the run: equal runs have equal names, so a repeat replaces its record."""
    text = json.dumps([scenario_hash, order.seed, replications, order.engine, order.static, __version__])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# ------------------------------------------------------------------------------------------------ writing


@dataclass
class Draft:
    """A folder being written. ``keep`` gives it its name; without it the folder is gone at the end."""

    parent: Path
    folder: Path
    _kept: bool = field(default=False, repr=False)

    def keep(self, name: str) -> Path:
        """Give the draft its final name, replacing an older record of that name."""
        final = self.parent / name
        if final.exists():
            # A folder cannot be replaced in one step: the old one steps aside first.
            aside = Path(tempfile.mkdtemp(prefix=".old-", dir=self.parent))
            final.rename(aside / name)
            self.folder.rename(final)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            self.folder.rename(final)
        self._kept = True
        return final


@contextlib.contextmanager
def draft(out: Path, scenario: str) -> Iterator[Draft]:
    """Open a draft under ``out/scenario`` before the simulation starts, so that a bad place is found at once.

    Raises RecordError if the folder cannot be written. Leaves no trace unless the draft is kept.
    """
    parent = out / scenario
    missing = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=parent))
        # mkdtemp gives the folder to its owner only; a record is read by whoever may read its surroundings.
        folder.chmod(parent.stat().st_mode & 0o777)
    except OSError as error:
        _remove_empty(missing)
        reason = error.strerror or str(error)
        raise RecordError(f"cannot write results to {out}: {reason}; choose another folder with --out") from error
    drafted = Draft(parent, folder)
    try:
        yield drafted
    finally:
        if not drafted._kept:
            shutil.rmtree(folder, ignore_errors=True)
            _remove_empty(missing)


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Parquet with names spelt out, fixed row groups and no timestamp: the same rows give the same bytes."""
    plain = frame.lazy().with_columns(selectors.enum().cast(pl.String))
    plain.sink_parquet(
        path, compression="zstd", compression_level=3, row_group_size=ROW_GROUP, statistics=True, maintain_order=True
    )


def tables(results: Results) -> dict[str, pl.DataFrame]:
    found: dict[str, pl.DataFrame | None] = {
        "outlay": results.outlay,
        "programmes": results.programmes,
        "funds": results.funds,
        "fund_months": results.fund_months,
        "targets": target_view.told(results),
        "indicators": results.indicators,
        "parameters": results.parameters,
        "ledger": results.ledger,
        "journeys": results.journeys,
    }
    return {f"{name}.parquet": frame for name, frame in found.items() if frame is not None}


def to_json(document: dict[str, Any]) -> str:
    """JSON as a person reads it; Chinese is spelt out and NaN is refused."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write(
    folder: Path, results: Results, resolved: str, summary: dict[str, Any], seconds: float, options: dict[str, Any],
    warnings: Sequence[str] = (),
) -> None:  # fmt: skip
    """Fill a draft: tables, resolved scenario, summary, manifest.

    ``options`` are what the user set, ``warnings`` what the scenario was warned of, for the reader.
    """
    for name, frame in tables(results).items():
        write_table(frame, folder / name)
    (folder / RESOLVED).write_text(resolved, encoding="utf-8")
    (folder / "summary.json").write_text(to_json(summary), encoding="utf-8")
    order = results.order
    manifest = {
        "jobsim": __version__,
        "scenario": results.scenario.scenario.name,
        "scenario_hash": results.scenario_hash,
        "run_id": run_id(results.scenario_hash, order, results.replications),
        "seed": order.seed,
        "replications": results.replications,
        "precision": order.precision,
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
    (folder / "manifest.json").write_text(to_json(manifest), encoding="utf-8")


def library_versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in LIBRARIES}


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ------------------------------------------------------------------------------------------------ reading


@dataclass(frozen=True)
class Record:
    """A run's folder, opened."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def order(self) -> Order:
        return Order(
            seed=int(self.manifest["seed"]),
            replications=int(self.manifest["replications"]),
            engine=str(self.manifest["engine"]),
            static=bool(self.manifest["static"]),
            ledger=(self.folder / "ledger.parquet").exists(),
        )

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / f"{name}.parquet")


def open_record(folder: Path) -> Record:
    """Open a run's folder. Raises RecordError if it is not one."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if not isinstance(manifest, dict):
            raise ValueError("manifest.json holds no object")
        record = Record(folder, manifest)
        _ = record.order
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise RecordError(f"{folder} is not the record of a run: {reason} (manifest.json)") from error
    if not (folder / RESOLVED).is_file():
        raise RecordError(f"{folder} is not the record of a run: it has no {RESOLVED}")
    return record
