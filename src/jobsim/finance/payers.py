"""Who bears a payment: shares of payers, split to the fen by the largest remainder."""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jobsim.scenario.parameters import Parameters
from jobsim.scenario.prepared import prepared
from jobsim.vocabulary import PAYERS

if TYPE_CHECKING:
    from jobsim.scenario.quantities import Quantity
    from jobsim.scenario.rule_sections import BudgetLine, Programme
    from jobsim.scenario.schema import Scenario

WHOLE = 1_000_000
"""Shares are kept in millionths so that a split is exact whole-number arithmetic (docs/decisions/0017-bounds.md)."""
COUNTY = tuple(PAYERS).index("county")


def split(fen: int, shares: Sequence[int]) -> list[int]:
    """``fen`` split by shares in millionths, largest remainder first, then the earlier payer. Sums to ``fen``."""
    parts = [0] * len(shares)
    split_into(parts, fen, shares)
    return parts


def split_into(parts: MutableSequence[int], fen: int, shares: Sequence[int]) -> None:
    """:func:`split` into ``parts``, which are overwritten."""
    # In whole millions and the rest: fen times share might pass the machine's whole numbers.
    left, millions, rest = fen, fen // WHOLE, fen % WHOLE
    for k in range(len(shares)):
        parts[k] = millions * shares[k] + rest * shares[k] // WHOLE
        left -= parts[k]
    for _ in range(left):  # fewer than there are payers
        best, largest = 0, 0
        for k in range(len(shares)):
            # A payer whose remainder was given has less than nothing left.
            remainder = rest * shares[k] - (parts[k] - millions * shares[k]) * WHOLE
            if remainder > largest:
                best, largest = k, remainder
        parts[best] += 1


def apportion(fen: npt.NDArray[np.int64], shares: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """:func:`split` for many amounts at once, each by its row of shares, or all by one."""
    millions, rest = np.divmod(fen[:, None], WHOLE)
    parts, remainders = np.divmod(rest * shares, WHOLE)
    parts += millions * shares
    missing = fen - parts.sum(axis=1)
    order = np.argsort(-remainders, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(parts.shape[1])[None, :], axis=1)
    return np.asarray(parts + (rank < missing[:, None]))


def payer_shares(scenario: Scenario, parameters: Parameters) -> npt.NDArray[np.int64]:
    """Shares in millionths, int64[programmes + budget lines, PAYERS]; a fund's shares unless the programme has its own.

    Drawn shares that do not sum to one are scaled.
    """
    certain, uncertain = prepared(scenario, _certain_shares)
    shares = certain.copy()
    for row, payers in uncertain:
        shares[row] = millionths(parameters, payers)
    return shares


def _certain_shares(scenario: Scenario) -> tuple[npt.NDArray[np.int64], list[tuple[int, Mapping[str, Quantity]]]]:
    """Shares with central values, and the rows in which drawn ones take their place."""
    central = Parameters(scenario, None)
    paid: list[Programme | BudgetLine] = [*scenario.programmes.values(), *scenario.budget_lines.values()]
    payers: list[Mapping[str, Quantity]] = [item.payers or scenario.funds[item.fund].payers for item in paid]
    shares = np.array([millionths(central, each) for each in payers], np.int64).reshape(len(paid), len(PAYERS))
    uncertain = [(row, each) for row, each in enumerate(payers) if any(q.is_uncertain for q in each.values())]
    return shares, uncertain


def millionths(parameters: Parameters, shares: Mapping[str, Quantity]) -> list[int]:
    """Shares in millionths, in the order of PAYERS."""
    values = [parameters.value(shares[payer]) if payer in shares else 0.0 for payer in PAYERS]
    total = sum(values)
    if total <= 0:
        raise ValueError("the payers' shares sum to nothing")
    whole = [round(value / total * WHOLE) for value in values]
    whole[max(range(len(whole)), key=whole.__getitem__)] += WHOLE - sum(whole)
    return whole
