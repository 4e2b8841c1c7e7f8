"""The desk over arrays against the desk of classes: the same ledger, fund years and answers, row by row."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import programme, scenario
from desks import Kernel, Stream, stream, with_classes
from jobsim.draws import Draws, keyed
from jobsim.engines.compiled.build import Builder
from jobsim.engines.compiled.native import pointer_to
from jobsim.engines.compiled.struct import Layout, Struct
from jobsim.finance import kernel
from jobsim.finance.ledger import Status, faults
from jobsim.finance.shortage import Rule
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.schema import Scenario

ROOT = Path(__file__).parents[2]
COUNTIES = {"fushui": "tests/fixtures/fushui", "jingyuan": "scenarios/jingyuan_2023", "contested": "", "bound": ""}
STREAMS = {
    "seed": st.one_of(st.sampled_from([0, 2**64 - 1]), st.integers(0, 2**64 - 1)),
    "persons": st.integers(1, 40),
    "firms": st.integers(1, 8),
    "count": st.integers(0, 500),
    "money": st.sampled_from([0, 1e5, 1e7, 1e9]),
}


def contested() -> Scenario:
    """Programmes that cap what each kind of payee draws, few of each, so that the caps are reached."""
    late = {"each": {"uniform": [0, 60]}, "unit": "days"}
    cases = {
        "of_person": ("internship_month", "person", "month"),
        "of_venture": ("venture_month", "venture", "quarter"),
        "of_employer": ("job_month", "employer", "event"),
        "of_workshop": ("firm_month", "workshop", "year"),
        "of_person_for_firm": ("firm_month", "person", "half_year"),
        "of_lender": ("loan_granted", "lender", "event"),
        "of_town": ("post_month", "town", "month"),
    }
    programmes = {
        name: programme(
            when=when, pays=pays, amount="700 CNY", take_up=0.9,
            limits={"payee_cap": "5600 CNY", "payee_year_cap": "2800 CNY"},
            claim={"every": every, "lag": late, "review": "7 working days", "refused": 0.1},
        )
        for name, (when, pays, every) in cases.items()
    }  # fmt: skip
    return scenario(programmes, history_from="2021-06-01", start="2022-01-01")


def bound() -> Scenario:
    """Programmes bound to each other, to families, to what still holds, and to what was drawn before the run."""
    filed = {"every": "month", "lag": {"each": {"uniform": [0, 90]}, "unit": "days"}, "review": "15 working days"}
    once = {**filed, "refused": 0.05, "every": "event"}
    started = {"within_months": 9, "within_months_of": "started"}
    caps = {"individual": "200 CNY", "small_firm": "3000 CNY"}
    cases: dict[str, dict[str, Any]] = {
        "job": {"when": "job_month", "pays": "employer", "limits": {"months": 9, "shared_with": ["venture"]},
                "claim": {**once, "still": ["in_spell", "in_business"], **started}},
        "flexible": {"when": "flexible_month", "limits": {"shared_with": ["job"]},
                     "claim": {**filed, "refused": 0.05, "still": ["insured"], "still_at_approval": ["insured"]}},
        "venture": {"when": "venture_month", "pays": "venture", "conditions": {"operating_months": ">= 3"},
                    "claim": {**once, "still_at_approval": ["in_business", "in_spell"]}, "excludes": ["grant"]},
        "post": {"when": "post_month", "limits": {"months": 6, "until_retirement": True, "per": "family"}},
        "unemployed": {"when": "unemployment_month", "limits": {"subject_cap": "4000 CNY", "per_year": 3},
                       "effective": {"start": "2021-03-01"}},
        "grant": {"when": "venture_month", "pays": "venture", "amount": "900 CNY", "take_up": 0.7,
                  "limits": {"once": True, "per": "family", "shared_with": ["founding"]}, "claim": {**once, **started}},
        "founding": {"when": "venture_founded", "pays": "venture", "amount": "500 CNY"},
        "points": {"when": "loan_interest_due", "pays": "lender", "limits": {"months": 6, "subject_cap": "3 CNY"},
                   "amount": {"points": "5 %/year", "principal_cap": caps}},
        "interest": {"when": "loan_interest_due", "pays": "lender", "limits": {"months": 3, "times": 5},
                     "amount": {"share": 0.5, "of": "interest", "principal_cap": caps}},
        "firm": {"when": "firm_month", "pays": "employer", "limits": {"months": 7, "shared_with": ["firm_year"]},
                 "claim": {**once, "still": ["in_business"]}},
        "firm_year": {"when": "firm_year", "pays": "employer", "limits": {"times": 4}, "amount": "40 CNY"},
    }  # fmt: skip
    defaults = {"amount": "700 CNY/month", "take_up": 0.9, "claim": {**filed, "refused": 0.05}}
    programmes = {name: programme(**{**defaults, **fields}) for name, fields in cases.items()}
    return scenario(programmes, history_from="2021-06-01", start="2022-01-01")


@lru_cache
def county(name: str) -> Scenario:
    if COUNTIES[name]:
        return load_scenario(ROOT / COUNTIES[name], for_run=True).scenario
    return bound() if name == "bound" else contested()


@pytest.fixture(scope="module")
def compiled() -> Kernel:
    return Kernel()


def assert_same(found: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    """Ledger, fund years, answers and evidence are equal to the bit, or the first row that differs is shown."""
    for name, one, other in zip(("ledger", "fund years", "answers", "evidence", "facts"), found, expected, strict=True):
        assert one.dtype == other.dtype
        for row, (left, right) in enumerate(zip(one, other, strict=False)):
            if left.tobytes() != right.tobytes():
                fields = [f for f in one.dtype.names or () if np.any(left[f] != right[f])]
                raise AssertionError(f"{name}, row {row}: {left} is not {right} in {fields}")
        assert len(one) == len(other), f"{name}: {len(one)} rows, expected {len(other)}"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", COUNTIES)
@given(**STREAMS)
def test_compiled_and_bounds_checked_the_desk_gives_the_same_ledger(
    compiled: Kernel, name: str, seed: int, persons: int, firms: int, count: int, money: float
) -> None:
    made = stream(county(name), seed, persons, firms, count, money)
    assert_same(compiled(made), with_classes(made))


@settings(max_examples=4, deadline=None)
@pytest.mark.parametrize("name", COUNTIES)
@given(seed=st.integers(0, 2**64 - 1), money=STREAMS["money"])
def test_interpreted_the_desk_gives_the_same_ledger(name: str, seed: int, money: float) -> None:
    made = stream(county(name), seed, 6, 3, 150, money)
    assert_same(Kernel(interpreted=True)(made), with_classes(made))


def busy(seed: int, name: str = "fushui") -> Stream:
    return stream(county(name), seed, 12, 4, 1500, 1e7)


def test_the_streams_reach_every_status_fund_rule_and_answer(compiled: Kernel) -> None:
    statuses, short, exhausted, answers = set(), set(), 0, []
    for seed in range(8):
        made = busy(seed)
        ledger, years, answered, *_ = compiled(made)
        assert faults(ledger) == []
        statuses |= set(ledger["status"].tolist())
        rules = made.funds["rules"][years["fund"]]
        limited = made.funds["limited"].reshape(-1)  # rows go by fund, then year
        assert not years["short_month"][~limited].any() and not years["exhausted_month"][~limited].any()
        short |= set(rules[years["short_month"] > 0].tolist())
        exhausted += int((years["exhausted_month"] > 0).sum())
        assert years["lapsed_fen"].sum() > 0 and years["arrears_fen"].sum() >= 0
        answers.append(answered)
    assert statuses == set(Status)
    assert short == set(Rule)
    assert exhausted > 0
    for column in np.concatenate(answers).T:
        assert len(np.unique(column)) > 1, "a question that always has the same answer tests nothing"


def test_the_order_in_which_a_days_milestones_come_changes_nothing(compiled: Kernel) -> None:
    made = busy(7)
    mixed = made.events[np.lexsort((np.random.default_rng(1).random(len(made.events)), made.events["day"]))]
    assert not np.array_equal(mixed, made.events)
    found, expected = compiled(dataclasses.replace(made, events=mixed)), compiled(made)
    assert_same(found[:2] + expected[2:3] + found[3:], expected)


@pytest.mark.parametrize("name", ["fushui", "jingyuan"])
def test_buffers_that_were_too_small_are_doubled_until_the_same_ledger_fits(compiled: Kernel, name: str) -> None:
    small, made = Kernel(small=True), busy(3, name)
    assert_same(small(made), compiled(made))
    assert small.repeats > 8
    assert_same(small(busy(4, name)), compiled(busy(4, name)))


def test_buffers_are_used_again_and_only_those_that_were_full_are_doubled() -> None:
    made = busy(1)
    treasury = made.treasury(None)  # type: ignore[arg-type]
    dues = np.zeros(0, kernel.DUE_DTYPE)
    first = kernel.prepare(made.book, treasury, dues, made.first, made.last)
    again = kernel.prepare(made.book, treasury, dues, made.first, made.last, first, kernel.DRAFTS_FULL)
    for name in kernel.GROWING:
        if name in ("drafts", "following", "evidence_of"):
            assert len(again[name]) == 2 * len(first[name])
        else:
            assert again[name] is first[name]
    assert set(first) == set(again) == set(kernel.FIELDS)


SEEDS = Layout("seeds", dict.fromkeys(("seed_low", "seed_high", "replication"), "int"))


@lru_cache(maxsize=1)
def compiled_draw() -> Any:
    draw, at = Builder({}, numba.njit).build(keyed), pointer_to(SEEDS)
    return numba.njit(lambda address, stream, agent, occurrence: draw(at(address), stream, agent, occurrence))


WORD = st.integers(0, 2**32 - 1)


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1), WORD, WORD, WORD, WORD)
def test_a_keyed_draw_of_a_world_is_that_of_its_replication(
    seed: int, replication: int, code: int, agent: int, occurrence: int
) -> None:
    expected = Draws(seed, replication).by_code(code, agent, occurrence)
    fields = {"seed_low": seed & 0xFFFFFFFF, "seed_high": seed >> 32, "replication": replication}
    assert keyed(SimpleNamespace(**fields), code, agent, occurrence) == expected
    assert compiled_draw()(Struct(SEEDS, **fields).address, code, agent, occurrence) == expected
