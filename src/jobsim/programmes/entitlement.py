"""Who is entitled, and to how much: pure functions of facts, groups and what was drawn before.

No randomness, no objects: every function takes records (see :mod:`jobsim.programmes.tables`), whole numbers and the
facts of the milestone (a sequence of int64 by FACT_INDEX). Money is int64 fen, rounded half up once, at the end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from jobsim.days import add_months
from jobsim.programmes.tables import Form, Record, Tier
from jobsim.scenario.conditions import GROUPS_TERM, Op
from jobsim.vocabulary import FACT_INDEX

_DAY = FACT_INDEX["day"]
_DAYS = FACT_INDEX["days"]
_MONTHS_TO_RETIREMENT = FACT_INDEX["months_to_retirement"]
_STARTED = FACT_INDEX["started"]
_LOAN_BALANCE = FACT_INDEX["loan_balance"]
_LOAN_KIND = FACT_INDEX["loan_kind"]
_FIVE_YEARS = 60
_TO_RETIREMENT = 1 << 20
_BANK_YEAR = 360

_EQUAL, _NOT_EQUAL, _AT_LEAST, _AT_MOST, _IN, _HAS, _ANY, _ALL = (
    int(op) for op in (Op.EQUAL, Op.NOT_EQUAL, Op.AT_LEAST, Op.AT_MOST, Op.IN, Op.HAS, Op.GROUPS_ANY, Op.GROUPS_ALL)
)
_GROUPS = int(GROUPS_TERM)
_PRICE, _SHARE, _POINTS = int(Form.PRICE), int(Form.SHARE), int(Form.POINTS)
_UNTIERED, _THRESHOLD, _WORD = int(Tier.NONE), int(Tier.AT_LEAST), int(Tier.WORD)


# ------------------------------------------------------------------------------------- eligibility


def belongs(any_of: int, all_of: int, none_of: int, groups: int) -> bool:
    """Whether a person of these groups is meant; an empty ``any_of`` means everybody."""
    if any_of != 0 and groups & any_of == 0:
        return False
    return groups & all_of == all_of and groups & none_of == 0


def term_holds(op: int, wanted: int, found: int) -> bool:
    """One comparison; for the group operations ``found`` is the group mask."""
    if op == _AT_LEAST:
        return found >= wanted
    if op == _AT_MOST:
        return found <= wanted
    if op == _EQUAL:
        return found == wanted
    if op == _NOT_EQUAL:
        return found != wanted
    if op == _IN:
        return 0 <= found < 63 and (wanted >> found) & 1 == 1
    if op in (_HAS, _ANY):
        return found & wanted != 0
    if op == _ALL:
        return found & wanted == wanted
    return found & wanted == 0


def conditions_hold(rule: Record, conditions: Sequence[Record], facts: Sequence[int], groups: int) -> bool:
    """Whether one of the rule's alternatives holds in all its terms; a rule without conditions always holds."""
    first, end = rule["condition_first"], rule["condition_end"]
    if first == end:
        return True
    i = first
    while i < end:
        alternative = conditions[i]["alternative"]
        holds = True
        while i < end and conditions[i]["alternative"] == alternative:
            if holds:
                fact = conditions[i]["fact"]
                found = groups if fact == _GROUPS else facts[fact]
                holds = term_holds(conditions[i]["op"], conditions[i]["value"], found)
            i += 1
        if holds:
            return True
    return False


def in_force(rule: Record, facts: Sequence[int]) -> bool:
    """Whether the day the rule looks at lies within its effective dates, both inclusive."""
    day = facts[rule["applies"]]
    return bool(rule["effective_from"] <= day <= rule["effective_until"])


def eligible(rule: Record, conditions: Sequence[Record], facts: Sequence[int], groups: int) -> bool:
    """All that can be said without looking at what was drawn before."""
    return (
        belongs(rule["who_any"], rule["who_all"], rule["who_none"], groups)
        and in_force(rule, facts)
        and conditions_hold(rule, conditions, facts, groups)
    )


# ------------------------------------------------------------------------------------- amount


def half_up(amount: float) -> int:
    """Whole fen, halves rounded up."""
    return math.floor(amount + 0.5)


