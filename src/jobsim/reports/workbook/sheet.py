"""One sheet: a place that moves down row by row, columns with their kinds, heads, heights that hold wrapped text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from jobsim.reports.workbook import measure

if TYPE_CHECKING:
    from jobsim.reports.workbook.book import Book

LINE_HEIGHT, LEAST_HEIGHT = 13.5, 18.0
TALLEST = 400.0
"""Points; a row is no taller than 409."""
FROZEN = 10
"""At most so many rows stay in sight."""


@dataclass(frozen=True)
class Formula:
    """A live formula and the value it has: who opens the file sees it before anything is reckoned anew."""

    text: str
    value: float | str


class _Blank:
    """A cell for the reader to fill in."""


BLANK = _Blank()
Value = str | float | int | Formula | _Blank | None
"""None is unknown and shown as a dash."""


@dataclass(frozen=True)
class Column:
    """``kind`` of its values, ``width`` in digits; ``under`` is the head that it shares with its neighbours."""

    head: str
    kind: str = "text"
    width: float = 12
    under: str = ""


class Sheet:
    def __init__(self, book: Book, page: Worksheet, name: str, colour: str) -> None:
        self.book, self.page, self.name = book, page, name
        self.columns: list[Column] = []
        self.next = 0
        """The row that is written next."""
        self.widest = 0
        self.heading = ""
        self.one_page = False
        """Whether all of it is printed on one page."""
        self._heights: dict[int, float] = {}
        self._head: tuple[int, int] | None = None
        self._texts: list[str] = []
        self._breaks: list[int] = []
        self._numbers: dict[tuple[int, int], float] = {}
        page.set_tab_color(colour)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.center_horizontally()

    # -------------------------------------------------------------------------------------------- layout

    def lay_out(self, columns: Sequence[Column]) -> None:
        """The columns of the sheet, or of its next table: the first layout sets the widths."""
        if not self.columns:
            for at, column in enumerate(columns):
                self.page.set_column(at, at, column.width)
            self.widths = [column.width for column in columns]
        self.columns = list(columns)
        self.widest = max(self.widest, len(columns))

    def title(self, text: str, unit: str = "") -> None:
        self.heading = self.heading or text
        self.put(self.next, 0, text, "word", "title", columns=len(self.columns))
        self._heights[self.next] = max(28.0, self._heights.get(self.next, 0) * 1.5)
        self.next += 1
        if unit:
            self.put(self.next, 0, unit, "word", "unit", columns=len(self.columns))
            self.next += 1

    def note(self, text: str) -> None:
        """A line across the sheet."""
        self.put(self.next, 0, text, "text", "note", columns=len(self.columns))
        self.next += 1

    def gap(self) -> None:
        self.next += 1

    def new_page(self) -> None:
        """What follows is printed on a page of its own."""
        self._breaks.append(self.next)

    def head(self, repeat: bool = True) -> None:
        """The heads of the columns, in two rows where some share one; repeated on every printed page.

        They stay on the screen, too, where they stand so far up that rows are left to move under them.
        """
        first = self.next
        deep = any(column.under for column in self.columns)
        at = 0
        while at < len(self.columns):
            column = self.columns[at]
            if not column.under:
                self.put(first, at, column.head, "word", "head", rows=2 if deep else 1)
                at += 1
                continue
            last = at
            while last + 1 < len(self.columns) and self.columns[last + 1].under == column.under:
                last += 1
            self.put(first, at, column.under, "word", "head", columns=last - at + 1)
            for k in range(at, last + 1):
                self.put(first + 1, k, self.columns[k].head, "word", "head")
            at = last + 1
        self.next = first + (2 if deep else 1)
        if repeat and self._head is None:
            self._head = (first, self.next - 1)
            self.page.repeat_rows(first, self.next - 1)
            if self.next <= FROZEN:
                self.page.freeze_panes(self.next, 0)

    def section(self, text: str) -> None:
        self.put(self.next, 0, text, "text", "section", columns=len(self.columns))
        self.next += 1

    def row(self, values: Sequence[Value], style: str = "") -> int:
        """A row of the table, one value per column; its number."""
        for at, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            self.put(self.next, at, value, column.kind, style)
        self.next += 1
        return self.next - 1

    # -------------------------------------------------------------------------------------------- cells

    def put(
        self, row: int, column: int, value: Value, kind: str, style: str = "", *, rows: int = 1, columns: int = 1
    ) -> None:
        """A value into a cell, or into several made one. Text is never taken for a formula, a link or a number."""
        page, book = self.page, self.book
        if kind == "number" and isinstance(value, float | int) and float(value).is_integer():
            kind = "whole"
        if isinstance(value, _Blank):
            form = book.format(kind, "input")
        elif value is None or (isinstance(value, float) and isnan(value)):
            value, form = "—", book.format(kind, "unknown total" if style == "total" else "unknown")
        else:
            form = book.format(kind, style)
        if rows > 1 or columns > 1:
            page.merge_range(row, column, row + rows - 1, column + columns - 1, "", form)
        if isinstance(value, _Blank):
            page.write_blank(row, column, None, form)
        elif isinstance(value, Formula):
            page.write_formula(row, column, value.text, form, value.value)
            if not isinstance(value.value, str):
                self._numbers[row, column] = value.value
        elif isinstance(value, str):
            text = book.told(value)
            page.write_string(row, column, text, form)
            if kind == "code":
                self._texts.append(xl_rowcol_to_cell(row, column))
            room = sum(self.widths[column : column + columns])
            scale = 1.6 if style == "title" else 1.0
            needed = measure.lines(text, room / scale) * LINE_HEIGHT * scale / rows + 4
            if form.text_wrap:
                self._heights[row] = max(self._heights.get(row, 0), needed)
        else:
            page.write_number(row, column, value, form)
            self._numbers[row, column] = value
        for k in range(rows):
            self._heights.setdefault(row + k, LEAST_HEIGHT)

    def sum(self, column: int, rows: Sequence[int]) -> Formula:
        """The live sum of cells of a column: of a run of rows, or of single ones."""
        name = xl_col_to_name(column)
        value = sum(self._numbers.get((row, column), 0.0) for row in rows)
        if not rows:
            return Formula("=0", 0.0)
        if list(rows) == list(range(rows[0], rows[-1] + 1)):
            return Formula(f"=SUM({name}{rows[0] + 1}:{name}{rows[-1] + 1})", value)
        return Formula("=" + "+".join(f"{name}{row + 1}" for row in rows), value)

    def any_number(self, column: int, rows: Sequence[int]) -> bool:
        """Whether any of these cells holds a number."""
        return any((row, column) in self._numbers for row in rows)

    @property
    def pixels(self) -> int:
        """The width of the sheet on the screen."""
        return int(sum(7 * width + 5 for width in self.widths))

    def value(self, row: int, column: int) -> float:
        """The number that a cell holds, or that its formula gives."""
        return self._numbers[row, column]

    def finish(self) -> None:
        """Heights and print setup, when all is written."""
        page = self.page
        for row, height in self._heights.items():
            page.set_row(row, min(TALLEST, max(LEAST_HEIGHT, height)))
        if self._texts:
            page.ignore_errors({"number_stored_as_text": " ".join(self._texts)})
        page.fit_to_pages(1, int(self.one_page))
        page.set_h_pagebreaks(self._breaks)
        page.print_area(0, 0, max(0, self.next - 1), max(0, self.widest - 1))
        page.set_footer(self._footer())

    def _footer(self) -> str:
        def plain(text: str, limit: int) -> str:
            return self.book.told(text)[:limit].replace("&", "&&")

        pages = self.book.say("第 &P 页，共 &N 页", "page &P of &N")
        # A blank ends the size: what follows may begin with a digit.
        return f"&L&9 {plain(self.book.title, 80)}&C&9 {pages}&R&9 {plain(self.book.run, 90)}"
