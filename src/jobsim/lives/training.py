"""Courses and certificates: vocational skill and entrepreneurship training, and certificates beside a job."""

from __future__ import annotations

from typing import Any

from jobsim import days
from jobsim.county.groups import G
from jobsim.lives.agenda import Beside, beside, drop_beside, schedule_beside, wait
from jobsim.lives.codes import Flow, S
from jobsim.lives.model import branch, pick
from jobsim.lives.world import (
    Life,
    World,
    add,
    begin,
    count_anew,
    draw,
    facts_of,
    groups_in_spell,
    months_in_spell,
    reach,
    spell_key,
    uniform,
)
from jobsim.vocabulary import COURSES, LEVELS, F, M, Phase, State, codes

_COURSE = codes(COURSES)
_LEVEL = codes(LEVELS)
_YEARS = 60
"""Years that a record of one byte tells apart."""


def start_course(w: Any, p: int, kind: int) -> None:
    """Take the seat granted today. Where the person comes from, there the person returns."""
    if kind == _COURSE.entrepreneurship and draw(w, S.course_kind, p) < w.model.online:
        kind = _COURSE.online_entrepreneurship
    enrol(w, p, kind)


def enrol(w: Any, p: int, kind: int) -> None:
    """Begin a course of this kind."""
    origin = w.person.state[p]
    begin(w, p, State.TRAINING)
    w.person.origin[p] = origin
    w.person.employer[p] = kind  # the course takes the employer's place


def course_facts(w: Any, p: int, course: int, length: int, started: int, level: int) -> Any:
    """A certificate counts as the first if none was gained before today."""
    person = w.person
    facts = facts_of(w, p)
    facts[F.started], facts[F.course], facts[F.days] = started, course, length
    facts[F.level] = level
    facts[F.first_certificate] = int(person.certified[p] == 0 or person.certified[p] == w.today)
    facts[F.prior_insured_months] = person.prior_insured[p]
    facts[F.insured] = person.insured[p]
    return facts


def course_length(w: Any, p: int) -> int:
    """Days of the course."""
    return max(1, pick(w.model.course_days[w.person.employer[p]], draw(w, S.course_days, p)))


def last_course_day(w: Any, p: int, length: int) -> int:
    """The last day of a course of the present spell, never the first of the run."""
    return max(w.person.spell_start[p] + length - 1, w.model.first + 1)


def complete_course(w: Any, p: int, length: int) -> int:
    """The course ends today; the days until the certificate that follows, 0 if none does."""
    person, model = w.person, w.model
    kind = person.employer[p]
    completed = draw(w, S.completion, p) < model.completion
    certified = draw(w, S.certificate, p) < model.certificate_share
    lag = 0
    if completed:
        add(w, Flow.skill_trainees if kind == _COURSE.skill else Flow.entrepreneurship_trainees, 1.0)
        person.trained[p] = 1
        reach_completion(w, p, kind, length, person.spell_start[p], course_level(w, p), groups_in_spell(w, p))
        if certified:
            lag = max(1, pick(model.certificate_lag, draw(w, S.certificate_lag, p)))
    return lag


def course_level(w: Any, p: int) -> int:
    """The level of the certificate of a skill course."""
    if w.person.employer[p] != _COURSE.skill:
        return _LEVEL.none
    return branch(w.model.levels, draw(w, S.level, p))


def leave_course(w: Any, p: int) -> None:
    w.person.employer[p] = -1
    begin(w, p, w.person.origin[p])


def reach_completion(w: Any, p: int, kind: int, length: int, started: int, level: int, groups: int) -> None:
    reach(w, M.course_completed, p, course_facts(w, p, kind, length, started, level), -1, groups)


def reach_certificate(w: Any, p: int, kind: int, length: int, started: int, level: int, groups: int) -> None:
    """The certificate of a course, today."""
    facts = course_facts(w, p, kind, length, started, level)
    facts[F.certificate_day] = w.today
    certify(w, p, level)
    reach(w, M.certificate, p, facts, -1, groups)


def in_service_certificate(w: Any, p: int, firm: int, number: int) -> None:
    """A skill certificate gained beside the job, of a level that is drawn."""
    drawn = uniform(w, S.in_service_level, p, spell_key(w, p, number))
    reach_in_service_certificate(w, p, firm, branch(w.model.in_service_levels, drawn))


def reach_in_service_certificate(w: Any, p: int, firm: int, level: int) -> None:
    facts = course_facts(w, p, _COURSE.in_service, 0, w.today, level)
    facts[F.certificate_day] = w.today
    facts[F.layoff_percent] = w.firm.layoff_percent[firm] if firm >= 0 else 0
    if w.person.insured[p]:
        facts[F.prior_insured_months] += months_in_spell(w, p)
    certify(w, p, level)
    reach(w, M.certificate, p, facts, firm, groups_in_spell(w, p))


def certify(w: Any, p: int, level: int) -> None:
    """The person holds a certificate of this level; new skilled workers are counted once per person and year."""
    person, today = w.person, w.today
    if not person.certified[p]:
        person.certified[p] = today
    if level < _LEVEL.junior:
        return
    person.groups[p] |= G.skilled_worker
    count_anew(w, p)
    this_year = 1 + 2 * (days.year_of(today) % _YEARS)  # odd: counted as skilled; one more: as highly skilled, too
    counted = person.counted_skilled[p]
    if counted != this_year and counted != this_year + 1:
        add(w, Flow.new_skilled_workers, 1.0)
        counted = this_year
    if level >= _LEVEL.senior and counted == this_year:
        add(w, Flow.new_highly_skilled_workers, 1.0)
        counted = this_year + 1
    person.counted_skilled[p] = counted


# -- SimPy process ----------------------------------------------------------------------------


def course(w: World, p: int) -> Life:
    """A course: its days, its completion, and the certificate that may follow."""
    length = course_length(w, p)
    yield from w.wait(p, last_course_day(w, p, length), Phase.ENDINGS)
    lag = complete_course(w, p, length)
    if lag:
        kind, started = w.person.employer[p], w.person.spell_start[p]
        w.env.process(certificate(w, p, kind, length, started, course_level(w, p), groups_in_spell(w, p), lag))
    leave_course(w, p)


def certificate(w: World, p: int, kind: int, length: int, started: int, level: int, groups: int, lag: int) -> Life:
    """The certificate that follows a course after a while, whatever the person does by then."""
    yield from w.until(w.today + lag, Phase.ENDINGS, early=True)
    reach_certificate(w, p, kind, length, started, level, groups)


# -- compiled handlers --------------------------------------------------------------------------


def enter_course(w: Any, p: int) -> None:
    course_event(w, p)


def course_event(w: Any, p: int) -> None:
    person = w.person
    length = course_length(w, p)
    if not wait(w, p, last_course_day(w, p, length), Phase.ENDINGS):
        return
    lag = complete_course(w, p, length)
    if lag:
        record = beside(w, p, Beside.certificate)
        if record >= 0:
            b = w.beside
            b.a[record], b.b[record] = person.employer[p], length
            b.c[record], b.d[record] = person.spell_start[p], course_level(w, p)
            b.groups[record] = groups_in_spell(w, p)
            schedule_beside(w, record, w.today + lag, Phase.ENDINGS)
    leave_course(w, p)


def certificate_event(w: Any, record: int) -> None:
    b = w.beside
    reach_certificate(
        w, b.person[record], b.a[record], b.b[record], b.c[record], b.d[record], b.groups[record]
    )  # fmt: skip
    drop_beside(w, record)
