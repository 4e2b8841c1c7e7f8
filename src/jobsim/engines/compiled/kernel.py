"""One replication of the compiled engine, day by day and phase by phase. Plain functions of ``w``, built by numba."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jobsim import draws
from jobsim.county.records import fetch_firm, fetch_person
from jobsim.draws import STREAMS
from jobsim.finance.desk_kernel import claims, fetch_account, finish
from jobsim.finance.treasury_kernel import open_day, pay
from jobsim.lives.agenda import (
    FOLLOWING,
    NUMBER,
    PERSONS,
    Beside,
    Step,
    fetch_clocks,
    fetch_step,
    leave_spell,
    take_bucket,
    turn_page,
)
from jobsim.lives.at_home import at_home_answer, at_home_event, enter_at_home
from jobsim.lives.away import away_event, enter_away
from jobsim.lives.clearing import clear_places
from jobsim.lives.codes import Place, S
from jobsim.lives.firms import events, institutions
from jobsim.lives.flexible import enter_flexible, flexible_answer, flexible_event
from jobsim.lives.internship import enter_internship, internship_event
from jobsim.lives.job import enter_job, job_event
from jobsim.lives.loan import interest_event, loan_answer, loan_request_event
from jobsim.lives.observe import observe
from jobsim.lives.out import enter_out, out_event
from jobsim.lives.project_job import enter_project_job, project_job_event
from jobsim.lives.public_post import enter_public_post, public_post_event
from jobsim.lives.retirement import retire
from jobsim.lives.school import enter_school, first_job, first_job_event, school_event
from jobsim.lives.search import enter_search, search_answer, search_event
from jobsim.lives.state_programme import enter_state_programme, state_programme_event
from jobsim.lives.training import certificate_event, course_event, enter_course
from jobsim.lives.venture import enter_venture, venture_event
from jobsim.lives.world import begin_history
from jobsim.vocabulary import Phase, State

_AHEAD = 6
AT_ONCE = 256
"""So many persons are dealt their draws of the first day at a time."""
OCCURRENCES = 8
"""Occurrences of a stream that may be dealt."""
NOBODY = 1 << 31
"""No person has this number."""
DEALT = (*((S.exit, pair) for pair in range(5)), (S.contract, 0), (S.insured, 0), (S.wage, 0), (S.operator, 0))
"""Streams and occurrences of what most persons draw on the first day, in their spells of number 0."""
DEALT_FIELDS: dict[str, Any] = {
    "begin": "int",  # the first person who is dealt to
    "stream": ("i8", 1),
    "occurrence": ("i8", 1),
    "place": ("i1", 2),  # by stream and occurrence: the row of the draws, -1 none
    "agent": ("u8", 1),  # keys of the persons
    "first": ("f8", 2),
    "second": ("f8", 2),
}
"""Fields of ``w.dealt``."""
FULL_FIRMS = 1 << 27
"""Bit of ``w.full``: there is no room for another venture."""
BROKEN = 1 << 30
"""Bit of ``w.full``: something was put into the bucket being walked, which would have been lost."""


def simulate(w: Any) -> int:
    """The days from ``w.begin`` to ``w.until``: the whole horizon, or a part of it that goes on where another ended.

    Returns 0, the bits of the buffers that were too small, or -1 if it was stopped.
    """
    if w.begin == w.first:
        for p in range(len(w.person)):
            w.person.clocks[p], w.person.plan[p] = -1, -1
            begin_history(w, p)
    for day in range(w.begin, w.until + 1):
        if w.stop[0]:
            return -1
        w.today = day
        w.phase = Phase.INSTITUTION
        open_day(w, day)
        institutions(w)
        if day == w.first:
            enter_all(w)
        walk(w, Phase.INSTITUTION)
        w.phase = Phase.ENDINGS
        walk_beside(w, Phase.ENDINGS)
        walk(w, Phase.ENDINGS)
        w.phase = Phase.DECISIONS
        walk_beside(w, Phase.DECISIONS)
        walk(w, Phase.DECISIONS)
        w.phase = Phase.CLEARING
        events(w)
        clear_places(w)
        hand_out(w)
        w.phase = Phase.CLAIMS
        claims(w, day)
        w.phase = Phase.TREASURY
        pay(w, day)
        w.phase = Phase.OBSERVE
        observe(w)
        if w.full:
            return w.full
    if w.until == w.last:
        finish(w)
    return w.full


def dealing() -> dict[str, Any]:
    """Values of DEALT_FIELDS before the first day."""
    place = np.full((len(STREAMS), OCCURRENCES), -1, np.int8)
    for k, (stream, occurrence) in enumerate(DEALT):
        place[stream, occurrence] = k
    streams, occurrences = np.array(DEALT, np.int64).T.copy()
    return {
        "begin": NOBODY,
        "stream": streams,
        "occurrence": occurrences,
        "place": place,
        "agent": np.zeros(AT_ONCE, np.uint64),
        "first": np.zeros((len(DEALT), AT_ONCE)),
        "second": np.zeros((len(DEALT), AT_ONCE)),
    }


# -- the phases --------------------------------------------------------------------------------


def walk(w: Any, phase: int) -> None:
    """Wake everybody whose moment is this phase of today."""
    page = take_bucket(w, phase)
    fetch_page(w, page)
    while page >= 0:
        listed = w.page[page]
        fetch_page(w, listed[FOLLOWING])
        for i in range(listed[NUMBER]):
            fetch_belongings(w, listed[PERSONS + i])
        for i in range(listed[NUMBER]):
            wake_up(w, listed[PERSONS + i])
        page = turn_page(w, page)
    if w.bucket[w.today - w.first][phase] >= 0:
        w.full |= BROKEN


def fetch_page(w: Any, page: int) -> None:
    """Have fetched the persons on a page."""
    if page >= 0:
        for i in range(w.page[page][NUMBER]):
            fetch_person(w, w.page[page][PERSONS + i])


def fetch_belongings(w: Any, p: int) -> None:
    """Have fetched what a person's events look at besides the person."""
    person = w.person[p]
    fetch_firm(w, person.employer)
    fetch_account(w.desk, person.account)
    fetch_clocks(w, person.clocks)
    fetch_step(w, person.plan)


