"""What an engineer needs: rule cases and measurements."""

from __future__ import annotations

import sys

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import ScenarioName, json_option, load, scenario_argument, seed_option, workers_option
from jobsim.cli.printing import print_json, print_page
from jobsim.cli.spoken import command, option
from jobsim.ending import WRONG_INPUT, say
from jobsim.language import Words, spoken


@command(zh="运行方案旁的规则案例；有一个不符，退出码为2。")
@scenario_argument
@json_option
@guarded
def cases(scenario: str, as_json: bool) -> None:
    """Run the rule cases beside a scenario; exit code 2 if one fails."""
    from jobsim.cases import run_cases

    outcomes = run_cases(load(scenario))
    failed = [case for case in outcomes if not case.passed]
    if as_json:
        print_json({"cases": [
            {"name": case.name, "clause": case.clause, "file": str(case.file), "line": case.line,
             "passed": case.passed, "message": case.message} for case in outcomes
        ], "passed": len(outcomes) - len(failed), "failed": len(failed)})  # fmt: skip
    else:
        for case in failed:
            say(f"{case.file}:{case.line}: {case.clause} {case.name}: {case.message}")
        held = Words("{k}个案例中{n}个相符", "{n} of {k} cases hold")
        click.echo(str(held.filled(n=len(outcomes) - len(failed), k=len(outcomes))))
    if failed:
        sys.exit(WRONG_INPUT)


@command(zh="在同一方案上测量两个引擎：速度、线程、内存、规模、启动。")
@click.argument("scenario", type=ScenarioName(), default="jingyuan_2023")
@option(
    "-n",
    "--replications",
    type=click.IntRange(min=1),
    default=None,
    zh="长程运行的模拟次数。[默认：1000]",
    help="Of the long run. [default: 1000]",
)
@option(
    "--simpy-replications",
    type=click.IntRange(min=1),
    default=None,
    zh="SimPy 引擎的模拟次数。[默认：10]",
    help="Of the run on SimPy. [default: 10]",
)
@option(
    "--quick",
    is_flag=True,
    zh="只少量测一遍：先看个大概，不作结果。",
    help="Measure once and little: a first idea, not a result.",
)
@seed_option
@workers_option
@json_option
@guarded
def bench(
    scenario: str, replications: int | None, simpy_replications: int | None, quick: bool, seed: int,
    workers: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure both engines on the same scenario: speed, threads, memory, growth, start."""
    from dataclasses import replace

    from jobsim.experiments.bench import Effort, measure
    from jobsim.experiments.replications import Order

    effort = Effort().quick() if quick else Effort()
    given = {"replications": replications, "simpy_replications": simpy_replications}
    Order(seed=seed)  # a wrong one is told before anything is measured
    effort = replace(effort, **{name: value for name, value in given.items() if value is not None})
    document = measure(scenario, effort, seed, workers, lambda what: say(f"measuring {what} …"))
    if as_json:
        print_json(document)
        return
    from jobsim.reports import bench_table

    print_page(bench_table.page(document, spoken()))


COMMANDS: tuple[click.Command, ...] = (cases, bench)
