"""What several tables have alike: the spread over replications, the periods, the names of sources and payers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from jobsim.experiments.estimates import spread
from jobsim.experiments.results import Results
from jobsim.experiments.twins import Share
from jobsim.language import Words
from jobsim.scenario.borrowed import says_borrowed
from jobsim.tables.table import Column
from jobsim.vocabulary import PAYERS

SPREAD = (
    Column("mean", Words("均值", "mean"), "money", block=2),
    Column("p10", Words("P10", "P10"), "money", block=2),
    Column("p50", Words("P50", "P50"), "money", block=2),
    Column("p90", Words("P90", "P90"), "money", block=2),
)
CLAUSES = Column("clauses", Words("条款", "clauses"), "clause")
BUDGET_PAYERS = ("central", "province", "city", "county")
"""Whose parts have columns and rows of their own; all other money of budget funds is told together."""
OTHER = "other"
_OTHER = Words("其他", "other")

SOURCES: dict[str, Words] = {
    "policy": Words("政策文本", "policy text"), "regulation": Words("法规", "regulation"),
    "statistic": Words("统计", "statistic"), "literature": Words("文献", "literature"),
    "assumption": Words("假定", "assumed"), "user": Words("本单位填报", "your own"),
}  # fmt: skip
"""Where a number comes from."""
_BORROWED, _MISSING = Words("借自他县", "borrowed"), Words("缺", "missing")


def source_of(source: str | None, note: str | None, *, missing: bool = False) -> Words | None:
    """Where a number comes from, also that it is another county's or not there yet."""
    if missing:
        return _MISSING
    return _BORROWED if says_borrowed(source, note) else SOURCES.get(source or "")


def periods(results: Results) -> list[tuple[int | None, Words]]:
    """Each reported year, and all together (None) where there are several."""
    each: list[tuple[int | None, Words]] = [(year, Words(f"{year}年", str(year))) for year in results.years]
    if len(each) > 1:
        span = f"{results.years[0]}–{results.years[-1]}"
        each.append((None, Words(f"{span}年合计", f"{span} together")))
    return each


def spread_of(values: npt.ArrayLike) -> dict[str, float]:
    """Mean and the quantiles that tables show."""
    found = spread(values)
    return {column.key: found[column.key] for column in SPREAD}


def joined(clauses: str | Sequence[str] | None) -> str | None:
    """Clauses in one cell."""
    return clauses if clauses is None or isinstance(clauses, str) else " ".join(clauses)


def beside(results: Results, block: int) -> tuple[Column, ...]:
    """The column that says beside a spread how much of it is assumption; none for a run without pairs."""
    if results.twins is None:
        return ()
    title = Words("来自假定", "from assumption")
    return (Column("assumption", title, "share", interval=("assumption_low", "assumption_high"), block=block),)


def beside_of(share: Share | None) -> dict[str, float | None]:
    """The cells of that column."""
    found = (None, None, None) if share is None else (share.share, share.low, share.high)
    return dict(zip(("assumption", "assumption_low", "assumption_high"), found, strict=True))


def payer(name: str) -> Words:
    return _OTHER if name == OTHER else Words(*PAYERS[name])


def ends(interval: Sequence[float] | None, low: str, high: str) -> dict[str, Any]:
    """The ends of an interval as two cells, null where there is none."""
    first, last = interval if interval is not None else (None, None)
    return {low: first, high: last}
