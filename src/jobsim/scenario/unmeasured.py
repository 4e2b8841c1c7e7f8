"""Targets whose indicator the scenario leaves without anybody to count: they are read as zero without a word."""

from __future__ import annotations

from jobsim.scenario.checks import Checker
from jobsim.scenario.section_types import Who

_HELPED = ("unemployed_graduate_assisted_employment_rate", "hardship_graduate_assisted_employment_rate")
_GRADUATES = frozenset(("college_graduate", "graduating_class", "graduate_within_two_years", "hardship_graduate"))


def nobody_helped(checker: Checker) -> None:
    """Rates of helped graduates where no service helps graduates."""
    if any(_for_graduates(service.who) for service in checker.scenario.services.values()):
        return
    for name, target in checker.scenario.targets.items():
        if target.indicator in _HELPED:
            checker.fault(
                ("targets", name, "indicator"),
                f"{target.indicator} counts graduates whom a service has reached, and no service is for graduates",
                "write one under services, such as guidance for those of group graduate_within_two_years",
            )


def _for_graduates(who: Who) -> bool:
    """Whether a service is for graduates: it names them, or is for everybody."""
    return bool(_GRADUATES & {*who.any, *who.all}) or not (who.any or who.all)
