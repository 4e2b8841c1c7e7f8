"""Replay a recorded run and compare it with its record: every file byte by byte, every field of the manifest.

The replay makes a whole record of its own, from the scenario and the order that the record tells. What it cannot make
again (how long it took, on which machine) is taken over, and named as not replayed.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim import __version__
from jobsim.experiments import record
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.record import MANIFEST, RESOLVED, SUMMARY, Record
from jobsim.experiments.replications import Progress, replications
from jobsim.experiments.results import Results, gather
from jobsim.reports.delivery import summary_of
from jobsim.scenario.exclusion import Excluded
from jobsim.scenario.loader import Loaded

_REPLAYED = ("scenario", "scenario_hash", "run_id", "seed", "replications", "engine", "static", "events", "excluded")
_TAKEN_OVER = ("options", "precision", "python", "platform", "processors", "wall_seconds", "warnings")


@dataclass(frozen=True)
class Check:
    """One file or field of a record and whether the replay gives the same."""

    name: str
    same: bool
    note: str = ""


@dataclass(frozen=True)
class Verified:
    """What was compared, and what a record tells besides that no replay can confirm."""

    checks: tuple[Check, ...]
    not_replayed: tuple[str, ...]

    @property
    def same(self) -> bool:
        return all(check.same for check in self.checks)


def verify(folder: Path, workers: int | None = None, progress: Progress | None = None) -> Verified:
    """Run the record's scenario again and compare everything. Raises RecordError if ``folder`` is no record."""
    found = record.open_record(folder)
    loaded = record.scenario_of(found)
    told, left_out, fault = _summary(found)
    order = found.order
    run = replications(loaded.scenario, order, workers, progress)
    results = gather(loaded.scenario, loaded.hash, order, run, left_out)
    with tempfile.TemporaryDirectory(prefix="jobsim-verify-") as scratch:
        again = _again(Path(scratch), found, loaded, results, told)
    moved = _moved(found)
    files = [_file(found, name, again, moved, fault) for name in sorted({*found.manifest["sha256"], *again["sha256"]})]
    fields = [_field(found, name, again) for name in _REPLAYED]
    return Verified((*files, *fields), tuple(_not_replayed(found, moved)))


def _summary(found: Record) -> tuple[dict[str, Any], tuple[Excluded, ...], str]:
    """The summary as it is stored, what it says was left out, and what is wrong with it."""
    if fault := found.fault(SUMMARY):
        return {}, (), fault
    try:
        told, _ = record.read_json(found.folder / SUMMARY)
        left_out = tuple(Excluded(one["name"], one["clause"], one["reason"]) for one in told["excluded"])
        if not all(isinstance(text, str | None) for one in left_out for text in (one.name, one.clause, one.reason)):
            raise TypeError
        if not isinstance(told["warnings"], list) or not isinstance(told["assumed"]["register"], str):
            raise TypeError
    except (RecordError, KeyError, TypeError, AttributeError):
        return {}, (), "not the summary of a run"
    return told, left_out, ""


def _again(
    scratch: Path, found: Record, loaded: Loaded, results: Results, told: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """The manifest of the record that the replay makes."""
    from jobsim.reports.figures import save_fans

    summary = summary_of(loaded, results)
    if told:
        # The scenario of a record is one file: where its parts stood, and what was left out of them, is told once.
        summary |= {"excluded": told["excluded"], "warnings": told["warnings"]}
        summary["assumed"] |= {"register": told["assumed"]["register"]}
    save_fans(results, scratch)
    stored = found.manifest
    resolved = (found.folder / RESOLVED).read_text(encoding="utf-8")
    record.write(
        scratch, results, resolved, summary, stored["wall_seconds"], stored["options"], stored["warnings"]
    )  # fmt: skip
    again, _ = record.read_json(scratch / MANIFEST)
    version = stored["jobsim"]
    again["run_id"] = record.run_id(loaded.hash, results.order, results.replications, version)
    return again


def _moved(found: Record) -> list[str]:
    """Versions that are others here than where the record was made."""
    stored = {"jobsim": found.manifest["jobsim"], **found.manifest["libraries"]}
    here = {"jobsim": __version__, **record.library_versions()}
    names = sorted({*stored, *here})
    return [f"{name} {stored.get(name, 'none')} → {here.get(name, 'none')}"
            for name in names if stored.get(name) != here.get(name)]  # fmt: skip


def _file(found: Record, name: str, again: dict[str, Any], moved: list[str], summary: str) -> Check:
    if name not in again["sha256"]:
        return Check(name, False, "no run writes it")
    fault = found.fault(name) or (summary if name == SUMMARY else "")
    if fault:
        return Check(name, False, fault)
    if found.manifest["sha256"][name] == again["sha256"][name]:
        return Check(name, True)
    if name.endswith(".png") and any(one.startswith("matplotlib ") for one in moved):
        return Check(name, True, "the file is as the run wrote it; another matplotlib draws it otherwise")
    return Check(name, False, "the replay differs" + (f" (other versions: {', '.join(moved)})" if moved else ""))


def _field(found: Record, name: str, again: dict[str, Any]) -> Check:
    stored, replayed = found.manifest[name], again[name]
    note = "" if stored == replayed else f"{stored!r}, and {replayed!r} by the replay"
    return Check(f"{MANIFEST}: {name}", not note, note)


def _not_replayed(found: Record, moved: list[str]) -> list[str]:
    """What is told besides and was taken over as it stands."""
    told = [f"{MANIFEST}: {', '.join(_TAKEN_OVER)}", f"{SUMMARY}: excluded, warnings, assumed.register"]
    told.append(f"{RESOLVED}: its comments")
    if moved:
        told.append(f"{MANIFEST}: versions that are others here: {', '.join(moved)}")
    named = {*found.manifest["sha256"], MANIFEST}
    beside = sorted(path.name for path in found.folder.iterdir() if path.name not in named)
    if beside:
        told.append(f"files that no manifest names: {', '.join(beside)}")
    return told
