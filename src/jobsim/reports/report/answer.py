"""The answer in a few lines: what it costs, whether the money lasts, which targets are met, what to ask for."""

from __future__ import annotations

import polars as pl

from jobsim.experiments.results import Results
from jobsim.experiments.target_view import SIMULATED
from jobsim.language import Language, Words
from jobsim.tables.funds import funds
from jobsim.tables.outlay import outlay
from jobsim.tables.rests import sentence
from jobsim.tables.shared import periods
from jobsim.tables.targets import targets
from jobsim.tables.written import percent, wan

LIKELY, UNLIKELY = 0.8, 0.5
"""A target met more often than the first is likely met; one less often than the second, likely missed."""
NAMED = 6
"""So many targets that are likely missed are named."""

_COST, _LASTS, _MET = Words("花多少", "The cost"), Words("够不够", "The money"), Words("能不能完成", "The targets")
_RESTS = Words("取决于什么", "What it rests on")


def answer(results: Results, lang: Language) -> tuple[tuple[str, str], ...]:
    """Each line with the word or two before it; the numbers are those of the tables."""
    lines = [(_COST, _cost(results)), (_LASTS, _money(results)), (_MET, _targets(results))]
    if results.twins is not None:
        lines.append((_RESTS, [sentence(results)]))
    return tuple((head.of(lang), _sentences(said).of(lang)) for head, said in lines)


def _sum(cny: float) -> Words:
    """Money in a sentence, as exact as the tables have it."""
    return Words(f"{wan(cny)}万元", f"CNY {cny / 1_000_000:,.2f} million")


def _sentences(parts: list[Words]) -> Words:
    return Words("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _cost(results: Results) -> list[Words]:
    """Of several years together, and then their medians one by one."""
    frame = outlay(results).frame
    *years, (last, period) = periods(results)
    same = pl.col("year").is_null() if last is None else pl.col("year") == last
    cash, due = (frame.filter(same & (pl.col("role") == role)).to_dicts()[0] for role in ("total", "demand"))
    said = [
        Words(
            "{period}就业支出（现金）约{p50}，十次中有八次在{p10}至{p90}之间；应付（不论资金是否足够）约{due}。",
            "{period}: about {p50} is paid, in eight cases of ten between {p10} and {p90}; about {due} falls due,"
            " whatever"
            " the money.",
        ).filled(period=period, due=_sum(due["p50"]), **{key: _sum(cash[key]) for key in ("p10", "p50", "p90")})
    ]
    if years:
        totals = frame.filter(pl.col("role") == "total")
        each = [(name, _sum(totals.filter(pl.col("year") == year)["p50"].item())) for year, name in years]
        zh, en = (
            "、".join(f"{name.zh}{of.zh}" for name, of in each),
            ", ".join(f"{name.en} {of.en}" for name, of in each),
        )
        said.append(
            Words("分年现金支出P50：{years}。", "By year, P50 of what is paid: {years}.").filled(years=Words(zh, en))
        )
    return said


def _money(results: Results) -> list[Words]:
    rows = funds(results).frame.filter(pl.col("p_overrun").is_not_null() & (pl.col("kind") == "budget"))
    if rows.is_empty():
        return [Words("这些年度没有列明预算安排，无从判断是否超支。",
                      "No appropriation of these years is stated, so nothing can be said of an overrun.")]  # fmt: skip
    return [
        Words(
            "{title}{year}年安排{amount}，超支概率{chance}（90%区间{low}至{high}）；要有80%的把握够用，需安排{q80}，"
            "要有95%的把握，需安排{q95}。",
            "{title} {year}: {amount} is appropriated, the probability of an overrun is {chance} (90 % interval"
            " {low} to"
            " {high}); {q80} would be enough with 80 % probability, {q95} with 95 %.",
        ).filled(
            title=Words(row["title_zh"], row["title_en"]), year=row["year"], amount=_sum(row["appropriation"]),
            chance=percent(row["p_overrun"]), low=percent(row["p_overrun_low"]), high=percent(row["p_overrun_high"]),
            q80=_sum(row["enough_80"]), q95=_sum(row["enough_95"]),
        )
        for row in rows.to_dicts()
    ]  # fmt: skip


def _targets(results: Results) -> list[Words]:
    frame = targets(results).frame
    tested = frame.filter(pl.col("role") == "row")
    if tested.is_empty():
        return [Words("没有设定目标。", "No targets are set.")]
    simulated = tested.filter(pl.col("how") == SIMULATED)
    if simulated.is_empty():
        none = Words(
            "目标共考核{n}项次，概率都由假定或构造决定，不是预测。",
            "{n} tests of targets: all their probabilities are set by an assumption or by construction, and no"
            " forecast.",
        )
        return [none.filled(n=len(tested))]
    likely = simulated.filter(pl.col("probability") >= LIKELY)
    unlikely = simulated.filter(pl.col("probability") < UNLIKELY).sort("probability", maintain_order=True)
    said = [
        Words(
            "目标共考核{n}项次，其中{s}项次的概率由模拟得出（其余由假定或构造决定，不是预测）：{l}项次完成的可能性在{at}以上，"
            "{u}项次在{below}以下{names}。",
            "Of {n} tests of targets {s} have a simulated probability (the others are set by an assumption or by"
            " construction"
            " and no forecast): {l} are met with at least {at}, {u} with less than {below}{names}.",
        ).filled(n=len(tested), s=len(simulated), l=len(likely), u=len(unlikely), at=percent(LIKELY),
                 below=percent(UNLIKELY), names=_named(unlikely, several=len(results.years) > 1))
    ]  # fmt: skip
    every = frame.filter(pl.col("role") == "total").to_dicts()[0]
    if every["probability"] is not None:
        said.append(Words("{title}的概率为{chance}。", "The probability of {title} is {chance}.").filled(
            title=Words(every["title_zh"], every["title_en"]), chance=percent(every["probability"])))  # fmt: skip
    return said


def _named(rows: pl.DataFrame, *, several: bool) -> Words:
    """Which they are, in brackets, the least likely first."""
    if rows.is_empty():
        return Words("", "")
    names = []
    for row in rows.head(NAMED).to_dicts():
        year = f" {row['year']}" if several else ""
        chance = percent(row["probability"])
        names.append(Words(f"{row['title_zh']}{year}：{chance.zh}", f"{row['title_en']}{year} – {chance.en}"))
    more = "…" if len(rows) > NAMED else ""
    return Words("（" + "；".join(one.zh for one in names) + more + "）",
                 " (" + "; ".join(one.en for one in names) + more + ")")  # fmt: skip
