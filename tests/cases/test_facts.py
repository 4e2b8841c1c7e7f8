"""What milestones say of a person, a founder, an employer, an intern, a loan: each fact from both sides."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jobsim.cases import CaseResult, run_cases
from jobsim.scenario.loader import load_scenario

WENLAN = Path(__file__).parents[1] / "fixtures" / "wenlan" / "county.yaml"
"""Minimum living allowance 400 a person, half of it cut; base floor 4,000; own contribution 20 %; prime rate 3.6 %,
the lender takes a point more, and the borrower bears 2.1 %."""
RULES = """\
clauses:
  WL-90: {kind: subsidy, title: {zh: 各事实, en: Facts}, section: 十}
templates:
  one: {like: of_wenlan, title: {zh: 一项, en: One}, clause: WL-90, pays: person}
programmes:
  residents: {like: one, when: hired, who: {all: [local_household]}, amount: 10 CNY}
  accident_only: {like: one, when: job_month, conditions: {accident_insured: true, insured: false}, amount: 10 CNY}
  steady_employer: {like: one, when: job_month, conditions: {layoff_percent: "<= 5"}, amount: 10 CNY/month}
  steady_certificate: {like: one, when: certificate, conditions: {layoff_percent: "<= 5"}, amount: 10 CNY}
  allowance_lost: {like: one, when: job_month, amount: {share: 1.0, of: allowance_cut}}
  allowance_lost_by_founders: {like: one, when: venture_month, amount: {share: 1.0, of: allowance_cut}}
  allowance_of_seekers: {like: one, when: unemployment_month, amount: {share: 1.0, of: allowance}}
  founders: {like: one, when: venture_month, conditions: {insured: true}, amount: {share: 0.5, of: own_insurance}}
  discount: {like: one, when: loan_interest_due, amount: {share: 1.0, of: interest_above_own_part}}
  kept_early:
    like: one
    when: internship_ended
    conditions: {early: true, retained: true, agreed_months: "<= 12"}
    amount: {value: 1500 CNY/month, times: remaining_months}
    limits: {months: 5}
"""
MAN = "person: {groups: [], born: 1990-05-01}"
POOR = "person: {groups: [minimum_living_allowance], born: 1990-05-01, family: 3 persons}"
FIRM = "firm: {size: small, legal_form: enterprise, roles: [internship_host], staff: 12}"
JOB = "job: {from: 2023-01-01, to: 2023-02-28, contract: 12 months, insured: true, wage: 5000 CNY/month}"
INTERN = "internship: {from: 2023-01-01, to: 2023-03-15, stipend: 2000 CNY/month, retained: true, agreed: 6 months}"
VENTURE = (
    "venture: {from: 2023-01-01, to: 2023-02-28, first: true, incubated: false, free_premises: false, "
    "rent: 0 CNY/month, legal_form: enterprise}"
)
LENT = (
    "venture: {from: 2023-01-01, to: 2023-12-31, first: true, incubated: false, free_premises: false, "
    "rent: 0 CNY/month, legal_form: enterprise, "
    "loan: {kind: individual, amount: 100000 CNY, on: 2023-03-20, months: 3}}"
)
COURSE = "course: {kind: in_service, from: 2023-01-10, to: 2023-01-20, certificate: {level: senior, on: 2023-02-10}}"
SEEKING = "unemployed: {from: 2023-01-01, to: 2023-03-31, registered: 2023-02-01}"

Paid = Callable[..., CaseResult]


@pytest.fixture
def paid(tmp_path: Path) -> Paid:
    """The outcome of a case that looks at one programme only."""

    def run(programme: str, amount: str, line: str, person: str = MAN, firm: str = FIRM) -> CaseResult:
        layer = tmp_path / "scenario.yaml"
        layer.write_text(f"extends: {os.path.relpath(WENLAN, tmp_path)}\n{RULES}", encoding="utf-8")
        (tmp_path / "cases").mkdir(exist_ok=True)
        lines = line.replace("\n", "\n    - ")
        text = f"- case: one\n  clause: WL-01\n  {person}\n  {firm}\n  history:\n    - {lines}\n"
        text += f"  pays: [{{programme: {programme}, amount: {amount} CNY}}]\n"
        (tmp_path / "cases" / "one.yaml").write_text(text, encoding="utf-8")
        [result] = run_cases(load_scenario(layer))
        return result

    return run


@pytest.mark.parametrize(
    ("programme", "amount", "line", "person", "firm"),
    [
        ("residents", 10, JOB, MAN, FIRM),
        ("residents", 0, JOB, "person: {groups: [from_outside], born: 1990-05-01}", FIRM),
        ("accident_only", 20, JOB.replace("insured: true", "insured: false"), MAN, FIRM),
        ("accident_only", 0, JOB.replace("insured: true", "insured: false, accident_insured: false"), MAN, FIRM),
        ("steady_employer", 20, JOB, MAN, FIRM.replace("12}", "12, layoff_percent: 5}")),
        ("steady_employer", 0, JOB, MAN, FIRM.replace("12}", "12, layoff_percent: 6}")),
        ("steady_certificate", 10, f"{JOB}\n{COURSE}", MAN, FIRM.replace("12}", "12, layoff_percent: 5}")),
        ("steady_certificate", 0, f"{JOB}\n{COURSE}", MAN, FIRM.replace("12}", "12, layoff_percent: 6}")),
        ("allowance_lost", 1200, JOB, POOR, FIRM),
        ("allowance_lost", 400, JOB, POOR.replace(", family: 3 persons", ""), FIRM),
        ("allowance_lost", 0, JOB, MAN, FIRM),
        ("allowance_lost_by_founders", 1200, VENTURE, POOR, FIRM),
        ("allowance_of_seekers", 2400, SEEKING, POOR, FIRM),
        ("founders", 800, VENTURE.replace("rent:", "insured: true, rent:"), MAN, FIRM),
        ("founders", 0, VENTURE, MAN, FIRM),
        ("discount", 638.89, LENT, MAN, FIRM),
        ("kept_early", 6000, INTERN, MAN, FIRM),
        ("kept_early", 7500, INTERN.replace("agreed: 6", "agreed: 10"), MAN, FIRM),
        ("kept_early", 0, INTERN.replace("retained: true", "retained: false"), MAN, FIRM),
        ("kept_early", 0, INTERN.replace("2023-03-15", "2023-06-30"), MAN, FIRM),
        ("kept_early", 0, INTERN.replace(", agreed: 6 months", ""), MAN, FIRM),
    ],
)  # fmt: skip
def test_a_rule_pays_by_the_fact(paid: Paid, programme: str, amount: float, line: str, person: str, firm: str) -> None:
    result = paid(programme, amount, line, person, firm)
    assert result.passed, result.message
