"""Search: registration and its service standards, guidance and recommendations, and the ways out."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from jobsim import days
from jobsim.county.groups import LASTING, G
from jobsim.lives import agenda
from jobsim.lives.agenda import first_exit, note_exit, own_clocks, wait
from jobsim.lives.allowance import household_allowance
from jobsim.lives.clearing import request_place
from jobsim.lives.clocks import Clocks
from jobsim.lives.codes import EXIT_COUNT, PLACE_OF, Flow, Mark, Note, Place, S
from jobsim.lives.internship import start_internship
from jobsim.lives.job import start_job
from jobsim.lives.last_resort import REQUEST, accepts_offer, look, plan_another_look, plan_look
from jobsim.lives.model import pick
from jobsim.lives.plan import LATE, Step, What, add_step, later
from jobsim.lives.public_post import start_post
from jobsim.lives.training import start_course
from jobsim.lives.venture import found
from jobsim.lives.world import (
    Asking,
    Life,
    World,
    add,
    admits,
    barred,
    begin,
    clocks_of,
    count_anew,
    draw,
    facts_of,
    first_this_year,
    groups_now,
    home_or,
    next_exit,
    note,
    reach,
    refused,
    speed_exit,
    spell_key,
    stood_still,
    uniform,
    watched_groups,
)
from jobsim.programmes.entitlement import belongs
from jobsim.vocabulary import COURSES, EXITS, F, M, Phase, State, codes

_EXIT = codes(EXITS["searching"])
_COURSE = codes(COURSES)
_TWO_YEARS = 24  # months

# -- what happens while searching -------------------------------------------------------------


def plan_registration(w: Any, p: int, plan: Any) -> None:
    """When the seeker registers: willingness, the days until applying, and the working days it takes."""
    person, model = w.person, w.model
    if person.registered[p]:
        return
    if draw(w, S.registration_share, p) >= model.registration_share[person.behaviour[p]]:
        return
    applied = person.spell_start[p] + pick(model.registration_lag, draw(w, S.registration_lag, p))
    applied = max(applied, w.today + 1)
    processing = pick(model.registration_processing, draw(w, S.registration_processing, p))
    day = max(days.add_working_days(applied, processing), w.today + 1)
    add_step(w, p, plan, day, Phase.DECISIONS, 0, What.registered, processing)


def plan_services(w: Any, p: int, plan: Any) -> None:
    """The services of a registered person, one after the other, as the scenario's standards say."""
    model, groups = w.model, groups_now(w, p)
    for number in range(len(model.service_times)):
        who = model.service_who[number]
        if not belongs(who[0], who[1], who[2], groups):
            continue
        wanted = model.service_wanted[number]
        if wanted < 1.0 and uniform(w, S.service_wanted, p, spell_key(w, p, number)) >= wanted:
            continue
        day = w.today
        for time in range(model.service_times[number]):
            occurrence = spell_key(w, p, number * 8 + time)
            day += max(1, pick(model.service_delay[number], uniform(w, S.service_delay, p, occurrence)))
            add_step(w, p, plan, day, Phase.DECISIONS, 1 + number, What.service, number * 8 + time)


def serve(w: Any, p: int, number: int, time: int) -> bool:
    """A service falls due for the so-many-th time; whether it is the first of its kind in the search that reaches the
    person. Persons are counted, and what they got, when the last time has fallen due.
    """
    model, received = w.model, w.services[p]
    reached = uniform(w, S.service_reach, p, w.person.spell[p] * 8 + number) < model.service_reach[number]
    if reached:
        received[number] = min(200, received[number] + 1)
        if groups_now(w, p) & G.graduating_class:
            first_this_year(w, p, Mark.helped_graduate)
        note(w, p, Note.service, number)
    if time + 1 == model.service_times[number]:
        add(w, Flow.due_0 + number, 1.0)
        add(w, Flow.served_0 + number, model.service_times[number] if reached else 0)
    return reached and received[number] == 1


