"""What entitlements rest on: the facts a rule looked at, the groups, and what was drawn before.

Kept only beside a ledger that is asked for: one row per entitlement, taken up or not, in the order in which they arose.
With it and the drawn parameters the rule can be evaluated again, see :mod:`jobsim.experiments.explain`. Budget lines
rest on nothing but the scenario.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jobsim.programmes.tables import Record

EVIDENCE_DTYPE = np.dtype(
    [
        ("groups", "i8"),
        ("fen", "i8"),  # drawn before, of what the limits look at
        ("payee_fen", "i8"),  # drawn by the payee before, if there is a cap on payees
        ("payee_year_fen", "i8"),  # the same in the calendar year
        ("claim", "i4"),  # -1 until it is filed
        ("programme", "i4"),
        ("day", "i4"),
        ("first", "i4"),  # where its facts stand
        ("end", "i4"),
        ("months", "i4"),  # drawn before
        ("days", "i4"),
        ("times", "i4"),
        ("year_times", "i4"),
        ("month_limit", "i4"),  # as settled at the first entitlement, 0 before
        ("quota", "i4"),  # entitlements of the programme in the calendar year before this one
        ("next", "i4"),  # the one before it in the same open claim (compiled engine), -1 none
    ],
    align=True,
)


class Evidence(NamedTuple):
    """EVIDENCE_DTYPE rows by claim, then as they arose, and the facts: those of a row from ``first`` to ``end``.

    They are those that ``RuleBook.looked_at`` names for its programme.
    """

    rows: npt.NDArray[Any]
    facts: npt.NDArray[np.int64]


def fill(
    row: MutableMapping[str, Any], programme: int, day: int, groups: int, counter: Record, payee: Record,
    quota_used: int, year: int,
) -> None:  # fmt: skip
    """Enter what an entitlement of this ``day`` and ``year`` rests on, before it is drawn on the accounts."""
    row["claim"] = -1
    row["programme"] = programme
    row["next"] = -1
    row["day"] = day
    row["groups"] = groups
    row["months"] = counter["months"]
    row["days"] = counter["days"]
    row["times"] = counter["count"]
    row["year_times"] = counter["year_count"] if counter["year"] == year else 0
    row["month_limit"] = counter["month_limit"]
    row["fen"] = counter["fen"]
    row["payee_fen"] = payee["fen"]
    row["payee_year_fen"] = payee["year_fen"] if payee["year"] == year else 0
    row["quota"] = quota_used


class Witness:
    """The evidence of a run on SimPy, which grows."""

    def __init__(self) -> None:
        self._rows: list[dict[str, int]] = []
        self._facts: list[int] = []

    def keep(
        self, programme: int, looked_at: Sequence[int], facts: Sequence[int], day: int, groups: int, counter: Record,
        payee: Record, quota_used: int, year: int,
    ) -> int:  # fmt: skip
        """A row for an entitlement; its number."""
        row = dict.fromkeys(EVIDENCE_DTYPE.names or (), 0)
        fill(row, programme, day, groups, counter, payee, quota_used, year)
        row["first"] = len(self._facts)
        self._facts += [facts[fact] for fact in looked_at]
        row["end"] = len(self._facts)
        self._rows.append(row)
        return len(self._rows) - 1

    def file(self, rows: Sequence[int], claim: int) -> None:
        """These entitlements make the claim."""
        for row in rows:
            self._rows[row]["claim"] = claim

    @property
    def evidence(self) -> Evidence:
        rows = np.array([tuple(row.values()) for row in self._rows], EVIDENCE_DTYPE)
        return ordered(rows, np.array(self._facts, np.int64))


def ordered(rows: npt.NDArray[Any], facts: npt.NDArray[np.int64]) -> Evidence:
    """Copies by claim, without what was never filed; the facts stand in the order of the rows."""
    rows = rows[np.argsort(rows["claim"], kind="stable")]
    rows = rows[rows["claim"] >= 0]
    counts = rows["end"] - rows["first"]
    ends = np.cumsum(counts, dtype=np.int64)
    found = facts[np.repeat(rows["end"] - ends, counts) + np.arange(counts.sum())]
    rows["first"], rows["end"], rows["next"] = ends - counts, ends, -1
    return Evidence(rows, found)
