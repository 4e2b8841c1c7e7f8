"""Competing clocks: their laws, and that a policy only speeds or slows the same person's clock."""

import math
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from jobsim.county.records import NEVER
from jobsim.days import DAYS_PER_MONTH
from jobsim.draws import Draws
from jobsim.lives.clocks import (
    Clocks,
    firing_day,
    next_exit,
    rewind,
    speed,
    stand_still,
    start,
    threshold,
    used_up,
)

FIRST = 738_000
UNIFORMS = st.floats(1e-9, 1 - 1e-9)
RATES = st.floats(1e-3, 2.0)
SEASONS = st.lists(st.floats(0.1, 3.0), min_size=12, max_size=12)


def calendar(length, factor=lambda day: 1.0):
    """Accumulated months up to the end of each day; ``factor`` of the days after the first."""
    return list(accumulate((factor(i) / DAYS_PER_MONTH for i in range(1, length)), initial=0.0))


def seasonal(season, years):
    """A calendar whose factor follows the season, scaled so that every year of 365 days runs one year."""
    days_of_year = [season[(day * 12) // 365] for day in range(365)]
    mean = sum(days_of_year) / 365
    return calendar(365 * years + 1, lambda i: days_of_year[(i - 1) % 365] / mean)


FLAT = calendar(60_000)


class Spell:
    """The clocks of a spell that begins on the first day, each with its calendar."""

    def __init__(self, rates, calendars, uniforms):
        self.clocks, self.calendars = Clocks(), calendars
        for exit_, (table, rate, uniform) in enumerate(zip(calendars, rates, uniforms, strict=True)):
            start(self.clocks, exit_, table, FIRST, FIRST, rate, uniform)

    def next(self):
        return next_exit(self.clocks, len(self.calendars))

    def speed(self, exit_, day, factor):
        speed(self.clocks, exit_, self.calendars[exit_], FIRST, day, factor)

    def rewind(self, exit_, day, uniform):
        rewind(self.clocks, exit_, self.calendars[exit_], FIRST, day, uniform)

    def stand_still(self, begin, end):
        stand_still(self.clocks, len(self.calendars), self.calendars, FIRST, begin, end)


def days_until(calendar_, rate, uniforms):
    return np.array([firing_day(calendar_, FIRST, FIRST, rate, threshold(u)) - FIRST for u in uniforms])


def within_the_day(days, daily, uniforms):
    """Continuous times of the exponential law that fall within the days on which the clocks fired."""
    return days - 1 - np.log1p(-uniforms * -np.expm1(-daily)) / daily


def test_a_constant_hazard_gives_the_exponential_law():
    draws = Draws(11, 0)
    rate = 0.4
    days = days_until(FLAT, rate, draws.many("exit", np.arange(20_000)))
    daily = rate / DAYS_PER_MONTH
    times = within_the_day(days, daily, draws.many("choice", np.arange(20_000)))
    assert stats.kstest(times, "expon", args=(0, 1 / daily)).pvalue > 1e-3
    assert days.min() == 1


def test_the_person_s_factor_gives_the_mixture_it_should():
    """A gamma factor of mean one and shape k on an exponential clock: the Lomax law."""
    shape, rate, count = 4.0, 0.3, 20_000
    draws = Draws(12, 0)
    factors = stats.gamma.ppf(draws.many("frailty", np.arange(count)), shape, scale=1 / shape)
    days = np.array(
        [
            firing_day(FLAT, FIRST, FIRST, rate * factor, threshold(u)) - FIRST
            for factor, u in zip(factors, draws.many("exit", np.arange(count)), strict=True)
        ]
    )
    fired = days[days < NEVER - FIRST - 1]
    assert len(fired) > 0.999 * count
    scale = shape * DAYS_PER_MONTH / rate
    jitter = draws.many("choice", np.arange(count))[: len(fired)]
    assert stats.kstest(fired - 1 + jitter, "lomax", args=(shape, 0, scale)).pvalue > 1e-3


def test_competing_hazards_take_their_shares_whenever_they_fire():
    rates = [0.03, 0.02, 0.01]
    draws = Draws(13, 0)
    agents = np.arange(12_000)
    uniforms = np.array([draws.many("exit", agents, k) for k in range(3)]).T
    fired = [Spell(rates, [FLAT] * 3, row.tolist()).next() for row in uniforms]
    exits = np.array([exit_ for _, exit_ in fired])
    days = np.array([day for day, _ in fired]) - FIRST
    counts = np.bincount(exits, minlength=3)
    assert stats.chisquare(counts, len(agents) * np.array(rates) / sum(rates)).pvalue > 1e-3
    # The first of them is exponential with the sum of the rates, and which one it is says nothing about when.
    daily = sum(rates) / DAYS_PER_MONTH
    times = within_the_day(days, daily, draws.many("choice", agents))
    assert stats.kstest(times, "expon", args=(0, 1 / daily)).pvalue > 1e-3
    early = days < np.median(days)
    assert stats.chi2_contingency([np.bincount(exits[early]), np.bincount(exits[~early])]).pvalue > 1e-3


def test_a_tie_goes_to_the_exit_named_first():
    assert Spell([1.0, 1.0], [FLAT, FLAT], [0.5, 0.5]).next()[1] == 0
    assert Spell([0.0, 1.0, 1.0], [FLAT] * 3, [0.5, 0.5, 0.5]).next()[1] == 1


@given(season=SEASONS, rate=st.floats(0.01, 1.0), uniform=UNIFORMS)
def test_a_season_changes_when_a_clock_fires_but_not_the_year(season, rate, uniform):
    years = 30
    plain, with_season = seasonal([1.0] * 12, years), seasonal(season, years)
    one = firing_day(plain, FIRST, FIRST, rate, threshold(uniform))
    other = firing_day(with_season, FIRST, FIRST, rate, threshold(uniform))
    months = threshold(uniform) / rate
    assume(abs(months * DAYS_PER_MONTH / 365 - round(months * DAYS_PER_MONTH / 365)) > 1e-6)
    assert (one == NEVER) == (other == NEVER)
    if one < NEVER:
        assert (one - FIRST - 1) // 365 == (other - FIRST - 1) // 365


def test_a_season_moves_exits_into_its_high_months():
    season = [0.2] * 6 + [1.8] * 6
    uniforms = Draws(14, 0).many("exit", np.arange(5000))
    days = days_until(seasonal(season, 40), 0.05, uniforms) - 1
    late = (days % 365) >= 182
    assert 0.86 < late.mean() < 0.94  # nine tenths of the accumulated rate lie in the second half of the year


@given(lower=RATES, more=st.floats(1.0, 5.0), uniform=UNIFORMS, season=SEASONS)
def test_a_higher_rate_never_fires_later(lower, more, uniform, season):
    table = seasonal(season, 5)
    left = threshold(uniform)
    assert firing_day(table, FIRST, FIRST, lower * more, left) <= firing_day(table, FIRST, FIRST, lower, left)


@given(
    rates=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3), uniforms=st.lists(UNIFORMS, min_size=3, max_size=3),
    raised=st.integers(0, 2), more=st.floats(1.0, 4.0),
)  # fmt: skip
def test_raising_the_rate_of_the_exit_that_wins_does_not_make_it_lose(rates, uniforms, raised, more):
    before = Spell(rates, [FLAT] * 3, uniforms).next()
    higher = [rate * more if k == raised else rate for k, rate in enumerate(rates)]
    after = Spell(higher, [FLAT] * 3, uniforms).next()
    assert after[0] <= before[0]
    if before[1] == raised and before[0] < NEVER:
        assert after[1] == raised
    elif after[1] != raised:
        assert after == before


@given(rate=RATES, factor=st.floats(0.1, 6.0), at=st.integers(0, 400), uniform=UNIFORMS, season=SEASONS)
def test_a_clock_speeded_midway_fires_as_the_piecewise_hazard_does(rate, factor, at, uniform, season):
    table = seasonal(season, 12)
    spell = Spell([rate], [table], [uniform])
    unchanged = spell.next()[0]
    assume(unchanged > FIRST + at)
    spell.speed(0, FIRST + at, factor)
    left = threshold(uniform)
    hazard = [rate * (value if i <= at else table[at] + factor * (value - table[at])) for i, value in enumerate(table)]
    expected = next((FIRST + i for i, h in enumerate(hazard) if h >= left), NEVER)
    found = spell.next()[0]
    if found != expected:  # the threshold falls on the end of a day to within rounding
        assert abs(hazard[min(found, expected) - FIRST] - left) < 1e-9
    if factor >= 1:
        assert found <= unchanged
    else:
        assert found >= unchanged


@pytest.mark.parametrize("factor", [0.1, 0.5, 2.0, 10.0])
def test_a_clock_that_fires_today_is_not_put_off_by_a_change_today(factor):
    day = firing_day(FLAT, FIRST, FIRST, 0.2, threshold(0.4))
    spell = Spell([0.2], [FLAT], [0.4])
    spell.speed(0, day, factor)
    assert spell.next() == (day, 0)


def test_a_clock_speeded_midway_follows_the_piecewise_law():
    rate, factor, at, count = 0.1, 3.0, 90, 8000
    draws = Draws(15, 0)
    days = []
    for uniform in draws.many("exit", np.arange(count)).tolist():
        spell = Spell([rate], [FLAT], [uniform])
        if spell.next()[0] > FIRST + at:
            spell.speed(0, FIRST + at, factor)
        days.append(spell.next()[0] - FIRST)
    times = np.array(days) - 1 + draws.many("choice", np.arange(count))

    def law(t):
        return -np.expm1(-rate / DAYS_PER_MONTH * (np.minimum(t, at) + factor * np.maximum(t - at, 0)))

    assert stats.kstest(times, law).pvalue > 1e-3


@given(
    rates=st.lists(st.floats(0.01, 1.0), min_size=2, max_size=2), uniforms=st.lists(UNIFORMS, min_size=2, max_size=2),
    begin=st.integers(0, 300), length=st.integers(0, 200),
)  # fmt: skip
def test_clocks_that_stand_still_fire_as_much_later(rates, uniforms, begin, length):
    ends = [threshold(u) / rate * DAYS_PER_MONTH for u, rate in zip(uniforms, rates, strict=True)]
    assume(all(abs(end - round(end)) > 1e-6 for end in ends))  # not on the end of a day, where rounding decides
    spell = Spell(rates, [FLAT, FLAT], uniforms)
    day, exit_ = spell.next()
    assume(FIRST + begin < day < FIRST + 40_000)
    spell.stand_still(FIRST + begin, FIRST + begin + length)
    assert spell.next() == (day + length, exit_)


def test_standing_still_shifts_the_law_and_nothing_else():
    uniforms = Draws(16, 0).many("exit", np.arange(3000)).tolist()
    shifted = 0
    for uniform in uniforms:
        spell = Spell([0.2], [FLAT], [uniform])
        day = spell.next()[0]
        if day > FIRST + 50:
            spell.stand_still(FIRST + 50, FIRST + 80)
            shifted += spell.next()[0] == day + 30
        else:
            shifted += 1
    assert shifted == 3000


def test_a_clock_that_is_rewound_starts_anew_from_its_day():
    spell = Spell([0.5], [FLAT], [0.9])
    spell.rewind(0, FIRST + 100, 0.3)
    assert spell.next()[0] == firing_day(FLAT, FIRST, FIRST + 100, 0.5, threshold(0.3)) > FIRST + 100


def test_a_clock_without_rate_or_beyond_the_calendar_never_fires():
    assert Spell([0.0, 0.0], [FLAT, FLAT], [0.5, 0.5]).next()[0] == NEVER
    assert firing_day(calendar(31), FIRST, FIRST, 1.0, 1.0) == NEVER
    spell = Spell([0.0], [FLAT], [0.5])
    spell.speed(0, FIRST + 1, 5.0)
    assert spell.next()[0] == NEVER


@given(rate=st.floats(0.01, 500.0), uniform=UNIFORMS, day=st.integers(0, 1000))
def test_a_clock_fires_after_its_first_day_and_not_before_its_threshold_is_used_up(rate, uniform, day):
    left = threshold(uniform)
    fires = firing_day(FLAT, FIRST, FIRST + day, rate, left)
    assert fires > FIRST + day
    if fires < NEVER:
        assert used_up(FLAT, FIRST, FIRST + day, fires, rate) >= left * (1 - 1e-9) - 1e-9
        if fires > FIRST + day + 1:
            assert used_up(FLAT, FIRST, FIRST + day, fires - 1, rate) < left * (1 + 1e-9) + 1e-9


def test_a_clock_whose_threshold_is_used_up_fires_on_the_next_day():
    assert firing_day(FLAT, FIRST, FIRST + 10, 1.0, 0.0) == FIRST + 11
    # Two clocks fire on the same day; the first leads to a wait, after which the second does not lie in the past.
    spell = Spell([0.5, 0.5], [FLAT, FLAT], [0.4, 0.4])
    day, exit_ = spell.next()
    spell.stand_still(day, day + 30)
    spell.rewind(exit_, day + 30, 0.01)
    assert spell.next() == (day + 31, 1)


@given(st.lists(UNIFORMS, min_size=2, max_size=2))
def test_a_smaller_uniform_is_a_longer_threshold(uniforms):
    low, high = sorted(uniforms)
    assert threshold(low) >= threshold(high) >= 0
    assert threshold(low) == pytest.approx(math.log(1 / low))
