"""Public-welfare posts, urban and rural: months in the post until its end, a job, or retirement."""

from __future__ import annotations

from jobsim import days
from jobsim.lives.job import set_allowance
from jobsim.lives.world import F, Life, World
from jobsim.vocabulary import Phase, State


def start_post(w: World, p: int) -> None:
    w.person.post_urban[p] = w.uniform("post_kind", p, w.person.spell[p] + 1) < w.model.post_urban
    w.begin(p, State.PUBLIC_POST)


def terms(w: World, p: int) -> None:
    """Insurance and pay of the post; the pay is the minimum wage. Posts held at the start get their kind here."""
    if w.person.spell[p] == 0:
        w.person.post_urban[p] = w.uniform("post_kind", p) < w.model.post_urban
    w.person.insured[p] = w.draw("post_insured", p) < w.model.post_insured
    w.person.wage[p] = w.model.at(w.model.minimum_wage, w.today)


def post_facts(w: World, p: int) -> list[int]:
    facts = w.facts(p)
    facts[F["months_total"]] = days.months_between(w.person.spell_start[p], w.today)
    facts[F["insured"]] = w.person.insured[p]
    facts[F["wage"]] = w.person.wage[p]
    facts[F["urban_post"]] = int(w.person.post_urban[p])
    return facts


def last_post_day(start: int, months: int, retires: int) -> int:
    """Three years, or to retirement if fewer than five years remain when the post is taken up."""
    if retires - start < 1826:
        return retires
    return days.add_months(start, months) - 1


def reach_month(w: World, p: int, groups: int) -> None:
    """A month in the post is completed: what the unit paid for insurance, and the allowance the family lost."""
    facts = post_facts(w, p)
    facts[F["months"]] = 1
    if w.person.insured[p]:
        base = w.model.contribution_base(w.person.wage[p], w.today)
        facts[F["employer_insurance"]] = round(base * w.model.employer_rate)
    set_allowance(w, p, facts)
    w.reach("post_month", p, facts, -1, groups)


def public_post(w: World, p: int) -> Life:
    person = w.person
    terms(w, p)
    start, groups = person.spell_start[p], w.groups_in_spell(p)
    if start >= w.model.first:
        w.reach("post_started", p, post_facts(w, p), -1, groups)
    end = max(last_post_day(start, w.model.post_months, w.retires[p]), w.today + 1)
    clocks = w.clocks(p)
    month = days.months_between(start, w.today - 1) + 1
    watched = w.relevance.watched("post_month", groups)
    while True:
        exit_day, _ = clocks.next()
        month_day = days.add_months(start, month) - 1 if watched else end + 1
        if month_day <= min(end, exit_day):
            yield from w.wait(p, month_day, Phase.ENDINGS)
            reach_month(w, p, groups)
            month += 1
            continue
        if exit_day < end:
            yield from w.wait(p, exit_day, Phase.DECISIONS)
        else:
            yield from w.wait(p, end, Phase.ENDINGS)
        w.pools["public_post"].give_back()
        w.begin(p, State.AT_HOME if w.static[p] & 1 else State.SEARCHING)
        return
