"""What a user can get wrong in a file: one clear message each, with its place and what was expected."""

from __future__ import annotations

import calendar
import time
import tracemalloc
from pathlib import Path

import pytest

from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario

from .conftest import Fails, Over


def message(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return str(caught.value)


def written(tmp_path: Path, data: bytes | str) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_an_unknown_key_names_the_nearest_one_with_line_and_column(fails: Fails) -> None:
    text = fails("programmes:\n  hiring_subsidy:\n    take_upp: 0.5\n")
    assert (
        "variant.yaml:4:5: programmes.hiring_subsidy.take_upp: unknown key 'take_upp' (did you mean 'take_up'?)" in text
    )


def test_an_unknown_section_lists_what_there_is(fails: Fails) -> None:
    assert "unknown key 'xyzzy' (one of scenario, horizon, clauses" in fails("xyzzy: 1\n")


def test_an_unknown_word_names_the_nearest_one(fails: Fails) -> None:
    text = fails("programmes: {hiring_subsidy: {when: job_mont}}\n")
    assert (
        "variant.yaml:2:37: programmes.hiring_subsidy.when: unknown word 'job_mont' (did you mean 'job_month'?)" in text
    )


def test_an_unknown_word_as_a_key_names_the_nearest_one(fails: Fails) -> None:
    assert "unknown word 'centrl' (did you mean 'central'?)" in fails(
        "funds: {employment_subsidy: {payers: {centrl: 0.7, central: null}}}\n"
    )


def test_a_duplicate_key_is_refused_with_both_places(fails: Fails) -> None:
    text = fails("county:\n  rural: 0.4\n  woman: 0.5\n  rural: 0.3\n")
    assert "variant.yaml:5:3: duplicate key 'rural' (first set in line 3)" in text


def test_a_wrong_type_says_what_was_expected(fails: Fails) -> None:
    assert "limits.months: expected a whole number, found 'twelve'" in fails(
        "programmes: {hiring_subsidy: {limits: {months: twelve}}}\n"
    )


def test_a_budget_code_without_quotes_says_so(fails: Fails) -> None:
    assert "expected text, found 2080711 (put it in quotes)" in fails("programmes: {hiring_subsidy: {code: 2080711}}\n")


def test_a_missing_key_is_named_at_its_section(fails: Fails) -> None:
    text = fails("programmes:\n  hiring_subsidy:\n    fund: null\n")
    assert "programmes.hiring_subsidy: the key 'fund' is missing" in text
    assert "variant.yaml:3:3" in text


def test_a_misspelt_key_is_one_fault_although_the_right_one_is_then_missing(fails: Fails) -> None:
    claim = "{source: assumption, every: event, lag: 3 days, revew: 9 working days, refused: 0.05, review: null}"
    text = fails(f"programmes: {{hiring_subsidy: {{claim: {claim}}}}}\n")
    assert "unknown key 'revew' (did you mean 'review'?)" in text


def test_a_day_of_every_year_or_a_date_is_expected(fails: Fails) -> None:
    assert "expected a date such as 2023-03-07 or a month and day such as 07-01, found '13-40'" in fails(
        "places: {internship: {openings: [{on: 13-40, count: 3 posts}]}}\n"
    )


def with_day(where: str, day: str) -> str:
    """A layer that says the day where a day of every year may stand."""
    event = "title: {zh: 日, en: day}, source: assumption, kind: other"
    return {
        "openings": f"places: {{internship: {{openings: [{{on: '{day}', count: 4 posts}}]}}}}\n",
        "events": f"events: {{one: {{{event}, on: ['{day}']}}}}\n",
        "leaving": f"behaviour: {{school: {{leave_on: '{day}'}}}}\n",
        "arrivals": "funds: {employment_subsidy: {appropriations: {2023: {amount: 40万元, "
        f"arrivals: [{{on: '{day}', share: 1.0}}]}}}}}}}}\n",
    }[where]


NO_DAYS = {
    f"{month:02d}-{day:02d}": (month, day)
    for month in range(1, 13)
    for day in range(28, 33)
    if day > calendar.monthrange(2023, month)[1]
}


@pytest.mark.parametrize("where", ["openings", "events", "leaving", "arrivals"])
@pytest.mark.parametrize("day", [*NO_DAYS, "00-10", "13-01", "06-00", "6-30", "06-1"])
def test_a_day_that_not_every_year_has_is_refused_everywhere(fails: Fails, where: str, day: str) -> None:
    text = fails(with_day(where, day))
    assert f"found '{day}'" in text and "variant.yaml:2:" in text
    if day == "02-29":
        assert "only leap years have a 29 February; write 02-28 or 03-01" in text
    elif day in NO_DAYS:
        month = NO_DAYS[day][0]
        assert f"{calendar.month_name[month]} has the days 01 to {calendar.monthrange(2023, month)[1]}" in text


@pytest.mark.parametrize("where", ["openings", "events", "leaving", "arrivals"])
@pytest.mark.parametrize("day", [f"{month:02d}-{calendar.monthrange(2023, month)[1]}" for month in range(1, 13)])
def test_the_last_day_of_each_month_is_a_day_everywhere(over: Over, where: str, day: str) -> None:
    load_scenario(over(with_day(where, day)))


def test_a_date_that_does_not_exist_says_how_long_the_month_is(fails: Fails) -> None:
    text = fails("programmes: {hiring_subsidy: {effective: {start: 2023-02-29}}}\n")
    assert "found '2023-02-29' (February 2023 has the days 01 to 28)" in text


@pytest.mark.parametrize("kind", ["budget", "insurance", "tax", "credit", "own"])
@pytest.mark.parametrize(
    ("code", "meant"),
    [("2080711", "budget"), ("21308", "budget"), ("2090301", "insurance"), ("20903", "insurance"),
     ("tax_expenditure", "tax"), ("revenue_forgone", "tax"), ("bank_credit", "credit"), ("host_money", None)],
)  # fmt: skip
def test_a_code_and_its_fund_must_agree(over: Over, fails: Fails, kind: str, code: str, meant: str | None) -> None:
    fund = (
        f"funds: {{other: {{title: {{zh: 钱, en: money}}, source: assumption, kind: {kind}, payers: {{county: 1}}}}}}\n"
    )
    layer = fund + f"programmes: {{hiring_subsidy: {{fund: other, code: '{code}'}}}}\n"
    if meant in (None, kind):
        load_scenario(over(layer))
        return
    text = fails(layer)
    assert f"variant.yaml:3:50: programmes.hiring_subsidy.code: '{code}' is " in text
    assert f"but the fund other is of kind {kind} (name a fund of kind {meant}, or write " in text


@pytest.mark.parametrize("name", ["{any: [woman]}", "[woman]", "3", "true", "2023-01-01", "womn"])
def test_a_group_in_a_condition_is_a_word(fails: Fails, name: str) -> None:
    text = fails(f"programmes: {{hiring_subsidy: {{conditions: {{any: [{{who: [{name}]}}]}}}}}}\n")
    assert "programmes.hiring_subsidy.conditions.any.0.who" in text and "there is no group" in text


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("by: firm_size, steps: [{is: [micro, small], value: 1 CNY}, {is: [small, large], value: 2 CNY}]",
         "steps.1.is: 'small' stands in steps.0 too; which value is meant? (name it once)"),
        ("by: firm_size, steps: [{is: micro, value: 1 CNY}, {is: micro, value: 2 CNY}]", "stands in steps.0 too"),
        ("by: firm_size, steps: [{is: [micro, micro], value: 1 CNY}]", "steps.0.is: 'micro' stands in this step twice"),
        ("by: staff, steps: [{at_least: 1, value: 1 CNY}, {at_least: 5, value: 2 CNY}, {at_least: 1, value: 3 CNY}]",
         "steps.2.at_least: '1' stands in steps.0 too; which value is meant?"),
    ],
)  # fmt: skip
def test_a_value_stands_in_one_step_of_a_tier(fails: Fails, steps: str, expected: str) -> None:
    assert expected in fails(f"programmes: {{hiring_subsidy: {{amount: {{tiers: {{{steps}}}}}}}}}\n")


