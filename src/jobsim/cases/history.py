"""From the lines of a history to dated steps: what the lives do on those days, without their draws.

Each step calls the functions of :mod:`jobsim.lives` that a run calls, so a case tests what a run does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from jobsim import days
from jobsim.cases.script import Entry
from jobsim.cases.stage import PERSON_ROW, Stage
from jobsim.lives import away, firms, flexible, internship, job, loan, public_post, search, training, venture
from jobsim.lives.world import (
    begin,
    begin_on,
    facts_of,
    groups_in_spell,
    groups_now,
    reach,
    reach_venture,
    venture_facts,
)
from jobsim.vocabulary import (
    COURSES,
    FIRM_ROLES,
    FIRM_SIZES,
    LEGAL_FORMS,
    LEVELS,
    LOAN_KINDS,
    RECOGNITIONS,
    M,
    Phase,
    State,
)

P = PERSON_ROW


class Step(NamedTuple):
    """Something that happens at a phase of a day, in the life itself or, before it, beside it."""

    day: int
    phase: Phase
    act: Callable[[], object]
    beside: bool = False


Steps = Iterator[Step]


def steps_of(stage: Stage) -> list[Step]:
    """All steps of a case, in order of day and phase, those beside the life first, then as written."""
    found: list[Step] = []
    spells = sorted((entry for entry in stage.case.history if entry.is_spell), key=lambda entry: entry.days)
    others = 0
    for entry in stage.case.history:
        if entry.is_spell:
            elsewhere = bool(entry.values.get("another_firm"))
            others += elsewhere
            following = min((e.days[0] for e in spells if e.days[0] > entry.days[0]), default=0)
            found += _SPELLS[entry.kind](Spell(stage, entry, others if elsewhere else 0, following))
        elif entry.kind in _EVENTS:
            found += _EVENTS[entry.kind](stage, entry)
    found += _of_person(stage)
    found.sort(key=lambda step: (step.day, step.phase, not step.beside))
    return found


class Spell:
    """A spell of the history; its months end with the person's working life."""

    def __init__(self, stage: Stage, entry: Entry, firm: int, following: int) -> None:
        self.stage, self.entry, self.firm = stage, entry, firm
        self.w, self.person = stage.w, stage.w.person
        self.first, last = entry.days
        self.last = min(last, stage.retires - 1)
        self.followed = following == last + 1

    def begin(self, state: State) -> None:
        """Begin on the eve of the first day. Who leaves school on that day has left it for the spell."""
        if self.person.state[P] == State.SCHOOL and self.person.left_school[P] == self.first:
            self.person.state[P] = self.stage.idle_state
        begin(self.w, P, state)

    @property
    def groups(self) -> int:
        return groups_in_spell(self.w, P)

    def months(self, reach: Callable[[int], object]) -> Steps:
        """The last day of each month completed within the spell."""
        for month in range(1, days.months_between(self.first, self.last) + 1):
            yield Step(days.add_months(self.first, month) - 1, Phase.ENDINGS, partial(reach, month))

    def ending(self, act: Callable[[], object] | None = None) -> Steps:
        """The end of the spell; if the next one does not follow at once, the person is idle."""
        if self.last < self.entry.days[1]:
            return
        if act is not None:
            yield Step(self.last, Phase.ENDINGS, act)
        if not self.followed:
            yield Step(self.last, Phase.ENDINGS, lambda: begin(self.w, P, self.stage.idle_state))


# ------------------------------------------------------------------------------------ work


def _job(s: Spell) -> Steps:
    w, person, entry = s.w, s.person, s.entry

    def hire() -> None:
        s.begin(State.EMPLOYED)
        person.employer[P] = s.firm
        person.contract_months[P], person.wage[P] = entry["contract"], entry["wage"]
        person.insured[P], person.accident_insured[P] = int(entry["insured"]), int(entry["accident_insured"])
        person.by_operator[P], person.from_internship[P] = int(entry["by_operator"]), int(entry["from_internship"])
        job.join(w, P, s.firm, 1)
        reach(w, M.hired, P, job.job_facts(w, P, s.firm), s.firm, s.groups)

    yield Step(s.first - 1, Phase.CLEARING, hire)
    yield from s.months(lambda _: job.reach_month(w, P, s.firm))
    yield from s.ending(lambda: job.leave_job(w, P, True))


