"""What a life need not live through: months that no programme looks at, for a person of these groups, in this spell.

They are not simulated, for they have no other effect; the ledger is the same, and most months of most people go.
"""

from __future__ import annotations

from jobsim.finance.desk import PERSON, Desk
from jobsim.programmes.entitlement import term_holds
from jobsim.scenario.conditions import GROUPS_TERM
from jobsim.vocabulary import FACT_INDEX, MILESTONE_CODE, MILESTONES, PAYEES

_STARTED = FACT_INDEX["started"]
# Facts that do not change within a spell, and terms over the groups held when it began.
_CONSTANT = frozenset(
    FACT_INDEX[name]
    for name in (
        "started", "hired_year", "contract_months", "insured", "firm_size", "legal_form", "roles", "from_internship",
        "unemployed_months", "placed_by_operator", "first_venture", "incubated", "free_premises", "wage",
    )
) | {GROUPS_TERM}  # fmt: skip
Terms = list[tuple[int, int, int]]
Rule = tuple[int, int, int, list[Terms], int, int]
"""Group masks (any, all, none), alternatives of constant terms, the day fact that dates apply to, first day."""


class Relevance:
    """The programmes of a desk, by milestone, reduced to what a spell cannot change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rules = _by_milestone(desk)
        employer, job_month = list(PAYEES).index("employer"), MILESTONE_CODE["job_month"]
        self._hiring = [
            i
            for i, rule in enumerate(desk.book.rule_rows)
            if rule["milestone"] == job_month and rule["months"] and rule["payee"] == employer
        ]

    def watched(self, milestone: str, groups: int, facts: list[int] | None = None, *, changing: int = 0) -> bool:
        """Whether any programme on this milestone can concern a person of these groups, in this spell.

        ``facts`` are those of the spell's first day: what stays the same throughout a spell is tested once, here.
        ``changing`` are groups that may be joined or left before the spell ends.
        """
        may, must = groups | changing, groups & ~changing
        for any_, all_, none, alternatives, applies, effective_from in self._rules.get(milestone, ()):
            if (any_ and not may & any_) or may & all_ != all_ or must & none:
                continue
            if facts is None:
                return True
            if applies == _STARTED and facts[applies] < effective_from:
                continue
            if not alternatives or any(
                all(term_holds(op, value, groups if fact == GROUPS_TERM else facts[fact]) for fact, op, value in terms)
                for terms in alternatives
            ):
                return True
        return False

    def subsidy_ended(self, person: int, spell_start: int) -> bool:
        """Whether a monthly hiring subsidy paid for the person in this job has run out of months."""
        for programme in self._hiring:
            account = self._desk.accounts.subjects.peek(programme, PERSON, person)
            if account is None or account["spell"] != spell_start:
                continue  # drawn in an earlier job, if at all
            if 0 < account["month_limit"] <= account["months"]:
                return True
        return False


def _by_milestone(desk: Desk) -> dict[str, list[Rule]]:
    book, names = desk.book, list(MILESTONES)
    found: dict[str, list[Rule]] = {}
    for rule in book.rule_rows:
        alternatives: dict[int, Terms] = {}
        for row in book.condition_rows[rule["condition_first"] : rule["condition_end"]]:
            terms = alternatives.setdefault(row["alternative"], [])
            if row["fact"] in _CONSTANT:
                terms.append((row["fact"], row["op"], row["value"]))
        entry = (
            rule["who_any"], rule["who_all"], rule["who_none"], list(alternatives.values()),
            rule["applies"], rule["effective_from"],
        )  # fmt: skip
        found.setdefault(names[rule["milestone"]], []).append(entry)
    return found
