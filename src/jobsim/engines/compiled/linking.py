"""Compiles a tree of numba functions once, instead of once for each level of calls.

numba optimises every function together with all that it calls and makes machine code of it, for it might be called from
Python; in a tree of some hundred functions the same code is optimised and emitted again at every level. Here only the
entry is: its callees are translated, linked into it, made internal, and optimised as one module. On this kernel that
takes a fifth of the time, and as nobody else can call a callee, LLVM drops what no call needs: arguments, results and
tests of a status that is always good.

Nor does an index count from the end of an array: no kernel means it, and asking each index costs a tenth of the time.
A bounds-checked build refuses a negative index, and so does the interpreted one.

This reaches into numba's code library and arrays (0.60 to 0.68); should a later numba differ, compile without.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from llvmlite.binding import Linkage
from numba import _dynfunc, types
from numba.core.codegen import CPUCodeLibrary
from numba.core.cpu import CPUContext
from numba.core.registry import cpu_target
from numba.core.runtime import rtsys
from numba.np import arrayobj


@contextlib.contextmanager
def only(entry: str) -> Iterator[None]:
    """Within, machine code is made of the function of this name alone, all that it calls included.

    Raises RuntimeError if others were compiled within, but not this one: they have no code of their own.
    """
    finalize, optimize = CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions
    optimize_all, executable = CPUCodeLibrary._optimize_final_module, CPUContext.get_executable
    fix_index = arrayobj.fix_integer_index
    met: dict[bool, str] = {}
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

    def all_optimized(library: Any) -> None:
        for function in library._final_module.functions:
            if function.linkage == Linkage.linkonce_odr and not function.is_declaration:
                function.linkage = Linkage.internal
        optimize_all(library)

    def made_executable(context: Any, library: Any, description: Any, environment: Any) -> Any:
        met[library.name == entry] = library.name
        if library.name == entry:
            return executable(context, library, description, environment)
        name = description.qualname.split(".")[-1]  # a callee: it has no address of its own, and nobody calls it so
        return _dynfunc.make_function(description.lookup_module(), name, "", 0, environment, (library,))

    CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions = finalized, optimized
    CPUCodeLibrary._optimize_final_module = all_optimized
    CPUContext.get_executable, arrayobj.fix_integer_index = made_executable, _plain_index
    try:
        yield
    finally:
        CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions = finalize, optimize
        CPUCodeLibrary._optimize_final_module = optimize_all
        CPUContext.get_executable, arrayobj.fix_integer_index = executable, fix_index
    if False in met and True not in met:
        raise RuntimeError(f"{met[False]} was compiled to be called by {entry}, which was not")


def _plain_index(context: Any, builder: Any, kind: Any, index: Any, length: Any) -> Any:
    return context.cast(builder, index, kind, types.intp if kind.signed else types.uintp)


def _all_called(library: Any) -> list[Any]:
    found: dict[Any, None] = {}
    waiting = list(library._linking_libraries)
    while waiting:
        called = waiting.pop()
        if called not in found:
            found[called] = None
            waiting += called._linking_libraries
    return list(found)
