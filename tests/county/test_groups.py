"""Which groups a person belongs to on a day, and the behaviour class that follows."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobsim.county.groups import BIT, STATIC, behaviour_class, groups_on, mask_of
from jobsim.days import months_between
from jobsim.vocabulary import CLASSES, GROUP_BIT, GROUPS, State

TODAY = dt.date(2023, 6, 15).toordinal()
YEARS = 365.25


def number(text):
    return dt.date.fromisoformat(text).toordinal()


def names(mask):
    return {name for name, bit in BIT.items() if mask & bit}


def groups(
    *static, state=State.SEARCHING, age=30.0, born=0, left_school=0, retires=TODAY + 7000, registered=0,
    returned=0, insured=0, zero_family=0, day=TODAY,
):  # fmt: skip
    return names(
        groups_on(
            day,
            mask_of(list(static)),
            state,
            born or day - round(age * YEARS),
            left_school,
            retires,
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
    ("left", "within_two_years", "of_the_year"),
    [
        ("2023-06-15", 1, 1), ("2022-06-15", 1, 1), ("2022-06-14", 1, 0), ("2021-06-15", 1, 0), ("2021-06-14", 0, 0),
    ],
)  # fmt: skip
def test_college_leavers_are_graduates_for_two_years_and_of_the_year_for_one(left, within_two_years, of_the_year):
    found = groups("college_graduate", left_school=number(left))
    assert ("graduate_within_two_years" in found, "graduating_class" in found) == (within_two_years, of_the_year)
    assert not groups(left_school=number(left)) & {"graduate_within_two_years", "graduating_class"}
    assert "graduate_within_two_years" not in groups("college_graduate", left_school=TODAY + 1)


@pytest.mark.parametrize(("leaves", "final"), [("2023-12-16", False), ("2023-12-15", True), ("2023-06-15", True)])
def test_the_last_half_year_at_school_is_the_final_one(leaves, final):
    found = groups("college_graduate", state=State.SCHOOL, left_school=number(leaves), age=22)
    assert ("final_year_student" in found) == final


@pytest.mark.parametrize(
    ("age", "woman", "older"), [(39.9, True, False), (40.1, True, True), (49.9, False, False), (50.1, False, True)]
)
def test_older_unemployed_are_women_from_40_and_men_from_50(age, woman, older):
    found = groups(*["woman"] * woman, age=age)
    assert ("older_unemployed" in found) == ("hard_to_employ" in found) == older
    assert "older_unemployed" not in groups(*["woman"] * woman, age=age, state=State.EMPLOYED)


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        ("2023-06-15", {"registered_unemployed"}), ("2022-12-16", {"registered_unemployed"}),
        ("2022-12-15", {"registered_unemployed", "registered_six_months"}),
        ("2022-06-16", {"registered_unemployed", "registered_six_months"}),
        ("2022-06-15", {"registered_unemployed", "registered_six_months", "long_term_unemployed"}),
    ],
)  # fmt: skip
def test_registration_counts_from_its_day(registered, expected):
    kinds = {"registered_unemployed", "registered_six_months", "long_term_unemployed"}
    assert groups(registered=number(registered)) & kinds == expected
    assert groups(registered=TODAY + 1) & kinds == set()
    assert groups(registered=number(registered), state=State.TRAINING) & kinds == set()


def test_hard_to_employ_are_seekers_with_a_difficulty_and_those_at_home_with_one_of_the_family_s():
    for name in ("disabled", "minimum_living_allowance", "in_correction_or_released"):
        assert "hard_to_employ" in groups(name)
        assert "hard_to_employ" in groups(name, state=State.AT_HOME)
        assert "hard_to_employ" not in groups(name, state=State.EMPLOYED)
    assert "hard_to_employ" in groups(zero_family=1) and "hard_to_employ" in groups(registered=number("2022-06-15"))
    assert "hard_to_employ" not in groups() and "hard_to_employ" not in groups("veteran", "rural")


def test_other_groups_of_the_day():
    assert "returned_migrant" in groups(returned=number("2022-06-15"))
    assert "returned_migrant" not in groups(returned=number("2022-06-14")) | groups()
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


# -- the calendar, against dates reckoned another way -----------------------------------------------

DATES = st.dates(dt.date(1930, 1, 1), dt.date(2060, 12, 31))
LEAP_DAYS = st.integers(1932 // 4, 2060 // 4).map(lambda quarter: dt.date(4 * quarter, 2, 29))
STARTS = DATES | LEAP_DAYS


def anniversary(date, months):
    """So many months later, on the month's last day where the month is too short."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return date.replace(year=year, month=month + 1, day=min(date.day, calendar.monthrange(year, month + 1)[1]))


def about(months):
    """A date and one that lies on, or some days beside, the anniversary so many months later."""
    return st.tuples(STARTS, st.integers(-4, 4) | st.integers(-900, 900)).map(
        lambda drawn: (drawn[0], anniversary(drawn[0], months) + dt.timedelta(drawn[1]))
    )


@pytest.mark.parametrize(
    ("group", "woman", "begins", "ends"),
    [
        ("youth", False, 16, 25), ("unemployed_youth", True, 16, 25),
        ("older_unemployed", True, 40, 90), ("older_unemployed", False, 50, 90),
    ],
)  # fmt: skip
@given(data=st.data())
def test_ages_turn_on_birthdays(group, woman, begins, ends, data):
    born, day = data.draw(st.sampled_from([begins, min(ends, 60)]).flatmap(lambda years: about(12 * years)))
    held = anniversary(born, 12 * begins) <= day < anniversary(born, 12 * ends)
    assert (group in groups(*["woman"] * woman, born=born.toordinal(), day=day.toordinal())) == held


@pytest.mark.parametrize(
    ("group", "months", "of"),
    [("graduate_within_two_years", 24, "left_school"), ("graduating_class", 12, "left_school"),
     ("returned_migrant", 12, "returned")],
)  # fmt: skip
@given(data=st.data())
def test_within_so_many_years_includes_the_anniversary(group, months, of, data):
    since, day = data.draw(about(months))
    held = (since <= day or of == "returned") and day <= anniversary(since, months)
    assert (group in groups("college_graduate", day=day.toordinal(), **{of: since.toordinal()})) == held


@pytest.mark.parametrize(("group", "months"), [("registered_six_months", 6), ("long_term_unemployed", 12)])
@given(data=st.data())
def test_registered_for_so_long_is_who_has_reached_the_day(group, months, data):
    since, day = data.draw(about(months))
    assert (group in groups(registered=since.toordinal(), day=day.toordinal())) == (day >= anniversary(since, months))


@given(about(60))
def test_near_retirement_is_who_has_fewer_than_sixty_months_left(drawn):
    day, retires = drawn
    near = retires < anniversary(day, 60)
    assert ("near_retirement" in groups(day=day.toordinal(), retires=retires.toordinal())) == near
    assert near == (months_between(day.toordinal(), retires.toordinal() - 1) < 60), "as the fact says it"


@given(about(6))
def test_the_final_year_counts_from_six_months_before_the_leaving_day(drawn):
    day, leaves = drawn
    held = day <= leaves <= anniversary(day, 6)
    found = groups("college_graduate", state=State.SCHOOL, day=day.toordinal(), left_school=leaves.toordinal())
    assert ("final_year_student" in found) == held
