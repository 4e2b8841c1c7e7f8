"""Search: registration and its service standards, guidance and recommendations, and the ways out."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

import simpy

from jobsim import days
from jobsim.county.groups import STATIC, mask_of
from jobsim.lives.clocks import Clocks
from jobsim.lives.internship import start_internship
from jobsim.lives.job import start_job
from jobsim.lives.model import pick
from jobsim.lives.public_post import start_post
from jobsim.lives.training import start_course
from jobsim.lives.venture import found
from jobsim.lives.world import POOL_OF, Asking, F, Life, World
from jobsim.scenario.place_sections import Service
from jobsim.vocabulary import EXITS, Phase, State

_EXITS = EXITS["searching"]
_JOB = _EXITS.index("job")
_GRADUATE = mask_of(["graduating_class"])


class Step(NamedTuple):
    """Something dated that happens to a seeker while searching."""

    day: int
    phase: Phase
    rank: int
    what: str
    number: int


def later(plan: list[Step], day: int) -> list[Step]:
    """What fell due while the seeker waited for a place comes on the next day."""
    return sorted(step._replace(day=max(step.day, day + 1)) for step in plan)


def registration_plan(w: World, p: int) -> list[Step]:
    """When the seeker registers: willingness, the days until applying, and the working days it takes."""
    person, model = w.person, w.model
    if person.registered[p]:
        return []
    if w.draw("registration_share", p) >= model.registration_share[person.behaviour[p]]:
        return []
    applied = person.spell_start[p] + pick(model.registration_lag, w.draw("registration_lag", p))
    applied = max(applied, w.today + 1)
    processing = pick(model.registration_processing, w.draw("registration_processing", p))
    return [
        Step(max(days.add_working_days(applied, processing), w.today + 1), Phase.DECISIONS, 0, "registered", processing)
    ]


def service_plan(w: World, p: int) -> list[Step]:
    """The services of a registered person, one after the other, as the scenario's standards say."""
    steps = []
    groups = w.groups_now(p)
    for number, service in enumerate(w.model.scenario.services.values()):
        if not _entitled(service, groups):
            continue
        day = w.today
        for time in range(service.times):
            spell = w.person.spell[p] * 64 + number * 8 + time
            day += max(1, pick(w.service_delay[number], w.uniform("service_delay", p, spell)))
            steps.append(Step(day, Phase.DECISIONS, 1 + number, "service", number))
    return steps


def _entitled(service: Service, groups: int) -> bool:
    who = service.who
    return (
        (not who.any or bool(groups & mask_of(who.any)))
        and groups & mask_of(who.all) == mask_of(who.all)
        and not groups & mask_of(who.none)
    )


def serve(w: World, p: int, number: int, clocks: Clocks) -> None:
    """One service falls due; delivered if the service reaches the person."""
    name = list(w.model.scenario.services)[number]
    service = w.model.scenario.services[name]
    w.add(f"due:{name}", 1.0 / service.times)
    if w.uniform("service_reach", p, w.person.spell[p] * 8 + number) >= w.model.value(service.reach):
        return
    w.add(f"served:{name}")
    w.person.services[p][number] = min(200, int(w.person.services[p][number]) + 1)
    if w.person.services[p][number] == 1:
        clocks.speed(_JOB, w.today, w.model.value(service.effect))
    w.note(p, f"service: {service.title.en}", f"服务：{service.title.zh}")


def register(w: World, p: int, working_days: int) -> None:
    person = w.person
    person.registered[p] = w.today
    w.registrations.append(working_days)
    w.add("registrations")
    groups = w.groups_now(p)
    if groups & _GRADUATE and not person.helped[p]:
        person.helped[p] = days.year_of(w.today)
    w.note(p, f"registered as unemployed after {working_days} working days", f"失业登记，办理{working_days}个工作日")


