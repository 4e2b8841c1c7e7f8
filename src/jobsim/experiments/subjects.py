"""Whom a claim is about: the person as the county had it on its first day, and the firm or venture paid.

The county of a replication is made again from the seed, which takes a fraction of a second; nobody lives in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from jobsim import vocabulary as words
from jobsim.county.groups import BIT, LASTING
from jobsim.county.synthesis import County
from jobsim.days import date_of, months_between
from jobsim.experiments.arithmetic import Unexplained

_OF_FIRM = ("firm_size", "legal_form", "roles", "staff", "insured_staff", "layoff_percent", "recognition")
_OF_SPELL = (
    "started", "months_total", "contract_months", "wage", "insured", "course", "level", "operating_months", "jobs",
    "loan_kind", "loan_amount", "loan_balance",
)  # fmt: skip


def person(county: County, number: int, parts: Sequence[Mapping[str, Any]], groups: int) -> dict[str, Any]:
    """A person: birth, household, groups on the day, the spell that led to the claim.

    Raises Unexplained if the county has no such person, or another one of that number.
    """
    rows = np.flatnonzero(county.keys == number)
    if not len(rows):
        raise Unexplained(f"the county has no person {number}")
    row = county.persons[rows[0]]
    static, family = int(row["groups"]), int(row["family"])
    if (static ^ groups) & LASTING:
        raise Unexplained(f"person {number} of the county belongs to other groups")
    last = parts[-1]
    return {
        "number": number,
        "born": date_of(int(row["born"])),
        "age": months_between(int(row["born"]), last["date"].toordinal()) // 12,
        "sex": "woman" if static & BIT["woman"] else "man",
        "household": "rural" if static & BIT["rural"] else "urban",
        "family": family if family >= 0 else None,
        "family_members": int((county.persons["family"] == family).sum()) if family >= 0 else None,
        "left_school": date_of(int(row["left_school"])) if 0 < row["left_school"] <= last["date"].toordinal() else None,
        "retires": date_of(int(row["retires"])),
        "groups": last["groups"],
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


def mask(groups: Sequence[str]) -> int:
    return sum(1 << words.GROUP_BIT[name] for name in groups)
