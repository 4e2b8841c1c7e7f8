"""What was executed last year stands beside the forecast and changes nothing of it."""

from __future__ import annotations

import polars as pl
import pytest

import jobsim as js
import sheets
from jobsim.experiments.assumed import counts
from jobsim.finance.appropriations import floors, year_before
from jobsim.reports import workbook
from jobsim.scenario.executed_section import paid_by
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.parameters import Parameters
from jobsim.tables.estimate import estimate
from jobsim.tables.outlay import outlay

from .conftest import MINIMAL, Fails, Over

TOLD = """executed:
  2022:
    internship_subsidy:
      {amount: 6.6万元, persons: 11, months: [0, 0, 0, 33000, 0, 0, 33000, 0, 0, 0, 0, 0],
       source: statistic, reference: 2022年决算}
    hiring_subsidy: {amount: 1.4万元, persons: 28, source: user}
"""
FLOOR = "funds: {employment_subsidy: {floor: 1.0}}\n"


def test_it_is_read_with_its_source(over: Over) -> None:
    told = load_scenario(over(TOLD)).scenario.executed[2022]
    assert told["internship_subsidy"].amount.args == (66_000.0,)
    assert told["internship_subsidy"].amount.reference == "2022年决算"
    assert told["hiring_subsidy"].persons.source == "user"


def test_no_simulated_number_changes_by_it(over: Over) -> None:
    base, told = js.load(MINIMAL), js.load(over(TOLD))
    runs = [js.simulate([one], replications=3, workers=1) for one in (base, told)]
    frames = [run.results[run.plans[0].name] for run in runs]
    assert frames[0].outlay.equals(frames[1].outlay)
    assert frames[0].targets.equals(frames[1].targets)
    assert counts(base.scenario) == counts(told.scenario), "it is told, not assumed"


def test_it_stands_beside_the_forecast(over: Over) -> None:
    study = js.simulate([js.load(over(TOLD))], replications=2, workers=1)
    results = study.results[study.plans[0].name]
    rows = {row["programme"]: row for row in estimate(results).frame.iter_rows(named=True) if row["role"] == "row"}
    assert rows["internship_subsidy"]["executed"] == 66_000
    assert rows["internship_subsidy"]["executed_heads"] == 11
    assert rows["internship_subsidy"]["executed_half"] == 33_000
    assert rows["recruitment_fairs"]["executed"] is None
    frame = outlay(results).frame
    assert frame.filter(pl.col("programme") == "hiring_subsidy")["executed"].to_list() == [14_000]
    assert frame.filter(pl.col("role") == "total")["executed"].to_list() == [None], "a part of a sum is not the sum"
    plain = js.simulate([js.load(MINIMAL)], replications=2, workers=1)
    assert "executed" not in [one.key for one in outlay(plain.results[plain.plans[0].name]).columns]


def test_its_sum_is_what_a_floor_is_held_against_where_nothing_is_stated(over: Over) -> None:
    scenario = load_scenario(over(TOLD + FLOOR)).scenario
    fund, parameters = scenario.funds["employment_subsidy"], Parameters(scenario, None)
    assert paid_by(scenario, "employment_subsidy", 2022) == 80_000
    assert floors(fund, range(2023, 2024), parameters) == {2023: 8_000_000}
    stated = load_scenario(
        over(TOLD + "funds: {employment_subsidy: {floor: 1.0, previous_year: {value: 9万元, source: user}}}\n")
    )
    fund = stated.scenario.funds["employment_subsidy"]
    assert year_before(fund, 2023, 2023, Parameters(stated.scenario, None)) == 9_000_000


@pytest.mark.parametrize(("text", "said"), [
    ("hiring_subsidi: {amount: 1万元, source: user}", "line 'hiring_subsidi' (did you mean 'hiring_subsidy'?)"),
    ("hiring_subsidy: {amount: 1万元, months: [x, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], source: user}", "expected a number"),
    ("hiring_subsidy: {amount: 1万元, months: [1千元], source: user}", "months"),
    ("hiring_subsidy: {amount: -1万元, source: user}", "expected CNY between 0 and"),
    ("hiring_subsidy: {amount: {pert: [1, 2, 3], unit: 万元}, source: user}", "one number that is known"),
    ("hiring_subsidy: {amount: {value: 1万元, source: assumption}, source: user}", "executed is no assumption"),
    ("hiring_subsidy: {amount: 1万元}", "no source for executed.2022.hiring_subsidy.amount"),
    ("hiring_subsidy: {amount: 1万元, source: policy}", "source"),
])  # fmt: skip
def test_what_cannot_be_is_told_with_its_place(over: Over, text: str, said: str) -> None:
    with pytest.raises(js.ScenarioError) as caught:
        load_scenario(over(f"executed: {{2022: {{{text}}}}}\n"))
    assert "variant.yaml:2:" in str(caught.value) or "variant.yaml:3:" in str(caught.value)
    assert said in str(caught.value)


def test_months_that_do_not_add_up_are_refused_with_both_sums(fails: Fails) -> None:
    months = ", ".join(["1000"] + ["0"] * 11)
    text = fails(f"executed: {{2022: {{hiring_subsidy: {{amount: 1万元, months: [{months}], source: user}}}}}}\n")
    assert "the months add up to 1,000.00 CNY, not to the amount of 10,000.00 CNY" in text


def test_a_year_that_is_simulated_is_refused(fails: Fails) -> None:
    text = fails("executed: {2023: {hiring_subsidy: {amount: 1万元, source: user}}}\n")
    assert "executed.2023: 2023 is simulated: what was executed is told of years before 2023" in text


def test_the_forms_of_the_workbook_hold_it(over: Over) -> None:
    study = js.simulate([js.load(over(TOLD))], replications=2, workers=1)
    book = sheets.opened(workbook.made(study, "zh"))
    budget, execution = book["年初测算表"], book["年中执行表"]
    at = next(cell[1:] for cell, text in budget.texts.items() if text == "就业见习补贴" and cell.startswith("D"))
    assert (budget.numbers[f"J{at}"], budget.numbers[f"K{at}"]) == (11, 6.6)
    at = next(cell[1:] for cell, text in execution.texts.items() if text == "就业见习补贴")
    assert execution.numbers[f"G{at}"] == 3.3
    assert any("IF(COUNT(G" in formula and value == "3.3" for formula, value in execution.formulas.values())
