"""No two spells of a person cover the same day, and no month counts in two of them."""

import datetime as dt
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

import counties
from counties import RICH
from jobsim.days import add_months, day_of
from jobsim.engines import simpy_engine
from jobsim.finance.desk import Desk
from jobsim.lives import retirement, world
from jobsim.vocabulary import FACT_INDEX, STATES, M, State
from random_counties import Case, cases

STARTS = (M.hired, M.internship_started, M.post_started, M.flexible_started, M.placed_away, M.venture_founded)
MONTHS = (M.job_month, M.internship_month, M.post_month, M.flexible_month, M.away_month, M.venture_month)
LOOKING = {State.SEARCHING, State.TRAINING}


class Listener:
    """One replication on SimPy with every spell and every milestone of persons and ventures noted, by person's key."""

    def __init__(self, made, seed, number, static=False):
        self.spells, self.reached, self.retires = defaultdict(list), [], {}
        begin_on, reach, begin_history = world.begin_on, Desk.reach, world.World.begin_history

        def noted_history(w):
            for p, key in enumerate(w.key):
                self.spells[key].append((w.person.spell_start[p], State(w.person.state[p])))
                self.retires[key] = w.person.retires[p]
            begin_history(w)

        def noted_begin(w, p, state, day):
            assert day in (w.today, w.today + 1)
            self.spells[w.key[p]].append((day, State(state)))
            begin_on(w, p, state, day)

        def noted_reach(desk, milestone, day, kind, subject, person, payee, facts, groups, *standing):
            assert day == facts[FACT_INDEX["day"]]
            if person >= 0:
                started, total = facts[FACT_INDEX["started"]], facts[FACT_INDEX["months_total"]]
                self.reached.append((milestone, person, day, started, total))
            return reach(desk, milestone, day, kind, subject, person, payee, facts, groups, *standing)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world, "begin_on", noted_begin)
            patch.setattr(retirement, "begin_on", noted_begin)
            patch.setattr(world.World, "begin_history", noted_history)
            patch.setattr(Desk, "reach", noted_reach)
            self.result = simpy_engine.run(made, seed, number, static=static)
        self.last = day_of(made.horizon.end)

    def check(self):
        """All that this page says; what was found, by kind."""
        found = defaultdict(int)
        for key, spells in self.spells.items():
            for (start, state), (following, _) in pairwise(spells):
                # Who is placed on the day of leaving school searches on no day at all.
                assert start < following or (start == following and state == State.SEARCHING), (key, spells)
            start, state = spells[-1]
            if state == State.OUT and len(spells) > 1 and start >= self.retires[key]:
                found["retired"] += 1
                assert all(begun < start for begun, _ in spells[:-1])
        for milestone, key, day, started, total in self.reached:
            ends = self.ends(key)
            if milestone in STARTS:
                found["start"] += 1
                assert day == started and day in ends
            elif milestone in MONTHS:
                found["month"] += 1
                assert started <= day <= ends[started] and day in self.month_ends(started, day)
            elif milestone == M.unemployment_month:
                found["unemployment"] += 1
                assert add_months(started, total) - 1 <= day, "at the month's end, or when a place has been waited for"
                assert {state for start, state, end in self.dated(key) if start <= day and end >= started} <= LOOKING
        assert all(row["first_day"] <= self.last for row in self.result.ledger), "nothing is owed for what comes after"
        return found

    def dated(self, key):
        """The spells of a person with their first and last days."""
        spells = self.spells[key]
        for k, (start, state) in enumerate(spells):
            yield start, state, spells[k + 1][0] - 1 if k + 1 < len(spells) else 1 << 30

    def ends(self, key):
        return {start: end for start, _, end in self.dated(key) if start <= end}

    @staticmethod
    def month_ends(start, day):
        """The last days of the months that began on a day, as far as one that may be among them."""
        return {add_months(start, months) - 1 for months in range(1, (day - start) // 28 + 2)}


def test_what_is_decided_on_a_day_begins_on_the_next():
    found = Listener(counties.scenario(RICH), 1, 0).check()
    assert all(found[what] > 10 for what in ("start", "month", "unemployment", "retired")), dict(found)


def test_it_is_so_in_random_counties():
    seen = defaultdict(int)

    @settings(max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases())
    def check(case: Case) -> None:
        for what, number in Listener(case.scenario, case.seed, case.replication, case.static).check().items():
            seen[what] += number

    check()
    assert all(seen[what] > 10 for what in ("start", "month", "unemployment")), dict(seen)


def test_a_journey_dates_a_state_and_its_start_on_the_first_day():
    made = counties.scenario(RICH)
    journeys = simpy_engine.run(made, 1, 0, journeys_of=frozenset(range(300))).journeys
    hired = {(p, day) for p, day, _, text, _ in journeys if text == "milestone: hired"}
    employed = {(p, day) for p, day, _, text, _ in journeys if text == STATES["employed"][1]}
    assert hired and hired <= employed
    assert max(day for _, day, *_ in journeys) <= dt.date(2023, 12, 31).toordinal()
