"""Variants that are simulated together are what each is by itself, to the byte; and less is simulated.

``JOBSIM_EQUALITY=many pytest tests/engines/test_together.py -k random`` tries as many families as a night takes.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import counties
from identity import assert_identical
from jobsim.days import NEVER
from jobsim.engines import run_replication, run_together
from jobsim.engines.compiled import divergence, together
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.schema import Scenario
from random_counties import Case
from random_variants import families

_ALIKE = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)
settings.register_profile("together-few", _ALIKE, max_examples=40, derandomize=True, database=None)
settings.register_profile("together-many", _ALIKE, max_examples=3_000, derandomize=False, print_blob=True)
PROFILE = settings.get_profile("together-" + os.environ.get("JOBSIM_EQUALITY", "few"))


def loadable(family: list[Case]) -> list[Case]:
    """Those that are valid: a change may break a rule of the schema, which is no matter here."""
    found = []
    for case in family:
        try:
            case.scenario  # noqa: B018
        except ScenarioError:
            continue
        found.append(case)
    return found


def agree(family: list[Case]) -> None:
    __tracebackhide__ = True
    base = family[0]
    same_as_alone([case.scenario for case in family], base.seed, base.replication, static=base.static)


def same_as_alone(scenarios: list[Scenario], seed: int = 1, number: int = 0, *, static: bool = False) -> None:
    __tracebackhide__ = True
    found = dict(run_together(scenarios, seed, number, static=static))
    assert found.keys() == set(range(len(scenarios)))
    for k, made in enumerate(scenarios):
        alone = run_replication(made, seed, number, static=static)
        assert_identical(alone, found[k], made)
        assert alone.events == found[k].events


def later(name: str, by: int):
    """A planted mistake: what the function says is so many days too late."""
    plain = getattr(divergence, name)
    return lambda *of: day + by if 0 < (day := plain(*of)) < NEVER else day


FROM_MARCH: dict[str, Any] = {"programmes": {"insurance_subsidy": {"effective": {"start": "2023-03-01"}}}}
SETTLED = ("settle_branch", None)
PAIRS: dict[str, Any] = {
    "a rule in force": (
        FROM_MARCH, {"programmes": {"insurance_subsidy": {"take_up": 0.2, "effective": {"start": "2023-03-01"}}}},
        "2023-02-28", ("_eve", 40),
    ),
    "an end": ({}, {"programmes": {"insurance_subsidy": {"effective": {"end": "2023-06-30"}}}}, "2023-06-30",
               ("_rule", 40)),
    "a dated step": (
        {}, {"programmes": {"unemployment_benefit": {"amount": {
            "dated": [{"from": "2000-01-01", "value": "1400 CNY/month"}, {"from": "2023-05-01", "value": "9 CNY/month"}]
        }}}}, "2023-04-30", ("_step", 40),
    ),
    "money carried in": ({}, {"funds": {"employment_subsidy": {"carry_over": "7 CNY"}}}, "2023-01-01", ("_years", 40)),
    "a tranche": (
        {}, {"funds": {"employment_subsidy": {"appropriations": {"2023": {
            "arrivals": [{"on": "01-15", "share": 0.5}, {"on": "08-20", "share": 0.5}]}}}}}, "2023-07-15",
        ("_tranches", 400),
    ),
    "a budget line": (
        {}, {"budget_lines": {"publicity": {"price": {
            "dated": [{"from": "2000-01-01", "value": "800 CNY"}, {"from": "2023-06-01", "value": "900 CNY"}]}}}},
        "2023-06-30", ("_dues", 40),
    ),
    "places that open": (
        {}, {"places": {"public_post": {"openings": [
            {"on": "01-01", "count": "4 posts"}, {"on": "2023-06-01", "count": "60 posts"}]}}}, "2023-06-01",
        ("_openings", 40),
    ),
    "another way when cash is short": (
        {}, {"funds": {"employment_subsidy": {"when_short": "pro_rata"}}}, "2023-01-01", ("_funds", 300),
    ),
    "payers of a line": (
        {}, {"budget_lines": {"publicity": {"payers": {"county": 1.0}}}}, "2023-01-31", ("_shares", 400),
    ),
    "a plain price": (
        {}, {"programmes": {"unemployment_benefit": {"amount": "1700 CNY/month"}}}, "2023-01-01", SETTLED,
    ),
    "the fund of a programme": (
        {}, {"programmes": {"study_allowance": {"fund": "waiting_fund"}}}, "2023-01-01", SETTLED,
    ),
    "the payers of a programme": (
        {}, {"programmes": {"unemployment_benefit": {"payers": {"county": 1.0}}}}, "2023-01-01", SETTLED,
    ),
}  # fmt: skip
"""What two scenarios have over the made-up county, the day from which they differ, and a mistake."""


@pytest.mark.parametrize("name", PAIRS)
def test_a_field_said_to_be_read_too_late_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, since, (function, by) = PAIRS[name]
    pair = [counties.variant(counties.RICH, layer) for layer in (one, other)]
    found = []
    plain = together.first_difference
    monkeypatch.setattr(together, "first_difference", lambda a, b: found.append(plain(a, b)) or found[-1])
    same_as_alone(pair)
    assert {str(dt.date.fromordinal(day)) for day in found} == {since}
    if by is None:
        monkeypatch.setattr(together, function, lambda *_: None)
    else:
        monkeypatch.setattr(divergence, function, later(function, by))
    with pytest.raises(AssertionError, match="the replications differ"):
        same_as_alone(pair)


def test_a_field_that_nobody_has_named_is_read_from_the_first_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = [counties.scenario(counties.RICH, f"places.vacancies.venture_share={share}") for share in (0.3, 0.9)]
    same_as_alone(pair)
    overlooked = divergence._NOT_FROM_THE_FIRST_DAY | {"model.venture_share"}
    monkeypatch.setattr(divergence, "_NOT_FROM_THE_FIRST_DAY", overlooked)
    with pytest.raises(AssertionError, match="the replications differ"):
        same_as_alone(pair)


def test_random_variants_together_are_what_they_are_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()
    plain = together.first_difference

    def noted(a, b):
        day = plain(a, b)
        seen["first day" if day <= a.first else "never" if day > a.last else "later"] += 1
        return day

    monkeypatch.setattr(together, "first_difference", noted)

    def check(family: list[Case]) -> None:
        family = loadable(family)
        if family:
            agree(family)

    settings(PROFILE)(given(family=families())(check))()
    assert min(seen["first day"], seen["later"], seen["never"]) >= PROFILE.max_examples // 10