def _internship(s: Spell) -> Steps:
    w, person, entry = s.w, s.person, s.entry

    def start() -> None:
        s.begin(State.INTERN)
        person.employer[P], person.wage[P] = s.firm, entry["stipend"]
        reach(w, M.internship_started, P, internship.intern_facts(w, P, s.firm), s.firm, s.groups)

    # Without an agreed length the internship lasts to its end; an intern who leaves without a contract drops out.
    agreed = entry["agreed"] or days.months_between(s.first, s.entry.days[1])
    early = s.entry.days[1] < days.add_months(s.first, agreed) - 1

    def end() -> None:
        kept = entry["retained"]
        internship.finish(w, P, s.firm, s.groups, agreed, early, kept, entry["contract"], entry["insured"])

    yield Step(s.first - 1, Phase.CLEARING, start)
    yield from s.months(lambda _: internship.reach_month(w, P, s.firm, s.groups))
    yield from s.ending(end)


def _flexible(s: Spell) -> Steps:
    w, person, entry = s.w, s.person, s.entry

    def start() -> None:
        s.begin(State.FLEXIBLE)
        person.insured[P], person.wage[P] = int(entry["insured"]), entry["wage"]
        person.by_operator[P] = int(entry["by_operator"])
        reach(w, M.flexible_started, P, flexible.flexible_facts(w, P), -1, s.groups)

    yield Step(s.first - 1, Phase.DECISIONS, start)
    yield from s.months(lambda _: flexible.reach_month(w, P, s.groups))
    yield from s.ending()


def _public_post(s: Spell) -> Steps:
    w, person, entry = s.w, s.person, s.entry

    def start() -> None:
        person.post_urban[P] = int(entry["urban"])
        s.begin(State.PUBLIC_POST)
        person.insured[P], person.wage[P] = int(entry["insured"]), entry["wage"]
        reach(w, M.post_started, P, public_post.post_facts(w, P), -1, s.groups)

    yield Step(s.first - 1, Phase.CLEARING, start)
    yield from s.months(lambda _: public_post.reach_month(w, P, s.groups))
    yield from s.ending()


def _away(s: Spell) -> Steps:
    w = s.w

    def leave() -> None:
        s.begin(State.AWAY)
        s.person.by_operator[P] = int(s.entry["by_operator"])
        away.reach_placement(w, P, s.groups)

    def come_back() -> None:
        s.person.returned[P] = w.today

    yield Step(s.first - 1, Phase.DECISIONS, leave)
    yield from s.months(lambda month: away.reach_month(w, P, month, s.groups))
    yield from s.ending(come_back)


# ------------------------------------------------------------------------------------ without work


def _unemployed(s: Spell) -> Steps:
    yield Step(s.first - 1, Phase.DECISIONS, lambda: s.begin(State.SEARCHING))
    if s.entry["registered"] is not None:
        yield from _registration(s.stage, s.entry["registered"])
    if not s.followed:
        yield Step(s.last, Phase.DECISIONS, lambda: _give_up(s.stage))


def _give_up(stage: Stage) -> None:
    rural = stage.idle_state == State.AT_HOME
    begin(stage.w, P, State.AT_HOME if rural else State.OUT)


def _registration(stage: Stage, day: int) -> Steps:
    """Registration as unemployed, and the months that follow while it lasts."""
    w = stage.w

    def month_completed(month: int) -> None:
        if w.person.state[P] == State.SEARCHING and w.person.registered[P] == day:
            search.reach_unemployment_month(w, P, month)

    yield Step(day, Phase.DECISIONS, lambda: search.register(w, P, 0))
    for month in range(1, days.months_between(day, stage.case.last_day) + 1):
        yield Step(days.add_months(day, month) - 1, Phase.ENDINGS, partial(month_completed, month))


