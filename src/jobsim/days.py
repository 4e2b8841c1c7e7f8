"""Day numbers, months and working days. A day is its proleptic Gregorian ordinal, a whole number."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

import chinese_calendar


def day_of(date: dt.date) -> int:
    return date.toordinal()


def date_of(day: int) -> dt.date:
    return dt.date.fromordinal(day)


def first_of_year(year: int) -> int:
    return dt.date(year, 1, 1).toordinal()


@lru_cache(maxsize=65536)
def year_of(day: int) -> int:
    return dt.date.fromordinal(day).year


@lru_cache(maxsize=65536)
def yyyymm(day: int) -> int:
    date = dt.date.fromordinal(day)
    return date.year * 100 + date.month


def month_index(day: int) -> int:
    """Months since year 0, a running number."""
    year, month = divmod(yyyymm(day), 100)
    return year * 12 + month - 1


@lru_cache(maxsize=1 << 18)
def add_months(day: int, months: int) -> int:
    """The same day of the month so many months later, clipped to the month's end."""
    date = dt.date.fromordinal(day)
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last)).toordinal()


def months_between(start: int, end: int) -> int:
    """Whole months completed by a spell from ``start`` to ``end``, both inclusive; negative spans give 0."""
    if end < start:
        return 0
    a, b = dt.date.fromordinal(start), dt.date.fromordinal(end + 1)
    months = (b.year - a.year) * 12 + b.month - a.month
    while months > 0 and add_months(start, months) > end + 1:
        months -= 1
    return max(months, 0)


def month_end(day: int) -> int:
    date = dt.date.fromordinal(day)
    return dt.date(date.year, date.month, calendar.monthrange(date.year, date.month)[1]).toordinal()


LAST_PUBLISHED_HOLIDAYS = max(chinese_calendar.holidays).year
"""Public holidays and make-up workdays are announced year by year; later years count Monday to Friday."""


@lru_cache(maxsize=65536)
def is_working_day(day: int) -> bool:
    """Whether a day is a working day in China, make-up workdays included (State Council holiday notices)."""
    date = dt.date.fromordinal(day)
    if date.year > LAST_PUBLISHED_HOLIDAYS:
        return date.weekday() < 5
    return bool(chinese_calendar.is_workday(date))


@lru_cache(maxsize=65536)
def add_working_days(day: int, working_days: int) -> int:
    """The day on which so many working days after ``day`` have passed; the first working day on or after it for 0."""
    while not is_working_day(day):
        day += 1
    for _ in range(working_days):
        day += 1
        while not is_working_day(day):
            day += 1
    return day
