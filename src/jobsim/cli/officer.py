"""What a budget officer needs: run a scenario, see a run again, compare what may change."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    ScenarioName,
    at_most_option,
    csv_option,
    engine_option,
    exclude_option,
    json_option,
    kept_options,
    load,
    of_each_option,
    out_option,
    pairs_option,
    precision_of_option,
    precision_option,
    run_argument,
    scenario_argument,
    seed_option,
    set_option,
    static_option,
    the_goal,
    the_number,
    the_store,
    workers_option,
)
from jobsim.cli.printing import echo, print_json, print_page, progress_bar, tell_record, warn
from jobsim.cli.spoken import command, option
from jobsim.ending import say
from jobsim.language import Words, spoken


@command(zh="列出随附的县区：名称、年份、省份、变体数，以及运行前要补齐的数。")
@json_option
@guarded
def counties(as_json: bool) -> None:
    """List the counties that come with jobsim: name, years, province, variants, what a run asks for first."""
    from jobsim.reports.screen import Screen
    from jobsim.tables.shipped import counties as shipped
    from jobsim.tables.table import document

    table = shipped()
    if as_json:
        print_json(document(table))
    else:
        print_page(Screen(table, spoken()))


@command(zh="测算一个方案：支出、资金、目标；并留下记录。")
@scenario_argument
@option(
    "-n",
    "--replications",
    type=int,
    default=None,
    zh="模拟次数。[默认：200]",
    help="Number of replications. [default: 200]",
)
@precision_option
@precision_of_option
@at_most_option
@pairs_option
@seed_option
@engine_option
@workers_option
@set_option
@static_option
@out_option
@json_option
@option("--ledger", is_flag=True, zh="保留每次模拟的每一笔申领。", help="Keep every claim of every replication.")
@kept_options
@exclude_option
@guarded
def run(
    scenario: str, replications: int | None, precision: str | None, precision_of: str | None, at_most: int | None,
    seed: int, engine: str, workers: int | None, changes: tuple[str, ...], static: bool, out: Path, as_json: bool,
    ledger: bool, store: Path | None, no_store: bool, cluster: str | None, exclude_missing: bool, pairs: int | None,
) -> None:  # fmt: skip
    """Simulate a scenario: outlay, funds, targets; leave a record."""
    from jobsim.experiments.precision import reading
    from jobsim.experiments.replications import Order

    goal = the_goal(precision, precision_of, at_most)
    number = the_number(replications, goal)
    order = Order(
        seed=seed, replications=number, precision=goal, engine=engine, static=static, ledger=ledger, pairs=pairs
    )  # fmt: skip
    loaded = load(scenario, changes, exclude_missing=exclude_missing, for_run=True)
    if goal is not None:
        reading(loaded.scenario, goal.of)  # a wrong one is told before anything is made
    from jobsim.experiments import resources
    from jobsim.experiments.workers import usable_processors
    from jobsim.reports.delivery import deliver

    kept = the_store(store, no_store, out)
    warn(loaded)
    options = {"scenario_path": scenario, "set": list(changes), "exclude_missing": exclude_missing}
    if told := resources.long(loaded.scenario, engine, number, workers or usable_processors()):
        say(told)
    with progress_bar(loaded.scenario.scenario.name) as progress:
        done = deliver(loaded, order, out, options, workers, progress, kept, cluster)
    if as_json:
        print_json(done.summary)
    else:
        from jobsim.reports.run_page import page

        print_page(page(done.results, done.summary["assumed"]["register"], spoken()))
    tell_record(done.folder, "run", as_json=as_json)


@command(
    zh="""比较各变体方案改变了什么：同样的人、同样的运气，逐次相减。

    VARIANT 是文件、文件夹，或基准方案旁 variants/ 文件夹中的文件名。--precision 指各变体现金支出变化的精度。
    """
)
@click.argument("baseline", type=ScenarioName())
@click.argument("variants", nargs=-1, metavar="[VARIANT]...")
@of_each_option
@precision_option
@at_most_option
@seed_option
@engine_option
@workers_option
@option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    zh="再加一个变体：基准方案改这一个数值；可重复使用。",
    help="One more variant: the baseline with this value; may be repeated.",
)
@static_option
@option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    zh="存放比较记录的文件夹。[默认：不留记录]",
    help="Folder for a record of the comparison. [default: none]",
)
@json_option
@kept_options
@exclude_option
@guarded
def compare(
    baseline: str, variants: tuple[str, ...], replications: int | None, precision: str | None, at_most: int | None,
    seed: int, engine: str, workers: int | None, changes: tuple[str, ...], static: bool, out: Path | None,
    as_json: bool, store: Path | None, no_store: bool, cluster: str | None, exclude_missing: bool,
) -> None:  # fmt: skip
    """What variants change: the same persons and the same luck in each, difference by difference.

    VARIANT is a file, a folder, or the name of a file in the folder variants/ beside the baseline. --precision is that
    of each variant's difference in cash outlay.
    """
    from jobsim.experiments import comparison, comparison_record, drafts
    from jobsim.experiments.precision import DIFFERENCE
    from jobsim.experiments.replications import Order

    goal = the_goal(precision, DIFFERENCE if precision is not None else None, at_most)
    order = Order(seed=seed, replications=the_number(replications, goal), precision=goal, engine=engine, static=static)
    kept = the_store(store, no_store, out)
    base, others = comparison.contenders(Path(baseline), variants, changes, exclude_missing=exclude_missing)
    with drafts.draft(out, base.name) if out is not None else nullcontext() as draft:
        with progress_bar(base.name) as progress:
            document = comparison.compare(base, others, order, workers, progress, kept, cluster)
        folder = None if draft is None else comparison_record.keep(draft, document, [base, *others])
    if as_json:
        print_json(document)
    else:
        from jobsim.reports import comparison_page

        print_page(comparison_page.page(document, spoken()))
    if folder is not None:
        tell_record(folder, "comparison", as_json=as_json)


@command(
    zh="""再次显示一次已完成的运行，不重新模拟。

    \b
    --by 按所列各列汇总现金支出，以逗号分隔，可用：
    programme、payer、month、year、fund、code
    --csv 只写明细行，不写合计，金额单位为元。
    """
)
@run_argument
@option(
    "--by",
    metavar="COLUMNS",
    default=None,
    zh="汇总的列，如 programme,payer,month。",
    help="Columns to add up by, such as programme,payer,month.",
)
@csv_option
@json_option
@guarded
def show(run_dir: Path, by: str | None, csv_file: Path | None, as_json: bool) -> None:
    """Print a finished run again; nothing is simulated anew.

    --by adds up the cash by any of programme, payer, month, year, fund, code, separated by commas; --csv writes the
    rows without totals, money in CNY.
    """
    from jobsim.experiments.opened import open_run
    from jobsim.reports.whole_file import check_place
    from jobsim.tables.grouped import columns_of, grouped
    from jobsim.tables.outlay import outlay

    columns = None if by is None else columns_of(by)
    if csv_file is not None:
        check_place(csv_file, ".csv")
    found = open_run(run_dir)
    table = outlay(found.results) if columns is None else grouped(found.results, columns)
    if csv_file is not None:
        from jobsim.reports import csv_file as csv

        csv.write(table, csv_file, spoken())
    if as_json:
        from jobsim.tables.table import document

        print_json(found.summary if columns is None else document(table))
    elif csv_file is not None:
        echo(str(Words("已写入 {file}", "written: {file}").filled(file=csv_file)))
    elif columns is not None:
        from jobsim.reports.screen import Screen

        print_page(Screen(table, spoken()))
    else:
        from jobsim.reports.run_page import page

        print_page(page(found.results, found.register, spoken()))


COMMANDS: tuple[click.Command, ...] = (counties, run, show, compare)
