"""Limits, once-only and exclusion over the life of a subject, through the desk."""

from __future__ import annotations

from typing import Any

import pytest

from claims import Office, day, groups, programme, scenario
from jobsim.days import add_months
from jobsim.finance.ledger import Status


def office(**programmes: Any) -> Office:
    return Office(scenario({name: programme(**fields) for name, fields in programmes.items()}))


def months(o: Office, milestone: str, start: str, count: int, subject: int = 1, **given: Any) -> None:
    first = day(start)
    for k in range(1, count + 1):
        o.event(milestone, add_months(first, k) - 1, subject, started=first, months=1, months_total=k, **given)


MONTHLY: dict[str, Any] = {"when": "internship_month", "amount": "1000 CNY/month"}


def test_months_run_out_at_the_limit_also_across_spells() -> None:
    o = office(one={**MONTHLY, "limits": {"months": 12}})
    months(o, "internship_month", "2022-01-10", 7)
    months(o, "internship_month", "2022-11-10", 7)
    o.run()
    assert o.of("one")["paid_fen"].sum() == 12 * 100_000
    assert o.of("one")["units"].sum() == 12


def test_the_last_entitlement_is_cut_to_the_months_that_are_left() -> None:
    o = office(one={**MONTHLY, "limits": {"months": 5}})
    o.event("internship_month", "2023-02-01", months=3)
    o.event("internship_month", "2023-05-01", months=3)
    o.run()
    assert o.of("one")["paid_fen"].tolist() == [300_000, 200_000]


def test_a_share_of_a_cost_is_cut_in_proportion_to_the_months_left() -> None:
    insurance = {"share": 1.0, "of": "employer_insurance"}
    o = office(one={"when": "job_month", "amount": insurance, "limits": {"months": 5}})
    o.event("job_month", "2023-02-01", months=3, employer_insurance=300_000)
    o.event("job_month", "2023-05-01", months=3, employer_insurance=330_000)
    o.run()
    assert o.of("one")["paid_fen"].tolist() == [300_000, 220_000]


def test_training_days_are_counted_over_all_courses() -> None:
    o = office(one={"when": "course_completed", "amount": "100 CNY/day", "limits": {"days": 30}})
    o.event("course_completed", "2023-02-01", days=20)
    o.event("course_completed", "2023-05-01", days=20)
    o.event("course_completed", "2023-08-01", days=20)
    o.run()
    assert o.of("one")["paid_fen"].tolist() == [200_000, 100_000]


@pytest.mark.parametrize(("remaining", "paid"), [(59, 72), (60, 36), (20, 72)])
def test_months_run_to_retirement_if_fewer_than_five_years_remain_at_the_first(remaining: int, paid: int) -> None:
    o = Office(
        scenario(
            {
                "one": programme(
                    when="post_month", amount="1 CNY/month", limits={"months": 36, "until_retirement": True}
                )
            },
            history_from="2017-01-01",
        )
    )
    first = day("2017-01-01")
    for k in range(1, 73):
        o.event("post_month", add_months(first, k) - 1, months=1, months_to_retirement=remaining - k + 1)
    o.run()
    assert o.of("one")["units"].sum() == paid


def test_a_person_draws_the_hiring_subsidy_once_across_employers() -> None:
    o = office(one={"limits": {"once": True}})
    o.event("hired", "2022-05-01", firm=1, started=day("2022-05-01"))
    o.event("hired", "2023-05-01", firm=2, started=day("2023-05-01"))
    o.event("hired", "2023-05-01", subject=2, firm=2, started=day("2023-05-01"))
    o.run()
    assert o.of("one")[["subject", "payee_firm"]].tolist() == [(1, 1), (2, 2)]


def test_times_per_year_begin_again_on_1_january() -> None:
    o = office(one={"limits": {"per_year": 2}})
    for date in ("2022-03-01", "2022-12-30", "2022-12-31", "2023-01-01", "2023-06-01", "2023-07-01"):
        o.event("hired", date)
    o.run()
    paid = ["2022-03-01", "2022-12-30", "2023-01-01", "2023-06-01"]
    assert o.of("one")["entitled_day"].tolist() == [day(date) for date in paid]


def test_times_in_all_are_counted() -> None:
    o = office(one={"limits": {"times": 2}})
    for date in ("2023-01-05", "2023-02-05", "2023-03-05"):
        o.event("hired", date)
    assert len(o.run()) == 2


def test_a_subjects_cap_cuts_the_entitlement_that_passes_it() -> None:
    o = office(one={"limits": {"subject_cap": "2500 CNY"}})
    for date in ("2023-01-05", "2023-02-05", "2023-03-06", "2023-04-06"):
        o.event("hired", date)
    o.run()
    assert o.of("one")["paid_fen"].tolist() == [100_000, 100_000, 50_000]


