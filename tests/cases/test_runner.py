"""What a case compares, and what it says when it fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from case_files import JINGYUAN, Run
from jobsim.cli import main

CASE = """\
- case: graduate in an internship
  clause: JY-37
  set: {programmes.internship_subsidy.amount: 1500 CNY/month}
  person: {groups: [college_graduate], born: 2000-05-01, sex: woman, left_school: 2022-07-01}
  firm: {size: small, legal_form: enterprise, roles: [internship_host], staff: 12}
  history:
    - internship: {from: 2022-07-04, to: 2022-12-18, stipend: 2000 CNY/month}
  pays:
    - {programme: internship_subsidy, months: 5, amount: 7500 CNY}
"""


def test_a_case_that_holds_says_nothing(run: Run) -> None:
    [result] = run(CASE)
    assert result.passed
    assert (result.name, result.clause, result.line, result.message) == ("graduate in an internship", "JY-37", 1, "")
    assert result.file.endswith("some.yaml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("7500 CNY", "7500.01 CNY", "expected 7,500.01 CNY for 5 months, paid 7,500.00 CNY for 5 months"),
        ("7500 CNY", "7499.99 CNY", "expected 7,499.99 CNY for 5 months, paid 7,500.00 CNY for 5 months (claims: "),
        ("months: 5", "months: 6", "expected 7,500.00 CNY for 6 months, paid 7,500.00 CNY for 5 months"),
        ("[college_graduate]", "[rural]", "internship_month on 2022-12-03: belongs to none of final_year_student"),
        ("to: 2022-12-18", "to: 2022-08-02", "paid nothing (the history reaches no milestone 'internship_month')"),
        ("amount: 1500 CNY/month", "amount: 0 CNY/month", "the rate, or the cost it rests on, gives no more"),
    ],
)
def test_a_wrong_case_fails_and_says_why(run: Run, old: str, new: str, message: str) -> None:
    [result] = run(CASE.replace(old, new))
    assert not result.passed
    assert message in result.message


def test_a_programme_of_the_clause_that_is_not_listed_must_have_paid_nothing(run: Run) -> None:
    [result] = run(CASE.split("  pays:")[0] + "  pays: []\n")
    assert result.message.startswith("internship_subsidy: expected nothing, paid 7,500.00 CNY (claims: 2022-08-03 to")


def test_a_claim_filed_too_late_is_named_with_its_day(run: Run) -> None:
    text = """\
- case: filed late
  clause: JY-89
  person: {born: 1988-05-01, insured_before: 24 months}
  firm: {size: small, legal_form: enterprise, staff: 20}
  history:
    - job: {from: 2022-01-01, to: 2022-12-31, contract: 36 months, insured: true, wage: 4000 CNY/month}
    - course: {kind: in_service, from: 2022-06-10, to: 2022-06-15, certificate: {level: junior, on: 2022-06-15}}
  files: {skill_upgrade_junior: 2023-06-16}
  pays: [{programme: skill_upgrade_junior, amount: 1000 CNY}]
"""
    [late] = run(text)
    assert "claim of 2022-06-15 filed on 2023-06-16, when its window had closed" in late.message
    [in_time] = run(text.replace("2023-06-16}", "2023-06-15}"))
    assert in_time.passed, in_time.message


def test_a_claim_of_a_venture_that_has_closed_is_named_as_such(run: Run) -> None:
    text = """\
- case: closed before it filed
  clause: JY-79
  set:
    programmes.incubated_start_up_grant.amount.value: 10000 CNY
    programmes.incubated_start_up_grant.claim:
      {source: user, every: event, lag: 0 days, review: 5 working days, refused: 0, still: [in_business]}
  person: {born: 1988-05-01}
  history:
    - venture: {from: 2022-01-01, to: 2023-02-15, first: true, incubated: true, free_premises: true,
                rent: 0 CNY/month, legal_form: enterprise}
  files: {incubated_start_up_grant: 2023-02-15}
  pays: [{programme: incubated_start_up_grant, amount: 10000 CNY}]
