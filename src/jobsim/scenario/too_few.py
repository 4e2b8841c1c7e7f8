"""Numbers that ask for more persons or firms than the county has: the run takes those there are, and this says so."""

from __future__ import annotations

from collections.abc import Iterable

from jobsim.scenario.checks import Checker
from jobsim.scenario.quantities import Quantity
from jobsim.vocabulary import FIRM_ROLES

_YOUNG = (21.0, 26.0)
"""Ages, from and below, among which the graduates of the two years before the history are found."""
_AS_SHARES = 1.5
"""Ventures by year of founding that come to less are meant as shares."""
_WIDE = 2.0
"""So many times as many ventures as founders are another number of ventures, and no other estimate of the same."""


def too_few(checker: Checker) -> None:
    """Graduates, ventures and recognised firms beyond those there are, at the middle of what is uncertain."""
    _graduates(checker)
    _ventures(checker)
    _recognised(checker)


def _graduates(checker: Checker) -> None:
    county = checker.scenario.county
    ages = county.ages.table()
    young = _middle([county.persons]) * float(((ages >= _YOUNG[0]) & (ages < _YOUNG[1])).mean())
    asked = _middle([county.prior_graduates])
    if round(asked) > max(1.0, young * 1.1):
        message = (
            f"{asked:,.0f} are to have graduated, but some {young:,.0f} persons are aged 21 to 25; all of these will"
        )
        checker.fault(("county", "prior_graduates"), message, "ask for fewer, or change county.persons or county.ages")


def _ventures(checker: Checker) -> None:
    county = checker.scenario.county
    rural = _middle([county.rural])
    founders = 0.0
    for kind, states in county.states.items():
        part = rural if kind == "rural" else 1.0 - rural
        founders += _middle([county.persons]) * part * _middle(one for name, one in states.items() if name == "venture")
    asked = _middle(county.ventures.founded.values())
    if asked > _AS_SHARES and asked > max(_WIDE * founders, 1.0):
        message = (
            f"these come to {asked:,.0f} ventures, but some {founders:,.0f} persons begin with one: "
            "only their shares count"
        )
        hint = "the number follows from the share of state venture in county.states"
        checker.fault(("county", "ventures", "founded"), message, hint)


def _recognised(checker: Checker) -> None:
    firms = checker.scenario.county.firms
    for role in FIRM_ROLES:
        asked = _middle(one.number for one in firms.recognitions.get(role, []))
        held = _middle([firms.roles[role]]) if role in firms.roles else 0.0
        if round(asked) > held + 0.5:
            message = f"{asked:,.0f} firms are to be recognised, but {held:,.0f} hold the role; all of these will"
            hint = f"ask for fewer, or for more under county.firms.roles.{role}"
            checker.fault(("county", "firms", "recognitions", role), message, hint)


def _middle(quantities: Iterable[Quantity]) -> float:
    return sum(0.0 if quantity.is_missing else quantity.central() for quantity in quantities)
