"""What a life need not live through: months that no programme looks at, for a person of these groups, in this spell.

They are not simulated, for they have no other effect; the ledger is the same, and most months of most people go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobsim.finance.desk import PERSON, Desk
from jobsim.programmes.entitlement import term_holds
from jobsim.programmes.tables import Record
from jobsim.scenario.conditions import GROUPS_TERM
from jobsim.vocabulary import FACTS, PAYEES, F, M

_EMPLOYER, _GROUPS = list(PAYEES).index("employer"), int(GROUPS_TERM)
# Facts that do not change within a spell; so do terms over the groups held when it began.
_CONSTANT = [
    int(
        name in (
            "started", "hired_year", "contract_months", "insured", "firm_size", "legal_form", "roles",
            "from_internship", "unemployed_months", "placed_by_operator", "first_venture", "incubated", "free_premises",
            "wage",
        )
    )
    for name in FACTS
]  # fmt: skip


# ------------------------------------------------------------------------------------- decisions


def may_concern(rule: Record, groups: int, changing: int) -> bool:
    """Whether a rule can mean a person of these groups, of which ``changing`` may be joined or left."""
    may, must = groups | changing, groups & ~changing
    if rule["who_any"] != 0 and may & rule["who_any"] == 0:
        return False
    return bool(may & rule["who_all"] == rule["who_all"] and must & rule["who_none"] == 0)


def may_hold(rule: Record, conditions: Sequence[Record], facts: Sequence[int], groups: int) -> bool:
    """Whether a rule can pay in a spell with these facts on its first day: what stays the same is tested here, once."""
    if rule["applies"] == F.started and facts[F.started] < rule["effective_from"]:
        return False
    first, end = rule["condition_first"], rule["condition_end"]
    holds = True
    for i in range(first, end):
        term = conditions[i]
        if i > first and term["alternative"] != conditions[i - 1]["alternative"]:
            if holds:
                return True
            holds = True
        fact = term["fact"]
        if fact == _GROUPS:
            holds = holds and term_holds(term["op"], term["value"], groups)
        elif _CONSTANT[fact] == 1:
            holds = holds and term_holds(term["op"], term["value"], facts[fact])
    return holds


def subsidises_job(rule: Record) -> bool:
    """Whether a rule is a monthly hiring subsidy that ends after so many months."""
    return bool(rule["milestone"] == M.job_month and rule["months"] > 0 and rule["payee"] == _EMPLOYER)


def ran_out(account: Record, spell_start: int) -> bool:
    """Whether the months of a subsidy drawn in this spell are used up; one drawn in an earlier spell does not count."""
    return bool(account["spell"] == spell_start and 0 < account["month_limit"] <= account["months"])


# ------------------------------------------------------------------------------------- SimPy engine


class Relevance:
    """The programmes of a desk, by milestone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rules = [[desk.book.rule_rows[i] for i in rules] for rules in desk.book.by_milestone]
        self._hiring = [i for i, rule in enumerate(desk.book.rule_rows) if subsidises_job(rule)]

    def watched(self, milestone: int, groups: int, facts: list[int] | None = None, *, changing: int = 0) -> bool:
        """Whether any programme on this milestone can concern a person of these groups, in this spell.

        ``facts`` are those of the spell's first day. ``changing`` are groups that may be joined or left before it ends.
        """
        conditions = self._desk.book.condition_rows
        return any(
            may_concern(rule, groups, changing) and (facts is None or may_hold(rule, conditions, facts, groups))
            for rule in self._rules[milestone]
        )

    def subsidy_ended(self, person: int, spell_start: int) -> bool:
        """Whether a monthly hiring subsidy paid for the person in this job has run out of months."""
        accounts = (self._desk.accounts.subjects.peek(programme, PERSON, person) for programme in self._hiring)
        return any(account is not None and ran_out(account, spell_start) for account in accounts)


# ------------------------------------------------------------------------------------- compiled engine


def watched_groups(w: Any, milestone: int, groups: int, changing: int) -> bool:
    """:meth:`Relevance.watched` without facts."""
    desk = w.desk
    for k in range(desk.milestone_first[milestone], desk.milestone_first[milestone + 1]):
        if may_concern(desk.rules[desk.milestone_rules[k]], groups, changing):
            return True
    return False


def watched(w: Any, milestone: int, groups: int, facts: Any, changing: int) -> bool:
    """:meth:`Relevance.watched`."""
    desk = w.desk
    for k in range(desk.milestone_first[milestone], desk.milestone_first[milestone + 1]):
        rule = desk.rules[desk.milestone_rules[k]]
        if may_concern(rule, groups, changing) and may_hold(rule, desk.conditions, facts, groups):
            return True
    return False


def subsidy_ended(w: Any, p: int, spell_start: int) -> bool:
    """:meth:`Relevance.subsidy_ended` of a person's row."""
    desk = w.desk
    account = w.person[p].account
    while account > 0:
        found = desk.accounts[account]
        if found.of_payee == 0 and subsidises_job(desk.rules[found.programme]) and ran_out(found, spell_start):
            return True
        account = found.next
    return False
