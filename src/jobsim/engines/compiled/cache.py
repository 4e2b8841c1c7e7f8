"""Where compiled kernels are kept between runs, and what the first run on a machine says while it compiles them.

numba keeps a function's code beside a stamp of that function's own file and does not notice an edited callee in another
file. So the folder is named by what the code was made from: all kernel sources, the versions of Python, numba and
LLVM, the processor, and numba's settings. numba writes its files under another name and renames them; a lock keeps a
second process from compiling the same at the same time.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import filelock
import numba
import platformdirs
from numba.core.registry import cpu_target
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

import jobsim

VARIABLE = "JOBSIM_CACHE_DIR"
"""Environment variable with another place for the cache."""

KEPT = 3
"""So many kernels of this package stay; older ones go when a new one is made."""

EXPECTED_SECONDS = 40
"""Told at the first compilation; later ones tell what the last one took."""

LOCK_SECONDS = 600
"""After this wait for another process one compiles oneself: numba's files bear it."""

_config: Any = numba.config
_SETTINGS = ("BOUNDSCHECK", "OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "DEBUGINFO_DEFAULT")
_READY = "ready.json"


def cache_directory(digest: str) -> Path:
    """The folder of the kernels made from sources of this digest; it exists and can be written.

    It lies in the user's cache folder (``JOBSIM_CACHE_DIR`` names another one). Where that cannot be written, it lies
    in a temporary folder that only the user can write, and begins as a copy of what the cache folder holds.
    """
    name = f"kernel-{_key(digest)}"
    wanted = _user_folder()
    if wanted is not None and (folder := _writable(wanted / name)) is not None:
        return folder
    folder = _temporary() / name
    if wanted is not None and not is_ready(folder) and is_ready(wanted / name):
        with contextlib.suppress(OSError):
            shutil.copytree(wanted / name, folder, dirs_exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_ready(folder: Path) -> bool:
    """Whether the folder holds finished kernels."""
    return (folder / _READY).is_file()


@contextlib.contextmanager
def compiling(folder: Path) -> Iterator[None]:
    """Let numba keep in ``folder`` what is compiled within.

    If the folder is not ready, one process compiles and says so on standard error, and the others wait for it. An error
    or Ctrl-C leaves the folder as it was: not ready.
    """
    with contextlib.ExitStack() as open_parts:
        if not is_ready(folder):
            _lock(folder, open_parts)
        if is_ready(folder):
            with _numba_writes_to(folder):
                yield
            with contextlib.suppress(OSError):
                os.utime(folder)  # the folders used last are kept
            return
        started = time.monotonic()
        about = _expected_seconds(folder.parent)
        open_parts.enter_context(told(f"compiling the engine, once for this machine (about {about:.0f} s)"))
        with _numba_writes_to(folder):
            yield
        draft = folder / f"{_READY}.{os.getpid()}"
        draft.write_text(json.dumps({"seconds": round(time.monotonic() - started, 1)}), encoding="utf-8")
        draft.replace(folder / _READY)
        _remove_old(folder)


@contextlib.contextmanager
def told(message: str) -> Iterator[None]:
    """Say on standard error what is going on and, on a terminal, for how long by now."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as line:
            line.add_task(message, total=None)
            yield
    else:
        console.print(f"{message} …", soft_wrap=True)
        yield


# ------------------------------------------------------------------------------------------------ places


def _key(digest: str) -> str:
    settings = [(name, getattr(_config, name, None)) for name in _SETTINGS]
    # numba names its files by the folder of the source, so another installation finds nothing in them.
    where = str(Path(jobsim.__file__).parent)
    target = cpu_target.target_context.codegen().magic_tuple()
    parts = (
        digest,
        where,
        numba.__version__,
        metadata.version("llvmlite"),
        sys.implementation.cache_tag,
        target,
        settings,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


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
        tempfile.TemporaryFile(dir=folder.parent).close()  # the lock lies there
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
            if state.st_uid == os.getuid() and state.st_mode & 0o777 == 0o700 and not folder.is_symlink():
                return folder
    folder = Path(tempfile.mkdtemp(prefix="jobsim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# ------------------------------------------------------------------------------------------------ one at a time


def _lock(folder: Path, open_parts: contextlib.ExitStack) -> None:
    """Hold the folder's lock as long as ``open_parts`` is open; without one where locks do not work."""
    lock = filelock.FileLock(folder.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        try:
            with told("another process is compiling the engine; waiting for it"):
                lock.acquire(timeout=LOCK_SECONDS, poll_interval=0.1)
        except filelock.Timeout:
            return
    except (OSError, NotImplementedError):
        return
    open_parts.callback(lock.release)


@contextlib.contextmanager
def _numba_writes_to(folder: Path) -> Iterator[None]:
    """numba asks for its cache folder when a function is decorated."""
    before = _config.CACHE_DIR
    _config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        _config.CACHE_DIR = before


def _kernels(parent: Path) -> list[Path]:
    """Folders of finished kernels, the one used last first."""
    return sorted(filter(is_ready, parent.glob("kernel-*/")), key=lambda folder: folder.stat().st_mtime, reverse=True)


def _given_up(parent: Path) -> list[Path]:
    """Folders in which a compilation ended long ago without a kernel."""
    long_ago = time.time() - 24 * 3600
    return [folder for folder in parent.glob("kernel-*/") if not is_ready(folder) and folder.stat().st_mtime < long_ago]


def _expected_seconds(parent: Path) -> float:
    """What the last compilation here took."""
    for folder in _kernels(parent)[:1]:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return float(json.loads((folder / _READY).read_text(encoding="utf-8"))["seconds"])
    return EXPECTED_SECONDS


def _remove_old(made: Path) -> None:
    for folder in _kernels(made.parent)[KEPT:] + _given_up(made.parent):
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)
