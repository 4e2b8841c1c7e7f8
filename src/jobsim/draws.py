"""Keyed random numbers: every draw is a pure function of (seed, replication, stream, agent, occurrence).

Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
as easy as 1, 2, 3" (SC 2011). The 64-bit key is the seed; the 128-bit counter holds agent, occurrence,
stream and replication. Nothing depends on simulated time, on order, or on how many draws others made.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85
_MASK = 0xFFFFFFFF
_TO_UNIT = 2.0**-52  # with half a step added, the largest number is still below one

# Named streams; a stream's code is its position, so names are only ever appended.
STREAMS: tuple[str, ...] = (
    "parameter",
    # synthesis of the county
    "family_size", "family_rural", "family_group", "sex", "age", "person_group", "initial_state", "spell_age",
    "prior_insured", "cohort", "firm_attribute", "firm_staff", "employer", "venture_history", "loan_history",
    # lives
    "exit", "frailty", "choice", "registration_share", "registration_lag", "registration_processing",
    "service_reach", "service_delay", "contract", "insured", "wage", "renewal", "after_job", "lottery", "place",
    "school_day", "school_destination", "internship_length", "retention", "long_contract", "stipend",
    "course_kind", "course_days", "completion", "certificate", "certificate_lag", "level",
    "venture_jobs", "venture_hire", "venture_failure", "venture_attribute", "loan_request", "loan_lag", "loan_amount",
    "loan_default", "post_insured", "post_kind", "project", "operator", "vacancy", "closure", "tax", "layoff",
    "grade", "family_snapshot", "applicant",
    # money
    "take_up", "claim_lag", "claim_refused",
    # lives, continued
    "host", "refill", "in_service", "in_service_level", "loan_kind", "venture_insured",
    # placement of last resort and services
    "family_application", "offered_within", "offer_accepted", "service_wanted",
)  # fmt: skip
STREAM: dict[str, int] = {name: code for code, name in enumerate(STREAMS)}


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """One block of Philox4x32-10: four 32-bit words from a counter of four words and a key of two."""
    return _rounds(*counter, _schedule(*key))


@lru_cache(maxsize=64)
def _schedule(k0: int, k1: int) -> tuple[tuple[int, int], ...]:
    """The keys of the ten rounds."""
    return tuple(((k0 + i * _W0) & _MASK, (k1 + i * _W1) & _MASK) for i in range(10))


def _rounds(c0: int, c1: int, c2: int, c3: int, schedule: tuple[tuple[int, int], ...]) -> tuple[int, int, int, int]:
    for k0, k1 in schedule:  # the multipliers stand as literals: this is the hottest loop of a run
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0 = (p1 >> 32) ^ c1 ^ k0
        c2 = (p0 >> 32) ^ c3 ^ k1
        c1 = p1 & 0xFFFFFFFF
        c3 = p0 & 0xFFFFFFFF
    return c0, c1, c2, c3


def philox_many(
    c0: npt.NDArray[np.uint64], c1: npt.NDArray[np.uint64], c2: int, c3: int, key: tuple[int, int]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Many blocks at once; the same bits as :func:`philox`."""
    mask, shift = np.uint64(_MASK), np.uint64(32)
    w0, w1 = c0 & mask, c1 & mask
    w2, w3 = np.full_like(w0, c2), np.full_like(w0, c3)
    k0, k1 = key
    for _ in range(10):
        p0, p1 = np.uint64(_M0) * w0, np.uint64(_M1) * w2
        w0, w1, w2, w3 = (
            (p1 >> shift) ^ w1 ^ np.uint64(k0),
            p1 & mask,
            (p0 >> shift) ^ w3 ^ np.uint64(k1),
            p0 & mask,
        )
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return w0, w1, w2, w3


@lru_cache(maxsize=4096)
def path_code(path: str) -> int:
    """A stable 32-bit code of a parameter's path or another name."""
    return zlib.crc32(path.encode())


Block = Callable[
    [npt.NDArray[np.uint64], int, int, int, int, int, npt.NDArray[np.float64], npt.NDArray[np.float64]], None
]
"""What :func:`block` is, compiled or not."""


