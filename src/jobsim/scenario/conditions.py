"""The conditions of a programme: what a user may write, and the one place that reads it.

A condition names a fact and says what it must be::

    conditions:
      contract_months: ">= 6"                  # a comparison: >= <= > < == !=
      insured_months: [">= 12", "<= 36"]       # a range: every comparison must hold
      wage: ">= 1950 CNY"                      # money in CNY, 元 or 万元
      certificate_day: "<= 2022-12-31"         # a day
      layoff_percent: "<= 5.5 %"               # tenths of a percent; a bound between two is rounded inwards
      firm_size: [micro, small]                # one of these words
      level: ">= intermediate"                 # words compare by their order in the vocabulary
      roles: [internship_host, quality]        # the firm has one of these roles
      first_venture: true                      # yes or no
      hired_year: 2022                         # equal to
      any:                                     # and one of these alternatives, each with all outer conditions
        - {contract_months: ">= 6", insured_months: ">= 6"}
        - {accident_insured: true, who: [rural]}

``who`` (inside an alternative) asks for groups: a list means one of them, or ``{any: …, all: …, none: …}``.
A condition on a fact that the milestone does not carry is an error of the scenario, found by :func:`facts_named`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import IntEnum
from typing import Any, NamedTuple

from jobsim.scenario import ranges
from jobsim.vocabulary import FACT_INDEX, FACTS, GROUP_BIT, Fact


class Op(IntEnum):
    """How a fact is compared with the value of a term."""

    EQUAL = 0
    NOT_EQUAL = 1
    AT_LEAST = 2
    AT_MOST = 3
    IN = 4
    """The fact's code is a bit of the mask."""
    HAS = 5
    """The fact, itself a mask, shares a bit with the mask."""
    GROUPS_ANY = 6
    GROUPS_ALL = 7
    GROUPS_NONE = 8


GROUPS_TERM = -1
"""Stands for the person's groups where a term names a fact."""


class Term(NamedTuple):
    """One comparison: ``fact`` is a position in FACTS or GROUPS_TERM, ``value`` a number or a bitmask (int64)."""

    fact: int
    op: int
    value: int


class ConditionError(ValueError):
    """A condition that cannot be read. ``fact`` is the key it stands under."""

    def __init__(self, fact: str, message: str) -> None:
        super().__init__(f"condition {fact}: {message}")
        self.fact = fact
        self.message = message


_COMPARISON = re.compile(r"^\s*(>=|<=|==|!=|>|<)\s*(.+?)\s*$")
_NUMBER = re.compile(r"^(-?\d+(?:\.\d+)?)\s*(.*)$")
PERCENT = 10
"""Percent facts count tenths."""
_MONEY_UNITS = {"": 100, "CNY": 100, "元": 100, "CNY/month": 100, "元/月": 100, "万元": 1_000_000}


def parse_conditions(conditions: Mapping[str, Any]) -> tuple[tuple[Term, ...], ...]:
    """All conditions of a programme as alternatives, each a conjunction of terms; ``()`` if there are none.

    Raises ConditionError at the first condition that cannot be read.
    """
    outer: list[Term] = []
    for fact, value in conditions.items():
        if fact != "any":
            outer.extend(parse_condition(fact, value))
    if "any" not in conditions:
        return (tuple(outer),) if outer else ()
    alternatives = conditions["any"]
    if not isinstance(alternatives, list) or not alternatives:
        raise ConditionError("any", 'expected a list of alternatives, such as [{contract_months: ">= 6"}, …]')
    found: list[tuple[Term, ...]] = []
    for alternative in alternatives:
        if not isinstance(alternative, Mapping) or not alternative:
            raise ConditionError("any", f"each alternative is a mapping of conditions, found {alternative!r}")
        inner = [term for fact, value in alternative.items() for term in parse_condition(fact, value)]
        found.append((*outer, *inner))
    return tuple(found)


def parse_condition(fact: str, value: Any) -> tuple[Term, ...]:
    """The terms of one condition (all must hold). Raises ConditionError."""
    if fact == "who":
        return tuple(_groups(value))
    if fact not in FACTS:
        raise ConditionError(fact, f"there is no such fact{_nearest(fact, FACTS)}")
    described = FACTS[fact]
    code = FACT_INDEX[fact]
    if described.kind == "bool":
        if not isinstance(value, bool):
            raise ConditionError(fact, f"expected true or false, found {value!r}")
        return (Term(code, Op.EQUAL, int(value)),)
    if isinstance(value, list):
        if not value:
            raise ConditionError(fact, "the list is empty")
        if all(isinstance(item, str) and _COMPARISON.match(item) for item in value):
            return tuple(_comparison(fact, described, item) for item in value)
        if described.kind not in ("enum", "roles"):
            raise ConditionError(fact, f'a list holds comparisons such as [">= 12", "<= 36"], found {value!r}')
        return (Term(code, _word_op(described), word_mask(fact, value)),)
    if isinstance(value, str):
        if _COMPARISON.match(value):
            return (_comparison(fact, described, value),)
        if described.kind in ("enum", "roles"):
            return (Term(code, _word_op(described), word_mask(fact, [value])),)
    low, exact = _number(fact, described, value)
    if not exact:
        tenths = "tenths of a " if described.kind == "percent" else ""
        raise ConditionError(fact, f"{value!r} is not a whole number of {tenths}{described.unit}")
    return (Term(code, Op.EQUAL, low),)


