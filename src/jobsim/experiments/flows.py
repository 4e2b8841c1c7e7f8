"""Moves between states in a year of one replication, and one person's journey through them.

Nothing of this is stored with a run: the replication is run again on the engine that writes journeys.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from jobsim.county.synthesis import synthesise
from jobsim.draws import Draws
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, replicate
from jobsim.scenario.drawn import parameters_of
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import STATES

Run = Callable[[Scenario, Order, int, frozenset[int]], Reduced]

_CODES = {zh: state for state, (zh, _) in STATES.items()}


@dataclass(frozen=True)
class Spell:
    """A stay in a state from ``start`` to the day before ``end``, within the reported years."""

    state: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Flows:
    """``moves`` counts changes of state in the reported years, ``standing`` who is in a state on their first day."""

    replication: int
    persons: int
    moves: dict[tuple[str, str], int]
    standing: dict[str, int]
    person: int
    journey: tuple[Spell, ...]


def flows(
    scenario: Scenario, order: Order, replication: int = 0, person: int | None = None, run: Run = replicate
) -> Flows:
    """Count the moves of all persons. Without ``person`` the journey is that of whoever sees most states.

    Raises RecordError for a person the county does not have.
    """
    draws = Draws(order.seed, replication)
    persons = synthesise(scenario, parameters_of(scenario, draws), draws).keys.tolist()
    if person is not None and person not in persons:
        raise RecordError(f"the county has no person {person} in replication {replication}")
    first, after = scenario.horizon.start, scenario.horizon.end + dt.timedelta(days=1)
    moves: Counter[tuple[str, str]] = Counter()
    standing: Counter[str] = Counter()
    journeys: dict[int, list[Spell]] = {}
    for number, entries in _states(run(scenario, order, replication, frozenset(persons))).items():
        spells = _within(entries, first, after)
        moves.update((one.state, other.state) for one, other in pairwise(spells))
        standing[spells[0].state] += 1
        journeys[number] = spells
    if person is None:
        seen = {one: len({spell.state for spell in spells}) for one, spells in journeys.items()}
        person = max(journeys, key=lambda one: (seen[one], len(journeys[one]), -one))
    return Flows(replication, len(persons), dict(moves), dict(standing), person, tuple(journeys[person]))


def _states(reduced: Reduced) -> dict[int, list[tuple[dt.date, str]]]:
    """Each person's states in order, each with the day from which it holds."""
    found: dict[int, list[tuple[dt.date, str]]] = {}
    for person, day, _, _, zh in sorted(reduced.journeys, key=lambda entry: entry[:3]):
        head, _, begun = zh.partition("：")
        state = _CODES.get(begun.partition("，")[0] if head == "起始状态" else zh)
        if state is not None:
            found.setdefault(person, []).append((dt.date.fromordinal(day), state))
    return found


def _within(entries: list[tuple[dt.date, str]], first: dt.date, after: dt.date) -> list[Spell]:
    ends = [day for day, _ in entries[1:]] + [after]
    return [
        Spell(state, max(start, first), min(end, after))
        for (start, state), end in zip(entries, ends, strict=True)
        if end > first and start < after and end > start
    ]
