"""The county sheet: every number has a cell, what is written there lands at its path, and nothing else does."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import filled
import jobsim as js
from jobsim.chinese import chinese
from jobsim.cli import main
from jobsim.experiments.drafts import RecordError
from jobsim.reports.county_sheet import checked, csv_folder, xlsx_file
from jobsim.reports.county_sheet.checked import answer
from jobsim.reports.county_sheet.found import SheetError
from jobsim.reports.county_sheet.hanging import Hanging
from jobsim.reports.county_sheet.pages import pages
from jobsim.reports.county_sheet.rows import rows
from jobsim.reports.county_sheet.shares import of_run, of_short_run
from jobsim.scenario.exclusion import find_missing
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.provenance import quantities
from jobsim.scenario.views import assumptions

ROOT = Path(__file__).parents[2]
MINIMAL, FUSHUI = ROOT / "tests" / "fixtures" / "minimal", ROOT / "tests" / "fixtures" / "fushui"
COUNTIES = ("jingyuan_2023", "rongchang_2022", "jingde_2022", "shexian_2025")
FILE, FAIRS = "表.xlsx", "budget_lines.recruitment_fairs.price"


@pytest.fixture(scope="module")
def linshui():
    return load_scenario(MINIMAL)


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    """A workbook of Linshui in an empty folder, to be spoilt: ``(path, change)``; changes are made with openpyxl."""
    monkeypatch.chdir(tmp_path)
    loaded = load_scenario(MINIMAL)
    made, _ = filled.blank(loaded)
    path = tmp_path / FILE
    path.write_bytes(xlsx_file.made(loaded, made, "zh"))

    def change(act):
        book = openpyxl.load_workbook(path)
        act(book)
        book.save(path)

    return path, change


def test_a_run_that_is_large_enough_says_what_to_ask_for_first(tmp_path):
    loaded = load_scenario(ROOT / "tests" / "fixtures" / "known")
    plan = js.load(ROOT / "tests" / "fixtures" / "known")
    large, small = (js.simulate(plan, n, pairs=0, store=False).save(tmp_path)[0] for n in (120, 20))
    first = of_run(loaded, large)[0].first
    assert first["budget_lines.one.price"] == 1 and of_run(loaded, small)[0].first == {}


def at(path, slot="value"):
    """The cell of Linshui's sheet for a path: sheet and its name."""
    made, _ = filled.blank(load_scenario(MINIMAL))
    name, row, column = filled.place(made, path, slot)
    return name, f"{chr(65 + column)}{row + 1}"


def read_back(path, *more, lang="en"):
    return CliRunner().invoke(main, ["sheet", str(MINIMAL), "--read", str(path), "--lang", lang, *more])


# ---------------------------------------------------------------------------------------- what it holds


@pytest.mark.parametrize("county", [*COUNTIES, FUSHUI])
def test_every_number_of_a_scenario_has_one_row_with_words_unit_and_range(county):
    loaded = load_scenario(county, warned=False)
    found = rows(loaded)
    paths = [row.dotted for row in found]
    assert len(set(paths)) == len(paths)
    told = {path.partition(".dated.")[0] for path in paths}
    for one in quantities(loaded.scenario):
        assert ".".join(one.path) in told
    for row in found:
        assert row.title.zh and row.title.en and row.head.zh, row.dotted
        named = re.sub("LPR|PERT", "", row.title.zh)
        assert not re.search("[A-Za-z]{3}", named), (row.dotted, row.title.zh)
        if row.kind == "number" and row.quantity is not None:
            for slot, cell in row.cells.items():
                assert cell is None or row.display.low <= row.display.number(cell) <= row.display.high, (
                    row.dotted,
                    slot,
                )


def test_a_number_comes_back_from_its_cell_as_it_was():
    for county in COUNTIES:
        for row in rows(load_scenario(county, warned=False)):
            if row.kind == "number" and row.quantity is not None:
                cells = [cell for cell in row.cells.values() if cell is not None]
                numbers = [row.display.number(cell) for cell in cells]
                assert numbers == pytest.approx(list(row.quantity.args[: len(cells)]), rel=1e-15), row.dotted


