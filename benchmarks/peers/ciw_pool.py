"""The internship pool in Ciw: a queueing network. A node for each stay; the slots are the servers of one of them."""

from __future__ import annotations

import random
from math import ceil, inf

import ciw
import pool

SEARCH, INTERNSHIP, NEW_JOB, OLD_JOB = 1, 2, 3, 4
"""A job up to its milestone is one node, what remains of it another."""


def days(mean: float) -> int:
    return ceil(random.expovariate(1.0 / mean))


class Search(ciw.dists.Distribution):
    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> int:
        to_job, to_slot = days(pool.JOB_FOUND), days(pool.SLOT_ASKED)
        ind.finds = to_job <= to_slot
        return min(to_job, to_slot)


class Internship(ciw.dists.Distribution):
    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> int:
        return random.randint(pool.SHORTEST, pool.LONGEST)


class NewJob(ciw.dists.Distribution):
    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> int:
        ind.left = days(pool.SEPARATION)
        return min(ind.left, pool.MILESTONE)


class OldJob(ciw.dists.Distribution):
    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> int:
        return ind.left - pool.MILESTONE


class Way(ciw.routing.NodeRouting):
    """Where a person goes from a node; what ends there is counted."""

    def __init__(self, leaving: int, count: list[int]) -> None:
        self.leaving, self.count = leaving, count

    def next_node(self, ind: ciw.Individual) -> ciw.Node:
        return self.simulation.nodes[self.next(ind)]

    def next(self, ind: ciw.Individual) -> int:
        if self.leaving == SEARCH:
            self.count[pool.FOUND if ind.finds else pool.REQUEST] += 1
            return NEW_JOB if ind.finds else INTERNSHIP
        if self.leaving == INTERNSHIP:
            self.count[pool.ENDED] += 1
            return NEW_JOB if random.random() < pool.RETAINED else SEARCH
        if self.leaving == NEW_JOB and ind.left >= pool.MILESTONE:
            self.count[pool.REACHED] += 1
            return OLD_JOB
        self.count[pool.SEPARATED] += 1
        return SEARCH


def network(persons: int, count: list[int]) -> ciw.network.Network:
    arrivals = sorted(int(random.random() * pool.ARRIVALS) for _ in range(persons))
    gaps = [later - earlier for earlier, later in zip([0, *arrivals], arrivals, strict=False)]
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, inf]), None, None, None],
        service_distributions=[Search(), Internship(), NewJob(), OldJob()],
        number_of_servers=[inf, pool.slots(persons), inf, inf],
        routing=ciw.routing.NetworkRouting(
            routers=[Way(node, count) for node in (SEARCH, INTERNSHIP, NEW_JOB, OLD_JOB)]
        ),
    )


def run(persons: int, seeds: range) -> list[list[int]]:
    """Events by kind, one row for each seed."""
    rows = []
    for seed in seeds:
        ciw.seed(seed)
        count = [0] * len(pool.KINDS)
        simulation = ciw.Simulation(network(persons, count))
        simulation.simulate_until_max_time(pool.HORIZON)
        arrivals, internships = simulation.nodes[0], simulation.nodes[INTERNSHIP]
        count[pool.ARRIVAL] = arrivals.number_of_individuals
        count[pool.GRANT] = count[pool.ENDED] + internships.number_in_service
        rows.append(count)
    return rows
