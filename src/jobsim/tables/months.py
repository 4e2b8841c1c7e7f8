"""The need for cash month by month: what falls due, what is paid, and both since 1 January."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from jobsim.experiments.programme_view import Numbers, total
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.tables.shared import periods
from jobsim.tables.table import Column, Table, made

_DUE, _PAID = Words("应付", "demand"), Words("现金", "cash")
_POINTS = {"mean": Words("均值", "mean"), "p50": Words("P50", "P50"), "p90": Words("P90", "P90")}


def monthly(results: Results, year: int, column: str) -> Numbers:
    """``paid_fen`` or ``demand_fen`` of the budget funds in each month, float64[replications, 12] in CNY."""
    first = year * 100 + 1
    rows = results.fund_months.filter(
        pl.col("fund").is_in(results.funds_of_kind("budget")) & pl.col("month").is_between(first, first + 11)
    )
    sums = rows.group_by("replication", "month").agg(pl.col(column).sum())
    found = np.zeros((results.replications, 12))
    found[sums["replication"].to_numpy(), sums["month"].to_numpy() - first] = sums[column].to_numpy() / 100
    return found


def months(results: Results) -> Table:
    """A row per month, and the year as ``total``; ``…_to_date`` columns count from 1 January."""
    kinds = {"demand": "demand_fen", "cash": "paid_fen"}
    rows: list[dict[str, Any]] = []
    for year, period in periods(results):
        if year is None:
            continue
        found = {kind: monthly(results, year, column) for kind, column in kinds.items()}
        for k in range(12):
            row: dict[str, Any] = {"period": period, "year": year, "month": year * 100 + k + 1, "month_of_year": k + 1}
            for kind, values in found.items():
                row |= _points(kind, values[:, k]) | _points(f"{kind}_to_date", values[:, : k + 1].sum(axis=1))
            rows.append(row)
        row = {"period": period, "year": year, "role": "total"}
        for kind, column in kinds.items():
            row |= _points(kind, total(results, results.funds_of_kind("budget"), column, year))
        rows.append(row)
    columns = [Column("month_of_year", Words("月份", "month"), "month_of_year")]
    for kind, words in (("demand", _DUE), ("cash", _PAID)):
        columns += [Column(f"{kind}_{point}", Words("{k}{p}", "{k} {p}").filled(k=words, p=said), "money",
                           block=1 if kind == "demand" else 2)
                    for point, said in _POINTS.items()]  # fmt: skip
    for kind, words in (("demand", _DUE), ("cash", _PAID)):
        columns += [Column(f"{kind}_to_date_{point}", Words("累计{k}{p}", "{k} to date {p}").filled(k=words, p=said),
                           "money", block=3) for point, said in _POINTS.items() if point != "mean"]  # fmt: skip
    notes = (Words(
        "应付为审核通过的金额（不论资金是否足够，不含上年欠付），现金为实际支付；资金用完后，付不出的等待下一笔资金。",
        "Demand is what is approved (whether the money suffices or not, without arrears of the year before), cash is"
        " what is paid; once the money is gone, the rest waits for the next.",
    ),)  # fmt: skip
    return made("months", Words("分月用款", "The need for cash by month"), columns, rows,
                hidden={"year": "year", "month": "month"}, by="period", notes=notes)  # fmt: skip


def _points(name: str, values: Numbers) -> dict[str, float]:
    p50, p90 = np.quantile(values, [0.5, 0.9])
    return {f"{name}_mean": float(values.mean()), f"{name}_p50": float(p50), f"{name}_p90": float(p90)}
