"""The page of a county of one's own, in both languages: its commands run and do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.scenario.loader import load_scenario

DOCS = Path(__file__).parents[2] / "docs"


def commands(page: str) -> dict[str, list[str]]:
    text = (DOCS / page).read_text(encoding="utf-8")
    found = dict(re.findall(r"<!-- command: (\w+) -->\n```sh\njobsim (.+?)\n```", text))
    return {name: shlex.split(line) for name, line in found.items()}


def test_the_pages_hold_the_same_commands() -> None:
    assert commands("own-county.md") == commands("own-county.zh-CN.md")


def test_the_commands_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = {}
    found = commands("own-county.md")
    assert list(found) == ["new", "assumptions", "run", "roll", "next"]
    for name, arguments in found.items():
        few = ["2" if before == "-n" else one for before, one in zip(["", *arguments], arguments, strict=False)]
        done = CliRunner().invoke(main, [*few, "--lang", "en"])
        assert done.exit_code == 0, (name, done.output)
        said[name] = re.sub(r"\s+", " ", done.stdout)
    assert "in proportion" in said["new"] and "are borrowed from another county" in said["assumptions"]
    assert "are borrowed from another county and not of this one" in said["run"] and "To be stated anew" in said["roll"]
    assert load_scenario("liuxi").missing == ()
    rolled = load_scenario("liuxi_2024").scenario
    assert rolled.horizon.start.year == 2024 and rolled.scenario.county.zh == "柳溪县"
