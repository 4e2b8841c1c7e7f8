"""At home: farming, keeping house, or waiting; from here people go away, take a project job, learn or search."""

from __future__ import annotations

from jobsim.lives.search import ask, take
from jobsim.lives.venture import found
from jobsim.lives.world import POOL_OF, Life, World
from jobsim.vocabulary import EXITS, Phase, State

_EXITS = EXITS["at_home"]
_NEXT = {"away": State.AWAY, "flexible": State.FLEXIBLE, "search": State.SEARCHING}


def at_home(w: World, p: int) -> Life:
    clocks = w.clocks(p, w.barred(p, _EXITS))
    requests = 0
    while True:
        exit_day, exit_ = clocks.next()
        yield from w.wait(p, exit_day, Phase.DECISIONS)
        name = _EXITS[exit_]
        if name in POOL_OF:
            requests += 1
            place = yield from ask(w, p, clocks, exit_, name, requests)
            if place < 0:
                continue
            take(w, p, name, place)
        elif name == "venture":
            found(w, p)
        else:
            w.begin(p, _NEXT[name])
        return
