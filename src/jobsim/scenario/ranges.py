"""The range of every number a scenario may hold, by its unit and by what it counts. Here and nowhere else.

A county lies far inside them. They keep what is computed from the numbers inside the machine's whole numbers and
calendars: docs/decisions/0017-bounds.md has the arithmetic. ``section_types`` gives a field its unit and, where the
range of the unit is too wide for what is counted, one of its own.
"""

from __future__ import annotations

import datetime as dt

UNITS: dict[str, tuple[float, float]] = {
    "CNY": (0.0, 1e8), "CNY/person": (0.0, 1e8), "CNY/year": (0.0, 1e8), "CNY/month": (0.0, 1e6), "CNY/day": (0.0, 1e6),
    "share": (0.0, 1.0), "ratio": (0.0, 100.0), "percent": (0.0, 100.0),
    "1/month": (0.0, 1e6), "1/year": (0.0, 1.0),
    "count": (0.0, 5e6), "number": (-1e12, 1e12),
    "days": (0.0, 3_660.0), "working days": (0.0, 2_500.0), "months": (0.0, 999.0), "years": (16.0, 100.0),
}  # fmt: skip
"""Smallest and largest number in each canonical unit."""
TOTAL = 1e12
"""CNY of a fund, a pool of loans or a cap on all that somebody gets."""
COHORT = 1e6
"""School leavers of a kind in a year."""
FIRMS = 1e6
STAFF = 1e5
"""Workers of one firm."""
MEMBERS = 30.0
"""Of a family."""
JOBS = 1e3
"""Of a venture."""
TAX = 1e7
"""CNY a year for an insured worker."""
VACANCY_RATE, VACANCIES = 100.0, 1e4
"""New posts in a month: of a worker of the firm, and of the whole firm (rate times workers times season)."""
FACTOR = 1e4
"""What all that speeds up an exit on a day comes to at most; whoever leaves within the day leaves no sooner."""

FIRST_YEAR, LAST_YEAR, LONGEST = 2001, 2090, 50
"""Years that are simulated, and how many of them at most, the history included."""
FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2100, 12, 31)
"""Days a scenario may name otherwise: when a rule came into force, when a base was recognised."""
MONTHS, DAYS, TIMES, HEADS, LAPSE = 999, 36_600, 10_000, 5_000_000, 100
"""Largest whole numbers of limits."""
FACT = 10**12
"""Largest number a fact is compared with, in CNY or whatever it counts."""
NAME = 64
"""Letters of a name: it is part of the names of files."""


def shown(number: float) -> str:
    """A bound as a person writes it."""
    return f"{number:,.0f}" if number == int(number) else f"{number:g}"
