"""At home: farming, keeping house, or waiting; from here people go away, take a project job, learn or search."""

from __future__ import annotations

from typing import Any

from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.codes import PLACE_OF
from jobsim.lives.search import answered, ask, ask_place, take
from jobsim.lives.venture import found
from jobsim.lives.world import Life, World, barred, begin, clocks_of, next_exit
from jobsim.vocabulary import EXITS, Phase, State, codes

_EXIT = codes(EXITS["at_home"])


def leave_home(w: Any, p: int, exit_: int) -> None:
    """The exits that ask for no place."""
    if exit_ == _EXIT.venture:
        found(w, p)
    elif exit_ == _EXIT.away:
        begin(w, p, State.AWAY)
    elif exit_ == _EXIT.flexible:
        begin(w, p, State.FLEXIBLE)
    else:
        begin(w, p, State.SEARCHING)


# -- SimPy process ----------------------------------------------------------------------------


def at_home(w: World, p: int) -> Life:
    """At home until a way out is open."""
    clocks = clocks_of(w, p, barred(w, p))
    requests = 0
    while True:
        exit_day, exit_ = next_exit(w, p, clocks)
        yield from w.wait(p, exit_day, Phase.DECISIONS)
        place = PLACE_OF[State.AT_HOME][exit_]
        if place < 0:
            leave_home(w, p, exit_)
            return
        requests += 1
        granted = yield from ask(w, p, clocks, exit_, place, requests)
        if granted >= 0:
            take(w, p, place, granted)
            return


# -- compiled handlers --------------------------------------------------------------------------


def enter_at_home(w: Any, p: int) -> None:
    first_exit(w, p, barred(w, p))
    w.person.count[p] = 0
    at_home_event(w, p)


def at_home_event(w: Any, p: int) -> None:
    person = w.person
    if not wait(w, p, person.exit_day[p], Phase.DECISIONS):
        return
    place = PLACE_OF[State.AT_HOME][person.exit[p]]
    if place < 0:
        leave_home(w, p, person.exit[p])
    else:
        ask_place(w, p, place)


def at_home_answer(w: Any, p: int, place: int, granted: int) -> None:
    """CLEARING has decided on a request."""
    if answered(w, p, place, granted):
        at_home_event(w, p)
