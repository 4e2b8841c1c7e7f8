"""A table on the screen, in one language, at any width: columns fold onto further lines, and no text is cut.

If a table's columns do not fit beside one another, each row takes several lines: its names first and over the whole
width, its numbers below them, under heads that are folded in the same way. Chinese characters are two columns wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from jobsim.folding import wrapped
from jobsim.harmless import harmless
from jobsim.language import Language, Words
from jobsim.tables.table import Column, Table
from jobsim.tables.written import NOTHING, cell, ends_of

GAP = 2
NAME = 36
"""A column of text wants no more; it gets more where there is room."""
NARROWEST = 18
"""Columns of text may become so narrow so that a row stays on one line."""
FEW = 6
"""A table of more rows may be printed in parts, one below the other."""
SHORT = 60
"""A text of so few columns takes two lines and no more, if the table can be folded instead."""
TALL = 3
"""Rows of so many lines stand apart from one another."""
CLAUSE = 12
"""Two clauses beside one another."""
_HEAD = 8
_STYLES = {"subtotal": "italic", "total": "bold", "group": "bold"}
_UNIT, _COMMA = Words("单位：万元", "in 10,000 CNY"), Words("，", ", ")


class Paragraph:
    """A text that fills the width of the console and breaks as tables do."""

    def __init__(self, text: str, style: str = "") -> None:
        self.text, self.style = text, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in wrapped(harmless(self.text), options.max_width):
            yield Text(line, style=self.style, no_wrap=True, overflow="ignore")


@dataclass(frozen=True)
class _Shown:
    """A column with its cells as they are printed, each a list of lines that need not be broken."""

    column: Column
    head: str
    cells: list[list[str]]

    @property
    def natural(self) -> int:
        return max((cell_len(line) for lines in self.cells for line in lines), default=0)

    @property
    def least(self) -> int:
        """How narrow the column may become: a number is never broken."""
        heads = max(cell_len(word) for word in self.head.split(" "))
        heads = min(heads, _HEAD) if not self.head.isascii() else heads
        if not self.column.is_text:
            return max(heads, self.natural)
        return max(heads, min(self.natural, CLAUSE if self.column.kind == "clause" else NARROWEST))

    @property
    def wanted(self) -> int:
        if not self.column.is_text:
            return self.least
        return max(self.least, min(self.natural, CLAUSE if self.column.kind == "clause" else NAME))


Line = list[tuple[int, int]]
"""Positions of columns with their widths."""


def _layouts(columns: list[_Shown], width: int) -> list[list[Line]]:
    """How a table is printed: mostly once, each row on one line or on several.

    If what names a row is short, and the rest is too much for a line, it is printed several times: as many blocks as
    fit beside the names, and the others below.
    """
    if not columns:
        return []
    if _size([one.least for one in columns]) <= width:
        line = _widened([(place, one.least) for place, one in enumerate(columns)], columns, width)
        if not any(2 * size < columns[place].natural <= SHORT for place, size in line if columns[place].column.is_text):
            return [[line]]
    names = [place for place, one in enumerate(columns) if one.column.block == 0]
    rest = [list(group) for _, group in groupby(range(len(names), len(columns)), lambda k: columns[k].column.block)]
    many = len(columns[0].cells) > FEW and names == list(range(len(names)))
    if many and _size([columns[place].wanted for place in names]) <= width / 3:
        parts = [names.copy()]
        for block in rest:
            if parts[-1] != names and _size([columns[place].wanted for place in (*parts[-1], *block)]) > width:
                parts.append(names.copy())
            parts[-1] += block
        sizes = [[(place, columns[place].wanted) for place in part] for part in parts]
        if all(_size([size for _, size in line]) <= width for line in sizes):
            return [[_widened(line, columns, width)] for line in sizes]
    return [_folded(columns, width)]


def _size(sizes: Sequence[int]) -> int:
    return sum(sizes) + GAP * (len(sizes) - 1)


def _folded(columns: list[_Shown], width: int) -> list[Line]:
    """As few lines as hold all columns in their order; of the ways to do it one that breaks few blocks, and late."""
    best: list[tuple[int, int, int, list[Line]]] = [(0, 0, 0, [])]
    for end in range(1, len(columns) + 1):
        ways = []
        for begin in range(end):
            lines, broken, held, before = best[begin]
            room = width - (GAP if begin else 0)
            line = [(place, min(columns[place].wanted, room)) for place in range(begin, end)]
            if _size([size for _, size in line]) > room and end - begin > 1:
                continue
            parted = begin > 0 and _alike(columns[begin - 1].column, columns[begin].column)
            ways.append((lines + 1, broken + parted, held + begin, [*before, line]))
        # A block is worth a line. Of equal ways the one whose first lines hold more: names over their numbers.
        best.append(min(ways, key=lambda way: (way[0] + way[1], way[1], -way[2])))
    return [_widened(line, columns, width - (GAP if k else 0)) for k, line in enumerate(best[-1][3])]


def _alike(one: Column, other: Column) -> bool:
    """Whether two columns are read together, such as mean and quantiles."""
    return (one.block, one.kind) == (other.block, other.kind)


def _widened(line: Line, columns: list[_Shown], width: int) -> Line:
    """What room is left goes to the columns of text, to the most cramped first."""
    sizes = dict(line)
    room = width - sum(sizes.values()) - GAP * (len(line) - 1)
    for _ in range(room):
        cramped = {place: columns[place].natural - sizes[place] for place in sizes if columns[place].column.is_text}
        most = max(cramped, key=lambda place: cramped[place], default=None)
        if most is None or cramped[most] <= 0:
            break
        sizes[most] += 1
    return list(sizes.items())


class Screen:
    """A table to be printed by rich at whatever width its console has."""

    def __init__(self, table: Table, lang: Language) -> None:
        self.table, self.lang = table, lang

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.lines(options.max_width):
            line.no_wrap, line.overflow = True, "ignore"
            yield line

    def lines(self, width: int) -> Iterator[Text]:
        """The table as lines, none wider than ``width``."""
        table, lang = self.table, self.lang
        sections = [] if table.frame.is_empty() else table.sections(lang)
        title = [table.title.of(lang)]
        if len(sections) == 1 and sections[0][0]:
            title.append(sections[0][0])
        if any(column.kind in ("money", "change") and column.unit_by_row is None for column in table.columns):
            title.append(_UNIT.of(lang))
        headline = harmless(_COMMA.of(lang).join(title), lines=False)
        yield from (Text(line, style="bold") for line in wrapped(headline, width))
        columns = [column for column in table.columns if _holds(column, table, lang)]
        layouts = _layouts(list(_shown(columns, table, lang)), width)
        for heading, part in sections:
            if len(sections) > 1:
                yield Text("")
                yield Text(heading, style="bold")
            for number, layout in enumerate(layouts):
                if number:
                    yield Text("")
                yield from _section(list(_shown(columns, part, lang)), layout, part)
        for note in table.notes:
            yield from (Text(line, style="dim") for line in wrapped(harmless(note.of(lang)), width))


def _holds(column: Column, table: Table, lang: Language) -> bool:
    """Whether any cell of a column says something."""
    return table.frame[column.key_in(lang)].null_count() < table.frame.height


def _shown(columns: Iterable[Column], table: Table, lang: Language) -> Iterator[_Shown]:
    rows = table.frame.to_dicts()
    for column in columns:
        yield _Shown(column, column.title.of(lang), [_cell(table, column, row, lang) for row in rows])


def _cell(table: Table, column: Column, row: Mapping[str, Any], lang: Language) -> list[str]:
    """The lines of a cell: the value, and its interval below."""
    said = cell(table, column, row, lang)
    if said == NOTHING and row["role"] != "row":
        return [""]
    lines = harmless(said).split("\n")
    if column.interval is not None and row["role"] != "group":
        lines += ends_of(column, row, lang)
    return lines


def _section(columns: list[_Shown], layout: list[Line], part: Table) -> Iterator[Text]:
    yield from _row([[one.head] for one in columns], columns, layout, "bold")
    width = max(_size([size for _, size in line]) + (GAP if number else 0) for number, line in enumerate(layout))
    rule = Text("─" * width, style="dim")
    yield rule
    before = "row"
    for number, role in enumerate(part.frame["role"].to_list()):
        cells = [one.cells[number] for one in columns]
        if role == "group":
            said = " ".join(text for one in cells for text in one if text)
            yield from (Text(line, style="bold") for line in wrapped(said, width))
            before = role
            continue
        shown = [place for line in layout for place, _ in line if columns[place].column.block]
        if role != "row" and shown and not any(any(cells[place]) for place in shown):
            continue  # a total that this part of the table does not have
        if role == "total" and before != "total" and before != "demand":
            yield rule
        elif number and len(layout) >= TALL and before != "group":
            yield Text("")
        before = role
        yield from _row(cells, columns, layout, _STYLES.get(role, ""))


def _row(cells: list[list[str]], columns: list[_Shown], layout: list[Line], style: str) -> Iterator[Text]:
    """The lines of a row: those of its first line of columns, then of the others, without those that say nothing."""
    for number, places in enumerate(layout):
        folded = [
            [line for text in cells[place] for line in wrapped(text, size)] if any(cells[place]) else []
            for place, size in places
        ]
        for k in range(max(map(len, folded))):
            line = "" if number == 0 else " " * GAP
            for (place, size), lines in zip(places, folded, strict=True):
                text = lines[k] if k < len(lines) else ""
                space = " " * (size - cell_len(text))
                line += (text + space if columns[place].column.is_text else space + text) + " " * GAP
            yield Text(line.rstrip(), style=style)
