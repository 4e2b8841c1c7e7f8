"""A finished run is shown again as it was, added up as one likes, and taken to Excel."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobsim.cli import main
from jobsim.experiments.opened import open_run
from jobsim.language import Words
from jobsim.reports import csv_file
from jobsim.tables.grouped import BY, grouped
from jobsim.tables.table import Column, made

MINIMAL = str(Path(__file__).parents[1] / "fixtures" / "minimal")


def call(*arguments):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """What a run of two years said, in Chinese, and its folder."""
    out = tmp_path_factory.mktemp("run")
    years = ("--set", "horizon.end=2024-12-31")
    said = call("run", MINIMAL, "-n", 3, "--workers", 1, "--out", out, *years, "--lang", "zh")
    (folder,) = (out / "linshui").iterdir()
    return said, folder


def test_a_stored_run_prints_byte_for_byte_what_the_run_printed(recorded):
    said, folder = recorded
    assert call("show", folder, "--lang", "zh") == said[: said.index("本次运行的记录")]
    assert "Outlay in cash" in call("show", folder, "--lang", "en")


def test_the_document_is_that_of_the_run(recorded):
    _, folder = recorded
    assert json.loads(call("show", folder, "--json")) == json.loads((folder / "summary.json").read_text())


def test_years_payers_months_and_sources_are_told(recorded):
    said, _ = recorded
    for words in (
        "2023年",
        "2024年",
        "2023–2024年合计",
        "资金来源",
        "中央",
        "县级",
        "分月用款",
        "12月",
        "预算安排的来源",
    ):
        assert words in said, words


@pytest.mark.parametrize("by", [*BY, "programme,payer", "year,month,fund", "code，payer"])
def test_outlay_is_added_up_by_whatever_is_asked_for(recorded, by):
    _, folder = recorded
    told = json.loads(call("show", folder, "--by", by, "--json"))
    rows = [row for row in told["rows"] if row["role"] == "row"]
    (total,) = [row for row in told["rows"] if row["role"] == "total"]
    assert sum(row["mean"] for row in rows) == pytest.approx(total["mean"], abs=0.01) and total["mean"] > 0
    assert [column["key"] for column in told["columns"]][: by.count(",") + 1] and call("show", folder, "--by", by)


@pytest.mark.parametrize(
    ("by", "message"),
    [("programm", "did you mean 'programme'?"), ("year,yaer", "did you mean 'year'?"), ("basis", "there are: year"),
     ("year,year", "a column is asked for twice: year"), ("", "outlay is not known by ''")],
)  # fmt: skip
def test_a_column_that_is_not_there_is_told_with_the_nearest(recorded, by, message):
    done = CliRunner().invoke(main, ["show", str(recorded[1]), "--by", by])
    assert done.exit_code == 2 and message in done.stderr and done.stdout == "" and done.stderr.count("\n") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_csv_file_reads_back(recorded, tmp_path, lang):
    _, folder = recorded
    file = tmp_path / "outlay.csv"
    assert str(file) in call("show", folder, "--by", "programme,payer,month", "--csv", file, "--lang", lang)
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and list(tmp_path.iterdir()) == [file]
    head, *rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    table = grouped(open_run(folder).results, ["programme", "payer", "month"])
    wanted = table.frame.filter(table.frame["role"] == "row")
    names = wanted.select(f"programme_{lang}", f"payer_{lang}").rows()
    assert [tuple(row[:2]) for row in rows] == names
    assert [float(row[3]) for row in rows] == pytest.approx(wanted["mean"].to_list(), abs=0.005)
    assert head[3] == ("均值 (元)" if lang == "zh" else "mean (CNY)") and rows[0][2].startswith("202")


def test_the_outlay_is_written_where_nothing_else_is_asked_for(recorded, tmp_path):
    _, folder = recorded
    call("show", folder, "--csv", tmp_path / "a.csv", "--lang", "zh")
    head, *rows = list(csv.reader((tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert head[:4] == ["年度", "科目", "项目", "条款"] and {row[0] for row in rows} == {
        "2023年", "2024年", "2023–2024年合计",
    }  # fmt: skip
    assert "享受对象单位" in head and {row[head.index("享受对象单位")] for row in rows} == {"人", ""}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "= HYPERLINK", "plain", "见习补贴"])
def test_no_text_is_a_formula_and_a_number_stays_one(tmp_path, text):
    columns = [Column("t", Words("=题", "=title"), "text"), Column("m", Words("元", "CNY"), "money")]
    table = made("t", Words("表", "table"), columns, [{"t": Words(text, text), "m": -12.345}])
    csv_file.write(table, tmp_path / "x.csv", "zh")
    _, (cell, number) = csv.reader((tmp_path / "x.csv").read_text(encoding="utf-8-sig").splitlines())
    assert not cell.startswith(("=", "+", "-", "@", "\t")) and float(number) == pytest.approx(-12.35, abs=0.01)
    assert cell in (text, f"'{text}", text.replace("\t", "\\t"))


def test_a_file_that_cannot_be_written_is_one_message_and_leaves_nothing(recorded, tmp_path):
    file = tmp_path / "folder.csv"
    (file / "inside").mkdir(parents=True)
    for target in (file, tmp_path / "nowhere" / "x.csv", tmp_path / "x.txt"):
        done = CliRunner().invoke(main, ["show", str(recorded[1]), "--csv", str(target)])
        assert done.exit_code == 2 and str(target) in done.stderr and done.stderr.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["folder.csv"]


@pytest.mark.parametrize("options", [[], ["--json"], ["--by", "year"]])
@pytest.mark.parametrize("name", ["outlay.parquet", "summary.json", "manifest.json", "scenario.resolved.yaml"])
def test_a_damaged_record_is_one_message_that_names_the_file(recorded, tmp_path, name, options):
    folder = tmp_path / "run"
    shutil.copytree(recorded[1], folder)
    with (folder / name).open("ab") as file:
        file.write(b"x: [\n" if name.endswith("yaml") else b"x")
    done = CliRunner().invoke(main, ["show", str(folder), *options])
    assert done.exit_code == 2 and name in done.stderr and "Traceback" not in done.output and done.stdout == ""


def test_a_folder_that_is_no_run_is_told(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        done = CliRunner().invoke(main, ["show", str(folder)])
        assert done.exit_code == 2 and f"{folder} is not the record of a run" in done.stderr
