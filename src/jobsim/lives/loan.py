"""Guaranteed start-up loans: request, volume of the year, interest by quarter, repayment, default."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.finance.filing import next_settlement
from jobsim.lives.agenda import Beside, beside, drop_beside, schedule_beside
from jobsim.lives.clearing import request_place
from jobsim.lives.codes import Flow, Place, S
from jobsim.lives.model import at, branch, pick, quantile
from jobsim.lives.world import Life, World, add, draw, reach_venture, uniform, venture_facts
from jobsim.vocabulary import F, M, Phase

_ROUND = 100_000  # loans are lent in whole thousands of yuan, in fen
REQUEST = 7
"""Occurrence of the request for volume."""


def interest_of(balance: int, rate: float, length: int) -> int:
    """Interest in fen on a balance over so many days, by the banks' 360-day year."""
    return round(balance * rate * length / 360)


def wants_loan(w: Any, p: int) -> bool:
    """Whether the founder will ask for a loan."""
    return draw(w, S.loan_request, p) < w.model.loan_request[w.person.behaviour[p]]


def wanted_loan(w: Any, p: int) -> tuple[int, int, int]:
    """Kind of borrower, sum in fen, and days from founding to the request."""
    model = w.model
    kind = branch(model.loan_kinds, draw(w, S.loan_kind, p))
    lag = pick(model.loan_lag, draw(w, S.loan_lag, p))
    amount = quantile(model.loan_amount[kind], draw(w, S.loan_amount, p))
    fen = max(_ROUND, round(min(amount, model.loan_cap[kind]) * 100 / _ROUND) * _ROUND)
    return kind, fen, max(1, lag)


def still_operates(w: Any, row: int, founded: int) -> bool:
    """Whether the venture founded on that day has not failed, nor failed and been followed by another."""
    return w.firm.alive[row] != 0 and w.firm.founded[row] == founded


def lend(w: Any, p: int, row: int, kind: int, fen: int, months: int, groups: int) -> None:
    """The loan is granted today."""
    columns = w.firm
    columns.loan_kind[row], columns.loan_amount[row] = kind, fen
    columns.loan_months[row], columns.loan_day[row] = months, w.today
    add(w, Flow.entrepreneurship_guaranteed_loans_disbursed, fen / 100)
    reach_venture(w, M.loan_granted, p, loan_facts(w, p, row), groups)


def loan_rate(w: Any, granted: int) -> float:
    """Interest a year: the prime rate on the day of the loan and the lender's margin."""
    return at(w.model.prime_rate, granted) + w.model.loan_spread


def next_due(settled: int, today: int, ends: int) -> int:
    """The next day on which interest is due after it was settled: a settlement day, or the end of the loan."""
    return min(max(next_settlement(settled), today + 1), max(ends, today + 1))


def maturity(w: Any, row: int, granted: int) -> int:
    """The day the loan is to be repaid. The principal is repaid at once (bullet)."""
    return days.add_months(granted, w.firm.loan_months[row])


def reach_interest(w: Any, p: int, row: int, balance: int, rate: float, length: int, groups: int) -> None:
    """Interest for so many days is due today."""
    facts = loan_facts(w, p, row)
    facts[F.days], facts[F.loan_balance] = length, balance
    facts[F.interest] = interest_of(balance, rate, length)
    own = at(w.model.prime_rate, w.firm.loan_day[row]) - w.model.own_part_below_prime
    facts[F.interest_above_own_part] = interest_of(balance, max(0.0, rate - max(0.0, own)), length)
    reach_venture(w, M.loan_interest_due, p, facts, groups)


def end_loan(w: Any, p: int, row: int, balance: int, groups: int, early: bool) -> None:
    """The loan ends today. A failed venture's is repaid at once or, with the default probability, lost."""
    w.loan_balance -= balance
    if early and uniform(w, S.loan_default, p, w.person.ventures[p]) < w.model.loan_default:
        reach_default(w, p, row, balance, groups)


def reach_default(w: Any, p: int, row: int, balance: int, groups: int) -> None:
    """The borrower fails to repay; the principal falls to the guarantee fund."""
    facts = loan_facts(w, p, row)
    facts[F.loss] = balance
    reach_venture(w, M.loan_defaulted, p, facts, groups)