def test_a_season_has_twelve_months(fails: Fails) -> None:
    assert "expected at least 12 entries, found 2" in fails("behaviour: {seasons: {hiring: {months: [1, 2]}}}\n")


def test_a_misspelt_law_of_a_number_per_agent_names_the_nearest(fails: Fails) -> None:
    assert "unknown key 'unifrm' in a quantity; did you mean 'uniform'?" in fails(
        "county: {firms: {staff: {micro: {each: {unifrm: [1, 9]}, unit: persons}}}}\n"
    )


def test_a_wrong_unit_says_which_one_fits(fails: Fails) -> None:
    text = fails("standards: {minimum_wage: 1840 CNY/day}\n")
    assert "standards.minimum_wage: unit 'CNY/day' does not fit; expected CNY/month, for example 1400 CNY/month" in text


def test_a_number_without_its_unit_is_refused(fails: Fails) -> None:
    assert "1840 has no unit; expected CNY/month" in fails("standards: {minimum_wage: 1840}\n")


def test_a_negative_amount_is_refused(fails: Fails) -> None:
    assert "expected CNY/person between 0 and 100,000,000, found -500" in fails(
        "programmes: {hiring_subsidy: {amount: -500 CNY/person}}\n"
    )


def test_a_probability_outside_zero_to_one_is_refused(fails: Fails) -> None:
    assert "take_up: expected share between 0 and 1, found 1.2" in fails(
        "programmes: {hiring_subsidy: {take_up: 1.2}}\n"
    )


