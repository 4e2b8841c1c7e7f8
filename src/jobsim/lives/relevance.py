"""What a life need not live through: months that no programme looks at, for a person of these groups, in this spell.

They are not simulated, for they have no other effect; the ledger is the same, and most months of most people go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobsim import days
from jobsim.finance.desk import PERSON, Desk
from jobsim.finance.desk_kernel import chain, counter_of, held
from jobsim.finance.kernel import OF_SUBJECT
from jobsim.programmes.accounts import BEFORE
from jobsim.programmes.entitlement import nothing_left, term_holds
from jobsim.programmes.tables import Record
from jobsim.scenario.conditions import GROUPS_TERM, Op
from jobsim.vocabulary import FACTS, PAYEES, F, M

_EMPLOYER, _GROUPS = list(PAYEES).index("employer"), int(GROUPS_TERM)
_EQUAL, _AT_LEAST, _AT_MOST = int(Op.EQUAL), int(Op.AT_LEAST), int(Op.AT_MOST)
EVERY_MONTH = 127
"""The last month looked at, where there is none: as large as the record of a person holds."""
NOBODY_LOOKS = EVERY_MONTH, 0
"""The first and the last month looked at where there are none."""
# Facts that do not change within a spell; so do terms over the groups held when it began.
_CONSTANT = [
    int(
        name in (
            "started", "hired_year", "contract_months", "insured", "firm_size", "legal_form", "roles",
            "from_internship", "unemployed_months", "placed_by_operator", "first_venture", "incubated", "free_premises",
            "wage", "accident_insured", "layoff_percent",
        )
    )
    for name in FACTS
]  # fmt: skip
# Facts that are the number of the month, in a spell that is insured throughout.
_MONTHS = [int(name in ("months_total", "insured_months", "operating_months")) for name in FACTS]


# ------------------------------------------------------------------------------------- decisions


def may_concern(rule: Record, groups: int, changing: int) -> bool:
    """Whether a rule can mean a person of these groups, of which ``changing`` may be joined or left."""
    may, must = groups | changing, groups & ~changing
    if rule["who_any"] != 0 and may & rule["who_any"] == 0:
        return False
    return bool(may & rule["who_all"] == rule["who_all"] and must & rule["who_none"] == 0)


def months_of(
    rule: Record, conditions: Sequence[Record], facts: Sequence[int], groups: int, spiked: bool
) -> tuple[int, int]:
    """The first and the last month in which a rule can pay in a spell with these facts on its first day.

    They are EVERY_MONTH and 0 if it cannot. What stays the same is tested here, once; a condition that asks for so many
    months, for at least or at most so many, sets the months. After the last month of a hiring subsidy separations
    change, so all its months are looked at, until that is over in the job (``spiked``).
    """
    if rule["applies"] == F.started and facts[F.started] < rule["effective_from"]:
        return NOBODY_LOOKS
    begin, end = rule["condition_first"], rule["condition_end"]
    first, last = (EVERY_MONTH, 0) if begin < end else (1, EVERY_MONTH)
    i = begin
    while i < end:
        alternative, holds, low, high = conditions[i]["alternative"], True, 1, EVERY_MONTH
        while i < end and conditions[i]["alternative"] == alternative:
            fact, op, value = conditions[i]["fact"], conditions[i]["op"], conditions[i]["value"]
            if fact == _GROUPS:
                holds = holds and term_holds(op, value, groups)
            elif _CONSTANT[fact] == 1:
                holds = holds and term_holds(op, value, facts[fact])
            elif _MONTHS[fact] == 1 and (fact != F.insured_months or facts[F.insured] != 0):
                if op in (_EQUAL, _AT_MOST):
                    high = min(high, max(0, int(value)))
                if op in (_EQUAL, _AT_LEAST):
                    low = max(low, min(int(value), EVERY_MONTH))
            i += 1
        if holds and low <= high:
            first, last = min(first, low), max(last, high)
    return first, EVERY_MONTH if last > 0 and subsidises_job(rule) and not spiked else last


def months_left(rule: Record, account: Record, counter: Record, start: int, today: int) -> int:
    """The first month of the spell from ``start`` in which there is something left of what the subject can draw.

    It is EVERY_MONTH if there never will be. A spell's first day is its name in the account.
    """
    if nothing_left(rule, account, counter, start, 0):
        return EVERY_MONTH
    if nothing_left(rule, account, counter, start, days.year_of(today)):
        return days.months_between(start, days.year_end(today)) + 1
    return 1


def narrowed(
    rule: Record, account: Record, counter: Record, months: tuple[int, int], start: int, today: int, spiked: bool
) -> tuple[int, int]:
    """The first and the last month in which a rule can pay, of these, when so much has been drawn.

    Those of a hiring subsidy stay: they are looked at until separations are as before (``spiked``), unless they were
    over before the run.
    """
    if subsidises_job(rule) and not spiked and account["taken"] != BEFORE:
        return months
    first, last = max(months[0], months_left(rule, account, counter, start, today)), months[1]
    return (first, last) if first < EVERY_MONTH and looked_at(first, last) else NOBODY_LOOKS


def looked_at(month: int, last: int) -> bool:
    """Whether a month of a spell is one of those up to the last that a programme looks at."""
    return month <= last or last == EVERY_MONTH


def subsidises_job(rule: Record) -> bool:
    """Whether a rule is a monthly hiring subsidy that ends after so many months."""
    return bool(rule["milestone"] == M.job_month and rule["months"] > 0 and rule["payee"] == _EMPLOYER)


def ran_out(account: Record, counter: Record, spell_start: int) -> bool:
    """Whether the months of a subsidy drawn in this spell were used up in the run; those of earlier spells are not."""
    if account["spell"] != spell_start or account["taken"] == BEFORE:
        return False
    return bool(0 < counter["month_limit"] <= counter["months"])


# ------------------------------------------------------------------------------------- SimPy engine


class Relevance:
    """The programmes of a desk, by milestone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rules = [[desk.book.rule_rows[i] for i in rules] for rules in desk.book.by_milestone]
        self._hiring = [i for i, rule in enumerate(desk.book.rule_rows) if subsidises_job(rule)]

    def watched(self, milestone: int, groups: int, facts: list[int], *, changing: int = 0) -> tuple[int, int]:
        """The first and last month in which a programme on this milestone can pay a person of these groups in a spell.

        They are EVERY_MONTH and 0 if none can. ``facts`` are those of the spell's first day. ``changing`` are groups
        that may be joined or left before it ends.
        """
        conditions, first, last = self._desk.book.condition_rows, EVERY_MONTH, 0
        for rule in self._rules[milestone]:
            if may_concern(rule, groups, changing):
                low, high = months_of(rule, conditions, facts, groups, False)
                first, last = min(first, low), max(last, high)
        return first, last

    def still_watched(
        self, milestone: int, kind: int, subject: int, start: int, today: int, groups: int, facts: list[int],
        *, spiked: bool, family: int = -1,
    ) -> tuple[int, int]:  # fmt: skip
        """:meth:`watched` of a spell that began on ``start``, of what its subject has not drawn by ``today``.

        ``spiked`` says that separations have been more frequent after a hiring subsidy's end, and are no longer.
        ``family`` is the subject's, -1 for none.
        """
        conditions, first, last = self._desk.book.condition_rows, EVERY_MONTH, 0
        for programme in self._desk.book.by_milestone[milestone]:
            rule = self._desk.book.rule_rows[programme]
            if may_concern(rule, groups, 0):
                months = months_of(rule, conditions, facts, groups, spiked)
                account = self._desk.accounts.subjects.peek(programme, kind, subject)
                if account is not None:
                    counter = self._desk.counter_of(programme, account, kind, subject, family)
                    months = narrowed(rule, account, counter, months, start, today, spiked)
                first, last = min(first, months[0]), max(last, months[1])
        return first, last

    def watched_groups(self, milestone: int, groups: int, *, changing: int = 0) -> bool:
        """Whether any programme on this milestone can concern a person of these groups, whatever the facts."""
        return any(may_concern(rule, groups, changing) for rule in self._rules[milestone])

    def subsidy_ended(self, person: int, spell_start: int, family: int = -1) -> bool:
        """Whether a monthly hiring subsidy paid for the person in this job has run out of months."""
        for programme in self._hiring:
            account = self._desk.accounts.subjects.peek(programme, PERSON, person)
            if account is not None:
                counter = self._desk.counter_of(programme, account, PERSON, person, family)
                if ran_out(account, counter, spell_start):
                    return True
        return False


