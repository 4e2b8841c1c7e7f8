"""The claims desk of the compiled engine: :class:`jobsim.finance.desk.Desk` over the fields of ``w.desk``.

Accounts hang from their holders: what a subject drew of a programme, what a payee drew of it, and what is counted
together, stand in the chain of the person, of the firm, of the family, or of the one body that is no firm. A programme
has one milestone, and so one kind of subject: programme and side tell an account of a chain.
"""

from __future__ import annotations

from typing import Any

from jobsim.county.records import fetch_person
from jobsim.days import add_working_days, year_of
from jobsim.draws import keyed
from jobsim.finance import evidence_kernel as evidence
from jobsim.finance.desk import (
    BODY,
    FAMILY,
    FIRM,
    LAG,
    LOTTERY,
    PERSON,
    REFUSED,
    SPARSE,
    TAKE_UP,
    TO_VENTURE,
    VENTURE,
    payee_of,
)  # fmt: skip
from jobsim.finance.earlier import draw_earlier
from jobsim.finance.filing import filed_on, period_end, too_late
from jobsim.finance.kernel import ACCOUNTS_FULL, COUNTED, DRAFTS_FULL, OF_PAYEE, OF_SUBJECT, REACHED_FULL
from jobsim.finance.ledger import Status
from jobsim.finance.sorting import DRAFTS, NUMBERS, REACHED, sort
from jobsim.finance.standing import stands
from jobsim.finance.tax_kernel import enter_quota, settle_tax
from jobsim.finance.treasury_kernel import approve, close, enqueue, enter
from jobsim.programmes.accounts import draw_on, draw_on_payee
from jobsim.programmes.entitlement import eligible, month_limit, nothing_left, rate_on, within_limits
from jobsim.programmes.tables import Form
from jobsim.vocabulary import FACT_INDEX

_DAY, _STARTED = FACT_INDEX["day"], FACT_INDEX["started"]
_AHEAD = 3
_NOBODY = 0
"""The account that stays empty."""

# ------------------------------------------------------------------------------------- milestones


def report(w: Any, milestone: int, kind: int, agent: int, firm: int, facts: Any, groups: int) -> bool:
    """A subject reaches a milestone on the day of its ``facts`` (int64 by FACT_INDEX, copied), today or tomorrow.

    ``agent`` is the row of the person (kinds PERSON and VENTURE) or of the firm; ``firm`` is the row of the payee, -1
    for none. Returns whether a programme takes it up, of which the subject has not yet drawn all there is.
    """
    desk = w.desk
    row = -1
    for k in range(desk.milestone_first[milestone], desk.milestone_first[milestone + 1]):
        programme = desk.milestone_rules[k]
        rule = desk.rules[programme]
        if not eligible(rule, desk.conditions, facts, groups) or _spent(w, rule, programme, kind, agent, facts):
            continue
        number = desk.reached_count
        if number >= len(desk.reached):
            w.full |= REACHED_FULL
            return True
        desk.reached_count = number + 1
        if row < 0:
            row = number
            kept = desk.facts[row]
            for i in range(len(facts)):
                kept[i] = facts[i]
        reached = desk.reached[number]
        reached.day = facts[_DAY]
        reached.programme = programme
        reached.groups = groups
        reached.kind = kind
        reached.subject = agent if kind == FIRM else w.person.key[agent]
        reached.person = -1 if kind == FIRM else w.person.key[agent]
        reached.payee_firm = firm if firm < w.proper else -2 - w.person.key[w.firm.founder[firm]]
        reached.agent = agent
        reached.firm = firm
        reached.facts = row
        reached.spell = 0 if kind == FIRM else w.person.spell[agent]
        reached.lottery = 0.0
        if rule["contested"] == 1:
            reached.lottery = keyed(w, rule["code"] << 8 | LOTTERY, reached.subject, SPARSE)
    return row >= 0


def _spent(w: Any, rule: Any, programme: int, kind: int, agent: int, facts: Any) -> bool:
    """Whether the subject has drawn all there is.

    What is found so today is so when the milestone is settled, too.
    """
    number = held(w, chain(w, FIRM if kind == FIRM else PERSON, agent), programme, OF_SUBJECT)
    if number < 0:
        return False
    counter = counter_of(w, rule, number, kind, agent)
    if counter < 0:
        return False
    spell = facts[_STARTED] if facts[_STARTED] != 0 else facts[_DAY]
    return nothing_left(rule, w.desk.accounts[number], w.desk.accounts[counter], spell, year_of(facts[_DAY]))


