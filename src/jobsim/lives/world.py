"""The world of one replication: the agents, the model, the scarce places, the claims desk and the clock.

Lives are SimPy processes over this world. A handler touches its own agent, adds to shared counters and
request lists, and reports milestones to the desk; everything contested is settled in CLEARING or TREASURY.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import simpy

from jobsim import days
from jobsim.county.groups import BIT, STATIC, behaviour_class, groups_on, mask_of
from jobsim.county.records import Columns
from jobsim.county.synthesis import County
from jobsim.draws import STREAM, Draws
from jobsim.finance.desk import Desk
from jobsim.lives.clocks import Clocks
from jobsim.lives.model import Model
from jobsim.lives.places import Pool, Request, Vacancies, priority_class
from jobsim.lives.relevance import Relevance
from jobsim.scenario.place_sections import Pool as PoolSection
from jobsim.scenario.section_types import Who
from jobsim.vocabulary import EXITS, FACT_INDEX, FACTS, MILESTONE_CODE, MILESTONES, STATES, Phase, State

Life = Generator[simpy.Event, Any, None]
Asking = Generator[simpy.Event, Any, bool]
F = FACT_INDEX
PERSON, VENTURE, FIRM = 0, 1, 2
KEY_GROUPS = mask_of(
    ["college_graduate", "lifted_out_of_poverty", "monitored_household", "veteran", "disabled", "retired_fisher",
     "minimum_living_allowance", "rural_low_income", "relocated"]
)  # fmt: skip
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
_EXIT_STREAM = STREAM["exit"]
_EMPLOYED = int(State.EMPLOYED)
_STILL_REGISTERED = frozenset({State.SEARCHING, State.TRAINING})
_INSURED_BIT = BIT["unemployment_insured"]
_PAIRS = 8  # pairs of exits per spell in the occurrence key


# The places an exit asks for.
POOL_OF = {
    "job": "vacancy", "internship": "internship", "public_post": "public_post", "skill_training": "skill_training",
    "entrepreneurship_training": "entrepreneurship_training", "project_job": "project_job",
}  # fmt: skip


class Retirement(Exception):
    """The person has reached the statutory retirement age; raised inside the life that waits."""


def venture_payee(founder_key: int) -> int:
    """The payee number of a venture: negative, so that it never meets a firm's."""
    return -2 - founder_key


