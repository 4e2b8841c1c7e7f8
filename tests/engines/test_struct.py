"""Entries of the compiled engine: each its own, and never without the functions they call."""

from typing import Any

import numba
import pytest

from jobsim.engines.compiled import library, linking, make
from jobsim.engines.compiled.native import entry
from jobsim.engines.compiled.struct import Layout, Struct


def double(w: Any) -> int:
    return 2 * w.number


def half(w: Any) -> int:
    return w.number // 2


def owning(w: Any) -> int:
    return [w.number].pop()


def made(layout: Layout, function: Any) -> Any:
    return entry(layout, make.decorator()(function), function.__name__)


def test_two_entries_of_one_process_run_their_own_functions() -> None:
    layout = Layout("pair", {"number": "int"})
    first, second = (library.load(make.object_of(f.__name__, made(layout, f))) for f in (double, half))
    w = Struct(layout, number=10)
    assert (first(w.address), second(w.address)) == (20, 5)


def test_two_layouts_of_one_name_keep_their_own_fields() -> None:
    one, other = Layout("twin", {"before": "int", "number": "int"}), Layout("twin", {"number": "int"})
    functions = [library.load(make.object_of("double", made(layout, double))) for layout in (one, other)]
    structs = Struct(one, before=7, number=10), Struct(other, number=4)
    assert [f(w.address) for f, w in zip(functions, structs, strict=True)] == [20, 8]


def test_machine_code_that_needs_numba_at_run_time_is_refused() -> None:
    with pytest.raises(RuntimeError, match="the kernel owning needs NRT_"):
        make.object_of("owning", made(Layout("owner", {"number": "int"}), owning))


def test_the_scalars_of_a_fixed_struct_stay_what_they_are() -> None:
    def change(w: Any) -> int:
        w.number = 1
        return 0

    with pytest.raises(TypeError, match="fixed"):
        made(Layout("fixed", {"number": "int"}, fixed=True), change)


def test_callees_without_their_entry_are_an_error() -> None:
    with pytest.raises(RuntimeError, match="no_such_entry"), linking.only("no_such_entry"):
        numba.njit(numba.int64(numba.int64))(abs_plus_one)


def abs_plus_one(number: int) -> int:
    return abs(number) + 1
