"""From one replication's ledger to the small tables a run keeps.

Done in the process that ran the replication, with numpy only and exact whole numbers, so that what travels
back is small and the sums reconcile with the ledger to the fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import vocabulary as words
from jobsim.engines.result import JourneyEntry, Replication
from jobsim.finance.ledger import Status
from jobsim.finance.payers import WHOLE
from jobsim.scenario.rule_sections import BudgetLine, Programme
from jobsim.scenario.schema import Scenario

ACCRUED, CASH = 0, 1
BASES = ("accrued", "cash")
PAYER_NAMES = tuple(words.PAYERS)

STATUSES = tuple(status.name.lower() for status in Status)
_ACCRUING = (Status.FILED, Status.APPROVED, Status.PAID)
_DEMANDED = (Status.APPROVED, Status.PAID, Status.LAPSED)

OUTLAY_DTYPE = np.dtype(
    [
        ("month", "i4"), ("programme", "i2"), ("payer", "i1"), ("fund", "i2"), ("basis", "i1"),
        ("persons", "i4"), ("claims", "i4"), ("amount_fen", "i8"),
    ]
)  # fmt: skip
"""One row per month (yyyymm), programme, payer, fund and basis. A claim with several payers counts for each."""

PROGRAMME_DTYPE = np.dtype(
    [
        ("programme", "i2"), ("fund", "i2"), ("year", "i2"), ("persons", "i4"), ("claims", "i4"),
        ("paid_fen", "i8"), ("accrued_fen", "i8"), ("demand_fen", "i8"),
    ]
)  # fmt: skip
"""One row per programme and year: ``persons`` and ``claims`` are those paid in the year, each person once."""

_UNIX_EPOCH = 719163
"""Ordinal of 1970-01-01, where numpy's dates begin."""

_KEY = ("month", "programme", "payer", "fund")
_PROGRAMME_KEY = ("programme", "fund", "year")


@dataclass(frozen=True)
class Reduced:
    """The tables of one replication, still with integer codes; ``ledger`` only if asked for."""

    replication: int
    outlay: npt.NDArray[Any]
    programmes: npt.NDArray[Any]
    fund_years: npt.NDArray[Any]
    indicators: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    parameters: dict[str, float]
    events: int
    seconds: float
    ledger: npt.NDArray[Any] | None = None
    journeys: list[JourneyEntry] = field(default_factory=list)


