"""Work away from the county: placement, return, and the search that may follow."""

from __future__ import annotations

from typing import Any

from jobsim.county.groups import G
from jobsim.county.records import NEVER
from jobsim.lives.agenda import first_exit, wait
from jobsim.lives.codes import S
from jobsim.lives.relevance import NOBODY_LOOKS, looked_at
from jobsim.lives.world import (
    PERSON,
    Life,
    World,
    begin,
    clocks_of,
    draw,
    facts_of,
    groups_in_spell,
    heard,
    month_day,
    next_exit,
    reach,
    still_watched,
    watched,
)
from jobsim.vocabulary import EXITS, F, M, Phase, State, codes

_EXIT = codes(EXITS["away"])


def away_facts(w: Any, p: int) -> Any:
    facts = facts_of(w, p)
    facts[F.placed_by_operator] = w.person.by_operator[p]
    return facts


def reach_placement(w: Any, p: int, groups: int) -> None:
    reach(w, M.placed_away, p, away_facts(w, p), -1, groups)


def reach_month(w: Any, p: int, month: int, groups: int) -> bool:
    """The so-many-th month of work away is completed. Whether a programme takes it up."""
    facts = away_facts(w, p)
    facts[F.months], facts[F.months_total] = 1, month
    return reach(w, M.away_month, p, facts, -1, groups)


def look_again(w: Any, p: int, groups: int) -> tuple[int, int]:
    """The first and last month away that a programme still looks at, asked when none took up the last."""
    return still_watched(w, M.away_month, PERSON, p, w.person.spell_start[p], groups, away_facts(w, p), False)


def go_away(w: Any, p: int) -> tuple[int, int]:
    """The first day away, or of the run; the months that a programme looks at of a spell that began in the run."""
    groups = groups_in_spell(w, p)
    if w.person.spell_start[p] < w.model.first or not (heard(w, M.placed_away) or heard(w, M.away_month)):
        return NOBODY_LOOKS
    w.person.by_operator[p] = int(draw(w, S.operator, p) < w.model.operator_share)
    reach_placement(w, p, groups)
    return watched(w, M.away_month, groups, away_facts(w, p), 0)


def come_back(w: Any, p: int, exit_: int) -> None:
    w.person.returned[p] = w.today
    rural = w.person.groups[p] & G.rural
    begin(w, p, State.SEARCHING if exit_ == _EXIT.return_to_search or not rural else State.AT_HOME)


# -- SimPy process ----------------------------------------------------------------------------


def away(w: World, p: int) -> Life:
    """From the placement to the return."""
    start, groups = w.person.spell_start[p], groups_in_spell(w, p)
    month, last = go_away(w, p)
    exit_day, exit_ = next_exit(w, p, clocks_of(w, p))
    while looked_at(month, last) and month_day(start, month) <= exit_day:
        yield from w.wait(p, month_day(start, month), Phase.ENDINGS)
        taken = reach_month(w, p, month, groups)
        month += 1
        if not taken:
            first, last = look_again(w, p, groups)
            month = max(month, first)
    yield from w.wait(p, exit_day, Phase.DECISIONS)
    come_back(w, p, exit_)


# -- compiled handlers --------------------------------------------------------------------------


def enter_away(w: Any, p: int) -> None:
    person = w.person
    person.month[p], person.watched[p] = go_away(w, p)
    first_exit(w, p, 0)
    away_event(w, p)


def away_event(w: Any, p: int) -> None:
    person = w.person
    exit_day = person.exit_day[p]
    while True:
        month = person.month[p]
        completed = month_day(person.spell_start[p], month) if looked_at(month, person.watched[p]) else NEVER
        if completed > exit_day or completed == NEVER:
            break
        if not wait(w, p, completed, Phase.ENDINGS):
            return
        taken = reach_month(w, p, person.month[p], groups_in_spell(w, p))
        person.month[p] += 1
        if not taken:
            first, person.watched[p] = look_again(w, p, groups_in_spell(w, p))
            person.month[p] = max(person.month[p], first)
    if wait(w, p, exit_day, Phase.DECISIONS):
        come_back(w, p, person.exit[p])
