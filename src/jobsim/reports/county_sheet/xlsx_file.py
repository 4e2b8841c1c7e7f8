"""The county sheet as a workbook: cells to fill in are open, all others locked, each with its help and its range."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range

from jobsim.language import Language, Words
from jobsim.reports.county_sheet.form import Cell, Field, Page
from jobsim.reports.workbook import measure
from jobsim.reports.workbook.book import BASIS, DATA, FORMS, INPUT, RESULTS, Book
from jobsim.reports.workbook.sheet import LEAST_HEIGHT, LINE_HEIGHT, Sheet
from jobsim.scenario.loader import Loaded

ASKED = "#FFD08A"
"""Fill of a cell that must be filled in."""
INDENT = 1.5
"""Digits of width that an indented text loses."""
_TECH = {"font_color": "#8A94A3", "font_size": 8}
_COLOURS = (DATA, FORMS, FORMS, FORMS, RESULTS, RESULTS, BASIS, DATA)
_LONGEST_TITLE, _LONGEST_HELP = 32, 255
_STYLES = {"head": "head", "strong": "strong"}


def made(loaded: Loaded, pages: list[Page], lang: Language) -> bytes:
    """The workbook as bytes; the same pages give the same."""
    head, horizon = loaded.scenario.scenario, loaded.scenario.horizon
    title = head.title.zh if lang == "zh" else head.title.en
    book = Book(lang, title, f"{head.name} · {loaded.hash}", horizon.start, several_years=False)
    for page, colour in zip(pages, _COLOURS, strict=True):
        _Writer(book, book.sheet(page.name.zh, page.name.en, colour), page).write()
    first = book.sheets[pages[1].name.of(lang)]
    first.page.activate()
    return book.bytes()


class _Writer:
    def __init__(self, book: Book, sheet: Sheet, page: Page) -> None:
        self.book, self.sheet, self.page = book, sheet, page
        self.whole: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        """Columns by row and by the format that a cell has when what it holds is not whole."""

    def write(self) -> None:
        xlsx, page = self.sheet.page, self.page
        for at, one in enumerate(page.columns):
            xlsx.set_column(at, at, one.width)
        for at, line in enumerate(page.lines):
            for column, cell in enumerate(line):
                self._put(at, column, cell)
            xlsx.set_row(at, self._height(line))
            if line[0].style == "section":
                blank = self.book.format("text", "section", left=0, right=0)
                for column in range(1, len(page.columns)):
                    if column >= len(line):
                        xlsx.write_blank(at, column, None, blank)
        if page.head is not None:
            xlsx.freeze_panes(page.head + 1, 1)
            xlsx.repeat_rows(page.head, page.head)
        for form, cells in self.whole.items():
            self._not_whole(form, cells)
        printed = len(page.columns) - (2 if page.technical else 1)
        xlsx.protect("", {"format_columns": True, "format_rows": True, "sort": False})
        self.sheet.next = len(page.lines)
        self.sheet.widest = printed + 1

    def _put(self, at: int, column: int, cell: Cell) -> None:
        xlsx, form = self.sheet.page, self._format(cell)
        value = cell.text
        if value is None:
            xlsx.write_blank(at, column, None, form)
        elif isinstance(value, str):
            xlsx.write_string(at, column, self.book.told(value), form)
        else:
            xlsx.write_number(at, column, value, form)
        if cell.field is not None:
            self._validate(at, column, cell.field)

    def _format(self, cell: Cell) -> Format:
        book, field = self.book, cell.field
        if field is not None:
            fill = ASKED if cell.style == "asked" else INPUT
            if field.what in ("text", "choice", "day"):
                kind = "text" if field.what == "text" else "word"
                return book.format(kind, "input", locked=False, bg_color=fill)
            shown = "0%" if field.percent else "#,##0"
            return book.format("whole", "input", locked=False, bg_color=fill, num_format=shown, align="right")
        if cell.style == "share":
            if isinstance(cell.text, str):
                return book.format("word", "", align="center")
            return book.format("percent", "")
        if cell.style == "tech":
            return book.format("text", "", text_wrap=False, **_TECH)
        if cell.style in ("title", "note"):
            return book.format("text", cell.style, text_wrap=False, align="left")
        if cell.style == "section":
            return book.format("text", "section", text_wrap=False, right=0)
        if cell.style in ("label", "text"):
            return book.format("text", "", indent=1)
        return book.format("text", _STYLES.get(cell.style, ""))

    def _validate(self, at: int, column: int, field: Field) -> None:
        lang = self.book.lang
        help_ = field.help.of(lang)
        options: dict[str, Any] = {"validate": "any", "ignore_blank": True}
        if field.what in ("number", "whole"):
            options |= {
                "validate": "decimal" if field.what == "number" else "integer", "criteria": "between",
                "minimum": field.low, "maximum": field.high,
                "error_title": Words("不在范围内", "Out of range").of(lang),
                "error_message": Words("请填该行允许范围内的数", "A number in the admissible range, please").of(lang),
            }  # fmt: skip
            self.whole["percent" if field.percent else "number"][at].append(column)
        if field.what == "choice":
            options |= {"validate": "list", "source": [Words("是", "yes").of(lang), Words("否", "no").of(lang)]}
        if help_:
            options["input_message"] = help_ if len(help_) <= _LONGEST_HELP else f"{help_[: _LONGEST_HELP - 1]}…"
        self.sheet.page.data_validation(at, column, at, column, options)

    def _not_whole(self, form: str, rows: dict[int, list[int]]) -> None:
        """A number that is not whole is shown with its decimals."""
        cells = [xl_range(at, columns[0], at, columns[-1]) for at, columns in rows.items()]
        first = cells[0].partition(":")[0]
        scaled = f"{first}*100" if form == "percent" else first
        shown = "0.00##%" if form == "percent" else "#,##0.00##"
        criteria = f"=AND(ISNUMBER({first}),ABS({scaled}-ROUND({scaled},0))>0.0000001)"
        self.sheet.page.conditional_format(
            first,
            {"type": "formula", "criteria": criteria, "multi_range": " ".join(cells),
             "format": self.book.file.add_format({"num_format": shown})},
        )  # fmt: skip

    def _height(self, line: list[Cell]) -> float:
        if line[0].style == "title":
            return 27.0
        wrapped = [
            measure.lines(cell.text, self.page.columns[at].width - INDENT)
            for at, cell in enumerate(line)
            if isinstance(cell.text, str) and cell.style not in ("note", "section", "tech") and cell.text
        ]
        return min(200.0, max(LEAST_HEIGHT, max(wrapped, default=1) * LINE_HEIGHT + 4))
