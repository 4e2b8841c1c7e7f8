"""Each boundary from both sides: a history that just reaches it, and the same history one step short."""

from __future__ import annotations

import pytest

from case_files import Run

JOB = "{{from: {start}, to: {end}, contract: {contract} months, insured: true, wage: 4000 CNY/month}}"
PERSON = (
    "person: {groups: [veteran], born: 1990-05-01, sex: man}\n  firm: {size: small, legal_form: enterprise, staff: 9}"
)
PINNED = "{standards.insurance_base_floor: 4000 CNY/month, standards.employer_insurance_rate: 0.25}"
UPGRADE = "{programme: skill_upgrade_2023, amount: 1000 CNY}"


def case(clause: str, history: str, pays: str, *, person: str = PERSON, more: str = "") -> str:
    lines = "".join(f"    - {line}\n" for line in history.split("\n"))
    return f"- case: boundary\n  clause: {clause}\n  {person}\n{more}  history:\n{lines}  pays: [{pays}]\n"


@pytest.mark.parametrize(
    ("end", "pays"),
    [("2023-05-30", ""), ("2023-05-31", "{programme: veteran_hiring_subsidy, amount: 1000 CNY}")],
)
def test_one_day_decides_whether_the_months_asked_are_full(run: Run, end: str, pays: str) -> None:
    job = "job: " + JOB.format(start="2023-03-01", end=end, contract=12)
    pinned = "  set: {programmes.veteran_hiring_subsidy.amount: 1000 CNY/person}\n"
    [result] = run(case("JY-69", job, pays, more=pinned))
    assert result.passed, result.message


@pytest.mark.parametrize(
    ("filed", "pays"),
    [("2023-03-31", "{programme: job_expansion_grant, amount: 1500 CNY}"), ("2023-04-01", "")],
)
def test_a_window_is_open_on_its_last_day_and_shut_on_the_next(run: Run, filed: str, pays: str) -> None:
    person = (
        "person: {groups: [college_graduate], born: 2000-05-01, left_school: 2022-07-01}\n"
        "  firm: {size: small, legal_form: enterprise, staff: 9}"
    )
    job = "job: " + JOB.format(start="2022-09-01", end="2023-06-30", contract=12)
    more = "  set: {programmes.job_expansion_grant.amount: 1500 CNY/person}\n"
    more += f"  files: {{job_expansion_grant: {filed}}}\n"
    [result] = run(case("JY-31", job, pays, person=person, more=more))
    assert result.passed, result.message


def test_a_person_draws_the_hiring_subsidy_once_across_employers(run: Run) -> None:
    jobs = "job: " + JOB.format(start="2022-01-01", end="2022-06-30", contract=12)
    jobs += "\njob: " + JOB.format(start="2022-08-01", end="2023-06-30", contract=12)[:-1] + ", another_firm: true}"
    pinned = "  set: {programmes.veteran_hiring_subsidy.amount: 1000 CNY/person}\n"
    once, twice = (
        run(case("JY-69", jobs, f"{{programme: veteran_hiring_subsidy, amount: {amount} CNY}}", more=pinned))[0]
        for amount in (1000, 2000)
    )
    assert once.passed, once.message
    assert not twice.passed


@pytest.mark.parametrize(("passed_on", "pays"), [("2023-03-31", ""), ("2023-04-01", UPGRADE)])
@pytest.mark.parametrize("order", [1, -1])
def test_a_certificate_of_the_job_s_last_day_comes_before_its_end(
    run: Run, passed_on: str, pays: str, order: int
) -> None:
    """As in a run: what happens beside a life comes first. The month of the job counts from the next day on."""
    certificate = f"certificate: {{level: junior, on: {passed_on}}}"
    course = f"course: {{kind: skill, from: 2023-02-01, to: 2023-02-10, {certificate}}}"
    job = "job: " + JOB.format(start="2023-03-01", end="2023-03-31", contract=12)
    person = PERSON.replace("sex: man", "sex: man, insured_before: 11 months")
    more = "  set: {programmes.skill_upgrade_2023.who: null}\n"
    [result] = run(case("JY-92", "\n".join([course, job][::order]), pays, person=person, more=more))
    assert result.passed, result.message


def test_of_two_programmes_that_exclude_each_other_one_pays(run: Run) -> None:
    person = (
        "person: {groups: [lifted_out_of_poverty, rural], born: 1990-05-01}\n"
        "  firm: {size: small, legal_form: enterprise, staff: 9}"
    )
    job = "job: " + JOB.format(start="2023-01-01", end="2023-02-28", contract=12)
    both = "{programme: poverty_hiring_subsidy, amount: 2000 CNY}, {programme: six_groups_insurance, amount: 2000 CNY}"
    text = case("JY-30", job, both, person=person, more=f"  set: {PINNED}\n")
    [result] = run(text)
    assert result.message == (
        "six_groups_insurance: expected 2,000.00 CNY, paid nothing (excluded by poverty_hiring_subsidy)"
    )


@pytest.mark.parametrize(("amount", "paid"), [(12000, 12000), (12001, 12000)])
def test_a_cap_cuts_what_lies_above_it(run: Run, amount: int, paid: int) -> None:
    venture = (
        "venture: {from: 2022-03-01, to: 2023-06-30, first: true, incubated: true, free_premises: false,"
        " rent: 0 CNY/month, legal_form: individual_business}"
    )
    more = f"  set: {{programmes.incubated_start_up_grant.amount.value: {amount} CNY}}\n"
    pays = f"{{programme: incubated_start_up_grant, amount: {paid} CNY}}"
    [result] = run(case("JY-79", venture, pays, person="person: {born: 1990-05-01}", more=more))
    assert result.passed, result.message


def test_a_rate_that_changes_within_a_spell_holds_from_the_first_month_completed_after_it(run: Run) -> None:
    person = (
        "person: {groups: [college_graduate], born: 2000-05-01, left_school: 2022-07-01}\n"
        "  firm: {size: small, legal_form: enterprise, roles: [internship_host], staff: 9}"
    )
    internship = "internship: {from: 2022-10-15, to: 2023-03-14, stipend: 2000 CNY/month}"
    more = (
        "  set: {programmes.internship_subsidy.amount: {dated: [{from: 2022-01-01, value: 1000},"
        " {from: 2023-01-15, value: 1500}], unit: CNY/month}}\n"
    )
    # Months end on 14 November, December, January, February and March.
    pays = "{programme: internship_subsidy, months: 5, amount: 6000 CNY}"
    [result] = run(case("JY-37", internship, pays, person=person, more=more))
    assert result.passed, result.message
