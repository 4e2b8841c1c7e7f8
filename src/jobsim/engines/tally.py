"""Claims by group: how many, of how many persons, for how much. Once for numpy, once to be compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Tally = Callable[[Ints, Ints, Ints, int], tuple[Ints, Ints, Ints]]
"""``(groups, persons, amounts, number)`` to counts, distinct persons and sums, each of shape (number,).

``groups`` are from 0 to ``number`` - 1, ``persons`` are numbers that fit into 32 bits, -1 for none, who counts for
nobody; ``amounts`` are in fen. The first three are of the same length.
"""

_LOW_BITS = 26
_LOW = (1 << _LOW_BITS) - 1
_SPREAD, _WORD, _WORD_BITS = 2654435761, (1 << 32) - 1, 32


def by_sorting(groups: Ints, persons: Ints, amounts: Ints, number: int) -> tuple[Ints, Ints, Ints]:
    """A tally with whole-array operations."""
    return np.bincount(groups, minlength=number), _distinct(groups, persons, number), _sums(groups, amounts, number)


def _distinct(groups: Ints, persons: Ints, number: int) -> Ints:
    known = persons >= 0
    bits = int(persons.max(initial=0)).bit_length()
    pairs = np.sort(groups[known] << bits | persons[known])
    first = np.ones(len(pairs), np.bool_)
    first[1:] = pairs[1:] != pairs[:-1]
    return np.bincount(pairs[first] >> bits, minlength=number)


def _sums(groups: Ints, values: Ints, number: int) -> Ints:
    """``bincount`` adds in floats, which hold the sums of both halves of the numbers exactly."""
    low, high = values & _LOW, values >> _LOW_BITS
    sums = [np.bincount(groups, half, number).astype(np.int64) for half in (low, high)]
    return np.asarray(sums[0] + (sums[1] << _LOW_BITS))


FIELDS = {
    **dict.fromkeys(("groups", "persons", "amounts", "counts", "distinct", "sums", "ends"), ("i8", 1)),
    "ordered": ("i4", 1),
    "stamps": ("i4", 2),
    "bits": "int",
}
"""What :func:`stamp` takes of ``w``: the arguments of :func:`by_stamping`."""


def stamp(w: Any) -> int:
    by_stamping(
        w.groups, w.persons, w.amounts, w.counts, w.distinct, w.sums, w.ends, w.ordered, w.stamps, w.bits
    )  # fmt: skip
    return 0


def compiled(stamping: Callable[..., Any]) -> Tally:
    """A tally by a compiled :func:`by_stamping`, which takes its arguments by their names."""

    def tally(groups: Ints, persons: Ints, amounts: Ints, number: int) -> tuple[Ints, Ints, Ints]:
        counts, distinct, sums, ends = (np.zeros(number, np.int64) for _ in range(4))
        bits = max(4, (2 * len(groups)).bit_length())  # at most half of the table is ever taken
        stamping(
            groups=np.ascontiguousarray(groups, np.int64),
            persons=np.ascontiguousarray(persons, np.int64),
            amounts=np.ascontiguousarray(amounts, np.int64),
            counts=counts, distinct=distinct, sums=sums, ends=ends, ordered=np.empty(len(groups), np.int32),
            stamps=np.zeros((1 << bits, 2), np.int32), bits=bits,
        )  # fmt: skip
        return counts, distinct, sums

    return tally


def by_stamping(
    groups: Ints,
    persons: Ints,
    amounts: Ints,
    counts: Ints,
    distinct: Ints,
    sums: Ints,
    ends: Ints,
    ordered: npt.NDArray[np.int32],
    stamps: npt.NDArray[np.int32],
    bits: int,
) -> None:
    """Fill ``counts``, ``distinct`` and ``sums``, all zero before, as is ``ends`` of the same shape.

    Persons are put in the order of their groups; each then leaves the group's stamp in a hash table of 2**bits
    (person, stamp) with open addressing, so that nothing is compared with more than a few others.
    """
    for i in range(len(groups)):
        counts[groups[i]] += 1
        sums[groups[i]] += amounts[i]
    end = 0
    for group in range(len(counts)):
        ends[group] = end
        end += counts[group]
    for i in range(len(groups)):
        ordered[ends[groups[i]]] = persons[i]
        ends[groups[i]] += 1
    last = len(stamps) - 1
    for group in range(len(counts)):
        for i in range(ends[group] - counts[group], ends[group]):
            person = np.int64(ordered[i])
            if person < 0:
                continue
            place = (person * _SPREAD & _WORD) >> (_WORD_BITS - bits)  # Fibonacci hashing
            while stamps[place, 1] != 0 and stamps[place, 0] != person:
                place = (place + 1) & last
            if stamps[place, 1] != group + 1:
                stamps[place, 0], stamps[place, 1] = person, group + 1
                distinct[group] += 1
