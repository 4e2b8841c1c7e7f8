"""What a fund does on a day when its cash does not cover what is due. Pure functions over whole numbers."""

from __future__ import annotations

import math
from collections.abc import MutableSequence, Sequence
from enum import IntEnum


class Rule(IntEnum):
    """A fund's rule for the day when cash is short."""

    WAIT = 0
    """First in, first out: what cannot be paid in full holds up all behind it (arrears)."""
    SKIP_IF_UNAFFORDABLE = 1
    """What cannot be paid in full waits; smaller claims behind it go ahead."""
    PRO_RATA = 2
    """All share what there is; the rest of each claim is cancelled. Without any cash they wait."""
    TOP_UP = 3
    """The county adds what is missing."""
    REFUSE = 4
    """What cannot be paid in full is cancelled."""


RULES = ("wait", "skip_if_unaffordable", "pro_rata", "top_up", "refuse")
WAITING = -1
_WAIT, _SKIP, _PRO_RATA, _TOP_UP = int(Rule.WAIT), int(Rule.SKIP_IF_UNAFFORDABLE), int(Rule.PRO_RATA), int(Rule.TOP_UP)


def share_out(
    rule: int, balance: int, due: Sequence[int], paid: MutableSequence[int], topped: MutableSequence[int]
) -> int:
    """Settle a queue of amounts ``due`` (fen, in the queue's order) from ``balance``; returns what is left of it.

    ``paid[i]`` becomes what claim i gets, once and for all, or WAITING; ``topped[i]`` is the part the county added.
    """
    n = len(due)
    for i in range(n):
        paid[i] = WAITING
        topped[i] = 0
    if rule == _PRO_RATA:
        return _pro_rata(balance, due, paid)
    for i in range(n):
        if due[i] <= balance:
            paid[i] = due[i]
            balance -= due[i]
        elif rule == _WAIT:
            break
        elif rule == _SKIP:
            continue
        elif rule == _TOP_UP:
            paid[i] = due[i]
            topped[i] = due[i] - balance
            balance = 0
        else:
            paid[i] = 0
    return balance


def _pro_rata(balance: int, due: Sequence[int], paid: MutableSequence[int]) -> int:
    total = 0
    for amount in due:
        total += amount
    if total <= balance:
        for i in range(len(due)):
            paid[i] = due[i]
        return balance - total
    if balance <= 0:
        return balance
    # Cumulative rounding: the parts sum to the balance, no claim is off by a whole fen. The ratio is a float because
    # the product of two sums of fen overflows 64 bits.
    before, given = 0, 0
    for i in range(len(due)):
        before += due[i]
        part = min(math.floor(balance * (before / total)) - given, due[i])
        paid[i] = part
        given += part
    return balance - given


def lapse(money: MutableSequence[int], year: int, lapse_after: int) -> int:
    """Take away the money that lapses at the end of ``year`` of the horizon (0 the first); its sum in fen.

    ``money`` stands by year of arrival, from the year before the horizon; with ``lapse_after`` 0 nothing lapses.
    """
    lapsed = 0
    if lapse_after > 0:
        for arrived in range(min(year + 3 - lapse_after, len(money))):
            lapsed += money[arrived]
            money[arrived] = 0
    return lapsed


def spend(money: MutableSequence[int], fen: int) -> None:
    """Take ``fen`` from money kept by year of arrival, the oldest first. The caller made sure there is enough."""
    for year in range(len(money)):
        taken = min(money[year], fen)
        money[year] -= taken
        fen -= taken
        if fen == 0:
            return
