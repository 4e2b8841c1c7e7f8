"""A county made larger with everything in proportion, to see how the cost of a replication grows."""

from __future__ import annotations

from jobsim.scenario.bases import basis_of, scaled
from jobsim.scenario.provenance import quantities
from jobsim.scenario.schema import Scenario


def enlarged(scenario: Scenario, factor: float) -> Scenario:
    """The scenario with ``factor`` times the persons, firms, ventures, places and money.

    Shares, rates, prices and the size of families and firms stay. ``scenario`` is left as it is.
    """
    copy = scenario.model_copy(deep=True)
    for found in quantities(copy):
        if basis_of(copy, found) not in ("none", "office", None):
            for quantity in (found.quantity, *(step for _, step in found.quantity.steps)):
                object.__setattr__(quantity, "args", scaled(quantity, factor))
    return copy
