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


NEW = ("new", "{folder}/liuxi", "--like", "jingde_2022", "--name", "柳溪县", "--population", "60000")


def test_a_county_of_ones_own_is_written_listed_and_its_results_say_what_is_borrowed(tmp_path: Path) -> None:
    done = call(*(str(one).format(folder=tmp_path) for one in NEW), "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert "按比例折算的数" in done.stdout and "county.persons" in done.stdout and "已取整" in done.stdout
    said = [f"--set=funds.employment_subsidy.appropriations.{year}.amount=40万元" for year in (2022, 2023)]
    out = tmp_path / "out"
    run = call(
        "run", tmp_path / "liuxi", "-n", 2, "--engine", "simpy", "--workers", 1, "--out", out, "--lang", "zh", *said
    )
    assert run.exit_code == 0, run.output
    assert "个借自他县，不是本县的数" in run.stdout
    (folder,) = (out / "liuxi").iterdir()
    assumed = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["assumed"]
    assert assumed["borrowed"] > 150 and assumed["own"] == 3
    page = call("report", folder, "--html", tmp_path / "page.html", "--lang", "zh")
    assert page.exit_code == 0, page.output
    assert "借自他县" in (tmp_path / "page.html").read_text(encoding="utf-8")
    register = call("assumptions", tmp_path / "liuxi", "--lang", "zh").stdout
    assert "借自他县" in register and "本单位填报" in register and "缺数2个" in register


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"60000": "0"}, "--population: 0 residents cannot be: expected 2,260 to 5,000,000"),
        ({"jingde_2022": "jingde_2020"}, "did you mean 'jingde_2022'?"),
        ({"柳溪县": "\x1b]0;x"}, "is no name of a county"),
        ({"{folder}/liuxi": "{folder}"}, "it is there already"),
        ({"{folder}/liuxi": "{folder}/no/such"}, "there is no folder"),
        ({"{folder}/liuxi": "{folder}/a|b"}, "is no name for a folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_one_message_and_nothing_is_written(
    instead: dict[str, str], said: str, tmp_path: Path
) -> None:
    done = call(*(instead.get(one, one).format(folder=tmp_path) for one in NEW), "--lang", "en")
    assert done.exit_code == 2 and said in done.stderr and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and "\x1b" not in done.stderr
    assert not list(tmp_path.iterdir())
