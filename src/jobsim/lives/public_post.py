"""Public-welfare posts, urban and rural: months in the post until its end, a job, or retirement."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.county.groups import G
from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.allowance import set_allowance
from jobsim.lives.codes import Place, S
from jobsim.lives.model import contribution_base, fen_at
from jobsim.lives.world import (
    Life,
    World,
    begin,
    clocks_of,
    draw,
    facts_of,
    give_back,
    groups_in_spell,
    home_or,
    month_day,
    months_in_spell,
    next_exit,
    next_month,
    present_day,
    reach,
    retires_by_law,
    uniform,
    watched_groups,
)
from jobsim.vocabulary import F, M, Phase, State

_FIVE_YEARS = 60  # months


def start_post(w: Any, p: int, pool: int) -> None:
    """Take a post of this pool today. Posts of last resort are urban or rural as the household is."""
    person = w.person
    if pool == Place.last_resort:
        person.post_urban[p] = int(person.groups[p] & G.rural == 0)
    else:
        person.post_urban[p] = int(uniform(w, S.post_kind, p, person.spell[p] + 1) < w.model.post_urban)
    begin(w, p, State.PUBLIC_POST)
    person.origin[p] = pool


def terms(w: Any, p: int) -> None:
    """Insurance and pay of the post; the pay is the minimum wage. Posts held at the start get their kind here."""
    person = w.person
    if person.spell[p] == 0:
        person.origin[p] = Place.public_post
        person.post_urban[p] = int(uniform(w, S.post_kind, p, 0) < w.model.post_urban)
    person.insured[p] = int(draw(w, S.post_insured, p) < w.model.post_insured[person.post_urban[p]])
    person.wage[p] = fen_at(w.model.minimum_wage, present_day(w, p))


def post_facts(w: Any, p: int) -> Any:
    person = w.person
    facts = facts_of(w, p)
    facts[F.months_total] = months_in_spell(w, p)
    facts[F.insured] = person.insured[p]
    facts[F.wage] = person.wage[p]
    facts[F.urban_post] = int(person.post_urban[p])
    return facts


def last_post_day(start: int, months: int, expected: int, retires: int) -> int:
    """Three years, or to retirement if fewer than five years remain when the post is taken up, as the law stands then.

    ``expected`` is the day of retirement by that law.
    """
    if days.days_past(start, _FIVE_YEARS, expected) < 0:
        return retires
    return days.add_months(start, months) - 1


def take_up_post(w: Any, p: int) -> int:
    """The first day in the post, or of the run; the last day agreed."""
    terms(w, p)
    start = w.person.spell_start[p]
    if start >= w.model.first:
        reach(w, M.post_started, p, post_facts(w, p), -1, groups_in_spell(w, p))
    return max(last_post_day(start, w.model.post_months, retires_by_law(w, p, start), w.person.retires[p]), w.today + 1)


def reach_month(w: Any, p: int, groups: int) -> None:
    """A month in the post is completed: what the unit paid for insurance, and the allowance the family lost."""
    facts = post_facts(w, p)
    facts[F.months] = 1
    if w.person.insured[p]:
        base = contribution_base(w, w.person.wage[p], w.today)
        facts[F.employer_insurance] = round(base * w.model.employer_rate)
    set_allowance(w, p, facts)
    reach(w, M.post_month, p, facts, -1, groups)


def leave_post(w: Any, p: int) -> None:
    give_back(w, w.person.origin[p])
    begin(w, p, home_or(w, p, State.SEARCHING))


# -- SimPy process ----------------------------------------------------------------------------


def public_post(w: World, p: int) -> Life:
    """From the first day in the post to the last."""
    end = take_up_post(w, p)
    start, groups = w.person.spell_start[p], groups_in_spell(w, p)
    exit_day, _ = next_exit(w, p, clocks_of(w, p))
    month = next_month(start, w.today)
    looks = watched_groups(w, M.post_month, groups, 0)
    while True:
        completed = month_day(start, month) if looks else end + 1
        if completed <= min(end, exit_day):
            yield from w.wait(p, completed, Phase.ENDINGS)
            reach_month(w, p, groups)
            month += 1
            continue
        if exit_day < end:
            yield from w.wait(p, exit_day, Phase.DECISIONS)
        else:
            yield from w.wait(p, end, Phase.ENDINGS)
        leave_post(w, p)
        return


# -- compiled handlers --------------------------------------------------------------------------


def enter_public_post(w: Any, p: int) -> None:
    person = w.person
    person.end[p] = take_up_post(w, p)
    first_exit(w, p, 0)
    person.month[p] = next_month(person.spell_start[p], w.today)
    person.watched[p] = int(watched_groups(w, M.post_month, groups_in_spell(w, p), 0))
    public_post_event(w, p)


def public_post_event(w: Any, p: int) -> None:
    person = w.person
    end, exit_day = person.end[p], person.exit_day[p]
    while True:
        completed = month_day(person.spell_start[p], person.month[p]) if person.watched[p] else end + 1
        if completed <= min(end, exit_day):
            if not wait(w, p, completed, Phase.ENDINGS):
                return
            reach_month(w, p, groups_in_spell(w, p))
            person.month[p] += 1
            continue
        if exit_day < end:
            if not wait(w, p, exit_day, Phase.DECISIONS):
                return
        elif not wait(w, p, end, Phase.ENDINGS):
            return
        leave_post(w, p)
        return
