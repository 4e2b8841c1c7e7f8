"""Every number has a range, every text its characters, every name its length; beyond them the place is told."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobsim.finance.payers import WHOLE, split
from jobsim.scenario import ranges
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.provenance import quantities

from .conftest import Fails

FIXTURES = Path(__file__).parents[1] / "fixtures"
COUNTIES = [FIXTURES / "minimal", FIXTURES / "fushui"]


def refused(path: Path | str, *overrides: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, overrides)
    return str(caught.value)


@pytest.mark.parametrize("county", COUNTIES, ids=lambda path: path.name)
@pytest.mark.parametrize("value", ["1.1e12", "1e308", "9223372036854775808", "-1.1e12"])
def test_every_number_of_a_county_has_a_range_and_says_so(county: Path, value: str) -> None:
    numbers = {".".join(found.path) for found in quantities(load_scenario(county).scenario)}
    with pytest.raises(ScenarioError) as caught:
        load_scenario(county, [f"{path}={value}" for path in numbers])
    told = {problem.path.removesuffix(".value"): problem.message for problem in caught.value.problems}
    assert all("between" in told.get(path.removesuffix(".value"), "") for path in numbers)


@pytest.mark.parametrize(
    "law",
    [
        "{lognormal: [1000, 1000]}", "{lognormal: [1000, 4]}", "{normal: [1e9, 1]}", "{gamma: [2, 1e300]}",
        "{pert: [0, 1, 1e308]}", "{discrete: {1: 1e308, 2: 1e308}}", "{uniform: [0, 1e200]}",
    ],
)  # fmt: skip
def test_every_point_that_a_distribution_can_reach_lies_in_the_range(law: str) -> None:
    body = law[:-1] + ", unit: persons, source: assumption}"
    assert "county.persons" in refused(COUNTIES[0], f"county.persons={body}")


def test_what_varies_from_agent_to_agent_is_judged_by_the_ends_of_its_table() -> None:
    wage = "behaviour.employment.wage={each: {lognormal: [%s, %s]}, unit: CNY/month, source: assumption}"
    load_scenario(COUNTIES[0], [wage % (4000, 0.5)])
    assert "expected CNY/month between 0 and 1,000,000 over its whole range" in refused(COUNTIES[0], wage % (4000, 3))


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("horizon.history_from=1995-01-01", "2001-01-01"),
        ("horizon.end=2130-12-31", "2090-12-31"),
        ("horizon.end=2080-12-31", "at most 50 years are simulated"),
        ("county.ventures.founded={-5: 3 firms}", "1950"),
        ("county.ventures.founded={99999999999999999999: 3 firms}", "county.ventures.founded"),
        ("funds.employment_subsidy.appropriations={999999: {amount: 5 CNY, arrivals: []}}", "2100"),
        ("programmes.hiring_subsidy.effective.start=0001-01-01", "1950-01-01"),
        ("programmes.hiring_subsidy.limits.months=1000000000000000000", "999"),
        ("programmes.hiring_subsidy.limits.quota=100000000000000000", "5000000"),
        ("programmes.hiring_subsidy.conditions={contract_months: '>= 99999999999999'}", "1,000,000,000,000"),
        ("funds.employment_subsidy.lapse_after_years=-1", "0"),
        ("programmes.hiring_subsidy.conditions={started: '< 0001-01-01'}", "expected a day from 1950-01-01"),
        ("programmes.hiring_subsidy.conditions={started: '>= 9999-12-31'}", "to 2100-12-31, found 9999-12-31"),
        ("scenario.name=" + "a" * 65, "64"),
        ("scenario.name=''", "a name of lower-case letters"),
        ("behaviour.training.levels={}", "nothing is given"),
        ("behaviour.loan.caps={}", "nothing is said of individual loans"),
        ("county.firms.number=0 firms", "no firm to be a host"),
        ("places.vacancies.rate.micro={value: 1e4, unit: 1/month}", "between 0 and 100"),
        ("county.firms.number=2e6", "between 0 and 1,000,000"),
    ],
)  # fmt: skip
def test_years_dates_counts_and_names_have_their_bounds(setting: str, expected: str) -> None:
    assert expected in refused(COUNTIES[0], setting)


def test_numbers_that_are_right_alone_and_come_to_too_much_are_refused() -> None:
    settings_ = ("county.firms.staff.large=100000 persons", "places.vacancies.rate.large=50/month")
    assert "a large firm would advertise up to" in refused(COUNTIES[1], *settings_)
    line = next(iter(load_scenario(COUNTIES[0]).scenario.budget_lines))
    text = refused(COUNTIES[0], f"budget_lines.{line}.volume=5000000", f"budget_lines.{line}.price=100000000")
    assert "volume times price comes to 5e+14 CNY a year" in text


# ---------------------------------------------------------------------------------------- texts


def test_a_pair_of_surrogates_is_one_character(tmp_path: Path) -> None:
    title = json.dumps({"zh": "\U0001f600县", "en": "x"})
    path = tmp_path / "scenario.yaml"
    path.write_text(f"extends: {COUNTIES[0]}\nscenario:\n  title: {title}\n", encoding="utf-8")
    assert load_scenario(path).scenario.scenario.title.zh == "\U0001f600县"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0xD83D, "half of a surrogate pair"), (0x1B, "a control character"), (0x07, "a control character"),
        (0x9B, "a control character"), (0x202E, "an invisible mark"), (0x2066, "an invisible mark"),
        (0xFFFF, "no character"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_refused_with_its_place(fails: Fails, code: int, expected: str) -> None:
    text = fails(f'scenario:\n  title: {{zh: "a\\u{code:04x}b", en: x}}\n')
    assert f"variant.yaml:3:15: scenario.title.zh: U+{code:04X} is {expected}" in text
    assert expected in fails(f'"a\\u{code:04x}": 1\n')
    with pytest.raises(ScenarioError, match=expected):
        load_scenario(COUNTIES[0], extra_layer={"scenario.title.en": f"a{chr(code)}"})


# ---------------------------------------------------------------------------------------- money and time


@settings(max_examples=300, deadline=None)
@given(fen=st.integers(0, 2**62), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=11))
def test_a_split_is_exact_without_passing_the_whole_numbers_of_a_machine(fen: int, weights: list[int]) -> None:
    total = sum(weights)
    shares = [weight * WHOLE // total for weight in weights] if total else [0] * len(weights)
    shares[0] += WHOLE - sum(shares)
    parts = split(fen, shares)
    assert sum(parts) == fen
    assert all(abs(part * WHOLE - fen * share) < WHOLE for part, share in zip(parts, shares, strict=True))
    assert fen // WHOLE * WHOLE + WHOLE * WHOLE < 2**63  # the largest number met on the way


MANY = {
    "keys": ("", "k{}: 1\n", ""),
    "words": ("county: {states: {urban: {", "w{}: 0.1, ", "}}}\n"),
    "entries": ("programmes: {", "p{}: {{like: hirng_subsidy}}, ", "}\n"),
    "alternatives": ("programmes: {hiring_subsidy: {conditions: {any: [", "{{no_fact_{}: 1}}, ", "]}}}\n"),
    "clauses": ("recorded: {", "YY-{}: {{reason: {{zh: x, en: x}}}}, ", "}\n"),
}
"""Begin, one fault and end of a text that is full of them."""


@pytest.mark.parametrize("kind", MANY)
def test_many_faults_are_found_in_time_that_grows_with_their_number(tmp_path: Path, kind: str) -> None:
    """Ten times as many take some ten times as long, and not a hundred times; fifty of them are told."""

    def seconds(count: int) -> float:
        path = tmp_path / f"{count}.yaml"
        first, fault, last = MANY[kind]
        faults = "".join(fault.format(number) for number in range(count))
        path.write_text(f"extends: {COUNTIES[0]}\n{first}{faults}{last}", encoding="utf-8")
        begin = time.process_time()
        told = refused(path)
        assert told.count("\n") <= 52 and len(told) < 40_000
        return time.process_time() - begin

    seconds(10)
    assert seconds(6_000) < 20 * seconds(600) + 1.0


def test_ranges_are_written_as_people_write_numbers() -> None:
    assert ranges.shown(5e6) == "5,000,000"
    assert ranges.shown(0.5) == "0.5"
