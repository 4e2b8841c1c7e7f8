"""Which groups a person belongs to on a day: the static ones, and those that follow from dates and state."""

from __future__ import annotations

from jobsim.days import days_past
from jobsim.vocabulary import CLASSES, GROUP_BIT, GROUPS, Codes, State, codes

BIT: dict[str, int] = {name: 1 << bit for name, bit in GROUP_BIT.items()}
G = Codes(**BIT)
"""The bits by name, for code that is also compiled: ``G.rural``."""
STATIC: int = sum(BIT[name] for name, group in GROUPS.items() if group.static)
LASTING: int = STATIC & ~BIT["skilled_worker"]
"""Static groups that nobody joins in the run; a skill certificate makes a skilled worker."""

_YEAR = 12
_OF_AGE, _GROWN_UP, _OLDER_WOMAN, _OLDER_MAN = 16 * _YEAR, 25 * _YEAR, 40 * _YEAR, 50 * _YEAR
_FIVE_YEARS = 5 * _YEAR
_HARD_STATIC = G.disabled | G.minimum_living_allowance | G.in_correction_or_released


def mask_of(names: list[str]) -> int:
    mask = 0
    for name in names:
        mask |= BIT[name]
    return mask


def groups_on(
    day: int,
    static: int,
    state: int,
    born: int,
    left_school: int,
    retires: int,
    registered: int,
    returned: int,
    insured: int,
    zero_family: int,
) -> int:
    """The bit mask of all groups of a person on a day.

    Ages and distances in time are those of the calendar. Youth are persons from the 16th birthday to the day before the
    25th; "within a year" includes the anniversary; near retirement is who has fewer than sixty months left. Older
    unemployed: women from 40, men from 50 (the usual "4050" rule). Persons with employment
    difficulties: registered or searching persons who are older, disabled, long-term unemployed, on the
    minimum living allowance, of a zero-employment family, or under community correction or released
    (Employment Promotion Law, article 52, as counties apply it).
    """
    groups = static
    searching = state == State.SEARCHING
    if days_past(born, _OF_AGE, day) >= 0 and days_past(born, _GROWN_UP, day) < 0:
        groups |= G.youth
    if static & G.college_graduate:
        if state == State.SCHOOL and day <= left_school:
            if days_past(day, 6, left_school) <= 0:
                groups |= G.final_year_student
        elif left_school and left_school <= day:
            if days_past(left_school, 2 * _YEAR, day) <= 0:
                groups |= G.graduate_within_two_years
            if days_past(left_school, _YEAR, day) <= 0:
                groups |= G.graduating_class
    if days_past(day, _FIVE_YEARS, retires) < 0:
        groups |= G.near_retirement
    if returned and days_past(returned, _YEAR, day) <= 0:
        groups |= G.returned_migrant
    if insured and state == State.EMPLOYED:
        groups |= G.unemployment_insured
    if searching:
        groups |= G.unemployed
        if groups & G.youth:
            groups |= G.unemployed_youth
        if days_past(born, _OLDER_WOMAN if static & G.woman else _OLDER_MAN, day) >= 0:
            groups |= G.older_unemployed
        if registered and registered <= day:
            groups |= G.registered_unemployed
            if days_past(registered, 6, day) >= 0:
                groups |= G.registered_six_months
            if days_past(registered, _YEAR, day) >= 0:
                groups |= G.long_term_unemployed
    if zero_family:
        groups |= G.zero_employment_family
    if (searching and groups & (G.older_unemployed | G.long_term_unemployed)) or (
        (searching or state == State.AT_HOME) and groups & (_HARD_STATIC | G.zero_employment_family)
    ):
        groups |= G.hard_to_employ
    return groups


_CLASS = codes(CLASSES)


def behaviour_class(groups: int) -> int:
    """The behaviour class of a spell: the first of hard-to-employ, graduate, youth, rural, other that applies."""
    if groups & G.hard_to_employ:
        return _CLASS.hard_to_employ
    if groups & (G.graduate_within_two_years | G.final_year_student):
        return _CLASS.graduate
    if groups & G.youth:
        return _CLASS.youth
    if groups & G.rural:
        return _CLASS.rural
    return _CLASS.other
