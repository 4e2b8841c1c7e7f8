"""The self-evaluation score that a year will bring: its parts, its indicators, and what would lift it most cheaply."""

from __future__ import annotations

from typing import Any

import numpy as np

from jobsim.experiments.estimates import whole_quantile
from jobsim.experiments.results import Results
from jobsim.experiments.score import BENEFIT, EXECUTION, OUTPUT, PARTS, POINTS, SECOND_LEVEL, Score, Scored, score
from jobsim.experiments.target_view import described
from jobsim.language import Words
from jobsim.tables import target_words
from jobsim.tables.shared import CLAUSES, joined, periods
from jobsim.tables.table import Column, Table, made, title
from jobsim.vocabulary import NOT_WHOLE

_QUANTILES = {"p10": 0.10, "p50": 0.50, "p90": 0.90}
_GRADES = (
    (90.0, Words("优（≥90分）", "excellent (≥ 90)")),
    (80.0, Words("良（80—90分）", "good (80–90)")),
    (60.0, Words("中（60—80分）", "fair (60–80)")),
    (0.0, Words("差（<60分）", "poor (< 60)")),
)
_SAID = Words(
    "分值：预算执行率10、产出50、效益30、满意度10。满意度由调查取得，没有模拟，得分未知，不计入合计。"
    "产出和效益的分值在各自的指标间平均分配，"
    "完成的得满分，未完成的按比例得分；两者均为通行做法，单位可另定。",
    "Points: execution 10, output 50, benefit 30, satisfaction 10. Satisfaction comes from a survey and is not"
    " simulated: it"
    " is unknown and left out of the total. The points of output and of benefit are shared evenly among their"
    " indicators; a"
    " target that is met earns all, one that is not in proportion. Both are usual, and the bureau may set them"
    " otherwise.",
)


def score_parts(results: Results) -> Table:
    """Points of each part and of those known together, over the replications; unknown ones are null."""
    rows: list[dict[str, Any]] = []
    for period, one in _years(results):
        same = {"period": period, "year": one.year}
        for part, points in POINTS.items():
            rows.append({**same, "part": part, "title": PARTS[part], "points": points, **_spread(one.parts[part])})
        words = Words("已知部分合计", "Known parts together")
        rows.append({**same, "role": "total", "title": words, "points": one.known, **_spread(one.total)})
    columns = (
        Column("title", Words("部分", "part"), "text"),
        Column("points", Words("分值", "points"), "number"),
        Column("mean", Words("得分均值", "earned, mean"), "number"),
        *(Column(q, Words(q.upper(), q.upper()), "number") for q in _QUANTILES),
    )
    return made(
        "score",
        Words("绩效自评得分预测", "Forecast of the self-evaluation score"),
        columns,
        rows,
        hidden={"year": "year", "part": "code"},
        by="period",
        notes=(_SAID,),
    )


def score_grades(results: Results) -> Table:
    """How likely each grade is, if nobody were satisfied and if everybody were: the truth lies between."""
    rows: list[dict[str, Any]] = []
    for period, one in _years(results):
        if one.total is None or one.known + POINTS["satisfaction"] < sum(POINTS.values()):
            continue  # the grade cannot be told where more than satisfaction is unknown
        above = 101.0
        for least, words in _GRADES:
            row: dict[str, Any] = {"period": period, "year": one.year, "title": words}
            for name, more in (("low", 0.0), ("high", POINTS["satisfaction"])):
                values = one.total + more
                row[name] = float(((values >= least) & (values < above)).mean())
            rows.append(row)
            above = least
    columns = (
        Column("title", Words("等次", "grade"), "text"),
        Column("low", Words("满意度得0分时的概率", "probability with 0 points of satisfaction"), "share"),
        Column("high", Words("满意度得10分时的概率", "probability with all 10"), "share"),
    )
    return made(
        "score_grades",
        Words("等次的概率", "How likely each grade is"),
        columns,
        rows,
        hidden={"year": "year"},
        by="period",
    )


def score_indicators(results: Results) -> Table:
    """Each indicator with its place in the form, what is asked, what is reached, and its points; means add up."""
    rows: list[dict[str, Any]] = []
    for period, one in _years(results):
        for part in (OUTPUT, BENEFIT):
            held = [indicator for indicator in one.indicators if indicator.part == part]
            held.sort(key=lambda scored: list(SECOND_LEVEL).index(scored.second))
            rows += [{"period": period, "year": one.year, **_indicator(results, scored)} for scored in held]
    columns = (
        Column("first", Words("一级指标", "first level"), "text"),
        Column("second", Words("二级指标", "second level"), "text"),
        Column("title", Words("三级指标", "third level"), "text"),
        CLAUSES,
        Column("required", Words("指标值", "value asked for"), "text"),
        Column("reached", Words("预测P50", "forecast, P50"), "text"),
        Column("points", Words("分值", "points"), "number"),
        Column("mean", Words("得分均值", "earned, mean"), "number"),
    )
    return made(
        "score_indicators",
        Words("各指标得分预测", "Forecast of each indicator's points"),
        columns,
        rows,
        hidden={"year": "year", "target": "code", "part": "code", "attained": "share"},
        by="period",
    )


