"""What an analyst needs: what a scenario holds, assumes and changes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jobsim.chinese import translated
from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    ScenarioName,
    exclude_option,
    json_option,
    load,
    scenario_argument,
    seed_option,
    set_option,
    static_option,
)
from jobsim.cli.printing import print_json, print_page, warn
from jobsim.cli.spoken import command, option
from jobsim.harmless import harmless
from jobsim.language import Words, spoken

_VALID = Words("{scenario} 有效：{counted}", "{scenario} is valid: {counted}")
_COUNTED = {
    "clauses": Words("条款", "clause"), "programmes": Words("项目", "programme"),
    "budget_lines": Words("预算行", "budget line"), "funds": Words("资金", "fund"), "targets": Words("目标", "target"),
}  # fmt: skip


@command(zh="检查一个方案；一次列出全部错误及其位置。警告写到标准错误。")
@scenario_argument
@set_option
@json_option
@guarded
def validate(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Check a scenario; all errors at once, each with its place. Warnings go to standard error."""
    from jobsim.scenario.layers import shown
    from jobsim.scenario.views import measures

    loaded = load(scenario, changes)
    warn(loaded)
    found = loaded.scenario
    counts = {name: len(getattr(found, name)) for name in ("clauses", "programmes", "budget_lines", "funds", "targets")}
    counts["clauses"] -= len(measures(loaded))
    missing = [{"path": one.path, "clause": one.clause, "reason": one.reason} for one in loaded.missing]
    if as_json:
        print_json({"scenario": found.scenario.name, "scenario_hash": loaded.hash, "valid": True, **counts,
                     "missing": missing, "warnings": [one.document(loaded.folder) for one in loaded.warnings],
                     "files": [shown(file) for file in loaded.files]})  # fmt: skip
        return
    from jobsim.reports.screen import Paragraph

    zh = "、".join(f"{_COUNTED[name].zh}{n}" for name, n in counts.items())
    en = ", ".join(f"{n} {_COUNTED[name].en}{'' if n == 1 else 's'}" for name, n in counts.items())
    print_page(Paragraph(str(_VALID.filled(scenario=scenario, counted=Words(zh, en)))))
    for figure in missing:
        asked = translated(f"missing figure: {figure['path']} ({figure['clause']}): {figure['reason']}")
        print_page(Paragraph(asked))


@command(zh="打印各层合并后的方案。")
@scenario_argument
@set_option
@json_option
@guarded
def resolve(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Print the scenario with all its layers merged."""
    loaded = load(scenario, changes)
    if as_json:
        print_json(loaded.tree)
        return
    from jobsim.scenario.views import resolve as flatten

    text = flatten(loaded)
    # A file gets the scenario as it is, in UTF-8 whatever the console speaks: loading it gives the same one.
    seen = sys.stdout is None or sys.stdout.isatty()
    click.echo(harmless(text) if seen else text.encode(), nl=False)


@command(zh="列出两个方案的差别，逐个数值。")
@click.argument("first", type=ScenarioName())
@click.argument("second", type=ScenarioName())
@json_option
@guarded
def diff(first: str, second: str, as_json: bool) -> None:
    """Show what differs between two scenarios, value by value."""
    from jobsim.reports import registers
    from jobsim.reports.screen import Screen
    from jobsim.scenario.views import diff as compare

    found = compare(load(first), load(second))
    if as_json:
        print_json({"differences": registers.documents(found)})
        return

    print_page(Screen(registers.differences(found), spoken()))


@command(zh="列出不出自政策文本或法规的每个数，及其来源和区间。--rank 把对支出影响大的排在前面。")
@click.argument("scenario", type=ScenarioName(), required=False)
@option(
    "--rank", "run_dir", type=click.Path(path_type=Path), default=None, metavar="RUN_DIR",
    zh="按一次已完成的运行排序：哪些数对支出影响大。", help="Those first that carry the outlay of a finished run.",
)  # fmt: skip
@set_option
@json_option
@guarded
def assumptions(scenario: str | None, run_dir: Path | None, changes: tuple[str, ...], as_json: bool) -> None:
    """Every number that is neither from the policy text nor from a regulation, with source and range.

    With --rank those first that carry the outlay of a finished run; SCENARIO, if it is named, must be the run's.
    """
    from jobsim.reports import registers
    from jobsim.reports.screen import Screen
    from jobsim.scenario.views import assumptions as register

    if scenario is None and (run_dir is None or changes):
        raise click.UsageError("name a SCENARIO, or a finished run with --rank RUN_DIR")
    if run_dir is None:
        loaded, ranking = load(str(scenario), changes), None
    else:
        from jobsim.experiments.opened import open_run
        from jobsim.experiments.ranking import ranking as ranked

        run = open_run(run_dir)
        left_out = bool(run.results.excluded)
        loaded = run.loaded if scenario is None else load(scenario, changes, exclude_missing=left_out)
        ranking = ranked(run, loaded)
    entries = register(loaded)
    if as_json:
        told = registers.documents(entries) if ranking is None else registers.ranked_documents(entries, ranking)
        print_json({"assumptions": told} if ranking is None else {"floor": ranking.floor, "assumptions": told})
        return

    print_page(Screen(registers.assumptions(entries, ranking), spoken()))


@command(zh="讲述一个人的经历，按日期排列。")
@scenario_argument
@option("--replication", type=int, default=0, show_default=True, zh="第几次模拟，从0数起。", help="Which, from 0.")
@option("--person", type=int, required=True, zh="人员编号。", help="The person's number.")
@seed_option
@set_option
@static_option
@exclude_option
@json_option
@guarded
def trace(
    scenario: str, replication: int, person: int, seed: int, changes: tuple[str, ...], static: bool,
    exclude_missing: bool, as_json: bool,
) -> None:  # fmt: skip
    """Tell one person's dated history."""
    from dataclasses import asdict

    from jobsim.experiments.explain import trace as trace_person
    from jobsim.experiments.replications import Order

    order = Order(seed=seed, replications=1, static=static)
    loaded = load(scenario, changes, exclude_missing=exclude_missing, for_run=True)
    steps = trace_person(loaded, order, replication, person)
    if as_json:
        print_json({"replication": replication, "person": person, "history": [asdict(step) for step in steps]})
        return
    from jobsim.reports import explanation

    print_page(explanation.journey(steps, spoken()))


COMMANDS: tuple[click.Command, ...] = (validate, resolve, diff, assumptions, trace)
