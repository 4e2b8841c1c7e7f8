"""Day numbers, months and working days."""

import calendar
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobsim import days

DATES = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))
MONTHS = st.integers(0, 600)


def day(text):
    return dt.date.fromisoformat(text).toordinal()


@given(DATES)
def test_a_day_is_the_ordinal_of_its_date(date):
    assert days.date_of(days.day_of(date)) == date
    number = days.day_of(date)
    assert (days.year_of(number), days.yyyymm(number)) == (date.year, date.year * 100 + date.month)
    assert days.month_index(number) == date.year * 12 + date.month - 1
    assert days.first_of_year(date.year) == dt.date(date.year, 1, 1).toordinal()
    last = calendar.monthrange(date.year, date.month)[1]
    assert days.date_of(days.month_end(number)) == date.replace(day=last)


@given(DATES, MONTHS)
def test_so_many_months_later_is_the_same_day_of_the_month_or_its_last(date, months):
    later = days.date_of(days.add_months(date.toordinal(), months))
    assert (later.year * 12 + later.month) - (date.year * 12 + date.month) == months
    assert later.day == min(date.day, calendar.monthrange(later.year, later.month)[1])


@pytest.mark.parametrize(
    ("start", "months", "later"),
    [
        ("2023-01-31", 1, "2023-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 2, "2023-03-31"),
        ("2024-02-29", 12, "2025-02-28"), ("2022-12-15", 1, "2023-01-15"), ("2023-06-30", 0, "2023-06-30"),
    ],
)  # fmt: skip
def test_months_are_clipped_to_the_month_end_each_from_the_first_day(start, months, later):
    assert days.date_of(days.add_months(day(start), months)).isoformat() == later


@given(DATES, MONTHS, st.integers(-40, 40))
def test_days_past_an_anniversary_have_the_sign_of_the_calendar(date, months, beside):
    start = date.toordinal()
    found = days.days_past(start, months, days.add_months(start, months) + beside)
    assert (found > 0, found < 0) == (beside > 0, beside < 0)


@given(st.lists(DATES, min_size=1), MONTHS)
def test_months_are_added_to_many_days_as_to_one(dates, months):
    numbers = np.array([date.toordinal() for date in dates])
    assert days.add_months_to_all(numbers, months).tolist() == [days.add_months(day, months) for day in numbers]
    assert days.month_index_of_all(numbers).tolist() == [days.month_index(day) for day in numbers]


@given(DATES, st.integers(0, 4000))
def test_months_between_counts_the_milestones_that_fell_within_the_spell(date, length):
    start = date.toordinal()
    end = start + length
    expected = 0
    while days.add_months(start, expected + 1) - 1 <= end:
        expected += 1
    assert days.months_between(start, end) == expected


@given(DATES, MONTHS)
def test_a_spell_of_whole_months_has_completed_them_on_its_last_day_and_not_a_day_before(date, months):
    start = date.toordinal()
    last = days.add_months(start, months) - 1
    assert days.months_between(start, last) == months
    if months:
        assert days.months_between(start, last - 1) == months - 1


@given(DATES)
def test_a_year_begins_on_its_first_of_january_and_ends_on_its_last_of_december(date):
    assert days.date_of(days.year_start(date.toordinal())) == dt.date(date.year, 1, 1)
    assert days.date_of(days.year_end(date.toordinal())) == dt.date(date.year, 12, 31)


@given(DATES, st.integers(1, 1000))
def test_a_spell_that_ends_before_it_starts_has_no_months(date, before):
    assert days.months_between(date.toordinal(), date.toordinal() - before) == 0


def test_spring_festival_2023_is_free_and_the_make_up_days_are_not():
    free = [f"2023-01-{number}" for number in range(21, 28)]
    assert not any(days.is_working_day(day(text)) for text in free)
    assert days.is_working_day(day("2023-01-28")) and days.is_working_day(day("2023-01-29"))  # Saturday, Sunday
    assert days.is_working_day(day("2023-01-20")) and days.is_working_day(day("2023-01-30"))
    assert not days.is_working_day(day("2023-02-04"))  # an ordinary Saturday


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2023-01-20", 0, "2023-01-20"), ("2023-01-20", 1, "2023-01-28"), ("2023-01-20", 2, "2023-01-29"),
        ("2023-01-22", 0, "2023-01-28"), ("2023-01-22", 1, "2023-01-29"), ("2023-01-20", 7, "2023-02-03"),
        ("2023-03-10", 1, "2023-03-13"), ("2023-09-28", 1, "2023-10-07"),
    ],
)  # fmt: skip
def test_working_days_are_counted_over_holidays_and_make_up_days(start, count, end):
    assert days.date_of(days.add_working_days(day(start), count)).isoformat() == end


@given(st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31)), st.integers(0, 40))
def test_as_many_working_days_lie_behind_the_start_as_were_added(date, count):
    start = date.toordinal()
    end = days.add_working_days(start, count)
    first = days.add_working_days(start, 0)
    assert days.is_working_day(end) and not any(days.is_working_day(d) for d in range(start, first))
    assert sum(days.is_working_day(d) for d in range(first + 1, end + 1)) == count


def test_years_without_published_holidays_count_monday_to_friday():
    year = days.LAST_PUBLISHED_HOLIDAYS + 1
    first = days.first_of_year(year)
    for number in range(first, first + 365):
        assert days.is_working_day(number) == (dt.date.fromordinal(number).weekday() < 5)
