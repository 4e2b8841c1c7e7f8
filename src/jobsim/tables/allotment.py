"""The allotment (分配表): money by functional code and by both economic codes, fund by fund."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from jobsim.classification import Economic, economic, function_name
from jobsim.experiments.programme_view import lines, total
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.tables.shared import periods
from jobsim.tables.table import Column, Table, made, title


def allotment(results: Results) -> Table:
    """Means of cash of the budget funds; under a ``group`` for each fund, with its ``subtotal``."""
    county = title(results.scenario.scenario.county)
    budget = results.funds_of_kind("budget")
    rows: list[dict[str, Any]] = []
    for year, period in periods(results):
        if year is None:
            continue
        same, number = {"period": period, "year": year}, 0
        for fund in budget:
            sums: dict[tuple[str, Economic | None], float] = defaultdict(float)
            for line in lines(results, [fund], year):
                if line.rows.height:
                    sums[line.entry.code, economic(line.entry.code, line.entry.pays)] += line.mean("paid_fen")
            if not sums:
                continue
            rows.append({**same, "fund": fund, "role": "group", "unit": title(results.scenario.funds[fund].title)})
            for (code, found), mean in sorted(sums.items(), key=lambda item: (item[0][0], item[0][1] or ())):
                number += 1
                rows.append(
                    {**same, "fund": fund, "number": number, "unit": county, "mean": mean, **_codes(code, found)}
                )
            paid = float(total(results, [fund], "paid_fen", year).mean())
            rows.append({**same, "fund": fund, "role": "subtotal", "unit": Words("小计", "Subtotal"), "mean": paid})
        paid = float(total(results, budget, "paid_fen", year).mean())
        rows.append({**same, "role": "total", "unit": Words("合计", "Total"), "mean": paid})
    columns = (
        Column("number", Words("序号", "No."), "count"),
        Column("unit", Words("单位", "unit"), "text"),
        Column("mean", Words("金额", "amount"), "money"),
        Column("function", Words("支出功能分类科目", "functional classification"), "text"),
        Column("department", Words("部门支出经济分类科目", "economic classification, department"), "text"),
        Column("government", Words("政府支出经济分类", "economic classification, government"), "text"),
    )
    notes = (
        Words(
            "金额为现金口径的模拟均值。功能分类科目名称按2025年科目；经济分类按支付对象和用途推定，"
            "以本地预算编报的科目为准。",
            "Amounts are simulated means in cash. Functional names are those of 2025. Economic codes follow from the"
            " payee"
            " and the purpose; the bureau's own classification takes precedence.",
        ),
    )
    return made(
        "allotment",
        Words("就业补助资金分配表", "Allotment of employment funds"),
        columns,
        rows,
        hidden={"year": "year", "fund": "code"},
        by="period",
        notes=notes,
    )


def _codes(code: str, found: Economic | None) -> dict[str, Words | None]:
    named = function_name(code)
    return {
        "function": _coded(code, named),
        "department": None if found is None else _coded(found.department, found.department_name),
        "government": None if found is None else _coded(found.government, found.government_name),
    }


def _coded(code: str, name: Words | None) -> Words:
    """A code with its name, as the form writes it: ``2080713-求职和创业补贴``."""
    return Words(code, code) if name is None else Words(f"{code}-{name.zh}", f"{code}-{name.en}")
