"""What moved between two runs, as tables: figures, values of the scenarios, draws."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.moved import Differences, Moved
from jobsim.experiments.results import Results
from jobsim.experiments.target_view import unit_of
from jobsim.language import Words
from jobsim.tables.shared import payer
from jobsim.tables.table import Column, Kind, Table, made, title
from jobsim.tables.target_words import unit

_WHAT = {
    "outlay": Words("财政支出", "outlay"), "payer": Words("承担方", "payer"),
    "month": Words("当月支出", "cash of a month"),
    "programme": Words("项目支出", "cash of a programme"), "persons": Words("领取人数", "persons paid"),
    "demand": Words("资金需求", "demand on a fund"), "arrears": Words("年末欠付", "arrears at the year's end"),
    "overrun": Words("超支概率", "overrun probability"), "reading": Words("目标指标值", "indicator of a target"),
    "target": Words("目标完成概率", "probability of a target"),
}  # fmt: skip
_ALL = Words("全部财政资金", "all budget funds")
_CHANCES = ("overrun", "target")


def figures(found: Differences, a: Results, b: Results) -> Table:
    """Every figure that differs, money in CNY and probabilities apart; the largest of a kind first."""
    columns = (
        Column("what", Words("指标", "figure"), "text"), Column("name", Words("名称", "of"), "text"),
        Column("year", Words("年份", "year"), "year"),
        Column("a", Words("前", "first"), "figure", block=1), Column("b", Words("后", "second"), "figure", block=1),
        Column("change", Words("变化", "change"), "figure", block=1),
        Column("relative", Words("变化率", "of the first"), "figure", block=1),
    )  # fmt: skip
    hidden: dict[str, Kind] = {"a_value": "number", "b_value": "number", "change_value": "number", "error": "number"}
    rows = [_row(one, a, b) for one in found.figures]
    notes = []
    if not found.figures:
        notes.append(Words("没有指标变化", "no figure moved"))
    elif not found.same_luck:
        notes.append(Words(
            "两次运行的种子或次数不同：差别中含运气，± 为其标准误。",
            "The runs differ in seed or number of replications: luck is part of each difference, ± its standard error.",
        ))  # fmt: skip
    name = Words("变化的指标（均值，金额为元）", "Figures that moved (means, money in CNY)")
    return made("moved", name, columns, rows, hidden=hidden, notes=notes)


def _row(one: Moved, a: Results, b: Results) -> dict[str, Any]:
    chance = one.what in _CHANCES
    change = one.change
    error = f" ± {_shown(one.error, chance)}" if one.error is not None and change is not None else ""
    relative = change / one.a if change is not None and one.a else None
    return {
        "what": _WHAT[one.what], "name": _named(one, a, b), "year": one.year,
        "a": _shown(one.a, chance), "b": _shown(one.b, chance),
        "change": "—" if change is None else f"{_shown(change, chance, sign=True)}{error}",
        "relative": "—" if relative is None or chance else f"{relative:+.1%}",
        "a_value": one.a, "b_value": one.b, "change_value": change, "error": one.error,
    }  # fmt: skip


def _shown(value: float | None, chance: bool, *, sign: bool = False) -> str:
    if value is None:
        return "—"
    mark = "+" if sign else ""
    return f"{value * 100:{mark}.1f}%" if chance else f"{value:{mark},.2f}"


def _named(one: Moved, a: Results, b: Results) -> Words:
    if one.what == "outlay":
        return _ALL
    if one.what == "payer":
        return payer(one.name)
    if one.what == "month":
        return Words(one.name, one.name)
    for results in (b, a):
        scenario = results.scenario
        funds: dict[str, Any] = {**scenario.funds}
        targets: dict[str, Any] = {**scenario.targets}
        sections = {"demand": funds, "arrears": funds, "overrun": funds, "reading": targets, "target": targets}
        entries = sections.get(one.what, {**scenario.programmes, **scenario.budget_lines})
        told = getattr(entries.get(one.name), "title", None)
        if told is not None:
            name = title(told)
            if one.what != "reading":
                return name
            zh, en = unit(unit_of(scenario.targets[one.name]))
            return Words(f"{name.zh}（{zh}）", f"{name.en} ({en})")
    return Words(one.name, one.name)


def draws(found: Differences) -> Table:
    """Uncertain numbers of both runs that were drawn otherwise."""
    rows = [{"path": name} for name in found.draws]
    columns = (Column("path", Words("参数", "number"), "plain"),)
    name = Words("抽取值不同的参数", "Numbers drawn otherwise")
    return made("drawn_otherwise", name, columns, rows, notes=[] if rows else [Words("没有", "none")])
