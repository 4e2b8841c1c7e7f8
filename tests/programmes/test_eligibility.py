"""Who is meant, from when to when, under which conditions; and what is said to who is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from claims import book, day, facts, groups, programme
from jobsim.programmes.accounts import ACCOUNT_DTYPE, PAYEE_DTYPE
from jobsim.programmes.compilation import RuleError
from jobsim.programmes.entitlement import eligible, entitlement
from jobsim.programmes.explanation import obstacle
from jobsim.programmes.rules import RuleBook
from jobsim.vocabulary import FACTS


def meets(compiled: RuleBook, member_of: int, vector: list[int]) -> bool:
    found = eligible(compiled.rule_rows[0], compiled.condition_rows, vector, member_of)
    assert found == (obstacle(compiled, 0, vector, member_of) is None), "the explanation contradicts the rule"
    return found


def test_any_all_and_none_of_the_groups_hold_together() -> None:
    who = {"any": ["veteran", "disabled"], "all": ["registered_unemployed"], "none": ["from_outside"]}
    compiled = book(one=programme(who=who))
    vector = facts("hired")
    assert meets(compiled, groups("veteran", "registered_unemployed"), vector)
    assert not meets(compiled, groups("registered_unemployed"), vector)
    assert not meets(compiled, groups("veteran"), vector)
    assert not meets(compiled, groups("veteran", "registered_unemployed", "from_outside"), vector)


def test_without_who_everybody_is_meant() -> None:
    assert meets(book(one=programme()), 0, facts("hired"))


@pytest.mark.parametrize(("contract", "expected"), [(11, False), (12, True), (36, True), (37, False)])
def test_a_range_holds_on_both_of_its_ends(contract: int, expected: bool) -> None:
    compiled = book(one=programme(conditions={"contract_months": [">= 12", "<= 36"]}))
    assert meets(compiled, 0, facts("hired", contract_months=contract)) is expected


def test_one_alternative_is_enough_and_the_outer_conditions_hold_for_each() -> None:
    conditions = {
        "firm_size": ["micro", "small"],
        "any": [{"contract_months": ">= 6", "insured": True}, {"accident_insured": True, "who": ["rural"]}],
    }
    compiled = book(one=programme(conditions=conditions))
    assert meets(compiled, 0, facts("hired", contract_months=6, insured=True))
    assert not meets(compiled, 0, facts("hired", contract_months=5, insured=True))
    assert meets(compiled, groups("rural"), facts("hired", accident_insured=True))
    assert not meets(compiled, 0, facts("hired", accident_insured=True))
    assert not meets(compiled, 0, facts("hired", contract_months=6, insured=True, firm_size="large"))


def test_effective_dates_are_inclusive_and_may_look_at_the_start_of_the_spell() -> None:
    effective = {"start": "2022-01-01", "end": "2022-12-31", "applies_to": "started"}
    compiled = book(one=programme(effective=effective))
    later = day("2023-03-01")
    for started, expected in [("2021-12-31", False), ("2022-01-01", True), ("2022-12-31", True), ("2023-01-01", False)]:
        assert meets(compiled, 0, facts("hired", day=later, started=day(started))) is expected


def test_exclusion_holds_both_ways() -> None:
    compiled = book(one=programme(), two=programme(excludes=["one"]))
    first, second = compiled.rule_rows
    assert compiled.excluded[first["excluded_first"] : first["excluded_end"]].tolist() == [1]
    assert compiled.excluded[second["excluded_first"] : second["excluded_end"]].tolist() == [0]


@pytest.mark.parametrize(("excludes", "message"), [(["nobody"], "not a programme"), (["one"], "excludes itself")])
def test_an_exclusion_names_another_programme(excludes: list[str], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        book(one=programme(excludes=excludes))


@pytest.mark.parametrize(
    ("fields", "given", "member_of", "words"),
    [
        ({"who": ["veteran"]}, {}, (), ("belongs to none of veteran", "退役军人")),
        ({"who": {"all": ["veteran"]}}, {}, (), ("lacks veteran", "缺少")),
        ({"who": {"none": ["woman"]}}, {}, ("woman",), ("excluded woman", "排除对象")),
        (
            {"conditions": {"contract_months": ">= 6"}},
            {"contract_months": 5},
            (),
            ("contract_months ≥ 6 months", "5 months"),
        ),
        ({"conditions": {"firm_size": ["micro"]}}, {"firm_size": "large"}, (), ("firm_size in micro", "large")),
        ({"conditions": {"wage": ">= 1950"}}, {"wage": 194_999}, (), ("1950.00 CNY", "1949.99 CNY")),
        ({"effective": {"end": "2022-12-31"}}, {"day": day("2023-01-01")}, (), ("2023-01-01 is outside", "2022-12-31")),
    ],
)
def test_the_obstacle_says_what_was_required_and_what_was_found(
    fields: dict[str, Any], given: dict[str, Any], member_of: tuple[str, ...], words: tuple[str, ...]
) -> None:
    found = obstacle(book(one=programme(**fields)), 0, facts("hired", **given), groups(*member_of))
    assert found is not None
    for word in words:
        assert word in found.en + found.zh


def test_a_missing_tier_is_an_obstacle_too() -> None:
    tiers = {"tiers": {"by": "grade", "steps": [{"is": "excellent", "value": "1000 CNY"}]}}
    compiled = book(one=programme(when="evaluated", amount=tiers))
    found = obstacle(compiled, 0, facts("evaluated", grade="good"), 0)
    assert found is not None and found.kind == "tier" and "good" in found.en
    assert obstacle(compiled, 0, facts("evaluated", grade="excellent"), 0) is None


def test_draws_are_keyed_by_the_programmes_name_not_its_place() -> None:
    alone = book(two=programme())
    behind = book(one=programme(), two=programme())
    assert alone.rules["code"][0] == behind.rules["code"][1]


def test_every_fact_fits_the_vector_that_rules_read() -> None:
    assert len(facts("hired")) == len(FACTS)


def test_the_same_decision_comes_from_plain_rows_and_from_structured_arrays() -> None:
    tiers = {
        "tiers": {
            "by": "contract_months",
            "steps": [{"at_least": 6, "value": "10 CNY"}, {"at_least": 12, "value": "25 CNY"}],
        }
    }
    limits = {"months": 5, "until_retirement": True, "subject_cap": "90 CNY", "payee_year_cap": "60 CNY"}
    conditions = {"any": [{"insured": True}, {"who": ["veteran"]}]}
    compiled = book(
        one=programme(when="job_month", amount={**tiers, "times": "months"}, limits=limits, conditions=conditions)
    )
    account, payee = np.zeros(1, ACCOUNT_DTYPE)[0], np.zeros(1, PAYEE_DTYPE)[0]
    plain = dict.fromkeys(ACCOUNT_DTYPE.names or (), 0), dict.fromkeys(PAYEE_DTYPE.names or (), 0)
    found = set()
    for months in (1, 3, 9):
        for contract in (3, 6, 12):
            for insured, member_of in ((True, 0), (False, groups("veteran")), (False, 0)):
                given = facts(
                    "job_month", months=months, contract_months=contract, insured=insured, months_to_retirement=99
                )
                tables = (compiled.rules[0], compiled.conditions, compiled.values)
                rows = (compiled.rule_rows[0], compiled.condition_rows, compiled.value_rows)
                from_arrays = entitlement(*tables, np.array(given), member_of, account, payee, 0, 2023)
                assert from_arrays == entitlement(*rows, given, member_of, *plain, 0, 2023)
                found.add(from_arrays)
    assert found == {
        (0, 0, 0, 0),
        (1000, 1, 1, 0),
        (2500, 1, 1, 0),
        (3000, 3, 3, 0),
        (6000, 3, 3, 0),
        (5000, 5, 5, 0),
        (6000, 5, 5, 0),
    }
