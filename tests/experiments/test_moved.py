"""What moved between two runs: nothing between equal ones, and every figure, value and draw of a change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.experiments.moved import between
from jobsim.experiments.opened import open_run

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")


def run(out: Path, *more: object) -> Path:
    done = CliRunner().invoke(main, ["run", MINIMAL, "--out", str(out), *map(str, more)])
    assert done.exit_code == 0, done.output
    return next(folder for folder in out.glob("*/*") if not folder.name.startswith("."))


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    dearer = ("--set", "programmes.internship_subsidy.amount=2000 CNY/month")
    return {
        "base": run(folder / "a", "-n", 4), "again": run(folder / "b", "-n", 4),
        "dearer": run(folder / "c", "-n", 4, *dearer), "seed": run(folder / "d", "-n", 6, "--seed", 2),
        "taken": run(folder / "e", "-n", 4, "--set", "programmes.hiring_subsidy.take_up=0.1"),
    }  # fmt: skip


def test_nothing_moves_between_equal_runs(runs):
    found = between(open_run(runs["base"]), open_run(runs["again"]))
    assert (found.figures, found.values, found.draws, found.same_luck) == ((), (), (), True)
    said = CliRunner().invoke(main, ["diff-runs", str(runs["base"]), str(runs["again"])])
    assert said.exit_code == 0 and "no figure moved" in said.stdout
    assert (
        "没有指标变化"
        in CliRunner().invoke(main, ["diff-runs", str(runs["base"]), str(runs["again"]), "--lang", "zh"]).stdout
    )


def test_a_dearer_rate_moves_its_programme_and_what_sums_it(runs):
    a, b = open_run(runs["base"]), open_run(runs["dearer"])
    found = between(a, b)
    moved = {(one.what, one.name): one for one in found.figures}
    assert {name for what, name in moved if what == "programme"} == {"internship_subsidy"}
    assert moved["demand", "employment_subsidy"].change > 0 and "arrears" not in {what for what, _ in moved}
    paid = [one.results.programmes.filter(programme="internship_subsidy")["paid_fen"].sum() / 400 for one in (a, b)]
    one = moved["programme", "internship_subsidy"]
    assert (one.a, one.b) == (pytest.approx(paid[0]), pytest.approx(paid[1])) and one.error is None
    assert moved["outlay", ""].change == pytest.approx(one.change)
    months = sum(one.change for one in found.figures if one.what == "month")
    payers = sum(one.change for one in found.figures if one.what == "payer")
    assert months == pytest.approx(one.change) and payers == pytest.approx(one.change)
    assert [value.path for value in found.values] == ["programmes.internship_subsidy.amount"]
    assert found.draws == ()


def test_other_luck_is_told_with_its_standard_error(runs):
    found = between(open_run(runs["base"]), open_run(runs["seed"]))
    assert not found.same_luck and found.draws
    assert all(one.error is not None for one in found.figures if one.a is not None and one.b is not None)
    told = CliRunner().invoke(main, ["diff-runs", str(runs["base"]), str(runs["seed"])]).stdout
    assert "luck is part of each difference" in told and "±" in told


def test_the_document_has_figures_values_and_draws(runs):
    told = CliRunner().invoke(main, ["diff-runs", str(runs["base"]), str(runs["taken"]), "--json"])
    document = json.loads(told.stdout)
    assert [one["path"] for one in document["values"]] == ["programmes.hiring_subsidy.take_up"]
    moved = {row["name_en"] for row in document["figures"]["rows"] if row["what_en"] == "cash of a programme"}
    assert moved == {"Hiring subsidy"} and document["same_luck"] is True
    row = next(row for row in document["figures"]["rows"] if row["what_en"] == "outlay")
    assert row["change_value"] == pytest.approx(row["b_value"] - row["a_value"])


def test_what_is_no_run_is_one_message(runs, tmp_path):
    for pair in ((runs["base"], tmp_path), (tmp_path / "none", runs["base"])):
        done = CliRunner().invoke(main, ["diff-runs", *map(str, pair)])
        assert done.exit_code == 2 and done.stderr.count("\n") == 1 and "is not the record of a run" in done.stderr
