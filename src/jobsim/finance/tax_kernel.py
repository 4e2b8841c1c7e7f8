"""The tax office of the compiled engine: :class:`jobsim.finance.tax.TaxOffice` over the quotas in ``w.desk``.

Tax due is that of a firm's insured staff at the last month end; start-ups owe none in their first years.
"""

from __future__ import annotations

from typing import Any

from jobsim.finance.desk import FIRM
from jobsim.finance.kernel import QUOTAS_FULL
from jobsim.finance.ledger import Status
from jobsim.finance.sorting import QUOTA_CLAIMS, QUOTAS, quota_claim_key, sort
from jobsim.finance.tax import set_off
from jobsim.finance.treasury_kernel import approve, enter, enter_settled


def enter_quota(
    w: Any, year: int, payee_kind: int, payee: int, day: int, person: int, kind: int, subject: int, programme: int,
    milestone: int, fund: int, payee_firm: int, units: int, fen: int, kept: int,
) -> None:  # fmt: skip
    """A quota that was taken up; it waits for the year's end."""
    desk = w.desk
    if desk.quota_entries >= len(desk.quotas):
        w.full |= QUOTAS_FULL
        return
    quota = desk.quotas[desk.quota_entries]
    desk.quota_entries += 1
    quota.year = year
    quota.payee_kind = payee_kind
    quota.payee = payee
    quota.day = day
    quota.person = person
    quota.kind = kind
    quota.subject = subject
    quota.programme = programme
    quota.milestone = milestone
    quota.fund = fund
    quota.payee_firm = payee_firm
    quota.units = units
    quota.fen = fen
    quota.evidence = kept
    quota.used = 0


def settle_tax(w: Any, day: int) -> None:
    """Last day of a year: set off the year's quotas; one claim per programme, subject and taxpayer."""
    desk = w.desk
    count, order = desk.quota_entries, desk.order
    desk.quota_entries = 0
    for i in range(count):
        order[i] = i
    sort(w, QUOTAS, count)
    for i in range(count):
        quota = desk.quotas[order[i]]
        if i == 0 or _another_taxpayer(quota, desk.quotas[order[i - 1]]):
            _assess(w, quota)
        quota.used = set_off(quota.fen, desk.tax_due, desk.tax_used)
    sort(w, QUOTA_CLAIMS, count)  # equals keep the order of settlement
    first = 0
    while first < count:
        end = first + 1
        while end < count and quota_claim_key(desk.quotas[order[end]]) == quota_claim_key(desk.quotas[order[first]]):
            end += 1
        _book(w, day, first, end)
        first = end


def _another_taxpayer(one: Any, other: Any) -> bool:
    return bool(one.year != other.year or one.payee_kind != other.payee_kind or one.payee != other.payee)


def _assess(w: Any, quota: Any) -> None:
    """Tax due of the taxpayer who pays for a quota, in legal order."""
    for tax in range(len(w.desk.tax_due)):
        w.desk.tax_due[tax] = 0
        if quota.payee_kind == FIRM and 0 <= quota.payee < w.proper:
            firm = w.firm[quota.payee]
            w.desk.tax_due[tax] = firm.tax[tax] * firm.insured_seen


def _book(w: Any, day: int, first: int, end: int) -> None:
    """Enter the claim of the quotas from ``first`` to ``end`` in the order."""
    desk = w.desk
    units, fen, used = 0, 0, 0
    for i in range(first, end):
        quota = desk.quotas[desk.order[i]]
        units += quota.units
        fen += quota.fen
        used += quota.used
    one, last = desk.quotas[desk.order[first]], desk.quotas[desk.order[end - 1]]
    claim = enter(
        w, one.programme, one.milestone, one.kind, one.subject, one.person, one.payee_firm, one.fund, one.day, last.day,
        day, units, end - first, fen, Status.APPROVED,
    )  # fmt: skip
    if claim < 0:
        return
    for i in range(first, end):
        kept = desk.quotas[desk.order[i]].evidence
        if kept >= 0:
            desk.evidence.claim[kept] = claim
    approve(w, claim, day, used)
    if used == 0:
        row = desk.ledger[claim]
        row.status = Status.LAPSED
    else:
        enter_settled(w, claim, day, used)
