"""State service programmes for graduates (三支一扶, western plan): a fixed service, then search."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.world import Life, World, begin, clocks_of, next_exit
from jobsim.vocabulary import Phase, State


def last_service_day(w: Any, p: int) -> int:
    """The last day of the service, on its first, or on the first of the run."""
    return max(days.add_months(w.person.spell_start[p], w.model.state_programme_months) - 1, w.today + 1)


# -- SimPy process ----------------------------------------------------------------------------


def state_programme(w: World, p: int) -> Life:
    """From the first day of service to the last."""
    end = last_service_day(w, p)
    exit_day, _ = next_exit(w, p, clocks_of(w, p))
    if exit_day < end:
        yield from w.wait(p, exit_day, Phase.DECISIONS)
    else:
        yield from w.wait(p, end, Phase.ENDINGS)
    begin(w, p, State.SEARCHING)


# -- compiled handlers --------------------------------------------------------------------------


def enter_state_programme(w: Any, p: int) -> None:
    w.person.end[p] = last_service_day(w, p)
    first_exit(w, p, 0)
    state_programme_event(w, p)


def state_programme_event(w: Any, p: int) -> None:
    end, exit_day = w.person.end[p], w.person.exit_day[p]
    if wait(w, p, exit_day, Phase.DECISIONS) if exit_day < end else wait(w, p, end, Phase.ENDINGS):
        begin(w, p, State.SEARCHING)
