"""Accounts of spells that began before the run: what they would have drawn by then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from claims import Office, day, programme, scenario
from jobsim.days import add_months, months_between, year_of
from jobsim.finance.ledger import Status

FIRST = "2022-01-01"
QUOTA = {"when": "job_month", "pays": "employer", "amount": {"quota": "7800 CNY/year"}}
MONTHLY: dict[str, Any] = {"when": "job_month", "amount": "100 CNY/month"}


def months_paid(start: str, count: int = 60, milestone: str = "job_month", **programmes: Any) -> dict[str, int]:
    """Months that each programme gives in a job that began on a day; those before the run are not seen."""
    made = scenario({name: programme(**fields) for name, fields in programmes.items()}, end="2024-12-31")
    o = Office(made, tax_due=lambda *_who: [10**9, 0, 0, 0, 0], first=day(FIRST))
    job(o, start, count, milestone)
    o.run()
    return {name: int(o.of(name)["units"].sum()) for name in programmes}


def job(o: Office, start: str, count: int, milestone: str = "job_month", subject: int = 1) -> None:
    first = day(start)
    for k in range(1, count + 1):
        on = add_months(first, k) - 1
        if on < day(FIRST) or on > o.last:
            continue
        given: dict[str, Any] = {"started": first, "months": 1, "months_to_retirement": 240 - k}
        if milestone == "job_month":
            given |= {"insured": True, "insured_months": k, "months_total": k, "contract_months": 999}
            given |= {"hired_year": year_of(first), "new_hire": year_of(on) == year_of(first)}
        o.event(milestone, on, subject, firm=1, **given)


def test_a_quota_of_36_months_from_the_contract_leaves_twelve_to_a_job_of_two_years() -> None:
    assert months_paid("2020-01-01", quota={**QUOTA, "limits": {"months": 36}}) == {"quota": 12}
    assert months_paid("2019-01-01", quota={**QUOTA, "limits": {"months": 36}}) == {"quota": 0}
    assert months_paid("2022-01-01", 36, quota={**QUOTA, "limits": {"months": 36}}) == {"quota": 36}


@pytest.mark.parametrize(
    ("fields", "paid"),
    [
        ({"limits": {"months": 12}}, 2),  # ten of twelve are drawn
        ({"limits": {"months": 12}, "conditions": {"insured_months": ">= 4"}}, 5),
        ({"limits": {"months": 12}, "conditions": {"months_total": "> 8"}}, 10),
        ({"limits": {"months": 12}, "conditions": {"any": [{"months_total": 2}, {"insured_months": ">= 9"}]}}, 9),
        ({"limits": {"months": 12}, "conditions": {"months_total": "<= 18"}}, 2),
        ({"limits": {"months": 12}, "effective": {"start": "2021-07-01"}}, 6),
        ({"limits": {"months": 12}, "effective": {"start": "2021-07-01", "applies_to": "started"}}, 0),
        ({"limits": {"months": 12}, "effective": {"start": "2021-01-01", "applies_to": "started"}}, 2),
        ({"limits": {"subject_cap": "1500 CNY"}}, 5),
        ({"limits": {"times": 13}}, 3),
        ({}, 16),  # without a limit it does not matter
    ],
)
def test_ten_months_before_the_run_are_counted_as_far_as_the_rule_would_have_held(fields: Any, paid: int) -> None:
    assert months_paid("2021-03-01", 26, one={**MONTHLY, **fields}) == {"one": paid}


def test_a_grant_paid_once_was_paid_if_its_conditions_held_before() -> None:
    once = {"when": "job_month", "limits": {"once": True}}
    three = {**once, "conditions": {"insured_months": ">= 3"}}
    assert months_paid("2021-10-02", once=three) == {"once": 1}, "two months are completed when the run begins"
    assert months_paid("2021-10-01", once=three) == {"once": 0}
    late = {**three, "effective": {"start": "2022-01-01"}}
    assert months_paid("2021-10-01", once=late) == {"once": 1}
    new = {**once, "conditions": {"insured_months": ">= 3", "new_hire": True}}
    assert months_paid("2021-11-20", once=new) == {"once": 0}, "no hire of the year when three months are completed"


def test_a_grant_of_each_year_is_drawn_anew() -> None:
    yearly = {**MONTHLY, "limits": {"per_year": 1, "times": 4}}
    assert months_paid("2020-05-01", 40, yearly=yearly) == {"yearly": 2}


def test_what_was_drawn_before_excludes_what_is_not_drawn_beside_it() -> None:
    first = {**MONTHLY, "limits": {"months": 6}, "excludes": ["other"]}
    assert months_paid("2021-03-01", 20, first=first, other=MONTHLY) == {"first": 0, "other": 0}
    assert months_paid("2021-12-01", 20, first=first, other=MONTHLY) == {"first": 5, "other": 0}


def test_shared_months_were_drawn_together() -> None:
    one = {**MONTHLY, "limits": {"months": 12, "shared_with": ["other"]}}
    assert months_paid("2021-03-01", 20, one=one, other={"when": "flexible_month", "amount": "1 CNY/month"}) == {
        "one": 2, "other": 0,
    }  # fmt: skip


def test_who_did_not_claim_has_drawn_nothing_and_misses_what_is_paid_once() -> None:
    made = scenario({"monthly": programme(**MONTHLY, limits={"months": 12}, take_up=0.5),
                     "once": programme(when="job_month", limits={"once": True}, take_up=0.5)})  # fmt: skip
    o = Office(made, first=day(FIRST))
    for subject in range(40):
        job(o, "2020-06-01", 30, subject=subject)
    rows = o.run()
    assert set(o.of("monthly")["status"]) == {Status.NOT_TAKEN_UP}, "who claimed has drawn all twelve"
    assert 10 < len(np.unique(o.of("monthly")["subject"])) < 30
    assert len(o.of("once")) == 0 and len(rows) > 0


def test_months_to_retirement_are_settled_where_the_post_began() -> None:
    post = {"when": "post_month", "amount": "1 CNY/month", "limits": {"months": 36, "until_retirement": True}}
    made = scenario({"post": programme(**post)}, end="2024-12-31")
    for months_left, paid in ((59, 35), (60, 11)):
        o = Office(made, first=day(FIRST))
        start = day("2019-12-01")
        for k in range(26, 61):
            on = add_months(start, k) - 1
            o.event("post_month", on, started=start, months=1, months_to_retirement=months_left + 1 - k)
        o.run()
        assert o.of("post")["units"].sum() == paid, "25 months were drawn before, of 36 if five years or more remained"


def test_interest_of_a_running_loan_was_paid_by_quarter() -> None:
    points = {"when": "loan_interest_due", "amount": {"points": "3.6 %/year"}}
    made = scenario(
        {
            "times": programme(**points, limits={"times": 6}),
            "sum": programme(**points, limits={"subject_cap": "4000 CNY"}),
        }
    )
    o = Office(made, first=day(FIRST))
    granted, settled = day("2021-05-10"), day("2021-12-31")
    for due in ("2022-03-20", "2022-06-20", "2022-09-20"):
        given = {"days": day(due) - settled, "loan_months": months_between(granted, day(due)), "interest": 1}
        o.event("loan_interest_due", due, started=granted, loan_balance=10_000_000, **given)
        settled = day(due)
    o.run()
    assert len(o.of("times")) == 2, "June, September, December and the days to the end of the year"
    drawn = (day("2021-12-31") - granted) * 1_000
    assert o.of("sum")["paid_fen"].sum() == 400_000 - drawn
