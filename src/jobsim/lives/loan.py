"""Guaranteed start-up loans: request, volume of the year, interest by quarter, repayment, default."""

from __future__ import annotations

from jobsim import days
from jobsim.lives.model import pick, quantile
from jobsim.lives.world import F, Life, World
from jobsim.vocabulary import LOAN_KINDS, Phase

_KINDS = list(LOAN_KINDS)
_ROUND = 100_000  # loans are lent in whole thousands of yuan, in fen


def interest_of(balance: int, rate: float, length: int) -> int:
    """Interest in fen on a balance over so many days, by the banks' 360-day year."""
    return round(balance * rate * length / 360)


def next_settlement(day: int) -> int:
    """Interest is settled on the 20th of March, June, September and December (the banks' usual day)."""
    date = days.date_of(day)
    month = date.month + (-date.month % 3)
    settlement = date.replace(month=month, day=20).toordinal()
    return settlement if settlement > day else days.add_months(settlement, 3)


def loan_after_founding(w: World, p: int, row: int, groups: int) -> Life:
    """A founder may ask for a loan some time after founding; volume is shared in CLEARING."""
    model, founded = w.model, w.firm.founded[row]
    if w.draw("loan_request", p) >= model.loan_request[w.person.behaviour[p]]:
        return
    kind = model.word(model.loan_kinds, w.draw("loan_kind", p))
    lag = pick(model.loan_lag, w.draw("loan_lag", p))
    amount = quantile(model.loan_amount[kind], w.draw("loan_amount", p))
    fen = max(_ROUND, round(min(amount, model.loan_cap[kind]) * 100 / _ROUND) * _ROUND)
    yield w.at(w.today + max(1, lag), Phase.DECISIONS)
    if not w.firm.alive[row] or w.firm.founded[row] != founded:
        return  # failed, or failed and founded anew
    place = yield from w.request(p, "loan", fen, occurrence=7)
    if place < 0 or not w.firm.alive[row] or w.firm.founded[row] != founded:
        return
    lend(w, p, row, kind, fen, model.loan_term[kind], groups)
    yield from running_loan(w, p, row, groups, w.today)


def lend(w: World, p: int, row: int, kind: str, fen: int, months: int, groups: int) -> None:
    """The loan is granted today."""
    columns = w.firm
    columns.loan_kind[row], columns.loan_amount[row] = _KINDS.index(kind), fen
    columns.loan_months[row], columns.loan_day[row] = months, w.today
    w.add("entrepreneurship_guaranteed_loans_disbursed", fen / 100)
    w.reach_venture("loan_granted", p, loan_facts(w, p, row), groups)


def loan_rate(w: World, granted: int) -> float:
    """Interest a year: the prime rate on the day of the loan and the lender's margin."""
    return float(w.model.at(w.model.prime_rate, granted)) + w.model.loan_spread


def next_due(settled: int, today: int, ends: int) -> int:
    """The next day on which interest is due after it was settled: a settlement day, or the end of the loan."""
    return min(max(next_settlement(settled), today + 1), max(ends, today + 1))


def reach_interest(w: World, p: int, row: int, balance: int, rate: float, length: int, groups: int) -> None:
    """Interest for so many days is due today."""
    facts = loan_facts(w, p, row)
    facts[F["days"]], facts[F["loan_balance"]] = length, balance
    facts[F["interest"]] = interest_of(balance, rate, length)
    w.reach_venture("loan_interest_due", p, facts, groups)


def reach_default(w: World, p: int, row: int, balance: int, groups: int) -> None:
    """The borrower fails to repay; the principal is lost."""
    facts = loan_facts(w, p, row)
    facts[F["loss"]] = balance
    w.reach_venture("loan_defaulted", p, facts, groups)


def loan_facts(w: World, p: int, row: int) -> list[int]:
    from jobsim.lives.venture import venture_facts

    facts = venture_facts(w, p, row)
    columns = w.firm
    facts[F["loan_kind"]], facts[F["loan_amount"]] = columns.loan_kind[row], columns.loan_amount[row]
    facts[F["started"]] = columns.loan_day[row]
    facts[F["loan_months"]] = days.months_between(columns.loan_day[row], w.today)
    return facts


def running_loan(w: World, p: int, row: int, groups: int, granted: int) -> Life:
    """Interest by quarter until the term ends or the venture fails; then repayment, or default.

    The principal is repaid at the end (bullet); a failed venture's loan is repaid at once or, with the
    default probability, falls to the guarantee fund.
    """
    columns, model = w.firm, w.model
    rate = loan_rate(w, granted)
    balance = columns.loan_amount[row]
    matures = days.add_months(granted, columns.loan_months[row])
    ends = min(matures, columns.closes[row])
    w.loans[row] = balance
    settled = max(granted, w.model.first - 1)
    while True:
        due = next_due(settled, w.today, ends)
        yield w.at(due, Phase.ENDINGS)
        reach_interest(w, p, row, balance, rate, due - settled, groups)
        settled = due
        if due >= ends:
            break
    del w.loans[row]
    if ends < matures and w.uniform("loan_default", p, w.person.ventures[p]) < model.loan_default:
        reach_default(w, p, row, balance, groups)
