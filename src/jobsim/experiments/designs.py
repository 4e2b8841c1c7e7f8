"""Designs: experiments in which a replication has other parameters, or other luck, than those of its own number.

A design only says whose they are; everything else of a replication is as in any run. It travels with the job to
threads, processes and other machines. Its name is part of the store's key: the same name always means the same design.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from jobsim.draws import Draws
from jobsim.scenario.drawn import Drawn

OTHER_LUCK = 2**31
"""From this number on no ordinary replication has its luck."""


@dataclass(frozen=True)
class Setting:
    """The number whose luck a replication has, and whose parameters, if not those of that number."""

    luck: int
    drawn: Drawn | None = None


class Design(Protocol):
    """What sets the replications of an experiment apart from ordinary ones."""

    @property
    def name(self) -> str: ...
    def of(self, replication: int) -> Setting: ...


@dataclass(frozen=True)
class Twins:
    """Of each ordinary replication one more with the same parameters, and luck that nobody else has."""

    name = "twins"

    def of(self, replication: int) -> Setting:
        return Setting(OTHER_LUCK + replication, Drawn(replication))


@dataclass(frozen=True)
class Exchanged:
    """Each ordinary replication with one of some numbers drawn anew, all else and its luck as they were.

    Number k is replication k // len(paths), in which path k % len(paths) is drawn anew.
    """

    paths: tuple[str, ...]
    seed: int

    @property
    def name(self) -> str:
        return f"exchanged-{hashlib.sha256(chr(10).join(self.paths).encode()).hexdigest()[:16]}"

    def of(self, replication: int) -> Setting:
        number, place = divmod(replication, len(self.paths))
        path = self.paths[place]
        (anew,) = Draws(self.seed, OTHER_LUCK + number).parameter(path)
        return Setting(number, Drawn(number, {path: anew}))


@dataclass(frozen=True, eq=False)
class Stated:
    """Uniform draws stated replication by replication: float64[replications, paths], each between 0 and 1.

    Paths that are not stated are drawn as those of the number in ``luck`` (by default the replication's own), whose
    luck the replication has, too: rows of the same number have the same luck.
    """

    paths: tuple[str, ...]
    rows: npt.NDArray[np.float64]
    luck: Sequence[int] | None = None

    @functools.cached_property
    def name(self) -> str:
        found = hashlib.sha256("\n".join(self.paths).encode())
        found.update(np.ascontiguousarray(self.rows, "<f8").tobytes())
        if self.luck is not None:
            found.update(np.array(self.luck, "<i8").tobytes())
        return f"stated-{found.hexdigest()[:16]}"

    def of(self, replication: int) -> Setting:
        luck = replication if self.luck is None else self.luck[replication]
        return Setting(luck, Drawn(luck, dict(zip(self.paths, self.rows[replication].tolist(), strict=True))))