def test_a_range_of_a_probability_that_leaves_zero_to_one_is_refused(fails: Fails) -> None:
    text = fails("programmes: {hiring_subsidy: {take_up: {pert: [0.5, 0.9, 1.2], source: assumption}}}\n")
    assert "expected share between 0 and 1 over its whole range, found 0.5 to 1.2" in text


def test_a_normal_probability_is_refused_because_it_leaves_its_range(fails: Fails) -> None:
    assert "over its whole range" in fails(
        "programmes: {hiring_subsidy: {take_up: {normal: [0.5, 0.1], source: assumption}}}\n"
    )


def test_payer_shares_that_do_not_sum_to_one_are_refused(fails: Fails) -> None:
    text = fails("funds: {employment_subsidy: {payers: {central: 0.6}}}\n")
    assert "funds.employment_subsidy.payers: payer shares must sum to 1, found 0.9" in text


def test_uncertain_payer_shares_may_sum_to_one_by_their_modes(over: Over) -> None:
    shares = (
        "{central: {pert: [0.5, 0.6, 0.9], source: assumption}, county: {pert: [0.1, 0.4, 0.5], source: assumption}}"
    )
    load_scenario(over(f"funds: {{employment_subsidy: {{payers: {shares}}}}}\n"))


def test_shares_of_states_that_do_not_sum_to_one_are_refused(fails: Fails) -> None:
    assert "county.states.urban: shares of states must sum to 1, found 1.1" in fails(
        "county: {states: {urban: {out: 0.2}}}\n"
    )


def test_a_clause_that_does_not_exist_is_refused(fails: Fails) -> None:
    text = fails("programmes: {hiring_subsidy: {clause: LS-021}}\n")
    assert "programmes.hiring_subsidy.clause: there is no clause 'LS-021' (did you mean 'LS-02'?)" in text


def test_a_clause_id_of_the_wrong_form_is_refused(fails: Fails) -> None:
    assert "expected a clause id such as JY-13, found 'two'" in fails("programmes: {hiring_subsidy: {clause: two}}\n")


def test_dated_values_that_start_on_the_same_day_overlap(fails: Fails) -> None:
    text = fails(
        "standards:\n  minimum_wage:\n    dated:\n      - {from: 2021-01-01, value: 1840 CNY/month}\n"
        "      - {from: 2021-01-01, value: 1950 CNY/month}\n"
    )
    assert (
        "variant.yaml:6:16: standards.minimum_wage.dated.1.from: dated values overlap: two of them start on 2021-01-01"
        in text
    )


