"""Observations in a workbook: one row each, under the same words as in the YAML file, in Chinese or English.

The county stands in the cell beside the word, above the rows; so do a tolerance and the model's own error that hold
for all. Every cell is read as an item with its place, so that one checker serves both files.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from jobsim.experiments.calibration.observations import COLUMNS
from jobsim.reports.county_sheet import xlsx_read
from jobsim.reports.county_sheet.found import FoundCell, FoundSheet, SheetError, cell_name, fault
from jobsim.scenario.errors import Place, nearest, one_of
from jobsim.scenario.layers import shown
from jobsim.scenario.yaml_text import Item, read_file

SUFFIX = ".xlsx"
HEADS = {"what": "内容", "of": "对象", "when": "时间", "value": "数值", "tolerance": "误差", "reference": "依据"}
"""The word of a column in Chinese; in English it is that of the file."""
UNIT = ("单位", "unit")
"""A column of its own may hold the unit of value and tolerance."""
ABOVE = {"county": "县区", "tolerance": "误差", "discrepancy": "模型误差"}


def read(path: Path) -> Item:
    """What a file of observations holds, YAML or workbook. Raises ScenarioError for one that cannot be read."""
    if path.suffix.lower() != SUFFIX:
        return read_file(path, shown(path))
    if not path.is_file():
        raise SheetError([fault(shown(path), "no such file")])
    book = xlsx_read.read(path)
    for name, sheet in book.sheets.items():
        if (row := _head(sheet)) is not None:
            return _Sheet(f"{path.name} {name}", sheet, row).root()
    hint = f"a row of heads such as {' | '.join(HEADS.values())}"
    raise SheetError([fault(path.name, "no sheet of observations", hint)])


def _words(cell: FoundCell | None) -> str:
    return str(cell.value).strip() if cell is not None and cell.value is not None else ""


def _head(sheet: FoundSheet) -> int | None:
    """The row whose cells name what is observed and its value."""
    for row in sorted({row for row, _ in sheet.cells}):
        told = {_words(cell) for (at, _), cell in sheet.cells.items() if at == row}
        if told & {"what", HEADS["what"]} and told & {"value", HEADS["value"]}:
            return row
    return None


class _Sheet:
    def __init__(self, name: str, sheet: FoundSheet, head: int) -> None:
        self._name, self._sheet, self._head = name, sheet, head
        self._problems = [fault(f"{name}!{cell}", said, way) for cell, said, way in sheet.faults]

    def root(self) -> Item:
        above = self._above()
        columns = self._columns()
        rows = sorted({row for row, _ in self._sheet.cells if row > self._head})
        listed = [self._row(row, columns) for row in rows]
        if self._problems:
            raise SheetError(self._problems)
        place = Place(self._name)
        return Item({**above, "observations": Item(listed, place, place)}, place, place)

    def _place(self, row: int, column: int) -> Place:
        return Place(f"{self._name}!{cell_name(row, column)}")

    def _item(self, row: int, column: int) -> Item | None:
        cell = self._sheet.cells.get((row, column))
        place = self._place(row, column)
        if cell is None:
            return None
        if cell.fault:
            self._problems.append(fault(str(place), f"{cell.fault} stands here", "write the value itself"))
        value = f"{cell.value * 100:.12g} %" if cell.percent else _plain(cell.value)
        return Item(value, place, place)

    def _above(self) -> dict[str, Item]:
        """What stands beside its word in a row above the heads."""
        named = {**{zh: key for key, zh in ABOVE.items()}, **{key: key for key in ABOVE}}
        found: dict[str, Item] = {}
        for (row, column), cell in sorted(self._sheet.cells.items()):
            key = named.get(_words(cell).rstrip("：:"))
            if row < self._head and key is not None and (item := self._item(row, column + 1)) is not None:
                found[key] = item
        return found

    def _columns(self) -> dict[str, int]:
        named = {**{zh: key for key, zh in HEADS.items()}, **dict.fromkeys(UNIT, "unit"), **{key: key for key in HEADS}}
        found: dict[str, int] = {}
        for (row, column), cell in sorted(self._sheet.cells.items()):
            if row != self._head or not _words(cell):
                continue
            key = named.get(_words(cell))
            if key is None:
                hint = nearest(_words(cell), list(named)) or one_of(list(COLUMNS))
                self._problems.append(fault(str(self._place(row, column)), f"unknown column '{_words(cell)}'", hint))
            else:
                found[key] = column
        return found

    def _row(self, row: int, columns: dict[str, int]) -> Item:
        cells = {key: item for key, column in columns.items() if (item := self._item(row, column)) is not None}
        unit = cells.pop("unit", None)
        if unit is not None:
            for key in ("value", "tolerance"):
                item = cells.get(key)
                if item is not None and isinstance(item.value, int | float):
                    cells[key] = Item(f"{item.value:.15g} {unit.value}", item.place, item.key_place)
        place = self._place(row, min(columns.values(), default=0))
        return Item(cells, place, place)


def _plain(value: Any) -> Any:
    """A date is the month it lies in; a whole number comes as one."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%Y-%m}"
    return int(value) if isinstance(value, float) and value.is_integer() else value