def loan_facts(w: Any, p: int, row: int) -> Any:
    facts = venture_facts(w, p)
    facts[F.day] = w.today  # whatever the founder begins tomorrow
    columns = w.firm
    facts[F.loan_kind], facts[F.loan_amount] = columns.loan_kind[row], columns.loan_amount[row]
    facts[F.started] = columns.loan_day[row]
    facts[F.loan_months] = days.months_between(columns.loan_day[row], w.today)
    return facts


# -- SimPy process ----------------------------------------------------------------------------


def loan_after_founding(w: World, p: int, row: int, groups: int) -> Life:
    """A founder may ask for a loan some time after founding; volume is shared in CLEARING."""
    if not wants_loan(w, p):
        return
    founded = w.firm.founded[row]
    kind, fen, lag = wanted_loan(w, p)
    yield from w.until(founded + lag, Phase.DECISIONS, early=True)
    if not still_operates(w, row, founded):
        return
    place = yield from w.request(p, Place.loan, fen, occurrence=REQUEST)
    if place >= 0 and still_operates(w, row, founded):
        lend(w, p, row, kind, fen, w.model.loan_term[kind], groups)
        yield from running_loan(w, p, row, groups, w.today)


def running_loan(w: World, p: int, row: int, groups: int, granted: int) -> Life:
    """Interest by quarter until the term ends or the venture fails; then repayment, or default."""
    rate, balance = loan_rate(w, granted), w.firm.loan_amount[row]
    matures = maturity(w, row, granted)
    ends = min(matures, w.firm.closes[row])
    w.loan_balance += balance
    settled = max(granted, w.model.first - 1)
    while True:
        due = next_due(settled, w.today, ends)
        yield from w.until(due, Phase.ENDINGS, early=True)
        reach_interest(w, p, row, balance, rate, due - settled, groups)
        settled = due
        if due >= ends:
            return end_loan(w, p, row, balance, groups, ends < matures)


# -- compiled handlers --------------------------------------------------------------------------


def ask_for_loan(w: Any, p: int, row: int, groups: int) -> None:
    """The founder may ask for a loan after a while."""
    if not wants_loan(w, p):
        return
    kind, fen, lag = wanted_loan(w, p)
    record = beside(w, p, Beside.loan_request)
    if record >= 0:
        b = w.beside
        b.a[record], b.b[record] = kind, w.firm.founded[row]
        b.amount[record], b.groups[record] = fen, groups
        schedule_beside(w, record, w.firm.founded[row] + lag, Phase.DECISIONS)


def loan_request_event(w: Any, record: int) -> None:
    b = w.beside
    p = b.person[record]
    if still_operates(w, w.venture_row[p], b.b[record]):
        b.kind[record] = Beside.loan_answer
        request_place(w, p, Place.loan, b.amount[record], REQUEST, False, record)
    else:
        drop_beside(w, record)


def loan_answer(w: Any, record: int, granted: int) -> None:
    """CLEARING has decided on the request."""
    b = w.beside
    p, kind, fen, groups = b.person[record], b.a[record], b.amount[record], b.groups[record]
    row = w.venture_row[p]
    if granted >= 0 and still_operates(w, row, b.b[record]):
        lend(w, p, row, kind, fen, w.model.loan_term[kind], groups)
        run_on(w, p, row, groups, w.today)
    drop_beside(w, record)


def run_on(w: Any, p: int, row: int, groups: int, granted: int) -> None:
    """A running loan from today on: record a last settlement, b end, c maturity."""
    record = beside(w, p, Beside.interest)
    if record < 0:
        return
    b = w.beside
    matures = maturity(w, row, granted)
    b.rate[record], b.amount[record], b.groups[record] = loan_rate(w, granted), w.firm.loan_amount[row], groups
    b.a[record], b.b[record], b.c[record] = max(granted, w.model.first - 1), min(matures, w.firm.closes[row]), matures
    w.loan_balance += w.firm.loan_amount[row]
    schedule_beside(w, record, next_due(b.a[record], w.today, b.b[record]), Phase.ENDINGS)


def interest_event(w: Any, record: int) -> None:
    b = w.beside
    p, balance, groups = b.person[record], b.amount[record], b.groups[record]
    row, ends = w.venture_row[p], b.b[record]
    reach_interest(w, p, row, balance, b.rate[record], w.today - b.a[record], groups)
    b.a[record] = w.today
    if w.today >= ends:
        end_loan(w, p, row, balance, groups, ends < b.c[record])
        drop_beside(w, record)
    else:
        schedule_beside(w, record, next_due(w.today, w.today, ends), Phase.ENDINGS)
