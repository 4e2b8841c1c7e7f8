"""Who hands out the replications of one or several scenarios: those that are kept, the others from workers.

Scenarios go together: of each number all of them, then the next. So variants share what they have in common, and a run
that is interrupted has as much of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

from jobsim.experiments.reduction import Reduced
from jobsim.experiments.workers import Workers

if TYPE_CHECKING:
    from pathlib import Path

    from jobsim.experiments.store import Shelf

_LOOK_AGAIN = 100

Simulating = Workers[tuple[Reduced, ...]]


class Crew:
    """Hands out replications: those of the shelves as they are, the others from workers, who are called if needed.

    ``call`` gives workers for some of the scenarios, by their positions: what they simulate has those alone, in order.
    """

    def __init__(self, call: Callable[[Sequence[int]], Simulating], shelves: Sequence[Shelf | None]) -> None:
        self._call, self._shelves = call, list(shelves)
        self._workers: Simulating | None = None
        self._theirs: list[int] = []
        self._at_once = 1

    def begin(self, first: int) -> None:
        """Have workers ready if the first replication needs them: what is said of that comes before the progress."""
        one = range(first, first + 1)
        if missing := [k for k in range(len(self._shelves)) if self._stretch(k, one)[1] is None]:
            self._ready(missing)

    def outcomes(self, numbers: range) -> Iterator[list[Reduced]]:
        """The replications of these numbers in their order, of each number those of all scenarios."""
        while numbers:
            # Not too many at a time: another process may have kept the next ones meanwhile.
            some = numbers[: _LOOK_AGAIN * self._at_once] if any(self._shelves) else numbers
            stretches = [self._stretch(k, some) for k in range(len(self._shelves))]
            part = min((part for part, _ in stretches), key=len)
            kept = {k: self._kept(k, file, part) for k, (_, file) in enumerate(stretches) if file is not None}
            missing = [k for k in range(len(self._shelves)) if len(kept.get(k, ())) < len(part)]
            simulated = self._ready(missing).outcomes(part) if missing else repeat(())
            for number, fresh in zip(part, simulated, strict=False):
                numbers = numbers[1:]
                found = dict(zip(missing, fresh, strict=True))
                for k, one in found.items():
                    if (shelf := self._shelves[k]) is not None:
                        shelf.add(one)
                yield [found.get(k) or kept[k][number - part[0]] for k in range(len(self._shelves))]

    def close(self) -> None:
        try:
            for shelf in self._shelves:
                if shelf is not None:
                    shelf.close()
        finally:
            if self._workers is not None:
                self._workers.close()

    def _stretch(self, k: int, numbers: range) -> tuple[range, Path | None]:
        shelf = self._shelves[k]
        return (numbers, None) if shelf is None else shelf.stretch(numbers)

    def _kept(self, k: int, file: Path, part: range) -> list[Reduced]:
        """What a file holds; nothing if it is damaged, so that all of the part is simulated."""
        shelf = self._shelves[k]
        return [] if shelf is None else list(shelf.take(file, part))

    def _ready(self, missing: list[int]) -> Simulating:
        if self._workers is not None and self._theirs != missing:
            self._workers.close()
            self._workers = None
        if self._workers is None:
            self._workers, self._theirs = self._call(missing), missing
            self._workers.get_ready()
            self._at_once = self._workers.at_once
        return self._workers
