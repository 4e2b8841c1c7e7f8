"""What a result rests on, from the command line: pages, documents, files, and one message for what cannot be."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobsim.cli import main

KNOWN = str(Path(__file__).parents[1] / "fixtures" / "known")
MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")


def call(*arguments):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with a store, a run of the county whose outlay one can reckon, and one that is too small."""
    folder = tmp_path_factory.mktemp("home")
    for number, out in ((120, "run"), (20, "small")):
        call("run", KNOWN, "-n", number, "--workers", 1, "--out", folder / out)
    return folder


def run_of(home, name="run"):
    (found,) = (one for one in (home / name / "linshui").iterdir() if one.is_dir())
    return found


def test_a_scenario_is_understood_in_both_languages(home):
    same = ("understand", KNOWN, "-n", 120, "--workers", 1, "--store", home / "store")
    page = call(*same)
    assert "Most of it is what is not known about: Fair one, Price" in page and "more replications do not help" in page
    assert "Fair one, Price" in page and "budget_lines.one" in page
    page = call(*same, "--lang", "zh")
    assert "影响最大的是：活动one·" in page and "哪些数最要紧" in page


def test_a_finished_run_is_understood_as_a_document_and_as_a_file(home, tmp_path):
    told = json.loads(call("understand", run_of(home), "--json", "--workers", 1, "--store", home / "store"))
    assert told["plan"] | {"exchanged": 0, "rounds": 0} == {
        "replications": 120, "pairs": 15, "numbers": 5, "exchanged": 0, "rounds": 0,
    }  # fmt: skip
    rows = told["understood"]["rows"]
    assert rows[0]["path"] == "budget_lines.one.price" and rows[0]["range_low"] <= rows[0]["range"]
    assert {row["spread"] for row in told["overview"]["rows"]} >= {"outlay.2023.cash"}
    file = tmp_path / "numbers.csv"
    call("understand", run_of(home), "--csv", file, "--workers", 1, "--store", home / "store")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        assert len(list(csv.reader(opened))) == len(rows) + 1


def test_the_register_is_ordered_by_a_run(home):
    assert call("assumptions", "--rank", run_of(home)) == call("assumptions", KNOWN, "--rank", run_of(home))
    told = json.loads(call("assumptions", KNOWN, "--rank", run_of(home), "--json"))
    first, last = told["assumptions"][0], told["assumptions"][-1]
    assert (first["rank"], first["path"]) == (1, "budget_lines.one.price")
    assert first["interval"][0] <= first["index"] <= first["interval"][1] and first["index"] > told["floor"]
    assert last["rank"] is last["index"] is last["interval"] is None
    plain = json.loads(call("assumptions", KNOWN, "--json"))["assumptions"]
    assert sorted(one["path"] for one in plain) == sorted(one["path"] for one in told["assumptions"])


def test_a_run_says_beside_its_spread_how_much_is_assumption(home):
    page = call("show", run_of(home))
    assert "What the spread comes from" in page and "from" in page and "assumption" in page
    told = json.loads(call("show", run_of(home), "--json"))["assumption_and_luck"]
    assert told["pairs"] == 15 and told["spreads"][0]["spread"] == "outlay.2023.cash"
    assert "What the spread comes from" not in call("show", run_of(home, "small"))


def test_the_number_of_pairs_can_be_said(home):
    told = json.loads(call("run", KNOWN, "-n", 12, "--pairs", 12, "--json", "--out", home / "pairs", "--workers", 1))
    assert told["assumption_and_luck"]["pairs"] == 12
    told = json.loads(call("run", KNOWN, "-n", 80, "--pairs", 0, "--json", "--out", home / "none", "--workers", 1))
    assert told["assumption_and_luck"]["pairs"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["understand", KNOWN, "-n", "99"], "99 replications are too few"),
        (["understand", "{small}"], "20 replications are too few to tell numbers from noise: at least 100"),
        (["understand", "{run}", "--seed", "2"], "--seed belongs to a scenario"),
        (["understand", "{run}", "-n", "200"], "-n belongs to a scenario"),
        (["understand", KNOWN, "--minutes", "0"], "--minutes"),
        (["understand", KNOWN, "--csv", "numbers.txt"], "the name of the file must end in .csv"),
        (["assumptions", MINIMAL, "--rank", "{run}"], "is a run of another scenario"),
        (["assumptions", "--rank", "{small}"], "20 replications are too few"),
        (["assumptions", "--set", "a=1", "--rank", "{run}"], "name a SCENARIO"),
        (["run", KNOWN, "-n", "5", "--pairs", "-1"], "of 5 replications 0 to 5 can have a twin, found -1 pairs"),
    ],
)
def test_what_cannot_be_is_one_message(home, arguments, said):
    places = {"run": run_of(home), "small": run_of(home, "small")}
    done = CliRunner().invoke(main, [one.format(**places) for one in arguments])
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.output, done.output
