"""Compiles a tree of numba functions once, instead of once for each level of calls.

numba optimises every function together with all that it calls and makes machine code of it, for it might be called from
Python; in a tree of some hundred functions the same code is optimised and emitted again at every level. Here only the
entry is: its callees are translated, and then linked into it and optimised as one module. On this kernel that takes a
fifth of the time, and the machine code is the same.

This reaches into numba's code library (0.60 to 0.68); should a later numba do it differently, compile without it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from numba import _dynfunc
from numba.core.codegen import CPUCodeLibrary
from numba.core.cpu import CPUContext
from numba.core.registry import cpu_target
from numba.core.runtime import rtsys


@contextlib.contextmanager
def only(entry: str) -> Iterator[None]:
    """Within, machine code is made of the function of this name alone, all that it calls included."""
    finalize, optimize = CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions
    executable = CPUContext.get_executable
    rtsys.initialize(cpu_target.target_context)  # numba's own run-time library is made as ever

    def finalized(library: Any) -> None:
        if library.name != entry:
            library._raise_if_finalized()
            library._finalized = True
            return
        library._linking_libraries = _all_called(library)
        finalize(library)

    def optimized(library: Any, module: Any) -> None:
        if library.name == entry:
            optimize(library, module)

    def made_executable(context: Any, library: Any, description: Any, environment: Any) -> Any:
        if library.name == entry:
            return executable(context, library, description, environment)
        name = description.qualname.split(".")[-1]  # a callee: it has no address of its own, and nobody calls it so
        return _dynfunc.make_function(description.lookup_module(), name, "", 0, environment, (library,))

    CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions = finalized, optimized
    CPUContext.get_executable = made_executable
    try:
        yield
    finally:
        CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions = finalize, optimize
        CPUContext.get_executable = executable


def _all_called(library: Any) -> list[Any]:
    found: dict[Any, None] = {}
    waiting = list(library._linking_libraries)
    while waiting:
        called = waiting.pop()
        if called not in found:
            found[called] = None
            waiting += called._linking_libraries
    return list(found)
