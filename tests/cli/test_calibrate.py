"""``jobsim calibrate``: a folder whose runs draw what fits, and one message for what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.scenario.joint_sample import sample_of, table
from jobsim.scenario.loader import load_scenario

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"
HEAD = "county: 临水县\ntolerance: 2 %\ndiscrepancy: 0 %\n"
FAIRS = "  - {what: paid, of: recruitment_fairs, when: 2023, value: 14000 CNY}\n"
OBSERVED = f"{HEAD}observations:\n{FAIRS}  - {{what: paid, of: 吸纳就业补贴, when: 2023, value: 3500 CNY}}\n"
FEW = ("-n", "120", "--waves", "2", "--workers", "1")
PRICE = "budget_lines.recruitment_fairs.price"


def run(*arguments: object):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def calibrated(folder: Path, text: str, *more: str):
    observed = folder / "observed.yaml"
    observed.write_text(text, encoding="utf-8")
    return run("calibrate", MINIMAL, "--to", observed, "--out", folder / "found", *FEW, *more)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("calibrated")
    done = calibrated(folder, OBSERVED, "--json", "--store", str(folder / "store"))
    assert done.exit_code == 0, done.output
    return folder / "found", json.loads(done.stdout)


def test_the_folder_holds_a_scenario_its_sample_and_a_page(made):
    folder, document = made
    assert sorted(path.name for path in folder.iterdir()) == ["calibration.html", "sample.yaml", "scenario.yaml"]
    loaded = load_scenario(folder)
    assert document["hash"] == loaded.hash and document["effective"] == sample_of(loaded.scenario).effective
    assert [one["table"] for one in document["tables"]] == ["fitted", "narrowed", "waves"]
    page = (folder / "calibration.html").read_text(encoding="utf-8")
    assert "Recruitment fairs · paid" in page and "Observations, before and after" in page and "http://" not in page


def test_what_was_observed_narrows_the_range_that_moves_it(made):
    """Two fairs for 14,000 CNY: the price is 7,000 within two in a hundred, where 3,000 to 9,000 were assumed."""
    _, document = made
    (price,) = [row for row in document["tables"][1]["rows"] if row["path"] == PRICE]
    assert price["p05_after"] == pytest.approx(7000, rel=0.04) and price["p95_after"] == pytest.approx(7000, rel=0.04)
    assert price["left"] < 0.1
    (fairs, _) = document["tables"][0]["rows"]
    assert fairs["after_p50"] == pytest.approx(14_000, rel=0.02) and fairs["before_p50"] < 12_000


def test_a_run_draws_from_the_sample_and_says_so(made, tmp_path):
    folder, _ = made
    done = run("run", folder, "-n", 20, "--out", tmp_path / "results", "--workers", "1", "--json")
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["calibrated"]["effective"] == sample_of(load_scenario(folder).scenario).effective
    (record,) = (tmp_path / "results" / "linshui").iterdir()
    page = run("show", record)
    assert "Observations, before and after" in page.output
    report = run("report", record, "--html", tmp_path / "report.html")
    assert report.exit_code == 0 and "Numbers, before and after" in (tmp_path / "report.html").read_text("utf-8")
    assert run("verify", record).exit_code == 0


def test_the_register_shows_what_is_left_of_a_range(made):
    folder, _ = made
    said = json.loads(run("assumptions", folder, "--json").stdout)["assumptions"]
    (price,) = [one for one in said if one["path"] == PRICE]
    assert price["calibrated"].startswith("6") or price["calibrated"].startswith("7")
    assert [one["calibrated"] for one in said if one["path"] == "behaviour.internship.retention"] == [None]
    assert "calibrated" in run("assumptions", folder).output


def test_resolve_shows_the_sample_and_loads_as_the_same_scenario(made, tmp_path):
    folder, _ = made
    flat = tmp_path / "flat.yaml"
    flat.write_bytes(run("resolve", folder).stdout_bytes)
    assert load_scenario(flat).hash == load_scenario(folder).hash


def test_the_same_calibration_gives_the_same_bytes_on_any_number_of_workers(made, tmp_path):
    folder, _ = made
    done = calibrated(tmp_path, OBSERVED, "--no-store", "--workers", "2")
    assert done.exit_code == 0, done.output
    for name in ("sample.yaml", "calibration.html"):
        assert (tmp_path / "found" / name).read_bytes() == (folder / name).read_bytes()


def test_a_calibrated_scenario_is_calibrated_anew_from_its_ranges(made, tmp_path):
    folder, _ = made
    observed = tmp_path / "observed.yaml"
    observed.write_text(OBSERVED, encoding="utf-8")
    done = run("calibrate", folder, "--to", observed, "--out", tmp_path / "again", *FEW)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "again" / "sample.yaml").read_bytes() == (folder / "sample.yaml").read_bytes()


def test_a_workbook_says_the_same_as_the_file(made, tmp_path):
    folder, _ = made
    file = tmp_path / "observed.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet, percent = book.add_worksheet("观测值"), book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["县区", "临水县"])
        sheet.write(1, 0, "误差")
        sheet.write(1, 1, 0.02, percent)
        sheet.write(2, 0, "模型误差")
        sheet.write(2, 1, 0, percent)
        sheet.write_row(4, 0, ["内容", "对象", "时间", "数值", "单位"])
        sheet.write_row(5, 0, ["支出", "招聘活动经费", 2023, 1.4, "万元"])
        sheet.write_row(6, 0, ["支出", "hiring_subsidy", 2023, 3500, "元"])
    done = run("calibrate", MINIMAL, "--to", file, "--out", tmp_path / "found", *FEW)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "found" / "sample.yaml").read_bytes() == (folder / "sample.yaml").read_bytes()


def test_a_cell_that_is_wrong_is_named(tmp_path):
    file = tmp_path / "observed.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("观测值")
        sheet.write_row(0, 0, ["县区", "临水县"])
        sheet.write_row(2, 0, ["what", "of", "when", "value", "unit", "tolerance"])
        sheet.write_row(3, 0, ["paid", "recruitment_fair", 2023, 14000, "CNY", 200])
    done = run("calibrate", MINIMAL, "--to", file, "--out", tmp_path / "found", *FEW)
    assert done.exit_code == 2
    assert "observed.xlsx 观测值!B4" in done.stderr and "did you mean 'recruitment_fairs'?" in done.stderr


BEYOND = HEAD + "observations:\n  - {what: paid, of: recruitment_fairs, when: 2023, value: 50000 CNY}\n"
TWO = (
    HEAD + "observations:\n" + FAIRS + "  - {what: paid, of: internship_subsidy, when: 2023, value: 90000 CNY}\n"
    "  - {what: paid, when: 2023, value: 60000 CNY}\n"
)


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        (BEYOND, (), ["observed.yaml:5:60", "lies outside what the ranges reach", f"{PRICE} (pert 3000 | 5000 | 9000",
                      "its range would have to reach higher"]),
        (TWO, (), ["observed.yaml:7:37", "60,000 CNY and paid internship_subsidy 2023 = 90,000 CNY", "observed.yaml:6:",
                   "contradict each other"]),
        (OBSERVED.replace("临水", "富水"), (), ["observed.yaml:1:9", "observed in 富水县"]),
        (OBSERVED, ("-n", "20"), ["20 runs a wave are too few for 2 observations; at least 100"]),
        (OBSERVED, ("--waves", "1"), ["at least two waves"]),
        ("", (), ["observed.yaml: the file is empty"]),
        ("observations: [", (), ["observed.yaml:1:16: not YAML"]),
    ],
    ids=["beyond", "a pair", "county", "few", "waves", "empty", "no yaml"],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_place_and_nothing_is_written(tmp_path, text, more, told):
    done = calibrated(tmp_path, text, *more)
    assert done.exit_code == 2, done.output
    assert all(part in done.stderr for part in told), done.stderr
    assert "Traceback" not in done.output and not (tmp_path / "found").exists()
    chinese = calibrated(tmp_path, text, *more, "--lang", "zh")
    assert chinese.exit_code == 2 and chinese.stderr != done.stderr


def test_a_folder_that_is_there_is_not_written_over(tmp_path):
    (tmp_path / "found").mkdir()
    done = calibrated(tmp_path, OBSERVED)
    assert done.exit_code == 2 and "nothing is written over it" in done.stderr
    assert list((tmp_path / "found").iterdir()) == []


def test_the_sample_of_a_folder_is_read_as_arrays(made):
    weights, draws = table(sample_of(load_scenario(made[0]).scenario))
    assert draws.shape[0] == len(weights) == 120 and weights.sum() == pytest.approx(1)


def test_the_sample_travels_to_processes_and_to_a_cluster(made, tmp_path):
    """One worker or two, processes or a cluster: the same files."""
    folder, _ = made
    ways = {"one": ("--workers", "1"), "processes": ("--engine", "simpy", "--workers", "2"),
            "cluster": ("--cluster", "local:2")}  # fmt: skip
    found = {}
    for name, way in ways.items():
        done = run("run", folder, "-n", 4, "--out", tmp_path / name, "--no-store", *way)
        assert done.exit_code == 0, done.output
        (record,) = (tmp_path / name / "linshui").iterdir()
        found[name] = {part: (record / part).read_bytes() for part in ("outlay.parquet", "parameters.parquet")}
    assert found["one"] == found["processes"] == found["cluster"]


def test_another_year_of_the_county_draws_from_the_sample(made, tmp_path):
    folder, _ = made
    done = run("roll", folder, 2024, "--out", tmp_path / "next", "--json")
    assert done.exit_code == 0, done.output
    assert sample_of(load_scenario(tmp_path / "next").scenario) == sample_of(load_scenario(folder).scenario)


def test_the_workbook_shows_what_was_observed(made, tmp_path):
    from python_calamine import CalamineWorkbook

    folder, _ = made
    done = run("run", folder, "-n", 5, "--out", tmp_path / "results", "--workers", "1")
    assert done.exit_code == 0, done.stderr
    (record,) = (tmp_path / "results" / "linshui").iterdir()
    assert run("report", record, "--excel", tmp_path / "budget.xlsx", "--lang", "zh").exit_code == 0
    rows = CalamineWorkbook.from_path(tmp_path / "budget.xlsx").get_sheet_by_name("校准").to_python()
    told = {str(cell) for row in rows for cell in row}
    assert {"观测项目", "招聘活动经费·支出", "校准后"} <= told
