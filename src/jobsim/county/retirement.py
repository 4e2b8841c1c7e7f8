"""The day on which working life ends by law, for one person or for many at once.

The ages of a scenario (``standards.retirement_age_*``) are those before the decision of the Standing Committee of the
National People's Congress on raising the statutory retirement age step by step (关于实施渐进式延迟法定退休年龄的决定,
13 September 2024). Whoever would have reached the age in January 2025 or later retires later: a month for every four
months of birth, three years at most, and where the age was below 55 (women workers at 50) a month for every two, five
years at most. Persons of rural households are not retired by an employer; they work to the age of the residents'
pension, which the decision leaves as it is.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jobsim.days import FIRST_MONTH, add_months_to_all, month_index, month_index_of_all
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.place_sections import Standards
from jobsim.vocabulary import GROUP_BIT

IN_FORCE = dt.date(2025, 1, 1).toordinal()
"""The day from which retirement is put off. Before it nobody reckons with the delay."""
_FROM = month_index(IN_FORCE)
_CADRES = 55 * 12
"""Whose age was this or more gets a month for every four months, three years at most."""
_STEP, _MOST = 4, 36
_STEP_OF_WORKERS, _MOST_OF_WORKERS = 2, 60
_FIRST, _BIRTHS = FIRST_MONTH, 300 * 12
"""Months of birth: those of the calendar."""


class Ages(NamedTuple):
    """Whole months of age at which men, women and persons of rural households leave working life before the delay.

    ``rural`` None: as the others.
    """

    men: int
    women: int
    rural: int | None


def ages_of(standards: Standards, parameters: Parameters) -> Ages:
    """The ages that a scenario states."""
    men, women = (
        round(parameters.value(age) * 12) for age in (standards.retirement_age_men, standards.retirement_age_women)
    )
    rural = standards.retirement_age_rural
    return Ages(men, women, None if rural is None else round(parameters.value(rural) * 12))


def months_late(original: npt.NDArray[Any], age: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Months by which the decision puts off retirement from the ``original`` month (see month_index) at an age."""
    workers = age < _CADRES
    passed = original - _FROM
    late = passed // np.where(workers, _STEP_OF_WORKERS, _STEP) + 1
    most = np.where(workers, _MOST_OF_WORKERS, _MOST)
    return np.where(passed < 0, 0, np.minimum(late, most))


@lru_cache(maxsize=64)
def _months_by_birth(ages: Ages) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Months of age at retirement, by kind (woman 1, rural 2) and month of birth; and those before the decision."""
    before = np.array([ages.men, ages.women, *([ages.men, ages.women] if ages.rural is None else 2 * [ages.rural])])
    late = months_late(np.arange(_FIRST, _FIRST + _BIRTHS) + before[:, None], before[:, None])
    if ages.rural is not None:
        late[2:] = 0
    return (before[:, None] + late).astype(np.int32), before.astype(np.int32)


def retirement_days(
    born: npt.NDArray[Any], groups: npt.NDArray[Any], ages: Ages
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The first day on which each person no longer works, by day of birth and static groups.

    And the same as the law stood before the decision.
    """
    months, before = _months_by_birth(ages)
    kind = (groups >> GROUP_BIT["woman"] & 1) | (groups >> GROUP_BIT["rural"] & 1) << 1
    month = month_index_of_all(born) - _FIRST
    return (
        add_months_to_all(born, months.take(kind * _BIRTHS + month)), add_months_to_all(born, before.take(kind))
    )  # fmt: skip


def retirement_day(born: int, groups: int, ages: Ages) -> tuple[int, int]:
    """The same of one person."""
    days, before = retirement_days(np.array([born]), np.array([groups]), ages)
    return int(days[0]), int(before[0])
