"""State service programmes for graduates (三支一扶, western plan): a fixed service, then search."""

from __future__ import annotations

from jobsim import days
from jobsim.lives.world import Life, World
from jobsim.vocabulary import Phase, State


def state_programme(w: World, p: int) -> Life:
    start = w.person.spell_start[p]
    end = max(days.add_months(start, w.model.state_programme_months) - 1, w.today + 1)
    exit_day, _ = w.clocks(p).next()
    if exit_day < end:
        yield from w.wait(p, exit_day, Phase.DECISIONS)
    else:
        yield from w.wait(p, end, Phase.ENDINGS)
    w.begin(p, State.SEARCHING)
