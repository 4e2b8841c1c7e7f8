"""Targets and the indicators that are read off the ledger."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import claims as desk
import counties
from counties import RICH
from jobsim.engines.targets import assess_targets, calendar_indicators, ledger_indicators, met, target_years
from jobsim.finance.ledger import LEDGER_DTYPE, Status
from jobsim.lives.model import Model
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Event, Horizon, Scenario, Target
from jobsim.vocabulary import INDICATORS, NOT_WHOLE, POPULATIONS, UNITS, YEARLY

INDICATOR = list(INDICATORS)
CODE = {name: code for code, name in enumerate(INDICATORS)}
TITLE = {"zh": "测试", "en": "test"}


def target(**fields):
    plain = {"title": TITLE, "clause": "TS-01", "indicator": "urban_new_employment", "comparator": ">=", "value": 100}
    return Target.model_validate({**plain, **fields})


@pytest.mark.parametrize(
    ("comparator", "tolerance", "strict", "value", "expected"),
    [
        (">=", 1.0, False, 100, True), (">=", 1.0, False, 99.9, False), (">=", 1.0, True, 100, False),
        (">=", 1.0, True, 100.1, True), (">=", 0.9, False, 90, True), (">=", 0.9, False, 89, False),
        (">=", 0.9, True, 90, False), ("<=", 1.0, False, 100, True), ("<=", 1.0, False, 100.1, False),
        ("<=", 1.0, True, 100, False), ("<=", 1.0, True, 99.9, True), ("<=", 0.8, False, 125, True),
        ("<=", 0.8, False, 126, False), ("<=", 0.8, True, 125, False), ("==", 1.0, False, 100, True),
        ("==", 1.0, False, 101, False), ("==", 0.9, False, 110, True), ("==", 0.9, False, 90, True),
        ("==", 0.9, False, 111, False),
    ],
)  # fmt: skip
def test_a_target_is_met_as_its_comparator_tolerance_and_strictness_say(comparator, tolerance, strict, value, expected):
    assert met(target(comparator=comparator, strict=strict), value, 100.0, tolerance) is expected


@given(value=st.floats(0, 1000), more=st.floats(0, 100), tolerance=st.floats(0.5, 1.0), strict=st.booleans())
def test_more_never_unmakes_a_floor_nor_less_a_ceiling_and_tolerance_only_helps(value, more, tolerance, strict):
    floor, ceiling = target(strict=strict), target(comparator="<=", strict=strict)
    if met(floor, value, 100.0, tolerance):
        assert met(floor, value + more, 100.0, tolerance)
    if met(ceiling, value + more, 100.0, tolerance):
        assert met(ceiling, value, 100.0, tolerance)
    for one in (floor, ceiling, target(comparator="==")):
        assert met(one, value, 100.0, tolerance) or not met(one, value, 100.0, 1.0)


def made(targets, programmes=None, funds=None, start=2023, end=2024, events=None):
    horizon = Horizon(history_from=dt.date(start - 1, 1, 1), start=dt.date(start, 1, 1), end=dt.date(end, 12, 31))
    return Scenario.model_construct(
        horizon=horizon, targets=targets, programmes=programmes or {}, funds=funds or {}, events=events or {}
    )


def assessed(plan, rows, ledger=None):
    """(target, year, value, met) of each test."""
    found = assess_targets(plan, Parameters(plan, None), rows, claims() if ledger is None else ledger)
    return found.tolist()


def test_a_target_is_tested_at_its_date_s_year_or_at_each_year_s_end():
    plan = made({})
    assert target_years(plan, target()) == [2023, 2024]
    assert target_years(plan, target(by="2023-12-31")) == [2023]
    assert target_years(plan, target(by="2024-06-30")) == [2024]
    assert target_years(plan, target(by="2027-12-31")) == []
    assert target_years(plan, target(by="2024-12-31", each_year=True)) == [2023, 2024]


def test_a_target_looks_at_december_of_its_year_and_an_indicator_never_set_counts_as_zero():
    none_left = target(indicator="zero_employment_families", comparator="==", value=0)
    plan = made({"jobs": target(value=50), "none_left": none_left})
    jobs = CODE["urban_new_employment"]
    rows = [(202306, jobs, 500.0), (202312, jobs, 49.0), (202406, jobs, 10.0), (202412, jobs, 50.0)]
    expected = [(0, 2023, 49.0, False), (0, 2024, 50.0, True), (1, 2023, 0.0, True), (1, 2024, 0.0, True)]
    assert assessed(plan, rows) == expected


def test_a_cumulative_target_adds_up_the_decembers_of_its_years():
    jobs = CODE["urban_new_employment"]
    rows = [(202212, jobs, 1000.0), (202306, jobs, 500.0), (202312, jobs, 60.0), (202412, jobs, 40.5)]
    since = {"cumulative_from": "2023-01-01", "value": 100}
    plan = made({"both": target(by="2024-12-31", **since), "each": target(each_year=True, **since)})
    assert assessed(plan, rows) == [(0, 2024, 100.5, True), (1, 2023, 60.0, False), (1, 2024, 100.5, True)]
    with_history = made({"three": target(by="2024-12-31", **since | {"cumulative_from": "2022-01-01"})})
    assert assessed(with_history, rows) == [(0, 2024, 1100.5, True)]


def test_a_change_is_against_the_december_before():
    jobs = CODE["employed_persons"]
    rows = [(202212, jobs, 200.0), (202306, jobs, 900.0), (202312, jobs, 230.0), (202412, jobs, 207.0)]
    plan = made({"no_fall": target(indicator="employed_persons", change="year_on_year", each_year=True, value=0)})
    assert assessed(plan, rows) == [(0, 2023, pytest.approx(15.0), True), (0, 2024, pytest.approx(-10.0), False)]
    assert assessed(plan, rows[2:3]) == [(0, 2023, 100.0, True), (0, 2024, pytest.approx(-100.0), False)]
    assert assessed(plan, []) == [(0, 2023, 0.0, True), (0, 2024, 0.0, True)]


def test_persons_paid_are_counted_once_over_all_the_programmes_and_years_that_are_asked_for():
    programmes = counties.scenario(RICH).programmes
    one, two = list(programmes)[:2]
    ledger = claims(
        (0, 0, "2023-01-05", "2023-02-01", "2023-02-01", Status.PAID),
        (0, 0, "2023-01-05", "2023-02-01", "2023-12-31", Status.PAID),
        (1, 0, "2023-01-05", "2023-02-01", "2023-03-01", Status.PAID),  # the first person again
        (0, 0, "2023-01-05", "2023-02-01", "2024-01-01", Status.PAID),  # the second again, next year
        (1, 0, "2023-01-05", "2024-02-01", "2024-02-01", Status.PAID),
        (0, 0, "2023-01-05", "2023-02-01", None, Status.APPROVED),
        (2, 0, "2023-01-05", "2023-02-01", "2023-02-01", Status.PAID),  # a programme not asked for
        (0, 0, "2023-01-05", "2023-02-01", "2023-02-01", Status.PAID),  # no person: paid for a firm's own milestone
    )
    ledger["person"] = [7, 8, 7, 8, 9, 10, 11, -1]
    paid = {"indicator": "persons_paid", "value": 3}
    plan = made(
        {
            "yearly": target(of=[one, two], **paid),
            "together": target(of=[one, two], by="2024-12-31", cumulative_from="2023-01-01", **paid),
            "of_one": target(of=[two], by="2024-12-31", cumulative_from="2023-01-01", **paid),
        },
        programmes,
    )
    assert assessed(plan, [], ledger) == [(0, 2023, 2.0, False), (0, 2024, 2.0, False), (1, 2024, 3.0, True),
                                          (2, 2024, 2.0, False)]  # fmt: skip


def test_events_held_are_the_days_of_the_events_that_are_named():
    list_, fair = (Event.model_validate({"title": TITLE, "kind": "other", "on": on}) for on in (
        ["01-10"], ["05-01", "2024-05-02", "2022-12-31"]))  # fmt: skip
    days = {"indicator": "events_held", "value": 1, "comparator": "=="}
    plan = made({"list": target(of=["yearly_list"], **days), "all": target(of=["fair", "yearly_list"], **days)},
                events={"yearly_list": list_, "fair": fair})  # fmt: skip
    found = assessed(plan, [])
    assert found == [(0, 2023, 1.0, True), (0, 2024, 1.0, True), (1, 2023, 2.0, False), (1, 2024, 3.0, False)]


def test_the_share_of_targets_met_looks_at_the_last_test_of_each_of_the_others():
    jobs, posts = CODE["urban_new_employment"], CODE["public_welfare_posts_opened"]
    rows = [(202312, jobs, 100.0), (202412, jobs, 99.0), (202312, posts, 100.0), (202412, posts, 100.0)]
    plan = made({
        "most": target(indicator="targets_met_share", value=75),
        "jobs": target(), "posts": target(indicator="public_welfare_posts_opened"),
        "early": target(by="2023-12-31"), "late": target(indicator="interns_started", by="2024-12-31"),
    })  # fmt: skip
    assert [test for test in assessed(plan, rows) if test[0] == 0] == [(0, 2023, 100.0, True), (0, 2024, 50.0, False)]
    alone = made({"all": target(indicator="targets_met_share", value=100)})
    assert assessed(alone, []) == [(0, 2023, 100.0, True), (0, 2024, 100.0, True)]


def test_the_targets_of_a_run_are_its_december_indicators():
    plan, result = counties.scenario(RICH), counties.replication(RICH)
    for row in result.targets:
        one = list(plan.targets.values())[row["target"]]
        value = counties.indicator(result, one.indicator)[int(row["year"]) * 100 + 12]
        assert row["value"] == value
        tolerance = 1.0 if one.tolerance is None else one.tolerance.args[0]
        assert bool(row["met"]) == met(one, value, one.value.args[0], tolerance)
    assert len(result.targets) == len(plan.targets)


# ---------------------------------------------------------------------------------------- from the ledger


def claims(*rows):
    """(programme, fund, entitled, approved, paid, status) with ISO dates or None."""
    table = np.zeros(len(rows), LEDGER_DTYPE)
    for row, (programme, fund, entitled, approved, paid, status) in zip(table, rows, strict=True):
        row["programme"], row["fund"], row["status"] = programme, fund, status
        for name, date in (("entitled_day", entitled), ("approved_day", approved), ("paid_day", paid)):
            row[name] = dt.date.fromisoformat(date).toordinal() if date else 0
    return table


FIRST, LAST = dt.date(2022, 1, 1).toordinal(), dt.date(2024, 12, 31).toordinal()


def year_ends(ledger, name):
    source = counties.scenario(RICH)
    plan = made({}, source.programmes, source.funds)
    rows = ledger_indicators(plan, Parameters(plan, None), ledger, FIRST, LAST)
    return {month: value for month, code, value in rows if code == CODE[name]}


def test_eligible_but_unpaid_are_those_who_did_not_claim_and_those_approved_and_waiting_at_the_year_s_end():
    funds = list(counties.scenario(RICH).funds)
    budget, insurance, tax = funds.index("employment_subsidy"), funds.index("insurance"), funds.index("tax")
    line = len(counties.scenario(RICH).programmes)
    ledger = claims(
        (0, budget, "2023-05-01", None, None, Status.NOT_TAKEN_UP),
        (0, insurance, "2023-05-01", None, None, Status.NOT_TAKEN_UP),  # a refund that nobody asked for
        (0, tax, "2023-05-01", None, None, Status.NOT_TAKEN_UP),  # a tax not set off is no claim on a purse
        (line, budget, "2023-05-01", "2023-06-01", None, Status.APPROVED),  # nobody's case
        (0, budget, "2023-05-01", "2023-06-01", "2023-06-01", Status.PAID),
        (0, budget, "2023-05-01", "2023-06-01", None, Status.APPROVED),
        (0, budget, "2023-11-01", "2023-12-01", "2024-02-01", Status.PAID),  # waited over the year's end
        (0, budget, "2023-12-01", "2024-01-10", "2024-02-01", Status.PAID),  # was still under review
        (0, budget, "2023-05-01", None, None, Status.REFUSED),
        (0, budget, "2024-05-01", "2024-06-01", None, Status.APPROVED),
    )
    assert year_ends(ledger, "eligible_but_unpaid_cases") == {202212: 0.0, 202312: 4.0, 202412: 1.0}
    # Of seven cases that arose in 2023 two were not claimed; in 2022 none arose.
    assert year_ends(ledger, "take_up_rate_of_cases") == {202312: pytest.approx(500 / 7), 202412: 100.0}


def test_benefits_on_time_are_those_paid_in_the_year_they_were_approved():
    programme = list(counties.scenario(RICH).programmes).index("unemployment_benefit")
    ledger = claims(
        (programme, 7, "2023-05-01", "2023-06-01", "2023-06-01", Status.PAID),
        (programme, 7, "2023-06-01", "2023-07-01", "2023-07-01", Status.PAID),
        (programme, 7, "2023-07-01", "2023-08-01", None, Status.APPROVED),
        (programme, 7, "2023-12-01", "2023-12-20", "2024-01-05", Status.PAID),
        (0, 0, "2023-07-01", "2023-08-01", None, Status.APPROVED),
    )
    assert year_ends(ledger, "unemployment_benefits_paid_full_and_on_time_rate") == {202312: 50.0}


def ratios(**funds):
    """The ratio at each December of 2023 and 2024."""
    found = ledger_indicators(made({}, {}, funds), Parameters(made({}), None), claims(), FIRST, LAST)
    return {month: value for month, code, value in found if code == CODE["employment_fund_to_previous_year_ratio"]}


def test_the_appropriation_as_it_is_stated_is_compared_with_the_year_before_where_a_floor_is_set():
    # 250,000 appropriated against 240,000 of the year before, with a floor at the whole of it.
    assert year_ends(claims(), "employment_fund_to_previous_year_ratio") == {202312: pytest.approx(100 * 25 / 24)}
    below = desk.limited("80 CNY", previous_year="100 CNY", floor=1.0)
    assert ratios(money=below) == {202312: 80.0}, "the floor is not added: the target can fail"
    assert ratios(money=desk.limited("80 CNY", previous_year="100 CNY")) == {}, "no floor, no comparison"
    assert ratios(money=desk.limited("80 CNY", floor=1.0)) == {}, "nobody says what the year before had"


def test_the_second_year_is_compared_with_the_first_and_funds_with_a_floor_are_taken_together():
    arrivals = [{"on": "01-01", "share": 1.0}]
    two = {2023: {"amount": "80 CNY", "arrivals": arrivals}, 2024: {"amount": "100 CNY", "arrivals": arrivals}}
    both = desk.fund(appropriations=two, previous_year="100 CNY", floor=1.0)
    assert ratios(money=both) == {202312: 80.0, 202412: 125.0}
    other = desk.limited("220 CNY", previous_year="200 CNY", floor=0.5)
    assert ratios(money=both, other=other) == {202312: 100.0, 202412: 125.0}


# ---------------------------------------------------------------------------------------- from the lives


def test_flows_count_from_1_january_and_shares_stay_within_bounds():
    result = counties.replication(RICH)
    for name in ("urban_new_employment", "new_startup_entities", "interns_started", "skill_trainees",
                 "entrepreneurship_guaranteed_loans_disbursed", "key_project_employment"):  # fmt: skip
        by_month = counties.indicator(result, name)
        assert len(by_month) == 24
        for year in (2022, 2023):
            values = [by_month[year * 100 + month] for month in range(1, 13)]
            assert values == sorted(values) and values[-1] > 0, name
    for name, (_, _, unit) in INDICATORS.items():
        values = counties.indicator(result, name).values()
        assert all(value >= 0 for value in values), name
        if unit == "percent" and name != "employment_fund_to_previous_year_ratio" and "pay_share" not in name:
            assert all(value <= 100 for value in values), name


def test_what_is_counted_is_whole():
    result = counties.replication(RICH)
    for name, (_, _, unit) in INDICATORS.items():
        if unit not in NOT_WHOLE:
            assert all(value.is_integer() for value in counties.indicator(result, name).values()), name


def test_every_indicator_says_whom_it_counts_and_in_which_unit():
    assert set(POPULATIONS) == set(INDICATORS)
    assert set(UNITS) == {unit for _, _, unit in INDICATORS.values()} >= NOT_WHOLE


def test_indicators_agree_with_each_other_and_with_the_ledger():
    plan, result = counties.scenario(RICH), counties.replication(RICH)
    loans = counties.of(plan, result.ledger, "loan_principal")
    granted = counties.indicator(result, "entrepreneurship_guaranteed_loans_disbursed")[202312]
    of_2023 = loans["entitled_day"] >= dt.date(2023, 1, 1).toordinal()
    assert granted * 100 == loans["entitled_fen"][of_2023].sum() > 0
    families = counties.indicator(result, "zero_employment_families")
    without = counties.indicator(result, "families_without_stable_employment")
    assert all(families[month] <= without[month] for month in families)
    fewest = counties.indicator(result, "min_stably_employed_persons_per_family")
    assert all((fewest[month] == 1.0) == (without[month] == 0) for month in fewest)
    assert counties.indicator(result, "internship_posts_collected")[202312] == 6 + 8
    assert counties.indicator(result, "recruitment_fairs_held")[202312] == 2
    assert counties.indicator(result, "named_special_service_activities")[202312] == 1


# ---------------------------------------------------------------------------------------- from the calendar


def test_what_days_yield_counts_from_1_january_and_replaces_what_a_fair_counts_by_itself(tmp_path):
    plan = counties.layered(tmp_path, RICH, """