def test_large_money_is_in_ten_thousands_and_shares_are_percentages(linshui):
    by_path = {row.dotted: row for row in rows(linshui)}
    fund = by_path["funds.employment_subsidy.appropriations.2023.amount"]
    assert (fund.display.unit.zh, fund.cells["value"]) == ("万元", 40.0)
    assert by_path["programmes.internship_subsidy.amount"].display.unit.zh == "元/月"
    take_up = by_path["programmes.internship_subsidy.take_up"]
    assert (take_up.cells["low"], take_up.display.span.zh) == (0.85, "0%～100%")
    layoff = by_path["county.firms.layoff"]
    assert (layoff.cells["high"], layoff.display.number(0.1)) == (0.1, 10.0)


def test_what_a_number_drives_and_what_hangs_on_it_are_named(linshui):
    hanging = Hanging(linshui.scenario, {"internship_subsidy": 0.6, "hiring_subsidy": 0.3, "recruitment_fairs": 0.1})
    by_path = {row.dotted: row for row in rows(linshui)}
    assert hanging.share(by_path["programmes.internship_subsidy.take_up"]) == 0.6
    assert hanging.told(by_path["places.internship.openings.0.count"]).zh == "就业见习补贴"
    assert hanging.share(by_path["funds.employment_subsidy.payers.central"]) == pytest.approx(1.0)
    assert hanging.share(by_path["county.persons"]) is None, "people work through lives"
    assert Hanging(linshui.scenario, None).share(by_path["programmes.internship_subsidy.take_up"]) is None
    first = Hanging(linshui.scenario, None, first={"programmes.internship_subsidy.take_up": 2})
    assert first.told(by_path["programmes.internship_subsidy.take_up"]).en.startswith("ask for this first (no. 2 of")
    assert "ask for this first" not in first.told(by_path["programmes.hiring_subsidy.take_up"]).en
    assert Hanging(linshui.scenario, {}, ["internship_subsidy"]).share_of(["internship_subsidy"]) is None


def test_the_shares_are_those_of_a_run_of_the_same_scenario(linshui, tmp_path):
    study = js.simulate([js.load(MINIMAL)], replications=3, workers=1)
    (folder,) = study.save(tmp_path)
    hanging, origin = of_run(linshui, folder)
    assert sum(hanging.cost.values()) == pytest.approx(1.0) and "3" in origin.told.zh
    short, _ = of_short_run(linshui, 3, None)
    assert short.cost == hanging.cost
    with pytest.raises(RecordError, match="another scenario"):
        of_run(load_scenario(FUSHUI), folder)


def test_missing_figures_are_asked_for_first():
    loaded = load_scenario("rongchang_2022", warned=False)
    first = next(row for row in rows(loaded) if row.sheet == "programmes")
    assert first.quantity.kind == "missing" and "是多少" in first.asked.zh
    made, book = filled.blank(loaded)
    cell = filled.put(made, book, first.dotted, value=12.0)
    (edit,) = answer(loaded, book).edits
    assert edit.place == cell and edit.value["source"] == "user"
    assert first.dotted not in {one.path for one in find_missing(checked.resulting(loaded, answer(loaded, book)))}


# ---------------------------------------------------------------------------------------- unchanged


@pytest.mark.parametrize(("county", "lang"), [
    (FUSHUI, "zh"), (FUSHUI, "en"), ("rongchang_2022", "zh"),
    *(pytest.param(county, lang, marks=pytest.mark.slow) for county in COUNTIES for lang in ("zh", "en")),
])  # fmt: skip
def test_a_sheet_that_nobody_changed_says_nothing(county, lang, tmp_path):
    loaded = load_scenario(county, warned=False)
    made = pages(loaded, Hanging(loaded.scenario, None), filled.NOWHERE, lang)
    path = tmp_path / FILE
    path.write_bytes(xlsx_file.made(loaded, made, lang))
    assert answer(loaded, checked.read(path)).is_empty
    for name, data in csv_folder.made(made, lang).items():
        folder = tmp_path / "csv"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data if lang == "en" else data.decode("utf-8-sig").encode("gb18030"))
    assert answer(loaded, checked.read(folder)).is_empty


def test_the_same_pages_give_the_same_bytes(linshui):
    made, _ = filled.blank(linshui)
    assert xlsx_file.made(linshui, made, "zh") == xlsx_file.made(linshui, made, "zh")


