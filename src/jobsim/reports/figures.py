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
        "note": "{n} replications, seed {seed}, budget funds only",
    },
    "zh": {
        "title": "{county}：就业支出累计（现金制）",
        "unit": "万元",
        "wide": "P5 至 P95",
        "narrow": "P25 至 P75",
        "median": "中位数",
        "money": "结转与预算安排",
        "note": "{n} 次模拟，种子 {seed}，仅含预算资金",
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


def cumulative(results: Results, year: int) -> npt.NDArray[np.float64]:
    """Cumulative cash outlay of the budget funds at the end of each month: float64[replications, 12], CNY."""
    budget = results.funds_of_kind("budget")
    rows = results.outlay.filter(
        (pl.col("basis") == "cash") & pl.col("fund").cast(pl.String).is_in(budget) & (pl.col("month") // 100 == year)
    )
    sums = rows.group_by("replication", "month").agg(pl.col("amount_fen").sum())
    monthly = np.zeros((results.replications, 12))
    monthly[sums["replication"].to_numpy(), sums["month"].to_numpy() % 100 - 1] = sums["amount_fen"].to_numpy()
    return np.asarray(monthly.cumsum(axis=1) / 100)


def available(results: Results, year: int) -> float | None:
    """Carry-over and appropriations of the limited budget funds in the year, CNY, median over replications."""
    limited = [name for name in results.funds_of_kind("budget") if results.scenario.funds[name].appropriations]
    rows = results.funds.filter(pl.col("fund").cast(pl.String).is_in(limited) & (pl.col("year") == year))
    if not len(rows):
        return None
    money = results.per_replication(rows, "opening_fen") + results.per_replication(rows, "appropriated_fen")
    return float(np.median(money))


def fan(results: Results, lang: str = "en") -> Figure:
    """Monthly cumulative outlay as a fan with the money available, one panel per year."""
    said = _WORDS[lang]
    county = results.scenario.scenario.county.model_dump()[lang]
    years = list(results.years)
    with mpl.rc_context({"font.family": fonts(), "axes.unicode_minus": False, "font.size": 10}):
        figure = Figure(figsize=(8.0, 4.8 * len(years)), dpi=120, layout="constrained")
        FigureCanvasAgg(figure)
        panels = np.atleast_1d(figure.subplots(len(years), 1))
        for panel, year in zip(panels, years, strict=True):
            _panel(panel, results, year, said)
        panels[0].set_title(said["title"].format(county=county), loc="left", fontsize=13)
        figure.supxlabel(
            said["note"].format(n=results.replications, seed=results.order.seed), fontsize=8, x=0.99, ha="right"
        )
        # Text sizes are settled while the fonts are in force.
        figure.draw_without_rendering()
    return figure


def _panel(panel: Any, results: Results, year: int, said: dict[str, str]) -> None:
    path = cumulative(results, year) / 10_000
    p05, p25, p50, p75, p95 = np.quantile(path, [0.05, 0.25, 0.50, 0.75, 0.95], axis=0)
    months = np.arange(0, 13)

    def from_zero(line: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.concatenate([[0.0], line])

    panel.fill_between(months, from_zero(p05), from_zero(p95), color=_BLUE, alpha=0.18, lw=0, label=said["wide"])
    panel.fill_between(months, from_zero(p25), from_zero(p75), color=_BLUE, alpha=0.35, lw=0, label=said["narrow"])
    panel.plot(months, from_zero(p50), color=_BLUE, lw=2, label=said["median"])
    money = available(results, year)
    if money is not None:
        panel.axhline(money / 10_000, color=_RED, lw=1.5, ls="--", label=said["money"])
    panel.set_xlim(0, 12)
    panel.set_ylim(bottom=0)
    panel.set_xticks(months[1:], [f"{year}-{m:02d}" if m in (1, 12) else f"{m:02d}" for m in months[1:]])
    panel.set_ylabel(said["unit"])
    panel.yaxis.set_major_formatter(lambda value, _position: f"{value:,.0f}")
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", alpha=0.3)
    panel.legend(loc="upper left", frameon=False)


def save(figure: Figure, path: Path) -> None:
    """PNG without the metadata that would differ between machines and versions."""
    with mpl.rc_context({"font.family": fonts()}):
        figure.savefig(path, format="png", metadata={"Software": None})


def save_fans(results: Results, folder: Path) -> None:
    """``outlay.png`` in English and ``outlay.zh.png`` in Chinese."""
    for lang in LANGUAGES:
        save(fan(results, lang), folder / ("outlay.png" if lang == "en" else f"outlay.{lang}.png"))
