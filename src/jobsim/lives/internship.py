"""Internships: 3 to 12 months with a host, retention at the end, settlement of the unit."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.codes import Flow, Place, S
from jobsim.lives.job import start_job
from jobsim.lives.model import pick, quantile
from jobsim.lives.world import (
    Life,
    World,
    add,
    begin,
    clocks_of,
    draw,
    facts_of,
    firm_facts,
    give_back,
    groups_in_spell,
    month_day,
    months_in_spell,
    next_exit,
    next_month,
    reach,
    uniform,
)
from jobsim.vocabulary import EXITS, F, M, Phase, State, codes

_EXIT = codes(EXITS["intern"])


def start_internship(w: Any, p: int) -> None:
    """Start with a host of the intern's own keyed choice. Where there is none, no post was opened."""
    begin(w, p, State.INTERN)
    host = w.hosts[int(draw(w, S.host, p) * len(w.hosts))]
    w.person.employer[p] = host
    w.person.wage[p] = round(quantile(w.model.stipend, draw(w, S.stipend, p)) * 100)
    add(w, Flow.interns_started, 1.0)


def intern_facts(w: Any, p: int, host: int) -> Any:
    facts = facts_of(w, p)
    firm_facts(w, facts, host)
    facts[F.months_total] = months_in_spell(w, p)
    return facts


def agreed_end(w: Any, p: int) -> int:
    """The first day with the host, or of the run; the last day that was agreed."""
    start = w.person.spell_start[p]
    if start >= w.model.first:
        host = w.person.employer[p]
        reach(w, M.internship_started, p, intern_facts(w, p, host), host, groups_in_spell(w, p))
    return max(days.add_months(start, agreed_months(w, p)) - 1, w.today + 1)


def agreed_months(w: Any, p: int) -> int:
    """The length that was agreed for the internship."""
    return max(1, pick(w.model.internship_length, draw(w, S.internship_length, p)))


def reach_month(w: Any, p: int, host: int, groups: int) -> None:
    """A month with the host is completed."""
    facts = intern_facts(w, p, host)
    facts[F.months] = 1
    facts[F.stipend] = w.person.wage[p]
    reach(w, M.internship_month, p, facts, host, groups)
    w.firm.intern_months[host] += 1


def finish(
    w: Any, p: int, host: int, groups: int, agreed: int, early: bool, retained: bool, contract: int, insured: bool
) -> None:
    """The internship is over, or broken off ``early``: the unit's counts, and the milestone.

    Of an intern kept early the months agreed and not completed remain; a month begun is one of them.
    """
    give_back(w, Place.internship)
    w.firm.completed[host] += int(not early or retained)
    w.firm.retained[host] += int(retained)
    facts = intern_facts(w, p, host)
    facts[F.agreed_months], facts[F.early] = agreed, int(early)
    facts[F.remaining_months] = max(0, agreed - facts[F.months_total]) if early and retained else 0
    facts[F.retained] = int(retained)
    facts[F.contract_months], facts[F.insured] = contract, int(insured)
    reach(w, M.internship_ended, p, facts, host, groups)
    w.person.employer[p] = -1


def end_internship(w: Any, p: int, end: int, exit_: int) -> bool:
    """The intern leaves today, by an exit if before the agreed end; whether the host keeps the intern."""
    person, model = w.person, w.model
    host, early = person.employer[p], w.today < end
    retained = exit_ == _EXIT.early_contract if early else draw(w, S.retention, p) < model.retention
    long = retained and draw(w, S.long_contract, p) < model.long_contract
    insured = retained and uniform(w, S.insured, p, person.spell[p] + 1) < model.intern_insured
    finish(w, p, host, groups_in_spell(w, p), agreed_months(w, p), early, retained, 12 if long else 0, insured)
    return retained


def after_internship(w: Any, p: int, host: int, retained: bool) -> None:
    """A job with the host, or a search."""
    if retained:
        start_job(w, p, host, True, draw(w, S.long_contract, p) < w.model.long_contract)
    else:
        begin(w, p, State.SEARCHING)


# -- SimPy process ----------------------------------------------------------------------------


def internship(w: World, p: int) -> Life:
    """Months with the host until the agreed end, an early contract or dropping out."""
    host, start, groups = w.person.employer[p], w.person.spell_start[p], groups_in_spell(w, p)
    end = agreed_end(w, p)
    exit_day, exit_ = next_exit(w, p, clocks_of(w, p))
    month = next_month(start, w.today)
    while True:
        completed = month_day(start, month)
        if completed <= min(end, exit_day):
            yield from w.wait(p, completed, Phase.ENDINGS)
            reach_month(w, p, host, groups)
            month += 1
            if completed < end:
                continue
        elif exit_day < end:
            yield from w.wait(p, exit_day, Phase.DECISIONS)
        else:
            yield from w.wait(p, end, Phase.ENDINGS)
        after_internship(w, p, host, end_internship(w, p, end, exit_))
        return


# -- compiled handlers --------------------------------------------------------------------------


def enter_internship(w: Any, p: int) -> None:
    person = w.person
    person.end[p] = agreed_end(w, p)
    first_exit(w, p, 0)
    person.month[p] = next_month(person.spell_start[p], w.today)
    internship_event(w, p)


def internship_event(w: Any, p: int) -> None:
    person = w.person
    host, end, exit_day = person.employer[p], person.end[p], person.exit_day[p]
    while True:
        completed = month_day(person.spell_start[p], person.month[p])
        if completed <= min(end, exit_day):
            if not wait(w, p, completed, Phase.ENDINGS):
                return
            reach_month(w, p, host, groups_in_spell(w, p))
            person.month[p] += 1
            if completed < end:
                continue
        elif exit_day < end:
            if not wait(w, p, exit_day, Phase.DECISIONS):
                return
        elif not wait(w, p, end, Phase.ENDINGS):
            return
        after_internship(w, p, host, end_internship(w, p, end, person.exit[p]))
        return
