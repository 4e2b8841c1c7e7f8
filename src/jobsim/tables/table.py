"""What a table is, whatever shows it: screen, JSON, CSV, workbook, page or figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import polars as pl

from jobsim.language import LANGUAGES, Language, Words

Kind = Literal[
    "text", "plain", "code", "clause", "money", "change", "count", "number", "signed", "share", "points", "year",
    "month", "month_of_year", "figure",
]  # fmt: skip
"""``text`` is said in both languages, in ``<key>_zh`` and ``<key>_en`` of the frame; ``plain`` is a text that is the
same in both (a path, a reference as the scenario writes it). ``money`` is in CNY, a ``share`` between 0 and 1,
a ``month`` is yyyymm, a ``month_of_year`` 1 to 12; a ``count`` may be a mean of counts. ``change``, ``signed`` and
``points`` are differences of money, of numbers and of shares, and are written with their sign. A ``figure`` is
written already."""
_TYPES: dict[Kind, type[pl.DataType]] = {
    "text": pl.String, "plain": pl.String, "code": pl.String, "clause": pl.String, "money": pl.Float64,
    "count": pl.Float64, "number": pl.Float64, "share": pl.Float64, "year": pl.Int32, "month": pl.Int32,
    "month_of_year": pl.Int32, "change": pl.Float64, "signed": pl.Float64, "points": pl.Float64,
    "figure": pl.String,
}  # fmt: skip
_TEXTS = ("text", "plain", "code", "clause")

Role = Literal["row", "subtotal", "total", "demand", "group"]
"""What a line of a table is; it stands in the frame's column ``role``. ``demand`` is a total of what was asked for;
``group`` is a heading of its own."""


@dataclass(frozen=True)
class Column:
    """A column that faces show."""

    key: str
    title: Words
    kind: Kind
    unit: Words | None = None
    """Of a count or number. Money is in CNY in the frame; what faces print says its own unit."""
    unit_by_row: str | None = None
    """The key of the ``text`` that names the unit, where rows have different ones."""
    interval: tuple[str, str] | None = None
    """Keys of the ends of the value's interval, of the same kind."""
    block: int = 0
    """Columns of a block belong together: a face that must fold a table folds it between blocks if it can. Those of
    block 0 name the row."""

    @property
    def is_text(self) -> bool:
        return self.kind in _TEXTS

    def key_in(self, lang: Language) -> str:
        """The column of the frame in a language."""
        return f"{self.key}_{lang}" if self.kind == "text" else self.key


@dataclass(frozen=True)
class Table:
    """A frame with its titles, units and notes. The frame may hold more than ``columns``: ``role``, names, ends."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    notes: tuple[Words, ...] = ()
    by: str | None = None
    """The key of the ``text`` whose values part the table: a section, or a sheet, for each."""

    def __getitem__(self, key: str) -> Column:
        """The column of a key. Raises KeyError with the keys there are."""
        found = next((column for column in self.columns if column.key == key), None)
        if found is None:
            raise KeyError(f"no column {key!r}; there are: {', '.join(column.key for column in self.columns)}")
        return found

    def unit(self, column: Column, lang: Language, row: Mapping[str, Any]) -> str:
        """The unit of a cell, empty if it has none; of money it is CNY."""
        if column.unit_by_row is not None:
            return str(row[f"{column.unit_by_row}_{lang}"] or "")
        if column.kind in ("money", "change"):
            return Words("元", "CNY").of(lang)
        return column.unit.of(lang) if column.unit is not None else ""

    def sections(self, lang: Language) -> list[tuple[str, Table]]:
        """The parts of a table, each with its heading; the whole under an empty heading if it has none."""
        if self.by is None or self.frame.is_empty():
            return [("", self)]
        parts = self.frame.partition_by(f"{self.by}_zh", maintain_order=True)
        return [(str(part[f"{self.by}_{lang}"][0] or ""), replace(self, frame=part, by=None)) for part in parts]


def made(
    name: str,
    title: Words,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    *,
    hidden: Mapping[str, Kind] | None = None,
    by: str | None = None,
    notes: Sequence[Words] = (),
) -> Table:
    """A table of rows. A ``text`` is given as :class:`Words`; what a row does not have is null.

    ``hidden`` are columns of the frame that faces do not show. A row without a role is a ``row``.
    """
    kinds: dict[str, Kind] = {"role": "plain", **(hidden or {})}
    for column in columns:
        kinds[column.key] = column.kind
        kinds |= dict.fromkeys(column.interval or (), column.kind)
        if column.unit_by_row is not None:
            kinds[column.unit_by_row] = "text"
    if by is not None:
        kinds.setdefault(by, "text")
    data: dict[str, pl.Series] = {}
    for key, kind in kinds.items():
        values = [row.get(key, "row" if key == "role" else None) for row in rows]
        if kind == "text":
            for lang in LANGUAGES:
                said = [value.of(lang) if value is not None else None for value in values]
                data[f"{key}_{lang}"] = pl.Series(f"{key}_{lang}", said, dtype=pl.String)
        else:
            data[key] = pl.Series(key, values, dtype=_TYPES[kind], strict=False)
    return Table(name, title, tuple(columns), pl.DataFrame(data), tuple(notes), by)


def document(table: Table) -> dict[str, Any]:
    """A table as a JSON object, in both languages, with everything that its frame holds."""
    columns = [{"key": one.key, "title": one.title._asdict(), "kind": one.kind,
                "unit": None if one.unit is None else one.unit._asdict()} for one in table.columns]  # fmt: skip
    return {
        "table": table.name, "title": table.title._asdict(), "columns": columns,
        "notes": [note._asdict() for note in table.notes], "rows": table.frame.to_dicts(),
    }  # fmt: skip


def title(of: Any) -> Words:
    """A title of a scenario, which is a model or its document, as a pair."""
    return Words(of["zh"], of["en"]) if isinstance(of, Mapping) else Words(of.zh, of.en)
