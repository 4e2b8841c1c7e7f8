"""A folder being written, which gets its name when it is complete: whatever stops a run leaves the old record or none.

A draft lies beside its final place. It is locked while its process lives, so that the next run can tell what a killed
one has left: ``.draft-*`` that nobody holds are removed; a record that had stepped aside into ``.old-*`` goes back to
its place if no new one stands there.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jobsim import ending
from jobsim.experiments.locks import Lock, hold, let_go
from jobsim.folders import new_folder, rename

_FULL = ("ENOSPC", "EDQUOT", "EFBIG")
_DRAFT, _OLD = ".draft-", ".old-"


class RecordError(Exception):
    """A record cannot be written or read; the message is for the user."""


@dataclass
class Draft:
    """A folder being written. ``keep`` gives it its name; without it the folder is gone at the end."""

    parent: Path
    folder: Path
    _lock: Lock | None = field(default=None, repr=False)

    def keep(self, name: str) -> Path:
        """Give the draft its final name, replacing an older record of that name: at every moment one of them stands.

        Where the system cannot swap two folders, the older one steps aside first; a kill in between is mended by the
        next run.
        """
        final = self.parent / name
        with ending.deferred(), _alone(self.parent):
            if not os.path.lexists(final):
                rename(self.folder, final)
            elif not _swap(self.folder, final):
                self._replace(final)
            ending.stands(final)
        return final

    def _replace(self, final: Path) -> None:
        aside = new_folder(self.parent, _OLD)
        try:
            try:
                rename(final, aside / final.name)
            except PermissionError as error:
                raise RecordError(
                    f"{final} cannot be replaced: one of its files is open in another program; close it there and run "
                    "again, or choose another folder with --out"
                ) from error
            rename(self.folder, final)
        finally:
            _put_back(aside)

    def close(self) -> None:
        """Remove what has not got a name: the draft, or the record that it has replaced."""
        _remove(self.folder)
        let_go(self._lock)


@contextlib.contextmanager
def draft(out: Path, scenario: str) -> Iterator[Draft]:
    """Open a draft under ``out/scenario`` before the simulation starts, so that a bad place is found at once.

    Raises RecordError if the folder cannot be written. Leaves no trace unless the draft is kept.
    """
    parent = out / scenario
    begun: Draft | None = None
    missing: list[Path] = []
    try:
        try:
            with ending.deferred():
                missing += [folder for folder in (parent, *parent.parents) if not folder.exists()]
                begun = _begin(parent)
        except OSError as error:
            reason = error.strerror or str(error)
            raise RecordError(f"cannot write results to {out}: {reason}; choose another folder with --out") from error
        yield begun
    except OSError as error:
        if errno.errorcode.get(error.errno or 0) in _FULL and error.filename is None:
            error.filename = str(out)  # which disk it is
        raise
    finally:
        with ending.deferred():
            if begun is not None:
                begun.close()
            for folder in missing:
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _begin(parent: Path) -> Draft:
    parent.mkdir(parents=True, exist_ok=True)
    with _alone(parent) as locks:
        if locks:
            _clear_up(parent)
        folder = new_folder(parent, _DRAFT)
        folder.chmod(parent.stat().st_mode & 0o777)  # a record is read by whoever may read its surroundings
        return Draft(parent, folder, hold(folder, wait=False))


# ------------------------------------------------------------------------------------------------ left by others


def _clear_up(parent: Path) -> None:
    """Remove the drafts of processes that are no more, and put back what had stepped aside."""
    for folder in parent.glob(f"{_OLD}*"):
        _put_back(folder)
    for folder in parent.glob(f"{_DRAFT}*"):
        lock = hold(folder, wait=False)
        if lock is not None:
            _remove(folder)
            let_go(lock)


def _put_back(aside: Path) -> None:
    """The record that stepped aside takes its place again, unless the new one stands there; the rest goes."""
    with contextlib.suppress(OSError):
        for record in aside.iterdir():
            if not os.path.lexists(aside.parent / record.name):
                record.rename(aside.parent / record.name)
    _remove(aside)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


# ------------------------------------------------------------------------------------------------ what the system can


@contextlib.contextmanager
def _alone(parent: Path) -> Iterator[bool]:
    """One process at a time begins, names and clears up drafts of a folder; false where the system has no locks."""
    lock = hold(parent, wait=True)
    try:
        yield lock is not None
    finally:
        let_go(lock)


_HERE, _SWAP = -100, 2


def _swap(a: Path, b: Path) -> bool:
    """Exchange the names of two folders in one step; false where the system or the file system cannot."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return False
    names = os.fsencode(a), os.fsencode(b)
    if hasattr(library, "renameat2"):  # Linux
        return bool(library.renameat2(_HERE, names[0], _HERE, names[1], _SWAP) == 0)
    if hasattr(library, "renamex_np"):  # macOS
        return bool(library.renamex_np(*names, _SWAP) == 0)
    return False
