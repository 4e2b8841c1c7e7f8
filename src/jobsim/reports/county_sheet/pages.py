"""The sheets in their order, the same for a workbook and for CSV files: numbers row by row, and the readings."""

from __future__ import annotations

from collections.abc import Iterator

from jobsim.language import Language, Words
from jobsim.reports.county_sheet.about import about
from jobsim.reports.county_sheet.form import (
    NAMES,
    NO,
    NOTHING,
    READINGS,
    REFERENCE,
    Cell,
    Column,
    Field,
    Origin,
    Page,
    Style,
    What,
    page_title,
)  # fmt: skip
from jobsim.reports.county_sheet.hanging import Hanging
from jobsim.reports.county_sheet.readings import readings
from jobsim.reports.county_sheet.rows import Row, Sheet, rows
from jobsim.reports.county_sheet.spent import executed
from jobsim.scenario.loader import Loaded


def pages(loaded: Loaded, hanging: Hanging, origin: Origin, lang: Language) -> list[Page]:
    """All sheets in their order."""
    found = rows(loaded)
    return [
        about(loaded, origin, lang),
        *(
            _numbers(loaded, sheet, [row for row in found if row.sheet == sheet], hanging, lang)
            for sheet in ("county", "programmes")
        ),
        executed(loaded, hanging, lang),
        *(
            _numbers(loaded, sheet, [row for row in found if row.sheet == sheet], hanging, lang)
            for sheet in ("funds", "targets")
        ),
        _readings(loaded, lang),
        _numbers(loaded, "other", [row for row in found if row.sheet == "other"], hanging, lang),
    ]


_LEADS: dict[Sheet, Words] = {
    "county": Words(
        "人口、劳动力状态、毕业生、登记、单位、创业实体和法定标准。",
        "People, states, graduates, registration, firms, ventures and statutory standards.",
    ),
    "programmes": Words(
        "各项补贴和预算事项的标准、申领率，岗位和名额，申领程序。",
        "Amounts and take-up of programmes and budget lines, places and seats, procedures.",
    ),
    "funds": Words(
        "预算安排、到账、结转、各级分担。不设预算安排的资金不受限制。",
        "Appropriations, arrivals, carry-over, who pays. A fund without an appropriation is not limited.",
    ),
    "targets": Words("政策文件提出的目标。", "The targets of the document."),
    "other": Words(
        "人员行为、服务和活动的假定，一般不必改。",
        "Assumptions on behaviour, services and events; seldom to be changed.",
    ),
}

# ------------------------------------------------------------------------------------------ numbers

_COLUMNS = [
    Column(Words("事项", "What it is"), 36),
    Column(Words("单位", "Unit"), 9),
    Column(Words("数值", "Value"), 11),
    Column(Words("低", "Low"), 10),
    Column(Words("最可能", "Most likely"), 10),
    Column(Words("高", "High"), 10),
    Column(Words("允许范围", "Admissible"), 15),
    Column(Words("现有来源", "Present source"), 10),
    Column(Words("本单位依据（文件、日期）", "Your source (document, date)"), 22),
    Column(Words("影响", "What it drives"), 30),
    Column(Words("涉及支出占比", "Share of outlay"), 9),
    Column(Words("现有依据和说明", "Present reference and note"), 40),
    Column(Words("路径（勿改）", "Path (do not change)"), 30),
]


def _numbers(loaded: Loaded, sheet: Sheet, found: list[Row], hanging: Hanging, lang: Language) -> Page:
    page = Page(NAMES[sheet], _COLUMNS)
    page.add(Cell(page_title(loaded, NAMES[sheet]).of(lang), "title"))
    page.add(Cell(_LEADS[sheet].of(lang), "note"))
    page.add(Cell(_HOW.of(lang), "note"))
    page.heads(lang)
    head: str | None = None
    for row in found:
        text = (_ASKED if row.asked is not None else row.head).of(lang)
        if text != head:
            page.add(Cell(text, "section"))
            head = text
        page.add(*_number(row, hanging, lang))
    return page


