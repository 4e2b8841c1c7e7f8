"""Out of the labour force: study, army, household; some come back to search."""

from __future__ import annotations

from typing import Any

from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.world import Life, World, begin, clocks_of, next_exit
from jobsim.vocabulary import Phase, State


def out(w: World, p: int) -> Life:
    """Until the person looks for work again, if ever."""
    day, _ = next_exit(w, p, clocks_of(w, p))
    yield from w.wait(p, day, Phase.DECISIONS)
    begin(w, p, State.SEARCHING)


# -- compiled handlers --------------------------------------------------------------------------


def enter_out(w: Any, p: int) -> None:
    first_exit(w, p, 0)
    out_event(w, p)


def out_event(w: Any, p: int) -> None:
    if wait(w, p, w.person.exit_day[p], Phase.DECISIONS):
        begin(w, p, State.SEARCHING)