def value_row(tier: int, fact: int, values: Sequence[Record], first: int, end: int, day: int) -> int:
    """The row in force on ``day`` for this value of the tier's fact, or -1: the last row that fits."""
    found = -1
    for i in range(first, end):
        row = values[i]
        if row["from_day"] > day:
            continue
        if tier == _UNTIERED:
            fits = True
        elif tier == _THRESHOLD:
            fits = fact >= row["at_least"]
        elif tier == _WORD:
            fits = 0 <= fact < 63 and (row["mask"] >> fact) & 1 == 1
        else:
            fits = fact & row["mask"] != 0
        if fits:
            found = i
    return found


def rate_on(values: Sequence[Record], first: int, end: int, day: int) -> float:
    """An undivided dated share (take-up), 0 before its first day."""
    i = value_row(_UNTIERED, 0, values, first, end, day)
    if i < 0:
        return 0.0
    return float(values[i]["rate"])


def covered(rule: Record, facts: Sequence[int], fact: int, months: int, days: int) -> int:
    """A count fact, with the months or days that the limits leave in place of those the milestone covers."""
    if fact == rule["months_fact"]:
        return months
    if fact == _DAYS:
        return days
    return facts[fact]


def units_of(rule: Record, facts: Sequence[int], months: int, days: int) -> int:
    """What the amount counts: months, days, heads or their product; 1 for a plain sum."""
    units = 1
    if rule["period"] >= 0:
        units *= covered(rule, facts, rule["period"], months, days)
    if rule["times"] >= 0:
        units *= covered(rule, facts, rule["times"], months, days)
    return units


def amount(rule: Record, values: Sequence[Record], facts: Sequence[int], months: int, days: int) -> int:
    """Fen for one milestone when ``months`` and ``days`` of it count, caps per entitlement applied."""
    day = facts[_DAY]
    tier_fact = facts[rule["tier_fact"]] if rule["tier_fact"] >= 0 else 0
    i = value_row(rule["tier"], tier_fact, values, rule["value_first"], rule["value_end"], day)
    if i < 0:
        return 0
    form = rule["form"]
    months_covered = facts[rule["months_fact"]] if rule["months_fact"] >= 0 else 0
    if form == _SHARE:
        share = values[i]["rate"] * facts[rule["of"]]
        if 0 <= months < months_covered:
            share = share * months / months_covered
        elif 0 <= days < facts[_DAYS]:
            share = share * days / facts[_DAYS]
        if rule["principal_first"] < rule["principal_end"] and facts[_LOAN_BALANCE] > 0:
            share = share * principal(rule, values, facts) / facts[_LOAN_BALANCE]
        fen = half_up(share)
    elif form == _POINTS:
        fen = half_up(values[i]["rate"] * principal(rule, values, facts) * days / _BANK_YEAR)
    else:
        fen = values[i]["fen"] * units_of(rule, facts, months, days)
        if rule["yearly"] == 1 and rule["period"] >= 0:
            fen = (fen * 2 + 12) // 24
    j = value_row(_UNTIERED, 0, values, rule["cap_first"], rule["cap_end"], day)
    if j >= 0:
        cap = values[j]["fen"]
        if rule["cap_period"] >= 0:
            cap *= covered(rule, facts, rule["cap_period"], months, days)
            if rule["cap_yearly"] == 1:
                cap = (cap * 2 + 12) // 24
        fen = min(fen, cap)
    return max(int(fen), 0)


def principal(rule: Record, values: Sequence[Record], facts: Sequence[int]) -> int:
    """The balance that interest is reckoned on: not above the cap in force when the loan was granted, by its kind."""
    balance = facts[_LOAN_BALANCE]
    i = value_row(_WORD, facts[_LOAN_KIND], values, rule["principal_first"], rule["principal_end"], facts[_STARTED])
    return int(balance) if i < 0 else int(min(balance, values[i]["fen"]))


# ------------------------------------------------------------------------------------- limits


