"""A province's record: the stacked tables as Parquet and CSV, one JSON document, and a manifest with their digests."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from jobsim import __version__
from jobsim.experiments import record
from jobsim.experiments.drafts import Draft
from jobsim.experiments.province.job import LUCK, Province
from jobsim.language import Language
from jobsim.reports import csv_file
from jobsim.reports.screen import Screen
from jobsim.tables import province as tables
from jobsim.tables.table import Table

DOCUMENT = "province.json"
_TABLES: dict[str, Callable[[Province], Table]] = {
    "sums": tables.sums, "outlay": tables.outlay, "overruns": tables.overruns, "targets": tables.targets,
    "precision": tables.precision, "failed": tables.failed,
}  # fmt: skip


def document(found: Province) -> dict[str, Any]:
    """The job as one JSON document; outlay by programme is in the tables alone."""
    outlay, goal = found.tables["outlay"], found.order.precision
    return {
        "replications": found.replications if goal is not None else found.order.replications,
        **({} if goal is None else {"precision": goal.document()}),
        "seed": found.order.seed,
        "engine": found.order.engine,
        "static": found.order.static,
        "listed": found.listed,
        "counties": [one.document() for one in found.counties],
        "failed": [one.document() for one in found.failed],
        "luck": {name: said._asdict() for name, said in LUCK.items()},
        "sums": found.sums.to_dicts(),
        "outlay": outlay.filter(outlay["by"] != "programme").to_dicts(),
        "overruns": found.tables["overruns"].to_dicts(),
        "targets": found.tables["targets"].to_dicts(),
    }


def keep(draft: Draft, found: Province, told: dict[str, Any], lang: Language) -> Path:
    """Fill and keep a draft. Its name follows from what was run: a repeat replaces the older one."""
    folder = draft.folder
    (folder / DOCUMENT).write_text(record.to_json(told), encoding="utf-8", newline="\n")
    for name, frame in {**found.tables, "sums": found.sums}.items():
        record.write_table(frame, folder / f"{name}.parquet")
    for name, table in _TABLES.items():
        if name == "precision" and found.order.precision is None:
            continue
        csv_file.write(table(found), folder / f"{name}.csv", lang)
    order: dict[str, Any] = {
        name: told[name] for name in ("seed", "replications", "precision", "engine", "static") if name in told
    }
    manifest = {
        "jobsim": __version__,
        "scenarios": [[one.name, one.scenario_hash] for one in found.counties],
        "not_run": [one.name for one in found.failed],
        **order,
        "python": platform.python_version(),
        "libraries": record.library_versions(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "sha256": {path.name: record.digest(path) for path in sorted(folder.iterdir()) if path.is_file()},
    }
    key = json.dumps([manifest["scenarios"], manifest["not_run"], order, __version__])
    (folder / record.MANIFEST).write_text(record.to_json(record.sealed(manifest)), encoding="utf-8", newline="\n")
    return draft.keep(f"run-all-{hashlib.sha256(key.encode()).hexdigest()[:12]}")


def page(found: Province, lang: Language) -> RenderableType:
    """What the terminal shows: the sums, outlay and overruns of each county, and what was not run."""
    shown = [tables.sums, tables.totals, tables.overruns]
    shown += [tables.precision] if found.order.precision is not None else []
    shown += [tables.failed] if found.failed else []
    parts: list[RenderableType] = []
    for table in shown:
        parts += [*([""] if parts else []), Screen(table(found), lang)]
    return Group(*parts)
