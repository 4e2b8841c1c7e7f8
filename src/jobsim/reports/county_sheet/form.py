"""What a sheet is made of: pages, lines, cells, and the fields that are filled in.

No cells are merged, so whatever is merged in a file that comes back is not ours. What is written here is what is
looked for when the file is read: a line is found by its place, and its words must be the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from jobsim.language import Language, Words
from jobsim.reports.county_sheet.readings import Reading
from jobsim.reports.county_sheet.rows import Row, Sheet
from jobsim.scenario.loader import Loaded

FORM = "jobsim-sheet 1"
"""The version of the form: a sheet of another is refused."""
WAN = 10_000
YES, NO = Words("是", "yes"), Words("否", "no")
NOTHING = "—"
What = Literal["number", "whole", "day", "text", "choice"]
Style = Literal["title", "note", "head", "section", "label", "text", "tech", "share", "input", "asked", "strong"]


_NO_WORDS = Words("", "")


@dataclass(frozen=True)
class Field:
    """A cell to fill in: which number of which line, and what stands there now."""

    line: Row | ExecutedLine | Reading
    slot: str
    what: What
    now: float | str | None
    percent: bool = False
    low: float = 0.0
    high: float = 0.0
    unit: Words = _NO_WORDS
    help: Words = _NO_WORDS


@dataclass(frozen=True)
class Cell:
    text: str | float | None = None
    style: Style = "text"
    field: Field | None = None
    checked: bool = True
    """Whether it must be the same when it comes back: what says which number is meant, not what explains it."""


@dataclass(frozen=True)
class Column:
    head: Words
    width: float


@dataclass
class Page:
    name: Words
    columns: list[Column]
    lines: list[list[Cell]] = field(default_factory=list)
    head: int | None = None
    """The line of the heads; what stands above stays in sight with it."""
    technical: bool = True
    """Whether the last column is the path, which is not printed."""

    def add(self, *cells: Cell) -> None:
        self.lines.append(list(cells))

    def heads(self, lang: Language) -> None:
        self.head = len(self.lines)
        self.add(*(Cell(column.head.of(lang), "head") for column in self.columns))


@dataclass(frozen=True)
class ExecutedLine:
    """A programme or budget line in the year before the horizon."""

    year: int
    name: str
    title: Words
    fund: Words
    unit: Words
    now: dict[str, float | str | None]

    @property
    def dotted(self) -> str:
        return f"executed.{self.year}.{self.name}"


@dataclass(frozen=True)
class Origin:
    """Where the shares of the outlay come from, in words; empty where nothing was run."""

    told: Words


NAMES: dict[Sheet, Words] = {
    "county": Words("县情", "County"),
    "programmes": Words("项目", "Programmes"),
    "funds": Words("资金", "Funds"),
    "targets": Words("目标", "Targets"),
    "other": Words("其他假定", "Other assumptions"),
}
ABOUT, LAST_YEAR, READINGS = Words("填表说明", "About"), Words("上年执行", "Last year"), Words("口径", "Readings")
REFERENCE = Words(
    "本单位的依据：文件、报表名称和日期。填了依据，来源记为“统计”；未填，记为“本单位填报”。只填依据、不改数，即确认现有数。",
    "Your source: document or register, with its date. With it the number is a statistic, without it your own."
    " A source beside an unchanged number confirms it.",
)


def page_title(loaded: Loaded, name: Words) -> Words:
    title = loaded.scenario.scenario.title
    return Words(f"{title.zh}：{name.zh}", f"{title.en}: {name.en}")


def fields(page: Page) -> Iterator[tuple[int, int, Field]]:
    """The cells of a page that may be filled in, with row and column from 0."""
    for at, line in enumerate(page.lines):
        for column, cell in enumerate(line):
            if cell.field is not None:
                yield at, column, cell.field
