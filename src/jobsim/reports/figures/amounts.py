"""Money by row with its spread: programmes, payers and months, as the tables of outlay have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.outlay import outlay
from jobsim.experiments.results import Results
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, INK, SKY, WAN, Picture

THICK = 0.15
"""Inches of a bar."""
MOST = 16
"""So many programmes have a bar of their own, those with the largest means first."""

_WORDS = {
    "zh": {
        "mean": "均值", "spread": "P10至P90", "programmes": "{county}{years}：各项目现金支出",
        "payers": "{county}{years}：各级和各方承担的现金支出", "months": "{county}：各月现金支出",
        "others": "其余{n}项合计（均值）", "year": "{year}年", "together": "{first}—{last}年合计",
        "nothing": "没有支出",
    },
    "en": {
        "mean": "mean", "spread": "P10 to P90", "programmes": "{county}, {years}: cash outlay by programme",
        "payers": "{county}, {years}: cash outlay by payer", "months": "{county}: cash outlay by month",
        "others": "{n} others together (mean)", "year": "{year}", "together": "{first}–{last} together",
        "nothing": "no outlay",
    },
}  # fmt: skip


def period(results: Results, year: int | None, lang: str) -> str:
    """A year, or the years together, by their name."""
    years = results.years
    if year is None and len(years) > 1:
        return _WORDS[lang]["together"].format(first=years[0], last=years[-1])
    return _WORDS[lang]["year"].format(year=years[0] if year is None else year)


def of(results: Results, column: str, year: int | None) -> pl.DataFrame:
    """Cash of budget funds by programme or payer, of a year or of all together; what is never paid is left out."""
    by = [column] if year is None else ["year", column]
    frame = outlay(results, by, "cash", "budget")
    if year is not None:
        frame = frame.filter(pl.col("year") == year)
    return frame.filter(pl.col("mean") > 0)


@style.drawn
def programmes(results: Results, lang: str = "en", year: int | None = None) -> Picture:
    """A bar per programme, largest first; the small ones in one bar, whose mean is the sum of theirs."""
    frame = of(results, "programme", year).sort("mean", descending=True, maintain_order=True)
    return _bars(results, lang, year, "programmes", frame, f"programme_{lang}")


@style.drawn
def payers(results: Results, lang: str = "en", year: int | None = None) -> Picture:
    """A bar per payer, from the central government down."""
    frame = of(results, "payer", year)
    order = {name: at for at, name in enumerate(words.PAYERS)}
    frame = frame.sort(pl.col("payer").cast(pl.String).replace_strict(order, return_dtype=pl.Int32))
    return _bars(results, lang, year, "payers", frame, f"payer_{lang}")


def _bars(
    results: Results, lang: str, year: int | None, what: str, frame: pl.DataFrame, titles: str
) -> Picture:  # fmt: skip
    said = _WORDS[lang]
    shown, rest = frame.head(MOST), frame.slice(MOST)
    if len(rest) == 1:
        shown, rest = frame, rest.clear()
    labels = [style.wrapped(title, 40) for title in shown[titles]]
    labels += [said["others"].format(n=len(rest))] if len(rest) else []
    figure = Picture(0.5 + style.height_of(labels))
    panel = figure.subplots()
    at = style.rows(panel, labels)
    mean, low, high = (shown[key].to_numpy() / WAN for key in ("mean", "p10", "p90"))
    panel.barh(at[: len(shown)], mean, height=THICK, color=SKY, label=said["mean"])
    panel.hlines(at[: len(shown)], low, high, color=BLUE, lw=2.2, label=said["spread"])
    _write(panel, at, mean, high)
    if len(rest):
        others = float(rest["mean"].sum()) / WAN
        panel.barh(at[-1:], others, height=THICK, color="white", edgecolor=SKY, hatch="////")
        _write(panel, at[-1:], [others], [others])
    panel.margins(x=0.12)
    panel.set_xlim(left=0)
    panel.set_xlabel(style.wan(lang))
    style.money_axis(panel.xaxis)
    figure.entitle(said[what].format(county=style.county(results, lang), years=period(results, year, lang)))
    figure.explain(panel)
    style.source(figure, results, lang)
    return figure


def _write(panel: Any, at: Sequence[float], means: Iterable[float], ends: Iterable[float]) -> None:
    """Each mean right of its bar and line."""
    for row, mean, end in zip(at, means, ends, strict=False):
        panel.annotate(
            f"{mean:,.2f}", (max(mean, end), row), (5, 0), textcoords="offset points", va="center", fontsize=7.5,
            color=INK,
        )  # fmt: skip


@style.drawn
def months(results: Results, lang: str = "en") -> Picture:
    """The cash each month needs, a panel per year: means, which add up to the year's, and their spread."""
    said = _WORDS[lang]
    frame = outlay(results, ["month"], "cash", "budget")
    years = list(results.years)
    figure = Picture(2.1 * len(years))
    panels = figure.subplots(len(years), 1, squeeze=False, sharey=True)[:, 0]
    for panel, year in zip(panels, years, strict=True):
        rows = frame.filter(pl.col("month") // 100 == year)
        at = rows["month"].to_numpy() % 100
        mean, low, high = (rows[key].to_numpy() / WAN for key in ("mean", "p10", "p90"))
        panel.bar(at, mean, width=0.62, color=SKY, label=said["mean"])
        panel.vlines(at, low, high, color=BLUE, lw=2.2, label=said["spread"])
        style.months(panel, year)
        panel.set_ylim(bottom=0)
        panel.set_ylabel(style.wan(lang))
        panel.grid(axis="y")
        style.money_axis(panel.yaxis)
    figure.entitle(said["months"].format(county=style.county(results, lang)))
    figure.explain(panels[0])
    style.source(figure, results, lang)
    return figure
