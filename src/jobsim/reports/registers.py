"""Registers of a scenario: coverage of the clauses, assumptions, differences; as documents and as tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from jobsim.experiments.ranking import Ranking
from jobsim.language import Words
from jobsim.scenario.borrowed import says_borrowed
from jobsim.scenario.quantities import MISSING
from jobsim.scenario.views import Assumption, ClauseCoverage, Difference
from jobsim.tables.shared import source_of
from jobsim.tables.table import Column, Table, made, title
from jobsim.tables.written import percent

DISPOSITIONS = {
    "modelled": Words("模拟", "modelled"),
    "approximated": Words("近似", "approximated"),
    "budgeted": Words("列支", "budgeted"),
    "recorded": Words("记录", "recorded"),
    "absent": Words("缺失", "absent"),
}
_KINDS = {
    "subsidy": Words("补贴", "subsidy"), "award": Words("奖补", "award"),
    "tax_deduction": Words("税费减免", "tax deduction"), "fee_waiver": Words("费用减免", "fee waiver"),
    "loan": Words("贷款", "loan"), "fund": Words("资金", "fund"),
    "admin_cost": Words("工作经费", "administrative cost"),
    "target": Words("目标", "target"), "quota": Words("名额", "quota"),
    "service_standard": Words("服务标准", "service standard"), "measure": Words("条款外措施", "measure"),
}  # fmt: skip


def documents(entries: list[Assumption] | list[ClauseCoverage] | list[Difference]) -> list[dict[str, Any]]:
    """The entries as JSON objects."""
    return [{key: _plain(value) for key, value in asdict(entry).items()} for entry in entries]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _said(value: Any) -> Words:
    """A title or reason, which may be in one language only."""
    return Words(value, value) if isinstance(value, str) else title(value)


def coverage(clauses: list[ClauseCoverage], measures: list[ClauseCoverage]) -> Table:
    """Every clause with its disposition and, below, how many there are of each; then the measures beside them."""
    rows = []
    for clause in (*clauses, *measures):
        places = "\n".join(clause.where)
        why = [_said(clause.reason)] if clause.reason is not None else [Words(places, places)]
        why += [_said(lost) for lost in clause.lost]
        rows.append({
            "id": clause.id, "title": _said(clause.title), "kind": _KINDS[clause.kind],
            "disposition": DISPOSITIONS[clause.disposition],
            "why": Words("\n".join(one.zh for one in why), "\n".join(one.en for one in why)),
        })  # fmt: skip
    columns = (
        Column("id", Words("条款", "clause"), "clause"), Column("title", Words("内容", "title"), "text"),
        Column("kind", Words("性质", "kind"), "text", block=1),
        Column("disposition", Words("处理", "disposition"), "text", block=1),
        Column("why", Words("所在或理由", "where or why"), "text", block=1),
    )  # fmt: skip
    notes = [Words("{n}条：{of}。", "{n} clauses: {of}.").filled(n=len(clauses), of=_counted(clauses))]
    if measures:
        beside = Words("条款外措施{n}项：{of}。", "{n} measures beside the clauses: {of}.")
        notes.append(beside.filled(n=len(measures), of=_counted(measures)))
    return made("coverage", Words("条款覆盖", "Coverage of the clauses"), columns, rows, notes=notes)


def _counted(clauses: list[ClauseCoverage]) -> Words:
    counted: Counter[str] = Counter(clause.disposition for clause in clauses)
    found = [(counted[name], words) for name, words in DISPOSITIONS.items() if counted[name]]
    return Words("，".join(f"{words.zh}{n}" for n, words in found), ", ".join(f"{n} {words.en}" for n, words in found))


def ranked(register: list[Assumption], ranking: Ranking) -> list[Assumption]:
    """The register with those first that carry the outlay of a run, the strongest first; the others as they were."""
    last = len(register) + 1
    return sorted(register, key=lambda one: ranking.ranks[one.path].rank if one.path in ranking.ranks else last)


def ranked_documents(register: list[Assumption], ranking: Ranking) -> list[dict[str, Any]]:
    """The register in that order as JSON objects; ``rank`` is null of what is not told from noise."""
    nothing = {"rank": None, "index": None, "interval": None}
    found = []
    for entry, document in zip(ranked(register, ranking), documents(ranked(register, ranking)), strict=True):
        one = ranking.ranks.get(entry.path)
        place = nothing if one is None else {"rank": one.rank, "index": one.index, "interval": [one.low, one.high]}
        found.append(place | document)
    return found


def assumptions(register: list[Assumption], ranking: Ranking | None = None) -> Table:
    """The register, programme by programme; or those first that carry the outlay of a run."""
    ranks = {} if ranking is None else {
        path: {"rank": one.rank, "index": one.index, "low": one.low, "high": one.high}
        for path, one in ranking.ranks.items()
    }  # fmt: skip
    rows = [
        {**ranks.get(entry.path, {}), "path": entry.path, "value": entry.value, "unit": entry.unit,
         "calibrated": entry.calibrated,
         "source": source_of(entry.source, entry.note, missing=MISSING in entry.value) or _said(entry.source),
         "note": "; ".join(part for part in (entry.reference, entry.note) if part)}
        for entry in (register if ranking is None else ranked(register, ranking))
    ]  # fmt: skip
    jointly = sum(entry.calibrated is not None for entry in register)
    first = () if ranking is None else (
        Column("rank", Words("序", "no."), "count"),
        Column("index", Words("影响", "carries"), "share", interval=("low", "high"), block=1),
    )  # fmt: skip
    columns = (
        *first[:1], Column("path", Words("参数", "parameter"), "plain"), *first[1:],
        Column("value", Words("数值", "value"), "plain", block=1),
        *((Column("calibrated", Words("校准后", "calibrated"), "plain", block=1),) if jointly else ()),
        Column("unit", Words("单位", "unit"), "plain", block=1),
        Column("source", Words("来源", "source"), "text", block=1),
        Column("note", Words("依据或说明", "reference or note"), "plain", block=2),
    )  # fmt: skip
    uncertain = sum(entry.uncertain for entry in register)
    note = Words("{n}个假设，其中{u}个逐次抽取。", "{n} assumptions, {u} of them drawn in each replication.")
    notes = [note.filled(n=len(register), u=uncertain)]
    if jointly:
        of = Words("其中{n}个已校准，整组抽取：校准后为中位数（P5–P95）。",
                   "{n} of them are calibrated and drawn jointly: the median (P5–P95) of what is left.")  # fmt: skip
        notes.append(of.filled(n=jointly))
    if ranking is not None:
        notes.append(Words(
            "按对就业支出（现金）方差的占比由大到小排列，下为90%区间，由运行自身{n}次抽取得出；其余的低于噪声线{f}，次序不变。",
            "Those first that carry the outlay in cash, with the share of its variance and a 90 % interval, from the"
            " run's own {n} draws; the others are below the noise floor of {f} and stand as they stood.",
        ).filled(n=ranking.replications, f=percent(ranking.floor)))  # fmt: skip
    taken = sum(says_borrowed(entry.source, entry.note) for entry in register)
    if taken:
        missing = sum(MISSING in entry.value for entry in register)
        of = Words(
            "其中借自他县{taken}个，本单位填报{own}个，缺数{missing}个。",
            "{taken} of them are borrowed from another county, {own} are your own, {missing} are missing.",
        )
        own = sum(entry.source == "user" for entry in register) - missing
        notes.append(of.filled(taken=taken, own=own, missing=missing))
    return made("assumptions", Words("假设清单", "Register of assumptions"), columns, rows, notes=notes)


def differences(found: list[Difference]) -> Table:
    """What differs, value by value."""
    rows = [{"path": one.path, "a": _value(one.a), "b": _value(one.b)} for one in found]
    columns = (Column("path", Words("参数", "path"), "plain"), Column("a", Words("甲", "first"), "plain", block=1),
               Column("b", Words("乙", "second"), "plain", block=1))  # fmt: skip
    notes = [] if found else [Words("没有差别", "no difference")]
    return made("differences", Words("差别", "Differences"), columns, rows, notes=notes)


def _value(value: Any) -> str:
    return "—" if value is None else str(value)
