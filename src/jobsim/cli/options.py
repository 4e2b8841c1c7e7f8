"""Arguments and options that several commands share, and the scenario that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from jobsim.cli.spoken import F, option

if TYPE_CHECKING:
    from jobsim.experiments.precision import Goal
    from jobsim.scenario.loader import Loaded


class ScenarioName(click.Path):
    """A file, a folder or the name of a shipped county; a shell completes all of them."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from jobsim.scenario.shipped import counties

        names = [CompletionItem(name) for name in counties() if name.startswith(incomplete)]
        return [*super().shell_complete(ctx, param, incomplete), *names]  # bash drops what comes before paths


scenario_argument = click.argument("scenario", type=ScenarioName())
run_argument = click.argument("run_dir", type=click.Path(path_type=Path))
set_option = option(
    "--set", "changes", multiple=True, metavar="PATH=VALUE", zh="改动一个数值（路径=值），可重复使用。",
    help="Change a value; may be repeated.",
)  # fmt: skip
json_option = option(
    "--json", "as_json", is_flag=True, zh="在标准输出上只打印一个 JSON 文档。",
    help="Print one JSON document on standard output.",
)  # fmt: skip
exclude_option = option(
    "--exclude-missing", is_flag=True, zh="原文缺少金额的项目不计入。",
    help="Leave out what needs a figure that the text does not give.",
)  # fmt: skip
seed_option = option(
    "--seed", type=int, default=1, show_default=True, zh="随机种子，0 到 2^64 - 1。", help="0 to 2^64 - 1."
)
workers_option = option(
    "--workers", type=click.IntRange(min=1), default=None, zh="线程数或进程数，默认同处理器数。",
    help="Threads, or processes on SimPy; as many as processors by default.",
)  # fmt: skip
store_option = option(
    "--store", type=click.Path(path_type=Path), default=None, metavar="DIR",
    zh="存放各次模拟的文件夹，同一模拟不做第二次。[默认：记录所在文件夹中的 .store]",
    help="Folder of replications, none of which is simulated twice. [default: .store beside the records]",
)  # fmt: skip
_no_store_option = option(
    "--no-store", is_flag=True, zh="全部重新模拟，也不保留各次模拟。",
    help="Simulate all anew, and keep no replications.",
)  # fmt: skip
_cluster_option = option(
    "--cluster", default=None, metavar="ADDRESS",
    zh="由 Dask 调度器的工作进程模拟，如 tcp://主机:8786；local:2 在本机启动两个。",
    help="Simulate on the workers of a Dask scheduler, such as tcp://host:8786; local:2 starts two here.",
)  # fmt: skip


def kept_options(command: F) -> F:
    """--store, --no-store and --cluster: where replications come from and where they are simulated."""
    return store_option(_no_store_option(_cluster_option(command)))


of_each_option = option(
    "-n", "--replications", type=int, default=None, zh="每个方案的模拟次数。[默认：200]",
    help="Of each scenario. [default: 200]",
)  # fmt: skip
out_option = option(
    "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, zh="存放记录的文件夹。",
    help="Folder for the record.",
)  # fmt: skip
csv_option = option(
    "--csv", "csv_file", type=click.Path(path_type=Path), default=None, zh="写成 Excel 可直接打开的 CSV 文件。",
    help="Write a CSV file that Excel opens as it is.",
)  # fmt: skip
static_option = option(
    "--static", is_flag=True, zh="静态测算：人员行为不随政策变化。",
    help="People behave as before: no behavioural response.",
)  # fmt: skip
engine_option = option(
    "--engine", type=click.Choice(["compiled", "simpy"]), default="compiled", show_default=True,
    zh="台账相同；SimPy 供阅读和扩展。",
    help="Both give the same ledger; SimPy is the one to read and to extend.",
)  # fmt: skip

precision_option = option(
    "--precision", default=None, metavar="P",
    zh="一直运行到90%区间窄于±P，如 1%（金额为占其自身的比例，概率为百分点）。",
    help="Run until the 90 % interval is narrower than ± P, such as 1%: of a sum itself, of a probability in points.",
)  # fmt: skip
precision_of_option = option(
    "--precision-of", default=None, metavar="WHAT",
    zh="指哪个数：outlay.p80（默认）、outlay.mean、overrun:FUND、target:NAME、targets（全部目标），均可加 :YEAR。",
    help="Of what: outlay.p80 (default), outlay.mean, overrun:FUND, target:NAME or targets (all), with :YEAR or not.",
)  # fmt: skip
at_most_option = option(
    "--at-most", type=int, default=None, metavar="N", zh="--precision 的次数上限。[默认：20000]",
    help="Cap of --precision. [default: 20000]",
)  # fmt: skip
pairs_option = option(
    "--pairs", type=int, default=None, metavar="N",
    zh="另做多少次参数相同、运气不同的模拟，以区分假定与运气；0 为不做。[默认：每8次一对，10至100对]",
    help="Twins with the same parameters and other luck, which tell assumption from luck; 0 for none. "
    "[default: one for 8 replications, 10 to 100]",
)  # fmt: skip


def the_goal(precision: str | None, of: str | None, at_most: int | None) -> Goal | None:
    """What is to be known and how well. Raises UsageError for what belongs to a precision and has none."""
    from jobsim.experiments.precision import MOST, P80, Goal, share

    if precision is None:
        if of is not None or at_most is not None:
            raise click.UsageError("--precision-of and --at-most belong to --precision")
        return None
    return Goal(share(precision), P80 if of is None else of, MOST if at_most is None else at_most)


def the_number(replications: int | None, goal: Goal | None) -> int:
    """How many replications, or with a precision how many at least."""
    from jobsim.experiments.precision import LEAST
    from jobsim.experiments.replications import DEFAULT_REPLICATIONS

    if replications is not None:
        return replications
    return DEFAULT_REPLICATIONS if goal is None else LEAST


def the_store(named: Path | None, none: bool, out: Path | None) -> Path | None:
    """Where a command keeps replications. Raises UsageError if it is told both to and not to."""
    if named is not None and none:
        raise click.UsageError("--store and --no-store exclude each other")
    from jobsim.experiments.store import store_folder

    return None if none else store_folder(out, named)


def load(path: str, changes: tuple[str, ...] = (), *, exclude_missing: bool = False, for_run: bool = False) -> Loaded:
    from jobsim.scenario.loader import load_scenario

    return load_scenario(path, list(changes), exclude_missing=exclude_missing, for_run=for_run)
