"""Service standards, registration and head-counts along the lives of a run."""

import datetime as dt

import pytest

import counties
from counties import RICH
from jobsim.days import add_months, add_working_days, months_between
from jobsim.engines import simpy_engine
from jobsim.engines.calendar import CalendarEnvironment
from jobsim.lives import observe, search
from jobsim.vocabulary import EXITS, Phase, State

EVERYBODY = frozenset(range(600))


class Watch:
    """One run with every registration, service and month end noted."""

    def __init__(self, monkeypatch):
        self.registrations, self.services, self.month_ends, self.effects = [], [], [], []
        register, serve, speed_exit = search.register, search.serve, search.speed_exit
        snapshot = observe.Observer.snapshot

        def noted_register(w, p, working_days):
            self.registrations.append((p, w.person.spell[p], w.today, w.person.spell_start[p], working_days))
            register(w, p, working_days)

        def noted_speed(w, p, clocks, exit_, factor):
            self.effects[-1][-1].append((p, w.today, exit_, factor))
            speed_exit(w, p, clocks, exit_, factor)

        def noted_serve(w, p, number, time):
            self.services.append((p, w.person.spell[p], w.today, number, w.person.registered[p], w.person.state[p]))
            before = w.services[p][number]
            first = serve(w, p, number, time)
            self.effects.append((p, w.today, number, before, w.services[p][number], []))
            return first

        def noted_snapshot(observer):
            snapshot(observer)
            w = observer.w
            firm = w.firm
            employed = [0] * len(firm.staff)
            insured = [0] * len(firm.staff)
            for p, state in enumerate(w.person.state):
                if state == State.EMPLOYED:
                    employed[w.person.employer[p]] += 1
                    insured[w.person.employer[p]] += w.person.insured[p]
            self.month_ends.append((w.today, firm.staff.copy(), firm.insured_staff.copy(), employed, insured,
                                    min(firm.key_staff), min(firm.open[: w.proper]),
                                    min(pool.free for pool in w.pools)))  # fmt: skip
            self.retired = [
                p for p, state in enumerate(w.person.state) if w.person.retires[p] <= w.today and state != State.OUT
            ]

        monkeypatch.setattr(search, "register", noted_register)
        monkeypatch.setattr(search, "serve", noted_serve)
        monkeypatch.setattr(search, "speed_exit", noted_speed)
        monkeypatch.setattr(observe.Observer, "snapshot", noted_snapshot)
        self.result = simpy_engine.run(counties.scenario(RICH), 1, 0, journeys_of=EVERYBODY)


@pytest.fixture(scope="module")
def watch():
    with pytest.MonkeyPatch.context() as patch:
        return Watch(patch)


def test_registration_takes_the_working_days_of_the_standard_and_no_more(watch):
    assert len(watch.registrations) > 200
    first, exact = dt.date(2022, 1, 1).toordinal(), 0
    for _, _, day, began, working_days in watch.registrations:
        assert 1 <= working_days <= 7
        # Who searches applies within 20 days (of the first day, if the search is older); then working days count.
        applied = range(max(began, first + 1), max(began, first) + 22)
        on_time = any(add_working_days(applied_on, working_days) == day for applied_on in applied)
        assert on_time or day > add_working_days(applied[0], working_days), "nobody is faster than the office"
        exact += on_time
    assert exact > 0.75 * len(watch.registrations), "all but those who waited for a place meanwhile"
    reported = counties.indicator(watch.result, "unemployment_registration_working_days")
    assert all(0 < value <= 7 for value in reported.values())
    of_2023 = [row[4] for row in watch.registrations if dt.date.fromordinal(row[2]).year == 2023]
    assert reported[202312] == max(of_2023)


def test_services_are_delivered_to_the_registered_in_order_and_as_often_as_owed(watch):
    services = list(counties.scenario(RICH).services.values())
    assert len(watch.services) > 200
    by_spell = {}
    for p, spell, day, number, registered, state in watch.services:
        assert 0 < registered <= day and state == State.SEARCHING
        by_spell.setdefault((p, spell, number), []).append((day, registered))
    for (_, _, number), found in by_spell.items():
        days = [day for day, _ in found]
        assert days == sorted(days) and len(days) <= services[number].times
    complete = [found for (_, _, number), found in by_spell.items() if number == 1 and len(found) == 3]
    assert complete, "somebody got all three recommendations"


