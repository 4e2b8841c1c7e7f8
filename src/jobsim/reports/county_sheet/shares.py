"""The shares of the outlay that the sheet shows: from a finished run, or from a short one made for it."""

from __future__ import annotations

from pathlib import Path

from jobsim.experiments.drafts import RecordError
from jobsim.experiments.opened import open_run
from jobsim.experiments.ranking import of_results
from jobsim.experiments.replications import Order, Progress, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.store import shelf_of, store_folder
from jobsim.experiments.understanding import TOLD
from jobsim.language import Words
from jobsim.reports.county_sheet.form import Origin
from jobsim.reports.county_sheet.hanging import Hanging
from jobsim.scenario.errors import MissingFigure
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.tables.register import costs

SHORT = 20
"""Replications of the run that is made where none is given."""
NOTHING = Words("未运行，占比未知", "nothing was run: not known")


def of_run(loaded: Loaded, folder: Path) -> tuple[Hanging, Origin]:
    """From the record of a run of this scenario. Raises RecordError if it is of another."""
    found = open_run(folder)
    if found.results.scenario_hash not in (loaded.hash, *_without_missing(loaded)):
        raise RecordError(f"{folder} is a run of another scenario, or of this one before it was changed")
    return _told(loaded, found.results, Words(f"运行记录 {folder.name}", f"the run {folder.name}"))


def of_short_run(loaded: Loaded, number: int, progress: Progress | None) -> tuple[Hanging, Origin]:
    """From a run of so many replications; without any, or where it needs a figure that is missing, nothing is known."""
    if not number:
        return Hanging(loaded.scenario, None), Origin(NOTHING)
    try:
        complete = load_scenario(loaded.path, exclude_missing=True, for_run=True, warned=False)
    except MissingFigure:
        return Hanging(loaded.scenario, None), Origin(NOTHING)
    order = Order(seed=1, replications=number)
    run = replications(complete.scenario, order, None, progress, shelf_of(store_folder(), complete, order))
    results = gather(complete.scenario, complete.hash, order, run, complete.excluded)
    return _told(loaded, results, Words("为本表做的短程模拟", "a short run made for this sheet"))


def _without_missing(loaded: Loaded) -> list[str]:
    if not loaded.missing:
        return []
    try:
        return [load_scenario(loaded.path, exclude_missing=True, warned=False).hash]
    except MissingFigure:
        return []


def _told(loaded: Loaded, results: Results, what: Words) -> tuple[Hanging, Origin]:
    origin = Words("{w}，模拟{n}次，种子{s}", "{w}: {n} replications, seed {s}").filled(
        w=what, n=results.replications, s=results.order.seed
    )
    left_out = [one.name for one in results.excluded]
    return Hanging(loaded.scenario, costs(results), left_out, _first(results)), Origin(origin)


def _first(results: Results) -> dict[str, int]:
    """The ten numbers that carry most of the outlay; none of a run that is too small to tell."""
    try:
        ranks = of_results(results).ranks
    except RecordError:
        return {}
    return {path: one.rank for path, one in ranks.items() if one.rank <= TOLD}
