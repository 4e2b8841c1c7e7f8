"""``jobsim sheet``: the numbers of a county as a workbook to fill in, and back as a small overlay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import load, scenario_argument
from jobsim.cli.printing import echo, progress_bar, warn
from jobsim.cli.spoken import command, option
from jobsim.language import Words, spoken

if TYPE_CHECKING:
    from jobsim.reports.county_sheet.checked import Answer
    from jobsim.scenario.loader import Loaded

_path = click.Path(path_type=Path)
_ONE = Words("--write 和 --read 须给出一个，且只能一个", "give one of --write and --read")
_OF_WRITE = Words("--run 和 -n 只与 --write 合用", "--run and -n go with --write")
_OF_READ = Words("--out 只与 --read 合用", "--out goes with --read")
_EITHER = Words("--run 和 -n 只能给一个", "give --run or -n, not both")
_WRITTEN = Words(
    "已写入 {file}：{n}格可填，{m}行须先填", "written: {file}: {n} cells to fill in, {m} rows of them first"
)
_SAME = Words("没有改动，不写文件夹", "nothing was changed; no folder is written")
_READ = Words("改动{n}处：{sheets}", "{n} changes: {sheets}")
_FOLDER = Words("已写入 {folder}，可运行：jobsim run {folder}", "written: {folder}; run it with: jobsim run {folder}")
_EACH = Words("{name} {n}处", "{name} {n}")


@command(
    zh="""把一个县的全部数据写成可填的表，或读回填好的表。

    \b
    --write 文件.xlsx 写工作簿；--write 文件夹 写 CSV 文件。
    --read 逐格检查，把改动写成一个小的方案文件夹，其他不变。
    """
)
@scenario_argument
@option("--write", type=_path, default=None, metavar="FILE", zh="写成工作簿（.xlsx），或 CSV 文件夹。",
        help="Write the sheet: a workbook (.xlsx) or a folder of CSV files.")  # fmt: skip
@option("--read", type=_path, default=None, metavar="FILE", zh="读回填好的工作簿或 CSV 文件夹。",
        help="Read a sheet that was filled in: a workbook or a folder of CSV files.")  # fmt: skip
@option("--out", type=_path, default=None, metavar="FOLDER", zh="与 --read 合用：写出的方案文件夹。[默认：同表名]",
        help="With --read: the folder to write. [default: the name of the sheet]")  # fmt: skip
@option("--run", "run_dir", type=_path, default=None, metavar="RUN_DIR", zh="与 --write 合用：占比取自这次运行。",
        help="With --write: take the shares of the outlay from this run.")  # fmt: skip
@option("-n", "--replications", type=click.IntRange(min=0), default=None,
        zh="与 --write 合用：为占比做的短程模拟次数，0为不运行。[默认：20]",
        help="With --write: replications of a short run for the shares, 0 for none. [default: 20]")  # fmt: skip
@guarded
def sheet(
    scenario: str, write: Path | None, read: Path | None, out: Path | None, run_dir: Path | None,
    replications: int | None,
) -> None:  # fmt: skip
    """Write a county's numbers as a sheet to fill in, or read one back.

    --write takes a workbook (.xlsx) or a folder for CSV files. --read checks every cell and writes a small scenario
    folder with what was changed; nothing else changes.
    """
    _check(write, read, out, run_dir, replications)
    if write is not None:
        _write(load(scenario), write, run_dir, replications)
    elif read is not None:
        _read(load(scenario), read, out)


def _check(
    write: Path | None, read: Path | None, out: Path | None, run_dir: Path | None, replications: int | None
) -> None:
    if (write is None) == (read is None):
        raise click.UsageError(str(_ONE))
    if write is None and (run_dir is not None or replications is not None):
        raise click.UsageError(str(_OF_WRITE))
    if read is None and out is not None:
        raise click.UsageError(str(_OF_READ))
    if run_dir is not None and replications is not None:
        raise click.UsageError(str(_EITHER))


def _write(loaded: Loaded, place: Path, run_dir: Path | None, replications: int | None) -> None:
    from jobsim.reports.county_sheet import files, form, shares
    from jobsim.reports.county_sheet.pages import pages

    files.check(place)
    if run_dir is not None:
        hanging, origin = shares.of_run(loaded, run_dir)
    else:
        number = shares.SHORT if replications is None else replications
        with progress_bar(loaded.scenario.scenario.name) as progress:
            hanging, origin = shares.of_short_run(loaded, number, progress)
    made = pages(loaded, hanging, origin, spoken())
    files.write(loaded, made, place, spoken())
    told = [field for page in made for _, _, field in form.fields(page)]
    asked = {id(field.line) for field in told if getattr(field.line, "asked", None) is not None}
    echo(str(_WRITTEN.filled(file=place, n=len(told), m=len(asked))))


def _read(loaded: Loaded, place: Path, out: Path | None) -> None:
    from jobsim.reports.county_sheet import checked, layer
    from jobsim.scenario import overlay

    named = place.resolve()
    shown = out if out is not None else Path(f"{named.name}_scenario" if place.is_dir() else named.stem)
    book = checked.read(place)
    overlay.check_folder(shown)
    found = checked.answer(loaded, book)
    if found.is_empty:
        echo(str(_SAME))
        return
    head = layer.head(loaded.scenario)
    tree = {"extends": overlay.extends_of(loaded, shown), **({"scenario": head} if head else {}), **found.tree(loaded)}
    warn(overlay.write(shown, tree, named.name))
    echo(str(_READ.filled(n=len(found.edits) + len(found.chosen), sheets=_sheets(found))))
    echo(str(_FOLDER.filled(folder=shown)))


def _sheets(found: Answer) -> str:
    """How many changes each sheet holds."""
    places = [edit.place for edit in found.edits] + [place for _, place in found.chosen]
    names = [place.partition("!")[0] for place in places]
    return ", ".join(str(_EACH.filled(name=name, n=names.count(name))) for name in dict.fromkeys(names))


COMMANDS: tuple[click.Command, ...] = (sheet,)
