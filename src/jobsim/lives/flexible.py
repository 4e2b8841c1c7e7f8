"""Flexible employment: own-account and gig work, insured or not, month by month."""

from __future__ import annotations

from typing import Any

from jobsim.county.records import NEVER
from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.allowance import set_allowance
from jobsim.lives.codes import PLACE_OF, S
from jobsim.lives.model import fen_at, own_contribution, quantile
from jobsim.lives.relevance import NOBODY_LOOKS, looked_at
from jobsim.lives.search import answered, ask, ask_place, take
from jobsim.lives.venture import found
from jobsim.lives.world import (
    Life,
    World,
    barred,
    begin,
    clocks_of,
    draw,
    facts_of,
    groups_in_spell,
    heard,
    home_or,
    month_day,
    months_in_spell,
    next_exit,
    next_month,
    reach,
    watched,
    watched_groups,
)
from jobsim.vocabulary import EXITS, F, M, Phase, State, codes

_EXIT = codes(EXITS["flexible"])


def terms(w: Any, p: int) -> None:
    """Income and insurance of a new spell."""
    person = w.person
    person.insured[p] = int(draw(w, S.insured, p) < w.model.flexible_insured[person.behaviour[p]])
    person.wage[p] = round(quantile(w.model.flexible_wage, draw(w, S.wage, p)) * 100)
    person.by_operator[p] = int(draw(w, S.operator, p) < w.model.operator_share)


def flexible_facts(w: Any, p: int) -> Any:
    person = w.person
    facts = facts_of(w, p)
    facts[F.months_total] = months_in_spell(w, p)
    facts[F.insured], facts[F.wage] = person.insured[p], person.wage[p]
    facts[F.minimum_wage_percent] = 1000 * person.wage[p] // max(1, fen_at(w.model.minimum_wage, facts[F.day]))
    facts[F.placed_by_operator] = person.by_operator[p]
    return facts


def take_up_flexible_work(w: Any, p: int) -> tuple[int, int]:
    """The first day of the spell, or of the run; the first and last of its months that a programme looks at."""
    terms(w, p)
    groups = groups_in_spell(w, p)
    if w.person.spell_start[p] >= w.model.first and heard(w, M.flexible_started):
        reach(w, M.flexible_started, p, flexible_facts(w, p), -1, groups)
    if not watched_groups(w, M.flexible_month, groups, 0):
        return NOBODY_LOOKS
    return watched(w, M.flexible_month, groups, flexible_facts(w, p), 0)


def reach_month(w: Any, p: int, groups: int) -> None:
    """A month of flexible work is completed: what the worker paid for insurance, and the allowance the family lost."""
    facts = flexible_facts(w, p)
    facts[F.months] = 1
    if w.person.insured[p]:
        facts[F.own_insurance] = own_contribution(w, w.today)
    set_allowance(w, p, facts)
    reach(w, M.flexible_month, p, facts, -1, groups)


def leave_flexible_work(w: Any, p: int, exit_: int) -> None:
    """The exits that ask for no place."""
    if exit_ == _EXIT.venture:
        found(w, p)
    elif exit_ == _EXIT.away:
        begin(w, p, State.AWAY)
    else:
        begin(w, p, home_or(w, p, State.SEARCHING))


# -- SimPy process ----------------------------------------------------------------------------


def flexible(w: World, p: int) -> Life:
    """From the first day of flexible work to the way out."""
    first, looks = take_up_flexible_work(w, p)
    start, groups = w.person.spell_start[p], groups_in_spell(w, p)
    clocks = clocks_of(w, p, barred(w, p))
    month = max(first, next_month(start, w.today))
    requests = 0
    while True:
        exit_day, exit_ = next_exit(w, p, clocks)
        completed = month_day(start, month) if looked_at(month, looks) else NEVER
        if completed <= exit_day and completed < NEVER:
            yield from w.wait(p, completed, Phase.ENDINGS)
            reach_month(w, p, groups)
            month += 1
            continue
        yield from w.wait(p, exit_day, Phase.DECISIONS)
        place = PLACE_OF[State.FLEXIBLE][exit_]
        if place < 0:
            leave_flexible_work(w, p, exit_)
            return
        requests += 1
        granted = yield from ask(w, p, clocks, exit_, place, requests)
        if granted >= 0:
            take(w, p, place, granted)
            return
        month = max(month, next_month(start, w.today + 1))


# -- compiled handlers --------------------------------------------------------------------------


def enter_flexible(w: Any, p: int) -> None:
    person = w.person
    first, person.watched[p] = take_up_flexible_work(w, p)
    first_exit(w, p, barred(w, p))
    person.month[p], person.count[p] = max(first, next_month(person.spell_start[p], w.today)), 0
    flexible_event(w, p)


def flexible_event(w: Any, p: int) -> None:
    person = w.person
    while True:
        exit_day = person.exit_day[p]
        month = person.month[p]
        completed = month_day(person.spell_start[p], month) if looked_at(month, person.watched[p]) else NEVER
        if completed <= exit_day and completed < NEVER:
            if not wait(w, p, completed, Phase.ENDINGS):
                return
            reach_month(w, p, groups_in_spell(w, p))
            person.month[p] += 1
            continue
        if not wait(w, p, exit_day, Phase.DECISIONS):
            return
        place = PLACE_OF[State.FLEXIBLE][person.exit[p]]
        if place < 0:
            leave_flexible_work(w, p, person.exit[p])
        else:
            ask_place(w, p, place)
        return


def flexible_answer(w: Any, p: int, place: int, granted: int) -> None:
    """CLEARING has decided on a request."""
    person = w.person
    if answered(w, p, place, granted):
        person.month[p] = max(person.month[p], next_month(person.spell_start[p], w.today + 1))
        flexible_event(w, p)
