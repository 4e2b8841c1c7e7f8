"""The statutory day of retirement, before and under the decision of September 2024."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobsim.county.groups import BIT
from jobsim.county.retirement import Ages, retirement_day, retirement_days

AGES = Ages(60 * 12, 50 * 12, 60 * 12)
CADRES = Ages(60 * 12, 55 * 12, None)
WOMAN, RURAL = BIT["woman"], BIT["rural"]
BORN = st.dates(dt.date(1940, 1, 1), dt.date(2020, 12, 31))


def retires(born, groups=0, ages=AGES):
    return dt.date.fromordinal(retirement_day(dt.date.fromisoformat(born).toordinal(), groups, ages)[0]).isoformat()


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("1964-12-31", "2024-12-31"),  # the last whom the decision does not concern
        ("1965-01-01", "2025-02-01"), ("1965-03-15", "2025-04-15"), ("1965-04-30", "2025-05-30"),
        ("1965-01-31", "2025-02-28"), ("1965-05-01", "2025-07-01"), ("1970-01-10", "2031-05-10"),
        ("1976-08-10", "2039-07-10"), ("1976-09-10", "2039-09-10"), ("1990-02-28", "2053-02-28"),
    ],
)  # fmt: skip
def test_men_retire_a_month_later_for_every_four_months_of_birth(born, day):
    assert retires(born) == day


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("1972-02-01", "2022-02-01"), ("1974-12-31", "2024-12-31"), ("1975-01-15", "2025-02-15"),
        ("1975-06-15", "2025-09-15"), ("1976-06-15", "2027-03-15"), ("1984-10-05", "2039-09-05"),
        ("1984-11-05", "2039-11-05"), ("1995-11-05", "2050-11-05"),
    ],
)  # fmt: skip
def test_women_at_50_retire_a_month_later_for_every_two(born, day):
    assert retires(born, WOMAN) == day


@pytest.mark.parametrize(
    ("born", "day"), [("1969-12-31", "2024-12-31"), ("1970-01-01", "2025-02-01"), ("1981-09-20", "2039-09-20")]
)
def test_women_at_55_are_put_off_as_men_are(born, day):
    assert retires(born, WOMAN, CADRES) == day


@pytest.mark.parametrize("groups", [RURAL, RURAL | WOMAN])
def test_persons_of_rural_households_work_to_the_age_of_the_residents_pension(groups):
    assert retires("1975-06-15", groups) == "2035-06-15"
    assert retires("1976-09-10", groups) == "2036-09-10", "which the decision leaves as it is"
    assert retires("1972-06-15", RURAL | WOMAN, Ages(60 * 12, 50 * 12, None)) == "2022-06-15"


@pytest.mark.parametrize(("born", "groups"), [("1965-06-15", 0), ("1990-02-28", 0), ("1981-09-20", RURAL)])
def test_before_the_decision_everybody_reckons_with_the_age_of_the_standards(born, groups):
    born = dt.date.fromisoformat(born)
    assert retirement_day(born.toordinal(), groups, AGES)[1] == born.replace(year=born.year + 60).toordinal()


@given(st.lists(st.tuples(BORN, st.sampled_from([0, WOMAN, RURAL, WOMAN | RURAL])), min_size=1))
def test_many_retire_on_the_day_on_which_each_does(people):
    born, groups = (np.array(column) for column in zip(*((b.toordinal(), g) for b, g in people), strict=True))
    expected = [retirement_day(int(b), int(g), AGES) for b, g in zip(born, groups, strict=True)]
    assert [*zip(*(found.tolist() for found in retirement_days(born, groups, AGES)), strict=True)] == expected


@given(BORN, st.booleans())
def test_the_delay_grows_by_a_month_with_each_group_of_months_from_january_2025_on(born, woman):
    age, step, most = (50, 2, 60) if woman else (60, 4, 36)
    months = sum(passed % step == 0 for passed in range((born.year + age - 2025) * 12 + born.month))
    found = dt.date.fromordinal(retirement_day(born.toordinal(), WOMAN if woman else 0, AGES)[0])
    late = (found.year - born.year - age) * 12 + found.month - born.month
    assert late == min(months, most)
