"""Competing clocks: each exit of a spell fires when its accumulated rate passes a keyed exponential threshold.

Rates are per month. A clock's rate is the person's own rate for the spell times a daily table: the cumulative
calendar table (season, fairs, shocks, behavioural response). The thresholds are keyed draws, so a policy that
changes a rate speeds or slows the same person's clock and never reshuffles luck (common random numbers; the
"common reaction path" of Glasserman and Yao, Management Science 38(6), 1992).

A spell's clocks are a record ``c`` with the lists ``rates``, ``lefts`` (what is left of each threshold), ``since``
(the day from whose end on it runs) and ``days`` (when it fires), by exit. A calendar is an accumulated factor in
months: its entry i holds up to the end of day ``first + i``.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np

from jobsim.county.records import NEVER
from jobsim.lives.codes import MOST_EXITS

_ALMOST_TWO, _A_LITTLE = 2.0 - 1e-9, 1e-9

CLOCKS_DTYPE = np.dtype(
    [
        ("rates", "f8", (MOST_EXITS,)),
        ("lefts", "f8", (MOST_EXITS,)),
        ("since", "i4", (MOST_EXITS,)),
        ("days", "i4", (MOST_EXITS,)),
        ("next", "i4"),  # the next record that is free
    ]
)


class Clocks:
    """The clocks of one spell as plain lists; CLOCKS_DTYPE is the same record for the compiled engine."""

    __slots__ = ("days", "lefts", "rates", "since")

    def __init__(self) -> None:
        self.rates, self.lefts = [0.0] * MOST_EXITS, [0.0] * MOST_EXITS
        self.since, self.days = [0] * MOST_EXITS, [NEVER] * MOST_EXITS


def threshold(uniform: float) -> float:
    """The exponential threshold (mean one) of a uniform draw."""
    return -math.log(uniform)


def firing_day(calendar: Sequence[float], first: int, day: int, rate: float, left: float) -> int:
    """The day on which a clock fires that runs from the end of ``day``; :data:`NEVER` beyond the calendar.

    ``calendar[i]`` is the accumulated calendar factor, in months, up to the end of day ``first + i``;
    ``rate`` is per month; ``left`` is what is left of the threshold.
    """
    if rate <= 0.0:
        return NEVER
    wanted = calendar[day - first] + left / rate
    if calendar[len(calendar) - 1] < wanted:
        return NEVER
    return max(first + bisect_left(calendar, wanted), day + 1)


def may_fire_before(calendar: Sequence[float], first: int, day: int, rate: float, uniform: float, before: int) -> bool:
    """False only if a clock that starts at the end of ``day`` with this draw cannot fire before the day ``before``.

    Most cannot, and the answer spares their logarithm: -log(u) is at least 2 (1 - u) / (1 + u) (the logarithm's
    series in (1 - u) / (1 + u), cut off after its first term), here with more room than rounding takes.
    """
    if rate <= 0.0:
        return False
    last = min(before - first, len(calendar)) - 1
    passing = (calendar[last] - calendar[day - first] + _A_LITTLE) * rate
    return passing * (1.0 + uniform) >= _ALMOST_TWO * (1.0 - uniform)


def used_up(calendar: Sequence[float], first: int, begin: int, end: int, rate: float) -> float:
    """How much of a threshold a clock uses up from the end of ``begin`` to the end of ``end``."""
    return rate * (calendar[end - first] - calendar[begin - first])


def run(c: Any, exit_: int, calendar: Sequence[float], first: int, day: int, left: float) -> None:
    """The exit's clock runs from the end of ``day`` with what is left of its threshold."""
    c.lefts[exit_], c.since[exit_] = left, day
    c.days[exit_] = firing_day(calendar, first, day, c.rates[exit_], left)


def start(c: Any, exit_: int, calendar: Sequence[float], first: int, day: int, rate: float, uniform: float) -> None:
    """Start the exit's clock at the end of ``day``; an exit without a rate never fires."""
    c.rates[exit_] = rate
    run(c, exit_, calendar, first, day, threshold(uniform) if rate > 0.0 else 0.0)


def next_exit(c: Any, exits: int) -> tuple[int, int]:
    """(day, exit) of the clock that fires first among so many exits; ties go to the exit named first."""
    first = 0
    for exit_ in range(1, exits):
        if c.days[exit_] < c.days[first]:
            first = exit_
    return c.days[first], first


def speed(c: Any, exit_: int, calendar: Sequence[float], first: int, day: int, factor: float) -> None:
    """From the end of ``day`` on the exit's rate is multiplied by ``factor``; what is left runs on.

    A clock that fires on the day itself still does.
    """
    rate = c.rates[exit_]
    if rate <= 0.0 or factor == 1.0 or c.days[exit_] <= day:
        return
    used = used_up(calendar, first, c.since[exit_], day, rate)
    c.rates[exit_] = rate * factor
    run(c, exit_, calendar, first, day, max(c.lefts[exit_] - used, 0.0))


def rewind(c: Any, exit_: int, calendar: Sequence[float], first: int, day: int, uniform: float) -> None:
    """Start the exit's clock anew after it has fired without ending the spell."""
    run(c, exit_, calendar, first, day, threshold(uniform))


def stand_still(c: Any, exits: int, calendars: Sequence[Sequence[float]], first: int, begin: int, end: int) -> None:
    """The clocks have not run from the end of ``begin`` to the end of ``end`` (waiting for a place)."""
    for exit_ in range(exits):
        rate = c.rates[exit_]
        if rate > 0.0:
            used = used_up(calendars[exit_], first, c.since[exit_], begin, rate)
            run(c, exit_, calendars[exit_], first, end, max(c.lefts[exit_] - used, 0.0))
