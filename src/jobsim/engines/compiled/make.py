"""Makes machine code of kernels, in a process that does nothing else: ``python -m jobsim.engines.compiled.make FILE``.

Compiling alters numba for the whole process (:mod:`jobsim.engines.compiled.linking`), and takes its time. The process
that a user's code runs in starts this one, holds the other end of its standard input as long as it waits, and loads
what it leaves (:mod:`jobsim.engines.compiled.library`).
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numba
from numba import config

from jobsim.engines.compiled import linking
from jobsim.engines.compiled.build import Builder
from jobsim.engines.compiled.kept import Kept, write
from jobsim.engines.compiled.native import entry, fetching
from jobsim.engines.compiled.struct import Layout

_NEVER_OUTSIDE = ("NRT_", "Py", "_Py", "numba_")


def decorator(*, boundscheck: bool = bool(config.BOUNDSCHECK), forceinline: bool = False) -> Any:
    """numba's decorator for functions of a kernel."""
    # A division by zero is found by the bounds-checked build; the fast one spares the test of every call.
    errors = "python" if boundscheck else "numpy"
    return numba.njit(
        nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model=errors, boundscheck=boundscheck,
        forceinline=forceinline,
    )  # fmt: skip


def compiled(
    parts: Mapping[str, tuple[Layout, Any]], counterparts: Mapping[Any, Any], fetches: Mapping[Any, str]
) -> list[Kept]:
    """The machine code of each part: its layout and its function of a world.

    ``fetches`` are functions that have a record fetched from memory, with the arrays these stand in.
    """
    stand_ins = {**counterparts, **{function: fetching(field) for function, field in fetches.items()}}
    builder = Builder(stand_ins, linking.one_version(decorator()))
    return [object_of(name, entry(layout, builder.build(function), name)) for name, (layout, function) in parts.items()]


def object_of(name: str, made: Any) -> Kept:
    """The machine code of an entry. Raises RuntimeError if it needs what only a process with numba has."""
    (overload,) = made.overloads.values()
    needed = linking.outside(overload.library)
    if unusable := [symbol for symbol in needed if symbol.startswith(_NEVER_OUTSIDE)]:
        raise RuntimeError(f"the kernel {name} needs {', '.join(unusable)}, which no process without numba has")
    return Kept(name, overload.fndesc.llvm_func_name, linking.machine_code(overload.library))


def main(file: Path) -> None:
    """Compile the engine and leave it in ``file``, whole or not at all."""
    from jobsim.engines.compiled import engine

    write(file, engine.key(), compiled(engine.PARTS, engine.COUNTERPARTS, engine.FETCHES))


def _end_with_whoever_asked() -> None:
    """End when standard input does: the process that holds its other end was killed, and nobody waits for a kernel."""
    os.read(0, 1)  # and not by ``sys.stdin``, whose lock would be held when an error ends this process
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_whoever_asked, daemon=True).start()
    main(Path(sys.argv[1]))
    sys.stdout.flush()
    os._exit(0)  # what numba holds need not be taken apart