def search(w: World, p: int) -> Life:
    """From the first day without work to the way out."""
    person, model = w.person, w.model
    start = person.spell_start[p]
    clocks = w.clocks(p, w.barred(p, _EXITS))
    if person.training_factor[p] != 1.0:
        clocks.speed(_JOB, max(start, model.first - 1), float(person.training_factor[p]))
    plan = registration_plan(w, p)
    if person.registered[p]:
        plan += service_plan(w, p)
    plan += benefit_plan(w, p) + school_plan(w, p)
    plan.sort()
    requests = 0
    while True:
        exit_day, exit_ = clocks.next()
        if plan and plan[0][:2] <= (exit_day, Phase.DECISIONS):
            step = plan.pop(0)
            yield from w.wait(p, step.day, step.phase)
            if step.what == "registered":
                register(w, p, step.number)
                plan = sorted(plan + service_plan(w, p) + benefit_plan(w, p))
            elif step.what == "service":
                serve(w, p, step.number, clocks)
            elif step.what == "benefit":
                reach_unemployment_month(w, p, step.number)
                plan = sorted(plan + benefit_plan(w, p, step.number + 1))
            elif step.what == "six_months":
                reach_unemployed_after_school(w, p, step.number)
            else:
                if (yield from apply_for_state_programme(w, p)):
                    return
                clocks.stand_still(step.day, w.today)
                plan = later(plan, w.today)
            continue
        yield from w.wait(p, exit_day, Phase.DECISIONS)
        name = _EXITS[exit_]
        if name in POOL_OF:
            requests += 1
            place = yield from ask(w, p, clocks, exit_, name, requests)
            if place < 0:
                plan = later(plan, w.today)
                continue
            take(w, p, name, place)
        elif name == "flexible":
            w.begin(p, State.FLEXIBLE)
        elif name == "venture":
            found(w, p)
        elif name == "away":
            w.begin(p, State.AWAY)
        else:
            w.begin(p, State.AT_HOME if w.static[p] & 1 else State.OUT)
        return


def ask(w: World, p: int, clocks: Clocks, exit_: int, name: str, number: int) -> Generator[simpy.Event, Any, int]:
    """Ask for the place that an exit leads to. Refused, the clocks run on from today, the exit's own anew.

    ``number`` counts the requests of the spell. Returns the place, or -1.
    """
    asked = w.today
    place = yield from w.request(p, POOL_OF[name], occurrence=number)
    if place < 0:
        clocks.stand_still(asked, w.today)
        clocks.rewind(exit_, w.today, w.uniform("applicant", p, w.person.spell[p] * 64 + number))
    return place


def take(w: World, p: int, name: str, place: int) -> None:
    """Take the place that CLEARING has granted."""
    if name == "job":
        start_job(w, p, place)
    elif name == "internship":
        start_internship(w, p)
    elif name == "public_post":
        start_post(w, p)
    elif name == "project_job":
        w.begin(p, State.PROJECT_JOB)
    else:
        start_course(w, p, name.removesuffix("_training"))


def benefit_plan(w: World, p: int, month: int = 1) -> list[Step]:
    """The next month of registered unemployment, if a programme looks at such months."""
    registered = w.person.registered[p]
    if not registered or registered > w.today:
        return []
    if not w.relevance.watched("unemployment_month", w.groups_now(p), changing=~STATIC):
        return []
    month = max(month, days.months_between(registered, w.today) + 1)
    return [Step(days.add_months(registered, month) - 1, Phase.ENDINGS, 0, "benefit", month)]


def reach_unemployment_month(w: World, p: int, month: int) -> None:
    facts = w.facts(p)
    facts[F["started"]] = w.person.registered[p]
    facts[F["months"]], facts[F["months_total"]] = 1, month
    facts[F["prior_insured_months"]] = w.person.prior_insured[p]
    groups = w.groups_now(p)
    if groups & w.allowance_bit:
        facts[F["allowance"]] = w.model.at(w.model.allowance, w.today)
    w.reach("unemployment_month", p, facts, -1, groups)


def reach_unemployed_after_school(w: World, p: int, months: int) -> None:
    """Still without work so many months after leaving school."""
    facts = w.facts(p)
    facts[F["months_total"]] = months
    w.reach("unemployed_after_school", p, facts, -1, w.groups_now(p))


def school_plan(w: World, p: int) -> list[Step]:
    """What waits for graduates without work: the state programmes' day, and the six-month mark."""
    left = w.person.left_school[p]
    if not left or left > w.today:
        return []
    steps = [
        Step(day, Phase.DECISIONS, 9, "state_programme", 0)
        for day, _ in w.pools["three_supports"].openings
        if day > w.today and day - left <= 730 and w.uniform("applicant", p) < w.model.applicants
    ]
    six_months = days.add_months(left, 6)
    if six_months > w.today:
        steps.append(Step(six_months, Phase.DECISIONS, 9, "six_months", 6))
    return steps


def apply_for_state_programme(w: World, p: int) -> Asking:
    """Ask for a place of the rural service scheme, on the next day of the western plan; each is cleared at once."""
    for number, pool in enumerate(("three_supports", "western_plan")):
        if not w.pools[pool].admits(w.groups_now(p)):
            continue
        if (yield from w.request(p, pool, occurrence=60 + number, today_only=True)) >= 0:
            w.add(f"{pool}_recruits")
            w.begin(p, State.STATE_PROGRAMME)
            return True
        yield w.at(w.today + 1, Phase.DECISIONS)
    return False
