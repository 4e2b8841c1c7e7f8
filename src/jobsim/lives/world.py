"""The world of one replication: the agents, the model, the scarce places, the claims desk and the clock.

Lives are SimPy processes over this world. A handler touches its own agent, adds to shared counters and
request lists, and reports milestones to the desk; everything contested is settled in CLEARING or TREASURY.

What a life decides and what follows from it are functions of a world ``w`` and a person ``p``. They take any world
that has the same attributes: this one, or the compiled engine's, whose numba copies of the same functions read
structured arrays. The few primitives that each engine has of its own stand at the end.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from jobsim import days
from jobsim.county.groups import STATIC as STATIC_GROUPS
from jobsim.county.groups import G, behaviour_class, groups_on
from jobsim.county.records import NEVER, Columns
from jobsim.county.retirement import IN_FORCE
from jobsim.county.synthesis import County
from jobsim.draws import Draws
from jobsim.finance.desk import Desk
from jobsim.finance.standing import Standing
from jobsim.lives import clocks
from jobsim.lives.clocks import Clocks
from jobsim.lives.codes import EXIT_COUNT, FLOWS, PLACE_OF, Flow, Mark, Note, Place, S
from jobsim.lives.model import Model
from jobsim.lives.places import Request, pools, priority_class, vacancies
from jobsim.lives.relevance import Relevance
from jobsim.vocabulary import EXITS, FACTS, MILESTONES, STATES, F, M, Phase, State, codes

Life = Generator[simpy.Event, Any, None]
Asking = Generator[simpy.Event, Any, bool]
PERSON, VENTURE, FIRM = 0, 1, 2
_FAR_OFF = 11 * 366
"""Whoever retires so late is more than the five years of the groups from retirement by the law before, too."""
AT_WORK = frozenset(
    {
        State.EMPLOYED,
        State.FLEXIBLE,
        State.PUBLIC_POST,
        State.VENTURE,
        State.AWAY,
        State.STATE_PROGRAMME,
        State.PROJECT_JOB,
    }
)
WORKS = [int(State(code) in AT_WORK) for code in range(len(STATES))]
_PAIRS = 8  # pairs of exits per spell in the occurrence key
_SEARCH_JOB = codes(EXITS["searching"]).job
_EARLY = 1 / 64  # what happens beside a life comes just before the lives' own events of the phase


class Retirement(Exception):
    """The person has reached the statutory retirement age; raised inside the life that waits."""


class World:
    """One replication. ``person`` and ``firm`` are columns of the records in :mod:`jobsim.county.records`.

    ``model`` is a plain one (:meth:`jobsim.lives.model.Model.plain`).
    """

    def __init__(
        self,
        env: simpy.Environment,
        model: Model,
        county: County,
        firms: Columns,
        draws: Draws,
        desk: Desk,
        journeys_of: frozenset[int],
    ) -> None:
        self.env, self.model, self.draws, self.desk = env, model, draws, desk
        self.county = county
        self.person: Any = Columns(county.persons)
        self.firm: Any = firms
        self.proper = county.firms_proper
        self.key: list[int] = self.person.key
        self.services = [[0] * len(model.service_times) for _ in self.key]
        """Times each service was received in the search, by person."""
        self.retires_before: list[int] = county.retires_before.tolist()
        self.zero_family = [0] * county.families
        """By family what the bureau knew at the last month end, see :mod:`jobsim.lives.last_resort`."""
        self.never = simpy.Event(env)
        self.events = 0
        """Wake-ups, answers and events beside a life that agents have acted upon."""
        self.flow = [0.0] * len(FLOWS)
        self.journeys: list[tuple[int, int, int, int, str, str]] = []
        self.journeys_of = journeys_of
        self.slowest_registration = -1
        """The most working days a registration of this year took, -1 without one."""
        self.loan_balance = 0
        """Principal of all running loans, in fen."""
        self.venture_row: list[int] = county.venture_rows().tolist()
        self.ventures: list[int] = []
        """Rows of all ventures that have operated in the run."""
        self.pools, self.vacancies = pools(model, county), vacancies(model, county, firms)
        self.hosts = [f for f in range(self.proper) if self.firm.roles[f] & 1]
        self.relevance = Relevance(desk)
        desk.look = self

    # -- time -----------------------------------------------------------------------------

    @property
    def today(self) -> int:
        return int(self.env._now)

    def at(self, day: int, phase: Phase, *, early: bool = False) -> simpy.Event:
        """An event at a phase of a day; one beyond the horizon never comes.

        ``early`` comes just before the lives' own events of the phase.
        """
        if day > self.model.last:
            return self.never
        return self.env.timeout(day + phase / 8 - (_EARLY if early else 0.0) - self.env.now)

    def until(self, day: int, phase: Phase, *, early: bool = False) -> Generator[simpy.Event, Any, None]:
        """Wait for a phase of a day, come what may."""
        yield self.at(day, phase, early=early)
        self.events += 1

    def wait(self, p: int, day: int, phase: Phase) -> Generator[simpy.Event, Any, None]:
        """Wait for a phase of a day, or for retirement, whichever comes first.

        Nothing is decided on the day before retirement, for what is decided begins on the next.
        """
        retires = self.person.retires[p]
        if retires <= day + (phase == Phase.DECISIONS):
            yield from self.until(max(retires, self.today + 1), Phase.ENDINGS)
            raise Retirement
        yield from self.until(day, phase)

    # -- the first day, and the journeys ----------------------------------------------------

    def begin_history(self) -> None:
        """Groups and behaviour classes of the spells that run on the first day, as of the day they began."""
        for p in range(len(self.key)):
            begin_history(self, p)
        for p in self.journeys_of:
            zh, en = list(STATES.values())[self.person.state[p]]
            since = days.date_of(self.person.spell_start[p])
            self._write(p, f"on the first day: {en}, since {since}", f"起始状态：{zh}，自{since}起", 0)

    def note(self, p: int, kind: int, number: int, aside: int) -> None:
        """A line in a person's journey."""
        if kind == Note.state:
            zh, en = list(STATES.values())[number]
        elif kind == Note.milestone:
            milestone = list(MILESTONES.values())[number]
            zh, en = f"节点：{milestone.zh}", f"milestone: {milestone.en}"
        elif kind == Note.registered:
            zh, en = f"失业登记，办理{number}个工作日", f"registered as unemployed after {number} working days"
        elif kind == Note.service:
            title = list(self.model.scenario.services.values())[number].title
            zh, en = f"服务：{title.zh}", f"service: {title.en}"
        else:
            zh, en = "退休", "retired"
        self._write(p, en, zh, aside)

    def _write(self, p: int, en: str, zh: str, aside: int) -> None:
        """A spell and what it begins with are written on its first day, unless that lies beyond the horizon."""
        day = present_day(self, p)
        phase = round((self.env.now - self.today) * 8) if day == self.today else Phase.INSTITUTION
        if day <= self.model.last:
            self.journeys.append((self.key[p], day, int(phase), aside, en, zh))

    # -- places ---------------------------------------------------------------------------

    def request(
        self, p: int, place: int, amount: int = 0, occurrence: int = 0, *, today_only: bool = False
    ) -> Generator[simpy.Event, Any, int]:
        """Ask for a place (DECISIONS) and wait for CLEARING; the place's number, or -1 when patience ended.

        While a person waits, the clocks of the spell stand still.
        """
        answer = self.env.event()
        key = spell_key(self, p, occurrence)
        request = Request(0, self.today, uniform(self, S.lottery, p, key), self.key[p], p, 0, answer.succeed, amount)
        if place == Place.vacancy:
            vacancies = self.vacancies
            request.until = self.today + vacancies.patience
            request.first_choice = uniform(self, S.place, p, key)
            request.at_ventures = uniform(self, S.choice, p, key) < self.model.venture_share
            vacancies.waiting.append(request)
        else:
            chosen = self.pools[place]
            request.until = self.today + (0 if today_only else chosen.patience)
            request.priority = priority_class(groups_now(self, p), chosen.priority)
            chosen.waiting.append(request)
        granted: int = yield answer
        self.events += 1
        return granted


