"""Warnings: what a valid scenario says of nobody, and what it does not say of its own year."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.warnings import CHECKS

from .conftest import MINIMAL, Over

ROOT = Path(__file__).parents[2]
COUNTIES = ("jingyuan_2023", "rongchang_2022", "jingde_2022", "shexian_2025")


def said(loaded: Loaded) -> dict[str, str]:
    """Message and way out of each warning by its path."""
    return {one.path: f"{one.message} ({one.hint})" for one in loaded.warnings}


def test_a_sound_scenario_is_warned_of_nothing(minimal: Loaded) -> None:
    assert minimal.warnings == ()
    assert len(set(CHECKS)) == len(CHECKS)


def test_a_warning_has_a_place_and_tells_nothing_of_the_machine(over: Over, tmp_path: Path) -> None:
    loaded = load_scenario(over("places: {internship: {who: {any: [retired_fisher]}}}\n"))
    (warning,) = loaded.warnings
    where = "2:28: places.internship.who: nobody in the county belongs to retired_fisher, so nobody is meant"
    assert str(warning).startswith(f"warning: {tmp_path}/variant.yaml:{where} (give the group a share under ")
    assert warning.told_from(loaded.folder).startswith(f"warning: variant.yaml:{where}")
    document = warning.document(loaded.folder)
    assert (document["file"], document["line"], document["column"]) == ("variant.yaml", 2, 28)
    (below,) = load_scenario(over("horizon: {start: 2024-01-01, end: 2024-12-31}\ntargets: null\n")).warnings[:1]
    assert below.told_from(tmp_path).startswith(f"warning: {os.path.relpath(MINIMAL, tmp_path)}/scenario.yaml:")


def test_a_warning_of_a_value_set_names_the_setting() -> None:
    (warning,) = load_scenario(MINIMAL, ["places.internship.who={any: [retired_fisher]}"]).warnings
    assert warning.told_from(MINIMAL).startswith("warning: --set places.internship.who: nobody in ")


# ------------------------------------------------------------------------------------ conditions nobody meets

BARE = """
county: {firms: {sizes: {micro: 1.0, small: 0, medium: 0, large: 0}}}
behaviour: {employment: {contract_months: {each: {uniform: [12, 60]}, unit: months}}}
programmes: {hiring_subsidy: {conditions: null, who: null}}
"""


def bare_rule(over: Over, entry: str) -> Loaded:
    """The small county with micro firms only, and its hiring subsidy with this entry alone."""
    base = over(BARE).rename(over(BARE).with_name("base.yaml"))
    above = base.with_name("above.yaml")
    above.write_text(f"extends: base.yaml\nprogrammes: {{hiring_subsidy: {{{entry}}}}}\n", encoding="utf-8")
    return load_scenario(above)


@pytest.mark.parametrize(
    ("entry", "path", "expected"),
    [
        ("conditions: {firm_size: [medium, large]}", "conditions.firm_size",
         "no firm it could mean has the firm size medium or large, so the programme pays nothing (see county.firms."),
        ("conditions: {firm_size: '>= medium'}", "conditions.firm_size", "has the firm size medium or large"),
        ("conditions: {legal_form: social_organisation}", "conditions.legal_form", "legal form social_organisation"),
        ("conditions: {roles: [above_scale, operator]}", "conditions.roles", "has the role operator or above_scale"),
        ("conditions: {contract_months: '>= 61'}", "conditions.contract_months", "labour contracts last 12 to 60"),
        ("conditions: {contract_months: 6}", "conditions.contract_months", "labour contracts last 12 to 60 months"),
        ("conditions: {any: [{firm_size: large}, {insured: true}]}", "conditions.any.0.firm_size",
         "has the firm size large, this alternative is never met"),
        ("conditions: {any: [{firm_size: large}, {insured: true, roles: [operator]}]}", "conditions.any.1.roles",
         "no firm has the role operator, so no alternative is met"),
        ("conditions: {any: [{who: [relocated, retired_fisher]}]}", "conditions.any.0.who",
         "nobody in the county belongs to relocated or retired_fisher, so no alternative is met"),
        ("who: [retired_fisher]", "who", "nobody in the county belongs to retired_fisher"),
        ("who: {any: [woman], all: [overcapacity_worker]}", "who", "belongs to overcapacity_worker"),
        ("when: evaluated, pays: base, amount: 5 CNY", "when",
         "no event of kind evaluation is held, so the milestone evaluated never comes"),
        ("when: recognised, pays: base, amount: 5 CNY", "when", "no firm is ever recognised"),
        ("effective: {start: 2024-01-01}", "effective.start", "after the last day simulated (2023-12-31)"),
        ("effective: {end: 2021-12-31}", "effective.end", "before the first day simulated (2022-01-01)"),
    ],
)  # fmt: skip
def test_a_condition_that_nobody_can_meet_is_named(over: Over, entry: str, path: str, expected: str) -> None:
    assert expected in said(bare_rule(over, entry))[f"programmes.hiring_subsidy.{path}"]


@pytest.mark.parametrize(
    "entry",
    [
        "conditions: {firm_size: [micro, large]}",
        "conditions: {firm_size: '!= large'}",
        "conditions: {roles: [operator, internship_host, venture]}",
        "conditions: {contract_months: '>= 60'}",
        "conditions: {any: [{firm_size: micro}, {insured: true}]}",
        "who: [retired_fisher, woman]",
        "who: {none: [retired_fisher]}",
        "who: {all: [woman, local_household, skilled_worker, unemployed]}",
        "effective: {start: 2023-12-31}",
        "effective: {end: 2022-01-01, applies_to: started}",
        "effective: {end: 2020-01-01, applies_to: started}",
    ],
)
def test_a_condition_that_somebody_can_meet_is_not(over: Over, entry: str) -> None:
    assert not said(bare_rule(over, entry))


def test_a_role_that_no_firm_may_hold_and_key_groups_of_nobody_are_named(over: Over) -> None:
    rules = "role_rules: {operator: {sizes: [large]}}, key_groups: {operator: [relocated]}"
    asked = "programmes: {hiring_subsidy: {conditions: {roles: [operator]}}}\n"
    text = f"county: {{firms: {{roles: {{operator: 2 firms}}, {rules}}}}}\n{asked}"
    sizes = "county: {firms: {sizes: {micro: 1.0, small: 0, medium: 0, large: 0}}}\n"
    base = over(sizes).rename(over(sizes).with_name("base.yaml"))
    above = base.with_name("above.yaml")
    above.write_text(f"extends: base.yaml\n{text}", encoding="utf-8")
    found = said(load_scenario(above))
    assert "no firm has the role operator" in found["programmes.hiring_subsidy.conditions.roles"]
    assert "nobody in the county belongs to relocated" in found["county.firms.key_groups.operator"]
    assert "programmes.hiring_subsidy.conditions.roles" not in said(
        load_scenario(over(text.replace("[large]", "[micro]")))
    )


def test_services_and_pools_for_nobody_are_named(over: Over) -> None:
    service = "title: {zh: 服务, en: service}, source: assumption, times: 1, reach: 1, delay: 5 days, effect: 1"
    pool = "places: {public_post: {who: {any: [veteran]}}}\n"
    text = f"services: {{guide: {{{service}, who: {{all: [retired_fisher]}}}}}}\n{pool}"
    shares = "county: {person_groups: {veteran: 0, retired_fisher: 0.0}}\n"
    assert set(said(load_scenario(over(text + shares)))) == {"services.guide.who", "places.public_post.who"}
    none = "places: {public_post: {who: {any: [veteran]}, openings: [{on: 01-01, count: 0 posts}]}}\n"
    assert not said(load_scenario(over(none + shares)))


# ------------------------------------------------------------------------------------------- another year


def moved(county: str, to: Path, years: int = 1) -> Path:
    """A copy of a shipped county (beside the bases) whose horizon lies a year later."""
    shutil.copytree(ROOT / "scenarios" / "base", to / "base", dirs_exist_ok=True)
    shutil.copytree(ROOT / "scenarios" / county, to / "next")
    file = to / "next" / "scenario.yaml"
    horizon = load_scenario(file).scenario.horizon
    text = file.read_text(encoding="utf-8")
    for day in sorted({horizon.end, horizon.start, horizon.history_from}, reverse=True):
        text = text.replace(f": {day}", f": {day.replace(year=day.year + years)}")
    file.write_text(text, encoding="utf-8")
    assert load_scenario(file).scenario.horizon.start == horizon.start.replace(year=horizon.start.year + years)
    return to / "next"


@pytest.mark.parametrize("county", COUNTIES)
def test_a_county_moved_a_year_asks_for_what_is_missing(county: str, tmp_path: Path) -> None:
    before = load_scenario(ROOT / "scenarios" / county)
    loaded = load_scenario(moved(county, tmp_path))
    found, year = said(loaded), loaded.scenario.horizon.end.year
    for name, fund in loaded.scenario.funds.items():
        if fund.appropriations:
            assert f"how much is appropriated for {year}?" in found[f"funds.{name}.appropriations"]
            assert f"funds.{name}.appropriations" not in said(before)
    assert any(path.startswith("scenario.") for path in found), "the document or the title is of another year"
    lost = [
        name for name, one in loaded.scenario.targets.items()
        if not one.years(loaded.scenario.horizon.start.year, loaded.scenario.horizon.end.year)
    ]  # fmt: skip
    told = [text for path, text in found.items() if path.startswith("targets.")]
    assert bool(lost) == bool(told)
    assert not lost or f"{len(lost)} of {len(loaded.scenario.targets)} targets are tested" in told[0]


@pytest.mark.parametrize("county", COUNTIES)
def test_the_shipped_counties_lack_nothing_of_their_year(county: str) -> None:
    assert not [path for path in said(load_scenario(ROOT / "scenarios" / county)) if path.startswith("scenario.")]


NEXT = "horizon: {start: 2024-01-01, end: 2024-12-31}\n"
OPEN_2023 = "{on: 2023-03-01, count: 5 posts}"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "funds.employment_subsidy.appropriations", "how much is appropriated for 2024? Stated so far: 2023"),
        ("", "targets.urban_new_employment.by", "1 of 1 targets are tested by a day before the horizon (2023-12-31)"),
        ("targets: {urban_new_employment: {by: 2025-12-31}}", "targets.urban_new_employment.by", "after it (2025-"),
        ("programmes: {hiring_subsidy: {effective: {end: 2023-06-30}}}", "programmes.hiring_subsidy.effective.end",
         "is it prolonged? It ended on 2023-06-30"),
        ("programmes: {hiring_subsidy: {effective: {end: 2022-06-30, applies_to: started}}}",
         "programmes.hiring_subsidy.effective.end", "is it prolonged? It ended on 2022-06-30"),
        ("procedures: {quarterly: {accepted_until: 2023-12-31}}", "procedures.quarterly.accepted_until",
         "until when are claims accepted? 2023-12-31 lies before the horizon"),
        (f"places: {{internship: {{reopen: false, openings: [{OPEN_2023}]}}}}", "places.internship.openings",
         "how many places are opened in 2024? None is; the last opening is that of 2023-03-01"),
        ("budget_lines: {recruitment_fairs: {years: [2022, 2023]}}", "budget_lines.recruitment_fairs.years",
         "is it paid in 2024? Only in 2022 and 2023, as it stands"),
        ("events: {fair: {title: {zh: 会, en: fair}, source: policy, kind: fair, on: [2023-05-01]}}", "events.fair.on",
         "on which days of 2024 is it held? On none; the last is 2023-05-01"),
        ("standards: {minimum_wage: {dated: [{from: 2021-09-01, value: 1840}], unit: CNY/month}}",
         "standards.minimum_wage", "which value holds in 2024? The last one stated is of 2021-09-01"),
        ("scenario: {title: {zh: 临水县2023年, en: Linshui}}", "scenario.title.zh", "says 2023, but the"),
        ("scenario: {name: linshui_2022}", "scenario.name", "says 2022, but the horizon is 2024"),
        ("scenario: {issued: 2023-03-07}\nplaces: {internship: {source: policy}}", "scenario.issued",
         "do the document's figures hold for 2024 too? It is of 2023, and these come again every year: places.intern"),
        ("shocks: {stop: {title: {zh: 停, en: stop}, source: assumption, start: 2021-01-01, end: 2021-02-01, "
         "state: employed, exit: separation, factor: 2}}", "shocks.stop.start", "lies outside the days simulated"),
    ],
)  # fmt: skip
def test_what_is_not_said_of_the_year_is_asked(over: Over, text: str, path: str, expected: str) -> None:
    assert expected in said(load_scenario(over(NEXT + text + "\n")))[path]


@pytest.mark.parametrize(
    "text",
    [
        "targets: {urban_new_employment: {each_year: true}}",
        "programmes: {hiring_subsidy: {effective: {end: 2023-06-30, applies_to: started}}}",
        f"places: {{internship: {{reopen: true, openings: [{OPEN_2023}]}}}}",
        f"places: {{internship: {{reopen: false, openings: [{OPEN_2023}, {{on: 2024-02-01, count: 1 posts}}]}}}}",
        "budget_lines: {recruitment_fairs: {years: [2024]}}",
        "standards: {minimum_wage: {dated: [{from: 2021-09-01, value: 1840 CNY/month}, {from: 2022-01-01, value: "
        "1840 CNY/month}]}}",
        "scenario: {title: {zh: 临水县2023—2025年, en: Linshui 2023-2025}}",
        "scenario: {issued: 2024-03-07}",
    ],
)  # fmt: skip
def test_what_is_said_of_the_year_is_not(over: Over, text: str) -> None:
    found = set(said(load_scenario(over(NEXT + text + "\n"))))
    assert found <= {"funds.employment_subsidy.appropriations", "targets.urban_new_employment.by"}
    stated = "appropriations: {2024: {amount: 40万元, arrivals: [{on: 01-15, share: 1.0}]}}"
    funds = f"funds: {{employment_subsidy: {{{stated}}}}}\n"
    assert set(said(load_scenario(over(NEXT + text + "\n" + funds)))) <= {"targets.urban_new_employment.by"}


# ------------------------------------------------------------------------------------ targets that count nobody

HELPED = """
targets:
  helped: {title: {zh: 帮扶就业率, en: helped}, clause: LS-04, comparator: ">=", value: 90 %,
    indicator: unemployed_graduate_assisted_employment_rate}
