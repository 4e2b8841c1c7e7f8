"""A fiscal year of the history that was executed: what it leaves open is what the next one begins with, to the fen."""

from __future__ import annotations

from pathlib import Path

import pytest

import counties
from counties import RICH, SMALL
from identity import assert_identical
from jobsim.engines import run_replication
from jobsim.engines.result import Replication
from jobsim.experiments.enlarged import enlarged
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.schema import Scenario
from rolled import paid, under_review, waiting

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LAST = 2023
"""The last year of the made-up counties."""


def moved(last: int, years: int, first: str) -> tuple[str, ...]:
    """Settings that move a horizon so many years, the years before executed."""
    year = last + years
    return f"horizon.executed_from={first}", f"horizon.start={year}-01-01", f"horizon.end={year}-12-31"


def assert_carried_in(before: Replication, after: Replication, year: int, since: int) -> None:
    """What the earlier run left open is what the later one carried in; its payments are the same."""
    assert waiting(before.ledger, year).tobytes() == waiting(after.ledger, year).tobytes()
    assert paid(before.ledger, since, year).tobytes() == paid(after.ledger, since, year).tobytes()
    left, carried = under_review(before.ledger, year), under_review(after.ledger, year)
    assert left.tobytes() == carried.tobytes()


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize("years", [1, 2])
@pytest.mark.parametrize("name", [SMALL, RICH])
def test_what_a_made_up_year_leaves_open_is_carried_in(name: str, years: int, engine: str) -> None:
    before = counties.scenario(name)
    last = before.horizon.end.year
    after = counties.scenario(name, *moved(last, years, str(before.horizon.start)))
    for number in range(2):
        left, carried = (run_replication(made, 1, number, engine=engine) for made in (before, after))
        assert_carried_in(left, carried, last, before.horizon.start.year)
        if years == 1:
            closing = left.fund_years[left.fund_years["year"] == last]
            opening = carried.fund_years
            assert opening["opening_fen"].tolist() == closing["closing_fen"].tolist()
            open_ = waiting(carried.ledger, last)
            arrears = [int(open_["approved_fen"][open_["fund"] == fund].sum()) for fund in range(len(after.funds))]
            assert arrears == closing["arrears_fen"].tolist()


def test_there_is_something_to_carry() -> None:
    """The comparison above is worth it: claims wait for money and are under review over the year's end."""
    made = counties.scenario(RICH)
    ledger, last = counties.replication(RICH).ledger, made.horizon.end.year
    assert len(waiting(ledger, last)) and len(under_review(ledger, last))


@pytest.mark.parametrize("name", [SMALL, RICH])
def test_the_engines_agree_on_executed_years(name: str) -> None:
    before = counties.scenario(name)
    after = counties.scenario(name, *moved(before.horizon.end.year, 1, str(before.horizon.start)))
    assert_identical(*(run_replication(after, 3, 0, engine=engine) for engine in ("simpy", "compiled")), after)


def test_the_start_is_executed_where_nothing_else_is_said() -> None:
    plain = counties.scenario(RICH)
    assert plain.horizon.executed_from is None and plain.horizon.budget_from == plain.horizon.start
    said = counties.scenario(RICH, f"horizon.executed_from={plain.horizon.start}")
    assert counties.same(run_replication(plain, 1, 0), run_replication(said, 1, 0))


def test_only_years_of_the_horizon_are_reported() -> None:
    before = counties.scenario(RICH)
    last = before.horizon.end.year
    after = counties.scenario(RICH, *moved(last, 2, str(before.horizon.start)))
    for engine in ("simpy", "compiled"):
        result = run_replication(after, 1, 0, engine=engine)
        assert set(result.fund_years["year"].tolist()) == {last + 2}
        assert set(result.targets["year"].tolist()) <= {last + 2}


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2022-02-01", "executed_from is a 1 January"), ("2021-01-01", "lies within the history"),
     ("2024-01-01", "lies within the history")],
)  # fmt: skip
def test_executed_from_is_a_first_of_january_of_the_history(day: str, expected: str) -> None:
    with pytest.raises(ScenarioError, match=expected):
        counties.scenario(SMALL, "horizon.history_from=2022-01-01", f"horizon.executed_from={day}",
                          "horizon.start=2023-01-01", "horizon.end=2024-12-31")  # fmt: skip


def part_of(name: str, *settings: str) -> Scenario:
    """A tenth of a county."""
    return enlarged(load_scenario(SCENARIOS / name, settings, exclude_missing=True, warned=False).scenario, 0.1)


@pytest.mark.parametrize("name", ["jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025"])
def test_what_a_county_leaves_open_is_carried_in(name: str) -> None:
    before = part_of(name)
    last, since = before.horizon.end.year, before.horizon.start.year
    after = part_of(name, *moved(last, 1, str(before.horizon.start)))
    left, carried = (run_replication(made, 1, 1) for made in (before, after))
    assert_carried_in(left, carried, last, since)
