"""How an amount comes about: the factors of the multiplication, and what each limit took off.

The amounts are those of :mod:`jobsim.programmes.entitlement`, which are called again and again with one limit more; the
factors are named beside them. Multiplied and divided as they stand, and rounded half up to the fen, they give the
amount before caps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from jobsim.days import add_months
from jobsim.programmes.entitlement import amount, covered, month_limit, principal, value_row, within_limits
from jobsim.programmes.tables import Form, Record, Tier
from jobsim.vocabulary import FACTS, F

_FACT_NAMES = tuple(FACTS)
_NO_CAP = {"cap_first": 0, "cap_end": 0}


class Before(NamedTuple):
    """What had been drawn before an entitlement: of what the limits look at, by the payee, of the yearly quota."""

    months: int = 0
    days: int = 0
    times: int = 0
    year_times: int = 0
    fen: int = 0
    month_limit: int = 0
    payee_fen: int = 0
    payee_year_fen: int = 0
    quota: int = 0


@dataclass(frozen=True)
class Factor:
    """A number of the multiplication, or one that divides. Money is whole fen.

    ``name`` is ``price``, ``share``, ``points`` or ``cap`` (which come from ``row`` of the rule tables), ``principal``,
    ``counted`` (months or days that the limits leave), ``year`` (twelve months, or 360 days) or a fact's name.
    """

    name: str
    value: float
    unit: str
    row: int = -1
    divides: bool = False


@dataclass(frozen=True)
class Cut:
    """A limit: how much it allows, what was drawn before, what it left of what was asked, the fen that it took off.

    ``name`` is ``months``, ``span``, ``days``, ``principal_cap``, ``cap``, ``subject_cap``, ``payee_cap`` or
    ``payee_year_cap``. Money is fen; ``factors`` are those of a cap per month, day or year.
    """

    name: str
    limit: int
    unit: str
    before: int
    asked: int
    left: int
    took_off: int
    factors: tuple[Factor, ...] = ()
    row: int = -1

    @property
    def bound(self) -> bool:
        return self.left < self.asked


@dataclass(frozen=True)
class Reckoned:
    """One entitlement: ``product`` is the multiplication rounded to the fen, ``fen`` what the cuts leave of it."""

    factors: tuple[Factor, ...]
    product: int
    cuts: tuple[Cut, ...]
    fen: int
    units: int
    months: int
    days: int


def multiplied(factors: Sequence[Factor]) -> int:
    """The multiplication as it stands, exactly, and rounded half up at the end."""
    found = Fraction(1)
    for factor in factors:
        found = found / Fraction(factor.value) if factor.divides else found * Fraction(factor.value)
    return math.floor(found + Fraction(1, 2))


def reckon(rule: Record, values: Sequence[Record], facts: Sequence[int], before: Before, year: int) -> Reckoned:
    """Reckon what a milestone gives a subject that is eligible; all zero if it gives nothing."""
    account = {
        "months": before.months, "days": before.days, "count": before.times, "year": year,
        "year_count": before.year_times, "fen": before.fen, "month_limit": before.month_limit,
    }  # fmt: skip
    payee = {"fen": before.payee_fen, "year": year, "year_fen": before.payee_year_fen}
    fen, units, months, days = within_limits(rule, values, facts, account, payee, before.quota, year)
    if fen == 0:
        return Reckoned((), 0, (), 0, 0, 0, 0)
    free = {**rule, **_NO_CAP}
    product = amount(free, values, facts, months, days)
    cuts = [
        *_times(rule, values, facts, account, months, days),
        *_principal(free, values, facts, months, days),
        *_caps(rule, values, facts, before, months, days, product),
    ]
    return Reckoned(_factors(rule, values, facts, months, days), product, tuple(cuts), fen, units, months, days)


def _factors(
    rule: Record, values: Sequence[Record], facts: Sequence[int], months: int, days: int
) -> tuple[Factor, ...]:
    tier_fact = facts[rule["tier_fact"]] if rule["tier_fact"] >= 0 else 0
    i = value_row(rule["tier"], tier_fact, values, rule["value_first"], rule["value_end"], facts[F.day])
    form = rule["form"]
    if form == Form.SHARE:
        found = [Factor("share", values[i]["rate"], "", i), _fact(facts, rule["of"])]
        covers = facts[rule["months_fact"]] if rule["months_fact"] >= 0 else 0
        if 0 <= months < covers:
            found += [
                Factor("counted", months, "months"),
                Factor(_FACT_NAMES[rule["months_fact"]], covers, "months", divides=True),
            ]
        elif 0 <= days < facts[F.days]:
            found += [Factor("counted", days, "days"), Factor("days", facts[F.days], "days", divides=True)]
        if rule["principal_first"] < rule["principal_end"] and facts[F.loan_balance] > 0:
            found += [
                Factor("principal", principal(rule, values, facts), "CNY"),
                replace(_fact(facts, F.loan_balance), divides=True),
            ]
        return tuple(found)
    if form == Form.POINTS:
        return (
            Factor("principal", principal(rule, values, facts), "CNY"),
            Factor("points", values[i]["rate"], "1/year", i),
            Factor("counted", days, "days"),
            Factor("year", 360, "days", divides=True),
        )
    per = {0: "CNY", F.months: "CNY/month", F.days: "CNY/day", F.heads: "CNY/person"}.get(max(rule["period"], 0), "CNY")
    return _priced(rule, facts, "price", values[i]["fen"], "CNY/year" if rule["yearly"] else per, i, months, days)


def _priced(
    rule: Record, facts: Sequence[int], name: str, fen: int, unit: str, row: int, months: int, days: int
) -> tuple[Factor, ...]:
    """A price, or a cap, times what it covers."""
    found = [Factor(name, fen, unit, row)]
    period, yearly = ("cap_period", "cap_yearly") if name == "cap" else ("period", "yearly")
    counts = [rule[period]] if name == "cap" else [rule[period], rule["times"]]
    for fact in counts:
        if fact >= 0:
            count = covered(rule, facts, fact, months, days)
            found.append(replace(_fact(facts, fact), value=count))
    if rule[yearly] == 1 and rule[period] >= 0:
        found.append(Factor("year", 12, "months", divides=True))
    return tuple(found)


def _fact(facts: Sequence[int], fact: int) -> Factor:
    name = _FACT_NAMES[fact]
    return Factor(name, facts[fact], FACTS[name].unit)


def _times(
    rule: Record, values: Sequence[Record], facts: Sequence[int], account: Record, months: int, days: int
) -> list[Cut]:
    """Limits in months and days: the money they take off is that of the months or days beyond them."""
    free = {**rule, **_NO_CAP}
    found = []
    covers = facts[rule["months_fact"]] if rule["months_fact"] >= 0 else 0
    limit = month_limit(rule, account, facts)
    kept = amount(free, values, facts, months, days)
    if limit > 0:
        off = amount(free, values, facts, covers, days) - kept
        found.append(Cut("months", limit, "months", account["months"], covers, months, off))
    asked = facts[F.days]
    if rule["span"] > 0:
        left = min(asked, add_months(facts[F.started], rule["span"]) - (facts[F.day] - asked))
        off = amount(free, values, facts, months, asked) - amount(free, values, facts, months, left)
        found.append(Cut("span", rule["span"], "months", 0, asked, left, off))
        asked = left
    if rule["days"] > 0:
        off = amount(free, values, facts, months, asked) - kept
        found.append(Cut("days", rule["days"], "days", account["days"], asked, days, off))
    return found


def _principal(free: Record, values: Sequence[Record], facts: Sequence[int], months: int, days: int) -> list[Cut]:
    first, end = free["principal_first"], free["principal_end"]
    row = value_row(Tier.WORD, facts[F.loan_kind], values, first, end, facts[F.started])
    if row < 0:
        return []
    balance, left = facts[F.loan_balance], principal(free, values, facts)
    unbound = {**free, "principal_first": 0, "principal_end": 0}
    off = amount(unbound, values, facts, months, days) - amount(free, values, facts, months, days)
    return [Cut("principal_cap", values[row]["fen"], "CNY", 0, balance, left, off, row=row)]


def _caps(
    rule: Record, values: Sequence[Record], facts: Sequence[int], before: Before, months: int, days: int, product: int
) -> list[Cut]:
    """Limits in money, each of what those before it left."""
    found, left = [], product
    row = value_row(Tier.NONE, 0, values, rule["cap_first"], rule["cap_end"], facts[F.day])
    if row >= 0:
        per = {F.months: "CNY/month", F.days: "CNY/day", F.heads: "CNY/person"}.get(rule["cap_period"], "CNY")
        factors = _priced(
            rule, facts, "cap", values[row]["fen"], "CNY/year" if rule["cap_yearly"] else per, row, months, days
        )
        capped = amount(rule, values, facts, months, days)
        found.append(Cut("cap", multiplied(factors), "CNY", 0, left, capped, left - capped, factors, row))
        left = capped
    for name, limit, drawn in (
        ("subject_cap", rule["subject_cap"], before.fen),
        ("payee_cap", rule["payee_cap"], before.payee_fen),
        ("payee_year_cap", rule["payee_year_cap"], before.payee_year_fen),
    ):
        if limit > 0:
            capped = min(left, limit - drawn)
            found.append(Cut(name, limit, "CNY", drawn, left, capped, left - capped))
            left = capped
    return found
