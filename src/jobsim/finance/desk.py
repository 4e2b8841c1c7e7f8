"""The claims desk: milestones in, claims out.

``reach`` only notes who reached what (after rejecting those the rule does not mean); ``claims`` settles the notes in
one explicit order, so nothing depends on the order of the calls. The order is: day, programme, for contested programmes
(quota, payee caps) a keyed lottery, subject.

Simplifications the user should know:

* Take-up is drawn once per programme, subject and spell (the day the spell started): who claims, claims for the whole
  spell. Who does not is entered as "not taken up" and uses up no limit; a later spell is a new chance.
* Exclusion and once-only look at what was taken up. A refused claim is not given back: it has used up its months or its
  one time, and it bars what it excludes.
* Of two programmes that exclude each other and arise on the same day, the one that stands first in the scenario wins.
  The beneficiary is the person; a venture or firm itself if no person is concerned. A programme with a yearly limit
  bars what it excludes for the calendar year, any other for good.
* All entitlements of a programme, subject and payee in one calendar month (quarter, half-year, year) make one claim,
  filed on the first working day on or after the period's end and the lag. ``event``: each is a claim of its own.
* A claim outside its window is refused on the day it is filed. A batch is as old as its first milestone.
* What must still hold is looked at after the day's endings and decisions: of a batch as of its last milestone.
* Limits that programmes share, or a family, look at a counter of their own; several subjects that reach for what is
  left of it on one day come in the order above.
* Spells that began before the run have drawn what they would have drawn by then (:mod:`jobsim.finance.earlier`).
* Tax quotas have no filing: they are set off at the end of the year (:mod:`jobsim.finance.tax`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.days import add_working_days, year_of
from jobsim.draws import STREAM, Draws
from jobsim.finance.earlier import draw_earlier
from jobsim.finance.evidence import Witness
from jobsim.finance.filing import filed_on, period_end, too_late
from jobsim.finance.ledger import Ledger, Status
from jobsim.finance.standing import NOWHERE, Look, Standing, stands
from jobsim.finance.tax import Quota, TaxDue, TaxOffice
from jobsim.finance.treasury import Treasury
from jobsim.programmes.accounts import Accounts, draw_on, draw_on_payee
from jobsim.programmes.entitlement import (
    conditions_hold,
    in_force,
    month_limit,
    nothing_left,
    rate_on,
    within_limits,
)
from jobsim.programmes.rules import RuleBook
from jobsim.programmes.tables import Form
from jobsim.vocabulary import FACT_INDEX, PAYEES

_STARTED = FACT_INDEX["started"]
TO_PERSON, TO_VENTURE = (list(PAYEES).index(name) for name in ("person", "venture"))
PERSON, VENTURE, FIRM, BODY, FAMILY = range(5)
"""Kinds of payees; the one body is a bank, school, provider or office that is no firm of the county. Families hold
counters only."""
SPARSE = 1 << 16
"""Added to small occurrence numbers: those near 0 are drawn in blocks, a waste where few subjects draw."""
TAKE_UP, LAG, REFUSED, LOTTERY = (STREAM[name] for name in ("take_up", "claim_lag", "claim_refused", "lottery"))

_NO_ACCOUNT: dict[str, int] = {"fen": 0, "year": 0, "year_fen": 0}

Reached = tuple[int, int, float, int, int, int, int, list[int], int, Standing]
"""(day, programme, lottery, subject kind, subject, person, payee firm, facts, groups, standing)"""


class Desk:
    """All claims of one replication.

    ``dues`` are the budget lines' parts (:func:`jobsim.finance.budget_lines.budget_dues`); ``tax_due`` is needed if a
    programme is a tax quota. ``first`` is the run's first day, 0 if histories are played from their beginning.
    ``witness`` keeps what entitlements rest on.
    """

    look: Look | None = None
    """The world that claims are about; needed if something must still hold when they are filed or decided."""

    def __init__(
        self,
        book: RuleBook,
        treasury: Treasury,
        ledger: Ledger,
        draws: Draws,
        *,
        tax_due: TaxDue | None = None,
        dues: npt.NDArray[Any] | None = None,
        first: int = 0,
        witness: Witness | None = None,
    ) -> None:
        self.book = book
        self.first = first
        self.treasury = treasury
        self.ledger = ledger
        self.draws = draws
        self.witness = witness
        self.accounts = Accounts(len(book))
        if tax_due is None and bool((book.rules["form"] == Form.QUOTA).any()):
            raise ValueError("a programme is a tax quota: the desk needs tax_due")
        self.tax = TaxOffice(ledger, treasury, tax_due, witness) if tax_due is not None else None
        self._lags: list[list[float]] = book.lags.tolist()
        self._reached: list[Reached] = []
        self._drawn: dict[tuple[int, int, int], int] = {}  # last year drawn, by programme and beneficiary
        # Open claims: (programme, kind, subject, payee firm, payee kind, payee, first day, last day, person, taken,
        # units, milestones, fen, claim number of the subject, first day of the spell, standing).
        self._drafts: list[list[Any]] = []
        self._open: dict[tuple[int, ...], int] = {}
        self._evidence_of: defaultdict[int, list[int]] = defaultdict(list)  # by draft
        self._filing: defaultdict[int, list[int]] = defaultdict(list)
        self._deciding: defaultdict[int, list[tuple[int, int, Standing]]] = defaultdict(list)
        self._dues: list[tuple[int, ...]] = [] if dues is None else dues.tolist()
        self._next_due = 0

    # --------------------------------------------------------------------------------- milestones

    def reach(
        self,
        milestone: int,
        day: int,
        subject_kind: int,
        subject: int,
        person: int,
        payee_firm: int,
        facts: Sequence[int] | npt.NDArray[np.int64],
        groups: int,
        standing: Standing = NOWHERE,
    ) -> bool:
        """A subject reaches a milestone today, or tomorrow. ``facts`` (by FACT_INDEX) are copied.

        -1 stands for no person and for no firm; a venture as payee has the number -2 minus its own. ``standing`` tells
        where to look when something must still hold, and whose family it is. Returns whether a programme takes it up,
        of which the subject has not yet drawn all there is.
        """
        noted = len(self._reached)
        values: list[int] | None = None
        for programme, any_of, all_of, none_of in self.book.masks[milestone]:
            if (any_of and not groups & any_of) or groups & all_of != all_of or groups & none_of:
                continue
            if values is None:
                values = facts.tolist() if isinstance(facts, np.ndarray) else list(facts)
            rule = self.book.rule_rows[programme]
            if not in_force(rule, values) or not conditions_hold(rule, self.book.condition_rows, values, groups):
                continue
            account = self.accounts.subjects.peek(programme, subject_kind, subject)
            if account is not None:
                counter = self.counter_of(programme, account, subject_kind, subject, standing.family)
                if nothing_left(rule, account, counter, values[_STARTED] or day, year_of(day)):
                    continue
            lottery = self.draws.by_code(rule["code"] << 8 | LOTTERY, subject, SPARSE) if rule["contested"] else 0.0
            self._reached.append(
                (day, programme, lottery, subject_kind, subject, person, payee_firm, values, groups, standing)
            )
        return len(self._reached) > noted

    def claims(self, day: int) -> None:
        """Phase CLAIMS: settle the day's milestones, file what is due, decide what was reviewed, post budget lines."""
        self._settle(day)
        for due in sorted(d for d in self._filing if d <= day):
            self._file(due, self._filing.pop(due))
        self._post_budget_lines(day)
        approved: list[int] = []
        for due in sorted(d for d in self._deciding if d <= day):
            approved += self._decide(due, self._deciding.pop(due))
        for claim in sorted(approved):
            self.treasury.enqueue(claim, day)
        if self.tax is not None and year_of(day + 1) != year_of(day):
            self.tax.settle(day)

    def finish(self) -> None:
        """After the last day: enter what was not yet filed (status FILED, filed_day 0); close the funds' last year."""
        for index in self._numbered(index for indices in self._filing.values() for index in indices):
            self._enter(index, 0)
        self._filing.clear()
        self.treasury.finish()

    # --------------------------------------------------------------------------------- accounts

    def counter_of(
        self, programme: int, account: dict[str, int], kind: int, subject: int, family: int
    ) -> dict[str, int]:
        """What a programme's limits look at: the subject's account, or what is counted together with it."""
        rule = self.book.rule_rows[programme]
        if rule["counter"] < 0:
            return account
        if rule["per_family"] and family >= 0:
            return self.accounts.counters.find(rule["counter"], FAMILY, family)
        return self.accounts.counters.find(rule["counter"], FIRM if kind == FIRM else PERSON, subject)

    # --------------------------------------------------------------------------------- settling

    def _settle(self, day: int) -> None:
        """Settle the milestones up to a day; what begins tomorrow is settled tomorrow."""
        if not self._reached:
            return
        reached = sorted(each for each in self._reached if each[0] <= day)
        self._reached = [each for each in self._reached if each[0] > day]
        for candidate in reached:
            self._entitle(*candidate)

    def _entitle(
        self, day: int, programme: int, _lottery: float, kind: int, subject: int, person: int, payee_firm: int,
        facts: list[int], groups: int, standing: Standing,
    ) -> None:  # fmt: skip
        book, accounts = self.book, self.accounts
        rule = book.rule_rows[programme]
        beneficiary = (PERSON, person) if person >= 0 else (kind, subject)
        year = year_of(day)
        for i in range(rule["excluded_first"], rule["excluded_end"]):
            other = int(book.excluded[i])
            drawn = self._drawn.get((other, *beneficiary))
            if drawn is not None and (drawn == year or not book.rule_rows[other]["per_year"]):
                return
        spell = facts[_STARTED] or day
        account = accounts.subjects.find(programme, kind, subject)
        counter = self.counter_of(programme, account, kind, subject, standing.family)
        if rule["earlier"] and spell < self.first and account["spell"] == 0:
            account["spell"], account["taken"] = spell, self._takes_up(rule, subject, spell)
            draw_earlier(
                rule, book.condition_rows, book.value_rows, facts.copy(), groups, account, counter,
                counter is not account, _NO_ACCOUNT, self.first,
            )  # fmt: skip
            if account["count"] > 0 and rule["excluded_first"] != rule["excluded_end"]:
                self._drawn[(programme, *beneficiary)] = account["year"]
        once_or_so = rule["times_limit"] > 0 or rule["per_year"] > 0
        if once_or_so and account["missed"] == spell:
            return
        payee_kind, payee = payee_of(rule["payee"], kind, subject, person, payee_firm)
        payee_account = accounts.payees.find(programme, payee_kind, payee) if rule["contested"] else _NO_ACCOUNT
        quota_used = accounts.quota_used(programme, year) if rule["quota"] else 0
        fen, units, months, days = within_limits(
            rule, book.value_rows, facts, counter, payee_account, quota_used, year
        )  # fmt: skip
        if fen == 0:
            return
        kept = -1
        if self.witness is not None:
            looked_at = book.looked_at_rows[programme]
            kept = self.witness.keep(
                programme, looked_at, facts, day, groups, counter, payee_account, quota_used, year
            )  # fmt: skip
        if account["spell"] != spell:
            account["spell"], account["taken"] = spell, self._takes_up(rule, subject, spell)
        taken = account["taken"] == 1
        if not taken:
            account["missed"] = spell
        else:
            limit = month_limit(rule, counter, facts)
            draw_on(account, fen, months, days, limit, year)
            if counter is not account:
                draw_on(counter, fen, months, days, limit, year)
            if rule["contested"]:
                draw_on_payee(payee_account, fen, year)
            if rule["quota"]:
                accounts.use_quota(programme, year)
            if rule["excluded_first"] != rule["excluded_end"]:
                self._drawn[(programme, *beneficiary)] = year
            if rule["form"] == Form.QUOTA:
                assert self.tax is not None
                quota = Quota(
                    year, payee_kind, payee, day, person, kind, subject, programme, rule["milestone"], rule["fund"],
                    payee_firm, units, fen, kept,
                )  # fmt: skip
                self.tax.enter(quota)
                return
        self._draft(
            rule, programme, kind, subject, person, payee_firm, payee_kind, payee, day, taken, units, fen, account,
            spell, standing, kept,
        )  # fmt: skip

    def _takes_up(self, rule: dict[str, Any], subject: int, spell: int) -> int:
        """Whether the subject claims what the spell that began on a day gives."""
        share = rate_on(self.book.value_rows, rule["take_up_first"], rule["take_up_end"], spell)
        return int(self._happens(rule, TAKE_UP, subject, spell, share))

    def _draft(
        self, rule: dict[str, Any], programme: int, kind: int, subject: int, person: int, payee_firm: int,
        payee_kind: int, payee: int, day: int, taken: bool, units: int, fen: int,
        account: dict[str, int], spell: int, standing: Standing, kept: int,
    ) -> None:  # fmt: skip
        """Add an entitlement to the open claim of its period, or open one and fix the day it will be filed."""
        end = period_end(rule["cadence"], day)
        key = (programme, kind, subject, payee_firm, payee_kind, payee, end, taken)
        index = self._open.get(key) if rule["cadence"] else None
        if index is not None:
            self._evidence_of[index].append(kept)
            draft = self._drafts[index]
            draft[7] = day
            draft[10] += units
            draft[11] += 1
            draft[12] += fen
            draft[15] = standing
            return
        index = len(self._drafts)
        number = account["claims"] + 1
        self._evidence_of[index].append(kept)
        self._drafts.append(
            [
                programme,
                kind,
                subject,
                payee_firm,
                payee_kind,
                payee,
                day,
                day,
                person,
                int(taken),
                units,
                1,
                fen,
                number,
                spell,
                standing,
            ]
        )
        if rule["cadence"]:
            self._open[key] = index
        if taken:
            account["claims"] = number
            self._filing[self.filing_day(programme, subject, number, end)].append(index)
        else:
            self._filing[end].append(index)

    def filing_day(self, programme: int, subject: int, number: int, end: int) -> int:
        """The day on which the subject's so-many-th claim is filed, for a period that ends on ``end``."""
        rule = self.book.rule_rows[programme]
        lag = self._lags[rule["lag"]]
        u = 0.5 if lag[0] == lag[-1] else self.draws.by_code(rule["code"] << 8 | LAG, subject, SPARSE + number)
        return filed_on(end, lag, u)

    def _happens(self, rule: dict[str, Any], stream: int, subject: int, occurrence: int, share: float) -> bool:
        """A keyed draw against a share. What is certain needs no draw, and would come out the same with one."""
        if share <= 0.0 or share >= 1.0:
            return share > 0.0
        return self.draws.by_code(rule["code"] << 8 | stream, subject, occurrence) < share

    # --------------------------------------------------------------------------------- filing

    def _file(self, day: int, indices: list[int]) -> None:
        """Number and file the claims of a day, by programme, subject and payee."""
        for index in self._numbered(indices):
            draft = self._drafts[index]
            rule = self.book.rule_rows[draft[0]]
            if not draft[9]:
                self._enter(index, 0)
                continue
            claim = self._enter(index, day)
            since = draft[14] if rule["within_of_start"] else draft[6]
            if too_late(since, day, rule["accepted_until"], rule["within_months"]) or not self._stands(
                rule["still"], draft[15], draft[6], day
            ):
                self.ledger.set(claim, status=Status.REFUSED)
            else:
                self._deciding[add_working_days(day, rule["review"])].append((claim, draft[13], draft[15]))
        self._forget(indices)

    def _stands(self, still: int, standing: Standing, since: int, day: int) -> bool:
        """Whether all that must still hold does."""
        if not still:
            return True
        if self.look is None:
            raise ValueError("something must still hold when claims are filed: the desk needs a look at the world")
        return stands(self.look, still, standing.person, standing.firm, standing.spell, since, day)

    def _numbered(self, indices: Iterable[int]) -> list[int]:
        """Drafts in the order in which their claims are numbered; of equals the later one first."""
        return sorted(indices, key=lambda index: (self._drafts[index][:14], -index))

    def _enter(self, index: int, filed_day: int) -> int:
        programme, kind, subject, payee_firm, _, _, first_day, last_day, person, taken, units, milestones, fen = (
            self._drafts[index][:13]
        )
        rule = self.book.rule_rows[programme]
        claim = self.ledger.enter(
            programme=programme, milestone=rule["milestone"], subject_kind=kind, subject=subject, person=person,
            payee_firm=payee_firm, fund=rule["fund"], first_day=first_day, entitled_day=last_day, filed_day=filed_day,
            units=units, milestones=milestones, entitled_fen=fen,
            status=Status.FILED if taken else Status.NOT_TAKEN_UP,
        )  # fmt: skip
        if self.witness is not None:
            self.witness.file(self._evidence_of[index], claim)
        return claim

    def _forget(self, indices: list[int]) -> None:
        """Filed claims take no more entitlements: their period is over."""
        for index in indices:
            programme, kind, subject, payee_firm, payee_kind, payee, first_day, _, _, taken = self._drafts[index][:10]
            cadence = self.book.rule_rows[programme]["cadence"]
            if cadence:
                end = period_end(cadence, first_day)
                del self._open[(programme, kind, subject, payee_firm, payee_kind, payee, end, bool(taken))]
            self._drafts[index] = []
            del self._evidence_of[index]

    def _decide(self, day: int, reviewed: list[tuple[int, int, Standing]]) -> list[int]:
        approved = []
        for claim, number, standing in reviewed:
            rule = self.book.rule_rows[self.ledger.value(claim, "programme")]
            subject, since = self.ledger.value(claim, "subject"), self.ledger.value(claim, "first_day")
            if not self._stands(rule["still_at_approval"], standing, since, day) or self._happens(
                rule, REFUSED, subject, SPARSE + number, rule["refused"]
            ):
                self.ledger.set(claim, status=Status.REFUSED)
                continue
            fen = self.ledger.value(claim, "entitled_fen")
            self.ledger.set(claim, status=Status.APPROVED, approved_day=day, approved_fen=fen)
            approved.append(claim)
        return approved

    def _post_budget_lines(self, day: int) -> None:
        while self._next_due < len(self._dues) and self._dues[self._next_due][0] <= day:
            due, programme, first_day, fund, units, fen = self._dues[self._next_due]
            self._next_due += 1
            claim = self.ledger.enter(
                programme=programme, milestone=-1, subject_kind=3, subject=0, person=-1, payee_firm=-1, fund=fund,
                first_day=first_day, entitled_day=due, filed_day=due, units=units, milestones=0, entitled_fen=fen,
                status=Status.FILED,
            )  # fmt: skip
            self.ledger.set(claim, status=Status.APPROVED, approved_day=due, approved_fen=fen)
            self.treasury.enqueue(claim, due)


def payee_of(pays: int, kind: int, subject: int, person: int, payee_firm: int) -> tuple[int, int]:
    """Whose account a payment counts on: a person's, a venture's, a firm's, or that of the one body paid for all."""
    if pays == TO_PERSON:
        return PERSON, person if person >= 0 else subject
    if pays == TO_VENTURE and kind == VENTURE:
        return VENTURE, subject
    if payee_firm >= 0:
        return FIRM, payee_firm
    if payee_firm <= -2:
        return VENTURE, -2 - payee_firm
    return (FIRM, subject) if kind == FIRM else (BODY, 0)
