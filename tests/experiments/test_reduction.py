"""Outlay tables are pivots of the ledger, to the fen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import synthetic
from jobsim.experiments.reduction import ACCRUED, CASH, PAYER_NAMES, apportion, months_of, reduce
from jobsim.finance.payers import WHOLE, payer_shares, split
from jobsim.scenario.parameters import Parameters
from synthetic import YEAR, day


@pytest.fixture
def shares():
    scenario = synthetic.scenario()
    return payer_shares(scenario, Parameters(scenario, None))


@pytest.fixture
def reduced(shares):
    return reduce(synthetic.replication(), shares, day(1), day(12, 31), years=[YEAR])


def test_cash_outlay_is_what_the_ledger_paid_within_the_horizon(reduced):
    ledger = synthetic.replication().ledger
    paid = ledger[(ledger["paid_day"] >= day(1)) & (ledger["paid_day"] <= day(12, 31))]
    cash = reduced.outlay[reduced.outlay["basis"] == CASH]
    assert cash["amount_fen"].sum() == paid["paid_fen"].sum() == 150_001 + 200_000 + 90_000 + 5_000_000
    assert sorted(set(cash["month"].tolist())) == [202303, 202306, 202312]


def test_each_payer_bears_in_the_table_what_the_ledger_says(reduced):
    cash = reduced.outlay[(reduced.outlay["basis"] == CASH) & (reduced.outlay["fund"] == 0)]
    by_payer = {name: int(cash["amount_fen"][cash["payer"] == i].sum()) for i, name in enumerate(PAYER_NAMES)}
    assert by_payer["central"] == 150_001 - 45_000 + 3_500_000
    assert by_payer["county"] == 45_000 + 200_000 + 1_500_000


def test_accrual_follows_the_day_the_entitlement_arose_not_the_payment(reduced):
    accrued = reduced.outlay[(reduced.outlay["basis"] == ACCRUED) & (reduced.outlay["programme"] == 0)]
    by_month = {int(m): int(accrued["amount_fen"][accrued["month"] == m].sum()) for m in set(accrued["month"])}
    # December: one claim paid in the next year and one still under review.
    assert by_month == {202301: 150_001, 202312: 300_000 + 100_000}


def test_refused_claims_and_claims_of_history_are_no_outlay(reduced):
    amounts = reduced.outlay["amount_fen"].tolist()
    assert 777 not in amounts
    assert 202211 not in reduced.outlay["month"] and 202212 not in reduced.outlay["month"]


def test_a_person_paid_twice_in_a_year_by_one_programme_is_one_person(shares):
    twice = synthetic.replication()
    again = synthetic.claim(
        8, 0, 7, 1000, entitled=day(2), approved=day(3), paid=day(4), payers={"central": 700, "county": 300}
    )
    ledger = np.append(twice.ledger, np.array([again], twice.ledger.dtype))
    table = reduce(
        synthetic.Replication(0, ledger, twice.fund_years, twice.indicators, twice.targets, {}, 0, 0.0),
        shares, day(1), day(12, 31),
    ).programmes  # fmt: skip
    row = table[(table["programme"] == 0) & (table["year"] == YEAR)]
    assert row["persons"].tolist() == [1] and row["claims"].tolist() == [2]


def test_a_budget_line_pays_no_persons(reduced):
    fairs = reduced.programmes[reduced.programmes["programme"] == 3]
    assert fairs["persons"].tolist() == [0] and fairs["claims"].tolist() == [1]


def test_the_reduction_does_not_depend_on_the_order_of_the_ledger(shares):
    straight = synthetic.replication()
    turned = synthetic.Replication(
        0, straight.ledger[::-1], straight.fund_years[::-1], straight.indicators[::-1], straight.targets[::-1], {}, 0, 0
    )
    a = reduce(straight, shares, day(1), day(12, 31), keep_ledger=True)
    b = reduce(turned, shares, day(1), day(12, 31), keep_ledger=True)
    for name in ("outlay", "programmes", "fund_years", "indicators", "targets", "ledger"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes(), name


@given(
    st.lists(st.integers(0, 10**11), min_size=1, max_size=20),
    st.lists(st.integers(0, 1000), min_size=1, max_size=6).filter(any),
)
def test_many_amounts_are_split_exactly_as_the_treasury_splits_one(amounts, weights):
    millionths = [w * WHOLE // sum(weights) for w in weights]
    millionths[0] += WHOLE - sum(millionths)
    together = apportion(np.array(amounts, np.int64), np.tile(np.array(millionths, np.int64), (len(amounts), 1)))
    assert together.tolist() == [split(amount, millionths) for amount in amounts]


def test_a_day_that_has_not_come_has_no_month():
    assert months_of(np.array([0, day(1, 31), day(12, 31)])).tolist() == [0, 202301, 202312]
