"""The fan: same bytes for the same results, Chinese that is drawn, like held against like."""

import warnings
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest

import synthetic
from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.summary import summarise
from jobsim.reports import figures, tables


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


def fund_panel(results, lang="en"):
    """The panel of the fund that has an appropriation, and what the summary says of the fund."""
    (entry,) = [fund for fund in summarise(results, {}, [])["funds"] if fund["fund"] == "employment"]
    return figures.fan(results, lang).axes[1], entry


def test_the_figure_says_what_the_table_says(results):
    panel, told = fund_panel(results)
    (said,) = [text.get_text() for text in panel.texts]
    assert f"overrun in {tables.share(told['p_overrun'])} of the replications" in said
    low, high = (tables.share(end) for end in told["p_overrun_interval"])
    assert f"{low} … {high}" in said
    # Lines: the median of demand, the median of the money.
    demand, money = panel.lines
    assert demand.get_ydata()[-1] * 10_000 == pytest.approx(told["demand"]["p50"])
    assert money.get_ydata()[0] * 10_000 == pytest.approx(told["available"]["p50"])
    wide = panel.collections[0].get_datalim(panel.transData)
    assert wide.y1 * 10_000 == pytest.approx(told["demand"]["p95"])
    assert "超支概率 100 %" in fund_panel(results, "zh")[0].texts[0].get_text()


def test_demand_is_plotted_and_not_what_the_money_paid(results):
    view = FundYear(results, "employment", synthetic.YEAR)
    assert view.monthly()[:, -1] == pytest.approx(view.demand)
    # Approved in February and December, 50,000 CNY for fairs on the last day.
    assert view.monthly()[0].tolist() == pytest.approx([0.0] + [1500.01] * 10 + [1500.01 + 2000 + 50_000])


def test_arrears_carried_in_are_due_from_the_first_day(results):
    late = results.funds.with_columns(pl.col("demand_fen") + 700_000)
    view = FundYear(replace(results, funds=late), "employment", synthetic.YEAR)
    assert view.monthly()[0].tolist() == pytest.approx([7000.0] + [8500.01] * 10 + [8500.01 + 52_000])


def test_an_uncertain_appropriation_is_a_band(results):
    amounts = pl.Series("appropriated_fen", [10**6 + 10**5 * (i // 2) for i in range(10)])
    panel, told = fund_panel(replace(results, funds=results.funds.with_columns(amounts)))
    (band,) = panel.patches
    assert told["available"]["p10"] < told["available"]["p90"]
    low, high = band.get_y(), band.get_y() + band.get_height()
    assert (low, high) == pytest.approx((told["available"]["p10"] / 1e4, told["available"]["p90"] / 1e4))


def test_a_year_without_an_appropriation_says_so(results):
    funds = results.scenario.funds
    other = funds["employment"].model_copy(update={"appropriations": {2024: None}})
    bare = replace(results, scenario=results.scenario.model_copy(update={"funds": funds | {"employment": other}}))
    assert figures.limited_funds(bare) == [] and len(figures.fan(bare).axes) == 1
    figure = mpl.figure.Figure()
    panel = figure.subplots()
    figures._against_the_money(panel, FundYear(bare, "employment", 2023), figures._WORDS["zh"])
    assert panel.texts[0].get_text() == "2023年未列预算，\n没有超支概率" and len(panel.lines) == 1


def test_money_is_only_held_against_the_funds_that_have_it(results):
    assert figures.limited_funds(results) == ["employment"]
