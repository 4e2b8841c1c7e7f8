"""Which model simulates: a hash of the sources that decide a replication, and of the libraries that they reckon with.

An edit of any of them gives another version, and so another key: what an older model has simulated is never taken for
what this one would. Screens, reports and commands are no part of it.
"""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

import jobsim

_DECIDING = (
    "county", "engines", "finance", "lives", "programmes", "scenario", "days.py", "draws.py", "vocabulary.py",
    "experiments/designs.py", "experiments/reduction.py", "experiments/replications.py",
)  # fmt: skip
_LIBRARIES = ("chinesecalendar", "numba", "numpy", "scipy", "simpy")


@functools.cache
def model_version() -> str:
    """Sixteen hexadecimal digits that name the model."""
    root, found = Path(jobsim.__file__).parent, hashlib.sha256()
    for part in _DECIDING:
        place = root / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            found.update(f"{file.relative_to(root).as_posix()}\n".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    for name in _LIBRARIES:
        found.update(f"{name} {metadata.version(name)}\n".encode())
    return found.hexdigest()[:16]
