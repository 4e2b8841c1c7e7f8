"""What is the same in all replications of a scenario, made once and kept as long as the scenario lives."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from jobsim.scenario.schema import Scenario

Made = TypeVar("Made")

_kept: dict[int, dict[Callable[[Scenario], Any], Any]] = {}
"""By the scenario's identity, for it has no hash, and by what made it."""
_lock = threading.RLock()


def prepared(scenario: Scenario, make: Callable[[Scenario], Made]) -> Made:
    """What a module's function ``make`` makes of a scenario: the same object at each call, from any thread.

    The result must not hold the scenario itself, or neither is ever freed, and nobody may change it.
    """
    with _lock:
        known = _kept.get(id(scenario))
        if known is None:
            known = _kept[id(scenario)] = {}
            weakref.finalize(scenario, _kept.pop, id(scenario)).atexit = False
        if make not in known:
            known[make] = make(scenario)
        made: Made = known[make]
        return made
