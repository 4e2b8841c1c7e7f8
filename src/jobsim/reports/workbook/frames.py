"""A table of the result on a sheet: its columns and rows as they are, sums of means as live formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobsim.reports.workbook import measure
from jobsim.reports.workbook.book import Book
from jobsim.reports.workbook.sheet import Column, Sheet, Value
from jobsim.tables.payers import LEVELS
from jobsim.tables.table import Column as Shown
from jobsim.tables.table import Table
from jobsim.tables.written import WAN

_KINDS = {
    "text": "text",
    "plain": "text",
    "code": "code",
    "clause": "text",
    "money": "wan",
    "count": "count",
    "number": "number",
    "share": "percent",
    "year": "year",
    "month": "year",
    "month_of_year": "word",
    "change": "wan",
    "signed": "number",
    "points": "percent",
    "figure": "text",
}
_LEAST = {
    "text": 12.0,
    "code": 10.0,
    "wan": 10.5,
    "cny": 10.5,
    "count": 8.0,
    "whole": 8.0,
    "number": 9.0,
    "points": 9.0,
    "percent": 9.0,
    "year": 8.0,
    "word": 7.0,
}
_WIDEST = {"text": 38.0, "code": 26.0}
_SUMMED = frozenset(("mean", "baseline", "value", "difference", *LEVELS))
"""Keys of columns of means, which add up."""
FEN = 0.01


@dataclass(frozen=True)
class Placed:
    """Where the rows of a section stand: sheet rows by position in the section's frame, and sheet columns by key."""

    rows: dict[int, int]
    columns: dict[str, int]


_WHOLE = ("number", "rank")
"""Keys of columns that number the rows."""


def lay_out(book: Book, table: Table, widths: Mapping[str, float]) -> tuple[list[Column], list[tuple[Shown, str]]]:
    """The columns of a table on a sheet; units, ends of intervals and units by row have columns of their own."""
    columns: list[Column] = []
    cells: list[tuple[Shown, str]] = []

    def add(shown: Shown, key: str, head: str, kind: str, under: str = "") -> None:
        texts = [str(value) for value in table.frame[key].to_list() if value is not None] if kind in _WIDEST else []
        longest = max([measure.width(text) for text in texts], default=0) + 2
        width = min(max(_LEAST[kind], longest), _WIDEST.get(kind, _LEAST[kind]))
        columns.append(Column(head, kind, widths.get(key, widths.get(shown.key, width)), under))
        cells.append((shown, key))

    for shown in table.columns:
        # What has its own unit in each row is a price in CNY; all other money is shown in 万元.
        kind = "cny" if shown.kind == "money" and shown.unit_by_row is not None else _KINDS[shown.kind]
        kind = (
            "whole"
            if shown.key in _WHOLE
            else "points"
            if shown.kind == "number" and shown.unit_by_row is None
            else kind
        )
        head = capital(book.word(shown.title))
        if shown.interval is not None:
            add(shown, shown.key, book.say("值", "Value"), kind, head)
            add(shown, shown.interval[0], book.say("区间下限", "From"), kind, head)
            add(shown, shown.interval[1], book.say("区间上限", "To"), kind, head)
            continue
        add(shown, shown.key_in(book.lang), head, kind, head if shown.unit_by_row else "")
        if shown.unit_by_row:
            columns[-1] = Column(book.say("数", "Number"), kind, columns[-1].width, head)
            key = f"{shown.unit_by_row}_{book.lang}"
            columns.append(Column(book.say("单位", "Unit"), "word", widths.get(key, 9.0), head))
            cells.append((shown, key))
    return columns, cells


def capital(text: str) -> str:
    """A head as it stands in a table for print: its first letter is large."""
    return text[:1].upper() + text[1:]


def show(
    book: Book, sheet: Sheet, table: Table, *, widths: Mapping[str, float] | None = None, sums: bool = True
) -> list[tuple[str, Placed]]:
    """Write a table where the sheet stands, part by part; returns where each part's rows are.

    Where ``sums``, totals and subtotals of means are formulas over the rows above them.
    """
    columns, cells = lay_out(book, table, widths or {})
    sheet.lay_out(columns)
    found = []
    sheet.head()
    for heading, part in table.sections(book.lang):
        if heading:
            sheet.section(heading)
        found.append((heading, _part(sheet, part, cells, sums=sums)))
    return found


def rows_of(book: Book, sheet: Sheet, part: Table, *, sums: bool = True) -> Placed:
    """The rows of a part under heads that stand already."""
    return _part(sheet, part, lay_out(book, part, {})[1], sums=sums)


def _part(sheet: Sheet, part: Table, cells: list[tuple[Shown, str]], *, sums: bool) -> Placed:
    keys = [key for _, key in cells]
    rows: dict[int, int] = {}
    same_code: list[int] = []
    group: list[int] = []
    subtotals: list[int] = []
    code = None
    for position, row in enumerate(part.frame.iter_rows(named=True)):
        role = row["role"]
        if role == "group":
            sheet.section(str(next(row[key] for key in keys if isinstance(row[key], str))))
            same_code, group = [], []
            continue
        values: list[Value] = [_value(shown, row[key]) for shown, key in cells]
        if role != "row":
            values = ["" if value is None else value for value in values]
        for at, key in enumerate(keys):
            if sums and key in _SUMMED and role in ("subtotal", "total"):
                values[at] = _sum(sheet, at, values[at], (same_code, group, subtotals))
        rows[position] = sheet.row(values, "" if role == "row" else "total")
        if role == "subtotal":
            subtotals.append(rows[position])
        if role == "row":
            same_code = [*same_code, rows[position]] if row.get("code") == code else [rows[position]]
            group.append(rows[position])
            code = row.get("code")
    return Placed(rows, {key: at for at, key in enumerate(keys)})


def _sum(sheet: Sheet, column: int, value: Value, over: Sequence[Sequence[int]]) -> Value:
    """The sum of those rows that give the table's own number to the fen; that number where none do."""
    if not isinstance(value, float | int):
        return value
    for rows in filter(None, over):
        formula = sheet.sum(column, rows)
        if isinstance(formula.value, float | int) and abs(formula.value - value) * WAN < FEN / 2:
            return formula
    return value


def _value(shown: Shown, value: Any) -> Value:
    if value is None:
        return None
    if shown.kind in ("money", "change") and shown.unit_by_row is None:
        return float(value) / WAN
    if shown.kind == "code" and shown.key == "code" and not str(value).isdigit():
        return None  # memo items have names for codes
    if shown.kind == "month_of_year" and isinstance(value, int):
        return str(value)
    return value if isinstance(value, str | int | float) else str(value)
