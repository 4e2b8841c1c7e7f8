"""In which month the money of a year is used up, and how often it is not."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.fund_view import fund_years
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.tables.table import Column, Kind, Table, made, title


def exhaustion(results: Results) -> Table:
    """A row per fund, year with an appropriation and month; what lasts is the ``total``, and all make up 1."""
    rows: list[dict[str, Any]] = []
    for one in fund_years(results):
        if not one.limited:
            continue
        told = one.document()
        row = {
            "fund": one.fund,
            "title": title(told["title"]),
            "year": one.year,
            "middle": told["exhaustion_month"],
            "used_up": told["p_exhausted"],
        }
        rows += [{**row, "month": month, "when": Words(f"{month}月", str(month)), "share": float(share)}
                 for month, share in enumerate(one.exhausted_in, 1)]  # fmt: skip
        rows.append({**row, "role": "total", "when": Words("未用完", "lasts"), "share": 1.0 - told["p_exhausted"]})
    columns = (
        Column("title", Words("资金", "fund"), "text"), Column("year", Words("年", "year"), "year"),
        Column("when", Words("用完月份", "used up in"), "text"),
        Column("share", Words("占模拟次数", "share of replications"), "share"),
    )  # fmt: skip
    heading = Words("资金在哪个月用完", "In which month the money is used up")
    hidden: dict[str, Kind] = {"fund": "code", "month": "month_of_year", "middle": "month_of_year", "used_up": "share"}
    return made("exhaustion", heading, columns, rows, hidden=hidden)
