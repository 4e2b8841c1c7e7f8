"""The ledger that a run kept: its claims, what they rest on, and the values drawn, of a record or of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from polars import selectors

from jobsim.experiments.drafts import RecordError
from jobsim.experiments.record import LEDGER, Record, scenario_of
from jobsim.experiments.replications import Order
from jobsim.experiments.results import Results
from jobsim.harmless import shortened
from jobsim.scenario.loader import Loaded
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.quantities import TABLE_SIZE, Each, Quantity
from jobsim.scenario.schema import Scenario
from jobsim.shells import typed

TABLES = ("ledger", "entitlements", "persons", "parameters")
"""What is read of a record."""
_DIGITS = 18
"""A longer number is none of a replication, a claim or a person."""


class DrawnBefore(Parameters):
    """The values that a replication of a finished run drew; nothing is drawn anew."""

    def __init__(self, scenario: Scenario, values: Mapping[str, float]) -> None:
        super().__init__(scenario, None)
        self._recorded = values

    def table(self, each: Each) -> npt.NDArray[np.float64]:
        """Nothing: what differs from claim to claim was drawn, and its days are in the ledger."""
        return np.zeros(TABLE_SIZE)

    def _draw(self, quantity: Quantity, key: str, name: str | None = None) -> float:
        if quantity.kind in ("missing", "point"):
            return super()._draw(quantity, key, name)
        try:
            self.drawn[name or key] = value = self._recorded[name or key]
        except KeyError:
            raise RecordError(f"no value of {name or key} is recorded") from None
        return value


@dataclass(frozen=True)
class Kept:
    """The claims of a run. ``name`` is its folder, or that of its scenario in a study."""

    name: str
    loaded: Loaded
    order: Order
    replications: int
    frames: Mapping[str, pl.LazyFrame]
    """By name of TABLES."""
    _checks: list[Future[str]] = field(default_factory=list)

    def rows(self, table: str, *where: pl.Expr, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Rows of a table, all columns or some. Raises RecordError if it is not what a run writes."""
        try:
            found = self.frames[table].filter(*where).select(pl.all() if columns is None else columns).collect()
            return found.with_columns(selectors.enum().cast(pl.String))
        except (pl.exceptions.PolarsError, OSError) as error:
            self.assure()
            raise RecordError(
                f"{self.name}/{table}.parquet: not the {table} of a run ({type(error).__name__})"
            ) from error

    def claim(self, replication: int, number: int) -> dict[str, Any]:
        """A row of the ledger. Raises RecordError if there is none of that number."""
        if replication >= self.replications:
            raise RecordError(f"the run has replications 0 to {self.replications - 1}; there is no {replication}")
        of_replication = pl.col("replication") == replication
        found = self.rows("ledger", of_replication, pl.col("claim") == number)
        if len(found):
            return found.row(0, named=True)
        self.assure()
        claims = self.rows("ledger", of_replication, columns=["claim"])["claim"].to_list()
        there = f"has claims 0 to {max(claims)}" if claims else "has no claims"
        raise RecordError(f"replication {replication} {there}; there is no claim {number}")

    def person(self, replication: int, number: int) -> dict[str, Any]:
        """Who a person of the ledger is. Raises LookupError."""
        return self.rows("persons", pl.col("replication") == replication, pl.col("person") == number).row(0, named=True)

    def drawn(self, replication: int) -> DrawnBefore:
        """The parameters of a replication."""
        rows = self.rows("parameters", pl.col("replication") == replication)
        return DrawnBefore(
            self.loaded.scenario, dict(zip(rows["parameter"].to_list(), rows["value"].to_list(), strict=True))
        )

    def assure(self) -> None:
        """Raise RecordError unless all that was read is as the run wrote it."""
        for check in self._checks:
            if fault := check.result():
                raise RecordError(fault)


def of_record(record: Record) -> Kept:
    """The ledger of a record. Raises RecordError if it has none.

    Digests of its files are made meanwhile: ask :meth:`Kept.assure` before what was read is told.
    """
    named = record.manifest["sha256"]
    if LEDGER not in named:
        raise RecordError(f"{record.folder} keeps no ledger. Run it again with one: {command(record)}")
    if not named.keys() >= {f"{table}.parquet" for table in TABLES}:
        raise RecordError(f"{record.folder} is of an earlier jobsim, which kept no entitlements; run it again")

    def fault(table: str) -> str:
        found = record.fault(f"{table}.parquet")
        return f"{record.folder / f'{table}.parquet'}: {found}" if found else ""

    pool = ThreadPoolExecutor(len(TABLES))
    checks = [pool.submit(fault, table) for table in TABLES]
    pool.shutdown(wait=False)
    frames = {table: _scanned(record, table) for table in TABLES}
    order = record.order
    return Kept(str(record.folder), scenario_of(record, warned=False), order, order.replications, frames, checks)


def _scanned(record: Record, table: str) -> pl.LazyFrame:
    path = record.folder / f"{table}.parquet"
    try:
        return pl.scan_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RecordError(f"{path}: not the {table} of a run ({type(error).__name__})") from error


def command(record: Record) -> str:
    """What to type to run a record's scenario again with its ledger."""
    told = record.manifest
    path = told["options"].get("scenario_path", told["scenario"])
    changes = [word for change in told["options"].get("set", []) for word in ("--set", str(change))]
    return typed(["jobsim", "run", str(path), *changes, "-n", str(told["replications"]), "--seed", str(told["seed"]),
                  "--ledger"])  # fmt: skip


def of_results(loaded: Loaded, results: Results) -> Kept:
    """The ledger of a study's scenario. Raises ValueError if it was not kept."""
    held = {table: getattr(results, table) for table in TABLES}
    if any(frame is None for frame in held.values()):
        raise ValueError("the study keeps no ledger; simulate with ledger=True")
    frames = {name: frame.lazy() for name, frame in held.items()}
    return Kept(loaded.scenario.scenario.name, loaded, results.order, results.replications, frames)


def parse_payment(text: str) -> tuple[int, int]:
    """Replication and claim of ``3/1204``; a claim alone is one of replication 0. Raises RecordError."""
    first, slash, second = text.partition("/")
    parts = (first, second) if slash else ("0", first)
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise RecordError(f"a payment is REPLICATION/CLAIM or CLAIM, such as 0/1204; found {shortened(text, 60)!r}")
    if any(len(part.lstrip("0")) > _DIGITS for part in parts):
        raise RecordError(f"no run has so many payments: {shortened(text, 60)}")
    return int(parts[0].lstrip("0") or "0"), int(parts[1].lstrip("0") or "0")
