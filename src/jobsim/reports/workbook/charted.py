"""Sheets with a chart beside their table: outlay of a year, need for cash by month, funds against appropriations."""

from __future__ import annotations

from typing import Any

import polars as pl
from xlsxwriter.chart import Chart

from jobsim.language import Words
from jobsim.reports.workbook import frames
from jobsim.reports.workbook.book import FONTS, INK, RESULTS, Book
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.results import in_year, sheet_of
from jobsim.reports.workbook.sheet import Column, Sheet
from jobsim.tables.funds import funds
from jobsim.tables.months import months
from jobsim.tables.outlay import outlay
from jobsim.tables.written import WAN

_LONG = 20
"""Rows of a table under which no chart finds room on the page."""
LARGEST = 15
"""So many programmes are drawn."""
BLUE, ORANGE, GREEN = "#0072B2", "#E69F00", "#009E73"
"""Colours that the colour-blind tell apart, and that differ in grey (Okabe and Ito)."""


def outlay_sheet(book: Book, told: Material, year: int) -> None:
    say, table = book.say, in_year(told.table(outlay), year)
    name = Words(*book.of_year("分年支出", "Outlay", year))
    county, document = told.scenario.scenario.county, told.scenario.scenario.document
    title = say(f"{county.zh}{year}年就业支出（现金）", f"{county.en}: outlay in cash, {year}")
    widths = {"title": 34.0, "clauses": 14.0, "head_unit": 7.5, "time_unit": 8.5, "unit": 7.5, "price_unit": 11.0}
    widths = {**{f"{key}_{book.lang}": width for key, width in widths.items()}, **widths}
    sheet = sheet_of(book, table, name, RESULTS, title=title, widths=widths)
    if document is not None:
        sheet.note(say(f"政策文件：《{document.zh}》", f"Policy document: {document.en}"))
    rows = table.frame.filter(pl.col("role") == "row").sort("mean", descending=True).head(LARGEST)
    rows = rows.filter(pl.col("mean") > 0)
    if rows.is_empty():
        return
    sheet.gap()
    sheet.new_page()
    sheet.lay_out(
        [
            Column(say("科目", "Code"), "code"),
            Column(say("支出最大的项目", "Largest programmes"), "text"),
            Column(say("均值（万元）", "Mean (10,000 CNY)"), "text"),
        ]
    )
    sheet.head(repeat=False)
    first = sheet.next
    for row in rows.iter_rows(named=True):
        for at, (value, kind) in enumerate(
            ((row["code"], "code"), (row[f"title_{book.lang}"], "text"), (row["mean"] / WAN, "wan"))
        ):
            sheet.put(sheet.next, at, value, kind)
        sheet.next += 1
    chart = _chart(
        book, "bar", say(f"{year}年支出最大的{len(rows)}个项目", f"The {len(rows)} largest programmes of {year}")
    )
    _series(sheet, chart, say("均值", "mean"), 1, 2, first, sheet.next - 1, BLUE)
    chart.set_y_axis({"reverse": True, "num_font": _font(book)})
    chart.set_x_axis(
        {
            "name": say("现金均值（万元）", "mean of cash (10,000 CNY)"),
            "name_font": _font(book),
            "num_format": "#,##0",
            "num_font": _font(book),
            "major_gridlines": {"visible": True, "line": {"color": "#D5DAE1"}},
        }
    )
    chart.set_legend({"none": True})
    _place(sheet, chart, 900, 60 + 25 * len(rows), row=first - 1, column=4)


def months_sheet(book: Book, told: Material) -> None:
    say, table = book.say, told.table(months)
    sheet = book.sheet("分月用款", "Months", RESULTS)
    widths = {column.key: 15.0 for column in table.columns}
    sheet.lay_out(frames.lay_out(book, table, widths)[0])
    sheet.title(book.word(table.title), say("单位：万元", "Unit: 10,000 CNY"))
    for note in table.notes:
        sheet.note(book.word(note))
    sheet.head()
    for k, (heading, part) in enumerate(table.sections(book.lang)):
        if k:
            sheet.new_page()
        sheet.section(heading)
        placed = frames.rows_of(book, sheet, part)
        rows = sorted(placed.rows.values())[:12]
        chart = _chart(book, "column", say(f"{heading}分月用款", f"Need for cash by month, {heading}"))
        for key, words, colour in (
            ("demand_p50", say("应付P50", "demand P50"), BLUE),
            ("demand_p90", say("应付P90", "demand P90"), ORANGE),
            ("cash_p50", say("现金P50", "cash P50"), GREEN),
        ):
            _series(
                sheet, chart, words, placed.columns["month_of_year"], placed.columns[key], rows[0], rows[-1], colour
            )
        _axes(book, chart, say("月份", "month"))
        _place(sheet, chart, sheet.pixels, 250)


