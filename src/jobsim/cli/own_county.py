"""A county of one's own: from a shipped one to another, and from one budget year to the next."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import json_option, load, scenario_argument, set_option
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
    from jobsim.scenario import overlay, rolling

    loaded = load(scenario)
    found = rolling.roll(loaded, year, actual=actual)
    folder = out if out is not None else Path(found.name)
    overlay.check_folder(folder)
    tree = {"extends": overlay.extends_of(loaded, folder), **found.tree}
    written = overlay.write(folder, tree, rolling.comment(found, loaded.scenario.scenario.name, year), changes)
    found = found.answered({figure.path for figure in written.missing})
    if as_json:
        entries = [{**asdict(entry), "said": entry.said._asdict()} for entry in found.entries]
        print_json({"folder": str(folder), "scenario": found.name, "year": year, "entries": entries})
        return
    from jobsim.reports.screen import Screen
    from jobsim.tables.rolled import rolled

    print_page(Screen(rolled(found, year), spoken()))
    echo(str(_WRITTEN.filled(folder=folder)))


COMMANDS: tuple[click.Command, ...] = (roll,)
