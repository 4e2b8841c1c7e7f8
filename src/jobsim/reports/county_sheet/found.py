"""Cells as they come back, from a workbook or from CSV files, and what is wrong with the file they are in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jobsim.scenario.errors import SHOWN, Problem, Saying, ScenarioError

LARGEST = 20_000_000
"""Bytes of a file: a sheet has a hundredth of it."""
UNPACKED = 100_000_000
"""Bytes of all that a workbook holds when it is unpacked."""


@dataclass(frozen=True)
class FoundCell:
    """A value, or what makes it none: a formula, an error."""

    value: Any
    fault: str = ""
    percent: bool = False
    """Whether the number is shown as a percentage: 5 % is 0.05."""


@dataclass
class FoundSheet:
    """Cells by row and column from 0, and the faults of the sheet with the cell they are told at."""

    cells: dict[tuple[int, int], FoundCell] = field(default_factory=dict)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    """Cell, message, way out."""


@dataclass(frozen=True)
class FoundBook:
    sheets: dict[str, FoundSheet]
    as_text: bool = False
    """Whether numbers come as text, as in CSV files."""


class SheetError(ScenarioError):
    """All faults found in a sheet, in the order of its cells."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(dict.fromkeys(problems))

    def said(self, by: Saying) -> str:
        count = len(self.problems)
        lines = [problem.said(by) for problem in self.problems[:SHOWN]]
        if count > SHOWN:
            lines = [by(f"{count:,} errors in the sheet, the first {SHOWN}:"), *lines]
            lines.append(by(f"… and {count - SHOWN:,} more"))
        elif count > 1:
            lines = [by(f"{count:,} errors in the sheet:"), *lines]
        return "\n".join(lines)


Reader = Callable[[Any], FoundBook]


def fault(place: str, message: str, hint: str = "") -> Problem:
    """A problem at a cell, or at a file."""
    return Problem(place, 0, 0, "", message, hint)


def column_name(column: int) -> str:
    """A column as spreadsheets name it, from 0."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    return f"{column_name(column)}{row + 1}"