def walk_beside(w: Any, phase: int) -> None:
    """What happens beside the lives in this phase of today."""
    bucket = w.beside_bucket[w.today - w.first]
    record = bucket[phase]
    bucket[phase] = -1
    while record >= 0:
        after = w.beside.next[record]
        w.events += 1
        kind = w.beside.kind[record]
        if kind == Beside.certificate:
            certificate_event(w, record)
        elif kind == Beside.loan_request:
            loan_request_event(w, record)
        else:
            interest_event(w, record)
        record = after
    if bucket[phase] >= 0:
        w.full |= BROKEN


def hand_out(w: Any) -> None:
    """Tell everybody who asked what CLEARING has decided today."""
    places = w.places
    for k in range(-2 * _AHEAD, places.granted):
        if k + 2 * _AHEAD < places.granted:
            fetch_person(w, places.grant.person[k + 2 * _AHEAD])
        if 0 <= k + _AHEAD < places.granted:
            near = places.grant[k + _AHEAD]
            fetch_belongings(w, near.person)
            if near.pool == Place.vacancy:
                fetch_firm(w, near.place)
        if k < 0:
            continue
        grant = places.grant[k]
        w.events += 1
        if grant.side >= 0:
            loan_answer(w, grant.side, grant.place)
        else:
            answer(w, grant.person, grant.pool, grant.place)


def draw_block(w: Any) -> int:
    """:func:`jobsim.draws.block` of the fields of ``w``."""
    draws.block(w.agents, w.occurrence, w.stream, w.replication, w.seed_low, w.seed_high, w.first, w.second)
    return 0


# -- one person --------------------------------------------------------------------------------


def wake_up(w: Any, p: int) -> None:
    person = w.person
    step, spell = person.step[p], person.spell[p]
    if step == Step.retire:
        w.events += 1
        retire(w, p)
        leave_spell(w, p)
    elif step == Step.first_job:
        first_job_event(w, p)
    else:
        happen(w, p)
        if person.spell[p] != spell and person.step[p] != Step.first_job:
            leave_spell(w, p)
            enter(w, p)


def answer(w: Any, p: int, place: int, granted: int) -> None:
    person = w.person
    spell = person.spell[p]
    settles = person.step[p] == Step.first_job
    if settles:
        first_job(w, p, granted)
    elif person.state[p] == State.SEARCHING:
        search_answer(w, p, place, granted)
    elif person.state[p] == State.FLEXIBLE:
        flexible_answer(w, p, place, granted)
    else:
        at_home_answer(w, p, place, granted)
    if settles or person.spell[p] != spell:
        leave_spell(w, p)
        enter(w, p)