events:
  fairs: {yields: {recruitment_fairs_held: 3 fairs, employment_intents: 50 intents}}
  circles:
    {source: assumption, title: {zh: 圈, en: circles}, kind: other, on: [01-10, 02-10, 03-10],
     yields: {employment_circle_communities: 1.3 communities}}
  visits:
    {source: assumption, title: {zh: 走访, en: visits}, kind: other, on: [03-15, 2023-07-01],
     yields: {enterprise_services: 120}}
  help:
    {source: assumption, title: {zh: 援助, en: help}, kind: activity, on: [03-16], yields: {enterprise_services: 1}}
county:
  firms:
    roles: {employment_base: 3 firms}
    recognitions:
      employment_base:
        - {level: county, on: 2022-06-30, number: 1 bases}
        - {level: city, on: 2023-06-30, number: 5 bases}
""")  # fmt: skip
    parameters = Parameters(plan, None)
    rows = {(INDICATOR[code], month): value for month, code, value in
            calendar_indicators(Model(plan, parameters, static=False))}  # fmt: skip

    def by_month(name, *months):
        return [rows[name, month] for month in months]

    assert by_month("recruitment_fairs_held", 202201, 202202, 202209, 202301, 202312) == [0, 3, 6, 0, 6]
    assert by_month("employment_intents", 202202, 202212, 202301, 202312) == [50, 100, 0, 100]
    # The activities of the fixture and of this layer, a day each.
    assert by_month("named_special_service_activities", 202201, 202203, 202312) == [1, 2, 2]
    assert by_month("enterprise_services", 202202, 202203, 202212, 202306, 202307) == [0, 121, 121, 121, 241]
    # Two of the three bases are left for the second recognition.
    assert by_month("employment_bases_certified", 202205, 202206, 202212, 202305, 202306, 202312) == [0, 1, 1, 0, 2, 2]
    # 1.3, 2.6 and 3.9: what is counted is whole.
    assert by_month("employment_circle_communities", 202301, 202302, 202312) == [1, 3, 4]


def test_yearly_indicators_never_fall_within_a_year():
    result = counties.replication(RICH)
    for name in YEARLY:
        by_month = counties.indicator(result, name)
        for year in (2022, 2023):
            values = [by_month[year * 100 + month] for month in range(1, 13)]
            assert values == sorted(values), name
    rising = counties.indicator(result, "new_skilled_workers")
    highly = counties.indicator(result, "new_highly_skilled_workers")
    assert 0 < highly[202312] <= rising[202312]
