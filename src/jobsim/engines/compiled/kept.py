"""Kept kernels: one file each, with machine code of some entries, a hash of it, and the key it was made for.

A file is written whole under another name and then renamed. Whoever reads one that is cut short, altered or made for
something else gets None, and compiles anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

_FORMAT = "jobsim kernel 1"
_LONGEST_HEAD = 1 << 16


class Kept(NamedTuple):
    """Machine code of an entry: what it is called here, its symbol, the object file's bytes."""

    name: str
    symbol: str
    code: bytes


def write(file: Path, key: str, kernels: Sequence[Kept], seconds: float | None = None) -> None:
    """Leave the kernels in a file. Raises OSError, and leaves nothing then."""
    body = b"".join(kernel.code for kernel in kernels)
    head = {
        "format": _FORMAT,
        "key": key,
        "seconds": seconds,
        "sha256": hashlib.sha256(body).hexdigest(),
        "entries": [(kernel.name, kernel.symbol, len(kernel.code)) for kernel in kernels],
    }
    handle, draft = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".part", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(json.dumps(head).encode() + b"\n" + body)
        Path(draft).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise


def read(file: Path, key: str) -> list[Kept] | None:
    """The kernels of a file; None if there is none, or none that is whole and made for this key."""
    head = _head(file)
    if head.get("format") != _FORMAT or head.get("key") != key:
        return None
    try:
        _, _, body = file.read_bytes().partition(b"\n")
        if head.get("sha256") != hashlib.sha256(body).hexdigest():
            return None
        found, begin = [], 0
        for name, symbol, length in head["entries"]:
            found.append(Kept(str(name), str(symbol), body[begin : begin + length]))
            begin += length
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found


def key_of(file: Path) -> str | None:
    """The key that a file says it was made for."""
    key = _head(file).get("key")
    return key if isinstance(key, str) else None


def seconds_of(file: Path) -> float | None:
    """How long the file's kernels took to compile, if it says so."""
    seconds = _head(file).get("seconds")
    return seconds if isinstance(seconds, float) else None


def _head(file: Path) -> dict[str, Any]:
    """What the first line of a file says; nothing if it is no such file."""
    try:
        with file.open("rb") as opened:
            head = json.loads(opened.readline(_LONGEST_HEAD))
    except (OSError, ValueError, RecursionError):
        return {}
    return head if isinstance(head, dict) else {}