def score_actions(results: Results) -> Table:
    """What would lift the score, cheapest point first; those of unknown cost last."""
    rows: list[dict[str, Any]] = []
    for period, one in _years(results):
        for rank, action in enumerate(one.actions, 1):
            row = {
                "period": period,
                "year": one.year,
                "rank": rank,
                "lift": action.lift,
                "cost": action.cost,
                "per_point": None if action.cost is None else action.cost / action.lift,
            }
            if action.target is None:
                row |= {
                    "title": PARTS[EXECUTION],
                    "action": Words(
                        "年中调减或调剂预计用不完的 {wan} 万元（预算数降为预计支出）",
                        "give back or move in mid-year what will not be spent: {wan} (10,000 CNY)",
                    ).filled(wan=f"{action.short / 10_000:,.2f}"),
                }
            else:
                row |= _lifting(results, action.target, action.short, action.price)
            rows.append(row)
    columns = (
        Column("rank", Words("序", "rank"), "count"),
        Column("title", Words("失分的指标", "where points are lost"), "text"),
        Column("lift", Words("可提高（分，均值）", "lifts by (points, mean)"), "number"),
        Column("action", Words("措施", "action"), "text"),
        Column("cost", Words("所需资金", "cost"), "money"),
        Column("per_point", Words("每分成本", "cost of a point"), "money"),
    )
    notes = (
        Words(
            "措施按每分成本由低到高排列。成本按相应补贴当年人均支出乘平均缺口推算，没有另行模拟，也不含间接影响；"
            "没有直接补贴项目的指标，成本未知。",
            "Cheapest point first. The cost is what the programmes concerned pay for a head in the year, times what"
            " is missing"
            " on average: reckoned, not simulated anew, and without side effects. Where no programme pays for an"
            " indicator, the"
            " cost is not known.",
        ),
    )
    return made(
        "score_actions",
        Words("提高得分的措施", "What would lift the score"),
        columns,
        rows,
        hidden={"year": "year"},
        by="period",
        notes=notes,
    )


def _years(results: Results) -> list[tuple[Words, Score]]:
    return [(period, score(results, year)) for year, period in periods(results) if year is not None]


def _spread(values: Any) -> dict[str, float | None]:
    if values is None:
        return dict.fromkeys(("mean", *_QUANTILES))
    return {"mean": float(values.mean()), **{name: float(np.quantile(values, q)) for name, q in _QUANTILES.items()}}


def _indicator(results: Results, one: Scored) -> dict[str, Any]:
    said = described(results.scenario, one.target)
    known = one.values[~np.isnan(one.values)]
    reached = None
    if len(known):
        middle = float(np.quantile(known, 0.5)) if said["unit"] in NOT_WHOLE else whole_quantile(known, 0.5)
        shown = target_words.amount(middle, said["unit"])
        reached = Words("{n} {u}", "{n} {u}").filled(n=shown, u=Words(*target_words.unit(said["unit"])))
    return {
        "target": one.target,
        "part": one.part,
        "first": PARTS[one.part],
        "second": SECOND_LEVEL[one.second],
        "title": title(said["title"]),
        "clauses": joined(said["clause"]),
        "required": Words(*target_words.requirement(said)),
        "reached": reached,
        "points": one.points,
        "mean": float(one.earned.mean()),
        "attained": float(np.nanmean(one.attained)) if len(known) else None,
    }


def _lifting(results: Results, target: str, short: float, price: float | None) -> dict[str, Any]:
    said = described(results.scenario, target)
    shown, unit = target_words.amount(short, said["unit"]), Words(*target_words.unit(said["unit"]))
    if short <= 0:
        action = Words("降到目标以内", "bring it down to what is asked")
    elif price is None:
        action = Words(
            "平均还差 {n} {u}；没有直接对应的补贴项目", "{n} {u} are missing on average; no programme pays for them"
        ).filled(n=shown, u=unit)
    else:
        action = Words(
            "平均还差 {n} {u}，按每{u} {p} 元补足", "make up for the {n} {u} missing on average, at {p} CNY each"
        ).filled(n=shown, u=unit, p=f"{price:,.0f}")
    return {"title": title(said["title"]), "action": action}
