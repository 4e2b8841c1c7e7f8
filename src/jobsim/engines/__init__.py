"""Engines: drivers of the same lives. ``run_replication`` is their one entrance."""

from __future__ import annotations

from collections.abc import Collection

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

    return run(scenario, seed, replication, static=static, journeys_of=frozenset(journeys_of))