def claims(w: Any, day: int) -> None:
    """Phase CLAIMS: settle the day's milestones, file what is due, decide what was reviewed, post budget lines."""
    _settle(w)
    _file(w, day)
    _post_budget_lines(w, day)
    _decide(w, day)
    if year_of(day + 1) != year_of(day):
        settle_tax(w, day)


def finish(w: Any) -> None:
    """After the last day: enter what was not yet filed (status FILED, filed_day 0); close the funds' last year."""
    desk = w.desk
    count = 0
    for due in range(len(desk.filing)):
        draft = desk.filing[due]
        while draft >= 0:
            desk.order[count] = draft
            count += 1
            draft = desk.following[draft]
        desk.filing[due] = -1
    sort(w, DRAFTS, count)
    for k in range(count):
        _enter(w, desk.order[k], 0)
    close(w)


# ------------------------------------------------------------------------------------- accounts


def chain(w: Any, holder_kind: int, holder: int) -> int:
    """The first account of a holder; kinds of holders are PERSON, FIRM, FAMILY and BODY."""
    if holder_kind == PERSON:
        return int(w.person[holder].account)
    if holder_kind == FIRM:
        return int(w.firm[holder].account)
    if holder_kind == FAMILY:
        return int(w.desk.family_account[holder])
    return int(w.desk.body_account)


def held(w: Any, account: int, programme: int, side: int) -> int:
    """The account of a programme and side in the chain from ``account``, -1 if there is none."""
    while account > _NOBODY:
        found = w.desk.accounts[account]
        if found.programme == programme and found.side == side:
            return int(account)
        account = found.next
    return -1


def _account(w: Any, holder_kind: int, holder: int, programme: int, side: int) -> int:
    """The same, made if there is none; -1 if there is no room for it."""
    desk = w.desk
    first = chain(w, holder_kind, holder)
    account = held(w, first, programme, side)
    if account >= 0:
        return account
    account = desk.account_count
    if account >= len(desk.accounts):
        w.full |= ACCOUNTS_FULL
        return -1
    desk.account_count = account + 1
    desk.accounts[account] = desk.accounts[_NOBODY]
    made = desk.accounts[account]
    made.next = first
    made.open = -1
    made.programme = programme
    made.side = side
    if holder_kind == PERSON:
        person = w.person[holder]
        person.account = account
    elif holder_kind == FIRM:
        firm = w.firm[holder]
        firm.account = account
    elif holder_kind == FAMILY:
        desk.family_account[holder] = account
    else:
        desk.body_account = account
    return int(account)


def counter_of(w: Any, rule: Any, account: int, kind: int, agent: int) -> int:
    """What a rule's limits look at: the subject's account, or what is counted together with it; -1 without room."""
    if rule["counter"] < 0:
        return account
    if kind == FIRM:
        return _account(w, FIRM, agent, rule["counter"], COUNTED)
    if rule["per_family"] == 1 and w.person.family[agent] >= 0:
        return _account(w, FAMILY, w.person.family[agent], rule["counter"], COUNTED)
    return _account(w, PERSON, agent, rule["counter"], COUNTED)


def _payee_account(w: Any, reached: Any, payee_kind: int) -> int:
    """What the payee drew of the programme before; -1 if there is no room for it."""
    pays, programme = w.desk.rules[reached.programme]["payee"], reached.programme
    if payee_kind == PERSON:
        return _account(w, FIRM if reached.kind == FIRM else PERSON, reached.agent, programme, OF_PAYEE)
    if payee_kind == VENTURE:
        own = pays == TO_VENTURE and reached.kind == VENTURE
        return _account(w, PERSON, reached.agent if own else w.firm.founder[reached.firm], programme, OF_PAYEE)
    if payee_kind == FIRM:
        return _account(w, FIRM, reached.firm if reached.firm >= 0 else reached.agent, programme, OF_PAYEE)
    return _account(w, BODY, 0, programme, OF_PAYEE)


def _barred(w: Any, rule: Any, first: int, year: int) -> bool:
    """Whether the holder of the accounts from ``first`` drew a programme that excludes this one."""
    desk = w.desk
    for k in range(rule["excluded_first"], rule["excluded_end"]):
        other = desk.excluded[k]
        account = held(w, first, other, OF_SUBJECT)
        drawn = account >= 0 and desk.accounts[account].count > 0
        if drawn and (desk.accounts[account].year == year or desk.rules[other]["per_year"] == 0):
            return True
    return False


