"""The internship pool as one hand-written loop: the limit of what a calendar by (day, phase) and keyed draws allow.

One record of 16 bytes for each person, a chain of persons for each phase of each day, and the draws of
:mod:`jobsim.draws`, keyed by person and spell. Nothing is general here.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt
import pool

from jobsim.draws import STREAM

ENDINGS, DECISIONS, PHASES = 0, 1, 2
ARRIVE, FIND, ASK, LEAVE, STAY, REACH, SEPARATE = range(7)
EXIT, LOTTERY, INTERNSHIP, COHORT = (STREAM[name] for name in ("exit", "lottery", "internship_length", "cohort"))
PERSON = np.dtype([("next", "i4"), ("ends", "i4"), ("spell", "i4"), ("does", "i4")])

HORIZON, ARRIVALS = pool.HORIZON, pool.ARRIVALS
JOB_FOUND, SLOT_ASKED, SEPARATION = pool.JOB_FOUND, pool.SLOT_ASKED, pool.SEPARATION
SHORTEST, LENGTHS = pool.SHORTEST, pool.LONGEST - pool.SHORTEST + 1
RETAINED, MILESTONE = pool.RETAINED, pool.MILESTONE
NOBODY = -1
REQUESTS = 64  # lottery draws are numbered as if a spell could ask so many times


@numba.njit(inline="always")
def draws(person, occurrence, stream, replication, seed):
    """The two numbers of one Philox4x32-10 block."""
    low = np.uint64(0xFFFFFFFF)
    wide, short = np.uint64(32), np.uint64(12)
    c0, c1, c2, c3 = np.uint64(person), np.uint64(occurrence), np.uint64(stream), np.uint64(replication)
    k0, k1 = np.uint64(seed) & low, np.uint64(seed) >> wide
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (p1 >> wide) ^ c1 ^ k0, p1 & low, (p0 >> wide) ^ c3 ^ k1, p0 & low
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & low, (k1 + np.uint64(0xBB67AE85)) & low
    first, second = ((c0 << wide) | c1) >> short, ((c2 << wide) | c3) >> short
    return (np.int64(first) + 0.5) * 2.0**-52, (np.int64(second) + 0.5) * 2.0**-52


@numba.njit(inline="always")
def days(uniform, mean):
    return math.ceil(-math.log(uniform) * mean)


@numba.njit(inline="always")
def put(people, heads, p, day, phase, does):
    if day < HORIZON:
        people[p].does = does
        people[p].next = heads[day, phase]
        heads[day, phase] = p


@numba.njit(inline="always")
def search(people, heads, p, day, seed, replication):
    people[p].spell += 1
    first, second = draws(p, people[p].spell, EXIT, replication, seed)
    to_job, to_slot = days(first, JOB_FOUND), days(second, SLOT_ASKED)
    if to_job <= to_slot:
        put(people, heads, p, day + to_job, DECISIONS, FIND)
    else:
        put(people, heads, p, day + to_slot, DECISIONS, ASK)


@numba.njit(inline="always")
def work(people, heads, p, day, seed, replication):
    people[p].spell += 1
    left = days(draws(p, people[p].spell, EXIT, replication, seed)[0], SEPARATION)
    people[p].ends = day + left
    if left >= MILESTONE:
        put(people, heads, p, day + MILESTONE, ENDINGS, REACH)
    else:
        put(people, heads, p, day + left, ENDINGS, SEPARATE)


@numba.njit(inline="always")
def rank(people, asked, luck, count, seed, replication):
    """Put those who asked today in the order of their lottery."""
    for i in range(count):
        p, j = asked[i], i
        number = draws(p, people[p].spell * REQUESTS, LOTTERY, replication, seed)[0]
        while j > 0 and luck[j - 1] > number:
            asked[j], luck[j] = asked[j - 1], luck[j - 1]
            j -= 1
        asked[j], luck[j] = p, number


@numba.njit(inline="always")
def grant(people, heads, p, day, seed, replication):
    people[p].spell += 1
    length, retained = draws(p, people[p].spell, INTERNSHIP, replication, seed)
    put(people, heads, p, day + SHORTEST + int(length * LENGTHS), ENDINGS, STAY if retained < RETAINED else LEAVE)


@numba.njit(nogil=True)
def replicate(persons, slots, seed, replication, count):
    people = np.zeros(persons, PERSON)
    heads = np.full((HORIZON, PHASES), NOBODY, np.int32)
    asked, luck = np.empty(persons, np.int32), np.empty(persons)
    first, last, free = NOBODY, NOBODY, slots  # the queue is a chain too
    for p in range(persons):
        put(people, heads, p, int(draws(p, 0, COHORT, replication, seed)[0] * ARRIVALS), ENDINGS, ARRIVE)
    for day in range(HORIZON):
        p = heads[day, ENDINGS]
        while p != NOBODY:
            following, does = people[p].next, people[p].does
            if does == ARRIVE:
                count[pool.ARRIVAL] += 1
                search(people, heads, p, day, seed, replication)
            elif does in (LEAVE, STAY):
                count[pool.ENDED] += 1
                free += 1
                if does == STAY:
                    work(people, heads, p, day, seed, replication)
                else:
                    search(people, heads, p, day, seed, replication)
            else:
                if does == REACH:
                    count[pool.REACHED] += 1
                if people[p].ends == day:
                    count[pool.SEPARATED] += 1
                    search(people, heads, p, day, seed, replication)
                else:
                    put(people, heads, p, people[p].ends, ENDINGS, SEPARATE)
            p = following
        requests = 0
        p = heads[day, DECISIONS]
        while p != NOBODY:
            following = people[p].next
            if people[p].does == FIND:
                count[pool.FOUND] += 1
                work(people, heads, p, day, seed, replication)
            else:
                asked[requests] = p
                requests += 1
            p = following
        count[pool.REQUEST] += requests
        while first != NOBODY and free > 0:
            following = people[first].next
            grant(people, heads, first, day, seed, replication)
            count[pool.GRANT] += 1
            first = following
            free -= 1
        if free < requests:
            rank(people, asked, luck, requests, seed, replication)
        for i in range(requests):
            p = asked[i]
            if free > 0:
                grant(people, heads, p, day, seed, replication)
                count[pool.GRANT] += 1
                free -= 1
            else:
                people[p].next = NOBODY
                if first == NOBODY:
                    first = p
                else:
                    people[last].next = p
                last = p


def run(persons: int, seeds: range) -> npt.NDArray[np.int64]:
    """Events by kind, one row for each seed."""
    rows = np.zeros((len(seeds), len(pool.KINDS)), np.int64)
    for row, seed in zip(rows, seeds, strict=True):
        replicate(persons, pool.slots(persons), seed, 0, row)
    return rows
