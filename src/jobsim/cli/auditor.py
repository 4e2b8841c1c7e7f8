"""What an auditor needs: clauses, cases, one payment, the same run again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jobsim.chinese import translated
from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    csv_option,
    json_option,
    load,
    run_argument,
    scenario_argument,
    set_option,
    workers_option,
)
from jobsim.cli.printing import echo, print_json, print_page, progress_bar
from jobsim.cli.spoken import command, option
from jobsim.ending import UNFINISHED
from jobsim.language import Words, spoken

_SAME, _DIFFERENT = Words("相同", "same     "), Words("不同", "DIFFERENT")
SHOWN = 50
"""Payments that the screen shows."""
_NOT_REPLAYED = Words("未重放", "not replayed")


@command(zh="政策文件的每一条：模拟、列支还是记录，在哪里，为什么。")
@scenario_argument
@set_option
@json_option
@guarded
def coverage(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Every clause of the policy document: modelled, budgeted or recorded, where and why."""
    from jobsim.reports import registers
    from jobsim.reports.screen import Screen
    from jobsim.scenario.views import coverage as cover
    from jobsim.scenario.views import measures

    loaded = load(scenario, changes)
    clauses, beside = cover(loaded), measures(loaded)
    if as_json:
        print_json({"clauses": registers.documents(clauses), "measures": registers.documents(beside)})
        return

    print_page(Screen(registers.coverage(clauses, beside), spoken()))


@command(
    zh="""列出一次保留台账（run --ledger）的运行中的支付，附 explain 所用的编号。

    各选项须同时满足；屏幕最多显示 50 笔，--csv 和 --json 为全部。
    """
)
@run_argument
@option("--programme", metavar="NAME", default=None, zh="项目：键名或标题。", help="A programme, by name or title.")
@option("--person", type=int, default=None, zh="人员编号。", help="The number of a person.")
@option("--payee", type=int, default=None, zh="收款单位编号。", help="The number of the firm that is paid.")
@option("--year", type=int, default=None, zh="支付年份。", help="Paid in this year.")
@option("--month", metavar="YYYY-MM", default=None, zh="支付月份。", help="Paid in this month.")
@option("--replication", type=int, default=None, zh="第几次模拟，从0起。", help="Of this replication, from 0.")
@option("--largest", metavar="K", type=int, default=None, zh="金额最大的 K 笔。", help="The K largest.")
@csv_option
@json_option
@guarded
def payments(
    run_dir: Path, programme: str | None, person: int | None, payee: int | None, year: int | None, month: str | None,
    replication: int | None, largest: int | None, csv_file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """List payments of a run that kept its ledger (run --ledger), with the number that explain takes.

    All options that are given must hold. The screen shows at most 50; --csv and --json have all.
    """
    from jobsim.experiments.kept import of_record
    from jobsim.experiments.payments import Wanted, month_of
    from jobsim.experiments.record import open_record
    from jobsim.tables import payments as tables

    wanted = Wanted(programme, person, payee, year, month_of(month), replication, largest)
    whole = csv_file is not None or as_json
    table = tables.payments(of_record(open_record(run_dir)), wanted, None if whole else SHOWN)
    if csv_file is not None:
        from jobsim.reports import csv_file as csv

        csv.write(table, csv_file, spoken())
    if as_json:
        from jobsim.tables.table import document

        print_json(document(table))
    elif csv_file is not None:
        echo(str(Words("已写入 {file}", "written: {file}").filled(file=csv_file)))
    else:
        from jobsim.reports.screen import Screen

        print_page(Screen(table, spoken()))


@command(
    zh="""根据台账和规则说明一笔支付的来由；不加 --journey 时不作模拟。

    PAYMENT 写作 REPLICATION/CLAIM（见 payments），或只写第0次模拟的 CLAIM；该次运行须保留台账（run --ledger）。
    """
)
@run_argument
@click.argument("payment")
@option("--journey", is_flag=True, zh="重新模拟该人员的经历。", help="Simulate the person's dated history again.")
@json_option
@guarded
def explain(run_dir: Path, payment: str, journey: bool, as_json: bool) -> None:
    """Tell why a payment was made, from the ledger and the rules; nothing is simulated without --journey.

    PAYMENT is REPLICATION/CLAIM, as payments lists it, or CLAIM of replication 0. The run must have kept its ledger
    (run --ledger).
    """
    from dataclasses import asdict

    from jobsim.experiments.explain import explain as explain_payment
    from jobsim.experiments.kept import of_record
    from jobsim.experiments.record import open_record

    found = explain_payment(of_record(open_record(run_dir)), payment, journey=journey)
    if as_json:
        print_json(asdict(found))
        return
    from jobsim.reports import explanation

    print_page(explanation.page(found, spoken()))


@command(zh="重放一次已记录的运行或比较，逐个文件、逐项核对；有差别时退出码为3。")
@run_argument
@workers_option
@json_option
@guarded
def verify(run_dir: Path, workers: int | None, as_json: bool) -> None:
    """Replay a recorded run and compare every file and figure of its record; exit code 3 if one differs."""
    from jobsim.reports.verification import verify as replay

    with progress_bar(str(Words("重放", "replay"))) as progress:
        found = replay(run_dir, workers, progress)
    if as_json:
        print_json({"run": str(run_dir), "same": found.same,
                     "checks": [{"name": c.name, "same": c.same, "note": c.note} for c in found.checks],
                     "not_replayed": list(found.not_replayed)})  # fmt: skip
    else:
        for check in found.checks:
            note = f": {translated(check.note)}" if check.note else ""
            echo(f"{_SAME if check.same else _DIFFERENT} {check.name}{note}")
        for what in found.not_replayed:
            echo(f"{_NOT_REPLAYED} {translated(what)}")
    if not found.same:
        sys.exit(UNFINISHED)


@command(zh="列出两次运行之间哪些指标变了、变了多少，以及方案和抽取值的差别。")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@json_option
@guarded
def diff_runs(first: Path, second: Path, as_json: bool) -> None:
    """Which figures moved between two runs, by how much, by which programmes, values and draws."""
    from jobsim.experiments.moved import between
    from jobsim.experiments.opened import open_run
    from jobsim.reports import registers
    from jobsim.reports.screen import Screen
    from jobsim.tables import moved
    from jobsim.tables.table import document

    a, b = open_run(first), open_run(second)
    found = between(a, b)
    figures, draws = moved.figures(found, a.results, b.results), moved.draws(found)
    if as_json:
        print_json({
            "figures": document(figures), "values": registers.documents(list(found.values)), "draws": list(found.draws),
            "same_luck": found.same_luck,
        })  # fmt: skip
        return
    print_page(Screen(figures, spoken()))
    print_page(Screen(registers.differences(list(found.values)), spoken()))
    print_page(Screen(draws, spoken()))


COMMANDS: tuple[click.Command, ...] = (coverage, payments, explain, verify, diff_runs)
