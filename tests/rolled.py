"""What stands open between two budget years: claims of a ledger as of the last day of a year."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.days import first_of_year
from jobsim.finance.ledger import Status

_WHAT = ("programme", "milestone", "subject_kind", "subject", "person", "payee_firm", "fund", "first_day",
         "entitled_day", "units", "milestones", "entitled_fen")  # fmt: skip


def waiting(ledger: npt.NDArray[Any], year: int) -> npt.NDArray[Any]:
    """Claims that were approved by the last day of a year and not paid on it, without what came later."""
    last = first_of_year(year + 1) - 1
    approved = (ledger["approved_day"] > 0) & (ledger["approved_day"] <= last)
    unpaid = (ledger["status"] == Status.APPROVED) | (ledger["paid_day"] > last)
    return _sorted(ledger[approved & unpaid][[*_WHAT, "approved_day", "approved_fen"]])


def under_review(ledger: npt.NDArray[Any], year: int) -> npt.NDArray[Any]:
    """Entitlements taken up in a year or before that were not decided on its last day, or refused since."""
    last = first_of_year(year + 1) - 1
    begun = (ledger["entitled_day"] <= last) & (ledger["status"] != Status.NOT_TAKEN_UP)
    open_ = (ledger["approved_day"] > last) | np.isin(ledger["status"], (Status.FILED, Status.REFUSED))
    return _sorted(ledger[begun & open_][list(_WHAT)])


def paid(ledger: npt.NDArray[Any], first: int, last: int) -> npt.NDArray[Any]:
    """Payments of the years from first to last, to the fen."""
    begin, end = first_of_year(first), first_of_year(last + 1) - 1
    found = ledger[(ledger["paid_day"] >= begin) & (ledger["paid_day"] <= end)]
    return _sorted(found[[*_WHAT, "approved_day", "paid_day", "paid_fen", "payer_fen"]])


def _sorted(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    packed = np.zeros(len(rows), [(name, rows.dtype[name]) for name in rows.dtype.names or ()])
    for name in packed.dtype.names or ():
        packed[name] = rows[name]
    return packed[np.lexsort([packed[name] for name in reversed(_WHAT)])]
