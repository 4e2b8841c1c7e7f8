"""Worlds of arrays on which handlers are tested apart from the kernel, as plain Python and compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from jobsim.county.records import FIRM_DTYPE, NEVER
from jobsim.county.synthesis import synthesise
from jobsim.draws import Draws
from jobsim.engines.compiled import engine, kernel, library, linking, make
from jobsim.engines.compiled.build import Builder
from jobsim.engines.compiled.native import entry
from jobsim.engines.compiled.struct import Interpreted, Layout, Struct
from jobsim.lives import clearing, firms, model, observe, world
from jobsim.lives.codes import FLOWS
from jobsim.lives.model import Model
from jobsim.scenario.parameters import Parameters
from jobsim.vocabulary import FACTS

SEED = 7
REPORT_DTYPE = np.dtype([("day", "i8"), ("milestone", "i8"), ("firm", "i8"), ("facts", "i8", (len(FACTS),))])
_ENGINES_OWN = (
    "first", "last", "today", "proper", "families", "full", "loan_balance", "slowest_registration", "venture_count",
    "seed_low", "seed_high", "replication", "person", "firm", "firm_count", "firm_blank", "venture_row", "ventures",
    "retires_before", "zero_family", "flow", "facts",
    "model", "places", "seen", "dealt",
)  # fmt: skip
_FIELDS = {name: engine.WORLD.fields[name] for name in _ENGINES_OWN} | {"report": (REPORT_DTYPE, 1), "reports": "int"}


def report(w, milestone, kind, agent, firm, facts, groups):
    """The claims desk of these tests: a list."""
    row = w.report[w.reports]
    row.day, row.milestone, row.firm = w.today, milestone, firm
    for k in range(len(facts)):
        row.facts[k] = facts[k]
    w.reports += 1
    return True


def watched_groups(w, milestone, groups, changing):
    return True


COUNTERPARTS = engine.COUNTERPARTS | {world.report: report, world.watched_groups: watched_groups}


class Stage:
    """A county before the first day. ``more`` are arrays that a test adds to its world."""

    def __init__(self, scenario, **more: Any) -> None:
        self.draws = Draws(SEED, 0)
        parameters = Parameters(scenario, self.draws.parameter)
        self.model = Model(scenario, parameters, static=False)
        self.county = synthesise(scenario, parameters, self.draws)
        self.more = more
        fields = _FIELDS | {name: (value.dtype, value.ndim) for name, value in more.items()}
        self.layout = Layout("world of a stage", fields)

    def world(self) -> Struct:
        """A fresh world of arrays, in which everybody has a row for a venture, founded or not."""
        county = self.county
        count, proper = len(county.persons), county.firms_proper
        firm = np.zeros(proper + count, FIRM_DTYPE)
        firm["founder"][proper:], firm["closes"][proper:] = np.arange(count), NEVER
        firm[:proper] = county.firms[:proper]
        firm[proper + county.firms["founder"][proper:]] = county.firms[proper:]
        return Struct(
            self.layout,
            first=self.model.first, last=self.model.last, today=self.model.first, proper=county.firms_proper,
            families=county.families, slowest_registration=-1, seed_low=SEED,
            person=county.persons.copy(), firm=firm, firm_count=len(firm), firm_blank=np.zeros(1, FIRM_DTYPE),
            venture_row=np.arange(proper, proper + count, dtype=np.int32),
            ventures=np.zeros(count, np.int32), zero_family=np.zeros(county.families, np.int32),
            retires_before=county.retires_before,
            flow=np.zeros(len(FLOWS)), facts=np.zeros(len(FACTS), np.int64), report=np.zeros(30_000, REPORT_DTYPE),
            model=Struct(engine.MODEL, **{name: getattr(self.model, name) for name in model.FIELDS}),
            places=Struct(engine.PLACES, **clearing.prepare(self.model, county), **firms.prepare(self.model, county)),
            dealt=Struct(engine.DEALT, **kernel.dealing()),
            seen=Struct(engine.SEEN, **observe.prepare(self.model, county)),
            **{name: value.copy() for name, value in self.more.items()},
        )  # fmt: skip

    def plain(self, function):
        """The function as plain Python over arrays."""
        built = Builder(COUNTERPARTS).build(function)
        return lambda w: built(Interpreted(w))

    def compiled(self, function):
        """The compiled function, every index checked. It gives back a number, as all entries do."""
        built = Builder(COUNTERPARTS, linking.one_version(make.decorator(boundscheck=True))).build(function)
        made = library.load(make.object_of(function.__name__, entry(self.layout, built, function.__name__)))
        return lambda w: made(w.address)
