"""Workbooks taken apart for tests: their cells, formulas and cached values, as the file holds them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CELL = re.compile(r"\$?([A-Z]+)\$?(\d+)")


@dataclass
class Sheet:
    """Numbers (those of formulas, too), texts, and formulas with their cached values, by cell name."""

    name: str
    numbers: dict[str, float]
    texts: dict[str, str]
    formulas: dict[str, tuple[str, str]]


def opened(data: bytes) -> dict[str, Sheet]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        shared = [
            "".join(text.text or "" for text in one.iter(f"{_MAIN}t"))
            for one in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        names = [
            one.attrib["name"] for one in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        ]
        return {
            name: _sheet(name, ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml")), shared)
            for number, name in enumerate(names, 1)
        }


def _sheet(name: str, root: ElementTree.Element, shared: list[str]) -> Sheet:
    found = Sheet(name, {}, {}, {})
    for cell in root.iter(f"{_MAIN}c"):
        at, value = cell.attrib["r"], cell.findtext(f"{_MAIN}v")
        formula = cell.findtext(f"{_MAIN}f")
        if formula is not None:
            found.formulas[at] = (formula, value or "")
        if cell.attrib.get("t") == "s":
            found.texts[at] = shared[int(value or 0)]
        elif cell.attrib.get("t") == "str":
            found.texts[at] = value or ""
        elif value:
            found.numbers[at] = float(value)
    return found


def summed(sheet: Sheet, formula: str) -> float | None:
    """What a plain sum gives with the values of the sheet; None for another formula."""
    if re.fullmatch(r"SUM\([A-Z]+\d+:[A-Z]+\d+\)", formula):
        (left, top), (right, bottom) = _CELL.findall(formula)
        columns, rows = range(_number(left), _number(right) + 1), range(int(top), int(bottom) + 1)
        return sum(sheet.numbers.get(f"{_letters(column)}{row}", 0.0) for column in columns for row in rows)
    if re.fullmatch(r"[A-Z]+\d+(\+[A-Z]+\d+)*", formula):
        return sum(sheet.numbers[f"{column}{row}"] for column, row in _CELL.findall(formula))
    return None


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _letters(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def values(path: Path) -> dict[str, list[list[object]]]:
    """The cells of every sheet as a reader of workbooks sees them."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