def test_cells_to_fill_in_are_open_and_all_others_locked(sheet):
    path, _ = sheet
    book = openpyxl.load_workbook(path)
    made, _ = filled.blank(load_scenario(MINIMAL))
    for page in made:
        here = book[page.name.zh]
        assert here.protection.sheet and not here.protection.password
        assert not here.merged_cells.ranges
        for row, line in enumerate(page.lines, 1):
            for column, cell in enumerate(line, 1):
                assert here.cell(row, column).protection.locked == (cell.field is None)
    assert book["县情"].freeze_panes == "B5"
    assert book["县情"].print_area.endswith("$L$" + str(len(made[1].lines))), "the path is not printed"


def test_nothing_is_written_where_nothing_was_changed(sheet):
    path, _ = sheet
    done = read_back(path)
    assert done.exit_code == 0 and "nothing was changed" in done.output
    assert sorted(one.name for one in path.parent.iterdir()) == [FILE]


# ---------------------------------------------------------------------------------------- changed


def test_an_officer_fills_it_in_and_runs_it(sheet):
    """Population, stocks, prices, posts, money, last year: by script into the workbook, no YAML typed."""
    path, change = sheet
    stocks = {"county.prior_graduates": 24, "county.cohorts.college": 18, "county.firms.number": 33,
              "county.firms.roles.internship_host": 5, "county.ventures.founded.2021": 6}  # fmt: skip

    def fill(book):
        for where, number in stocks.items():
            name, cell = at(where)
            book[name][cell] = number
        for where, slot, value in (
            ("county.persons", "value", 320), ("county.persons", "reference", "2022年统计公报"),
            ("programmes.internship_subsidy.amount", "value", 1500), (FAIRS, "value", 4800), (FAIRS, "low", None),
            (FAIRS, "mode", None), (FAIRS, "high", None),
            ("programmes.hiring_subsidy.take_up", "low", 0.4), ("places.internship.openings.1.count", "value", 7),
            ("places.internship.openings.1.on", "value", "07-15"),
            ("funds.employment_subsidy.appropriations.2023.amount", "value", 41.25),
            ("executed.2022.internship_subsidy", "persons", 11), ("executed.2022.internship_subsidy", "amount", 6.6),
            ("executed.2022.internship_subsidy", "reference", "2022年决算"),
        ):  # fmt: skip
            name, cell = at(where, slot)
            book[name][cell] = value

    change(fill)
    done = read_back(path, "--out", "own", lang="zh")
    assert done.exit_code == 0, done.output
    assert "县情 6处" in done.output and "jobsim run own" in done.output
    own = load_scenario("own")
    said = own.scenario
    assert (said.scenario.name, said.scenario.title.zh) == ("linshui_own", "临水县就业补助（本单位数据）")
    assert said.county.persons.args == (320.0,) and said.county.persons.source == "statistic"
    assert said.funds["employment_subsidy"].appropriations[2023].amount.args == (412_500.0,)
    assert said.places.internship.openings[1].count.args == (7.0,) and said.places.internship.openings[1].on == "07-15"
    assert said.places.internship.openings[0].count.source == "assumption"
    assert said.programmes["hiring_subsidy"].take_up.args == (0.4, 0.6, 0.8)
    assert said.executed[2022]["internship_subsidy"].amount.args == (66_000.0,)
    register = {one.path: one for one in assumptions(own)}
    for where in stocks:
        assert register[where].source == "user"
    assert (register["county.persons"].source, register["county.persons"].reference) == ("statistic", "2022年统计公报")
    before, after = filled.numbers(load_scenario(MINIMAL).scenario), filled.numbers(said)
    differ = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
    assert differ == {
        *stocks, "county.persons", "programmes.internship_subsidy.amount", "budget_lines.recruitment_fairs.price",
        "programmes.hiring_subsidy.take_up", "places.internship.openings.1.count",
        "funds.employment_subsidy.appropriations.2023.amount", "executed.2022.internship_subsidy.amount",
        "executed.2022.internship_subsidy.persons",
    }  # fmt: skip
    shown = CliRunner().invoke(main, ["run", "own", "-n", "2", "--lang", "zh"])
    assert shown.exit_code == 0 and "上年执行" in shown.output


@pytest.mark.parametrize("seed", range(4))
def test_a_cell_filled_in_at_random_lands_at_its_path_or_is_refused_with_its_cell(linshui, seed):
    """Forty edits here; five hundred, over the four counties, with the mark slow."""
    made, _ = filled.blank(linshui)
    chance = random.Random(seed)
    became = [filled.a_random_edit(linshui, made, chance)[0] for _ in range(10)]
    assert {"landed", "refused"} >= set(became) - {"nothing", "chosen"}


