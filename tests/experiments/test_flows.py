"""Moves between states: nobody is lost, and the journey is the one that trace tells."""

import pytest

import counties
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.explain import trace
from jobsim.experiments.flows import flows
from jobsim.experiments.replications import Order
from jobsim.scenario.loader import load_scenario
from jobsim.vocabulary import STATES


@pytest.fixture(scope="module")
def moved():
    return flows(counties.scenario(counties.SMALL), Order(replications=1, seed=3))


def test_everybody_stands_somewhere_and_whoever_leaves_a_state_enters_another(moved):
    assert sum(moved.standing.values()) == moved.persons > 100
    assert sum(moved.moves.values()) > 50 and all(one != other for one, other in moved.moves)
    for state in STATES:
        left = sum(count for (one, _), count in moved.moves.items() if one == state)
        entered = sum(count for (_, other), count in moved.moves.items() if other == state)
        assert moved.standing.get(state, 0) + entered >= left


def test_the_journey_is_the_one_that_trace_tells(moved):
    scenario = counties.scenario(counties.SMALL)
    steps = trace(load_scenario(counties.FIXTURES / counties.SMALL), Order(replications=1, seed=3), 0, moved.person)
    titles = {zh: state for state, (zh, _) in STATES.items()}
    told = [(step.date, titles[step.zh]) for step in steps if step.zh in titles]
    assert moved.journey[0].start == scenario.horizon.start
    assert [(spell.start, spell.state) for spell in moved.journey[1:]] == [
        one for one in told if moved.journey[0].start < one[0] <= scenario.horizon.end
    ]
    assert all(one.end == other.start for one, other in zip(moved.journey, moved.journey[1:], strict=False))


def test_a_person_the_county_does_not_have_is_told():
    with pytest.raises(RecordError, match="has no person 99999999"):
        flows(counties.scenario(counties.SMALL), Order(replications=1), 0, 99_999_999)