# -- draws --------------------------------------------------------------------------------


def draw(w: Any, stream: int, p: int) -> float:
    """A draw that belongs to the person's present spell."""
    return uniform(w, stream, p, w.person.spell[p])


def spell_key(w: Any, p: int, occurrence: int) -> int:
    """The occurrence of something that happens up to 64 times in a spell."""
    return w.person.spell[p] * 64 + occurrence


# -- clocks -------------------------------------------------------------------------------


def barred(w: Any, p: int) -> int:
    """Exits that do not run for the person, a bit each: those to a place that does not admit them."""
    state, found = w.person.state[p], 0
    groups = groups_now(w, p)
    for k in range(EXIT_COUNT[state]):
        place = PLACE_OF[state][k]
        if 0 <= place < Place.loan and not admits(w, place, groups):
            found |= 1 << k
    return found


def start_clocks(w: Any, p: int, c: Any, without: int) -> None:
    """The clocks of the present spell as they stand when it begins; exits whose bit is in ``without`` do not run.

    They run from the end of the day before its first.
    """
    state, first = w.person.state[p], w.model.first - 1
    calendars, day = w.model.calendars[state], max(w.person.spell_start[p] - 1, first)
    for k in range(0, EXIT_COUNT[state], 2):
        one, other = exit_rate(w, p, k, without), exit_rate(w, p, k + 1, without)
        u, v = exit_draws(w, p, k) if one > 0.0 or other > 0.0 else (0.5, 0.5)
        clocks.start(c, k, calendars[k], first, day, one, u)
        if k + 1 < EXIT_COUNT[state]:
            clocks.start(c, k + 1, calendars[k + 1], first, day, other, v)


