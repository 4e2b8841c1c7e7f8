"""The treasury: money arrives, lapses, runs short; every fen is accounted for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import desks
import uncertain
from claims import AT_ONCE, Office, day, fund, limited, programme, scenario
from jobsim.draws import Draws
from jobsim.finance.ledger import Status, faults
from jobsim.finance.payers import COUNTY, WHOLE, payer_shares, split
from jobsim.finance.shortage import RULES, WAITING, Rule, share_out, spend
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.rule_sections import Fund
from jobsim.vocabulary import PAYERS

CENTRAL = tuple(PAYERS).index("central")


def office(money: Fund, amount: Any = "1000 CNY", **more: Any) -> Office:
    return Office(scenario({"one": programme(amount=amount)}, {"money": money}, **more))


def year(o: Office, which: int = 0) -> Any:
    return o.treasury.fund_years()[which]


# ---------------------------------------------------------------------------------- the day cash is short


def outcome(rule: Rule, balance: int, due: list[int]) -> tuple[list[int], list[int], int]:
    paid, topped = [0] * len(due), [0] * len(due)
    left = share_out(rule, balance, due, paid, topped)
    return paid, topped, left


@pytest.mark.parametrize("rule", list(Rule))
def test_under_every_rule_what_the_cash_just_covers_is_paid_in_full(rule: Rule) -> None:
    assert outcome(rule, 60, [10, 20, 30]) == ([10, 20, 30], [0, 0, 0], 0)


def test_first_in_first_out_lets_nobody_overtake() -> None:
    assert outcome(Rule.WAIT, 59, [10, 50, 5]) == ([10, WAITING, WAITING], [0, 0, 0], 49)


def test_smaller_claims_go_ahead_where_the_unaffordable_is_skipped() -> None:
    assert outcome(Rule.SKIP_IF_UNAFFORDABLE, 59, [10, 50, 5]) == ([10, WAITING, 5], [0, 0, 0], 44)


def test_pro_rata_gives_everybody_the_same_share_of_what_there_is() -> None:
    paid, _, left = outcome(Rule.PRO_RATA, 30, [10, 20, 30])
    assert (paid, left) == ([5, 10, 15], 0)
    paid, _, left = outcome(Rule.PRO_RATA, 100, [33, 33, 35])
    assert sum(paid) == 100 and left == 0 and all(p >= d - 1 for p, d in zip(paid, [33, 33, 35], strict=True))


def test_pro_rata_waits_while_there_is_no_cash_at_all() -> None:
    assert outcome(Rule.PRO_RATA, 0, [10, 20])[0] == [WAITING, WAITING]


def test_the_county_tops_up_only_what_is_missing() -> None:
    assert outcome(Rule.TOP_UP, 59, [10, 50, 5]) == ([10, 50, 5], [0, 1, 5], 0)


def test_refused_claims_do_not_hold_up_those_behind() -> None:
    assert outcome(Rule.REFUSE, 59, [10, 50, 5]) == ([10, 0, 5], [0, 0, 0], 44)


def test_the_oldest_money_is_spent_first() -> None:
    money = [10, 20, 30]
    spend(money, 25)
    assert money == [0, 5, 30]


# ---------------------------------------------------------------------------------- payers


def test_a_split_gives_the_odd_fen_to_the_largest_remainder() -> None:
    assert split(100, [333_333, 333_333, 333_334]) == [33, 33, 34]
    assert split(1, [500_000, 500_000]) == [1, 0]
    assert split(7, [WHOLE, 0]) == [7, 0]
    for amount in range(200):
        assert sum(split(amount, [560_000, 100_000, 80_000, 260_000])) == amount


def test_a_programmes_own_payers_go_before_those_of_its_fund() -> None:
    made = scenario({"one": programme(payers={"city": 1.0}), "two": programme()})
    o = Office(made)
    o.event("hired", "2023-02-01")
    o.run()
    assert o.of("one")["payer_fen"][0].tolist()[tuple(PAYERS).index("city")] == 100_000
    assert o.of("two")["payer_fen"][0].tolist()[:4] == [70_000, 0, 0, 30_000]


def test_uncertain_shares_are_scaled_to_the_whole_in_each_replication() -> None:
    made = uncertain.scenario()
    names = [*made.programmes, *made.budget_lines]
    shares = [payer_shares(made, Parameters(made, Draws(1, number).parameter)) for number in range(3)]
    again = payer_shares(made, Parameters(made, Draws(1, 0).parameter))
    assert (again == shares[0]).all()
    assert all((each.sum(axis=1) == WHOLE).all() for each in shares)
    differ = {names[row] for row in np.flatnonzero((shares[0] != shares[1]).any(axis=1))}
    assert differ == {"work_allowance"} | {n for n, p in made.programmes.items() if p.fund == "topped_up_fund"}
    parameters = Parameters(made, Draws(1, 2).parameter)
    drawn = [parameters.value(quantity) for quantity in made.programmes["work_allowance"].payers.values()]
    row = shares[2][names.index("work_allowance")]
    assert row[tuple(PAYERS).index("central")] == pytest.approx(drawn[0] / sum(drawn) * WHOLE, abs=1)


# ---------------------------------------------------------------------------------- rules over a year


def hires(o: Office, dates: list[str]) -> None:
    for person, date in enumerate(dates):
        o.event("hired", date, person)


SIX = [f"2023-0{month}-15" for month in range(1, 7)]


def test_arrears_wait_for_the_next_tranche_in_the_order_of_approval() -> None:
    tranches = {
        2023: {"amount": "4000 CNY", "arrivals": [{"on": "02-01", "share": 0.5}, {"on": "05-04", "share": 0.5}]}
    }
    o = office(fund(appropriations=tranches))
    hires(o, ["2023-01-16", "2023-02-15", "2023-03-15", "2023-04-17", "2023-05-15"])
    rows = o.run()
    paid = ["2023-02-01", "2023-02-15", "2023-05-04", "2023-05-04"]
    assert rows["paid_day"].tolist() == [*(day(date) for date in paid), 0]
    assert rows["status"].tolist() == [Status.PAID] * 4 + [Status.APPROVED]
    assert year(o)["arrears_fen"] == 100_000
    assert year(o)["short_month"] == 1, "in January there was no cash yet"
    assert year(o)["exhausted_month"] == 5, "but the year's money was spent only in May"


def test_a_fund_that_just_lasts_is_not_exhausted() -> None:
    o = office(limited("6000 CNY"))
    hires(o, SIX)
    o.run()
    assert year(o)["exhausted_month"] == 0 and year(o)["closing_fen"] == 0
    short = office(limited("5999.99 CNY"))
    hires(short, SIX)
    short.run()
    assert year(short)["exhausted_month"] == 6 and year(short)["arrears_fen"] == 100_000


@pytest.mark.parametrize(
    ("rule", "paid", "statuses"),
    [
        ("wait", 200_000, {Status.PAID: 2, Status.APPROVED: 4}),
        ("skip_if_unaffordable", 200_000, {Status.PAID: 2, Status.APPROVED: 4}),
        ("pro_rata", 250_000, {Status.PAID: 3, Status.APPROVED: 3}),
        ("top_up", 600_000, {Status.PAID: 6}),
        ("refuse", 200_000, {Status.PAID: 2, Status.LAPSED: 4}),
    ],
)
def test_each_rule_when_the_money_ends_in_march(rule: str, paid: int, statuses: dict[Status, int]) -> None:
    o = office(limited("2500 CNY", rule))
    hires(o, SIX)
    rows = o.run()
    assert rows["paid_fen"].sum() == paid
    assert {status: int((rows["status"] == status).sum()) for status in statuses} == statuses
    assert year(o)["demand_fen"] == 600_000, "demand does not depend on the rule"
    assert year(o)["exhausted_month"] == 3 == year(o)["short_month"]


def test_what_the_county_tops_up_is_borne_by_the_county() -> None:
    o = office(limited("1500 CNY", "top_up"))
    hires(o, SIX[:2])
    rows = o.run()
    assert year(o)["topped_up_fen"] == 50_000
    assert rows["payer_fen"][1, [CENTRAL, COUNTY]].tolist() == [35_000, 15_000 + 50_000]


def test_money_lapses_after_two_years_and_the_carry_over_a_year_before() -> None:
    money = {y: {"amount": "1000 CNY", "arrivals": [{"on": "01-01", "share": 1.0}]} for y in (2023, 2024, 2025)}
    o = office(fund(appropriations=money, carry_over="500 CNY"), end="2025-12-31", amount="300 CNY")
    o.event("hired", "2023-06-01")
    o.run()
    assert [int(y["opening_fen"]) for y in o.treasury.fund_years()] == [50_000, 100_000, 100_000]
    assert [int(y["lapsed_fen"]) for y in o.treasury.fund_years()] == [20_000, 100_000, 100_000]


def test_money_that_never_lapses_is_carried_on() -> None:
    money = {y: {"amount": "1000 CNY", "arrivals": [{"on": "01-01", "share": 1.0}]} for y in (2023, 2024)}
    o = office(fund(appropriations=money, lapse_after_years=0), end="2024-12-31")
    o.run()
    assert year(o, 1)["closing_fen"] == 200_000


def test_arrears_are_demand_of_the_next_year_again() -> None:
    money = {y: {"amount": "1000 CNY", "arrivals": [{"on": "01-01", "share": 1.0}]} for y in (2023, 2024)}
    o = office(fund(appropriations=money), end="2024-12-31")
    hires(o, ["2023-03-01", "2023-04-03"])
    rows = o.run()
    assert rows["paid_day"].tolist() == [day("2023-03-01"), day("2024-01-01")]
    assert [int(y["demand_fen"]) for y in o.treasury.fund_years()] == [200_000, 100_000]


# ---------------------------------------------------------------------------------- what is stated, and what is not


COLUMNS = ["opening_fen", "appropriated_fen", "topped_up_fen", "paid_fen", "lapsed_fen", "closing_fen", "demand_fen",
           "arrears_fen", "floor_fen", "exhausted_month", "short_month"]  # fmt: skip


def settled(money: Fund, dates: list[str], end: str = "2024-12-31") -> tuple[Any, dict[str, list[int]]]:
    """A claim of 1,000 CNY on each date, on both engines: the ledger, and the columns of the fund's years."""
    made = scenario({"one": programme()}, {"money": money}, end=end)
    stream = desks.hires(made, dates)
    ledger, years, *_ = desks.with_classes(stream)
    for other, mine in zip(desks.Kernel(interpreted=True)(stream), (ledger, years), strict=False):
        assert other.tobytes() == mine.tobytes()
    assert faults(ledger) == []
    income = years["opening_fen"] + years["appropriated_fen"] + years["topped_up_fen"]
    assert (income == years["paid_fen"] + years["lapsed_fen"] + years["closing_fen"]).all()
    return ledger, {name: years[name].tolist() for name in COLUMNS}


