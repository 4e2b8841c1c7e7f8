"""Courses and certificates: vocational skill and entrepreneurship training, and certificates beside a job."""

from __future__ import annotations

from jobsim import days
from jobsim.lives.model import pick
from jobsim.lives.world import F, Life, World
from jobsim.vocabulary import COURSES, LEVELS, Phase, State

_COURSE = {name: code for code, name in enumerate(COURSES)}
_LEVEL = {name: code for code, name in enumerate(LEVELS)}


def start_course(w: World, p: int, kind: str) -> None:
    """Take the seat granted today. Where the person comes from, there the person returns."""
    if kind == "entrepreneurship" and w.draw("course_kind", p) < w.model.online:
        kind = "online_entrepreneurship"
    enrol(w, p, kind)


def enrol(w: World, p: int, kind: str) -> None:
    """Begin a course of this kind today."""
    origin = w.person.state[p]
    w.begin(p, State.TRAINING)
    w.person.origin[p] = origin
    w.person.employer[p] = _COURSE[kind]  # the course takes the employer's place


def course_facts(w: World, p: int, course: str, length: int, started: int, level: int) -> list[int]:
    facts = w.facts(p)
    facts[F["started"]], facts[F["course"]], facts[F["days"]] = started, _COURSE[course], length
    facts[F["level"]] = level
    facts[F["first_certificate"]] = int(w.person.certificates[p] == 0)
    facts[F["prior_insured_months"]] = w.person.prior_insured[p]
    facts[F["insured"]] = w.person.insured[p]
    return facts


def course(w: World, p: int) -> Life:
    """A course: its days, its completion, and the certificate that may follow."""
    person, model = w.person, w.model
    kind = list(COURSES)[person.employer[p]]
    start, groups = person.spell_start[p], w.groups_in_spell(p)
    length = max(1, pick(model.course_days[kind], w.draw("course_days", p)))
    yield from w.wait(p, max(start + length - 1, w.today + 1), Phase.ENDINGS)
    completed = w.draw("completion", p) < model.completion
    certified = w.draw("certificate", p) < model.certificate_share
    level = _LEVEL[model.word(model.levels, w.draw("level", p))] if kind == "skill" else _LEVEL["none"]
    if completed:
        w.add("skill_trainees" if kind == "skill" else "entrepreneurship_trainees")
        person.training_factor[p] = model.training_effect
        reach_completion(w, p, kind, length, start, level, groups)
        if certified:
            lag = pick(model.certificate_lag, w.draw("certificate_lag", p))
            w.env.process(certificate(w, p, kind, length, start, level, groups, w.today + max(1, lag)))
    person.employer[p] = -1
    w.begin(p, State(person.origin[p]))


def certificate(w: World, p: int, kind: str, length: int, started: int, level: int, groups: int, day: int) -> Life:
    """The certificate that follows a course after a while, whatever the person does by then."""
    yield w.at(day, Phase.ENDINGS)
    reach_certificate(w, p, kind, length, started, level, groups)


def reach_completion(w: World, p: int, kind: str, length: int, started: int, level: int, groups: int) -> None:
    w.reach("course_completed", p, course_facts(w, p, kind, length, started, level), -1, groups)


def reach_certificate(w: World, p: int, kind: str, length: int, started: int, level: int, groups: int) -> None:
    """The certificate of a course, today."""
    facts = course_facts(w, p, kind, length, started, level)
    facts[F["certificate_day"]] = w.today
    w.person.certificates[p] = min(100, w.person.certificates[p] + 1)
    w.reach("certificate", p, facts, -1, groups)


def in_service_certificate(w: World, p: int, firm: int, number: int) -> None:
    """A skill certificate gained beside the job, of a level that is drawn."""
    word = w.model.word(w.model.in_service_levels, w.uniform("in_service_level", p, w.person.spell[p] * 64 + number))
    reach_in_service_certificate(w, p, firm, _LEVEL[word])


def reach_in_service_certificate(w: World, p: int, firm: int, level: int) -> None:
    facts = course_facts(w, p, "in_service", 0, w.today, level)
    facts[F["certificate_day"]] = w.today
    if w.person.insured[p]:
        facts[F["prior_insured_months"]] += days.months_between(w.person.spell_start[p], w.today)
    w.person.certificates[p] = min(100, w.person.certificates[p] + 1)
    w.reach("certificate", p, facts, firm, w.groups_in_spell(p))
