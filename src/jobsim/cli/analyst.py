"""What an analyst needs: what a scenario holds, assumes and changes."""

from __future__ import annotations

import sys

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import (
    exclude_option,
    json_option,
    load,
    scenario_argument,
    seed_option,
    set_option,
    static_option,
)
from jobsim.cli.printing import echo, print_json, show, warn
from jobsim.harmless import harmless


@click.command()
@scenario_argument
@set_option
@json_option
@guarded
def validate(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Check a scenario; all errors at once, each with its place. Warnings go to standard error."""
    from jobsim.scenario.views import measures

    loaded = load(scenario, changes)
    warn(loaded)
    found = loaded.scenario
    counts = {name: len(getattr(found, name)) for name in ("clauses", "programmes", "budget_lines", "funds", "targets")}
    counts["clauses"] -= len(measures(loaded))
    missing = [{"path": one.path, "clause": one.clause, "reason": one.reason} for one in loaded.missing]
    if as_json:
        print_json({"scenario": found.scenario.name, "scenario_hash": loaded.hash, "valid": True, **counts,
                     "missing": missing, "warnings": [one.document(loaded.folder) for one in loaded.warnings],
                     "files": [str(file) for file in loaded.files]})  # fmt: skip
        return
    echo(f"{scenario} is valid: " + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items()))
    for figure in missing:
        echo(f"missing figure: {figure['path']} ({figure['clause']}): {figure['reason']}")


@click.command()
@scenario_argument
@set_option
@json_option
@guarded
def resolve(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Print the scenario with all its layers merged."""
    loaded = load(scenario, changes)
    if as_json:
        print_json(loaded.tree)
        return
    from jobsim.scenario.views import resolve as flatten

    text = flatten(loaded)
    # A file gets the scenario as it is: loading it gives the same one.
    click.echo(harmless(text) if sys.stdout is not None and sys.stdout.isatty() else text, nl=False)


@click.command()
@click.argument("first", type=click.Path())
@click.argument("second", type=click.Path())
@json_option
@guarded
def diff(first: str, second: str, as_json: bool) -> None:
    """Show what differs between two scenarios, value by value."""
    from jobsim.reports import registers
    from jobsim.scenario.views import diff as compare

    found = compare(load(first), load(second))
    if as_json:
        print_json({"differences": registers.documents(found)})
        return

    show(registers.differences(found))


@click.command()
@scenario_argument
@set_option
@json_option
@guarded
def assumptions(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Every number that is neither from the policy text nor from a regulation, with source and range."""
    from jobsim.reports import registers
    from jobsim.scenario.views import assumptions as register

    entries = register(load(scenario, changes))
    if as_json:
        print_json({"assumptions": registers.documents(entries)})
        return

    show(registers.assumptions(entries))


@click.command()
@scenario_argument
@click.option("--replication", type=int, default=0, show_default=True)
@click.option("--person", type=int, required=True)
@seed_option
@set_option
@static_option
@exclude_option
@json_option
@guarded
def trace(
    scenario: str, replication: int, person: int, seed: int, changes: tuple[str, ...], static: bool,
    exclude_missing: bool, as_json: bool,
) -> None:  # fmt: skip
    """Tell one person's dated history."""
    from dataclasses import asdict

    from jobsim.experiments.explain import trace as trace_person
    from jobsim.experiments.replications import Order

    order = Order(seed=seed, replications=1, static=static)
    loaded = load(scenario, changes, exclude_missing=exclude_missing, for_run=True)
    steps = trace_person(loaded, order, replication, person)
    if as_json:
        print_json({"replication": replication, "person": person, "history": [asdict(step) for step in steps]})
        return
    from jobsim.reports import explanation

    show(explanation.journey(steps))


COMMANDS: tuple[click.Command, ...] = (validate, resolve, diff, assumptions, trace)
