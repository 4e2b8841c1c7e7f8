"""Money by row with its spread: programmes, payers and months, as their tables have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from jobsim.experiments.results import Results
from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, INK, RED, SKY, Picture
from jobsim.tables import months as monthly
from jobsim.tables import outlay
from jobsim.tables import payers as borne
from jobsim.tables.table import Table
from jobsim.tables.written import WAN, wan

THICK = 0.15
"""Inches of a bar."""
MOST = 16
"""So many programmes have a bar of their own, those with the largest means first."""

_WORDS = {
    "zh": {
        "mean": "均值", "spread": "P10至P90", "programmes": "{county}{period}：各项目现金支出",
        "payers": "{county}{period}：各级承担的现金支出", "months": "{county}：分月用款",
        "others": "其余{n}项合计（均值）", "upper": "现金P50至P90", "cash": "现金均值", "demand": "应付均值",
    },
    "en": {
        "mean": "mean", "spread": "P10 to P90", "programmes": "{county}, {period}: cash outlay by programme",
        "payers": "{county}, {period}: cash outlay by payer", "months": "{county}: the need for cash by month",
        "others": "{n} others together (mean)", "upper": "cash, P50 to P90", "cash": "cash, mean",
        "demand": "demand, mean",
    },
}  # fmt: skip


@style.drawn
def programmes(results: Results, lang: Language = "en", year: int | None = None) -> Picture:
    """A bar per programme, largest first; the small ones in one bar, whose mean is the sum of theirs."""
    rows = _of(outlay.outlay(results), results, year).sort("mean", descending=True, maintain_order=True)
    return _bars(results, lang, "programmes", rows)


@style.drawn
def payers(results: Results, lang: Language = "en", year: int | None = None) -> Picture:
    """A bar per level of government, from the central government down."""
    return _bars(results, lang, "payers", _of(borne.payers(results), results, year))


def _of(table: Table, results: Results, year: int | None) -> pl.DataFrame:
    """Rows of a year, or of all years together; what is never paid is left out."""
    chosen = results.years[0] if len(results.years) == 1 else year
    of_year = pl.col("year").is_null() if chosen is None else pl.col("year") == chosen
    return table.frame.filter((pl.col("role") == "row") & of_year & (pl.col("mean") > 0))


def _bars(results: Results, lang: Language, what: str, rows: pl.DataFrame) -> Picture:
    said = _WORDS[lang]
    shown, rest = rows.head(MOST), rows.slice(MOST)
    if len(rest) == 1:
        shown, rest = rows, rest.clear()
    labels = [style.wrapped(title, 40) for title in shown[f"title_{lang}"]]
    labels += [said["others"].format(n=len(rest))] if len(rest) else []
    figure = Picture(0.5 + style.height_of(labels))
    panel = figure.subplots()
    at = style.rows(panel, labels)
    mean, low, high = (shown[key].to_numpy() / WAN for key in ("mean", "p10", "p90"))
    panel.barh(at[: len(shown)], mean, height=THICK, color=SKY, label=said["mean"])
    panel.hlines(at[: len(shown)], low, high, color=BLUE, lw=2.2, label=said["spread"])
    _write(panel, at, shown["mean"], shown["p90"])
    if len(rest):
        others = rest["mean"].sum()
        panel.barh(at[-1:], float(others) / WAN, height=THICK, color="white", edgecolor=SKY, hatch="////")
        _write(panel, at[-1:], [others], [others])
    panel.margins(x=0.12)
    panel.set_xlim(left=0)
    panel.set_xlabel(style.wan(lang))
    style.money_axis(panel.xaxis)
    period = rows[f"period_{lang}"].first() if len(rows) else ""
    figure.entitle(said[what].format(county=style.county(results, lang), period=period))
    figure.explain(panel)
    style.source(figure, results, lang)
    return figure


def _write(panel: Any, at: Sequence[float], means: Iterable[Any], ends: Iterable[Any]) -> None:
    """Each mean, in CNY, right of its bar and line."""
    for row, mean, end in zip(at, means, ends, strict=False):
        panel.annotate(
            wan(mean), (max(mean, end) / WAN, row), (5, 0), textcoords="offset points", va="center", fontsize=7.5,
            color=INK,
        )  # fmt: skip


@style.drawn
def months(results: Results, lang: Language = "en") -> Picture:
    """The cash each month needs, a panel per year: means, which add up, where they may rise to, and what falls due."""
    said = _WORDS[lang]
    frame = monthly.months(results).frame.filter(pl.col("role") == "row")
    years = list(results.years)
    figure = Picture(2.1 * len(years))
    panels = figure.subplots(len(years), 1, squeeze=False, sharey=True)[:, 0]
    for panel, year in zip(panels, years, strict=True):
        rows = frame.filter(pl.col("year") == year)
        at = rows["month_of_year"].to_numpy()
        keys = ("cash_mean", "cash_p50", "cash_p90", "demand_mean")
        mean, middle, high, due = (rows[key].to_numpy() / WAN for key in keys)
        panel.bar(at, mean, width=0.62, color=SKY, label=said["cash"])
        panel.vlines(at, middle, high, color=BLUE, lw=2.2, label=said["upper"])
        panel.plot(at, due, ls="", marker="D", ms=4.5, color=RED, markerfacecolor="white", label=said["demand"])
        style.months(panel, year)
        panel.set_ylim(bottom=0)
        panel.set_ylabel(style.wan(lang))
        panel.grid(axis="y")
        style.money_axis(panel.yaxis)
    figure.entitle(said["months"].format(county=style.county(results, lang)))
    figure.explain(panels[0])
    style.source(figure, results, lang)
    return figure
