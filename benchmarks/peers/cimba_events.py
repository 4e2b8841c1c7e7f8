"""The internship pool in cimba, as events: each person a spawned model without a process, the queue a store.

cimba offers both styles. Its documents advise processes; events spare the stack of each process and are faster.
"""

from __future__ import annotations

from math import ceil

import cimba as cb
import numpy as np
import numpy.typing as npt
import pool
from cimba_pool import (
    ARRIVALS,
    HORIZON,
    JOB_FOUND,
    LONGEST,
    MILESTONE,
    RETAINED,
    SEPARATION,
    SHORTEST,
    SLOT_ASKED,
    Counts,
    trials,
)


class County(Counts):
    slots: cb.Param[int]
    free: int = 0
    queue: cb.Store[Person]

    @cb.on_start
    def populate(self):
        self.free = self.slots
        cb.schedule(self.close, HORIZON, 1)
        for _ in range(self.persons):
            person = cb.spawn(Person, county=self)
            cb.schedule(person.arrive, cb.random.dice(0, ARRIVALS - 1))

    @cb.event
    def close(self):
        cb.end_trial()

    @cb.function
    def share(self) -> None:
        while self.free > 0 and self.queue.length() > 0:
            self.free -= 1
            self.slot_grant += 1
            person = self.queue.get()
            cb.schedule(person.leave, cb.random.dice(SHORTEST, LONGEST))


class Person(cb.Model):
    county: cb.Ref[County]
    left: int = 0

    @cb.function
    def search(self) -> None:
        to_job = ceil(cb.random.exponential(JOB_FOUND))
        to_slot = ceil(cb.random.exponential(SLOT_ASKED))
        if to_job <= to_slot:
            cb.schedule(self.find, to_job)
        else:
            cb.schedule(self.ask, to_slot)

    @cb.function
    def work(self) -> None:
        days = ceil(cb.random.exponential(SEPARATION))
        if days >= MILESTONE:
            self.left = days - MILESTONE
            cb.schedule(self.reach, MILESTONE)
        else:
            cb.schedule(self.separate, days)

    @cb.event
    def arrive(self):
        self.county.arrival += 1
        self.search()

    @cb.event
    def find(self):
        self.county.job_found += 1
        self.work()

    @cb.event
    def ask(self):
        self.county.slot_request += 1
        self.county.queue.put(self)
        self.county.share()

    @cb.event
    def leave(self):
        self.county.internship_end += 1
        self.county.free += 1
        self.county.share()
        if cb.random.bernoulli(RETAINED):
            self.work()
        else:
            self.search()

    @cb.event
    def reach(self):
        self.county.milestone += 1
        cb.schedule(self.separate, self.left)

    @cb.event
    def separate(self):
        self.county.separation += 1
        self.search()


def run(persons: int, seeds: range) -> npt.NDArray[np.int64]:
    """Events by kind, one row for each seed."""
    county = County()
    county.slots = pool.slots(persons)
    county.queue = cb.Store()
    return trials(county, persons, seeds)
