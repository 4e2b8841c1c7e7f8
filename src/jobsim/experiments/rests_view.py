"""What a run rests on, as documents tell it: assumption and luck of each spread, and what carries most of one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from jobsim.experiments import additive
from jobsim.experiments.results import Results
from jobsim.experiments.spreads import CASH, Spread, spreads
from jobsim.experiments.twins import Share, shares

NAMED = 3
"""So many numbers are named in a sentence."""


def assumption_and_luck(results: Results) -> dict[str, Any]:
    """``pairs`` of replications, and each spread with the share of its variance that is assumption, or null."""
    pairs = 0 if results.twins is None else results.twins["replication"].n_unique()
    known = shares(results)
    told = [{"spread": one.name, "kind": one.kind, "item": one.item, "year": one.year, **_told(known[one.name])}
            for one in spreads(results)]  # fmt: skip
    return {"pairs": pairs, "spreads": told}


def _told(share: Share | None) -> dict[str, Any]:
    if share is None:
        return {"assumption": None, "luck": None, "interval": None, "pairs": None}
    found = asdict(share)
    low, high = found.pop("low"), found.pop("high")
    assumption = found.pop("share")
    return {"assumption": assumption, "luck": 1 - assumption, "interval": [low, high], **found}


def main_spread(results: Results) -> Spread:
    """The spread of which the sentence speaks: the outlay in cash of the year, or of the years together."""
    return [one for one in spreads(results) if one.kind == CASH][-1]


def carriers(results: Results) -> list[str]:
    """Paths of what carries the main spread, the strongest first, from the run's own draws; none in a small run."""
    return results.once(_carriers)


def _carriers(results: Results) -> list[str]:
    if results.replications < additive.LEAST:
        return []
    drawn = additive.inputs(results)
    found = additive.fit(drawn, main_spread(results).values) if drawn.paths else None
    return [] if found is None else [drawn.paths[one.position] for one in found.carriers]
