"""Day numbers, months and working days. A day is its proleptic Gregorian ordinal, a whole number."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import chinese_calendar
import numpy as np
import numpy.typing as npt


def day_of(date: dt.date) -> int:
    return date.toordinal()


def date_of(day: int) -> dt.date:
    return dt.date.fromordinal(day)


def first_of_year(year: int) -> int:
    return dt.date(year, 1, 1).toordinal()


# Month tables of the days a scenario can name: index of the month since year 0, and day of the month.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_FIRST_DAY = first_of_year(_FIRST_YEAR)
_MONTH_START: list[int] = [dt.date(y, m, 1).toordinal() for y in range(_FIRST_YEAR, _LAST_YEAR) for m in range(1, 13)]
FIRST_MONTH = _FIRST_YEAR * 12
_MONTH_OF: list[int] = [month for month, (a, b) in enumerate(pairwise(_MONTH_START)) for _ in range(b - a)]


def month_index(day: int) -> int:
    """Months since year 0, a running number."""
    return FIRST_MONTH + _MONTH_OF[day - _FIRST_DAY]


def year_of(day: int) -> int:
    return month_index(day) // 12


def yyyymm(day: int) -> int:
    year, month = divmod(month_index(day), 12)
    return year * 100 + month + 1


def add_months(day: int, months: int) -> int:
    """The same day of the month so many months later, clipped to the month's end."""
    month = _MONTH_OF[day - _FIRST_DAY]
    start = _MONTH_START[month + months]
    length = _MONTH_START[month + months + 1] - start
    return start + min(day - _MONTH_START[month], length - 1)


DAYS_PER_MONTH = 30.4375
"""On the average of four years; for what is drawn, never for what the calendar decides."""
_SIXTEENTHS = 487  # of a day in such a month
_UNEVEN = 3
"""No anniversary of whole months lies farther than so many days from where months of mean length would put it."""


def days_past(start: int, months: int, day: int) -> int:
    """Days by which a day lies past the anniversary so many months after ``start``: 0 on it, negative before it.

    Only the sign and the 0 are exact: far from the anniversary nobody looks into the calendar.
    """
    past = day - start - months * _SIXTEENTHS // 16
    if -_UNEVEN <= past <= _UNEVEN:
        return day - add_months(start, months)
    return past


def months_between(start: int, end: int) -> int:
    """Whole months completed by a spell from ``start`` to ``end``, both inclusive; negative spans give 0."""
    if end < start:
        return 0
    months = _MONTH_OF[end + 1 - _FIRST_DAY] - _MONTH_OF[start - _FIRST_DAY]
    if months > 0 and add_months(start, months) > end + 1:
        months -= 1
    return months


_MONTHS, _STARTS = np.array(_MONTH_OF, np.int32), np.array(_MONTH_START, np.int32)
_LASTS = _STARTS[1:] - 1


def add_months_to_all(day: npt.NDArray[Any], months: npt.NDArray[Any] | int) -> npt.NDArray[np.int32]:
    """:func:`add_months` of many days."""
    month = _MONTHS.take(day - _FIRST_DAY)
    later = month + months
    found: npt.NDArray[np.int32] = np.minimum(_STARTS.take(later) + (day - _STARTS.take(month)), _LASTS.take(later))
    return found


def month_index_of_all(day: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """:func:`month_index` of many days."""
    found: npt.NDArray[np.int32] = FIRST_MONTH + _MONTHS.take(day - _FIRST_DAY)
    return found


def month_start(day: int) -> int:
    return _MONTH_START[_MONTH_OF[day - _FIRST_DAY]]


def month_end(day: int) -> int:
    return _MONTH_START[_MONTH_OF[day - _FIRST_DAY] + 1] - 1


def year_start(day: int) -> int:
    """1 January of the day's year."""
    month = _MONTH_OF[day - _FIRST_DAY]
    return _MONTH_START[month - month % 12]


def year_end(day: int) -> int:
    """31 December of the day's year."""
    month = _MONTH_OF[day - _FIRST_DAY]
    return _MONTH_START[month - month % 12 + 12] - 1


LAST_PUBLISHED_HOLIDAYS = max(chinese_calendar.holidays).year
"""Public holidays and make-up workdays are announced year by year; later years count Monday to Friday."""
NEVER = 1 << 30
"""A day beyond every horizon."""


def _working_days() -> npt.NDArray[np.bool_]:
    """Whether each day from 1900 on is a working day in China (State Council holiday notices)."""
    day = np.arange(_FIRST_DAY, _MONTH_START[-1])
    works = (day - 1) % 7 < 5
    works[[date.toordinal() - _FIRST_DAY for date in chinese_calendar.holidays]] = False
    works[[date.toordinal() - _FIRST_DAY for date in chinese_calendar.workdays]] = True
    return works


# Working days in their order, and of each day the place of the first working day on or after it.
_WORKS = _working_days()
_WORKING: list[int] = (np.flatnonzero(_WORKS) + _FIRST_DAY).tolist()
_NEXT_WORKING: list[int] = (np.cumsum(_WORKS) - _WORKS).tolist()


def is_working_day(day: int) -> bool:
    """Whether a day is a working day in China, make-up workdays included."""
    return add_working_days(day, 0) == day


def add_working_days(day: int, working_days: int) -> int:
    """The day on which so many working days after ``day`` have passed; the first working day on or after it for 0.

    NEVER beyond the year 2199.
    """
    if day - _FIRST_DAY >= len(_NEXT_WORKING):
        return NEVER
    place = _NEXT_WORKING[day - _FIRST_DAY] + working_days
    return _WORKING[place] if place < len(_WORKING) else NEVER
