"""The evidence of the compiled engine: :mod:`jobsim.finance.evidence` over the fields of ``w.desk``.

The entitlements of an open claim hang together from its draft; nothing is kept unless ``keeps`` says so.
"""

from __future__ import annotations

from typing import Any

from jobsim.finance.evidence import fill
from jobsim.finance.kernel import EVIDENCE_FULL

NOTHING = -1


def keep(w: Any, rule: Any, reached: Any, facts: Any, counter: Any, payee: Any, quota_used: int, year: int) -> int:
    """A row for an entitlement; its number, NOTHING without evidence or room for it."""
    desk = w.desk
    if desk.keeps == 0:
        return NOTHING
    number, first = desk.evidence_count, desk.told_count
    end = first + rule["looked_end"] - rule["looked_first"]
    if number >= len(desk.evidence) or end > len(desk.told):
        w.full |= EVIDENCE_FULL
        return NOTHING
    desk.evidence_count, desk.told_count = number + 1, end
    row = desk.evidence[number]
    fill(row, reached.programme, reached.day, reached.groups, counter, payee, quota_used, year)
    row.first, row.end = first, end
    for k in range(first, end):
        desk.told[k] = facts[desk.looked_at[rule["looked_first"] + k - first]]
    return int(number)


def begin(w: Any, draft: int, row: int) -> None:
    """The first entitlement of a claim."""
    desk = w.desk
    if desk.keeps == 1:
        desk.evidence_of[draft] = row


def hang(w: Any, draft: int, row: int) -> None:
    """An entitlement joins an open claim."""
    desk = w.desk
    if row >= 0:
        kept = desk.evidence[row]
        kept.next = desk.evidence_of[draft]
        desk.evidence_of[draft] = row


def file(w: Any, draft: int, claim: int) -> None:
    """The entitlements of a draft make the claim."""
    desk = w.desk
    if desk.keeps == 0:
        return
    row = desk.evidence_of[draft]
    while row >= 0:
        kept = desk.evidence[row]
        kept.claim = claim
        row = kept.next
