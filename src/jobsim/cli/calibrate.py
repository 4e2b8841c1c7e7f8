"""``jobsim calibrate``: what was observed narrows the ranges, jointly, in a new folder over the scenario."""

from __future__ import annotations

from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    engine_option,
    exclude_option,
    json_option,
    kept_options,
    scenario_argument,
    seed_option,
    the_store,
    workers_option,
)
from jobsim.cli.printing import echo, print_json, print_page, progress_bar
from jobsim.cli.spoken import command, option
from jobsim.language import Words, spoken

_WRITTEN = Words(
    "已写入 {folder}，可运行：jobsim run {folder}；网页：{page}",
    "written: {folder}; run it with: jobsim run {folder}; page: {page}",
)


@command(
    zh="""按观测值校准方案的区间：逐轮模拟，留下相符的参数组。

    观测值写在 YAML 文件或工作簿（.xlsx）中，各带误差：支出、人数、目标完成值、指标值。
    写出新文件夹，运行时整组抽取参数；原方案不变。
    """
)
@scenario_argument
@option(
    "--to",
    "observed",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    zh="观测值：YAML 文件或工作簿（.xlsx）。",
    help="What was observed: a YAML file or a workbook (.xlsx).",
)
@option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FOLDER",
    zh="写出的文件夹，须尚不存在。[默认：方案名加 _calibrated]",
    help="The folder to write, which must not exist yet. [default: the scenario's name and _calibrated]",
)
@option("-n", "--runs", type=int, default=400, show_default=True, zh="每轮模拟次数。", help="Runs of a wave.")
@option("--waves", type=int, default=4, show_default=True, zh="最多几轮。", help="Waves at most.")
@seed_option
@engine_option
@workers_option
@kept_options
@exclude_option
@json_option
@guarded
def calibrate(
    scenario: str, observed: Path, out: Path | None, runs: int, waves: int, seed: int, engine: str,
    workers: int | None, store: Path | None, no_store: bool, cluster: str | None, exclude_missing: bool, as_json: bool,
) -> None:  # fmt: skip
    """Narrow a scenario's ranges by what was observed, in waves of runs that rule out what cannot fit.

    Observations with their tolerances stand in a YAML file or a workbook: money paid, persons, targets reached,
    indicators. A new folder is written whose runs draw whole parameter sets; the scenario itself stays as it is.
    """
    from jobsim.experiments.calibration import job, observations
    from jobsim.reports import calibration_page, observed_sheet
    from jobsim.reports.calibrated_folder import write
    from jobsim.scenario import overlay
    from jobsim.scenario.loader import load_scenario
    from jobsim.tables.calibration import calibrations
    from jobsim.tables.table import document

    # Ranges are what the scenario says: a sample that it draws from already is left out.
    loaded = load_scenario(scenario, ["parameters="], exclude_missing=exclude_missing, for_run=True, warned=False)
    folder = out if out is not None else Path(f"{loaded.scenario.scenario.name}_calibrated")
    overlay.check_folder(folder)
    told = observations.read(observed_sheet.read(observed), loaded.scenario)
    asked = job.Asked(runs, waves, seed, engine, workers, the_store(store, no_store, None), cluster)
    with progress_bar(loaded.scenario.scenario.name) as progress:
        sample = job.run(loaded, told, asked, progress)
    made = write(folder, loaded, sample, spoken())
    if as_json:
        tables = [document(table) for table in calibrations(made.scenario)]
        print_json({"folder": str(folder), "scenario": made.scenario.scenario.name, "hash": made.hash,
                    "effective": sample["effective"], "tables": tables})  # fmt: skip
        return
    print_page(calibration_page.on_screen(made, spoken()))
    echo(str(_WRITTEN.filled(folder=folder, page=folder / calibration_page.FILE)))


COMMANDS: tuple[click.Command, ...] = (calibrate,)
