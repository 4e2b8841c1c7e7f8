"""``jobsim report``: files of a finished run, for those who read and do not type."""

from __future__ import annotations

from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import run_argument
from jobsim.cli.printing import echo
from jobsim.cli.spoken import command, option
from jobsim.language import Words, spoken


@command(zh="把一次已完成的运行写成工作簿：业务表格、结果、依据和数据。")
@run_argument
@option(
    "--excel",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    zh="工作簿，Excel 和 LibreOffice 均可打开。",
    help="The workbook, for Excel and LibreOffice.",
)
@guarded
def report(run_dir: Path, excel: Path | None) -> None:
    """Write a finished run as a workbook: forms, results, what they rest on, data."""
    if excel is None:
        raise click.UsageError("nothing is asked for: give --excel FILE")
    from jobsim.api import open
    from jobsim.reports.whole_file import check_place
    from jobsim.reports.workbook import SUFFIX

    check_place(excel, SUFFIX)
    open(run_dir).to_excel(excel, spoken())
    echo(str(Words("已写入 {file}", "written: {file}").filled(file=excel)))


COMMANDS: tuple[click.Command, ...] = (report,)
