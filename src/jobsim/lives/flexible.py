"""Flexible employment: own-account and gig work, insured or not, month by month."""

from __future__ import annotations

from jobsim import days
from jobsim.county.records import NEVER
from jobsim.lives.job import set_allowance
from jobsim.lives.model import quantile
from jobsim.lives.search import ask, take
from jobsim.lives.venture import found
from jobsim.lives.world import POOL_OF, F, Life, World
from jobsim.vocabulary import EXITS, Phase, State

_EXITS = EXITS["flexible"]


def terms(w: World, p: int) -> None:
    """Income and insurance of a new spell."""
    person = w.person
    person.insured[p] = w.draw("insured", p) < w.model.flexible_insured[person.behaviour[p]]
    person.wage[p] = round(quantile(w.model.flexible_wage, w.draw("wage", p)) * 100)
    person.by_operator[p] = w.draw("operator", p) < w.model.operator_share


def flexible_facts(w: World, p: int) -> list[int]:
    person = w.person
    facts = w.facts(p)
    facts[F["months_total"]] = days.months_between(person.spell_start[p], w.today)
    facts[F["insured"]], facts[F["wage"]] = person.insured[p], person.wage[p]
    facts[F["minimum_wage_percent"]] = 100 * person.wage[p] // max(1, w.model.at(w.model.minimum_wage, w.today))
    facts[F["placed_by_operator"]] = person.by_operator[p]
    return facts


def reach_month(w: World, p: int, groups: int) -> None:
    """A month of flexible work is completed: what the worker paid for insurance, and the allowance the family lost."""
    facts = flexible_facts(w, p)
    facts[F["months"]] = 1
    if w.person.insured[p]:
        facts[F["own_insurance"]] = round(w.model.contribution_base(0, w.today) * w.model.own_rate)
    set_allowance(w, p, facts)
    w.reach("flexible_month", p, facts, -1, groups)


def flexible(w: World, p: int) -> Life:
    person, model = w.person, w.model
    terms(w, p)
    start, groups = person.spell_start[p], w.groups_in_spell(p)
    if start >= model.first:
        w.reach("flexible_started", p, flexible_facts(w, p), -1, groups)
    clocks = w.clocks(p, w.barred(p, _EXITS))
    month = days.months_between(start, w.today - 1) + 1
    watched = w.relevance.watched("flexible_month", groups, flexible_facts(w, p))
    requests = 0
    while True:
        exit_day, exit_ = clocks.next()
        month_day = days.add_months(start, month) - 1 if watched else NEVER
        if month_day <= exit_day and month_day < NEVER:
            yield from w.wait(p, month_day, Phase.ENDINGS)
            reach_month(w, p, groups)
            month += 1
            continue
        yield from w.wait(p, exit_day, Phase.DECISIONS)
        name = _EXITS[exit_]
        if name in POOL_OF:
            requests += 1
            place = yield from ask(w, p, clocks, exit_, name, requests)
            if place < 0:
                month = max(month, days.months_between(start, w.today) + 1)
                continue
            take(w, p, name, place)
        elif name == "venture":
            found(w, p)
        elif name == "away":
            w.begin(p, State.AWAY)
        else:
            w.begin(p, State.AT_HOME if w.static[p] & 1 else State.SEARCHING)
        return
