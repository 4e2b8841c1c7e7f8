"""Random variants of random small counties: one or two changes of a case's layer, most of them from a day on."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

import random_counties as rc
from jobsim.vocabulary import MILESTONES
from random_counties import Case, Choices, Layer

MOST = 4


def _rules(layer: Layer) -> list[str]:
    """The programmes that a case states whole."""
    return [name for name, rule in layer["programmes"].items() if rule and "when" in rule]


def _rule(c: Choices, layer: Layer) -> tuple[Layer, tuple[str, ...], bool]:
    rule = layer["programmes"][c.of(*_rules(layer))]
    return rule, MILESTONES[rule["when"]].facts, MILESTONES[rule["when"]].subject != "firm"


def money(c: Choices, layer: Layer) -> None:
    """Another appropriation, other arrivals, another fund altogether."""
    years = range(int(layer["horizon"]["start"][:4]), int(layer["horizon"]["end"][:4]) + 1)
    name = c.of(*layer["funds"])
    fund = layer["funds"][name]
    if fund["appropriations"] and c.often(7):
        year = c.of(*fund["appropriations"])
        fund["appropriations"][year]["amount"] = c.price(c.of(4000, 200, 30000))
        if c.often(3):
            shares = c.shares(range(c.whole(1, 3))).values()
            fund["appropriations"][year]["arrivals"] = [{"on": c.month_day(), "share": share} for share in shares]
    elif c.often(5):
        fund[c.of("when_short", "when_short")] = c.of(*rc.SHORT_RULES)
    else:
        layer["funds"][name] = {**rc.fund(c, years), "kind": fund["kind"]}


def payers(c: Choices, layer: Layer) -> None:
    held = c.of(*(layer[section][name] for section, names in (
        ("programmes", _rules(layer)), ("funds", [*layer["funds"]]),
        ("budget_lines", [n for n, one in layer["budget_lines"].items() if "price" in one]),
    ) for name in names))  # fmt: skip
    held["payers"] = rc.payers(c)


def dates(c: Choices, layer: Layer) -> None:
    """A programme begins or ends on another day."""
    rule, facts, _ = _rule(c, layer)
    held = rule.setdefault("effective", {})
    which = c.of("start", "end", "end", "applies_to")
    if which == "applies_to":
        held[which] = c.of("day", *(fact for fact in ("started", "certificate_day") if fact in facts))
        return
    low = dt.date.fromisoformat(held["start"]) if held.get("start") and which == "end" else None
    high = dt.date.fromisoformat(held["end"]) if held.get("end") and which == "start" else None
    held[which] = c.date(low, high)


def step(c: Choices, layer: Layer) -> None:
    """A plain price, or a share, takes another value from a day on."""
    plain = [name for name in _rules(layer) if isinstance(layer["programmes"][name]["amount"], str)]
    lines = [name for name, one in layer["budget_lines"].items() if isinstance(one.get("price"), str)]
    some = [(layer["programmes"][name], "amount") for name in plain]
    some += [(layer["budget_lines"][name], "price") for name in lines]
    some += [(layer["programmes"][n], "take_up") for n in _rules(layer)
             if isinstance(layer["programmes"][n]["take_up"], float)]  # fmt: skip
    if not some:
        dates(c, layer)
        return
    held, key = c.of(*some)
    value = held[key]
    other = 1.0 - value if isinstance(value, float) else f"{c.of(7.5, 1234.5, 99)} {value.split()[1]}"
    held[key] = {"dated": [{"from": "2000-01-01", "value": value}, {"from": c.date(), "value": other}]}


def price(c: Choices, layer: Layer) -> None:
    """Another plain price of the same unit, over the whole horizon."""
    plain = [name for name in _rules(layer) if isinstance(layer["programmes"][name]["amount"], str)]
    if not plain:
        amount(c, layer)
        return
    rule = layer["programmes"][c.of(*plain)]
    rule["amount"] = f"{c.of(7.5, 1234.5, 99)} {rule['amount'].split()[1]}"


def funds(c: Choices, layer: Layer) -> None:
    """A programme is paid from another fund."""
    _rule(c, layer)[0]["fund"] = c.of(*rc.BASE_FUNDS)


def amount(c: Choices, layer: Layer) -> None:
    rule, facts, _ = _rule(c, layer)
    rule["amount"] = rc.amount(c, facts)
    rule["limits"] = {}
    rule.pop("claim", None)
    rule["claim"] = rc.claim(c, rule["when"], rule["amount"])


def terms(c: Choices, layer: Layer) -> None:
    """Other conditions, groups, exclusions or ways of the claim."""
    rule, facts, person = _rule(c, layer)
    kind = c.of("conditions", "who", "claim", "excludes", "pays")
    if kind == "conditions":
        rule[kind] = rc.conditions(c, facts, person)
    elif kind == "who" and person:
        rule[kind] = c.who()
    elif kind == "excludes":
        own = next(name for name, one in layer["programmes"].items() if one is rule)
        rule[kind] = c.some([name for name in _rules(layer) if name != own] or [own], 2)
        rule[kind] = [name for name in rule[kind] if name != own]
    else:
        rule["claim"] = rc.claim(c, rule["when"], rule["amount"])


def lines(c: Choices, layer: Layer) -> None:
    years = range(int(layer["horizon"]["start"][:4]), int(layer["horizon"]["end"][:4]) + 1)
    layer["budget_lines"][c.of("b9", *(n for n, one in layer["budget_lines"].items() if "price" in one))] = rc.line(
        c, years
    )


def places(c: Choices, layer: Layer) -> None:
    """Places open on another day, or other places altogether."""
    pools = [name for name in rc.POOLS if layer.get("places", {}).get(name, {}).get("openings")]
    if not pools:
        layer["places"] = {**layer.get("places", {}), c.of(*rc.POOLS): {"openings": [
            {"on": c.date(), "count": f"{c.of(3, 10)} places"}]}}  # fmt: skip
        return
    opening = c.of(*layer["places"][c.of(*pools)]["openings"])
    if c.often(5):
        opening["count"] = f"{c.of(7, 0, 100)} places"
    else:
        opening["on"] = c.date()


def targets(c: Choices, layer: Layer) -> None:
    """Nothing that is simulated."""
    layer.pop("targets", None)


def others(c: Choices, layer: Layer) -> None:
    """Something that matters from the first day on."""
    which = c.of("standards", "shocks", "county")
    if which == "standards":
        layer[which] = rc.standards(c)
    elif which == "shocks":
        layer[which] = rc.shocks(c)
    else:
        layer[which] = {**layer[which], "persons": f"{c.whole(20, 60)} persons"}


Change = Callable[[Choices, Layer], None]
CHANGES: tuple[Change, ...] = (
    dates,
    step,
    money,
    places,
    lines,
    targets,
    payers,
    price,
    price,
    funds,
)
RARE_CHANGES: tuple[Change, ...] = (terms, amount, others)


@st.composite
def families(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Case]:
    """A random case and some variants of it, of the same seed and replication."""
    base = draw(rc.cases())
    c = Choices(draw)
    c.first = dt.date.fromisoformat(base.layer["horizon"]["history_from"])
    c.end = dt.date.fromisoformat(base.layer["horizon"]["end"])
    found = [base]
    for _ in range(c.whole(1, MOST)):
        layer = copy.deepcopy(c.of(base, base, *found).layer)
        for change in c.some(RARE_CHANGES if c.often(1) else CHANGES, 2, 1):
            change(c, layer)
        found.append(Case(base.base, layer, base.seed, base.replication, base.static))
    return found
