"""A table of a result in Python: its frame, its text, and its picture in a notebook, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import polars as pl

from jobsim.experiments.results import Results
from jobsim.harmless import harmless
from jobsim.language import Language, Words
from jobsim.reports.console import in_text
from jobsim.reports.screen import Screen
from jobsim.scenario.errors import nearest
from jobsim.tables.outlay import outlay
from jobsim.tables.rests import sentence
from jobsim.tables.table import Column, Table
from jobsim.tables.written import cell, ends_of, wan

_WAN = Words("单位：万元", "in 10,000 CNY")
_ROWS = {
    "total": "font-weight:600",
    "subtotal": "font-style:italic",
    "demand": "color:#666",
    "group": "font-weight:600",
}


@dataclass(frozen=True)
class Shown:
    """One table. ``frame`` holds its numbers, money in CNY; printed or shown in a notebook it is as on the screen.

    Example:
        >>> print(study.tables()["payers"])
        Who bears the outlay in cash, 2023, in 10,000 CNY
        payer     mean    P10    P50    P90  share
        ──────────────────────────────────────────
        central   8.34   7.18   8.30   9.53   70 %
        county    3.57   3.08   3.56   4.08   30 %
        ──────────────────────────────────────────
        total    11.91  10.25  11.85  13.62  100 %
    """

    table: Table
    lang: Language

    @property
    def frame(self) -> pl.DataFrame:
        """The rows, with names and roles; texts in both languages, money in CNY.

        Its columns are those of the table: ``role`` (what the row is, such as ``total``), names and titles (String),
        ``year`` (Int32), and numbers (Float64).

        Example:
            >>> study.tables()["funds"].frame.select("fund", "year", "appropriation", "demand_p50")
            shape: (1, 4)
            ┌────────────────────┬──────┬───────────────┬────────────┐
            │ fund               ┆ year ┆ appropriation ┆ demand_p50 │
            │ ---                ┆ ---  ┆ ---           ┆ ---        │
            │ str                ┆ i32  ┆ f64           ┆ f64        │
            ╞════════════════════╪══════╪═══════════════╪════════════╡
            │ employment_subsidy ┆ 2023 ┆ 400000.0      ┆ 118515.815 │
            └────────────────────┴──────┴───────────────┴────────────┘
        """
        return self.table.frame

    def __repr__(self) -> str:
        return f"<table {self.table.name!r}: {self.table.title.of(self.lang)}, {self.frame.height} rows>"

    def __str__(self) -> str:
        return in_text(Screen(self.table, self.lang))

    def _repr_html_(self) -> str:
        return "".join(self._html())

    def _html(self) -> Iterator[str]:
        money = any(column.kind in ("money", "change") and column.unit_by_row is None for column in self.table.columns)
        unit = f" <small>{_WAN.of(self.lang)}</small>" if money else ""
        for heading, part in self.table.sections(self.lang):
            titled = " · ".join(text for text in (self.table.title.of(self.lang), heading) if text)
            yield f'<table><caption style="text-align:left"><b>{_safe(titled)}</b>{unit}</caption><thead><tr>'
            yield from (
                f'<th scope="col" style="text-align:{_side(column)}">{_safe(column.title.of(self.lang))}</th>'
                for column in part.columns
            )
            yield "</tr></thead><tbody>"
            for row in part.frame.iter_rows(named=True):
                yield f'<tr style="{_ROWS.get(row["role"], "")}">'
                for column in part.columns:
                    ends = ends_of(column, row, self.lang) if column.interval is not None else []
                    below = "".join(f"<br><small>{_safe(line)}</small>" for line in ends)
                    written = _safe(cell(part, column, row, self.lang))
                    yield f'<td style="text-align:{_side(column)}">{written}{below}</td>'
                yield "</tr>"
            yield "</tbody></table>"
        yield from (f"<p><small>{_safe(note.of(self.lang))}</small></p>" for note in self.table.notes)


def _side(column: Column) -> str:
    return "left" if column.is_text else "right"


def _safe(text: str) -> str:
    return escape(harmless(text)).replace("\n", "<br>")


def answers(results: Mapping[str, Results]) -> str:
    """The outlay of each scenario and year and the overrun of its funds, for a notebook, in both languages."""
    rows = []
    for name, found in results.items():
        totals = outlay(found).frame.filter(pl.col("role") == "total")
        for row in totals.iter_rows(named=True):
            spread = " | ".join(wan(row[key]) for key in ("mean", "p10", "p50", "p90"))
            rows.append((name, str(row["year"] or "all 合计"), spread))
    heads = ("scenario 方案", "year 年", "cash 现金, 10,000 CNY 万元: mean 均值 | P10 | P50 | P90")
    head = f"<tr>{''.join(f'<th>{text}</th>' for text in heads)}</tr>"
    body = "".join(f"<tr>{''.join(f'<td>{_safe(text)}</td>' for text in row)}</tr>" for row in rows)
    told = [sentence(found) for found in results.values() if found.twins is not None]
    rests = "".join(f"<p>{_safe(one.zh)}<br>{_safe(one.en)}</p>" for one in told)
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{rests}"


class Tables(Mapping[str, Shown]):
    """The tables of a result by their names, in the order in which they are read.

    Raises KeyError for a table there is not, with those there are.

    Example:
        >>> study.tables("dearer", lang="zh")["funds"]
        <table 'funds': 资金够不够, 1 rows>
    """

    def __init__(self, tables: list[Table], lang: Language) -> None:
        self._held = {table.name: Shown(table, lang) for table in tables}

    def __getitem__(self, name: str) -> Shown:
        if name not in self._held:
            near = nearest(str(name), list(self._held))
            raise KeyError(f"no table {name!r}; there are: {', '.join(self._held)}" + (f"; {near}" if near else ""))
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        return f"<tables: {', '.join(self._held)}>"
