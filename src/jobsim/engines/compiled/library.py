"""Loads machine code of kernels and calls it: by LLVM's loader alone, without numba, and without the GIL."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from typing import Any

from llvmlite import binding as llvm

from jobsim.engines.compiled.kept import Kept

Entry = Callable[[int], int]
"""A compiled function of a struct's address."""

_NATIVE = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.POINTER(ctypes.c_int64), ctypes.POINTER(ctypes.c_void_p), ctypes.c_int64
)
"""numba's calling convention: where the result goes, where an exception is described, the argument; a status."""
_loading = threading.Lock()
_loaded: list[Any] = []
"""Loaders live as long as the process: code that runs may not be taken away."""


def load(kernel: Kept) -> Entry:
    """The entry of a kernel, ready to be called. Raises RuntimeError if it is not there."""
    with _loading:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        _bind_to_python()
        machine = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault", jit=True)
        loader = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        loader.add_object_file(llvm.ObjectFileRef.from_data(kernel.code))
        loader.finalize_object()
        address = loader.get_function_address(kernel.symbol)
        _loaded.append(loader)
    if not address:
        raise RuntimeError(f"the kernel {kernel.name} has no {kernel.symbol}")
    return _called(kernel.name, _NATIVE(address))


_OF_C = ("log", "pow")
"""What a kernel calls of the C library."""


def _bind_to_python() -> None:
    """On Windows several libraries have functions of these names: the kernel gets those that Python's math calls.

    Their last bits differ, and both engines must give the same ledger.
    """
    if sys.platform == "win32":
        runtime = ctypes.CDLL("ucrtbase")
        for name in _OF_C:
            llvm.add_symbol(name, ctypes.cast(getattr(runtime, name), ctypes.c_void_p).value)


def _called(name: str, native: Any) -> Entry:
    def call(address: int) -> int:
        result, error = ctypes.c_int64(), ctypes.c_void_p()
        status = native(ctypes.byref(result), ctypes.byref(error), address)
        if status != 0:
            raise IndexError(f"the kernel {name} reached beyond an array (status {status})")
        return result.value

    return call
