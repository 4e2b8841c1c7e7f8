"""Heads and prices of a result beside what other counties published: where a result lies outside, it is said."""

from __future__ import annotations

import statistics
from typing import Any

import numpy as np

from jobsim.experiments.assumed import counts
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.other_counties.measures import MEASURES, Measure
from jobsim.other_counties.rows import shipped
from jobsim.other_counties.unknown import unknown
from jobsim.tables.table import Column, Table, made

LEAST = 3
"""With fewer published counties nothing is said of in or out."""
WITHIN, ABOVE, BELOW, FEW = "within", "above", "below", "few"
SAID: dict[str, Words] = {
    WITHIN: Words("在其中", "within"), ABOVE: Words("高于公布的", "above all published"),
    BELOW: Words("低于公布的", "below all published"), FEW: Words("公布的太少", "too few published"),
}  # fmt: skip

_UNKNOWN = (
    Column("unknown_low", Words("他县P10", "county unknown, P10"), "number", block=3),
    Column("unknown_high", Words("他县P90", "county unknown, P90"), "number", block=3),
)
_BORROWED = Words(
    "方案借用他县的数：模拟的P10至P90只是所借县自己的不确定性。对一个一无所知的县，十次中有八次在“他县P10”至“他县P90”之间；"
    "填报本县的数越多，前者越可信。",
    "The scenario borrows another county's numbers: P10 to P90 of the simulation are that county's own uncertainty."
    " Of counties of which nothing is known, eight in ten lie between the two ends at the right; the more numbers of"
    " your own are stated, the more the simulated ones may be relied on.",
)


def other_counties(results: Results) -> Table:
    """Each measure that the scenario has, a year on average, beside the least, median and most published."""
    borrowed = counts(results.scenario)["borrowed"] > 0
    rows = [row for measure in MEASURES if (row := _row(measure, results, borrowed)) is not None]
    columns = (
        Column("measure", Words("指标", "measure"), "text"),
        Column("unit", Words("单位", "unit"), "text"),
        Column("mean", Words("模拟均值", "simulated"), "number", block=1),
        Column("p10", Words("P10", "P10"), "number", block=1),
        Column("p90", Words("P90", "P90"), "number", block=1),
        Column("number", Words("公布数", "published"), "count", block=2),
        Column("least", Words("最小", "least"), "number", block=2),
        Column("median", Words("中位", "median"), "number", block=2),
        Column("most", Words("最大", "most"), "number", block=2),
        Column("lies", Words("模拟值", "it lies"), "text", block=2),
        *(_UNKNOWN if borrowed else ()),
    )
    notes = (
        *((_BORROWED,) if borrowed else ()),
        Words(
            "每年平均。公布数是其他县区2015年以来公开的执行数和人数，口径和年份各不相同，新闻多报喜；只用来看数量级，不是本县的依据。方案只含部分政策时，"
            "人均数自然偏低。",
            "A year, on average. Published are figures of other counties since 2015, of differing definitions and"
            " years, many from the news, which tells of what went well: good for the scale, no evidence of this county."
            " A plan that holds only part of the policies lies low per resident.",
        ),
    )
    return made("other_counties", Words("与其他县公布数对照", "Beside what other counties published"), columns, rows,
                hidden={"name": "code", "verdict": "code"}, notes=notes)  # fmt: skip


def _row(measure: Measure, results: Results, borrowed: bool) -> dict[str, Any] | None:
    values = measure.simulated(results)
    if values is None:
        return None
    published = sorted(point.value for point in measure.points(shipped()))
    mean = float(values.mean())
    spread = unknown(measure, shipped(), mean) if borrowed else None
    low, high = (None, None) if spread is None else spread.quantile((0.1, 0.9)).tolist()
    return {
        "name": measure.name, "measure": measure.title, "unit": measure.unit, "mean": mean,
        "p10": float(np.quantile(values, 0.1)), "p90": float(np.quantile(values, 0.9)), "number": len(published),
        "least": published[0], "median": statistics.median(published), "most": published[-1],
        "verdict": (told := _verdict(mean, published)), "lies": SAID[told],
        "unknown_low": low, "unknown_high": high,
    }  # fmt: skip


def _verdict(value: float, published: list[float]) -> str:
    if len(published) < LEAST:
        return FEW
    return BELOW if value < published[0] else ABOVE if value > published[-1] else WITHIN
