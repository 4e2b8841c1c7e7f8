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

from jobsim.experiments.results import Results

LANGUAGES = ("en", "zh")

_WORDS = {
    "en": {
        "title": "{county}: cumulative outlay in cash",
        "unit": "10,000 CNY",
        "wide": "P5 to P95",
        "narrow": "P25 to P75",
        "median": "median",
        "money": "carry-over and appropriation",
        "all": "all budget funds",
        "limited": "funds with a fixed appropriation",
        "note": "{n} replications, seed {seed}, budget funds only",
        "excluded": "; without {names}: figure missing in the text",
    },
    "zh": {
        "title": "{county}：就业支出累计（现金制）",
        "unit": "万元",
        "wide": "P5 至 P95",
        "narrow": "P25 至 P75",
        "median": "中位数",
        "money": "结转与预算安排",
        "all": "全部预算资金",
        "limited": "有预算安排的资金",
        "note": "{n} 次模拟，种子 {seed}，仅含预算资金",
        "excluded": "；未计入{names}：原文金额缺失",
    },
}
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
    """Budget funds with an appropriation: the only outlay that can be held against a sum of money."""
    return [name for name in results.funds_of_kind("budget") if results.scenario.funds[name].appropriations]


def available(results: Results, funds: list[str], year: int) -> float:
    """Carry-over and appropriations of the funds in the year, CNY, median over replications."""
    rows = results.funds.filter(pl.col("fund").is_in(funds) & (pl.col("year") == year))
    money = results.per_replication(rows, "opening_fen") + results.per_replication(rows, "appropriated_fen")
    return float(np.median(money))


def fan(results: Results, lang: str = "en") -> Figure:
    """Monthly cumulative outlay as a fan: a row per year, all budget funds and beside them those with a fixed sum."""
    said = _WORDS[lang]
    county = results.scenario.scenario.county.model_dump()[lang]
    years = list(results.years)
    budget, limited = results.funds_of_kind("budget"), limited_funds(results)
    panels = {"all": budget} if not limited else {"limited": limited} if limited == budget else {
        "all": budget, "limited": limited}  # fmt: skip
    with mpl.rc_context({"font.family": fonts(), "axes.unicode_minus": False, "font.size": 10}):
        figure = Figure(figsize=(2.0 + 5.5 * len(panels), 4.8 * len(years)), dpi=120, layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.subplots(len(years), len(panels), squeeze=False, sharey="row")
        for row, year in zip(grid, years, strict=True):
            for panel, (kind, funds) in zip(row, panels.items(), strict=True):
                money = available(results, funds, year) if kind == "limited" else None
                _panel(panel, cumulative(results, funds, year), money, year, said)
                panel.set_title(said[kind], loc="left", fontsize=10)
            row[0].set_ylabel(said["unit"])
            row[-1].legend(loc="upper left", frameon=False)
        figure.suptitle(said["title"].format(county=county), x=0.02, ha="left", fontsize=13)
        note = said["note"].format(n=results.replications, seed=results.order.seed)
        if results.excluded:
            note += said["excluded"].format(names=", ".join(f"{e.name} ({e.clause})" for e in results.excluded))
        figure.supxlabel(note, fontsize=8, x=0.99, ha="right")
        # Text sizes are settled while the fonts are in force.
        figure.draw_without_rendering()
    return figure


def _panel(
    panel: Any, outlay: npt.NDArray[np.float64], money: float | None, year: int, said: dict[str, str]
) -> None:  # fmt: skip
    path = np.quantile(outlay / 10_000, [0.05, 0.25, 0.50, 0.75, 0.95], axis=0)
    # The year begins with nothing spent.
    p05, p25, p50, p75, p95 = np.concatenate([np.zeros((5, 1)), path], axis=1)
    months = np.arange(0, 13)
    panel.fill_between(months, p05, p95, color=_BLUE, alpha=0.18, lw=0, label=said["wide"])
    panel.fill_between(months, p25, p75, color=_BLUE, alpha=0.35, lw=0, label=said["narrow"])
    panel.plot(months, p50, color=_BLUE, lw=2, label=said["median"])
    if money is not None:
        panel.axhline(money / 10_000, color=_RED, lw=1.5, ls="--", label=said["money"])
    panel.set_xlim(0, 12)
    panel.set_ylim(bottom=0)
    panel.set_xticks(months[1:], [f"{year}-{m:02d}" if m == 1 else f"{m:02d}" for m in months[1:]])
    panel.yaxis.set_major_formatter(lambda value, _position: f"{value:,.0f}")
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", alpha=0.3)


def save(figure: Figure, path: Path) -> None:
    """PNG without the metadata that would differ between machines and versions."""
    with mpl.rc_context({"font.family": fonts()}):
        figure.savefig(path, format="png", metadata={"Software": None})


def save_fans(results: Results, folder: Path) -> None:
    """``outlay.png`` in English and ``outlay.zh.png`` in Chinese."""
    for lang in LANGUAGES:
        save(fan(results, lang), folder / ("outlay.png" if lang == "en" else f"outlay.{lang}.png"))
