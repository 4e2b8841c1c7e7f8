"""What a run's spreads come from: assumption or luck, spread by spread; and the sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jobsim.experiments.rests_view import NAMED, carriers, main_spread
from jobsim.experiments.results import Results
from jobsim.experiments.spreads import CASH, DEMAND, MET, NEEDED, OVERRUN, VALUE, Spread, spreads
from jobsim.experiments.twins import ENOUGH, Share, shares
from jobsim.language import Words
from jobsim.scenario.schema import Scenario
from jobsim.tables.number_titles import titled
from jobsim.tables.table import Column, Kind, Table, made, title
from jobsim.tables.written import wan

_SPREADS = {
    CASH: Words("就业支出（现金）", "outlay in cash"),
    DEMAND: Words("应付（不论资金）", "demand, whatever the money"),
    NEEDED: Words("{of}：需安排数", "{of}: appropriation needed"),
    OVERRUN: Words("{of}：是否超支", "{of}: whether it is overrun"),
    VALUE: Words("目标“{of}”：指标值", "target {of}: its indicator"),
    MET: Words("目标“{of}”：是否完成", "target {of}: whether it is met"),
}
_PARTS = (
    (0.95, Words("占绝大部分", "nearly all")), (0.85, Words("约占十分之九", "about nine tenths")),
    (0.775, Words("约占五分之四", "about four fifths")), (0.70, Words("约占四分之三", "about three quarters")),
    (0.63, Words("约占三分之二", "about two thirds")), (0.55, Words("约占五分之三", "about three fifths")),
    (0.45, Words("约占一半", "about half")), (0.36, Words("约占五分之二", "about two fifths")),
    (0.29, Words("约占三分之一", "about a third")), (0.225, Words("约占四分之一", "about a quarter")),
    (0.15, Words("约占五分之一", "about a fifth")), (0.05, Words("约占十分之一", "about a tenth")),
    (0.0, Words("不到二十分之一", "hardly any")),
)  # fmt: skip
"""From which share on a part is called so."""
LITTLE = 0.15
"""A share below it is not worth asking for numbers."""


def rests(results: Results) -> Table:
    """One row per spread whose parts are known; empty for a run without pairs."""
    found = [] if results.twins is None else _known(results)
    rows = [_row(results, one, share) for one, share in found if share is not None]
    columns = (
        Column("title", Words("哪个数的离散", "spread of"), "text"),
        Column("year", Words("年度", "year"), "text"),
        Column("assumption", Words("来自假定", "assumption"), "share", interval=("low", "high"), block=1),
        Column("luck", Words("来自运气", "luck"), "share", block=1),
        Column("pairs", Words("成对模拟", "pairs"), "count", block=1),
    )  # fmt: skip
    hidden: dict[str, Kind] = {"spread": "code", "kind": "code", "item": "code"}
    notes = (sentence(results), Words(
        "假定是没有把握的数值，把数弄准才能缩小；运气是人和单位各自的偶然，无法缩小。占比是方差的占比，下为90%区间，"
        "由参数相同、运气不同的成对模拟得出。另有{n}个数没有离散，或成对模拟太少，无法区分。",
        "Assumption is what the numbers are not known to be: knowing them narrows it. Luck is what happens to persons"
        " and firms, and stays. Shares are of the variance, with their 90 % intervals, from pairs of replications with"
        " the same parameters and other luck. Of {n} more numbers it cannot be told: they do not differ, or the pairs"
        " are too few.",
    ).filled(n=len(found) - len(rows))) if found else ()  # fmt: skip
    return made("rests", Words("离散来自假定还是运气", "What the spread comes from"), columns, rows, hidden=hidden,
                notes=notes)  # fmt: skip


def _known(results: Results) -> list[tuple[Spread, Share | None]]:
    known = shares(results)
    return [(one, known[one.name]) for one in spreads(results)]


def _row(results: Results, one: Spread, share: Share) -> dict[str, Any]:
    return {
        "spread": one.name, "kind": one.kind, "item": one.item, "title": named(results.scenario, one),
        "year": period(results, one), "assumption": share.share, "luck": 1 - share.share, "low": share.low,
        "high": share.high, "pairs": share.pairs,
    }  # fmt: skip


def named(scenario: Scenario, one: Spread) -> Words:
    """What a spread is of."""
    if one.item is None:
        return _SPREADS[one.kind]
    of = scenario.funds[one.item] if one.kind in (NEEDED, OVERRUN) else scenario.targets[one.item]
    return _SPREADS[one.kind].filled(of=title(of.title))


def period(results: Results, one: Spread) -> Words:
    if one.year is not None:
        return Words(f"{one.year}年", str(one.year))
    return Words(f"{results.years[0]}–{results.years[-1]}年", f"{results.years[0]}–{results.years[-1]}")


def part(share: float) -> Words:
    """A share as one says it: about four fifths."""
    return next(words for least, words in _PARTS if share >= least)


def number(scenario: Scenario, path: str) -> Words:
    """What a number is called: its heading and its title."""
    head, own = titled(scenario, tuple(path.split(".")))
    return Words(f"{head.zh}·{own.zh}", f"{head.en}, {own.en}")


def listed(scenario: Scenario, paths: Sequence[str]) -> Words:
    """Numbers in a row."""
    found = [number(scenario, path) for path in paths]
    return Words("；".join(one.zh for one in found), "; ".join(one.en for one in found))


def sentence(results: Results, strongest: Sequence[str] | None = None) -> Words:
    """What a bureau chief should know of the outlay's spread; ``strongest`` are paths, else those of the run itself."""
    main = main_spread(results)
    share = shares(results)[main.name]
    if share is None:
        return Words("成对模拟太少，无法区分假定与运气（至少{n}对）。",
                     "Too few pairs to tell assumption from luck (at least {n}).").filled(n=ENOUGH)  # fmt: skip
    paths = carriers(results) if strongest is None else strongest
    low, high = (wan(float(end)) for end in _ends(main))
    said = Words(
        "{y}就业支出的区间（P10至P90，{l}至{h}万元），来自没有把握的数值的{part}，其余是运气",
        "Of the range of the outlay in {y} (P10 to P90: {l} to {h}, in 10,000 CNY), {part} is what is not known, the"
        " rest is luck",
    ).filled(y=period(results, main), l=low, h=high, part=part(share.share))
    if share.share < LITTLE:
        return Words(
            "{said}。把数弄得再准，也缩小不了多少。", "{said}. To know the numbers better would not narrow it much."
        ).filled(said=said)
    if not paths and strongest is not None:
        return Words(
            "{said}。没有哪一个数单独突出于噪声；增加模拟次数（-n）可看得更细。",
            "{said}. No number by itself stands out of the noise; more replications (-n) look closer.",
        ).filled(said=said)
    if not paths:
        return Words(
            "{said}。增加模拟次数不会缩小它，把数弄准才会；哪些数影响大，见 jobsim understand。",
            "{said}. More replications do not narrow it, to know the numbers does; jobsim understand says which.",
        ).filled(said=said)
    return Words(
        "{said}。影响最大的是：{list}。要缩小区间，请先核实这些数；增加模拟次数没有用。",
        "{said}. Most of it is what is not known about: {list}. To narrow it, ask for these first; more replications"
        " do not help.",
    ).filled(said=said, list=listed(results.scenario, paths[:NAMED]))


def _ends(one: Spread) -> tuple[float, float]:
    low, high = np.quantile(one.values, [0.1, 0.9])
    return float(low), float(high)
