"""How much of a spread is assumption and how much luck: right where it is known, and honest where it is not."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import counties
from counties import RICH
from jobsim.experiments import record
from jobsim.experiments.opened import open_run
from jobsim.experiments.replications import Order, OrderError
from jobsim.experiments.rests_view import assumption_and_luck
from jobsim.experiments.spreads import spreads
from jobsim.experiments.twins import ENOUGH, share, shares
from jobsim.reports.delivery import deliver
from jobsim.reports.verification import verify
from jobsim.scenario.loader import load_scenario
from jobsim.tables.outlay import outlay
from jobsim.tables.rests import part, rests, sentence


def pairs(chance, rho, number, made=lambda z: z):
    """Pairs that have a share ``rho`` of their variance in common."""
    common = np.sqrt(rho) * chance.standard_normal(number)
    return [made(common + np.sqrt(1 - rho) * chance.standard_normal(number)) for _ in range(2)]


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.85])
@pytest.mark.parametrize("number", [25, 100])
def test_the_interval_of_a_share_covers_the_truth_as_often_as_it_says(rho, number):
    chance = np.random.default_rng(3)
    found = [share(*pairs(chance, rho, number)) for _ in range(200)]
    assert np.mean([one.low <= rho <= one.high for one in found]) >= 0.85
    if rho:  # what is below nothing is given as nothing
        assert np.mean([one.share for one in found]) == pytest.approx(rho, abs=0.04)


def test_the_share_of_a_skewed_sum_is_known_as_well():
    chance = np.random.default_rng(4)
    true = (np.exp(0.36 * 0.85) - 1) / (np.exp(0.36) - 1)
    found = [share(*pairs(chance, 0.85, 100, lambda z: np.exp(0.6 * z))) for _ in range(200)]
    assert np.mean([one.low <= true <= one.high for one in found]) >= 0.80
    assert np.mean([one.share for one in found]) == pytest.approx(true, abs=0.03)


def test_a_share_below_nothing_is_nothing_with_its_error():
    own = np.arange(20.0)
    found = share(own, own[::-1])
    assert found.share == found.low == 0 and 0 < found.high < 1


def test_what_cannot_be_known_is_not_told():
    own = np.arange(20.0)
    assert share(own[: ENOUGH - 1], own[: ENOUGH - 1]) is None, "too few"
    assert share(np.ones(20), np.ones(20)) is None, "no spread"


def test_twins_that_agree_are_all_assumption():
    own = np.arange(20.0)
    found = share(own, own)
    assert found.share == 1 and found.low > 0.99


# ---------------------------------------------------------------------------------------- in a run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    loaded = load_scenario(counties.FIXTURES / RICH)
    out = tmp_path_factory.mktemp("run")
    return {pairs: deliver(loaded, Order(replications=80, pairs=pairs), out, {}, 1, None) for pairs in (None, 0, 30)}


def test_a_run_has_pairs_unasked_and_its_own_numbers_stay(run):
    none, few, more = run[0].results, run[None].results, run[30].results
    assert none.twins is None and few.twins["replication"].n_unique() == 10 == Order(replications=80).pairs_among(80)
    for one in (few, more):
        assert one.outlay.equals(none.outlay) and one.parameters.equals(none.parameters)
    assert few.twins.equals(more.twins.filter(pl.col("replication") < 10))


def test_runs_that_differ_in_their_pairs_have_records_of_their_own(run):
    assert len({done.folder for done in run.values()}) == 3
    assert Order(replications=80, pairs=10) != Order(replications=80)
    same = [record.run_id("abc", Order(replications=80, pairs=number), 80) for number in (10, None)]
    assert same[0] == same[1]


def test_an_opened_run_tells_the_same_shares(run):
    opened = open_run(run[30].folder).results
    assert opened.twins.equals(run[30].results.twins)
    assert shares(opened) == shares(run[30].results)
    assert rests(opened).frame.equals(rests(run[30].results).frame)


def test_a_replay_makes_the_same_pairs(run):
    done = verify(run[30].folder, 1)
    assert done.same and "twins.parquet" in {check.name for check in done.checks}


def test_every_spread_is_told_in_the_document(run):
    told = assumption_and_luck(run[30].results)
    assert told["pairs"] == 30 and [one["spread"] for one in told["spreads"]] == [
        one.name for one in spreads(run[30].results)
    ]
    known = [one for one in told["spreads"] if one["assumption"] is not None]
    assert known and all(one["interval"][0] <= one["assumption"] <= one["interval"][1] for one in known)
    assert all(one["assumption"] is None for one in assumption_and_luck(run[0].results)["spreads"])


def test_the_share_stands_beside_the_spread(run):
    (total,) = outlay(run[30].results).frame.filter(pl.col("role") == "total").to_dicts()
    found = shares(run[30].results)["outlay.2023.cash"]
    assert (total["assumption"], total["assumption_low"], total["assumption_high"]) == (
        found.share, found.low, found.high,
    )  # fmt: skip
    assert "assumption" not in outlay(run[0].results).frame.columns and rests(run[0].results).frame.is_empty()


def test_a_share_is_said_as_people_say_it(run):
    assert part(0.81).en == "about four fifths" and part(0.81).zh == "约占五分之四"
    assert part(0.02).en == "hardly any" and part(1.0).en == "nearly all"
    assert "P10 to P90" in sentence(run[30].results).en and "运气" in sentence(run[30].results).zh
    assert "Too few pairs" in sentence(run[0].results).en


@pytest.mark.parametrize("wrong", [-1, 81])
def test_pairs_that_cannot_be_are_refused(wrong):
    with pytest.raises(OrderError, match="of 80 replications 0 to 80 can have a twin"):
        Order(replications=80, pairs=wrong)


def test_a_small_run_has_no_pairs_and_a_large_one_a_hundred():
    assert [Order().pairs_among(number) for number in (10, 79, 80, 200, 1000, 20_000)] == [0, 0, 10, 25, 100, 100]
