"""Locks on files and folders that end with their process, so that what a killed one has left can be told."""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # without locks, what a killed run leaves is not told from what another is writing
    fcntl = None  # type: ignore[assignment]


def hold(path: Path, *, wait: bool) -> int | None:
    """A lock on a file or folder, which ends with the process; None if another one holds it or there are no locks."""
    if fcntl is None:
        return None
    descriptor = None
    try:
        descriptor = os.open(path, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        if descriptor is not None:
            os.close(descriptor)
        return None
    return descriptor


def let_go(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)
