"""Registers of a scenario: coverage of the clauses, assumptions, differences; as documents and as tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jobsim.reports.tables import empty_table
from jobsim.scenario.views import Assumption, ClauseCoverage, Difference

DISPOSITIONS = {
    "modelled": ("模拟", "modelled"),
    "approximated": ("近似", "approximated"),
    "budgeted": ("列支", "budgeted"),
    "recorded": ("记录", "recorded"),
    "absent": ("缺失", "absent"),
}


def documents(entries: list[Assumption] | list[ClauseCoverage] | list[Difference]) -> list[dict[str, Any]]:
    """The entries as JSON objects."""
    return [{key: _plain(value) for key, value in asdict(entry).items()} for entry in entries]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _bilingual(value: Any) -> Text:
    """A title or reason in both languages; nothing if there is none."""
    if value is None:
        return Text("")
    if isinstance(value, str):
        return Text(value)
    return Text.assemble(value.zh, "\n", (value.en, "dim"))


def coverage(clauses: list[ClauseCoverage], measures: list[ClauseCoverage]) -> RenderableType:
    """Every clause with its disposition, and how many there are of each; then the measures beside them."""
    table = empty_table("条款覆盖", "Coverage of the clauses", [
        ("条款", "clause", False), ("内容", "title", False), ("性质", "kind", False), ("处理", "disposition", False),
        ("所在或理由", "where or why", False),
    ])  # fmt: skip
    for clause in (*clauses, *measures):
        zh, en = DISPOSITIONS[clause.disposition]
        why = _bilingual(clause.reason) if clause.reason is not None else Text("\n".join(clause.where))
        for lost in clause.lost:
            why.append("\n").append(_bilingual(lost))
        style = "bold red" if clause.disposition == "absent" else ""
        table.add_row(clause.id, _bilingual(clause.title), clause.kind, Text(f"{zh}\n{en}", style=style), why)
    totals = [Text(f"{len(clauses)} 条 clauses: {_counted(clauses)}")]
    if measures:
        totals.append(Text(f"{len(measures)} 项条款外措施 measures beside the clauses: {_counted(measures)}"))
    return Group(table, *totals)


def _counted(clauses: list[ClauseCoverage]) -> str:
    counted: Counter[str] = Counter(clause.disposition for clause in clauses)
    return ", ".join(f"{counted[name]} {zh} {en}" for name, (zh, en) in DISPOSITIONS.items() if counted[name])


def assumptions(register: list[Assumption]) -> RenderableType:
    """The register, programme by programme."""
    table = empty_table("假设清单", "Register of assumptions", [
        ("参数", "parameter", False), ("数值", "value", False), ("单位", "unit", False), ("来源", "source", False),
        ("依据或说明", "reference or note", False),
    ])  # fmt: skip
    for entry in register:
        note = "; ".join(part for part in (entry.reference, entry.note) if part)
        table.add_row(entry.path, entry.value, entry.unit, entry.source, note)
    uncertain = sum(entry.uncertain for entry in register)
    return Group(table, Text(f"{len(register)} 个假设 assumptions, {uncertain} 个逐次抽取 drawn in each replication"))


def differences(found: list[Difference]) -> RenderableType:
    """What differs, value by value."""
    if not found:
        return Text("没有差别 no difference")
    table: Table = empty_table("差别", "Differences", [
        ("参数", "path", False), ("甲", "first", False), ("乙", "second", False),
    ])  # fmt: skip
    for one in found:
        table.add_row(one.path, *("—" if value is None else str(value) for value in (one.a, one.b)))
    return table
