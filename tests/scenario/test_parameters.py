"""One keyed draw for each uncertain quantity; dated values by day; missing figures stop a run."""

from __future__ import annotations

import datetime as dt

import pytest

import uncertain
from jobsim.draws import Draws, path_code
from jobsim.scenario.distributions import ARGUMENTS
from jobsim.scenario.errors import MissingFigure, ScenarioError
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.provenance import quantities
from jobsim.scenario.quantities import Quantity

from .conftest import Over

MISSING = "amount: {missing: true, reason: the figure is lost in the text}"


def test_without_draws_every_quantity_takes_its_median(minimal: Loaded) -> None:
    take_up = minimal.scenario.programmes["hiring_subsidy"].take_up
    parameters = Parameters(minimal.scenario, None)
    assert parameters.value(take_up) == take_up.ppf(0.5)


def test_a_draw_is_keyed_by_the_path_and_independent_of_the_order_of_asking(minimal: Loaded) -> None:
    found = [each.quantity for each in quantities(minimal.scenario) if not each.each]
    there = Parameters(minimal.scenario, Draws(0, 3).parameter)
    back = Parameters(minimal.scenario, Draws(0, 3).parameter)
    for one in found:
        there.at(one, dt.date(2023, 1, 1).toordinal())
    for one in reversed(found):
        back.at(one, dt.date(2023, 1, 1).toordinal())
    assert there.drawn == back.drawn
    assert set(there.drawn) == {one.path for one in found if one.is_uncertain}
    assert there.drawn != Parameters(minimal.scenario, Draws(0, 4).parameter).drawn


def test_drawn_together_is_drawn_one_by_one() -> None:
    made, draws = uncertain.scenario(), Draws(5, 2)
    parameters = Parameters(made, draws.parameter)
    expected = {}
    for found in quantities(made):
        if found.each:
            continue
        whole = found.quantity
        for name, part in [(whole.path, whole)] if not whole.steps else [(one.path, one) for _, one in whole.steps]:
            if part.is_uncertain:
                expected[name] = part.ppf(draws.uniform("parameter", path_code(whole.path), 1))
        parameters.steps(whole)
    kinds = {part.kind for found in quantities(made) for part in (found.quantity, *dict(found.quantity.steps).values())}
    assert kinds == {"point", "dated", *ARGUMENTS}
    assert parameters.drawn == expected


def test_a_quantity_from_outside_the_scenario_is_drawn_by_its_path_all_the_same(minimal: Loaded) -> None:
    quantity = Quantity("pert", (1.0, 2.0, 6.0), "count", path="elsewhere")
    parameters = Parameters(minimal.scenario, Draws(5, 2).parameter)
    assert parameters.value(quantity) == quantity.ppf(Draws(5, 2).uniform("parameter", path_code("elsewhere"), 1))
    assert parameters.drawn == {"elsewhere": parameters.value(quantity)}
    assert Parameters(minimal.scenario, None).value(quantity) == quantity.central()


def test_a_dated_value_changes_on_its_day(minimal: Loaded) -> None:
    rate = minimal.scenario.standards.loan_prime_rate
    parameters = Parameters(minimal.scenario, None)
    turn = dt.date(2023, 6, 20).toordinal()
    assert parameters.at(rate, turn - 1) == pytest.approx(0.0385)
    assert parameters.at(rate, turn) == pytest.approx(0.0355)
    assert parameters.value(rate) == pytest.approx(0.0385)
    assert [day for day, _ in parameters.steps(rate)] == [dt.date(2020, 1, 1).toordinal(), turn]
    assert parameters.steps(minimal.scenario.standards.minimum_wage) == [(0, 1840.0)]


def test_drawn_shares_are_scaled_to_sum_to_one(over: Over) -> None:
    shares = "{central: {pert: [0.5, 0.6, 0.9]}, county: {pert: [0.1, 0.4, 0.5]}}"
    scenario = load_scenario(over(f"funds: {{employment_subsidy: {{payers: {shares}}}}}\n")).scenario
    drawn = Parameters(scenario, Draws(1, 0).parameter).shares(scenario.funds["employment_subsidy"].payers)
    assert sum(drawn.values()) == pytest.approx(1.0)


def test_a_missing_figure_is_listed_and_validates(over: Over) -> None:
    loaded = load_scenario(over(f"programmes: {{hiring_subsidy: {{{MISSING}}}}}\n"))
    (figure,) = loaded.missing
    assert figure.path == "programmes.hiring_subsidy.amount"
    assert (figure.clause, figure.reason) == ("LS-02", "the figure is lost in the text")


def test_a_run_that_needs_a_missing_figure_stops_naming_the_clause_and_the_way_on(over: Over) -> None:
    with pytest.raises(MissingFigure) as caught:
        load_scenario(over(f"programmes:\n  hiring_subsidy:\n    {MISSING}\n"), for_run=True)
    text = str(caught.value)
    assert "variant.yaml:4:13: programmes.hiring_subsidy.amount" in text
    assert "the figure of clause LS-02 is missing: the figure is lost in the text" in text
    assert "--exclude-missing" in text


def test_a_programme_without_its_figure_may_be_excluded(over: Over) -> None:
    path = over(f"programmes: {{hiring_subsidy: {{{MISSING}}}, internship_subsidy: {{excludes: [hiring_subsidy]}}}}\n")
    loaded = load_scenario(path, exclude_missing=True, for_run=True)
    assert list(loaded.scenario.programmes) == ["internship_subsidy"]
    assert [(one.name, one.clause) for one in loaded.excluded] == [("hiring_subsidy", "LS-02")]
    assert loaded.scenario.programmes["internship_subsidy"].excludes == []


def test_a_target_that_rests_on_what_is_excluded_alone_goes_with_it(over: Over) -> None:
    def wanted(rests_on: str) -> str:
        said = "title: {zh: 目标, en: target}, source: assumption, clause: LS-01, indicator: employed_persons"
        return f"{{{said}, comparator: '>=', value: 1 person, comes_about: assumption, rests_on: [{rests_on}]}}"

    alone, partly = wanted("programmes.hiring_subsidy.take_up"), wanted("programmes.hiring_subsidy, county.persons")
    text = f"programmes: {{hiring_subsidy: {{{MISSING}}}}}\ntargets: {{alone: {alone}, partly: {partly}}}\n"
    loaded = load_scenario(over(text), exclude_missing=True, for_run=True)
    assert loaded.scenario.targets["partly"].rests_on == ["county.persons"]
    assert [one.name for one in loaded.excluded] == ["hiring_subsidy", "alone"]


def test_a_fund_without_its_figure_takes_its_programmes_with_it(over: Over) -> None:
    loaded = load_scenario(
        over("funds: {employment_subsidy: {carry_over: {missing: true, reason: unknown}}}\n"), exclude_missing=True
    )
    assert not loaded.scenario.funds and not loaded.scenario.programmes and not loaded.scenario.budget_lines
    assert len(loaded.excluded) == 4


def test_a_missing_figure_of_the_county_cannot_be_excluded(over: Over) -> None:
    with pytest.raises(MissingFigure):
        load_scenario(over("county: {persons: {missing: true, reason: no census}}\n"), exclude_missing=True)


def test_asking_for_a_missing_value_names_the_path(over: Over) -> None:
    scenario = load_scenario(over(f"programmes: {{hiring_subsidy: {{{MISSING}}}}}\n")).scenario
    with pytest.raises(ScenarioError, match=r"programmes\.hiring_subsidy\.amount"):
        Parameters(scenario, None).value(scenario.programmes["hiring_subsidy"].amount)  # type: ignore[arg-type]