def _quota_used(w: Any, programme: int, year: int) -> int:
    return int(w.desk.quota_count[programme]) if w.desk.quota_year[programme] == year else 0


# ------------------------------------------------------------------------------------- settling


def _settle(w: Any) -> None:
    """Settle the milestones up to today; what begins tomorrow is settled tomorrow."""
    count, later = 0, w.desk.reached_count
    for k in range(w.desk.reached_count):
        if w.desk.reached.day[k] <= w.today:
            w.desk.order[count] = k
            count += 1
        elif later > k:
            later = k
    sort(w, REACHED, count)
    for k in range(-3 * _AHEAD, count):
        _look_ahead(w, k, count)
        if k >= 0:
            _entitle(w, w.desk.reached[w.desk.order[k]])
    _keep_tomorrow(w, later)


def _keep_tomorrow(w: Any, first: int) -> None:
    """Move the milestones of tomorrow, of which this is the first, and their facts, to the front.

    Those of one event share their facts.
    """
    desk, kept, read, written = w.desk, 0, -1, -1
    for k in range(first, desk.reached_count):
        if desk.reached.day[k] <= w.today:
            continue
        if desk.reached.facts[k] != read:
            read, written = desk.reached.facts[k], kept
            for i in range(desk.facts.shape[1]):
                desk.facts[written, i] = desk.facts[read, i]
        desk.reached[kept] = desk.reached[k]
        desk.reached.facts[kept] = written
        kept += 1
    desk.reached_count = kept


def _look_ahead(w: Any, k: int, count: int) -> None:
    """Have fetched what the milestones after this one need: a large county's records are far away in memory."""
    desk = w.desk
    person, account, draft = k + 3 * _AHEAD, k + 2 * _AHEAD, k + _AHEAD
    if person < count and desk.reached.kind[desk.order[person]] != FIRM:
        fetch_person(w, desk.reached.agent[desk.order[person]])
    if 0 <= account < count and desk.reached.kind[desk.order[account]] != FIRM:
        fetch_account(desk, w.person.account[desk.reached.agent[desk.order[account]]])
    if 0 <= draft < count and desk.reached.kind[desk.order[draft]] != FIRM:
        fetch_draft(desk, desk.accounts.open[w.person.account[desk.reached.agent[desk.order[draft]]]])


def fetch_account(desk: Any, account: int) -> None:
    """As :func:`jobsim.county.records.fetch_person`."""


def fetch_draft(desk: Any, draft: int) -> None:
    """As :func:`jobsim.county.records.fetch_person`."""


def fetch_claim(desk: Any, claim: int) -> None:
    """As :func:`jobsim.county.records.fetch_person`."""


def _entitle(w: Any, reached: Any) -> None:
    desk = w.desk
    day, programme, kind = reached.day, reached.programme, reached.kind
    rule, facts, year = desk.rules[programme], desk.facts[reached.facts], year_of(day)
    holder_kind = FIRM if kind == FIRM else PERSON
    if _barred(w, rule, chain(w, holder_kind, reached.agent), year):
        return
    spell = facts[_STARTED] if facts[_STARTED] != 0 else day
    number = _account(w, holder_kind, reached.agent, programme, OF_SUBJECT)
    if number < 0:
        return
    counter_number = counter_of(w, rule, number, kind, reached.agent)
    if counter_number < 0:
        return
    account, counter = desk.accounts[number], desk.accounts[counter_number]
    if rule["earlier"] == 1 and spell < w.first and account.spell == 0:
        account.spell, account.taken = spell, _takes_up(w, rule, reached.subject, spell)
        for i in range(len(facts)):
            desk.then[i] = facts[i]
        draw_earlier(
            rule, desk.conditions, desk.values, desk.then, reached.groups, account, counter, counter_number != number,
            desk.accounts[_NOBODY], w.first,
        )  # fmt: skip
    if (rule["times_limit"] > 0 or rule["per_year"] > 0) and account.missed == spell:
        return
    payee_kind, payee = payee_of(rule["payee"], kind, reached.subject, reached.person, reached.payee_firm)
    payee_number = _payee_account(w, reached, payee_kind) if rule["contested"] == 1 else _NOBODY
    if payee_number < 0:
        return
    payee_account = desk.accounts[payee_number]
    quota_used = _quota_used(w, programme, year) if rule["quota"] > 0 else 0
    fen, units, months, days = within_limits(rule, desk.values, facts, counter, payee_account, quota_used, year)
    if fen == 0:
        return
    kept = evidence.keep(w, rule, reached, facts, counter, payee_account, quota_used, year)
    if account.spell != spell:
        account.spell, account.taken = spell, _takes_up(w, rule, reached.subject, spell)
    if account.taken == 0:
        account.missed = spell
    else:
        limit = month_limit(rule, counter, facts)
        draw_on(account, fen, months, days, limit, year)
        if counter_number != number:
            draw_on(counter, fen, months, days, limit, year)
        if rule["contested"] == 1:
            draw_on_payee(payee_account, fen, year)
        if rule["quota"] > 0:
            desk.quota_count[programme] = quota_used + 1
            desk.quota_year[programme] = year
        if rule["form"] == Form.QUOTA:
            enter_quota(
                w, year, payee_kind, payee, day, reached.person, kind, reached.subject, programme, rule["milestone"],
                rule["fund"], reached.payee_firm, units, fen, kept,
            )  # fmt: skip
            return
    _draft(w, reached, rule, number, spell, units, fen, kept)


