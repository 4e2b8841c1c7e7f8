"""What a budget officer needs: run a scenario, compare what may change."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    engine_option,
    exclude_option,
    json_option,
    load,
    scenario_argument,
    seed_option,
    set_option,
    static_option,
    workers_option,
)
from jobsim.cli.printing import print_json, progress_bar, show, tell_record, warn
from jobsim.ending import say


@click.command()
@scenario_argument
@click.option("-n", "--replications", type=int, default=None, help="Number of replications. [default: 200]")
@click.option(
    "--precision",
    type=float,
    default=None,
    metavar="P",
    help="Run until the 90 % interval of the P80 outlay is narrower than ± this share, such as 0.02.",
)
@seed_option
@engine_option
@workers_option
@set_option
@static_option
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Folder for the record."
)
@json_option
@click.option("--ledger", is_flag=True, help="Keep every claim of every replication.")
@exclude_option
@guarded
def run(
    scenario: str, replications: int | None, precision: float | None, seed: int, engine: str, workers: int | None,
    changes: tuple[str, ...], static: bool, out: Path, as_json: bool, ledger: bool, exclude_missing: bool,
) -> None:  # fmt: skip
    """Simulate a scenario: outlay, funds, targets; leave a record."""
    from jobsim.experiments.replications import DEFAULT_REPLICATIONS, Order

    number = DEFAULT_REPLICATIONS if replications is None else replications
    order = Order(seed=seed, replications=number, precision=precision, engine=engine, static=static, ledger=ledger)
    loaded = load(scenario, changes, exclude_missing=exclude_missing, for_run=True)
    from jobsim.experiments import resources
    from jobsim.experiments.workers import usable_processors
    from jobsim.reports.delivery import deliver

    warn(loaded)
    options = {"scenario_path": scenario, "set": list(changes), "exclude_missing": exclude_missing}
    if told := resources.long(loaded.scenario, engine, number, workers or usable_processors()):
        say(told)
    with progress_bar(loaded.scenario.scenario.name) as progress:
        done = deliver(loaded, order, out, options, workers, progress)
    if as_json:
        print_json(done.summary)
    else:
        from jobsim.reports import tables

        show(tables.page(done.summary))
    tell_record(done.folder, "run", as_json=as_json)


@click.command()
@click.argument("baseline", type=click.Path())
@click.argument("variants", nargs=-1, metavar="[VARIANT]...")
@click.option("-n", "--replications", type=int, default=None, help="Of each scenario. [default: 200]")
@seed_option
@engine_option
@workers_option
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="One more variant: the baseline with this value; may be repeated.",
)
@static_option
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=None, help="One language on the screen. [default: both]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for a record of the comparison. [default: none]",
)
@json_option
@exclude_option
@guarded
def compare(
    baseline: str, variants: tuple[str, ...], replications: int | None, seed: int, engine: str, workers: int | None,
    changes: tuple[str, ...], static: bool, lang: str | None, out: Path | None, as_json: bool, exclude_missing: bool,
) -> None:  # fmt: skip
    """What variants change: the same persons and the same luck in each, difference by difference.

    VARIANT is a file, a folder, or the name of a file in the folder variants/ beside the baseline.
    """
    from jobsim.experiments import comparison, comparison_record, drafts
    from jobsim.experiments.replications import DEFAULT_REPLICATIONS, Order

    number = DEFAULT_REPLICATIONS if replications is None else replications
    order = Order(seed=seed, replications=number, engine=engine, static=static)
    base, others = comparison.contenders(Path(baseline), variants, changes, exclude_missing=exclude_missing)
    with drafts.draft(out, base.name) if out is not None else nullcontext() as draft:
        with progress_bar(base.name) as progress:
            document = comparison.compare(base, others, order, workers, progress)
        folder = None if draft is None else comparison_record.keep(draft, document, [base, *others])
    if as_json:
        print_json(document)
    else:
        from jobsim.reports import comparison_page

        show(comparison_page.page(document, lang))
    if folder is not None:
        tell_record(folder, "comparison", as_json=as_json)


COMMANDS: tuple[click.Command, ...] = (run, compare)