def earliest_exit(w: Any, p: int, without: int) -> tuple[int, int]:
    """:func:`next_exit` of the clocks that :func:`start_clocks` starts, without keeping them."""
    state, first = w.person.state[p], w.model.first - 1
    calendars, day = w.model.calendars[state], max(w.person.spell_start[p] - 1, first)
    found, exit_ = NEVER, 0
    for k in range(0, EXIT_COUNT[state], 2):
        one, other = exit_rate(w, p, k, without), exit_rate(w, p, k + 1, without)
        if one > 0.0 or other > 0.0:
            u, v = exit_draws(w, p, k)
            if clocks.may_fire_before(calendars[k], first, day, one, u, found):
                fires = clocks.firing_day(calendars[k], first, day, one, clocks.threshold(u))
                if fires < found:
                    found, exit_ = fires, k
            if other > 0.0 and clocks.may_fire_before(calendars[k + 1], first, day, other, v, found):
                fires = clocks.firing_day(calendars[k + 1], first, day, other, clocks.threshold(v))
                if fires < found:
                    found, exit_ = fires, k + 1
    return found, exit_


def exit_rate(w: Any, p: int, exit_: int, without: int) -> float:
    """The monthly rate of an exit of the present spell when it begins; 0 for one that does not run or is none."""
    person, model = w.person, w.model
    state = person.state[p]
    if exit_ >= EXIT_COUNT[state] or without >> exit_ & 1:
        return 0.0
    rate = model.rates[state][person.behaviour[p]][exit_] * person.frailty[p]
    if exit_ == _SEARCH_JOB and state == State.SEARCHING and person.trained[p]:
        rate *= model.training_effect
    return rate