# ------------------------------------------------------------------------------------- compiled engine


def watched_groups(w: Any, milestone: int, groups: int, changing: int) -> bool:
    """:meth:`Relevance.watched_groups`."""
    desk = w.desk
    for k in range(desk.milestone_first[milestone], desk.milestone_first[milestone + 1]):
        if may_concern(desk.rules[desk.milestone_rules[k]], groups, changing):
            return True
    return False


def heard(w: Any, milestone: int) -> bool:
    """Whether there is any programme on this milestone."""
    return w.desk.milestone_first[milestone] < w.desk.milestone_first[milestone + 1]


def watched(w: Any, milestone: int, groups: int, facts: Any, changing: int) -> tuple[int, int]:
    """:meth:`Relevance.watched`."""
    desk, first, last = w.desk, EVERY_MONTH, 0
    for k in range(desk.milestone_first[milestone], desk.milestone_first[milestone + 1]):
        rule = desk.rules[desk.milestone_rules[k]]
        if may_concern(rule, groups, changing):
            low, high = months_of(rule, desk.conditions, facts, groups, False)
            first, last = min(first, low), max(last, high)
    return first, last


def still_watched(
    w: Any, milestone: int, kind: int, p: int, start: int, groups: int, facts: Any, spiked: bool
) -> tuple[int, int]:
    """:meth:`Relevance.still_watched` of a person's row, or of the venture that the person has founded."""
    desk, first, last = w.desk, EVERY_MONTH, 0
    for k in range(desk.milestone_first[milestone], desk.milestone_first[milestone + 1]):
        programme = desk.milestone_rules[k]
        rule = desk.rules[programme]
        if may_concern(rule, groups, 0):
            months = months_of(rule, desk.conditions, facts, groups, spiked)
            account = held(w, chain(w, PERSON, p), programme, OF_SUBJECT)
            if account >= 0:
                counter = counter_of(w, rule, account, kind, p)
                if counter >= 0:
                    own, counted = desk.accounts[account], desk.accounts[counter]
                    months = narrowed(rule, own, counted, months, start, w.today, spiked)
            first, last = min(first, months[0]), max(last, months[1])
    return first, last


def subsidy_ended(w: Any, p: int, spell_start: int) -> bool:
    """:meth:`Relevance.subsidy_ended` of a person's row."""
    desk = w.desk
    account = w.person[p].account
    while account > 0:
        found = desk.accounts[account]
        if found.side == OF_SUBJECT and subsidises_job(desk.rules[found.programme]):
            counter = counter_of(w, desk.rules[found.programme], account, PERSON, p)
            if counter >= 0 and ran_out(found, desk.accounts[counter], spell_start):
                return True
        account = found.next
    return False
