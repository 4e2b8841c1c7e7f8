"""What the report says, from the question to how to repeat it. All numbers come from the tables."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from jobsim.experiments.results import Results
from jobsim.language import Language, Words
from jobsim.reports import calibration_page, figures
from jobsim.reports.report.answer import answer
from jobsim.reports.report.basis import Basis
from jobsim.reports.report.blocks import (
    Block,
    Command,
    Drawing,
    Folds,
    Grid,
    Paragraph,
    Points,
    Report,
    Section,
    drawing,
    grids,
)
from jobsim.tables.appropriations import appropriations
from jobsim.tables.calibration import calibrations
from jobsim.tables.clauses import clauses
from jobsim.tables.exhaustion import exhaustion
from jobsim.tables.funds import funds
from jobsim.tables.memo import memo
from jobsim.tables.months import months
from jobsim.tables.other_counties import other_counties
from jobsim.tables.outlay import outlay
from jobsim.tables.payers import payers
from jobsim.tables.readings import readings
from jobsim.tables.resting import approximations, assumed, excluded
from jobsim.tables.rests import rests
from jobsim.tables.sureness import sureness
from jobsim.tables.table import Table, title
from jobsim.tables.targets import targets

_FOLDS: dict[str, Folds] = {
    **calibration_page.FOLDS,
    "outlay": {"title": ("clauses",), "heads": ("times",)},
    "memo": {"title": ("clauses",), "heads": ("times",)},
    "funds": {"appropriation": ("source",), "arrears_p50": ("arrears_p95",), "title": ()},
    "appropriations": {"title": ("payers",), "source": ("reference", "note")},
    "targets": {"title": ("clauses", "population"), "required": ("tolerance",), "comes_about": ("rests_on",)},
    "variants": {"title": ("variant",)},
    "clauses": {"clause": ("section",), "title": ("printed",), "where": ("remark",)},
}
"""What stands in small below something else, so that a table fits on a page."""
PRICES = 10
"""So many assumed prices stand in the text, those that cost most."""


def report(basis: Basis, lang: Language) -> Report:
    """The whole report in a language."""
    results = basis.results
    scenario = results.scenario.scenario
    about = Words(
        "{n}次模拟，种子{seed}，运行{run}，方案{hash}",
        "{n} replications, seed {seed}, run {run}, scenario {hash}",
    ).filled(n=results.replications, seed=results.order.seed, run=basis.run, hash=results.scenario_hash[:12])
    parts: list[tuple[str, Words, list[Block]]] = [
        ("question", Words("问题", "The question"), _question(results, lang)),
        ("answer", Words("结论", "The answer"), [Points(answer(results, lang))]),
        ("money", Words("资金够不够", "Will the money last"), _money(results, lang)),
        ("outlay", Words("钱花在哪里", "Where the money goes"), _outlay(results, lang)),
        ("months", Words("各月要多少钱", "When it is needed"), [
            _drawn(figures.months(results, lang), "months", months(results), lang), *_grids(months(results), lang)]),
        ("targets", Words("目标能不能完成", "Which targets are met"), _targets(results, lang)),
        ("memo", Words("备查项目", "Memo items"), [*_grids(memo(results), lang)]),
        ("sure", Words("把握有多大", "How sure this is"), _sure(results, lang)),
        ("rests", Words("依据什么", "What it rests on"), _rests(results, lang)),
        ("changes", Words("什么会改变结论", "What would change it"), _changes(basis, lang)),
        ("repeat", Words("如何重做", "How to repeat it"), _repeat(basis, lang)),
        ("clauses", Words("附录一：逐条对照", "Appendix 1: clause by clause"), [*_grids(clauses(basis.loaded), lang)]),
        ("readings", Words("附录二：条文理解", "Appendix 2: how the text was read"), [
            *_grids(readings(results), lang)]),
        ("prices", Words("附录三：金额或单价为假设的项目", "Appendix 3: assumed amounts and prices"), [
            *_grids(assumed(results), lang)]),
    ]  # fmt: skip
    sections = tuple(Section(anchor, head.of(lang), tuple(blocks)) for anchor, head, blocks in parts if blocks)
    contents, skip = Words("目录", "Contents").of(lang), Words("跳到正文", "Skip to the text").of(lang)
    day = results.scenario.horizon.start
    return Report(lang, day, title(scenario.title).of(lang), about.of(lang), contents, skip, sections)


def _grids(table: Table, lang: Language) -> list[Grid]:
    return [] if table.frame.is_empty() else grids(table, lang, _FOLDS.get(table.name))


def _drawn(picture: figures.Picture, name: str, table: Table, lang: Language) -> Drawing:
    return drawing(picture, name, table, lang)


def _question(results: Results, lang: Language) -> list[Block]:
    head = results.scenario.scenario
    years = results.years
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    asked = Words(
        "{span}年，{county}执行有关就业政策要花多少钱？安排的资金够不够？目标能不能完成？",
        "{span}: what will the employment policy of {county} cost, will the money last, and which targets will be met?",
    ).filled(span=span, county=title(head.county))
    blocks: list[Block] = [Paragraph(asked.of(lang))]
    if head.document is not None:
        issued = Words("（{d}印发）", " (issued on {d})").filled(d=head.issued) if head.issued else Words("", "")
        text = Words("政策文件：{doc}{issued}。", "The policy: {doc}{issued}.")
        blocks.append(Paragraph(text.filled(doc=title(head.document), issued=issued).of(lang)))
    if head.note is not None:
        blocks.append(Paragraph(title(head.note).of(lang)))
    how = Words(
        "办法：把条款能够触及的每个人、每家用人单位逐日模拟一遍，按文件的条款逐件产生申领、审核和支付，这样重复{n}次；"
        "每次的运气和没有把握的数值各不相同。P10、P50、P90表示{n}次中有十分之一、一半、十分之九不超过该数。",
        "How: every person and employer whom a clause can reach is simulated day by day; claims arise, are reviewed and"
        " paid by the clauses of the policy. This is repeated {n} times, each with other luck and other values of"
        " what is"
        " not known. P10, P50 and P90 are not exceeded in a tenth, a half and nine tenths of them.",
    )
    return [*blocks, Paragraph(how.filled(n=results.replications).of(lang))]


def _money(results: Results, lang: Language) -> list[Block]:
    table, blocks = funds(results), list[Block]()
    limited = figures.limited_funds(results)
    for fund in limited:
        blocks.append(_drawn(figures.fan(results, lang, [fund]), f"fan-{fund}", table, lang))
    blocks += _grids(table, lang)
    for fund in limited:
        for year in results.years:
            if results.limited(fund, year):
                picture = figures.distribution(results, fund, year, lang)
                blocks.append(_drawn(picture, f"distribution-{fund}-{year}", table, lang))
        blocks.append(_drawn(figures.exhaustion(results, fund, lang), f"exhaustion-{fund}", exhaustion(results), lang))
    return [*blocks, *_grids(appropriations(results), lang)]


def _outlay(results: Results, lang: Language) -> list[Block]:
    spent, borne = outlay(results), payers(results)
    return [
        _drawn(figures.programmes(results, lang), "programmes", spent, lang), *_grids(spent, lang),
        _drawn(figures.payers(results, lang), "payers", borne, lang), *_grids(borne, lang),
    ]  # fmt: skip


def _targets(results: Results, lang: Language) -> list[Block]:
    table = targets(results)
    if table.frame.is_empty():
        return []
    return [_drawn(figures.targets(results, lang), "targets", table, lang), *_grids(table, lang)]


def _sure(results: Results, lang: Language) -> list[Block]:
    counts = targets(results).frame.filter(pl.col("role") == "row")["how"].value_counts()
    found = {row["how"]: row["count"] for row in counts.to_dicts()}
    how = Words(
        "目标的概率有三种由来：由模拟得出的{s}项次，是预测；由一个假定的数值决定的{a}项次，要更有把握，就要把那个数值弄准；"
        "由构造决定的{c}项次，怎样都是这个结果。",
        "Probabilities of targets come about in three ways: {s} are simulated and a forecast; {a} are set by an assumed"
        " number alone, and to know more is to know that number better; {c} could not come out otherwise.",
    ).filled(s=found.get("simulated", 0), a=found.get("assumption", 0), c=found.get("construction", 0))
    blocks: list[Block] = [*_grids(sureness(results), lang), Paragraph(how.of(lang))]
    parted = rests(results)
    if not parted.frame.is_empty():
        blocks += [_drawn(figures.rests(results, lang), "rests", parted, lang), *_grids(parted, lang)]
    return [*blocks, *_grids(other_counties(results), lang)]


def _rests(results: Results, lang: Language) -> list[Block]:
    prices = assumed(results)
    more = prices.frame.height - PRICES
    if more > 0:
        note = Words("另有{n}项，全部见附录三。", "{n} more: all of them stand in appendix 3.").filled(n=more)
        prices = replace(prices, frame=prices.frame.head(PRICES), notes=(*prices.notes, note))
    calibrated = map(calibration_page.shortened, calibrations(results.scenario))
    tables = (
        *calibrated,
        prices,
        approximations(results),
        excluded(results),
    )
    return [grid for table in tables for grid in _grids(table, lang)]


def _changes(basis: Basis, lang: Language) -> list[Block]:
    blocks: list[Block] = []
    results, others = basis.results, basis.compared
    if others is not None:
        blocks += [Paragraph(caution.of(lang)) for caution in others.cautions]
        picture = figures.differences(others.frame, others.base, others.seed, lang)
        blocks += [_drawn(picture, "differences", others.table, lang), *_grids(others.table, lang)]
    rows = funds(results).frame.filter(pl.col("p_overrun").is_not_null() & (pl.col("kind") == "budget"))
    if not rows.is_empty():
        text = Words(
            "安排数：上表“80%够用”“95%够用”两列是使资金有这样的把握够用的安排数。",
            "The appropriation: the columns 80 % safe and 95 % safe of the table of funds are what would be"
            " enough so"
            " often.",
        )
        blocks.append(Paragraph(text.of(lang)))
    table = readings(results)
    if not table.frame.is_empty():
        text = Words(
            "条文理解：有的条文可以有不同理解，附录二列出本次采用的理解（{n}处）。换一种理解或换一个数值，用 jobsim"
            " compare 与"
            "本次结果逐次配对比较，差别比两次单独运行可靠得多。",
            "Readings: some clauses can be read in several ways; appendix 2 says how they were read here ({n}). Another"
            " reading or another number is held against this result, pair by pair, with jobsim compare, which tells the"
            " difference far more surely than two runs by themselves.",
        )
        blocks.append(Paragraph(text.filled(n=table.frame.height).of(lang)))
    return blocks


def _repeat(basis: Basis, lang: Language) -> list[Block]:
    order = basis.results.order
    facts = [
        (Words("运行", "Run"), basis.run), (Words("方案哈希", "Scenario hash"), basis.results.scenario_hash),
        (Words("种子", "Seed"), str(order.seed)), (Words("模拟次数", "Replications"), str(basis.results.replications)),
        (Words("引擎", "Engine"), order.engine), (Words("jobsim", "jobsim"), basis.version),
        (Words("Python", "Python"), basis.python),
        (Words("程序库", "Libraries"), ", ".join(f"{name} {version}" for name, version in basis.libraries.items())),
    ]  # fmt: skip
    text = Words(
        "同样的命令得到逐字节相同的结果；jobsim verify 可核对一份运行记录。",
        "The same command gives the same result to the byte; jobsim verify checks the record of a run.",
    )
    entries = tuple((head.of(lang), said) for head, said in facts)
    return [Command(basis.command), Paragraph(text.of(lang)), Points(entries)]
