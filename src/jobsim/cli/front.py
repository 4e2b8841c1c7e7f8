"""The command ``jobsim``: its help lists the commands by who needs them, in the language asked for."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import click

from jobsim import __version__
from jobsim.cli import (
    analyst,
    auditor,
    calibrate,
    engineer,
    officer,
    own_county,
    province,
    report,
    sheet,
    store,
    understanding,
)
from jobsim.cli.spoken import HELP_NAMES, Command, lang_option, misuse_told, version_option
from jobsim.language import Words, asked_in, speak, spoken

READERS = {
    Words("预算人员", "For the budget officer"): (
        *officer.COMMANDS,
        *province.COMMANDS,
        *report.COMMANDS,
        *own_county.COMMANDS,
        *sheet.COMMANDS,
    ),
    Words("分析人员", "For the analyst"): (*analyst.COMMANDS, *understanding.COMMANDS, *calibrate.COMMANDS),
    Words("审计人员", "For the auditor"): auditor.COMMANDS,
    Words("技术人员", "For the engineer"): (*engineer.COMMANDS, *store.COMMANDS),
}
_ABOUT = Words(
    """测算县级就业补助要花多少钱，资金够不够，目标能否完成。

    \b
    退出码：0 完成；2 输入有误；3 运行未能完成或重放结果不同；
    130、143 被中断（Ctrl-C、SIGTERM）。
    """,
    """What will a county's employment subsidies cost, will the money last, which targets will be met?

    Exit codes: 0 done; 2 the input is wrong; 3 the run could not finish or its replay differs; 130 and 143 interrupted
    (Ctrl-C, SIGTERM).
    """,
)


class Front(Command, click.Group):
    """A group whose help has one list of commands per reader."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:  # fmt: skip
        # Help and errors speak the language asked for wherever the option stands.
        speak(asked_in(args))
        with misuse_told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with misuse_told():
            return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for reader, commands in READERS.items():
            # A first sentence is folded and never cut.
            with formatter.section(reader.of(spoken())):
                formatter.write_dl([(command.name or "", command.get_short_help_str(1000)) for command in commands])


@click.group(cls=Front, context_settings={"help_option_names": HELP_NAMES, "max_content_width": 100})
@version_option(__version__)
@lang_option
def main() -> None:
    """The command line."""


main.words = Words(*map(cleandoc, _ABOUT))
for _commands in READERS.values():
    for _command in _commands:
        main.add_command(_command)
