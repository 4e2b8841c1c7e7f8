"""Faults of case files: one clear message each, with its line."""

from __future__ import annotations

import pytest

from case_files import Run
from jobsim.scenario.errors import ScenarioError

GOOD = """\
- case: a job
  clause: JY-64
  set: {standards.employer_insurance_rate: 0.25}
  person: {groups: [rural], born: 1990-05-01}
  firm: {size: small, legal_form: enterprise, staff: 12}
  history:
    - job: {from: 2023-01-01, to: 2023-06-30, contract: 12 months, insured: true, wage: 4000 CNY/month}
  files: {poverty_hiring_subsidy: 2023-07-01}
  pays:
    - {programme: poverty_hiring_subsidy, amount: 0 CNY}
"""
COURSE = "course: {kind: skill, from: 2023-07-01, to: 2023-07-09, certificate: {level: junior, on: 2023-07-01}}"
VENTURE = (
    "venture: {from: 2023-07-01, to: 2023-12-31, first: true, incubated: true, free_premises: false, rent: 0 CNY/month,"
    " legal_form: enterprise, loan: {kind: individual, amount: 1000 CNY, on: 2024-03-01, months: 12}}"
)


def test_the_good_case_is_good(run: Run) -> None:
    [result] = run(GOOD)
    assert result.passed, result.message


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("clause: JY-64", "clause: JY-640", 2, "no clause 'JY-640' (did you mean 'JY-64'?)"),
        ("clause: JY-64", "clauses: JY-64", 2, "unknown key 'clauses' in a case (did you mean 'clause'?)"),
        ("  clause: JY-64\n", "", 1, "the key 'clause' is missing in a case"),
        ("groups: [rural]", "groups: [rurla]", 4, "unknown word 'rurla' (did you mean 'rural'?)"),
        ("groups: [rural]", "groups: rural", 4, "groups: expected a list, found 'rural'"),
        ("born: 1990-05-01", "born: 1990-02-30", 4, "born: expected a date such as 2023-03-07, found '1990-02-30'"),
        (", born: 1990-05-01", "", 4, "the key 'born' is missing in a person"),
        ("size: small", "size: smal", 5, "size: unknown word 'smal' (did you mean 'small'?)"),
        ("staff: 12", "staff: -1", 5, "staff: expected a whole number, found -1"),
        ("staff: 12", "staff: 12, layoff_percent: 5.55", 5, "expected a percentage to a tenth such as 5.5, found 5.55"),
        ("staff: 12", "staff: 12, layoff_percent: many", 5, "layoff_percent: "),
        ("- job:", "- jobs:", 7, "unknown key 'jobs' (did you mean 'job'?)"),
        (" to: 2023-06-30,", "", 7, "the key 'to' is missing in job"),
        ("to: 2023-06-30", "to: 2022-06-30", 7, "job ends before it begins"),
        ("insured: true", "insured: 1", 7, "insured: expected true or false, found 1"),
        ("wage: 4000 CNY/month", "wage: 4000 CNY/day", 7, "wage: "),
        ("wage: 4000 CNY/month", "wage: -4000 CNY/month", 7, "wage: "),
        ("wage: 4000 CNY/month", "wage: {pert: [1, 2, 3], unit: CNY/month}", 7, "a case wants a certain number"),
        ("files: {poverty_hiring_subsidy", "files: {poverty_hiring_subsid", 8, "no programme 'poverty_hiring_subsid'"),
        ("programme: poverty_hiring_subsidy", "programme: poverty_hiring", 10, "no programme 'poverty_hiring'"),
        ("0 CNY}", "0 CNY}\n    - {programme: poverty_hiring_subsidy, amount: 1 CNY}", 11, "stands twice"),
        ("standards.employer_insurance_rate", "standards.employer_rate", 3, "no such path in the scenario"),
        ("rate: 0.25", "rate: 25 CNY", 3, "set standards.employer_insurance_rate"),
        ("  firm: {size: small, legal_form: enterprise, staff: 12}\n", "", 6, "job needs a firm; the case has none"),
        ("  person: {groups: [rural], born: 1990-05-01}\n", "", 6, "job needs a person; the case has none"),
        ("  files", "    - at_home: {from: 2023-06-30, to: 2023-07-03}\n  files", 8, "at_home begins before job ends"),
        ("  files", f"    - {COURSE}\n  files", 8, "the certificate is dated before the course ends"),
        ("  files", f"    - {VENTURE}\n  files", 8, "the loan is granted outside the life of the venture"),
        ("  files", "    - unemployed: {from: 2023-07-01, to: 2023-07-31, registered: 2023-08-01}\n  files", 8,
         "registered lies outside the spell"),
        ("  files", "    - recognised: {on: 2023-07-01, role: incubator, level: city}\n  files", 8,
         "the firm has no role 'incubator'"),
        ("  files", "    - tax_year: {year: 203, due: {vat: 1 CNY}}\n  files", 8, "expected a year such as 2023"),
        ("  files", "    - tax_year: {year: 2023, due: {wat: 1 CNY}}\n  files", 8, "unknown key 'wat' in due"),
        ("pays:\n", "pays: {}\n  unused:\n", 9, "pays: expected a list, found a mapping"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(run: Run, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ScenarioError) as caught:
        run(GOOD.replace(old, new, 1))
    told = [problem for problem in caught.value.problems if message in problem.message or message in str(problem)]
    assert told, str(caught.value)
    assert told[0].line == line
    assert told[0].file.endswith("some.yaml")


def test_all_faults_of_a_file_are_told_at_once(run: Run) -> None:
    bad = GOOD.replace("clause: JY-64", "clause: JY-640").replace("staff: 12", "staff: few").replace("- job", "- jbo")
    with pytest.raises(ScenarioError) as caught:
        run(bad)
    assert [problem.line for problem in caught.value.problems] == [2, 5, 7]


def test_faults_of_all_set_sections_are_told_at_once(run: Run) -> None:
    with pytest.raises(ScenarioError) as caught:
        run(GOOD.replace("employer_insurance_rate", "a") + GOOD.replace("employer_insurance_rate", "b"))
    assert [problem.line for problem in caught.value.problems] == [3, 13]


@pytest.mark.parametrize(("text", "message"), [("", "the file is empty"), ("a: b\n", "expected a list of cases")])
def test_a_file_without_cases_is_refused(run: Run, text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        run(text)
