"""Where to keep replications: blocks in Parquet against one SQLite database. python benchmarks/store_formats.py

The tables of 50 replications of Jingyuan stand for a thousand, under their own numbers. Both forms keep the same bytes
with a digest of each replication, written as a run writes them, 25 at a time and forced to the disk, and read back
whole. Each is measured three times in turns; told are the medians, and the ratio of SQLite to Parquet. The result lies
beside the script.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from jobsim.experiments.plan import load
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.store import block

NUMBER, SIZE, ROUNDS = 1000, 25, 3


def parquet_write(folder: Path, some: list[Reduced]) -> None:
    for first in range(0, NUMBER, SIZE):
        block.write(folder, some[first : first + SIZE])


def parquet_read(folder: Path) -> int:
    return sum(len(block.read(file)) for file in sorted(folder.glob("*.parquet")))


def _opened(folder: Path) -> sqlite3.Connection:
    found = sqlite3.connect(folder / "store.db")
    found.execute("pragma journal_mode = wal")
    found.execute("pragma synchronous = full")
    found.execute(
        "create table if not exists kept (key text, number int, body blob, digest blob, primary key (key, number))"
    )
    return found


def sqlite_write(folder: Path, some: list[Reduced]) -> None:
    store = _opened(folder)
    for first in range(0, NUMBER, SIZE):
        rows = []
        for one in some[first : first + SIZE]:
            row = block._row(one)
            head = {name: len(value) if isinstance(value, bytes) else value for name, value in row.items()}
            parts = [value for value in row.values() if isinstance(value, bytes)]
            body = zlib.compress(json.dumps(head).encode() + b"\n" + b"".join(parts), 6)
            rows.append(("key", one.replication, body, hashlib.sha256(body).digest()))
        with store:
            store.executemany("insert or replace into kept values (?, ?, ?, ?)", rows)
    store.close()


def sqlite_read(folder: Path) -> int:
    store, number = _opened(folder), 0
    for _, body, digest in store.execute("select number, body, digest from kept where key = 'key' order by number"):
        assert hashlib.sha256(body).digest() == digest
        head, _, rest = zlib.decompress(body).partition(b"\n")
        at = 0
        for name, length in json.loads(head).items():
            if name in block.TABLES:
                np.frombuffer(rest[at : at + length], block.TABLES[name])
            at += length if isinstance(length, int) and name in {*block.TABLES, "values", "digest"} else 0
        number += 1
    store.close()
    return number


FORMS: dict[str, tuple[Callable[[Path, list[Reduced]], None], Callable[[Path], int]]] = {
    "parquet": (parquet_write, parquet_read), "sqlite": (sqlite_write, sqlite_read),
}  # fmt: skip


def main() -> None:
    few = list(replications(load("jingyuan_2023").scenario, Order(replications=50)))
    some = [replace(few[number % len(few)], replication=number) for number in range(NUMBER)]
    seen: dict[str, dict[str, list[float]]] = {name: {"write": [], "read": [], "megabytes": []} for name in FORMS}
    for _ in range(ROUNDS):
        for name, (write, read) in FORMS.items():
            with tempfile.TemporaryDirectory() as folder:
                begin = time.perf_counter()
                write(Path(folder), some)
                middle = time.perf_counter()
                assert read(Path(folder)) == NUMBER
                seen[name]["write"].append(middle - begin)
                seen[name]["read"].append(time.perf_counter() - middle)
                seen[name]["megabytes"].append(sum(f.stat().st_size for f in Path(folder).iterdir()) / 2**20)
    told: dict[str, Any] = {
        name: {what: round(statistics.median(values), 2) for what, values in found.items()}
        for name, found in seen.items()
    }
    told["sqlite_to_parquet"] = {
        what: round(statistics.median(seen["sqlite"][what]) / statistics.median(seen["parquet"][what]), 2)
        for what in ("write", "read", "megabytes")
    }
    told["replications"] = NUMBER
    Path(__file__).with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
