"""数据: the outlay of every scenario in its smallest cells, with filters, to be pivoted."""

from __future__ import annotations

import polars as pl

from jobsim.reports.workbook.book import DATA, Book
from jobsim.reports.workbook.frames import capital
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import Column
from jobsim.tables.cells import cells
from jobsim.tables.written import WAN

_WIDTHS = (22.0, 7.0, 9.0, 20.0, 28.0, 10.0, 34.0, 12.0, 18.0, 9.0, 13.0, 13.0, 13.0, 13.0)


def add(book: Book, told: Material) -> None:
    """A plain list: one head row and no merged cells below it, as pivot tables want it; amounts in 万元."""
    sheet = book.sheet("数据", "Data", DATA)
    found = [cells(results) for results in told.study.results.values()]
    table = found[0]
    unit = book.say("（万元）", " (10,000 CNY)")
    heads = [capital(book.word(one.title)) + (unit if one.kind == "money" else "") for one in table.columns]
    kinds = {"money": "wan", "year": "year", "month": "year", "code": "code"}
    sheet.lay_out(
        [
            Column(head, kinds.get(one.kind, "text"), width)
            for head, one, width in zip(heads, table.columns, _WIDTHS, strict=True)
        ]
    )
    sheet.title(book.word(table.title))
    for note in table.notes:
        sheet.note(book.word(note))
    first = sheet.next
    sheet.head()
    keys = [one.key_in(book.lang) for one in table.columns]
    for frame, name in zip((one.frame for one in found), told.study.results, strict=True):
        rows = frame.select(
            pl.lit(name).alias("scenario"),
            *(
                pl.col(key) / WAN if one.kind == "money" else pl.col(key)
                for key, one in zip(keys[1:], table.columns[1:], strict=True)
            ),
        )
        for row in rows.iter_rows():
            sheet.row(row)
    sheet.page.autofilter(first, 0, max(first, sheet.next - 1), len(keys) - 1)
