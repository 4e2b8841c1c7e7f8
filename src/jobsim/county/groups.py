"""Which groups a person belongs to on a day: the static ones, and those that follow from dates and state."""

from __future__ import annotations

from jobsim.vocabulary import CLASSES, GROUP_BIT, GROUPS, Codes, State, codes

BIT: dict[str, int] = {name: 1 << bit for name, bit in GROUP_BIT.items()}
G = Codes(**BIT)
"""The bits by name, for code that is also compiled: ``G.rural``."""
STATIC: int = sum(BIT[name] for name, group in GROUPS.items() if group.static)
LASTING: int = STATIC & ~BIT["skilled_worker"]
"""Static groups that nobody joins in the run; a skill certificate makes a skilled worker."""

_YEAR = 365.25
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

    Older unemployed: women from 40, men from 50 (the usual "4050" rule). Persons with employment
    difficulties: registered or searching persons who are older, disabled, long-term unemployed, on the
    minimum living allowance, of a zero-employment family, or under community correction or released
    (Employment Promotion Law, article 52, as counties apply it).
    """
    groups = static
    age = (day - born) / _YEAR
    searching = state == State.SEARCHING
    if 16 <= age < 25:
        groups |= G.youth
    if static & G.college_graduate:
        if state == State.SCHOOL:
            if left_school - day <= 183:
                groups |= G.final_year_student
        elif left_school and left_school <= day:
            if day - left_school <= 730:
                groups |= G.graduate_within_two_years
            if day - left_school <= 365:
                groups |= G.graduating_class
    if retires - day < 1826:
        groups |= G.near_retirement
    if returned and day - returned <= 365:
        groups |= G.returned_migrant
    if insured and state == State.EMPLOYED:
        groups |= G.unemployment_insured
    if searching:
        groups |= G.unemployed
        if groups & G.youth:
            groups |= G.unemployed_youth
        if age >= 50 or (age >= 40 and static & G.woman):
            groups |= G.older_unemployed
        if registered and registered <= day:
            groups |= G.registered_unemployed
            if day - registered >= 183:
                groups |= G.registered_six_months
            if day - registered >= 365:
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