def test_a_dated_value_that_runs_into_the_next_overlaps(fails: Fails) -> None:
    assert "dated values overlap: one holds until 2023-06-30, the next starts on 2023-05-01" in fails(
        "standards: {minimum_wage: {dated: [{from: 2021-01-01, until: 2023-06-30, value: 1840 CNY/month},"
        " {from: 2023-05-01, value: 1950 CNY/month}]}}\n"
    )


def test_dated_values_with_a_gap_are_refused(fails: Fails) -> None:
    assert "no value holds between 2023-03-31 and 2023-05-01" in fails(
        "standards: {minimum_wage: {dated: [{from: 2021-01-01, until: 2023-03-31, value: 1840 CNY/month},"
        " {from: 2023-05-01, value: 1950 CNY/month}]}}\n"
    )


def test_a_dated_value_must_hold_when_the_history_starts(fails: Fails) -> None:
    assert "no value holds before 2022-05-01, but the history starts on 2022-01-01" in fails(
        "standards: {minimum_wage: {dated: [{from: 2022-05-01, value: 1840 CNY/month}]}}\n"
    )


def test_a_horizon_that_ends_before_it_starts_is_refused(fails: Fails) -> None:
    assert "the horizon ends (2022-12-31) before it starts (2023-01-01)" in fails("horizon: {end: 2022-12-31}\n")


def test_a_number_without_a_source_is_refused(fails: Fails) -> None:
    text = fails("county: {source: null}\n", problems=1)
    assert (
        "no source for county: 49 numbers, the first is county.persons (give it, or a section above it, source: policy"
        in text
    )


def test_an_exit_that_the_state_does_not_have_is_refused(fails: Fails) -> None:
    text = fails("behaviour: {exits: {searching: {jobs: {rate: 0.1/month}}}}\n")
    assert "behaviour.exits.searching.jobs: 'jobs' is no way out of 'searching' (did you mean 'job'?)" in text


def test_an_unknown_season_is_refused(fails: Fails) -> None:
    assert "there is no season 'hirng' (did you mean 'hiring'?)" in fails("places: {vacancies: {season: hirng}}\n")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("fund: employment", "there is no fund 'employment' (did you mean 'employment_subsidy'?)"),
        ("claim: quartely", "there is no claim procedure 'quartely' (did you mean 'quarterly'?)"),
        ("excludes: [internship_subsdy]", "no programme 'internship_subsdy' (did you mean 'internship_subsidy'?)"),
        ("excludes: [hiring_subsidy]", "a programme cannot exclude itself"),
        ("conditions: {stipend: '>= 1840 CNY'}", "the milestone job_month does not carry the fact 'stipend'"),
        ("conditions: {firm_size: [tiny]}", "'tiny' is not one of micro, small, medium, large"),
        ("conditions: {contract_months: about six}", "expected a number of months, found 'about six'"),
        ("conditions: {insured: 1}", "expected true or false, found 1"),
        ("conditions: {any: {}}", "expected a list of alternatives"),
        ("amount: 50 CNY/day", "an amount in CNY/day, but the milestone job_month covers no days"),
        ("amount: {share: 0.5, of: stipend}", "the milestone job_month does not carry the fact 'stipend'"),
        ("amount: {share: 0.5, of: staff}", "'staff' is no money fact"),
        ("amount: {share: 0.5}", "share and of belong together"),
        ("amount: {value: 500 CNY/person, share: 0.5, of: wage}", "exactly one of value, tiers, share"),
        ("amount: {tiers: {by: firm_size, steps: [{at_least: 2, value: 5 CNY}]}}", "firm_size has words; use is"),
        ("amount: {tiers: {by: firm_size, steps: [{is: smal, value: 5 CNY}]}}", "'smal' (did you mean 'small'?)"),
        ("limits: {days: 10}", "the milestone job_month covers no days"),
        ("limits: {shared_with: [internship_subsdy]}", "'internship_subsdy' (did you mean 'internship_subsidy'?)"),
        ("limits: {shared_with: [hiring_subsidy]}", "a programme does not share its limits with itself"),
        ("limits: {months: 6, shared_with: [internship_subsidy]}", "with internship_subsidy, which states another"),
        ("limits: {per: families}", "unknown word 'families' (did you mean 'family'?)"),
        ("amount: {value: 5 CNY, principal_cap: {individual: 20万元}}", "it bounds the principal of points or of a"),
        ("amount: {points: 3 %/year, principal_cap: {indivdual: 2万元}}", "'indivdual' (did you mean 'individual'?)"),
        ("claim: {within_months_of: started}", "says from when within_months count, and there is none"),
        ("claim: {within_months: 6, within_months_of: filing}", "unknown word 'filing' (one of milestone, started)"),
        ("claim: {still: [in_busines]}", "unknown word 'in_busines' (did you mean 'in_business'?)"),
        ("{amount: {quota: 6000 CNY/year}, claim: {still: [insured]}}", "a tax quota is set off at the year's end"),
        ("{when: flexible_month, conditions: null, claim: {still: [in_business]}}", "flexible_month has no firm and"),
        ("{when: job_ended, claim: {still_at_approval: [in_spell]}}", "the milestone job_ended leaves nobody"),
        ("{when: firm_year, conditions: null, claim: {still: [insured]}}", "the milestone firm_year leaves nobody"),
        ("{when: firm_year, conditions: null, limits: {per: family}}", "the milestone firm_year is one of firms"),
        ("{when: firm_year, conditions: null, limits: {shared_with: [internship_subsidy]}}", "nothing is drawn by"),
        ("conditions: {minimum_wage_percent: '== 100.05'}", "whole number of tenths and never equals 100.05"),
        ("effective: {start: 2023-05-01, end: 2023-04-01}", "ends (2023-04-01) before it starts (2023-05-01)"),
        ("who: [veterans]", "unknown word 'veterans' (did you mean 'veteran'?)"),
        ("who: {an: [veteran]}", "unknown key 'an' (did you mean 'any'?)"),
    ],
)  # fmt: skip
def test_a_fault_of_a_programme_is_one_message(fails: Fails, entry: str, expected: str) -> None:
    written = entry if entry.startswith("{") else f"\n    {entry}"
    assert expected in fails(f"programmes:\n  hiring_subsidy: {written}\n")


