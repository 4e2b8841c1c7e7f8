"""The county on its first day: shares, families, ages, firms and ventures, and that one more changes nobody else."""

import datetime as dt

import numpy as np
import pytest
from scipy import stats

import counties
from jobsim.county.groups import BIT
from jobsim.county.records import NEVER
from jobsim.county.retirement import IN_FORCE
from jobsim.county.synthesis import synthesise
from jobsim.days import add_months
from jobsim.draws import Draws, block
from jobsim.scenario.parameters import Parameters
from jobsim.vocabulary import FIRM_ROLES, FIRM_SIZES, LEGAL_FORMS, LOAN_KINDS, RECOGNITIONS, STATES, State

LARGE = (counties.RICH, "county.persons=8000", "county.firms.number=2000", "county.cohorts.college=400")
FIRST = dt.date(2022, 1, 1).toordinal()
PERSONS = 8000


@pytest.fixture(scope="module")
def made():
    return counties.scenario(*LARGE)


@pytest.fixture(scope="module")
def county():
    return counties.county(*LARGE)


@pytest.fixture(scope="module")
def residents(county):
    return county.persons[:PERSONS]


def share(quantity):
    return quantity.args[0]


def has(rows, group):
    return (rows["groups"] & np.int64(BIT[group])) != 0


def agrees(observed, count, expected):
    """Whether a number of hits fits a share, by the exact binomial test at one in ten thousand."""
    return stats.binomtest(int(observed), int(count), expected).pvalue > 1e-4


def test_groups_of_persons_and_families_have_their_shares(made, county, residents):
    section = made.county
    assert agrees(has(residents, "woman").sum(), PERSONS, share(section.woman))
    for name, quantity in section.person_groups.items():
        assert agrees(has(residents, name).sum(), PERSONS, share(quantity)), name
    _, first = np.unique(residents["family"], return_index=True)
    families = residents[first]
    rural = has(families, "rural")
    assert agrees(rural.sum(), len(families), share(section.rural))
    assert (county.rural_family[families["family"]] == rural).all()
    for name, quantity in section.family_groups.items():
        assert agrees(has(families, name).sum(), len(families), share(quantity)), name
    for name, quantity in section.rural_family_groups.items():
        assert agrees(has(families[rural], name).sum(), rural.sum(), share(quantity)), name
        assert not has(families[~rural], name).any()


def test_groups_of_a_family_are_those_of_its_members(made, residents):
    for name in ["rural", *made.county.family_groups, *made.county.rural_family_groups]:
        held = has(residents, name).astype(int)
        members = np.bincount(residents["family"])
        assert set(np.unique(np.bincount(residents["family"], held) / members)) <= {0.0, 1.0}


def test_families_are_neighbours_in_the_register_and_have_the_sizes_of_the_scenario(county, residents):
    assert (np.diff(residents["family"]) >= 0).all() and residents["family"][0] == 0
    sizes = np.bincount(residents["family"])
    assert len(sizes) == county.families
    counts = np.bincount(sizes[:-1], minlength=4)[1:]
    assert stats.chisquare(counts, counts.sum() * np.array([0.4, 0.4, 0.2])).pvalue > 1e-4
    assert (county.persons["family"][PERSONS:] == -1).all()


def test_ages_and_retirement_follow_the_scenario(residents):
    ages = (FIRST - residents["born"]) / 365.25
    assert stats.kstest(ages, "uniform", args=(16, 44)).pvalue > 1e-4
    for woman, age in ((True, 50), (False, 60)):
        who = residents[has(residents, "woman") == woman]
        original = np.array([add_months(born, 12 * age) for born in who["born"].tolist()])
        late = who["retires"] - original
        assert (late[original < IN_FORCE] == 0).all() and (late[original >= IN_FORCE] >= 28).all()
    assert (residents["state"][residents["retires"] <= FIRST] == State.OUT).all()


@pytest.mark.parametrize("kind", ["urban", "rural"])
def test_labour_market_states_have_their_shares_among_those_not_retired(made, residents, kind):
    who = residents[(has(residents, "rural") == (kind == "rural")) & (residents["retires"] > FIRST)]
    expected = {name: share(quantity) for name, quantity in made.county.states[kind].items()}
    found = np.bincount(who["state"], minlength=len(State))
    for code, name in enumerate(STATES):
        assert agrees(found[code], len(who), expected.get(name, 0.0)), name


