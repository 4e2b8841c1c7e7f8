"""One measurement in a process of its own: ``python -m jobsim.experiments.probe '{"measure": …}'`` prints JSON.

What a process has loaded, compiled or allocated before would change time and memory; so each measurement is alone.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from jobsim.experiments.replications import Order, replications
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import Loaded, load_scenario


def _load(scenario: str) -> Loaded:
    return load_scenario(scenario, exclude_missing=True)


def facts(scenario: str) -> dict[str, Any]:
    """What is measured: the scenario's hash and its expected number of persons; bytes of a person's record."""
    from jobsim.county.records import PERSON_DTYPE

    loaded = _load(scenario)
    return {
        "scenario": loaded.scenario.scenario.name,
        "scenario_hash": loaded.hash,
        "persons": round(loaded.scenario.county.persons.central()),
        "bytes_per_person": PERSON_DTYPE.itemsize,
    }


def speed(
    scenario: str, engine: str, replications_: int, workers: int, seed: int = 1, factor: float = 1.0
) -> dict[str, Any]:
    """Time of some replications, reduced as in a run and then thrown away, after one that is not timed (compiled only).

    ``factor`` enlarges the county. ``seconds`` is wall time, ``processor_seconds`` that of this process's threads.
    """
    from jobsim.experiments.enlarged import enlarged

    made = _load(scenario).scenario
    if factor != 1.0:
        made = enlarged(made, factor)
    order = Order(seed=seed, replications=replications_, engine=engine)
    if engine == "compiled":
        # The kernel is loaded before the clock starts.
        for _ in replications(made, Order(seed=seed, replications=workers, engine=engine), workers):
            pass
    started, busy = time.perf_counter(), time.process_time()
    events = sum(reduced.events for reduced in replications(made, order, workers))
    return {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - busy,
        "events": events,
        "replications": replications_,
    }


def start(scenario: str, launched: float, seed: int = 1) -> dict[str, Any]:
    """Seconds from ``launched``, by the clock of ``time.time``, to the begin and the end of the first replication."""
    loaded = _load(scenario)
    ready = []
    run = replications(loaded.scenario, Order(seed=seed), 1, lambda *_: ready.append(time.time()))
    next(run)
    run.close()  # type: ignore[attr-defined]
    return {"computing_seconds": ready[0] - launched, "first_result_seconds": ready[1] - launched}


MEASURES: dict[str, Callable[..., dict[str, Any]]] = {"facts": facts, "speed": speed, "start": start}


def main(request: str) -> int:
    wanted = json.loads(request)
    try:
        found = MEASURES[wanted.pop("measure")](**wanted)
    except ScenarioError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
