"""The internship pool in salabim: a component for each person, a resource for the slots."""

from __future__ import annotations

import random
from collections.abc import Generator
from math import ceil

import pool
import salabim

salabim.yieldless(False)


class Person(salabim.Component):
    def setup(self, slots: salabim.Resource, draw: random.Random, count: list[int]) -> None:
        self.slots, self.draw, self.count = slots, draw, count

    def days(self, mean: float) -> int:
        return ceil(self.draw.expovariate(1.0 / mean))

    def process(self) -> Generator:
        count, draw = self.count, self.draw
        yield self.hold(int(draw.random() * pool.ARRIVALS))
        count[pool.ARRIVAL] += 1
        while True:
            to_job, to_slot = self.days(pool.JOB_FOUND), self.days(pool.SLOT_ASKED)
            yield self.hold(min(to_job, to_slot))
            if to_job <= to_slot:
                count[pool.FOUND] += 1
            else:
                count[pool.REQUEST] += 1
                yield self.request(self.slots)
                count[pool.GRANT] += 1
                yield self.hold(draw.randint(pool.SHORTEST, pool.LONGEST))
                count[pool.ENDED] += 1
                self.release(self.slots)
                if draw.random() >= pool.RETAINED:
                    continue
            left = self.days(pool.SEPARATION)
            if left >= pool.MILESTONE:
                yield self.hold(pool.MILESTONE)
                count[pool.REACHED] += 1
                left -= pool.MILESTONE
            yield self.hold(left)
            count[pool.SEPARATED] += 1


def run(persons: int, seeds: range) -> list[list[int]]:
    """Events by kind, one row for each seed. What salabim monitors by default is switched off."""
    rows = []
    for seed in seeds:
        env = salabim.Environment(trace=False)
        slots = salabim.Resource("slots", capacity=pool.slots(persons), monitor=False)
        draw, count = random.Random(seed), [0] * len(pool.KINDS)
        for _ in range(persons):
            Person("", slots=slots, draw=draw, count=count)
        env.run(till=pool.HORIZON - 0.5)
        rows.append(count)
    return rows