def test_spells_began_before_the_first_day_and_after_childhood(county, residents):
    assert (county.persons["spell_start"] < FIRST).all()
    others = residents[residents["state"] != State.VENTURE]  # ventures start by the years of founding, whoever founded
    assert (others["spell_start"] >= others["born"] + 15.9 * 365).all()
    searching = residents["state"] == State.SEARCHING
    assert (residents["unemployed_since"][searching] == residents["spell_start"][searching]).all()
    assert (residents["unemployed_since"][~searching] == 0).all()
    assert (residents["registered"][~searching] == 0).all() and (residents["registered"][searching] > 0).any()


def test_registered_seekers_are_as_many_as_are_willing(made, residents):
    searching = residents[residents["state"] == State.SEARCHING]
    willing = share(made.behaviour.registration.share["other"])
    assert agrees((searching["registered"] > 0).sum(), len(searching), willing)


def test_everybody_employed_has_an_employer_and_larger_firms_have_more(county, residents):
    employed = residents["state"] == State.EMPLOYED
    venture = residents["state"] == State.VENTURE
    assert (residents["employer"][~employed & ~venture] == -1).all()
    assert ((residents["employer"][employed] >= 0) & (residents["employer"][employed] < county.firms_proper)).all()
    firms = county.firms[: county.firms_proper]
    staff = np.bincount(residents["employer"][employed], minlength=county.firms_proper)
    large = firms["size_class"] == FIRM_SIZES.index("large")
    weight = firms["nominal_staff"][large].sum() / firms["nominal_staff"].sum()
    assert agrees(staff[large].sum(), employed.sum(), weight)


def test_firms_have_the_sizes_forms_and_roles_of_the_scenario(made, county):
    section, firms = made.county.firms, county.firms[: county.firms_proper]
    for code, name in enumerate(FIRM_SIZES):
        assert agrees((firms["size_class"] == code).sum(), len(firms), share(section.sizes[name])), name
    for code, name in enumerate(LEGAL_FORMS):
        expected = share(section.legal_forms[name]) if name in section.legal_forms else 0.0
        assert agrees((firms["form"] == code).sum(), len(firms), expected), name
    for code, name in enumerate(FIRM_ROLES):
        expected = share(section.roles[name]) if name in section.roles else 0
        assert ((firms["roles"] >> code) & 1).sum() == expected, name
    liable = (firms["tax"] > 0).any(axis=1)
    assert agrees(liable.sum(), len(firms), share(section.tax_liable))


def test_firms_close_at_their_rate(made, county):
    firms = county.firms[: county.firms_proper]
    for code, name in enumerate(FIRM_SIZES):
        life = firms["closes"][firms["size_class"] == code].astype(float) - FIRST
        rate = share(made.county.firms.closure[name]) / 30.4375
        if rate > 0:
            assert stats.kstest(life + 0.5, "expon", args=(0, 1 / rate)).pvalue > 1e-4
        else:
            assert (life == NEVER - FIRST).all()


def test_recognitions_fall_to_firms_of_the_role_each_once(made, county):
    expected = [
        (recognition.on.toordinal(), RECOGNITIONS.index(recognition.level), role)
        for role, found in made.county.firms.recognitions.items()
        for recognition in found
        for _ in range(round(share(recognition.number)))
    ]
    got = sorted((day, level) for day, _, level in county.recognised)
    assert got == sorted((day, level) for day, level, _ in expected)
    roles = list(FIRM_ROLES)
    for day, firm, level in county.recognised:
        role = next(r for d, lv, r in expected if (d, lv) == (day, level))
        assert (int(county.firms["roles"][firm]) >> roles.index(role)) & 1
    assert len({(firm, level) for _, firm, level in county.recognised}) == len(county.recognised)


def test_ventures_of_the_past_were_founded_in_the_years_of_the_scenario(made, county, residents):
    founders = np.flatnonzero(residents["state"] == State.VENTURE)
    rows = county.firms[county.firms_proper :]
    years = np.array([dt.date.fromordinal(int(day)).year for day in rows["founded"]])
    expected = {year: share(count) for year, count in made.county.ventures.founded.items()}
    counts = np.array([(years == year).sum() for year in expected])
    assert counts.sum() == len(founders)
    weights = np.array(list(expected.values())) / sum(expected.values())
    assert stats.chisquare(counts, counts.sum() * weights).pvalue > 1e-4
    assert (residents["spell_start"][founders] == rows["founded"]).all()
    assert (residents["employer"][founders] == county.firms_proper + np.arange(len(founders))).all()
    assert (rows["founder"] == founders).all()


