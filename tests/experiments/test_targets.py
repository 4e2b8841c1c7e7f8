"""Words beside a target: what counts as met, who is counted, how its probability comes about."""

import numpy as np
import pytest

import counties
import synthetic
from jobsim.engines.targets import met
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.target_view import SAME, accepted, all_targets, comes_about, described, entries, told
from jobsim.scenario.rule_sections import Target
from jobsim.tables import target_words
from jobsim.vocabulary import INDICATORS, PLANNED

VARIES = np.array([690.0, 710.0] * 6)


def target(**fields):
    plain = {"title": {"zh": "目标", "en": "target"}, "clause": "TT-05", "indicator": "urban_new_employment",
             "comparator": ">=", "value": 700}  # fmt: skip
    return Target.model_validate({**plain, **fields})


def scenario(**targets):
    return synthetic.scenario().model_copy(update={"targets": targets})


@pytest.mark.parametrize(
    ("fields", "low", "high"),
    [
        ({}, 700, None), ({"tolerance": 0.9}, 630, None), ({"comparator": "<="}, None, 700),
        ({"comparator": "<=", "tolerance": 0.8}, None, 875), ({"comparator": "==", "tolerance": 0.9}, 630, 770),
    ],
)  # fmt: skip
def test_what_counts_as_met_is_what_the_engine_takes_for_met(fields, low, high):
    one = target(**fields)
    assert accepted(one) == (pytest.approx(low) if low else None, pytest.approx(high) if high else None)
    tolerance = fields.get("tolerance", 1.0)
    for end, step in ((low, -1), (high, 1)):
        if end is not None:
            assert met(one, end, 700.0, tolerance) and not met(one, end + step, 700.0, tolerance)


def test_who_is_counted_is_said_by_the_target_or_else_by_its_indicator():
    own = {"zh": "本县居民", "en": "residents"}
    made = scenario(plain=target(), own=target(population=own), change=target(change="year_on_year"))
    assert described(made, "plain")["population"]["en"].startswith("persons who go from no work")
    assert described(made, "own")["population"] == own
    assert (described(made, "plain")["unit"], described(made, "change")["unit"]) == ("persons", "percent")


def test_what_varies_is_simulated_also_where_it_never_crosses_the_threshold():
    made = scenario(jobs=target(), far=target(value=9_000))
    assert comes_about(made, "jobs", VARIES) == ("simulated", [])
    assert comes_about(made, "far", VARIES) == ("simulated", [])


def test_what_is_the_same_in_every_replication_is_so_by_construction():
    made = scenario(jobs=target())
    assert comes_about(made, "jobs", np.full(SAME, 690.0)) == ("construction", [])
    assert comes_about(made, "jobs", np.full(SAME - 1, 690.0)) == ("simulated", []), "too few to know"
    assert comes_about(made, "jobs", np.full(SAME, 690.0), np.full(SAME, 691.0)) == ("simulated", [])
    assert comes_about(made, "jobs", np.append(np.full(SAME, 690.0), np.nan)) == ("construction", [])


def test_what_the_scenario_says_holds():
    fill = ["places.internship.fill"]
    made = scenario(one=target(comes_about="assumption", rests_on=fill), other=target(comes_about="construction"))
    assert comes_about(made, "one", VARIES) == ("assumption", fill)
    assert comes_about(made, "other", VARIES) == ("construction", [])


def test_what_is_read_off_the_plan_is_no_outcome_of_lives(tmp_path):
    layer = """
places: {public_post: {fill: {pert: [0.8, 1.0, 1.3], source: assumption}}}
events:
  fairs: {yields: {employment_intents: {pert: [40, 50, 60], unit: intents, source: assumption}}}
targets:
  posts: {source: assumption, title: {zh: 岗位, en: posts}, clause: FS-01, indicator: public_welfare_posts_opened,
          comparator: ">=", value: 5 posts}
  intents: {source: assumption, title: {zh: 意向, en: intents}, clause: FS-01, indicator: employment_intents,
            comparator: ">=", value: 5 intents}
  fairs: {source: assumption, title: {zh: 招聘会, en: fairs}, clause: FS-01, indicator: recruitment_fairs_held,
          comparator: ">=", value: 2 fairs}
"""
    made = counties.layered(tmp_path, counties.RICH, layer)
    assert comes_about(made, "posts", VARIES) == ("assumption", ["places.public_post.fill"])
    assert comes_about(made, "intents", VARIES) == ("assumption", ["events.fairs.yields.employment_intents"])
    assert comes_about(made, "fairs", np.full(3, 2.0)) == ("construction", [])
    assert set(PLANNED) <= set(INDICATORS)


@pytest.fixture
def results(made_up_engine):
    order = Order(replications=20)
    made = synthetic.scenario()
    return gather(made, "abc", order, replications(made, order, workers=1))


def test_quantiles_of_persons_are_persons(results):
    jobs, rate = entries(results)
    # 690 + 5 r for r from 0 to 19: the tenth is 735, the mean of the tenth and the eleventh 737.5.
    assert (jobs["p05"], jobs["p50"], jobs["p95"]) == (690, 735, 780)
    assert rate["p50"] == 5.0


def test_all_targets_joins_the_simulated_ones_and_says_how_many(results):
    tested = entries(results)
    assert [entry["comes_about"] for entry in tested] == ["simulated", "construction"]
    every = all_targets(results, tested)
    assert (every["probability"], every["tests"], every["of"]) == (18 / 20, 1, 2)
    assert all_targets(results, [entry | {"comes_about": "construction"} for entry in tested]) is None


def test_the_table_of_the_record_has_the_words_in_every_row(results):
    rows = told(results)
    assert len(rows) == len(results.targets) == 40
    first = rows.row(0, named=True)
    assert first["target"] == "jobs" and first["comparator"] == ">=" and first["threshold"] == 700.0
    assert (first["unit"], first["comes_about"], first["rests_on"]) == ("persons", "simulated", "")
    assert rows["replication"].to_list() == results.targets["replication"].to_list()


# ---------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (29_475.0, "persons", "29,475"), (2.7, "persons", "2.7"), (2.97, "times_per_person", "2.97"),
        (3.0, "times_per_person", "3"), (5.54, "percent", "5.5"), (90.0, "percent", "90"),
        (18_000_000.0, "CNY", "1,800.00"), (None, "persons", "—"),
    ],
)  # fmt: skip
def test_numbers_are_shown_in_their_unit(value, unit, shown):
    assert target_words.amount(value, unit) == shown


def test_a_tolerance_is_shown_with_what_it_comes_to():
    made = scenario(
        floor=target(value=3, tolerance=0.9, indicator="job_recommendations_per_person"), plain=target(),
        ceiling=target(value=5.5, tolerance=0.965, comparator="<=", indicator="urban_surveyed_unemployment_rate"),
        strict=target(value=100, tolerance=0.9, strict=True),
    )  # fmt: skip
    shown = {name: target_words.tolerance(described(made, name)) for name in made.targets}
    assert shown == {"floor": "0.9 → ≥ 2.7", "plain": None, "ceiling": "0.965 → ≤ 5.7", "strict": "0.9 → > 90"}
    assert target_words.requirement(described(made, "floor")) == ("≥ 3 次/人", "≥ 3 times a person")
    assert target_words.requirement(described(made, "strict")) == ("> 100 人", "> 100 persons")


def test_without_a_simulated_target_there_is_no_joint_probability():
    assert target_words.joined(None)[1] == "No target is simulated, so there is no joint probability"
    assert "模拟得出的 3 项（共 5 项）" in target_words.joined({"tests": 3, "of": 5})[0]
