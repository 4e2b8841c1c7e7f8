"""docs/new-county.md, followed to the letter: its blocks make a scenario, and its commands say what the page says."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.scenario.loader import load_scenario

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "new-county.md").read_text(encoding="utf-8")


def blocks(kind):
    return dict(re.findall(rf"<!-- {kind}: (\S+) -->\n```\w*\n(.*?)```", PAGE, re.S))


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A folder of scenarios with the shared layers and what the page writes."""
    root = tmp_path_factory.mktemp("page")
    shutil.copytree(ROOT / "scenarios" / "base", root / "scenarios" / "base")
    for name, body in blocks("file").items():
        path = root / "scenarios" / "liuxi_2024" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    return root


def follow(county, name, monkeypatch, *more):
    """Runs a command of the page where its paths are right."""
    monkeypatch.chdir(county)
    words = blocks("command")[name].split()
    assert words[0] == "jobsim"
    return CliRunner().invoke(main, [*words[1:], *more])


def test_every_yaml_block_is_a_file():
    assert PAGE.count("```yaml") == len(blocks("file"))
    assert PAGE.count("```sh") == len(blocks("command")) == 4


def test_validate_says_what_the_page_says(county, monkeypatch):
    done = follow(county, "validate", monkeypatch)
    assert done.exit_code == 0, done.output
    assert blocks("output")["validate"].strip() in done.output.splitlines()


def test_no_clause_of_the_document_is_lost(county, monkeypatch):
    done = follow(county, "coverage", monkeypatch)
    assert done.exit_code == 0, done.output
    assert blocks("output")["coverage"].strip() in done.output.splitlines()
    found = json.loads(follow(county, "coverage", monkeypatch, "--json").stdout)["clauses"]
    assert len(found) == len(re.findall(r"^> \d+\. ", PAGE, re.M))
    assert not [entry["id"] for entry in found if entry["disposition"] == "absent"]


def test_the_cases_hold_and_every_clause_with_money_has_one(county, monkeypatch):
    done = follow(county, "cases", monkeypatch)
    assert done.exit_code == 0, done.output
    assert blocks("output")["cases"].strip() in done.output.splitlines()
    scenario = load_scenario(county / "scenarios" / "liuxi_2024", exclude_missing=True).scenario
    paying = {
        line.split(": ")[1].rstrip() for line in blocks("file")["cases/cases.yaml"].splitlines() if "clause:" in line
    }
    assert {entry.clause for entry in scenario.programmes.values()} == paying


def test_the_run_leaves_out_what_has_no_figure_and_says_so(county, monkeypatch):
    done = follow(county, "run", monkeypatch, "-n", "2", "--workers", "1", "--json")
    assert done.exit_code == 0, done.output
    summary = json.loads(done.stdout)
    assert [left["clause"] for left in summary["excluded"]] == ["LX-09"]
    paid = {entry["programme"]: entry["mean"] for entry in summary["outlay"]["programmes"]}
    assert all(paid[name] > 0 for name in ("internship_subsidy", "hiring_subsidy", "public_post_wage", "fairs")), paid


def test_the_posts_cost_what_the_page_says(county, monkeypatch):
    """The page rounds; another seed or a new draw somewhere moves a sum of 34 heads by less than a third."""
    done = follow(county, "run", monkeypatch, "--workers", "1", "--json")
    summary = json.loads(done.stdout)
    posts = next(entry for entry in summary["outlay"]["programmes"] if entry["programme"] == "public_post_wage")
    persons, each, said, total = (
        int(figure.replace(",", ""))
        for figure in re.search(
            r"some (\d+) persons at ([\d,]+) CNY, ([\d,]+) CNY of an outlay of about ([\d,]+)", PAGE
        ).groups()
    )
    assert posts["persons"] == pytest.approx(persons, rel=0.3)
    assert posts["mean"] / posts["persons"] == pytest.approx(each, rel=0.3)
    assert posts["mean"] == pytest.approx(said, rel=0.3)
    assert summary["outlay"]["total"]["mean"] == pytest.approx(total, rel=0.3)


def test_without_leave_the_run_stops_and_names_the_clause(county, monkeypatch):
    monkeypatch.chdir(county)
    done = CliRunner().invoke(main, ["run", "scenarios/liuxi_2024", "-n", "1", "--out", "results"])
    assert done.exit_code == 2
    assert "LX-09" in done.output


def test_the_variant_is_valid_and_differs(county):
    folder = county / "scenarios" / "liuxi_2024"
    assert load_scenario(folder / "variants" / "jobs_with_founder.yaml").hash != load_scenario(folder).hash