def test_ventures_of_the_past_owe_loans_within_the_caps(made, county, residents):
    rows = county.firms[county.firms_proper :]
    lent = rows["loan_amount"] > 0
    assert agrees(lent.sum(), len(rows), share(made.county.ventures.loans))
    for code, name in enumerate(LOAN_KINDS):
        chosen = rows[lent & (rows["loan_kind"] == code)]
        assert (chosen["loan_amount"] <= share(made.behaviour.loan.caps[name]) * 100).all()
        assert (chosen["loan_amount"] % 100_000 == 0).all()
    assert ((rows["loan_day"][lent] < FIRST) & (rows["loan_day"][lent] >= rows["founded"][lent] - 1)).all()


def test_each_year_has_its_school_leavers(made, county):
    rows = county.persons
    college = has(rows, "college_graduate") & (rows["state"] == State.SCHOOL)
    years = np.array([dt.date.fromordinal(int(day)).year for day in rows["left_school"][college]])
    for year in (2022, 2023):
        assert (years == year).sum() == 400
    hardship = has(rows, "hardship_graduate")
    assert not (hardship & ~college).any()
    assert agrees(hardship.sum(), college.sum(), share(made.county.cohorts.hardship))
    ages = (rows["left_school"][college] - rows["born"][college]) / 365.25
    assert (ages > 21.9).all() and (ages < 23.2).all()


def test_graduates_of_earlier_years_are_as_many_as_the_scenario_says(county, residents):
    earlier = has(residents, "college_graduate")
    assert earlier.sum() == 40
    years = {dt.date.fromordinal(int(day)).year for day in residents["left_school"][earlier]}
    assert years == {2020, 2021}
    ages = (FIRST - residents["born"][earlier]) / 365.25
    assert (ages >= 20.9).all() and (ages < 26.1).all()


# ---------------------------------------------------------------------------------------- keys


def _by_key(county):
    """The rows by key, with what refers to another row (the founder's own venture) told by key."""
    rows = county.persons.copy()
    rows["employer"][rows["employer"] >= county.firms_proper] = -7
    return {int(key): row.tobytes() for key, row in zip(county.keys, rows, strict=True)}


@pytest.mark.parametrize("seed", range(1, 9))
def test_one_more_person_leaves_everybody_else_as_they_were(seed):
    before = _by_key(counties.county(counties.RICH, seed=seed))
    for persons in (601, 607):
        county = counties.county(counties.RICH, f"county.persons={persons}", seed=seed)
        after = _by_key(county)
        assert len(after) == len(before) + persons - 600
        assert [key for key, row in before.items() if after[key] != row] == []


def test_another_graduate_firm_or_pupil_changes_no_person_s_own_attributes():
    before = _by_key(counties.county(counties.RICH))
    for more in ("county.cohorts.college=41", "county.cohorts.vocational=16", "county.cohorts.monitored_students=16"):
        after = _by_key(counties.county(counties.RICH, more))
        assert [key for key, row in before.items() if after[key] != row] == [], more
        assert len(after) > len(before)
    firms = counties.county(counties.RICH, "county.firms.number=41")
    kept = counties.county(counties.RICH)
    columns = ["groups", "family", "born", "state", "frailty", "prior_insured", "left_school"]
    assert (firms.persons[columns] == kept.persons[columns]).all()
    attributes = ["tax", "closes", "nominal_staff", "size_class", "form", "layoff_percent"]
    assert (firms.firms[attributes][:40] == kept.firms[attributes][:40]).all()


def test_keys_are_unique():
    keys = counties.county(counties.RICH).keys
    assert len(np.unique(keys)) == len(keys)


def test_a_county_without_residents_still_has_its_students():
    county = counties.county(counties.SMALL, "county.persons=0")
    assert county.families == 0 and len(county.rural_family) == 0
    assert len(county.persons) > 0 and (county.persons["state"] == State.SCHOOL).all()
    assert (county.persons["employer"] == -1).all()


