"""Demand since 1 January as a fan, against the money with its band, and how often it is not enough."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.results import Results
from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, RED, WAN, Picture
from jobsim.tables.written import percent

_WORDS = {
    "en": {
        "title": "{county}: outlay, and demand against the money",
        "demanded": "{county}: demand against the money",
        "wide": "P5 to P95",
        "narrow": "P25 to P75",
        "median": "median",
        "money": "carry-over and appropriation, median",
        "range": "their P10 to P90",
        "all": "All budget funds: cash paid since 1 January",
        "demand": "{fund}: demand since 1 January, arrears included",
        "overrun": "{year}: overrun in {share} of the replications (90 % interval {interval})",
        "none": "no appropriation of {year} is stated: no overrun probability",
        "months": "month",
    },
    "zh": {
        "title": "{county}：现金支出，以及应付与可用资金",
        "demanded": "{county}：应付与可用资金",
        "wide": "P5至P95",
        "narrow": "P25至P75",
        "median": "中位数",
        "money": "结转与预算安排（中位数）",
        "range": "结转与预算安排P10至P90",
        "all": "全部预算资金：1月1日起累计现金支出",
        "demand": "{fund}：1月1日起累计应付（含上年欠付）",
        "overrun": "{year}年超支概率{share}（90%区间{interval}）",
        "none": "{year}年未列预算，没有超支概率",
        "months": "月",
    },
}


def cumulative(results: Results, funds: list[str], year: int) -> npt.NDArray[np.float64]:
    """Cumulative cash outlay of the funds at the end of each month: float64[replications, 12], CNY."""
    rows = results.outlay.filter(
        (pl.col("basis") == "cash") & pl.col("fund").is_in(funds) & (pl.col("month") // 100 == year)
    )
    sums = rows.group_by("replication", "month").agg(pl.col("amount_fen").sum())
    monthly = np.zeros((results.replications, 12))
    monthly[sums["replication"].to_numpy(), sums["month"].to_numpy() % 100 - 1] = sums["amount_fen"].to_numpy()
    return np.asarray(monthly.cumsum(axis=1) / 100)


def limited_funds(results: Results) -> list[str]:
    """Budget funds with an appropriation in some year: the only money that demand can be held against."""
    return [name for name in results.funds_of_kind("budget")
            if any(results.limited(name, year) for year in results.years)]  # fmt: skip


@style.drawn
def fan(results: Results, lang: Language = "en", funds: list[str] | None = None) -> Picture:
    """A row per year: demand on each of the funds, or cash of all budget funds and demand on each that has money.

    Demand is what would be due if the money sufficed; cash ends where the money does and cannot be held against it.
    The numbers are those of the table of funds (:class:`jobsim.experiments.fund_view.FundYear`).
    """
    said = _WORDS[lang]
    years, cash = list(results.years), funds is None
    chosen = limited_funds(results) if funds is None else funds
    columns = cash + len(chosen)
    figure = Picture(3.0 * len(years), style.WIDTH if columns == 1 else 5.4 * columns)
    grid = figure.subplots(len(years), columns, squeeze=False)
    for row, year in zip(grid, years, strict=True):
        if cash:
            _fan(row[0], cumulative(results, results.funds_of_kind("budget"), year), year, said)
            row[0].set_title(said["all"])
        for panel, name in zip(row[cash:], chosen, strict=True):
            _against_the_money(panel, FundYear(results, name, year), lang)
            title = results.scenario.funds[name].title.model_dump()[lang]
            panel.set_title(said["demand"].format(fund=title), pad=18)
        for panel in row:
            panel.set_ylim(bottom=0)
        row[0].set_ylabel(style.wan(lang))
    figure.entitle(said["title" if cash else "demanded"].format(county=style.county(results, lang)))
    figure.explain(max(grid[:, -1], key=lambda panel: len(panel.get_legend_handles_labels()[0])))
    style.source(figure, results, lang)
    return figure


def _fan(panel: Any, paths: npt.NDArray[np.float64], year: int, said: dict[str, str]) -> None:
    """Accumulated money at month ends, float64[replications, 12] in CNY."""
    path = np.quantile(paths / WAN, [0.05, 0.25, 0.50, 0.75, 0.95], axis=0)
    # The year begins with nothing spent.
    p05, p25, p50, p75, p95 = np.concatenate([np.zeros((5, 1)), path], axis=1)
    ends = np.arange(0, 13)
    panel.fill_between(ends, p05, p95, color=BLUE, alpha=0.18, lw=0, label=said["wide"])
    panel.fill_between(ends, p25, p75, color=BLUE, alpha=0.35, lw=0, label=said["narrow"])
    panel.plot(ends, p50, color=BLUE, lw=2, label=said["median"])
    panel.set_xlim(0, 12)
    panel.set_xticks(ends[1:], [f"{m}\n{year}" if m == 1 else str(m) for m in ends[1:]])
    style.money_axis(panel.yaxis)
    panel.grid(axis="y")


def _against_the_money(panel: Any, fund: FundYear, lang: Language) -> None:
    """Demand as a fan, the money as a line with a band where it is uncertain, and how often it is not enough."""
    said = _WORDS[lang]
    _fan(panel, fund.monthly(), fund.year, said)
    told = fund.document()
    if told["available"] is None:
        text = said["none"].format(year=fund.year)
    else:
        low, middle, high = (told["available"][key] / WAN for key in ("p10", "p50", "p90"))
        if high > low:
            panel.axhspan(low, high, facecolor=RED, alpha=0.12, lw=0, label=said["range"])
        panel.axhline(middle, color=RED, lw=1.5, ls="--", label=said["money"])
        ends = "–".join(percent(end).of(lang) for end in told["p_overrun_interval"])
        text = said["overrun"].format(year=fund.year, share=percent(told["p_overrun"]).of(lang), interval=ends)
    panel.annotate(
        text,
        (0, 1),
        (0, 4),
        xycoords="axes fraction",
        textcoords="offset points",
        color=RED,
        va="bottom",
        label="_told",
    )
