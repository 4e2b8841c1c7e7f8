"""A file that is written whole or not at all, in one place for every kind of file a user asks for."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


class PlaceError(ValueError):
    """A file cannot be put where the user wants it; the message is for the user."""


def check_place(path: Path, suffix: str) -> None:
    """Whether a file may be put there, asked before any work is done. Raises PlaceError.

    A workbook that somebody has open has a lock beside it, which LibreOffice and Excel leave while they hold it.
    """
    if path.suffix.lower() != suffix:
        raise PlaceError(f"{path}: the name of the file must end in {suffix}, such as {path.stem or 'budget'}{suffix}")
    if path.is_dir():
        raise PlaceError(f"{path} is a folder; name a file")
    if not path.parent.is_dir():
        raise PlaceError(f"{path}: there is no folder {path.parent}")
    for lock in (f".~lock.{path.name}#", f"~${path.name}"):
        if (path.parent / lock).exists():
            raise PlaceError(f"{path} is open in another program ({lock} lies beside it); close it there and try again")
    if path.exists() and not os.access(path, os.W_OK):
        raise PlaceError(f"{path} cannot be written: it is read-only or open in another program")
    if not os.access(path.parent, os.W_OK):
        raise PlaceError(f"{path} cannot be written: the folder {path.parent} is read-only")


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in its place: what stood there stands until the new one is complete. Raises PlaceError."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            # mkstemp gives the file to its owner only.
            draft.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask())
            draft.replace(path)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink()
    except PermissionError as error:
        raise PlaceError(
            f"{path} cannot be written: it is open in another program, or no one may write there"
        ) from error
    except OSError as error:
        raise PlaceError(f"{path} cannot be written: {error.strerror or error}") from error


def _mask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
