"""A struct of scalars and arrays that compiled functions take as one pointer.

numba passes every array of a tuple as seven values and counts its references; a world of a hundred arrays passed
through a hundred small functions that way costs more than the functions. A :class:`Struct` keeps its scalars and the
addresses and lengths of its arrays in one table of 64-bit slots; compiled functions take the table's address and read
``w.person.state[p]`` straight from memory. In Python the same expression reads the same arrays, so kernels also run
interpreted; in a bounds-checked build every index is checked, since arrays are arrays again on the way in.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.extending import intrinsic, models, register_model
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.np import numpy_support
from numba.np.arrayobj import populate_array

from jobsim.engines.compiled import linking

INT, FLOAT = "int", "float"
_CACHE_LINE = 64
Fields = dict[str, Any]
"""By name: INT, FLOAT, a :class:`Layout`, or (dtype, dimensions) of an array in C order."""


class Layout:
    """The fields of a kind of struct, and the slots they take. Compiled code never changes a scalar of a fixed one."""

    def __init__(self, name: str, fields: Fields, *, fixed: bool = False) -> None:
        self.name, self.fields, self.fixed = name, fields, fixed
        self.slot: dict[str, int] = {}
        size = 0
        for field, kind in fields.items():
            self.slot[field] = size
            size += 1 + kind[1] if isinstance(kind, tuple) else 1
        self.size = size
        self.type = StructType(self)

    def signature(self) -> str:
        """What must be equal for compiled code to fit."""
        kinds = [(n, k.signature() if isinstance(k, Layout) else str(k)) for n, k in self.fields.items()]
        return repr((self.fixed, kinds))


class Struct:
    """One struct: attributes are the arrays themselves; scalars live in the slots, where compiled code changes them."""

    __slots__ = ("_floats", "_held", "_layout", "_slots")

    def __init__(self, layout: Layout, **values: Any) -> None:
        slots = np.zeros(layout.size, np.int64)
        object.__setattr__(self, "_layout", layout)
        object.__setattr__(self, "_slots", slots)
        object.__setattr__(self, "_floats", slots.view(np.float64))
        object.__setattr__(self, "_held", {})
        for name, value in values.items():
            setattr(self, name, value)

    @property
    def address(self) -> int:
        return int(self._slots.ctypes.data)

    def __getattr__(self, name: str) -> Any:
        held = self._held.get(name)
        if held is not None:
            return held
        kind, slot = self._layout.fields.get(name), self._layout.slot.get(name)
        if kind == INT:
            return int(self._slots[slot])
        if kind == FLOAT:
            return float(self._floats[slot])
        raise AttributeError(f"{self._layout.name} has no {name}")

    def __setattr__(self, name: str, value: Any) -> None:
        kind, slot = self._layout.fields[name], self._layout.slot[name]
        if kind == INT:
            self._slots[slot] = value
        elif kind == FLOAT:
            self._floats[slot] = value
        elif isinstance(kind, Layout):
            self._held[name], self._slots[slot] = value, value.address
        else:
            dtype, dimensions = np.dtype(kind[0]), kind[1]
            if value.dtype != dtype or value.ndim != dimensions or not value.flags.c_contiguous:
                raise TypeError(f"{self._layout.name}.{name}: expected {dtype} in {dimensions} dimensions, C order")
            self._held[name] = value.view(np.recarray) if dtype.names else value
            self._slots[slot] = value.ctypes.data
            self._slots[slot + 1 : slot + 1 + dimensions] = value.shape

    def missing(self) -> list[str]:
        """Arrays not given yet; compiled code would read address 0."""
        return [n for n, k in self._layout.fields.items() if not isinstance(k, str) and n not in self._held]


class StructType(types.Type):
    """The numba type of a pointer to a struct's slots."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        super().__init__(name=f"Struct({layout.name})")


@register_model(StructType)
class _StructModel(models.OpaqueModel):
    pass


def _field_type(kind: Any) -> Any:
    if kind == INT:
        return types.int64
    if kind == FLOAT:
        return types.float64
    if isinstance(kind, Layout):
        return kind.type
    return types.Array(numpy_support.from_dtype(np.dtype(kind[0])), kind[1], "C")


@infer_getattr
class _StructAttributes(AttributeTemplate):
    key = StructType

    def generic_resolve(self, struct: StructType, attr: str) -> Any:
        kind = struct.layout.fields.get(attr)
        return None if kind is None else _field_type(kind)


def _slot_pointer(builder: Any, struct: StructType, value: Any, attr: str, ahead: int = 0) -> Any:
    slots = builder.bitcast(value, ir.IntType(64).as_pointer())
    return builder.gep(slots, [ir.Constant(ir.IntType(64), struct.layout.slot[attr] + ahead)])


def _fixed(builder: Any, pointer: Any) -> Any:
    """A slot that compiled code does not change, so it need not be read again after each store."""
    found = builder.load(pointer)
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return found


@lower_getattr_generic(StructType)
def _getattr(context: Any, builder: Any, struct: StructType, value: Any, attr: str) -> Any:
    kind = struct.layout.fields[attr]
    pointer = _slot_pointer(builder, struct, value, attr)
    if kind == FLOAT:
        pointer = builder.bitcast(pointer, ir.DoubleType().as_pointer())
    if isinstance(kind, str):
        return _fixed(builder, pointer) if struct.layout.fixed else builder.load(pointer)
    if isinstance(kind, Layout):
        return builder.inttoptr(_fixed(builder, pointer), cgutils.voidptr_t)
    array_type = _field_type(kind)
    itemsize = np.dtype(kind[0]).itemsize
    array = context.make_array(array_type)(context, builder)
    data = builder.inttoptr(_fixed(builder, pointer), array.data.type)
    shape = [_fixed(builder, _slot_pointer(builder, struct, value, attr, 1 + k)) for k in range(kind[1])]
    word = context.get_constant(types.intp, itemsize)
    strides = [word]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=word, meminfo=None)
    return impl_ret_borrowed(context, builder, array_type, array._getvalue())


