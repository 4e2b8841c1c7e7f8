"""Performance goals (绩效目标) of a year in the order of the form: what is asked, or a blank where nothing says."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from jobsim.classification import function_name
from jobsim.experiments.estimates import whole_quantile
from jobsim.experiments.programme_view import Line, counted, lines, total
from jobsim.experiments.results import Results
from jobsim.experiments.score import OUTPUT, PARTS, QUALITY, QUANTITY, SATISFACTION, SECOND_LEVEL, TIMELINESS, level
from jobsim.experiments.target_view import described
from jobsim.language import Words
from jobsim.tables import rule_words, target_words
from jobsim.tables.shared import CLAUSES, joined, periods
from jobsim.tables.table import Column, Table, made, title

_EMPLOYMENT = "20807"
"""Functional codes of employment subsidies (就业补助)."""
_COST = Words("成本指标", "Cost")
_OF_TEXT = Words("政策目标", "target of the text")
_MEDIAN = Words("测算中位数，非政策目标", "simulated median, no target of the text")
_OPEN = Words("由单位填列", "for the bureau")
_BARE = {
    QUALITY: Words("补贴发放准确率", "payments that are right"),
    TIMELINESS: Words("补贴在规定时间内支付到位率", "payments made in time"),
}


def goals(results: Results) -> Table:
    """``value`` is null where the bureau has to fill it in. ``total`` is the money asked for, in cash."""
    rows: list[dict[str, Any]] = []
    budget = results.funds_of_kind("budget")
    for year, period in periods(results):
        if year is None:
            continue
        found = sorted(lines(results, budget, year), key=lambda line: line.entry.code)
        found = [line for line in found if line.rows.height and line.entry.code.startswith(_EMPLOYMENT)]
        texts = _of_text(results, year)
        same = {"period": period, "year": year}
        rows += [{**same, **row} for row in texts if row["level"] == QUANTITY]
        rows += [{**same, **row} for row in _paid(found)]
        for second, bare in _BARE.items():
            rows += [{**same, **row} for row in texts if row["level"] == second]
            rows.append(
                {**same, "first": PARTS[OUTPUT], "second": SECOND_LEVEL[second], "title": bare, "remark": _OPEN}
            )
        rows += [
            {
                **same,
                "first": PARTS[OUTPUT],
                "second": _COST,
                "clauses": joined(line.clauses),
                "title": Words("{t}标准", "rate: {t}").filled(t=title(line.entry.title)),
                "value": rule_words.standard(line.entry, year),
            }
            for line in found
        ]
        rows += [{**same, **row} for row in texts if row["part"] != OUTPUT]
        rows.append(
            {
                **same,
                "first": PARTS[SATISFACTION],
                "second": Words("服务对象满意度", "Satisfaction of those served"),
                "title": Words("公共就业服务满意度", "satisfaction with public employment services"),
                "remark": Words("由调查取得，未模拟", "from a survey, not simulated"),
            }
        )
        rows.append({**same, "role": "total", "mean": float(total(results, budget, "paid_fen", year).mean())})
    columns = (
        Column("first", Words("一级指标", "first level"), "text"),
        Column("second", Words("二级指标", "second level"), "text"),
        Column("title", Words("三级指标（指标内容）", "third level (what)"), "text"),
        CLAUSES,
        Column("value", Words("指标值", "value"), "text"),
        Column("remark", Words("备注", "remarks"), "text"),
    )
    return made(
        "goals",
        Words("项目支出绩效目标", "Performance goals"),
        columns,
        rows,
        hidden={"year": "year", "mean": "money", "level": "code", "part": "code"},
        by="period",
    )


def _of_text(results: Results, year: int) -> list[dict[str, Any]]:
    """The targets of the policy text that fall due in the year."""
    rows = []
    for name, target in results.scenario.targets.items():
        said = described(results.scenario, name)
        placed = level(said["indicator"])
        if placed is not None and year in target.years(results.years[0], results.years[-1]):
            part, second = placed
            rows.append(
                {
                    "part": part,
                    "level": second,
                    "first": PARTS[part],
                    "second": SECOND_LEVEL[second],
                    "title": title(said["title"]),
                    "clauses": joined(said["clause"]),
                    "value": Words(*target_words.requirement(said)),
                    "remark": _OF_TEXT,
                }
            )
    return rows


def _paid(found: list[Line]) -> list[dict[str, Any]]:
    """Those paid under each employment item: the median of heads, which are distinct within a programme."""
    items: dict[tuple[str, Words], list[Line]] = defaultdict(list)
    for line in found:
        heads = counted(line.entry).heads
        if heads is not None:
            items[line.entry.code, heads].append(line)
    rows = []
    for (code, unit), of_item in items.items():
        number = np.sum([line.sums("persons") + line.sums("firms") for line in of_item], axis=0)
        middle = whole_quantile(number, 0.5)
        if middle <= 0:
            continue
        many = Words("（{n}个项目，分项目计数）", " ({n} programmes, counted in each)").filled(n=len(of_item))
        what = Words("享受{i}{w}数量{m}", "Paid under {c}, {i}: {w}{m}").filled(
            i=function_name(code) or Words(code, code),
            c=code,
            m=many if len(of_item) > 1 else "",
            w=Words("人员" if unit.zh == "人" else "单位", unit.en),
        )
        value = Words("{n} {u}", "{n} {u}").filled(n=f"{middle:,.0f}", u=unit)
        rows.append(
            {"first": PARTS[OUTPUT], "second": SECOND_LEVEL[QUANTITY], "title": what, "value": value, "remark": _MEDIAN}
        )
    return rows
