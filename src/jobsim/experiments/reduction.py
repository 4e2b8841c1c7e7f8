"""From one replication's ledger to the small tables a run keeps.

Done in the process that ran the replication and in exact whole numbers, so that what travels back is small and the
sums reconcile with the ledger to the fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import vocabulary as words
from jobsim.engines.result import JourneyEntry, Replication
from jobsim.engines.tally import Ints, Tally, by_sorting
from jobsim.finance.evidence import Evidence
from jobsim.finance.ledger import Status
from jobsim.finance.payers import apportion
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
        ("programme", "i2"), ("fund", "i2"), ("year", "i2"), ("persons", "i4"), ("new_persons", "i4"), ("firms", "i4"),
        ("new_firms", "i4"), ("claims", "i4"), ("units", "i8"), ("paid_fen", "i8"), ("accrued_fen", "i8"),
        ("demand_fen", "i8"),
    ]
)  # fmt: skip
"""One row per programme and year: ``persons`` and ``claims`` are those paid in the year, each person once.

Of claims that are a firm's own and no person's, ``firms`` are counted in their place. ``units`` are what the amounts of
the claims paid count: months, days, heads, or pieces of a budget line. ``new_persons`` and ``new_firms`` are those of
them who were not paid in an earlier year of the horizon: they add up to distinct persons and firms.
"""

FUND_MONTH_DTYPE = np.dtype([("fund", "i2"), ("month", "i4"), ("demand_fen", "i8"), ("paid_fen", "i8")])
"""One row per fund and month (yyyymm): what was approved in it, and what was paid."""

_FIRM = 2
"""Of a ledger's ``subject_kind``."""
_UNIX_EPOCH = 719163
"""Ordinal of 1970-01-01, where numpy's dates begin."""

_KEY = ("month", "programme", "payer", "fund")
_COLUMNS = (
    "programme", "subject_kind", "subject", "person", "fund", "entitled_day", "approved_day", "paid_day", "units",
    "entitled_fen", "approved_fen", "paid_fen", "status", "payer_fen",
)  # fmt: skip

Rows = npt.NDArray[Any] | Mapping[str, npt.NDArray[Any]]
"""A ledger: its rows, or copies of their fields by name, which are quicker to read again and again."""


@dataclass(frozen=True)
class Reduced:
    """The tables of one replication, still with integer codes; ``ledger`` and ``evidence`` only if asked for."""

    replication: int
    outlay: npt.NDArray[Any]
    programmes: npt.NDArray[Any]
    fund_years: npt.NDArray[Any]
    fund_months: npt.NDArray[Any]
    indicators: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    parameters: dict[str, float]
    events: int
    seconds: float
    ledger: npt.NDArray[Any] | None = None
    evidence: Evidence | None = None
    persons: npt.NDArray[Any] | None = None
    """Those of the ledger."""
    journeys: list[JourneyEntry] = field(default_factory=list)


