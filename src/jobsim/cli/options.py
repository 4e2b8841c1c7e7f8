"""Arguments and options that several commands share, and the scenario that they name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jobsim.scenario.loader import Loaded

scenario_argument = click.argument("scenario", type=click.Path())
set_option = click.option(
    "--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change a value; may be repeated."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
exclude_option = click.option(
    "--exclude-missing", is_flag=True, help="Leave out what needs a figure that the text does not give."
)
seed_option = click.option("--seed", type=int, default=1, show_default=True, help="0 to 2^64 - 1.")
workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=None,
    help="Threads, or processes on SimPy; as many as processors by default.",
)
static_option = click.option("--static", is_flag=True, help="People behave as before: no behavioural response.")
engine_option = click.option(
    "--engine",
    type=click.Choice(["compiled", "simpy"]),
    default="compiled",
    show_default=True,
    help="Both give the same ledger; SimPy is the one to read and to extend.",
)
run_argument = click.argument("run_dir", type=click.Path(path_type=Path))


def load(path: str, changes: tuple[str, ...] = (), *, exclude_missing: bool = False, for_run: bool = False) -> Loaded:
    from jobsim.scenario.loader import load_scenario

    return load_scenario(path, list(changes), exclude_missing=exclude_missing, for_run=for_run)