def exit_draws(w: Any, p: int, exit_: int) -> tuple[float, float]:
    """The draws of two exits' clocks, of an even one and the next: they share a block."""
    return pair(w, S.exit, p, w.person.spell[p] * _PAIRS + exit_ // 2)


def clocks_of(w: World, p: int, without: int = 0) -> Clocks:
    """The clocks of the present spell, for a SimPy process to keep."""
    c = Clocks()
    start_clocks(w, p, c, without)
    return c


def speed_exit(w: Any, p: int, c: Any, exit_: int, factor: float) -> None:
    """From today on the exit's rate is multiplied by ``factor``."""
    clocks.speed(c, exit_, w.model.calendars[w.person.state[p]][exit_], w.model.first - 1, w.today, factor)


def rewind_exit(w: Any, p: int, c: Any, exit_: int, drawn: float) -> None:
    """Today the exit's clock starts anew after it has fired without ending the spell."""
    clocks.rewind(c, exit_, w.model.calendars[w.person.state[p]][exit_], w.model.first - 1, w.today, drawn)


def stood_still(w: Any, p: int, c: Any, since: int) -> None:
    """The clocks have not run since the end of that day; they run on from today."""
    state = w.person.state[p]
    clocks.stand_still(c, EXIT_COUNT[state], w.model.calendars[state], w.model.first - 1, since, w.today)


def refused(w: Any, p: int, c: Any, exit_: int, asked: int, number: int) -> None:
    """The spell's so-many-th request, made on day ``asked``, was refused: clocks run on, the exit's own anew."""
    stood_still(w, p, c, asked)
    rewind_exit(w, p, c, exit_, uniform(w, S.applicant, p, spell_key(w, p, number)))


def next_exit(w: Any, p: int, c: Any) -> tuple[int, int]:
    """(day, exit) of the clock of the present spell that fires first."""
    return clocks.next_exit(c, EXIT_COUNT[w.person.state[p]])


# -- groups -------------------------------------------------------------------------------


def begin_history(w: Any, p: int) -> None:
    """Groups and behaviour class of the spell that runs on the first day, as of the day it began."""
    person = w.person
    groups = groups_on(
        person.spell_start[p], person.groups[p], person.state[p], person.born[p], person.left_school[p],
        retires_by_law(w, p, person.spell_start[p]), person.registered[p], 0, person.insured[p], 0,
    )  # fmt: skip
    person.spell_groups[p] = groups
    person.behaviour[p] = behaviour_class(groups)


def present_day(w: Any, p: int) -> int:
    """Today, or the first day of the person's spell if that begins tomorrow."""
    return max(w.today, w.person.spell_start[p])


def groups_now(w: Any, p: int) -> int:
    """All groups of the person in the present state, today or on its first day if that is tomorrow."""
    return groups_at(w, p, present_day(w, p))


def groups_at(w: Any, p: int, day: int) -> int:
    """All groups of the person on a day, in the present state."""
    family = w.person.family[p]
    return groups_in_family(w, p, day, w.zero_family[family] if family >= 0 else 0)


def groups_in_family(w: Any, p: int, day: int, zero_family: int) -> int:
    """The same if the family is recognised as a zero-employment family, or if it is not (0)."""
    person = w.person
    retires = person.retires[p]
    if day < IN_FORCE and retires - day < _FAR_OFF:
        retires = w.retires_before[p]
    return groups_on(
        day, person.groups[p], person.state[p], person.born[p], person.left_school[p],
        retires, person.registered[p], person.returned[p], person.insured[p], zero_family,
    )  # fmt: skip


def retires_by_law(w: Any, p: int, day: int) -> int:
    """The person's day of retirement as the law stands on a day: that it will be put off is not known before it is."""
    retires: int = w.person.retires[p] if day >= IN_FORCE else w.retires_before[p]
    return retires


def groups_in_spell(w: Any, p: int) -> int:
    """The groups that count for milestones of a spell: those of its first day, in the state held before it."""
    groups: int = w.person.spell_groups[p]
    if w.person.state[p] == State.EMPLOYED and w.person.insured[p]:
        groups |= G.unemployment_insured
    return groups


# -- spells -------------------------------------------------------------------------------


def begin(w: Any, p: int, state: int) -> None:
    """Start a new spell: what is decided today begins tomorrow, and today belongs to the old spell."""
    begin_on(w, p, state, w.today + 1)


def begin_on(w: Any, p: int, state: int, day: int) -> None:
    """Start a new spell whose first day this is, today or tomorrow.

    The groups of that day, in the state held until now, are kept for the spell's milestones.
    """
    person = w.person
    groups = groups_at(w, p, day)
    old = person.state[p]
    person.spell_groups[p] = groups
    person.spell[p] += 1
    person.spell_start[p] = day
    if WORKS[state]:
        registered = person.registered[p]
        person.unemployed_months[p] = days.months_between(registered, day - 1) if registered else 0
        person.unemployed_since[p] = 0
    elif state == State.SEARCHING and old != State.TRAINING:
        person.unemployed_since[p] = day
        for number in range(len(w.services[p])):
            w.services[p][number] = 0
    person.state[p] = state
    if state != State.SEARCHING and state != State.TRAINING:
        person.registered[p] = 0
    kept = groups & ~STATIC_GROUPS if state != State.SEARCHING else 0
    person.behaviour[p] = behaviour_class(groups_now(w, p) | kept)
    count_placement(w, p, old, state, groups)
    count_anew(w, p)
    note(w, p, Note.state, state)


def count_placement(w: Any, p: int, old: int, new: int, groups: int) -> None:
    """Placements counted once per person and year, when a person without work starts work in the county."""
    if WORKS[old]:
        return
    if new != State.EMPLOYED and new != State.FLEXIBLE and new != State.VENTURE and new != State.PUBLIC_POST:
        return
    person = w.person
    rural = person.groups[p] & G.rural != 0
    urban_job = not rural or (new == State.EMPLOYED and old == State.SEARCHING)
    if new == State.PUBLIC_POST:
        urban_job = person.post_urban[p] != 0
    if urban_job and first_this_year(w, p, Mark.newly_employed):
        add(w, Flow.urban_new_employment, 1.0)
    registered = groups & G.registered_unemployed != 0
    if registered and groups & G.hard_to_employ != 0:
        if first_this_year(w, p, Mark.hard_to_employ_placed):
            add(w, Flow.hard_to_employ_persons_placed, 1.0)
        if new != State.PUBLIC_POST and first_this_year(w, p, Mark.hard_to_employ_employed):
            add(w, Flow.hard_to_employ_persons_employed, 1.0)
    school_leaver = groups & G.graduating_class != 0
    if registered and not rural and not school_leaver and first_this_year(w, p, Mark.reemployed):
        add(w, Flow.urban_unemployed_reemployed, 1.0)


def first_this_year(w: Any, p: int, mark: int) -> bool:
    """Whether the person is counted for this for the first time in the year; it is noted."""
    person, year = w.person, year_of_run(w)
    if person.marked_year[p] != year:
        person.marked_year[p], person.marks[p] = year, 0
    if person.marks[p] & mark:
        return False
    person.marks[p] |= mark
    return True


def year_of_run(w: Any) -> int:
    """Today's year, counted from the run's first, which is 1: so a person's record notes it."""
    return days.year_of(w.today) - days.year_of(w.model.first) + 1


def home_or(w: Any, p: int, state: int) -> int:
    """Where somebody goes who has no work: home if the household is rural, else to this state."""
    return State.AT_HOME if w.person.groups[p] & G.rural else state


def add(w: Any, flow: int, by: float) -> None:
    """Add to a flow that counts from 1 January."""
    w.flow[flow] += by


# -- milestones ---------------------------------------------------------------------------


def facts_of(w: Any, p: int) -> Any:
    """The facts every person's milestone carries, by position in ``vocabulary.FACTS``.

    What a spell begins with is dated on its first day.
    """
    facts = blank(w)
    day = present_day(w, p)
    facts[F.day], facts[F.heads] = day, 1
    facts[F.started] = w.person.spell_start[p]
    facts[F.months_to_retirement] = days.months_between(day, retires_by_law(w, p, day) - 1)
    return facts


def firm_facts(w: Any, facts: Any, firm: int) -> None:
    """What a milestone says of a firm: its size, form and roles, and its staff at the last month end."""
    columns = w.firm
    facts[F.firm_size], facts[F.legal_form] = columns.size_class[firm], columns.form[firm]
    facts[F.roles], facts[F.staff] = columns.roles[firm], columns.staff_seen[firm]


def venture_facts(w: Any, p: int) -> Any:
    """The facts of the person's venture on a day."""
    columns, row = w.firm, w.venture_row[p]
    facts = facts_of(w, p)
    firm_facts(w, facts, row)
    facts[F.started] = columns.founded[row]
    facts[F.operating_months] = days.months_between(columns.founded[row], w.today)
    facts[F.jobs] = columns.jobs[row]
    facts[F.first_venture] = columns.first[row]
    facts[F.incubated] = columns.incubated[row]
    facts[F.free_premises] = columns.free_premises[row]
    facts[F.unemployed_months] = w.person.unemployed_months[p]
    facts[F.insured] = w.person.insured[p]
    return facts


def months_in_spell(w: Any, p: int) -> int:
    """Months of the present spell completed today; none ends on the day of retirement, which is no day of work."""
    return days.months_between(w.person.spell_start[p], min(w.today, w.person.retires[p] - 1))


def next_month(start: int, today: int) -> int:
    """The month of a spell that is completed next, today included."""
    return days.months_between(start, today - 1) + 1


def month_day(start: int, month: int) -> int:
    """The day on which the so-many-th month of a spell is completed."""
    return days.add_months(start, month) - 1


def reach(w: Any, milestone: int, p: int, facts: Any, firm: int, groups: int) -> bool:
    """A person reaches a milestone, at this firm (-1 none), and the desk is told; whether a programme takes it up."""
    taken: bool = report(w, milestone, PERSON, p, firm, facts, groups)
    note_milestone(w, milestone, p)
    return taken


def reach_venture(w: Any, milestone: int, p: int, facts: Any, groups: int) -> bool:
    """The person's venture, or its loan, reaches a milestone. Whether a programme takes it up."""
    taken: bool = report(w, milestone, VENTURE, p, w.venture_row[p], facts, groups)
    note_milestone(w, milestone, p)
    return taken


def note_milestone(w: Any, milestone: int, p: int) -> None:
    """``aside`` puts what happens beside the life (certificates, loans) before its own events of the phase."""
    loan = milestone == M.loan_granted or milestone == M.loan_interest_due or milestone == M.loan_defaulted
    note(w, p, Note.milestone, milestone, -1 if loan else -2 if milestone == M.certificate else 0)


def reach_firm(w: Any, milestone: int, firm: int, facts: Any) -> None:
    """A firm reaches a milestone."""
    columns = w.firm
    facts[F.day] = w.today
    facts[F.heads] = max(facts[F.heads], 1)
    firm_facts(w, facts, firm)
    facts[F.insured_staff] = columns.insured_seen[firm]
    facts[F.key_group_staff] = columns.key_seen[firm]
    facts[F.layoff_percent] = columns.layoff_percent[firm]
    facts[F.recognition] = columns.recognition[firm]
    report(w, milestone, FIRM, firm, firm, facts, 0)


def list_venture(w: Any, row: int) -> None:
    """The venture operates: it is among those counted at month ends."""
    if not w.firm.listed[row]:
        w.firm.listed[row] = 1
        enlist(w, row)


# -- primitives: what each engine does in its own way -----------------------------------------


def uniform(w: World, stream: int, p: int, occurrence: int) -> float:
    """The person's draw from a stream."""
    return w.draws.by_code(stream, w.key[p], occurrence)


def uniform_of(w: World, stream: int, agent: int, occurrence: int) -> float:
    """The draw of any other agent."""
    return w.draws.by_code(stream, agent, occurrence)


def pair(w: World, stream: int, p: int, occurrence: int) -> tuple[float, float]:
    """Two draws of the person from one block."""
    return w.draws.pair_by_code(stream, w.key[p], occurrence)


def blank(w: World) -> list[int]:
    """Facts, all zero."""
    return [0] * len(FACTS)


def note(w: World, p: int, kind: int, number: int, aside: int = 0) -> None:
    """A line in the person's journey, if it is asked for."""
    if p in w.journeys_of:
        w.note(p, kind, number, aside)


def count_anew(w: World, p: int) -> None:
    """What is counted of the person at month ends has changed; here everybody is counted at each of them."""


def report(w: World, milestone: int, kind: int, agent: int, firm: int, facts: list[int], groups: int) -> bool:
    """Tell the claims desk: ``agent`` is a person, for a person's or a venture's milestone, or a firm.

    Returns whether a programme takes it up.
    """
    if not w.desk.book.by_milestone[milestone]:
        return False
    payee = firm if firm < w.proper else venture_payee(w.key[w.firm.founder[firm]])
    if kind == FIRM:
        return w.desk.reach(milestone, facts[F.day], FIRM, agent, -1, payee, facts, groups, Standing(firm=firm))
    key, person = w.key[agent], w.person
    standing = Standing(agent, firm, person.spell[agent], person.family[agent])
    return w.desk.reach(milestone, facts[F.day], kind, key, key, payee, facts, groups, standing)


def venture_payee(founder_key: int) -> int:
    """The payee number of a venture: negative, so that it never meets a firm's."""
    return -2 - founder_key


def heard(w: World, milestone: int) -> bool:
    """Whether anybody wants to know of the milestone: a programme, or a journey."""
    return bool(w.journeys_of) or bool(w.desk.book.by_milestone[milestone])


def watched(w: World, milestone: int, groups: int, facts: list[int], changing: int) -> tuple[int, int]:
    """The first and last month a programme looks at, by this milestone, in a spell that begins with these facts."""
    return w.relevance.watched(milestone, groups, facts, changing=changing)


def still_watched(
    w: World, milestone: int, kind: int, p: int, start: int, groups: int, facts: list[int], spiked: bool
) -> tuple[int, int]:
    """The same in the middle of the spell that began on ``start``, of what the person or venture has not yet drawn."""
    return w.relevance.still_watched(
        milestone, kind, w.key[p], start, w.today, groups, facts, spiked=spiked, family=w.person.family[p]
    )


def watched_groups(w: World, milestone: int, groups: int, changing: int) -> bool:
    """Whether a programme looks at this milestone of persons of these groups."""
    return w.relevance.watched_groups(milestone, groups, changing=changing)


def subsidy_ended(w: World, p: int, spell_start: int) -> bool:
    """Whether a monthly hiring subsidy paid for the person in this job has run out of months."""
    return w.relevance.subsidy_ended(w.key[p], spell_start, w.person.family[p])


def admits(w: World, place: int, groups: int) -> bool:
    """Whether a pool of places is open to persons of these groups."""
    return w.pools[place].admits(groups)


def give_back(w: World, place: int) -> None:
    """A place becomes free again."""
    w.pools[place].give_back()


def advertise(w: World, firm: int) -> None:
    """A firm advertises one post."""
    w.vacancies.post(firm, w.today)


def advertise_at_venture(w: World, p: int) -> None:
    """The person's venture looks for a worker."""
    w.vacancies.venture_posts.append((w.today, w.key[p], w.venture_row[p]))


def new_venture_row(w: World, p: int) -> int:
    """A row for the first venture that the person founds."""
    row = w.firm.append()
    w.firm.founder[row] = p
    return row


def enlist(w: World, row: int) -> None:
    w.ventures.append(row)
