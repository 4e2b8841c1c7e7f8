"""What variants change against the baseline, pair by pair of replications with the same persons and the same luck."""

from __future__ import annotations

import polars as pl

from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, GREY, INK, SKY, WAN, Picture

MOST = 8
"""So many programmes of a variant have a row, those that change most first."""

_WORDS = {
    "zh": {
        "title": "与基准方案“{base}”相比的变化：{variant}", "x": "变化（配对差），万元",
        "cash": "现金支出合计", "demand": "应付合计", "mean": "均值", "interval": "均值的90%区间", "spread": "P5至P95",
        "note": "基准与方案用同一批人、同样的运气；预算资金，{n}对模拟，种子 {seed}。各项目为应付。",
        "none": "没有一项资金发生变化",
    },
    "en": {
        "title": "Change against the baseline {base}: {variant}", "x": "change (paired difference), 10,000 CNY",
        "cash": "cash outlay, total", "demand": "demand, total", "mean": "mean",
        "interval": "90 % interval of the mean", "spread": "P5 to P95",
        "note": "Baseline and variant have the same persons and the same luck; budget funds, {n} pairs, seed {seed}."
                " Programmes are shown by demand.",
        "none": "no sum of money changes",
    },
}  # fmt: skip


@style.drawn
def differences(compared: pl.DataFrame, base: str, seed: int, lang: Language = "en") -> Picture:
    """A panel per variant of a comparison (:meth:`jobsim.experiments.study.Study.compare`), the years together.

    Rows are the totals of cash and of demand, and the programmes whose demand changes most.
    """
    said = _WORDS[lang]
    names = compared["variant"].unique(maintain_order=True)
    parts = [_rows(compared.filter(pl.col("variant") == name), lang) for name in names]
    heights = [0.75 + style.height_of(labels) for labels, _ in parts]
    figure = Picture(sum(heights))
    panels = figure.subplots(len(parts), 1, squeeze=False, height_ratios=heights)[:, 0]
    for panel, name, (labels, rows) in zip(panels, names, parts, strict=True):
        if len(names) > 1:
            panel.set_title(name)
        if not labels:
            panel.set_axis_off()
            panel.text(0, 0.5, said["none"], transform=panel.transAxes, va="center")
            continue
        at = style.rows(panel, labels)
        low, high, p05, p95, mean = (
            rows[key].fill_null(float("nan")).to_numpy() / WAN
            for key in ("low", "high", "p05", "p95", "mean_difference")
        )  # fmt: skip
        panel.axvline(0, color=GREY, lw=1)
        panel.hlines(at, p05, p95, color=SKY, lw=6, label=said["spread"])
        panel.hlines(at, low, high, color=BLUE, lw=2.2, label=said["interval"])
        panel.plot(mean, at, ls="", marker="o", ms=4.5, color=BLUE, label=said["mean"])
        for row, value, end in zip(at, mean, p95, strict=True):
            panel.annotate(f"{value:+,.2f}", (max(end, value, 0), row), (7, 0), textcoords="offset points", va="center",
                           fontsize=7.5, color=INK)  # fmt: skip
        panel.margins(x=0.14)
        panel.set_xlabel(said["x"])
        style.money_axis(panel.xaxis)
    figure.entitle(said["title"].format(base=base, variant="、".join(names) if lang == "zh" else ", ".join(names)))
    drawn = [panel for panel, (labels, _) in zip(panels, parts, strict=True) if labels]
    if drawn:
        figure.explain(drawn[0])
    pairs = compared["pairs"].max()
    figure.cite(said["note"].format(n=pairs, seed=seed))
    return figure


def _rows(compared: pl.DataFrame, lang: Language) -> tuple[list[str], pl.DataFrame]:
    """Totals, and then programmes; what no pair changes is left out."""
    outlay = compared.filter((pl.col("section") == "outlay") & pl.col("year").is_null() & (pl.col("p_equal") < 1))
    totals = outlay.filter((pl.col("kind") == "total") & pl.col("basis").is_in(["cash", "demand"]))
    programmes = outlay.filter((pl.col("kind") == "programme") & (pl.col("basis") == "demand"))
    most = programmes.sort(pl.col("mean_difference").abs(), descending=True, maintain_order=True).head(MOST)
    labels = [_WORDS[lang][basis] for basis in totals["basis"]] + [style.wrapped(title, 40) for title in most[lang]]
    return labels, pl.concat([totals, most])
