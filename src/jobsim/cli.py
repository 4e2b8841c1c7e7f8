"""The command line: reads options, calls, prints. Heavy imports wait until a command needs them."""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click

from jobsim import __version__

if TYPE_CHECKING:
    from jobsim.experiments.replications import Progress
    from jobsim.scenario.loader import Loaded

P = ParamSpec("P")
R = TypeVar("R")

WRONG_INPUT, UNFINISHED = 2, 3


def _stop(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def _interrupted() -> NoReturn:
    """Say so and end, also while a worker is where it cannot hear (the compiler is at work for many seconds)."""
    from jobsim.experiments.workers import left_alone

    message = "interrupted; nothing was written"
    if left_alone():
        click.echo(f"\x1b[?25h{message}" if sys.stderr.isatty() else message, err=True)  # its spinner hid the cursor
        sys.stdout.flush()
        os._exit(UNFINISHED)
    _stop(message, UNFINISHED)


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """The user's errors end in one message and exit code 2, a run that cannot finish in code 3."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            _interrupted()
        except Exception as error:
            from jobsim.experiments.bench import BenchError
            from jobsim.experiments.record import RecordError
            from jobsim.experiments.replications import OrderError, RunFailed
            from jobsim.scenario.errors import ScenarioError

            if isinstance(error, ScenarioError | OrderError | RecordError):
                _stop(str(error), WRONG_INPUT)
            if isinstance(error, BenchError):
                _stop(str(error), WRONG_INPUT if error.code == WRONG_INPUT else UNFINISHED)
            if isinstance(error, RunFailed | OSError | MemoryError):
                _stop(f"the run could not finish: {error}", UNFINISHED)
            raise

    return run


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False, default=str))


def _load(path: str, changes: tuple[str, ...] = (), *, exclude_missing: bool = False, for_run: bool = False) -> Loaded:
    from jobsim.scenario.loader import load_scenario

    return load_scenario(path, list(changes), exclude_missing=exclude_missing, for_run=for_run)


def _warn(loaded: Loaded) -> None:
    for warning in loaded.warnings:
        click.echo(str(warning), err=True)


@contextmanager
def _progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error; it appears with the first report, when the input is known to be good."""
    from rich import progress as bars
    from rich.console import Console

    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(), bars.MofNCompleteColumn(),
               bars.TimeElapsedColumn(), bars.TimeRemainingColumn())  # fmt: skip
    bar = bars.Progress(*columns, console=Console(stderr=True))
    task = bar.add_task(label, total=None)

    def report(done: int, wanted: int | None) -> None:
        bar.start()
        bar.update(task, completed=done, total=wanted)

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()


def _end(_signal: int, _frame: Any) -> NoReturn:
    """Ctrl-C, or a polite end from outside: the same way out. Another one does not disturb the clearing up."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="jobsim")
def main() -> None:
    """What will a county's employment subsidies cost, will the money last, which targets will be met?"""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _end)


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


@main.command()
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
    loaded = _load(scenario, changes, exclude_missing=exclude_missing, for_run=True)
    from jobsim.reports.delivery import deliver

    _warn(loaded)
    options = {"scenario_path": scenario, "set": list(changes), "exclude_missing": exclude_missing}
    with _progress(loaded.scenario.scenario.name) as progress:
        done = deliver(loaded, order, out, options, workers, progress)
    if as_json:
        _print_json(done.summary)
        click.echo(f"record: {done.folder}", err=True)
    else:
        from jobsim.reports import tables

        console = tables.console()
        console.print(tables.page(done.summary))
        console.print(f"记录 The record of this run: {done.folder}", soft_wrap=True)


@main.command()
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
    from jobsim.experiments import comparison, record
    from jobsim.experiments.replications import DEFAULT_REPLICATIONS, Order

    number = DEFAULT_REPLICATIONS if replications is None else replications
    order = Order(seed=seed, replications=number, engine=engine, static=static)
    base, others = comparison.contenders(Path(baseline), variants, changes, exclude_missing=exclude_missing)
    with record.draft(out, base.name) if out is not None else nullcontext() as draft:
        with _progress(base.name) as progress:
            document = comparison.compare(base, others, order, workers, progress)
        folder = None if draft is None else comparison.write(draft, document, [base, *others])
    if as_json:
        _print_json(document)
    else:
        from jobsim.reports import comparison_page, tables

        tables.console().print(comparison_page.page(document, lang))
    if folder is not None:
        click.echo(f"record: {folder}" if as_json else f"记录 The record of this comparison: {folder}", err=as_json)


