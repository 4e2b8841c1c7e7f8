"""Figures of a run, in English and in Chinese; the same results give the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import polars as pl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.results import Results
from jobsim.reports.tables import share as percent

LANGUAGES = ("en", "zh")

_WORDS = {
    "en": {
        "title": "{county}: outlay, and demand against the appropriation",
        "unit": "10,000 CNY",
        "wide": "P5 to P95",
        "narrow": "P25 to P75",
        "median": "median",
        "money": "carry-over and appropriation, median",
        "range": "their P10 to P90",
        "all": "All budget funds: cash paid since 1 January",
        "demand": "{fund}: demand since 1 January, arrears included",
        "overrun": "overrun in {share} of the replications\n90 % interval {interval}",
        "none": "no appropriation of {year} is stated:\nno overrun probability",
        "note": "{n} replications, seed {seed}, budget funds only",
        "excluded": "; without {names}: figure missing in the text",
    },
    "zh": {
        "title": "{county}：现金支出，以及应付与预算安排",
        "unit": "万元",
        "wide": "P5 至 P95",
        "narrow": "P25 至 P75",
        "median": "中位数",
        "money": "结转与预算安排（中位数）",
        "range": "结转与预算安排 P10 至 P90",
        "all": "全部预算资金：1月1日起累计现金支出",
        "demand": "{fund}：1月1日起累计应付（含上年欠付）",
        "overrun": "超支概率 {share}\n90%区间 {interval}",
        "none": "{year}年未列预算，\n没有超支概率",
        "note": "{n} 次模拟，种子 {seed}，仅含预算资金",
        "excluded": "；未计入{names}：原文金额缺失",
    },
}
_WAN = 10_000
_BLUE, _RED = "#1f5a93", "#b3372c"


def fonts() -> list[str]:
    """Font families for Latin and Chinese text; Noto Sans SC (SIL Open Font Licence) comes with a dependency."""
    from pylopdf_fonts_zh_cn import sans_path

    path = str(sans_path())
    if path not in {entry.fname for entry in font_manager.fontManager.ttflist}:
        font_manager.fontManager.addfont(path)
    return ["DejaVu Sans", font_manager.FontProperties(fname=path).get_name()]


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


def fan(results: Results, lang: str = "en") -> Figure:
    """A row per year: cash of all budget funds, and beside it the demand on each fund that has an appropriation.

    Demand is what would be due if the money sufficed; cash ends where the money does and cannot be held against it.
    The numbers are those of the table of funds (:class:`jobsim.experiments.fund_view.FundYear`).
    """
    said = _WORDS[lang]
    county = results.scenario.scenario.county.model_dump()[lang]
    years, funds = list(results.years), limited_funds(results)
    columns = 1 + len(funds)
    with mpl.rc_context({"font.family": fonts(), "axes.unicode_minus": False, "font.size": 10}):
        figure = Figure(figsize=(2.0 + 5.5 * columns, 4.8 * len(years)), dpi=120, layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.subplots(len(years), columns, squeeze=False)
        for row, year in zip(grid, years, strict=True):
            _fan(row[0], cumulative(results, results.funds_of_kind("budget"), year), year, said)
            row[0].set_title(said["all"], loc="left", fontsize=10)
            row[0].set_ylabel(said["unit"])
            for panel, name in zip(row[1:], funds, strict=True):
                _against_the_money(panel, FundYear(results, name, year), said)
                title = results.scenario.funds[name].title.model_dump()[lang]
                panel.set_title(said["demand"].format(fund=title), loc="left", fontsize=10)
            # Below the money and above the demand of spring.
            for panel in row:
                panel.legend(loc="center left", bbox_to_anchor=(0.0, 0.6), frameon=False, fontsize=8)
        figure.suptitle(said["title"].format(county=county), x=0.02, ha="left", fontsize=13)
        note = said["note"].format(n=results.replications, seed=results.order.seed)
        if results.excluded:
            note += said["excluded"].format(names=", ".join(f"{e.name} ({e.clause})" for e in results.excluded))
        figure.supxlabel(note, fontsize=8, x=0.99, ha="right")
        # Text sizes are settled while the fonts are in force.
        figure.draw_without_rendering()
    return figure


def _fan(panel: Any, paths: npt.NDArray[np.float64], year: int, said: dict[str, str]) -> None:
    """Accumulated money at month ends, float64[replications, 12] in CNY."""
    path = np.quantile(paths / _WAN, [0.05, 0.25, 0.50, 0.75, 0.95], axis=0)
    # The year begins with nothing spent.
    p05, p25, p50, p75, p95 = np.concatenate([np.zeros((5, 1)), path], axis=1)
    months = np.arange(0, 13)
    panel.fill_between(months, p05, p95, color=_BLUE, alpha=0.18, lw=0, label=said["wide"])
    panel.fill_between(months, p25, p75, color=_BLUE, alpha=0.35, lw=0, label=said["narrow"])
    panel.plot(months, p50, color=_BLUE, lw=2, label=said["median"])
    panel.set_xlim(0, 12)
    panel.set_ylim(bottom=0)
    panel.set_xticks(months[1:], [f"{year}-{m:02d}" if m == 1 else f"{m:02d}" for m in months[1:]])
    panel.yaxis.set_major_formatter(lambda value, _position: f"{value:,.0f}")
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", alpha=0.3)


def _against_the_money(panel: Any, fund: FundYear, said: dict[str, str]) -> None:
    """Demand as a fan, the money as a line with a band where it is uncertain, and how often it is not enough."""
    _fan(panel, fund.monthly(), fund.year, said)
    told = fund.document()
    if told["available"] is None:
        text = said["none"].format(year=fund.year)
    else:
        low, middle, high = (told["available"][key] / _WAN for key in ("p10", "p50", "p90"))
        if high > low:
            panel.axhspan(low, high, color=_RED, alpha=0.12, lw=0, label=said["range"])
        panel.axhline(middle, color=_RED, lw=1.5, ls="--", label=said["money"])
        ends = told["p_overrun_interval"]
        text = said["overrun"].format(
            share=percent(told["p_overrun"]), interval=f"{percent(ends[0])} … {percent(ends[1])}"
        )
    panel.text(0.98, 0.04, text, transform=panel.transAxes, ha="right", va="bottom", fontsize=10, color=_RED)


def save(figure: Figure, path: Path) -> None:
    """PNG without the metadata that would differ between machines and versions."""
    with mpl.rc_context({"font.family": fonts()}):
        figure.savefig(path, format="png", metadata={"Software": None})


def save_fans(results: Results, folder: Path) -> None:
    """``outlay.png`` in English and ``outlay.zh.png`` in Chinese."""
    for lang in LANGUAGES:
        save(fan(results, lang), folder / ("outlay.png" if lang == "en" else f"outlay.{lang}.png"))
