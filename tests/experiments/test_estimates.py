"""Quantiles and intervals against known values."""

import numpy as np
import pytest
from scipy import stats

from jobsim.experiments.estimates import (
    LEVEL,
    mean_interval,
    needed,
    probability,
    quantile_interval,
    share_of,
    spread,
    whole_quantile,
)


def test_the_wilson_interval_of_eight_in_ten():
    # Wilson score interval with z = 1.6449: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)
    n, p, z = 10, 0.8, 1.6448536269514722
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    found = probability([True] * 8 + [False] * 2)
    assert found["probability"] == 0.8
    assert found["interval"] == pytest.approx([(middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)])


def test_a_probability_of_one_is_not_certain_after_few_replications():
    assert probability([True] * 5)["interval"][0] < 0.7


def test_spread_is_numpy_linear():
    values = np.arange(101.0)
    assert spread(values) == {
        "mean": 50.0, "p05": 5.0, "p10": 10.0, "p50": 50.0, "p80": 80.0, "p90": 90.0, "p95": 95.0
    }  # fmt: skip


def test_order_statistic_intervals_cover_the_quantile_as_often_as_they_say():
    generator = np.random.default_rng(7)
    samples = generator.normal(size=(2000, 60))
    truth = 0.8416212335729143  # of the standard normal law at 0.8
    covered = np.mean([low <= truth <= high for low, high in (quantile_interval(s, 0.80) for s in samples)])
    assert 0.885 < covered < 0.97


@pytest.mark.parametrize(("q", "least"), [(0.5, 5), (0.8, 14), (0.2, 14), (0.9, 29), (0.95, 59), (0.05, 59)])
def test_an_interval_that_so_few_values_cannot_give_is_not_given(q, least):
    # With n values all lie below the quantile q in a share q**n of the samples; more than one in twenty is too often.
    assert max(q, 1 - q) ** least <= (1 - LEVEL) / 2 < max(q, 1 - q) ** (least - 1)
    assert needed(q) == least
    values = np.arange(float(least))
    assert quantile_interval(values[1:], q) is None
    low, high = quantile_interval(values, q)
    assert 0.0 in (low, high) or least - 1.0 in (low, high)


def test_the_quantile_of_counts_is_a_count():
    assert whole_quantile([1, 2, 3, 4], 0.5) == 2.0 and np.median([1, 2, 3, 4]) == 2.5
    assert whole_quantile([7], 0.95) == 7.0 and whole_quantile(np.arange(100), 0.05) == 4.0


def test_the_interval_of_a_mean_is_students():
    values = np.array([3.0, 5.0, 4.0, 9.0])
    low, high = stats.t.interval(0.90, 3, loc=values.mean(), scale=stats.sem(values))
    assert mean_interval(values) == pytest.approx((low, high))
    assert mean_interval([7.0]) is None and mean_interval([7.0, 7.0]) == (7.0, 7.0)


def test_a_share_never_divides_by_zero_or_by_a_sign():
    assert share_of(None, 5.0) == float("inf") and share_of((0.0, 0.0), 0.0) == 0.0
    assert share_of((-1.0, 2.0), 0.0) == float("inf")
    assert share_of((-110.0, -90.0), -100.0) == pytest.approx(0.1)
