"""Placement of last resort: which families are recognised, to whom a held post is offered, and when.

The law (Employment Promotion Law, article 56) speaks of urban families all of whose members of working age are
unemployed: they apply, the community confirms, and one member is offered a suitable job. A single person is such a
family like any other. Persons of other groups are offered a post once the market has had its time. Who that is and how
long it takes stands in the scenario.
"""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.county.groups import G
from jobsim.county.records import NEVER
from jobsim.lives.codes import Place, S
from jobsim.lives.model import pick
from jobsim.lives.plan import LATE, What, add_step
from jobsim.lives.world import admits, draw, groups_in_family, groups_now, present_day, uniform_of
from jobsim.vocabulary import Phase, State

NOBODY, DECLINED = -1, -2
"""Entries of ``w.zero_family`` for a recognised family: no member is registered any more; an offer was declined. Any
other is one more than the row of the member to whom the post is offered; 0 is a family that is not recognised."""
REQUEST = 62
"""Occurrence of the request in a spell: whoever asks again has the same lot."""


# -- families, at month ends -------------------------------------------------------------------


def look_at_family(w: Any, family: int) -> None:
    """An urban family is seen without work at the month's end: since when, whether it is recognised, who is helped."""
    seen = w.seen
    if seen.zero_since[family] == 0:
        seen.zero_since[family] = w.today
    if w.zero_family[family] == DECLINED:
        return
    known = seen.recognised[family] != 0
    if not known and (w.today - seen.zero_since[family] < w.model.recognised_after or not applies(w, family)):
        return
    member = registered_first(w, seen.family_first[family], seen.family_first[family + 1])
    if not known:
        if member < 0:
            return
        seen.recognised[family] = w.today
    w.zero_family[family] = member + 1 if member >= 0 else NOBODY


def applies(w: Any, family: int) -> bool:
    """Whether a family asks to be recognised when it is without work."""
    return bool(uniform_of(w, S.family_application, family, 0) < w.model.families_apply)


def registered_first(w: Any, begin: int, end: int) -> int:
    """Of the members of a family those who seek work and are registered: who has been so for longest; -1 nobody."""
    found, since = -1, NEVER
    for p in range(begin, end):
        registered = w.person.registered[p]
        if w.person.state[p] == State.SEARCHING and 0 < registered <= w.today and registered < since:
            found, since = p, registered
    return found


def is_overdue(w: Any, family: int) -> bool:
    """Whether a recognised family should have been helped by today. A family that declines an offer is not waiting."""
    recognised = w.seen.recognised[family]
    return bool(recognised > 0 and w.zero_family[family] != DECLINED and w.today - recognised >= w.model.cleared_within)


# -- persons -----------------------------------------------------------------------------------


def of_last_resort(w: Any, p: int) -> bool:
    """Whether the person's own groups are among those who are offered a post."""
    wanted = w.model.last_resort_groups
    return wanted != 0 and groups_in_family(w, p, present_day(w, p), 0) & wanted != 0


def helped_for_family(w: Any, p: int) -> bool:
    """Whether the person is the member of a recognised family to whom a post is offered."""
    family = w.person.family[p]
    return bool(w.model.helps_families and family >= 0 and w.zero_family[family] == p + 1)


def is_due_an_offer(w: Any, p: int) -> bool:
    """Whether a registered person is to be offered a post as things stand today."""
    if helped_for_family(w, p):
        return True
    return of_last_resort(w, p) and w.today - w.person.registered[p] >= w.model.market_first


def plan_look(w: Any, p: int, plan: Any, earliest: int) -> None:
    """When it is next looked at whether the registered person is due an offer: not before a day, perhaps never.

    When the market has had its time; after a year of registration; and for members of urban families that apply on the
    first of each month, after the bureau has seen the families.
    """
    model, person, family = w.model, w.person, w.person.family[p]
    if not model.last_resort_groups and not model.helps_families:
        return
    day, registered = NEVER, person.registered[p]
    if of_last_resort(w, p):
        day = max(registered + model.market_first, earliest)
    elif model.last_resort_groups & (G.hard_to_employ | G.long_term_unemployed):
        a_year = days.add_months(registered, 12)
        if a_year >= earliest:
            day = a_year
    if model.helps_families and family >= 0 and person.groups[p] & G.rural == 0 and applies(w, family):
        day = min(day, days.month_end(earliest - 1) + 1)
    if day < NEVER:
        add_step(w, p, plan, day, Phase.DECISIONS, LATE, What.look, 0)


def look(w: Any, p: int, plan: Any) -> None:
    """Plan the offer, if the person is due one, or else the next look."""
    if is_due_an_offer(w, p):
        within = max(1, pick(w.model.offered_within, draw(w, S.offered_within, p)))
        add_step(w, p, plan, w.today + within, Phase.DECISIONS, LATE, What.offer, 0)
    else:
        plan_look(w, p, plan, w.today + 1)


def accepts_offer(w: Any, p: int, plan: Any) -> bool:
    """A post is to be offered today: whether the person is still due it, and wants it.

    Whoever declines is not offered another one in the search.
    """
    if not is_due_an_offer(w, p):
        plan_look(w, p, plan, w.today + 1)
        return False
    if draw(w, S.offer_accepted, p) >= w.model.offer_accepted:
        if helped_for_family(w, p):
            w.zero_family[w.person.family[p]] = DECLINED
        return False
    return admits(w, Place.last_resort, groups_now(w, p))


def plan_another_look(w: Any, p: int, plan: Any) -> None:
    """No post was free today; in a month it is looked at again."""
    plan_look(w, p, plan, days.add_months(w.today, 1))
