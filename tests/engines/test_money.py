"""Money in a whole run: conserved to the fen, paid once, and reported as it stands in the ledger."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

import counties
from counties import RICH
from jobsim import engines
from jobsim.draws import Draws
from jobsim.engines import ENGINES, MOST_FEN, _summed, run_replication
from jobsim.experiments.reduction import ACCRUED, CASH, due, months_of, outlay_table, programme_table
from jobsim.finance.ledger import LEDGER_DTYPE, Status, faults
from jobsim.finance.payers import payer_shares
from jobsim.scenario.parameters import Parameters
from jobsim.vocabulary import PAYERS

FIRST, LAST = dt.date(2023, 1, 1).toordinal(), dt.date(2023, 12, 31).toordinal()
NUMBERS = (0, 1)


@pytest.fixture(scope="module", params=NUMBERS)
def result(request):
    return counties.replication(RICH, number=request.param)


@pytest.fixture(scope="module")
def made():
    return counties.scenario(RICH)


def test_the_ledger_is_sound(result):
    assert faults(result.ledger) == []


def test_a_fault_is_found(result):
    paid = np.flatnonzero(result.ledger["status"] == Status.PAID)[:2]
    for column, change in (("paid_fen", 1), ("payer_fen", 1), ("approved_day", 10_000), ("entitled_fen", -(10**9))):
        spoilt = result.ledger.copy()
        spoilt[column][paid[0]] += change
        assert faults(spoilt), column


def test_payers_split_each_payment_to_the_fen_by_their_shares(made, result):
    shares = payer_shares(made, Parameters(made, Draws(1, result.replication).parameter)) / 1e6
    rows = result.ledger[result.ledger["paid_fen"] > 0]
    assert (rows["payer_fen"].sum(axis=1) == rows["paid_fen"]).all()
    topped_up = list(made.funds).index("topped_up_fund")
    whole = rows[rows["fund"] != topped_up]
    assert np.abs(whole["payer_fen"] - shares[whole["programme"]] * whole["paid_fen"][:, None]).max() < 1
    # What the county adds to a fund it bears alone; the rest follows the shares.
    mine, county = rows[rows["fund"] == topped_up], list(PAYERS).index("county")
    (year,) = result.fund_years[result.fund_years["fund"] == topped_up]
    of_year = mine[mine["paid_day"] >= FIRST]
    added, shared = int(year["topped_up_fen"]), int(year["paid_fen"]) - int(year["topped_up_fen"])
    assert added > 0 and abs(of_year["payer_fen"][:, county].sum() - added - 0.3 * shared) <= len(of_year)


def test_the_outlay_tables_are_the_ledger_to_the_fen(made, result):
    shares = payer_shares(made, Parameters(made, Draws(1, result.replication).parameter))
    table, ledger = outlay_table(result.ledger, shares, FIRST, LAST), result.ledger
    paid = ledger[(ledger["paid_day"] >= FIRST) & (ledger["paid_day"] <= LAST)]
    cash = table[table["basis"] == CASH]
    assert cash["amount_fen"].sum() == paid["paid_fen"].sum() > 0
    for programme in np.unique(paid["programme"]):
        for month in range(202301, 202313):
            mine = paid[(paid["programme"] == programme) & (months_of(paid["paid_day"]) == month)]
            told = cash[(cash["programme"] == programme) & (cash["month"] == month)]
            assert told["amount_fen"].sum() == mine["paid_fen"].sum()
            for payer in range(len(PAYERS)):
                assert told["amount_fen"][told["payer"] == payer].sum() == mine["payer_fen"][:, payer].sum()
    accrued = table[table["basis"] == ACCRUED]
    counted = np.isin(ledger["status"], (Status.FILED, Status.APPROVED, Status.PAID))
    arisen = ledger[counted & (ledger["entitled_day"] >= FIRST) & (ledger["entitled_day"] <= LAST)]
    assert accrued["amount_fen"].sum() == due(arisen).sum()
    years = programme_table(ledger, FIRST, LAST)
    assert years["paid_fen"].sum() == cash["amount_fen"].sum()
    assert years["accrued_fen"].sum() == accrued["amount_fen"].sum()


def test_money_of_each_fund_and_year_is_conserved_and_is_what_the_ledger_paid(made, result):
    for row in result.fund_years:
        came = row["opening_fen"] + row["appropriated_fen"] + row["topped_up_fen"]
        assert came == row["paid_fen"] + row["lapsed_fen"] + row["closing_fen"], row
        assert min(row[name] for name in ("opening_fen", "closing_fen", "lapsed_fen", "topped_up_fen")) >= 0
        ledger = result.ledger[result.ledger["fund"] == row["fund"]]
        within = (months_of(ledger["paid_day"]) // 100) == row["year"]
        assert ledger["paid_fen"][within].sum() == row["paid_fen"]
        waiting = ledger["status"] == Status.APPROVED
        assert (ledger["approved_fen"][waiting]).sum() == row["arrears_fen"]
    assert len(result.fund_years) == len(made.funds)


def test_each_rule_for_short_money_leaves_its_mark(made, result):
    """Wait leaves arrears, refuse lapses, top-up pays all, pro rata pays in part."""
    names = list(made.funds)

    def fund(name):
        return result.ledger[result.ledger["fund"] == names.index(name)]

    assert (fund("waiting_fund")["status"] == Status.APPROVED).any()
    assert (fund("refusing_fund")["status"] == Status.LAPSED).any()
    assert not np.isin(fund("topped_up_fund")["status"], (Status.APPROVED, Status.LAPSED)).any()
    part = fund("pro_rata_fund")
    assert ((part["paid_fen"] > 0) & (part["paid_fen"] < part["approved_fen"])).any()
    waiting = fund("waiting_fund")
    limited = waiting[(waiting["status"] == Status.PAID) & (waiting["approved_day"] >= FIRST)]
    order = np.lexsort((limited["claim"], limited["approved_day"]))
    assert (np.diff(limited["paid_day"][order]) >= 0).all(), "first in, first out"


def test_nothing_is_paid_twice(made, result):
    """No two claims of a programme cover the same milestone of the same subject, and once is once."""
    ledger = result.ledger
    for name, programme in made.programmes.items():
        rows = counties.of(made, ledger, name)
        taken = rows[~np.isin(rows["status"], (Status.NOT_TAKEN_UP,))]
        for subject in np.unique(taken["subject"]):
            spans = np.sort(taken[taken["subject"] == subject][["first_day", "entitled_day"]])
            if programme.limits.once:
                assert len(spans) == 1, (name, subject)
            if programme.pays not in ("lender",) and programme.when not in ("certificate", "flexible_started"):
                assert (spans["first_day"][1:] > spans["entitled_day"][:-1]).all(), (name, subject)


def test_limits_hold_over_a_whole_run(made, result):
    ledger = result.ledger
    taken = ledger[ledger["status"] != Status.NOT_TAKEN_UP]

    def units(name):
        rows = counties.of(made, taken, name)
        return np.bincount(rows["subject"], rows["units"]) if len(rows) else np.zeros(1)

    assert units("internship_subsidy").max() <= 12 and units("unemployment_benefit").max() <= 12
    assert units("work_allowance").max() <= 6
    travel = counties.of(made, taken, "away_travel")
    assert np.bincount(travel["subject"], travel["entitled_fen"]).max() <= 90_000
    grant = counties.of(made, taken, "contract_grant")
    years = months_of(grant["entitled_day"]) // 100
    assert max(np.bincount(years - 2000)) <= 12
    assert np.bincount(grant["payee_firm"] + 1_000, grant["entitled_fen"]).max() <= 240_000
    bonus = counties.of(made, taken, "host_bonus")
    of_year = bonus[months_of(bonus["entitled_day"]) // 100 == 2023]
    assert np.bincount(of_year["payee_firm"], of_year["entitled_fen"]).max() <= 80_000


def test_programmes_that_exclude_each_other_never_pay_for_the_same_person(made, result):
    taken = result.ledger[result.ledger["status"] != Status.NOT_TAKEN_UP]
    one = set(counties.of(made, taken, "contract_grant")["person"].tolist())
    other = set(counties.of(made, taken, "insurance_subsidy")["person"].tolist())
    assert one and other and not one & other


def test_tax_deductions_stay_within_the_tax_due_and_are_entered_at_the_end_of_the_year(made, result):
    rows = counties.of(made, result.ledger, "hiring_tax_quota")
    paid = rows[rows["status"] == Status.PAID]
    assert len(paid) and set(paid["paid_day"].tolist()) <= {LAST, FIRST - 1}
    assert (paid["payee_firm"] >= 0).all(), "start-ups owe no tax in their first years"
    county = counties.county(RICH, number=result.replication)
    per_head = county.firms["tax"].sum(axis=1)
    for firm in np.unique(paid["payee_firm"]):
        assert per_head[firm] > 0
        amount = paid["paid_fen"][(paid["payee_firm"] == firm) & (paid["paid_day"] == LAST)].sum()
        assert amount <= per_head[firm] * 600


def test_claims_are_numbered_and_dated_in_order(result):
    ledger = result.ledger
    assert ledger.dtype == LEDGER_DTYPE
    filed = ledger[ledger["filed_day"] > 0]
    assert (np.diff(filed["filed_day"]) >= 0).all(), "numbers follow the days of filing"
    assert ledger["entitled_day"].max() <= LAST and ledger["paid_day"].max() <= LAST


def test_before_the_horizon_everything_approved_is_paid_on_the_day(made, result):
    ledger = result.ledger
    tax = list(made.funds).index("tax")  # deductions find no more than the tax that is due, then as now
    history = ledger[(ledger["approved_day"] > 0) & (ledger["approved_day"] < FIRST) & (ledger["fund"] != tax)]
    assert len(history) > 100
    assert (history["status"] == Status.PAID).all() and (history["paid_fen"] == history["approved_fen"]).all()
    assert (history["paid_day"] == history["approved_day"]).all()


MONEY = [name for name in LEDGER_DTYPE.names if name.endswith("_fen")]


@pytest.mark.parametrize("column", MONEY)
def test_a_replication_whose_money_passes_whole_numbers_is_refused(result, column):
    """Each amount is one that a claim may have; their sum would wrap around, and come out as little or as nothing."""
    spoilt = replace(result, ledger=result.ledger.copy())
    spoilt.ledger[column][:4] = 2**62
    assert not 0 <= int(spoilt.ledger[column].sum()) < 2**62 or int(spoilt.ledger[column][:4].sum()) == 0
    with pytest.raises(
        OverflowError, match=f"all {column.removesuffix('_fen')} money comes to .* more than is counted"
    ):
        _summed(spoilt)


def test_money_just_inside_whole_numbers_is_let_through(result):
    spoilt = replace(result, ledger=result.ledger.copy())
    spoilt.ledger["entitled_fen"] = 0
    spoilt.ledger["entitled_fen"][:2] = MOST_FEN // 2
    assert _summed(spoilt) is spoilt


@pytest.mark.parametrize("engine", ENGINES)
def test_both_engines_are_asked_for_their_sums(monkeypatch, engine):
    monkeypatch.setattr(engines, "MOST_FEN", 0)
    with pytest.raises(OverflowError, match="more than is counted"):
        run_replication(counties.scenario(counties.SMALL), 1, 0, engine=engine)
