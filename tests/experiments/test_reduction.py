"""Outlay tables are pivots of the ledger, to the fen."""

import datetime as dt
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import synthetic
from jobsim.experiments.reduction import (
    ACCRUED,
    CASH,
    PAYER_NAMES,
    fund_month_table,
    months_of,
    outlay_table,
    programme_table,
    reduce,
)
from jobsim.finance.ledger import LEDGER_DTYPE, Status
from jobsim.finance.payers import WHOLE, apportion, payer_shares, split
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
    for name in ("outlay", "programmes", "fund_years", "fund_months", "indicators", "targets", "ledger"):
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


# ---------------------------------------------------------------------------------------- against a plain pivot


def random_ledger(seed: int, number: int) -> np.ndarray:
    """Claims of all fates, programmes with several funds, persons with many claims, amounts beyond what floats hold."""
    random = np.random.default_rng(seed)
    rows = np.zeros(number, LEDGER_DTYPE)
    rows["claim"] = np.arange(number)
    rows["programme"], rows["fund"] = random.integers(0, 4, number), random.integers(0, 2, number)
    rows["person"] = random.integers(-1, 12, number)
    rows["subject"], rows["units"] = random.integers(0, 9, number), random.integers(0, 7, number)
    of_firms = rows["programme"] == 3
    rows["subject_kind"][of_firms], rows["person"][of_firms] = 2, -1
    rows["status"] = random.integers(0, 6, number)
    first, last = day(1, year=YEAR - 1), day(12, 31, YEAR + 1)
    rows["entitled_day"] = random.integers(first, last, number)
    approved = rows["status"] >= Status.APPROVED
    rows["approved_day"] = np.where(approved, rows["entitled_day"] + random.integers(0, 90, number), 0)
    rows["entitled_fen"] = random.integers(0, 10**9, number)
    rows["approved_fen"] = np.where(approved, rows["entitled_fen"] - random.integers(0, 2, number), 0).clip(0)
    for row in (rows[i] for i in np.flatnonzero(rows["status"] == Status.PAID)):
        row["paid_day"] = row["approved_day"] + int(random.integers(0, 90))
        payers = random.choice(len(PAYER_NAMES), 3, replace=False)
        parts = random.integers(0, [10**9, 10**4, 2**56])
        row["payer_fen"][payers] = parts
        row["paid_fen"] = parts.sum()
        if random.integers(0, 2):
            row["approved_fen"] = row["paid_fen"]
    return rows


def month(ordinal: int) -> int:
    date = dt.date.fromordinal(ordinal)
    return date.year * 100 + date.month


@pytest.mark.parametrize(("seed", "number"), [(1, 400), (2, 400), (3, 1), (4, 0)])
def test_the_tables_are_those_of_a_plain_pivot(shares, seed, number):
    ledger, first, last = random_ledger(seed, number), day(3), day(4, 30, YEAR + 1)
    outlay = defaultdict(lambda: [set(), 0, 0])
    programmes = defaultdict(lambda: [set(), 0, 0, 0, 0, 0])
    funds = defaultdict(lambda: [0, 0])
    for row in ledger:
        programme, fund, person, status = (int(row[name]) for name in ("programme", "fund", "person", "status"))
        due = int(row["approved_fen"] if row["approved_day"] else row["entitled_fen"])
        paid, whom = int(row["paid_fen"]), {person} - {-1}
        entitled, approved, cash = (int(row[name]) for name in ("entitled_day", "approved_day", "paid_day"))
        accrues = status in (Status.FILED, Status.APPROVED, Status.PAID) and first <= entitled <= last
        bases = []
        if accrues:
            parts = row["payer_fen"].tolist() if paid == due else split(due, shares[programme].tolist())
            bases.append((ACCRUED, entitled, parts))
            programmes[programme, fund, month(entitled) // 100][4] += due
        if paid and first <= cash <= last:
            bases.append((CASH, cash, row["payer_fen"].tolist()))
            entry = programmes[programme, fund, month(cash) // 100]
            entry[0] |= {int(row["subject"])} if programme == 3 else whom
            entry[1] += 1
            entry[2] += int(row["units"])
            entry[3] += paid
            funds[fund, month(cash)][1] += paid
        if status in (Status.APPROVED, Status.PAID, Status.LAPSED) and first <= approved <= last:
            programmes[programme, fund, month(approved) // 100][5] += int(row["approved_fen"])
            funds[fund, month(approved)][0] += int(row["approved_fen"])
        for basis, on, parts in bases:
            for payer, fen in enumerate(parts):
                if fen:
                    entry = outlay[basis, month(on), programme, payer, fund]
                    entry[0] |= whom
                    entry[1] += 1
                    entry[2] += fen
    expected = [(m, p, payer, f, b, len(who), claims, fen)
                for (b, m, p, payer, f), (who, claims, fen) in sorted(outlay.items())]  # fmt: skip
    assert outlay_table(ledger, shares, first, last).tolist() == expected
    earlier = defaultdict(set)
    expected = []
    for (programme, fund, year), (who, *rest) in sorted(programmes.items()):
        counted = (len(who), len(who - earlier[programme, fund]))
        expected.append((programme, fund, year, *((0, 0, *counted) if programme == 3 else (*counted, 0, 0)), *rest))
        earlier[programme, fund] |= who
    assert programme_table(ledger, first, last).tolist() == expected
    expected = [(*key, *amounts) for key, amounts in sorted(funds.items()) if any(amounts)]
    assert fund_month_table(ledger, first, last).tolist() == expected
