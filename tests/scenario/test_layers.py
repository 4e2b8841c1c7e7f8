"""Layers, includes and templates: who wins, and where a value came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.rule_sections import Amount, Limits

from .conftest import Fails, Over


def refused(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_a_layer_changes_one_value_and_keeps_the_others(over: Over) -> None:
    loaded = load_scenario(over("county:\n  rural: 0.4\n"))
    assert loaded.scenario.county.rural.args == (0.4,)
    assert loaded.scenario.county.woman.args == (0.5,)


def test_every_value_remembers_the_file_line_and_column_it_came_from(over: Over) -> None:
    loaded = load_scenario(over("county:\n  rural: 0.4\n"))
    file, line, column = loaded.origins["county.rural"]
    assert file.endswith("variant.yaml") and (line, column) == (3, 10)
    assert loaded.origins["county.woman"][0].endswith("minimal/scenario.yaml")
    assert [path.name for path in loaded.files] == ["scenario.yaml", "variant.yaml"]


def test_a_quantity_replaces_the_one_below_whole(over: Over) -> None:
    layer = "funds: {employment_subsidy: {carry_over: {value: 3, unit: 万元, source: user}}}\n"
    carry_over = load_scenario(over(layer)).scenario.funds["employment_subsidy"].carry_over
    assert carry_over is not None
    assert (carry_over.args, carry_over.source, carry_over.note) == ((30000.0,), "user", None)


def test_a_value_of_a_target_merges_although_a_quantity_also_has_a_value(over: Over) -> None:
    loaded = load_scenario(over("targets: {urban_new_employment: {value: 30}}\n"))
    target = loaded.scenario.targets["urban_new_employment"]
    assert target.value.args == (30.0,) and target.comparator == ">="


def test_an_amount_with_a_cap_keeps_its_cap_when_its_value_changes(tmp_path: Path, over: Over) -> None:
    middle = over("programmes: {hiring_subsidy: {amount: {value: 500 CNY/person, cap: 900 CNY}}}\n")
    top = tmp_path / "top.yaml"
    top.write_text(f"extends: {middle.name}\nprogrammes: {{hiring_subsidy: {{amount: {{value: 600 CNY/person}}}}}}\n")
    amount = load_scenario(top).scenario.programmes["hiring_subsidy"].amount
    assert isinstance(amount, Amount) and amount.value is not None and amount.cap is not None
    assert (amount.value.args, amount.cap.args) == ((600.0,), (900.0,))


def test_a_list_replaces_the_one_below_whole(over: Over) -> None:
    loaded = load_scenario(over("places: {public_post: {openings: [{on: 02-01, count: 7 posts}]}}\n"))
    assert [opening.on for opening in loaded.scenario.places.public_post.openings] == ["02-01"]


def test_null_removes_a_key(over: Over) -> None:
    loaded = load_scenario(over("programmes: {hiring_subsidy: null}\n"))
    assert list(loaded.scenario.programmes) == ["internship_subsidy"]


def test_dropping_the_only_programme_of_a_clause_is_no_error_and_shows_as_absent(over: Over) -> None:
    from jobsim.scenario.views import coverage

    table = {row.id: row.disposition for row in coverage(load_scenario(over("programmes: {hiring_subsidy: null}\n")))}
    assert table["LS-02"] == "absent"


def test_includes_are_one_layer_with_their_file(over: Over, tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("county: {woman: 0.45}\n")
    loaded = load_scenario(over("includes: [people.yaml]\ncounty: {rural: 0.4}\n"))
    assert loaded.scenario.county.woman.args == (0.45,)
    assert loaded.origins["county.woman"][0].endswith("people.yaml")


def test_a_key_set_in_two_files_of_a_layer_is_refused(over: Over, tmp_path: Path) -> None:
    (tmp_path / "people.yaml").write_text("county: {rural: 0.45}\n")
    text = refused(over("includes: [people.yaml]\ncounty: {rural: 0.4}\n"))
    assert "people.yaml:1:10: county.rural: set twice in the same layer (also in" in text


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("[pepole.yaml]", "no such file"),
        ("[../people.yaml]", "must be a file of the same folder"),
        ("people.yaml", "expected a list of file names"),
        ("[people.yaml, people.yaml]", "included twice"),
    ],
)
def test_a_bad_include_is_refused(over: Over, tmp_path: Path, include: str, expected: str) -> None:
    (tmp_path / "people.yaml").write_text("county: {woman: 0.45}\n")
    assert expected in refused(over(f"includes: {include}\n"))


def test_an_extends_circle_is_refused_with_its_way(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")
    text = refused(tmp_path / "a.yaml")
    assert "b.yaml:1:10: extends: extends goes in a circle:" in text
    assert text.count("a.yaml") == 2


def test_a_missing_base_is_refused_with_the_place_of_extends(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("county: {}\n")
    (tmp_path / "a.yaml").write_text("# top\nextends: bas.yaml\n")
    text = refused(tmp_path / "a.yaml")
    assert "a.yaml:2:10: no such file or folder" in text and "did you mean 'base.yaml'?" in text


def test_a_base_that_is_a_folder_without_scenario_is_refused(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "a.yaml").write_text("extends: base\n")
    assert "holds no scenario.yaml" in refused(tmp_path / "a.yaml")


def test_a_template_goes_underneath_the_entry(over: Over) -> None:
    loaded = load_scenario(over(TEMPLATE + "    amount: 700 CNY/person\n"))
    programme = loaded.scenario.programmes["veteran_subsidy"]
    assert isinstance(programme.amount, Quantity) and programme.amount.args == (700.0,)
    assert programme.limits.once and programme.pays == "employer"
    assert "templates" not in loaded.tree


def test_numbers_of_a_template_keep_its_source(over: Over) -> None:
    programme = load_scenario(over(TEMPLATE)).scenario.programmes["veteran_subsidy"]
    assert isinstance(programme.amount, Quantity)
    assert (programme.amount.source, programme.amount.reference) == ("regulation", "财社〔2017〕164号")
    assert programme.take_up.source == "assumption"


def test_an_own_number_over_a_template_has_the_source_of_its_clause(over: Over) -> None:
    programme = load_scenario(over(TEMPLATE + "    amount: 700 CNY/person\n")).scenario.programmes["veteran_subsidy"]
    assert isinstance(programme.amount, Quantity)
    assert (programme.amount.source, programme.amount.reference) == ("policy", "LS-02")


OF_THE_TEMPLATE = """
templates:
  base_rule:
    fund: employment_subsidy
    code: "2080711"
    source: regulation
    pays: employer
    when: job_month
    who: {all: [registered_unemployed], none: [local_household]}
    conditions: {insured: true, wage: ">= 1000 CNY", any: [{accident_insured: true}]}
    amount: {share: 0.5, of: employer_insurance, cap: 900 CNY/month}
    limits: {months: 12, per_year: 1, payee_cap: 9000 CNY}
    excludes: [hiring_subsidy]
    effective: {start: 2023-01-01, end: 2023-12-31}
    claim: quarterly
    payers: {central: 0.5, county: 0.5}
    take_up: {value: 0.5, source: assumption}
  rule: {like: base_rule}
