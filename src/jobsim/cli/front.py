"""The command ``jobsim``: its help lists the commands by who needs them."""

from __future__ import annotations

import click

from jobsim import __version__
from jobsim.cli import analyst, auditor, engineer, officer

READERS = {
    "For the budget officer": officer.COMMANDS,
    "For the analyst": analyst.COMMANDS,
    "For the auditor": auditor.COMMANDS,
    "For the engineer": engineer.COMMANDS,
}


class Front(click.Group):
    """A group whose help has one list of commands per reader."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for reader, commands in READERS.items():
            limit = formatter.width - 6 - max(len(command.name or "") for command in commands)
            with formatter.section(reader):
                formatter.write_dl([(command.name or "", command.get_short_help_str(limit)) for command in commands])


@click.group(cls=Front, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="jobsim")
def main() -> None:
    """What will a county's employment subsidies cost, will the money last, which targets will be met?

    Exit codes: 0 done; 2 the input is wrong; 3 the run could not finish or its replay differs; 130 and 143 interrupted
    (Ctrl-C, SIGTERM).
    """


for _commands in READERS.values():
    for _command in _commands:
        main.add_command(_command)
