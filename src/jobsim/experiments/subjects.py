"""Whom a claim is about: the person, and the firm or venture paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jobsim.days import months_between

_OF_FIRM = ("firm_size", "legal_form", "roles", "staff", "insured_staff", "layoff_percent", "recognition")
_OF_SPELL = (
    "started", "months_total", "contract_months", "wage", "insured", "course", "level", "operating_months", "jobs",
    "loan_kind", "loan_amount", "loan_balance",
)  # fmt: skip


def person(origin: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A person: birth, household, groups on the day, the spell that led to the claim."""
    last = parts[-1]
    groups, left = last["groups"], origin["left_school"]
    return {
        "number": origin["person"],
        "born": origin["born"],
        "age": months_between(origin["born"].toordinal(), last["date"].toordinal()) // 12,
        "sex": "woman" if "woman" in groups else "man",
        "household": "rural" if "rural" in groups else "urban",
        "family": origin["family"],
        "family_members": origin["members"],
        "left_school": left if left is not None and left <= last["date"] else None,
        "retires": origin["retires"],
        "groups": groups,
        "spell": {name: last["facts"][name] for name in _OF_SPELL if name in last["facts"]},
    }


def firm(claim: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The firm or venture of a claim as the milestone told it; None if there is none."""
    number, kind = claim["payee_firm"], claim["subject_kind"]
    if number <= -2 or kind == "venture":
        found: dict[str, Any] = {"kind": "venture", "founder": -2 - number if number <= -2 else claim["subject"]}
    elif number >= 0 or kind == "firm":
        found = {"kind": "firm", "number": number if number >= 0 else claim["subject"]}
    else:
        return None
    facts = parts[-1]["facts"] if parts else {}
    return found | {name: facts[name] for name in _OF_FIRM if name in facts}
