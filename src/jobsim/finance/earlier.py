"""What was drawn before the run: the months of a spell that had begun when the history begins.

They are gone through once, when a subject first reaches a programme in the run, with the facts it has then. What counts
months is set to each month; anything else is taken as it is. What would have been drawn is entered as if it had been.
"""

from __future__ import annotations

from collections.abc import MutableMapping, MutableSequence, Sequence
from typing import Any

from jobsim.days import add_months, months_between, year_of
from jobsim.finance.filing import next_settlement
from jobsim.programmes.accounts import BEFORE, draw_on
from jobsim.programmes.entitlement import conditions_hold, in_force, month_limit, nothing_left, within_limits
from jobsim.programmes.tables import Record
from jobsim.vocabulary import F, M


def draw_earlier(
    rule: Record,
    conditions: Sequence[Record],
    values: Sequence[Record],
    facts: MutableSequence[int],
    groups: int,
    account: MutableMapping[str, Any],
    counter: MutableMapping[str, Any],
    apart: bool,
    payee: Record,
    first: int,
) -> None:
    """Enter what was drawn in the spell before the run's ``first`` day, in the account whose take-up is drawn already.

    ``facts`` are those of today, and are lost. ``counter`` is what the limits look at, a record ``apart`` from the
    account or the account itself. ``payee`` is a blank record: caps of payees are not looked at.
    """
    start, since, month = facts[F.started], facts[F.started], 0
    interest = rule["milestone"] == M.loan_interest_due
    insured = facts[F.insured_months] > 0
    while True:
        month += 1
        day = min(next_settlement(since), first - 1) if interest else add_months(start, month) - 1
        if day >= first or day <= since:
            return
        if interest:
            _at_settlement(facts, since, day)
        else:
            _in_month(facts, month, insured)
        since = facts[F.day] = day
        if not in_force(rule, facts) or not conditions_hold(rule, conditions, facts, groups):
            continue
        fen, _, months, days = within_limits(rule, values, facts, counter, payee, 0, year_of(day))
        if fen == 0:
            continue
        if account["taken"] == 0:
            account["missed"] = start
            return
        limit = month_limit(rule, counter, facts)
        draw_on(account, fen, months, days, limit, year_of(day))
        if apart:
            draw_on(counter, fen, months, days, limit, year_of(day))
        if nothing_left(rule, account, counter, start, 0):
            account["taken"] = BEFORE
            return


def _in_month(facts: MutableSequence[int], month: int, insured: bool) -> None:
    """The facts as they were when so many months of the spell were completed."""
    now = months_between(facts[F.started], facts[F.day])
    facts[F.months_to_retirement] += now - month
    facts[F.months_total] = facts[F.operating_months] = month
    if insured:
        facts[F.prior_insured_months] -= facts[F.insured_months] - month
        facts[F.insured_months] = month
    if facts[F.hired_year] > 0:
        facts[F.new_hire] = 1 if year_of(add_months(facts[F.started], month) - 1) == facts[F.hired_year] else 0


def _at_settlement(facts: MutableSequence[int], since: int, day: int) -> None:
    """The facts of interest that was due for the days after ``since``."""
    now = facts[F.loan_months]
    facts[F.loan_months] = months_between(facts[F.started], day)
    earlier = now - facts[F.loan_months]
    facts[F.operating_months] = max(0, facts[F.operating_months] - earlier)
    facts[F.months_to_retirement] += earlier
    of, length = max(1, facts[F.days]), day - since
    facts[F.interest] = facts[F.interest] * length // of
    facts[F.interest_above_own_part] = facts[F.interest_above_own_part] * length // of
    facts[F.days] = length
