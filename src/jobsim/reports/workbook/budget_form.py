"""年初测算表: what each programme is expected to cost in a year, on what ground, for whom, and who bears it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_rowcol_to_cell

from jobsim.reports.workbook.book import FORMS, Book
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import BLANK, Column, Formula, Sheet, Value
from jobsim.tables.estimate import estimate
from jobsim.tables.payers import LEVELS
from jobsim.tables.written import WAN

_NAME, _BEFORE, _AMOUNT, _DUE, _FIRST_SOURCE, _OTHER, _CARRIED, _INSURANCE, _TAX = 3, 10, 12, 13, 14, 18, 19, 20, 21
_SUMS: dict[str, Sequence[int]] = {
    "budget": range(_AMOUNT, _OTHER + 1),
    "insurance": (_DUE, _INSURANCE),
    "tax": (_DUE, _TAX),
}
"""The columns that are added up, by kind of fund."""


def columns(book: Book) -> list[Column]:
    say = book.say
    before, sources = say("上年执行数", "Executed last year"), say("资金来源（万元）", "Sources (10,000 CNY)")
    range_ = say("测算金额区间（万元）", "Range of the amount (10,000 CNY)")
    return [
        Column(say("序号", "No."), "whole", 4.5),
        Column(say("功能科目编码", "Code"), "code", 9),
        Column(say("科目名称", "Item"), "text", 13),
        Column(say("补贴项目", "Programme"), "text", 21),
        Column(say("政策依据（文号条款）", "Policy basis (clause, place)"), "text", 17),
        Column(say("享受对象", "For whom"), "text", 20),
        Column(say("补贴标准（元）", "Rate (CNY)"), "text", 16),
        Column(say("计量单位", "Unit"), "word", 7.5),
        Column(say("期限（月）", "Months"), "whole", 6.5),
        Column(say("人数", "Heads"), "whole", 7, before),
        Column(say("金额", "Amount"), "wan", 8, before),
        Column(say("测算人数", "Heads expected"), "count", 8.5),
        Column(say("测算金额（万元）", "Amount, cash (10,000 CNY)"), "wan", 10.5),
        Column(say("应付数（万元，不论资金）", "Demand, whatever the money"), "wan", 10.5),
        Column(say("中央", "Central"), "wan", 9, sources),
        Column(say("省级", "Province"), "wan", 9, sources),
        Column(say("市级", "City"), "wan", 9, sources),
        Column(say("县级", "County"), "wan", 9, sources),
        Column(say("其他", "Other"), "wan", 9, sources),
        Column(say("上年结转", "Carried over"), "wan", 9, sources),
        Column(say("失业保险基金（非财政）", "Insurance fund (not the budget)"), "wan", 10, sources),
        Column(say("税式支出（备查）", "Tax expenditure (memo)"), "wan", 10, sources),
        Column("P10", "wan", 9.5, range_),
        Column("P50", "wan", 9.5, range_),
        Column("P90", "wan", 9.5, range_),
        Column(say("备注", "Remarks"), "text", 12),
    ]


def add(book: Book, told: Material, year: int) -> None:
    say = book.say
    sheet = book.sheet(*book.of_year("年初测算表", "Budget estimate", year), FORMS)
    sheet.lay_out(columns(book))
    county, document = told.scenario.scenario.county, told.scenario.scenario.document
    sheet.title(
        say(f"{county.zh}{year}年就业补助资金年初测算表", f"{county.en}: employment budget estimate {year}"),
        say("单位：万元（标准为元）", "Unit: 10,000 CNY (rates: CNY)"),
    )
    if document is not None:
        sheet.note(
            say(
                f"政策依据：《{document.zh}》，条款编号后括号内为原文位置。",
                f"Policy basis: {document.en}; the place in the text stands in brackets behind each clause.",
            )
        )
    sheet.note(
        say(
            "测算金额为现金口径的模拟均值，等于各来源之和；P10、P50、P90为该行自身的分位数，分位数不能相加，"
            "合计行的分位数由合计数另算。"
            "上年结转列于资金小计行，为年初可动用数，已含在各级来源之内，不另相加。黄色单元格由单位填列；方案中有上年执行数的已填入。",
            "The amount is the simulated mean in cash and the sum of its sources. P10, P50 and P90 are each row's own;"
            " quantiles do not add up, so those of totals are reckoned from the totals. Money carried over stands in"
            " the"
            " subtotals, as what is there on 1 January; it is part of the sources and not added. Yellow cells are"
            " the bureau's; what the scenario tells of last year's execution is filled in.",
        )
    )
    sheet.head()
    number = 0
    first, subtotals = sheet.next, []
    for row in told.table(estimate).frame.filter(pl.col("year") == year).iter_rows(named=True):
        role, kind = row["role"], row["kind"]
        if role == "group":
            sheet.section(row[f"title_{book.lang}"])
            first = sheet.next
        elif role == "row":
            number += 1
            sheet.row(_row(book, sheet, number, row))
        elif role == "subtotal":
            at = _closing(book, sheet, row, range(first, sheet.next))
            subtotals += [at] if kind == "budget" else []
        else:
            _closing(book, sheet, row, subtotals)


def _row(book: Book, sheet: Sheet, number: int, row: Mapping[str, Any]) -> list[Value]:
    lang = book.lang
    return [
        number,
        row["code"],
        row[f"item_{lang}"],
        row[f"title_{lang}"],
        row["basis"],
        row[f"whom_{lang}"],
        row[f"rate_{lang}"],
        row[f"unit_{lang}"],
        row["months"],
        BLANK if row["executed_heads"] is None else row["executed_heads"],
        BLANK if row["executed"] is None else row["executed"] / WAN,
        row["heads"],
        *_money(sheet, row),
        *_middle(row),
        row[f"remark_{lang}"] or "",
    ]


def _money(sheet: Sheet, row: Mapping[str, Any]) -> list[Value]:
    """The columns of money of the row that is written next."""
    due, kind = row["demand"] / WAN, row["kind"]
    if kind != "budget":
        mean = row["mean"] / WAN
        return [None, due, *[None] * 6, mean if kind == "insurance" else None, mean if kind == "tax" else None]
    sources: list[Value] = [row[level] / WAN for level in LEVELS]
    cells = f"{xl_rowcol_to_cell(sheet.next, _FIRST_SOURCE)}:{xl_rowcol_to_cell(sheet.next, _OTHER)}"
    return [Formula(f"=SUM({cells})", sum(row[level] for level in LEVELS) / WAN), due, *sources, "", "", ""]


def _closing(book: Book, sheet: Sheet, row: Mapping[str, Any], rows: Sequence[int]) -> int:
    """A row of sums; its quantiles are those of the sum."""
    values: list[Value] = [""] * len(sheet.columns)
    values[_NAME] = row[f"title_{book.lang}"]
    for column in _SUMS[row["kind"]]:
        values[column] = sheet.sum(column, rows)
    if row["executed"] is not None:
        values[_BEFORE] = sheet.sum(_BEFORE, rows)
    if row["kind"] == "budget":
        values[_CARRIED] = sheet.sum(_CARRIED, rows) if row["role"] == "total" else row["carry_over"] / WAN
    values[_TAX + 1 : _TAX + 4] = _middle(row)
    return sheet.row(values, "total")


def _middle(row: Mapping[str, Any]) -> list[Value]:
    return [row[q] / WAN for q in ("p10", "p50", "p90")]
