"""A scenario rolled on to a later year: what it asks, what it keeps, and that the years before come out as they did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

import counties
from answers import answers
from filled import blank, put
from jobsim.engines import run_replication
from jobsim.engines.result import Replication
from jobsim.experiments.enlarged import enlarged
from jobsim.reports.county_sheet.checked import answer, resulting
from jobsim.scenario import overlay, rolling
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.rolled import Rolled, comment
from rolled import paid, under_review, waiting

SCENARIOS = Path(__file__).parents[2] / "scenarios"
COUNTIES = ["jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025"]
PART = 0.1


def rolled(
    folder: Path, scenario: Path, year: int, *, actual: bool = False, changes: Sequence[str] = ()
) -> tuple[Loaded, Loaded, Rolled]:
    """A scenario, its layer for a year as it was written, and what was said of its parts."""
    before = load_scenario(scenario)
    found = rolling.roll(before, year, actual=actual)
    place = folder / found.name
    tree = {"extends": overlay.extends_of(before, place), **found.tree}
    return (
        before,
        overlay.write(place, tree, comment(found, before.scenario.scenario.name, year), changes),
        found,
    )


def answered(before: Loaded, after: Loaded) -> Loaded:
    return load_scenario(after.path, answers(before, after), for_run=True)


def runs(before: Loaded, after: Loaded, number: int, engine: str) -> tuple[Replication, Replication]:
    """A replication of a tenth of last year's county, and of that of the year it was rolled on to."""
    one, other = (
        run_replication(enlarged(load_scenario(made.path, settings, for_run=True, warned=False).scenario, PART), 1,
                        number, engine=engine)
        for made, settings in ((before, answers(before, before)), (after, answers(before, after)))
    )  # fmt: skip
    return one, other


# ------------------------------------------------------------------------------------ carried in


@pytest.mark.parametrize("years", [1, 2])
@pytest.mark.parametrize("name", COUNTIES)
def test_a_county_carries_in_to_the_fen_what_last_year_left_open(name: str, years: int, tmp_path: Path) -> None:
    last = load_scenario(SCENARIOS / name, warned=False).scenario.horizon.end.year
    before, after, _ = rolled(tmp_path, SCENARIOS / name, last + years)
    since = before.scenario.horizon.start.year
    for number in (0, 1):
        left, carried = runs(before, after, number, "compiled")
        for what in (waiting, under_review):
            assert what(left.ledger, last).tobytes() == what(carried.ledger, last).tobytes()
        assert paid(left.ledger, since, last).tobytes() == paid(carried.ledger, since, last).tobytes()
        assert set(carried.fund_years["year"].tolist()) == {last + years}


@pytest.mark.parametrize("name", ["jingde_2022", "jingyuan_2023"])
def test_so_it_is_on_the_other_engine(name: str, tmp_path: Path) -> None:
    last = load_scenario(SCENARIOS / name, warned=False).scenario.horizon.end.year
    before, after, _ = rolled(tmp_path, SCENARIOS / name, last + 1)
    left, carried = runs(before, after, 1, "simpy")
    assert waiting(left.ledger, last).tobytes() == waiting(carried.ledger, last).tobytes()
    assert under_review(left.ledger, last).tobytes() == under_review(carried.ledger, last).tobytes()


def test_a_new_count_of_places_is_one_of_the_new_year_only(tmp_path: Path) -> None:
    _, after, _ = rolled(tmp_path, SCENARIOS / "jingyuan_2023", 2024)
    more = load_scenario(after.path, ["places.public_post.openings.0.count.dated.1=99"]).scenario
    count = more.places.public_post.openings[0].count
    assert [step.args for _, step in count.steps] == [(55.0,), (99.0,)]
    assert [step.source for _, step in count.steps] == ["assumption", "user"]
    assert count.on(dt.date(2023, 3, 1)).args == (55.0,) and count.on(dt.date(2024, 3, 1)).args == (99.0,)


