"""Memo items: money that is not the bureau's outlay. Taxes forgone, insurance-fund money, credit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobsim.experiments.programme_view import lines, total
from jobsim.experiments.results import Results
from jobsim.experiments.summary import MEMO, loans, memo_funds
from jobsim.language import Words
from jobsim.tables.outlay import COLUMNS, HIDDEN, by_code
from jobsim.tables.shared import periods, spread_of
from jobsim.tables.table import Table, made

_LOANS = {
    "disbursed": Words("创业担保贷款发放", "guaranteed loans disbursed"),
    "outstanding": Words("期末贷款余额", "loans outstanding at the end"),
}


def _code(row: Mapping[str, Any]) -> str | None:
    """A budget code where there is one; many memo items have none."""
    code = row.get("code")
    return code if code is not None and code[:1].isdigit() else None


def memo(results: Results) -> Table:
    """As the outlay, under a ``group`` line for each item; principal granted and outstanding stand at the end."""
    rows: list[dict[str, Any]] = []
    for year, period in periods(results):
        for item, titles in MEMO.items():
            funds = memo_funds(results, item)
            found = by_code(lines(results, funds, year))
            if found:
                words = Words(*titles)
                sums = spread_of(total(results, funds, "paid_fen", year))
                together = {"role": "total", "title": Words("{i}合计", "{i}, total").filled(i=words), **sums}
                rows += [{"period": period, "item": item, "year": year, **row, "code": _code(row)}
                         for row in ({"role": "group", "title": words}, *found, together)]  # fmt: skip
        for name, values in loans(results, year).items():
            if values is not None:
                rows.append({"period": period, "item": name, "year": year, "title": _LOANS[name], **spread_of(values)})
    notes = (Words("备查项目不计入就业支出，各项之间也不相加。", "Memo items are no outlay, and are not added up."),)
    return made("memo", Words("备查项目（现金）", "Memo items in cash"), COLUMNS, rows,
                hidden={**HIDDEN, "item": "code"}, by="period", notes=notes)  # fmt: skip
