"""A county of one's own: from a shipped one to another, and from one budget year to the next."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import ScenarioName, json_option, load, scenario_argument, set_option
from jobsim.cli.printing import echo, print_json, print_page
from jobsim.cli.spoken import command, option
from jobsim.language import Words, spoken

_WRITTEN = Words("已写入：{folder}", "written: {folder}")


@command(
    zh="""把一个方案滚动到以后年度：写出新年度的文件夹。

    此前各年连同资金重新模拟，年末余额、待付和审核中的申领由此结转；以前年度的数不改。
    须重新填写的写作缺数（missing）并用文字提问；照旧的和到期的逐项列出。
    """
)
@scenario_argument
@click.argument("year", type=int)
@option(
    "--out", type=click.Path(path_type=Path), default=None, metavar="FOLDER",
    zh="写到哪个文件夹，须尚不存在。[默认：当前文件夹下以新方案命名]",
    help="The folder to write, which must not exist yet. [default: one named after the new scenario, here]",
)  # fmt: skip
@option(
    "--actual", is_flag=True,
    zh="上年末的结转和待付款按实际数填报，代替模拟数。",
    help="What last year really carried over and left unpaid is asked for, in the place of what is simulated.",
)  # fmt: skip
@set_option
@json_option
@guarded
def roll(scenario: str, year: int, out: Path | None, actual: bool, changes: tuple[str, ...], as_json: bool) -> None:
    """Roll a scenario on to a later budget year: writes a folder for it.

    The years before are simulated again with their money, so that balances, waiting claims and claims under review are
    carried in; what was said of them is left as it is. What must be stated anew is missing, with the question in words;
    what recurs and what has ended is listed.
    """
    from jobsim.scenario import overlay, rolled, rolling

    loaded = load(scenario)
    found = rolling.roll(loaded, year, actual=actual)
    folder = out if out is not None else Path(found.name)
    overlay.check_folder(folder)
    tree = {"extends": overlay.extends_of(loaded, folder), **found.tree}
    written = overlay.write(folder, tree, rolled.comment(found, loaded.scenario.scenario.name, year), changes)
    found = found.answered({figure.path for figure in written.missing})
    if as_json:
        entries = [{**asdict(entry), "said": entry.said._asdict()} for entry in found.entries]
        print_json({"folder": str(folder), "scenario": found.name, "year": year, "entries": entries})
        return
    from jobsim.reports.screen import Screen
    from jobsim.tables.rolled import rolled as table

    print_page(Screen(table(found, year), spoken()))
    echo(str(_WRITTEN.filled(folder=folder)))


@command(
    zh="""照一个县另建本县的方案：写出新文件夹，人数、企业、名额和业务量按常住人口折算。

    按比例折算的数逐项列出；借用的数都注明“借自…”；预算安排不借用，须填写。
    已知的数用 --set 路径=值 写入，来源记为本单位填报。
    """
)
@click.argument("folder", type=click.Path(path_type=Path))
@option(
    "--like",
    type=ScenarioName(),
    required=True,
    metavar="SCENARIO",
    zh="照哪个县：随附县区的名称或文件夹。",
    help="The county to begin from: one that comes with jobsim by its name, or a folder.",
)
@option("--name", required=True, zh="县名，如 柳溪县。", help="The county's name, in Chinese.")
@option(
    "--name-en", default=None, zh="英文县名。[默认：同 --name]", help="Its name in English. [default: that of --name]"
)
@option("--population", type=int, required=True, metavar="N", zh="常住人口，人。", help="Residents.")
@option(
    "--rural",
    type=float,
    default=None,
    metavar="SHARE",
    zh="农村人口比例，如 0.62。[默认：同所照的县]",
    help="Share of rural households, such as 0.62. [default: as there]",
)
@option(
    "--graduates",
    type=int,
    default=None,
    metavar="N",
    zh="每年本县生源高校毕业生，人。[默认：按人口折算]",
    help="College graduates a year by origin. [default: in proportion]",
)
@option(
    "--firms",
    type=int,
    default=None,
    metavar="N",
    zh="企业数。[默认：按人口折算]",
    help="Number of firms. [default: in proportion]",
)
@set_option
@json_option
@guarded
def new(
    folder: Path, like: str, name: str, name_en: str | None, population: int, rural: float | None,
    graduates: int | None, firms: int | None, changes: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Make a county of one's own on another: writes a new folder, stocks in proportion to its residents.

    Every number in proportion is listed. What is borrowed says so; appropriations are not borrowed but asked for.
    What is known goes in by --set PATH=VALUE and counts as the user's.
    """
    from jobsim.scenario import another_county, borrowed, overlay

    overlay.check_folder(folder)
    loaded = load(like)
    size = another_county.Size(population, rural, graduates, firms)
    found = another_county.make(loaded, folder, Words(name, name_en or name), size)
    of = loaded.scenario.scenario.name
    tree = {"extends": overlay.extends_of(loaded, folder), **found.tree}
    written = overlay.write(folder, tree, borrowed.comment(found, of), changes)
    found.missing = [figure.path for figure in written.missing]
    if as_json:
        print_json({"folder": str(folder), "scenario": found.name, "like": of, "borrowed": found.borrowed,
                    "scaled": [asdict(one) for one in found.scaled], "missing": found.missing})  # fmt: skip
        return
    from jobsim.reports.screen import Screen
    from jobsim.tables.made_new import in_proportion

    print_page(Screen(in_proportion(found, of), spoken()))
    echo(str(_WRITTEN.filled(folder=folder)))


COMMANDS: tuple[click.Command, ...] = (new, roll)
