"""The number of residents drives nothing by itself: whoever states it alone is told so."""

from __future__ import annotations

from jobsim.scenario.checks import Checker
from jobsim.scenario.faults import place_of


def residents_alone(checker: Checker) -> None:
    """The user's number of residents, beside numbers of persons simulated that somebody else wrote elsewhere."""
    county = checker.scenario.county
    if county.population is None or county.population.source != "user" or county.persons.source == "user":
        return
    stated, simulated = (place_of(checker.root, ("county", key)).file for key in ("population", "persons"))
    if stated != simulated:
        checker.fault(
            ("county", "population"),
            "the number of residents changes nothing of the simulation: those simulated are county.persons",
            "state county.persons and the other stocks as well, or make the county with jobsim new --population",
        )
