"""The sheet of last year's execution: a line for each programme and budget line, its months beside it."""

from __future__ import annotations

from collections.abc import Iterator

from jobsim.language import Language, Words
from jobsim.reports.county_sheet.form import (
    LAST_YEAR,
    NOTHING,
    REFERENCE,
    WAN,
    Cell,
    Column,
    ExecutedLine,
    Field,
    Page,
    page_title,
)  # fmt: skip
from jobsim.reports.county_sheet.hanging import Hanging
from jobsim.scenario.loader import Loaded
from jobsim.scenario.rule_sections import BudgetLine, Programme
from jobsim.vocabulary import MILESTONES

MONTHS = tuple(f"m{month}" for month in range(1, 13))
_SPENT = [
    Column(Words("项目", "Programme or line"), 30),
    Column(Words("资金", "Fund"), 20),
    Column(Words("享受对象单位", "Who is counted"), 9),
    Column(Words("人数（户数）", "Persons or firms"), 9),
    Column(Words("全年金额（万元）", "Amount of the year (10,000 CNY)"), 11),
    *(
        Column(Words(f"{month}月", name), 7.5)
        for month, name in enumerate(
            ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
        )
    ),
    Column(Words("本单位依据（文件、日期）", "Your source (document, date)"), 22),
    Column(Words("本年预测占支出", "Share of this year's outlay"), 9),
    Column(Words("路径（勿改）", "Path (do not change)"), 30),
]


def executed(loaded: Loaded, hanging: Hanging, lang: Language) -> Page:
    year = loaded.scenario.horizon.start.year - 1
    page = Page(LAST_YEAR, _SPENT)
    page.add(Cell(page_title(loaded, Words(f"{year}年执行", f"execution of {year}")).of(lang), "title"))
    page.add(
        Cell(
            Words(
                "上年实际支付，不改变模拟，列在预测旁作对照。金额以万元计，人数为去重后的人数（户数），知道各月的可分月填。",
                "What was paid in the year before; no simulated number changes by it. In 10,000 CNY; persons are"
                " distinct.",
            ).of(lang),
            "note",
        )
    )
    page.add(
        Cell(
            Words(
                "分月须填满12个月，合计等于全年金额。知道多少填多少，其余留空。",
                "Months are all twelve, and add up to the year. Leave empty what is not known.",
            ).of(lang),
            "note",
        )
    )
    page.heads(lang)
    head: str | None = None
    for line in _spent(loaded, year):
        if line.fund.zh != head:
            head = line.fund.zh
            page.add(Cell(line.fund.of(lang), "section"))
        page.add(*_spent_cells(line, hanging, lang))
    return page


def _spent(loaded: Loaded, year: int) -> list[ExecutedLine]:
    scenario, found = loaded.scenario, []
    entries: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
    for name, entry in entries.items():
        one = scenario.executed.get(year, {}).get(name)
        now: dict[str, float | str | None] = dict.fromkeys(("persons", "amount", *MONTHS))
        if one is not None:
            now["persons"] = one.persons.args[0] if one.persons is not None else None
            now["amount"] = one.amount.args[0] / WAN if one.amount is not None else None
            now |= {key: paid / WAN for key, paid in zip(MONTHS, one.months or (), strict=False)}
        subject = MILESTONES[entry.when].subject if isinstance(entry, Programme) else "county"
        unit = {"person": Words("人", "persons"), "county": Words("人（如有）", "persons, if any")}.get(
            subject, Words("户", "firms or ventures")
        )
        fund = scenario.funds[entry.fund]
        found.append(
            ExecutedLine(
                year, name, Words(entry.title.zh, entry.title.en), Words(fund.title.zh, fund.title.en), unit, now
            )
        )
    order = {fund: place for place, fund in enumerate(dict.fromkeys(line.fund for line in found))}
    return sorted(found, key=lambda line: order[line.fund])


def _spent_cells(line: ExecutedLine, hanging: Hanging, lang: Language) -> Iterator[Cell]:
    yield Cell(line.title.of(lang), "label")
    yield Cell(line.fund.of(lang), "label")
    yield Cell(line.unit.of(lang), "label")
    wan = Words("万元", "10,000 CNY")
    for slot, now in line.now.items():
        low, high = (0.0, 5e6) if slot == "persons" else (0.0 if slot == "amount" else -1e8, 1e8)
        asked = {
            "persons": Words("{t}：{y}年享受补贴的人数（户数），同一人只算一次", "{t}: distinct persons paid in {y}"),
            "amount": Words("{t}：{y}年实际支付的金额，万元", "{t}: paid in {y}, in 10,000 CNY"),
        }.get(slot, Words("{t}：{y}年{m}月实际支付，万元", "{t}: paid in {y}-{m}, in 10,000 CNY"))
        help_ = asked.filled(t=line.title, y=line.year, m=slot[1:])
        unit = line.unit if slot == "persons" else wan
        yield Cell(now, "input", Field(line, slot, "number", now, False, low, high, unit, help_))
    yield Cell(None, "input", Field(line, "reference", "text", None, help=REFERENCE))
    share = hanging.share_of([line.name])
    yield Cell(NOTHING if share is None else share, "share", checked=False)
    yield Cell(line.dotted, "tech")
