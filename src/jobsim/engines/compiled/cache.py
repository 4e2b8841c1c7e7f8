"""Where compiled kernels are kept between runs, and what the first run on a machine says while they are compiled.

A kernel is kept by content: its file is named by a hash of all that it was made from (byte code, constants and tables
of its functions, what compiles them, versions, processor, settings), not by where these lie. So all checkouts and
environments of a machine that have the same sources share one. It is compiled by a process of its own; a lock keeps a
second one from compiling the same at the same time.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock
import platformdirs

import jobsim
from jobsim.chinese import translated
from jobsim.engines.compiled import kept
from jobsim.engines.compiled.kept import Kept
from jobsim.engines.result import Interrupted

VARIABLE = "JOBSIM_CACHE_DIR"
"""Environment variable with another place for the cache."""

KEPT_DAYS, KEPT_BYTES = 90, 256 << 20
"""Kernels that nobody has used for so long go when a new one is made, and the oldest of more than so much."""

EXPECTED_SECONDS = 40.0
"""Told at the first compilation; later ones tell what the last one took."""

LOCK_SECONDS = 600
"""After this wait for another process one compiles oneself."""

Stopped = Callable[[], bool]
"""Whether somebody has asked to end what runs."""

_MAKER = "jobsim.engines.compiled.make"
_POLL = 0.05
_SUFFIX = ".kernel"


class CompileError(RuntimeError):
    """The engine could not be compiled on this machine."""


def kernels(key: str, stopped: Stopped = lambda: False) -> list[Kept]:
    """The kernels made for this key, kept or compiled now. Raises CompileError or Interrupted."""
    folder, why = _folder()
    file = _file(folder, key)
    found = _used(file, key) or _elsewhere(folder, key)
    if found is not None:
        return found
    if file.exists():
        why = "the one kept was damaged"
    with _one_at_a_time(file, stopped):
        found = kept.read(file, key)
        if found is None:
            about = next((s for s in map(kept.seconds_of, _kernels(folder)) if s is not None), EXPECTED_SECONDS)
            with told(f"compiling the engine for this processor, about {about:.0f} s: {why}"):
                _compile(file, stopped)
            found = kept.read(file, key)
    if found is None:
        raise CompileError("the engine was compiled from other sources than those that run: were they edited just now?")
    _prune(folder, file)
    return found


@contextlib.contextmanager
def told(message: str) -> Iterator[None]:
    """Say on standard error what is going on and, on a terminal, for how long by now."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    message = translated(message)
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (SpinnerColumn("line"), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as line:
            line.add_task(message, total=None)
            yield
    else:
        console.print(f"{message} …", soft_wrap=True, markup=False)
        yield


# ------------------------------------------------------------------------------------------------ compiling


def _compile(file: Path, stopped: Stopped) -> None:
    """Have a process of its own compile, and leave the kernels in the file."""
    if not sys.executable:
        raise CompileError("the engine is compiled by a second Python, and this one does not say where it lies")
    # The modules that this process sees, and not what happens to lie in the folder it was started in.
    paths = [str(Path(jobsim.__file__).parent.parent), *filter(None, sys.path)]
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-P", *_how_to_make(), str(file)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE, stdout=said, stderr=said,  # it ends when this end of its input is closed
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Ctrl-C of Windows is for this one alone
        )  # fmt: skip
        try:
            while process.poll() is None:
                if stopped():
                    raise Interrupted
                time.sleep(_POLL)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()
        if process.returncode != 0:
            said.seek(0)
            last = said.read()[-4000:].decode(errors="replace").strip().splitlines()
            why = last[-1] if last else f"it ended with code {process.returncode}"
            raise CompileError(f"the engine could not be compiled: {why}; --engine simpy needs no compiler")
    key = kept.key_of(file) or ""
    kept.write(file, key, kept.read(file, key) or [], seconds=round(time.monotonic() - started, 1))


def _how_to_make() -> list[str]:
    """Where Windows reads a pipe in one thread, others that load a library wait for it: there nobody reads.

    A maker whose parent was killed ends all the same there, with the kernel that the next run finds.
    """
    if os.name != "nt":
        return ["-m", _MAKER]
    return ["-c", f"import pathlib, sys; import {_MAKER} as make; make.main(pathlib.Path(sys.argv[1]))"]