def stated(amounts: dict[int, str], **fields: Any) -> Fund:
    """A fund with an appropriation on 1 January of each of the years."""
    arrivals = [{"on": "01-01", "share": 1.0}]
    return fund(appropriations={y: {"amount": a, "arrivals": arrivals} for y, a in amounts.items()}, **fields)


def test_a_stated_appropriation_stands_below_the_floor() -> None:
    rows, years = settled(limited("800 CNY", previous_year="1000 CNY", floor=1.0), ["2023-03-01"], "2023-12-31")
    assert (years["appropriated_fen"], years["floor_fen"]) == ([80_000], [100_000])
    assert rows["status"].tolist() == [Status.APPROVED], "1,000 CNY are not there"
    _, more = settled(limited("1200 CNY", previous_year="1000 CNY", floor=1.0), ["2023-03-01"], "2023-12-31")
    assert (more["appropriated_fen"], more["floor_fen"]) == ([120_000], [100_000])


def test_the_floor_is_held_against_the_year_before_as_it_is_stated() -> None:
    _, years = settled(stated({2023: "1000 CNY", 2024: "800 CNY"}, previous_year="500 CNY", floor=0.9), [])
    assert years["floor_fen"] == [45_000, 90_000]
    assert years["appropriated_fen"] == [100_000, 80_000]
    _, of_2022 = settled(stated({2022: "700 CNY", 2023: "1000 CNY"}, previous_year="500 CNY", floor=1.0), [])
    assert of_2022["floor_fen"] == [70_000, 0], "2022 is stated; 2024 has no appropriation that could break a floor"
    _, unknown = settled(stated({2024: "1000 CNY"}, floor=1.0), [])
    assert unknown["floor_fen"] == [0, 0], "nobody says what 2023 had"


