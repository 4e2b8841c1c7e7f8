"""From entitlement to claim: cadence, lag, window, review."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from claims import AT_ONCE, Office, day, programme, scenario
from jobsim.days import add_months, add_working_days, date_of
from jobsim.finance.filing import filed_on, period_end, quantile, too_late
from jobsim.finance.ledger import Status


def office(seed: int = 1, **claim: Any) -> Office:
    made = programme(when="internship_month", amount="1000 CNY/month", claim={**AT_ONCE, **claim})
    return Office(scenario({"one": made}), seed=seed)


def intern(o: Office, start: str, months: int, subject: int = 1, firm: int = 5) -> None:
    first = day(start)
    for k in range(1, months + 1):
        o.event(
            "internship_month", add_months(first, k) - 1, subject, firm=firm, started=first, months=1, months_total=k
        )


@pytest.mark.parametrize(
    ("cadence", "ends"),
    [(0, "2023-05-17"), (1, "2023-05-31"), (2, "2023-06-30"), (3, "2023-06-30"), (4, "2023-12-31")],
)
def test_a_period_ends_with_its_calendar_month_quarter_half_year_or_year(cadence: int, ends: str) -> None:
    assert period_end(cadence, day("2023-05-17")) == day(ends)
    assert period_end(cadence, day(ends)) == day(ends)


def test_each_single_event_is_a_claim_of_its_own() -> None:
    o = office(every="event")
    intern(o, "2023-01-02", 6)
    o.run()
    assert o.of("one")["milestones"].tolist() == [1] * 6


def test_all_months_of_a_quarter_make_one_claim() -> None:
    o = office(every="quarter")
    intern(o, "2023-01-16", 6)
    o.run()
    assert o.of("one")[["first_day", "entitled_day", "milestones", "units", "entitled_fen"]].tolist() == [
        (day("2023-02-15"), day("2023-03-15"), 2, 2, 200_000),
        (day("2023-04-15"), day("2023-06-15"), 3, 3, 300_000),
        (day("2023-07-15"), day("2023-07-15"), 1, 1, 100_000),
    ]
    # 1 July 2023 is a Saturday, 31 March and 30 June are working days.
    assert o.of("one")["filed_day"].tolist() == [day("2023-03-31"), day("2023-06-30"), day("2023-10-07")]


def test_two_employers_of_a_quarter_file_two_claims() -> None:
    o = office(every="quarter")
    intern(o, "2023-01-02", 1, firm=5)
    intern(o, "2023-02-03", 1, firm=6)
    o.run()
    assert sorted(o.of("one")["payee_firm"].tolist()) == [5, 6]


def test_the_lag_runs_from_the_end_of_the_period_to_a_working_day() -> None:
    o = office(every="month", lag="10 days", review="5 working days")
    intern(o, "2023-03-10", 1)  # completed on 9 April; 30 April + 10 days is Wednesday 10 May
    o.run()
    row = o.of("one")[0]
    assert row["filed_day"] == day("2023-05-10")
    assert row["approved_day"] == row["paid_day"] == day("2023-05-17")


def test_review_counts_working_days_around_the_may_holiday() -> None:
    o = office(review="2 working days")
    o.event("internship_month", "2023-04-28", months=1)
    o.run()
    # 29 April to 3 May 2023 are holidays, 4 and 5 May are working days.
    assert o.of("one")["approved_day"].tolist() == [day("2023-05-05")]


def test_the_window_is_open_on_its_last_day_and_closed_on_the_day_after() -> None:
    o = office(accepted_until="2023-03-31")
    o.event("internship_month", "2023-03-31", 1, months=1)
    o.event("internship_month", "2023-04-03", 2, months=1)
    o.run()
    assert o.of("one")["status"].tolist() == [Status.PAID, Status.REFUSED]
    assert o.of("one", Status.REFUSED)["approved_day"].tolist() == [0]


def test_twelve_months_after_the_milestone_the_claim_is_too_late() -> None:
    first = day("2022-06-15")
    assert not too_late(first, day("2023-06-15"), 2**31 - 1, 12)
    assert too_late(first, day("2023-06-16"), 2**31 - 1, 12)


def test_a_claim_under_review_at_the_end_stays_filed_and_one_not_yet_filed_has_no_day() -> None:
    o = office(review="30 working days")
    o.event("internship_month", "2023-12-20", 1, months=1)
    o.run()
    late = office(lag="30 days")
    late.event("internship_month", "2023-12-20", 1, months=1)
    late.run()
    assert o.of("one")[["status", "filed_day"]].tolist() == [(Status.FILED, day("2023-12-20"))]
    assert late.of("one")[["status", "filed_day"]].tolist() == [(Status.FILED, 0)]


def test_lags_follow_their_law_and_refusals_their_share() -> None:
    o = office(seed=3, lag={"each": {"uniform": [10, 90]}, "unit": "days"}, refused=0.2)
    start = day("2022-02-01")
    for person in range(1500):
        o.event("internship_month", start + person % 300, person, months=1)
    rows = o.run()
    lags = rows["filed_day"] - rows["entitled_day"]
    # Uniform on 10 to 90 days, and on average a bit more than a day to the next working day.
    assert 49 < lags.mean() < 55
    assert lags.min() >= 10
    assert abs((rows["status"] == Status.REFUSED).mean() - 0.2) < 4 * np.sqrt(0.2 * 0.8 / 1500)


def test_the_same_claim_has_the_same_luck_when_it_comes_later() -> None:
    lags = []
    for start in ("2023-02-06", "2023-05-08"):
        o = office(lag={"each": {"uniform": [10, 90]}, "unit": "days"})
        o.event("internship_month", start, 7, months=1)
        row = o.run()[0]
        lags.append(int(row["filed_day"] - row["entitled_day"]))
    assert abs(lags[0] - lags[1]) <= 9  # only holidays in between


def test_a_quantile_is_read_between_the_points_of_its_table() -> None:
    assert quantile([0.0, 10.0, 40.0], 0.25) == 5.0
    assert quantile([0.0, 10.0, 40.0], 0.999999) == pytest.approx(40.0, abs=1e-3)
    saturday = day("2023-06-03")
    assert date_of(filed_on(saturday, [0.0, 0.0], 0.5)).isoformat() == "2023-06-05"
    assert filed_on(saturday, [2.5, 2.5], 0.5) == add_working_days(saturday + 3, 0)
