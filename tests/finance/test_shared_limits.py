"""Limits that programmes share, or the members of a family; and periods that a limit cuts."""

from __future__ import annotations

from typing import Any

import pytest

from claims import Office, day, facts, programme, scenario
from jobsim.days import add_months
from jobsim.finance.standing import Standing
from jobsim.programmes.accounts import ACCOUNT_DTYPE, PAYEE_DTYPE
from jobsim.programmes.entitlement import within_limits
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.shared_limits import disagreements, limits_of, pools

JOB: dict[str, Any] = {"when": "job_month", "amount": "300 CNY/month"}
FLEXIBLE: dict[str, Any] = {"when": "flexible_month", "amount": "200 CNY/month"}
VENTURE: dict[str, Any] = {"when": "venture_month", "amount": "100 CNY/month", "pays": "venture"}


def office(history_from: str = "2022-01-01", **programmes: Any) -> Office:
    made = scenario({name: programme(**fields) for name, fields in programmes.items()}, history_from=history_from)
    return Office(made)


def months(o: Office, milestone: str, start: str, count: int, subject: int = 1, **given: Any) -> None:
    first = day(start)
    for k in range(1, count + 1):
        o.event(milestone, add_months(first, k) - 1, subject, started=first, months=1, **given)


def units(o: Office, *names: str) -> list[int]:
    return [int(o.of(name)["units"].sum()) for name in names]


@pytest.mark.parametrize("stated_by", ["job", "flexible", "venture"])
def test_months_are_counted_together_over_jobs_flexible_work_and_ventures_whoever_states_it(stated_by: str) -> None:
    given = {"job": JOB, "flexible": FLEXIBLE, "venture": VENTURE}
    limits = {"months": 12, "shared_with": [name for name in given if name != stated_by]}
    o = office(**{name: {**fields, "limits": limits if name == stated_by else {}} for name, fields in given.items()})
    months(o, "job_month", "2022-01-01", 5)
    months(o, "flexible_month", "2022-06-01", 4)
    months(o, "venture_month", "2022-10-01", 8)
    months(o, "flexible_month", "2022-06-01", 4, subject=2)
    o.run()
    assert units(o, "job", "venture") == [5, 3]
    assert o.of("flexible")["units"].tolist().count(1) == 8


def test_programmes_that_share_with_the_same_one_share_with_each_other() -> None:
    made = {
        "one": programme(limits={"shared_with": ["two"]}), "two": programme(), "alone": programme(),
        "three": programme(limits={"shared_with": ["two"], "times": 2}), "four": programme(limits={"once": True}),
    }  # fmt: skip
    assert pools(made) == [["one", "two", "three"]]
    found = limits_of(made)
    assert [found[name].times for name in made] == [2, 2, None, 2, None]


def test_months_stated_once_hold_for_a_price_times_a_count_of_months() -> None:
    left = programme(when="internship_ended", amount={"value": "1000 CNY/month", "times": "remaining_months"})
    made = {"one": programme(limits={"months": 12, "shared_with": ["left"]}), "left": left, "other": programme()}
    assert [limits_of(made)[name].months for name in made] == [12, 12, None]


def test_times_of_a_year_and_in_all_are_counted_together() -> None:
    once = {"limits": {"per_year": 1, "times": 2, "shared_with": ["other"]}}
    o = office(one={"when": "hired", **once}, other={"when": "certificate"})
    o.event("hired", "2022-03-01")
    o.event("certificate", "2022-06-01", started=day("2022-05-01"))
    o.event("certificate", "2023-02-01", started=day("2023-01-01"))
    o.event("hired", "2023-11-01")
    o.run()
    assert [len(o.of("one")), len(o.of("other"))] == [1, 1]


def test_a_sum_is_counted_together_and_cut_to_what_is_left() -> None:
    o = office(one={"limits": {"subject_cap": "1500 CNY", "shared_with": ["other"]}}, other={"when": "certificate"})
    o.event("hired", "2023-03-01")
    o.event("certificate", "2023-06-01")
    o.run()
    assert o.of("one")["paid_fen"].tolist() + o.of("other")["paid_fen"].tolist() == [100_000, 50_000]


def test_months_to_retirement_are_settled_at_the_first_approval_of_any() -> None:
    limits = {"months": 36, "until_retirement": True, "shared_with": ["rural"]}
    o = office(
        "2018-01-01",
        urban={"when": "post_month", "conditions": {"urban_post": True}, "amount": "1 CNY/month", "limits": limits},
        rural={"when": "post_month", "conditions": {"urban_post": False}, "amount": "1 CNY/month"},
    )
    first = day("2018-01-01")
    for k in range(1, 61):
        o.event("post_month", add_months(first, k) - 1, months=1, months_to_retirement=50 - k + 1, urban_post=k <= 20)
    o.run()
    assert units(o, "urban", "rural") == [20, 40], "fewer than five years remained when the urban post was approved"


def test_an_urban_and_a_rural_post_of_two_years_each_give_three_years() -> None:
    o = office(
        "2020-01-01",
        urban={"when": "post_month", "conditions": {"urban_post": True}, "amount": "1800 CNY/month",
               "limits": {"months": 36, "shared_with": ["rural"]}},
        rural={"when": "post_month", "conditions": {"urban_post": False}, "amount": "600 CNY/month",
               "limits": {"months": 36}},
    )  # fmt: skip
    months(o, "post_month", "2020-01-01", 24, urban_post=True)
    months(o, "post_month", "2022-01-01", 24, urban_post=False)
    o.run()
    assert [int(o.of(name)["paid_fen"].sum()) for name in ("urban", "rural")] == [4_320_000, 720_000]


