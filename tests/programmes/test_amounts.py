"""How much a milestone gives: every amount form, with its caps and dates."""

from __future__ import annotations

from typing import Any

import pytest

from claims import book, day, facts, programme, scenario
from jobsim.programmes.compilation import RuleError
from jobsim.programmes.entitlement import amount
from jobsim.scenario.programme_checks import programme_faults
from jobsim.vocabulary import FACT_INDEX, FACTS, MILESTONES


def gives(when: str, written: Any, **given: Any) -> int:
    """Fen for one milestone, nothing drawn before."""
    compiled = book(one=programme(when=when, amount=written))
    vector = facts(when, **given)
    months = vector[FACT_INDEX["months"]] or vector[FACT_INDEX["months_total"]]
    return amount(compiled.rule_rows[0], compiled.value_rows, vector, months, vector[FACT_INDEX["days"]])


def test_a_plain_price_is_paid_once_per_milestone() -> None:
    assert gives("hired", "6000 CNY") == 600_000


def test_a_price_per_month_counts_the_months_covered() -> None:
    assert gives("internship_month", "1400 CNY/month", months=1, months_total=5) == 140_000


def test_a_price_per_day_counts_the_days() -> None:
    assert gives("course_completed", "100 CNY/day", days=12) == 120_000


def test_a_price_per_person_counts_heads() -> None:
    assert gives("firm_year", "1500 CNY/person", heads=4) == 600_000


def test_a_price_per_year_is_pro_rata_by_months_or_once_for_a_milestone_of_the_year() -> None:
    assert gives("job_month", "6000 CNY/year", months=1) == 50_000
    assert gives("school_year_enrolled", "4000 CNY/year") == 400_000


def test_another_count_may_multiply_under_a_cap() -> None:
    written = {"value": "1000 CNY", "times": "key_group_staff", "cap": "400000 CNY"}
    assert gives("evaluated", written, key_group_staff=250) == 25_000_000
    assert gives("evaluated", written, key_group_staff=400) == 40_000_000
    assert gives("evaluated", written, key_group_staff=401) == 40_000_000


def test_a_price_per_month_times_heads_counts_both() -> None:
    assert gives("internship_unit_settled", {"value": "200 CNY/month", "times": "heads"}, months=5, heads=3) == 300_000


def test_months_in_all_may_be_paid_when_the_internship_ends() -> None:
    assert gives("internship_ended", {"value": "1400 CNY/month", "times": "months_total"}, months_total=5) == 700_000


TIERS = {
    "tiers": {
        "by": "level",
        "steps": [
            {"is": "junior", "value": "1000 CNY"},
            {"is": ["intermediate", "senior"], "value": "1500 CNY"},
        ],
    }
}


def test_tiers_by_word_give_nothing_for_other_words() -> None:
    assert gives("certificate", TIERS, level="junior") == 100_000
    assert gives("certificate", TIERS, level="senior") == 150_000
    assert gives("certificate", TIERS, level="technician") == 0


RETENTION = {
    "tiers": {
        "by": "retention_percent",
        "steps": [{"at_least": 50, "value": "1500 CNY/month"}, {"at_least": 0, "value": "1300 CNY/month"}],
    }
}


def test_a_step_of_retention_re_prices_all_months_of_the_unit() -> None:
    assert gives("internship_unit_settled", RETENTION, months=10, retention_percent=499) == 1_300_000
    assert gives("internship_unit_settled", RETENTION, months=10, retention_percent=500) == 1_500_000


def test_a_step_may_begin_at_a_tenth_of_a_percent() -> None:
    written = {
        "tiers": {
            "by": "layoff_percent",
            "steps": [{"at_least": 0, "value": "10 CNY"}, {"at_least": 5.5, "value": "4 CNY"}],
        }
    }
    assert gives("firm_year", written, layoff_percent=54) == 1_000
    assert gives("firm_year", written, layoff_percent=55) == 400


def test_tiers_of_money_are_written_in_yuan() -> None:
    written = {"tiers": {"by": "wage", "steps": [{"at_least": 2000, "value": "10 CNY"}]}}
    assert gives("hired", written, wage=199_999) == 0
    assert gives("hired", written, wage=200_000) == 1_000


def test_the_rate_in_force_on_the_milestones_day_holds() -> None:
    dated = {
        "dated": [{"from": "2022-01-01", "value": "1300 CNY/month"}, {"from": "2023-07-01", "value": "1500 CNY/month"}]
    }
    assert gives("internship_month", {"value": dated}, months=1, day=day("2023-06-30")) == 130_000
    assert gives("internship_month", {"value": dated}, months=1, day=day("2023-07-01")) == 150_000


def test_a_share_of_a_cost_is_rounded_half_up_and_capped_per_month() -> None:
    assert (
        gives("job_month", {"share": 0.5, "of": "employer_insurance"}, months=1, employer_insurance=100_001) == 50_001
    )
    capped = {"share": 1.0, "of": "allowance_cut", "cap": "300 CNY/month"}
    assert gives("job_month", capped, months=1, allowance_cut=29_999) == 29_999
    assert gives("job_month", capped, months=1, allowance_cut=45_000) == 30_000


def test_interest_points_run_on_the_balance_by_days_over_360() -> None:
    written = {"points": "3 %/year"}
    assert gives("loan_interest_due", written, loan_balance=10_000_000, days=90) == 75_000


def test_the_whole_principal_is_a_share_of_one() -> None:
    assert gives("loan_granted", {"share": 1.0, "of": "loan_amount"}, loan_amount=15_000_000) == 15_000_000


def test_a_tax_quota_is_per_head_and_year_by_months() -> None:
    assert gives("job_month", {"quota": "7800 CNY/year"}, months=1) == 65_000


@pytest.mark.parametrize(
    ("when", "written", "message"),
    [
        ("hired", "1000 CNY/month", "covers no months"),
        ("hired", "100 CNY/day", "covers no days"),
        ("hired", {"share": 1.0, "of": "interest"}, "does not carry the fact interest"),
        ("hired", {"points": "3 %/year"}, "does not carry the fact loan_balance"),
    ],
)
def test_an_amount_that_its_milestone_cannot_carry_is_an_error(when: str, written: Any, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        book(one=programme(when=when, amount=written))


def test_a_limit_in_months_needs_a_milestone_that_covers_months() -> None:
    with pytest.raises(RuleError, match="covers no months"):
        book(one=programme(when="hired", limits={"months": 3}))


@pytest.mark.parametrize("when", MILESTONES)
def test_what_the_scenario_lets_pass_can_be_compiled_and_nothing_else(when: str) -> None:
    """A price by the month, times the staff, of a milestone without months once passed and broke each replication."""
    counts = [name for name in MILESTONES[when].facts if FACTS[name].kind == "count"]
    for unit in ("CNY", "CNY/month", "CNY/year", "CNY/day", "CNY/person"):
        for times in (None, *counts):
            written = {"value": f"10 {unit}"} | ({} if times is None else {"times": times})
            one = programme(when=when, amount=written)
            told = [fault for fault in programme_faults(scenario({"one": one})) if "amount" in fault[0]]
            try:
                book(one=one)
            except RuleError as error:
                assert told, (unit, times, error)
            else:
                assert not told, (unit, times, told)
