"""What an auditor needs: clauses, cases, one payment, the same run again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jobsim.cli.guard import guarded
from jobsim.cli.options import json_option, load, run_argument, scenario_argument, set_option, workers_option
from jobsim.cli.printing import echo, print_json, progress_bar, show
from jobsim.ending import UNFINISHED


@click.command()
@scenario_argument
@set_option
@json_option
@guarded
def coverage(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Every clause of the policy document: modelled, budgeted or recorded, where and why."""
    from jobsim.reports import registers
    from jobsim.scenario.views import coverage as cover
    from jobsim.scenario.views import measures

    loaded = load(scenario, changes)
    clauses, beside = cover(loaded), measures(loaded)
    if as_json:
        print_json({"clauses": registers.documents(clauses), "measures": registers.documents(beside)})
        return

    show(registers.coverage(clauses, beside))


@click.command()
@run_argument
@click.argument("payment")
@json_option
@guarded
def explain(run_dir: Path, payment: str, as_json: bool) -> None:
    """Tell why a payment was made. PAYMENT is REPLICATION/CLAIM, or CLAIM of replication 0."""
    from dataclasses import asdict

    from jobsim.experiments.explain import explain as explain_payment
    from jobsim.experiments.record import open_record

    found = explain_payment(open_record(run_dir), payment)
    if as_json:
        print_json(asdict(found))
        return
    from jobsim.reports import explanation

    show(explanation.page(found))


@click.command()
@run_argument
@workers_option
@json_option
@guarded
def verify(run_dir: Path, workers: int | None, as_json: bool) -> None:
    """Replay a recorded run and compare every file and figure of its record; exit code 3 if one differs."""
    from jobsim.reports.verification import verify as replay

    with progress_bar("verify") as progress:
        found = replay(run_dir, workers, progress)
    if as_json:
        print_json({"run": str(run_dir), "same": found.same,
                     "checks": [{"name": c.name, "same": c.same, "note": c.note} for c in found.checks],
                     "not_replayed": list(found.not_replayed)})  # fmt: skip
    else:
        for check in found.checks:
            note = f": {check.note}" if check.note else ""
            echo(f"{'same     ' if check.same else 'DIFFERENT'} {check.name}{note}")
        for what in found.not_replayed:
            echo(f"not replayed {what}")
    if not found.same:
        sys.exit(UNFINISHED)


COMMANDS: tuple[click.Command, ...] = (coverage, explain, verify)
