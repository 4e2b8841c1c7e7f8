"""A county of one's own from the command line: the next budget year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobsim.cli import main

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_scenario_is_rolled_on_and_says_what_it_asks(tmp_path: Path) -> None:
    done = call("roll", SCENARIOS / "jingde_2022", 2024, "--out", tmp_path / "next", "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert "要重新填写" in done.stdout and "每年都有，照旧" in done.stdout and "已到期" in done.stdout
    assert "4项缺数" in done.stdout.replace(" ", "") and str(tmp_path / "next") in done.stdout.replace("\n", "")
    refused = call("run", tmp_path / "next", "-n", 1, "--out", tmp_path / "out", "--lang", "zh")
    assert refused.exit_code == 2 and "2024年的月最低工资标准是多少" in refused.output


def test_answers_become_part_of_it_and_the_document_says_so(tmp_path: Path) -> None:
    said = ("--set", "funds.employment_subsidy.appropriations.2024.amount=70万元")
    done = call("roll", "jingde_2022", 2024, "--out", tmp_path / "next", "--json", *said)
    document = json.loads(done.stdout)
    missing = [entry["path"] for entry in document["entries"] if entry["is_missing"]]
    assert document["scenario"] == "jingde_2024" and len(missing) == 3
    assert (tmp_path / "next" / "scenario.yaml").read_text(encoding="utf-8").count('extends: "jobsim:jingde_2022"') == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("jingde_2022", 2023), "YEAR: 2023 lies within the horizon, 2022 to 2023 (the next year is 2024)"),
        (("jingde_2022", 2020), "YEAR: 2020 is before the document"),
        (("jingde_2020", 2024), "did you mean 'jingde_2022'?"),
        (("jingde_2022", 2024, "--out", "{folder}"), "it is there already"),
        (("jingde_2022", 2024, "--out", "{folder}/a/b"), "there is no folder"),
        (("jingde_2022", 2024, "--out", "{folder}/a:b"), "is no name for a folder"),
        (("jingde_2022", 2024, "--out", "{folder}/\x1b[31mred"), "is no name for a folder"),
        (("jingde_2022", 2024, "--out", "{folder}/" + "x" * 300), "the name is too long"),
        (("jingde_2022", 2024, "--out", "{folder}/new", "--set", "funds.x.y=1"), "no such path"),
    ],
)  # fmt: skip
def test_what_cannot_be_rolled_is_one_message_and_nothing_is_written(
    arguments: tuple[object, ...], said: str, tmp_path: Path
) -> None:
    done = call("roll", *(str(one).format(folder=tmp_path) for one in arguments), "--lang", "en")
    assert done.exit_code == 2 and said in done.stderr and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and "\x1b" not in done.stderr
    assert not list(tmp_path.iterdir())
