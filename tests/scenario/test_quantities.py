"""What a quantity may look like, its unit, and the laws of its distributions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import numpy as np
import pytest
import scipy.stats as st
from pydantic import TypeAdapter, ValidationError

from jobsim.scenario import section_types as schema
from jobsim.scenario.quantities import Each, Quantity, Unit


def read(annotation: Any, raw: Any) -> Any:
    return TypeAdapter(annotation).validate_python(raw)


def refusal(annotation: Any, raw: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read(annotation, raw)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("field", "raw", "value", "unit"),
    [
        (schema.MoneyPerMonth, "1400 CNY/month", 1400, "CNY/month"),
        (schema.MoneyPerMonth, "1400 元/月", 1400, "CNY/month"),
        (schema.MoneyPerMonth, "1,400 yuan / month", 1400, "CNY/month"),
        (schema.Money, "1800 万元", 18_000_000, "CNY"),
        (schema.Money, "1800万元", 18_000_000, "CNY"),
        (schema.Money, "0.3 亿元", 30_000_000, "CNY"),
        (schema.Price, "50 元/天", 50, "CNY/day"),
        (schema.Price, "500 元/人", 500, "CNY/person"),
        (schema.Price, "5000 CNY/fair", 5000, "CNY/person"),
        (schema.Price, {"value": 6000, "unit": "CNY/year"}, 6000, "CNY/year"),
        (schema.Months, "12 months", 12, "months"),
        (schema.Months, "3 years", 36, "months"),
        (schema.Days, "2 weeks", 14, "days"),
        (schema.WorkingDays, "20 working days", 20, "working days"),
        (schema.WorkingDays, "7个工作日", 7, "working days"),
        (schema.Share, "10 %", 0.1, "share"),
        (schema.Share, 0.1, 0.1, "share"),
        (schema.Share, "90％", 0.9, "share"),
        (schema.Rate, "0.08/month", 0.08, "1/month"),
        (schema.Rate, "0.3/year", 0.025, "1/month"),
        (schema.Rate, "0.01 / day", 0.01 * 365.25 / 12, "1/month"),
        (schema.InterestRate, "4.0 %/year", 0.04, "1/year"),
        (schema.Count, "220 posts", 220, "count"),
        (schema.Count, "2.9万 persons", 29_000, "count"),
        (schema.Count, "90人", 90, "count"),
        (schema.Count, 550, 550, "count"),
        (Annotated[Quantity, Unit("number", "CNY")], "90 %", 90, "percent"),
        (Annotated[Quantity, Unit("number", "CNY")], "550 persons", 550, "number"),
        (Annotated[Quantity, Unit("number", "CNY")], "1800 万元", 18_000_000, "CNY"),
    ],
)
def test_a_number_is_held_in_the_unit_of_its_field(field: Any, raw: Any, value: float, unit: str) -> None:
    quantity = read(field, raw)
    assert quantity.kind == "point"
    assert quantity.args[0] == pytest.approx(value, rel=1e-12)
    assert quantity.unit == unit


@pytest.mark.parametrize(
    ("field", "raw", "expected"),
    [
        (schema.Money, "1400 CNY/month", "unit 'CNY/month' does not fit; expected CNY"),
        (schema.Money, "1400 USD", "unit 'USD' does not fit"),
        (schema.Money, 1400, "1400 has no unit; expected CNY"),
        (schema.Months, "12 days", "expected months, for example 12 months"),
        (schema.Days, "20 working days", "expected days"),
        (schema.Rate, 0.08, "0.08 has no unit; expected 1/month, for example 0.08/month"),
        (schema.InterestRate, "4 %", "expected 1/year, for example 4 %/year"),
        (schema.Count, "5 months", "unit 'months' does not fit"),
        (schema.Count, "5 %", "unit '%' does not fit"),
        (schema.Count, -5, "expected count between 0 and 5,000,000, found -5"),
        (schema.Money, "-1 CNY", "expected CNY between 0 and 100,000,000, found -1"),
        (schema.Share, "abc", "'abc' is no number"),
        (schema.Share, True, "expected a number, found True"),
        (schema.Share, [0.1], "expected a number, found"),
        (schema.Share, {"pert": [0.2, 0.1, 0.3]}, "pert wants low <= mode <= high"),
        (schema.Share, {"pert": [0.2, 0.3]}, "pert wants [low, mode, high], found [0.2, 0.3]"),
        (schema.Share, {"uniform": [0.3, 0.3]}, "uniform wants low < high"),
        (schema.Share, {"pert": [0, 0.1, 0.2], "value": 0.1}, "exactly one of"),
        (schema.Share, {"source": "policy"}, "found none of them"),
        (schema.Share, {"value": 0.1, "sorce": "policy"}, "unknown key 'sorce' in a quantity; did you mean 'source'?"),
        (schema.Share, {"value": 0.1, "source": "statistics"}, "did you mean 'statistic'?"),
        (schema.Share, {"discrete": {"0.1": 0}}, "the weights of a discrete distribution"),
        (schema.Share, {"missing": True}, "{missing: true, reason: why it is missing}"),
        (schema.Share, {"each": {"pert": [0, 0.1, 0.2]}}, "'each' stands only where a number differs"),
        (schema.Money, {"pert": ["1 CNY", "2 CNY/month", "3 CNY"]}, "unit 'CNY/month' does not fit"),
        (schema.Price, {"pert": ["1 CNY", "2 CNY/month", "3 CNY"]}, "must share a unit; found CNY, CNY/month"),
        (schema.Ratio, {"normal": [1, 0.5]}, "over its whole range"),
        (schema.Money, {"beta": [2, 3]}, "beta gives a share"),
        (schema.EachMonths, {"each": {"pert": [0, 1, 2]}, "value": 3, "unit": "months"}, "exclude each other"),
        (schema.EachMonths, {"each": 3, "unit": "months"}, "'each' wants a distribution"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_was_expected(field: Any, raw: Any, expected: str) -> None:
    assert expected in refusal(field, raw)


LAWS = {
    "pert": ([1, 2, 6], st.beta(1 + 4 * 1 / 5, 1 + 4 * 4 / 5, loc=1, scale=5)),
    "triangular": ([1, 2, 6], st.triang(0.2, loc=1, scale=5)),
    "uniform": ([1, 6], st.uniform(1, 5)),
    "lognormal": ([3, 0.4], st.lognorm(0.4, scale=3)),
    "gamma": ([2.5, 0.7], st.gamma(2.5, scale=0.7)),
}


@pytest.mark.parametrize("kind", LAWS)
def test_quantiles_agree_with_scipy(kind: str) -> None:
    args, law = LAWS[kind]
    quantity = read(schema.Ratio, {kind: args})
    for u in (1e-6, 0.05, 0.2, 0.5, 0.9, 0.999999):
        assert quantity.ppf(u) == pytest.approx(law.ppf(u), rel=1e-9)
    assert quantity.central() == pytest.approx(law.median(), rel=1e-9)
    assert quantity.is_uncertain


def test_quantiles_of_a_normal_and_a_beta_agree_with_scipy() -> None:
    anywhere = Annotated[Quantity, Unit("ratio", low=-100.0)]
    assert read(anywhere, {"normal": [1, 2]}).ppf(0.9) == pytest.approx(st.norm(1, 2).ppf(0.9))
    assert read(schema.Share, {"beta": [2, 5]}).ppf(0.9) == pytest.approx(st.beta(2, 5).ppf(0.9))


def test_a_discrete_quantity_takes_each_value_with_its_weight() -> None:
    quantity = read(schema.Months, {"discrete": {"6 months": 1, "1 year": 3}})
    values = [quantity.ppf((i + 0.5) / 1000) for i in range(1000)]
    assert (values.count(6), values.count(12)) == (250, 750)
    assert read(schema.Months, {"discrete": [[6, 1], [12, 3]], "unit": "months"}).args == quantity.args


def test_the_elements_of_a_distribution_are_converted_like_numbers() -> None:
    assert read(schema.Share, {"pert": ["5 %", "10 %", 0.2]}).args == pytest.approx((0.05, 0.1, 0.2))
    assert read(schema.Rate, {"lognormal": ["1.2/year", 0.3]}).args == pytest.approx((0.1, 0.3))


def test_a_number_that_differs_from_agent_to_agent_has_a_finite_table_of_quantiles() -> None:
    each = read(schema.EachWage, {"each": {"lognormal": [3000, 0.5]}, "unit": "CNY/month"})
    table = each.table()
    assert isinstance(each, Each) and each.varies
    assert table.shape == (1025,) and np.isfinite(table).all() and (np.diff(table) >= 0).all()
    assert table[512] == pytest.approx(3000)
    assert table[256] == pytest.approx(st.lognorm(0.5, scale=3000).ppf(0.25))


def test_a_bounded_table_ends_at_its_bounds() -> None:
    table = read(schema.EachMonths, {"each": {"pert": [3, 5.5, 12]}, "unit": "months"}).table()
    assert (table[0], table[-1]) == (3, 12)


def test_a_plain_number_in_place_of_each_is_the_same_for_all_agents() -> None:
    each = read(schema.EachMonths, "6 months")
    assert not each.varies and set(each.table()) == {6.0}


def test_dated_values_hold_from_their_day_on() -> None:
    quantity = read(
        schema.MoneyPerMonth,
        {
            "dated": [
                {"from": "2022-01-01", "value": "1840 CNY/month", "until": "2023-04-30"},
                {"from": dt.date(2023, 5, 1), "value": 1950, "unit": "CNY/month"},
            ]
        },
    )
    assert quantity.on(dt.date(2023, 4, 30)).args == (1840.0,)
    assert quantity.on(dt.date(2023, 5, 1)).args == (1950.0,)


def test_a_missing_figure_keeps_its_reason() -> None:
    quantity = read(schema.Price, {"missing": True, "reason": "the figure is lost in the text"})
    assert quantity.is_missing and quantity.reason == "the figure is lost in the text"
