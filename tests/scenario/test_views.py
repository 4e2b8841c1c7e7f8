"""What a loaded scenario tells: resolved text, differences, assumptions, coverage, schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.provenance import quantities
from jobsim.scenario.published import json_schema
from jobsim.scenario.views import approximations, assumptions, coverage, diff, measures, resolve

from .conftest import MINIMAL, Over

ROOT = Path(__file__).parents[2]
SCENARIOS = [MINIMAL, *sorted(path.parent for path in (ROOT / "scenarios").glob("*/scenario.yaml"))]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_the_resolved_text_loads_to_the_same_scenario(path: Path, tmp_path: Path) -> None:
    loaded = load_scenario(path)
    (tmp_path / "resolved.yaml").write_text(resolve(loaded), encoding="utf-8")
    again = load_scenario(tmp_path / "resolved.yaml")
    assert again.tree == loaded.tree
    assert again.hash == loaded.hash
    assert again.scenario == loaded.scenario


def test_the_resolved_text_says_where_each_value_came_from(over: Over) -> None:
    text = resolve(load_scenario(over("county: {rural: 0.4}\n"), ["county.woman=0.6"]))
    (rural,) = [line for line in text.splitlines() if line.startswith("  rural:")]
    (woman,) = [line for line in text.splitlines() if line.startswith("  woman:")]
    assert rural.startswith("  rural: 0.4  # ") and rural.endswith("variant.yaml:2:17")
    assert woman.endswith("# --set county.woman")


def test_a_difference_names_the_path_and_both_values(minimal: Loaded, over: Over) -> None:
    other = load_scenario(over("county: {rural: 0.4}\nprogrammes: {hiring_subsidy: {limits: {times: 2}}}\n"))
    assert [(one.path, one.a, one.b) for one in diff(minimal, other)] == [
        ("county.rural", 0.5, 0.4),
        ("programmes.hiring_subsidy.limits.times", None, 2),
    ]
    assert diff(minimal, minimal) == []


def test_every_number_has_a_path_and_a_source(minimal: Loaded) -> None:
    for found in quantities(minimal.scenario):
        assert found.quantity.source and found.quantity.path == ".".join(found.path)


def test_the_register_lists_what_is_neither_policy_nor_regulation(minimal: Loaded) -> None:
    register = {one.path: one for one in assumptions(minimal)}
    take_up = register["programmes.internship_subsidy.take_up"]
    assert (take_up.value, take_up.source, take_up.uncertain) == ("pert 0.85 | 0.93 | 0.98", "assumption", True)
    assert take_up.title.en == "Internship subsidy"
    assert register["behaviour.internship.length"].value == "each: pert 3 | 6 | 12"
    assert "programmes.internship_subsidy.amount" not in register
    assert not any(path.startswith("standards.") for path in register)
    assert register["county.persons"].note == "made up"


def test_a_number_without_reference_from_the_policy_refers_to_its_clause(minimal: Loaded) -> None:
    amount = minimal.scenario.programmes["hiring_subsidy"].amount
    assert (amount.source, amount.reference) == ("policy", "LS-02")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("source: assumption, internship: {clause: LS-02}", ("assumption", None)),
        ("source: statistic, reference: yearbook, internship: {clause: LS-02}", ("statistic", "yearbook")),
        ("source: assumption, internship: {clause: LS-02, reference: guess}", ("assumption", "guess")),
        ("source: assumption, internship: {clause: LS-02, source: policy}", ("policy", "LS-02")),
        ("source: assumption, internship: {clause: LS-02, source: policy, reference: part 2}", ("policy", "part 2")),
        ("source: policy, internship: {clause: LS-02, source: literature}", ("literature", None)),
        ("source: null, internship: {clause: LS-02}", ("policy", "LS-02")),
        ("source: null, internship: {clause: [LS-01, LS-02], reference: part 2}", ("policy", "part 2")),
    ],
)
def test_a_stated_source_beats_what_a_clause_implies(
    over: Over, places: str, expected: tuple[str | None, str | None]
) -> None:
    pools = ("public_post", "skill_training", "entrepreneurship_training", "three_supports", "western_plan")
    others = (*pools, "project_job", "projects", "loans", "vacancies")
    rest = ", ".join(f"{section}: {{source: assumption}}" for section in others)
    months = "state_programme_months: {value: 24 months, source: assumption}"
    loaded = load_scenario(over(f"places: {{{places}, {rest}, {months}}}\n"))
    found = [one.quantity for one in quantities(loaded.scenario) if one.path[:2] == ("places", "internship")]
    assert {(quantity.source, quantity.reference) for quantity in found} == {expected}


def test_an_opening_may_be_of_the_text_in_a_pool_that_is_not(over: Over) -> None:
    printed = (
        "{on: 01-10, count: {value: 4, source: policy}}, {on: 07-10, source: policy, count: 6}, {on: 09-01, count: 5}"
    )
    path = over(f"places: {{source: assumption, internship: {{clause: LS-01, openings: [{printed}]}}}}\n")
    counts = [opening.count for opening in load_scenario(path).scenario.places.internship.openings]
    assert [(count.source, count.reference) for count in counts] == [
        ("policy", "LS-01"), ("policy", "LS-01"), ("assumption", None),
    ]  # fmt: skip


@pytest.mark.parametrize("path", SCENARIOS[1:], ids=lambda path: path.name)
def test_only_what_is_printed_in_the_text_is_policy_among_the_places(path: Path) -> None:
    """With every number of posts, seats or money that is ``policy`` goes its place in the text, not a clause alone."""
    loaded = load_scenario(path)
    register = {one.path for one in assumptions(loaded)}
    for found in quantities(loaded.scenario.places, ("places",)):
        quantity = found.quantity
        printed = quantity.source == "policy" and quantity.reference not in (None, *loaded.scenario.clauses)
        assert printed or quantity.path in register, quantity.path


def test_a_clause_is_modelled_budgeted_recorded_or_absent(over: Over) -> None:
    loaded = load_scenario(
        over("clauses: {LS-07: {kind: target, title: {zh: 目标, en: Target}, section: 七}}\n"),
    )
    table = {row.id: row for row in coverage(loaded)}
    assert [row.disposition for row in table.values()] == [
        "modelled", "modelled", "modelled", "modelled", "budgeted", "recorded", "absent",
    ]  # fmt: skip
    assert table["LS-01"].where == ("places.internship", "programmes.internship_subsidy")
    assert table["LS-06"].reason.en == "nothing in it can be counted"


def test_a_measure_is_told_apart_from_the_clauses(over: Over) -> None:
    measure = "LS-M1: {kind: measure, title: {zh: 零工驿站, en: Stations for odd jobs}, section: 三}"
    reason = "recorded: {LS-M1: {reason: {zh: 文本无金额, en: no sum in the text}}}"
    plain, loaded = load_scenario(MINIMAL), load_scenario(over(f"clauses: {{{measure}}}\n{reason}\n"))
    assert [row.id for row in coverage(loaded)] == [row.id for row in coverage(plain)]
    assert [(row.id, row.disposition, row.where) for row in measures(loaded)] == [
        ("LS-M1", "recorded", ("recorded.LS-M1",))
    ]
    assert measures(plain) == []


NEAR = "approximation: {zh: 未计年龄, en: age is left out}"


def test_a_clause_that_something_only_comes_near_to_is_approximated(over: Over) -> None:
    event = "title: {zh: 服务, en: service}, who: {any: [woman]}, times: 1, reach: 1, delay: 5 days, effect: 1"
    for text in (
        f"programmes: {{hiring_subsidy: {{clause: [LS-01, LS-02], {NEAR}}}}}",
        f"targets: {{urban_new_employment: {{clause: [LS-01, LS-02], {NEAR}}}}}",
        f"services: {{one: {{clause: [LS-01, LS-02], source: assumption, {event}, {NEAR}}}}}",
    ):
        loaded = load_scenario(over(text + "\n"))
        table = {row.id: row for row in coverage(loaded)}
        assert [table[name].disposition for name in ("LS-01", "LS-02", "LS-03")] == ["approximated"] * 2 + ["modelled"]
        assert [lost.zh for lost in table["LS-01"].lost] == ["未计年龄"]
        assert "programmes.internship_subsidy" in table["LS-01"].where
        assert [(one.clauses, one.lost.en) for one in approximations(loaded.scenario)] == [
            (("LS-01", "LS-02"), "age is left out")
        ]


def test_a_budget_line_that_comes_near_is_budgeted_with_what_is_lost(over: Over) -> None:
    table = {row.id: row for row in coverage(load_scenario(over(f"budget_lines: {{recruitment_fairs: {{{NEAR}}}}}\n")))}
    assert table["LS-05"].disposition == "budgeted" and table["LS-05"].lost[0].en == "age is left out"


def test_the_published_schema_is_current() -> None:
    published = json.loads((ROOT / "docs" / "scenario.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(), "run: python -m jobsim.scenario.published > docs/scenario.schema.json"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_every_scenario_is_valid_by_the_published_schema(path: Path) -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(load_scenario(path).tree)


def test_the_published_schema_refuses_an_unknown_key(minimal: Loaded) -> None:
    tree = json.loads(json.dumps(minimal.tree))
    tree["programmes"]["hiring_subsidy"]["take_upp"] = 1
    assert not Draft202012Validator(json_schema()).is_valid(tree)
