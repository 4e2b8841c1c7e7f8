"""The frame of outlay: one basis, one kind of fund, sums that agree with the summary, errors that help."""

import numpy as np
import polars as pl
import pytest

import synthetic
from jobsim.experiments.outlay import ALL, asked, outlay
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.summary import summarise


@pytest.fixture
def results(made_up_engine):
    order = Order(replications=20)
    scenario = synthetic.scenario()
    return gather(scenario, "abc", order, replications(scenario, order, workers=1))


def table(results, by=None, basis="cash", kind="budget"):
    return outlay(results, asked(by, basis, kind), basis, kind)


@pytest.mark.parametrize("by", [[], ["payer"], "payer", "programme", ["month", "payer"], ["year"], None])
def test_by_whatever_columns_it_adds_up_to_the_total_of_the_summary(results, by):
    total = summarise(results, {}, [])["outlay"]["total"]
    assert table(results, by)["mean"].sum() == pytest.approx(total["mean"], abs=0.01)
    assert table(results, [])["p80"].item() == pytest.approx(total["p80"], abs=0.01)


def test_by_payer_it_is_what_the_summary_says_of_the_payers(results):
    lines = summarise(results, {}, [])["outlay"]["programmes"]
    found = dict(table(results, "payer").select("payer", "mean").iter_rows())
    assert set(found) == {"central", "county"}, "the insurance fund is no payer of outlay"
    for payer, mean in found.items():
        assert mean == pytest.approx(sum(line["payers"].get(payer, 0.0) for line in lines), abs=0.01)


def test_bases_are_not_added_and_neither_are_kinds(results):
    cash, accrued = (table(results, [], basis) for basis in ("cash", "accrued"))
    # Accrued: also 3,000 paid in the next year and 1,000 under review.
    assert accrued["mean"].item() == pytest.approx(cash["mean"].item() + 4000, abs=0.01)
    assert table(results, [], kind="insurance")["mean"].item() == 900
    every = table(results, [], kind=ALL)
    assert every.select("kind", "basis").rows() == [("budget", "cash"), ("insurance", "cash")]
    assert every["mean"].to_list() == [cash["mean"].item(), 900.0]


def test_demand_is_the_summary_s_and_known_by_year_programme_fund_and_code(results):
    told = summarise(results, {}, [])["outlay"]["total"]["demand"]
    for by in ([], "year", "programme", ["fund", "budget_code"]):
        assert table(results, by, "demand")["mean"].sum() == pytest.approx(told["mean"], abs=0.01)
    codes = table(results, "budget_code", "demand")["budget_code"].to_list()
    assert codes == table(results, "budget_code")["budget_code"].to_list()


def test_titles_basis_unit_and_kind_stand_in_columns(results):
    frame = table(results, ["programme", "payer"])
    assert frame.columns[:9] == ["kind", "programme", "programme_zh", "programme_en", "payer", "payer_zh", "payer_en",
                                 "basis", "unit"]  # fmt: skip
    assert set(frame["unit"]) == {"CNY"}
    row = frame.filter(pl.col("programme") == "hiring").row(0, named=True)
    assert (row["programme_zh"], row["payer_en"]) == ("吸纳补贴", "county")


def test_a_replication_without_a_row_counts_as_nothing_paid(results):
    some = results.outlay.filter(~((pl.col("programme") == "hiring") & (pl.col("replication") >= 5)))
    object.__setattr__(results, "tall", {**results.tall, "outlay": some.lazy()})
    row = table(results, "programme").filter(pl.col("programme") == "hiring")
    assert row["mean"].item() == 2000 * 5 / 20 and row["p50"].item() == 0.0


def test_a_kind_without_payments_has_a_total_of_nothing(results):
    assert table(results, [], kind="tax")["mean"].to_list() == [0.0]
    assert table(results, "payer", kind="tax").is_empty()
    assert np.array_equal(table(results, "payer", kind="tax").columns, table(results, "payer").columns)


@pytest.mark.parametrize(
    ("by", "basis", "kind", "said"),
    [
        ("programm", "cash", "budget", "not by 'programm'; did you mean 'programme'?"),
        (["payer", "payer"], "cash", "budget", "asked for twice"),
        (["programme", "basis"], "cash", "budget", 'outlay(basis="…") chooses it'),
        (["kind"], "cash", "budget", 'outlay(kind="…") chooses it'),
        (["payer"], "demand", "budget", "demand is known by year, programme, fund, budget_code"),
        ([], "cahs", "budget", "there are: cash, accrued, demand; did you mean 'cash'?"),
        ([], "cash", "budgets", "did you mean 'budget'?"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(by, basis, kind, said):
    with pytest.raises(ValueError) as error:
        asked(by, basis, kind)
    assert said in str(error.value)