"""
ENTRY = "title: {zh: 新, en: new}, clause: LS-01, like: rule"


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("conditions.insured", None),
        ("conditions.any", None),
        ("conditions", {}),
        ("limits.months", None),
        ("limits.payee_cap", None),
        ("limits", None),
        ("who", None),
        ("who.none", []),
        ("excludes", []),
        ("effective.end", None),
        ("amount.cap", None),
        ("payers", None),
        ("payers.central", None),
    ],
)
@pytest.mark.parametrize("where", ["in the entry", "in a layer over it", "in a template between"])
def test_null_removes_what_the_template_says(over: Over, tmp_path: Path, path: str, left: object, where: str) -> None:
    removed = path
    for key in reversed(path.split(".")):
        removed = f"{{{key}: {removed if removed != path else 'null'}}}"
    removed = removed[1:-1]
    if path == "payers.central":
        removed = "payers: {central: null, county: 1.0}"
    entry = ENTRY if where == "in a layer over it" else f"{ENTRY}, {removed}"
    text = OF_THE_TEMPLATE + f"programmes: {{added: {{{entry}}}}}\n"
    if where == "in a template between":
        between = text.replace("rule: {like: base_rule}", f"rule: {{like: base_rule, {removed}}}")
        text = between.replace(f"{ENTRY}, {removed}}}}}", f"{ENTRY}}}}}")
    file = over(text)
    if where == "in a layer over it":
        file = tmp_path / "above.yaml"
        file.write_text(f"extends: variant.yaml\nprogrammes: {{added: {{{removed}}}}}\n", encoding="utf-8")
    loaded = load_scenario(file)
    programme = loaded.scenario.programmes["added"]
    assert not any(at.startswith(f"programmes.added.{path}.") for at in loaded.origins)
    assert f"programmes.added.{path}" not in loaded.origins
    held: object = programme
    for key in path.split("."):
        held = held.get(key) if isinstance(held, dict) else getattr(held, key)
    assert held == (Limits() if path == "limits" else left)
    assert path == "conditions" or programme.conditions["wage"] == ">= 1000 CNY"


def test_what_one_layer_removes_another_may_say_anew(over: Over, tmp_path: Path) -> None:
    over(OF_THE_TEMPLATE + f"programmes: {{added: {{{ENTRY}, conditions: null}}}}\n")
    above = tmp_path / "above.yaml"
    above.write_text("extends: variant.yaml\nprogrammes: {added: {conditions: {wage: '>= 2 CNY'}}}\n", encoding="utf-8")
    assert load_scenario(above).scenario.programmes["added"].conditions == {"wage": ">= 2 CNY"}


def test_null_removes_the_template_itself(over: Over, tmp_path: Path) -> None:
    over(TEMPLATE)
    above = tmp_path / "above.yaml"
    above.write_text("extends: variant.yaml\nprogrammes: {veteran_subsidy: {like: null}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"programmes\.veteran_subsidy: the key 'fund' is missing"):
        load_scenario(above)


@pytest.mark.parametrize(
    ("like", "expected"),
    [
        ("[one_off]", "expected the name of a template, found a list"),
        ("{name: one_off}", "expected the name of a template, found a mapping"),
        ("20", "expected the name of a template, found 20"),
    ],
)
def test_like_is_the_name_of_a_template(fails: Fails, like: str, expected: str) -> None:
    assert expected in fails(TEMPLATE.replace("like: one_off", f"like: {like}"))


def test_templates_one_over_the_other_have_an_end(fails: Fails) -> None:
    chain = "".join(f"  t{n}: {{like: t{n + 1}}}\n" for n in range(3000))
    text = fails(f"templates:\n{chain}  t3000: {{when: job_month}}\nprogrammes: {{new: {{like: t0}}}}\n")
    assert "more than 16 templates one over the other" in text


def test_an_unknown_template_names_the_nearest(fails: Fails) -> None:
    text = fails(TEMPLATE.replace("like: one_off", "like: one_of"))
    assert "unknown template 'one_of' (did you mean 'one_off'?)" in text


def test_an_unused_template_is_fine(over: Over) -> None:
    load_scenario(over("templates: {unused: {fund: nothing_here}}\n"))


def test_the_same_content_has_the_same_hash_and_a_change_another(over: Over) -> None:
    assert load_scenario(over("")).hash == load_scenario(over("# comment\n")).hash
    assert load_scenario(over("")).hash != load_scenario(over("county: {rural: 0.4}\n")).hash


TEMPLATE = """
templates:
  one_off:
    source: regulation
    reference: 财社〔2017〕164号
    code: "2080799"
    fund: employment_subsidy
    pays: employer
    when: hired
    amount: 500 CNY/person
    limits: {once: true}
    claim: quarterly
    take_up: {pert: [0.2, 0.4, 0.6], source: assumption}
programmes:
  veteran_subsidy:
    like: one_off
    title: {zh: 招用退役军人补贴, en: Subsidy for hiring veterans}
    clause: LS-02
    who: [veteran]
"""
