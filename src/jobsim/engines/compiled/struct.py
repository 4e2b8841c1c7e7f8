"""A struct of scalars and arrays that compiled functions take as one pointer.

numba passes every array of a tuple as seven values and counts its references; a world of a hundred arrays passed
through a hundred small functions that way costs more than the functions. A :class:`Struct` keeps its scalars and the
addresses and lengths of its arrays in one table of 64-bit slots; compiled functions take the table's address and read
``w.person.state[p]`` straight from memory. In Python the same expression reads the same arrays, so kernels also run
interpreted; in a bounds-checked build every index is checked, since arrays are arrays again on the way in.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

INT, FLOAT = "int", "float"
Fields = dict[str, Any]
"""By name: INT, FLOAT, a :class:`Layout`, or (dtype, dimensions) of an array in C order."""


class Layout:
    """The fields of a kind of struct, and the slots they take. Compiled code never changes a scalar of a fixed one."""

    def __init__(self, name: str, fields: Fields, *, fixed: bool = False) -> None:
        self.name, self.fields, self.fixed = name, fields, fixed
        self.slot: dict[str, int] = {}
        self.arrays = {n: (np.dtype(k[0]), k[1]) for n, k in fields.items() if isinstance(k, tuple)}
        size = 0
        for field, kind in fields.items():
            self.slot[field] = size
            size += 1 + kind[1] if isinstance(kind, tuple) else 1
        self.size = size
        self.digest = hashlib.sha256(self.signature().encode()).hexdigest()[:16]

    def signature(self) -> str:
        """What must be equal for compiled code to fit."""
        kinds = [(n, k.signature() if isinstance(k, Layout) else str(k)) for n, k in self.fields.items()]
        return repr((self.fixed, kinds))


class Struct:
    """One struct: attributes are the arrays themselves; scalars live in the slots, where compiled code changes them."""

    __slots__ = ("_all", "_floats", "_held", "_layout", "_slots")

    def __init__(self, layout: Layout, **values: Any) -> None:
        slots = np.zeros(layout.size, np.int64)
        object.__setattr__(self, "_layout", layout)
        object.__setattr__(self, "_slots", slots)
        object.__setattr__(self, "_floats", slots.view(np.float64))
        object.__setattr__(self, "_held", {})
        object.__setattr__(self, "_all", None)
        for name, value in values.items():
            setattr(self, name, value)

    @property
    def address(self) -> int:
        return int(self._slots.ctypes.data)

    def __getattr__(self, name: str) -> Any:
        held = self._held.get(name)
        if held is not None:
            if type(held) is np.ndarray and held.dtype.names:  # fields are attributes here as in compiled code
                held = self._held[name] = held.view(np.recarray)
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
            dtype, dimensions = self._layout.arrays[name]
            if value.dtype != dtype or value.ndim != dimensions or not value.flags.c_contiguous:
                raise TypeError(f"{self._layout.name}.{name}: expected {dtype} in {dimensions} dimensions, C order")
            self._held[name] = value
            self._slots[slot] = value.ctypes.data
            self._slots[slot + 1 : slot + 1 + dimensions] = value.shape

    def array(self, name: str) -> npt.NDArray[Any]:
        """An array as it was given: compiled code writes into it."""
        held: npt.NDArray[Any] = self._held[name]
        return held.view(np.ndarray)

    def each(self) -> list[tuple[str, Struct, str]]:
        """Every field of this struct and of those it holds: its dotted path, where it stands, its name there."""
        if self._all is None:
            found: list[tuple[str, Struct, str]] = []
            for name, kind in self._layout.fields.items():
                if isinstance(kind, Layout):
                    found += [(f"{name}.{path}", struct, last) for path, struct, last in self._held[name].each()]
                else:
                    found.append((name, self, name))
            object.__setattr__(self, "_all", found)
        every: list[tuple[str, Struct, str]] = self._all
        return every

    def is_scalar(self, name: str) -> bool:
        return isinstance(self._layout.fields[name], str)

    def missing(self) -> list[str]:
        """Arrays not given yet; compiled code would read address 0."""
        return [n for n, k in self._layout.fields.items() if not isinstance(k, str) and n not in self._held]


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
