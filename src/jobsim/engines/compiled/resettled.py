"""What a branch settles anew of the time before the first day with a budget: prices, funds and payers.

Until that day money is no object: every approved claim is paid in full on the day (jobsim.finance.treasury), and nobody
lives otherwise for what it comes to. So where scenarios differ in a plain price, in the fund or in the payers of a
programme, the claims of the trunk are those of the branch, but for the money in them, which follows from their units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.engines.compiled.struct import Struct
from jobsim.finance.ledger import Status
from jobsim.finance.payers import apportion
from jobsim.programmes.tables import Form, Record, Tier

Array = npt.NDArray[Any]
_CAPS = ("subject_cap", "payee_cap", "payee_year_cap")


def plain_price(desk: Struct, rows: Sequence[Record], i: int, start: int) -> int | None:
    """The fen that each unit of a programme costs on every day before ``start``; None where claims hold more than that.

    Then a limit looks at sums, or the price is rounded, capped, tiered, dated or nothing.
    """
    row = rows[i]
    steps = desk.array("values")[row["value_first"] : row["value_end"]]
    plain = row["form"] == Form.PRICE and row["tier"] == Tier.NONE and row["cap_first"] == row["cap_end"]
    rounded = row["yearly"] == 1 and row["period"] >= 0
    together = [one for one in rows if one["counter"] == row["counter"] >= 0] or [row]
    if not plain or rounded or any(row[cap] > 0 for cap in _CAPS) or any(one["subject_cap"] > 0 for one in together):
        return None
    if np.count_nonzero(steps["from_day"] <= start) != 1 or steps["fen"][0] <= 0:
        return None
    return int(steps["fen"][0])


def settle_anew(
    trunk: Struct, w: Struct, rows: Sequence[Record], others: Sequence[Record], some: Iterable[int]
) -> None:
    """Give the claims of a branch, which are still the trunk's, its own money.

    ``rows`` are the trunk's rules, ``others`` the branch's; ``some`` are those of which money may differ.
    """
    desk, start = w.desk, w.start
    ledger, drafts = desk.array("ledger")[: desk.claim_count], desk.array("drafts")[: desk.draft_count]
    quotas = desk.array("quotas")[: desk.quota_entries]
    for i in some:
        shares, fund = desk.array("shares")[i], others[i]["fund"]
        before, price = (plain_price(one.desk, of, i, start) for one, of in ((trunk, rows), (w, others)))
        dearer = price is not None and before != price
        if not dearer and rows[i]["fund"] == fund and np.array_equal(trunk.desk.array("shares")[i], shares):
            continue
        at = np.flatnonzero(ledger["programme"] == i)
        claims = ledger[at]
        if dearer:
            claims["entitled_fen"] = claims["units"].astype(np.int64) * price
            for day, amount in (("approved_day", "approved_fen"), ("paid_day", "paid_fen")):
                claims[amount] = np.where(claims[day] > 0, claims["entitled_fen"], claims[amount])
            open_ones = drafts["programme"] == i
            drafts["fen"][open_ones] = drafts["units"][open_ones].astype(np.int64) * price
        claims["fund"] = fund
        paid = claims["status"] == Status.PAID
        claims["payer_fen"][paid] = apportion(claims["paid_fen"][paid], shares)
        ledger[at] = claims
        quotas["fund"][quotas["programme"] == i] = fund