def _at_home(s: Spell) -> Steps:
    yield Step(s.first - 1, Phase.DECISIONS, lambda: s.begin(State.AT_HOME))
    yield from s.ending()


# ------------------------------------------------------------------------------------ school and courses


def _course(s: Spell) -> Steps:
    w, kind, certificate = s.w, list(COURSES).index(s.entry["kind"]), s.entry["certificate"]
    level = list(LEVELS).index(certificate["level"]) if certificate is not None else 0
    length = s.last - s.first + 1
    groups: list[int] = []

    def complete() -> None:
        groups.append(s.groups)
        training.reach_completion(w, P, kind, length, s.first, level, s.groups)

    def back() -> None:
        s.person.employer[P] = -1
        begin(w, P, s.person.origin[P])

    def pass_examination() -> None:
        training.reach_certificate(w, P, kind, length, s.first, level, groups[0])

    yield Step(s.first - 1, Phase.CLEARING, lambda: training.enrol(w, P, kind))
    yield Step(s.last, Phase.ENDINGS, complete)
    yield Step(s.last, Phase.ENDINGS, back)
    if certificate is not None:
        yield Step(certificate["on"], Phase.ENDINGS, pass_examination, beside=True)


def _course_beside_job(stage: Stage, entry: Entry) -> Steps:
    w, certificate = stage.w, entry["certificate"]
    if certificate is not None:
        level = list(LEVELS).index(certificate["level"])
        yield Step(
            certificate["on"],
            Phase.DECISIONS,
            lambda: training.reach_in_service_certificate(w, P, w.person.employer[P], level),
        )


def _in_school(milestone: int) -> Callable[[Stage, Entry], Steps]:
    def steps(stage: Stage, entry: Entry) -> Steps:
        w = stage.w
        yield Step(entry["on"], Phase.ENDINGS, lambda: reach(w, milestone, P, facts_of(w, P), -1, groups_now(w, P)))

    return steps


def _of_person(stage: Stage) -> Steps:
    """What follows from the person's own dates: leaving school, registration, the six-month mark, retirement."""
    w, given = stage.w, stage.case.person
    left = w.person.left_school[P]

    def leave_school() -> None:
        reach(w, M.left_school, P, facts_of(w, P), -1, groups_now(w, P))
        if w.person.state[P] == State.SCHOOL:
            begin(w, P, stage.idle_state)

    def six_months_after() -> None:
        if w.person.state[P] == State.SEARCHING:
            search.reach_unemployed_after_school(w, P, 6)

    if stage.case.first_day < left <= stage.case.last_day:
        yield Step(left, Phase.INSTITUTION, leave_school)
    if left and left < days.first_of_year(2100):
        yield Step(days.add_months(left, 6), Phase.DECISIONS, six_months_after)
    if given is not None and given["registered"] is not None:
        yield from _registration(stage, given["registered"])
    yield Step(stage.retires, Phase.ENDINGS, lambda: _retire(stage))


def _retire(stage: Stage) -> None:
    if stage.w.person.state[P] == State.EMPLOYED:
        job.leave_job(stage.w, P, True)
    begin_on(stage.w, P, State.OUT, max(stage.w.today, stage.w.person.spell_start[P] + 1))


# ------------------------------------------------------------------------------------ ventures


