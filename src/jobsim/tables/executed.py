"""The money of the employment subsidy fund in the form of the central transfer: budget and outlay by level."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.reduction import budget_entries
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.tables.payers import LEVELS, level
from jobsim.tables.shared import payer
from jobsim.tables.table import Column, Table, made, title

_EMPLOYMENT = "20807"
"""Functional codes of employment subsidies (就业补助)."""
_TITLES = {
    "central": Words("其中：中央财政资金", "of it: central"),
    "province": Words("地方财政资金：省级", "local: province"),
    "city": Words("地方财政资金：市级", "local: city"),
    "county": Words("地方财政资金：县级", "local: county"),
}


def fund_of(results: Results, year: int) -> str | None:
    """The budget fund with an appropriation in the year that pays most under the codes of employment subsidies."""
    scenario = results.scenario
    entries = budget_entries(scenario)
    limited = [name for name in results.funds_of_kind("budget") if results.limited(name, year)]
    counts = {name: sum(one.fund == name and one.code.startswith(_EMPLOYMENT) for one in entries) for name in limited}
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and counts[best] else None


def executed(results: Results) -> Table:
    """A ``total`` and a row for each level. What a level gives in the budget stands in letters, so it is null."""
    rows: list[dict[str, Any]] = []
    cash = results.outlay.filter(pl.col("basis") == "cash")
    for year in results.years:
        fund = fund_of(results, year)
        if fund is None:
            continue
        view = FundYear(results, fund, year)
        same = {"year": year, "fund": fund, "fund_title": title(results.scenario.funds[fund].title)}
        paid = cash.filter((pl.col("fund") == fund) & (pl.col("month") // 100 == year))
        by_level = dict.fromkeys(LEVELS, 0.0)
        for (name,), part in paid.group_by(pl.col("payer").cast(pl.String)):
            by_level[level(str(name))] += float(results.per_replication(part, "amount_fen").mean())
        rows.append(
            {
                **same,
                "role": "total",
                "title": Words("年度资金总额", "Total of the year"),
                "budget": float(np.mean(view.available)),
                "paid": sum(by_level.values()),
            }
        )
        rows += [{**same, "title": _TITLES.get(one, payer(one)), "paid": by_level[one]} for one in _TITLES]
        rows.append(
            {
                **same,
                "title": Words("其他资金（包括以前年度结转资金）", "other, money carried over included"),
                "paid": by_level["other"],
            }
        )
    columns = (
        Column("title", Words("资金", "money"), "text"),
        Column("budget", Words("全年预算数", "budget"), "money"),
        Column("paid", Words("全年执行数", "outlay"), "money"),
    )
    return made(
        "executed",
        Words("资金投入情况", "Money put in"),
        columns,
        rows,
        hidden={"year": "year", "fund": "code", "fund_title": "text"},
    )


def budgeted(results: Results) -> Table:
    """Money and outlay of all budget funds that have an appropriation, for the form of local projects.

    The ``total`` of a year and its parts; null where no fund has one. ``without`` names the funds that have none.
    """
    rows: list[dict[str, Any]] = []
    for year in results.years:
        budget = results.funds_of_kind("budget")
        limited = [FundYear(results, name, year) for name in budget if results.limited(name, year)]
        bare = [title(results.scenario.funds[name].title) for name in budget if not results.limited(name, year)]
        without = Words("、".join(one.zh for one in bare), ", ".join(one.en for one in bare)) if bare else None
        parts = {name: float(sum(one.amount(name).mean() for one in limited)) if limited else None for name in _PARTS}
        paid = float(sum(one.amount("paid").mean() for one in limited)) if limited else None
        same = {"year": year, "without": without}
        whole = sum(part for part in parts.values() if part is not None) if limited else None
        rows.append(
            {
                **same,
                "role": "total",
                "title": Words("年度资金总额", "Total of the year"),
                "budget": whole,
                "paid": paid,
            }
        )
        rows += [{**same, "title": words, "budget": parts[name]} for name, words in _PARTS.items()]
    columns = (
        Column("title", Words("资金", "money"), "text"),
        Column("budget", Words("全年预算数", "budget"), "money"),
        Column("paid", Words("全年执行数", "outlay"), "money"),
    )
    return made(
        "budgeted", Words("项目资金", "Money of the project"), columns, rows, hidden={"year": "year", "without": "text"}
    )


_PARTS = {
    "appropriated": Words("其中：本年财政拨款", "of it: this year's appropriation"),
    "opening": Words("上年结转资金", "carried over"),
    "topped_up": Words("其他资金", "other"),
}