TARGET = "title: {zh: 目标, en: target}, source: assumption, clause: LS-01, comparator: '>=', value: 1"


def target(more: str) -> str:
    return f"targets: {{wanted: {{{TARGET}, {more}}}}}\n"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("indicator: persons_paid, of: [hirin_subsidy]",
         "targets.wanted.of.0: there is no programme 'hirin_subsidy' (did you mean 'hiring_subsidy'?)"),
        ("indicator: events_held, of: [hiring_subsidy]", "there is no event 'hiring_subsidy'"),
        ("indicator: persons_paid", "of: names the programmes that persons_paid counts"),
        ("indicator: employed_persons, of: [hiring_subsidy]",
         "of: names nothing that employed_persons counts; only persons_paid and events_held are told what to count"),
        ("indicator: employed_persons, cumulative_from: 2023-01-01",
         "cumulative_from: employed_persons does not count from 1 January, so years do not add up (one of "),
        ("indicator: skill_trainees, cumulative_from: 2023-02-01", "cumulative_from is a 1 January"),
        ("indicator: skill_trainees, cumulative_from: 2023-01-01, by: 2022-12-31", "is after by (2022-12-31)"),
        ("indicator: skill_trainees, cumulative_from: 2021-01-01",
         "cumulative_from: nothing is simulated before 2022-01-01, where the history starts"),
        ("indicator: skill_trainees, cumulative_from: 2023-01-01, change: year_on_year", "exclude each other"),
        ("indicator: skill_trainees, change: year_on_yaer", "did you mean 'year_on_year'?"),
    ],
)  # fmt: skip
def test_a_target_says_what_it_counts_and_from_when(fails: Fails, more: str, expected: str) -> None:
    assert expected in fails(target(more))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("comes_about: assumption", "comes_about: assumption wants rests_on"),
        ("rests_on: [behaviour.internship.retention]", "say comes_about: assumption"),
        ("comes_about: assumption, rests_on: [behaviour.internship.retentoin]",
         "rests_on.0: there is no number at 'behaviour.internship.retentoin' (did you mean 'behaviour."),
        ("comes_about: assumption, rests_on: [scenario.title]",
         "there is no number at 'scenario.title' (the path of a number, such as places.internship.fill)"),
        ("comes_about: chance", "unknown word 'chance' (one of simulated, assumption, construction)"),
    ],
)  # fmt: skip
def test_a_target_that_an_assumption_sets_names_its_numbers(fails: Fails, said: str, expected: str) -> None:
    assert expected in fails(target(f"indicator: skill_trainees, {said}"))


