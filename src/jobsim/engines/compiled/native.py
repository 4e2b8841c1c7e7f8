"""What numba has to know of structs: their fields, records fetched ahead, and entries that take a struct's address.

Only the process that compiles imports this (:mod:`jobsim.engines.compiled.make`).
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.extending import intrinsic, models, register_model
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic, lower_setattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.np import numpy_support
from numba.np.arrayobj import populate_array

from jobsim.engines.compiled import linking
from jobsim.engines.compiled.struct import FLOAT, INT, Layout

_CACHE_LINE = 64


class StructType(types.Type):
    """The numba type of a pointer to a struct's slots. numba takes types of one name for one type."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        super().__init__(name=f"Struct({layout.name} {layout.digest})")


@register_model(StructType)
class _StructModel(models.OpaqueModel):
    pass


def _field_type(kind: Any) -> Any:
    if kind == INT:
        return types.int64
    if kind == FLOAT:
        return types.float64
    if isinstance(kind, Layout):
        return StructType(kind)
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

        return StructType(layout)(types.int64), generate

    return cast


def entry(layout: Layout, function: Any, name: str) -> Any:
    """A compiled function of a struct's address that calls ``function(w)``, a compiled function, without the GIL.

    ``name`` is its symbol's. Its globals are its own.
    """
    scope = {"__name__": __name__, "__builtins__": __builtins__, "at": pointer_to(layout), "function": function}
    run = FunctionType(run_world.__code__.replace(co_name=f"run_{name}"), scope)
    run.__qualname__ = run.__name__
    with linking.only(run.__name__):
        return numba.njit(types.int64(types.int64), no_cpython_wrapper=True, no_cfunc_wrapper=True)(run)


def run_world(address: int) -> int:
    return function(at(address))  # type: ignore  # noqa: F821
