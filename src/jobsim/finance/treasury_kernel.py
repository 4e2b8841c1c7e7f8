"""The treasury of the compiled engine: :class:`jobsim.finance.treasury.Treasury` over the fields of ``w.desk``.

Also the ledger's rows, which the desk enters and the treasury pays.
"""

from __future__ import annotations

from typing import Any

from jobsim.days import month_index, year_of
from jobsim.finance.kernel import CLAIMS_FULL
from jobsim.finance.ledger import Status
from jobsim.finance.payers import COUNTY, split_into
from jobsim.finance.shortage import WAITING, lapse, share_out, spend


def enter(
    w: Any, programme: int, milestone: int, kind: int, subject: int, person: int, payee_firm: int, fund: int,
    first_day: int, entitled_day: int, filed_day: int, units: int, milestones: int, fen: int, status: int,
) -> int:  # fmt: skip
    """A new claim; returns its number, -1 if the ledger is full."""
    desk = w.desk
    claim = desk.claim_count
    if claim >= len(desk.ledger):
        w.full |= CLAIMS_FULL
        return -1
    desk.claim_count = claim + 1
    row = desk.ledger[claim]
    row.claim = claim
    row.programme = programme
    row.milestone = milestone
    row.subject_kind = kind
    row.subject = subject
    row.person = person
    row.payee_firm = payee_firm
    row.fund = fund
    row.first_day = first_day
    row.entitled_day = entitled_day
    row.filed_day = filed_day
    row.approved_day = 0
    row.paid_day = 0
    row.units = units
    row.milestones = milestones
    row.entitled_fen = fen
    row.approved_fen = 0
    row.paid_fen = 0
    row.status = status
    for k in range(len(row.payer_fen)):
        row.payer_fen[k] = 0
    return int(claim)


def approve(w: Any, claim: int, day: int, fen: int) -> None:
    """Approve a claim over so much."""
    row = w.desk.ledger[claim]
    row.status = Status.APPROVED
    row.approved_day = day
    row.approved_fen = fen


# ------------------------------------------------------------------------------------- days


def open_day(w: Any, day: int) -> None:
    """Phase INSTITUTION: a new year is opened (the old one closed before), tranches of the day arrive."""
    if day < w.start:
        return
    desk = w.desk
    year = min(year_of(day) - desk.first_year, desk.years.shape[1] - 1)
    while desk.year < year:
        if desk.year >= 0:
            _close_year(w)
        desk.year += 1
        _open_year(w)
    while desk.next_tranche < len(desk.tranches) and desk.tranches[desk.next_tranche].day <= day:
        tranche = desk.tranches[desk.next_tranche]
        desk.next_tranche += 1
        desk.money[tranche.fund, tranche.year - desk.first_year + 1] += tranche.fen
        of_year = desk.years[tranche.fund, tranche.year - desk.first_year]
        of_year.appropriated_fen += tranche.fen
        fund = desk.funds[tranche.fund]
        fund.changed = 1


def enqueue(w: Any, claim: int, day: int) -> None:
    """Phase CLAIMS: an approved claim joins its fund's queue; claims of a day come in order of their numbers."""
    row = w.desk.ledger[claim]
    _append(w, row.fund, claim)
    fund = w.desk.funds[row.fund]
    fund.changed = 1
    if day >= w.start:
        _demand(w, row.fund, row.approved_fen, _month(day))


def pay(w: Any, day: int) -> None:
    """Phase TREASURY: pay what is due and affordable, under each fund's rule."""
    for number in range(len(w.desk.funds)):
        fund = w.desk.funds[number]
        if fund.head < 0 or fund.changed == 0:
            continue
        fund.changed = 0
        if fund.limited == 0:
            claim = fund.head
            while claim >= 0:
                _pay_freely(w, claim, number, day, w.desk.ledger[claim].approved_fen)
                claim = w.desk.pending[claim].next
            fund.head = -1
            fund.tail = -1
        else:
            _pay_limited(w, number, day)


def enter_settled(w: Any, claim: int, day: int, fen: int) -> None:
    """A claim that is settled without a queue (a tax deduction): demand and payment at once."""
    fund = w.desk.ledger[claim].fund
    if day >= w.start:
        _demand(w, fund, fen, _month(day))
    if w.desk.funds[fund].limited == 1:
        _pay(w, claim, fund, day, fen, 0)
    else:
        _pay_freely(w, claim, fund, day, fen)


