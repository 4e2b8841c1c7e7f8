"""Engines: drivers of the same lives. ``run_replication`` is their one entrance, ``run_together`` that of variants."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from jobsim.engines.result import Replication
from jobsim.engines.tally import Tally, by_sorting
from jobsim.scenario.drawn import Drawn
from jobsim.scenario.schema import Scenario

ENGINES = ("compiled", "simpy")


def run_replication(
    scenario: Scenario,
    seed: int,
    replication: int,
    *,
    engine: str = "compiled",
    static: bool = False,
    journeys_of: Collection[int] = (),
    evidence: bool = False,
    drawn: Drawn | None = None,
) -> Replication:
    """Simulate one replication of a scenario.

    ``seed`` from 0 to 2**64 - 1; ``static`` switches behavioural responses off; ``journeys_of`` are the
    persons, by their numbers in the ledger, whose dated history is kept. Both engines give the same replication;
    journeys are written by SimPy alone, so that a replication with journeys runs on SimPy whichever engine is asked
    for. With ``evidence`` both keep what each entitlement rests on. ``drawn`` says whose its parameters are, if not its
    own.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown engine {engine!r}; known: {', '.join(ENGINES)}")
    if engine == "compiled" and not journeys_of:
        from jobsim.engines.compiled import engine as compiled

        return _summed(compiled.run(scenario, seed, replication, static=static, evidence=evidence, drawn=drawn))
    from jobsim.engines import simpy_engine

    with _without_collector():
        return _summed(
            simpy_engine.run(
                scenario,
                seed,
                replication,
                static=static,
                journeys_of=frozenset(journeys_of),
                evidence=evidence,
                drawn=drawn,
            )
        )


def run_together(
    scenarios: Sequence[Scenario],
    seed: int,
    replication: int,
    *,
    engine: str = "compiled",
    static: bool = False,
    evidence: bool = False,
    drawn: Drawn | None = None,
) -> Iterator[tuple[int, Replication]]:
    """One replication of several scenarios, each with its position, as it ends: what :func:`run_replication` gives.

    On the compiled engine what variants have in common is simulated once; with ``evidence``, or on SimPy, whose
    processes cannot be copied, they are simulated one after the other.
    """
    if engine == "compiled" and not evidence and len(scenarios) > 1:
        from jobsim.engines.compiled import together

        for k, result in together.run(scenarios, seed, replication, static=static, drawn=drawn):
            yield k, _summed(result)
        return
    for k, one in enumerate(scenarios):
        yield (
            k,
            run_replication(one, seed, replication, engine=engine, static=static, evidence=evidence, drawn=drawn),
        )


MOST_FEN = 2**62
"""What all claims of a replication may come to: sums of them, or of two such sums, are whole numbers of 64 bits."""


def _summed(result: Replication) -> Replication:
    """The replication, unless its money comes to more than whole numbers hold. Nothing wraps in a sum of floats."""
    for column in result.ledger.dtype.names or ():
        if column.endswith("_fen") and result.ledger[column].sum(dtype=np.float64) > MOST_FEN:
            total = result.ledger[column].sum(dtype=np.float64) / 100
            raise OverflowError(
                f"all {column.removesuffix('_fen')} money comes to {total:.3g} CNY, more than is counted"
            )
    return result


def tally_of(engine: str) -> Tally:
    """How claims are counted where this engine has run: by its own compiled code, if it has any."""
    if engine == "compiled":
        from jobsim.engines.compiled import engine as compiled

        return compiled.tally()
    return by_sorting


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
