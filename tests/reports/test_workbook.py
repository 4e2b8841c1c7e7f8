"""The workbook holds what the ledger holds, says it in one language, and is written whole or not at all."""

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

import jobsim as js
import sheets
from jobsim.classification import FUNCTIONS, economic
from jobsim.cli import main
from jobsim.experiments.reduction import budget_entries
from jobsim.experiments.score import attained, score
from jobsim.reports import workbook
from jobsim.reports.whole_file import PlaceError, check_place, write_whole
from jobsim.reports.workbook import measure
from jobsim.scenario.loader import load_scenario

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests" / "fixtures" / "minimal"
TO_THE_FEN = 0.005 / 10_000
"""Half a fen, in 万元."""
YEARS = {"horizon.end": "2024-12-31"}


@pytest.fixture(scope="module")
def study():
    base = js.load(MINIMAL, YEARS)
    other = base.variant("=1+1 \x1b[31m", {"programmes.internship_subsidy.amount": "2000 CNY/month"})
    return js.simulate([base, other], replications=4, workers=1)


@pytest.fixture(scope="module")
def books(study):
    return {lang: workbook.made(study, lang) for lang in ("zh", "en")}


@pytest.fixture(scope="module")
def book(books):
    return sheets.opened(books["zh"])


def paid(results, year=None, kind="budget"):
    """Mean cash of the funds of a kind in 万元, from the tables of the run."""
    rows = results.programmes.filter(pl.col("fund").is_in(results.funds_of_kind(kind)))
    rows = rows if year is None else rows.filter(pl.col("year") == year)
    return rows["paid_fen"].sum() / results.replications / 100 / 10_000


def row_of(sheet, words):
    """The number of the row that says so."""
    return next(int(re.sub(r"\D", "", at)) for at, text in sheet.texts.items() if text == words)


def test_every_sum_is_a_live_formula_with_the_value_it_gives(book):
    sums = 0
    for sheet in book.values():
        for at, (formula, value) in sheet.formulas.items():
            given = sheets.summed(sheet, formula)
            if given is not None:
                assert float(value) == pytest.approx(given, abs=TO_THE_FEN), (sheet.name, at, formula)
                sums += 1
    assert sums > 60


def test_no_total_of_means_is_a_number_of_its_own(book):
    for sheet in book.values():
        for at, text in sheet.texts.items():
            row = re.sub(r"\D", "", at)
            numbers = [cell for cell in sheet.numbers if re.sub(r"\D", "", cell) == row]
            if re.search("(?<!已知部分)合计$|小计$", text) and "应付" not in text and numbers:
                assert any(re.sub(r"\D", "", cell) == row for cell in sheet.formulas), (sheet.name, at, text)


def test_totals_are_those_of_the_ledger_to_the_fen(study, book):
    results = study.results[study.plans[0].name]
    for year in results.years:
        told = paid(results, year)
        form = book[f"年初测算表{year}"]
        assert form.numbers[f"M{row_of(form, '财政资金合计')}"] == pytest.approx(told, abs=TO_THE_FEN)
        execution = book[f"年中执行表{year}"]
        assert execution.numbers[f"B{row_of(execution, '财政资金合计')}"] == pytest.approx(told, abs=TO_THE_FEN)
        outlay = book[f"分年支出{year}"]
        at = next(at for at, text in outlay.texts.items() if text == "现金合计")
        formulas = [value for cell, (_, value) in outlay.formulas.items() if cell[1:] == at[1:]]
        assert [float(value) for value in formulas] == [pytest.approx(told, abs=TO_THE_FEN)]


def test_the_data_add_up_to_the_ledger_of_each_scenario(study, books):
    data = sheets.opened(books["zh"])["数据"]
    rows = {int(re.sub(r"\D", "", at)) for at in data.numbers if at.startswith("K")}
    for name, results in study.results.items():
        shown = name.replace("\x1b", "\\x1b")
        cash = [row for row in rows if data.texts[f"A{row}"] == shown and data.texts[f"J{row}"] == "现金"]
        budget = sum(data.numbers[f"K{row}"] for row in cash if data.texts[f"D{row}"] == "财政资金")
        assert budget == pytest.approx(paid(results), abs=TO_THE_FEN)


