"""The minimum living allowance (低保) of a household: what it draws, and what it loses when a member works."""

from __future__ import annotations

from typing import Any

from jobsim.county.groups import G
from jobsim.lives.model import fen_at
from jobsim.lives.world import groups_in_spell
from jobsim.vocabulary import F


def household_allowance(w: Any, p: int) -> int:
    """The standard is per person; a household on the allowance draws it for each of its members, in fen a month."""
    return fen_at(w.model.allowance, w.today) * int(w.person.household[p])


def set_allowance(w: Any, p: int, facts: Any) -> None:
    """The allowance of a recipient's household for a month, and how much of it is cut because the person works."""
    if groups_in_spell(w, p) & G.minimum_living_allowance:
        allowance = household_allowance(w, p)
        facts[F.allowance] = allowance
        facts[F.allowance_cut] = round(allowance * w.model.allowance_cut)
