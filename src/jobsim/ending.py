"""How the program ends: what it hears, what it says last, and with which code. It imports nothing heavy.

========  ================================================================================
0         done
2         the input is wrong: one message says what and where
3         the run could not finish, a record cannot be written or is not what its replay gives
130, 143  interrupted by Ctrl-C (SIGINT) or by SIGTERM, as shells have it: 128 + the signal
========  ================================================================================

Until a command is at work, and after it, a signal ends the process at once: there is nothing to clear up. Meanwhile it
raises KeyboardInterrupt, so that drafts and workers are cleared up on the way out.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from jobsim.chinese import translated
from jobsim.harmless import harmless, in_ascii

WRONG_INPUT, UNFINISHED = 2, 3
SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 3.0
"""Seconds in which a second Ctrl-C does not disturb the clearing up; after them it ends the process."""


_IN_ASCII = "jobsim.in_ascii"


class _State:
    """What this process has heard and done. One per process, as signals are."""

    def __init__(self) -> None:
        self.at_work = 0
        self.heard: int | None = None
        self.heard_at = 0.0
        self.standing: Path | None = None
        self.kept: dict[Path, int] = {}


_state = _State()


def listen() -> None:
    """Hear Ctrl-C and SIGTERM from now on, and write what an output's encoding does not hold in the nearest signs."""
    codecs.register_error(_IN_ASCII, in_ascii)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors=_IN_ASCII)  # type: ignore[union-attr]
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            signal.signal(number, _hear)


def _hear(number: int, _frame: FrameType | None) -> None:
    if not _state.at_work:
        _state.heard = number
        leave_now()
    if _state.heard is not None:
        if time.monotonic() - _state.heard_at > PATIENCE:
            leave_now("ended at once; what it had begun, the next run clears up")
        return
    _state.heard, _state.heard_at = number, time.monotonic()
    raise KeyboardInterrupt


@contextlib.contextmanager
def at_work() -> Iterator[None]:
    """While a command works, a signal is raised so that it clears up on its way out."""
    first = not _state.at_work
    if first:
        _state.heard, _state.standing, _state.kept = None, None, {}
    before: dict[int, Any] = {}
    if first and threading.current_thread() is threading.main_thread():
        # A script that calls the command line has its own way of ending, before and after.
        before = {number: signal.signal(number, _hear) for number in SIGNALS}
    _state.at_work += 1
    try:
        yield
    finally:
        _state.at_work -= 1
        for each, handler in before.items():
            signal.signal(each, handler)


def interrupted(error: BaseException) -> bool:
    """Whether an error comes from a signal: libraries turn a KeyboardInterrupt into errors of their own."""
    return isinstance(error, KeyboardInterrupt) or _state.heard is not None


def stands(folder: Path) -> None:
    """Note that a record is complete and has its name: whatever comes, it is kept."""
    _state.standing = folder


def standing() -> Path | None:
    """The record that was completed, if one was."""
    return _state.standing


def goes_on(shelf: Path, replications: int) -> None:
    """Note that so many replications are kept on a shelf: the same command goes on from those of all its shelves."""
    _state.kept[shelf] = replications


def last_words() -> str:
    """What is true of the record and of the replications at an interruption."""
    if _state.standing is not None:
        return f"interrupted; the record is kept: {_state.standing}"
    if kept := sum(_state.kept.values()):
        return f"interrupted; no record was written; {kept} replications are kept: the same command goes on"
    return "interrupted; nothing was written"


def code() -> int:
    return 128 + (_state.heard or signal.SIGINT)


def say(message: str) -> None:
    """One message on standard error, harmless; if nobody can hear it, that is no error."""
    text = harmless(translated(message))
    try:
        print(text, file=sys.stderr, flush=True)  # noqa: T201
    except (OSError, ValueError, AttributeError):
        with contextlib.suppress(OSError):
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def leave_now(message: str | None = None) -> NoReturn:
    """End without waiting for anything: threads that cannot hear, the rest of an import."""
    text = harmless(translated(message or last_words())) + "\n"
    windows = os.name == "nt"  # an old console prints such a sequence, and reads bytes in an encoding of its own
    shown = "\x1b[?25h" + text if os.isatty(2) and not windows else text  # a progress bar may have hidden the cursor
    encoding = (os.device_encoding(2) if windows else None) or getattr(sys.stderr, "encoding", None) or "utf-8"
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    with contextlib.suppress(OSError):
        os.write(2, shown.encode(encoding, "replace"))
    os._exit(code())


def mute() -> None:
    """Standard output is closed or full: what is still in its buffer is dropped, and not complained of at the end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


@contextlib.contextmanager
def deferred() -> Iterator[None]:
    """Put signals off to the end of what must not be broken off half-way, and answer them then."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[tuple[int, FrameType | None]] = []
    handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
    for each in SIGNALS:
        handlers[each] = signal.signal(each, lambda heard, frame: caught.append((heard, frame)))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if caught and callable(handler := handlers[caught[0][0]]):
            handler(*caught[0])
        elif caught and handlers[caught[0][0]] == signal.SIG_DFL:
            signal.raise_signal(caught[0][0])