# ------------------------------------------------------------------------------------ what it says


def test_what_is_asked_is_missing_with_its_question_in_two_languages(tmp_path: Path) -> None:
    _, after, found = rolled(tmp_path, SCENARIOS / "jingyuan_2023", 2024)
    asked = {entry.path: entry.said for entry in found.of("asked") if entry.is_missing}
    assert set(asked) == {figure.path for figure in after.missing}
    amount = "funds.employment_subsidy.appropriations.2024.amount"
    assert asked[amount].en == "Employment subsidy fund: how much is appropriated for 2024? Stated so far: 2023"
    assert {figure.path: figure.reason for figure in after.missing}[amount] == " / ".join(asked[amount])
    assert "standards.insurance_base_floor.dated.1" in asked
    assert "standards.minimum_wage" not in "".join(asked)  # the region's layer has that of 2024
    assert "targets.urban_new_employment.value" in asked
    assert after.scenario.targets["urban_new_employment"].title.en == "urban new employment"
    assert after.scenario.targets["urban_new_employment"].by == dt.date(2024, 12, 31)
    assert any(entry.path.endswith("accepted_until") for entry in found.of("asked"))


def test_what_recurs_and_what_has_ended_is_listed(tmp_path: Path) -> None:
    _, after, found = rolled(tmp_path, SCENARIOS / "jingde_2022", 2024)
    recurs, ends = ({entry.path for entry in found.of(group)} for group in ("recurs", "ends"))
    assert "programmes.urban_post_subsidy" in recurs
    assert {"targets.interns", "budget_lines.special_activities.years", "places.internship.openings"} <= ends
    assert after.scenario.scenario.title.zh == "旌德县2024年就业促进工程资金预算"
    assert after.scenario.horizon.executed_from == dt.date(2022, 1, 1)


def test_a_span_of_years_in_a_title_becomes_the_year(tmp_path: Path) -> None:
    _, after, _ = rolled(tmp_path, SCENARIOS / "rongchang_2022", 2024)
    assert after.scenario.scenario.title.zh == "荣昌区2024年就业资金预算"
    assert after.scenario.scenario.title.en == "Rongchang district employment budget 2024"


def test_a_target_rests_on_the_numbers_of_its_year(tmp_path: Path) -> None:
    for year in (2024, 2025):
        _, after, _ = rolled(tmp_path, SCENARIOS / "jingyuan_2023", year)
        amounts = [f"funds.employment_subsidy.appropriations.{one}.amount" for one in (year, year - 1)]
        assert after.scenario.targets["fund_not_below_last_year"].rests_on == amounts


def test_a_rolled_scenario_rolls_on(tmp_path: Path) -> None:
    before, once, _ = rolled(tmp_path, SCENARIOS / "jingyuan_2023", 2024)
    said = answers(before, once)
    _, twice, found = rolled(tmp_path, once.path, 2026, changes=said)
    assert found.name == "jingyuan_2026"
    horizon = twice.scenario.horizon
    assert (horizon.executed_from, horizon.start) == (dt.date(2023, 1, 1), dt.date(2026, 1, 1))
    left, carried = runs(before, twice, 1, "compiled")
    assert waiting(left.ledger, 2023).tobytes() == waiting(carried.ledger, 2023).tobytes()
    assert len(waiting(left.ledger, 2023)) > 100
    assert {"funds.employment_subsidy.appropriations.2024.amount"}.isdisjoint(f.path for f in twice.missing)
    assert {"funds.employment_subsidy.appropriations.2025.amount"} <= {f.path for f in twice.missing}


def test_an_answer_becomes_part_of_the_layer(tmp_path: Path) -> None:
    said = ["funds.employment_subsidy.appropriations.2024.amount=70万元", "standards.minimum_wage.dated.3=1900"]
    _, after, _ = rolled(tmp_path, SCENARIOS / "jingde_2022", 2024, changes=said)
    amount = after.scenario.funds["employment_subsidy"].appropriations[2024].amount
    assert (amount.args, amount.source) == ((700_000.0,), "user")
    wage = after.scenario.standards.minimum_wage.on(dt.date(2024, 1, 1))
    assert (wage.args, wage.unit, wage.source) == ((1900.0,), "CNY/month", "user")


