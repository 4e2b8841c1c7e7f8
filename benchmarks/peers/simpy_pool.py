"""The internship pool in SimPy: a process for each person, a resource for the slots."""

from __future__ import annotations

import random
from collections.abc import Generator
from math import ceil

import pool
import simpy


def life(env: simpy.Environment, slots: simpy.Resource, draw: random.Random, count: list[int]) -> Generator:
    def days(mean: float) -> int:
        return ceil(draw.expovariate(1.0 / mean))

    yield env.timeout(int(draw.random() * pool.ARRIVALS))
    count[pool.ARRIVAL] += 1
    while True:
        to_job, to_slot = days(pool.JOB_FOUND), days(pool.SLOT_ASKED)
        yield env.timeout(min(to_job, to_slot))
        if to_job <= to_slot:
            count[pool.FOUND] += 1
        else:
            count[pool.REQUEST] += 1
            with slots.request() as slot:
                yield slot
                count[pool.GRANT] += 1
                yield env.timeout(draw.randint(pool.SHORTEST, pool.LONGEST))
                count[pool.ENDED] += 1
            if draw.random() >= pool.RETAINED:
                continue
        left = days(pool.SEPARATION)
        if left >= pool.MILESTONE:
            yield env.timeout(pool.MILESTONE)
            count[pool.REACHED] += 1
            left -= pool.MILESTONE
        yield env.timeout(left)
        count[pool.SEPARATED] += 1


def run(persons: int, seeds: range) -> list[list[int]]:
    """Events by kind, one row for each seed."""
    rows = []
    for seed in seeds:
        env = simpy.Environment()
        slots = simpy.Resource(env, pool.slots(persons))
        draw, count = random.Random(seed), [0] * len(pool.KINDS)
        for _ in range(persons):
            env.process(life(env, slots, draw, count))
        env.run(until=pool.HORIZON)
        rows.append(count)
    return rows
