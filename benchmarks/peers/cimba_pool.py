"""The internship pool in cimba, as processes: each person a spawned model with a process, the slots a resource."""

from __future__ import annotations

from math import ceil

import cimba as cb
import numpy as np
import numpy.typing as npt
import pool

HORIZON, ARRIVALS, MILESTONE = pool.HORIZON, pool.ARRIVALS, pool.MILESTONE
JOB_FOUND, SLOT_ASKED, SEPARATION = pool.JOB_FOUND, pool.SLOT_ASKED, pool.SEPARATION
SHORTEST, LONGEST, RETAINED = pool.SHORTEST, pool.LONGEST, pool.RETAINED


class Counts(cb.Model):
    """Events by kind, and how many persons there are."""

    persons: cb.Param[int]
    arrival: cb.Output[int] = 0
    job_found: cb.Output[int] = 0
    slot_request: cb.Output[int] = 0
    slot_grant: cb.Output[int] = 0
    internship_end: cb.Output[int] = 0
    milestone: cb.Output[int] = 0
    separation: cb.Output[int] = 0


class County(Counts):
    slots: cb.Resource

    @cb.on_start
    def populate(self):
        for _ in range(self.persons):
            cb.spawn(Person, county=self)


class Person(cb.Model):
    county: cb.Ref[County]

    @cb.process
    def life(self):
        county = self.county
        cb.hold(cb.random.dice(0, ARRIVALS - 1))
        county.arrival += 1
        while True:
            to_job = ceil(cb.random.exponential(JOB_FOUND))
            to_slot = ceil(cb.random.exponential(SLOT_ASKED))
            cb.hold(min(to_job, to_slot))
            if to_job <= to_slot:
                county.job_found += 1
            else:
                county.slot_request += 1
                county.slots.acquire()
                county.slot_grant += 1
                cb.hold(cb.random.dice(SHORTEST, LONGEST))
                county.internship_end += 1
                county.slots.release()
                if not cb.random.bernoulli(RETAINED):
                    continue
            left = ceil(cb.random.exponential(SEPARATION))
            if left >= MILESTONE:
                cb.hold(MILESTONE)
                county.milestone += 1
                left -= MILESTONE
            cb.hold(left)
            county.separation += 1


def trials(county: Counts, persons: int, seeds: range) -> npt.NDArray[np.int64]:
    """Run the county once for each seed, on one thread."""
    county.persons = persons
    window, numbers = cb.Window(duration=HORIZON), np.array(seeds, np.uint64)
    results = cb.Experiment(county, replications=len(seeds), window=window, seeds=numbers).run(workers=1)
    if results.failed.any():
        raise RuntimeError(f"cimba: {results.failure_reasons}")
    return np.column_stack([getattr(results[county], kind).values[0] for kind in pool.KINDS]).astype(np.int64)


def run(persons: int, seeds: range) -> npt.NDArray[np.int64]:
    """Events by kind, one row for each seed."""
    county = County()
    county.slots = cb.Resource(capacity=pool.slots(persons))
    return trials(county, persons, seeds)
