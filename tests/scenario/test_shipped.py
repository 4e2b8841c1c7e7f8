"""Shipped counties by name: a path wins, a mark names the shipped one, and no path of the machine is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import jobsim as js
from jobsim.cases import run_cases
from jobsim.scenario import layers, shipped
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.variants import variant_file, variants
from jobsim.scenario.views import resolve

REPOSITORY = Path(__file__).parents[2]
FOUR = ["jingde_2022", "jingyuan_2023", "rongchang_2022", "shexian_2025"]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(named: str | Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(named)
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_the_four_counties_ship_and_a_checkout_uses_its_own_folder(elsewhere: Path) -> None:
    assert shipped.counties() == FOUR
    assert shipped.root() == REPOSITORY / "scenarios" and not shipped.is_installed()
    assert {"nation", "anhui", "chongqing", "ningxia"} <= set(shipped.bases())


@pytest.mark.parametrize(
    ("named", "file"),
    [
        ("jingde_2022", "jingde_2022/scenario.yaml"),
        ("jobsim:jingde_2022", "jingde_2022/scenario.yaml"),
        ("jingde_2022/start_up_8000", "jingde_2022/variants/start_up_8000.yaml"),
        ("jingde_2022/variants/start_up_8000.yaml", "jingde_2022/variants/start_up_8000.yaml"),
        ("jobsim:jingde_2022/start_up_8000", "jingde_2022/variants/start_up_8000.yaml"),
        ("jobsim:anhui", "base/anhui.yaml"),
        ("jobsim:base/anhui.yaml", "base/anhui.yaml"),
    ],
)
def test_a_name_is_found_from_any_folder(elsewhere: Path, named: str, file: str) -> None:
    assert layers.scenario_file(Path(named)) == shipped.root() / file


@pytest.mark.parametrize(
    "named",
    ["anhui", "base", "", "jobsim:", "jobsim:../README.md", "jingde_2022/../jingyuan_2023", "jingde_2022/cases",
     "jingde_2022/funds.yaml", "jobsim:jingde_2022/variants/start_up_8000/x"],
)  # fmt: skip
def test_what_is_no_shipped_scenario_has_no_name(named: str) -> None:
    assert shipped.file_of(named) is None


def test_the_same_scenario_by_name_and_by_path(elsewhere: Path) -> None:
    by_name, by_path = load_scenario("jingde_2022"), load_scenario(shipped.root() / "jingde_2022")
    assert (by_name.hash, by_name.tree, by_name.origins) == (by_path.hash, by_path.tree, by_path.origins)
    assert [one.document(by_name.folder) for one in by_name.warnings] == [
        one.document(by_path.folder) for one in by_path.warnings
    ]


def test_a_path_that_exists_wins_and_the_mark_names_the_shipped_one(elsewhere: Path) -> None:
    (elsewhere / "jingde_2022").mkdir()
    (elsewhere / "jingde_2022" / "scenario.yaml").write_text(
        "extends: jobsim:jingde_2022\nscenario: {name: ours}\n", encoding="utf-8"
    )
    assert load_scenario("jingde_2022").scenario.scenario.name == "ours"
    assert load_scenario("jobsim:jingde_2022").scenario.scenario.name == "jingde_2022"


def test_a_folder_of_results_of_that_name_is_told_apart(elsewhere: Path) -> None:
    (elsewhere / "jingde_2022").mkdir()
    text = refused("jingde_2022")
    assert "holds no scenario.yaml (jobsim:jingde_2022 is the one that comes with jobsim)" in text


def test_an_overlay_extends_a_county_a_variant_or_a_base_by_the_mark(elsewhere: Path) -> None:
    overlay = elsewhere / "mine.yaml"
    overlay.write_text("extends: jobsim:jingde_2022\ncounty: {rural: 0.4}\n", encoding="utf-8")
    loaded = load_scenario(overlay)
    assert loaded.scenario.county.rural.args == (0.4,)
    assert loaded.origins["county.rural"] == ("mine.yaml", 2, 17)
    assert loaded.origins["county.woman"][0] == "jobsim:jingde_2022/county.yaml"
    overlay.write_text("extends: jobsim:jingde_2022/start_up_8000\n", encoding="utf-8")
    assert load_scenario(overlay).scenario.scenario.name == "jingde_2022_start_up_8000"
    overlay.write_text("extends: jobsim:anhui\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="the key 'scenario' is missing"):
        load_scenario(overlay)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("jingyaun_2023", "no such file or folder: jingyaun_2023 (did you mean 'jingyuan_2023'?)"),
        ("scenarios/jingyuan_2023", "scenarios/jingyuan_2023 (did you mean 'jingyuan_2023'?)"),
        ("jingde_2022/start_up_800", "(did you mean 'jingde_2022/start_up_8000'?)"),
        ("xyz", "no such file or folder: xyz (jobsim counties lists those that come with it)"),
        ("jobsim:anhi", "nothing of this name comes with jobsim: jobsim:anhi (did you mean 'jobsim:anhui'?)"),
        ("jobsim:xyz", "nothing of this name comes with jobsim: jobsim:xyz (jobsim counties lists"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(elsewhere: Path, named: str, expected: str) -> None:
    assert expected in refused(named)


@pytest.mark.parametrize("named", ["jingde_2022", "jobsim:jingde_202"])
def test_what_extends_has_no_mark_is_a_path_and_its_place_is_told(elsewhere: Path, named: str) -> None:
    (elsewhere / "mine.yaml").write_text(f"# ours\nextends: {named}\n", encoding="utf-8")
    text = refused("mine.yaml")
    assert text.startswith("mine.yaml:2:10: ") and "(did you mean 'jobsim:jingde_2022'?)" in text


def test_variants_and_cases_of_a_name(elsewhere: Path) -> None:
    assert variants(Path("jingde_2022")) == variants(shipped.root() / "jingde_2022")
    assert variant_file(Path("jingde_2022"), "start_up_8000").name == "start_up_8000.yaml"
    assert variant_file(Path("jingyuan_2023"), "jingde_2022").parent.name == "jingde_2022"
    assert variant_file(Path("jingyuan_2023"), "jingde_2022/start_up_8000").stem == "start_up_8000"
    cases = run_cases(load_scenario("jingde_2022"))
    assert cases and all(case.passed and case.file.startswith("jobsim:jingde_2022/cases/") for case in cases)


def test_python_loads_a_name(elsewhere: Path) -> None:
    assert js.load("jingde_2022").name == "jingde_2022"
    assert js.load("jingde_2022/start_up_8000").name == "start_up_8000"
    assert js.load("jingde_2022").variant("half", {"county.rural": 0.5}).scenario.county.rural.args == (0.5,)


def test_no_path_of_the_machine_is_told(elsewhere: Path) -> None:
    loaded = load_scenario("rongchang_2022")
    assert str(REPOSITORY) not in resolve(loaded) + "".join(map(str, map(layers.shown, loaded.files)))
    assert str(REPOSITORY) not in "".join(one.told_from(loaded.folder) for one in loaded.warnings)


def test_an_installed_package_tells_names_even_from_a_folder_above_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    funds = shipped.root() / "jingde_2022" / "funds.yaml"
    monkeypatch.chdir(REPOSITORY)
    assert layers.shown(funds) == str(Path("scenarios/jingde_2022/funds.yaml"))  # a checkout: a file to open
    monkeypatch.setattr(shipped, "is_installed", lambda: True)
    assert layers.shown(funds) == "jobsim:jingde_2022/funds.yaml"


def test_a_file_on_another_drive_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, start: object = None) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("os.path.relpath", refuse)
    assert layers.shown(Path("/d/mine.yaml")) == str(Path("/d/mine.yaml"))
    assert layers.from_folder(Path("/d/mine.yaml"), Path("/c")) == str(Path("/d/mine.yaml"))
