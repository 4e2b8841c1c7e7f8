"""The order of the calls within a day changes nothing, and whatever happens every fen is accounted for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import AT_ONCE, Office, day, fund, limited, programme, scenario
from jobsim.finance.ledger import Ledger, Status
from jobsim.finance.shortage import RULES

LATE = {"each": {"uniform": [0, 60]}, "unit": "days"}
FIRST = day("2022-11-01")
SPAN = 400


def county(rule: str, amount: str) -> Any:
    """Programmes that compete: a quota, payee caps, exclusion both ways, batches, take-up, a short fund."""
    procedure = {**AT_ONCE, "lag": LATE, "review": "7 working days", "refused": 0.1}
    monthly = {**procedure, "every": "month"}
    programmes = {
        "scarce": programme(limits={"quota": 5}, claim=procedure, take_up=0.8),
        "capped": programme(
            pays="employer", limits={"payee_year_cap": "2500 CNY"}, claim=procedure, excludes=["scarce"]
        ),
        "monthly": programme(
            when="internship_month", amount="700 CNY/month", limits={"months": 4}, claim=monthly, take_up=0.7
        ),
        "quota": programme(when="internship_month", pays="employer", fund="tax", amount={"quota": "7800 CNY/year"}),
        "leaving": programme(
            when="left_school", amount="800 CNY", limits={"once": True}, claim=procedure, excludes=["monthly"]
        ),
    }
    money = {"money": limited(amount, rule), "tax": fund(kind="tax", payers={"tax_expenditure": 1.0})}
    return scenario(programmes, money, history_from="2022-10-01")


EVENTS = st.lists(
    st.tuples(
        st.integers(0, SPAN - 1).map(lambda d: d // 25 * 25),
        st.sampled_from(["hired", "internship_month", "left_school"]),
        st.integers(0, 9),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda event: event[:3],
)


def run(events: list[tuple[int, str, int, int]], rule: str, amount: str, order: list[int] | None, seed: int) -> Office:
    o = Office(county(rule, amount), seed=seed, tax_due=lambda kind, payee, year: [50_000, 10_000, 0, 0, 5_000])
    for offset, milestone, person, firm in events:
        covered = {"months": 1} if milestone == "internship_month" else {}
        o.event(milestone, FIRST + offset, person, firm=firm, **covered)
    o.run(order=order)
    return o


@settings(max_examples=25, deadline=None)
@given(EVENTS, st.sampled_from(RULES), st.permutations(range(10)), st.integers(0, 50))
def test_shuffling_the_calls_of_a_day_gives_the_identical_ledger(
    events: list[tuple[int, str, int, int]], rule: str, order: list[int], seed: int
) -> None:
    given_order = run(events, rule, "6000 CNY", None, seed)
    shuffled = run(events[::-1], rule, "6000 CNY", order, seed)
    assert given_order.ledger.rows.tobytes() == shuffled.ledger.rows.tobytes()
    assert given_order.treasury.fund_years().tobytes() == shuffled.treasury.fund_years().tobytes()


@settings(max_examples=25, deadline=None)
@given(EVENTS, st.sampled_from(RULES), st.integers(0, 20000), st.integers(0, 50))
def test_money_is_conserved_and_no_entitlement_is_in_two_claims(
    events: list[tuple[int, str, int, int]], rule: str, yuan: int, seed: int
) -> None:
    o = run(events, rule, f"{yuan} CNY", None, seed)  # checks the ledger and opening + income = paid + lapsed + closing
    rows, years = o.ledger.rows, o.treasury.fund_years()
    in_horizon = rows["paid_day"] >= day("2023-01-01")
    for fund_number in (0, 1):
        mine = rows[in_horizon & (rows["fund"] == fund_number)]
        assert mine["paid_fen"].sum() == years["paid_fen"][fund_number]
        waiting = rows[(rows["fund"] == fund_number) & (rows["status"] == Status.APPROVED)]
        assert waiting["approved_fen"].sum() == years["arrears_fen"][fund_number]
    reached: dict[str, int] = {}
    for _, milestone, _, _ in events:
        reached[milestone] = reached.get(milestone, 0) + 1
    for name, milestone in [("scarce", "hired"), ("capped", "hired"), ("monthly", "internship_month")]:
        assert o.of(name)["milestones"].sum() <= reached.get(milestone, 0)
    capped = o.of("capped")
    for year in (2022, 2023):
        for firm in range(3):
            inside = (capped["payee_firm"] == firm) & (capped["status"] != Status.NOT_TAKEN_UP)
            inside &= (capped["entitled_day"] >= day(f"{year}-01-01")) & (
                capped["entitled_day"] <= day(f"{year}-12-31")
            )
            assert capped["entitled_fen"][inside].sum() <= 250_000
    for person in range(10):
        claimed = [name for name in ("scarce", "capped") if (o.of(name)["person"] == person).any()
                   and (o.of(name)["status"][o.of(name)["person"] == person] != Status.NOT_TAKEN_UP).any()]  # fmt: skip
        assert len(claimed) <= 1


def test_a_programme_that_joins_the_scenario_leaves_the_luck_of_the_others() -> None:
    procedure = {**AT_ONCE, "lag": LATE, "refused": 0.3}
    old = programme(take_up=0.5, claim=procedure)
    ledgers = []
    for programmes in ({"old": old}, {"new": programme(amount="1 CNY"), "old": old}):
        o = Office(scenario(programmes))
        for person in range(100):
            o.event("hired", FIRST + person, person)
        o.run()
        ledgers.append(o.of("old")[["subject", "filed_day", "status", "paid_fen"]])
    assert np.array_equal(ledgers[0], ledgers[1])


def test_a_claim_is_never_paid_twice() -> None:
    ledger = Ledger()
    claim = ledger.enter(
        programme=0, milestone=0, subject_kind=0, subject=1, person=1, payee_firm=-1, fund=0, first_day=1,
        entitled_day=1, filed_day=1, units=1, milestones=1, entitled_fen=5, status=Status.APPROVED,
    )  # fmt: skip
    ledger.pay(claim, 2, 5, [5] + [0] * 9)
    with pytest.raises(ValueError, match="paid before"):
        ledger.pay(claim, 3, 5, [5] + [0] * 9)