def speed_up(w: Any, p: int, c: Any, number: int) -> None:
    """What a service changes from today on: the exits of the search run faster or slower."""
    for exit_ in range(EXIT_COUNT[State.SEARCHING]):
        speed_exit(w, p, c, exit_, w.model.service_effect[number][exit_])


def register(w: Any, p: int, working_days: int) -> None:
    """The person is registered as unemployed today."""
    person = w.person
    person.registered[p] = w.today
    count_anew(w, p)
    w.slowest_registration = max(w.slowest_registration, working_days)
    if groups_now(w, p) & G.graduating_class:
        first_this_year(w, p, Mark.registered_graduate)
    note(w, p, Note.registered, working_days)


def plan_benefit(w: Any, p: int, plan: Any, month: int) -> None:
    """The next month of registered unemployment, not before this one, if a programme looks at such months."""
    registered = w.person.registered[p]
    if not registered or registered > w.today:
        return
    if not watched_groups(w, M.unemployment_month, groups_now(w, p), ~LASTING):
        return
    month = max(month, days.months_between(registered, w.today) + 1)
    add_step(w, p, plan, days.add_months(registered, month) - 1, Phase.ENDINGS, 0, What.benefit, month)


def reach_unemployment_month(w: Any, p: int, month: int) -> None:
    facts = facts_of(w, p)
    facts[F.started] = w.person.registered[p]
    facts[F.months], facts[F.months_total] = 1, month
    facts[F.prior_insured_months] = w.person.prior_insured[p]
    groups = groups_now(w, p)
    if groups & G.minimum_living_allowance:
        facts[F.allowance] = household_allowance(w, p)
    reach(w, M.unemployment_month, p, facts, -1, groups)


def reach_unemployed_after_school(w: Any, p: int, months: int) -> None:
    """Still without work so many months after leaving school."""
    facts = facts_of(w, p)
    facts[F.months_total] = months
    reach(w, M.unemployed_after_school, p, facts, -1, groups_now(w, p))


def plan_after_school(w: Any, p: int, plan: Any) -> None:
    """What waits for graduates without work: the state programmes' day, and the six-month mark."""
    left = w.person.left_school[p]
    if not left or left > w.today:
        return
    recruits = w.model.recruit_days
    for i in range(len(recruits)):
        day = recruits[i]
        ahead = w.today < day and days.days_past(left, _TWO_YEARS, day) <= 0
        if ahead and uniform(w, S.applicant, p, 0) < w.model.applicants:
            add_step(w, p, plan, day, Phase.DECISIONS, LATE, What.state_programme, 0)
    six_months = days.add_months(left, 6)
    if six_months > w.today:
        add_step(w, p, plan, six_months, Phase.DECISIONS, LATE, What.six_months, 6)


def take(w: Any, p: int, place: int, number: int) -> None:
    """Take the place that CLEARING has granted; for a vacancy ``number`` is the firm."""
    if place == Place.vacancy:
        start_job(w, p, number, False, False)
    elif place == Place.internship:
        start_internship(w, p)
    elif place == Place.public_post or place == Place.last_resort:
        start_post(w, p, place)
    elif place == Place.project_job:
        begin(w, p, State.PROJECT_JOB)
    elif place == Place.skill_training:
        start_course(w, p, _COURSE.skill)
    else:
        start_course(w, p, _COURSE.entrepreneurship)


def leave_search(w: Any, p: int, exit_: int) -> None:
    """The exits that ask for no place."""
    if exit_ == _EXIT.flexible:
        begin(w, p, State.FLEXIBLE)
    elif exit_ == _EXIT.venture:
        found(w, p)
    elif exit_ == _EXIT.away:
        begin(w, p, State.AWAY)
    else:
        begin(w, p, home_or(w, p, State.OUT))


def recruited(w: Any, p: int, number: int) -> None:
    """The person gets a place in the so-many-th of the state programmes."""
    add(w, Flow.three_supports_recruits + number, 1.0)
    begin(w, p, State.STATE_PROGRAMME)


