"""Text from outside is shown and not obeyed: by terminals, by markup, by encodings that do not hold it."""

import io
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jobsim.cli import main
from jobsim.harmless import harmless, in_json, shortened
from jobsim.language import Words
from jobsim.reports.console import console as new_console
from jobsim.reports.screen import Screen
from jobsim.scenario.errors import SHOWN, Problem, ScenarioError
from jobsim.tables.table import Column, made

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eabc\u2066[/] [red]x[/red] [/nope] :smile: \r"
STEERING = ("Cc", "Cs", "Zl", "Zp")
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def steers(text):
    return [c for c in text if (unicodedata.category(c) in STEERING and c not in "\n\t") or c in BIDI]


anything = st.text(st.characters(codec=None) | st.sampled_from(HOSTILE))


@given(anything)
def test_no_text_steers_a_terminal(text):
    shown = harmless(text)
    assert not steers(shown) and harmless(shown) == shown
    assert "\n" not in harmless(text, lines=False)
    shown.encode()


@given(st.dictionaries(anything, anything))
def test_json_means_the_same_and_steers_nothing(document):
    text = in_json(json.dumps(document, ensure_ascii=False))
    assert not steers(text)
    assert json.dumps(json.loads(text)) == json.dumps(json.loads(json.dumps(document)))


@given(anything)
def test_a_console_prints_text_as_it_is_written(text):
    console = new_console()
    console.file = out = io.StringIO()
    table = made(
        "a", Words("a", "b"), [Column("c", Words("c", "d"), "plain")], [{"c": text.encode(errors="replace").decode()}]
    )
    console.print(text)
    console.print(Screen(table, "zh"))
    assert not steers(out.getvalue())


@given(st.text(max_size=300), st.integers(8, 100))
def test_a_shortened_text_keeps_its_begin_and_end(text, limit):
    shown = shortened(text, limit)
    assert shown == text if len(text) <= limit else len(shown) < limit + 40 and shown.startswith(text[:6])


def titled(folder, title):
    (folder / "scenario.yaml").write_text(
        f"extends: {MINIMAL}\nprogrammes: {{internship_subsidy: {{title: {json.dumps({'zh': title, 'en': title})}}}}}\n"
    )
    return str(folder)


@pytest.mark.parametrize("command", ["coverage", "assumptions", "validate", "diff", "run", "explain"])
def test_a_hostile_title_is_shown_by_every_command(tmp_path, command):
    scenario = titled(tmp_path, "[/] [red]x[/red] [/nope] :smile:")
    more = {"diff": [MINIMAL], "run": ["-n", "1", "--engine", "simpy", "--ledger", "--out", str(tmp_path / "r")]}
    arguments = [command, scenario, *more.get(command, [])]
    if command == "explain":
        CliRunner().invoke(main, ["run", scenario, *more["run"]])
        (folder,) = (tmp_path / "r" / "linshui").iterdir()
        arguments = ["explain", str(folder), "0/3"]
    done = CliRunner().invoke(main, arguments)
    assert not done.exit_code and "Traceback" not in done.output and not steers(done.output)
    if command in ("diff", "run", "explain"):
        assert "[/]" in done.stdout and ":smile:" in done.stdout


@pytest.mark.parametrize("command", ["coverage", "validate", "run"])
def test_a_title_that_turns_the_reading_direction_is_refused_in_words(tmp_path, command):
    done = CliRunner().invoke(main, [command, titled(tmp_path, "abc\u202edef")])
    assert done.exit_code == 2 and done.stderr.count("\n") < 5 and not steers(done.output)


def test_a_hostile_key_is_told_in_one_line(tmp_path):
    key = json.dumps(HOSTILE + "\nforged.yaml:1:1: all is well")
    (tmp_path / "scenario.yaml").write_text(f"extends: {MINIMAL}\n? {key}\n: 1\n")
    done = CliRunner().invoke(main, ["validate", str(tmp_path)])
    assert done.exit_code == 2 and not steers(done.output)
    assert len(done.stderr.splitlines()) == 1


def test_fifty_errors_are_told_and_the_rest_counted(tmp_path):
    keys = "".join(f"zz{number}: 1\n" for number in range(1, 3001))
    (tmp_path / "scenario.yaml").write_text(f"extends: {MINIMAL}\n{keys}")
    done = CliRunner().invoke(main, ["validate", str(tmp_path)])
    lines = done.stderr.splitlines()
    assert done.exit_code == 2 and lines[0] == f"3,000 errors in the scenario, the first {SHOWN}:"
    assert len(lines) == SHOWN + 2 and lines[-1] == "… and 2,950 more"


def test_what_was_typed_is_quoted_in_bounds(tmp_path):
    long = "x" * 100_000
    (tmp_path / "scenario.yaml").write_text(f"extends: {MINIMAL}\nhorizon: !{long} 1\n")
    for arguments in (["validate", str(tmp_path)], ["validate", MINIMAL, "--set", f"{long}=1"]):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 2 and len(done.stderr) < 3000
    assert len(str(ScenarioError([Problem("f", 1, 1, "p" * 9999, "m" * 9999, "h" * 9999)]))) < 2000


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
def test_an_encoding_that_does_not_hold_a_character_replaces_it(encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    for command, mark in ((["coverage", MINIMAL], b"clauses"), (["assumptions", MINIMAL, "--json"], b'"assumptions"')):
        done = subprocess.run([sys.executable, "-m", "jobsim", *command], capture_output=True, env=environment,
                              check=False)  # fmt: skip
        assert done.returncode == 0 and done.stderr == b"" and mark in done.stdout
        if "--json" in command:
            told = json.loads(done.stdout.decode(encoding))
            assert "?" not in "".join(one["path"] for one in told["assumptions"])