@pytest.mark.parametrize("path", ["behaviour.internship.retention", "places.public_post", "places.internship.openings"])
def test_a_target_may_rest_on_a_number_or_on_a_section_of_numbers(over: Over, path: str) -> None:
    said = target(f"indicator: skill_trainees, comes_about: assumption, rests_on: [{path}]")
    assert load_scenario(over(said)).scenario.targets["wanted"].rests_on == [path]


def test_a_change_needs_the_year_before_in_the_history(fails: Fails) -> None:
    since = "horizon: {history_from: 2022-07-01}\n"
    assert "the history must start by 2022-01-01 to give the year before, found 2022-07-01" in fails(
        since + target("indicator: skill_trainees, change: year_on_year")
    )


def test_a_change_is_in_percent_also_of_money(over: Over) -> None:
    said = target("indicator: entrepreneurship_guaranteed_loans_disbursed, change: year_on_year")
    load_scenario(over(said.replace("value: 1", "value: 0 %")))


def test_an_event_yields_only_what_is_counted(fails: Fails) -> None:
    event = "title: {zh: 日, en: day}, source: assumption, kind: other, on: [01-10]"
    text = fails(f"events: {{list: {{{event}, yields: {{enterprise_service: 2}}}}}}\n")
    assert "unknown word 'enterprise_service' (did you mean 'enterprise_services'?)" in text


def test_standing_staff_needs_firms_of_the_role(fails: Fails) -> None:
    standing = "{employment_base: {each: {uniform: [1, 9]}, unit: persons, source: assumption}}"
    text = fails(f"county: {{firms: {{roles: {{incubator: 1 firms}}, standing_staff: {standing}}}}}\n")
    assert "county.firms.standing_staff.employment_base: no firm has the role 'employment_base'" in text


def test_all_faults_are_told_at_once_also_across_sections(fails: Fails) -> None:
    text = fails(
        "county: {rural: 2}\n"
        "programmes: {hiring_subsidy: {fund: none_such, take_up: 1.5}, internship_subsidy: {clause: LS-77}}\n",
        problems=3,
    )
    assert text.startswith("3 errors in the scenario:")
    assert "county.rural" in text and "take_up" in text and "LS-77" in text


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert message(written(tmp_path, "")).endswith("scenario.yaml: the file is empty")
    assert message(written(tmp_path, "# only a comment\n")).endswith("the file is empty")


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    assert "a binary file, no YAML text" in message(written(tmp_path, bytes(range(256))))


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    text = message(written(tmp_path, "scenario:\n  name: 临水\n".encode("gbk")))
    assert "scenario.yaml:2:1: not UTF-8 text" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "programmes:\n  hiring_subsidy:\n    limits:\n      once：true\n",
            "found 'once：true' (a full-width colon '：': write",
        ),
        ("programmes: {hiring_subsidy: {who: [woman，rural]}}\n", "(a full-width comma '，': write ', '"),
        ("programmes: {hiring_subsidy: {take_up: {pert: [0.1，0.2，0.3]}}}\n", "(a full-width comma '，': write ', '"),
        ("programmes: {hiring_subsidy: {amount: 1，000 CNY/person}}\n", "'，': write the number without it)"),
    ],
)
def test_punctuation_of_the_chinese_keyboard_is_named_in_values_too(fails: Fails, text: str, expected: str) -> None:
    assert expected in fails(text)


def test_a_file_of_one_line_with_a_full_width_colon_says_so(tmp_path: Path) -> None:
    assert "(a full-width colon '：': write ': '" in message(written(tmp_path, "county：5\n"))


def test_a_list_at_the_top_is_refused(tmp_path: Path) -> None:
    assert "expected a mapping of sections at the top" in message(written(tmp_path, "- a\n- b\n"))


