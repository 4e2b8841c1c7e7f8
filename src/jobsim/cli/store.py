"""What an engineer needs of the store: what it holds, what may go, whether it is whole."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import json_option, store_option
from jobsim.cli.printing import echo, print_json, print_page
from jobsim.cli.spoken import command, option
from jobsim.ending import UNFINISHED, say
from jobsim.language import Words, spoken


@command(
    zh="""查看、清理或校验已保留的各次模拟。

    \b
    list    列出：方案、种子、引擎、次数、大小、最近使用
    prune   清理：按 --days、--others、--all；不写则只清理超出上限的部分
    verify  校验每个文件；有损坏则退出码为3
    """
)
@click.argument("action", type=click.Choice(["list", "prune", "verify"]))
@store_option
@option(
    "--days",
    type=click.FloatRange(min=0),
    default=None,
    zh="清理多少天未用的。",
    help="Prune what was not used for so long.",
)
@option(
    "--others", is_flag=True, zh="清理其他版本模型的。", help="Prune what other versions of the model have simulated."
)
@option("--all", "everything", is_flag=True, zh="全部清理。", help="Prune everything.")
@json_option
@guarded
def store(
    action: str, store: Path | None, days: float | None, others: bool, everything: bool, as_json: bool
) -> None:  # fmt: skip
    """List, prune or verify the replications that are kept.

    \b
    list    scenario, seed, engine, replications, size, last use
    prune   by --days, --others, --all; without them what is beyond the limit
    verify  every file; exit code 3 if one is damaged
    """
    from jobsim.experiments.store import limit, store_folder, upkeep
    from jobsim.reports.screen import Screen
    from jobsim.tables import stored
    from jobsim.tables.table import document

    place = store_folder(None, store) or Path("results") / ".store"
    if action != "prune" and (days is not None or others or everything):
        raise click.UsageError("--days, --others and --all belong to prune")
    if action == "verify":
        damaged = list(upkeep.verified(place))
        for file, why in damaged:
            say(f"{file}: {why}")
        if as_json:
            print_json({"damaged": [{"file": str(file), "why": why} for file, why in damaged]})
        else:
            told = Words("损坏的文件：{n}", "damaged files: {n}") if damaged else Words("全部完好", "all as written")
            echo(str(told.filled(n=len(damaged))))
        if damaged:
            sys.exit(UNFINISHED)
        return
    if action == "prune":
        found = upkeep.prune(place, limit=limit(), days=days, others=others, everything=everything)
    else:
        found = upkeep.shelves(place)
    table = stored.shelves(found, place, pruned=action == "prune")
    if as_json:
        print_json(document(table))
    else:
        print_page(Screen(table, spoken()))


COMMANDS: tuple[click.Command, ...] = (store,)
