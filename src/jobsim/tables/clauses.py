"""The policy document clause by clause: what each asks for, and how the scenario deals with it."""

from __future__ import annotations

from typing import Any

from jobsim.language import Words
from jobsim.scenario.loader import Loaded
from jobsim.scenario.schema import Scenario
from jobsim.scenario.views import ClauseCoverage, coverage, measures
from jobsim.tables.table import Column, Table, made, title

DISPOSITIONS: dict[str, Words] = {
    "modelled": Words("模拟", "modelled"), "approximated": Words("近似", "approximated"),
    "budgeted": Words("列支", "budgeted"), "recorded": Words("记录", "recorded"), "absent": Words("缺失", "absent"),
}  # fmt: skip


def clauses(loaded: Loaded) -> Table:
    """One row per clause in the document's order, then the measures beside them; ``text`` is its wording."""
    scenario = loaded.scenario
    entries = coverage(loaded)
    rows = [_row(scenario, one) for one in (*entries, *measures(loaded))]
    columns = (
        Column("clause", Words("条款", "clause"), "clause"), Column("section", Words("位置", "place"), "plain"),
        Column("title", Words("内容", "what it says"), "text"), Column("printed", Words("原文数字", "figure"), "plain"),
        Column("handled", Words("处理", "handled"), "text"),
        Column("where", Words("对应项目或指标", "carried out by"), "text"),
        Column("remark", Words("说明", "remark"), "text"),
    )  # fmt: skip
    counts = {name: sum(one.disposition == name for one in entries) for name in DISPOSITIONS}
    note = Words("共{n}条：{parts}。", "{n} clauses: {parts}.").filled(
        n=len(entries),
        parts=Words("、".join(f"{DISPOSITIONS[name].zh}{count}" for name, count in counts.items() if count),
                    ", ".join(f"{count} {DISPOSITIONS[name].en}" for name, count in counts.items() if count)),
    )  # fmt: skip
    return made("clauses", Words("逐条对照", "Clause by clause"), columns, rows,
                hidden={"text": "plain", "disposition": "code"}, notes=(note,))  # fmt: skip


def _row(scenario: Scenario, one: ClauseCoverage) -> dict[str, Any]:
    of = scenario.clauses[one.id]
    remarks = [title(said) for said in (*([one.reason] if one.reason is not None else []), *one.lost)]
    where = [] if one.disposition == "recorded" else list(dict.fromkeys(_title(scenario, path) for path in one.where))
    return {
        "clause": one.id, "section": of.section, "title": title(of.title), "printed": of.printed, "text": of.text,
        "disposition": one.disposition, "handled": DISPOSITIONS[one.disposition],
        "where": Words("；".join(said.zh for said in where), "; ".join(said.en for said in where)),
        "remark": Words("；".join(said.zh.rstrip("。") for said in remarks), "; ".join(said.en for said in remarks)),
    }  # fmt: skip


def _title(scenario: Scenario, path: str) -> Words:
    """The title of what stands at a path, or the path where it has none."""
    found: Any = scenario
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else getattr(found, step, None)
    of = getattr(found, "title", None)
    if of is not None:
        return title(of)
    section, _, rest = path.partition(".")
    return Words("{s}（{r}）", "{s} ({r})").filled(
        s=_SECTIONS.get(section, Words("参数", "parameter")), r=rest or section
    )


_SECTIONS: dict[str, Words] = {
    "places": Words("名额", "places"), "county": Words("县情", "county"), "events": Words("活动", "events"),
    "behaviour": Words("行为", "behaviour"), "services": Words("服务", "services"),
}  # fmt: skip
"""Where entries without a title stand."""
