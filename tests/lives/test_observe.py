"""The compiled observation of a month's end reads what the one by whole columns reads, to the bit."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest

import counties
from jobsim.county.groups import BIT
from jobsim.county.records import Columns
from jobsim.lives import census, last_resort, observe
from jobsim.lives.codes import Mark
from jobsim.lives.firms import month_starts
from jobsim.vocabulary import COUNTED_OF, FIRM_ROLES, INDICATORS, YIELDED, State
from kernel_worlds import Stage

ABOVE_SCALE = list(FIRM_ROLES).index("above_scale")
CHANGING = ("state", "registered", "marked_year", "marks", "spell_start", "groups", "insured")
FIRM = ("staff", "insured_staff", "key_staff", "open", "jobs", "alive", "closes", "founded")


def look(w):
    observe.observe(w)
    return 0


def everybody_changes(w):
    """Tests change persons without what tells the observation of it."""
    count = len(w.person)
    w.person.counted[:] = 0
    w.seen.changed[:], w.seen.changed_count = np.arange(count), count
    w.seen.leaver, w.seen.leaver_first = census.leavers(np.array(w.person.left_school), w.first), 0


def shaken(stage, rng, day):
    """Anybody in any state: values of the columns that change, of persons and of firms."""
    count, firms = len(stage.county.persons), len(stage.world().firm)
    person = {
        "state": rng.choice([*range(len(State)), *[State.SEARCHING] * 3, *[State.EMPLOYED] * 3], count),
        "registered": rng.choice([0, day - 40], count),
        "marked_year": rng.choice([0, 1, 2], count),
        "marks": rng.integers(0, 128, count),
        "spell_start": day - rng.integers(0, 400, count),
        "groups": stage.county.persons["groups"] | np.where(rng.random(count) < 0.3, BIT["skilled_worker"], 0),
        "insured": rng.integers(0, 2, count),
    }
    # Some families without any work, for as long as it takes to be recognised and longer.
    idle = stage.county.persons["family"] % 5 == 0
    person["state"][idle & (rng.random(count) < 0.97)] = State.SEARCHING
    firm = {
        "staff": rng.integers(0, 50, firms), "insured_staff": rng.integers(0, 50, firms),
        "key_staff": rng.integers(0, 50, firms), "open": rng.integers(0, 9, firms), "jobs": rng.integers(0, 9, firms),
        "alive": rng.integers(0, 2, firms), "closes": day + rng.integers(-50, 50, firms),
        "founded": day - rng.integers(0, 700, firms),
    }  # fmt: skip
    return person, firm


@pytest.fixture(scope="module")
def stage():
    made = Stage(counties.scenario(counties.RICH))
    rng = np.random.default_rng(3)
    count = len(made.county.persons)
    made.county.persons["groups"] = rng.integers(0, 1 << 20, count)
    made.county.firms["roles"] |= rng.integers(0, 2, len(made.county.firms)).astype(np.uint32) << ABOVE_SCALE
    made.county.persons["left_school"] = rng.choice([0, *range(made.model.first - 20, made.model.last + 20)], count)
    return made


@pytest.fixture(scope="module", params=["plain", "compiled"])
def builds(request, stage):
    return getattr(stage, request.param)(look)


def by_columns(stage):
    """A world of plain columns, as SimPy has it, with its observer."""
    w = SimpleNamespace(
        model=stage.model, county=stage.county, person=Columns(stage.county.persons), firm=Columns(stage.world().firm),
        proper=stage.county.firms_proper, zero_family=[0] * stage.county.families, key=stage.county.keys,
        flow=[0.0] * len(stage.world().flow), ventures=[], draws=stage.draws,
    )  # fmt: skip
    return w, observe.Observer(w)


@pytest.mark.parametrize("seed", range(3))
def test_the_indicators_are_the_same_to_the_bit(stage, builds, seed):
    rng, w = np.random.default_rng(seed), stage.world()
    plain, observer = by_columns(stage)
    rows_of_ventures = w.proper + rng.permutation(len(w.person))[:60]
    for start in month_starts(stage.model.first, stage.model.last):
        day = observe.days.month_end(start)
        person, firm = shaken(stage, rng, day)
        for name in CHANGING:
            w.person[name], _ = person[name], setattr(plain.person, name, person[name].tolist())
        for name in FIRM:
            w.firm[name], _ = firm[name], setattr(plain.firm, name, firm[name].tolist())
        w.flow[:] += rng.choice([0.0, 1.0, 0.1], len(w.flow))
        plain.flow = w.flow.tolist()
        some = rows_of_ventures[: rng.integers(1, 60)]
        w.ventures[: len(some)], plain.ventures, w.venture_count = some, some.tolist(), len(some)
        w.loan_balance = plain.loan_balance = int(rng.integers(0, 10**9))
        w.slowest_registration = plain.slowest_registration = int(rng.integers(-1, 8))
        w.today = plain.today = day
        everybody_changes(w)
        builds(w)
        observer.snapshot()
        assert w.zero_family.tolist() == plain.zero_family
        assert w.seen.recognised.tolist() == plain.seen.recognised.tolist()
        assert w.seen.tally.tolist() == plain.seen.tally.tolist()
        assert w.seen.people.tolist() == plain.seen.people.tolist()
        assert w.flow.tolist() == plain.flow and w.slowest_registration == plain.slowest_registration
        assert w.seen.months.tolist() == observer.months.tolist()
        for name in ("staff_seen", "insured_seen", "key_seen", "insured_last_year"):
            assert w.firm[name].tolist() == getattr(plain.firm, name)
    rows = observe.collect(w.seen)
    assert np.array(rows).tobytes() == np.array(observer.rows).tobytes()
    noted = {list(INDICATORS)[indicator] for _, indicator, _ in rows}
    assert set(INDICATORS) - noted == {
        # read off the ledger
        "eligible_but_unpaid_cases", "take_up_rate_of_cases", "unemployment_benefits_paid_full_and_on_time_rate",
        "employment_fund_to_previous_year_ratio",
        # read off the calendar, or only where a target asks for it
        *YIELDED, "employment_bases_certified", "targets_met_share", *COUNTED_OF,
        # services that the county does not declare
        "skill_trainings_offered_per_person", "follow_up_services_per_person", "policy_briefings_per_person",
    }  # fmt: skip
    assert w.seen.tally[census.T.overdue_families] > 0


def test_nothing_is_looked_at_within_a_month(stage, builds):
    w = stage.world()
    w.today = dt.date(2022, 3, 30).toordinal()
    builds(w)
    assert w.seen.rows == 0 and not w.seen.tally.any()


def test_a_venture_counts_its_jobs_in_the_year_it_is_founded_in_even_if_it_has_failed(stage, builds):
    w = stage.world()
    w.today = dt.date(2023, 5, 31).toordinal()
    rows = w.proper + np.arange(4)
    w.ventures[:4], w.venture_count = rows, 4
    first = dt.date(2023, 1, 1).toordinal()
    w.firm.founded[rows], w.firm.jobs[rows], w.firm.alive[rows] = [first, first - 1, first, first], [1, 2, 4, 8], 1
    w.firm.alive[rows[0]], w.firm.closes[rows] = 0, [first + 5, 1 << 30, w.today, w.today + 1]
    builds(w)
    values = {indicator: value for _, indicator, value in observe.collect(w.seen)}
    assert values[observe.Indicator.new_jobs_created] == 1 + 4 + 8
    assert values[observe.Indicator.ventures_operating] == 2


def families_of(w, *families):
    """Families of these rows and no others; everybody in them seeks work, urban, registered unless said otherwise."""
    members = [p for family in families for p in family]
    w.families, w.person.family[:] = len(families), -1
    w.person.state[members], w.person.registered[members] = State.SEARCHING, w.first
    for number, family in enumerate(families):
        w.person.family[family] = number
        w.seen.family_first[number : number + 2] = family[0], family[-1] + 1
    w.model.families_apply = 1.0


def month_ends(w, builds, months, of=(2022, 1)):
    """The first of so many month ends from a month of a year on, each looked at once it is asked for."""
    first = dt.date(*of, 1).toordinal()
    for month in range(months):
        w.today = observe.days.month_end(observe.days.add_months(first, month))
        w.seen.rows = 0
        everybody_changes(w)
        builds(w)
        yield month


def test_a_family_without_work_is_recognised_once_a_member_has_registered(stage, builds):
    """28 days after the month end at which it was first seen without work: at the next. Rural families never are."""
    w = empty(stage)
    families_of(w, [0], [1, 2], [3, 4], [5, 6], [7])
    w.person.state[1], w.person.state[3] = State.AT_HOME, State.FLEXIBLE
    w.person.groups[5:7] = BIT["rural"]
    w.person.registered[7] = 0
    for month in month_ends(w, builds, 4):
        known = month >= 1
        # The only one who seeks and is registered is offered the post: one more than the row.
        assert w.zero_family[:5].tolist() == [1 * known, 3 * known, 0, 0, 8 * (month >= 3)]
        assert w.seen.tally[census.T.zero_families] == 2 * known + (month >= 3)
        w.person.registered[7] = w.today - 3 if month == 2 else w.person.registered[7]
    w.person.state[0] = State.FLEXIBLE
    for _ in month_ends(w, builds, 1, of=(2022, 5)):
        assert w.zero_family[0] == w.seen.zero_since[0] == w.seen.recognised[0] == 0


def test_the_member_registered_for_longest_is_offered_the_post(stage, builds):
    w = empty(stage)
    families_of(w, [0, 1, 2], [3, 4])
    day = dt.date(2022, 1, 1).toordinal()
    w.person.registered[:5] = [day - 3, day - 9, day - 9, 0, day + 20]
    for month in month_ends(w, builds, 4):
        if month == 1:
            assert w.zero_family[:2].tolist() == [2, 5]
            w.person.state[1] = w.person.state[4] = State.OUT
            w.person.registered[[1, 4]] = 0
        if month == 2:
            assert w.zero_family[:2].tolist() == [3, last_resort.NOBODY]


def test_a_family_that_does_not_apply_is_not_recognised(stage, builds):
    w = empty(stage)
    families_of(w, [0], [1])
    w.model.families_apply = 0.0
    for _ in month_ends(w, builds, 6):
        assert not w.seen.tally[census.T.zero_families] and not w.zero_family.any()


def test_a_recognised_family_is_overdue_unless_it_declined(stage, builds):
    """60 days after the second month end: at the fourth."""
    w = empty(stage)
    families_of(w, [0], [1])
    for month in month_ends(w, builds, 5, of=(2023, 1)):
        found = read_off(w, builds, "zero_employment_families", "zero_employment_urban_families_uncleared",
                         "min_stably_employed_persons_per_zero_employment_family")  # fmt: skip
        assert found == [2.0 * (month >= 1), 1.0 * (month >= 3), 1.0 * (month < 3)]
        if month == 1:
            w.zero_family[1] = last_resort.DECLINED


def test_graduates_are_helped_once_a_service_has_reached_them(stage, builds):
    w, college, hardship = empty(stage), BIT["college_graduate"], BIT["hardship_graduate"]
    w.person.groups[:6] = [college, college, college | hardship, college | hardship, college | hardship, college]
    w.person.left_school[:6] = dt.date(2023, 1, 1).toordinal()
    w.person.marked_year[:6] = [2, 2, 2, 2, 2, 1]
    registered, helped = Mark.registered_graduate, Mark.helped_graduate
    w.person.marks[:6] = [registered, registered | helped, registered | helped, registered | helped, 0, helped]
    w.person.state[:6] = [State.EMPLOYED, State.EMPLOYED, State.SEARCHING, State.INTERN, State.EMPLOYED, State.EMPLOYED]
    names = ("graduates_registered", "unemployed_graduate_assisted_employment_rate",
             "hardship_graduate_assisted_employment_rate")  # fmt: skip
    assert read_off(w, builds, *names) == [4.0, pytest.approx(100 * 2 / 3), 50.0]


def empty(stage):
    """A world of persons all of them out of the labour force and of no group, and of firms without staff."""
    w = stage.world()
    w.families, w.person.family[:], w.person.state[:], w.person.groups[:] = 0, -1, State.OUT, 0
    w.person.left_school[:] = w.person.insured[:] = w.person.registered[:] = 0
    w.firm.staff[:] = w.firm.insured_staff[:] = w.firm.roles[:] = 0
    w.today = dt.date(2023, 5, 31).toordinal()
    return w


def read_off(w, builds, *names):
    everybody_changes(w)
    builds(w)
    values = {list(INDICATORS)[indicator]: value for _, indicator, value in observe.collect(w.seen)}
    return [values.get(name) for name in names]


def test_skilled_workers_are_those_in_the_county_s_labour_force(stage, builds):
    w, skilled, rural = empty(stage), BIT["skilled_worker"], BIT["rural"]
    w.person.state[:8] = [State.EMPLOYED, State.SEARCHING, State.AWAY, State.SCHOOL, State.AT_HOME, State.AT_HOME,
                          State.INTERN, State.FLEXIBLE]  # fmt: skip
    w.person.groups[:8] = [skilled, 0, skilled, skilled, skilled | rural, skilled, 0, skilled | rural]
    w.person.insured[:8] = [0, 1, 1, 0, 0, 0, 1, 1]  # of those employed and in flexible work one of two
    # In the labour force: employed, searching, on the farm, intern, flexible; neither the urban home nor the others.
    names = "skilled_workers", "skilled_worker_share_of_labour_force", "insured_share_of_workers"
    assert read_off(w, builds, *names) == [3.0, 60.0, 50.0]


def test_vocational_leavers_of_the_year_stay_in_the_county_or_work_away(stage, builds):
    w, vocational = empty(stage), BIT["vocational_graduate"]
    w.person.state[:7] = [State.EMPLOYED, State.FLEXIBLE, State.AWAY, State.INTERN, State.SEARCHING, State.EMPLOYED,
                          State.EMPLOYED]  # fmt: skip
    w.person.groups[:7] = [*[vocational] * 6, BIT["college_graduate"]]
    w.person.left_school[:7] = dt.date(2023, 1, 1).toordinal()
    w.person.left_school[5] = dt.date(2022, 12, 31).toordinal()
    names = "vocational_graduate_local_employment_rate", "vocational_leaver_local_employment_rate"
    assert read_off(w, builds, *names) == [pytest.approx(100 * 2 / 3), pytest.approx(100 * 2 / 5)]
    w.person.left_school[:7] = 0
    w.seen.rows = 0
    assert read_off(w, builds, *names) == [None, None]


def test_enterprises_above_size_cover_their_staff_by_firms_and_by_heads(stage, builds):
    w = empty(stage)
    w.firm.roles[:5], w.firm.closes[:5] = 1 << ABOVE_SCALE, 1 << 30
    w.firm.roles[4] = 0
    w.firm.staff[:5], w.firm.insured_staff[:5] = [10, 20, 0, 50, 99], [1, 0, 0, 29, 0]
    w.firm.closes[3] = w.today + 1
    names = "above_scale_enterprise_insurance_coverage", "above_scale_staff_insurance_coverage"
    assert read_off(w, builds, *names) == [pytest.approx(100 * 2 / 3), pytest.approx(100 * 30 / 80)]
    w.firm.closes[3], w.seen.rows = w.today, 0
    assert read_off(w, builds, *names) == [50.0, pytest.approx(100 / 30)]


def test_a_time_of_a_service_delivers_its_units(stage, builds):
    w = empty(stage)
    number = w.seen.service_indicator.tolist().index(observe.Indicator.job_recommendations_per_person)
    w.flow[observe.Flow.due_0 + number], w.flow[observe.Flow.served_0 + number] = 4.0, 3.0
    w.seen.service_units[number] = 3.0
    assert read_off(w, builds, "job_recommendations_per_person") == [2.25]
