"""Which groups a person belongs to on a day: the static ones, and those that follow from dates and state."""

from __future__ import annotations

from jobsim.vocabulary import CLASSES, GROUP_BIT, GROUPS, State

BIT: dict[str, int] = {name: 1 << bit for name, bit in GROUP_BIT.items()}
STATIC: int = sum(BIT[name] for name, group in GROUPS.items() if group.static)

_YEAR = 365.25
_WOMAN, _COLLEGE, _RURAL = BIT["woman"], BIT["college_graduate"], BIT["rural"]
_HARD_STATIC = BIT["disabled"] | BIT["minimum_living_allowance"] | BIT["in_correction_or_released"]


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
        groups |= BIT["youth"]
    if static & _COLLEGE:
        if state == State.SCHOOL:
            if left_school - day <= 183:
                groups |= BIT["final_year_student"]
        elif left_school and left_school <= day:
            if day - left_school <= 730:
                groups |= BIT["graduate_within_two_years"]
            if day - left_school <= 365:
                groups |= BIT["graduating_class"]
    if retires - day < 1826:
        groups |= BIT["near_retirement"]
    if returned and day - returned <= 365:
        groups |= BIT["returned_migrant"]
    if insured and state == State.EMPLOYED:
        groups |= BIT["unemployment_insured"]
    if searching:
        groups |= BIT["unemployed"]
        if groups & BIT["youth"]:
            groups |= BIT["unemployed_youth"]
        if age >= 50 or (age >= 40 and static & _WOMAN):
            groups |= BIT["older_unemployed"]
        if registered and registered <= day:
            groups |= BIT["registered_unemployed"]
            if day - registered >= 183:
                groups |= BIT["registered_six_months"]
            if day - registered >= 365:
                groups |= BIT["long_term_unemployed"]
    if zero_family:
        groups |= BIT["zero_employment_family"]
    if (searching and groups & (BIT["older_unemployed"] | BIT["long_term_unemployed"])) or (
        state in (State.SEARCHING, State.AT_HOME) and groups & (_HARD_STATIC | BIT["zero_employment_family"])
    ):
        groups |= BIT["hard_to_employ"]
    return groups


_CLASS_OF = tuple(CLASSES.index(name) for name in ("hard_to_employ", "graduate", "youth", "rural", "other"))


def behaviour_class(groups: int) -> int:
    """The behaviour class of a spell: the first of hard-to-employ, graduate, youth, rural, other that applies."""
    if groups & BIT["hard_to_employ"]:
        return _CLASS_OF[0]
    if groups & (BIT["graduate_within_two_years"] | BIT["final_year_student"]):
        return _CLASS_OF[1]
    if groups & BIT["youth"]:
        return _CLASS_OF[2]
    if groups & _RURAL:
        return _CLASS_OF[3]
    return _CLASS_OF[4]
