"""Tax quotas: collected per taxpayer over the calendar year, set off against tax due at its end, in legal order.

Source: announcements 14 and 15 of 2023 of the Ministry of Finance and others: value-added tax, urban maintenance and
construction tax, education surcharge, local education surcharge, then enterprise income tax; what is not used in the
year lapses. Workers of one firm share what tax is due in the order of the day their quota arose, then of the person's
number.
"""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jobsim.finance.evidence import Witness
from jobsim.finance.ledger import Ledger, Status
from jobsim.finance.treasury import Treasury
from jobsim.vocabulary import TAXES

TaxDue = Callable[[int, int, int], Sequence[int]]
"""``tax_due(payee_kind, payee, year)``: tax due in fen, in the order of TAXES. Kinds: 1 venture, 2 firm."""

TAX_DTYPE = np.dtype([("claim", "i4"), ("tax", "i1"), ("fen", "i8")])


def set_off(quota: int, due: MutableSequence[int], used: MutableSequence[int]) -> int:
    """Set a quota off against tax due, in legal order; returns what was used of it.

    ``due`` shrinks, ``used`` grows, both in fen in the order of TAXES.
    """
    total = 0
    for tax in range(len(due)):
        part = min(quota - total, due[tax])
        if part > 0:
            due[tax] -= part
            used[tax] += part
            total += part
    return total


class Quota(NamedTuple):
    """A quota that waits for the year's end; the fields stand in the order of settlement."""

    year: int
    payee_kind: int
    payee: int
    day: int
    person: int
    subject_kind: int
    subject: int
    programme: int
    milestone: int
    fund: int
    payee_firm: int
    units: int
    fen: int
    evidence: int = -1
    """Its row in the evidence, if that is kept."""


class _Claim(NamedTuple):
    """What makes one claim; the fields stand in the order in which claims are numbered."""

    programme: int
    subject_kind: int
    subject: int
    payee_kind: int
    payee: int
    year: int
    milestone: int
    fund: int
    payee_firm: int
    person: int


class TaxOffice:
    """The quotas of the running year."""

    def __init__(self, ledger: Ledger, treasury: Treasury, tax_due: TaxDue, witness: Witness | None = None) -> None:
        self.ledger = ledger
        self.treasury = treasury
        self._tax_due = tax_due
        self._witness = witness
        self._entered: list[Quota] = []
        self._detail: list[tuple[int, int, int]] = []

    def enter(self, quota: Quota) -> None:
        """A quota that was taken up; it waits for the year's end."""
        self._entered.append(quota)

    def settle(self, day: int) -> None:
        """Last day of a year: set off the year's quotas; one claim per programme, subject and taxpayer."""
        entered, self._entered = sorted(self._entered), []
        claims: dict[_Claim, list[int]] = {}
        taxes: dict[_Claim, list[int]] = {}
        kept: dict[_Claim, list[int]] = {}
        taxpayer: tuple[int, ...] = ()
        due: list[int] = []
        for quota in entered:
            if quota[:3] != taxpayer:
                taxpayer = quota[:3]
                due = list(self._tax_due(quota.payee_kind, quota.payee, quota.year))
            key = _Claim(
                quota.programme, quota.subject_kind, quota.subject, quota.payee_kind, quota.payee, quota.year,
                quota.milestone, quota.fund, quota.payee_firm, quota.person,
            )  # fmt: skip
            # first day, last day, units, milestones, quota, used
            claim = claims.setdefault(key, [quota.day, quota.day, 0, 0, 0, 0])
            claim[1] = quota.day
            claim[2] += quota.units
            claim[3] += 1
            claim[4] += quota.fen
            claim[5] += set_off(quota.fen, due, taxes.setdefault(key, [0] * len(TAXES)))
            kept.setdefault(key, []).append(quota.evidence)
        for key in sorted(claims):
            number = self._book(key, claims[key], taxes[key], day)
            if self._witness is not None:
                self._witness.file(kept[key], number)

    def _book(self, key: _Claim, claim: list[int], taxes: list[int], day: int) -> int:
        """Enter the claim of a year; its number."""
        first_day, last_day, units, milestones, quota, used = claim
        number = self.ledger.enter(
            programme=key.programme, milestone=key.milestone, subject_kind=key.subject_kind, subject=key.subject,
            person=key.person, payee_firm=key.payee_firm, fund=key.fund, first_day=first_day, entitled_day=last_day,
            filed_day=day, units=units, milestones=milestones, entitled_fen=quota, status=Status.APPROVED,
        )  # fmt: skip
        self.ledger.set(number, approved_day=day, approved_fen=used)
        if used == 0:
            self.ledger.set(number, status=Status.LAPSED)
            return number
        self.treasury.enter_settled(number, day, used)
        self._detail.extend((number, tax, part) for tax, part in enumerate(taxes) if part > 0)
        return number

    @property
    def detail(self) -> npt.NDArray[Any]:
        """TAX_DTYPE rows: which tax a deduction was set off against; sums to the paid fen of each claim."""
        return np.array(self._detail, TAX_DTYPE)