def word_mask(fact: str, words: list[Any]) -> int:
    """The bitmask of words of an enumerated fact (or of roles). Raises ConditionError for a word it does not have."""
    known = FACTS[fact].words
    mask = 0
    for word in words:
        if word not in known:
            raise ConditionError(fact, f"{word!r} is not one of {', '.join(known)}{_nearest(str(word), known)}")
        mask |= 1 << known.index(word)
    return mask


def facts_named(conditions: Mapping[str, Any]) -> Iterator[str]:
    """The facts a programme's conditions refer to, alternatives included, for the check against the milestone."""
    for fact, value in conditions.items():
        if fact != "any":
            if fact != "who":
                yield fact
        elif isinstance(value, list):
            for alternative in value:
                if isinstance(alternative, Mapping):
                    yield from facts_named(alternative)


def _word_op(fact: Fact) -> Op:
    return Op.HAS if fact.kind == "roles" else Op.IN


def _comparison(fact: str, described: Fact, text: str) -> Term:
    matched = _COMPARISON.match(text)
    assert matched is not None
    sign, rest = matched.groups()
    code = FACT_INDEX[fact]
    if described.kind == "roles":
        raise ConditionError(fact, f"roles are not compared; write a list of roles, found {text!r}")
    floor, exact = _number(fact, described, rest)
    if sign == ">=":
        return Term(code, Op.AT_LEAST, floor if exact else floor + 1)
    if sign == ">":
        return Term(code, Op.AT_LEAST, floor + 1)
    if sign == "<=":
        return Term(code, Op.AT_MOST, floor)
    if sign == "<":
        return Term(code, Op.AT_MOST, floor - 1 if exact else floor)
    if not exact:
        whole = "whole number of tenths" if described.kind == "percent" else "whole number"
        raise ConditionError(fact, f"{text!r}: the fact is a {whole} and never equals {rest}")
    return Term(code, Op.EQUAL if sign == "==" else Op.NOT_EQUAL, floor)


def _number(fact: str, described: Fact, value: Any) -> tuple[int, bool]:
    """The value on the fact's integer scale: (floor, whether it is exact)."""
    if described.kind == "enum":
        word = str(value)
        if word not in described.words:
            known = ", ".join(described.words)
            raise ConditionError(fact, f"{word!r} is not one of {known}{_nearest(word, described.words)}")
        return described.words.index(word), True
    if described.kind == "day":
        try:
            day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            raise ConditionError(fact, f"expected a day such as 2022-12-31, found {value!r}") from None
        first, last = ranges.FIRST_DAY, ranges.LAST_DAY
        if not first.toordinal() <= day.toordinal() <= last.toordinal():
            raise ConditionError(fact, f"expected a day from {first} to {last}, found {day}")
        return day.toordinal(), True
    matched = None if isinstance(value, bool) else _NUMBER.match(str(value).strip())
    if matched is None:
        raise ConditionError(fact, f"expected a number of {described.unit}, found {value!r}")
    number, unit = Decimal(matched[1]), matched[2].strip()
    if abs(number) > ranges.FACT:
        most = ranges.shown(ranges.FACT)
        raise ConditionError(fact, f"expected a number between -{most} and {most}, found {matched[1][:40]}")
    if described.kind == "money":
        if unit not in _MONEY_UNITS:
            raise ConditionError(fact, f"unit {unit!r} is not one of CNY, 元, 万元")
        number *= _MONEY_UNITS[unit]
    elif unit not in ("", described.unit) and not (described.kind == "percent" and unit == "%"):
        raise ConditionError(fact, f"unit {unit!r} does not fit, the fact counts {described.unit}")
    if described.kind == "percent":
        number *= PERCENT
    floor = math.floor(number)
    return floor, floor == number


def _groups(value: Any) -> Iterator[Term]:
    clauses = {"any": value} if isinstance(value, list) else value
    if not isinstance(clauses, Mapping) or not clauses:
        raise ConditionError("who", f"expected a list of groups or any/all/none, found {value!r}")
    ops = {"any": Op.GROUPS_ANY, "all": Op.GROUPS_ALL, "none": Op.GROUPS_NONE}
    for key, names in clauses.items():
        if key not in ops:
            raise ConditionError("who", f"{key!r} is not one of any, all, none")
        yield Term(GROUPS_TERM, ops[key], group_mask(names))


def group_mask(names: Any) -> int:
    """The bitmask of a list of person groups. Raises ConditionError for a group there is not."""
    if not isinstance(names, list):
        raise ConditionError("who", f"expected a list of groups, found {names!r}")
    mask = 0
    for name in names:
        if not isinstance(name, str) or name not in GROUP_BIT:
            raise ConditionError("who", f"there is no group {name!r}{_nearest(str(name), GROUP_BIT)}")
        mask |= 1 << GROUP_BIT[name]
    return mask


def _nearest(word: str, known: Any) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
