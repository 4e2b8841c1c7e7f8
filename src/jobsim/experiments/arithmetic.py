"""The multiplication behind a claim, told: each factor with its value and where it comes from, each limit that bit.

Money is CNY with whole fen; a share or rate has all its digits, so that whoever multiplies gets the same fen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from jobsim import vocabulary as words
from jobsim.days import year_of
from jobsim.experiments import costs
from jobsim.finance.budget_lines import budget_dues
from jobsim.programmes.entitlement import eligible, half_up
from jobsim.programmes.reckoning import Before, Cut, Factor, reckon
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.conditions import GROUPS_TERM, PERCENT, Op
from jobsim.scenario.parameters import Parameters, held
from jobsim.scenario.quantities import Quantity, shown
from jobsim.scenario.schema import Scenario
from jobsim.scenario.shared_limits import limits_of

_FACT_NAMES = tuple(words.FACTS)
_SIGNS = {Op.EQUAL: "=", Op.NOT_EQUAL: "≠", Op.AT_LEAST: "≥", Op.AT_MOST: "≤", Op.IN: "∈", Op.HAS: "∋"}
_GROUPS = {Op.GROUPS_ANY: "any", Op.GROUPS_ALL: "all", Op.GROUPS_NONE: "none"}


class Unexplained(Exception):
    """The rules do not give what the ledger says."""


# ------------------------------------------------------------------------------------------------ programmes


def entitlements(
    scenario: Scenario, parameters: Parameters, book: RuleBook, programme: int, rows: pl.DataFrame
) -> list[dict[str, Any]]:
    """The entitlements of a claim, reckoned anew from what they rest on. Raises Unexplained if one cannot be."""
    return [_entitlement(scenario, parameters, book, programme, row) for row in rows.iter_rows(named=True)]


def _entitlement(
    scenario: Scenario, parameters: Parameters, book: RuleBook, programme: int, row: Mapping[str, Any]
) -> dict[str, Any]:
    rule = book.rule_rows[programme]
    looked_at, values = book.looked_at_rows[programme], row["facts"]
    if len(looked_at) != len(values):
        raise Unexplained(f"{len(values)} facts are kept of it, and the rule looks at {len(looked_at)}")
    facts = [0] * len(_FACT_NAMES)
    for fact, value in zip(looked_at, values, strict=True):
        facts[fact] = value
    before = Before(
        months=row["months_before"], days=row["days_before"], times=row["times_before"],
        year_times=row["times_in_year_before"], fen=row["fen_before"], month_limit=row["month_limit"],
        payee_fen=row["payee_fen_before"], payee_year_fen=row["payee_fen_in_year_before"],
        quota=row["quota_used_before"],
    )  # fmt: skip
    day = row["day"].toordinal()
    if facts[words.F.day] != day or not eligible(rule, book.condition_rows, facts, row["groups"]):
        raise Unexplained(f"by the rule nothing is due for {row['day']}")
    reckoned = reckon(rule, book.value_rows, facts, before, year_of(day))
    if reckoned.fen == 0:
        raise Unexplained(f"by the rule nothing is due for {row['day']}")
    named = {_FACT_NAMES[fact]: facts[fact] for fact in looked_at}
    told = _Teller(scenario, parameters, book, programme, named)
    return {
        "date": row["day"],
        "groups": [name for bit, name in enumerate(words.GROUPS) if row["groups"] >> bit & 1],
        "facts": {name: fact_told(name, value) for name, value in named.items()},
        "conditions": list(_conditions(book, rule, facts, row["groups"])),
        "factors": [told.factor(factor) for factor in reckoned.factors],
        "product_cny": reckoned.product / 100,
        "limits": [told.cut(cut) for cut in reckoned.cuts] + list(_counted(rule, before)),
        "amount_cny": reckoned.fen / 100,
        "units": reckoned.units,
    }


def check(parts: Sequence[Mapping[str, Any]], claim: Mapping[str, Any]) -> None:
    """Raise Unexplained unless the entitlements are those of the claim, to the fen."""
    fen = sum(round(part["amount_cny"] * 100) for part in parts)
    units = sum(part["units"] for part in parts)
    if fen != claim["entitled_fen"]:
        raise Unexplained(f"the rules give {fen / 100:,.2f} CNY, the ledger has {claim['entitled_fen'] / 100:,.2f}")
    days = [part["date"] for part in parts]
    found = (len(parts), units, min(days, default=None), max(days, default=None))
    if found != (claim["milestones"], claim["units"], claim["first_day"], claim["entitled_day"]):
        raise Unexplained("its milestones are not those of the ledger")


class _Teller:
    """Tells the factors of a programme with where they come from."""

    def __init__(
        self, scenario: Scenario, parameters: Parameters, book: RuleBook, programme: int, facts: Mapping[str, int]
    ) -> None:
        self._parameters, self._book, self._facts = parameters, book, facts
        self._limits = limits_of(scenario.programmes)[book.names[programme]]

    def factor(self, factor: Factor) -> dict[str, Any]:
        found = _number(factor.name, factor.value, factor.unit, divides=factor.divides)
        if factor.row >= 0:
            first = self._facts["started"] if factor.name == "principal_cap" else self._facts["day"]
            return found | {"from": origin(self._parameters, self._book.quantities[factor.row], first)}
        if factor.name in words.FACTS:
            parts = costs.parts_of(factor.name, int(factor.value), self._facts, self._parameters)
            made_of = [
                _number(part.name, part.value, part.unit, divides=part.divides)
                | ({"from": origin(self._parameters, part.quantity, part.day)} if part.quantity is not None else {})
                for part in parts
            ]
            return found | ({"made_of": made_of} if made_of else {})
        return found

    def cut(self, cut: Cut) -> dict[str, Any]:
        of_money = cut.unit == "CNY"
        limit, before, asked, left = (
            value / 100 if of_money else value for value in (cut.limit, cut.before, cut.asked, cut.left)
        )
        found: dict[str, Any] = {
            "limit": cut.name, "value": limit, "unit": cut.unit, "before": before, "asked": asked, "counts": left,
            "bound": cut.bound, "took_off_cny": cut.took_off / 100,
        }  # fmt: skip
        if cut.factors:
            found["factors"] = [self.factor(factor) for factor in cut.factors]
        quantity = getattr(self._limits, cut.name, None)
        if cut.row >= 0:
            quantity = self._book.quantities[cut.row]
        if isinstance(quantity, Quantity):
            found["from"] = origin(self._parameters, quantity, self._facts["day"])
        return found


def _counted(rule: Mapping[str, Any], before: Before) -> Iterator[dict[str, Any]]:
    """Limits that allow an entitlement whole or not at all."""
    for name, limit, drawn in (
        ("times", rule["times_limit"], before.times), ("per_year", rule["per_year"], before.year_times),
        ("quota", rule["quota"], before.quota),
    ):  # fmt: skip
        if limit > 0:
            yield {"limit": name, "value": limit, "unit": "times", "before": drawn, "asked": 1, "counts": 1,
                   "bound": False, "took_off_cny": 0.0}  # fmt: skip


def _number(name: str, value: float, unit: str, *, divides: bool) -> dict[str, Any]:
    """A factor as it is told; money in CNY."""
    told: float = value / 100 if unit.startswith("CNY") else value
    found: dict[str, Any] = {"name": name, "value": told, "unit": unit}
    return found | {"divides": True} if divides else found


def origin(parameters: Parameters, quantity: Quantity, day: int) -> dict[str, Any]:
    """Where a number of the scenario comes from, of the step that holds on a day."""
    step, since = quantity, None
    for start, each in quantity.steps:
        if since is None or start.toordinal() <= day:
            step, since = each, start
    found: dict[str, Any] = {
        "path": quantity.path, "source": step.source or quantity.source,
        "reference": step.reference or quantity.reference, "note": step.note or quantity.note,
    }  # fmt: skip
    if since is not None:
        found["since"] = since
    if step.is_uncertain:
        found["drawn_from"] = shown(step)
    return found


def fact_told(name: str, value: int) -> Any:
    """A fact as it is told: a date, CNY, yes or no, a word or words, percent, a number."""
    fact = words.FACTS[name]
    if fact.kind == "day":
        return dt.date.fromordinal(value) if 0 < value <= dt.date.max.toordinal() else None
    if fact.kind == "money":
        return value / 100
    if fact.kind == "bool":
        return bool(value)
    if fact.kind == "enum":
        return fact.words[value] if 0 <= value < len(fact.words) else None
    if fact.kind == "roles":
        return [word for bit, word in enumerate(fact.words) if value >> bit & 1]
    return value / PERCENT if fact.kind == "percent" else value


def _conditions(book: RuleBook, rule: Mapping[str, Any], facts: Sequence[int], groups: int) -> Iterator[dict[str, Any]]:
    """Who is meant and what is asked for, by the alternative that holds, with what was found."""
    for which, mask in (("any", rule["who_any"]), ("all", rule["who_all"]), ("none", rule["who_none"])):
        if mask:
            yield _of_groups(which, mask, groups)
    rows = book.condition_rows[rule["condition_first"] : rule["condition_end"]]
    for alternative in sorted({row["alternative"] for row in rows}):
        own = [row for row in rows if row["alternative"] == alternative]
        bounds = {"condition_first": 0, "condition_end": len(own)}
        if not eligible({**rule, **bounds}, own, facts, groups):
            continue
        for row in own:
            if row["fact"] == GROUPS_TERM:
                yield _of_groups(_GROUPS[row["op"]], row["value"], groups)
            else:
                yield _of_fact(_FACT_NAMES[row["fact"]], row["op"], row["value"], facts[row["fact"]])
        return


def _of_groups(which: str, mask: int, groups: int) -> dict[str, Any]:
    asked = [name for bit, name in enumerate(words.GROUPS) if mask >> bit & 1]
    found = [name for bit, name in enumerate(words.GROUPS) if (mask & groups) >> bit & 1]
    return {"who": which, "asked": asked, "found": found}


def _of_fact(name: str, op: int, wanted: int, found: int) -> dict[str, Any]:
    fact = words.FACTS[name]
    asked: Any = fact_told(name, wanted)
    if op in (Op.IN, Op.HAS):
        asked = [word for bit, word in enumerate(fact.words) if wanted >> bit & 1]
    return {"fact": name, "sign": _SIGNS[Op(op)], "asked": asked, "found": fact_told(name, found), "unit": fact.unit}


# ------------------------------------------------------------------------------------------------ budget lines


def budget_line(
    scenario: Scenario, parameters: Parameters, name: str, claim: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The part of a budget line that fell due: volume × price × the month's share. Raises Unexplained."""
    line = scenario.budget_lines[name]
    number, day = len(scenario.programmes) + list(scenario.budget_lines).index(name), claim["entitled_day"]
    dues = budget_dues(scenario, parameters)
    own = dues[(dues["programme"] == number) & (dues["day"] == day.toordinal())]
    if len(own) != 1 or int(own["fen"][0]) != claim["entitled_fen"] or int(own["units"][0]) != claim["units"]:
        raise Unexplained(f"by the plan something else falls due on {day}")
    shares = line.months if line.months is not None else [0.0] * 11 + [1.0]
    share = shares[day.month - 1] / sum(shares)
    volume, price = (held(parameters.steps(q), day.toordinal()) for q in (line.volume, line.price))
    product = half_up(volume * price * share * 100)
    return [{
        "date": day, "groups": [], "facts": {}, "conditions": [],
        "factors": [
            {"name": "volume", "value": volume, "unit": "", "unit_title": line.unit.model_dump(),
             "from": origin(parameters, line.volume, day.toordinal())},
            {"name": "unit_price", "value": price, "unit": "CNY",
             "from": origin(parameters, line.price, day.toordinal())},
            *([{"name": "month_share", "value": share, "unit": ""}] if share != 1 else []),
        ],
        "product_cny": product / 100,
        "limits": [],
        "rounding_cny": (claim["entitled_fen"] - product) / 100,
        "amount_cny": claim["entitled_fen"] / 100,
        "units": claim["units"],
    }]  # fmt: skip
