"""Processes that modes of files bind, also where the tests run as root, who may write everywhere."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path
from typing import Any

_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 24, 1, 2


def _bound() -> None:
    library = ctypes.CDLL(None)
    for right in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        library.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0)  # nobody but root has it to lose


def bound(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command that may write only where modes let its user write."""
    return subprocess.run(command, preexec_fn=_bound, capture_output=True, text=True, check=False, **options)


def read_only(folder: Path) -> Path:
    """A folder, made if need be, into which nobody writes."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o555)
    return folder


def said(stderr: str) -> list[str]:
    """Messages on standard error, without the line of the progress bar."""
    return [line for line in stderr.splitlines() if line.strip() and "━" not in line]
