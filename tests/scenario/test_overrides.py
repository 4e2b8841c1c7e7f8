"""``--set`` and variants: the same checks as a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.quantities import Quantity

from .conftest import MINIMAL, Over


def amount(programme: str, *texts: str, extra: dict[str, Any] | None = None) -> Quantity:
    found = load_scenario(MINIMAL, texts, extra).scenario.programmes[programme].amount
    assert isinstance(found, Quantity)
    return found


def refusal(*texts: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(MINIMAL, texts)
    return str(caught.value)


def test_a_number_takes_the_unit_written_in_the_file_and_the_user_as_source() -> None:
    changed = amount("internship_subsidy", "programmes.internship_subsidy.amount=1600")
    assert (changed.args, changed.unit, changed.source) == ((1600.0,), "CNY/month", "user")


def test_a_number_may_carry_its_own_unit() -> None:
    assert amount("internship_subsidy", "programmes.internship_subsidy.amount=9000 CNY/year").unit == "CNY/year"


def test_a_range_may_be_set() -> None:
    loaded = load_scenario(MINIMAL, ["programmes.hiring_subsidy.take_up={pert: [0.2, 0.4, 0.5]}"])
    take_up = loaded.scenario.programmes["hiring_subsidy"].take_up
    assert (take_up.kind, take_up.source) == ("pert", "user")


def test_an_optional_field_that_nobody_set_may_be_set() -> None:
    loaded = load_scenario(MINIMAL, ["programmes.hiring_subsidy.effective.end=2023-06-30"])
    assert loaded.scenario.programmes["hiring_subsidy"].effective.end == dt.date(2023, 6, 30)


def test_an_entry_of_a_list_may_be_set() -> None:
    loaded = load_scenario(MINIMAL, ["places.internship.openings.1.count=9"])
    assert [opening.count.args for opening in loaded.scenario.places.internship.openings] == [(4.0,), (9.0,)]


def test_later_settings_win() -> None:
    path = "programmes.internship_subsidy.amount"
    assert amount("internship_subsidy", f"{path}=1500", f"{path}=1700").args == (1700.0,)


def test_a_number_on_an_amount_with_a_cap_is_its_value(over: Over) -> None:
    base = over("programmes: {hiring_subsidy: {amount: {value: 500 CNY/person, cap: 900 CNY}}}\n")
    changed: Any = (
        load_scenario(base, ["programmes.hiring_subsidy.amount=600"]).scenario.programmes["hiring_subsidy"].amount
    )
    assert (changed.value.args, changed.value.unit, changed.cap.args) == ((600.0,), "CNY/person", (900.0,))


def test_a_path_that_does_not_exist_names_the_nearest() -> None:
    text = refusal("programmes.internship_subsidy.ammount=1")
    assert "--set programmes.internship_subsidy.ammount: no such path in the scenario" in text
    assert "did you mean 'programmes.internship_subsidy.amount'?" in text
    assert "did you mean 'programmes.hiring_subsidy.amount'?" in refusal("programmes.hirng_subsidy.amount=1")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("population", "county.persons"),
        ("人口", "county.persons"),
        ("persons", "county.persons"),
        ("minimum_wage", "standards.minimum_wage"),
        ("最低工资", "standards.minimum_wage"),
        ("budget", "funds.employment_subsidy.appropriations.2023.amount"),
        ("毕业生", "county.cohorts.college' or 'county.cohorts.vocational"),
        ("programmes.就业见习补贴.amount", "programmes.internship_subsidy.amount"),
        ("programmes.见习.amount", "programmes.internship_subsidy.amount"),
        ("programmes.就业见习补帖.amount", "programmes.internship_subsidy.amount"),
        ("就业见习补贴.take_up", "programmes.internship_subsidy.take_up"),
        ("programmes.Internship subsidy.amount", "programmes.internship_subsidy.amount"),
        ("funds.就业补助资金.carry_over", "funds.employment_subsidy.carry_over"),
        ("targets.城镇新增就业.value", "targets.urban_new_employment.value"),
        ("budget_lines.招聘活动经费.price", "budget_lines.recruitment_fairs.price"),
        ("programme.internship_subsidy.amount", "programmes.internship_subsidy.amount"),
    ],
)
def test_a_path_may_be_asked_for_by_title_or_by_a_plain_word(typed: str, meant: str) -> None:
    assert f"no such path in the scenario: {typed} (did you mean '{meant}'?)" in refusal(f"{typed}=1")


def test_many_paths_of_a_word_are_not_all_listed() -> None:
    assert "or one of" in refusal("openings=1") and "did you mean" not in refusal("qqq=1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("programmes.hiring_subsidy.take_up=1.2", "expected share between 0 and 1, found 1.2"),
        ("programmes.hiring_subsidy.amount=-5", "between 0 and 100,000,000, found -5"),
        ("programmes.hiring_subsidy.amount=5 CNY/hour", "unit 'CNY/hour' does not fit"),
        ("programmes.hiring_subsidy.when=hird", "did you mean 'hired'?"),
        ("programmes.hiring_subsidy.clause=LS-99", "there is no clause 'LS-99'"),
        ("funds.employment_subsidy.payers.county=0.4", "payer shares must sum to 1, found 1.1"),
        ("horizon.end=2021-12-31", "--set horizon.end: horizon: the horizon ends (2021-12-31) before it starts"),
        ("county.rural=[0.1", "not YAML"),
        ("behaviour.seasons.hiring.months.²=1", "no such path in the scenario"),
        ("behaviour.seasons.hiring.months.０=1", "no such path in the scenario"),
        ("county.rural=&a 1", "anchors are refused"),
        ("county.rural", "expected PATH=VALUE"),
        ("=3", "expected PATH=VALUE"),
    ],
)
def test_a_setting_is_checked_like_a_file(text: str, expected: str) -> None:
    message = refusal(text)
    assert expected in message and message.count("\n") == 0


def test_a_variant_may_name_its_values_by_dotted_paths_or_nested() -> None:
    dotted = amount("internship_subsidy", extra={"programmes.internship_subsidy.amount": 1600})
    nested = amount("internship_subsidy", extra={"programmes": {"internship_subsidy": {"amount": 1600}}})
    assert dotted.args == nested.args == (1600.0,)
    assert dotted.unit == nested.unit == "CNY/month"


def test_settings_change_the_hash() -> None:
    assert load_scenario(MINIMAL).hash != load_scenario(MINIMAL, ["county.rural=0.4"]).hash
