"""What a user may write as a condition."""

from __future__ import annotations

import datetime as dt

import pytest

from jobsim.scenario.conditions import (
    GROUPS_TERM,
    ConditionError,
    Op,
    Term,
    facts_named,
    parse_condition,
    parse_conditions,
)
from jobsim.vocabulary import FACT_INDEX, GROUP_BIT


def fact(name: str) -> int:
    return FACT_INDEX[name]


def test_a_range_is_two_comparisons_that_both_hold() -> None:
    assert parse_condition("operating_months", [">= 12", "<= 36 months"]) == (
        Term(fact("operating_months"), Op.AT_LEAST, 12),
        Term(fact("operating_months"), Op.AT_MOST, 36),
    )


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        ("> 6", Op.AT_LEAST, 7),
        ("< 6", Op.AT_MOST, 5),
        (">= 5.5", Op.AT_LEAST, 6),
        ("> 5.5", Op.AT_LEAST, 6),
        ("<= 5.5", Op.AT_MOST, 5),
        ("< 5.5", Op.AT_MOST, 5),
        ("== 6", Op.EQUAL, 6),
        ("!= 6", Op.NOT_EQUAL, 6),
    ],
)
def test_a_strict_or_broken_bound_becomes_a_bound_of_whole_numbers(text: str, op: Op, value: int) -> None:
    assert parse_condition("jobs", text) == (Term(fact("jobs"), op, value),)


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        ("<= 5.5 %", Op.AT_MOST, 55),
        ("< 5.5", Op.AT_MOST, 54),
        (">= 5.55", Op.AT_LEAST, 56),
        ("> 30", Op.AT_LEAST, 301),
        ("== 5.5", Op.EQUAL, 55),
    ],
)
def test_percent_is_compared_in_tenths(text: str, op: Op, value: int) -> None:
    for name in ("layoff_percent", "minimum_wage_percent", "retention_percent"):
        assert parse_condition(name, text) == (Term(fact(name), op, value),)


def test_a_percentage_of_hundredths_equals_nothing() -> None:
    with pytest.raises(ConditionError, match=r"whole number of tenths and never equals 5\.55"):
        parse_condition("layoff_percent", "== 5.55")


def test_money_is_compared_in_fen() -> None:
    assert parse_condition("wage", ">= 1950.5 CNY")[0].value == 195_050
    assert parse_condition("loan_amount", "<= 20 万元")[0].value == 20_000_000


def test_a_day_may_be_a_date_or_its_text() -> None:
    day = dt.date(2022, 12, 31)
    assert parse_condition("certificate_day", "<= 2022-12-31")[0] == Term(
        fact("certificate_day"), Op.AT_MOST, day.toordinal()
    )
    assert parse_condition("started", day)[0] == Term(fact("started"), Op.EQUAL, day.toordinal())


def test_words_become_a_mask_and_compare_by_their_order() -> None:
    assert parse_condition("firm_size", ["micro", "medium"]) == (Term(fact("firm_size"), Op.IN, 0b101),)
    assert parse_condition("firm_size", "large") == (Term(fact("firm_size"), Op.IN, 0b1000),)
    assert parse_condition("level", ">= intermediate") == (Term(fact("level"), Op.AT_LEAST, 2),)
    assert parse_condition("roles", ["internship_host"]) == (Term(fact("roles"), Op.HAS, 1),)


def test_alternatives_repeat_the_outer_conditions() -> None:
    alternatives = parse_conditions(
        {"insured": True, "any": [{"contract_months": ">= 6"}, {"accident_insured": True, "who": ["rural"]}]}
    )
    outer = Term(fact("insured"), Op.EQUAL, 1)
    assert alternatives == (
        (outer, Term(fact("contract_months"), Op.AT_LEAST, 6)),
        (
            outer,
            Term(fact("accident_insured"), Op.EQUAL, 1),
            Term(GROUPS_TERM, Op.GROUPS_ANY, 1 << GROUP_BIT["rural"]),
        ),
    )


def test_the_facts_named_include_those_of_alternatives() -> None:
    named = facts_named({"insured": True, "any": [{"wage": ">= 1"}, {"who": ["rural"], "staff": 3}]})
    assert list(named) == ["insured", "wage", "staff"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("contract_month", ">= 6", "did you mean contract_months"),
        ("firm_size", ["tiny"], "not one of micro, small, medium, large"),
        ("insured", 1, "expected true or false"),
        ("contract_months", ">= 6 days", "counts months"),
        ("contract_months", "six", "expected a number of months"),
        ("contract_months", [6, 12], "a list holds comparisons"),
        ("contract_months", 6.5, "not a whole number"),
        ("contract_months", True, "expected a number"),
        ("certificate_day", "<= 2022-02-30", "expected a day"),
        ("wage", ">= 3 EUR", "not one of CNY"),
        ("roles", ">= quality", "roles are not compared"),
        ("who", ["youths"], "did you mean youth"),
        ("firm_size", [], "empty"),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(name: str, value: object, message: str) -> None:
    with pytest.raises(ConditionError, match=message):
        parse_condition(name, value)


@pytest.mark.parametrize("value", [[], {"insured": True}, [{}], ["insured"]])
def test_any_holds_a_list_of_conditions(value: object) -> None:
    with pytest.raises(ConditionError, match="any"):
        parse_conditions({"any": value})
