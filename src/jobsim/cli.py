"""The command line: reads options, calls, prints. Heavy imports wait until a command needs them."""

from __future__ import annotations

import errno
import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click

from jobsim import __version__, ending
from jobsim.ending import UNFINISHED, WRONG_INPUT, say
from jobsim.harmless import harmless, in_json, shortened

if TYPE_CHECKING:
    from jobsim.experiments.replications import Progress
    from jobsim.scenario.loader import Loaded

P = ParamSpec("P")
R = TypeVar("R")


def _stop(message: str, code: int) -> NoReturn:
    say(message)
    sys.exit(code)


def _interrupted() -> NoReturn:
    """Say so and end, also while a worker is where it cannot hear (the compiler is at work for many seconds)."""
    workers = sys.modules.get("jobsim.experiments.workers")
    if workers is not None and workers.left_alone():
        ending.leave_now()
    _stop(ending.last_words(), ending.code())


def guarded(command: Callable[P, R]) -> Callable[P, R]:
    """The user's errors end in one message and exit code 2, a run that cannot finish in code 3; see ``ending``."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with ending.at_work():
            try:
                return command(*args, **kwargs)
            except (click.ClickException, click.exceptions.Exit, SystemExit):
                raise
            except BaseException as error:
                if ending.interrupted(error):
                    _interrupted()
                _end_of(error)
                raise

    return run


def _end_of(error: BaseException) -> None:
    """End with the error's message and code. Returns if it is a fault of the program, or a pipe nobody reads from."""
    from jobsim.experiments.bench import BenchError
    from jobsim.experiments.drafts import RecordError
    from jobsim.experiments.replications import OrderError, RunFailed
    from jobsim.scenario.errors import ScenarioError

    kept = ending.standing()
    if isinstance(error, OSError) and kept is not None:
        ending.mute()
        _stop(f"the record is kept: {kept}; what follows it was not printed: {_reason(error)}", UNFINISHED)
    if isinstance(error, BrokenPipeError):
        return
    if isinstance(error, ScenarioError | OrderError | RecordError):
        _stop(str(error), WRONG_INPUT)
    if isinstance(error, BenchError):
        _stop(str(error), WRONG_INPUT if error.code == WRONG_INPUT else UNFINISHED)
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        _stop(f"the name is too long: {shortened(str(error.filename), 80)}", WRONG_INPUT)
    if isinstance(error, OSError):
        ending.mute()
    if isinstance(error, RunFailed | OSError | MemoryError) or type(error).__name__ in _OF_LIBRARIES:
        _stop(f"the run could not finish: {_reason(error)}", UNFINISHED)


_OF_LIBRARIES = ("CompileError", "PanicException")
"""Errors whose modules are not imported to ask for them: no kernel can be compiled here, polars gives up."""


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _print_json(document: Any) -> None:
    """Print a document as JSON that steers no terminal and that the output's encoding holds whole."""
    text = in_json(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False, default=str))
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2, allow_nan=False, default=str)
    click.echo(text)


def _echo(text: str) -> None:
    click.echo(harmless(text))


def _tell_record(folder: Path, what: str, *, as_json: bool) -> None:
    """Where the record is: below the page, or beside a document and where there is no standard output."""
    if as_json or sys.stdout is None:
        say(f"record: {folder}")
    else:
        _echo(f"记录 The record of this {what}: {folder}")


def _load(path: str, changes: tuple[str, ...] = (), *, exclude_missing: bool = False, for_run: bool = False) -> Loaded:
    from jobsim.scenario.loader import load_scenario

    return load_scenario(path, list(changes), exclude_missing=exclude_missing, for_run=for_run)


def _warn(loaded: Loaded) -> None:
    for warning in loaded.warnings:
        say(str(warning))


@contextmanager
def _progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error; it appears with the first report, when the input is known to be good."""
    from rich import progress as bars
    from rich.console import Console

    columns = (bars.TextColumn("{task.description}", markup=False), bars.BarColumn(), bars.MofNCompleteColumn(),
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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="jobsim")
def main() -> None:
    """What will a county's employment subsidies cost, will the money last, which targets will be met?

    Exit codes: 0 done; 2 the input is wrong; 3 the run could not finish or its replay differs; 130 and 143 interrupted
    (Ctrl-C, SIGTERM).
    """


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
    from jobsim.experiments import resources
    from jobsim.experiments.workers import usable_processors
    from jobsim.reports.delivery import deliver

    _warn(loaded)
    options = {"scenario_path": scenario, "set": list(changes), "exclude_missing": exclude_missing}
    if told := resources.long(loaded.scenario, engine, number, workers or usable_processors()):
        say(told)
    with _progress(loaded.scenario.scenario.name) as progress:
        done = deliver(loaded, order, out, options, workers, progress)
    if as_json:
        _print_json(done.summary)
    else:
        from jobsim.reports import tables

        tables.console().print(tables.page(done.summary))
    _tell_record(done.folder, "run", as_json=as_json)


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
    from jobsim.experiments import comparison, drafts
    from jobsim.experiments.replications import DEFAULT_REPLICATIONS, Order

    number = DEFAULT_REPLICATIONS if replications is None else replications
    order = Order(seed=seed, replications=number, engine=engine, static=static)
    base, others = comparison.contenders(Path(baseline), variants, changes, exclude_missing=exclude_missing)
    with drafts.draft(out, base.name) if out is not None else nullcontext() as draft:
        with _progress(base.name) as progress:
            document = comparison.compare(base, others, order, workers, progress)
        folder = None if draft is None else comparison.write(draft, document, [base, *others])
    if as_json:
        _print_json(document)
    else:
        from jobsim.reports import comparison_page, tables

        tables.console().print(comparison_page.page(document, lang))
    if folder is not None:
        _tell_record(folder, "comparison", as_json=as_json)


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
    _echo(f"{scenario} is valid: " + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts.items()))
    for figure in missing:
        _echo(f"missing figure: {figure['path']} ({figure['clause']}): {figure['reason']}")


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

    text = flatten(loaded)
    # A file gets the scenario as it is: loading it gives the same one.
    click.echo(harmless(text) if sys.stdout is not None and sys.stdout.isatty() else text, nl=False)


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
            say(f"{case.file}:{case.line}: {case.clause} {case.name}: {case.message}")
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
    """Replay a recorded run and compare every file and figure of its record; exit code 3 if one differs."""
    from jobsim.reports.verification import verify as replay

    with _progress("verify") as progress:
        found = replay(run_dir, workers, progress)
    if as_json:
        _print_json({"run": str(run_dir), "same": found.same,
                     "checks": [{"name": c.name, "same": c.same, "note": c.note} for c in found.checks],
                     "not_replayed": list(found.not_replayed)})  # fmt: skip
    else:
        for check in found.checks:
            note = f": {check.note}" if check.note else ""
            _echo(f"{'same     ' if check.same else 'DIFFERENT'} {check.name}{note}")
        for what in found.not_replayed:
            _echo(f"not replayed {what}")
    if not found.same:
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
    from jobsim.experiments.replications import Order

    effort = Effort().quick() if quick else Effort()
    given = {"replications": replications, "simpy_replications": simpy_replications}
    Order(seed=seed)  # a wrong one is told before anything is measured
    effort = replace(effort, **{name: value for name, value in given.items() if value is not None})
    document = measure(scenario, effort, seed, workers, lambda what: say(f"measuring {what} …"))
    if as_json:
        _print_json(document)
        return
    from jobsim.reports import bench_table, tables

    tables.console().print(bench_table.page(document))
