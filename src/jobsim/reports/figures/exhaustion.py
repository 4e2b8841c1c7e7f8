"""In which month the money of a year is used up, and how often it is not."""

from __future__ import annotations

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.results import Results
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, GREY, INK, SKY, Picture
from jobsim.reports.tables import share as percent

_WORDS = {
    "zh": {"title": "{county}：{fund}在哪个月用完", "rest": "未用完", "y": "占模拟次数的比例",
           "told": "{year}年：用完的比例 {share}，月份中位数 {month}", "month": "{month}月"},
    "en": {"title": "{county}: in which month the {fund} is used up", "rest": "lasts", "y": "share of replications",
           "told": "{year}: used up in {share} of the replications, median month {month}", "month": "{month}"},
}  # fmt: skip


@style.drawn
def exhaustion(results: Results, fund: str, lang: str = "en") -> Picture:
    """A panel per year with an appropriation; the bars are shares of all replications and make 100 % with the last."""
    said = _WORDS[lang]
    views = [FundYear(results, fund, year) for year in results.years if results.limited(fund, year)]
    figure = Picture(1.9 * len(views))
    for panel, view in zip(figure.subplots(len(views), 1, squeeze=False)[:, 0], views, strict=True):
        told, months = view.document(), view.exhausted_in
        bars = panel.bar(range(1, 13), months, width=0.7, color=SKY, edgecolor=BLUE)
        rest = panel.bar([14], [1 - told["p_exhausted"]], width=0.7, color="white", edgecolor=GREY, hatch="////")
        for bar, value in [*zip(bars, months, strict=True), *zip(rest, [1 - told["p_exhausted"]], strict=True)]:
            if value > 0:
                panel.annotate(percent(value), (bar.get_x() + bar.get_width() / 2, value), (0, 2), ha="center",
                               textcoords="offset points", fontsize=7.5, color=INK)  # fmt: skip
        month = told["exhaustion_month"]
        middle = "—" if month is None else said["month"].format(month=month)
        panel.set_title(said["told"].format(year=view.year, share=percent(told["p_exhausted"]), month=middle))
        panel.set_xticks([*range(1, 13), 14], [*(said["month"].format(month=m) for m in range(1, 13)), said["rest"]])
        panel.set_ylim(0, max(0.1, 1.15 * max(*months, 1 - told["p_exhausted"])))
        panel.yaxis.set_major_formatter(lambda value, _position: percent(value))
        panel.set_ylabel(said["y"])
        panel.grid(axis="y")
    title = results.scenario.funds[fund].title.model_dump()[lang]
    figure.entitle(said["title"].format(county=style.county(results, lang), fund=title))
    style.source(figure, results, lang)
    return figure