"""
SERVICE = """
services:
  advice: {source: assumption, title: {zh: 指导, en: advice}, who: {any: [WHO]}, times: 1, reach: 0.9, effect: 1.1,
    delay: {each: {uniform: [1, 9]}, unit: days}}
"""


def test_a_rate_of_helped_graduates_needs_a_service_for_them(over: Over) -> None:
    for service in ("", SERVICE.replace("WHO", "older_unemployed")):
        [(path, message)] = said(load_scenario(over(HELPED + service))).items()
        assert path == "targets.helped.indicator" and "no service is for graduates (write one under" in message
    for who in ("graduating_class", "hardship_graduate", ""):
        assert not load_scenario(over(HELPED + SERVICE.replace("WHO", who))).warnings


# ------------------------------------------------------------------------------------ roles and key groups

SOME_LARGE = """
county:
  firms: {roles: {quality: 9 firms}, role_rules: {quality: {sizes: [medium], legal_forms: [%s]}}}
"""


def test_a_role_that_too_few_firms_may_hold_is_told(over: Over) -> None:
    enough = load_scenario(over(SOME_LARGE.replace("9 firms", "2 firms") % "enterprise"))
    assert enough.warnings == ()
    (warning,) = load_scenario(over(SOME_LARGE % "individual_business")).warnings
    assert warning.path == "county.firms.roles.quality"
    assert warning.message == "9 firms are to hold the role, but some 1 may; all of these will"
    assert "county.firms.role_rules.quality" in warning.hint


@pytest.mark.parametrize(
    ("setting", "path", "message"),
    [
        ("county.prior_graduates=5e6 persons", "county.prior_graduates",
         "5,000,000 are to have graduated, but some 36 persons are aged 21 to 25; all of these will"),
        ("county.ventures.founded={2020: 5e6, 2021: 5e6}", "county.ventures.founded",
         "these come to 10,000,000 ventures, but some 4 persons begin with one: only their shares count"),
        ("county.firms.recognitions={internship_host: [{level: county, on: 2022-03-01, number: 400 firms}]}",
         "county.firms.recognitions.internship_host",
         "400 firms are to be recognised, but 4 hold the role; all of these will"),
        ("county.firms.roles.internship_host=400 firms", "county.firms.roles.internship_host",
         "400 firms are to hold the role, but some 30 may; all of these will"),
    ],
)  # fmt: skip
def test_numbers_beyond_those_there_are_are_told(setting: str, path: str, message: str) -> None:
    found = load_scenario(MINIMAL, [setting]).warnings
    assert [(one.path, one.message) for one in found] == [(path, message)]


def test_ventures_by_year_may_be_given_as_shares_or_as_another_estimate() -> None:
    for founded in ("{2020: 0.2, 2021: 0.8}", "{2020: 3, 2021: 4}", "{}"):
        assert not load_scenario(MINIMAL, [f"county.ventures.founded={founded}"]).warnings


AWARD = """
county: {firms: {roles: {workshop: 2 workshops}, key_groups: {%s}}}
events: {graded: {title: {zh: 评, en: graded}, kind: evaluation, on: [11-15], source: assumption, grades: {good: 1}}}
programmes:
  hiring_subsidy:
    {when: evaluated, who: null, conditions: {contract_months: null, insured_months: null, roles: [workshop]}, %s}
"""
PER_HEAD = "amount: {value: 1000 CNY/person, times: key_group_staff}"


@pytest.mark.parametrize(
    ("groups", "amount", "told"),
    [
        ("", PER_HEAD, True), ("employment_base: [rural]", PER_HEAD, True), ("other: []", PER_HEAD, True),
        ("workshop: [rural]", PER_HEAD, False), ("other: [rural]", PER_HEAD, False), ("", "amount: 1000 CNY", False),
    ],
)  # fmt: skip
def test_a_head_count_of_key_groups_that_nobody_named_is_told(over: Over, groups: str, amount: str, told: bool) -> None:
    found = said(load_scenario(over(AWARD % (groups, amount))))
    assert ("programmes.hiring_subsidy" in found) == told, found
    if told:
        assert found["programmes.hiring_subsidy"].startswith("key_group_staff counts nobody")