def months_of(days: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """The month (yyyymm) of each day; 0 stays 0, for a day that has not come."""
    dates = (days.astype(np.int64) - _UNIX_EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    month = (dates // 12 + 1970) * 100 + dates % 12 + 1
    return np.where(days > 0, month, 0).astype(np.int32)


def apportion(amount: npt.NDArray[np.int64], millionths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Split each amount by its row of shares to the fen: ``finance.payers.split`` for many amounts at once."""
    parts, remainders = np.divmod(amount[:, None] * millionths, WHOLE)
    missing = amount - parts.sum(axis=1)
    order = np.argsort(-remainders, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(millionths.shape[1])[None, :], axis=1)
    return np.asarray(parts + (rank < missing[:, None]))


def _distinct(groups: npt.NDArray[np.int64], persons: npt.NDArray[np.int64], number: int) -> npt.NDArray[np.int64]:
    """Distinct persons per group; claims without a person (-1) count for none."""
    known = persons >= 0
    if not known.any():
        return np.zeros(number, np.int64)
    span = int(persons.max()) + 1
    pairs = np.unique(groups[known] * span + persons[known])
    return np.bincount(pairs // span, minlength=number).astype(np.int64)


def _grouped(rows: npt.NDArray[Any], key: tuple[str, ...]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """The distinct keys in ascending order, and the group number of each row. Key columns are not negative."""
    if not len(rows):
        return rows[list(key)], np.zeros(0, np.int64)
    code = np.zeros(len(rows), np.int64)
    for name in key:
        code = code * (int(rows[name].max()) + 1) + rows[name]
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return rows[first][list(key)], inverse.reshape(-1)


def _sums(groups: npt.NDArray[np.int64], values: npt.NDArray[np.int64], number: int) -> npt.NDArray[np.int64]:
    total = np.zeros(number, np.int64)
    np.add.at(total, groups, values)
    return total


def _outlay(
    ledger: npt.NDArray[Any], months: npt.NDArray[np.int32], split: npt.NDArray[np.int64], basis: int
) -> npt.NDArray[Any]:
    claim, payer = np.nonzero(split)
    rows = np.zeros(len(claim), np.dtype([(name, "i8") for name in (*_KEY, "person", "amount")]))
    rows["month"], rows["payer"] = months[claim], payer
    rows["programme"], rows["fund"] = ledger["programme"][claim], ledger["fund"][claim]
    rows["person"], rows["amount"] = ledger["person"][claim], split[claim, payer]
    keys, groups = _grouped(rows, _KEY)
    table = np.zeros(len(keys), OUTLAY_DTYPE)
    for name in _KEY:
        table[name] = keys[name]
    table["basis"] = basis
    table["persons"] = _distinct(groups, rows["person"], len(keys))
    table["claims"] = np.bincount(groups, minlength=len(keys))
    table["amount_fen"] = _sums(groups, rows["amount"], len(keys))
    return table


def due(ledger: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """What each claim asks of the budget: the approved amount, or the entitlement while it is under review."""
    return np.where(ledger["approved_day"] > 0, ledger["approved_fen"], ledger["entitled_fen"]).astype(np.int64)


def budget_entries(scenario: Scenario) -> list[Programme | BudgetLine]:
    """Programmes and then budget lines: the order of the ledger's programme codes."""
    entries: list[Programme | BudgetLine] = list(scenario.programmes.values())
    return entries + list(scenario.budget_lines.values())


def outlay_table(
    ledger: npt.NDArray[Any], shares: npt.NDArray[np.int64], first_day: int, last_day: int
) -> npt.NDArray[Any]:
    """Outlay by month, programme, payer and fund, on both bases, for the reported horizon.

    Accrued: the month in which the entitlement arose, for claims that were filed and not refused or lapsed.
    Cash: the month of payment. ``shares`` are ``finance.payers.payer_shares``; a claim paid in full keeps
    the split that was paid.
    """
    paid = (ledger["paid_day"] >= first_day) & (ledger["paid_day"] <= last_day) & (ledger["paid_fen"] != 0)
    cash = _outlay(ledger[paid], months_of(ledger["paid_day"][paid]), ledger["payer_fen"][paid].astype(np.int64), CASH)
    arisen = (ledger["entitled_day"] >= first_day) & (ledger["entitled_day"] <= last_day)
    accrued = ledger[arisen & np.isin(ledger["status"], _ACCRUING)]
    amount = due(accrued)
    split = apportion(amount, shares[accrued["programme"]])
    settled = accrued["paid_fen"] == amount
    split[settled] = accrued["payer_fen"][settled]
    return np.concatenate([_outlay(accrued, months_of(accrued["entitled_day"]), split, ACCRUED), cash])


def programme_table(ledger: npt.NDArray[Any], first_day: int, last_day: int) -> npt.NDArray[Any]:
    """Paid, accrued and demanded amounts per programme and year, with the persons paid, each once a year.

    Demand is what is approved in the year, whether the money sufficed or not.
    """

    def within(name: str, keep: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        return np.asarray(keep & (ledger[name] >= first_day) & (ledger[name] <= last_day))

    parts = (
        ("paid_fen", "paid_day", within("paid_day", ledger["paid_fen"] != 0), ledger["paid_fen"]),
        ("accrued_fen", "entitled_day", within("entitled_day", np.isin(ledger["status"], _ACCRUING)),
         due(ledger)),
        ("demand_fen", "approved_day", within("approved_day", np.isin(ledger["status"], _DEMANDED)),
         ledger["approved_fen"]),
    )  # fmt: skip
    dtype = np.dtype([(name, "i8") for name in (*_PROGRAMME_KEY, "person", "part", "amount")])
    blocks = []
    for number, (_, day, keep, amount) in enumerate(parts):
        block = np.zeros(int(keep.sum()), dtype)
        block["programme"], block["fund"] = ledger["programme"][keep], ledger["fund"][keep]
        block["year"] = months_of(ledger[day][keep]) // 100
        block["person"], block["part"], block["amount"] = ledger["person"][keep], number, amount[keep]
        blocks.append(block)
    rows = np.concatenate(blocks)
    keys, groups = _grouped(rows, _PROGRAMME_KEY)
    table = np.zeros(len(keys), PROGRAMME_DTYPE)
    for name in _PROGRAMME_KEY:
        table[name] = keys[name]
    for number, (column, *_rest) in enumerate(parts):
        of_part = rows["part"] == number
        table[column] = _sums(groups[of_part], rows["amount"][of_part], len(keys))
    paid = rows["part"] == 0
    table["persons"] = _distinct(groups[paid], rows["person"][paid], len(keys))
    table["claims"] = np.bincount(groups[paid], minlength=len(keys))
    return table


def reduce(
    result: Replication,
    shares: npt.NDArray[np.int64],
    first_day: int,
    last_day: int,
    *,
    keep_ledger: bool = False,
    years: Sequence[int] = (),
) -> Reduced:
    """The tables of one replication; fund and indicator rows of history years are left out."""
    first_month, last_month = (int(m) for m in months_of(np.array([first_day, last_day])))
    indicators = result.indicators
    reported = (indicators["month"] >= first_month) & (indicators["month"] <= last_month)
    fund_years = result.fund_years
    if years:
        fund_years = fund_years[np.isin(fund_years["year"], list(years))]
    return Reduced(
        replication=result.replication,
        outlay=outlay_table(result.ledger, shares, first_day, last_day),
        programmes=programme_table(result.ledger, first_day, last_day),
        fund_years=np.sort(fund_years, order=["fund", "year"]),
        indicators=np.sort(indicators[reported], order=["month", "indicator"]),
        targets=np.sort(result.targets, order=["target", "year"]),
        parameters=dict(sorted(result.parameters.items())),
        events=result.events,
        seconds=result.seconds,
        ledger=np.sort(result.ledger, order="claim") if keep_ledger else None,
        journeys=result.journeys,
    )
