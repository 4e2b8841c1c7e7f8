"""Many counties and variants as one job: for a province's bureau."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    at_most_option,
    exclude_option,
    json_option,
    kept_options,
    of_each_option,
    out_option,
    precision_of_option,
    precision_option,
    seed_option,
    the_goal,
    the_number,
    the_store,
    workers_option,
)
from jobsim.cli.printing import print_json, print_page, progress_bar, tell_record
from jobsim.cli.spoken import command
from jobsim.ending import UNFINISHED, WRONG_INPUT, say
from jobsim.language import Words, spoken

if TYPE_CHECKING:
    from jobsim.experiments.province.job import Failed


@command(
    zh="""测算许多县和变体，作为一项任务：逐县汇总，并求合计。

    SOURCE 是文件夹，其中每个含 scenario.yaml 的子文件夹是一个方案；
    或文本文件，每行一个方案：路径或随附县区的名称，可加“/变体”，
    井号（#）之后是注释。不能运行的逐一说明，其余照常；
    有未能运行的，退出码为3，全部不能运行为2。
    --precision：各方案各自运行到所求精度，合计为各方案都有的各次模拟之和。
    """,
)
@click.argument("source", type=click.Path(path_type=Path))
@of_each_option
@precision_option
@precision_of_option
@at_most_option
@seed_option
@workers_option
@out_option
@json_option
@kept_options
@exclude_option
@guarded
def run_all(
    source: Path, replications: int | None, precision: str | None, precision_of: str | None, at_most: int | None,
    seed: int, workers: int | None, out: Path, as_json: bool, store: Path | None, no_store: bool, cluster: str | None,
    exclude_missing: bool,
) -> None:  # fmt: skip
    """Simulate many counties and variants as one job: tables of all counties, and their sum.

    SOURCE is a folder whose folders with a scenario.yaml are the scenarios, or a text file with a scenario a line: a
    path or the name of a shipped county, with /VARIANT if wanted; comments begin with #. What cannot be run is told,
    one message each, and the rest goes on: exit code 3 if some were not run, 2 if none was. With --precision each
    scenario runs until it is known so well; the sums are of the replications that all have.
    """
    from jobsim.experiments import drafts
    from jobsim.experiments.province import job, listed
    from jobsim.experiments.replications import Order
    from jobsim.reports import province_files

    goal = the_goal(precision, precision_of, at_most)
    order = Order(seed=seed, replications=the_number(replications, goal), precision=goal)
    entries = listed.entries(source)
    kept = the_store(store, no_store, out)
    with drafts.draft(out, "province") as draft:
        with progress_bar(source.stem) as progress:
            found = job.run(
                entries, order, workers=workers, progress=progress, store=kept, cluster=cluster,
                exclude_missing=exclude_missing, tell=_tell,
            )  # fmt: skip
        if not found.counties:
            sys.exit(WRONG_INPUT)
        document = province_files.document(found)
        folder = province_files.keep(draft, found, document, spoken())
    if as_json:
        print_json(document)
    else:
        print_page(province_files.page(found, spoken()))
    tell_record(folder, "province", as_json=as_json)
    if found.failed:
        sys.exit(UNFINISHED)


def _tell(failed: Failed) -> None:
    words = Words("{place}：{name}：{said}", "{place}: {name}: {said}")
    say(str(words.filled(place=failed.place, name=failed.name, said=failed.said)))


COMMANDS: tuple[click.Command, ...] = (run_all,)
