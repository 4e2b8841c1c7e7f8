"""What each number of a county grows with in another county: residents, firms, graduates, or nothing at all.

A share, a rate, a price or the size of one firm stays as it is. Every number in heads, pieces or total money has its
basis here, in one table; a budget line says its own (``scales``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Literal

from jobsim.scenario import distributions
from jobsim.scenario.provenance import Found
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import INDICATORS

Basis = Literal["population", "rural", "urban", "firms", "graduates", "office", "none"]
"""``office``: what every county has once, whatever its size. ``none``: of one person, firm or venture, or a price."""
EXTENSIVE = ("count", "number", "CNY")
"""Units of numbers that may grow with a county."""

_TABLE: tuple[tuple[str, Basis], ...] = (
    ("county.(population|persons)", "population"),
    ("county.cohorts.(college|vocational)|county.prior_graduates", "graduates"),
    ("county.cohorts.monitored_students", "population"),
    ("county.ventures.founded.*", "population"),
    ("county.firms.number", "firms"),
    ("county.firms.roles.operator", "office"),
    ("county.firms.roles.*", "firms"),
    ("county.firms.recognitions.*.number", "firms"),
    ("county.firms.(staff|standing_staff|tax).*", "none"),
    ("county.(family_size|allowance_members)", "none"),
    ("places.(three_supports|western_plan).openings.*.count", "graduates"),
    ("places.project_job.openings.*.count|places.projects.other_workers", "rural"),
    ("places.*.openings.*.count", "population"),
    ("places.loans.yearly", "population"),
    ("places.projects.investment_per_job", "none"),
    ("funds.*.(carry_over|previous_year)|funds.*.appropriations.*.amount", "population"),
    ("programmes.*.(amount|limits).*|programmes.*.amount", "none"),
    ("behaviour.*", "none"),
    ("standards.*", "none"),
    ("services.*", "none"),
    ("executed.*", "none"),
)
_PATTERNS = [(re.compile(pattern.replace(".", r"\.").replace("*", ".*")), basis) for pattern, basis in _TABLE]
_OF_INDICATORS: dict[str, Basis] = {
    "rural_labour_transfer_employment": "rural", "key_project_employment": "rural",
    "urban_new_employment": "urban", "urban_unemployed_reemployed": "urban",
    "three_supports_recruits": "graduates", "western_plan_recruits": "graduates", "graduates_registered": "graduates",
    "quality_enterprise_employment": "firms", "quality_enterprise_hires": "firms", "enterprise_services": "firms",
    "employment_bases_certified": "firms",
    "employment_circle_communities": "office", "grassroots_posts_opened": "office", "events_held": "office",
    "unemployment_registration_working_days": "none", "zero_employment_families": "none",
    "zero_employment_urban_families_uncleared": "none", "families_without_stable_employment": "population",
}  # fmt: skip
_RATES = ("percent", "persons_per_family", "helpers_per_person", "times_per_person", "working_days")
_BY_CALENDAR = ("recruitment_fairs_held", "named_special_service_activities")
"""Counted off the days of events, which every county has, unless an event says how many each day stands for."""


def basis_of(scenario: Scenario, found: Found) -> Basis | None:
    """What a number grows with; None if nobody has said it."""
    if found.quantity.unit not in EXTENSIVE:
        return "none"
    if found.path[0] == "targets":
        target = scenario.targets[found.path[1]]
        if found.path[2] != "value" or target.change is not None or found.quantity.unit == "percent":
            return "none"
        return of_indicator(scenario, target.indicator)
    if found.path[0] == "events":
        return of_indicator(scenario, found.path[-1]) if found.path[2] == "yields" else "none"
    if found.path[0] == "budget_lines":
        return of_line(scenario, found)
    path = ".".join(found.path)
    return next((basis for pattern, basis in _PATTERNS if pattern.fullmatch(path)), None)


def of_indicator(scenario: Scenario, indicator: str) -> Basis:
    """What the count of an indicator grows with."""
    if INDICATORS[indicator][2] in _RATES:
        return "none"
    if indicator in _BY_CALENDAR and not any(indicator in event.yields for event in scenario.events.values()):
        return "office"
    return _OF_INDICATORS.get(indicator, "population")


def of_line(scenario: Scenario, found: Found) -> Basis:
    """A line grows in its volume; one that is a single sum grows in its price."""
    line = scenario.budget_lines[found.path[1]]
    one_sum = line.volume.kind == "point" and line.volume.args == (1.0,) and line.price.unit == "CNY"
    grows = "price" if one_sum else "volume"
    return line.scales if found.path[2] == grows else "none"


# ---------------------------------------------------------------------------------------- arithmetic


def scaled(quantity: Quantity, factor: float) -> tuple[float, ...]:
    """The arguments of a number in proportion; a missing or dated one has none."""
    # Values and weights in turn; a point has its value alone.
    alternating = tuple(index % 2 == 0 for index in range(len(quantity.args)))
    in_unit = alternating if quantity.kind == "discrete" else distributions.IN_UNIT.get(quantity.kind, (True,))
    return tuple(value * factor if own else value for value, own in zip(quantity.args, in_unit, strict=False))


def possible(quantity: Quantity, factor: float) -> tuple[tuple[float, ...], bool]:
    """The arguments in proportion where heads and pieces stay whole, and whether that took rounding.

    A whole number is rounded, and one stays one. Of a few (0, 1 or 2 bases) it is the chances that change: each value
    lies between two whole ones, and the mean is in proportion.
    """
    args = scaled(quantity, factor)
    if quantity.unit == "CNY":
        return args, False
    if quantity.kind == "point" and quantity.args[0].is_integer():
        whole = float(max(math.floor(args[0] + 0.5), 1 if quantity.args[0] else 0))
        return (whole,), whole != args[0]
    if quantity.kind == "discrete":
        chances: dict[float, float] = {}
        for value, chance in zip(args[::2], args[1::2], strict=True):
            below = math.floor(value)
            for whole, part in ((below, below + 1 - value), (below + 1, value - below)):
                if part > 0:
                    chances[float(whole)] = chances.get(float(whole), 0.0) + chance * part
        total = sum(chances.values())
        return tuple(one for pair in sorted(chances.items()) for one in (pair[0], pair[1] / total)), False
    return args, False


def factors(before: Mapping[str, float], after: Mapping[str, float]) -> dict[Basis, float]:
    """The factor of each basis from the sizes of a county and of another."""
    found: dict[Basis, float] = {"office": 1.0, "none": 1.0}
    for basis in ("population", "rural", "urban", "firms", "graduates"):
        found[basis] = after[basis] / before[basis] if before[basis] else 1.0
    return found
