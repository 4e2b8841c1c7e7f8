"""Figures: the numbers are those of the tables, the same results give the same bytes, Chinese is drawn, legends cover
nothing, colours differ in grey."""

import datetime as dt
import warnings
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest

import synthetic
from jobsim.experiments.comparison import compare_observed
from jobsim.experiments.flows import Flows, Spell
from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.measures import Observed
from jobsim.experiments.paired import frame
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.spreads import spreads
from jobsim.experiments.summary import summarise
from jobsim.language import LANGUAGES
from jobsim.reports import figures
from jobsim.reports.figures import style
from jobsim.reports.figures.fan import _against_the_money, cumulative
from jobsim.tables.exhaustion import exhaustion
from jobsim.tables.funds import funds
from jobsim.tables.months import months
from jobsim.tables.outlay import outlay
from jobsim.tables.payers import payers
from jobsim.tables.rests import rests
from jobsim.tables.targets import targets
from jobsim.tables.written import percent, wan


@pytest.fixture
def results(monkeypatch):
    monkeypatch.setattr("jobsim.engines.run_replication", lambda *a, **_: synthetic.replication(a[2], scale=a[2] + 1))
    scenario = synthetic.scenario()
    order = Order(replications=5)
    return gather(scenario, "abc", order, replications(scenario, order, workers=1))


def test_the_same_results_give_the_same_picture(results, tmp_path):
    for name in ("a", "b"):
        for lang in LANGUAGES:
            figures.fan(results, lang).save(tmp_path / f"{name}.{lang}.png")
    for lang in LANGUAGES:
        assert (tmp_path / f"a.{lang}.png").read_bytes() == (tmp_path / f"b.{lang}.png").read_bytes()


