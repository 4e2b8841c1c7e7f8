"""What a run will need, told before it starts: memory for the persons, firms and posts of all workers, and time.

An estimate from below, from what was measured (docs/performance.md): a run that it refuses could not have finished.
"""

from __future__ import annotations

from pathlib import Path

from jobsim.lives.codes import MOST_EXITS
from jobsim.scenario.bounds import ends
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import STATES

_GIGA = 1e9
_BASE = 250e6
"""Bytes of the program itself."""
_PERSON = {"compiled": 1_000.0, "simpy": 6_000.0}
_BRANCH = 1_000.0
"""Bytes of each person in the states that variants go on from, and in their worlds (engines.compiled.together)."""
_FIRM = {"compiled": 200.0, "simpy": 1_000.0}
"""Bytes of each in a replication, with what it brings about."""
_PERSON_YEARS = {"compiled": 2e6, "simpy": 2e4}
"""Simulated in a second by a worker."""
_LONG = 3_600.0


def persons(scenario: Scenario) -> float:
    """Persons simulated, at the smallest that is drawn."""
    county, horizon = scenario.county, scenario.horizon
    cohorts = county.cohorts
    years = horizon.end.year - horizon.history_from.year + 2
    leavers = ends(cohorts.college)[0] + ends(cohorts.vocational)[0]
    return ends(county.persons)[0] + years * leavers + ends(cohorts.monitored_students)[0]


def memory(scenario: Scenario, engine: str, workers: int, together: int = 1) -> float:
    """Bytes that so many replications at the same time need at least, each of so many variants ``together``."""
    places, county, horizon = scenario.places, scenario.county, scenario.horizon
    firms = ends(county.firms.number)[0]
    days = (horizon.end - horizon.history_from).days
    posts = firms * max(1.0, ends(places.vacancies.lapse)[0]) * 4
    table = 0.0
    for size, rate in places.vacancies.rate.items():
        if size in county.firms.staff:
            staff = ends(county.firms.staff[size])[1]  # firms of so many sizes have a row of probabilities a month
            table += 12 * 8 * ends(rate)[0] * staff / 2 * min(firms, staff)
    person = _PERSON[engine] + (_BRANCH if engine == "compiled" and together > 1 else 0.0)
    each = person * persons(scenario) + _FIRM[engine] * firms + posts + table
    return _BASE + workers * (each + 8 * len(STATES) * MOST_EXITS * days)


def seconds(scenario: Scenario, engine: str, replications: int, workers: int) -> float:
    """Seconds that the replications take, roughly."""
    years = scenario.horizon.end.year - scenario.horizon.history_from.year + 1
    return persons(scenario) * years * replications / workers / _PERSON_YEARS[engine]


def available() -> float | None:
    """Bytes of memory that can be had: of the machine, or what is left of the limit on this group of processes."""
    found = []
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [float(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
        if limit != "max":
            found.append(float(limit))
    except (OSError, ValueError, IndexError):
        pass
    return min(found) if found else None


def too_much(scenario: Scenario, engine: str, workers: int, together: int = 1) -> str | None:
    """Why the run cannot be held in memory; None if it can, or if nothing is known of the machine."""
    needed, had = memory(scenario, engine, workers, together), available()
    if had is None or needed <= had:
        return None
    return (
        f"this needs some {needed / _GIGA:,.1f} GB of memory, and {had / _GIGA:,.1f} GB can be had; "
        "take fewer --workers, persons, firms or years"
    )


def long(scenario: Scenario, engine: str, replications: int, workers: int) -> str | None:
    """What to say of a run that takes hours."""
    needed = seconds(scenario, engine, replications, workers)
    return f"this takes some {needed / 3_600:,.0f} hours or more" if needed > _LONG else None
