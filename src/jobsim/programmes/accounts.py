"""What was drawn before: counters per programme and subject, and sums per programme and payee.

Only entitlements that were taken up count. A claim refused later is not given back: what was refused was drawn up
wrongly or too late, and the months or the one time are gone (a simplification; agencies differ).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.programmes.tables import Record

ACCOUNT_DTYPE = np.dtype(
    [
        ("programme", "i2"),
        ("subject_kind", "i1"),
        ("subject", "i4"),
        ("count", "i4"),
        ("months", "i4"),
        ("days", "i4"),
        ("fen", "i8"),
        ("year", "i4"),
        ("year_count", "i4"),
        ("month_limit", "i4"),
        ("first_day", "i4"),
        ("last_day", "i4"),
        ("claims", "i4"),
        ("missed", "i4"),  # start of the last spell in which the subject did not claim
    ]
)
PAYEE_DTYPE = np.dtype(
    [("programme", "i2"), ("payee_kind", "i1"), ("payee", "i4"), ("fen", "i8"), ("year", "i4"), ("year_fen", "i8")]
)


def draw_on(
    account: MutableMapping[str, Any], fen: int, months: int, days: int, limit: int, day: int, year: int
) -> None:
    """Enter one entitlement that was taken up. ``limit`` is the month limit settled at the first one."""
    if account["count"] == 0:
        account["month_limit"] = limit
        account["first_day"] = day
    if account["year"] != year:
        account["year"] = year
        account["year_count"] = 0
    account["count"] += 1
    account["year_count"] += 1
    account["months"] += months
    account["days"] += days
    account["fen"] += fen
    account["last_day"] = day


def draw_on_payee(payee: MutableMapping[str, Any], fen: int, year: int) -> None:
    """Enter what a payee drew."""
    if payee["year"] != year:
        payee["year"] = year
        payee["year_fen"] = 0
    payee["fen"] += fen
    payee["year_fen"] += fen


class Table:
    """A growing structured array whose first three fields are the key of a row."""

    def __init__(self, dtype: np.dtype[Any], size: int = 1024) -> None:
        self.rows: npt.NDArray[Any] = np.zeros(size, dtype)
        self._row_of: dict[tuple[int, int, int], int] = {}
        self._key = dtype.names[:3] if dtype.names else ()

    def __len__(self) -> int:
        return len(self._row_of)

    def find(self, programme: int, kind: int, who: int) -> int:
        """The row of a key, made if there is none. Rows may move when the table grows: keep the number, not the row."""
        key = (programme, kind, who)
        row = self._row_of.get(key)
        if row is None:
            row = len(self._row_of)
            if row == len(self.rows):
                self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
            self._row_of[key] = row
            for name, value in zip(self._key, key, strict=True):
                self.rows[name][row] = value
        return row

    def peek(self, programme: int, kind: int, who: int) -> Record | None:
        """The record of a key as plain values, or None if nothing was ever entered."""
        row = self._row_of.get((programme, kind, who))
        if row is None:
            return None
        return dict(zip(self.rows.dtype.names or (), self.rows[row].tolist(), strict=True))


class Accounts:
    """All accounts of one replication."""

    def __init__(self, programmes: int) -> None:
        self.subjects = Table(ACCOUNT_DTYPE, 4096)
        self.payees = Table(PAYEE_DTYPE)
        self.quota_year = np.zeros(programmes, np.int64)
        self.quota_count = np.zeros(programmes, np.int64)

    def quota_used(self, programme: int, year: int) -> int:
        """Entitlements the programme gave in this calendar year."""
        return int(self.quota_count[programme]) if self.quota_year[programme] == year else 0

    def use_quota(self, programme: int, year: int) -> None:
        if self.quota_year[programme] != year:
            self.quota_year[programme] = year
            self.quota_count[programme] = 0
        self.quota_count[programme] += 1
