"""Variants side by side: outlay of each programme in the baseline and in the variant, with the paired difference."""

from __future__ import annotations

from typing import Any

import polars as pl

from jobsim.experiments.study import Study
from jobsim.language import Words
from jobsim.tables.table import Column, Table, made

_WHOLE = {
    "cash": Words("现金合计", "cash, total"),
    "demand": Words("应付合计（不论资金）", "demand, whatever the money"),
}


def variants(study: Study) -> Table:
    """Means over all years in CNY; a programme that neither knows or pays is left out. Empty for one scenario."""
    rows: list[dict[str, Any]] = []
    if len(study.plans) > 1:
        found = study.compare().filter((pl.col("section") == "outlay") & pl.col("year").is_null())
        for plan in study.plans[1:]:
            of_plan = found.filter(pl.col("variant") == plan.name)
            same = {"variant": Words(plan.name, plan.name)}
            programmes = of_plan.filter((pl.col("basis") == "cash") & (pl.col("kind") == "programme"))
            rows += [
                {**same, **_row(one), "title": Words(one["zh"], one["en"])}
                for one in programmes.iter_rows(named=True)
                if one["baseline"] or one["value"]
            ]
            for basis, words in _WHOLE.items():
                total = of_plan.filter((pl.col("basis") == basis) & (pl.col("kind") == "total"))
                role = "total" if basis == "cash" else "demand"
                rows += [{**same, **_row(one), "role": role, "title": words} for one in total.iter_rows(named=True)]
    columns = (
        Column("title", Words("项目", "programme"), "text"),
        Column("baseline", Words("基准", "baseline"), "money"),
        Column("value", Words("本方案", "variant"), "money"),
        Column("difference", Words("变化", "change"), "change", interval=("low", "high")),
    )
    notes = (
        Words(
            "各方案使用相同的人和相同的运气，逐次配对相减；区间为变化均值的90%区间。金额为各年合计的现金均值。",
            "Each variant has the same persons and the same luck, and differences are taken pair by pair; the"
            " interval is the"
            " 90 % interval of the mean change. Means of cash, all years together.",
        ),
    )
    return made("variants", Words("方案比较", "Variants side by side"), columns, rows, by="variant", notes=notes)


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "item": one["item"],
        "baseline": one["baseline"],
        "value": one["value"],
        "difference": one["mean_difference"],
        "low": one["low"],
        "high": one["high"],
    }
