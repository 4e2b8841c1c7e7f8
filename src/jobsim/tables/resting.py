"""What a result rests on: amounts that are assumed, clauses that are only come near to, what was left out."""

from __future__ import annotations

import polars as pl

from jobsim.experiments.assumed import approximated, counts, prices
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.scenario.schema import Scenario
from jobsim.tables.shared import CLAUSES, joined
from jobsim.tables.table import Column, Table, made, title

_TITLE = Column("title", Words("项目", "programme"), "text")


def assumed(results: Results) -> Table:
    """Programmes and lines whose amount or price is an assumption, those that cost most first (mean of cash)."""
    sums = results.programmes.group_by(pl.col("programme").cast(pl.String)).agg(pl.col("paid_fen").sum())
    cost = {name: fen / 100 / results.replications for name, fen in sums.iter_rows()}
    rows = [{"programme": one["programme"], "title": title(one["title"]), "clauses": joined(one["clauses"]),
             "mean": cost.get(one["programme"], 0.0)} for one in prices(results.scenario)]  # fmt: skip
    rows.sort(key=lambda row: -float(row["mean"]))
    told = counts(results.scenario)
    note = Words(
        "{assumptions}个数不出自政策文本或法规，其中{uncertain}个带区间并逐次抽取。",
        "{assumptions} numbers come neither from the policy text nor from a regulation; {uncertain} of them have a"
        " range and are drawn anew in each replication.",
    ).filled(**told)
    notes = [note, *borrowed(results.scenario)]
    columns = (_TITLE, CLAUSES, Column("mean", Words("现金均值", "mean of cash"), "money"))
    return made("assumed", Words("金额或单价为假设的项目", "Programmes whose amount or price is assumed"), columns,
                rows, hidden={"programme": "code"}, notes=notes)  # fmt: skip


def borrowed(scenario: Scenario) -> list[Words]:
    """How many numbers are another county's, where any is."""
    told = counts(scenario)
    if not told["borrowed"]:
        return []
    note = Words(
        "其中{borrowed}个借自他县，不是本县的数；本单位填报{own}个。政策条款和标准也是所借县的。",
        "{borrowed} of them are borrowed from another county and not of this one; {own} are your own. Clauses and "
        "rates are those of the other county, too.",
    )
    return [note.filled(**told)]


def approximations(results: Results) -> Table:
    """What only comes near to its clause, and what of the clause is lost."""
    rows = [{"path": one["path"], "title": title(one["title"]), "clauses": joined(one["clauses"]),
             "lost": title(one["lost"])} for one in approximated(results.scenario)]  # fmt: skip
    columns = (_TITLE, CLAUSES, Column("lost", Words("未体现", "what is lost"), "text", block=1))
    return made("approximations", Words("近似处理", "Approximated"), columns, rows, hidden={"path": "code"})


def excluded(results: Results) -> Table:
    """What was left out because a figure is missing in the text."""
    rows = [{"name": one.name, "clauses": one.clause, "reason": one.reason} for one in results.excluded]
    columns = (Column("name", Words("名称", "name"), "code"), CLAUSES,
               Column("reason", Words("原因", "reason"), "plain", block=1))  # fmt: skip
    return made("excluded", Words("未计入（原文金额缺失）", "Excluded: a figure is missing in the text"), columns, rows)
