"""Placement of last resort on both engines: recognition, the offer within its days, posts that run out, refusals."""

import datetime as dt

import numpy as np
import pytest

import counties
from counties import SMALL
from identity import assert_identical
from jobsim.county.groups import BIT
from jobsim.county.synthesis import synthesise
from jobsim.draws import Draws
from jobsim.engines import run_replication, simpy_engine
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.parameters import Parameters

HAMLET = """
county:
  persons: 40 persons
  rural: 0
  ages: {each: {uniform: [20, 35]}, unit: years}
  family_size: {each: {discrete: {1: 1.0}}, unit: persons}
  family_groups: {minimum_living_allowance: 0.0}
  person_groups: {veteran: 0.0, disabled: 0.0}
  states:
    urban: {searching: 1.0, employed: null, flexible: null, venture: null, at_home: null, out: null}
  cohorts: {college: 0 persons, vocational: 0 persons, hardship: 0.0, monitored_students: 0 persons}
  prior_graduates: 0 persons
behaviour:
  exits: {searching: null, public_post: null}
  registration: {share: 1.0}
  last_resort:
    groups: [zero_employment_family]
    applied: 1.0
    recognised_after: 28 days
    cleared_within: 60 days
    offered_within: {each: {uniform: [1, 10]}, unit: days}
    accepted: 1.0
places:
  last_resort: {openings: [{on: 2022-01-01, count: 1000 posts}], reopen: false}
programmes:
  starts:
    source: assumption
    title: {zh: 上岗, en: start of a post}
    clause: LS-02
    code: "1"
    fund: employment_subsidy
    pays: person
    when: post_started
    amount: 1 CNY/person
    claim: quarterly
    take_up: 1.0
"""
"""Forty single persons of a town who all look for work, and find none but what is offered to them."""
UNCLEARED = "zero_employment_urban_families_uncleared"


def day(year, month, of_month):
    return dt.date(year, month, of_month).toordinal()


@pytest.fixture
def run(tmp_path):
    """A replication of the hamlet with a layer over it, the same on both engines and in any order of a moment."""

    def made(layer="", seed=1):
        (tmp_path / "hamlet").mkdir(exist_ok=True)
        counties.layered(tmp_path / "hamlet", SMALL, HAMLET)
        path = tmp_path / "scenario.yaml"
        path.write_text(f"extends: hamlet/layer.yaml\n{layer}", encoding="utf-8")
        scenario = load_scenario(path).scenario
        result = run_replication(scenario, seed, 0)
        for shuffle in (None, 1, 2):
            assert_identical(simpy_engine.run(scenario, seed, 0, shuffle=shuffle), result, scenario)
        return scenario, result

    return made


def starts(scenario, result):
    """By person, the days on which posts began."""
    rows = counties.of(scenario, result.ledger, "starts")
    return dict(zip(rows["person"].tolist(), rows["entitled_day"].tolist(), strict=True))


def december(result, name, year=2023):
    return counties.indicator(result, name)[year * 100 + 12]


def test_a_recognised_family_is_offered_a_post_within_the_stated_days(run):
    scenario, result = run()
    # Seen at the end of January, recognised at the end of February, told on 1 March, offered 1 to 10 days later.
    began = np.array(list(starts(scenario, result).values()))
    assert len(began) == 40
    assert began.min() >= day(2022, 3, 2) and began.max() <= day(2022, 3, 11) + 1
    found = counties.indicator(result, "zero_employment_families")
    assert [found[month] for month in (202201, 202202, 202203)] == [0.0, 40.0, 0.0]
    assert december(result, UNCLEARED) == 0.0
    assert december(result, "public_posts_filled") == 40.0
    assert counties.indicator(result, "public_welfare_posts_opened")[202212] == 1000.0 + 2.0  # those of anybody, too
    # Urban posts, for urban households.
    assert counties.indicator(result, "urban_new_employment")[202212] == 40.0


def test_without_posts_nobody_is_placed_and_the_families_are_overdue(run):
    scenario, result = run("places: {last_resort: {openings: []}}\n")
    assert not starts(scenario, result)
    assert december(result, UNCLEARED) == december(result, "zero_employment_families") == 40.0
    assert december(result, "min_stably_employed_persons_per_zero_employment_family") == 0.0


def test_posts_that_run_out_are_asked_for_again_a_month_later(run):
    layer = "places: {last_resort: {openings: [{on: 2022-01-01, count: 5 posts}, {on: 2022-07-01, count: 3 posts}]}}\n"
    scenario, result = run(layer)
    began = sorted(starts(scenario, result).values())
    assert len(began) == 5 + 3 and began[4] < day(2022, 4, 1) and began[5] >= day(2022, 7, 1)
    assert began[7] <= day(2022, 7, 1) + 31 + 10
    assert december(result, UNCLEARED) == 40.0 - 8


def test_a_post_that_is_left_goes_back_to_the_pool_it_came_from(run):
    layer = """
places: {last_resort: {openings: [{on: 2022-01-01, count: 5 posts}], reopen: true}}
behaviour: {exits: {public_post: {leave: {rate: 0.3/month}}}}
"""
    scenario, result = run(layer)
    rows = counties.of(scenario, result.ledger, "starts")
    assert len(rows) > 5 + 3
    filled = counties.indicator(result, "public_posts_filled")
    assert max(filled.values()) <= 5


def test_who_declines_is_not_offered_another_and_the_family_leaves_the_list_of_those_who_wait(run):
    scenario, result = run("behaviour: {last_resort: {accepted: 0.5}}\n")
    placed = starts(scenario, result)
    assert 10 < len(placed) < 30
    assert december(result, UNCLEARED) == 0.0
    assert december(result, "zero_employment_families") == 40.0 - len(placed)


def test_more_persons_leave_the_offers_to_the_others_as_they_were(run):
    few = starts(*run())
    many = starts(*run("county: {persons: 60 persons}\n"))
    assert len(many) == 60 and {person: many[person] for person in few} == few


def test_one_member_of_a_family_is_offered_the_post(run):
    scenario, result = run("county: {family_size: {each: {discrete: {2: 1.0}}}}\n")
    assert len(starts(scenario, result)) == 20


OTHERS = """
county: {person_groups: {disabled: 0.5}}
behaviour: {last_resort: {groups: [hard_to_employ], market_first: 90 days}}
"""


def test_persons_of_other_groups_are_offered_a_post_when_the_market_has_had_its_time(run):
    scenario, result = run(OTHERS)
    draws = Draws(1, 0)
    county = synthesise(scenario, Parameters(scenario, draws.parameter), draws)
    keys, groups = county.keys.tolist(), county.persons["groups"]
    disabled = {key for key, held in zip(keys, groups.tolist(), strict=True) if held & BIT["disabled"]}
    registered = dict(zip(keys, county.persons["registered"].tolist(), strict=True))
    began = starts(scenario, result)
    assert set(began) >= disabled
    for person, first in began.items():
        # The others are hard to employ once they have been registered for a year.
        asked = max(registered[person] + (90 if person in disabled else 365), day(2022, 1, 2))
        assert asked + 1 <= first <= asked + 12


def test_nobody_recognises_or_offers_where_the_scenario_does_not_say_so(run):
    scenario, result = run("behaviour: {last_resort: null}\nplaces: {last_resort: null}\n")
    assert not starts(scenario, result)
    assert not counties.indicator(result, UNCLEARED)