def month_limit(rule: Record, account: Record, facts: Sequence[int]) -> int:
    """Months the subject may draw in all, 0 without limit.

    Whether a limit runs "to retirement if fewer than five years remain at the first approval" is settled at the first
    entitlement and kept. It counts no months then, for nobody draws after retirement, whenever that will be.
    """
    if rule["months"] == 0:
        return 0
    if account["month_limit"] > 0:
        return int(account["month_limit"])
    limit = int(rule["months"])
    remaining = facts[_MONTHS_TO_RETIREMENT]
    if rule["until_retirement"] == 1 and remaining < _FIVE_YEARS:
        limit = _TO_RETIREMENT
    return limit


def entitlement(
    rule: Record,
    conditions: Sequence[Record],
    values: Sequence[Record],
    facts: Sequence[int],
    groups: int,
    account: Record,
    payee: Record,
    quota_used: int,
    year: int,
) -> tuple[int, int, int, int]:
    """``(fen, units, months, days)`` that this milestone gives; all 0 if it gives nothing.

    ``account`` is what counts against the limits before: what the subject drew of this programme, or what was drawn of
    all that share the limit, or by the family. ``payee`` is what the payee drew, ``quota_used`` how many entitlements
    the programme gave this calendar ``year``. Exclusions between programmes are the caller's.
    The last entitlement before a limit is cut to what is left.
    """
    nothing = (0, 0, 0, 0)
    if not eligible(rule, conditions, facts, groups):
        return nothing
    return within_limits(rule, values, facts, account, payee, quota_used, year)


def nothing_left(rule: Record, account: Record, counter: Record, spell: int, year: int) -> bool:
    """Whether the subject gets nothing more in this ``year`` (0: ever) or in this spell, whatever the milestones.

    Times, months, days or the sum are used up, by what ``counter`` says, or a programme that pays once or so often a
    year was left in the spell.
    """
    if rule["months"] > 0 and 0 < counter["month_limit"] <= counter["months"]:
        return True
    if rule["days"] > 0 and counter["days"] >= rule["days"]:
        return True
    if rule["subject_cap"] > 0 and counter["fen"] >= rule["subject_cap"]:
        return True
    if rule["times_limit"] == 0 and rule["per_year"] == 0:
        return False
    return bool(account["missed"] == spell or drawn_so_often(rule, counter, year))


def drawn_so_often(rule: Record, account: Record, year: int) -> bool:
    """Whether the subject has drawn as often as the rule allows, in all or in the ``year``."""
    if rule["times_limit"] > 0 and account["count"] >= rule["times_limit"]:
        return True
    return bool(rule["per_year"] > 0 and account["year"] == year and account["year_count"] >= rule["per_year"])


def within_limits(
    rule: Record,
    values: Sequence[Record],
    facts: Sequence[int],
    account: Record,
    payee: Record,
    quota_used: int,
    year: int,
) -> tuple[int, int, int, int]:
    """:func:`entitlement` for a subject already found eligible."""
    nothing = (0, 0, 0, 0)
    if drawn_so_often(rule, account, year):
        return nothing
    if rule["quota"] > 0 and quota_used >= rule["quota"]:
        return nothing
    months = facts[rule["months_fact"]] if rule["months_fact"] >= 0 else 0
    days = facts[_DAYS]
    limit = month_limit(rule, account, facts)
    if limit > 0:
        months = min(months, limit - int(account["months"]))
        if months <= 0:
            return nothing
    if rule["span"] > 0:
        days = min(days, add_months(facts[_STARTED], rule["span"]) - (facts[_DAY] - days))
        if days <= 0:
            return nothing
    if rule["days"] > 0:
        days = min(days, rule["days"] - int(account["days"]))
        if days <= 0:
            return nothing
    fen = amount(rule, values, facts, months, days)
    if rule["subject_cap"] > 0:
        fen = min(fen, rule["subject_cap"] - int(account["fen"]))
    if rule["payee_cap"] > 0:
        fen = min(fen, rule["payee_cap"] - int(payee["fen"]))
    if rule["payee_year_cap"] > 0:
        drawn = int(payee["year_fen"]) if payee["year"] == year else 0
        fen = min(fen, rule["payee_year_cap"] - drawn)
    if fen <= 0:
        return nothing
    return int(fen), int(units_of(rule, facts, months, days)), int(months), int(days)
