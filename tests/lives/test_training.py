"""Certificates: who becomes a skilled worker, and in which year a new one is counted."""

import datetime as dt
from types import SimpleNamespace

import pytest

from jobsim.county.groups import BIT
from jobsim.lives import search, training
from jobsim.lives.codes import FLOWS, Flow
from jobsim.vocabulary import LEVELS

NONE, JUNIOR, INTERMEDIATE, SENIOR, TECHNICIAN, _ = range(len(LEVELS))


def world():
    person = SimpleNamespace(certified=[0], groups=[BIT["rural"]], counted_skilled=[0])
    return SimpleNamespace(person=person, flow=[0.0] * len(FLOWS), today=0)


def counted(w):
    return w.flow[Flow.new_skilled_workers], w.flow[Flow.new_highly_skilled_workers]


def certify(w, date, level):
    w.today = dt.date.fromisoformat(date).toordinal()
    training.certify(w, 0, level)
    assert 0 <= w.person.counted_skilled[0] <= 127, "one byte of the record"
    return counted(w)


def test_a_person_counts_once_in_a_year_and_once_as_highly_skilled():
    w = world()
    assert certify(w, "2023-02-01", NONE) == (0, 0)
    assert w.person.groups == [BIT["rural"]] and w.person.certified[0] > 0
    assert certify(w, "2023-03-01", JUNIOR) == (1, 0)
    assert w.person.groups == [BIT["rural"] | BIT["skilled_worker"]]
    assert certify(w, "2023-04-01", INTERMEDIATE) == (1, 0)
    assert certify(w, "2023-05-01", SENIOR) == (1, 1)
    assert certify(w, "2023-12-31", TECHNICIAN) == (1, 1)
    assert certify(w, "2024-01-01", JUNIOR) == (2, 1)
    assert certify(w, "2025-06-01", SENIOR) == (3, 2)
    assert certify(w, "2025-07-01", JUNIOR) == (3, 2)


@pytest.mark.parametrize("year", range(2000, 2062))
def test_every_year_is_another_one(year):
    w = world()
    certify(w, f"{year}-06-01", SENIOR)
    assert certify(w, f"{year + 1}-06-01", SENIOR) == (2, 2)


def test_a_seeker_may_become_a_skilled_worker_while_the_benefit_runs(monkeypatch):
    asked = []
    monkeypatch.setattr(search, "watched_groups", lambda w, milestone, groups, changing: asked.append(changing))
    monkeypatch.setattr(search, "groups_now", lambda w, p: 0)
    w = SimpleNamespace(today=730_000, person=SimpleNamespace(registered=[729_900]))
    search.plan_benefit(w, 0, None, 1)
    assert asked[0] & BIT["skilled_worker"] and not asked[0] & BIT["disabled"]