def test_blocks_that_are_compiled_make_the_same_county(made):
    compiled = pytest.importorskip("numba").njit(nogil=True)(block)
    plain, quick = Draws(5, 3), Draws(5, 3, compiled)
    one, other = (synthesise(made, Parameters(made, draws.parameter), draws) for draws in (plain, quick))
    for name in ("persons", "firms", "keys", "rural_family"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    assert one.families == other.families and one.recognised == other.recognised


def test_enterprises_above_size_are_the_largest_enterprises():
    firms = counties.county(*LARGE, "county.firms.roles.above_scale=30")
    proper = firms.firms[: firms.firms_proper]
    above = (proper["roles"] >> list(FIRM_ROLES).index("above_scale") & 1).astype(bool)
    enterprise = proper["form"] == list(LEGAL_FORMS).index("enterprise")
    assert above.sum() == 30 and enterprise[above].all()
    assert proper["nominal_staff"][above].min() >= proper["nominal_staff"][enterprise & ~above].max()
    few = counties.county(counties.RICH, "county.firms.roles.above_scale=40")
    roles = few.firms["roles"][: few.firms_proper] >> list(FIRM_ROLES).index("above_scale") & 1
    assert 0 < roles.sum() == (few.firms["form"][: few.firms_proper] == list(LEGAL_FORMS).index("enterprise")).sum()


def test_standing_staff_belongs_to_each_firm_of_its_role_and_to_the_key_groups(county):
    standing = {"each": {"uniform": [150, 600]}, "unit": "persons", "source": "assumption"}
    plan = counties.variant(counties.RICH, {"county": {"firms": {"standing_staff": {"employment_base": standing}}}},
                            *LARGE[1:])  # fmt: skip
    draws = Draws(1, 0)
    firms = synthesise(plan, Parameters(plan, draws.parameter), draws).firms
    bases = (firms["roles"] >> list(FIRM_ROLES).index("employment_base") & 1).astype(bool)
    assert bases.sum() == 3 and (firms["staff"][~bases] == 0).all() and (county.firms["staff"] == 0).all()
    assert ((firms["staff"][bases] >= 150) & (firms["staff"][bases] <= 600)).all()
    assert len(set(firms["staff"][bases])) == 3
    assert (firms["key_staff"] == firms["staff"]).all() and (firms["insured_staff"] == 0).all()
    same = [name for name in firms.dtype.names if name not in ("staff", "key_staff")]
    assert all((firms[name] == county.firms[name]).all() for name in same), "nothing else is drawn anew"


def test_nobody_in_school_is_a_skilled_worker():
    plan = counties.variant(counties.RICH, {"county": {"person_groups": {"skilled_worker": 0.3}}}, *LARGE[1:])
    draws = Draws(1, 0)
    persons = synthesise(plan, Parameters(plan, draws.parameter), draws).persons
    assert agrees(has(persons[:PERSONS], "skilled_worker").sum(), PERSONS, 0.3)
    assert not has(persons[PERSONS:], "skilled_worker").any()


def test_everybody_is_of_a_local_household_but_those_from_outside():
    plan = counties.variant(counties.RICH, {"county": {"person_groups": {"from_outside": 0.2}}}, *LARGE[1:])
    draws = Draws(1, 0)
    persons = synthesise(plan, Parameters(plan, draws.parameter), draws).persons
    outside = has(persons, "from_outside")
    assert agrees(outside.sum(), len(persons), 0.2)
    assert (has(persons, "local_household") == ~outside).all()


def test_an_allowance_is_that_of_the_household(county, residents):
    sizes = np.bincount(residents["family"])
    inside = residents["family"] < county.families - 1  # the last family may be cut
    assert (residents["household"] == sizes[residents["family"]])[inside].all()
    assert set(county.persons["household"].tolist()) == {1, 2, 3}
    members = {"each": {"discrete": {4: 0.5, 7: 0.5}}, "unit": "persons"}
    plan = counties.variant(counties.RICH, {"county": {"allowance_members": members}}, *LARGE[1:])
    draws = Draws(1, 0)
    persons = synthesise(plan, Parameters(plan, draws.parameter), draws).persons
    assert set(persons["household"].tolist()) == {4, 7}
    family = persons[:PERSONS]["family"]
    assert all(len(set(persons[:PERSONS]["household"][family == k].tolist())) == 1 for k in range(200))
    same = [name for name in persons.dtype.names if name != "household"]
    assert all((persons[name] == county.persons[name]).all() for name in same), "nothing else is drawn anew"


@pytest.mark.parametrize("years", [5, 30, 49])
def test_whoever_leaves_school_is_of_the_age_to_do_so_in_whatever_year(years):
    """Leavers of later decades are born during the run."""
    made = counties.county(counties.SMALL, f"horizon.end={2022 + years}-12-31")
    later = made.persons[made.residents :]
    students = later[later["left_school"] < NEVER]  # without the pupils, who go on
    age = (students["left_school"] - students["born"]) / 365.25
    assert len(students) >= 2 * years and age.min() >= 18.0 and age.max() <= 24.0
    assert (students["retires"] - students["born"] > 49 * 365).all()
