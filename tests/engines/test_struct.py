"""Entries of the compiled engine: each its own, kept only where the cache is, never without its machine code."""

from pathlib import Path
from typing import Any

import numba
import pytest

from jobsim.engines.compiled import cache, linking
from jobsim.engines.compiled.struct import Layout, Struct, entry

if numba.config.DISABLE_JIT:
    pytest.skip("nothing is compiled in this build", allow_module_level=True)

CALLEE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def double(w: Any) -> int:
    return 2 * w.number


def half(w: Any) -> int:
    return w.number // 2


def test_two_entries_of_one_process_run_their_own_functions(tmp_path: Path) -> None:
    layout = Layout("pair", {"number": "int"})
    with cache.compiling(tmp_path):
        first, second = (entry(layout, numba.njit(**CALLEE)(f), f.__name__) for f in (double, half))
    w = Struct(layout, number=10)
    assert (first(w.address), second(w.address)) == (20, 5)


def test_an_entry_is_compiled_where_the_cache_is() -> None:
    with pytest.raises(RuntimeError, match="cache"):
        entry(Layout("stray", {"number": "int"}), numba.njit(**CALLEE)(double), "stray")


def test_the_scalars_of_a_fixed_struct_stay_what_they_are(tmp_path: Path) -> None:
    def change(w: Any) -> int:
        w.number = 1
        return 0

    layout = Layout("fixed", {"number": "int"}, fixed=True)
    with cache.compiling(tmp_path), pytest.raises(TypeError, match="fixed"):
        entry(layout, numba.njit(**CALLEE)(change), "change")


def test_callees_without_their_entry_are_an_error() -> None:
    with pytest.raises(RuntimeError, match="no_such_entry"), linking.only("no_such_entry"):
        numba.njit(numba.int64(numba.int64))(abs_plus_one)


def abs_plus_one(number: int) -> int:
    return abs(number) + 1
