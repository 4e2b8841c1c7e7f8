"""A county made larger with everything in proportion, to see how the cost of a replication grows."""

from __future__ import annotations

from jobsim.scenario import distributions
from jobsim.scenario.provenance import Found, quantities
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.schema import Scenario

_SECTIONS = frozenset({"county", "places", "budget_lines", "funds"})


def enlarged(scenario: Scenario, factor: float) -> Scenario:
    """The scenario with ``factor`` times the persons, firms, ventures, places and money.

    Shares, rates, prices and the size of families and firms stay. ``scenario`` is left as it is.
    """
    copy = scenario.model_copy(deep=True)
    for found in quantities(copy):
        if _extensive(found):
            for quantity in (found.quantity, *(step for _, step in found.quantity.steps)):
                object.__setattr__(quantity, "args", _times(quantity, factor))
    return copy


def _extensive(found: Found) -> bool:
    if found.each or found.path[0] not in _SECTIONS:
        return False
    money = found.path[0] == "funds" or found.path == ("places", "loans", "yearly")
    return found.quantity.unit == "count" or (money and found.quantity.unit == "CNY")


def _times(quantity: Quantity, factor: float) -> tuple[float, ...]:
    # Values and weights in turn; a point has its value alone; a missing or dated one has none.
    alternating = tuple(index % 2 == 0 for index in range(len(quantity.args)))
    in_unit = alternating if quantity.kind == "discrete" else distributions.IN_UNIT.get(quantity.kind, (True,))
    return tuple(value * factor if own else value for value, own in zip(quantity.args, in_unit, strict=False))
