"""What was drawn before: counters per programme and subject, and sums per programme and payee.

A limit that several programmes share, or a family, has a counter of its own beside each subject's account: a record of
the same kind, of which only what the limits look at is used.

Only entitlements that were taken up count. A claim refused later is not given back: what was refused was drawn up
wrongly or too late, and the months or the one time are gone (a simplification; agencies differ).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import numpy as np

ACCOUNT_DTYPE = np.dtype(
    [
        ("taken", "i1"),  # whether the subject claims in the spell: 1, or BEFORE if nothing was left when the run began
        ("count", "i4"),
        ("months", "i4"),
        ("days", "i4"),
        ("year", "i4"),
        ("year_count", "i4"),
        ("month_limit", "i4"),
        ("claims", "i4"),
        ("spell", "i4"),  # start of the spell for which take-up was last drawn
        ("missed", "i4"),  # start of the last spell in which a claim was due and not made
        ("fen", "i8"),
    ]
)
BEFORE = 2
PAYEE_DTYPE = np.dtype([("fen", "i8"), ("year", "i4"), ("year_fen", "i8")])


def draw_on(account: MutableMapping[str, Any], fen: int, months: int, days: int, limit: int, year: int) -> None:
    """Enter one entitlement that was taken up. ``limit`` is the month limit settled at the first one that has one."""
    if account["month_limit"] == 0:
        account["month_limit"] = limit
    if account["year"] != year:
        account["year"] = year
        account["year_count"] = 0
    account["count"] += 1
    account["year_count"] += 1
    account["months"] += months
    account["days"] += days
    account["fen"] += fen


def draw_on_payee(payee: MutableMapping[str, Any], fen: int, year: int) -> None:
    """Enter what a payee drew."""
    if payee["year"] != year:
        payee["year"] = year
        payee["year_fen"] = 0
    payee["fen"] += fen
    payee["year_fen"] += fen


class Table:
    """Records of one dtype by programme, kind of holder, and holder.

    The Python engine keeps them as dicts, which it reads and writes many times faster than structured arrays of the
    dtype; the functions above take either.
    """

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._names = dtype.names or ()
        self._records: dict[tuple[int, int, int], dict[str, int]] = {}

    def find(self, programme: int, kind: int, who: int) -> dict[str, int]:
        """The record of a key, made if there is none."""
        key = (programme, kind, who)
        record = self._records.get(key)
        if record is None:
            record = dict.fromkeys(self._names, 0)
            self._records[key] = record
        return record

    def peek(self, programme: int, kind: int, who: int) -> dict[str, int] | None:
        """The record of a key, or None if nothing was ever entered."""
        return self._records.get((programme, kind, who))


class Accounts:
    """All accounts of one replication."""

    def __init__(self, programmes: int) -> None:
        self.subjects = Table(ACCOUNT_DTYPE)
        self.payees = Table(PAYEE_DTYPE)
        self.counters = Table(ACCOUNT_DTYPE)
        self.quota_year = [0] * programmes
        self.quota_count = [0] * programmes

    def quota_used(self, programme: int, year: int) -> int:
        """Entitlements the programme gave in this calendar year."""
        return self.quota_count[programme] if self.quota_year[programme] == year else 0

    def use_quota(self, programme: int, year: int) -> None:
        if self.quota_year[programme] != year:
            self.quota_year[programme] = year
            self.quota_count[programme] = 0
        self.quota_count[programme] += 1
