"""就业补助资金绩效自评表, the form of the central transfer: money by level, its management, indicators."""

from __future__ import annotations

import polars as pl
from xlsxwriter.utility import xl_rowcol_to_cell

from jobsim.reports.workbook.book import FORMS, Book
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import BLANK, Column, Formula, Sheet, Value
from jobsim.tables.executed import executed
from jobsim.tables.score import score_indicators
from jobsim.tables.written import WAN

_WIDTHS = (18, 20, 40, 22, 22, 36)
_MANAGED = (
    ("分配科学性", "Allotted soundly"),
    ("下达及时性", "Passed on in time"),
    ("拨付合规性", "Paid by the rules"),
    ("使用规范性", "Used by the rules"),
    ("执行准确性", "Carried out exactly"),
    ("预算绩效管理情况", "Budget performance management"),
    ("支出责任履行情况", "Own share borne"),
)


def add(book: Book, told: Material, year: int) -> None:
    """For the fund that has an appropriation and pays employment subsidies; no sheet where there is none."""
    rows = told.table(executed).frame.filter(pl.col("year") == year)
    if rows.is_empty():
        return
    say = book.say
    sheet = book.sheet(*book.of_year("转移支付自评表", "Transfer evaluation", year), FORMS)
    sheet.lay_out([Column("", "text", width) for width in _WIDTHS])
    fund = rows[f"fund_title_{book.lang}"][0]
    sheet.title(
        say(f"{fund}绩效自评表（{year}年度，预测）", f"{fund}: self-evaluation, {year}, as forecast"),
        say("单位：万元", "Unit: 10,000 CNY"),
    )
    sheet.note(
        say(
            "本表为预测，不是决算：全年执行数和实际完成值由模拟得出。各级的全年预算数以下达文件为准，"
            "由单位填列（黄色单元格）。",
            "A forecast and no account: outlay and values reached are simulated. The budget of each level stands in the"
            " letters of allotment and is the bureau's to fill in (yellow cells).",
        )
    )
    for label, value, label_2, value_2 in (
        (
            say("转移支付（项目）名称", "Transfer (project)"),
            fund,
            say("中央主管部门", "Central department"),
            say("人力资源社会保障部", "MOHRSS"),
        ),
        (say("地方主管部门", "Local department"), BLANK, say("资金使用单位", "Used by"), BLANK),
    ):
        sheet.put(sheet.next, 0, label, "word", "label")
        sheet.put(sheet.next, 1, value, "text", columns=2)
        sheet.put(sheet.next, 3, label_2, "word", "label")
        sheet.put(sheet.next, 4, value_2, "text", columns=2)
        sheet.next += 1
    _money(book, sheet, rows)
    _management(book, sheet)
    _goals(book, told, sheet, year)


def _money(book: Book, sheet: Sheet, rows: pl.DataFrame) -> None:
    say, first = book.say, sheet.next
    sheet.put(first, 0, say("资金投入情况（万元）", "Money (10,000 CNY)"), "word", "label", rows=len(rows) + 1)
    heads = (
        "",
        say("全年预算数（A）", "Budget of the year (A)"),
        say("全年执行数（B）", "Outlay of the year (B)"),
        say("预算执行率（B/A×100%）", "Executed (B/A × 100 %)"),
    )
    for at, text, wide in ((1, heads[0], 1), (2, heads[1], 1), (3, heads[2], 1), (4, heads[3], 2)):
        sheet.put(first, at, text, "word", "head", columns=wide)
    for k, row in enumerate(rows.iter_rows(named=True), first + 1):
        style = "total" if row["role"] == "total" else ""
        budget, paid = row["budget"], row["paid"] / WAN
        sheet.put(k, 1, row[f"title_{book.lang}"], "text", style)
        sheet.put(k, 2, BLANK if budget is None else budget / WAN, "wan", style)
        sheet.put(k, 3, Formula(f"=SUM(D{k + 2}:D{first + 1 + len(rows)})", paid) if style else paid, "wan", style)
        a, b = xl_rowcol_to_cell(k, 2), xl_rowcol_to_cell(k, 3)
        rate: Value = Formula(f'=IF(N({a})>0,{b}/{a},"")', "" if not budget else row["paid"] / budget)
        sheet.put(k, 4, rate, "percent", style, columns=2)
    sheet.next = first + 1 + len(rows)


def _management(book: Book, sheet: Sheet) -> None:
    say, first = book.say, sheet.next
    sheet.put(first, 0, say("资金管理情况", "How the money is managed"), "word", "label", rows=len(_MANAGED) + 1)
    sheet.put(first, 1, "", "word", "head")
    sheet.put(first, 2, say("情况说明", "What was done"), "word", "head", columns=2)
    sheet.put(first, 4, say("存在问题和改进措施", "Problems and measures"), "word", "head", columns=2)
    for k, (zh, en) in enumerate(_MANAGED, first + 1):
        sheet.put(k, 1, say(zh, en), "text")
        sheet.put(k, 2, BLANK, "text", columns=2)
        sheet.put(k, 4, BLANK, "text", columns=2)
    sheet.next = first + 1 + len(_MANAGED)


def _goals(book: Book, told: Material, sheet: Sheet, year: int) -> None:
    say, first = book.say, sheet.next
    sheet.put(first, 0, say("总体目标完成情况", "Overall goals"), "word", "label", rows=2)
    sheet.put(first, 1, say("总体目标", "Goals"), "word", "head", columns=2)
    sheet.put(first, 3, say("全年实际完成情况", "Reached in the year"), "word", "head", columns=3)
    indicators = told.table(score_indicators).frame.filter(pl.col("year") == year)
    sheet.put(first + 1, 1, say("；", "; ").join(indicators[f"title_{book.lang}"]) or None, "text", columns=2)
    sheet.put(first + 1, 3, BLANK, "text", columns=3)
    sheet.next = first + 2
    names = [
        say("一级指标", "First level"),
        say("二级指标", "Second level"),
        say("三级指标", "Third level"),
        say("指标值", "Value asked for"),
        say("全年实际完成值（预测P50）", "Reached (forecast, P50)"),
        say("未完成原因和改进措施", "Reasons and measures"),
    ]
    sheet.lay_out([Column(name) for name in names])
    sheet.head()
    for row in indicators.iter_rows(named=True):
        sheet.row([row[f"{key}_{book.lang}"] for key in ("first", "second", "title", "required", "reached")] + [""])
    sheet.row(
        [
            say("满意度指标", "Satisfaction"),
            say("服务对象满意度", "Satisfaction"),
            say("公共就业服务满意度", "Satisfaction with public employment services"),
            BLANK,
            None,
            say("由调查取得，未模拟", "from a survey, not simulated"),
        ]
    )
