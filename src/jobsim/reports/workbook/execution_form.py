"""年中执行表: empty columns for the middle of the year, and the arithmetic between them; no figure is made up."""

from __future__ import annotations

import polars as pl
from xlsxwriter.utility import xl_rowcol_to_cell

from jobsim.reports.workbook.book import FORMS, Book
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import BLANK, Column, Formula, Sheet, Value
from jobsim.tables.estimate import estimate
from jobsim.tables.written import WAN

_PLAN, _ADJUSTED, _SPENT, _DONE, _BEFORE, _GROWTH, _ARRIVED, _HELD = 1, 2, 3, 4, 6, 7, 9, 10
_COMING, _YEAR, _GAP, _CARRIED = 11, 12, 13, 14
_SUMMED = (_PLAN, _ADJUSTED, _SPENT, _BEFORE, _ARRIVED, _HELD, _COMING, _CARRIED)


def columns(book: Book) -> list[Column]:
    say = book.say
    return [
        Column(say("项目", "Programme"), "text", 30),
        Column(say("年初预算数", "Initial budget"), "wan", 11),
        Column(say("调整预算数", "Adjusted budget"), "wan", 11),
        Column(say("1—6月累计支出", "Outlay January–June"), "wan", 11),
        Column(say("完成预算%", "Executed, %"), "percent", 9),
        Column(say("序时进度%", "Time elapsed, %"), "percent", 9),
        Column(say("上年同期", "Same months last year"), "wan", 10),
        Column(say("同比增减%", "Change, %"), "percent", 9),
        Column(say("享受人数（人次）", "Paid to (times)"), "whole", 10),
        Column(say("资金到位数", "Money arrived"), "wan", 10),
        Column(say("结存", "In hand"), "wan", 10),
        Column(say("7—12月预计支出", "Outlay expected July–December"), "wan", 11),
        Column(say("全年预计", "Whole year expected"), "wan", 11),
        Column(say("缺口（-）/结余（+）", "Gap (-) or surplus (+)"), "wan", 11),
        Column(say("下年结转", "Carried to next year"), "wan", 10),
        Column(say("原因及措施", "Reasons and measures"), "text", 18),
    ]


def add(book: Book, told: Material, year: int) -> None:
    say = book.say
    sheet = book.sheet(*book.of_year("年中执行表", "Mid-year execution", year), FORMS)
    sheet.lay_out(columns(book))
    county = told.scenario.scenario.county
    sheet.title(
        say(
            f"{county.zh}{year}年就业补助资金年中执行表（1—6月）", f"{county.en}: execution of {year}, January to June"
        ),
        say("单位：万元", "Unit: 10,000 CNY"),
    )
    sheet.note(
        say(
            "年初预算数取自年初测算表（现金均值）。黄色各列由年中重新预测填列：现在还没有年中执行数，表中不作任何推算；"
            "填入后，完成预算、同比增减、全年预计、缺口/结余和合计自动计算。缺口/结余 ="
            " 调整预算数（未调整的为年初预算数）- 全年预计。",
            "The initial budget is that of the budget estimate (mean, cash). Yellow columns are filled by the mid-year"
            " re-forecast: nothing has been executed yet, and no figure is made up here. Once they are filled in,"
            " execution, change, whole year, gap or surplus and totals are reckoned. Gap or surplus = adjusted budget"
            " (the initial one where it is not adjusted) less the whole year expected.",
        )
    )
    sheet.head()
    first, subtotals = sheet.next, []
    rows = told.table(estimate).frame.filter((pl.col("year") == year) & (pl.col("kind") == "budget"))
    for row in rows.iter_rows(named=True):
        title = row[f"title_{book.lang}"]
        if row["role"] == "group":
            sheet.section(title)
            first = sheet.next
        elif row["role"] == "row":
            sheet.row(_row(sheet, title, row["mean"] / WAN, row["executed_half"]))
        elif row["role"] == "subtotal":
            subtotals.append(_sums(sheet, title, range(first, sheet.next)))
        else:
            _sums(sheet, title, subtotals)


def _row(sheet: Sheet, title: str, plan: float, before: float | None) -> list[Value]:
    values: list[Value] = [BLANK] * len(sheet.columns)
    if before is not None:
        values[_BEFORE] = before / WAN
    values[0], values[_PLAN] = title, plan
    return _with_arithmetic(sheet, values)


def _sums(sheet: Sheet, title: str, rows: range | list[int]) -> int:
    values: list[Value] = [""] * len(sheet.columns)
    values[0] = title
    for column in _SUMMED:
        # The sum of what is not filled in is not known, and not nothing.
        any_there = sheet.any_number(column, rows)
        value = sheet.sum(column, rows).value if any_there else ""
        values[column] = sheet.sum(column, rows) if column == _PLAN else Formula(_if_any(column, rows), value)
    return sheet.row(_with_arithmetic(sheet, values), "total")


def _if_any(column: int, rows: range | list[int]) -> str:
    ends = [rows[0], rows[-1]] if isinstance(rows, range) else rows
    cells = (":" if isinstance(rows, range) else ",").join(xl_rowcol_to_cell(row, column) for row in ends)
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))'


def _with_arithmetic(sheet: Sheet, values: list[Value]) -> list[Value]:
    def cell(column: int) -> str:
        return str(xl_rowcol_to_cell(sheet.next, column))

    budget = f"IF(ISNUMBER({cell(_ADJUSTED)}),{cell(_ADJUSTED)},{cell(_PLAN)})"
    spent, before, coming, year = cell(_SPENT), cell(_BEFORE), cell(_COMING), cell(_YEAR)
    values[_DONE] = Formula(f'=IF(AND(ISNUMBER({spent}),{budget}<>0),{spent}/{budget},"")', "")
    values[_DONE + 1] = 0.5
    values[_GROWTH] = Formula(
        f'=IF(AND(ISNUMBER({spent}),ISNUMBER({before})),IF({before}<>0,{spent}/{before}-1,""),"")', ""
    )
    values[_YEAR] = Formula(f'=IF(AND(ISNUMBER({spent}),ISNUMBER({coming})),{spent}+{coming},"")', "")
    values[_GAP] = Formula(f'=IF(ISNUMBER({year}),{budget}-{year},"")', "")
    return values
