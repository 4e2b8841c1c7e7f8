"""Internships: 3 to 12 months with a host, retention at the end, settlement of the unit."""

from __future__ import annotations

from jobsim import days
from jobsim.lives.model import pick, quantile
from jobsim.lives.world import F, Life, World
from jobsim.vocabulary import EXITS, Phase, State

_EXITS = EXITS["intern"]


def start_internship(w: World, p: int) -> None:
    """Start with a host of the intern's own keyed choice."""
    w.begin(p, State.INTERN)
    host = w.hosts[int(w.draw("host", p) * len(w.hosts))] if w.hosts else 0
    w.person.employer[p] = host
    w.person.wage[p] = round(quantile(w.model.stipend, w.draw("stipend", p)) * 100)
    w.add("interns_started")


def intern_facts(w: World, p: int, host: int) -> list[int]:
    facts = w.facts(p)
    w.firm_facts(facts, host)
    facts[F["months_total"]] = days.months_between(w.person.spell_start[p], w.today)
    return facts


def internship(w: World, p: int) -> Life:
    """Months with the host until the agreed end, an early contract or dropping out."""
    from jobsim.lives.job import start_job

    person, model = w.person, w.model
    host, start, groups = person.employer[p], person.spell_start[p], w.groups_in_spell(p)
    if start >= model.first:
        w.reach("internship_started", p, intern_facts(w, p, host), host, groups)
    length = max(1, pick(model.internship_length, w.draw("internship_length", p)))
    end = max(days.add_months(start, length) - 1, w.today + 1)
    clocks = w.clocks(p)
    month = days.months_between(start, w.today - 1) + 1
    while True:
        exit_day, exit_ = clocks.next()
        month_day = days.add_months(start, month) - 1
        if month_day <= min(end, exit_day):
            yield from w.wait(p, month_day, Phase.ENDINGS)
            reach_month(w, p, host, groups)
            month += 1
            if month_day < end:
                continue
        elif exit_day < end:
            yield from w.wait(p, exit_day, Phase.DECISIONS)
        else:
            yield from w.wait(p, end, Phase.ENDINGS)
        early = w.today < end
        retained = _EXITS[exit_] == "early_contract" if early else w.draw("retention", p) < model.retention
        long = retained and w.draw("long_contract", p) < model.long_contract
        insured = retained and w.uniform("insured", p, person.spell[p] + 1) < model.intern_insured
        finish(
            w, p, host, groups, retained, completed=not early or retained, contract=12 if long else 0, insured=insured
        )
        if retained:
            start_job(w, p, host, from_internship=True, long_contract=w.draw("long_contract", p) < model.long_contract)
        else:
            w.begin(p, State.SEARCHING)
        return


def reach_month(w: World, p: int, host: int, groups: int) -> None:
    """A month with the host is completed."""
    facts = intern_facts(w, p, host)
    facts[F["months"]] = 1
    facts[F["stipend"]] = w.person.wage[p]
    w.reach("internship_month", p, facts, host, groups)
    w.firm.intern_months[host] += 1


def finish(
    w: World, p: int, host: int, groups: int, retained: bool, *, completed: bool, contract: int, insured: bool
) -> None:
    """The internship is over: the unit's counts, and the milestone."""
    w.pools["internship"].give_back()
    w.firm.completed[host] += completed
    w.firm.retained[host] += retained
    facts = intern_facts(w, p, host)
    facts[F["retained"]] = int(retained)
    facts[F["contract_months"]], facts[F["insured"]] = contract, int(insured)
    w.reach("internship_ended", p, facts, host, groups)
    w.person.employer[p] = -1
