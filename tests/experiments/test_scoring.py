"""Scores against closed forms and against a library of scores."""

import numpy as np
import pytest
import scoringrules
from scipy.stats import norm

from jobsim.experiments.scoring import crps, interval_score, pit

GENERATOR = np.random.default_rng(3)
SAMPLE = GENERATOR.lognormal(1.0, 0.8, 137)


@pytest.mark.parametrize("outcome", [0.1, 1.0, 2.7, 50.0])
def test_like_the_library(outcome):
    assert crps(SAMPLE, outcome) == pytest.approx(float(scoringrules.crps_ensemble(outcome, SAMPLE, estimator="nrg")))
    low, high = np.quantile(SAMPLE, [0.1, 0.9])
    expected = float(scoringrules.interval_score(outcome, low, high, alpha=0.2))
    assert interval_score(low, high, outcome, 0.8) == pytest.approx(expected)


def test_like_the_closed_form_of_a_normal_forecast():
    z = 0.7
    exact = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)
    even = norm.ppf((np.arange(4000) + 0.5) / 4000)
    assert crps(even, z) == pytest.approx(exact, abs=1e-3)


def test_of_a_single_number_the_distance():
    assert crps([4.0], 6.5) == 2.5


def test_a_transform_of_draws_of_itself_is_even():
    found = [pit(np.delete(SAMPLE, k), SAMPLE[k]) for k in range(len(SAMPLE))]
    assert np.mean(found) == pytest.approx(0.5, abs=0.01)
    assert np.quantile(found, 0.25) == pytest.approx(0.25, abs=0.02)
