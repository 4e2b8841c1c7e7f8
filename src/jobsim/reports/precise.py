"""How precisely a run or a comparison knows what it was asked to know, in a sentence."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.precision import MEAN, P80, TARGET, TARGETS, reading
from jobsim.language import Words
from jobsim.scenario.schema import Scenario
from jobsim.tables.table import title
from jobsim.tables.written import NOTHING, precision_width, wan

_APART = Words(
    "这是模拟次数有限的误差；P10至P90是各种可能之间的离散，增加次数不会缩小。",
    " That is the error of a limited number of replications; P10 to P90 is the spread of what may come, which more"
    " replications do not lessen.",
)


def of_run(scenario: Scenario, told: dict[str, Any]) -> Words:
    """The sentence of ``summary.json``'s ``precision``."""
    low, high = told["interval"] or (None, None)
    if told["unit"] == "CNY":
        value, low, high = wan(told["value"]), wan(low), wan(high)
        zh, en = "{v} 万元，90%区间 {l} 至 {h} 万元", "{v}, 90 % interval {l} to {h} (10,000 CNY)"
    else:
        value, low, high = (_percent(one) for one in (told["value"], low, high))
        zh, en = "{v}，90%区间 {l} 至 {h}", "{v}, 90 % interval {l} to {h}"
    number = Words(zh, en).filled(v=value, l=low, h=high)
    return Words(
        "精度：{what} {number}，即{width}（要求{asked}）；{end}。{apart}",
        "Precision: {what} {number}: {width} (asked: {asked}); {end}.{apart}",
    ).filled(
        what=_what(scenario, told["of"]), number=number, width=precision_width(told["half_width"], told["unit"]),
        asked=precision_width(told["asked"], told["unit"]), end=_end(told, told["replications"]), apart=_APART,
    )  # fmt: skip


def of_comparison(told: dict[str, Any], replications: int) -> Words:
    """The sentence of a comparison's ``precision``; a variant that is not known so well is named."""
    late = {name: width for name, width in told["half_width"].items() if width is None or width >= told["asked"]}
    named = ", ".join(f"{name} {precision_width(width, 'CNY').of('en')}" for name, width in late.items())
    asked = precision_width(told["asked"], "CNY")
    open_ = Words("（未达到：{n}）", " (not reached: {n})").filled(n=named) if late else Words("", "")
    return Words(
        "精度：现金支出的变化，要求±其自身的{asked}；{end}{open}。",
        "Precision: the change of the cash outlay, asked {asked} of itself; {end}{open}.",
    ).filled(
        asked=Words(asked.zh.removeprefix("±"), asked.en),
        end=_end(told, replications), open=open_,
    )  # fmt: skip


def _end(told: dict[str, Any], replications: int) -> Words:
    if told["reached"]:
        return Words("模拟{n}次达到", "reached with {n} replications").filled(n=replications)
    return Words(
        "模拟{n}次仍未达到，--at-most 可提高上限", "not reached with {n} replications, --at-most allows more"
    ).filled(n=replications)


def _what(scenario: Scenario, of: str) -> Words:
    asked = reading(scenario, of)
    year = asked.year
    if asked.kind in (P80, MEAN):
        name = "P80" if asked.kind == P80 else Words("均值", "mean")
        return Words("{y}年支出{n}", "outlay {y}, {n}").filled(y=year, n=name)
    if asked.kind == TARGETS:
        of_year = Words("", "") if year is None else Words("{y}年", " {y}").filled(y=year)
        return Words("{y}模拟得出的目标全部达到的概率", "probability of all simulated targets{y}").filled(y=of_year)
    if asked.kind == TARGET:
        name = title(scenario.targets[str(asked.item)].title)
        return Words("{y}年达到目标“{n}”的概率", "probability of the target {n} {y}").filled(y=year, n=name)
    name = title(scenario.funds[str(asked.item)].title)
    return Words("{y}年{n}超支概率", "probability of an overrun, {n} {y}").filled(y=year, n=name)


def _percent(value: float | None) -> str:
    return NOTHING if value is None else f"{100 * value:.1f}%"
