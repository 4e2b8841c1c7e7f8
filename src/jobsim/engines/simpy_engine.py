"""The SimPy engine: each life a process one can read from top to bottom, each institution too.

Time is ``day + phase / 8``, exact in binary. Within a phase SimPy's own order is by scheduling; nothing may
depend on it, which a test proves by shuffling it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import simpy

from jobsim import days
from jobsim.county.records import Columns, origins
from jobsim.county.synthesis import County, synthesise
from jobsim.draws import Draws
from jobsim.engines.calendar import CalendarEnvironment
from jobsim.engines.result import INDICATOR_DTYPE, Replication
from jobsim.engines.targets import assess_targets, calendar_indicators, ledger_indicators
from jobsim.finance.budget_lines import budget_dues
from jobsim.finance.desk import Desk
from jobsim.finance.evidence import Witness
from jobsim.finance.ledger import Ledger
from jobsim.finance.treasury import Treasury
from jobsim.lives import firms
from jobsim.lives.at_home import at_home
from jobsim.lives.away import away
from jobsim.lives.flexible import flexible
from jobsim.lives.internship import internship
from jobsim.lives.job import job
from jobsim.lives.model import Model
from jobsim.lives.observe import Observer
from jobsim.lives.out import out
from jobsim.lives.project_job import project_job
from jobsim.lives.public_post import public_post
from jobsim.lives.retirement import retire
from jobsim.lives.school import school
from jobsim.lives.search import search
from jobsim.lives.state_programme import state_programme
from jobsim.lives.training import course
from jobsim.lives.venture import venture
from jobsim.lives.world import FIRM, Life, Retirement, World
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.drawn import Drawn, parameters_of
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import TAXES, Phase, State

LIVES: dict[State, Callable[[World, int], Life]] = {
    State.SCHOOL: school,
    State.SEARCHING: search,
    State.INTERN: internship,
    State.EMPLOYED: job,
    State.FLEXIBLE: flexible,
    State.PUBLIC_POST: public_post,
    State.VENTURE: venture,
    State.TRAINING: course,
    State.AWAY: away,
    State.STATE_PROGRAMME: state_programme,
    State.PROJECT_JOB: project_job,
    State.AT_HOME: at_home,
    State.OUT: out,
}


def life(w: World, p: int) -> Life:
    """A person's whole life within the horizon: one spell after the other, until retirement."""
    try:
        while True:
            yield from LIVES[State(int(w.person.state[p]))](w, p)
    except Retirement:
        retire(w, p)


def clearing(w: World) -> Life:
    """Every day, what is scarce is shared among those who ask."""
    for day in range(w.model.first, w.model.last + 1):
        yield w.at(day, Phase.CLEARING)
        w.vacancies.clear(day)
        for pool in w.pools:
            pool.clear(day)


def office(w: World) -> Life:
    """The employment bureau and the treasury, every day in their phases."""
    desk, treasury = w.desk, w.desk.treasury
    for day in range(w.model.first, w.model.last + 1):
        if day > w.model.first:
            yield w.at(day, Phase.INSTITUTION)
        treasury.open_day(day)
        yield w.at(day, Phase.CLAIMS)
        desk.claims(day)
        yield w.at(day, Phase.TREASURY)
        treasury.pay(day)


def open_desk(
    scenario: Scenario, parameters: Parameters, draws: Draws, county: County, columns: Any,
    witness: Witness | None = None,
) -> Desk:  # fmt: skip
    """The claims desk with its rule book, ledger and treasury.

    Tax due is that of insured staff at the last month end.
    """
    ledger = Ledger()

    def tax_due(payee_kind: int, payee: int, year: int) -> list[int]:
        if payee_kind != FIRM or not 0 <= payee < county.firms_proper:
            return [0] * len(TAXES)  # start-ups owe no tax in their first years
        return [tax * columns.insured_seen[payee] for tax in columns.tax[payee]]

    return Desk(
        RuleBook.build(scenario, parameters),
        Treasury.build(scenario, parameters, ledger),
        ledger,
        draws,
        tax_due=tax_due,
        dues=budget_dues(scenario, parameters),
        first=days.day_of(scenario.horizon.history_from),
        witness=witness,
    )


def run(
    scenario: Scenario,
    seed: int,
    replication: int,
    *,
    static: bool = False,
    journeys_of: frozenset[int] = frozenset(),
    shuffle: int | None = None,
    evidence: bool = False,
    drawn: Drawn | None = None,
) -> Replication:
    """One replication on SimPy. ``shuffle`` permutes what falls on the same moment; the result is the same."""
    started = time.perf_counter()
    draws = Draws(seed, replication)
    parameters = parameters_of(scenario, draws, drawn)
    model = Model(scenario, parameters, static=static).plain()
    county = synthesise(scenario, parameters, draws)
    columns = Columns(county.firms)
    witness = Witness() if evidence else None
    desk = open_desk(scenario, parameters, draws, county, columns, witness)
    env = CalendarEnvironment(model.first, shuffle)
    watched = np.flatnonzero(np.isin(county.keys, list(journeys_of)))
    w = World(env, model, county, columns, draws, desk, frozenset(watched.tolist()))
    w.begin_history()
    observer = Observer(w)
    for process in (firms.openings(w), firms.labour_market(w), firms.recognitions(w), firms.contributions(w)):
        env.process(process)
    for event in scenario.events.values():
        env.process(firms.scheduled(w, event))
    for process in (clearing(w), office(w), observer.process()):
        env.process(process)
    for p in range(len(w.key)):
        env.process(life(w, p))
    drain(env, model.last + 1)
    desk.finish()
    ledger = desk.ledger.rows
    rows = observer.rows + calendar_indicators(model)
    rows += ledger_indicators(scenario, parameters, ledger, model.first, model.last)
    return Replication(
        replication=replication,
        ledger=ledger,
        fund_years=desk.treasury.fund_years(),
        indicators=np.array(sorted(rows), INDICATOR_DTYPE),
        targets=assess_targets(scenario, parameters, rows, ledger),
        parameters=dict(sorted(parameters.drawn.items())),
        events=w.events,
        seconds=time.perf_counter() - started,
        journeys=[(*entry[:3], *entry[4:]) for entry in sorted(w.journeys, key=lambda entry: entry[:4])],
        evidence=None if witness is None else witness.evidence,
        persons=None if witness is None else origins(county.persons),
    )


def drain(env: simpy.Environment, until: float) -> None:
    """Step through all events before ``until``."""
    while env.peek() < until:
        env.step()
