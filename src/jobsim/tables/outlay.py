"""Outlay of the budget funds in cash, by budget code and programme, each year by itself and the years together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobsim.experiments.programme_view import Line, counted, lines, total
from jobsim.experiments.results import Results
from jobsim.experiments.twins import shares
from jobsim.language import Words
from jobsim.tables.last_year import EXECUTED, executed_sum, told
from jobsim.tables.shared import CLAUSES, SPREAD, beside, beside_of, joined, periods, spread_of
from jobsim.tables.table import Column, Kind, Table, made, title

COLUMNS = (
    Column("code", Words("科目", "code"), "code"),
    Column("title", Words("项目", "programme"), "text"),
    CLAUSES,
    Column("heads", Words("享受对象", "heads"), "count", unit_by_row="head_unit", block=1),
    Column("times", Words("发放", "paid"), "count", unit_by_row="time_unit", block=1),
    Column("units_per_head", Words("每对象", "per head"), "number", unit_by_row="unit", block=1),
    Column("price", Words("平均单价", "average price"), "money", unit_by_row="price_unit", block=1),
    *SPREAD,
)
HIDDEN: dict[str, Kind] = {
    "year": "year", "programme": "code", "fund": "code", "units": "count", "unit": "text", "accrued": "money",
    "demand": "money",
}  # fmt: skip
"""Beside the names: the year (null for all together), and the means of units, of what accrued and what was asked."""

NOTES = (
    Words(
        "享受对象为去重后的人数或户数，发放为次数；享受对象×每对象×平均单价=均值。",
        "Heads are distinct, what is paid is counted each time; heads × units per head × average price is the mean.",
    ),
    Words(
        "应付为当年审核通过的金额，不论资金是否足够；现金为实际支付。分位数不可相加。",
        "Demand is what is approved in the year, whether the money suffices or not; cash is what is paid."
        " Quantiles do not add up.",
    ),
)


def outlay(results: Results) -> Table:
    """Of the roles, ``subtotal`` is a code with several lines, ``total`` cash, and ``demand`` what was asked for."""
    budget = results.funds_of_kind("budget")
    parted = shares(results)
    before = any(year - 1 in results.scenario.executed for year in results.years)
    rows: list[dict[str, Any]] = []
    for year, period in periods(results):
        found = lines(results, budget, year)
        entries = by_code(found)
        rows += [{"period": period, **row} for row in entries]
        for role, column, words in (
            ("total", "paid_fen", Words("现金合计", "cash, total")),
            ("demand", "demand_fen", Words("应付合计（不论资金）", "demand, whatever the money")),
        ):
            values = total(results, budget, column, year)
            last = executed_sum(results.scenario, found, year) if role == "total" and year is not None else None
            row = {"period": period, "year": year, "role": role, "title": words, "executed": last}
            row |= beside_of(parted[f"outlay.{year or 'horizon'}.{'cash' if role == 'total' else 'demand'}"])
            rows.append(row | spread_of(values))
    columns = (*COLUMNS, *beside(results, 2), *([EXECUTED] if before else []))
    return made("outlay", Words("就业支出（现金）", "Outlay in cash"), columns, rows, hidden=HIDDEN, by="period",
                notes=NOTES)  # fmt: skip


def by_code(entries: Sequence[Line]) -> list[dict[str, Any]]:
    """A row per line, by code; behind the lines of a code that has several stands what they cost together.

    Lines of a memo item that no budget has have no code, and no subtotal.
    """
    rows: list[dict[str, Any]] = []
    for code in sorted({line.entry.code for line in entries}):
        of_code = [line for line in entries if line.entry.code == code]
        rows += [row_of(line) for line in of_code]
        if len(of_code) > 1 and code.isdigit():
            together = sum(line.sums("paid_fen") for line in of_code)
            # Memo items have names for codes.
            words = Words(f"{code} 小计", f"{code}, subtotal") if code.isdigit() else Words("小计", "subtotal")
            rows.append({"year": of_code[0].year, "role": "subtotal", "title": words, **spread_of(together)})
    return rows


def row_of(line: Line) -> dict[str, Any]:
    entry, names = line.entry, counted(line.entry)
    return {
        "year": line.year, "programme": line.name, "fund": entry.fund,
        "code": entry.code if entry.code.isdigit() else None,
        "title": title(entry.title), "clauses": joined(line.clauses),
        "heads": line.heads if names.heads is not None else None, "head_unit": names.heads,
        "times": line.mean("units" if names.heads is None else "claims"), "time_unit": names.times,
        "units": line.mean("units"), "unit": names.units,
        "units_per_head": line.units_per_head if names.heads is not None else None,
        "price": line.price, "price_unit": Words("元/{u}", "CNY/{u}").filled(u=names.unit_of_price),
        "executed": None if line.year is None else told(line.results.scenario, line.name, line.year, "amount"),
        "accrued": line.mean("accrued_fen"), "demand": line.mean("demand_fen"), **spread_of(line.sums("paid_fen")),
    }  # fmt: skip