def test_without_a_floor_nothing_is_held_against_it() -> None:
    _, years = settled(limited("800 CNY", previous_year="1000 CNY"), [], "2023-12-31")
    assert years["floor_fen"] == [0]


@pytest.mark.parametrize("rule", RULES)
def test_in_a_year_without_an_appropriation_the_fund_is_not_limited(rule: str) -> None:
    rows, years = settled(limited("2000 CNY", rule), ["2023-03-01", "2024-03-01", "2024-05-06", "2024-09-02"])
    assert rows["paid_day"].tolist() == rows["approved_day"].tolist()
    assert (rows["status"] == Status.PAID).all()
    assert years["opening_fen"] == [0, 100_000]
    assert years["appropriated_fen"] == [200_000, 200_000], "1,000 are carried in, the other 2,000 come when needed"
    assert (years["demand_fen"], years["paid_fen"]) == ([100_000, 300_000], [100_000, 300_000])
    assert years["exhausted_month"] == years["short_month"] == [0, 0]


def test_what_waited_is_paid_on_the_first_day_of_a_year_without_an_appropriation() -> None:
    rows, years = settled(limited("1000 CNY"), ["2023-03-01", "2023-04-03", "2024-02-01"])
    assert rows["paid_day"].tolist() == [day("2023-03-01"), day("2024-01-01"), day("2024-02-01")]
    assert years["arrears_fen"] == [100_000, 0]
    assert years["demand_fen"] == [200_000, 200_000], "arrears carried in are demand again"
    assert (years["exhausted_month"], years["short_month"]) == ([4, 0], [4, 0])


