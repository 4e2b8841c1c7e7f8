"""What the compiled desk and treasury work on: tables in, buffers that grow, ledger and fund years out.

The functions over it stand in :mod:`jobsim.finance.desk_kernel`, ``tax_kernel`` and ``treasury_kernel``. They take a
world ``w``: ``w.desk`` holds FIELDS; of the rest they read ``first``, ``today``, ``start`` (first day of the horizon's
first year), ``proper``, of persons ``key``, ``family``, ``spell`` and ``insured``, of firms ``founder``, ``founded``,
``closes``, ``tax`` and ``insured_seen``, and the seed, and write ``full``, ``person.account`` and ``firm.account``
(heads of chains of accounts, 0 at the start of a run).

Queues are links between records, and -1 ends them; chains of accounts end at account 0. A buffer that is full sets its
bit in ``w.full``: the run is worth nothing then and is repeated with a larger one (:func:`prepare` with ``full``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.county.records import aligned
from jobsim.finance.budget_lines import DUE_DTYPE
from jobsim.finance.evidence import EVIDENCE_DTYPE, Evidence, ordered
from jobsim.finance.ledger import LEDGER_DTYPE
from jobsim.finance.treasury import FUND_YEAR_DTYPE, Treasury
from jobsim.programmes.accounts import ACCOUNT_DTYPE, PAYEE_DTYPE
from jobsim.programmes.rules import RuleBook
from jobsim.programmes.tables import CONDITION_DTYPE, RULE_DTYPE, VALUE_DTYPE
from jobsim.vocabulary import FACTS, PAYERS, TAXES

Array = npt.NDArray[Any]

_ACCOUNT = [(name, ACCOUNT_DTYPE[name]) for name in ACCOUNT_DTYPE.names or ()]
_PAYEE = [(name, PAYEE_DTYPE[name]) for name in PAYEE_DTYPE.names or () if name not in (ACCOUNT_DTYPE.names or ())]

HELD_DTYPE = np.dtype(
    [
        ("next", "i4"),  # in the chain of the holder
        ("open", "i4"),  # first open draft of the subject
        ("programme", "i2"),
        ("side", "i1"),  # OF_SUBJECT, OF_PAYEE or COUNTED
        *_ACCOUNT,
        *_PAYEE,
    ],
    align=True,
)
"""An account in the chain of its holder, a subject's or a payee's, or what limits look at: 64 bytes, a cache line."""
OF_SUBJECT, OF_PAYEE, COUNTED = range(3)

REACHED_DTYPE = np.dtype(
    [
        ("day", "i4"),
        ("programme", "i4"),
        ("lottery", "f8"),
        ("groups", "i8"),
        ("kind", "i4"),  # 0 person, 1 venture, 2 firm
        ("subject", "i4"),
        ("person", "i4"),  # -1 none
        ("payee_firm", "i4"),  # -1 none, a venture as -2 minus its number
        ("agent", "i4"),  # row of the person, or of the firm
        ("firm", "i4"),  # row of the payee, -1 none
        ("facts", "i4"),  # row of the facts
        ("spell", "i4"),  # number of the person's spell
    ],
    align=True,
)

DRAFT_DTYPE = np.dtype(
    [
        ("fen", "i8"),
        ("next_open", "i4"),  # of the same account
        ("account", "i4"),
        ("end", "i4"),  # of the period
        ("subject", "i4"),
        ("payee_firm", "i4"),
        ("agent", "i4"),  # row of the person, or of the firm
        ("firm", "i4"),  # row of the payee, -1 none
        ("started", "i4"),  # first day of the spell
        ("first_day", "i4"),
        ("last_day", "i4"),
        ("units", "i4"),
        ("milestones", "i2"),
        ("number", "i2"),
        ("programme", "i2"),
        ("spell", "i2"),  # number of the person's spell
        ("kind", "i1"),
        ("taken", "i1"),
    ],
    align=True,
)
"""A claim that is not filed yet: 64 bytes, a cache line."""

PENDING_DTYPE = np.dtype([("next", "i4"), ("number", "i4"), ("agent", "i4"), ("firm", "i4"), ("spell", "i4")])
"""Beside the row of a claim: the next one that is decided on the same day, then in the fund's queue.

