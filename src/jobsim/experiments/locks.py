"""Locks on files and folders that end with their process, so that what a killed one has left can be told.

POSIX locks the file or folder itself. Elsewhere no folder can be locked: a small file beside it is, and goes with it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import filelock

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

Lock: TypeAlias = "int | filelock.BaseFileLock"


def hold(path: Path, *, wait: bool) -> Lock | None:
    """A lock on a file or folder, which ends with the process; None if another one holds it or there are no locks."""
    if fcntl is None:
        return _beside(path, wait=wait)
    descriptor = None
    try:
        descriptor = os.open(path, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        if descriptor is not None:
            os.close(descriptor)
        return None
    return descriptor


def _beside(path: Path, *, wait: bool) -> Lock | None:
    import filelock  # only here: it takes a while to load

    # Whoever lets go may be another thread than the one that took it.
    lock = filelock.FileLock(path.with_name(f".{path.name}.lock"), thread_local=False)
    try:
        lock.acquire(timeout=-1 if wait else 0.1)  # a moment, in which a dead one's is cleared away
    except (filelock.Timeout, OSError, NotImplementedError):
        return None
    return lock


def let_go(lock: Lock | None) -> None:
    if isinstance(lock, int):
        os.close(lock)
    elif lock is not None:
        lock.release()
