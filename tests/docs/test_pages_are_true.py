"""What the README and the pages of docs/ say of commands, columns, states and indicators is what there is."""

import json
import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.vocabulary import EXITS, INDICATORS, STATES, Phase

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def table_rows(text):
    """The cells of all table rows, without head and rule."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if not set(row[0]) <= set("-: ")]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    scenario = str(ROOT / "tests" / "fixtures" / "minimal")
    whole = ["--ledger", "--pairs", "1", "--out", str(out)]
    done = CliRunner().invoke(main, ["run", scenario, "-n", "1", "--workers", "1", *whole])
    assert done.exit_code == 0, done.output
    (folder,) = (out / "linshui").iterdir()
    return folder


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("name", ["run", "test"])
def test_a_readme_holds_the_commands_that_ci_runs(readme, name):
    found = re.findall(rf"<!-- ci:{name} -->\n```sh\n(.+?)\n```", page(readme), re.S)
    assert len(found) == 1
    assert found == re.findall(rf"<!-- ci:{name} -->\n```sh\n(.+?)\n```", page("README.md"), re.S)


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_names_every_command_and_no_other(readme):
    named = set(re.findall(r"`jobsim ([a-z-]+)[^`]*` \|", page(readme)))
    assert named == set(main.commands)


@pytest.mark.parametrize("readme", READMES)
def test_the_options_a_readme_names_are_those_of_run(readme):
    line = next(line for line in page(readme).splitlines() if line.startswith("| `jobsim run"))
    known = {option for parameter in main.commands["run"].params for option in parameter.opts}
    assert set(re.findall(r"`(-[-a-z]+)", line)) <= known


def test_every_key_of_the_summary_is_described(recorded):
    document = json.loads((recorded / "summary.json").read_text(encoding="utf-8"))
    text = page("docs/reading-a-result.md")
    spread = {"mean", "p05", "p10", "p50", "p80", "p90", "p95"}

    def named(head):
        """The keys in the first column below a heading."""
        (section,) = re.findall(rf"^#+ {head}\n(.+?)(?=\n#|\Z)", text, re.S | re.M)
        return {key for row in table_rows(section) for key in re.findall(r"`([^`]+)`", row[0])}

    assert set(document) == named("summary.json") - {"key"}
    assert set(document["outlay"]["programmes"][0]) - spread == named("A programme")
    funds = named("funds")
    assert set(document["funds"][0]) - {f"{key}_interval" for key in ("appropriation_80", "appropriation_95")} == funds
    assert set(document["targets"][0]) == named("targets")


def test_every_column_of_every_table_is_described(recorded):
    sections = re.split(r"\n### ", page("docs/reading-a-result.md"))[1:]
    described = {}
    for section in sections:
        name, _, body = section.partition("\n")
        body = body.split("\n## ")[0]
        if name.endswith(".parquet"):
            described[name] = [column for row in table_rows(body)[1:] for column in re.findall(r"`(\w+)`", row[0])]
    tables = sorted(path.name for path in recorded.glob("*.parquet"))
    assert sorted(described) == tables
    for name in tables:
        columns = pl.read_parquet(recorded / name).columns
        payers = [column for column in columns if column.startswith("paid_by_")]
        assert described[name] == [c for c in columns if c not in payers] + payers[:1], name


def test_every_state_stands_in_the_model_with_its_exits():
    section = page("docs/model.md").split("### 2.3")[1].split("### 2.4")[0]
    rows = {row[0].strip("`"): row for row in table_rows(section)[1:]}
    assert list(rows) == list(STATES)
    for state, row in rows.items():
        assert row[1] == STATES[state][0]
        assert tuple(re.findall(r"`(\w+)`", row[2])) == EXITS.get(state, ()), state


def test_every_phase_stands_in_the_model():
    found = [row[0].split() for row in table_rows(page("docs/model.md")) if re.match(r"\d [A-Z]+$", row[0])]
    assert found == [[str(int(phase)), phase.name] for phase in Phase]


def test_every_indicator_is_explained_once():
    section = page("docs/model.md").split("### 2.8 Indicators")[1].split("\n## ")[0]
    named = [name for row in table_rows(section)[1:] for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted(INDICATORS)


def test_no_page_links_to_a_file_that_is_not_there():
    pages = [ROOT / name for name in READMES] + list((ROOT / "docs").rglob("*.md"))
    for path in pages:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
