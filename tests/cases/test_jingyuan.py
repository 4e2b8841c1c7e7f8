"""The rule cases of Jingyuan: all hold, and none of the rules with money is without one."""

from __future__ import annotations

import pytest

from jobsim.cases import run_cases
from jobsim.cases.script import Case, read_cases
from jobsim.scenario.loader import Loaded
from jobsim.scenario.provenance import clause_ids
from jobsim.scenario.views import coverage


@pytest.fixture(scope="module")
def cases(jingyuan: Loaded) -> list[Case]:
    return read_cases(jingyuan.path / "cases", jingyuan.scenario)


@pytest.mark.slow
def test_every_case_of_jingyuan_holds(jingyuan: Loaded, cases: list[Case]) -> None:
    results = run_cases(jingyuan)
    assert len(results) == len(cases) > 100
    assert [f"{r.file}:{r.line} {r.message}" for r in results if not r.passed] == []


def test_every_modelled_clause_with_money_has_a_case_that_is_paid(jingyuan: Loaded, cases: list[Case]) -> None:
    programmes = jingyuan.scenario.programmes
    with_money = {
        clause.id
        for clause in coverage(jingyuan)
        if clause.disposition == "modelled" and any(path.startswith("programmes.") for path in clause.where)
    }
    paid = {
        case.clause
        for case in cases
        if any(pay.fen > 0 and case.clause in clause_ids(programmes[pay.programme].clause) for pay in case.pays)
    }
    assert len(with_money) > 30
    assert with_money - paid == set()


def test_every_programme_is_paid_in_some_case(jingyuan: Loaded, cases: list[Case]) -> None:
    paid = {pay.programme for case in cases for pay in case.pays if pay.fen > 0}
    assert set(jingyuan.scenario.programmes) - paid == set()


def test_most_clauses_have_a_case_that_is_not_paid(jingyuan: Loaded, cases: list[Case]) -> None:
    """A rule that pays everybody would pass the paid cases alone."""
    with_money = {c for p in jingyuan.scenario.programmes.values() for c in clause_ids(p.clause)}
    refused = {case.clause for case in cases if not case.pays}
    assert len(refused) >= len(with_money) / 2