Agent, firm and spell are there if something must still hold when it is decided.
"""

QUOTA_DTYPE = np.dtype(
    [
        ("year", "i4"),
        ("payee_kind", "i4"),
        ("payee", "i4"),
        ("day", "i4"),
        ("person", "i4"),
        ("kind", "i4"),
        ("subject", "i4"),
        ("programme", "i4"),
        ("milestone", "i4"),
        ("fund", "i4"),
        ("payee_firm", "i4"),
        ("units", "i4"),
        ("evidence", "i4"),  # row, -1 none
        ("fen", "i8"),
        ("used", "i8"),
    ],
    align=True,
)

FUND_DTYPE = np.dtype(
    [
        ("rule", "i4"),
        ("lapse_after", "i4"),
        ("limited", "i4"),  # in the present year; before the horizon no fund is
        ("changed", "i4"),  # something to pay, or money to pay it with, since the fund last paid
        ("head", "i4"),  # first claim of the queue
        ("tail", "i4"),
    ]
)

TRANCHE_DTYPE = np.dtype([("day", "i4"), ("fund", "i4"), ("year", "i4"), ("fen", "i8")], align=True)

REACHED_FULL, ACCOUNTS_FULL, DRAFTS_FULL, CLAIMS_FULL, QUOTAS_FULL, EVIDENCE_FULL = (1 << bit for bit in range(6))
GROWING: dict[str, tuple[int, float, Any]] = {
    "reached": (REACHED_FULL, 0.25, REACHED_DTYPE),
    "facts": (REACHED_FULL, 0.25, (np.int64, (len(FACTS),))),
    "accounts": (ACCOUNTS_FULL, 4.0, HELD_DTYPE),
    "drafts": (DRAFTS_FULL, 1.0, DRAFT_DTYPE),
    "following": (DRAFTS_FULL, 1.0, np.dtype("i4")),
    "evidence_of": (DRAFTS_FULL, 1.0, np.dtype("i4")),
    "ledger": (CLAIMS_FULL, 4.0, LEDGER_DTYPE),
    "pending": (CLAIMS_FULL, 4.0, PENDING_DTYPE),
    "quotas": (QUOTAS_FULL, 0.25, QUOTA_DTYPE),
    "evidence": (EVIDENCE_FULL, 4.0, EVIDENCE_DTYPE),
    "told": (EVIDENCE_FULL, 32.0, np.dtype("i8")),
}
"""Buffers that grow: the bit they set when they are full, the records they start with per person, what they hold."""
_WITH_LEDGER = ("evidence", "told")
"""Those that stay at the least unless evidence is kept."""
_LEAST = 1 << 12

FIELDS: dict[str, Any] = {
    # rules
    "rules": (RULE_DTYPE, 1),
    "conditions": (CONDITION_DTYPE, 1),
    "values": (VALUE_DTYPE, 1),
    "excluded": ("i2", 1),
    "lags": ("f8", 2),
    "looked_at": ("i2", 1),  # facts, by rule
    "milestone_first": ("i4", 1),  # by milestone, one more: where its programmes stand in milestone_rules
    "milestone_rules": ("i4", 1),
    # milestones of the day
    "reached": (REACHED_DTYPE, 1),
    "facts": ("i8", 2),
    "reached_count": "int",
    # accounts; the first belongs to nobody and stays empty
    "accounts": (HELD_DTYPE, 1),
    "account_count": "int",
    "body_account": "int",  # head of the chain of the one body that is no firm
    "family_account": ("i4", 1),  # of each family, if a limit is one of families
    "then": ("i8", 1),  # facts as they were before the run
    "quota_year": ("i4", 1),
    "quota_count": ("i4", 1),
    # claims to be filed and to be decided, by day since the first; the last place is beyond the horizon
    "drafts": (DRAFT_DTYPE, 1),
    "following": ("i4", 1),  # by draft: the next one that is filed on the same day, or free
    "draft_count": "int",
    "draft_free": "int",
    "filing": ("i4", 1),
    "deciding": ("i4", 1),
    "dues": (DUE_DTYPE, 1),
    "next_due": "int",
    # claims
    "ledger": (LEDGER_DTYPE, 1),
    "pending": (PENDING_DTYPE, 1),
    "claim_count": "int",
    # what entitlements rest on
    "keeps": "int",  # whether it is kept
    "evidence": (EVIDENCE_DTYPE, 1),
    "evidence_count": "int",
    "evidence_of": ("i4", 1),  # by draft: its last entitlement
    "told": ("i8", 1),  # facts of entitlements
    "told_count": "int",
    # tax
    "quotas": (QUOTA_DTYPE, 1),
    "quota_entries": "int",
    "tax_due": ("i8", 1),
    "tax_used": ("i8", 1),
    # treasury
    "funds": (FUND_DTYPE, 1),
    "money": ("i8", 2),  # by fund and year of arrival, from the year before the horizon
    "planned": ("i8", 2),  # by fund and year
    "limited": ("i8", 2),  # by fund and year: whether there is an appropriation
    "tranches": (TRANCHE_DTYPE, 1),
    "next_tranche": "int",
    "shares": ("i8", 2),
    "years": (FUND_YEAR_DTYPE, 2),
    "first_year": "int",
    "year": "int",  # of the horizon, -1 before it
    # scratch
    "order": ("i4", 1),
    "other": ("i4", 1),
    "rank": ("i8", 1),
    "other_rank": ("i8", 1),
    "due": ("i8", 1),
    "paid": ("i8", 1),
    "topped": ("i8", 1),
}


def prepare(
    book: RuleBook,
    treasury: Treasury,
    dues: Array,
    first: int,
    last: int,
    held: dict[str, Any] | None = None,
    full: int = 0,
    persons: int = 0,
    families: int = 0,
    keeps: bool = False,
) -> dict[str, Any]:
    """Values of all FIELDS for one replication that runs from day ``first`` to ``last``.

    ``treasury`` is as built, before its first day. ``held`` is a former answer whose buffers are used again; those
    whose bits stand in ``full`` are doubled. Without one they are as large as so many ``persons`` hardly ever need.
    ``keeps``: the evidence of entitlements is kept.
    """
    milestone_first = np.cumsum([0, *(len(rules) for rules in book.by_milestone)])
    milestone_rules = [programme for rules in book.by_milestone for programme in rules]
    funds = np.zeros(len(treasury.names), FUND_DTYPE)
    funds["rule"], funds["lapse_after"] = treasury.rules, treasury.lapse_after
    funds["head"] = funds["tail"] = -1
    days = last - first + 2
    buffers = _buffers(held, full, persons, keeps)
    return {
        "rules": book.rules,
        "conditions": book.conditions,
        "values": book.values,
        "excluded": book.excluded,
        "lags": np.ascontiguousarray(book.lags),
        "looked_at": book.looked_at,
        "milestone_first": milestone_first.astype(np.int32),
        "milestone_rules": np.array(milestone_rules, np.int32),
        "reached_count": 0,
        "account_count": 1,
        "body_account": 0,
        "family_account": np.zeros(families if book.rules["per_family"].any() else 0, np.int32),
        "then": np.zeros(len(FACTS), np.int64),
        "quota_year": np.zeros(len(book), np.int32),
        "quota_count": np.zeros(len(book), np.int32),
        "draft_count": 0,
        "draft_free": -1,
        "filing": np.full(days, -1, np.int32),
        "deciding": np.full(days, -1, np.int32),
        "dues": dues,
        "next_due": 0,
        "claim_count": 0,
        "keeps": int(keeps),
        "evidence_count": 0,
        "told_count": 0,
        "quota_entries": 0,
        "tax_due": np.zeros(len(TAXES), np.int64),
        "tax_used": np.zeros(len(TAXES), np.int64),
        "funds": funds,
        "money": np.array(treasury.money, np.int64).reshape(len(treasury.planned), treasury.planned.shape[1] + 1),
        "planned": treasury.planned,
        "limited": treasury.limited.astype(np.int64),
        "tranches": np.array(treasury.tranches, TRANCHE_DTYPE),
        "next_tranche": 0,
        "shares": np.array(treasury.shares, np.int64).reshape(-1, len(PAYERS)),
        "years": treasury.years.copy(),
        "first_year": treasury.first_year,
        "year": -1,
        **buffers,
    }


def _buffers(held: dict[str, Any] | None, full: int, persons: int, keeps: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (bit, each, dtype) in GROWING.items():
        wanted = int(each * persons) if keeps or name not in _WITH_LEDGER else 0
        length = max(wanted, _LEAST if held is None else len(held[name]))
        if held is not None and length == len(held[name]) and not full & bit:
            found[name] = held[name]
        else:
            found[name] = _empty(2 * length if full & bit else length, dtype)
    found["accounts"][0] = np.zeros((), HELD_DTYPE)
    scratch: dict[str, Any] = {"order": np.int32, "other": np.int32}
    scratch |= dict.fromkeys(("rank", "other_rank", "due", "paid", "topped"), np.int64)
    most = max(len(buffer) for buffer in found.values())
    for name, dtype in scratch.items():
        found[name] = held[name] if held is not None and len(held[name]) >= most else np.empty(most, dtype)
    return found


def _empty(length: int, dtype: Any) -> Array:
    """Memory that is taken from the machine only where it is written."""
    if isinstance(dtype, tuple):
        return np.empty((length, *dtype[1]), dtype[0])
    return aligned(length, dtype, blank=False)


def collect(desk: Any) -> tuple[Array, Array]:
    """The ledger (LEDGER_DTYPE) and the fund years (FUND_YEAR_DTYPE) of a finished run, as copies."""
    rows = desk.ledger[: desk.claim_count].view(np.uint8, np.ndarray)
    ledger = rows.copy().view(LEDGER_DTYPE)  # bytes are copied at once, records one by one
    return ledger, np.array(desk.years.view(FUND_YEAR_DTYPE, np.ndarray)).reshape(-1)


def collect_evidence(desk: Any) -> Evidence:
    """The evidence of a finished run that kept it, as a copy."""
    rows = np.array(desk.evidence[: desk.evidence_count].view(EVIDENCE_DTYPE, np.ndarray))
    return ordered(rows, np.asarray(desk.told[: desk.told_count]))
