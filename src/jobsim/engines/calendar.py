"""A SimPy environment over a calendar: one list of events per moment instead of one heap of all events.

Nearly everything falls on one of the seven phases of a day, so there are few moments and many events at each.
The semantics are SimPy's: urgent events first, then first in, first out.
"""

from __future__ import annotations

import random
from collections import deque
from heapq import heappop, heappush

import simpy
from simpy.core import EmptySchedule
from simpy.events import NORMAL, URGENT, Event, EventPriority


class CalendarEnvironment(simpy.Environment):
    """``shuffle`` permutes what falls on the same moment: the test that order inside a phase does not matter."""

    def __init__(self, initial_time: float, shuffle: int | None = None) -> None:
        super().__init__(initial_time)
        self._random = None if shuffle is None else random.Random(shuffle)
        self._urgent: deque[Event] = deque()
        self._moments: list[float] = []
        self._events: dict[float, deque[Event]] = {}
        self._present: deque[Event] = deque()

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        if priority == URGENT and delay == 0:
            self._urgent.append(event)
            return
        if delay == 0:
            self._present.append(event)
            return
        moment = self._now + delay
        events = self._events.get(moment)
        if events is None:
            events = self._events[moment] = deque()
            heappush(self._moments, moment)
        if priority == URGENT:
            events.appendleft(event)
        else:
            events.append(event)

    def peek(self) -> float:
        if self._urgent or self._present:
            return self._now
        return self._moments[0] if self._moments else float("inf")

    def step(self) -> None:
        events = self._urgent or self._present
        if not events:
            if not self._moments:
                raise EmptySchedule
            self._now = heappop(self._moments)
            events = self._present = self._events.pop(self._now)
        if self._random is not None:
            events.rotate(-self._random.randrange(len(events)))
        event = events.popleft()
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value