def _takes_up(w: Any, rule: Any, subject: int, spell: int) -> int:
    """Whether the subject claims what the spell that began on a day gives."""
    share = rate_on(w.desk.values, rule["take_up_first"], rule["take_up_end"], spell)
    return 1 if _happens(w, rule, TAKE_UP, subject, spell, share) else 0


def _draft(w: Any, reached: Any, rule: Any, number: int, spell: int, units: int, fen: int, kept: int) -> None:
    """Add an entitlement to the open claim of its period, or open one and fix the day it will be filed."""
    desk = w.desk
    account = desk.accounts[number]
    end = period_end(rule["cadence"], reached.day)
    if rule["cadence"] > 0:
        k = account.open
        while k >= 0:
            draft = desk.drafts[k]
            if draft.end == end and draft.taken == account.taken and draft.payee_firm == reached.payee_firm:
                draft.last_day = reached.day
                draft.units += units
                draft.milestones += 1
                draft.fen += fen
                draft.spell = reached.spell
                evidence.hang(w, k, kept)
                return
            k = draft.next_open
    k = _new_draft(w)
    if k < 0:
        return
    draft = desk.drafts[k]
    draft.account = number
    draft.end = end
    draft.programme = reached.programme
    draft.kind = reached.kind
    draft.subject = reached.subject
    draft.payee_firm = reached.payee_firm
    draft.agent = reached.agent
    draft.firm = reached.firm
    draft.started = spell
    draft.first_day = reached.day
    draft.last_day = reached.day
    draft.taken = account.taken
    draft.units = units
    draft.milestones = 1
    draft.fen = fen
    draft.number = account.claims + 1
    draft.spell = reached.spell
    draft.next_open = account.open
    if rule["cadence"] > 0:
        account.open = k
    evidence.begin(w, k, kept)
    filed = end
    if account.taken == 1:
        account.claims += 1
        filed = _filing_day(w, rule, reached.subject, draft.number, end)
    bucket = _bucket(w, filed)
    desk.following[k] = desk.filing[bucket]
    desk.filing[bucket] = k


def _new_draft(w: Any) -> int:
    """A place for a draft; -1 if there is none."""
    desk = w.desk
    if desk.draft_free >= 0:
        draft = desk.draft_free
        desk.draft_free = desk.following[draft]
        return int(draft)
    draft = desk.draft_count
    if draft >= len(desk.drafts):
        w.full |= DRAFTS_FULL
        return -1
    desk.draft_count = draft + 1
    return int(draft)


def _filing_day(w: Any, rule: Any, subject: int, number: int, end: int) -> int:
    lag = w.desk.lags[rule["lag"]]
    u = 0.5 if lag[0] == lag[len(lag) - 1] else keyed(w, rule["code"] << 8 | LAG, subject, SPARSE + number)
    return filed_on(end, lag, u)


def _happens(w: Any, rule: Any, stream: int, subject: int, occurrence: int, share: float) -> bool:
    """A keyed draw against a share. What is certain needs no draw, and would come out the same with one."""
    if share <= 0.0 or share >= 1.0:
        return share > 0.0
    return keyed(w, rule["code"] << 8 | stream, subject, occurrence) < share


def _bucket(w: Any, day: int) -> int:
    """The place of a day; all days beyond the horizon share the last."""
    return int(min(day - w.first, len(w.desk.filing) - 1))


