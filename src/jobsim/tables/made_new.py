"""What of a county of one's own is in proportion, what is borrowed as it is, and what is asked."""

from __future__ import annotations

from jobsim.language import Words
from jobsim.scenario.borrowed import BASES, County
from jobsim.tables.table import Column, Table, made

_ROUNDED, _EXACT = Words("已取整", "rounded"), Words("", "")


def in_proportion(found: County, like: str) -> Table:
    """Every number in proportion, with the value it had and what it grows with."""
    rows = [
        {"path": one.path, "before": one.before, "after": one.after, "unit": one.unit, "with": BASES[one.basis],
         "factor": one.factor, "rounded": _ROUNDED if one.rounded else _EXACT}
        for one in found.scaled
    ]  # fmt: skip
    columns = (
        Column("path", Words("参数", "path"), "plain"),
        Column("before", Words("原值", "there"), "plain", block=1),
        Column("after", Words("折算后", "here"), "plain", block=1),
        Column("unit", Words("单位", "unit"), "plain", block=1),
        Column("with", Words("随", "grows with"), "text", block=2),
        Column("factor", Words("倍数", "times"), "number", block=2),
        Column("rounded", Words("取整", "rounding"), "text", block=2),
    )
    note = Words(
        "按比例折算{scaled}项；另有{plain}项原样借用。借用的数都注明“借自…”，来源为假定；政策条款和标准也借自{like}。"
        "缺数{missing}项：预算安排须由本县填写。",
        "{scaled} numbers are in proportion, {plain} more are borrowed as they are. What is borrowed says so and "
        "counts as an assumption; clauses and rates are those of {like}, too. {missing} are missing: appropriations "
        "are for the county to state.",
    )
    told = note.filled(
        scaled=len(found.scaled), plain=found.borrowed - _soft(found), like=like, missing=len(found.missing)
    )
    return made("in_proportion", Words("按比例折算的数", "Numbers in proportion"), columns, rows, notes=[told])


def _soft(found: County) -> int:
    """Of those in proportion, the numbers; a quota is a whole number of a rule."""
    return sum(not one.path.endswith(".limits.quota") for one in found.scaled)
