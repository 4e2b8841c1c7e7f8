"""One replication of several scenarios: what they have in common is simulated once.

The one that has most in common with the others is the trunk. Where another can differ only from a day on
(:mod:`~jobsim.engines.compiled.divergence`), the state before that day is kept (:mod:`.snapshot`), and both go on from
it. Of those that differ from the first day on one is the next trunk. One state is kept at a time: branches come in the
order of their days.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby

from jobsim.county.synthesis import Sections, synthesise
from jobsim.draws import Draws
from jobsim.engines.compiled import engine
from jobsim.engines.compiled.divergence import (
    FROM_THE_BUDGET,
    Initial,
    catch_up,
    equal,
    first_difference,
    settle_branch,
)
from jobsim.engines.compiled.engine import Given, Kernel, Workspace
from jobsim.engines.compiled.snapshot import SHARED
from jobsim.engines.compiled.struct import Struct
from jobsim.engines.result import Interrupted, Replication
from jobsim.scenario.drawn import Drawn, parameters_of
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.prepared import prepared
from jobsim.scenario.provenance import quantities
from jobsim.scenario.schema import Scenario

MOST = 8
"""Scenarios whose worlds stand side by side in memory; more of them come in parts."""


def run(
    scenarios: Sequence[Scenario], seed: int, replication: int, *, static: bool = False, drawn: Drawn | None = None
) -> Iterator[tuple[int, Replication]]:
    """One replication of each scenario, as :func:`jobsim.engines.compiled.engine.run` gives it, with its position.

    They come as they end, whatever their order. Raises Interrupted.
    """
    compiled = engine.the_kernel()
    draws = Draws(seed, replication, compiled.block)
    for members in _of_one_county(scenarios, [parameters_of(one, draws, drawn) for one in scenarios]):
        if len(members) == 1:
            (k,) = members
            yield k, engine.run(scenarios[k], seed, replication, static=static, drawn=drawn)
            continue
        with engine.borrowed() as workspace:
            some = {k: scenarios[k] for k in members}
            yield from _Tree(some, draws, drawn, workspace, compiled, static=static).replications()


# ------------------------------------------------------------------------------------- one county


def _of_one_county(scenarios: Sequence[Scenario], parameters: Sequence[Parameters]) -> Iterator[list[int]]:
    """The scenarios that have the same county, so many at a time as stand side by side."""
    groups: list[list[int]] = []
    for k, one in enumerate(scenarios):
        for group in groups:
            first = group[0]
            if len(group) < MOST and _same_county(scenarios[first], one, parameters[first], parameters[k]):
                group.append(k)
                break
        else:
            groups.append([k])
    yield from groups


def _same_county(a: Scenario, b: Scenario, mine: Parameters, its: Parameters) -> bool:
    """Whether the sections and the draws that a county is made of are the same, and in the same order."""
    if Sections.of(a) != Sections.of(b) or prepared(a, _written) != prepared(b, _written):
        return False
    paths = prepared(a, _paths)
    return mine.uniforms(paths) == its.uniforms(paths)


def _written(scenario: Scenario) -> str:
    """The sections as they are written: equal dicts may have another order, and draws go by positions."""
    return repr(Sections.of(scenario))


def _paths(scenario: Scenario) -> list[str]:
    """The uncertain quantities of these sections."""
    names = set(Sections.__dataclass_fields__)
    found = (each.quantity.path for each in quantities(scenario) if each.quantity.is_uncertain)
    return [path for path in found if path.partition(".")[0] in names]


# ------------------------------------------------------------------------------------- trunk and branches


class _Full(Exception):
    """A buffer is too small; ``bits`` say which."""

    def __init__(self, bits: int) -> None:
        self.bits = bits


class _Tree:
    """Scenarios of one county, by number: trunk and branches of one replication."""

    def __init__(
        self, scenarios: dict[int, Scenario], draws: Draws, drawn: Drawn | None, workspace: Workspace, compiled: Kernel,
        *, static: bool,
    ) -> None:  # fmt: skip
        self._draws, self._workspace, self._compiled = draws, workspace, compiled
        self._start, self._branch = workspace.snapshots
        self._done: set[int] = set()
        self._seconds = dict.fromkeys(scenarios, 0.0)
        self._given: dict[int, Given] = {}
        parameters = {k: parameters_of(one, draws, drawn) for k, one in scenarios.items()}
        first = next(iter(scenarios))
        county = synthesise(scenarios[first], parameters[first], draws)
        asked = dict(parameters[first].drawn)
        for k, one in scenarios.items():
            began = time.perf_counter()
            parameters[k].drawn.update(asked)
            self._given[k] = Given.of(one, parameters[k], county, static=static)
            self._seconds[k] += time.perf_counter() - began

    def replications(self) -> Iterator[tuple[int, Replication]]:
        worlds: dict[int, Struct] = {}
        while left := [k for k in self._given if k not in self._done]:
            if worlds:
                self._start.put_back(next(iter(worlds.values())))  # persons are read when worlds are made
            worlds = {k: self._given[k].world(self._workspace, self._draws) for k in left}
            self._start.take(worlds[left[0]], SHARED)
            try:
                yield from self._simulate(left, worlds)
            except _Full as full:
                self._workspace.enlarge(full.bits)

    def _simulate(self, left: list[int], worlds: dict[int, Struct]) -> Iterator[tuple[int, Replication]]:
        initial = {k: Initial(w) for k, w in worlds.items()}
        since = {(k, o): first_difference(initial[k], initial[o]) for k, o in combinations(left, 2)}
        since |= {(o, k): day for (k, o), day in since.items()}
        first, last = initial[left[0]].first, initial[left[0]].last
        while left:
            # The trunk has most in common with the others: days that are simulated once.
            trunk = max(left, key=lambda k: sum(min(since[k, o], last) for o in left if o != k))
            branches = {k: since[trunk, k] for k in left if k != trunk and since[trunk, k] > first}
            self._start.put_back(worlds[trunk])
            yield from self._grow(trunk, branches, initial)
            left = [k for k in left if k != trunk and k not in branches]

    def _grow(
        self, trunk: int, since: dict[int, int], initial: dict[int, Initial]
    ) -> Iterator[tuple[int, Replication]]:
        """Simulate the trunk, and the branches that leave it before the days ``since``."""
        worlds = {k: one.world for k, one in initial.items()}
        w = worlds[trunk]
        own = {k: _own(w, worlds[k]) for k in since}
        alike = [k for k, day in since.items() if day > w.last]
        ordered = sorted(since.keys() - alike, key=lambda k: since[k])
        parts = [(day, list(some)) for day, some in groupby(ordered, lambda k: since[k])]
        begin = w.first
        for number, (day, some) in enumerate(parts):
            self._go(trunk, w, begin, day - 1)
            self._branch.take(w)
            begin = day
            if number == len(parts) - 1:
                yield from self._end(trunk, w, begin, alike)
            for k in some:
                self._branch.put(worlds[k], own[k])
                catch_up(worlds[k], day)
                settle_branch(initial[trunk], initial[k])
                yield from self._end(k, worlds[k], day)
            if number < len(parts) - 1:
                self._branch.put_back(w)
        if not parts:
            yield from self._end(trunk, w, begin, alike)

    def _go(self, k: int, w: Struct, begin: int, until: int) -> None:
        began = time.perf_counter()
        w.begin, w.until = begin, until
        full = self._compiled.run(w)
        if full < 0:
            raise Interrupted
        if full:
            raise _Full(full)
        self._seconds[k] += time.perf_counter() - began

    def _end(self, k: int, w: Struct, begin: int, alike: Sequence[int] = ()) -> Iterator[tuple[int, Replication]]:
        """Simulate to the last day; scenarios that are alike in all that is simulated end with it."""
        self._go(k, w, begin, w.last)
        for each in (k, *alike):
            began = time.perf_counter()
            result = self._given[each].outcome(w, self._draws, 0.0)
            seconds = self._seconds[each] + time.perf_counter() - began
            self._done.add(each)
            yield each, replace(result, seconds=seconds)


def _own(trunk: Struct, branch: Struct) -> list[str]:
    """What a branch has of its own from the first day with a budget on."""
    return [
        path for (path, mine, name), (_, its, _) in zip(trunk.each(), branch.each(), strict=True)
        if path in FROM_THE_BUDGET and not equal(mine.array(name), its.array(name))
    ]  # fmt: skip