# ------------------------------------------------------------------------------------- filing


def _file(w: Any, day: int) -> None:
    """Number and file the claims of a day, by programme, subject and payee."""
    desk = w.desk
    count, k = 0, desk.filing[_bucket(w, day)]
    desk.filing[_bucket(w, day)] = -1
    while k >= 0:
        desk.order[count] = k
        count += 1
        fetch_draft(desk, k)
        k = desk.following[k]
    sort(w, DRAFTS, count)
    for i in range(-_AHEAD, count):
        if i + _AHEAD < count:
            fetch_account(desk, desk.drafts[desk.order[i + _AHEAD]].account)
        if i < 0:
            continue
        k = desk.order[i]
        draft = desk.drafts[k]
        rule = desk.rules[draft.programme]
        claim = _enter(w, k, day if draft.taken == 1 else 0)
        if claim < 0:
            return
        if draft.taken == 1:
            since = draft.started if rule["within_of_start"] == 1 else draft.first_day
            if too_late(since, day, rule["accepted_until"], rule["within_months"]) or not stands(
                w, rule["still"], draft.agent, draft.firm, draft.spell, draft.first_day, day
            ):
                row = desk.ledger[claim]
                row.status = Status.REFUSED
            else:
                bucket = _bucket(w, add_working_days(day, rule["review"]))
                pending = desk.pending[claim]
                pending.number = draft.number
                if rule["still_at_approval"] != 0:
                    pending.agent, pending.firm, pending.spell = draft.agent, draft.firm, draft.spell
                pending.next = desk.deciding[bucket]
                desk.deciding[bucket] = claim
        if rule["cadence"] > 0:
            _close_draft(w, k)
        desk.following[k] = desk.draft_free
        desk.draft_free = k


def _enter(w: Any, k: int, filed_day: int) -> int:
    draft = w.desk.drafts[k]
    rule = w.desk.rules[draft.programme]
    person = -1 if draft.kind == FIRM else draft.subject
    claim = enter(
        w, draft.programme, rule["milestone"], draft.kind, draft.subject, person, draft.payee_firm, rule["fund"],
        draft.first_day, draft.last_day, filed_day, draft.units, draft.milestones, draft.fen,
        Status.FILED if draft.taken == 1 else Status.NOT_TAKEN_UP,
    )  # fmt: skip
    if claim >= 0:
        evidence.file(w, k, claim)
    return claim


def _close_draft(w: Any, k: int) -> None:
    """Filed claims take no more entitlements: their period is over."""
    desk = w.desk
    account, following = desk.accounts[desk.drafts[k].account], desk.drafts[k].next_open
    if account.open == k:
        account.open = following
        return
    before = desk.drafts[account.open]
    while before.next_open != k:
        before = desk.drafts[before.next_open]
    before.next_open = following


def _decide(w: Any, day: int) -> None:
    desk = w.desk
    reviewed, claim = 0, desk.deciding[_bucket(w, day)]
    while claim >= 0:
        desk.order[reviewed] = claim
        reviewed += 1
        fetch_claim(desk, claim)
        claim = desk.pending[claim].next
    count = 0
    for k in range(reviewed):
        claim = desk.order[k]
        row, pending = desk.ledger[claim], desk.pending[claim]
        rule = desk.rules[row.programme]
        holds = rule["still_at_approval"] == 0 or stands(
            w, rule["still_at_approval"], pending.agent, pending.firm, pending.spell, row.first_day, day
        )
        if not holds or _happens(w, rule, REFUSED, row.subject, SPARSE + pending.number, rule["refused"]):
            row.status = Status.REFUSED
        else:
            approve(w, claim, day, row.entitled_fen)
            desk.order[count] = claim
            count += 1
    sort(w, NUMBERS, count)
    for k in range(count):
        enqueue(w, desk.order[k], day)


def _post_budget_lines(w: Any, day: int) -> None:
    desk = w.desk
    while desk.next_due < len(desk.dues) and desk.dues[desk.next_due].day <= day:
        due = desk.dues[desk.next_due]
        desk.next_due += 1
        claim = enter(
            w, due.programme, -1, 3, 0, -1, -1, due.fund, due.first_day, due.day, due.day, due.units, 0, due.fen,
            Status.FILED,
        )  # fmt: skip
        if claim < 0:
            return
        approve(w, claim, due.day, due.fen)
        enqueue(w, claim, due.day)
