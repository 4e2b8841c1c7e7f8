"""Roles that too few firms of the county may hold, and head-counts of key groups that count nobody."""

from __future__ import annotations

from collections.abc import Iterable

from jobsim.scenario.checks import Checker
from jobsim.scenario.conditions import facts_named
from jobsim.scenario.county_sections import FirmPopulation, RoleRule
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.rule_sections import Amount, Programme


def role_holders(checker: Checker) -> None:
    """What the scenario says of roles and key groups, as far as it cannot come about."""
    firms = checker.scenario.county.firms
    for role, count in firms.roles.items():
        expected = _middle([firms.number]) * eligible_share(firms, firms.role_rules.get(role) or RoleRule())
        if _middle([count]) > expected:
            message = f"{_middle([count]):g} firms are to hold the role, but some {expected:.0f} may; all of these will"
            hint = f"widen the rule under county.firms.role_rules.{role}, or ask for fewer"
            checker.fault(("county", "firms", "roles", role), message, hint)
    for name, programme in checker.scenario.programmes.items():
        if "key_group_staff" in _facts_of(programme) and not _counted(firms, programme):
            message = "key_group_staff counts nobody: the county names no key groups for these firms"
            checker.fault(("programmes", name), message, "name them under county.firms.key_groups", key=True)


def eligible_share(firms: FirmPopulation, rule: RoleRule) -> float:
    """The share of firms that may hold a role by its rule, at the middle of what is uncertain."""
    sizes = _middle(share for name, share in firms.sizes.items() if name in rule.sizes)
    return sizes * _middle(share for name, share in firms.legal_forms.items() if name in rule.legal_forms)


def _middle(quantities: Iterable[Quantity]) -> float:
    return sum(0.0 if quantity.is_missing else quantity.central() for quantity in quantities)


def _facts_of(programme: Programme) -> set[str]:
    named = set(facts_named(programme.conditions))
    amount = programme.amount
    if isinstance(amount, Amount):
        named |= {fact for fact in (amount.times, amount.tiers.by if amount.tiers else None) if fact is not None}
    return named


def _counted(firms: FirmPopulation, programme: Programme) -> bool:
    """Whether workers of some group are counted in firms of the roles that the programme asks for."""
    roles = programme.conditions.get("roles")
    asked = {roles} if isinstance(roles, str) else set(roles) if isinstance(roles, list) else set(firms.roles)
    named = {role for role, groups in firms.key_groups.items() if groups}
    return "other" in named or bool(asked & named)