class World:
    """One replication. ``person`` and ``firm`` are columns of the records in :mod:`jobsim.county.records`."""

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
        self.key: list[int] = county.keys.tolist()
        self.born: list[int] = self.person.born
        self.retires: list[int] = self.person.retires
        self.static: list[int] = self.person.groups
        self.frailty: list[float] = self.person.frailty
        self.family: list[int] = self.person.family
        self.zero_family = [0] * (county.families + 1)  # one entry more for those without a family (-1)
        self.never = simpy.Event(env)
        self.flows: dict[str, float] = {}
        self.journeys: list[tuple[int, int, int, int, str, str]] = []
        self.journeys_of = journeys_of
        self.registrations: list[int] = []
        self.pools = {
            name: self._pool(name, getattr(model.scenario.places, name))
            for name in (
                "internship", "public_post", "skill_training", "entrepreneurship_training",
                "three_supports", "western_plan", "project_job",
            )
        }  # fmt: skip
        loans = model.scenario.places.loans
        yearly = round(model.value(loans.yearly) * 100)
        years = range(days.year_of(model.first), days.year_of(model.last) + 1)
        self.pools["loan"] = Pool(
            "loan",
            [(days.first_of_year(y), yearly) for y in years],
            False,
            [],
            (0, 0, 0),
            model.patience.get("loan", 60),
        )
        weights = county.firms["nominal_staff"][: self.proper].astype(float).cumsum()
        total = float(weights[-1]) if self.proper and weights[-1] > 0 else 1.0
        self.vacancies = Vacancies(
            self.firm,
            self.proper,
            (weights / total).tolist(),
            model.patience.get("vacancy", 30),
            round(model.value(model.scenario.places.vacancies.lapse)),
        )
        self.hosts = [f for f in range(self.proper) if self.firm.roles[f] & 1]
        self.relevance = Relevance(desk)
        self.event_days: dict[str, list[int]] = {"school_year": [], "final_year": []}
        for event in model.scenario.events.values():
            if event.kind in self.event_days:
                self.event_days[event.kind] += model.event_days(event)
        # By exits: the positions of those to places that admit only some persons, with their pools.
        self.restricted = {
            exits: [(k, self.pools[POOL_OF[e]]) for k, e in enumerate(exits) if self._is_restricted(e)]
            for exits in EXITS.values()
        }
        self.founded_this_year: list[int] = []
        self.ventures: set[int] = set()  # rows of all ventures that have operated in the run
        self.allowance_bit = mask_of(["minimum_living_allowance"])
        self.loans: dict[int, int] = {}  # balance in fen of each running loan, by venture row
        self.service_delay = [model.table(s.delay) for s in model.scenario.services.values()]

    def _is_restricted(self, exit_: str) -> bool:
        pool = self.pools.get(POOL_OF.get(exit_, ""))
        return pool is not None and pool.who != (0, 0, 0)

    def barred(self, p: int, exits: tuple[str, ...]) -> list[int]:
        """Exits that do not run for the person: those to a place that does not admit them."""
        restricted = self.restricted[exits]
        if not restricted:
            return []
        groups = self.groups_now(p)
        return [k for k, pool in restricted if not pool.admits(groups)]

    # -- time -----------------------------------------------------------------------------

    @property
    def today(self) -> int:
        return int(self.env._now)

    def at(self, day: int, phase: Phase) -> simpy.Event:
        """An event at a phase of a day; one beyond the horizon never comes."""
        if day > self.model.last:
            return self.never
        return self.env.timeout(day + phase / 8 - self.env.now)

    def wait(self, p: int, day: int, phase: Phase) -> Generator[simpy.Event, Any, None]:
        """Wait for a phase of a day, or for retirement, whichever comes first."""
        retires = self.retires[p]
        if retires <= day:
            yield self.at(max(retires, self.today + 1), Phase.ENDINGS)
            raise Retirement
        yield self.at(day, phase)

    # -- draws ----------------------------------------------------------------------------

    def uniform(self, stream: str, p: int, occurrence: int = 0) -> float:
        return self.draws.uniform(stream, self.key[p], occurrence)

    def draw(self, stream: str, p: int) -> float:
        """A draw that belongs to the person's present spell."""
        return self.draws.uniform(stream, self.key[p], self.person.spell[p])

    def clocks(self, p: int, barred: Sequence[int] = ()) -> Clocks:
        """The clocks of the present spell; a barred exit does not run."""
        state, spell, key = self.person.state[p], self.person.spell[p], self.key[p]
        factor = self.frailty[p]
        scaled = [rate * factor for rate in self.model.rates[state][self.person.behaviour[p]]]
        for k in barred:
            scaled[k] = 0.0
        # Exits share blocks in pairs; a pair of which no clock runs is not drawn.
        pair, base = self.draws.pair_by_code, spell * _PAIRS
        uniforms = [0.5] * len(scaled)
        for k in range(0, len(scaled), 2):
            if scaled[k] > 0.0 or (k + 1 < len(scaled) and scaled[k + 1] > 0.0):
                uniforms[k : k + 2] = pair(_EXIT_STREAM, key, base + k // 2)[: len(scaled) - k]
        day = self.person.spell_start[p]
        begin = max(day, self.model.first - 1) if day < self.model.first else day
        return Clocks(self.model.first - 1, begin, scaled, self.model.calendars[state], uniforms)

    def exit_name(self, p: int, exit_: int) -> str:
        return EXITS[list(STATES)[self.person.state[p]]][exit_]

    # -- groups ---------------------------------------------------------------------------

    def begin_history(self) -> None:
        """Groups and behaviour classes of the spells that run on the first day, as of the day they began."""
        person = self.person
        for p in range(len(self.key)):
            groups = groups_on(
                person.spell_start[p], self.static[p], person.state[p], self.born[p], person.left_school[p],
                self.retires[p], person.registered[p], 0, person.insured[p], 0,
            )  # fmt: skip
            person.spell_groups[p] = groups
            person.behaviour[p] = behaviour_class(groups)
        for p in self.journeys_of:
            if p < len(self.key):
                zh, en = list(STATES.values())[person.state[p]]
                since = days.date_of(person.spell_start[p])
                self.note(p, f"on the first day: {en}, since {since}", f"起始状态：{zh}，自{since}起")

    def groups_now(self, p: int) -> int:
        """All groups of the person today, in the present state."""
        person, day = self.person, self.today
        family = self.family[p]
        return groups_on(
            day, self.static[p], person.state[p], self.born[p], person.left_school[p], self.retires[p],
            person.registered[p], person.returned[p], person.insured[p], self.zero_family[family],
        )  # fmt: skip

    def groups_in_spell(self, p: int) -> int:
        """The groups that count for milestones of a spell: those held on the day before it began."""
        groups: int = self.person.spell_groups[p]
        if self.person.state[p] == _EMPLOYED and self.person.insured[p]:
            groups |= _INSURED_BIT
        return groups

    # -- spells ---------------------------------------------------------------------------

    def begin(self, p: int, state: State) -> None:
        """Start a new spell today. The groups held until now are kept for the spell's milestones."""
        person, day = self.person, self.today
        groups = self.groups_now(p)
        old = person.state[p]
        person.spell_groups[p] = groups
        person.spell[p] += 1
        person.spell_start[p] = day
        if state in AT_WORK:
            since, registered = person.unemployed_since[p], person.registered[p]
            person.unemployed_months[p] = days.months_between(registered, day - 1) if registered else 0
            if since:
                person.unemployed_since[p] = 0
        elif state == State.SEARCHING and old != State.TRAINING:
            person.unemployed_since[p] = day
            person.services[p] = [0] * len(person.services[p])
        person.state[p] = state
        if state not in _STILL_REGISTERED:
            person.registered[p] = 0
        person.behaviour[p] = behaviour_class(
            self.groups_now(p) | (groups & ~STATIC if state != State.SEARCHING else 0)
        )
        self.count_placement(p, old, state, groups)
        if p in self.journeys_of:
            zh, en = list(STATES.values())[state]
            self.note(p, en, zh)

    def count_placement(self, p: int, old: int, new: State, groups: int) -> None:
        """Placements counted once per person and year, when a person without work starts work in the county."""
        if old in AT_WORK or new not in (State.EMPLOYED, State.FLEXIBLE, State.VENTURE, State.PUBLIC_POST):
            return
        person, year = self.person, days.year_of(self.today)
        rural = bool(self.static[p] & BIT["rural"])
        urban_job = not rural or (new == State.EMPLOYED and old == State.SEARCHING)
        if new == State.PUBLIC_POST:
            urban_job = bool(person.post_urban[p])
        if urban_job and person.counted_new[p] != year:
            person.counted_new[p] = year
            self.add("urban_new_employment")
        registered = groups & BIT["registered_unemployed"]
        hard = registered and groups & BIT["hard_to_employ"] and new != State.PUBLIC_POST
        if hard and person.counted_hard[p] != year:
            person.counted_hard[p] = year
            self.add("hard_to_employ_persons_employed")
        school_leaver = groups & BIT["graduating_class"]
        if registered and not rural and not school_leaver and person.counted_again[p] != year:
            person.counted_again[p] = year
            self.add("urban_unemployed_reemployed")

    def add(self, flow: str, by: float = 1.0) -> None:
        """Add to a flow that counts from 1 January."""
        self.flows[flow] = self.flows.get(flow, 0.0) + by

    def note(self, p: int, en: str, zh: str, aside: int = 0) -> None:
        """A line in the person's journey, if it is asked for.

        ``aside`` orders what happens beside the life itself (certificates, loans) behind it in the same phase.
        """
        if p in self.journeys_of:
            phase = round((self.env.now - self.today) * 8)
            self.journeys.append((p, self.today, phase, aside, en, zh))

    # -- places ---------------------------------------------------------------------------

    def _pool(self, name: str, section: PoolSection) -> Pool:
        who = section.who or Who()
        return Pool(
            name,
            self.model.openings(section.openings, section.fill),
            section.reopen,
            [mask_of([group]) for group in section.priority],
            (mask_of(who.any), mask_of(who.all), mask_of(who.none)),
            self.model.patience.get(name, 60),
        )

    def request(
        self, p: int, pool: str, amount: int = 0, occurrence: int = 0, *, today_only: bool = False
    ) -> Generator[simpy.Event, Any, int]:
        """Ask for a place (DECISIONS) and wait for CLEARING; the place's number, or -1 when patience ended.

        While a person waits, the clocks of the spell stand still.
        """
        answer = self.env.event()
        spell = self.person.spell[p] * 64 + occurrence
        request = Request(0, self.today, self.uniform("lottery", p, spell), self.key[p], p, 0, answer.succeed, amount)
        if pool == "vacancy":
            vacancies = self.vacancies
            request.until = self.today + vacancies.patience
            request.first_choice = self.uniform("place", p, spell)
            request.at_ventures = self.uniform("choice", p, spell) < self.model.value(
                self.model.scenario.places.vacancies.venture_share
            )
            vacancies.waiting.append(request)
        else:
            chosen = self.pools[pool]
            request.until = self.today + (0 if today_only else chosen.patience)
            request.priority = priority_class(self.groups_now(p), chosen.priority)
            chosen.waiting.append(request)
        place: int = yield answer
        return place

    # -- milestones -----------------------------------------------------------------------

    def facts(self, p: int) -> list[int]:
        """The facts every person's milestone carries."""
        facts = [0] * len(FACTS)
        day = self.today
        facts[F["day"]], facts[F["heads"]] = day, 1
        facts[F["started"]] = self.person.spell_start[p]
        facts[F["months_to_retirement"]] = days.months_between(day, self.retires[p] - 1)
        return facts

    def firm_facts(self, facts: list[int], firm: int) -> None:
        """What a milestone says of a firm: its size, form and roles, and its staff at the last month end."""
        columns = self.firm
        facts[F["firm_size"]], facts[F["legal_form"]] = columns.size[firm], columns.form[firm]
        facts[F["roles"]], facts[F["staff"]] = columns.roles[firm], columns.staff_seen[firm]

    def payee(self, firm: int) -> int:
        if firm < self.proper:
            return firm
        return venture_payee(self.key[firm - self.proper])

    def reach(self, milestone: str, p: int, facts: list[int], firm: int, groups: int) -> None:
        """Report a person's milestone to the claims desk."""
        code = MILESTONE_CODE[milestone]
        if self.desk.book.by_milestone[code]:
            self.desk.reach(
                code, self.today, PERSON, self.key[p], self.key[p], self.payee(firm) if firm >= 0 else -1, facts, groups
            )
        self.note_milestone(milestone, p)

    def reach_venture(self, milestone: str, p: int, facts: list[int], groups: int) -> None:
        """Report a milestone of the person's venture, or of its loan."""
        key = self.key[p]
        self.desk.reach(MILESTONE_CODE[milestone], self.today, VENTURE, key, key, venture_payee(key), facts, groups)
        self.note_milestone(milestone, p)

    def note_milestone(self, milestone: str, p: int) -> None:
        if p in self.journeys_of:
            named = MILESTONES[milestone]
            aside = int(milestone == "certificate") + 2 * int(milestone.startswith("loan_"))
            self.note(p, f"milestone: {named.en}", f"节点：{named.zh}", aside)

    def reach_firm(self, milestone: str, firm: int, facts: list[int]) -> None:
        """Report a firm's milestone to the claims desk."""
        facts[F["day"]] = self.today
        facts[F["heads"]] = max(facts[F["heads"]], 1)
        self.firm_facts(facts, firm)
        facts[F["insured_staff"]] = self.firm.insured_seen[firm]
        facts[F["key_group_staff"]] = self.firm.key_seen[firm]
        facts[F["layoff_percent"]] = self.firm.layoff_percent[firm]
        facts[F["recognition"]] = self.firm.recognition[firm]
        self.desk.reach(MILESTONE_CODE[milestone], self.today, FIRM, firm, -1, firm, facts, 0)
