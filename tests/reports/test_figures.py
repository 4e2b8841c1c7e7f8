"""The fan: same bytes for the same results, Chinese that is drawn, like held against like."""

import warnings

import numpy as np
import pytest

import synthetic
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.reports import figures


@pytest.fixture
def results(monkeypatch):
    monkeypatch.setattr("jobsim.engines.run_replication", lambda *a, **_: synthetic.replication(a[2], scale=a[2] + 1))
    scenario = synthetic.scenario()
    order = Order(replications=5)
    return gather(scenario, "abc", order, replications(scenario, order, workers=1))


def test_the_same_results_give_the_same_picture(results, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        figures.save_fans(results, tmp_path / name)
    for name in ("outlay.png", "outlay.zh.png"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_no_chinese_character_is_missing(results, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figures.save_fans(results, tmp_path)


def test_the_fan_ends_at_the_outlay_of_the_year(results):
    outlay = figures.cumulative(results, ["employment"], synthetic.YEAR)
    assert outlay.shape == (5, 12)
    assert (np.diff(outlay, axis=1) >= 0).all()
    assert outlay[:, -1] == pytest.approx([1500.01 * s + 52_000 for s in range(1, 6)])


def test_money_is_only_held_against_the_funds_that_have_it(results):
    assert figures.limited_funds(results) == ["employment"]
    assert figures.available(results, ["employment"], synthetic.YEAR) == 10_000
