"""What a run needs is told before it starts."""

from __future__ import annotations

import pytest

import counties
from jobsim.experiments import resources
from jobsim.experiments.replications import Order, OrderError, replications

LARGE = ("county.persons=5000000", "county.firms.number=1000000", "horizon.end=2060-12-31")


def test_a_county_that_is_shipped_needs_about_what_was_measured() -> None:
    needed = resources.memory(counties.scenario(counties.SMALL, "county.persons=240000"), "compiled", 2)
    assert 0.4e9 < needed < 1.1e9


def test_a_run_that_memory_cannot_hold_is_refused_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    made = counties.scenario(counties.SMALL, *LARGE[:2])
    monkeypatch.setattr(resources, "available", lambda: 4e9)
    with pytest.raises(OrderError, match=r"this needs some [\d.]+ GB of memory, and 4.0 GB can be had; take fewer"):
        next(replications(made, Order(replications=64), workers=64))
    monkeypatch.setattr(resources, "available", lambda: None)
    assert resources.too_much(made, "compiled", 64) is None


def test_what_is_available_is_known_on_this_machine_or_nothing_is_said() -> None:
    found = resources.available()
    assert found is None or found > 1e6


def test_a_run_of_hours_is_told() -> None:
    made = counties.scenario(counties.SMALL, "county.persons=5000000")
    assert "hours or more" in (resources.long(made, "simpy", 1_000, 1) or "")
    assert resources.long(counties.scenario(counties.SMALL), "compiled", 100, 2) is None
