"""The state of a world between two days, in memory of its own: other worlds go on from it, or the world itself does.

All fields are copied but those that :mod:`~jobsim.engines.compiled.divergence` names: of buffers the records in use, of
what is a branch's own nothing. So a field that is added to a world is state until somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.engines.compiled.divergence import BUFFERS, CONSTANTS, INPUTS, SCRATCH, bytes_of
from jobsim.engines.compiled.struct import Struct

_NO_STATE = SCRATCH | INPUTS
SHARED = frozenset((*BUFFERS, "person"))
"""Arrays that all worlds of a workspace have in common: whoever runs writes over them."""


class Snapshot:
    """Memory for one state at a time, enlarged when it is too small and used again."""

    def __init__(self) -> None:
        self._arrays: dict[str, npt.NDArray[np.uint8]] = {}
        self._used: dict[str, int] = {}
        self._scalars: dict[str, Any] = {}

    def take(self, w: Struct, only: Collection[str] = ()) -> None:
        """Keep the state of a world, or of some of its fields, in the place of the one kept before."""
        fields = {path: (struct, name) for path, struct, name in w.each()}
        for path, (struct, name) in fields.items():
            if path in _NO_STATE or (only and path not in only):
                continue
            if struct.is_scalar(name):
                self._scalars[path] = getattr(struct, name)
                continue
            array = struct.array(name)
            if path in BUFFERS:
                counted, count = fields[BUFFERS[path]]
                array = array[: getattr(counted, count)]
            data = bytes_of(array)
            kept = self._arrays.get(path)
            if kept is None or len(kept) < len(data):
                kept = self._arrays[path] = np.empty(len(data) * 5 // 4, np.uint8)
            kept[: len(data)] = data
            self._used[path] = len(data)

    def put(self, w: Struct, own: Collection[str] = ()) -> None:
        """Bring a world into the state that is kept; fields whose paths are in ``own`` stay as they are in it."""
        for path, struct, name in w.each():
            if path in _NO_STATE or path in own:
                continue
            if struct.is_scalar(name):
                setattr(struct, name, self._scalars[path])
                continue
            array, used = struct.array(name), self._used[path]
            constants = {field: array[field].copy() for field in CONSTANTS.get(path, ())}
            bytes_of(array)[:used] = self._arrays[path][:used]
            for field, values in constants.items():
                array[field] = values

    def put_back(self, w: Struct) -> None:
        """Bring the world whose state is kept back into it, after others have used the arrays they have in common."""
        for path, struct, name in w.each():
            if path in SHARED:
                used = self._used[path]
                bytes_of(struct.array(name))[:used] = self._arrays[path][:used]