def test_broken_yaml_is_refused_with_line_and_column(tmp_path: Path) -> None:
    text = message(written(tmp_path, "scenario:\n  name: [a, b\nhorizon: 3\n"))
    assert "scenario.yaml:3:" in text and "not YAML" in text


def test_an_unquoted_comparison_says_to_quote_it(tmp_path: Path) -> None:
    assert "put comparisons such as '>= 12' in quotes" in message(written(tmp_path, "a:\n  b: >= 12\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: 2\n", "anchors are refused"),
        ("a: *x\n", "aliases are refused"),
        ("a: {<<: {b: 1}}\n", "merge keys (<<) are refused"),
        ("a: !!python/object/apply:os.system [ls]\n", "tags such as"),
        ("a: 1\n---\nb: 2\n", "a second document"),
        ("? [a, b]\n: 1\n", "a key must be a plain word"),
    ],
)
def test_what_is_not_plain_data_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in message(written(tmp_path, text))


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("size", [900_000, 10_000_000])
def test_a_bomb_of_nesting_is_refused_at_once(tmp_path: Path, unit: str, size: int) -> None:
    path = written(tmp_path, unit * (size // len(unit)))
    tracemalloc.start()
    started = time.process_time()
    text = message(path)
    seconds = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "larger than 4 MB" in text if size > 1_000_000 else ("nested deeper than 32" in text or "plain word" in text)
    assert seconds < 5
    assert peak < 30_000_000


def test_a_hundred_thousand_digits_are_no_number(fails: Fails) -> None:
    assert "county.persons" in fails(f"county: {{persons: {'9' * 100_000}}}\n")


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan", "1e999"])
def test_a_number_must_be_finite(fails: Fails, number: str) -> None:
    assert "county.persons" in fails(f"county: {{persons: {number}}}\n")


def test_a_missing_file_is_named_with_the_nearest(over: Over) -> None:
    path = over("")
    assert "no such file or folder" in message(path.parent / "varant.yaml")
    assert "did you mean 'variant.yaml'?" in message(path.parent / "varant.yaml")


def test_a_folder_without_a_scenario_is_named(tmp_path: Path) -> None:
    assert "holds no scenario.yaml" in message(tmp_path)


# ---------------------------------------------------------------------------------------- placement of last resort

LAST_RESORT = """
behaviour: {last_resort: {groups: [GROUPS], applied: 0.5, recognised_after: 28 days, cleared_within: 90 days,
  offered_within: {each: {uniform: [1, 30]}, unit: days}, accepted: 0.8}}
"""


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("places: {last_resort: {openings: [{on: 01-05, count: 3 posts}]}}\n",
         "2:10: places.last_resort: nothing says to whom these posts are offered (write behaviour.last_resort"),
        ("targets: {families: {title: {zh: 零, en: none}, clause: LS-04, comparator: '<=', value: 0 families,"
         " indicator: zero_employment_urban_families_uncleared}}\n",
         "targets.families.indicator: zero_employment_urban_families_uncleared counts recognised families, and"),
        (LAST_RESORT.replace("GROUPS", "zero_employment_family, disabled"),
         "behaviour.last_resort.groups: nothing says for how long disabled look for work on the market before"),
        (LAST_RESORT.replace("GROUPS", ""), "behaviour.last_resort.groups"),
        (LAST_RESORT.replace("GROUPS", "hard_to_emploi"), "'hard_to_employ'"),
        ("services: {advice: {source: assumption, title: {zh: 指导, en: advice}, who: {}, times: 9, reach: 1.0,"
         " delay: {each: {uniform: [1, 9]}, unit: days}, effect: 1.0}}\n", "services.advice.times"),
        ("services: {advice: {source: assumption, title: {zh: 指导, en: advice}, who: {}, times: 1, reach: 1.0,"
         " delay: {each: {uniform: [1, 9]}, unit: days}, effect: {jobs: 1.2}}}\n", "services.advice.effect.jobs"),
    ],
)  # fmt: skip
def test_placement_of_last_resort_and_services_say_all_that_is_needed(fails: Fails, layer: str, expected: str) -> None:
    assert expected in fails(layer)
