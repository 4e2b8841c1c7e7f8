"""What an auditor needs: clauses, cases, one payment, the same run again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jobsim.chinese import translated
from jobsim.cli.guard import guarded
from jobsim.cli.options import json_option, load, run_argument, scenario_argument, set_option, workers_option
from jobsim.cli.printing import echo, print_json, print_page, progress_bar
from jobsim.cli.spoken import command, option
from jobsim.ending import UNFINISHED
from jobsim.language import Words, spoken

_SAME, _DIFFERENT = Words("相同", "same     "), Words("不同", "DIFFERENT")
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


@command(zh="说明一笔支付的来由。\n\n    PAYMENT 写作 REPLICATION/CLAIM，或只写第0次模拟的 CLAIM。")
@run_argument
@click.argument("payment")
@option("--journey", is_flag=True, zh="重新模拟该人员的经历。", help="Simulate the person's dated history again.")
@json_option
@guarded
def explain(run_dir: Path, payment: str, journey: bool, as_json: bool) -> None:
    """Tell why a payment was made. PAYMENT is REPLICATION/CLAIM, or CLAIM of replication 0."""
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


COMMANDS: tuple[click.Command, ...] = (coverage, explain, verify)
