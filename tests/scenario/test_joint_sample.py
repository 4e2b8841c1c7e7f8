"""A joint sample in a scenario: rows that replications take, on both engines, and samples of another scenario."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import counties
from counties import FIXTURES, SMALL
from identity import assert_identical
from jobsim.draws import Draws
from jobsim.engines import run_replication
from jobsim.scenario.drawn import Drawn, parameters_of
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.views import diff, resolve

TAKE_UP, RETENTION = "programmes.hiring_subsidy.take_up", "behaviour.internship.retention"
SAMPLE = """
county: 临水县
scenario: linshui
hash: "0123"
version: 0.1.0
seed: 1
effective: 2.6
uncertain: 5
waves: [{runs: 100, left: 0.5}, {runs: 100, left: 0.4, effective: 60}]
observations:
  - {what: paid, of: hiring_subsidy, when: "2023", unit: CNY, value: 2500, tolerance: 100, model: 125, luck: 900,
     before: {p05: 1000, p50: 2000, p95: 4700}, after: {p05: 1500, p50: 2400, p95: 3600}, off: -0.1,
     moved_by: [programmes.hiring_subsidy.take_up]}
numbers:
  - {path: programmes.hiring_subsidy.take_up, law: pert 0.3 | 0.6 | 0.8 share}
  - {path: behaviour.internship.retention, law: pert 0.35 | 0.5 | 0.65 share}
rows:
  - "1 0.10000 0.90000"
  - "2 0.50000 0.50000"
  - "0 0.70000 0.70000"
  - "1 0.90000 0.10000"
