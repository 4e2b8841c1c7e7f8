"""What a report is made of, in one language and without any look: sections of paragraphs, tables and figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jobsim.language import Language, Words
from jobsim.reports.figures import Picture
from jobsim.reports.figures.style import width_of
from jobsim.tables.table import Column, Table
from jobsim.tables.written import NOTHING, cell, ends_of


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what stands below it in small."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """The head of a column; ``names`` marks the column that says what a row is.

    ``room`` is a column's share of the width that is left; 0 is as much as its words take on one line.
    """

    text: str
    numeric: bool
    names: bool
    room: float


@dataclass(frozen=True)
class Row:
    """A line of a table; a ``group`` has one cell and is a heading."""

    role: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """A table as it is shown. Rows have as many cells as there are heads."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True)
class Drawing:
    """A figure as SVG whose text is text; ``said`` is what it shows, in words."""

    name: str
    title: str
    said: str
    svg: str = field(repr=False)
    kind: Literal["drawing"] = "drawing"


@dataclass(frozen=True)
class Paragraph:
    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Points:
    """A list; each entry has a word or two before it."""

    entries: tuple[tuple[str, str], ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True)
class Command:
    """What one types to repeat something."""

    text: str
    kind: Literal["command"] = "command"


Block = Grid | Drawing | Paragraph | Points | Command


@dataclass(frozen=True)
class Section:
    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """The whole; ``about`` is one line on which run it is of, ``day`` the first of its years."""

    lang: Language
    day: dt.date
    title: str
    about: str
    contents: str
    skip: str
    sections: tuple[Section, ...]


# ------------------------------------------------------------------------------------------------ from tables


Folds = dict[str, tuple[str, ...]]
"""Columns that stand below another one: its key, and theirs."""
PLAIN = ("source", "clauses", "note", "variant")
"""Of those, columns that need no head of their own."""


def grids(table: Table, lang: Language, folds: Folds | None = None) -> list[Grid]:
    """A table as it is shown, one for each of its sections; columns without anything in them are left out.

    Notes stand below the last. Numbers and words are those of every other face (:func:`jobsim.tables.written.cell`).
    """
    below = folds or {}
    folded = {key for keys in below.values() for key in keys}
    held = [one for one in table.columns if table.frame[one.key_in(lang)].null_count() < table.frame.height]
    columns = [one for one in held if one.key not in folded]
    unit = _UNIT.of(lang) if any(one.kind in ("money", "change") and one.unit_by_row is None for one in columns) else ""
    parts = table.sections(lang)
    found = []
    for number, (heading, part) in enumerate(parts, 1):
        caption = (_JOIN.of(lang)).join(text for text in (table.title.of(lang), heading, unit) if text)
        rows = tuple(_row(part, row, columns, held, below, lang) for row in part.frame.to_dicts())
        notes = tuple(note.of(lang) for note in table.notes) if number == len(parts) else ()
        found.append(Grid(caption, _heads(columns, held, below, rows, lang), rows, notes))
    return found


def _heads(
    columns: Sequence[Column], held: Sequence[Column], below: Folds, rows: Sequence[Row], lang: Language
) -> tuple[Head, ...]:
    named = next((one for one in columns if one.kind in ("text", "clause")), columns[0])
    heads = []
    for at, one in enumerate(columns):
        under = [
            other.title.of(lang) for other in held if other.key in below.get(one.key, ()) and other.key not in PLAIN
        ]
        text = _SLASH.of(lang).join([one.title.of(lang), *under])
        room = 0.0 if not one.is_text else _room([row.cells[at] for row in rows if row.role != "group"])
        heads.append(Head(text, not one.is_text, one is named, room))
    return tuple(heads)


SHORT, LONG = 14, 70
"""Letters up to which a column of text stays on one line, and beyond which more do not make it wider."""


def _room(cells: Sequence[Cell]) -> float:
    """The more there is in a column, the more room it gets, though not in proportion."""
    widths = sorted(max(map(width_of, (cell.text, *cell.below))) for cell in cells)
    most = widths[(len(widths) * 9) // 10] if widths else 0
    return 0.0 if not widths or widths[-1] <= SHORT else round(min(max(most, SHORT), LONG) ** 0.7, 2)


def _row(
    table: Table, row: dict[str, Any], columns: Sequence[Column], held: Sequence[Column], below: Folds, lang: Language
) -> Row:
    role = row["role"]
    if role == "group":
        return Row(
            role, (Cell(" ".join(filter(None, (cell(table, one, row, lang) for one in columns if one.is_text)))),)
        )
    cells = []
    for one in columns:
        text = cell(table, one, row, lang)
        if role != "row" and text == NOTHING:
            text = ""
        under = [cell(table, other, row, lang) for other in held if other.key in below.get(one.key, ())]
        interval = ends_of(one, row, lang) if one.interval is not None else []
        cells.append(Cell(text, tuple(said for said in (*interval, *under) if said and said != NOTHING)))
    return Row(role, tuple(cells))


_UNIT = Words("万元", "10,000 CNY")
_JOIN, _SLASH = Words("，", ", "), Words("／", " / ")


def drawing(picture: Picture, name: str, table: Table, lang: Language) -> Drawing:
    """A figure, and in words what it shows and which table has its numbers."""
    said = [picture.heading]
    for panel in picture.axes:
        said += [panel.get_title(loc="left"), *(text.get_text() for text in panel.texts if text.get_label() == "_told")]
    numbers = Words("数字见表“{t}”", "The numbers are in the table: {t}").filled(t=table.title).of(lang)
    stop = "。" if lang == "zh" else ". "
    text = stop.join(part.replace("\n", " ").rstrip("。. ") for part in [*said, numbers] if part) + stop.strip()
    return Drawing(name, picture.heading, text, picture.svg())
