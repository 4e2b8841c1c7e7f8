"""What commands say while they work and when they are done: documents, tables, progress, where the record is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobsim.chinese import translated
from jobsim.ending import say
from jobsim.harmless import harmless, in_json
from jobsim.language import Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from jobsim.experiments.replications import Progress
    from jobsim.scenario.loader import Loaded


def print_json(document: Any) -> None:
    """Print a document as JSON that steers no terminal. JSON is UTF-8: where the output is not, it keeps to ASCII."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    plain = encoding not in ("utf8", "utf8sig")
    click.echo(in_json(json.dumps(document, ensure_ascii=plain, indent=2, allow_nan=False, default=str)))


def echo(text: str) -> None:
    click.echo(harmless(text))


_RECORDS = {
    "run": Words("本次运行的记录：{folder}", "The record of this run: {folder}"),
    "province": Words("本次任务的记录：{folder}", "The record of this job: {folder}"),
    "comparison": Words("本次比较的记录：{folder}", "The record of this comparison: {folder}"),
}


def tell_record(folder: Path, what: str, *, as_json: bool) -> None:
    """Where the record is: below the page, or beside a document and where there is no standard output."""
    if as_json or sys.stdout is None:
        say(str(Words("记录：{folder}", "record: {folder}").filled(folder=folder)))
    else:
        echo(str(_RECORDS[what].filled(folder=folder)))


def print_page(page: RenderableType) -> None:
    from jobsim.reports.console import console

    console().print(page)


def warn(loaded: Loaded) -> None:
    for warning in loaded.warnings:
        say(warning.said(translated))


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A progress bar on standard error; it appears with the first report, when the input is known to be good."""
    from rich import progress as bars
    from rich.console import Console

    columns = (bars.TextColumn("{task.description}", markup=False), bars.BarColumn(), bars.MofNCompleteColumn(),
               bars.TimeElapsedColumn(), bars.TimeRemainingColumn())  # fmt: skip
    bar = bars.Progress(*columns, console=Console(stderr=True))
    task = bar.add_task(label, total=None)

    def report(done: int, wanted: int | None) -> None:
        bar.start()
        bar.update(task, completed=done, total=wanted)

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()
