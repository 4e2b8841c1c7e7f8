"""Indicators at the ends of months."""

from __future__ import annotations

from jobsim.experiments.results import Results
from jobsim.experiments.study import observed_frame
from jobsim.language import Words
from jobsim.tables import target_words
from jobsim.tables.table import Column, Table, made
from jobsim.tables.written import WAN


def indicators(results: Results) -> Table:
    """One row per indicator and month, with mean and quantiles; sums of money are in 万元."""
    points = ("mean", "p10", "p50", "p90")
    rows = []
    for row in observed_frame(results.indicators).sort("indicator", "month").iter_rows(named=True):
        scale = WAN if row["unit"] == "CNY" else 1.0
        values = {point: None if row[point] is None else row[point] / scale for point in points}
        rows.append({
            "indicator": row["indicator"], "title": Words(row["zh"], row["en"]), "month": row["month"],
            "unit": Words(*target_words.unit(row["unit"])), **values,
        })  # fmt: skip
    heads = {"mean": Words("均值", "mean"), **{point: Words(point.upper(), point.upper()) for point in points[1:]}}
    columns = (
        Column("title", Words("指标", "indicator"), "text"), Column("month", Words("月末", "month end"), "month"),
        *(Column(point, head, "number", unit_by_row="unit", block=1) for point, head in heads.items()),
    )  # fmt: skip
    return made("indicators", Words("分月指标", "Indicators by month"), columns, rows, hidden={"indicator": "code"})