def months_of(days: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """The month (yyyymm) of each day; 0 stays 0, for a day that has not come."""
    dates = (days.astype(np.int64) - _UNIX_EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    month = (dates // 12 + 1970) * 100 + dates % 12 + 1
    return np.where(days > 0, month, 0).astype(np.int32)


def _within(days: Ints, first_day: int, last_day: int) -> npt.NDArray[np.bool_]:
    return np.asarray((days >= first_day) & (days <= last_day))


def _purposes(ledger: Rows) -> tuple[Ints, Ints, Ints]:
    """Programme and fund of each pair of them that claims have, ascending, and the position of each claim's pair."""
    funds = int(ledger["fund"].max(initial=0)) + 1
    codes = ledger["programme"].astype(np.int64) * funds + ledger["fund"]
    pairs = np.flatnonzero(np.bincount(codes))
    position = np.zeros(int(codes.max(initial=0)) + 1, np.int64)
    position[pairs] = np.arange(len(pairs))
    return pairs // funds, pairs % funds, position[codes]


def _parts(split: Ints) -> tuple[Ints, Ints, Ints]:
    """Row, payer and amount of each entry of a table of payers' amounts that is not 0."""
    where = np.flatnonzero(split != 0)
    rows = where // split.shape[1]
    return rows, where - rows * split.shape[1], split.reshape(-1)[where]


def due(ledger: Rows) -> Ints:
    """What each claim asks of the budget: the approved amount, or the entitlement while it is under review."""
    return np.where(ledger["approved_day"] > 0, ledger["approved_fen"], ledger["entitled_fen"]).astype(np.int64)


def budget_entries(scenario: Scenario) -> list[Programme | BudgetLine]:
    """Programmes and then budget lines: the order of the ledger's programme codes."""
    entries: list[Programme | BudgetLine] = list(scenario.programmes.values())
    return entries + list(scenario.budget_lines.values())


def outlay_table(
    ledger: Rows, shares: Ints, first_day: int, last_day: int, tally: Tally = by_sorting
) -> npt.NDArray[Any]:
    """Outlay by month, programme, payer and fund, on both bases, for the reported horizon.

    Accrued: the month in which the entitlement arose, for claims that were filed and not refused or lapsed.
    Cash: the month of payment. ``shares`` are ``finance.payers.payer_shares``; a claim paid in full keeps
    the split that was paid.
    """
    months, month_of = np.unique(months_of(np.arange(first_day, last_day + 1)), return_inverse=True)
    programmes, funds, purposes = _purposes(ledger)
    persons = ledger["person"].astype(np.int64)

    def table(basis: int, day: str, claims: Ints, payers: Ints, amounts: Ints) -> npt.NDArray[Any]:
        of_month = month_of[ledger[day][claims] - first_day]
        groups = (of_month * len(programmes) + purposes[claims]) * len(PAYER_NAMES) + payers
        number = len(months) * len(programmes) * len(PAYER_NAMES)
        counts, distinct, sums = tally(groups, persons[claims], amounts, number)
        held = np.flatnonzero(counts)
        rows = np.zeros(len(held), OUTLAY_DTYPE)
        cells, rows["payer"] = np.divmod(held, len(PAYER_NAMES))
        of_month, purpose = np.divmod(cells, max(1, len(programmes)))
        rows["month"], rows["programme"], rows["fund"] = months[of_month], programmes[purpose], funds[purpose]
        rows["basis"], rows["claims"] = basis, counts[held]
        rows["persons"], rows["amount_fen"] = distinct[held], sums[held]
        return _sorted(rows, *_KEY)

    amount = due(ledger)
    arisen = _within(ledger["entitled_day"], first_day, last_day) & np.isin(ledger["status"], _ACCRUING)
    settled = ledger["paid_fen"] == amount
    paid = _within(ledger["paid_day"], first_day, last_day) & (ledger["paid_fen"] != 0)
    claims, payers, amounts = _parts(ledger["payer_fen"])
    cash, accrued = paid[claims], (arisen & settled)[claims]
    unsettled = np.flatnonzero(arisen & ~settled)
    rows, *split = _parts(apportion(amount[unsettled], shares[ledger["programme"][unsettled]]))
    both = [
        (kept[accrued], more) for kept, more in zip((claims, payers, amounts), (unsettled[rows], *split), strict=True)
    ]
    return np.concatenate(
        [
            table(ACCRUED, "entitled_day", *map(np.concatenate, both)),
            table(CASH, "paid_day", claims[cash], payers[cash], amounts[cash]),
        ]
    )


def programme_table(ledger: Rows, first_day: int, last_day: int, tally: Tally = by_sorting) -> npt.NDArray[Any]:
    """Paid, accrued and demanded amounts per programme and year, with the persons or firms paid, each once a year.

    Demand is what is approved in the year, whether the money sufficed or not.
    """
    years, year_of = np.unique(months_of(np.arange(first_day, last_day + 1)) // 100, return_inverse=True)
    programmes, funds, purposes = _purposes(ledger)
    number = len(programmes) * len(years)

    def grouped(day: str, keep: npt.NDArray[np.bool_], amounts: Ints) -> tuple[Ints, Ints, Ints]:
        claims = np.flatnonzero(keep & _within(ledger[day], first_day, last_day))
        groups = purposes[claims] * len(years) + year_of[ledger[day][claims] - first_day]
        return tally(groups, heads[claims], amounts[claims], number)

    status = ledger["status"]
    # A programme is a person's or a firm's own: its milestone says which.
    own = ledger["subject_kind"] == _FIRM
    heads = np.where(own, ledger["subject"], ledger["person"]).astype(np.int64)
    of_firms = np.zeros(len(programmes), np.bool_)
    of_firms[purposes[own]] = True
    paid, payees, paid_fen = grouped("paid_day", ledger["paid_fen"] != 0, ledger["paid_fen"])
    accrued, _, accrued_fen = grouped("entitled_day", np.isin(status, _ACCRUING), due(ledger))
    demanded, _, demanded_fen = grouped("approved_day", np.isin(status, _DEMANDED), ledger["approved_fen"])
    settled = np.flatnonzero((ledger["paid_fen"] != 0) & _within(ledger["paid_day"], first_day, last_day))
    groups = purposes[settled] * len(years) + year_of[ledger["paid_day"][settled] - first_day]
    units = np.bincount(groups, ledger["units"][settled], number)  # floats hold them exactly
    new = payees
    if len(years) > 1:
        known = heads[settled] >= 0
        # Purpose, head and year in one number, and of each head the first.
        purpose, in_year = np.divmod(groups[known], len(years))
        codes = (purpose << 32 | heads[settled][known]) * len(years) + in_year
        codes.sort()
        whom, in_year = np.divmod(codes, len(years))
        first = np.append(True, whom[1:] != whom[:-1]) if len(whom) else np.zeros(0, np.bool_)
        new = np.bincount((whom[first] >> 32) * len(years) + in_year[first], minlength=number)
    held = np.flatnonzero(paid + accrued + demanded)
    rows = np.zeros(len(held), PROGRAMME_DTYPE)
    purpose, of_year = np.divmod(held, len(years))
    rows["programme"], rows["fund"], rows["year"] = programmes[purpose], funds[purpose], years[of_year]
    for counted, told in (("persons", ~of_firms), ("firms", of_firms)):
        rows[counted], rows[f"new_{counted}"] = payees[held] * told[purpose], new[held] * told[purpose]
    rows["claims"], rows["units"] = paid[held], units[held]
    rows["paid_fen"], rows["accrued_fen"], rows["demand_fen"] = paid_fen[held], accrued_fen[held], demanded_fen[held]
    return rows


def fund_month_table(ledger: Rows, first_day: int, last_day: int, tally: Tally = by_sorting) -> npt.NDArray[Any]:
    """What each fund was asked for and what it paid, month by month; arrears carried into a year are in no month."""
    months, month_of = np.unique(months_of(np.arange(first_day, last_day + 1)), return_inverse=True)
    number = (int(ledger["fund"].max(initial=0)) + 1) * len(months)

    def monthly(day: str, keep: npt.NDArray[np.bool_], amounts: Ints) -> Ints:
        claims = np.flatnonzero(keep & _within(ledger[day], first_day, last_day))
        groups = ledger["fund"][claims].astype(np.int64) * len(months) + month_of[ledger[day][claims] - first_day]
        return tally(groups, np.full(len(claims), -1, np.int64), amounts[claims], number)[2]

    demand = monthly("approved_day", np.isin(ledger["status"], _DEMANDED), ledger["approved_fen"])
    paid = monthly("paid_day", ledger["paid_fen"] != 0, ledger["paid_fen"])
    held = np.flatnonzero((demand != 0) | (paid != 0))
    rows = np.zeros(len(held), FUND_MONTH_DTYPE)
    rows["fund"], of_month = np.divmod(held, len(months))
    rows["month"], rows["demand_fen"], rows["paid_fen"] = months[of_month], demand[held], paid[held]
    return rows


def _sorted(rows: npt.NDArray[Any], *key: str) -> npt.NDArray[Any]:
    """The rows in ascending order of the key, then of the other fields; far quicker than ``np.sort`` by fields."""
    others = [name for name in rows.dtype.names or () if name not in key]
    return rows[np.lexsort([rows[name] for name in reversed([*key, *others])])]


def reduce(
    result: Replication,
    shares: Ints,
    first_day: int,
    last_day: int,
    *,
    keep_ledger: bool = False,
    years: Sequence[int] = (),
    tally: Tally = by_sorting,
) -> Reduced:
    """The tables of one replication; fund and indicator rows of history years are left out."""
    # Claims that arose, were approved and paid before the reported years are in no table; most of them come first.
    last = np.maximum(result.ledger["entitled_day"], result.ledger["approved_day"])
    told = np.maximum(last, result.ledger["paid_day"]) >= first_day
    begin = int(told.argmax()) if told.any() else len(told)
    ledger = {name: np.ascontiguousarray(result.ledger[name][begin:]) for name in _COLUMNS}
    first_month, last_month = (int(m) for m in months_of(np.array([first_day, last_day])))
    indicators = result.indicators
    reported = (indicators["month"] >= first_month) & (indicators["month"] <= last_month)
    fund_years = result.fund_years
    if years:
        fund_years = fund_years[np.isin(fund_years["year"], list(years))]
    return Reduced(
        replication=result.replication,
        outlay=outlay_table(ledger, shares, first_day, last_day, tally),
        programmes=programme_table(ledger, first_day, last_day, tally),
        fund_years=_sorted(fund_years, "fund", "year"),
        fund_months=fund_month_table(ledger, first_day, last_day, tally),
        indicators=_sorted(indicators[reported], "month", "indicator"),
        targets=_sorted(result.targets, "target", "year"),
        parameters=dict(sorted(result.parameters.items())),
        events=result.events,
        seconds=result.seconds,
        ledger=result.ledger[np.argsort(result.ledger["claim"])] if keep_ledger else None,
        evidence=result.evidence if keep_ledger else None,
        persons=_of_ledger(result) if keep_ledger else None,
        journeys=result.journeys,
    )


def _of_ledger(result: Replication) -> npt.NDArray[Any] | None:
    """The persons that claims are about."""
    if result.persons is None:
        return None
    return result.persons[np.isin(result.persons["person"], result.ledger["person"])]
