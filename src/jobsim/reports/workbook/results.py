"""Sheets that show tables as they are: allotment, years, payers, memo items, targets, score, variants, registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.reports.workbook import frames
from jobsim.reports.workbook.book import BASIS, FORMS, RESULTS, Book
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import Sheet
from jobsim.tables.allotment import allotment
from jobsim.tables.appropriations import appropriations
from jobsim.tables.calibration import calibrations
from jobsim.tables.memo import memo
from jobsim.tables.other_counties import other_counties
from jobsim.tables.payers import payers, programme_payers
from jobsim.tables.readings import readings
from jobsim.tables.register import register
from jobsim.tables.resting import approximations, assumed, excluded
from jobsim.tables.rests import rests
from jobsim.tables.score import score_actions, score_grades, score_parts
from jobsim.tables.table import Table
from jobsim.tables.targets import targets
from jobsim.tables.variants import variants

WAN_UNIT = Words("单位：万元", "Unit: 10,000 CNY")
Widths = Mapping[str, float]


def sheet_of(
    book: Book,
    table: Table,
    name: Words,
    colour: str,
    *,
    title: str = "",
    unit: bool = True,
    widths: Widths | None = None,
) -> Sheet:
    """A sheet with a table from its top on."""
    sheet = book.sheet(name.zh, name.en, colour)
    sheet.lay_out(frames.lay_out(book, table, widths or {})[0])
    sheet.title(title or book.word(table.title), book.word(WAN_UNIT) if unit else "")
    for note in table.notes:
        sheet.note(book.word(note))
    frames.show(book, sheet, table, widths=widths)
    return sheet


def below(book: Book, sheet: Sheet, table: Table) -> None:
    """A further table under those of a sheet, if it holds anything; the columns keep their widths."""
    if table.frame.is_empty():
        return
    sheet.gap()
    sheet.lay_out(frames.lay_out(book, table, {})[0])
    sheet.section(book.word(table.title))
    for note in table.notes:
        sheet.note(book.word(note))
    frames.show(book, sheet, table)


def allotment_form(book: Book, told: Material) -> None:
    county = told.scenario.scenario.county
    title = book.say(f"{county.zh}就业补助资金分配表", f"{county.en}: allotment of employment funds")
    widths = {"number": 8.0, "unit": 32.0, "mean": 16.0, "function": 40.0, "department": 36.0, "government": 36.0}
    sheet_of(book, told.table(allotment), Words("分配表", "Allotment"), FORMS, title=title, widths=widths)


def payers_sheets(book: Book, told: Material) -> None:
    sheet_of(
        book,
        told.table(payers),
        Words("资金来源", "Payers"),
        RESULTS,
        widths={"title": 24.0, "mean": 16.0, "p10": 16.0, "p50": 16.0, "p90": 16.0, "share": 14.0},
    )
    sheet_of(
        book,
        told.table(programme_payers),
        Words("分项目资金来源", "Payers by programme"),
        RESULTS,
        widths={"clauses": 14.0},
    )


def memo_sheet(book: Book, told: Material) -> None:
    if not told.table(memo).frame.is_empty():
        sheet_of(book, told.table(memo), Words("备查项目", "Memo items"), RESULTS, widths={"clauses": 14.0})


def targets_sheet(book: Book, told: Material) -> None:
    if not told.table(targets).frame.is_empty():
        widths = {
            "title": 30.0,
            "clauses": 10.0,
            "required": 16.0,
            "comes_about": 13.0,
            "population": 26.0,
            "tolerance": 14.0,
            "rests_on": 26.0,
        }
        sheet_of(book, told.table(targets), Words("目标", "Targets"), RESULTS, unit=False, widths=widths)


def rests_sheet(book: Book, told: Material) -> None:
    if not told.table(rests).frame.is_empty():
        widths = {"title": 56.0, "year": 12.0, "assumption": 14.0, "luck": 14.0, "pairs": 12.0}
        sheet_of(book, told.table(rests), Words("假定与运气", "Spread"), RESULTS, unit=False, widths=widths)


def score_sheets(book: Book, told: Material) -> None:
    widths = {"title": 30.0, "points": 18.0, "mean": 18.0, "p10": 14.0, "p50": 14.0, "p90": 14.0}
    sheet = sheet_of(book, told.table(score_parts), Words("得分预测", "Score"), RESULTS, unit=False, widths=widths)
    if len(told.years) > 1:
        sheet.new_page()
    below(book, sheet, told.table(score_grades))
    actions = told.table(score_actions)
    if not actions.frame.is_empty():
        widths = {"rank": 6.0, "title": 36.0, "lift": 14.0, "action": 60.0, "cost": 13.0, "per_point": 13.0}
        sheet_of(book, actions, Words("提分措施", "Lifting the score"), RESULTS, widths=widths)


def variants_sheet(book: Book, told: Material) -> None:
    table = variants(told.study)
    if not table.frame.is_empty():
        widths = {"title": 44.0, "baseline": 15.0, "value": 15.0, "difference": 13.0, "low": 13.0, "high": 13.0}
        sheet_of(book, table, Words("方案比较", "Variants"), RESULTS, widths=widths)


def appropriations_sheet(book: Book, told: Material) -> None:
    if not told.table(appropriations).frame.is_empty():
        widths = {"title": 22.0, "source": 12.0, "payers": 26.0, "arrivals": 22.0, "reference": 26.0, "note": 40.0}
        sheet_of(book, told.table(appropriations), Words("预算安排来源", "Appropriations"), BASIS, widths=widths)


def other_counties_sheet(book: Book, told: Material) -> None:
    if not told.table(other_counties).frame.is_empty():
        widths = {"measure": 30.0, "unit": 20.0, "lies": 18.0}
        name = Words("公布数对照", "Other counties")
        sheet_of(book, told.table(other_counties), name, BASIS, unit=False, widths=widths)


def register_sheet(book: Book, told: Material) -> None:
    widths = {
        "rank": 7.0,
        "title": 26.0,
        "path": 34.0,
        "value": 26.0,
        "calibrated": 20.0,
        "unit": 12.0,
        "source": 10.0,
        "touches": 10.0,
        "uncertain": 12.0,
        "reference": 26.0,
        "note": 44.0,
    }
    sheet_of(book, told.table(register), Words("假定", "Assumptions"), BASIS, unit=False, widths=widths)


def reading_sheet(book: Book, told: Material) -> None:
    """Readings, approximations, what was left out, and whose amount is assumed: three columns each."""
    parts: list[Callable[[Results], Table]] = [readings, approximations, excluded, assumed]
    held = [told.table(of) for of in parts if not told.table(of).frame.is_empty()]
    if not held:
        return
    first, *others = held
    texts = {"reading": 96.0, "lost": 96.0, "reason": 96.0, "mean": 96.0}
    widths = {"title": 40.0, "name": 40.0, "clauses": 14.0, **texts}
    sheet = sheet_of(book, first, Words("解读与近似", "Readings"), BASIS, unit=False, widths=widths)
    for table in others:
        below(book, sheet, table)


def calibration_sheet(book: Book, told: Material) -> None:
    """What was observed, and what is left of the ranges; of a scenario that draws from a joint sample."""
    tables = calibrations(told.scenario)
    if not tables:
        return
    first, *others = tables
    widths = {
        "title": 36.0,
        "when": 34.0,
        "unit": 12.0,
        "observed": 22.0,
        "tolerance": 22.0,
        "before": 12.0,
        "after": 34.0,
    }
    sheet = sheet_of(book, first, Words("校准", "Calibration"), BASIS, unit=False, widths=widths)
    for table in others:
        below(book, sheet, table)


def in_year(table: Table, year: int) -> Table:
    """The part of a table that is of one year, without its heading."""
    return replace(table, frame=table.frame.filter(pl.col("year") == year), by=None)
