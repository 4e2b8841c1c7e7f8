"""A run from the scenario to the finished record: simulate, summarise, write, give it its name."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim.experiments import drafts, record
from jobsim.experiments.assumed import approximated, assumed, excluded
from jobsim.experiments.cluster import connected
from jobsim.experiments.replications import Order, Progress, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.store import shelf_of
from jobsim.experiments.summary import summarise
from jobsim.experiments.twins import with_twins
from jobsim.scenario.joint_sample import sample_of
from jobsim.scenario.loader import Loaded
from jobsim.scenario.views import resolve


@dataclass(frozen=True)
class Delivered:
    """A finished run: its results, its summary document and the folder of its record."""

    results: Results
    summary: dict[str, Any]
    folder: Path


def summary_of(loaded: Loaded, results: Results) -> dict[str, Any]:
    warned = [warning.document(loaded.folder) for warning in loaded.warnings]
    document = summarise(results, assumed(loaded), excluded(loaded))
    if (sample := sample_of(loaded.scenario)) is not None:
        document |= {"calibrated": sample.model_dump(exclude={"rows"})}
    return document | {"approximations": approximated(loaded.scenario), "warnings": warned}


def deliver(
    loaded: Loaded,
    order: Order,
    out: Path,
    options: dict[str, Any],
    workers: int | None,
    progress: Progress | None,
    store: Path | None = None,
    cluster: str | None = None,
) -> Delivered:
    """Run and record a scenario. ``options`` is what the user set besides, for the manifest.

    Replications that the folder ``store`` holds are not simulated again, and those that are go there. ``cluster`` is
    the address of a Dask scheduler that simulates them.

    Raises RecordError before anything is simulated if ``out`` cannot be written, RunFailed if a replication fails.
    Whatever stops the run, no half-written record is left.
    """
    started = time.perf_counter()
    with drafts.draft(out, loaded.scenario.scenario.name) as draft, connected(cluster) as at:
        shelf = shelf_of(store, loaded, order)
        run = replications(loaded.scenario, order, workers, progress, shelf, at)
        results = gather(loaded.scenario, loaded.hash, order, run, loaded.excluded)
        results = with_twins(loaded, results, workers, progress, store, at)
        return _kept(draft, loaded, results, options, started)


def save(loaded: Loaded, results: Results, out: Path, options: dict[str, Any], seconds: float) -> Delivered:
    """Record what has been simulated in so many seconds. Raises RecordError if ``out`` cannot be written."""
    started = time.perf_counter() - seconds
    with drafts.draft(out, loaded.scenario.scenario.name) as draft:
        return _kept(draft, loaded, results, options, started)


def _kept(
    draft: drafts.Draft, loaded: Loaded, results: Results, options: dict[str, Any], started: float
) -> Delivered:  # fmt: skip
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(record.write_tables, draft.folder, results)
        summary, resolved = summary_of(loaded, results), resolve(loaded)
        written.result()
    seconds = time.perf_counter() - started
    warned = [warning.told_from(loaded.folder) for warning in loaded.warnings]
    record.write(draft.folder, results, resolved, summary, seconds, options, warned)
    return Delivered(results, summary, draft.keep(record.folder_name(results)))
