"""The budget estimate (年初测算): each entry with item, basis, rate, heads, amount and who bears it, by fund."""

from __future__ import annotations

from typing import Any

from jobsim.classification import function_name
from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.programme_view import Line, counted, lines, total
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.scenario.provenance import quantities
from jobsim.scenario.schema import Scenario
from jobsim.tables import rule_words
from jobsim.tables.last_year import executed_sum, first_half, told
from jobsim.tables.payers import LEVELS, level
from jobsim.tables.shared import CLAUSES, SPREAD, joined, payer, spread_of
from jobsim.tables.table import Column, Kind, Table, made, title

KINDS = ("budget", "insurance", "tax")
"""Kinds of funds in it: outlay, money of the insurance fund, and taxes forgone as a memo item; never added up."""
_ASSUMED = Words("标准为假定", "rate assumed")


def estimate(results: Results) -> Table:
    """Rows by year, kind and fund. ``group`` is a fund, ``subtotal`` its sum, ``total`` that of the budget funds."""
    rows: list[dict[str, Any]] = []
    for year in results.years:
        for kind in KINDS:
            funds = results.funds_of_kind(kind)
            for fund in funds:
                found = [line for line in lines(results, [fund], year) if line.rows.height]
                if found:
                    rows += _of_fund(results, fund, year, sorted(found, key=lambda line: line.entry.code))
            if kind == "budget":
                rows.append(
                    {
                        "year": year,
                        "kind": kind,
                        "role": "total",
                        "title": Words("财政资金合计", "Budget funds, total"),
                        **_sums(results, funds, year),
                    }
                )
    columns = (
        Column("code", Words("功能科目编码", "code"), "code"),
        Column("item", Words("科目名称", "item"), "text"),
        Column("title", Words("补贴项目", "programme"), "text"),
        CLAUSES,
        Column("basis", Words("政策依据（文号条款）", "policy basis (clause, place)"), "plain"),
        Column("whom", Words("享受对象", "for whom"), "text"),
        Column("rate", Words("补贴标准", "rate"), "text"),
        Column("unit", Words("计量单位", "unit"), "text"),
        Column("months", Words("期限（月）", "months"), "count"),
        Column("executed_heads", Words("上年执行人数", "heads executed last year"), "count"),
        Column("executed", Words("上年执行数", "executed last year"), "money"),
        Column("heads", Words("测算人数", "heads expected"), "count"),
        *SPREAD,
        Column("demand", Words("应付数（不论资金）", "demand, whatever the money"), "money"),
        *(Column(one, payer(one), "money") for one in LEVELS),
        Column("carry_over", Words("上年结转", "carried over"), "money"),
        Column("remark", Words("备注", "remarks"), "text"),
    )
    hidden: dict[str, Kind] = {
        "year": "year", "kind": "code", "fund": "code", "programme": "code", "executed_half": "money"
    }  # fmt: skip
    return made("estimate", Words("年初测算", "Budget estimate"), columns, rows, hidden=hidden)


def _of_fund(results: Results, fund: str, year: int, found: list[Line]) -> list[dict[str, Any]]:
    of_fund = results.scenario.funds[fund]
    same = {"year": year, "kind": of_fund.kind, "fund": fund}
    carried = FundYear(results, fund, year).amount("opening").mean() if of_fund.kind == "budget" else None
    return [
        {**same, "role": "group", "title": title(of_fund.title)},
        *({**same, **_row(results.scenario, line, year)} for line in found),
        {
            **same,
            "role": "subtotal",
            "title": Words("小计", "Subtotal"),
            "executed": executed_sum(results.scenario, found, year),
            "carry_over": carried,
            **_sums(results, [fund], year),
        },
    ]


def _row(scenario: Scenario, line: Line, year: int) -> dict[str, Any]:
    entry, counts = line.entry, counted(line.entry)
    places = (f"{one}（{scenario.clauses[one].section}）" if one in scenario.clauses else one for one in line.clauses)
    borne = dict.fromkeys(LEVELS, 0.0)
    for name, paid in line.payers().items():
        borne[level(name)] += float(paid.mean())
    return {
        "programme": line.name,
        "code": entry.code if entry.code.isdigit() else None,
        "item": function_name(entry.code),
        "title": title(entry.title),
        "clauses": joined(line.clauses),
        "basis": "\n".join(places),
        "whom": rule_words.whom(entry),
        "rate": rule_words.standard(entry, year),
        "unit": counts.heads or counts.units,
        "months": rule_words.months(entry),
        "executed_heads": told(scenario, line.name, year, "persons"),
        "executed": told(scenario, line.name, year, "amount"),
        "executed_half": first_half(scenario, line.name, year),
        "heads": line.heads if counts.heads else line.mean("units"),
        "demand": line.mean("demand_fen"),
        "remark": _ASSUMED if rate_is_assumed(line) else None,
        **borne,
        **spread_of(line.sums("paid_fen")),
    }


def rate_is_assumed(line: Line) -> bool:
    """Whether a number of the amount or price is an assumption."""
    return any(
        found.quantity.source == "assumption"
        for found in quantities(line.entry)
        if found.path[0] in ("amount", "price")
    )


def _sums(results: Results, funds: list[str], year: int) -> dict[str, Any]:
    return {
        "demand": float(total(results, funds, "demand_fen", year).mean()),
        **spread_of(total(results, funds, "paid_fen", year)),
    }