def enter(w: Any, p: int) -> None:
    """The person's new spell begins, or the one that runs on the first day goes on."""
    state = w.person.state[p]
    if state == State.SEARCHING:
        enter_search(w, p)
    elif state == State.EMPLOYED:
        enter_job(w, p)
    elif state == State.FLEXIBLE:
        enter_flexible(w, p)
    elif state == State.AT_HOME:
        enter_at_home(w, p)
    elif state == State.AWAY:
        enter_away(w, p)
    elif state == State.OUT:
        enter_out(w, p)
    elif state == State.SCHOOL:
        enter_school(w, p)
    elif state == State.INTERN:
        enter_internship(w, p)
    elif state == State.PUBLIC_POST:
        enter_public_post(w, p)
    elif state == State.VENTURE:
        enter_venture(w, p)
    elif state == State.TRAINING:
        enter_course(w, p)
    elif state == State.PROJECT_JOB:
        enter_project_job(w, p)
    else:
        enter_state_programme(w, p)


def enter_all(w: Any) -> None:
    """Everybody's spell of the first day, so many persons at a time, for whom what most of them draw is dealt out."""
    dealt = w.dealt
    for begin in range(0, len(w.person), AT_ONCE):
        end = min(begin + AT_ONCE, len(w.person))
        for p in range(begin, end):
            dealt.agent[p - begin] = w.person.key[p]
        for k in range(len(dealt.stream)):
            draws.block(
                dealt.agent, dealt.occurrence[k], dealt.stream[k], w.replication, w.seed_low, w.seed_high,
                dealt.first[k], dealt.second[k],
            )  # fmt: skip
        dealt.begin = begin
        for p in range(begin, end):
            if p + _AHEAD < end:
                fetch_firm(w, w.person.employer[p + _AHEAD])
            enter(w, p)
    dealt.begin = NOBODY


def happen(w: Any, p: int) -> None:
    """The next event of the person's spell."""
    state = w.person.state[p]
    if state == State.SEARCHING:
        search_event(w, p)
    elif state == State.EMPLOYED:
        job_event(w, p)
    elif state == State.FLEXIBLE:
        flexible_event(w, p)
    elif state == State.AT_HOME:
        at_home_event(w, p)
    elif state == State.AWAY:
        away_event(w, p)
    elif state == State.OUT:
        out_event(w, p)
    elif state == State.SCHOOL:
        school_event(w, p)
    elif state == State.INTERN:
        internship_event(w, p)
    elif state == State.PUBLIC_POST:
        public_post_event(w, p)
    elif state == State.VENTURE:
        venture_event(w, p)
    elif state == State.TRAINING:
        course_event(w, p)
    elif state == State.PROJECT_JOB:
        project_job_event(w, p)
    else:
        state_programme_event(w, p)


# -- primitives: the compiled counterparts of those in jobsim.lives.world ------------------------


def uniform(w: Any, stream: int, p: int, occurrence: int) -> float:
    return pair(w, stream, p, occurrence)[0]


def uniform_of(w: Any, stream: int, agent: int, occurrence: int) -> float:
    return draws.keyed(w, stream, agent, occurrence)


def pair(w: Any, stream: int, p: int, occurrence: int) -> tuple[float, float]:
    dealt = w.dealt
    if dealt.begin <= p and occurrence < OCCURRENCES:
        k = dealt.place[stream][occurrence]
        if k >= 0:
            return dealt.first[k][p - dealt.begin], dealt.second[k][p - dealt.begin]
    return draws.keyed_pair(w, stream, w.person.key[p], occurrence)


def blank(w: Any) -> Any:
    facts = w.facts
    for i in range(len(facts)):
        facts[i] = 0
    return facts


def note(w: Any, p: int, kind: int, number: int, aside: int = 0) -> None:
    """Journeys are written by the SimPy engine, whose replications are the same."""


def new_venture_row(w: Any, p: int) -> int:
    row = w.firm_count
    if row == len(w.firm):
        w.full |= FULL_FIRMS
        return row - 1
    w.firm_count = row + 1
    w.firm[row] = w.firm_blank[0]
    w.firm.founder[row] = p
    return row


def enlist(w: Any, row: int) -> None:
    w.ventures[w.venture_count] = row
    w.venture_count += 1


def bisect_left(calendar: Sequence[float], value: float) -> int:
    """As Python's, for a calendar that grows almost evenly: a guess on the straight line, then ever longer steps."""
    high = len(calendar) - 1
    first, last = calendar[0], calendar[high]
    if value <= first:
        return 0
    if value > last:
        return high + 1
    # From here on calendar[low] < value <= calendar[high].
    low, step = 0, 1
    guess = int((value - first) / (last - first) * high)
    if calendar[guess] < value:
        low = guess
        while low + step < high and calendar[low + step] < value:
            low += step
            step *= 2
        high = min(low + step, high)
    else:
        high = guess
        while high - step > 0 and calendar[high - step] >= value:
            high -= step
            step *= 2
        low = max(high - step, 0)
    while high - low > 1:
        middle = (low + high) // 2
        if calendar[middle] < value:
            low = middle
        else:
            high = middle
    return high