def test_programmes_that_share_limits_agree_on_them() -> None:
    made = {
        "one": programme(**JOB, limits={"months": 12, "shared_with": ["two"]}),
        "two": programme(**FLEXIBLE, limits={"months": 24}),
        "three": programme(**VENTURE, limits={"months": 12, "shared_with": ["one"]}),
    }
    assert list(disagreements(made)) == [("two", "months", "one")]


# ------------------------------------------------------------------------------------ families


def of_family(number: int) -> Standing:
    return Standing(family=number)


def test_a_family_draws_once_whoever_of_it_comes_first() -> None:
    o = office(grant={"when": "venture_month", "pays": "venture", "limits": {"once": True, "per": "family"}})
    o.event("venture_month", "2023-03-01", 1, standing=of_family(7))
    o.event("venture_month", "2023-03-01", 2, standing=of_family(8))
    o.event("venture_month", "2023-06-01", 3, standing=of_family(7))
    o.run()
    assert o.of("grant")["subject"].tolist() == [1, 2]


def test_of_one_family_on_one_day_the_lower_number_comes_first_in_any_order_of_calls() -> None:
    ledgers = []
    for order in ([0, 1, 2], [2, 1, 0]):
        o = office(grant={"limits": {"once": True, "per": "family"}})
        for subject in (5, 3, 4):
            o.event("hired", "2023-03-01", subject, standing=of_family(1))
        ledgers.append(o.run(order=order)["subject"].tolist())
    assert ledgers == [[3], [3]]


def test_persons_without_a_family_count_by_themselves() -> None:
    o = office(grant={"limits": {"once": True, "per": "family"}})
    for subject in (1, 2, 1):
        o.event("hired", "2023-03-01", subject)
    o.run()
    assert sorted(o.of("grant")["subject"].tolist()) == [1, 2]


def test_a_family_shares_a_limit_of_several_programmes() -> None:
    o = office(job={**JOB, "limits": {"months": 6, "per": "family", "shared_with": ["flexible"]}}, flexible=FLEXIBLE)
    months(o, "job_month", "2022-01-01", 4, subject=1, standing=of_family(3))
    months(o, "flexible_month", "2022-04-15", 4, subject=2, standing=of_family(3))
    o.run()
    assert units(o, "job", "flexible") == [4, 2]


# ------------------------------------------------------------------------------------ periods and principals


def interest(amount: Any, *, limits: Any = None, **given: Any) -> int:
    """What a day on which interest is due gives, in fen."""
    made = scenario({"discount": programme(when="loan_interest_due", amount=amount, limits=limits or {})})
    book = RuleBook.build(made, Parameters(made, None))
    nothing = dict.fromkeys((*(ACCOUNT_DTYPE.names or ()), *(PAYEE_DTYPE.names or ())), 0)
    return within_limits(
        book.rule_rows[0], book.value_rows, facts("loan_interest_due", **given), nothing, nothing, 0, 2023
    )[0]  # fmt: skip


@pytest.mark.parametrize(
    ("due", "length", "days"),
    [
        ("2023-03-20", 89, 89),
        ("2023-05-02", 43, 43),  # the loan's third anniversary
        ("2023-06-20", 92, 43),  # the last period of a loan of four years: the days up to the anniversary
        ("2023-09-20", 92, 0),
    ],
)
def test_days_after_the_anniversary_of_the_loan_do_not_count(due: str, length: int, days: int) -> None:
    given = {"started": day("2020-05-02"), "day": day(due), "days": length, "loan_balance": 36_000_000}
    assert interest({"points": "1 %/year"}, limits={"months": 36}, **given) == days * 1_000
    cost = {"share": 0.5, "of": "interest"}
    assert interest(cost, limits={"months": 36}, interest=length * 2_000, **given) == days * 1_000


def test_the_discount_is_reckoned_on_the_principal_that_the_kind_of_loan_allows() -> None:
    caps = {"individual": "200000 CNY", "small_firm": {"unit": "CNY", "dated": [
        {"from": "2020-01-01", "value": 3_000_000}, {"from": "2024-01-01", "value": 4_000_000}]}}  # fmt: skip
    points = {"points": "1.8 %/year", "principal_cap": caps}
    given = {"day": day("2025-06-20"), "days": 92, "started": day("2025-01-02")}
    assert interest(points, loan_kind="small_firm", loan_balance=450_000_000, **given) == 1_840_000
    assert interest(points, loan_kind="small_firm", loan_balance=350_000_000, **given) == 1_610_000
    assert interest(points, loan_kind="individual", loan_balance=30_000_000, **given) == 92_000
    assert interest(points, loan_kind="partnership", loan_balance=30_000_000, **given) == 138_000
    before = {**given, "started": day("2023-12-31")}
    assert interest(points, loan_kind="small_firm", loan_balance=450_000_000, **before) == 1_380_000
    share = {"share": 0.5, "of": "interest", "principal_cap": caps}
    assert interest(share, loan_kind="individual", loan_balance=30_000_000, interest=300_000, **given) == 100_000
