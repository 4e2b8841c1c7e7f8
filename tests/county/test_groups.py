"""Which groups a person belongs to on a day, and the behaviour class that follows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobsim.county.groups import BIT, STATIC, behaviour_class, groups_on, mask_of
from jobsim.vocabulary import CLASSES, GROUP_BIT, GROUPS, State

TODAY = dt.date(2023, 6, 15).toordinal()
YEARS = 365.25


def names(mask):
    return {name for name, bit in BIT.items() if mask & bit}


def groups(
    *static, state=State.SEARCHING, age=30.0, left_school=0, retires_in=20.0, registered=0, returned=0, insured=0,
    zero_family=0, day=TODAY,
):  # fmt: skip
    return names(
        groups_on(
            day,
            mask_of(list(static)),
            state,
            day - round(age * YEARS),
            left_school,
            day + round(retires_in * YEARS),
            registered,
            returned,
            insured,
            zero_family,
        )
    )


def test_static_groups_stay_whatever_the_day():
    static = {name for name, group in GROUPS.items() if group.static}
    assert names(STATIC) == static
    assert groups(*static, state=State.EMPLOYED) >= static
    assert {name: 1 << bit for name, bit in GROUP_BIT.items()} == BIT


@pytest.mark.parametrize(("age", "young"), [(15.9, False), (16.1, True), (24.9, True), (25.1, False)])
def test_youth_are_16_to_24_and_unemployed_youth_search(age, young):
    assert ("youth" in groups(age=age)) == ("unemployed_youth" in groups(age=age)) == young
    assert "unemployed_youth" not in groups(age=age, state=State.EMPLOYED)


@pytest.mark.parametrize(
    ("since", "within_two_years", "of_the_year"), [(0, 1, 1), (365, 1, 1), (366, 1, 0), (730, 1, 0), (731, 0, 0)]
)
def test_college_leavers_are_graduates_for_two_years_and_of_the_year_for_one(since, within_two_years, of_the_year):
    found = groups("college_graduate", left_school=TODAY - since)
    assert ("graduate_within_two_years" in found, "graduating_class" in found) == (within_two_years, of_the_year)
    assert not groups(left_school=TODAY - since) & {"graduate_within_two_years", "graduating_class"}
    assert "graduate_within_two_years" not in groups("college_graduate", left_school=TODAY + 1)


@pytest.mark.parametrize(("ahead", "final"), [(184, False), (183, True), (0, True)])
def test_the_last_half_year_at_school_is_the_final_one(ahead, final):
    found = groups("college_graduate", state=State.SCHOOL, left_school=TODAY + ahead, age=22)
    assert ("final_year_student" in found) == final


@pytest.mark.parametrize(
    ("age", "woman", "older"), [(39.9, True, False), (40.1, True, True), (49.9, False, False), (50.1, False, True)]
)
def test_older_unemployed_are_women_from_40_and_men_from_50(age, woman, older):
    found = groups(*["woman"] * woman, age=age)
    assert ("older_unemployed" in found) == ("hard_to_employ" in found) == older
    assert "older_unemployed" not in groups(*["woman"] * woman, age=age, state=State.EMPLOYED)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, {"registered_unemployed"}), (182, {"registered_unemployed"}),
        (183, {"registered_unemployed", "registered_six_months"}),
        (364, {"registered_unemployed", "registered_six_months"}),
        (365, {"registered_unemployed", "registered_six_months", "long_term_unemployed"}),
    ],
)  # fmt: skip
def test_registration_counts_from_its_day(days, expected):
    kinds = {"registered_unemployed", "registered_six_months", "long_term_unemployed"}
    assert groups(registered=TODAY - days) & kinds == expected
    assert groups(registered=TODAY + 1) & kinds == set()
    assert groups(registered=TODAY - days, state=State.TRAINING) & kinds == set()


def test_hard_to_employ_are_seekers_with_a_difficulty_and_those_at_home_with_one_of_the_family_s():
    for name in ("disabled", "minimum_living_allowance", "in_correction_or_released"):
        assert "hard_to_employ" in groups(name)
        assert "hard_to_employ" in groups(name, state=State.AT_HOME)
        assert "hard_to_employ" not in groups(name, state=State.EMPLOYED)
    assert "hard_to_employ" in groups(zero_family=1) and "hard_to_employ" in groups(registered=TODAY - 365)
    assert "hard_to_employ" not in groups() and "hard_to_employ" not in groups("veteran", "rural")


def test_other_groups_of_the_day():
    assert "near_retirement" in groups(retires_in=4.99) and "near_retirement" not in groups(retires_in=5.01)
    assert "returned_migrant" in groups(returned=TODAY - 365)
    assert "returned_migrant" not in groups(returned=TODAY - 366) | groups()
    assert "unemployment_insured" in groups(insured=1, state=State.EMPLOYED)
    assert "unemployment_insured" not in groups(insured=1) | groups(state=State.EMPLOYED)


ALL = list(GROUP_BIT)


@given(st.sets(st.sampled_from(ALL)))
def test_the_behaviour_class_is_the_first_that_applies(held):
    order = [
        ("hard_to_employ", {"hard_to_employ"}), ("graduate", {"graduate_within_two_years", "final_year_student"}),
        ("youth", {"youth"}), ("rural", {"rural"}),
    ]  # fmt: skip
    expected = next((name for name, marks in order if marks & held), "other")
    assert CLASSES[behaviour_class(mask_of(sorted(held)))] == expected
