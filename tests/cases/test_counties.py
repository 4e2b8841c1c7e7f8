"""Every county: a disposition for each clause, all rule cases hold, each rule with money has one, variants load."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_files import SCENARIOS
from jobsim.cases import run_cases
from jobsim.cases.script import Case, read_cases
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.provenance import clause_ids
from jobsim.scenario.views import coverage, measures

CLAUSES = {"jingde_2022": 26, "jingyuan_2023": 106, "rongchang_2022": 44, "shexian_2025": 25}
"""Clauses of each policy document."""
VARIANTS = sorted(SCENARIOS.glob("*/variants/*.yaml"))


@pytest.fixture(scope="module", params=sorted(CLAUSES))
def county(request: pytest.FixtureRequest) -> Loaded:
    return load_scenario(SCENARIOS / request.param)


@pytest.fixture(scope="module")
def cases(county: Loaded) -> list[Case]:
    return read_cases(county.path / "cases", county.scenario)


def test_every_clause_of_the_document_has_a_disposition(county: Loaded) -> None:
    clauses = coverage(county)
    assert len(clauses) == len({clause.id for clause in clauses}) == CLAUSES[county.path.name]
    assert [c.id for c in clauses if c.disposition == "absent"] == []
    beside = measures(county)
    assert [c.id for c in (*clauses, *beside) if c.disposition == "recorded" and not c.reason] == []
    assert [c.id for c in beside if c.disposition == "absent"] == []


@pytest.mark.slow
def test_every_case_holds(county: Loaded, cases: list[Case]) -> None:
    results = run_cases(county)
    assert len(results) == len(cases) > 20
    assert [f"{r.file}:{r.line} {r.message}" for r in results if not r.passed] == []


def test_every_modelled_clause_with_money_has_a_case_that_is_paid(county: Loaded, cases: list[Case]) -> None:
    programmes = county.scenario.programmes
    with_money = {
        clause.id
        for clause in coverage(county)
        if clause.disposition in ("modelled", "approximated")
        and any(path.startswith("programmes.") for path in clause.where)
    }
    paid = {
        case.clause
        for case in cases
        if any(pay.fen > 0 and case.clause in clause_ids(programmes[pay.programme].clause) for pay in case.pays)
    }
    assert len(with_money) >= 5
    assert with_money - paid == set()


def test_every_programme_is_paid_in_some_case(county: Loaded, cases: list[Case]) -> None:
    paid = {pay.programme for case in cases for pay in case.pays if pay.fen > 0}
    assert set(county.scenario.programmes) - paid == set()


def test_most_clauses_have_a_case_that_is_not_paid(county: Loaded, cases: list[Case]) -> None:
    """A rule that pays everybody would pass the paid cases alone."""
    with_money = {c for p in county.scenario.programmes.values() for c in clause_ids(p.clause)}
    refused = {case.clause for case in cases if not case.pays}
    assert len(refused) >= len(with_money) / 2


@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_variant_loads_and_differs_from_its_county(path: Path) -> None:
    variant, base = load_scenario(path), load_scenario(path.parents[1])
    assert variant.scenario.scenario.title != base.scenario.scenario.title
    assert variant.hash != base.hash


INTERNS = 45
ONE_INTERN = {"internship_subsidy", "internship_insurance", "internship_guidance"}


def test_forty_five_interns_of_jingde_cost_what_the_worked_sums_say() -> None:
    """20.25, 36.0 and 76.95 万 for 3, 5.5 and 12 months; completed months are paid, so 5.5 is a mean of 5 and 6."""
    county = load_scenario(SCENARIOS / "jingde_2022")
    found = read_cases(county.path / "cases", county.scenario)

    def one(months: int) -> int:
        [case] = [
            case for case in found
            if case.clause == "JD-17" and {pay.programme for pay in case.pays} == ONE_INTERN
            and any(pay.months == months for pay in case.pays)
        ]  # fmt: skip
        return sum(pay.fen for pay in case.pays)

    assert INTERNS * one(3) == 202_500_00
    assert INTERNS * (one(5) + one(6)) == 2 * 360_000_00
    assert INTERNS * one(12) == 769_500_00
