"""Sorting of the compiled desk: row numbers in ``w.desk.order``, by the fields of the rows they stand for.

The orders are those of :class:`jobsim.finance.desk.Desk` and :class:`jobsim.finance.tax.TaxOffice`, which sort tuples.
Most pairs are told apart by one number, the row's rank; only where two ranks are equal are all fields compared.
"""

from __future__ import annotations

from typing import Any

REACHED, DRAFTS, QUOTAS, QUOTA_CLAIMS, NUMBERS = range(5)
"""What the numbers are: rows of a table (QUOTA_CLAIMS: of the quotas, by the claim they make), or just numbers."""
_RUN = 8
# Bits of a rank from which kind, programme and day stand; a lottery number takes the bits of kind and subject.
_KIND, _PROGRAMME, _DAY = 32, 40, 50
_LOTTERY = float(1 << _PROGRAMME)


def sort(w: Any, table: int, count: int) -> None:
    """Sort the first ``count`` places of ``w.desk.order``; equals keep their order."""
    order, rank = w.desk.order, w.desk.rank
    for i in range(count):
        rank[i] = _rank(w, table, order[i])
    for low in range(0, count, _RUN):
        for i in range(low + 1, min(low + _RUN, count)):
            row, key, k = order[i], rank[i], i
            while k > low and _before(w, table, key, row, rank[k - 1], order[k - 1]):
                order[k], rank[k] = order[k - 1], rank[k - 1]
                k -= 1
            order[k], rank[k] = row, key
    width = _RUN
    while width < count:
        for low in range(0, count - width, 2 * width):
            middle, end = low + width, min(low + 2 * width, count)
            if _before(w, table, rank[middle], order[middle], rank[middle - 1], order[middle - 1]):
                _merge(w, table, low, middle, end)
        width *= 2


def _merge(w: Any, table: int, low: int, middle: int, end: int) -> None:
    order, rank, other, other_rank = w.desk.order, w.desk.rank, w.desk.other, w.desk.other_rank
    for i in range(low, middle):
        other[i], other_rank[i] = order[i], rank[i]
    left, right = low, middle
    for i in range(low, end):
        if left == middle:
            return
        if right < end and _before(w, table, rank[right], order[right], other_rank[left], other[left]):
            order[i], rank[i] = order[right], rank[right]
            right += 1
        else:
            order[i], rank[i] = other[left], other_rank[left]
            left += 1


def _before(w: Any, table: int, key: int, row: int, other_key: int, other_row: int) -> bool:
    if key != other_key:
        return key < other_key
    return _before_in_full(w.desk, table, row, other_row)


def _rank(w: Any, table: int, row: int) -> int:
    """A number that comes before another only if its row does."""
    desk = w.desk
    if table == REACHED:
        reached = desk.reached[row]
        earlier = (reached.day - w.today) << _DAY
        if reached.lottery > 0.0:
            return int(earlier + (reached.programme << _PROGRAMME) + int(reached.lottery * _LOTTERY))
        return int(earlier + _ranked(reached.programme, reached.kind, reached.subject))
    if table == DRAFTS:
        draft = desk.drafts[row]
        return _ranked(draft.programme, draft.kind, draft.subject)
    if table == QUOTAS:
        quota = desk.quotas[row]
        return _ranked(quota.year, quota.payee_kind, quota.payee)
    if table == QUOTA_CLAIMS:
        quota = desk.quotas[row]
        return _ranked(quota.programme, quota.kind, quota.subject)
    return row


def _ranked(first: int, kind: int, number: int) -> int:
    return int((first << _PROGRAMME) + (kind << _KIND) + number)


def _before_in_full(desk: Any, table: int, a: int, b: int) -> bool:
    if table == REACHED:
        return _reached_before(desk, a, b)
    if table == DRAFTS:
        return bool(_draft_key(desk.drafts[a]) < _draft_key(desk.drafts[b]))
    if table == QUOTAS:
        return bool(_quota_key(desk.quotas[a]) < _quota_key(desk.quotas[b]))
    return table == QUOTA_CLAIMS and bool(quota_claim_key(desk.quotas[a]) < quota_claim_key(desk.quotas[b]))


def _reached_before(desk: Any, a: int, b: int) -> bool:
    x, y = desk.reached[a], desk.reached[b]
    if _reached_key(x) != _reached_key(y):
        return bool(_reached_key(x) < _reached_key(y))
    for i in range(desk.facts.shape[1]):
        if desk.facts[x.facts, i] != desk.facts[y.facts, i]:
            return bool(desk.facts[x.facts, i] < desk.facts[y.facts, i])
    return bool(x.groups < y.groups)


def _reached_key(row: Any) -> tuple[Any, ...]:
    return row.day, row.programme, row.lottery, row.kind, row.subject, row.person, row.payee_firm


def _draft_key(row: Any) -> tuple[Any, ...]:
    """Person and payee need no place in it: they follow from what stands before."""
    return (
        row.programme, row.kind, row.subject, row.payee_firm, row.first_day, row.last_day, row.taken, row.units,
        row.milestones, row.fen, row.number,
    )  # fmt: skip


def _quota_key(row: Any) -> tuple[Any, ...]:
    return (
        row.year, row.payee_kind, row.payee, row.day, row.person, row.kind, row.subject, row.programme,
        row.milestone, row.fund, row.payee_firm, row.units, row.fen,
    )  # fmt: skip


def quota_claim_key(row: Any) -> tuple[Any, ...]:
    """What makes one claim of several quotas."""
    return (
        row.programme, row.kind, row.subject, row.payee_kind, row.payee, row.year, row.milestone, row.fund,
        row.payee_firm, row.person,
    )  # fmt: skip
