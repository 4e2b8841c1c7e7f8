"""A block: some replications in one Parquet file, a row each, their tables as bytes with a digest.

It is written under another name, forced to the disk and renamed: whoever reads while another writes sees the old file
or the new one. A row whose digest does not fit, and a file that cannot be read, is no block.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from jobsim.engines.result import INDICATOR_DTYPE, TARGET_DTYPE
from jobsim.experiments.locks import hold, let_go
from jobsim.experiments.reduction import FUND_MONTH_DTYPE, OUTLAY_DTYPE, PROGRAMME_DTYPE, Reduced
from jobsim.finance.treasury import FUND_YEAR_DTYPE

SUFFIX, DRAFT = ".parquet", ".part"
TABLES = {
    "outlay": OUTLAY_DTYPE, "programmes": PROGRAMME_DTYPE, "fund_years": FUND_YEAR_DTYPE,
    "fund_months": FUND_MONTH_DTYPE, "indicators": INDICATOR_DTYPE, "targets": TARGET_DTYPE,
}  # fmt: skip
_COLUMNS = {
    "replication": pl.Int64, "events": pl.Int64, "drawn": pl.String, "values": pl.Binary,
    **dict.fromkeys(TABLES, pl.Binary), "digest": pl.Binary,
}  # fmt: skip


class DamagedBlock(Exception):
    """A file of the store is not what was written; the message says what is wrong."""


def name_of(first: int, last: int) -> str:
    """The file of the replications ``first`` to ``last``."""
    return f"{first:010d}-{last:010d}{SUFFIX}"


def numbers_of(file: Path) -> range | None:
    """The replications that a file's name promises; None if it is no name of a block."""
    first, _, last = file.name.removesuffix(SUFFIX).partition("-")
    if file.suffix != SUFFIX or not (first.isascii() and last.isascii() and first.isdigit() and last.isdigit()):
        return None
    found = range(int(first), int(last) + 1)
    return found if len(found) and name_of(found[0], found[-1]) == file.name else None


# ---------------------------------------------------------------------------------------- rows


def _row(one: Reduced) -> dict[str, Any]:
    row: dict[str, Any] = {
        "replication": one.replication,
        "events": one.events,
        "drawn": json.dumps(list(one.parameters), ensure_ascii=False),
        "values": np.array(list(one.parameters.values()), np.float64).tobytes(),
    }
    for name, dtype in TABLES.items():
        table = getattr(one, name)
        if table.dtype != dtype:
            raise TypeError(f"{name} of a replication is {table.dtype}, not {dtype}")
        row[name] = table.tobytes()
    return row | {"digest": _digest(row)}


def _digest(row: dict[str, Any]) -> bytes:
    found = hashlib.sha256()
    for name in _COLUMNS:
        if name != "digest":
            part = row[name] if isinstance(row[name], bytes) else str(row[name]).encode()
            found.update(len(part).to_bytes(8, "little") + part)
    return found.digest()


def _reduced(row: dict[str, Any]) -> Reduced:
    if any(row[name] is None for name in _COLUMNS) or _digest(row) != row["digest"]:
        raise DamagedBlock(f"replication {row['replication']} is not as it was written")
    names, values = json.loads(row["drawn"]), np.frombuffer(row["values"], np.float64).tolist()
    tables: dict[str, Any] = {n: np.frombuffer(row[n], dtype) for n, dtype in TABLES.items()}
    return Reduced(
        replication=row["replication"], events=row["events"], seconds=0.0, **tables,
        parameters=dict(zip(names, values, strict=True)),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------- files


def read(file: Path) -> list[Reduced]:
    """The replications of a file, in ascending order. Raises DamagedBlock, or FileNotFoundError if it is gone."""
    wanted = numbers_of(file)
    try:
        with file.open("rb") as opened:
            frame = pl.read_parquet(opened.read())
        if dict(frame.schema) != _COLUMNS:
            raise DamagedBlock("its columns are not those of a block")
        found = [_reduced(row) for row in frame.iter_rows(named=True)]
    except FileNotFoundError:
        raise
    except (OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise DamagedBlock(f"it cannot be read ({reason})") from error
    if wanted is None or [one.replication for one in found] != list(wanted):
        raise DamagedBlock("it holds other replications than its name says")
    return found


def write(folder: Path, some: Sequence[Reduced]) -> Path:
    """Leave consecutive replications in a file of the folder. Raises OSError, and leaves nothing then."""
    data = io.BytesIO()  # written from here, for to polars a full disk is no OSError
    pl.DataFrame([_row(one) for one in some], schema=_COLUMNS).write_parquet(
        data, compression="zstd", compression_level=3, statistics=False
    )
    return put(folder / name_of(some[0].replication, some[-1].replication), data.getbuffer())


def put(final: Path, data: bytes | memoryview) -> Path:
    """Leave a file whole and on the disk, or not at all. Raises OSError."""
    handle, name = tempfile.mkstemp(suffix=DRAFT, dir=final.parent)
    draft = Path(name)
    lock = hold(draft, wait=False)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(final.parent.stat().st_mode & 0o666)
        draft.replace(final)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    finally:
        let_go(lock)
    _settle(final.parent)
    return final


def _settle(folder: Path) -> None:
    """Force the folder's entries to the disk, where the system can: a power cut then loses no name."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def clear_up(folder: Path) -> None:
    """Remove the drafts of processes that are no more."""
    for draft in folder.glob(f"*{DRAFT}"):
        lock = hold(draft, wait=False)
        if lock is not None:
            with contextlib.suppress(OSError):
                draft.unlink()
            let_go(lock)
