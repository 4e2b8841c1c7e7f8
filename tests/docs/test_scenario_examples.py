"""Every example of docs/scenarios.md is a scenario on top of the made-up county; those marked wrong are refused."""

import re
import shutil
from pathlib import Path

import pytest

from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"<!-- (example|wrong): ([^>]+) -->\n```yaml\n(.*?)```", re.S)


def examples(kind):
    text = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    return [pytest.param(body, name, id=name) for found, name, body in _BLOCK.findall(text) if found == kind]


@pytest.fixture
def written(tmp_path):
    """Writes an example beside the made-up county and returns its path."""
    shutil.copytree(ROOT / "tests" / "fixtures" / "minimal", tmp_path / "linshui")

    def write(body):
        folder = tmp_path / "example"
        folder.mkdir()
        (folder / "scenario.yaml").write_text(body, encoding="utf-8")
        return folder

    return write


def test_every_yaml_block_of_the_page_is_marked():
    text = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    assert len(_BLOCK.findall(text)) == text.count("```yaml") >= 10


@pytest.mark.parametrize(("body", "name"), examples("example"))
def test_an_example_is_a_valid_scenario(body, name, written):
    load_scenario(written(body))


@pytest.mark.parametrize(("body", "word"), examples("wrong"))
def test_a_wrong_example_is_refused_with_the_word_in_question(body, word, written):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(body))
    assert word in str(caught.value)


def test_the_missing_figure_stops_a_run_and_names_its_clause(written):
    body = next(case.values[0] for case in examples("example") if case.id == "missing")
    with pytest.raises(ScenarioError, match="LS-02"):
        load_scenario(written(body), for_run=True)
