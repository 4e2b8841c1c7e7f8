"""Compiles a tree of numba functions once, instead of once for each level of calls.

numba optimises every function together with all that it calls and makes machine code of it, for it might be called from
Python; in a tree of some hundred functions the same code is optimised and emitted again at every level. Here only the
entry is: its callees are translated, linked into it, made internal, and optimised as one module. On this kernel that
takes a fifth of the time, and as nobody else can call a callee, LLVM drops what no call needs: arguments, results and
tests of a status that is always good.

Nor does an index count from the end of an array: no kernel means it, and asking each index costs a tenth of the time.
A bounds-checked build refuses a negative index, and so does the interpreted one.

This reaches into numba's code library and arrays (0.62 to 0.68), for the whole process. So it is for processes that do
nothing but compile (:mod:`jobsim.engines.compiled.make`), never for one that a user's code runs in.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from llvmlite.binding import Linkage, parse_assembly
from numba import _dynfunc, types
from numba.core.codegen import CPUCodeLibrary
from numba.core.cpu import CPUContext
from numba.core.registry import cpu_target
from numba.core.runtime import rtsys
from numba.np import arrayobj

Function = Callable[..., Any]
_NO_COUNTING = """
define linkonce_odr void @NRT_incref(ptr %counted) { ret void }
define linkonce_odr void @NRT_decref(ptr %counted) { ret void }
"""
"""No array of a kernel owns memory, so there are no references to count, and no need of numba's run time."""


@contextlib.contextmanager
def only(entry: str) -> Iterator[None]:
    """Within, the function of this name is compiled as one module with all that it calls, and nothing is loaded.

    Its machine code is had by :func:`machine_code`. Raises RuntimeError if others were compiled within, but not this
    one: they have no code of their own.
    """
    finalize, optimize = CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions
    executable, fix_index = CPUContext.get_executable, arrayobj.fix_integer_index
    met: dict[bool, str] = {}
    rtsys.initialize(cpu_target.target_context)  # numba's own run-time library is made as ever

    def finalized(library: Any) -> None:
        library._raise_if_finalized()
        if library.name == entry:
            _link(library)
        library._finalized = True

    def optimized(library: Any, module: Any) -> None:
        if library.name == entry:
            optimize(library, module)

    def made_executable(context: Any, library: Any, description: Any, environment: Any) -> Any:
        met[library.name == entry] = library.name
        if library.name == entry:
            library._ensure_finalized()
        name = description.qualname.split(".")[-1]  # it has no address here, and nobody calls it so
        return _dynfunc.make_function(description.lookup_module(), name, "", 0, environment, (library,))

    CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions = finalized, optimized
    CPUContext.get_executable, arrayobj.fix_integer_index = made_executable, _plain_index
    try:
        yield
    finally:
        CPUCodeLibrary.finalize, CPUCodeLibrary._optimize_functions = finalize, optimize
        CPUContext.get_executable, arrayobj.fix_integer_index = executable, fix_index
    if False in met and True not in met:
        raise RuntimeError(f"{met[False]} was compiled to be called by {entry}, which was not")


def _link(library: Any) -> None:
    """Put all that an entry calls into its module, make it internal, and optimise it as one."""
    module = library._final_module
    own = {function.name for function in module.functions if not function.is_declaration}
    for called in _all_called(library):
        module.link_in(called._get_module_for_linking(), preserve=True)
    module.link_in(parse_assembly(_NO_COUNTING))
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = Linkage.external if function.name in own else Linkage.internal
    library._optimize_final_module()
    module.verify()


def machine_code(library: Any) -> bytes:
    """The object code of a compiled entry, to be loaded by whoever calls it."""
    code: bytes = library._codegen._tm.emit_object(library._final_module)
    return code


def outside(library: Any) -> list[str]:
    """The functions that the machine code of an entry calls and does not hold."""
    names = {function.name for function in library._final_module.functions if function.is_declaration}
    return sorted(name for name in names if not name.startswith("llvm."))


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


def one_version(compile: Callable[[Function], Any]) -> Callable[[Function], Any]:
    """A numba decorator whose functions, called by compiled code, have one version each.

    Whole numbers are handed over as 64 bits, floats as doubles. numba would else compile a function, and all that it
    calls, anew for every width of field that a number may come from.
    """

    def decorate(function: Function) -> Any:
        built = compile(function)
        template_of = built.get_call_template

        def get_call_template(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
            return template_of(tuple(map(_widened, arguments)), {n: _widened(t) for n, t in named.items()})

        built.get_call_template = get_call_template
        return built

    return decorate


def _widened(argument: Any) -> Any:
    plain = types.unliteral(argument)
    if isinstance(plain, types.Integer):
        return types.int64
    return types.float64 if isinstance(plain, types.Float) else plain
