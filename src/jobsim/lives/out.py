"""Out of the labour force: study, army, household; some come back to search."""

from __future__ import annotations

from jobsim.lives.world import Life, World
from jobsim.vocabulary import Phase, State


def out(w: World, p: int) -> Life:
    day, _ = w.clocks(p).next()
    yield from w.wait(p, day, Phase.DECISIONS)
    w.begin(p, State.SEARCHING)