def test_a_payees_cap_is_shared_by_its_workers() -> None:
    o = office(one={"pays": "employer", "limits": {"payee_cap": "2500 CNY"}})
    for person in range(5):
        o.event("hired", "2023-01-05", person, firm=7)
    o.event("hired", "2023-01-05", 9, firm=8)
    rows = o.run()
    assert sorted(rows["paid_fen"][rows["payee_firm"] == 7].tolist()) == [50_000, 100_000, 100_000]
    assert rows["paid_fen"][rows["payee_firm"] == 8].tolist() == [100_000]


def test_a_payees_yearly_cap_begins_again_on_1_january() -> None:
    o = office(one={"pays": "employer", "limits": {"payee_year_cap": "1500 CNY"}})
    for person, date in enumerate(("2022-11-01", "2022-12-31", "2023-01-01", "2023-06-01")):
        o.event("hired", date, person, firm=7)
    o.run()
    assert sorted(o.of("one")["paid_fen"].tolist()) == [50_000, 50_000, 100_000, 100_000]


def test_a_quota_of_the_year_goes_by_day_then_lot_not_by_number() -> None:
    winners = set()
    for seed in range(12):
        o = Office(scenario({"one": programme(limits={"quota": 3})}), seed=seed)
        o.event("hired", "2023-02-01", 99)
        for person in range(6):
            o.event("hired", "2023-03-01", person)
        o.event("hired", "2023-04-01", 50)
        o.run()
        drawn = o.of("one")["subject"].tolist()
        assert len(drawn) == 3 and drawn[0] == 99 and 50 not in drawn
        winners.update(drawn[1:])
    assert winners == set(range(6))


def test_of_two_exclusive_programmes_the_first_in_the_scenario_wins_on_the_same_day() -> None:
    o = office(late={"when": "left_school", "excludes": ["early"]}, early={})
    o.event("hired", "2023-07-01")
    o.event("left_school", "2023-07-01")
    o.run()
    assert len(o.of("late")) == 1 and len(o.of("early")) == 0


def test_whoever_drew_one_of_two_exclusive_programmes_is_barred_from_the_other_for_good() -> None:
    o = office(one={**MONTHLY, "excludes": ["two"]}, two={})
    o.event("hired", "2022-07-01")
    months(o, "internship_month", "2023-01-01", 3)
    months(o, "internship_month", "2023-01-01", 3, subject=2)
    o.run()
    assert set(o.of("one")["subject"].tolist()) == {2}
    assert o.of("two")["subject"].tolist() == [1]


def test_a_programme_with_a_yearly_limit_bars_what_it_excludes_for_that_year_only() -> None:
    o = office(
        local={"when": "hired", "amount": "300 CNY", "limits": {"per_year": 1}, "excludes": ["away"]},
        away={"when": "placed_away", "amount": "300 CNY", "limits": {"per_year": 1}},
    )
    o.event("hired", "2022-03-01")
    o.event("placed_away", "2022-09-01")
    o.event("placed_away", "2023-03-01")
    o.run()
    assert o.of("local")["paid_fen"].tolist() == [30_000]
    assert [int(d) for d in o.of("away")["entitled_day"]] == [day("2023-03-01")]


def test_what_was_not_taken_up_bars_nothing() -> None:
    o = office(one={"take_up": 0.0, "excludes": ["two"], "limits": {"once": True}}, two={})
    o.event("hired", "2023-07-03")
    o.run()
    assert o.of("one", Status.NOT_TAKEN_UP)["entitled_fen"].tolist() == [100_000]
    assert o.of("two", Status.PAID)["paid_fen"].tolist() == [100_000]


def test_a_one_off_not_taken_up_is_noted_once_per_spell() -> None:
    late = {"when": "job_month", "conditions": {"months_total": ">= 3"}, "limits": {"once": True}, "take_up": 0.0}
    o = office(one=late)
    months(o, "job_month", "2022-01-10", 9)
    months(o, "job_month", "2023-01-10", 9)
    o.run()
    assert len(o.of("one", Status.NOT_TAKEN_UP)) == 2


def test_a_monthly_programme_is_taken_up_for_the_whole_spell_or_not_at_all() -> None:
    o = Office(scenario({"one": programme(**MONTHLY, take_up=0.5)}))
    for person in range(200):
        months(o, "internship_month", "2023-01-03", 6, person)
    rows = o.run()
    taken = {}
    for row in rows:
        taken.setdefault(int(row["subject"]), set()).add(row["status"] == Status.NOT_TAKEN_UP)
    assert all(len(answers) == 1 for answers in taken.values())
    claimed = sum(answers == {False} for answers in taken.values())
    assert 70 < claimed < 130  # 100 ± 4 standard deviations


def test_groups_are_those_of_the_day_of_the_milestone() -> None:
    o = office(one={"who": ["registered_unemployed"]})
    o.event("hired", "2023-02-01", 1, groups=groups("registered_unemployed"))
    o.event("hired", "2023-02-01", 2, groups=groups("veteran"))
    o.run()
    assert o.of("one")["subject"].tolist() == [1]