@main.command()
@scenario_argument
@set_option
@json_option
@guarded
def validate(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Check a scenario; all errors at once, each with its place. Warnings go to standard error."""
    from jobsim.scenario.views import measures

    loaded = _load(scenario, changes)
    _warn(loaded)
    found = loaded.scenario
    counts = {name: len(getattr(found, name)) for name in ("clauses", "programmes", "budget_lines", "funds", "targets")}
    counts["clauses"] -= len(measures(loaded))
    missing = [{"path": one.path, "clause": one.clause, "reason": one.reason} for one in loaded.missing]
    if as_json:
        _print_json({"scenario": found.scenario.name, "scenario_hash": loaded.hash, "valid": True, **counts,
                     "missing": missing, "warnings": [one.document(loaded.folder) for one in loaded.warnings],
                     "files": [str(file) for file in loaded.files]})  # fmt: skip
        return
    click.echo(f"{scenario} is valid: " + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items()))
    for figure in missing:
        click.echo(f"missing figure: {figure['path']} ({figure['clause']}): {figure['reason']}")


@main.command()
@scenario_argument
@set_option
@json_option
@guarded
def resolve(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Print the scenario with all its layers merged."""
    loaded = _load(scenario, changes)
    if as_json:
        _print_json(loaded.tree)
        return
    from jobsim.scenario.views import resolve as flatten

    click.echo(flatten(loaded), nl=False)


@main.command()
@click.argument("first", type=click.Path())
@click.argument("second", type=click.Path())
@json_option
@guarded
def diff(first: str, second: str, as_json: bool) -> None:
    """Show what differs between two scenarios, value by value."""
    from jobsim.reports import registers, tables
    from jobsim.scenario.views import diff as compare

    found = compare(_load(first), _load(second))
    if as_json:
        _print_json({"differences": registers.documents(found)})
        return

    tables.console().print(registers.differences(found))


@main.command()
@scenario_argument
@set_option
@json_option
@guarded
def coverage(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Every clause of the policy document: modelled, budgeted or recorded, where and why."""
    from jobsim.reports import registers, tables
    from jobsim.scenario.views import coverage as cover
    from jobsim.scenario.views import measures

    loaded = _load(scenario, changes)
    clauses, beside = cover(loaded), measures(loaded)
    if as_json:
        _print_json({"clauses": registers.documents(clauses), "measures": registers.documents(beside)})
        return

    tables.console().print(registers.coverage(clauses, beside))


@main.command()
@scenario_argument
@json_option
@guarded
def cases(scenario: str, as_json: bool) -> None:
    """Run the rule cases beside a scenario; exit code 2 if one fails."""
    from jobsim.cases import run_cases

    outcomes = run_cases(_load(scenario))
    failed = [case for case in outcomes if not case.passed]
    if as_json:
        _print_json({"cases": [
            {"name": case.name, "clause": case.clause, "file": str(case.file), "line": case.line,
             "passed": case.passed, "message": case.message} for case in outcomes
        ], "passed": len(outcomes) - len(failed), "failed": len(failed)})  # fmt: skip
    else:
        for case in failed:
            click.echo(f"{case.file}:{case.line}: {case.clause} {case.name}: {case.message}", err=True)
        click.echo(f"{len(outcomes) - len(failed)} of {len(outcomes)} cases hold")
    if failed:
        sys.exit(WRONG_INPUT)


@main.command()
@scenario_argument
@set_option
@json_option
@guarded
def assumptions(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Every number that is neither from the policy text nor from a regulation, with source and range."""
    from jobsim.reports import registers, tables
    from jobsim.scenario.views import assumptions as register

    entries = register(_load(scenario, changes))
    if as_json:
        _print_json({"assumptions": registers.documents(entries)})
        return

    tables.console().print(registers.assumptions(entries))


@main.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
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
        _print_json(asdict(found))
        return
    from jobsim.reports import explanation, tables

    tables.console().print(explanation.page(found))


@main.command()
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
    loaded = _load(scenario, changes, exclude_missing=exclude_missing, for_run=True)
    steps = trace_person(loaded, order, replication, person)
    if as_json:
        _print_json({"replication": replication, "person": person, "history": [asdict(step) for step in steps]})
        return
    from jobsim.reports import explanation, tables

    tables.console().print(explanation.journey(steps))


@main.command()
@click.argument("run_dir", type=click.Path(path_type=Path))
@workers_option
@json_option
@guarded
def verify(run_dir: Path, workers: int | None, as_json: bool) -> None:
    """Replay a recorded run and compare it byte by byte; exit code 3 if it differs."""
    from jobsim.experiments.verification import verify as replay

    with _progress("verify") as progress:
        checks = replay(run_dir, workers, progress)
    same = all(check.same for check in checks)
    if as_json:
        _print_json({"run": str(run_dir), "same": same,
                     "checks": [{"name": c.name, "same": c.same, "note": c.note} for c in checks]})  # fmt: skip
    else:
        for check in checks:
            note = f": {check.note}" if check.note else ""
            click.echo(f"{'same     ' if check.same else 'DIFFERENT'} {check.name}{note}")
    if not same:
        sys.exit(UNFINISHED)


@main.command()
@click.argument("scenario", type=click.Path(), default="scenarios/jingyuan_2023")
@click.option("-n", "--replications", type=click.IntRange(min=1), default=None, help="Of the long run. [default: 1000]")
@click.option(
    "--simpy-replications", type=click.IntRange(min=1), default=None, help="Of the run on SimPy. [default: 10]"
)
@click.option("--quick", is_flag=True, help="Measure once and little: a first idea, not a result.")
@seed_option
@workers_option
@json_option
@guarded
def bench(
    scenario: str, replications: int | None, simpy_replications: int | None, quick: bool, seed: int,
    workers: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Measure both engines on the same scenario: speed, threads, memory, growth, start."""
    from dataclasses import replace

    from jobsim.experiments.bench import Effort, measure

    effort = Effort().quick() if quick else Effort()
    given = {"replications": replications, "simpy_replications": simpy_replications}
    effort = replace(effort, **{name: value for name, value in given.items() if value is not None})
    document = measure(scenario, effort, seed, workers, lambda what: click.echo(f"measuring {what} …", err=True))
    if as_json:
        _print_json(document)
        return
    from jobsim.reports import bench_table, tables

    tables.console().print(bench_table.page(document))
