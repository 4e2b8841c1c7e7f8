"""The county sheet as a folder of CSV files, one for each sheet, in UTF-8 that Excel knows by its mark.

They are read in UTF-8 and in GB 18030, as Excel in China saves them.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from jobsim.language import Language
from jobsim.reports.county_sheet.display import percent_text
from jobsim.reports.county_sheet.form import Cell, Page
from jobsim.reports.county_sheet.found import LARGEST, FoundBook, FoundCell, FoundSheet, SheetError, fault

SUFFIX = ".csv"


def made(pages: list[Page], lang: Language) -> dict[str, bytes]:
    """The files by name."""
    return {f"{page.name.of(lang)}{SUFFIX}": _file(page) for page in pages}


def _file(page: Page) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for line in page.lines:
        writer.writerow([written(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")


def written(cell: Cell) -> str:
    """A cell as text: a percentage with its sign, a number with all its digits."""
    value = cell.text
    if value is None or isinstance(value, str):
        return value or ""
    if cell.style == "share":
        return f"{100 * value:.1f}%"
    if cell.field is not None and cell.field.percent:
        return percent_text(value)
    return f"{value:.15g}"


def read(folder: Path) -> FoundBook:
    """The cells of all files. Raises :class:`SheetError` for files that are no text."""
    sheets: dict[str, FoundSheet] = {}
    problems = []
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        if file.stat().st_size > LARGEST:
            problems.append(
                fault(
                    file.name,
                    f"the file has {file.stat().st_size / 1e6:,.0f} MB; a sheet has less than {LARGEST / 1e6:,.0f} MB",
                )
            )
            continue
        text = _text(file.read_bytes())
        if text is None:
            problems.append(fault(file.name, "neither UTF-8 nor GB 18030 text", "save it as CSV UTF-8"))
            continue
        sheets[file.stem.rpartition("-")[2]] = _sheet(text)  # a spreadsheet puts the file's name before the sheet's
    if problems:
        raise SheetError(problems)
    if not sheets:
        raise SheetError([fault(str(folder), "the folder holds no CSV files")])
    return FoundBook(sheets, as_text=True)


def _text(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _sheet(text: str) -> FoundSheet:
    found = FoundSheet()
    first = text.split("\n", 1)[0]
    delimiter = next((mark for mark in ("\t", ";") if first.count(mark) > first.count(",")), ",")
    try:
        for at, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            for column, value in enumerate(line):
                if value.strip():
                    found.cells[at, column] = (
                        FoundCell(None, "a formula") if value.startswith("=") else FoundCell(value)
                    )
    except csv.Error as error:
        found.faults.append(("A1", f"no CSV: {error}", ""))
    return found
