"""Folders as every system has them: made under another name, given their own when complete, called as no device."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))))
"""Names that no file or folder of Windows has, whatever ending follows."""


def new_folder(parent: Path, prefix: str) -> Path:
    """A folder of a name nobody has, open to those its surroundings are: mkdtemp's is its owner's alone."""
    folder = parent / f"{prefix}{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def rename(folder: Path, to: Path) -> None:
    """Rename, on Windows patiently: a file that is being looked at (by a scanner for viruses, say) holds its folder."""
    for patience in (0.05, 0.2, 1.0) if os.name == "nt" else ():
        try:
            folder.rename(to)
        except PermissionError:
            time.sleep(patience)
        else:
            return
    folder.rename(to)