class Draws:
    """All draws of one replication.

    ``seed`` may be any whole number from 0 to 2**64 - 1 (0 is a seed like any other). ``block`` is a compiled copy of
    :func:`block`, which draws for arrays of agents some twenty times faster than numpy, and the same bits.
    """

    # Scalar draws of the first occurrences are served from blocks of consecutive agents, drawn at once as soon
    # as a block is seen to be in demand. Which way a number is made does not change it.
    _BLOCK = 512
    _CACHED_OCCURRENCES = 48
    _DEMAND = 24

    def __init__(self, seed: int, replication: int, block: Block | None = None) -> None:
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed must be between 0 and 2**64 - 1, found {seed}")
        self.seed = seed
        self.replication = replication
        self._key = (seed & _MASK, seed >> 32)
        self._schedule = _schedule(*self._key)
        self._block = block
        self._blocks: dict[int, list[tuple[float, float]]] = {}
        self._asked: dict[int, int] = {}

    def uniform(self, stream: str, agent: int, occurrence: int = 0) -> float:
        """A number strictly between 0 and 1 with 52 random bits."""
        return self.pair_by_code(STREAM[stream], agent, occurrence)[0]

    def by_code(self, stream: int, agent: int, occurrence: int = 0) -> float:
        return self.pair_by_code(stream, agent, occurrence)[0]

    def pair_by_code(self, stream: int, agent: int, occurrence: int = 0) -> tuple[float, float]:
        """Two independent numbers: a block of four words holds two of 52 bits. The first is :meth:`uniform`'s."""
        if occurrence < self._CACHED_OCCURRENCES:
            number, place = divmod(agent, self._BLOCK)
            block = (((stream << 8) | occurrence) << 32) | number
            cached = self._blocks.get(block)
            if cached is not None:
                return cached[place]
            asked = self._asked.get(block, 0) + 1
            self._asked[block] = asked
            if asked == self._DEMAND:
                agents = np.arange(number * self._BLOCK, (number + 1) * self._BLOCK)
                first, second = self._many(stream, agents, occurrence)
                self._blocks[block] = list(zip(first.tolist(), second.tolist(), strict=True))
        a, b, c, d = _rounds(agent & _MASK, occurrence & _MASK, stream, self.replication, self._schedule)
        return ((((a << 32) | b) >> 12) + 0.5) * _TO_UNIT, ((((c << 32) | d) >> 12) + 0.5) * _TO_UNIT

    def many(
        self, stream: str, agents: npt.NDArray[np.int64], occurrence: int | npt.NDArray[np.int64] = 0
    ) -> npt.NDArray[np.float64]:
        """The same numbers as :meth:`uniform`, for an array of agents."""
        if self._block is not None and isinstance(occurrence, int):
            c0 = np.ascontiguousarray(agents, np.int64).view(np.uint64)
            numbers = np.empty(c0.shape)
            self._block(c0, occurrence, STREAM[stream], self.replication, *self._key, numbers, numbers[:0])
            return numbers
        return self._many(STREAM[stream], agents, occurrence)[0]

    def _many(
        self, stream: int, agents: npt.NDArray[np.int64], occurrence: int | npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        c0 = np.asarray(agents).astype(np.uint64)
        c1 = np.broadcast_to(np.asarray(occurrence), c0.shape).astype(np.uint64)
        a, b, c, d = philox_many(c0, c1, stream, self.replication, self._key)
        shift, low = np.uint64(32), np.uint64(12)
        first, second = ((a << shift) | b) >> low, ((c << shift) | d) >> low
        return (first.astype(np.float64) + 0.5) * _TO_UNIT, (second.astype(np.float64) + 0.5) * _TO_UNIT

    def parameter(self, *paths: str) -> list[float]:
        """The draws of uncertain parameters, keyed by their paths in the scenario."""
        codes = np.array([path_code(path) for path in paths], np.int64)
        numbers: list[float] = self.many("parameter", codes, 1).tolist()
        return numbers


# --------------------------------------------------------------------------------------- compiled engine

_U_MASK, _U_SHIFT, _U_LOW = np.uint64(_MASK), np.uint64(32), np.uint64(12)
_U_M0, _U_M1 = np.uint64(_M0), np.uint64(_M1)
_U_W0, _U_W1 = np.uint64(_W0), np.uint64(_W1)


def keyed(w: Any, stream: int, agent: int, occurrence: int) -> float:
    """:meth:`Draws.by_code` of the world's ``seed_low``, ``seed_high`` and ``replication``, bit for bit."""
    return keyed_pair(w, stream, agent, occurrence)[0]


def keyed_pair(w: Any, stream: int, agent: int, occurrence: int) -> tuple[float, float]:
    """:meth:`Draws.pair_by_code`, bit for bit. All in unsigned 64-bit arithmetic, the same in Python and compiled."""
    c0, c1 = np.uint64(int(agent) & _MASK), np.uint64(int(occurrence) & _MASK)
    c2, c3 = np.uint64(stream), np.uint64(w.replication)
    k0, k1 = np.uint64(w.seed_low), np.uint64(w.seed_high)
    for _ in range(10):
        p0, p1 = _U_M0 * c0, _U_M1 * c2
        c0, c1, c2, c3 = (p1 >> _U_SHIFT) ^ c1 ^ k0, p1 & _U_MASK, (p0 >> _U_SHIFT) ^ c3 ^ k1, p0 & _U_MASK
        k0, k1 = (k0 + _U_W0) & _U_MASK, (k1 + _U_W1) & _U_MASK
    first, second = ((c0 << _U_SHIFT) | c1) >> _U_LOW, ((c2 << _U_SHIFT) | c3) >> _U_LOW
    return (float(first) + 0.5) * _TO_UNIT, (float(second) + 0.5) * _TO_UNIT


def block(
    agents: npt.NDArray[np.uint64],
    occurrence: int,
    stream: int,
    replication: int,
    seed_low: int,
    seed_high: int,
    first: npt.NDArray[np.float64],
    second: npt.NDArray[np.float64],
) -> None:
    """Fill ``first`` and ``second`` with the two draws of each of ``agents``, all of shape (n,).

    It is :meth:`Draws.many` to be compiled. ``second`` is empty if the first are enough. The rounds stand in the loop
    itself: in a function of their own they keep the compiler from drawing for several agents in one instruction, which
    is five times faster.
    """
    word1, word2, word3 = np.uint64(occurrence & _MASK), np.uint64(stream), np.uint64(replication)
    both = len(second) > 0
    for i in range(len(agents)):
        c0, c1, c2, c3 = agents[i] & _U_MASK, word1, word2, word3
        k0, k1 = np.uint64(seed_low), np.uint64(seed_high)
        for _ in range(10):
            p0, p1 = _U_M0 * c0, _U_M1 * c2
            c0, c1, c2, c3 = (p1 >> _U_SHIFT) ^ c1 ^ k0, p1 & _U_MASK, (p0 >> _U_SHIFT) ^ c3 ^ k1, p0 & _U_MASK
            k0, k1 = (k0 + _U_W0) & _U_MASK, (k1 + _U_W1) & _U_MASK
        first[i] = (float(((c0 << _U_SHIFT) | c1) >> _U_LOW) + 0.5) * _TO_UNIT
        if both:
            second[i] = (float(((c2 << _U_SHIFT) | c3) >> _U_LOW) + 0.5) * _TO_UNIT