"""
    [closed] = run(text)
    assert "claim of 2022-12-31 filed on 2023-02-15, when it was no longer in business" in closed.message
    [open_] = run(text.replace("grant: 2023-02-15}", "grant: 2023-02-14}"))
    assert open_.passed, open_.message


def test_the_milestone_that_misses_the_fewest_conditions_is_named(run: Run) -> None:
    text = """\
- case: a short contract, then a short contract without insurance
  clause: JY-64
  person: {groups: [lifted_out_of_poverty, rural], born: 1990-05-01}
  firm: {size: small, legal_form: enterprise, staff: 12}
  history:
    - job: {from: 2022-03-01, to: 2022-04-30, contract: 5 months, insured: true, wage: 4000 CNY/month}
    - job: {from: 2022-07-01, to: 2022-09-30, contract: 3 months, insured: false, wage: 4000 CNY/month}
  pays: [{programme: poverty_hiring_subsidy, amount: 1 CNY}]
"""
    [result] = run(text)
    assert "job_month on 2022-04-30: contract_months ≥ 6 months is required, found 5 months" in result.message


def test_a_programme_that_must_pay_nothing_may_be_listed_with_nothing(run: Run) -> None:
    [result] = run(CASE + "    - {programme: unemployment_benefit, amount: 0 CNY}\n")
    assert result.passed, result.message
    [paid] = run(CASE.replace("months: 5, amount: 7500 CNY", "amount: 0 CNY"))
    assert "internship_subsidy: expected nothing, paid 7,500.00 CNY" in paid.message


def test_a_quota_without_tax_due_is_named(run: Run) -> None:
    text = """\
- case: no tax due
  clause: JY-13
  person: {groups: [college_graduate], born: 2000-05-01, left_school: 2022-07-01}
  firm: {size: small, legal_form: enterprise, staff: 20}
  history:
    - job: {from: 2023-01-01, to: 2023-12-31, contract: open-ended, insured: true, wage: 4000 CNY/month}
  pays: [{programme: graduate_tax_quota, amount: 7800 CNY}]
"""
    [result] = run(text)
    assert "no tax due to set the quota of 2023 off against" in result.message


def test_nothing_is_paid_for_months_after_retirement(run: Run) -> None:
    text = """\
- case: retires in the post
  clause: JY-56
  set: {programmes.urban_public_post.amount: 1000 CNY/month}
  person: {groups: [disabled], born: 1963-04-01, sex: man}
  history:
    - public_post: {from: 2023-01-01, to: 2023-12-31, insured: false, urban: true, wage: 1750 CNY/month}
  pays: [{programme: urban_public_post, months: 3, amount: 3000 CNY}]
"""
    [result] = run(text)
    assert result.passed, result.message


def _county(tmp_path: Path, text: str) -> str:
    folder = tmp_path / "jingyuan_2023"
    shutil.copytree(JINGYUAN.parent / "base", tmp_path / "base")
    shutil.copytree(JINGYUAN, folder, ignore=shutil.ignore_patterns("cases"))
    (folder / "cases").mkdir()
    (folder / "cases" / "some.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def test_the_command_ends_with_0_if_all_cases_hold(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["cases", _county(tmp_path, CASE)])
    assert (done.exit_code, done.stdout) == (0, "1 of 1 cases hold\n")


def test_the_command_ends_with_2_and_the_place_of_a_case_that_fails(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["cases", _county(tmp_path, CASE.replace("7500", "7400"))])
    assert done.exit_code == 2
    assert "some.yaml:1: JY-37 graduate in an internship: internship_subsidy: expected 7,400.00 CNY" in done.stderr
    assert "0 of 1 cases hold" in done.stdout


def test_the_command_ends_with_2_and_one_message_if_a_case_file_has_a_fault(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["cases", _county(tmp_path, CASE.replace("stipend", "stipnd"))])
    assert done.exit_code == 2
    assert (
        "some.yaml:7:" in done.stderr and "unknown key 'stipnd' in internship (did you mean 'stipend'?)" in done.stderr
    )
    assert done.stdout == ""