_HOW = Words(
    "黄色格可填：填“数值”即为确定数；拿不准的，清空“数值”，填低、最可能、高。未改的格不必动。",
    "Yellow cells are yours: “Value” for a number that is certain; else empty it and give low, most likely, high.",
)
_ASKED = Words("请先填写：方案中缺少的数", "Please fill in first: figures the scenario lacks")


def _number(row: Row, hanging: Hanging, lang: Language) -> Iterator[Cell]:
    style: Style = "asked" if row.asked is not None else "input"
    title = row.title if row.asked is None else Words("{h}：{t}", "{h}: {t}").filled(h=row.head, t=row.title)
    yield Cell(title.of(lang), "label")
    yield Cell(row.display.unit.of(lang), "label")
    for slot, now in row.cells.items():
        # Only a quantity can be a range.
        yield (
            Cell(now, style, _field(row, slot, now)) if slot == "value" or row.kind == "number" else Cell(None, "label")
        )
    yield Cell(row.display.span.of(lang) if row.kind != "day" else "", "label")
    yield Cell(row.source.of(lang) if row.source is not None else "", "label", checked=False)
    if row.kind == "number":
        yield Cell(None, "input", Field(row, "reference", "text", None, help=REFERENCE))
    else:
        yield Cell(None, "label")
    yield Cell(hanging.told(row).of(lang), "text", checked=False)
    share = hanging.share(row)
    yield Cell(NOTHING if share is None else share, "share", checked=False)
    yield Cell(row.note.of(lang), "text", checked=False)
    yield Cell(row.dotted, "tech")


def _field(row: Row, slot: str, now: float | str | None) -> Field:
    display = row.display
    what: What = "day" if row.kind == "day" else "whole" if row.kind == "whole" else "number"
    return Field(
        row,
        slot,
        what,
        now,
        display.percent,
        display.cell(display.low),
        display.cell(display.high),
        display.unit,
        _help(row),
    )


def _help(row: Row) -> Words:
    if row.asked is not None:
        return row.asked
    unit, span = row.display.unit, row.display.span
    if row.kind == "day":
        text = Words("{t}：写成 {u}，如 {e}", "{t}: as {u}, such as {e}")
        return text.filled(t=row.title, u=unit, e="2024-12-31" if row.path[0] == "programmes" else "03-20")
    unit = unit if unit.zh else Words("（数）", "(number)")
    return Words("{t}是多少？单位：{u}，范围：{s}", "{t}? In {u}, {s}").filled(t=row.title, u=unit, s=span)


# ------------------------------------------------------------------------------------------ readings


def _readings(loaded: Loaded, lang: Language) -> Page:
    columns = [
        Column(Words("可选口径或变体", "Reading or variant"), 60),
        Column(Words("涉及", "What it sets"), 70),
        Column(Words("采用", "Chosen"), 9),
        Column(Words("路径（勿改）", "Path (do not change)"), 34),
    ]
    page = Page(READINGS, columns)
    page.add(Cell(page_title(loaded, READINGS).of(lang), "title"))
    page.add(
        Cell(
            Words(
                "文件有不同理解的，选用的写“是”；两个口径改同一个数的，只能选一个。",
                "Where the text can be read otherwise: write yes beside what you choose. Two that set the same number"
                " exclude each other.",
            ).of(lang),
            "note",
        )
    )
    page.heads(lang)
    for reading in readings(loaded):
        page.add(
            Cell(reading.title.of(lang), "label"),
            Cell(reading.sets.of(lang), "text", checked=False),
            Cell(NO.of(lang), "input", Field(reading, "chosen", "choice", NO.of(lang), help=_CHOOSE)),
            Cell(reading.dotted, "tech"),
        )
    return page


_CHOOSE = Words("采用这一口径的，写“是”", "Write yes to choose it")
