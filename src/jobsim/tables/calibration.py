"""What a calibration made of a scenario's ranges: each observation and each number, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from jobsim import vocabulary
from jobsim.experiments.calibration.observations import INDICATOR, TARGET, WHAT
from jobsim.language import Words
from jobsim.scenario import joint_sample
from jobsim.scenario.joint_sample import MARKS, quantiles, sample_of, table
from jobsim.scenario.provenance import quantities
from jobsim.scenario.sample_section import Fitted, JointSample, Spread
from jobsim.scenario.schema import Scenario
from jobsim.tables.number_titles import titled
from jobsim.tables.table import Column, Kind, Table, made, title
from jobsim.tables.target_words import amount, unit

FAR = 2.0
"""Standard deviations from which on an observation is told as not fitted."""
_END = 0.05
"""A number whose median is so near to an end of its range has moved as far as it can."""
_ALL = Words("全部就业支出", "all outlay")


def calibrations(scenario: Scenario) -> list[Table]:
    """The tables of the sample that a scenario draws from; none where it has none."""
    sample = sample_of(scenario)
    if sample is None:
        return []
    return [fitted(scenario, sample), narrowed(scenario, sample), waves(sample)]


# ------------------------------------------------------------------------------------ observations


def fitted(scenario: Scenario, sample: JointSample) -> Table:
    """Every observation with what was simulated before and after."""
    rows = [
        {
            "title": name_of(scenario, one), "when": one.when, "unit": _unit(one.unit),
            "observed": amount(one.value, one.unit), "tolerance": f"±{amount(one.tolerance, one.unit)}",
            "before": _spread(one.before, one.unit), "after": _spread(one.after, one.unit),
            "luck": f"±{amount(one.luck, one.unit)}", "off": f"{one.off:+.1f}", "what": one.what, "of": one.of,
            "value": one.value, "before_p50": one.before.p50, "after_p50": one.after.p50, "off_value": one.off,
        }
        for one in sample.observations
    ]  # fmt: skip
    columns = (
        Column("title", Words("观测项目", "observed"), "text"),
        Column("when", Words("时间", "when"), "plain", block=1),
        Column("unit", Words("单位", "unit"), "text", block=1),
        Column("observed", Words("观测值", "value"), "figure", block=1),
        Column("tolerance", Words("误差", "tolerance"), "figure", block=1),
        Column("before", Words("校准前", "before"), "figure", block=2),
        Column("after", Words("校准后", "after"), "figure", block=2),
        Column("luck", Words("运气（±1个标准差）", "luck (±1 sd)"), "figure", block=2),
        Column("off", Words("偏离（标准差数）", "off by (sd)"), "figure", block=2),
    )
    hidden: dict[str, Kind] = {"what": "plain", "of": "plain", "value": "number", "before_p50": "number",
                               "after_p50": "number", "off_value": "number"}  # fmt: skip
    model = [one.model / abs(one.value) for one in sample.observations if one.value]
    notes = [
        Words(
            "校准前、校准后：中位数（P5–P95）。误差：真值有95%的把握在观测值上下这一范围内，由填报人给出；另设模型自身误差为观测值的±{share}（95%）。"
            "偏离：校准后中位数与观测值之差，以误差、模型误差、运气和未校准的数合成的标准差为单位。",
            "Before and after: median (P5–P95). Tolerance: the truth lies within so much of the value in 95 of 100"
            " cases, as stated; the model itself may be off by ±{share} of it (95 %). Off: median after less value, in"
            " standard deviations of tolerance, model, luck and the numbers not calibrated together.",
        ).filled(share=f"{max(model, default=0.0):.0%}"),
        *not_fitted(scenario, sample),
    ]
    return made("fitted", Words("观测值：校准前后", "Observations, before and after"), columns, rows, hidden=hidden,
                notes=notes)  # fmt: skip


def not_fitted(scenario: Scenario, sample: JointSample) -> Iterator[Words]:
    """What could not be fitted, each with the reason; or that all was."""
    missed = [one for one in sample.observations if abs(one.off) > FAR]
    if not missed:
        yield Words("全部观测值都已拟合（偏离不超过{n}个标准差）。", "All observations are fitted (at most {n} sd off)."
                    ).filled(n=f"{FAR:g}")  # fmt: skip
    weights, draws = table(sample)
    middle = {
        one.path: quantiles(draws[:, column], weights)["p50"] for column, one in enumerate(sample.numbers)
    }  # fmt: skip
    for one in missed:
        moved = [path for path in one.moved_by if path in middle]
        ends = [path for path in moved if not _END < middle[path] < 1 - _END]
        if not moved:
            why = Words("没有带区间的数能改变它", "no number with a range moves it")
        elif ends:
            why = Words(
                "{path} 已到区间的一端，区间可能偏窄", "{path} is at an end of its range, which may be too narrow"
            ).filled(path=ends[0])
        else:
            why = Words("受其他观测值牵制", "the other observations hold it back")
        yield Words("未能拟合：{what}，观测值{value}，校准后{after}（{unit}），偏离{off}个标准差：{why}。",
                    "Not fitted: {what}, observed {value}, after {after} ({unit}), {off} sd off: {why}."
                    ).filled(what=name_of(scenario, one), value=amount(one.value, one.unit), unit=_unit(one.unit),
                             after=amount(one.after.p50, one.unit), off=f"{one.off:+.1f}", why=why)  # fmt: skip


def name_of(scenario: Scenario, one: Fitted) -> Words:
    """What an observation is of, and what was observed of it."""
    if one.what == INDICATOR:
        return Words(*vocabulary.INDICATORS[one.of][:2])
    if not one.of:
        return _ALL
    sections: tuple[dict[str, Any], ...] = (
        (scenario.targets,) if one.what == TARGET else (scenario.programmes, scenario.budget_lines, scenario.funds)
    )
    found = next((section[one.of] for section in sections if one.of in section), None)
    of = Words(one.of, one.of) if found is None else title(found.title)
    return Words("{of}·{what}", "{of} · {what}").filled(of=of, what=Words(*WHAT[one.what]))


def _unit(name: str) -> Words:
    return Words("笔", "claims") if name == "claims" else Words(*unit(name))


def _spread(of: Spread, name: str) -> str:
    return f"{amount(of.p50, name)} ({amount(of.p05, name)}–{amount(of.p95, name)})"


# ------------------------------------------------------------------------------------ numbers


def narrowed(scenario: Scenario, sample: JointSample) -> Table:
    """Every number that the sample covers: its range and what is left of it, narrowest first."""
    known = {found.quantity.path: found.quantity for found in quantities(scenario) if not found.each}
    weights, draws = table(sample)
    partners, left = _partners(draws, weights), joint_sample.left(scenario)
    rows = []
    for column, one in enumerate(sample.numbers):
        quantity = joint_sample.drawn(known[one.path])
        before, after = {name: quantity.ppf(u) for name, u in MARKS.items()}, left[one.path]
        heading, name = titled(scenario, tuple(one.path.split(".")))
        other, correlation = partners[column]
        width = before["p95"] - before["p05"]
        rows.append({
            "title": Words("{h}：{t}", "{h}: {t}").filled(h=heading, t=name), "path": one.path, "unit": quantity.unit,
            "before": joint_sample.told(before), "after": joint_sample.told(after),
            "left": (after["p95"] - after["p05"]) / width if width > 0 else None,
            "with": f"{correlation:+.2f} · {sample.numbers[other].path}" if abs(correlation) >= _TELLING else None,
            **{f"{name}_before": value for name, value in before.items()},
            **{f"{name}_after": value for name, value in after.items()},
        })  # fmt: skip
    rows.sort(key=lambda row: (row["left"] is None, row["left"]))
    columns = (
        Column("title", Words("参数", "number"), "text"),
        Column("path", Words("路径", "path"), "plain"),
        Column("unit", Words("单位", "unit"), "plain", block=1),
        Column("before", Words("校准前", "before"), "figure", block=1),
        Column("after", Words("校准后", "after"), "figure", block=1),
        Column("left", Words("剩余区间", "left of the range"), "share", block=1),
        Column("with", Words("与之相关", "goes with"), "plain", block=2),
    )
    hidden: dict[str, Kind] = {f"{name}_{side}": "number" for side in ("before", "after") for name in MARKS}
    note = Words(
        "校准覆盖{n}个数，即影响观测值的数；带区间的数共{all}个，其余照原区间抽取。共{rows}组参数，有效{effective}组；"
        "各组整组抽取，数与数之间的相关得以保留。",
        "{n} numbers are calibrated, those that move what was observed, of {all} with a range; all others are drawn"
        " from their ranges as ever. {rows} parameter sets, {effective} in effect; a replication takes a set whole, so"
        " that correlations survive.",
    ).filled(n=len(sample.numbers), all=sample.uncertain, rows=len(sample.rows), effective=f"{sample.effective:.0f}")
    name = Words("参数：校准前后", "Numbers, before and after")
    return made("narrowed", name, columns, rows, hidden=hidden, notes=(note,))


_COUNTED = 0.001
_TELLING = 0.3
"""A correlation that is worth telling."""


def _partners(draws: Any, weights: Any) -> list[tuple[int, float]]:
    """Of each number the other one that it goes with most, and their rank correlation."""
    size = draws.shape[1]
    if size < 2:
        return [(0, 0.0)] * size
    ranks = draws.argsort(axis=0).argsort(axis=0).astype(np.float64)
    covariance = np.atleast_2d(np.cov(ranks.T, aweights=weights))
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    np.fill_diagonal(correlation, 0.0)
    best = np.abs(correlation).argmax(axis=1)
    return [(int(other), float(correlation[one, other])) for one, other in enumerate(best)]


# ------------------------------------------------------------------------------------ waves


def waves(sample: JointSample) -> Table:
    """Each wave of runs and what it ruled out."""
    rows = [
        {
            "wave": str(number),
            "runs": one.runs,
            "ruled_out": _ruled_out(one.left),
            "left": one.left,
            "effective": one.effective,
        }
        for number, one in enumerate(sample.waves, 1)
    ]
    columns = (
        Column("wave", Words("轮次", "wave"), "plain"),
        Column("runs", Words("模拟次数", "runs"), "count", block=1),
        Column("ruled_out", Words("已排除的参数范围", "of the ranges ruled out"), "figure", block=1),
        Column("effective", Words("有效参数组", "effective sets"), "count", block=1),
    )
    note = Words("种子{seed}；校准的方案：{name}（{hash}）。", "Seed {seed}; calibrated: {name} ({hash}).").filled(
        seed=sample.seed, name=sample.scenario, hash=sample.hash[:12]
    )
    return made("waves", Words("逐轮排除", "Waves"), columns, rows, hidden={"left": "share"}, notes=(note,))


def _ruled_out(left: float) -> str:
    """All of the ranges is never ruled out: what is left is less than is counted."""
    return "> 99.9%" if left < _COUNTED else f"{1 - left:.1%}"
