"""A county's page is that of the scenario as it stands, and what is written by hand beside it names what exists."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from jobsim.scenario.loader import load_scenario
from jobsim.scenario.views import coverage
from jobsim.vocabulary import INDICATORS

ROOT = Path(__file__).parents[2]
COUNTIES = ("rongchang_2022", "jingde_2022", "jingyuan_2023", "shexian_2025")
_spec = importlib.util.spec_from_file_location("counties_page", ROOT / "docs" / "counties.py")
counties = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(counties)


@pytest.fixture(scope="module", params=COUNTIES)
def county(request):
    return request.param


@pytest.fixture(scope="module")
def page(county):
    return (counties.PAGES / f"{county}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def loaded(county):
    return counties.load(county)


@pytest.fixture(scope="module")
def notes(county):
    return counties.read_yaml(counties.PAGES / f"{county}.notes.yaml")


@pytest.fixture(scope="module")
def ranges(county):
    return counties.read_yaml(counties.PAGES / f"{county}.ranges.yaml")


def lines_of(scenario):
    return {**scenario.programmes, **scenario.budget_lines}


def test_the_page_is_of_the_scenario_as_it_stands(county, page):
    """If this fails the scenario has changed since the page's run: run it again and write the page again."""
    assert re.findall(r"scenario\n?\s*`([0-9a-f]{16})`", page) == [counties.hash_of(county)]


def test_the_page_says_how_to_repeat_its_run(county, page):
    runs, seed = re.search(r"from (\d+)\s+replications,\s+seed\s+(\d+)", page).groups()
    assert f"jobsim run scenarios/{county} -n {runs} --seed {seed} " in page


def test_clauses_and_readings_are_those_of_the_scenario(county, page, loaded, notes):
    assert counties.clauses(loaded).strip() in page
    assert counties.readings(county, loaded, notes).strip() in page


def test_every_clause_stands_in_one_row(page, loaded):
    section = page.split("## Clauses")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([A-Z]{2}-\d+) \|", section, re.M)
    assert sorted(rows) == sorted(entry.id for entry in coverage(loaded))


def test_every_line_of_outlay_has_its_row(page, county):
    section = page.split("## Outlay by programme")[1].split("\n### ")[0]
    run = load_scenario(ROOT / "scenarios" / county, exclude_missing=True).scenario
    for line in lines_of(run).values():
        assert f"| {counties.both(line.title)} |" in section


def test_the_notes_name_what_there_is(county, loaded, notes):
    assert set(notes["notes"]) <= set(lines_of(loaded.scenario))
    assert all({"zh", "en"} <= set(said) for said in notes["notes"].values())
    heads = {f"per_head:{name}" for name in loaded.scenario.programmes}
    assert set(counties.explanations_of(notes)) <= {*INDICATORS, *(f"stock:{name}" for name in counties.STOCKS), *heads}
    for clause, taken, _, variants in counties.readings_of(notes):
        assert clause in loaded.scenario.clauses
        assert {"zh", "en"} <= set(taken)
        for name in variants:
            assert (ROOT / "scenarios" / county / "variants" / name).is_file(), f"{clause}: {name}"


def test_every_line_with_money_has_a_note(loaded, notes):
    assert set(lines_of(loaded.scenario)) - set(notes["notes"]) == set()


def test_the_ranges_name_what_there_is(loaded, ranges):
    assert set(ranges["per_head"]) <= set(loaded.scenario.programmes)
    known = {*INDICATORS, *(f"stock:{name}" for name in counties.STOCKS)}
    for entry in ranges["baseline"]:
        assert entry["source"] in known
        low, high = entry["range"]
        assert high is None or low <= high


def test_nothing_outside_its_range_is_left_unexplained(page):
    assert "Not explained." not in page


@pytest.mark.parametrize(
    ("found", "word"),
    [
        ((1.0, 2.0, 3.0), "inside"),
        ((0.5, 2.0, 3.0), "inside, spread beyond"),
        ((1.0, 3.0001, 3.2), "inside, spread beyond"),
        ((2.0, 3.2, 4.0), counties.OUTSIDE),
        ((0.1, 0.9, 2.0), counties.OUTSIDE),
    ],
)
def test_the_median_decides_and_equal_is_inside(found, word):
    assert counties.verdict(1.0, 3.0, *found) == word


def test_a_range_without_end_has_no_upper_end():
    assert counties.verdict(1.0, None, 2.0, 1e9, 1e12) == "inside"
    assert counties.between(1.0, None) == "1 or more"


def test_great_and_small_numbers_are_spelt_out():
    assert counties.plain("pert 8.5e+06 | 1.03e+07 | 1.3e+07 CNY") == "pert 8,500,000 … 10,300,000 … 13,000,000 CNY"
    assert counties.plain("pert 1e-05 | 2e-05 | 3e-05 1/month") == "pert 0.00001 … 0.00002 … 0.00003 1/month"
    assert counties.plain("value 3 count") == "value 3"


def test_a_run_of_another_scenario_is_refused(tmp_path):
    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
    manifest = {"scenario": "jingde_2022", "scenario_hash": "0" * 16}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(SystemExit, match="run it again"):
        counties.page(tmp_path)
