"""Limits that several programmes share: who counts together with whom, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jobsim.scenario.quantities import Quantity
from jobsim.scenario.rule_sections import Amount, Limits, Programme
from jobsim.vocabulary import MILESTONES, MONTH_COUNTS

SHARED = ("months", "until_retirement", "days", "once", "times", "per_year", "subject_cap", "per")
"""The limits that are counted together. Quotas and caps of payees are each programme's own."""
INTEREST = "loan_interest_due"


def pools(programmes: Mapping[str, Programme]) -> list[list[str]]:
    """Programmes that share their limits, whoever of them states it, each pool in the order of the scenario."""
    pool_of = {name: [name] for name in programmes}
    for name, programme in programmes.items():
        for other in programme.limits.shared_with:
            if other in pool_of and pool_of[other] is not pool_of[name]:
                joined = pool_of[name] + pool_of[other]
                pool_of |= dict.fromkeys(joined, joined)
    order = {name: i for i, name in enumerate(programmes)}
    found = {id(pool): sorted(pool, key=order.__getitem__) for pool in pool_of.values() if len(pool) > 1}
    return sorted(found.values(), key=lambda pool: order[pool[0]])


def disagreements(programmes: Mapping[str, Programme]) -> Iterator[tuple[str, str, str]]:
    """(programme, limit, programme that states another value of it before)."""
    for pool in pools(programmes):
        for limit in SHARED:
            first = next((name for name in pool if _stated(programmes[name].limits, limit)), None)
            for name in pool:
                stated = _stated(programmes[name].limits, limit)
                if first is not None and stated and _value(programmes, name, limit) != _value(programmes, first, limit):
                    yield name, limit, first


def limits_of(programmes: Mapping[str, Programme]) -> dict[str, Limits]:
    """The limits of each programme; what one of a pool states holds for all whose milestones carry what it counts."""
    found = {name: programme.limits for name, programme in programmes.items()}
    for pool in pools(programmes):
        common: dict[str, Any] = {}
        for limit in SHARED:
            stated = [getattr(found[name], limit) for name in pool if _stated(found[name], limit)]
            common |= {limit: stated[0]} if stated else {}
        for name in pool:
            found[name] = found[name].model_copy(update=_fitting(common, programmes[name]))
    return found


def is_paid_by_months(programme: Programme) -> bool:
    """Whether its price is multiplied by a fact that counts months, in place of the months covered."""
    return isinstance(programme.amount, Amount) and programme.amount.times in MONTH_COUNTS


def _fitting(limits: dict[str, Any], programme: Programme) -> dict[str, Any]:
    carried, own = MILESTONES[programme.when].facts, programme.limits
    kept = dict(limits)
    if own.months is None and ("months" not in carried or programme.when == INTEREST):
        kept.pop("until_retirement", None)
        if not is_paid_by_months(programme):
            kept.pop("months", None)
    if own.days is None and "days" not in carried:
        kept.pop("days", None)
    return kept


def _stated(limits: Limits, limit: str) -> bool:
    return bool(getattr(limits, limit) != Limits.model_fields[limit].default)


def _value(programmes: Mapping[str, Programme], name: str, limit: str) -> Any:
    value = getattr(programmes[name].limits, limit)
    return (value.kind, value.args, value.unit, value.steps) if isinstance(value, Quantity) else value
