"""What carries each result: the ten numbers of it, their indices, and what knowing each to ± 10 % would be worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from jobsim.experiments.spreads import CASH, Spread
from jobsim.experiments.understanding import Understanding, Understood
from jobsim.experiments.worth import KNOWN
from jobsim.language import Words
from jobsim.scenario.provenance import quantities
from jobsim.scenario.quantities import shown
from jobsim.scenario.schema import Scenario
from jobsim.tables import rests
from jobsim.tables.shared import source_of
from jobsim.tables.table import Column, Kind, Table, made
from jobsim.tables.written import percent


def understood(found: Understanding) -> Table:
    """A section for each result, in it a row for each number, the strongest first."""
    scenario = found.results.scenario
    told = facts(scenario)
    rows = [row for one in found.understood for row in _rows(found, one, told)]
    columns = (
        Column("rank", Words("序", "no."), "count"),
        Column("title", Words("数", "number"), "text"),
        Column("total", Words("合计影响", "total"), "share", interval=("total_low", "total_high"), block=1),
        Column("index", Words("单独影响", "alone"), "share", interval=("low", "high"), block=1),
        Column("range", Words("区间可缩小", "range narrows"), "money", interval=("range_low", "range_high"), block=2),
        Column(
            "reserve",
            Words("80%够用可少", "80 % safe less"),
            "money",
            interval=("reserve_low", "reserve_high"),
            block=2,
        ),
        Column("value", Words("取值", "value"), "plain", block=3),
        Column("unit", Words("单位", "unit"), "plain", block=3),
        Column("source", Words("来源", "source"), "text", block=3),
        Column("path", Words("参数", "parameter"), "plain", block=3),
    )
    hidden: dict[str, Kind] = {"spread": "code", "narrower": "share"}
    return made("understood", Words("哪些数最要紧", "Which numbers matter most"), columns, rows, by="of", hidden=hidden,
                notes=_notes() if rows else ())  # fmt: skip


def facts(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """What is known of each drawn number, by its path."""
    return {
        found.quantity.path: {
            "path": found.quantity.path, "title": rests.number(scenario, found.quantity.path),
            "value": shown(found.quantity), "unit": found.quantity.unit,
            "source": source_of(found.quantity.source, found.quantity.note),
        }
        for found in quantities(scenario)
        if found.quantity.is_uncertain and not found.each
    }  # fmt: skip


def heading(found: Understanding, one: Spread) -> Words:
    """What a section is of."""
    return Words("{y}{n}", "{n}, {y}").filled(y=rests.period(found.results, one), n=rests.named(
        found.results.scenario, one))  # fmt: skip


def _rows(found: Understanding, of: Understood, told: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    section = heading(found, of.spread)
    rows = []
    for rank, one in enumerate(of.carried, 1):
        worth = one.worth
        rows.append({
            **told.get(one.path, {"path": one.path, "title": Words(one.path, one.path)}), "of": section, "rank": rank,
            "spread": of.spread.name, "index": one.index, "low": one.low, "high": one.high,
            "total": one.total, "total_low": one.total_low, "total_high": one.total_high,
            **({} if worth is None else {**vars(worth), "narrower": worth.share}),
        })  # fmt: skip
    return rows


def overview(found: Understanding) -> Table:
    """A row for each result: how wide it is, how much of that is assumption, and how many numbers carry it."""
    rows = [
        {
            "spread": one.spread.name, "title": heading(found, one.spread),
            "range": None if one.width is None else one.width.p10_to_p90,
            "reserve": None if one.width is None else one.width.reserve,
            "assumption": None if one.share is None else one.share.share,
            "low": None if one.share is None else one.share.low,
            "high": None if one.share is None else one.share.high,
            "numbers": len(one.carried) + one.more, "floor": one.floor, "rest": one.rest,
        }
        for one in found.understood
    ]  # fmt: skip
    columns = (
        Column("title", Words("结果", "result"), "text"),
        Column("range", Words("P10至P90", "P10 to P90"), "money", block=1),
        Column("reserve", Words("80%够用高出均值", "80 % safe above mean"), "money", block=1),
        Column("assumption", Words("来自假定", "assumption"), "share", interval=("low", "high"), block=1),
        Column("numbers", Words("有影响的数", "numbers that matter"), "count", block=1),
        Column("floor", Words("噪声线", "noise floor"), "share", block=1),
    )
    return made("overview", Words("离散有多宽，来自哪里", "How wide the results are, and why"), columns, rows,
                hidden={"spread": "code", "rest": "share"}, notes=_plan(found))  # fmt: skip


def sentence(found: Understanding) -> Words:
    """What a bureau chief should know of the outlay's spread, and what to ask for first."""
    main = next((one for one in reversed(found.understood) if one.spread.kind == CASH), None)
    return rests.sentence(found.results, [one.path for one in main.carried] if main is not None else [])


def _notes() -> Sequence[Words]:
    return (
        Words(
            "“单独影响”是这个数自身造成的方差占比，“合计影响”还包括它与其他数共同起的作用；下为90%区间。低于噪声线的数不列。",
            "Alone: the share of the variance that the number makes by itself; total: with all it does together with"
            " others; below them 90 % intervals. Numbers below the noise floor are not listed.",
        ),
        Words(
            "后两列：如果这个数的误差只有±{k}（以中位数为准），P10至P90会窄多少，80%够用的安排数可以少留多少。各数不能相加。",
            "Range and 80 % safe: how much narrower P10 to P90 would be, and how much less money would be enough in 80"
            " % of the replications, if the number were known to ± {k} of its median. They do not add up over numbers.",
        ).filled(k=percent(KNOWN)),
    )


def _plan(found: Understanding) -> Sequence[Words]:
    plan = found.plan
    if not plan.exchanged:
        return (Words(
            "依据{n}次模拟、{p}对，从{d}个逐次抽取的数中筛选，没有一个高于噪声线。",
            "From {n} replications and {p} pairs: of {d} drawn numbers none is above the noise floor.",
        ).filled(n=plan.replications, p=plan.pairs, d=plan.numbers),)  # fmt: skip
    return (
        Words(
            "依据{n}次模拟、{p}对，从{d}个逐次抽取的数中筛选，再对{e}个数各换值{r}次。",
            "From {n} replications and {p} pairs: {d} drawn numbers were screened, and {e} of them exchanged {r} times"
            " each.",
        ).filled(n=plan.replications, p=plan.pairs, d=plan.numbers, e=plan.exchanged, r=plan.rounds),
    )  # fmt: skip


def numbers(found: Understanding) -> pl.DataFrame:
    """The rows as a frame of their own, for Python."""
    frame = understood(found).frame.with_columns(pl.col("rank").cast(pl.Int32))
    named = {"of_zh": "result_zh", "of_en": "result_en", "source_en": "source"}
    return frame.rename(named).select(_NUMBERS)


_NUMBERS = (
    "spread", "result_zh", "result_en", "rank", "path", "title_zh", "title_en", "value", "unit", "source", "index",
    "low", "high", "total", "total_low", "total_high", "range", "range_low", "range_high", "reserve", "reserve_low",
    "reserve_high",
)  # fmt: skip
