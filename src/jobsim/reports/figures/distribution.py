"""What the year needs in each replication, and which appropriation would have been enough how often."""

from __future__ import annotations

from typing import Any

import numpy as np

from jobsim.experiments.fund_view import ENOUGH, FundYear
from jobsim.experiments.results import Results
from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, INK, RED, SKY, WAN, Picture
from jobsim.tables.written import percent, wan

_WORDS = {
    "zh": {
        "title": "{county}：{fund}{year}年需要安排多少", "counts": "模拟次数", "curve": "够用的比例",
        "x": "当年需安排的资金（应付减结转），万元", "stated": "预算安排（中位数）：{amount}",
        "range": "预算安排P10至P90",
        "enough": "{percent}够用：{amount}",
    },
    "en": {
        "title": "{county}: what the {fund} needs in {year}", "counts": "replications", "curve": "enough in",
        "x": "appropriation needed (demand less carry-over), 10,000 CNY", "stated": "appropriation, median: {amount}",
        "range": "appropriation, P10 to P90",
        "enough": "enough in {percent}: {amount}",
    },
}  # fmt: skip


@style.drawn
def distribution(results: Results, fund: str, year: int, lang: Language = "en") -> Picture:
    """Below, the replications counted by what they need; above, how often an appropriation of that size is enough.

    Marked are the appropriations that hold with 80 % and 95 %, and the stated one, as the table of funds has them.
    """
    said, view = _WORDS[lang], FundYear(results, fund, year)
    told = view.document()
    needs = view.needs / WAN
    figure = Picture(3.6)
    curve, counts = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    levels = np.linspace(0, 1, 201)
    curve.plot(np.quantile(needs, levels), levels, color=BLUE, lw=2)
    for (name, level), dashes in zip(ENOUGH.items(), ("--", ":"), strict=True):
        amount = told[f"appropriation_{name}"]
        label = said["enough"].format(percent=percent(level).of(lang), amount=wan(amount))
        _mark(curve, counts, amount / WAN, level, label, INK, dashes)
    if view.limited:
        label = said["stated"].format(amount=wan(told["appropriation"]))
        _mark(curve, counts, told["appropriation"] / WAN, None, label, RED, "-")
        low, high = np.quantile(view.amount("appropriated"), (0.1, 0.9)) / WAN
        if high > low:
            # It differs between replications: held against one line, the curve would not give the overrun probability.
            curve.axvspan(low, high, facecolor=RED, alpha=0.12, lw=0, label=said["range"])
            counts.axvspan(low, high, facecolor=RED, alpha=0.12, lw=0)
    counts.hist(needs, bins=min(30, max(8, results.replications // 5)), color=SKY, edgecolor="white", lw=0.5)
    curve.set_ylim(0, 1.02)
    curve.set_yticks([0, 0.25, 0.5, 0.8, 0.95])
    curve.yaxis.set_major_formatter(lambda value, _position: percent(value).of(lang))
    curve.set_ylabel(said["curve"])
    counts.set_ylabel(said["counts"])
    counts.yaxis.get_major_locator().set_params(integer=True)
    counts.set_xlabel(said["x"])
    style.money_axis(counts.xaxis)
    curve.grid(axis="y")
    title = results.scenario.funds[fund].title.model_dump()[lang]
    figure.entitle(said["title"].format(county=style.county(results, lang), fund=title, year=year))
    figure.explain(curve, 2)
    style.source(figure, results, lang)
    return figure


def _mark(curve: Any, counts: Any, amount: float, level: float | None, label: str, colour: str, dashes: str) -> None:
    """An amount across both panels; up to its level on the curve where it has one."""
    counts.axvline(amount, color=colour, lw=1.4, ls=dashes)
    if level is None:
        curve.axvline(amount, color=colour, lw=1.4, ls=dashes, label=label)
    else:
        curve.plot([amount, amount], [0, level], color=colour, lw=1.4, ls=dashes, label=label)
        curve.plot([amount], [level], "o", color=colour, ms=5)