def funds_sheet(book: Book, told: Material) -> None:
    say, table = book.say, told.table(funds)
    widths = {"title": 34.0, "source": 11.0}
    sheet = sheet_of(book, table, Words("资金够不够", "Funds"), RESULTS, widths=widths)
    rows = table.frame.filter(pl.col("appropriation").is_not_null() & (pl.col("kind") == "budget"))
    if rows.is_empty():
        return
    sheet.gap()
    if table.frame.height > _LONG:
        sheet.new_page()
    heads = (
        say("资金和年度", "Fund and year"),
        say("年", "Year"),
        say("预算安排", "Appropriation"),
        "",
        say("上年结转", "Carried over"),
        say("需求P50", "Demand P50"),
        say("需求P90", "Demand P90"),
    )
    keys = (None, "year", "appropriation", None, "carry_over", "demand_p50", "demand_p90")
    sheet.lay_out([Column(head) for head in heads])
    sheet.section(say("有预算安排的资金：需求与可用资金", "Funds with an appropriation: demand and the money there is"))
    sheet.head(repeat=False)
    first = sheet.next
    for row in rows.iter_rows(named=True):
        for at, key in enumerate(keys):
            if key is None:
                sheet.put(sheet.next, at, f"{row[f'title_{book.lang}']} {row['year']}" if at == 0 else "", "text")
            else:
                sheet.put(
                    sheet.next, at, row[key] if key == "year" else row[key] / WAN, "year" if key == "year" else "wan"
                )
        sheet.next += 1
    last = sheet.next - 1
    chart = _chart(book, "column", say("需求与可用资金", "Demand and the money there is"), subtype="stacked")
    _series(sheet, chart, heads[2], 0, 2, first, last, BLUE)
    _series(sheet, chart, heads[4], 0, 4, first, last, GREEN)
    line = book.file.add_chart({"type": "line"})
    for column, colour, mark in ((5, INK, "diamond"), (6, ORANGE, "square")):
        _series(
            sheet,
            line,
            heads[column],
            0,
            column,
            first,
            last,
            colour,
            {
                "line": {"none": True},
                "marker": {"type": mark, "size": 10, "fill": {"color": colour}, "border": {"color": colour}},
            },
        )
    chart.combine(line)
    _axes(book, chart, "")
    _place(sheet, chart, 820, 360)


def _chart(book: Book, kind: str, title: str, subtype: str = "") -> Chart:
    chart = book.file.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    chart.set_title(
        {"name": book.told(title), "name_font": {**_font(book), "size": 12, "bold": True}, "overlay": False}
    )
    chart.set_legend({"position": "bottom", "font": _font(book)})
    chart.show_blanks_as("gap")
    return chart


def _axes(book: Book, chart: Chart, name: str) -> None:
    chart.set_x_axis({"name": name, "name_font": _font(book), "num_font": _font(book)})
    chart.set_y_axis(
        {
            "name": book.say("万元", "10,000 CNY"),
            "name_font": _font(book),
            "num_font": _font(book),
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D5DAE1"}},
        }
    )


def _font(book: Book) -> dict[str, Any]:
    return {"name": FONTS[book.lang], "size": 9, "bold": False, "color": INK}


def _series(
    sheet: Sheet,
    chart: Chart,
    name: str,
    labels: int,
    values: int,
    first: int,
    last: int,
    colour: str,
    more: dict[str, Any] | None = None,
) -> None:
    chart.add_series(
        {
            "name": name,
            "categories": [sheet.name, first, labels, last, labels],
            "values": [sheet.name, first, values, last, values],
            **(more or {"fill": {"color": colour}, "border": {"color": colour}, "gap": 60}),
        }
    )


def _place(sheet: Sheet, chart: Chart, width: int, height: int, *, row: int | None = None, column: int = 0) -> None:
    """Under what is written, in rows of their own; or at a place beside it, with rows enough below."""
    chart.set_size({"width": width, "height": height})
    top = sheet.next + 1 if row is None else row
    sheet.page.insert_chart(top, column, chart, {"object_position": 2})
    sheet.next = max(sheet.next, top + int(height / 20) + 2)
