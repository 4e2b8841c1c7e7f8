"""The tables of a result say what the ledger says, and a stored run says what the fresh one said."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from jobsim.experiments.drafts import RecordError
from jobsim.experiments.opened import open_run
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.summary import summarise
from jobsim.language import LANGUAGES
from jobsim.reports.delivery import deliver
from jobsim.scenario.loader import load_scenario
from jobsim.tables.indicators import indicators
from jobsim.tables.months import months
from jobsim.tables.outlay import outlay
from jobsim.tables.payers import payers, programme_payers
from jobsim.tables.result import tables

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Two years of the smallest county, with the ledger: the fresh results and the opened record."""
    out = tmp_path_factory.mktemp("run")
    loaded = load_scenario(MINIMAL, ["horizon.end=2024-12-31"])
    order = Order(replications=3, ledger=True)
    fresh = gather(loaded.scenario, loaded.hash, order, replications(loaded.scenario, order, 1), loaded.excluded)
    done = deliver(loaded, order, out, {}, 1, None)
    return fresh, open_run(done.folder)


def of_ledger(results, by):
    """Cash of budget funds in the reported years, in CNY: the mean over replications."""
    paid = results.ledger.filter(
        pl.col("fund").is_in(results.funds_of_kind("budget")) & pl.col("paid_day").dt.year().is_in(list(results.years))
    ).with_columns(pl.col("paid_day").dt.year().alias("year"), pl.col("paid_day").dt.month().alias("month_of_year"))
    sums = paid.group_by(by).agg(pl.col("paid_fen").sum() / 100 / results.replications).sort(by)
    return {tuple(key): value for *key, value in sums.iter_rows()}


def rows(table, *, role="row", **only):
    frame = table.frame.filter(pl.col("role") == role)
    for column, value in only.items():
        frame = frame.filter(pl.col(column).is_null() if value is None else pl.col(column) == value)
    return frame


def test_programmes_add_up_to_the_ledger_in_each_year_and_together(run):
    results, _ = run
    table = outlay(results)
    ledger = of_ledger(results, ["year", "programme"])
    found = rows(table).drop_nulls("year")
    told = {(year, name): mean for year, name, mean in found.select("year", "programme", "mean").iter_rows() if mean}
    assert told == pytest.approx(ledger)
    whole = rows(table, role="total", year=None)["mean"].item()
    assert whole == pytest.approx(sum(ledger.values())) == pytest.approx(rows(table, year=None)["mean"].sum())


def test_heads_times_units_times_price_is_the_mean(run):
    results, _ = run
    frame = rows(outlay(results)).filter(pl.col("heads") > 0)
    product = frame["heads"] * frame["units_per_head"] * frame["price"]
    assert product.to_list() == pytest.approx(frame["mean"].to_list())
    lines = rows(outlay(results)).filter(pl.col("heads").is_null() & (pl.col("times") > 0))
    assert (lines["times"] * lines["price"]).to_list() == pytest.approx(lines["mean"].to_list())


def test_heads_are_distinct_persons_of_the_period(run):
    results, _ = run
    ledger = results.ledger.filter(pl.col("programme") == "internship_subsidy")
    frame = rows(outlay(results), programme="internship_subsidy")
    for year, heads in frame.select("year", "heads").iter_rows():
        years = list(results.years) if year is None else [year]
        paid = ledger.filter(pl.col("paid_day").dt.year().is_in(years) & (pl.col("paid_fen") != 0))
        assert heads == pytest.approx(paid.select("replication", "person").n_unique() / results.replications)


def test_payers_and_months_add_up_to_the_outlay(run):
    results, _ = run
    for year in (*results.years, None):
        whole = rows(outlay(results), role="total", year=year)["mean"].item()
        assert rows(payers(results), year=year)["mean"].sum() == pytest.approx(whole)
        assert rows(programme_payers(results), role="total", year=year)["mean"].item() == pytest.approx(whole)
        if year is not None:
            cash = rows(months(results), year=year)["cash_mean"]
            assert cash.sum() == pytest.approx(whole)
            assert rows(months(results), role="total", year=year)["cash_mean"].item() == pytest.approx(whole)
    ledger = of_ledger(results, ["year", "month_of_year"])
    told = rows(months(results)).select("year", "month_of_year", "cash_mean")
    assert {(y, m): v for y, m, v in told.iter_rows() if v} == pytest.approx(ledger)


def test_every_cell_of_text_is_there_in_both_languages_and_every_column_in_the_frame(run):
    results, _ = run
    for table in [*tables(results), indicators(results), programme_payers(results)]:
        assert all(table.title) and all(map(all, table.notes))
        for column in table.columns:
            assert all(column.title), column
            for lang in LANGUAGES:
                assert column.key_in(lang) in table.frame.columns
            for key in column.interval or ():
                assert key in table.frame.columns
        for name in [name.removesuffix("_zh") for name in table.frame.columns if name.endswith("_zh")]:
            both = table.frame.select(pl.col(f"{name}_{lang}").is_null().alias(lang) for lang in LANGUAGES)
            assert both["zh"].to_list() == both["en"].to_list(), (table.name, name)


def test_a_stored_run_has_the_results_of_the_fresh_one(run):
    fresh, opened = run
    stored = opened.results
    assert (stored.order, stored.replications, stored.events) == (fresh.order, fresh.replications, fresh.events)
    for name in ("outlay", "programmes", "funds", "fund_months", "targets", "indicators", "parameters", "ledger"):
        a, b = getattr(fresh, name), getattr(stored, name)
        assert a.columns == b.columns, name
        assert a.schema == b.schema, name
        assert_frame_equal(a, b)
    for a, b in zip(tables(fresh), tables(stored), strict=True):
        assert (a.title, a.columns, a.notes) == (b.title, b.columns, b.notes)
        assert_frame_equal(a.frame, b.frame, check_exact=True)
    again = summarise(stored, opened.summary["assumed"], opened.summary["excluded"])
    assert again == {key: value for key, value in opened.summary.items() if key in again}


@pytest.mark.parametrize("name", ["outlay.parquet", "summary.json", "funds.parquet"])
def test_a_damaged_record_is_refused_by_the_name_of_its_file(run, name):
    _, opened = run
    path = opened.record.folder / name
    kept = path.read_bytes()
    try:
        path.write_bytes(kept[:-1])
        with pytest.raises(RecordError, match=name):
            open_run(opened.record.folder)
    finally:
        path.write_bytes(kept)


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(RecordError, match=r"is not the record of a run: .*manifest\.json"):
        open_run(tmp_path)


def test_firms_are_counted_where_they_are_paid_for_themselves():
    """A programme of firms: distinct firms, not persons."""
    import synthetic

    result = synthetic.replication()
    own = result.ledger["programme"] == 1
    result.ledger["subject_kind"][own], result.ledger["person"][own], result.ledger["subject"][own] = 2, -1, 4
    from jobsim.experiments.reduction import programme_table

    first, last = synthetic.day(1), synthetic.day(12, 31)
    (row,) = [one for one in programme_table(result.ledger, first, last) if one["programme"] == 1]
    assert (row["persons"], row["new_persons"], row["firms"], row["new_firms"], row["claims"]) == (0, 0, 1, 1, 1)
    assert np.array_equal(row["units"], 1)