@pytest.mark.slow
@pytest.mark.parametrize("county", COUNTIES)
def test_five_hundred_cells_filled_in_at_random(county):
    loaded = load_scenario(county, warned=False)
    made, _ = filled.blank(loaded)
    chance = random.Random(county)
    became = [filled.a_random_edit(loaded, made, chance)[0] for _ in range(125)]
    assert became.count("landed") > 30 and became.count("refused") > 30


def test_a_value_replaces_a_range_and_a_range_a_value(linshui):
    made, book = filled.blank(linshui)
    filled.put(made, book, "programmes.internship_subsidy.take_up", value=0.9)
    filled.put(made, book, "county.persons", value=None, low=280, mode=300, high=330)
    filled.put(made, book, "county.rural", value=None, low=0.4, high=0.6)
    said = checked.resulting(linshui, answer(linshui, book))
    assert (said.programmes["internship_subsidy"].take_up.kind, said.county.persons.kind) == ("point", "pert")
    assert (said.county.rural.kind, said.county.rural.args) == ("uniform", (0.4, 0.6))


def test_a_source_beside_an_unchanged_number_confirms_it(linshui):
    made, book = filled.blank(linshui)
    filled.put(made, book, "county.woman", reference="2022年年鉴")
    said = checked.resulting(linshui, answer(linshui, book)).county.woman
    assert (said.args, said.source, said.reference) == ((0.5,), "statistic", "2022年年鉴")


def test_a_step_of_a_dated_number_and_of_a_tier_is_changed_alone():
    loaded = load_scenario("jingyuan_2023", warned=False)
    made, book = filled.blank(loaded)
    filled.put(made, book, "programmes.urban_public_post.amount.dated.1", value=1950)
    tiered = (one for one, entry in loaded.scenario.programmes.items() if getattr(entry.amount, "tiers", None))
    name = next(tiered)
    steps = loaded.scenario.programmes[name].amount.tiers.steps
    filled.put(made, book, f"programmes.{name}.amount.tiers.steps.0.value", value=850)
    said = checked.resulting(loaded, answer(loaded, book))
    dated = said.programmes["urban_public_post"].amount.steps
    assert [step.args[0] for _, step in dated] == [1750.0, 1950.0, 2080.0] and dated[1][1].source == "user"
    after = said.programmes[name].amount.tiers.steps
    assert after[0].value.args == (850.0,) and [one.value.args for one in after[1:]] == [
        one.value.args for one in steps[1:]
    ]


def test_a_reading_that_is_chosen_becomes_part_of_the_overlay():
    loaded = load_scenario("jingyuan_2023", warned=False)
    made, book = filled.blank(loaded)
    filled.put(made, book, "variants.start_up_12000", chosen="是")
    variant = load_scenario("jingyuan_2023/start_up_12000", warned=False)
    found = answer(loaded, book)
    assert filled.numbers(checked.resulting(loaded, found)) == filled.numbers(variant.scenario)
    other = filled.put(made, book, "variants.start_up_8000", chosen="yes")
    with pytest.raises(SheetError, match=r"which the reading at 口径!C\d+ sets, too") as caught:
        answer(loaded, book)
    assert [problem.file for problem in caught.value.problems] == [other]


def test_an_appropriation_that_was_not_stated_arrives_on_the_first_day():
    loaded = load_scenario("jingyuan_2023", warned=False)
    made, book = filled.blank(loaded)
    filled.put(made, book, "funds.county_finance.appropriations.2023.amount", value=120)
    fund = checked.resulting(loaded, answer(loaded, book)).funds["county_finance"]
    said = fund.appropriations[2023]
    assert (said.amount.args, said.arrivals[0].on) == ((1_200_000.0,), "01-01")


def test_what_a_later_year_asks_is_filled_in_on_the_sheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["roll", str(FUSHUI), "2024", "--out", "later"])
    assert done.exit_code == 0, done.output
    loaded = load_scenario("later", warned=False)
    asked = [row for row in rows(loaded) if row.asked is not None]
    assert {row.dotted for row in asked} >= {one.path for one in loaded.missing}
    made, book = filled.blank(loaded)
    for row in asked:
        filled.put(made, book, row.dotted, value=row.display.cell(max(row.display.low, min(row.display.high, 50))))
    scenario = checked.resulting(loaded, answer(loaded, book))
    assert loaded.missing and not find_missing(scenario)
    assert all("/" not in row.asked.zh for row in asked), "a question in Chinese alone"


