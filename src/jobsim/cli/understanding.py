"""What a result rests on: which numbers carry it, and what knowing them would be worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    ScenarioName,
    csv_option,
    engine_option,
    exclude_option,
    json_option,
    kept_options,
    load,
    pairs_option,
    seed_option,
    set_option,
    static_option,
    the_store,
    workers_option,
)
from jobsim.cli.printing import echo, print_json, print_page, progress_bar, warn
from jobsim.cli.spoken import command, option
from jobsim.language import Words, spoken

if TYPE_CHECKING:
    from jobsim.experiments.replications import Order
    from jobsim.experiments.results import Results
    from jobsim.scenario.loader import Loaded

_OF_SCENARIOS = {
    "replications": "-n", "pairs": "--pairs", "seed": "--seed", "engine": "--engine", "static": "--static",
    "changes": "--set", "exclude_missing": "--exclude-missing",
}  # fmt: skip
"""Options that say what to run, which a finished run has said already."""


@command(
    zh="""结果取决于哪些数：支出、资金和各目标各列最要紧的十个，以及把每个弄准到±10%值多少。

    可以是一个方案，也可以是一次已完成的运行（RUN_DIR）。
    """
)
@click.argument("scenario", metavar="SCENARIO|RUN_DIR", type=ScenarioName())
@option(
    "-n", "--replications", type=int, default=None, zh="筛选用的模拟次数。[默认：1000]",
    help="Replications to screen with. [default: 1000]",
)  # fmt: skip
@option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), default=None, metavar="M",
    zh="最多用多少分钟，来不及就少做几次，并说明做了多少。[默认：5]",
    help="Time it may take: what does not fit is left out, and told. [default: 5]",
)  # fmt: skip
@pairs_option
@seed_option
@engine_option
@workers_option
@set_option
@static_option
@csv_option
@json_option
@kept_options
@exclude_option
@guarded
def understand(
    scenario: str, replications: int | None, minutes: float | None, pairs: int | None, seed: int, engine: str,
    workers: int | None, changes: tuple[str, ...], static: bool, csv_file: Path | None, as_json: bool,
    store: Path | None, no_store: bool, cluster: str | None, exclude_missing: bool,
) -> None:  # fmt: skip
    """What a result rests on: the ten numbers that carry outlay, funds and each target, and what to know them is worth.

    Of a scenario, or of a finished run (RUN_DIR).
    """
    from jobsim.experiments.record import MANIFEST
    from jobsim.experiments.replications import Order
    from jobsim.experiments.understanding import MINUTES, REPLICATIONS
    from jobsim.experiments.understanding import understand as found_of
    from jobsim.reports.whole_file import check_place

    if csv_file is not None:
        check_place(csv_file, ".csv")
    run: Results | None = None
    if (Path(scenario) / MANIFEST).exists():
        loaded, order, run = _opened(Path(scenario))
    else:
        number = REPLICATIONS if replications is None else replications
        order = Order(seed=seed, replications=number, engine=engine, static=static, pairs=pairs)
        loaded = load(scenario, changes, exclude_missing=exclude_missing, for_run=True)
        warn(loaded)
    kept = the_store(store, no_store, None)
    with progress_bar(loaded.scenario.scenario.name) as progress:
        found = found_of(
            loaded, order, minutes=MINUTES if minutes is None else minutes, run=run, workers=workers,
            progress=progress, store=kept, cluster=cluster,
        )  # fmt: skip
    from jobsim.reports import understood_page

    if csv_file is not None:
        from jobsim.reports import csv_file as csv
        from jobsim.tables.understood import understood

        csv.write(understood(found), csv_file, spoken())
    if as_json:
        print_json(understood_page.document(found))
    elif csv_file is not None:
        echo(str(Words("已写入 {file}", "written: {file}").filled(file=csv_file)))
    else:
        print_page(understood_page.page(found, spoken()))


def _opened(folder: Path) -> tuple[Loaded, Order, Results]:
    """A finished run. Raises UsageError for options that say what to run."""
    from jobsim.experiments.opened import open_run

    context = click.get_current_context()
    for name, told in _OF_SCENARIOS.items():
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{told} belongs to a scenario; {folder} is a finished run, which has said it")
    found = open_run(folder)
    return found.loaded, found.results.order, found.results


COMMANDS: tuple[click.Command, ...] = (understand,)
