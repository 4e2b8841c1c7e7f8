"""Who bears the outlay: central, province, city, county and all others, year by year and programme by programme."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from jobsim.experiments.programme_view import Line, Numbers, lines
from jobsim.experiments.reduction import PAYER_NAMES
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.tables.shared import BUDGET_PAYERS, CLAUSES, OTHER, SPREAD, joined, payer, periods, spread_of
from jobsim.tables.table import Column, Table, made, title

LEVELS = (*BUDGET_PAYERS, OTHER)


def level(name: str) -> str:
    """The level of government a payer is told under."""
    return name if name in BUDGET_PAYERS else OTHER


def payers(results: Results) -> Table:
    """Cash of budget funds by who bears it, with the share of the mean; a level that bears nothing is left out."""
    budget = results.funds_of_kind("budget")
    paid = results.tall["outlay"].filter((pl.col("basis") == "cash") & pl.col("fund").is_in(budget))
    by = ["replication", "payer", (pl.col("month") // 100).alias("year")]
    cash = paid.group_by(by).agg(pl.col("amount_fen").sum()).collect(engine="streaming")
    rows: list[dict[str, Any]] = []
    for year, period in periods(results):
        found = cash if year is None else cash.filter(pl.col("year") == year)
        whole = results.per_replication(found, "amount_fen")
        for one in LEVELS:
            names = [name for name in PAYER_NAMES if level(name) == one]
            borne = results.per_replication(found.filter(pl.col("payer").is_in(names)), "amount_fen")
            if not borne.any():
                continue
            share = float(borne.mean() / whole.mean())
            rows.append({"period": period, "year": year, "payer": one, "title": payer(one), "share": share,
                         **spread_of(borne)})  # fmt: skip
        rows.append({"period": period, "year": year, "role": "total", "title": Words("合计", "total"),
                     "share": 1.0 if whole.any() else None, **spread_of(whole)})  # fmt: skip
    columns = (Column("title", Words("资金来源", "payer"), "text"), *SPREAD,
               Column("share", Words("占比", "share"), "share", block=2))  # fmt: skip
    return made("payers", Words("资金来源（现金支出由谁负担）", "Who bears the outlay in cash"), columns, rows,
                hidden={"year": "year", "payer": "code"}, by="period")  # fmt: skip


def programme_payers(results: Results) -> Table:
    """Means of cash by programme and payer; every row adds up to its mean, and so does the last."""
    budget = results.funds_of_kind("budget")
    rows: list[dict[str, Any]] = []
    for year, period in periods(results):
        entries = sorted(lines(results, budget, year), key=lambda line: line.entry.code)
        found = [(line, _levels(line)) for line in entries]
        for line, borne in found:
            rows.append({"period": period, "year": year, "programme": line.name, "code": line.entry.code,
                         "title": title(line.entry.title), "clauses": joined(line.clauses),
                         "mean": line.mean("paid_fen"),
                         **{one: float(values.mean()) for one, values in borne.items()}})  # fmt: skip
        sums = {one: float(sum(borne[one].mean() for _, borne in found)) for one in LEVELS}
        rows.append({"period": period, "year": year, "role": "total", "title": Words("合计", "total"), **sums,
                     "mean": sum(sums.values())})  # fmt: skip
    used = [one for one in LEVELS if any(row[one] for row in rows)]
    columns = (
        Column("code", Words("科目", "code"), "code"), Column("title", Words("项目", "programme"), "text"), CLAUSES,
        Column("mean", Words("合计均值", "mean, total"), "money", block=1),
        *(Column(one, payer(one), "money", block=1) for one in used),
    )  # fmt: skip
    return made("programme_payers", Words("分项目资金来源（现金均值）", "Who bears each programme, means of cash"),
                columns, rows, hidden={"year": "year", "programme": "code"}, by="period")  # fmt: skip


def _levels(line: Line) -> dict[str, Numbers]:
    borne = {one: np.zeros(line.results.replications) for one in LEVELS}
    for name, values in line.payers().items():
        borne[level(name)] = borne[level(name)] + values
    return borne