def test_csv_files_come_back_as_a_spreadsheet_saves_them(linshui, tmp_path):
    made, _ = filled.blank(linshui)
    for name, data in csv_folder.made(made, "zh").items():
        text = data.decode("utf-8-sig")
        if name.startswith("县情"):
            text = text.replace("劳动年龄人口,人,300,", '劳动年龄人口,人,"３20",')
        (tmp_path / name).write_bytes(text.replace("01-10", "1月10日").encode("gb18030"))
    (edit,) = answer(linshui, checked.read(tmp_path)).edits
    assert (edit.path, edit.value["value"]) == (("county", "persons"), 320)


# ---------------------------------------------------------------------------------------- bad input


def set_cell(where, value, slot="value"):
    name, cell = at(where, slot)

    def act(book):
        book[name][cell] = value

    return act, f"{name}!{cell}"


SPOILT = {
    "text in a number": (set_cell("county.persons", "三百"), "expected a number, found the text '三百'"),
    "a formula": (set_cell("county.persons", "=150*2"), "a formula stands here"),
    "an error cell": (set_cell("county.persons", "#N/A"), "an error (#N/A) stands here"),
    "a share above one": (set_cell("county.rural", 1.5), "expected 0% to 100%, found 150%"),
    "a percentage typed as a number": (set_cell("county.rural", 50), "a percentage: 85% is 0.85"),
    "below its range": (set_cell("county.persons", -1), "expected 0 to 5,000,000, found -1"),
    "totals that do not add up": (set_cell("county.states.urban.employed", 0.6), "shares of states must sum to 1"),
    "payers that do not add up": (
        set_cell("funds.employment_subsidy.payers.central", 0.9), "payer shares must sum to 1"),
    "a day there is not": (set_cell("places.internship.openings.0.on", "02-30"), "there is no such day: '02-30'"),
    "the number gone": (set_cell("county.persons", None), "the number is gone"),
    "a value beside a range": (set_cell("county.persons", 310, "low"), "both a value and a range are given"),
    "months not all told": (
        (set_cell("executed.2022.hiring_subsidy", 3, "m4")[0], "上年执行!F7"), "some months are told"),
    "a changed path": (
        (lambda book: book["县情"].__setitem__("M6", "county.persona"), "县情!M6"), "a label was changed"),
    "a changed title": ((lambda book: book["县情"].__setitem__("A6", "人口"), "县情!A6"), "a label was changed"),
    "a changed unit": ((lambda book: book["县情"].__setitem__("B6", "万人"), "县情!B6"), "'人' stood here"),
    "something beside it": ((lambda book: book["县情"].__setitem__("P6", 5), "县情!P6"), "nothing is read here"),
    "merged cells": ((lambda book: book["县情"].merge_cells("C6:D6"), "县情!C6:D6"), "merged cells"),
    "a hidden column": (
        (lambda book: setattr(book["县情"].column_dimensions["D"], "hidden", True), "县情!D1"), "column D is hidden"),
    "a hidden row": (
        (lambda book: setattr(book["县情"].row_dimensions[6], "hidden", True), "县情!A6"), "row 6 is hidden"),
    "a sheet taken out": ((lambda book: book.remove(book["资金"]), "资金"), "this sheet is missing"),
    "another form": ((lambda book: change_about(book, "jobsim-sheet 1", "jobsim-sheet 9"), "填表说明!B"), "of form"),
    "another scenario": ((lambda book: change_about(book, "linshui", "liuxi"), "填表说明!B"), "of scenario 'liuxi'"),
    "another version": ((lambda book: change_about(book, None, "0" * 16), "填表说明!B"), "the scenario has changed"),
}  # fmt: skip


