"""Why a milestone gives nothing: the first thing that stands in the way, for rule cases and ``explain``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from jobsim.programmes.entitlement import belongs, in_force, term_holds, value_row
from jobsim.scenario.conditions import GROUPS_TERM, PERCENT, Op, Term
from jobsim.vocabulary import FACTS, GROUPS

if TYPE_CHECKING:
    from jobsim.programmes.rules import RuleBook

_FACT_NAMES = tuple(FACTS)
_SIGNS = {Op.EQUAL: "=", Op.NOT_EQUAL: "≠", Op.AT_LEAST: "≥", Op.AT_MOST: "≤"}


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way. ``fact`` is empty for groups; the texts are whole sentences without a full stop."""

    kind: Literal["groups", "dates", "condition", "tier"]
    fact: str
    en: str
    zh: str
    misses: int = 1
    """How many conditions are not met; far more where it fails by groups or dates already."""


_FAR = 1000


def obstacle(book: RuleBook, programme: int, facts: Sequence[int], groups: int) -> Obstacle | None:
    """The first obstacle of a programme for these facts and groups, or None if there is none.

    Of several alternatives the one is reported that misses the fewest conditions, and of these the one that gets
    furthest. Limits and exclusions are not looked at: they depend on what was drawn before.
    """
    rule = book.rule_rows[programme]
    any_of, all_of, none_of = rule["who_any"], rule["who_all"], rule["who_none"]
    if not belongs(any_of, all_of, none_of, groups):
        return _groups_obstacle(any_of, all_of, none_of, groups)
    if not in_force(rule, facts):
        fact = _FACT_NAMES[rule["applies"]]
        start, end = _shown(fact, rule["effective_from"]), _shown(fact, rule["effective_until"])
        found = _shown(fact, facts[rule["applies"]])
        return Obstacle(
            "dates", fact, f"{fact} {found} is outside {start} to {end}", f"{fact} {found} 不在 {start} 至 {end} 之内",
            _FAR,
        )  # fmt: skip
    fewest, failed = (_FAR, 0), None
    alternatives: dict[int, list[Term]] = {}
    for row in book.condition_rows[rule["condition_first"] : rule["condition_end"]]:
        alternatives.setdefault(row["alternative"], []).append(Term(row["fact"], row["op"], row["value"]))
    for terms in alternatives.values():
        missed = [
            (held, term)
            for held, term in enumerate(terms)
            if not term_holds(term.op, term.value, groups if term.fact == GROUPS_TERM else facts[term.fact])
        ]
        if not missed:
            failed = None
            break
        if (len(missed), -missed[0][0]) < fewest:
            fewest, failed = (len(missed), -missed[0][0]), missed[0][1]
    if failed is not None:
        return replace(_condition_obstacle(failed, facts, groups), misses=fewest[0])
    if rule["tier_fact"] >= 0:
        found_value = facts[rule["tier_fact"]]
        day = facts[_FACT_NAMES.index("day")]
        row_found = value_row(
            rule["tier"], found_value, book.value_rows, rule["value_first"], rule["value_end"], day
        )  # fmt: skip
        if row_found < 0:
            fact = _FACT_NAMES[rule["tier_fact"]]
            shown = _shown(fact, found_value)
            return Obstacle("tier", fact, f"no tier for {fact} {shown}", f"{fact} {shown} 无对应档次")
    return None


def describe(term: Term) -> str:
    """A term as the user could have written it."""
    if term.fact == GROUPS_TERM:
        names = "/".join(_group_names(term.value))
        return {Op.GROUPS_ANY: "any of ", Op.GROUPS_ALL: "all of ", Op.GROUPS_NONE: "none of "}[Op(term.op)] + names
    fact = _FACT_NAMES[term.fact]
    if term.op in (Op.IN, Op.HAS):
        words = FACTS[fact].words
        return f"{fact} in {'/'.join(word for i, word in enumerate(words) if term.value >> i & 1)}"
    return f"{fact} {_SIGNS[Op(term.op)]} {_shown(fact, term.value)}"


def _condition_obstacle(term: Term, facts: Sequence[int], groups: int) -> Obstacle:
    wanted = describe(term)
    if term.fact == GROUPS_TERM:
        return Obstacle("groups", "", f"not {wanted}", f"人员类别不符：{wanted}")
    fact = _FACT_NAMES[term.fact]
    found = _shown(fact, facts[term.fact])
    return Obstacle("condition", fact, f"{wanted} is required, found {found}", f"要求 {wanted}，实际 {found}")


def _groups_obstacle(any_of: int, all_of: int, none_of: int, groups: int) -> Obstacle:
    if any_of and groups & any_of == 0:
        which, en, zh = any_of, "belongs to none of", "不属于"
    elif groups & all_of != all_of:
        which, en, zh = all_of & ~groups, "lacks", "缺少"
    else:
        which, en, zh = none_of & groups, "belongs to the excluded", "属于排除对象"
    names = _group_names(which)
    return Obstacle(
        "groups", "", f"{en} {', '.join(names)}", zh + "：" + "、".join(GROUPS[name].zh for name in names), 2 * _FAR
    )  # fmt: skip


def _group_names(mask: int) -> list[str]:
    return [name for bit, name in enumerate(GROUPS) if mask >> bit & 1]


def _shown(fact: str, value: int) -> str:
    described = FACTS[fact]
    if described.kind == "day":
        return dt.date.fromordinal(min(max(value, 1), dt.date.max.toordinal())).isoformat()
    if described.kind == "money":
        return f"{value / 100:.2f} CNY"
    if described.kind == "bool":
        return "yes" if value else "no"
    if described.kind == "enum":
        return described.words[value] if 0 <= value < len(described.words) else str(value)
    if described.kind == "roles":
        return "/".join(word for i, word in enumerate(described.words) if value >> i & 1) or "none"
    if described.kind == "percent":
        return f"{value / PERCENT:g} {described.unit}"
    return f"{value} {described.unit}".strip()