@lower_setattr_generic(StructType)
def _setattr(context: Any, builder: Any, signature: Any, arguments: Any, attr: str) -> None:
    struct, given = signature.args
    kind = struct.layout.fields[attr]
    if not isinstance(kind, str) or struct.layout.fixed:
        raise TypeError(f"{attr} of {struct} is fixed: compiled code cannot replace it")
    pointer = _slot_pointer(builder, struct, arguments[0], attr)
    wanted = _field_type(kind)
    number = context.cast(builder, arguments[1], given, wanted)
    if kind == FLOAT:
        pointer = builder.bitcast(pointer, ir.DoubleType().as_pointer())
    builder.store(number, pointer)


def fetching(field: str) -> Any:
    """A function ``(w, i)`` of compiled code: have record i of the array fetched from memory while other work goes on.

    Nothing is fetched for a negative i, which no address of a record comes from.
    """

    @intrinsic
    def fetch(typing: Any, w: Any, i: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            struct = signature.args[0]
            itemsize, byte = np.dtype(struct.layout.fields[field][0]).itemsize, ir.IntType(8).as_pointer()
            flag = ir.IntType(32)
            prefetch = builder.module.declare_intrinsic(
                "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
            )
            first = builder.mul(arguments[1], ir.Constant(ir.IntType(64), itemsize))
            data = builder.add(_fixed(builder, _slot_pointer(builder, struct, arguments[0], field)), first)
            for line in range(0, itemsize, _CACHE_LINE):
                address = builder.inttoptr(builder.add(data, ir.Constant(ir.IntType(64), line)), byte)
                builder.call(prefetch, [address, flag(0), flag(3), flag(1)])
            return context.get_dummy_value()

        return types.none(w, types.int64), generate

    return fetch


def pointer_to(layout: Layout) -> Any:
    """A function of compiled code from an address to the struct there."""

    @intrinsic
    def cast(typing: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], cgutils.voidptr_t)

        return layout.type(types.int64), generate

    return cast


def entry(layout: Layout, function: Any, digest: str) -> Any:
    """A compiled function of a struct's address that calls ``function(w)``, a compiled function, without the GIL.

    It is the one that numba keeps on disk, in the folder that is set meanwhile; ``digest`` tells entries apart, in the
    cache and as symbols of the process. Its globals are its own, for numba takes what a closure holds into the key.
    """
    if not numba.config.CACHE_DIR:
        raise RuntimeError("an entry is compiled within jobsim.engines.compiled.cache.compiling")
    scope = {"__name__": __name__, "__builtins__": __builtins__, "at": pointer_to(layout), "function": function}
    run = FunctionType(run_world.__code__.replace(co_name=f"run_{digest}"), scope)
    run.__qualname__ = run.__name__
    with linking.only(run.__name__):
        return numba.njit(types.int64(types.int64), nogil=True, cache=True)(run)


def run_world(address: int) -> int:
    return function(at(address))  # type: ignore  # noqa: F821


# -- interpreted build --------------------------------------------------------------------------


class Interpreted:
    """A struct as the interpreted build of a kernel sees it: numbers are Python's, which never overflow silently.

    numpy's own scalars would keep the few bits of their field in every sum, which compiled code does not.
    """

    __slots__ = ("_struct",)

    def __init__(self, struct: Struct) -> None:
        object.__setattr__(self, "_struct", struct)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._struct, name)
        return Interpreted(value) if isinstance(value, Struct) else _plain(value)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._struct, name, value)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return _View(value.view(np.ndarray))
    if isinstance(value, np.void):
        return _Record(value)
    return value.item() if isinstance(value, np.generic) else value


class _View:
    """An array, or a field of an array of records."""

    __slots__ = ("_array",)

    def __init__(self, array: npt.NDArray[Any]) -> None:
        self._array = array

    def __getattr__(self, name: str) -> Any:
        return self._array.shape if name == "shape" else _View(self._array[name])

    def __getitem__(self, index: Any) -> Any:
        return _plain(self._array[_from_the_start(index)])

    def __setitem__(self, index: Any, value: Any) -> None:
        self._array[_from_the_start(index)] = value._record if isinstance(value, _Record) else value

    def __len__(self) -> int:
        return len(self._array)


def _from_the_start(index: Any) -> Any:
    """Compiled code does not take a negative index as Python does."""
    if any(not isinstance(i, slice) and i < 0 for i in (index if isinstance(index, tuple) else (index,))):
        raise IndexError(f"index {index} counts from the end")
    return index


class _Record:
    """One record of an array; what is assigned to its fields goes into the array."""

    __slots__ = ("_record",)

    def __init__(self, record: np.void) -> None:
        object.__setattr__(self, "_record", record)

    def __getattr__(self, name: str) -> Any:
        return _plain(self._record[name])

    def __setattr__(self, name: str, value: Any) -> None:
        self._record[name] = value

    __getitem__, __setitem__ = __getattr__, __setattr__
