"""Payments of a run that kept its ledger, each with the number that ``explain`` takes."""

from __future__ import annotations

import polars as pl

from jobsim.experiments.kept import Kept
from jobsim.experiments.payments import Wanted
from jobsim.experiments.payments import payments as found
from jobsim.language import Words
from jobsim.tables.table import Column, Table

_CNY = Words("元", "CNY")
_COLUMNS = (
    Column("payment", Words("支付", "payment"), "plain"),
    Column("programme", Words("项目", "programme"), "text"),
    Column("clauses", Words("条款", "clauses"), "clause"),
    Column("person", Words("人员", "person"), "plain", block=1),
    Column("firm", Words("单位", "firm"), "plain", block=1),
    Column("entitled", Words("产生日", "arose"), "plain", block=1),
    Column("paid", Words("支付日", "paid"), "plain", block=1),
    Column("units", Words("计量", "units"), "number", block=1),
    Column("amount", Words("金额", "amount"), "money", unit_by_row="unit", block=1),
)
_MORE = Words(
    "共 {all} 笔，显示前 {shown} 笔；--csv FILE 写出全部",
    "{all} payments, of which the first {shown}; --csv FILE has all",
)
_HOW = Words(
    "计量为月数、天数、人数等；jobsim explain RUN_DIR 支付编号 说明每一笔的来由",
    "units are months, days, heads …; jobsim explain RUN_DIR PAYMENT tells why one was made",
)
_NONE = Words("没有这样的支付", "there is no such payment")


def payments(kept: Kept, wanted: Wanted, most: int | None = None) -> Table:
    """The payments that are as wanted, at most so many. Raises RecordError for what the run does not have."""
    rows = found(kept, wanted)
    notes = [_HOW] if len(rows) else [_NONE]
    if most is not None and len(rows) > most:
        notes.insert(0, _MORE.filled(all=f"{len(rows):,}", shown=most))
        rows = rows.head(most)
    frame = rows.select(
        pl.lit("row").alias("role"), "payment", "replication", pl.col("programme").alias("name"),
        pl.col("zh").alias("programme_zh"), pl.col("en").alias("programme_en"), "clauses",
        pl.col("person").cast(pl.String), pl.col("payee_firm").cast(pl.String).alias("firm"),
        pl.col("entitled").cast(pl.String), pl.col("paid").cast(pl.String), pl.col("units").cast(pl.Float64),
        pl.col("cny").alias("amount"), pl.lit(_CNY.zh).alias("unit_zh"), pl.lit(_CNY.en).alias("unit_en"),
    )  # fmt: skip
    return Table("payments", Words("支付明细", "Payments"), _COLUMNS, frame, tuple(notes))
