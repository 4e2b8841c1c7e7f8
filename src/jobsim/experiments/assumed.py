"""What a result rests on, in short: printed below every result. The whole list is the assumption register."""

from __future__ import annotations

from typing import Any

from jobsim.scenario.borrowed import is_borrowed
from jobsim.scenario.loader import Loaded
from jobsim.scenario.prepared import prepared
from jobsim.scenario.provenance import Found, quantities
from jobsim.scenario.schema import Scenario
from jobsim.scenario.views import approximations

FIRM_SOURCES = frozenset({"policy", "regulation"})
TOLD = "executed"
"""The section no result rests on: what was executed before the horizon."""


def assumed(loaded: Loaded) -> dict[str, Any]:
    """Numbers that come neither from the policy text nor from a regulation, and programmes whose amount is one.

    ``assumptions`` and ``uncertain`` are counts; ``prices`` lists programmes and budget lines with an amount or
    price of that kind; ``register`` is the scenario's path, to ask for the whole list.
    """
    return {**counts(loaded.scenario), "prices": prices(loaded.scenario), "register": str(loaded.path)}


def counts(scenario: Scenario) -> dict[str, int]:
    """How many numbers are soft, and of them are drawn anew in each replication, borrowed, and the user's own."""
    soft = prepared(scenario, _soft)
    return {
        "assumptions": len(soft),
        "uncertain": sum(found.quantity.is_uncertain for found in soft if not found.each),
        "borrowed": sum(is_borrowed(found.quantity) for found in soft),
        "own": sum(found.quantity.source == "user" for found in soft),
    }


def prices(scenario: Scenario) -> list[dict[str, Any]]:
    """Programmes and budget lines with an assumed amount or price."""
    priced = {
        found.path[:2]
        for found in prepared(scenario, _soft)
        if found.path[0] in ("programmes", "budget_lines")
        and found.path[2] in ("amount", "price")
        and found.quantity.source == "assumption"
    }
    found = []
    for section, name in sorted(priced):
        line = scenario.programmes[name] if section == "programmes" else scenario.budget_lines[name]
        clauses = [line.clause] if isinstance(line.clause, str) else list(line.clause)
        found.append({"programme": name, "title": line.title.model_dump(), "clauses": clauses})
    return found


def _soft(scenario: Scenario) -> list[Found]:
    return [
        found for found in quantities(scenario) if found.quantity.source not in FIRM_SOURCES and found.path[0] != TOLD
    ]


def excluded(loaded: Loaded) -> list[dict[str, Any]]:
    """Programmes, lines and targets left out because a figure is missing in the text."""
    return [{"name": left.name, "clause": left.clause, "reason": left.reason} for left in loaded.excluded]


def approximated(scenario: Scenario) -> list[dict[str, Any]]:
    """Programmes, lines, services and targets that only come near to their clauses, and what is lost."""
    return [
        {"path": one.path, "title": one.title.model_dump(), "clauses": list(one.clauses), "lost": one.lost.model_dump()}
        for one in approximations(scenario)
    ]
