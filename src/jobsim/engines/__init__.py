"""Engines: drivers of the same lives. ``run_replication`` is their one entrance."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from jobsim.engines.result import Replication
from jobsim.scenario.schema import Scenario

ENGINES = ("simpy",)


def run_replication(
    scenario: Scenario,
    seed: int,
    replication: int,
    *,
    engine: str = "simpy",
    static: bool = False,
    journeys_of: Collection[int] = (),
) -> Replication:
    """Simulate one replication of a scenario.

    ``seed`` from 0 to 2**64 - 1; ``static`` switches behavioural responses off; ``journeys_of`` names the
    persons whose dated history is kept.
    """
    if engine != "simpy":
        raise ValueError(f"unknown engine {engine!r}; known: {', '.join(ENGINES)}")
    from jobsim.engines.simpy_engine import run

    with _without_collector():
        return run(scenario, seed, replication, static=static, journeys_of=frozenset(journeys_of))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold the cycle collector off during a run, and collect the whole world at once when it is over.

    It would walk tens of thousands of sleeping lives again and again, for half of the run's time, and find
    nothing to free before the end.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
