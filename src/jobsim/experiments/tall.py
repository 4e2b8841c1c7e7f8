"""A table that grows with every replication: as it is while there are few, packed in memory beyond that.

Ten thousand replications of a county have thirty million rows of outlay. Packed (Parquet with zstd) they take a sixth
of their bytes, and whoever reads them unpacks a part at a time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl
from polars.io.plugins import register_io_source

USUAL = 256
"""So many replications are kept as they are: the usual run pays nothing for packing."""
PART = 500_000
"""Bytes that are packed at a time."""


class Tall:
    """Frames of one schema under one another."""

    def __init__(self, *, packs: bool, usual: int | None = None) -> None:
        self._packs, self._usual = packs, USUAL if usual is None else usual
        self._frames: list[pl.DataFrame] = []
        self._packed: list[bytes] = []
        self._size = 0

    def add(self, frame: pl.DataFrame, replications: int) -> None:
        """A frame, with which there are so many replications in all."""
        self._frames.append(frame)
        self._size += int(frame.estimated_size())
        if self._packs and replications > self._usual and self._size > PART:
            self._pack()

    def _pack(self) -> None:
        data = io.BytesIO()
        pl.concat(self._frames, rechunk=False).write_parquet(
            data, compression="zstd", compression_level=1, statistics=False
        )
        self._packed.append(data.getvalue())
        self._frames, self._size = [], 0

    def scan(self) -> pl.LazyFrame:
        """All rows in their order. The streaming engine has only some of them unpacked at a time."""
        if not self._packed:
            return pl.concat(self._frames, rechunk=False).lazy()
        if self._frames:
            self._pack()
        return register_io_source(self._parts, schema=pl.read_parquet_schema(io.BytesIO(self._packed[0])))

    def _parts(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, batch: int | None
    ) -> Iterator[pl.DataFrame]:
        """Of each part what is asked for, one after the other; the engine's own reader unpacks many at once."""
        for one in self._packed:
            frame = pl.read_parquet(one, columns=columns, n_rows=rows)
            rows = None if rows is None else rows - frame.height
            yield frame if predicate is None else frame.filter(predicate)
            if rows == 0:
                return