def test_money_carried_through_a_year_without_an_appropriation_lapses_as_always() -> None:
    both = {2023: "3000 CNY", 2025: "500 CNY"}
    _, years = settled(stated(both), ["2024-03-01"], "2025-12-31")
    assert (years["opening_fen"], years["lapsed_fen"]) == ([0, 300_000, 0], [0, 200_000, 0])
    assert years["appropriated_fen"] == [300_000, 0, 50_000]
    _, kept = settled(stated(both, lapse_after_years=0), ["2024-03-01"], "2025-12-31")
    assert (kept["opening_fen"], kept["closing_fen"]) == ([0, 300_000, 200_000], [300_000, 200_000, 250_000])


def test_a_fund_may_be_limited_in_the_second_year_only() -> None:
    rows, years = settled(stated({2024: "1000 CNY"}), ["2023-03-01", "2023-03-02", "2024-03-01", "2024-03-04"])
    assert rows["status"].tolist() == [Status.PAID] * 3 + [Status.APPROVED]
    assert (years["appropriated_fen"], years["exhausted_month"]) == ([200_000, 100_000], [0, 3])


def test_an_opening_carry_over_is_spent_first_whether_or_not_there_is_an_appropriation() -> None:
    _, years = settled(fund(carry_over="1500 CNY"), ["2023-03-01", "2023-04-03"], "2023-12-31")
    assert (years["opening_fen"], years["appropriated_fen"]) == ([150_000], [50_000])


def test_tranches_of_odd_amounts_sum_to_the_appropriation() -> None:
    arrivals = [{"on": on, "share": share} for on, share in (("01-01", 0.3333), ("04-30", 0.3333), ("12-31", 0.3334))]
    o = office(fund(appropriations={2023: {"amount": "100.01 CNY", "arrivals": arrivals}}))
    o.run()
    assert year(o)["appropriated_fen"] == 10_001


def test_before_the_horizon_money_is_no_object_and_what_is_pending_is_carried_in() -> None:
    pending = programme(claim={**AT_ONCE, "review": "10 working days"})
    o = Office(scenario({"one": pending}, {"money": limited("500 CNY")}))
    hires(o, ["2022-06-01", "2022-12-29"])
    rows = o.run()
    assert rows["status"].tolist() == [Status.PAID, Status.APPROVED]
    assert year(o)["demand_fen"] == 100_000 and year(o)["paid_fen"] == 0


def test_with_unlimited_money_cash_is_demand() -> None:
    made = scenario({"one": programme()}, {"money": limited("1 CNY", "refuse")})
    o = Office(made, unlimited=True)
    hires(o, SIX)
    rows = o.run()
    assert rows["paid_fen"].sum() == rows["approved_fen"].sum() == year(o)["demand_fen"] == 600_000
    assert year(o)["exhausted_month"] == 0


def test_loan_principal_goes_through_a_credit_fund_like_any_claim() -> None:
    principal = programme(
        when="loan_granted", pays="venture", fund="credit", amount={"share": 1.0, "of": "loan_amount"}
    )
    credit = fund(kind="credit", payers={"lender": 1.0})
    o = Office(scenario({"principal": principal}, {"credit": credit}))
    o.event("loan_granted", "2023-04-03", 3, firm=-5, loan_amount=20_000_000)
    row = o.run()[0]
    assert (row["paid_fen"], row["subject_kind"], row["person"]) == (20_000_000, 1, 3)
    assert row["payer_fen"][tuple(PAYERS).index("lender")] == 20_000_000
