"""docs/cases.md: its examples hold, and it names every key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from case_files import Run
from jobsim.cases.words import CASE, FIRM, HISTORY, PERSON

PAGE = (Path(__file__).parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")


def test_the_examples_of_the_page_hold(run: Run) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    results = run(example)
    assert [result.message for result in results] == ["", ""]


def test_the_failure_on_the_page_is_what_the_command_says(run: Run) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    [first, _] = run(example.replace("amount: 12000 CNY", "amount: 13000 CNY"))
    assert f"{first.message}\n```" in PAGE


@pytest.mark.parametrize("line", HISTORY)
def test_every_line_of_a_history_and_its_keys_are_on_the_page(line: str) -> None:
    [row] = [row for row in PAGE.splitlines() if row.startswith("|") and f"`{line}`" in row.split("|")[1]]
    for key in HISTORY[line]:
        assert re.search(rf"\b{key}\b", row), key


@pytest.mark.parametrize("key", [*CASE, *PERSON, *FIRM])
def test_every_key_of_a_case_is_on_the_page(key: str) -> None:
    assert re.search(rf"`{key}`", PAGE)