@contextlib.contextmanager
def _one_at_a_time(file: Path, stopped: Stopped) -> Iterator[None]:
    """Hold the lock of the file; without one where locks do not work, or when another process has it for too long."""
    lock, until = filelock.FileLock(file.with_suffix(".lock")), time.monotonic() + LOCK_SECONDS
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        with told("another process is compiling the engine; waiting for it"):
            while not lock.is_locked and time.monotonic() < until:
                if stopped():
                    raise Interrupted from None
                with contextlib.suppress(filelock.Timeout):
                    lock.acquire(timeout=_POLL, poll_interval=_POLL)
    except (OSError, NotImplementedError):
        pass
    try:
        yield
    finally:
        lock.release()


# ------------------------------------------------------------------------------------------------ places


def _file(folder: Path, key: str) -> Path:
    return folder / f"{key[:20]}{_SUFFIX}"


def _used(file: Path, key: str) -> list[Kept] | None:
    found = kept.read(file, key)
    if found is not None:
        with contextlib.suppress(OSError):
            os.utime(file)  # those used last are kept
    return found


def _elsewhere(folder: Path, key: str) -> list[Kept] | None:
    """What the user's folder holds, where it can be read and not written."""
    wanted = _user_folder()
    return None if wanted is None or wanted == folder else kept.read(_file(wanted, key), key)


def _folder() -> tuple[Path, str]:
    """Where kernels are kept, and what is said of one that is compiled: for how long it is kept."""
    wanted = _user_folder()
    if wanted is None:
        return _temporary(), "there is no folder of the user's to keep it in"
    if (folder := _writable(wanted)) is not None:
        return folder, "none is kept for these sources yet"
    return _temporary(), f"it cannot be kept in {wanted}"


def _user_folder() -> Path | None:
    """The user's cache folder of this package, or None if the user has none."""
    set_by_user = os.environ.get(VARIABLE)
    folder = Path(set_by_user) if set_by_user else platformdirs.user_cache_path("jobsim", appauthor=False)
    # Without a home folder the name begins with an unexpanded "~".
    return folder.absolute() if set_by_user or folder.is_absolute() else None


def _writable(folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return None
    return folder


def _temporary() -> Path:
    """A folder of the user's own for temporary kernels. Code is loaded from it: nobody else may write there."""
    if hasattr(os, "getuid"):
        folder = Path(tempfile.gettempdir()) / f"jobsim-{os.getuid()}"
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            state = folder.lstat()
            if state.st_uid == os.getuid() and stat.S_IMODE(state.st_mode) == 0o700 and stat.S_ISDIR(state.st_mode):
                return folder
    try:
        folder = Path(tempfile.mkdtemp(prefix="jobsim-"))
    except OSError as error:
        raise CompileError(f"there is no place to keep the compiled engine: {error}") from error
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# ------------------------------------------------------------------------------------------------ old ones


def _age(file: Path) -> float:
    with contextlib.suppress(OSError):
        return file.stat().st_mtime
    return 0.0


def _kernels(folder: Path) -> list[Path]:
    """Files of kernels, the one used last first."""
    return sorted(folder.glob(f"*{_SUFFIX}"), key=_age, reverse=True)


def _prune(folder: Path, made: Path) -> None:
    """Remove kernels that nobody has used for long, the oldest of too many, and drafts that nobody finishes."""
    now, held = time.time(), 0
    for file in _kernels(folder):
        with contextlib.suppress(OSError):
            held += file.stat().st_size
            if file != made and (now - _age(file) > KEPT_DAYS * 86400 or held > KEPT_BYTES):
                file.unlink()
                file.with_suffix(".lock").unlink(missing_ok=True)
    for draft in folder.glob("*.part"):
        if now - _age(draft) > 86400:
            with contextlib.suppress(OSError):
                draft.unlink()
    for earlier in folder.glob("kernel-*/"):  # as they were kept before version 0.2
        shutil.rmtree(earlier, ignore_errors=True)