def test_sources_add_up_to_the_amount_in_every_row(book):
    form = book["年初测算表2023"]
    rows = [at for at, (formula, _) in form.formulas.items() if at.startswith("M") and ":S" in formula]
    assert rows
    for at in rows:
        assert form.numbers[at] == pytest.approx(sum(form.numbers[f"{c}{at[1:]}"] for c in "OPQRS"), abs=TO_THE_FEN)


def test_nothing_is_made_up_for_the_middle_of_the_year(book):
    form = book["年中执行表2023"]
    assert {at[0] for at in form.numbers} == {"B", "F"}
    assert {value for at, value in form.numbers.items() if at[0] == "F"} == {0.5}
    assert all(value == "" for at, (_, value) in form.formulas.items() if at[0] != "B")


def test_codes_and_names_stay_text_and_steer_nothing(books):
    for data in books.values():
        parts = sheets.parts_of(data)
        text = b"".join(parts.values())
        assert b"\x1b" not in text and b"<f>1+1" not in text
    told = sheets.opened(books["en"])
    assert "=1+1 \\x1b[31m" in told["Data"].texts.values()
    codes = [value for sheet in told.values() for value in sheet.texts.values() if re.fullmatch(r"20\d{5}", value)]
    assert codes
    assert not any(2_000_000 < value < 2_999_999 for sheet in told.values() for value in sheet.numbers.values())


def test_there_is_no_way_out_of_the_file(books):
    for data in books.values():
        parts = sheets.parts_of(data)
        assert not any("externalLink" in name or "vbaProject" in name for name in parts)
        assert not any(b'TargetMode="External"' in part for name, part in parts.items() if name.endswith(".rels"))


def test_the_same_study_gives_the_same_bytes(study, books):
    assert workbook.made(study, "zh") == books["zh"]


def test_one_language_in_names_and_heads(books):
    chinese = re.compile("[\u4e00-\u9fff]")
    told = sheets.opened(books["en"])
    assert not any(chinese.search(name) for name in told)
    heads = [text for sheet in told.values() for at, text in sheet.texts.items() if int(re.sub(r"\D", "", at)) < 4]
    assert not any(chinese.search(head) for head in heads)
    assert all(chinese.search(name) for name in sheets.opened(books["zh"]))


def test_a_page_is_a4_across_as_wide_as_the_sheet_with_heads_on_each(books):
    parts = sheets.parts_of(books["zh"])
    pages = [part.decode() for name, part in parts.items() if re.fullmatch(r"xl/worksheets/sheet\d+.xml", name)]
    assert all('paperSize="9"' in page and "fitToPage" in page and "第 &amp;P 页" in page for page in pages)
    pages = [page for page in pages if 'orientation="portrait"' not in page]  # all but the cover
    assert all('fitToHeight="0"' in page for page in pages)
    assert parts["xl/workbook.xml"].decode().count("_xlnm.Print_Titles") == len(pages)


def test_variants_stand_side_by_side_with_their_differences(study, book):
    sheet, (base, other) = book["方案比较"], study.results.values()
    row = row_of(sheet, "现金合计")
    assert sheet.numbers[f"B{row}"] == pytest.approx(paid(base), abs=TO_THE_FEN)
    assert sheet.numbers[f"C{row}"] == pytest.approx(paid(other), abs=TO_THE_FEN)
    assert sheet.numbers[f"D{row}"] == pytest.approx(paid(other) - paid(base), abs=TO_THE_FEN)


def test_satisfaction_is_unknown_and_left_out_of_the_score(study, book):
    results = study.results[study.plans[0].name]
    found = score(results, 2023)
    assert found.parts["satisfaction"] is None
    assert found.known == sum(
        {"execution": 10, "output": 50, "benefit": 30}[k] for k, v in found.parts.items() if v is not None
    )
    sheet = book["绩效自评表2023"]
    at = next(int(re.sub(r"\D", "", at)) for at, text in sheet.texts.items() if text == "公共就业服务满意度")
    assert sheet.texts[f"G{at}"] == "—"
    total = next(text for text in sheet.texts.values() if text.startswith("合计（已知的"))
    assert f"{found.known:g}分" in total
    at = next(int(re.sub(r"\D", "", at)) for at, text in sheet.texts.items() if text == total)
    assert sheet.numbers[f"G{at}"] == pytest.approx(found.total.mean())