# ------------------------------------------------------------------------------------ the actual state


def test_what_was_really_left_open_takes_the_place_of_what_is_simulated(tmp_path: Path) -> None:
    before, after, _ = rolled(tmp_path, SCENARIOS / "jingyuan_2023", 2024, actual=True)
    asked = {figure.path for figure in after.missing}
    assert {"funds.employment_subsidy.carry_over", "budget_lines.unpaid_employment_subsidy.price"} <= asked
    assert after.scenario.horizon.executed_from is None
    said = [text for text in answers(before, after) if "carry_over" not in text and "unpaid" not in text]
    said += ["funds.employment_subsidy.carry_over=12.34万元", "budget_lines.unpaid_employment_subsidy.price=56.78万元"]
    made = load_scenario(after.path, said, for_run=True).scenario
    result = run_replication(made, 1, 1)
    assert len(waiting(result.ledger, 2023)) == 0  # what waited in the simulation does not pay in the new year
    line = counties.of(made, result.ledger, "unpaid_employment_subsidy")
    assert line["approved_fen"].tolist() == [56_780_000]
    fund = list(made.funds).index("employment_subsidy")
    assert result.fund_years["opening_fen"][fund] == 12_340_000


# ------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("year", "said"),
    [(2022, "is before the document"), (1990, "is before the document"), (2023, "lies within the horizon"),
     (2500, "too far away")],
)  # fmt: skip
def test_a_year_that_cannot_follow_is_refused(year: int, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        rolling.roll(load_scenario(SCENARIOS / "jingyuan_2023", warned=False), year)


def test_nothing_is_written_over_and_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "jingde_2024").mkdir()
    with pytest.raises(ScenarioError, match="it is there already"):
        rolled(tmp_path, SCENARIOS / "jingde_2022", 2024)
    (tmp_path / "other").mkdir()
    with pytest.raises(ScenarioError, match="no such path"):
        rolled(tmp_path / "other", SCENARIOS / "jingde_2022", 2024, changes=["funds.employment.x=1"])
    assert not list((tmp_path / "other").iterdir())


def test_the_layer_names_a_county_that_ships_by_its_name_and_another_by_the_way(tmp_path: Path) -> None:
    shipped = load_scenario(SCENARIOS / "jingde_2022", warned=False)
    assert overlay.extends_of(shipped, tmp_path / "new") == "jobsim:jingde_2022"
    own = load_scenario(counties.FIXTURES / "minimal", warned=False)
    assert overlay.extends_of(own, counties.FIXTURES / "new") == "../minimal"


# ------------------------------------------------------------------------------------ the county sheet


def test_every_question_can_be_answered_in_the_county_sheet(tmp_path: Path) -> None:
    before, after, _ = rolled(tmp_path, SCENARIOS / "jingyuan_2023", 2024)
    pages, book = blank(after)
    for figure in after.missing:
        value = 900.0
        if figure.path.startswith("targets."):
            target = before.scenario.targets[figure.path.split(".")[1]].value
            value = target.central() / {"CNY": 10_000, "percent": 100}.get(target.unit, 1)
        put(pages, book, figure.path, value=value)
    made = resulting(after, answer(after, book))
    for name, target in before.scenario.targets.items():
        if target.by is not None:
            now = made.targets[name].value
            assert (now.args, now.unit, now.source) == (target.value.args, target.value.unit, "user")
    assert made.funds["employment_subsidy"].appropriations[2024].amount.args == (9_000_000.0,)
    floor = made.standards.insurance_base_floor
    assert [step.args for _, step in floor.steps] == [(3800.0, 4050.0, 4300.0), (900.0,)]
