"""How a command ends when something goes wrong: one message, one code, no traceback; see ``ending``."""

from __future__ import annotations

import errno
import functools
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeVar

import click

from jobsim import ending
from jobsim.chinese import translated
from jobsim.ending import UNFINISHED, WRONG_INPUT, say
from jobsim.harmless import shortened

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
    from jobsim.experiments.cluster import ClusterError
    from jobsim.experiments.drafts import RecordError
    from jobsim.experiments.precision import PrecisionError
    from jobsim.experiments.replications import OrderError, RunFailed
    from jobsim.reports.whole_file import PlaceError
    from jobsim.scenario.errors import ScenarioError
    from jobsim.tables.grouped import UnknownColumn

    kept = ending.standing()
    if isinstance(error, OSError) and kept is not None:
        ending.mute()
        _stop(f"the record is kept: {kept}; what follows it was not printed: {_reason(error)}", UNFINISHED)
    if isinstance(error, BrokenPipeError):
        return
    if isinstance(error, ScenarioError):
        _stop(error.said(translated), WRONG_INPUT)
    if isinstance(error, ClusterError | OrderError | PrecisionError | RecordError | PlaceError | UnknownColumn):
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
    if isinstance(error, OSError) and error.strerror:
        where = f": {shortened(str(error.filename), 200)}" if error.filename is not None else ""
        return f"{error.strerror}{where}"
    return str(error) or type(error).__name__
