"""Work away from the county: placement, return, and the search that may follow."""

from __future__ import annotations

from jobsim import days
from jobsim.lives.world import F, Life, World
from jobsim.vocabulary import EXITS, Phase, State

_EXITS = EXITS["away"]


def away_facts(w: World, p: int, by_operator: bool) -> list[int]:
    facts = w.facts(p)
    facts[F["placed_by_operator"]] = int(by_operator)
    return facts


def reach_placement(w: World, p: int, by_operator: bool, groups: int) -> None:
    w.reach("placed_away", p, away_facts(w, p, by_operator), -1, groups)


def reach_month(w: World, p: int, month: int, by_operator: bool, groups: int) -> None:
    """The so-many-th month of work away is completed."""
    facts = away_facts(w, p, by_operator)
    facts[F["months"]], facts[F["months_total"]] = 1, month
    w.reach("away_month", p, facts, -1, groups)


def away(w: World, p: int) -> Life:
    start, groups = w.person.spell_start[p], w.groups_in_spell(p)
    by_operator = w.draw("operator", p) < w.model.operator_share
    if start >= w.model.first:
        reach_placement(w, p, by_operator, groups)
    clocks = w.clocks(p)
    exit_day, exit_ = clocks.next()
    watched = start >= w.model.first and w.relevance.watched("away_month", groups, away_facts(w, p, by_operator))
    month = 1
    while watched:
        month_day = days.add_months(start, month) - 1
        if month_day > exit_day:
            break
        yield from w.wait(p, month_day, Phase.ENDINGS)
        reach_month(w, p, month, by_operator, groups)
        month += 1
    yield from w.wait(p, exit_day, Phase.DECISIONS)
    w.person.returned[p] = w.today
    searching = _EXITS[exit_] == "return_to_search" or not w.static[p] & 1
    w.begin(p, State.SEARCHING if searching else State.AT_HOME)
