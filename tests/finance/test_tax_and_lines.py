"""Tax quotas against tax due, and budget lines without persons."""

from __future__ import annotations

from typing import Any

import pytest

from claims import TITLE, Office, day, fund, limited, programme, scenario
from jobsim.days import add_months
from jobsim.draws import Draws
from jobsim.finance.budget_lines import budget_dues
from jobsim.finance.ledger import Status
from jobsim.finance.tax import set_off
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.rule_sections import BudgetLine
from jobsim.vocabulary import TAXES

TAX_FUND = {"tax": fund(kind="tax", payers={"tax_expenditure": 1.0})}
QUOTA: dict[str, Any] = {
    "when": "job_month", "pays": "employer", "fund": "tax", "amount": {"quota": "7800 CNY/year"},
    "limits": {"months": 36},
}  # fmt: skip


def office(due: list[int], **more: Any) -> Office:
    """Each firm owes ``due`` fen of VAT … income tax a year."""
    return Office(scenario({"quota": programme(**QUOTA)}, TAX_FUND, **more), tax_due=lambda kind, payee, year: due)


def works(o: Office, person: int, start: str, months: int, firm: int = 4) -> None:
    for k in range(1, months + 1):
        o.event("job_month", add_months(day(start), k) - 1, person, firm=firm, months=1, started=day(start))


def test_taxes_are_used_in_legal_order() -> None:
    due, used = [100, 50, 30, 20, 500], [0] * 5
    assert set_off(190, due, used) == 190
    assert used == [100, 50, 30, 10, 0] and due == [0, 0, 0, 10, 500]


def test_a_quota_with_enough_tax_is_used_in_full_by_month() -> None:
    o = office([10**9, 0, 0, 0, 0])
    works(o, 1, "2023-01-01", 12)
    works(o, 2, "2023-07-01", 6)
    rows = o.run()
    assert rows["paid_fen"].tolist() == [780_000, 390_000]
    assert set(rows["paid_day"].tolist()) == {day("2023-12-31")}
    assert rows["units"].tolist() == [12, 6]


def test_workers_share_scarce_tax_by_day_then_person_and_the_rest_lapses() -> None:
    o = office([100_000, 7_000, 0, 0, 3_000])
    works(o, 2, "2023-11-01", 2)
    works(o, 1, "2023-11-01", 2)
    works(o, 3, "2023-12-01", 1)
    rows = o.run()
    # November: persons 1 and 2 draw 65,000 and 45,000 of 110,000; nothing is left for December.
    assert rows[["person", "entitled_fen", "paid_fen", "status"]].tolist() == [
        (1, 130_000, 65_000, Status.PAID),
        (2, 130_000, 45_000, Status.PAID),
        (3, 65_000, 0, Status.LAPSED),
    ]
    detail = o.desk.tax.detail if o.desk.tax else None
    assert detail is not None
    assert [(int(d["claim"]), tuple(TAXES)[d["tax"]], int(d["fen"])) for d in detail] == [
        (0, "vat", 65_000), (1, "vat", 35_000), (1, "urban_construction", 7_000), (1, "income_tax", 3_000),
    ]  # fmt: skip


def test_quota_unused_in_one_year_does_not_help_in_the_next() -> None:
    o = office([65_000, 0, 0, 0, 0])
    works(o, 1, "2022-11-01", 4)
    rows = o.run()
    assert rows["paid_fen"].tolist() == [65_000, 65_000]
    assert rows["paid_day"].tolist() == [day("2022-12-31"), day("2023-12-31")]


def test_another_firm_has_its_own_tax() -> None:
    o = office([65_000, 0, 0, 0, 0])
    works(o, 1, "2023-12-01", 1, firm=4)
    works(o, 2, "2023-12-01", 1, firm=5)
    assert o.run()["paid_fen"].tolist() == [65_000, 65_000]


def test_tax_expenditure_shows_in_its_fund_as_unlimited() -> None:
    o = office([10**9, 0, 0, 0, 0])
    works(o, 1, "2023-01-01", 12)
    o.run()
    assert o.treasury.fund_years()[["appropriated_fen", "paid_fen", "demand_fen"]].tolist() == [(780_000,) * 3]


def test_a_desk_with_a_tax_quota_asks_for_the_tax_due() -> None:
    with pytest.raises(ValueError, match="tax_due"):
        Office(scenario({"quota": programme(**QUOTA)}, TAX_FUND))


# ---------------------------------------------------------------------------------- budget lines


def line(**fields: Any) -> BudgetLine:
    defaults = {
        "title": TITLE, "clause": "TS-02", "code": "2080701", "fund": "money", "pays": "service_provider",
        "volume": "100 fairs", "unit": TITLE, "price": "333.33 CNY",
    }  # fmt: skip
    return BudgetLine.model_validate({**defaults, **fields})


def test_a_line_without_months_is_paid_on_the_last_working_day_of_december() -> None:
    o = Office(scenario({}, lines={"fairs": line()}))
    rows = o.run()
    assert rows[["programme", "paid_day", "units", "paid_fen", "person", "subject_kind"]].tolist() == [
        (0, day("2023-12-29"), 100, 3_333_300, -1, 3)
    ]


def test_monthly_parts_sum_to_volume_times_price_to_the_fen() -> None:
    months = [0.07, 0.13, 0.11, 0.0, 0.2, 0.01, 0.05, 0.09, 0.17, 0.03, 0.1, 0.04]
    o = Office(scenario({"one": programme()}, lines={"fairs": line(months=months)}))
    rows = o.run()
    assert len(rows) == 11, "a month without a share has no claim"
    assert rows["paid_fen"].sum() == 3_333_300 and rows["units"].sum() == 100
    assert set(rows["programme"].tolist()) == {1}, "lines follow the programmes"


def test_a_line_names_its_years_and_waits_for_money_like_a_claim() -> None:
    money = limited("40000 CNY")
    o = Office(scenario({}, {"money": money}, lines={"fairs": line(years=[2024])}, end="2024-12-31"))
    rows = o.run()
    assert rows["approved_day"].tolist() == [day("2024-12-31")]
    assert rows["status"].tolist() == [Status.PAID]


def test_a_dated_price_holds_for_the_months_after_it() -> None:
    price = {"dated": [{"from": "2023-01-01", "value": "100 CNY"}, {"from": "2023-07-01", "value": "200 CNY"}]}
    o = Office(scenario({}, lines={"fairs": line(volume="12 fairs", price=price, months=[1.0] * 12)}))
    assert o.run()["paid_fen"].tolist() == [10_000] * 6 + [20_000] * 6


def test_a_line_that_pays_nothing_in_the_horizon_draws_nothing() -> None:
    price = {"pert": [100, 200, 400], "unit": "CNY"}
    for fields, paid in (({}, True), ({"years": [2030]}, False), ({"months": [0.0] * 12}, False)):
        made = scenario({}, lines={"fairs": line(price=price, **fields)})
        parameters = Parameters(made, Draws(1, 0).parameter)
        assert bool(len(budget_dues(made, parameters))) is paid
        assert bool(parameters.drawn) is paid
