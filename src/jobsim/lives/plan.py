"""Dated steps of a search: what happens to a seeker on a day, in the order in which it happens."""

from __future__ import annotations

from bisect import insort
from typing import NamedTuple

from jobsim.lives.world import World
from jobsim.vocabulary import codes

What = codes(("registered", "service", "benefit", "six_months", "state_programme", "look", "offer"))
"""Kinds of dated steps; of those that fall together the lower rank comes first, then the one named first."""
LATE = 9
"""Rank of the steps that come after the services of the day."""


class Step(NamedTuple):
    """Something dated that happens to a seeker while searching."""

    day: int
    phase: int
    rank: int
    what: int
    number: int


def add_step(w: World, p: int, plan: list[Step], day: int, phase: int, rank: int, what: int, number: int) -> None:
    """Enter a step into the plan, which is kept in order."""
    insort(plan, Step(day, phase, rank, what, number))


def later(plan: list[Step], day: int) -> list[Step]:
    """What fell due while the seeker waited for a place comes on the next day."""
    return sorted(step._replace(day=max(step.day, day + 1)) for step in plan)