# -- SimPy process ----------------------------------------------------------------------------


def search(w: World, p: int) -> Life:
    """From the first day without work to the way out."""
    clocks = clocks_of(w, p, barred(w, p))
    plan: list[Step] = []
    plan_registration(w, p, plan)
    if w.person.registered[p]:
        plan_services(w, p, plan)
        plan_look(w, p, plan, w.today + 1)
    plan_benefit(w, p, plan, 1)
    plan_after_school(w, p, plan)
    requests = 0
    while True:
        exit_day, exit_ = next_exit(w, p, clocks)
        if plan and plan[0][:2] <= (exit_day, Phase.DECISIONS):
            step = plan.pop(0)
            yield from w.wait(p, step.day, Phase(step.phase))
            if step.what == What.registered:
                register(w, p, step.number)
                plan_services(w, p, plan)
                plan_look(w, p, plan, w.today + 1)
                plan_benefit(w, p, plan, 1)
            elif step.what == What.service:
                if serve(w, p, step.number // 8, step.number % 8):
                    speed_up(w, p, clocks, step.number // 8)
            elif step.what == What.benefit:
                reach_unemployment_month(w, p, step.number)
                plan_benefit(w, p, plan, step.number + 1)
            elif step.what == What.six_months:
                reach_unemployed_after_school(w, p, step.number)
            elif step.what == What.look:
                look(w, p, plan)
            elif step.what == What.offer:
                if accepts_offer(w, p, plan):
                    if (yield from w.request(p, Place.last_resort, occurrence=REQUEST, today_only=True)) >= 0:
                        take(w, p, Place.last_resort, 0)
                        return
                    stood_still(w, p, clocks, step.day)
                    plan = later(plan, w.today)
                    plan_another_look(w, p, plan)
            else:
                if (yield from apply_for_state_programme(w, p)):
                    return
                stood_still(w, p, clocks, step.day)
                plan = later(plan, w.today)
            continue
        yield from w.wait(p, exit_day, Phase.DECISIONS)
        place = PLACE_OF[State.SEARCHING][exit_]
        if place < 0:
            leave_search(w, p, exit_)
            return
        requests += 1
        granted = yield from ask(w, p, clocks, exit_, place, requests)
        if granted >= 0:
            take(w, p, place, granted)
            return
        plan = later(plan, w.today)


def ask(w: World, p: int, clocks: Clocks, exit_: int, place: int, number: int) -> Generator[simpy.Event, Any, int]:
    """Ask for the place that an exit leads to. Refused, the clocks run on from today, the exit's own anew.

    ``number`` counts the requests of the spell. Returns the place, or -1.
    """
    asked = w.today
    granted = yield from w.request(p, place, occurrence=number)
    if granted < 0:
        refused(w, p, clocks, exit_, asked, number)
    return granted


def apply_for_state_programme(w: World, p: int) -> Asking:
    """Ask for a place of the rural service scheme, on the next day of the western plan; each is cleared at once."""
    for number in range(2):
        place = Place.three_supports + number
        if not admits(w, place, groups_now(w, p)):
            continue
        if (yield from w.request(p, place, occurrence=60 + number, today_only=True)) >= 0:
            recruited(w, p, number)
            return True
        yield from w.until(w.today + 1, Phase.DECISIONS)
    return False


# -- compiled handlers --------------------------------------------------------------------------


def enter_search(w: Any, p: int) -> None:
    person = w.person
    first_exit(w, p, barred(w, p))
    person.count[p] = 0
    plan_registration(w, p, 0)
    if person.registered[p]:
        plan_services(w, p, 0)
        plan_look(w, p, 0, w.today + 1)
    plan_benefit(w, p, 0, 1)
    plan_after_school(w, p, 0)
    search_event(w, p)


def search_event(w: Any, p: int) -> None:
    person, step = w.person, w.step
    if person.step[p] == agenda.Step.apply:
        person.month[p] += 1
        if apply_next(w, p):
            return
    while True:
        first, exit_day = person.plan[p], person.exit_day[p]
        if first >= 0 and (
            step.day[first] < exit_day or (step.day[first] == exit_day and step.phase[first] <= Phase.DECISIONS)
        ):
            if not wait(w, p, step.day[first], step.phase[first]):
                return
            what, number = step.what[first], step.number[first]
            agenda.drop_step(w, p)
            if what == What.registered:
                register(w, p, number)
                plan_services(w, p, 0)
                plan_look(w, p, 0, w.today + 1)
                plan_benefit(w, p, 0, 1)
            elif what == What.service:
                if serve(w, p, number // 8, number % 8):
                    c = own_clocks(w, p)
                    speed_up(w, p, c, number // 8)
                    note_exit(w, p, c)
            elif what == What.benefit:
                reach_unemployment_month(w, p, number)
                plan_benefit(w, p, 0, number + 1)
            elif what == What.six_months:
                reach_unemployed_after_school(w, p, number)
            elif what == What.look:
                look(w, p, 0)
            elif what == What.offer:
                if accepts_offer(w, p, 0):
                    person.step[p] = agenda.Step.offer
                    request_place(w, p, Place.last_resort, 0, REQUEST, True, -1)
                    return
            else:
                person.end[p], person.month[p], person.step[p] = w.today, 0, agenda.Step.apply
                if apply_next(w, p):
                    return
            continue
        if not wait(w, p, exit_day, Phase.DECISIONS):
            return
        place = PLACE_OF[State.SEARCHING][person.exit[p]]
        if place < 0:
            leave_search(w, p, person.exit[p])
        else:
            ask_place(w, p, place)
        return


def search_answer(w: Any, p: int, place: int, granted: int) -> None:
    """CLEARING has decided on a request of a seeker."""
    person = w.person
    if person.step[p] == agenda.Step.apply:
        if granted >= 0:
            recruited(w, p, person.month[p])
        else:
            agenda.schedule(w, p, w.today + 1, Phase.DECISIONS)
    elif person.step[p] == agenda.Step.offer:
        person.step[p] = agenda.Step.live
        if granted >= 0:
            take(w, p, place, granted)
            return
        c = own_clocks(w, p)
        stood_still(w, p, c, w.today)
        note_exit(w, p, c)
        agenda.postpone(w, p)
        plan_another_look(w, p, 0)
        search_event(w, p)
    elif answered(w, p, place, granted):
        agenda.postpone(w, p)
        search_event(w, p)


def apply_next(w: Any, p: int) -> bool:
    """Ask for a place of the next state programme that admits the person; False when there is none left."""
    person = w.person
    if person.month[p] > 0:
        w.events += 1  # the day after the programme before
    while person.month[p] < 2:
        place = Place.three_supports + person.month[p]
        if admits(w, place, groups_now(w, p)):
            request_place(w, p, place, 0, 60 + person.month[p], True, -1)
            return True
        person.month[p] += 1
    c = own_clocks(w, p)
    stood_still(w, p, c, person.end[p])
    note_exit(w, p, c)
    agenda.postpone(w, p)
    person.step[p] = agenda.Step.live
    return False


def ask_place(w: Any, p: int, place: int) -> None:
    """Ask for the place that the exit leads to, whose clock has fired."""
    person = w.person
    person.count[p] += 1
    person.end[p], person.step[p] = w.today, agenda.Step.ask
    request_place(w, p, place, 0, person.count[p], False, -1)


def answered(w: Any, p: int, place: int, granted: int) -> bool:
    """Take what was granted; True if it was refused and the spell goes on."""
    person = w.person
    person.step[p] = agenda.Step.live
    if granted >= 0:
        take(w, p, place, granted)
        return False
    c = own_clocks(w, p)
    refused(w, p, c, person.exit[p], person.end[p], person.count[p])
    note_exit(w, p, c)
    return True