def test_points_go_by_what_is_reached():
    values, met = np.array([120.0, 90.0, 0.0, np.nan]), np.array([True, False, False, False])
    assert attained(values, met, ">=", 100.0).tolist()[:3] == [1.0, 0.9, 0.0]
    assert np.isnan(attained(values, met, ">=", 100.0)[3])
    assert attained(np.array([5.0, 10.0]), np.array([True, False]), "<=", 5.5).tolist() == [1.0, 0.55]
    assert attained(np.array([3.0]), np.array([False]), "==", 2.0).tolist() == [0.5]
    assert attained(np.array([-1.0]), np.array([False]), ">=", 0.0).tolist() == [0.0]


@pytest.mark.parametrize(("code", "payee", "department", "government"), [
    ("2080701", "service_provider", "30227", "50205"), ("2080713", "person", "30399", "50999"),
    ("2080704", "employer", "31204", "50701"), ("2130804", "lender", "31205", "50702"),
])  # fmt: skip
def test_economic_codes_follow_from_payee_and_purpose(code, payee, department, government):
    found = economic(code, payee)
    assert (found.department, found.government) == (department, government)
    assert economic("2090305", "person") is None


@pytest.mark.parametrize("county", ["jingyuan_2023", "jingde_2022", "rongchang_2022", "shexian_2025"])
def test_every_code_of_the_counties_has_a_name(county):
    scenario = load_scenario(ROOT / "scenarios" / county, exclude_missing=True, for_run=False).scenario
    codes = {line.code for line in budget_entries(scenario) if line.code.isdigit()}
    assert codes <= FUNCTIONS.keys()


def test_text_is_measured_as_wide_as_it_is():
    assert measure.width("2080713") < 8 < measure.width("求职和创业") < 11
    assert measure.lines("求职和创业补贴", 30) == 1
    assert measure.lines("求职和创业补贴", 9) == 2
    assert measure.lines("one\ntwo", 30) == 2


# ------------------------------------------------------------------------------------------------ places


def no_file(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".draft-")] == []


@pytest.mark.parametrize(("name", "words"), [
    ("budget.xls", "must end in .xlsx"), ("nowhere/budget.xlsx", "there is no folder"), ("folder.xlsx", "is a folder"),
    ("open.xlsx", "is open in another program"), ("excel.xlsx", "is open in another program"),
])  # fmt: skip
def test_a_place_that_will_not_do_is_named(tmp_path, name, words):
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / ".~lock.open.xlsx#").write_text("")
    (tmp_path / "~$excel.xlsx").write_text("")
    with pytest.raises(PlaceError, match=words):
        check_place(tmp_path / name, ".xlsx")


def test_what_stood_there_stands_until_the_new_file_is_complete(tmp_path, monkeypatch):
    path = tmp_path / "budget.xlsx"
    path.write_bytes(b"old")

    def held(self, target):
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PlaceError, match="open in another program"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and no_file(tmp_path)
    monkeypatch.undo()
    write_whole(path, b"new")
    assert path.read_bytes() == b"new" and no_file(tmp_path)


def test_the_command_writes_a_workbook_or_says_why_not(tmp_path):
    run = CliRunner()
    done = run.invoke(
        main, ["run", str(MINIMAL), "-n", "2", "--workers", "1", "--out", str(tmp_path / "results"), "--json"]
    )
    assert done.exit_code == 0, done.output
    folder = next((tmp_path / "results" / "linshui").iterdir())
    path = tmp_path / "budget.xlsx"
    done = run.invoke(main, ["report", str(folder), "--excel", str(path), "--lang", "zh"])
    assert done.exit_code == 0, done.output
    assert list(sheets.values(path))[:2] == ["说明", "年初测算表"]
    js.open(folder).to_excel(tmp_path / "again.xlsx", lang="zh")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
    (tmp_path / ".~lock.budget.xlsx#").write_text("")
    done = run.invoke(main, ["report", str(folder), "--excel", str(path)])
    assert done.exit_code == 2 and "is open in another program" in done.stderr and "Traceback" not in done.output
    done = run.invoke(main, ["report", str(tmp_path), "--excel", str(tmp_path / "new.xlsx")])
    assert done.exit_code == 2 and "not the record of a run" in done.stderr
    assert not (tmp_path / "new.xlsx").exists()
