"""Outlay by whatever is asked for: programme, payer, month, year, fund, code, or several of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobsim.experiments.outlay import asked, outlay
from jobsim.experiments.results import Results
from jobsim.harmless import shortened
from jobsim.language import Words
from jobsim.scenario.errors import nearest
from jobsim.tables.shared import SPREAD
from jobsim.tables.table import Column, Table, made

_COLUMNS = {
    "year": Column("year", Words("年", "year"), "year"),
    "month": Column("month", Words("月份", "month"), "month"),
    "code": Column("code", Words("科目", "code"), "code"),
    "programme": Column("programme", Words("项目", "programme"), "text"),
    "payer": Column("payer", Words("资金来源", "payer"), "text"),
    "fund": Column("fund", Words("资金", "fund"), "text"),
}
BY = tuple(_COLUMNS)


class UnknownColumn(ValueError):
    """Outlay is not known by a column, or one is asked for twice; the message is for the user."""


def columns_of(text: str) -> list[str]:
    """The columns that a text names, separated by commas (also Chinese ones).

    Raises UnknownColumn with the nearest one that there is.
    """
    by = [name.strip() for name in text.replace("，", ",").split(",")]
    for place, name in enumerate(by):
        if name not in _COLUMNS:
            near = nearest(name, BY)
            hint = f" ({near})" if near else ""
            raise UnknownColumn(f"outlay is not known by {shortened(name, 40)!r}; there are: {', '.join(BY)}{hint}")
        if name in by[:place]:
            raise UnknownColumn(f"a column is asked for twice: {name}")
    return by


def grouped(results: Results, by: Sequence[str]) -> Table:
    """Cash of the budget funds by some of :data:`BY`, in the order asked for, with the whole as ``total``."""
    columns = asked(["budget_code" if name == "code" else name for name in by], "cash", "budget")
    rows: list[dict[str, Any]] = []
    for row in outlay(results, columns, "cash", "budget").rename({"budget_code": "code"}, strict=False).to_dicts():
        told: dict[str, Any] = {column.key: row[column.key] for column in SPREAD}
        for name in by:
            text = _COLUMNS[name].kind == "text"
            told[name] = Words(row[f"{name}_zh"], row[f"{name}_en"]) if text else row[name]
        rows.append(told)
    (whole,) = outlay(results, [], "cash", "budget").to_dicts()
    first = Words("合计", "total") if by and _COLUMNS[by[0]].kind == "text" else None
    rows.append({"role": "total", **({by[0]: first} if first else {}), **{c.key: whole[c.key] for c in SPREAD}})
    title = Words("就业支出（现金）", "Outlay in cash")
    return made("outlay_by_" + "_".join(by), title, (*(_COLUMNS[name] for name in by), *SPREAD), rows)