def change_about(book, old, new):
    page = book["填表说明"]
    for row in range(1, page.max_row + 1):
        value = str(page.cell(row, 2).value)
        if value == old or (old is None and re.fullmatch("[0-9a-f]{16}", value)):
            page.cell(row, 2).value = new


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_wrong_is_told_once_with_its_cell_and_nothing_is_written(sheet, what):
    path, change = sheet
    (act, cell), said = SPOILT[what]
    change(act)
    done = read_back(path)
    lines = done.stderr.splitlines()
    assert done.exit_code == 2 and len(lines) == 1 and "Traceback" not in done.output, done.output
    assert lines[0].startswith(cell) and said in lines[0], lines
    assert sorted(one.name for one in path.parent.iterdir()) == [FILE]
    told = read_back(path, lang="zh").stderr
    assert not re.search("[a-z]{4,} [a-z]{3,} [a-z]{3,}", told), told


def old_excel(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def with_macros(path):
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")


def huge(path):
    with path.open("r+b") as file:
        file.truncate(100_000_000)


def a_bomb(path):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/image.bin", b"\0" * 150_000_000)


@pytest.mark.parametrize(("spoil", "said"), [
    (old_excel, "an .xls file of Excel 97, or one with a password"), (with_macros, "a workbook with macros"),
    (huge, "the file has 100 MB"), (a_bomb, "unpacked, the file has"),
    (lambda path: path.write_bytes(b"PK\x03\x04 cut off"), "the file is damaged"),
    (lambda path: path.write_text("a,b\n"), "no .xlsx workbook"), (Path.unlink, "no such file or folder"),
])  # fmt: skip
def test_a_file_that_is_no_sheet_is_told_in_one_message(sheet, spoil, said):
    path, _ = sheet
    spoil(path)
    done = read_back(path)
    assert done.exit_code == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (path.parent / path.stem).exists()


def test_months_that_do_not_add_up_are_told_at_the_amount(linshui):
    made, book = filled.blank(linshui)
    cell = filled.put(made, book, "executed.2022.hiring_subsidy", persons=3, amount=1.4)
    filled.put(made, book, "executed.2022.hiring_subsidy", **{f"m{month}": 0.1 for month in range(1, 13)})
    with pytest.raises(SheetError, match=r"the months add up to 1\.2, not to 1\.4") as caught:
        answer(linshui, book)
    assert [problem.file for problem in caught.value.problems] == [cell]


def test_all_faults_are_told_at_once_and_cut_at_fifty(linshui):
    made, book = filled.blank(linshui)
    for row in rows(linshui):
        if row.kind == "number" and row.cells["value"] is not None:
            filled.put(made, book, row.dotted, value="x")
    with pytest.raises(SheetError) as caught:
        answer(linshui, book)
    lines = caught.value.said(chinese).splitlines()
    assert lines[0].startswith("表中有") and lines[0].endswith("先列 50 处：") and len(lines) == 52
    assert lines[-1].startswith("……另有")


def test_a_folder_that_is_there_is_not_written_over(sheet):
    path, change = sheet
    change(set_cell("county.persons", 310)[0])
    (path.parent / "own").mkdir()
    done = read_back(path, "--out", "own")
    assert done.exit_code == 2 and "there already" in done.stderr and not list((path.parent / "own").iterdir())


@pytest.mark.parametrize(("arguments", "said"), [
    ([], "give one of --write and --read"), (["--write", "a.xlsx", "--read", "b.xlsx"], "give one of"),
    (["--read", "b.xlsx", "-n", "3"], "go with --write"), (["--write", "a.xlsx", "--out", "b"], "goes with --read"),
    (["--write", "a.xlsx", "--run", "x", "-n", "3"], "not both"), (["--write", "a.ods", "-n", "0"], ".xlsx"),
    (["--write", "nowhere/a.xlsx", "-n", "0"], "there is no folder"),
    (["--write", "a.xlsx", "--run", "nowhere"], "nowhere"),
])  # fmt: skip
def test_a_command_that_cannot_be_is_told(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["sheet", str(MINIMAL), *arguments])
    assert done.exit_code == 2 and said in done.stderr, done.output
    assert not list(tmp_path.iterdir())


def test_the_command_writes_a_workbook_and_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for place in ("own.xlsx", "own"):
        done = CliRunner().invoke(main, ["sheet", str(MINIMAL), "--write", place, "-n", "0", "--lang", "zh"])
        assert done.exit_code == 0 and "格可填" in done.output
    again = CliRunner().invoke(main, ["sheet", str(MINIMAL), "--write", "own", "-n", "0"])
    assert again.exit_code == 2 and "there already" in again.stderr
