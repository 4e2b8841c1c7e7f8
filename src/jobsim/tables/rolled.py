"""What becomes of each part of a scenario in another budget year."""

from __future__ import annotations

from jobsim.language import Words
from jobsim.scenario.rolled import Group, Rolled
from jobsim.tables.table import Column, Table, made

_GROUPS: dict[Group, Words] = {
    "asked": Words("要重新填写", "To be stated anew"),
    "recurs": Words("每年都有，照旧", "Comes again every year, as it was"),
    "ends": Words("已到期或只属于以前年度", "Has ended, or was of earlier years only"),
}
_MISSING = Words("缺", "missing")


def rolled(found: Rolled, year: int) -> Table:
    """What is asked, what recurs and what has ended; ``state`` says where a run waits for the answer."""
    rows = [
        {"group": _GROUPS[group], "path": entry.path, "said": entry.said,
         "state": _MISSING if entry.is_missing else Words("", "")}
        for group in _GROUPS for entry in found.of(group)
    ]  # fmt: skip
    columns = (
        Column("said", Words("内容", "what"), "text"),
        Column("state", Words("状态", "state"), "text"),
        Column("path", Words("参数", "path"), "plain", block=1),
    )
    missing = sum(entry.is_missing for entry in found.entries)
    note = Words(
        "{n}项缺数，运行前须填写：--set 参数=值，或用县情表。照旧的数为{before}年的值，改动只影响新年度。",
        "{n} figures are missing and wanted before a run: --set PATH=VALUE, or the county sheet. What comes again "
        "has the values of {before}; a change there is one of the new year only.",
    )
    title = Words("滚动到{year}年", "Rolled on to {year}")
    return made("rolled", title.filled(year=year), columns, rows, by="group",
                notes=[note.filled(n=missing, before=year - 1)])  # fmt: skip