def test_a_service_speeds_job_finding_the_first_time_it_is_received_and_only_then(watch):
    services, exits = list(counties.scenario(RICH).services.values()), EXITS["searching"]
    effects = [service.effect if isinstance(service.effect, dict) else {"job": service.effect} for service in services]
    effects = [{name: quantity.args[0] for name, quantity in effect.items()} for effect in effects]
    assert any(effect.get("job", 1) != 1 for effect in effects)
    for p, day, number, before, after, speeds in watch.effects:
        expected = [(p, day, k, effects[number].get(name, 1.0)) for k, name in enumerate(exits)]
        assert speeds == (expected if (before, after) == (0, 1) else [])
    counts = [(before, after) for _, _, _, before, after, _ in watch.effects]
    assert any(before == after for before, after in counts), "not everybody is reached"
    assert any(before >= 1 and after > before for before, after in counts)


def test_the_nth_service_comes_after_the_delays_of_those_before(watch):
    """Recommendations come 5 to 15 days apart; guidance within 20 days; both later only after waiting for a place."""
    first = {}
    for p, spell, day, number, registered, _ in watch.services:
        first.setdefault((p, spell, number), (day, registered))
    waits = sorted(day - registered for (_, _, number), (day, registered) in first.items() if number == 0)
    carried_in = [wait for wait in waits if wait > 90]  # registered before the run began, or waited for a place
    assert waits[0] >= 1 and waits[len(waits) // 2] <= 20 and len(carried_in) < 0.25 * len(waits)


def test_head_counts_are_those_of_the_employed_and_never_negative(watch):
    assert len(watch.month_ends) == 24
    for _, staff, insured, employed, insured_persons, key_staff, posts, free in watch.month_ends:
        assert staff == employed and insured == insured_persons
        assert min(key_staff, posts, free) >= 0
    assert max(watch.month_ends[-1][1]) > 5


def test_nobody_stays_in_the_labour_force_beyond_the_retirement_age_but_who_waits_for_a_place(watch):
    assert len(watch.retired) <= 3


def test_a_life_is_one_spell_after_the_other(watch):
    """Journeys are in order of days and phases, and clearing comes before whoever is placed starts."""
    by_person = {}
    for person, day, phase, text, _ in watch.result.journeys:
        by_person.setdefault(person, []).append((day, phase, text))
    assert len(by_person) > 400
    for entries in by_person.values():
        moments = [(day, phase) for day, phase, _ in entries]
        assert moments == sorted(moments)
    hires = [entry for entries in by_person.values() for entry in entries if entry[2] == "employed"]
    assert hires and all(phase == Phase.CLEARING for _, phase, _ in hires if phase > Phase.DECISIONS)


def test_contracts_run_out_on_their_last_day():
    """Where no firm closes, a job that ends in the phase of endings has lasted its contract, once or renewed."""
    made = counties.scenario(
        counties.SMALL, "behaviour.employment.contract_months=6 months", "places.vacancies.venture_share=0",
        "county.firms.closure={micro: 0/month, small: 0/month, medium: 0/month, large: 0/month}",
        "programmes.hiring_subsidy.who=null", "programmes.hiring_subsidy.take_up=1.0",
    )  # fmt: skip
    journeys = simpy_engine.run(made, 1, 0, journeys_of=frozenset(range(300))).journeys
    started, lengths = {}, []
    retired = {(person, day) for person, day, _, text, _ in journeys if text == "retired"}
    for person, day, phase, text, _ in journeys:
        if text == "employed":
            started[person] = day
        elif text == "milestone: job ended" and person in started:
            start = started.pop(person)
            if phase == Phase.ENDINGS and (person, day) not in retired:
                lengths.append(months_between(start, day))
                assert day == add_months(start, lengths[-1]) - 1
    assert len(lengths) > 15 and set(lengths) <= {6, 12, 18}


def test_an_event_beyond_the_horizon_never_comes():
    env, ticks = CalendarEnvironment(5), []
    env.process(_tick(env, ticks))
    simpy_engine.drain(env, 8)
    assert ticks == [6, 7] and env.now == 7


def _tick(env, ticks):
    while True:
        yield env.timeout(1)
        ticks.append(env.now)
