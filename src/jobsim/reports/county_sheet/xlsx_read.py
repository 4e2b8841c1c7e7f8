"""A workbook that comes back, read by openpyxl: values as they are, formulas and errors told apart, nothing run."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

from jobsim.reports.county_sheet.found import LARGEST, UNPACKED, FoundBook, FoundCell, FoundSheet, SheetError, fault

_OLD = b"\xd0\xcf\x11\xe0"
"""How a file of Excel 97 begins, and one with a password."""
_SAVE = "save it as .xlsx"


def read(path: Path) -> FoundBook:
    """The cells of a workbook. Raises :class:`SheetError` for a file that is none of ours."""
    _check(path)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, data_only=False, keep_links=False)
    except Exception as error:  # the reader gives up in many ways on a damaged file
        raise _refused(path, f"cannot be read as a workbook: {_said(error)}", _SAVE) from None
    return FoundBook({sheet.title: _sheet(sheet) for sheet in book.worksheets})


def _refused(path: Path, message: str, hint: str = "") -> SheetError:
    return SheetError([fault(path.name, message, hint)])


def _said(error: Exception) -> str:
    text = str(error).splitlines()
    return text[0][:120] if text else type(error).__name__


def _check(path: Path) -> None:
    """What can be told without reading it as a workbook."""
    size = path.stat().st_size
    if size > LARGEST:
        raise _refused(path, f"the file has {size / 1e6:,.0f} MB; a sheet has less than {LARGEST / 1e6:,.0f} MB")
    with path.open("rb") as file:
        begin = file.read(4)
    if begin == _OLD:
        raise _refused(path, "an .xls file of Excel 97, or one with a password", f"{_SAVE}, without a password")
    if path.suffix.lower() == ".xlsm":
        raise _refused(path, "a workbook with macros", f"{_SAVE}, without macros")
    if not begin.startswith(b"PK"):
        raise _refused(path, "no .xlsx workbook", _SAVE)
    try:
        with zipfile.ZipFile(path) as parts:
            names = [one.filename.lower() for one in parts.infolist()]
            unpacked = sum(one.file_size for one in parts.infolist())
    except zipfile.BadZipFile:
        raise _refused(path, "the file is damaged: it cannot be unpacked") from None
    if any(name.endswith("vbaproject.bin") for name in names):
        raise _refused(path, "a workbook with macros", f"{_SAVE}, without macros")
    if unpacked > UNPACKED:
        raise _refused(
            path, f"unpacked, the file has {unpacked / 1e6:,.0f} MB; a sheet has less than {UNPACKED / 1e6:,.0f} MB"
        )
    if not any(name == "xl/workbook.xml" for name in names):
        raise _refused(path, "no .xlsx workbook", _SAVE)


def _sheet(sheet: Any) -> FoundSheet:
    found = FoundSheet()
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value is not None:
                found.cells[cell.row - 1, cell.column - 1] = _cell(cell)
    for merged in sheet.merged_cells.ranges:
        found.faults.append((str(merged), "merged cells", "unmerge them"))
    if sheet.sheet_state != "visible":
        found.faults.append(("A1", "the sheet is hidden", "show it again"))
    for name, column in sheet.column_dimensions.items():
        if column.hidden and column.min is not None and column.min <= sheet.max_column:
            found.faults.append((f"{name}1", f"column {name} is hidden", "show it again"))
    for number, row in sheet.row_dimensions.items():
        if row.hidden and number <= sheet.max_row:
            found.faults.append((f"A{number}", f"row {number} is hidden", "show it again"))
    return found


def _cell(cell: Any) -> FoundCell:
    if cell.data_type == "f":
        return FoundCell(None, "a formula")
    if cell.data_type == "e":
        return FoundCell(None, f"an error ({cell.value})")
    return FoundCell(cell.value, percent=cell.data_type == "n" and "%" in str(cell.number_format))
