"""Replay a recorded run and compare it with its record, byte by byte."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from jobsim.experiments import record
from jobsim.experiments.record import Record, RecordError
from jobsim.experiments.replications import Progress, replications
from jobsim.experiments.results import gather
from jobsim.scenario.loader import Loaded, load_scenario


@dataclass(frozen=True)
class Check:
    """One file or figure of a record and whether the replay gives the same."""

    name: str
    same: bool
    note: str = ""


def scenario_of(found: Record) -> Loaded:
    """The scenario a record was made from. Raises RecordError if it is not the one the manifest names."""
    loaded = load_scenario(found.folder / record.RESOLVED)
    wanted = found.manifest["scenario_hash"]
    if loaded.hash != wanted:
        raise RecordError(f"{found.folder / record.RESOLVED} was changed: its hash is {loaded.hash}, not {wanted}")
    return loaded


def verify(folder: Path, workers: int | None = None, progress: Progress | None = None) -> list[Check]:
    """Run the record's scenario again and compare every table. Raises RecordError if ``folder`` is no record."""
    found = record.open_record(folder)
    loaded = scenario_of(found)
    order = found.order
    stored = found.manifest.get("sha256", {})
    checks = []
    for name in sorted(stored):
        path = folder / name
        if not path.is_file():
            checks.append(Check(name, False, "the file is gone"))
        elif record.digest(path) != stored[name]:
            checks.append(Check(name, False, "the file was changed after the run"))
    results = gather(loaded.scenario, loaded.hash, order, replications(loaded.scenario, order, workers, progress))
    libraries = found.manifest.get("libraries", {})
    moved = [f"{name} {old} → {new}" for name, old in libraries.items()
             if (new := record.library_versions().get(name)) != old]  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        for name, frame in record.tables(results).items():
            replayed = Path(scratch) / name
            record.write_table(frame, replayed)
            same = stored.get(name) == record.digest(replayed)
            note = "" if same else "the replay differs" + (f" (other versions: {', '.join(moved)})" if moved else "")
            checks.append(Check(f"replay of {name}", same, note))
    return checks