def close(w: Any) -> None:
    """After the last day: close the last year."""
    if w.desk.year >= 0:
        _close_year(w)
        w.desk.year = w.desk.years.shape[1]


# ------------------------------------------------------------------------------------- inside


def _append(w: Any, fund: int, claim: int) -> None:
    queue, pending = w.desk.funds[fund], w.desk.pending[claim]
    pending.next = -1
    if queue.head < 0:
        queue.head = claim
    else:
        before = w.desk.pending[queue.tail]
        before.next = claim
    queue.tail = claim


def _pay_limited(w: Any, number: int, day: int) -> None:
    desk = w.desk
    fund, money = desk.funds[number], desk.money[number]
    count, claim = 0, fund.head
    while claim >= 0:
        desk.due[count] = desk.ledger[claim].approved_fen
        count += 1
        claim = desk.pending[claim].next
    due, paid, topped = desk.due[:count], desk.paid[:count], desk.topped[:count]
    share_out(fund.rule, _balance(money), due, paid, topped)
    claim, short = fund.head, False
    fund.head = -1
    for i in range(count):
        following = desk.pending[claim].next
        if paid[i] == WAITING:
            short = True
            _append(w, number, claim)
        else:
            short = short or paid[i] < due[i] or topped[i] > 0
            if paid[i] == 0:
                row = desk.ledger[claim]
                row.status = Status.LAPSED
            else:
                spend(money, paid[i] - topped[i])
                _pay(w, claim, number, day, paid[i], topped[i])
        claim = following
    year = desk.years[number, desk.year]
    if short and year.short_month == 0:
        year.short_month = _month(day)


def _pay_freely(w: Any, claim: int, fund: int, day: int, fen: int) -> None:
    """In a year without an appropriation: money carried in goes first, what is missing comes as it is needed."""
    _pay(w, claim, fund, day, fen, 0)
    if day >= w.start:
        money, year = w.desk.money[fund], w.desk.years[fund, w.desk.year]
        carried = min(_balance(money), fen)
        spend(money, carried)
        year.appropriated_fen += fen - carried


def _pay(w: Any, claim: int, fund: int, day: int, fen: int, topped: int) -> None:
    desk = w.desk
    row = desk.ledger[claim]
    split_into(row.payer_fen, fen - topped, desk.shares[row.programme])
    row.payer_fen[COUNTY] += topped
    row.paid_day = day
    row.paid_fen = fen
    row.status = Status.PAID
    if day >= w.start:
        year = desk.years[fund, desk.year]
        year.paid_fen += fen
        year.topped_up_fen += topped


def _demand(w: Any, fund: int, fen: int, month: int) -> None:
    desk = w.desk
    year = desk.years[fund, desk.year]
    year.demand_fen += fen
    if desk.funds[fund].limited == 1 and year.exhausted_month == 0:
        available = year.opening_fen + desk.planned[fund, desk.year]
        if year.demand_fen > available:
            year.exhausted_month = month


def _month(day: int) -> int:
    return month_index(day) % 12 + 1


def _balance(money: Any) -> int:
    fen = 0
    for k in range(len(money)):
        fen += money[k]
    return fen


def _arrears(w: Any, fund: int) -> int:
    fen, claim = 0, w.desk.funds[fund].head
    while claim >= 0:
        fen += w.desk.ledger[claim].approved_fen
        claim = w.desk.pending[claim].next
    return fen


def _open_year(w: Any) -> None:
    desk = w.desk
    for fund in range(len(desk.funds)):
        year = desk.years[fund, desk.year]
        year.opening_fen = _balance(desk.money[fund])
        row = desk.funds[fund]
        row.limited = desk.limited[fund, desk.year]
        if row.limited == 0:
            row.changed = 1
        arrears = _arrears(w, fund)
        if arrears > 0:
            _demand(w, fund, arrears, 1)


def _close_year(w: Any) -> None:
    desk = w.desk
    for fund in range(len(desk.funds)):
        year = desk.years[fund, desk.year]
        year.lapsed_fen += lapse(desk.money[fund], desk.year, desk.funds[fund].lapse_after)
        year.closing_fen = _balance(desk.money[fund])
        year.arrears_fen = _arrears(w, fund)
