"""Competing clocks: each way out of a spell holds one exponential threshold and fires when its rate has used it up.

The accumulated rate of an exit up to a day is its class rate times the person's factor times a cumulative
calendar table (season, fairs, shocks, behavioural response). The thresholds are keyed draws, so a policy that
changes a rate speeds or slows the same person's clock and never reshuffles luck (common random numbers; the
"common reaction path" of Glasserman and Yao, Management Science 38(6), 1992).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

from jobsim.county.records import NEVER

DAYS_PER_MONTH = 30.4375


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
    index = bisect_left(calendar, calendar[day - first] + left / rate)
    if index >= len(calendar):
        return NEVER
    return max(first + index, day + 1)


def used_up(calendar: Sequence[float], first: int, begin: int, end: int, rate: float) -> float:
    """How much of a threshold a clock uses up from the end of ``begin`` to the end of ``end``."""
    return rate * (calendar[end - first] - calendar[begin - first])


class Clocks:
    """The clocks of one spell of one person.

    ``rates`` and ``calendars`` are by exit, in the order of ``vocabulary.EXITS``; ``uniforms`` the keyed draws.
    """

    __slots__ = ("_calendars", "_days", "_first", "_lefts", "_rates", "_since")

    def __init__(
        self,
        first: int,
        day: int,
        rates: Sequence[float],
        calendars: Sequence[Sequence[float]],
        uniforms: Sequence[float],
    ) -> None:
        self._first, self._rates, self._calendars = first, list(rates), calendars
        self._lefts = [threshold(u) if r > 0.0 else 0.0 for u, r in zip(uniforms, rates, strict=True)]
        self._since = [day] * len(self._rates)
        self._days = [
            firing_day(c, first, day, r, left) for c, r, left in zip(calendars, self._rates, self._lefts, strict=True)
        ]

    def next(self) -> tuple[int, int]:
        """(day, exit) of the clock that fires first; ties go to the exit named first."""
        day = min(self._days)
        return day, self._days.index(day)

    def speed(self, exit_: int, day: int, factor: float) -> None:
        """From the end of ``day`` on the exit's rate is multiplied by ``factor``; what is left runs on.

        A clock that fires on the day itself still does.
        """
        rate, calendar = self._rates[exit_], self._calendars[exit_]
        if rate <= 0.0 or factor == 1.0 or self._days[exit_] <= day:
            return
        used = used_up(calendar, self._first, self._since[exit_], day, rate)
        self._rates[exit_] = rate * factor
        self._run(exit_, day, max(self._lefts[exit_] - used, 0.0))

    def rewind(self, exit_: int, day: int, uniform: float) -> None:
        """Start the exit's clock anew after it has fired without ending the spell."""
        self._run(exit_, day, threshold(uniform))

    def stand_still(self, begin: int, end: int) -> None:
        """The clocks have not run from the end of ``begin`` to the end of ``end`` (waiting for a place)."""
        for exit_, rate in enumerate(self._rates):
            if rate > 0.0:
                used = used_up(self._calendars[exit_], self._first, self._since[exit_], begin, rate)
                self._run(exit_, end, max(self._lefts[exit_] - used, 0.0))

    def _run(self, exit_: int, day: int, left: float) -> None:
        self._lefts[exit_], self._since[exit_] = left, day
        self._days[exit_] = firing_day(self._calendars[exit_], self._first, day, self._rates[exit_], left)
