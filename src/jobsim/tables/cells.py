"""The outlay in its smallest cells, to be pivoted: a row per month, programme, payer and basis."""

from __future__ import annotations

import numpy as np
import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.programme_view import Line, lines
from jobsim.experiments.results import Results
from jobsim.finance.treasury import KINDS
from jobsim.language import Words
from jobsim.tables.table import Column, Table, made, title

_KEYS = ("month", "fund", "budget_code", "programme", "payer", "basis")
_POINTS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
_KIND = {
    "budget": Words("财政资金", "budget"),
    "insurance": Words("失业保险基金（非财政）", "insurance fund, not the budget"),
    "tax": Words("税式支出（备查）", "tax, memo"),
    "credit": Words("信贷（备查）", "credit, memo"),
    "own": Words("用人单位自筹（备查）", "own money, memo"),
}
_BASIS = {"cash": Words("现金", "cash"), "accrued": Words("应计", "accrued")}
assert set(_KIND) == set(KINDS)


def cells(results: Results) -> Table:
    """Means add up over the rows of one basis and one kind of fund; quantiles are each cell's own and do not."""
    sums = results.outlay.group_by(*_KEYS, "replication").agg(pl.col("amount_fen").sum())
    keys = sums.select(_KEYS).unique().sort(_KEYS).with_row_index("cell")
    located = sums.join(keys, on=_KEYS)
    dense = np.zeros((len(keys), results.replications))
    dense[located["cell"].to_numpy(), located["replication"].to_numpy()] = located["amount_fen"].to_numpy()
    whole = dense.sum(axis=1) / (100 * results.replications)
    points = {name: np.quantile(dense, q, axis=1) / 100 for name, q in _POINTS.items()}
    known: dict[str, Line] = {line.name: line for line in lines(results, list(results.scenario.funds))}
    rows = []
    for cell, month, fund, code, programme, payer, basis in keys.iter_rows():
        told, line = results.scenario.funds[fund], known[programme]
        rows.append(
            {
                "scenario": results.scenario.scenario.name,
                "year": month // 100,
                "month": month,
                "kind": _KIND[told.kind],
                "fund": title(told.title),
                "code": code,
                "programme": title(line.entry.title),
                "clauses": " ".join(line.clauses),
                "payer": Words(*words.PAYERS[payer]),
                "basis": _BASIS[basis],
                "mean": float(whole[cell]),
                **{name: float(values[cell]) for name, values in points.items()},
            }
        )
    columns = (
        Column("scenario", Words("方案", "scenario"), "plain"),
        Column("year", Words("年", "year"), "year"),
        Column("month", Words("月份", "month"), "month"),
        Column("kind", Words("资金性质", "kind of money"), "text"),
        Column("fund", Words("资金", "fund"), "text"),
        Column("code", Words("科目", "code"), "code"),
        Column("programme", Words("项目", "programme"), "text"),
        Column("clauses", Words("条款", "clauses"), "clause"),
        Column("payer", Words("资金来源", "payer"), "text"),
        Column("basis", Words("口径", "basis"), "text"),
        Column("mean", Words("均值", "mean"), "money"),
        *(Column(name, Words(name.upper(), name.upper()), "money") for name in _POINTS),
    )
    notes = (
        Words(
            "均值可以在同一口径、同一资金性质内相加；现金与应计是同一笔申领的两种口径，不能相加；分位数不能相加。",
            "Means add up within one basis and one kind of money. Cash and accrued are two views of the same claims"
            " and are"
            " not added up, nor are quantiles.",
        ),
    )
    return made("cells", Words("数据", "Data"), columns, rows, notes=notes)
