"""Replay a recorded run or comparison and compare it with its record: files byte by byte, each field of the manifest.

The replay makes a whole record of its own, from the scenarios and the order that the record tells. What it cannot make
again (how long it took, on which machine) is taken over, and named as not replayed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim import __version__
from jobsim.experiments import comparison, comparison_record, record
from jobsim.experiments.comparison_record import DOCUMENT, ComparisonRecord
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.opened import read_summary
from jobsim.experiments.precision import Goal
from jobsim.experiments.record import MANIFEST, RESOLVED, SUMMARY, Record, Sealed
from jobsim.experiments.replications import Progress, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.twins import with_twins
from jobsim.reports.delivery import summary_of
from jobsim.scenario.loader import Loaded

_REPLAYED = ("scenario", "scenario_hash", "run_id", "seed", "replications", "pairs", "engine", "static", "events",
             "excluded")  # fmt: skip
_TAKEN_OVER = ("options", "precision", "python", "platform", "processors", "wall_seconds", "warnings")
_COMPARED = ("compared", "seed", "replications", "engine", "static")
_OF_SCENARIOS = ("path", "set", "excluded")
"""What a comparison's document tells of a scenario that its resolved text does not."""


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
    """Run the record's scenarios again and compare everything. Raises RecordError if ``folder`` is no record."""
    if comparison_record.is_one(folder):
        return _comparison(comparison_record.open_comparison(folder), workers, progress)
    found = record.open_record(folder)
    loaded = record.scenario_of(found)
    told, left_out, fault = read_summary(found)
    run = replications(loaded.scenario, found.order, workers, progress)
    results = with_twins(loaded, gather(loaded.scenario, loaded.hash, found.told, run, left_out), workers, progress)
    with tempfile.TemporaryDirectory(prefix="jobsim-verify-", ignore_cleanup_errors=True) as scratch:
        again = _again(Path(scratch), found, loaded, results, told)
    besides = [f"{MANIFEST}: {', '.join(_TAKEN_OVER)}", f"{SUMMARY}: excluded, warnings, assumed.register"]
    return _verified(found, again, _REPLAYED, {SUMMARY: fault}, [*besides, f"{RESOLVED}: its comments"])


def _verified(
    found: Sealed, again: dict[str, Any], fields: tuple[str, ...], faults: Mapping[str, str], besides: list[str]
) -> Verified:  # fmt: skip
    """A record held against the manifest of its replay; ``faults`` of its files are known already."""
    moved = _moved(found)
    files = [_file(found, name, again, moved, faults) for name in sorted({*found.manifest["sha256"], *again["sha256"]})]
    return Verified((*files, *(_field(found, name, again) for name in fields)), _not_replayed(found, moved, besides))


# ------------------------------------------------------------------------------------------------ comparisons


def _comparison(found: ComparisonRecord, workers: int | None, progress: Progress | None) -> Verified:
    base, *variants = contenders = found.contenders()
    document = comparison.compare(base, variants, found.order, workers, progress)
    fault = _take_over(found, document)
    resolved = [
        (found.folder / comparison_record.file_of(number, one.name)).read_text(encoding="utf-8")
        for number, one in enumerate(contenders)
    ]
    with tempfile.TemporaryDirectory(prefix="jobsim-verify-", ignore_cleanup_errors=True) as scratch:
        comparison_record.write(Path(scratch), document, [(one.name, one.loaded.hash) for one in contenders], resolved)
        again, _ = record.read_json(Path(scratch) / MANIFEST)
    besides = [
        f"{MANIFEST}: python, platform, processors",
        f"{DOCUMENT}: {', '.join(_OF_SCENARIOS)} of each scenario, assumed.register",
        "resolved scenarios: their comments",
    ]
    return _verified(found, again, _COMPARED, {DOCUMENT: fault}, besides)


def _take_over(found: ComparisonRecord, document: dict[str, Any]) -> str:
    """Put into a replayed document what only the stored one knows; what is wrong with the stored one."""
    if fault := found.fault(DOCUMENT):
        return fault
    try:
        told, _ = record.read_json(found.folder / DOCUMENT)
        for stored, made in zip((told["baseline"], *told["variants"]), (document["baseline"], *document["variants"]),
                                strict=True):  # fmt: skip
            made.update({name: stored[name] for name in _OF_SCENARIOS})
        document["assumed"]["register"] = told["assumed"]["register"]
        if (asked := told.get("precision")) is not None:
            goal = Goal(asked["asked"], asked["of"], asked["at_most"])
            document["precision"] = comparison.precise(document["comparisons"], goal)
        record.to_json(document)
    except (RecordError, KeyError, TypeError, AttributeError, ValueError):
        return "not the document of a comparison"
    return ""


# ------------------------------------------------------------------------------------------------ runs


def _again(
    scratch: Path, found: Record, loaded: Loaded, results: Results, told: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """The manifest of the record that the replay makes."""
    summary = summary_of(loaded, results)
    if told:
        # The scenario of a record is one file: where its parts stood, and what was left out of them, is told once.
        summary |= {"excluded": told["excluded"], "warnings": told["warnings"]}
        summary["assumed"] |= {"register": told["assumed"]["register"]}
    stored = found.manifest
    resolved = (found.folder / RESOLVED).read_text(encoding="utf-8")
    record.write_tables(scratch, results)
    record.write(
        scratch, results, resolved, summary, stored["wall_seconds"], stored["options"], stored["warnings"]
    )  # fmt: skip
    again, _ = record.read_json(scratch / MANIFEST)
    version = stored["jobsim"]
    again["run_id"] = record.run_id(loaded.hash, results.order, results.replications, version)
    return again


# ------------------------------------------------------------------------------------------------ both


def _moved(found: Sealed) -> list[str]:
    """Versions that are others here than where the record was made."""
    stored = {"jobsim": found.manifest["jobsim"], **found.manifest["libraries"]}
    here = {"jobsim": __version__, **record.library_versions()}
    names = sorted({*stored, *here})
    return [f"{name} {stored.get(name, 'none')} → {here.get(name, 'none')}"
            for name in names if stored.get(name) != here.get(name)]  # fmt: skip


def _file(found: Sealed, name: str, again: dict[str, Any], moved: list[str], faults: Mapping[str, str]) -> Check:
    fault = found.fault(name) or faults.get(name, "")
    if fault:
        return Check(name, False, fault)
    if name not in again["sha256"]:
        return Check(name, False, "no run writes it")
    if found.manifest["sha256"][name] == again["sha256"][name]:
        return Check(name, True)
    return Check(name, False, "the replay differs" + (f" (other versions: {', '.join(moved)})" if moved else ""))


def _field(found: Sealed, name: str, again: dict[str, Any]) -> Check:
    stored, replayed = found.manifest[name], again[name]
    note = "" if stored == replayed else f"{stored!r}, and {replayed!r} by the replay"
    return Check(f"{MANIFEST}: {name}", not note, note)


def _not_replayed(found: Sealed, moved: list[str], told: list[str]) -> tuple[str, ...]:
    """What is told besides and was taken over as it stands."""
    if moved:
        told.append(f"{MANIFEST}: versions that are others here: {', '.join(moved)}")
    named = {*found.manifest["sha256"], MANIFEST}
    beside = sorted(path.name for path in found.folder.iterdir() if path.name not in named)
    if beside:
        told.append(f"files that no manifest names: {', '.join(beside)}")
    return tuple(told)