def _venture(s: Spell) -> Steps:
    w, entry, row = s.w, s.entry, s.stage.venture_row
    columns = w.firm
    founders: list[int] = []  # groups of the founder, also for a loan that outlives the spell

    def found() -> None:
        s.begin(State.VENTURE)
        founders.append(s.groups)
        s.person.ventures[P] += 1
        s.person.employer[P], s.person.insured[P] = row, int(entry["insured"])
        columns.founded[row], columns.closes[row], columns.alive[row] = s.first, entry["to"], 1
        columns.jobs[row] = columns.loan_amount[row] = 0
        columns.form[row] = list(LEGAL_FORMS).index(entry["legal_form"])
        columns.size_class[row] = FIRM_SIZES.index(entry["size"])
        columns.roles[row] = 1 << list(FIRM_ROLES).index("venture")
        columns.first[row], columns.incubated[row] = int(entry["first"]), int(entry["incubated"])
        columns.free_premises[row], columns.rent[row] = int(entry["free_premises"]), entry["rent"]
        reach_venture(w, M.venture_founded, P, venture_facts(w, P), founders[-1])

    def grow(count: int) -> None:
        columns.jobs[row] += count

    yield Step(s.first - 1, Phase.DECISIONS, found)
    yield from s.months(lambda _: venture.reach_month(w, P, row, founders[-1]))
    for jobs in entry["jobs"]:
        yield Step(jobs["on"], Phase.CLEARING, partial(grow, jobs["count"]))
    if entry["loan"] is not None:
        yield from _loan(s, row, founders)
    yield from s.ending(lambda: venture.close(w, P))


def _loan(s: Spell, row: int, founders: list[int]) -> Steps:
    w, given = s.w, s.entry["loan"]
    granted, balance = given["on"], given["amount"]
    rate = loan.loan_rate(w, granted)
    matures = days.add_months(granted, given["months"])
    ends = min(matures, s.entry["to"], given["defaulted"] or matures)
    yield Step(
        granted,
        Phase.CLEARING,
        lambda: loan.lend(w, P, row, list(LOAN_KINDS).index(given["kind"]), balance, given["months"], founders[-1]),
    )

    def settle(length: int) -> None:
        loan.reach_interest(w, P, row, balance, rate, length, founders[-1])

    def lose() -> None:
        loan.reach_default(w, P, row, balance, founders[-1])

    settled = granted
    while settled < ends:
        due = loan.next_due(settled, settled, ends)
        yield Step(due, Phase.ENDINGS, partial(settle, due - settled), beside=True)
        settled = due
    if given["defaulted"] is not None:
        yield Step(ends, Phase.ENDINGS, lose, beside=True)


# ------------------------------------------------------------------------------------ firms


def _firm_event(act: Callable[[Stage, Entry], object]) -> Callable[[Stage, Entry], Steps]:
    """An event of the firm on its day; what the line says of the firm holds from then on."""

    def steps(stage: Stage, entry: Entry) -> Steps:
        def happen() -> None:
            columns = stage.w.firm
            if entry.values.get("staff") is not None:
                columns.staff_seen[0] = entry["staff"]
            if entry.values.get("key_group_staff") is not None:
                columns.key_seen[0] = entry["key_group_staff"]
            act(stage, entry)

        yield Step(entry["on"], Phase.CLEARING, happen)

    return steps


def _assess(stage: Stage, entry: Entry) -> None:
    stage.w.firm.layoff_percent[0] = entry["layoff_percent"]
    firms.reach_assessment(stage.w, 0, entry["premiums"])


def _settle(stage: Stage, entry: Entry) -> None:
    columns = stage.w.firm
    columns.intern_months[0] = entry["months"]
    columns.completed[0], columns.retained[0] = entry["completed"], entry["retained"]
    firms.settle_unit(stage.w, 0)


_SPELLS: dict[str, Callable[[Spell], Steps]] = {
    "job": _job, "internship": _internship, "flexible": _flexible, "public_post": _public_post, "away": _away,
    "unemployed": _unemployed, "at_home": _at_home, "course": _course, "venture": _venture,
}  # fmt: skip
_EVENTS: dict[str, Callable[[Stage, Entry], Steps]] = {
    "course": _course_beside_job,
    "school_year": _in_school(M.school_year_enrolled),
    "final_year": _in_school(M.final_year),
    "firm_month": _firm_event(lambda stage, entry: firms.reach_contributions(stage.w, 0, entry["payroll"])),
    "firm_year": _firm_event(_assess),
    "unit_settled": _firm_event(_settle),
    "evaluated": _firm_event(lambda stage, entry: firms.reach_evaluation(stage.w, 0, entry["grade"])),
    "recognised": _firm_event(lambda stage, entry: firms.recognise(stage.w, 0, RECOGNITIONS.index(entry["level"]))),
}
