"""Dates within spells: contracts, posts, failures of ventures, settlements of loans, postings of vacancies."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from jobsim.county.records import NEVER
from jobsim.days import add_months
from jobsim.draws import Draws
from jobsim.lives.firms import inverse, month_starts, poisson_table
from jobsim.lives.job import OPEN_ENDED, last_contract_day
from jobsim.lives.loan import interest_of, next_settlement
from jobsim.lives.public_post import last_post_day
from jobsim.lives.venture import failure_day

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)).map(dt.date.toordinal)


def day(text):
    return dt.date.fromisoformat(text).toordinal()


@given(start=DAYS, months=st.integers(1, 60), later=st.integers(0, 3000))
def test_a_running_contract_ends_today_or_later_and_a_day_before_a_whole_number_of_terms(start, months, later):
    today = start + later
    end = last_contract_day(start, months, today)
    assert today <= end and end - today <= 31 * months
    if months <= 28:
        # Renewals follow on one another; month ends may clip, so the terms are counted from the ends.
        assert end >= add_months(start, months) - 1
    if later == 0:
        assert end == add_months(start, months) - 1
    assert last_contract_day(start, OPEN_ENDED, today) == NEVER


@pytest.mark.parametrize(
    ("start", "expected", "retires", "last"),
    [
        ("2022-03-01", "2040-01-01", "2040-01-01", "2025-02-28"),
        ("2022-03-01", "2027-02-27", "2027-02-27", "2027-02-27"),
        ("2022-03-01", "2027-03-01", "2027-03-01", "2025-02-28"),
        ("2022-03-01", "2022-12-31", "2022-12-31", "2022-12-31"),
        ("2022-03-01", "2026-12-15", "2027-09-15", "2027-09-15"),  # put off by a law that nobody knew of at the start
    ],
)  # fmt: skip
def test_a_post_lasts_three_years_or_to_retirement_if_fewer_than_five_remain(start, expected, retires, last):
    assert last_post_day(day(start), 36, day(expected), day(retires)) == day(last)


def test_ventures_fail_by_the_survival_of_their_years():
    survival, founded, count = [0.8, 0.68, 0.612], day("2022-01-01"), 20_000
    uniforms = Draws(5, 0).many("venture_failure", np.arange(count)).tolist()
    life = np.array([failure_day(survival, founded, founded, u) - founded for u in uniforms])
    alive = [(life > 365 * year).mean() for year in range(1, 6)]
    expected = [*survival, 0.612 * 0.9, 0.612 * 0.81]
    for found, share in zip(alive, expected, strict=True):
        assert stats.binomtest(round(found * count), count, share).pvalue > 1e-4
    within = life[life <= 365] / 365
    assert stats.kstest(within, "uniform").pvalue > 1e-3, "spread evenly over the year"


@pytest.mark.parametrize(
    ("uniform", "fails"), [(0.9, 183), (0.8 + 1e-9, 365), (0.74, 365 + 183), (0.68 - 1e-9, 731), (0.9999999, 1)]
)
def test_the_day_of_failure_is_the_first_on_which_survival_has_fallen_below_the_draw(uniform, fails):
    founded = day("2022-01-01")
    assert failure_day([0.8, 0.68], founded, founded, uniform) - founded == fails


def test_a_venture_older_than_any_can_be_fails_on_the_next_day():
    founded = day("2021-01-01")
    for survival in ([0.3, 0.0, 0.0], [0.0], [0.3, 0.0]):
        assert failure_day(survival, founded, founded + 1158, 0.5) == founded + 1159
        assert failure_day(survival, founded, founded + 10, 0.5) <= founded + 730


def test_a_venture_alive_today_fails_by_what_is_left_of_its_survival():
    survival, founded, count = [0.8, 0.68, 0.612], day("2021-01-01"), 20_000
    today = founded + 500
    uniforms = Draws(6, 0).many("venture_failure", np.arange(count)).tolist()
    fails = np.array([failure_day(survival, founded, today, u) for u in uniforms])
    assert fails.min() > today
    alive_today = 0.8 * (1 - 0.15 * 135 / 365)
    share = (fails > founded + 3 * 365).mean()
    assert stats.binomtest(round(share * count), count, 0.612 / alive_today).pvalue > 1e-4


@given(u=st.floats(1e-6, 1 - 1e-6), more=st.floats(0, 0.2), survival=st.floats(0.3, 0.95))
def test_a_better_survival_never_fails_earlier(u, more, survival):
    founded = day("2022-01-01")
    better = min(0.99, survival + more)
    worse_day, better_day = (failure_day([s, s**2], founded, founded, u) for s in (survival, better))
    assert better_day >= worse_day


@pytest.mark.parametrize(
    ("today", "settles"),
    [
        ("2023-01-01", "2023-03-20"), ("2023-03-19", "2023-03-20"), ("2023-03-20", "2023-06-20"),
        ("2023-12-20", "2024-03-20"), ("2023-09-21", "2023-12-20"), ("2023-05-31", "2023-06-20"),
    ],
)  # fmt: skip
def test_interest_is_settled_on_the_20th_of_each_quarter_s_last_month(today, settles):
    assert next_settlement(day(today)) == day(settles)


def test_interest_is_by_days_of_a_year_of_360():
    assert interest_of(10_000_000, 0.0465, 90) == 116_250
    assert interest_of(10_000_000, 0.0465, 1) == round(10_000_000 * 0.0465 / 360)


def poisson(uniforms, *means):
    """The counts of one uniform for each mean, or of many for the same mean."""
    table, start = poisson_table(np.array(means))
    rows, starts = table.tolist(), np.broadcast_to(start, len(uniforms)).tolist()
    return [inverse(rows, first, uniform) for first, uniform in zip(starts, uniforms, strict=True)]


@pytest.mark.parametrize("mean", [0.0, 0.05, 0.9, 3.0, 40.0, 900.0])
def test_vacancies_are_poisson_by_inversion(mean):
    uniforms = [*Draws(7, 0).many("vacancy", np.arange(3000)).tolist(), 1e-15, 1 - 1e-15]
    assert (poisson(uniforms, mean) == (stats.poisson.ppf(uniforms, mean) if mean else np.zeros(len(uniforms)))).all()


@given(u=st.floats(1e-9, 1 - 1e-9), mean=st.floats(0, 50), more=st.floats(0, 10))
def test_a_higher_rate_posts_no_fewer_vacancies(u, mean, more):
    low, high = poisson([u, u], mean, mean + more)
    assert low <= high


def test_months_start_on_their_first_day_within_the_run():
    starts = month_starts(day("2022-01-01"), day("2023-12-31"))
    assert len(starts) == 24 and all(dt.date.fromordinal(d).day == 1 for d in starts)
