"""In which month the money of a year is used up, and how often it is not."""

from __future__ import annotations

import polars as pl

from jobsim.experiments.results import Results
from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, GREY, INK, SKY, Picture
from jobsim.tables import exhaustion as table
from jobsim.tables.written import NOTHING, percent

_WORDS = {
    "zh": {"title": "{county}：{fund}在哪个月用完", "y": "占模拟次数的比例",
           "told": "{year}年：用完的比例{share}，月份中位数{month}", "month": "{month}月"},
    "en": {"title": "{county}: in which month the {fund} is used up", "y": "share of replications",
           "told": "{year}: used up in {share} of the replications, median month {month}", "month": "{month}"},
}  # fmt: skip


@style.drawn
def exhaustion(results: Results, fund: str, lang: Language = "en") -> Picture:
    """A panel per year with an appropriation; the bars are shares of all replications and make 100 % with the last."""
    said = _WORDS[lang]
    frame = table.exhaustion(results).frame.filter(pl.col("fund") == fund)
    years = frame["year"].unique(maintain_order=True)
    figure = Picture(1.9 * len(years))
    for panel, year in zip(figure.subplots(len(years), 1, squeeze=False)[:, 0], years, strict=True):
        rows = frame.filter(pl.col("year") == year)
        at = [*range(1, 13), 14]
        for x, share, role in zip(at, rows["share"], rows["role"], strict=True):
            used = {"color": SKY, "edgecolor": BLUE} if role == "row" else _LASTS
            panel.bar([x], [share], width=0.7, **used)
            if share > 0:
                panel.annotate(percent(share).of(lang), (x, share), (0, 2), ha="center", textcoords="offset points",
                               fontsize=7.5, color=INK)  # fmt: skip
        middle = rows["middle"][0]
        month = NOTHING if middle is None else said["month"].format(month=middle)
        panel.set_title(said["told"].format(year=year, share=percent(rows["used_up"][0]).of(lang), month=month))
        panel.set_xticks(at, rows[f"when_{lang}"])
        panel.set_ylim(0, max(0.1, 1.15 * max(rows["share"])))
        panel.yaxis.set_major_formatter(lambda value, _position: percent(value).of(lang))
        panel.set_ylabel(said["y"])
        panel.grid(axis="y")
    title = frame[f"title_{lang}"][0]
    figure.entitle(said["title"].format(county=style.county(results, lang), fund=title))
    style.source(figure, results, lang)
    return figure


_LASTS = {"color": "white", "edgecolor": GREY, "hatch": "////"}
