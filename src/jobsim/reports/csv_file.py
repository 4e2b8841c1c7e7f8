"""A table as a CSV file that Excel opens as it is: UTF-8 with a mark, Chinese spelt out, and no text a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jobsim.harmless import harmless
from jobsim.language import Language, Words
from jobsim.reports.whole_file import write_whole
from jobsim.tables.table import Column, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNIT = Words("元", "CNY")
_ENDS = (Words("下限", "low"), Words("上限", "high"))
_SECTION = Words("年度", "period")


def no_formula(text: str) -> str:
    """A text that a spreadsheet shows and does not reckon: what would begin a formula is quoted."""
    shown = harmless(text, lines=False)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def write(table: Table, path: Path, lang: Language) -> None:
    """The table's rows, without totals, money in CNY to the fen. Raises PlaceError if it cannot be written."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_heads(table, lang))
    writer.writerows(_rows(table, lang))
    write_whole(path, text.getvalue().encode("utf-8-sig"))


def _heads(table: Table, lang: Language) -> Iterator[str]:
    if table.by is not None:
        yield _SECTION.of(lang)
    for column in table.columns:
        unit = _UNIT.of(lang) if column.kind in ("money", "change") else column.unit.of(lang) if column.unit else ""
        head = column.title.of(lang)
        yield f"{head} ({unit})" if unit else head
        if column.unit_by_row is not None:
            yield Words("{h}单位", "unit of {h}").filled(h=head).of(lang)
        if column.interval is not None:
            yield from (f"{head} {end.of(lang)}" for end in _ENDS)


def _rows(table: Table, lang: Language) -> Iterator[list[Any]]:
    for row in table.frame.to_dicts():
        if row["role"] != "row":
            continue
        cells: list[Any] = [] if table.by is None else [no_formula(row[f"{table.by}_{lang}"])]
        for column in table.columns:
            cells.append(_value(column, row[column.key_in(lang)]))
            if column.unit_by_row is not None:
                cells.append(no_formula(table.unit(column, lang, row)))
            cells += [_value(column, row[end]) for end in column.interval or ()]
        yield cells


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return ""
    if column.is_text:
        return no_formula(value)
    if column.kind == "month":
        return f"{value // 100}-{value % 100:02d}"
    return round(value, 2) if column.kind in ("money", "change") else value
