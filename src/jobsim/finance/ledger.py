"""The ledger: one row per claim, the one source of all that is reported about money."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.vocabulary import PAYERS


class Status(IntEnum):
    """How far a claim has come."""

    NOT_TAKEN_UP = 0
    FILED = 1
    """Under review, or (``filed_day`` 0) still to be filed when the run ends."""
    REFUSED = 2
    APPROVED = 3
    """Waiting for money (arrears)."""
    PAID = 4
    LAPSED = 5
    """Approved, but cancelled without payment: money short under ``refuse``, or no tax due."""


LEDGER_DTYPE = np.dtype(
    [
        ("claim", "i4"),  # the row's number
        ("programme", "i2"),  # index into the rule book; budget lines follow after the programmes
        ("milestone", "i2"),  # code of the milestone; -1 for budget lines
        ("subject_kind", "i1"),  # 0 person, 1 venture, 2 firm, 3 county
        ("subject", "i4"),
        ("person", "i4"),  # -1 none
        ("payee_firm", "i4"),  # -1 none
        ("fund", "i2"),
        ("first_day", "i4"),  # first milestone in the claim
        ("entitled_day", "i4"),  # last milestone in the claim
        ("filed_day", "i4"),  # 0 = not
        ("approved_day", "i4"),
        ("paid_day", "i4"),
        ("units", "i4"),
        ("milestones", "i4"),
        ("entitled_fen", "i8"),
        ("approved_fen", "i8"),
        ("paid_fen", "i8"),
        ("status", "i1"),
        ("payer_fen", "i8", (len(PAYERS),)),
    ]
)
_COLUMN = {name: i for i, name in enumerate(LEDGER_DTYPE.names or ())}
_PAID_DAY, _PAID_FEN, _STATUS, _PAYER_FEN = (_COLUMN[name] for name in ("paid_day", "paid_fen", "status", "payer_fen"))
_NO_PAYERS = (0,) * len(PAYERS)


class Ledger:
    """A growing table of claims. A claim's number is its row, given in an order that does not depend on the run's.

    Rows are plain lists while the run goes on; :attr:`rows` is the structured array.
    """

    def __init__(self) -> None:
        self._rows: list[list[Any]] = []

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> npt.NDArray[Any]:
        """LEDGER_DTYPE rows so far, a copy."""
        return np.array([tuple(row) for row in self._rows], LEDGER_DTYPE)

    def enter(
        self,
        *,
        programme: int,
        milestone: int,
        subject_kind: int,
        subject: int,
        person: int,
        payee_firm: int,
        fund: int,
        first_day: int,
        entitled_day: int,
        filed_day: int,
        units: int,
        milestones: int,
        entitled_fen: int,
        status: int,
    ) -> int:
        """A new claim; returns its number."""
        claim = len(self._rows)
        row = [
            claim, programme, milestone, subject_kind, subject, person, payee_firm, fund, first_day, entitled_day,
            filed_day, 0, 0, units, milestones, entitled_fen, 0, 0, status, _NO_PAYERS,
        ]  # fmt: skip
        self._rows.append(row)
        return claim

    def set(self, claim: int, **values: int) -> None:
        """Set fields of a claim."""
        row = self._rows[claim]
        for field, value in values.items():
            row[_COLUMN[field]] = value

    def value(self, claim: int, field: str) -> int:
        return int(self._rows[claim][_COLUMN[field]])

    def pay(self, claim: int, day: int, fen: int, payer_fen: list[int]) -> None:
        """Enter the one payment of a claim. Raises ValueError if it was paid before."""
        row = self._rows[claim]
        if row[_PAID_DAY] != 0:
            raise ValueError(f"claim {claim} was paid before")
        row[_PAID_DAY] = day
        row[_PAID_FEN] = fen
        row[_STATUS] = Status.PAID
        row[_PAYER_FEN] = tuple(payer_fen)


def faults(rows: npt.NDArray[Any]) -> list[str]:
    """What is wrong with a ledger, in words; empty if it is sound. For tests and for ``verify``."""
    found: list[str] = []

    def check(name: str, bad: Any) -> None:
        if np.any(bad):
            found.append(f"{name}: claims {rows['claim'][bad][:5].tolist()}, {int(np.sum(bad))} in all")

    paid = rows["status"] == Status.PAID
    decided = np.isin(rows["status"], (Status.APPROVED, Status.PAID))
    check("numbers are not those of the rows", rows["claim"] != np.arange(len(rows)))
    check("payers do not add up to the payment", rows["payer_fen"].sum(axis=1) != rows["paid_fen"])
    check("a payer's part is negative", (rows["payer_fen"] < 0).any(axis=1))
    check("paid more than approved", rows["paid_fen"] > rows["approved_fen"])
    check("approved more than entitled", rows["approved_fen"] > rows["entitled_fen"])
    check("nothing entitled", rows["entitled_fen"] <= 0)
    check("paid without the status, or the status without payment", paid != (rows["paid_fen"] > 0))
    check("paid without a day, or a day without payment", paid != (rows["paid_day"] > 0))
    check("approved without a day", decided & (rows["approved_day"] == 0))
    check("milestones out of order", rows["first_day"] > rows["entitled_day"])
    check("filed before it arose", (rows["filed_day"] > 0) & (rows["filed_day"] < rows["entitled_day"]))
    check("approved before filed", decided & (rows["approved_day"] < rows["filed_day"]))
    check("paid before approved", paid & (rows["paid_day"] < rows["approved_day"]))
    return found
