"""``jobsim report``: files of a finished run, for those who read and do not type."""

from __future__ import annotations

from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import run_argument
from jobsim.cli.printing import echo
from jobsim.cli.spoken import command, option
from jobsim.language import Words, spoken

_file = click.Path(path_type=Path)
_NOTHING = Words("没有要求任何输出：--excel、--html、--pdf、--figures 至少给出一个",
                 "nothing is asked for: give at least one of --excel, --html, --pdf, --figures")  # fmt: skip
_NO_FOLDER = Words("--journey 画成一幅图，须同时给出 --figures 文件夹",
                   "--journey is drawn as a figure: give --figures FOLDER as well")  # fmt: skip
_WRITTEN = Words("已写入 {file}", "written: {file}")


@command(
    zh="""把一次已完成的运行写成文件：工作簿、网页报告、PDF 报告、图。

    文件用 --lang 所定的语言；同一次运行得到逐字节相同的文件。
    """
)
@run_argument
@option("--excel", type=_file, default=None, metavar="FILE", zh="工作簿，Excel 和 LibreOffice 均可打开。",
        help="The workbook, for Excel and LibreOffice.")  # fmt: skip
@option("--html", type=_file, default=None, metavar="FILE", zh="报告，一个自成一体的网页文件。",
        help="The report as one self-contained page.")  # fmt: skip
@option("--pdf", type=_file, default=None, metavar="FILE", zh="同一份报告的 PDF。", help="The same report in print.")
@option("--figures", type=_file, default=None, metavar="FOLDER", zh="全部图，PNG 和 SVG。",
        help="All figures, as PNG and as SVG.")  # fmt: skip
@option("--journey", type=int, default=None, metavar="PERSON",
        zh="与 --figures 合用：各状态之间的变动和此人的经历；要重新模拟一次。",
        help="With --figures: moves between states, this person's journey; simulates anew.")  # fmt: skip
@guarded
def report(
    run_dir: Path, excel: Path | None, html: Path | None, pdf: Path | None, figures: Path | None, journey: int | None
) -> None:
    """Write a finished run as files: workbook, report as page and in print, figures.

    They are in the language of --lang; the same run gives the same bytes.
    """
    if all(place is None for place in (excel, html, pdf, figures)):
        raise click.UsageError(str(_NOTHING))
    if journey is not None and figures is None:
        raise click.UsageError(str(_NO_FOLDER))
    from jobsim.api import open
    from jobsim.reports.report.basis import basis_of
    from jobsim.reports.report.files import Wanted, write
    from jobsim.reports.whole_file import check_place
    from jobsim.reports.workbook import SUFFIX

    wanted = Wanted(html=html, pdf=pdf, figures=figures, journey=journey)
    wanted.check()
    if excel is not None:
        check_place(excel, SUFFIX)
    study = open(run_dir)
    if excel is not None:
        study.to_excel(excel, spoken())
        echo(str(_WRITTEN.filled(file=excel)))
    (plan,) = study.plans
    for path in write(basis_of(study.results[plan.name], plan.loaded), wanted, spoken()):
        echo(str(_WRITTEN.filled(file=path)))


COMMANDS: tuple[click.Command, ...] = (report,)