def test_no_chinese_character_is_missing(results, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figures.fan(results, "zh").save(tmp_path / "outlay.png")


def test_the_fan_ends_at_the_outlay_of_the_year(results):
    outlay = cumulative(results, ["employment"], synthetic.YEAR)
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
    low, high = (percent(end).en for end in told["p_overrun_interval"])
    chance = percent(told["p_overrun"]).en
    assert said == f"2023: overrun in {chance} of the replications (90 % interval {low}–{high})"
    # Lines: the median of demand, the median of the money.
    demand, money = panel.lines
    assert demand.get_ydata()[-1] * 10_000 == pytest.approx(told["demand"]["p50"])
    assert money.get_ydata()[0] * 10_000 == pytest.approx(told["available"]["p50"])
    wide = panel.collections[0].get_datalim(panel.transData)
    assert wide.y1 * 10_000 == pytest.approx(told["demand"]["p95"])
    assert "2023年超支概率100%" in fund_panel(results, "zh")[0].texts[0].get_text()


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
    _against_the_money(panel, FundYear(bare, "employment", 2023), "zh")
    assert panel.texts[0].get_text() == "2023年未列预算，没有超支概率" and len(panel.lines) == 1


def test_money_is_only_held_against_the_funds_that_have_it(results):
    assert figures.limited_funds(results) == ["employment"]


# ------------------------------------------------------------------------------------------------ the other figures


def bars(panel):
    """The widths of horizontal bars in 万元, by row."""
    return [bar.get_width() for bar in panel.patches]


@pytest.mark.parametrize("year", [None, synthetic.YEAR])
@pytest.mark.parametrize(("table", "draw"), [(outlay, figures.programmes), (payers, figures.payers)])
def test_bars_are_the_means_of_the_table_and_lines_its_p10_to_p90(results, table, draw, year):
    (panel,) = draw(results, "zh", year).axes
    titles = [label.get_text() for label in panel.get_yticklabels()]
    frame = table(results).frame.filter((pl.col("role") == "row") & (pl.col("mean") > 0))
    rows = {row["title_zh"]: row for row in frame.to_dicts()}
    assert set(titles) == set(rows) and len(titles) > 1
    assert bars(panel) == pytest.approx([rows[title]["mean"] / 1e4 for title in titles])
    (lines,) = panel.collections
    for line, title in zip(lines.get_segments(), titles, strict=True):
        assert line[:, 0] == pytest.approx([rows[title][key] / 1e4 for key in ("p10", "p90")])
    assert [text.get_text() for text in panel.texts] == [wan(rows[title]["mean"]) for title in titles]


def test_payers_stand_from_the_central_government_down(results):
    (panel,) = figures.payers(results).axes
    assert [label.get_text() for label in panel.get_yticklabels()] == ["central", "county"]


def test_small_programmes_are_one_bar_whose_mean_is_the_sum_of_theirs(results, monkeypatch):
    monkeypatch.setattr("jobsim.reports.figures.amounts.MOST", 1)
    (panel,) = figures.programmes(results).axes
    assert panel.get_yticklabels()[-1].get_text() == "2 others together (mean)"
    total = outlay(results).frame.filter(pl.col("role") == "total")["mean"].item()
    assert sum(bars(panel)) * 1e4 == pytest.approx(total)


def test_months_are_those_of_the_table(results):
    (panel,) = figures.months(results).axes
    table = months(results).frame.filter(pl.col("role") == "row")
    assert [bar.get_height() * 1e4 for bar in panel.patches] == pytest.approx(table["cash_mean"].to_list())
    (due,) = panel.lines
    assert due.get_ydata() * 1e4 == pytest.approx(table["demand_mean"].to_numpy())
    (lines,) = panel.collections
    ends = [tuple(line[:, 1] * 1e4) for line in lines.get_segments()]
    assert np.array(ends) == pytest.approx(table.select("cash_p50", "cash_p90").to_numpy())


def test_the_distribution_marks_what_the_table_says_is_enough(results):
    (told,) = funds(results).frame.filter(pl.col("fund") == "employment").to_dicts()
    curve, counts = figures.distribution(results, "employment", synthetic.YEAR).axes
    labels = {line.get_label(): line.get_xdata()[0] * 1e4 for line in curve.lines}
    for name in ("80", "95"):
        amount = told[f"enough_{name}"]
        assert labels[f"enough in {name} %: {wan(amount)}"] == pytest.approx(amount)
    amount = told["appropriation"]
    assert labels[f"appropriation, median: {wan(amount)}"] == pytest.approx(amount)
    assert sum(bar.get_height() for bar in counts.patches) == results.replications
    # The curve goes through both points.
    x, y = curve.lines[0].get_data()
    assert np.interp(0.8, y, x) * 1e4 == pytest.approx(told["enough_80"])


def test_months_of_exhaustion_make_one_hundred_percent_with_the_years_that_last(results):
    used_up = pl.Series("exhausted_month", [0, 0, 11, 12, 11, 12, 0, 0, 0, 0], pl.Int8)
    results = replace(results, funds=results.funds.with_columns(used_up))
    table = exhaustion(results).frame
    (panel,) = figures.exhaustion(results, "employment").axes
    heights = [bar.get_height() for bar in panel.patches]
    assert heights == pytest.approx(table["share"].to_list()) and sum(heights) == pytest.approx(1)
    assert heights[10] == pytest.approx(0.4) and heights[11] == 0.0
    assert panel.get_title(loc="left") == "2023: used up in 40 % of the replications, median month 11"
    (told,) = funds(results).frame.filter(pl.col("fund") == "employment").to_dicts()
    assert told["empty_month"] == 11


def test_targets_stand_at_their_probabilities_with_the_mark_of_how_these_come_about(results):
    (panel,) = figures.targets(results, "zh").axes
    tested = targets(results).frame.filter(pl.col("role") == "row").to_dicts()
    assert [label.get_text() for label in panel.get_yticklabels()] == [one["title_zh"] for one in tested]
    points = [(line.get_xdata()[0], line.get_marker()) for line in panel.lines if len(line.get_xdata())]
    marks = {"simulated": "o", "assumption": "D", "construction": "s"}
    assert points == [(one["probability"], marks[one["how"]]) for one in tested]
    intervals = [tuple(line[:, 0]) for lines in panel.collections for line in lines.get_segments()]
    assert intervals == [(one["low"], one["high"]) for one in tested if one["low"] is not None]
    beside = [text.get_text() for text in panel.texts]
    assert all(one["required_zh"] in beside for one in tested)


@pytest.fixture
def paired(results):
    """The same results with a twin of every replication, which has the next one's outlay and needs."""
    twelve = replace(results.order, replications=12)
    many = gather(results.scenario, "abc", twelve, replications(results.scenario, twelve, workers=1))
    frames = [
        pl.DataFrame(
            {"replication": np.arange(12, dtype=np.int32), "spread": one.name, "value": np.roll(one.values, 1)}
        )
        for one in spreads(many)
    ]
    return replace(many, twins=pl.concat(frames))


def test_bars_of_assumption_and_luck_are_those_of_the_table(paired, tmp_path):
    frame = rests(paired).frame
    figure = figures.rests(paired, "en")
    bars = [bar.get_width() for bar in figure.axes[0].patches]
    assert bars == pytest.approx([*frame["assumption"], *frame["luck"]]) and frame.height
    (lines,) = figure.axes[0].collections
    assert [tuple(one[:, 0]) for one in lines.get_segments()] == list(frame.select("low", "high").iter_rows())
    assert "rests" in {name for name, _ in figures.of_run(paired, "en")}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figures.rests(paired, "zh").save(tmp_path / "rests.png")


def test_differences_are_those_of_the_comparison(results):
    observed = [Observed(results.scenario, results.replications) for _ in range(2)]
    more = results.programmes.with_columns(pl.col("paid_fen", "demand_fen") * 2)
    observed[0].add(results)
    observed[1].add(replace(results, programmes=more))
    compared = frame([one.document() for one in compare_observed("double", *observed)])
    (panel,) = figures.differences(compared, "testland", 1).axes
    titles = [label.get_text() for label in panel.get_yticklabels()]
    assert titles[:2] == ["cash outlay, total", "demand, total"] and "Recruitment fairs" in titles
    (means,) = [line for line in panel.lines if line.get_label() == "mean"]
    rows = {row["measure"]: row for row in compared.to_dicts()}
    wanted = [rows[f"outlay.horizon.{basis}.total"]["mean_difference"] / 1e4 for basis in ("cash", "demand")]
    assert list(means.get_xdata())[:2] == pytest.approx(wanted)


def of_every_kind(results, lang):
    moves = {("searching", "employed"): 12, ("employed", "searching"): 3}
    spells = (Spell("searching", dt.date(2023, 1, 1), dt.date(2023, 5, 2)),
              Spell("employed", dt.date(2023, 5, 2), dt.date(2024, 1, 1)))  # fmt: skip
    moved = Flows(0, 20, moves, {"searching": 15, "employed": 5}, 3, spells)
    yield figures.fan(results, lang)
    yield figures.fan(results, lang, ["employment"])
    yield figures.programmes(results, lang)
    yield figures.payers(results, lang)
    yield figures.months(results, lang)
    yield figures.distribution(results, "employment", synthetic.YEAR, lang)
    yield figures.exhaustion(results, "employment", lang)
    yield figures.targets(results, lang)
    yield figures.flows(results, moved, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_is_of_one_language_names_its_source_and_draws_every_character(results, lang, tmp_path):
    for number, figure in enumerate(of_every_kind(results, lang)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            figure.save(tmp_path / f"{number}.png")
        for part in ("5 次模拟，种子 1，" if lang == "zh" else "5 replications, seed 1,", "abc"):
            assert part in figure.told
        texts = [text.get_text() for text in figure.findobj(mpl.text.Text)]
        chinese = [text for text in texts if any("\u4e00" <= letter <= "\u9fff" for letter in text)]
        assert (len(chinese) > 3) if lang == "zh" else chinese == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_legend_title_and_source_cover_no_data_and_nothing_leaves_the_page(results, lang):
    for figure in of_every_kind(results, lang):
        renderer = figure.canvas.get_renderer()
        panels = [panel.get_window_extent() for panel in figure.axes]
        beside = [figure._title.get_window_extent(renderer), figure._source.get_window_extent(renderer)]
        beside += [legend.get_window_extent(renderer) for legend in figure.legends]
        assert not any(panel.legend_ for panel in figure.axes)
        for at, box in enumerate(beside):
            assert not any(box.overlaps(other) for other in [*panels, *beside[:at]]), figure.heading
        drawn, (width, height) = figure.get_tightbbox(renderer), figure.get_size_inches()
        assert drawn.x0 > -0.01 and drawn.y0 > -0.01 and drawn.x1 < width + 0.01 and drawn.y1 < height + 0.01


def test_the_same_results_give_the_same_svg_with_its_text_as_text(results):
    for first, again in zip(of_every_kind(results, "zh"), of_every_kind(results, "zh"), strict=True):
        drawn = first.svg()
        assert drawn == again.svg()
        assert "<text" in drawn and "来源" in drawn and "<dc:date>" not in drawn


def test_colours_that_stand_beside_each_other_differ_in_grey():
    def grey(colour):
        red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
                            for channel in mpl.colors.to_rgb(colour))  # fmt: skip
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one, other):
        low, high = sorted((grey(one), grey(other)))
        return (high + 0.05) / (low + 0.05)

    assert contrast(style.BLUE, style.SKY) > 3
    assert contrast(style.BLUE, "white") > 4.5 and contrast(style.RED, "white") > 4.5
    # Legible at the size of a source line.
    assert contrast(style.GREY, "white") > 4.5


def test_a_dollar_sign_begins_no_formula(results):
    county = results.scenario.scenario.county.model_copy(update={"en": "A $x^2$ county"})
    head = results.scenario.scenario.model_copy(update={"county": county})
    scenario = results.scenario.model_copy(update={"scenario": head})
    assert "A $x^2$ county" in figures.months(replace(results, scenario=scenario)).svg()