"""


def layer(folder, sample=SAMPLE, more=""):
    (folder / "sample.yaml").write_text(sample, encoding="utf-8")
    (folder / "scenario.yaml").write_text(
        f"extends: {FIXTURES / SMALL}\nparameters: {{sample: sample.yaml}}\n{more}", encoding="utf-8"
    )
    return folder


def refused(folder, sample, more=""):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(layer(folder, sample, more))
    return str(caught.value)


def test_rows_are_taken_whole_and_by_their_weight(tmp_path):
    made = load_scenario(layer(tmp_path)).scenario
    plain = counties.scenario(SMALL)
    take_up, retention = made.programmes["hiring_subsidy"].take_up, made.behaviour.internship.retention
    pairs = {}
    for row, (first, second) in enumerate([(0.1, 0.9), (0.5, 0.5), (0.7, 0.7), (0.9, 0.1)]):
        pairs[round(take_up.ppf(first), 9), round(retention.ppf(second), 9)] = row
    taken: Counter[int] = Counter()
    for number in range(400):
        drawn = parameters_of(made, Draws(1, number))
        taken[pairs[round(drawn.value(take_up), 9), round(drawn.value(retention), 9)]] += 1
        price = made.budget_lines["recruitment_fairs"].price
        own = parameters_of(plain, Draws(1, number)).value(plain.budget_lines["recruitment_fairs"].price)
        assert drawn.value(price) == own
    assert set(taken) == {0, 1, 3}
    assert [taken[row] / 400 for row in (0, 1, 3)] == pytest.approx([0.25, 0.5, 0.25], abs=0.07)


def test_both_engines_and_any_drawing_agree_on_the_row(tmp_path):
    made = load_scenario(layer(tmp_path)).scenario
    one, other = (run_replication(made, 3, 5, engine=name) for name in ("simpy", "compiled"))
    assert_identical(one, other, made)
    twin = run_replication(made, 3, 2**31 + 5, drawn=Drawn(5))
    assert twin.parameters == other.parameters and twin.ledger.tobytes() != other.ledger.tobytes()
    stated = parameters_of(made, Draws(3, 5), Drawn(5, {TAKE_UP: 0.25}))
    take_up = made.programmes["hiring_subsidy"].take_up
    assert stated.value(take_up) == pytest.approx(take_up.ppf(0.25))


def test_the_sample_is_part_of_the_scenario_and_of_its_hash(tmp_path):
    found = load_scenario(layer(tmp_path))
    assert found.hash != load_scenario(FIXTURES / SMALL).hash
    assert (tmp_path / "sample.yaml") in found.files
    flat = tmp_path / "flat.yaml"
    flat.write_text(resolve(found), encoding="utf-8")
    again = load_scenario(flat)
    assert again.hash == found.hash
    assert run_replication(again.scenario, 1, 0).parameters == run_replication(found.scenario, 1, 0).parameters
    heavier = load_scenario(layer(tmp_path, SAMPLE.replace('"2 0.5', '"3 0.5')))
    assert heavier.hash != found.hash


def test_two_samples_differ_in_one_line(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    layer(one)
    layer(other, SAMPLE.replace('"2 0.5', '"3 0.5'))
    (found,) = diff(load_scenario(one), load_scenario(other))
    assert found.path == "parameters.sample" and found.a["sets"] == found.b["sets"] == 4
    assert found.a["sha256"] != found.b["sha256"]


def test_a_sample_can_be_named_and_left_out_on_the_command_line(tmp_path, monkeypatch):
    found = load_scenario(layer(tmp_path))
    monkeypatch.chdir(tmp_path)
    named = load_scenario(FIXTURES / SMALL, ["parameters.sample=sample.yaml"])
    assert named.hash == found.hash
    assert load_scenario(tmp_path, ["parameters="]).hash == load_scenario(FIXTURES / SMALL).hash


def test_a_sample_of_another_county_is_refused_at_its_place(tmp_path):
    said = refused(tmp_path, SAMPLE.replace("临水县", "富水县"))
    assert "sample.yaml:2:9" in said and "a parameter sample of 富水县; this scenario is of 临水县" in said
    assert "--set parameters=" in said


def test_a_sample_of_other_ranges_says_what_differs(tmp_path):
    changed = "programmes: {hiring_subsidy: {take_up: {pert: [0.3, 0.6, 0.9], source: assumption}}}\n"
    said = refused(tmp_path, SAMPLE, changed)
    assert f"{TAKE_UP} = pert 0.3 | 0.6 | 0.8 share; the scenario now says pert 0.3 | 0.6 | 0.9 share" in said
    said = refused(tmp_path, SAMPLE.replace("internship.retention", "internship.retentions"))
    assert "which the scenario does not have" in said and "did you mean 'behaviour.internship.retention'?" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0.10000 0.90000", "0.10000", "1 draws for 2 numbers"),
        ("0.10000 0.90000", "0.10000 many", "expected a weight and the uniform draw"),
        ("0.10000 0.90000", "0.10000 1.2", "a uniform draw lies between 0 and 1"),
        ("effective: 2.6", "effektive: 2.6", "unknown key 'effektive'"),
    ],
)
def test_a_damaged_sample_is_refused(tmp_path, old, new, told):
    assert told in refused(tmp_path, SAMPLE.replace(old, new))


def test_a_sample_that_is_not_there_is_told_where_it_is_named(tmp_path):
    layer(tmp_path)
    (tmp_path / "sample.yaml").rename(tmp_path / "sampled.yaml")
    with pytest.raises(ScenarioError, match=r"scenario\.yaml:2:22: parameters\.sample: no such file.*sampled\.yaml"):
        load_scenario(tmp_path)


def test_a_layer_over_a_calibrated_scenario_may_name_another_sample(tmp_path):
    base, over = tmp_path / "base", tmp_path / "over"
    base.mkdir()
    over.mkdir()
    layer(base)
    (over / "other.yaml").write_text(SAMPLE.replace("seed: 1", "seed: 2"), encoding="utf-8")
    (over / "scenario.yaml").write_text("extends: ../base\nparameters: {sample: other.yaml}\n", encoding="utf-8")
    sample = load_scenario(over).scenario.parameters.sample
    assert sample.seed == 2 and len(sample.rows) == 4


def test_weights_and_draws_are_read_as_arrays(tmp_path):
    from jobsim.scenario.joint_sample import table

    weights, draws = table(load_scenario(layer(tmp_path)).scenario.parameters.sample)
    assert np.allclose(weights, [0.25, 0.5, 0, 0.25]) and draws.shape == (4, 2)
