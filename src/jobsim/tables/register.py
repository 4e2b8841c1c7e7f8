"""The register of assumptions, those first that touch the largest share of the outlay."""

from __future__ import annotations

from typing import Any

import polars as pl

from jobsim.experiments.assumed import FIRM_SOURCES, TOLD
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.scenario import joint_sample
from jobsim.scenario.provenance import Found, quantities
from jobsim.scenario.quantities import shown
from jobsim.scenario.rule_sections import BudgetLine, Programme
from jobsim.scenario.schema import Scenario
from jobsim.tables.resting import borrowed
from jobsim.tables.shared import source_of
from jobsim.tables.table import Column, Table, made, title

_JOINTLY = Words("校准后整组抽取", "calibrated, jointly")


def register(results: Results) -> Table:
    """Every number that comes neither from the policy text nor from a regulation.

    ``touches`` is the share of the outlay of budget funds that is reckoned with it: that of its programme, of the
    programmes of its procedure, or of its fund. It is null for numbers of the county and of behaviour, which work
    through the lives of many programmes.
    """
    cost, left = costs(results), joint_sample.left(results.scenario)
    rows: list[dict[str, Any]] = []
    for found in quantities(results.scenario):
        quantity = found.quantity
        if quantity.source in FIRM_SOURCES:
            continue
        rows.append(
            {
                "path": quantity.path,
                "title": None if found.title is None else title(found.title),
                "value": shown(quantity),
                "calibrated": joint_sample.told(left[quantity.path]) if quantity.path in left else None,
                "unit": quantity.unit,
                "source": source_of(quantity.source, quantity.note, missing=quantity.is_missing),
                "touches": _touched(results.scenario, found, cost),
                "uncertain": _JOINTLY if quantity.path in left else _drawn(found),
                "reference": quantity.reference,
                "note": quantity.note,
            }
        )
    rows.sort(key=lambda row: (row["touches"] is None, -(row["touches"] or 0.0)))
    for rank, row in enumerate(rows, 1):
        row["rank"] = rank
    columns = (
        Column("rank", Words("序", "No."), "count"),
        Column("title", Words("项目", "programme"), "text"),
        Column("path", Words("参数", "parameter"), "plain"),
        Column("value", Words("取值", "value"), "plain"),
        *((Column("calibrated", Words("校准后", "calibrated"), "plain"),) if left else ()),
        Column("unit", Words("单位", "unit"), "plain"),
        Column("source", Words("来源", "source"), "text"),
        Column("touches", Words("涉及支出占比", "share of outlay touched"), "share"),
        Column("uncertain", Words("是否抽取", "drawn"), "text"),
        Column("reference", Words("依据", "reference"), "plain"),
        Column("note", Words("说明", "note"), "plain"),
    )
    notes = (
        Words(
            "按直接涉及的财政支出占比由高到低排列；“—”是人口、企业和行为的假定，通过人的经历影响多个项目，"
            "没有单独的占比。"
            "占比可以重叠，不能相加，也不等于对结果的影响大小。",
            "Sorted by the share of the budget funds' outlay that is reckoned with each. A dash stands for"
            " assumptions on"
            " people, firms and behaviour, which work on many programmes through lives. Shares overlap: they do not"
            " add up,"
            " and are not the size of an effect.",
        ),
        *borrowed(results.scenario),
    )
    return made("register", Words("假定登记", "Register of assumptions"), columns, rows, notes=notes)


def costs(results: Results) -> dict[str, float]:
    """Share of the cash of the budget funds by programme and line."""
    paid = results.programmes.filter(pl.col("fund").is_in(results.funds_of_kind("budget")))
    sums = paid.group_by(pl.col("programme").cast(pl.String)).agg(pl.col("paid_fen").sum())
    whole = sum(fen for _, fen in sums.iter_rows())
    return {name: fen / whole for name, fen in sums.iter_rows()} if whole else {}


def _touched(scenario: Scenario, found: Found, cost: dict[str, float]) -> float | None:
    section, name = found.path[0], found.path[1] if len(found.path) > 1 else ""
    if section in ("programmes", "budget_lines"):
        return cost.get(name, 0.0)
    if section == TOLD:
        return 0.0
    if section == "procedures":
        return sum(cost.get(key, 0.0) for key, one in scenario.programmes.items() if one.claim == name)
    if section == "funds":
        lines: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
        return sum(cost.get(key, 0.0) for key, one in lines.items() if one.fund == name)
    return None


def _drawn(found: Found) -> Words:
    if not found.quantity.is_uncertain:
        return Words("定值", "fixed")
    return Words("逐人抽取", "per agent") if found.each else Words("逐次抽取", "per replication")
