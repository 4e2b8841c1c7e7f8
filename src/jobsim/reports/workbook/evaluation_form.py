"""项目支出绩效自评表, as the forecast has it: points of execution, output and benefit; satisfaction is unknown."""

from __future__ import annotations

from typing import Any

import polars as pl
from xlsxwriter.utility import xl_rowcol_to_cell

from jobsim.experiments.score import BENEFIT, EXECUTION, OUTPUT, PARTS, POINTS, SATISFACTION
from jobsim.reports.workbook.book import FORMS, Book
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import BLANK, Column, Formula, Sheet, Value
from jobsim.tables.executed import budgeted
from jobsim.tables.score import score_indicators, score_parts
from jobsim.tables.table import Table
from jobsim.tables.written import WAN

_WIDTHS = (17, 17, 46, 20, 20, 11, 13, 34)


def add(book: Book, told: Material, year: int) -> None:
    say = book.say
    sheet = book.sheet(*book.of_year("绩效自评表", "Self-evaluation", year), FORMS)
    sheet.lay_out([Column("", "text", width) for width in _WIDTHS])
    sheet.title(
        say(f"项目支出绩效自评表（{year}年度，预测）", f"Self-evaluation of the project, {year}, as forecast"),
        say("单位：万元、分", "Unit: 10,000 CNY, points"),
    )
    sheet.note(
        say(
            "本表为预测，不是决算：全年执行数、实际完成值和得分由模拟得出，年终以实际数替换。指标分值在产出50分、"
            "效益30分内平均分配，单位可另定。",
            "A forecast and no account: outlay, values reached and points are simulated, to be replaced by what has"
            " happened."
            " The 50 points of output and the 30 of benefit are shared evenly among the indicators; the bureau may"
            " set others.",
        )
    )
    head = told.scenario.scenario
    for label, value, label_2, value_2 in (
        (say("项目名称", "Project"), book.word(head.title), say("主管部门", "Department in charge"), BLANK),
        (say("实施单位", "Carried out by"), BLANK, say("年度", "Year"), str(year)),
    ):
        sheet.put(sheet.next, 0, label, "word", "label")
        sheet.put(sheet.next, 1, value, "text", columns=3)
        sheet.put(sheet.next, 4, label_2, "word", "label")
        sheet.put(sheet.next, 5, value_2, "text", columns=3)
        sheet.next += 1
    parts = {row["part"]: row for row in of_year(told.table(score_parts), year) if row["part"] is not None}
    execution = _money(book, told, sheet, year, parts[EXECUTION]["mean"])
    indicators = of_year(told.table(score_indicators), year)
    _goals(book, sheet, indicators)
    _indicators(book, sheet, indicators, execution)


def of_year(table: Table, year: int) -> list[dict[str, Any]]:
    return list(table.frame.filter(pl.col("year") == year).iter_rows(named=True))


def _money(book: Book, told: Material, sheet: Sheet, year: int, earned: float | None) -> int | None:
    """项目资金: the funds that have an appropriation; the row that earns points, None if no fund has one."""
    say, first = book.say, sheet.next
    heads = (
        "",
        say("年初预算数", "Initial budget"),
        say("全年预算数（A）", "Budget of the year (A)"),
        say("全年执行数（B）", "Outlay of the year (B)"),
        say("分值", "Points"),
        say("执行率（B/A）", "Executed (B/A)"),
        say("得分", "Earned"),
    )
    rows = of_year(told.table(budgeted), year)
    sheet.put(first, 0, say("项目资金（万元）", "Money (10,000 CNY)"), "word", "label", rows=len(rows) + 1)
    for at, text in enumerate(heads, 1):
        sheet.put(first, at, text, "word", "head")
    known = earned is not None
    total, parts = first + 1, range(first + 2, first + 1 + len(rows))
    for at, row in zip(parts, rows[1:], strict=True):
        budget = None if row["budget"] is None else row["budget"] / WAN
        cells: tuple[tuple[Value, str], ...] = (
            (row[f"title_{book.lang}"], "text"),
            (budget, "wan"),
            (budget, "wan"),
            (None, "wan"),
            ("-", "word"),
            (None, "percent"),
            ("-", "word"),
        )
        for column, (value, kind) in enumerate(cells, 1):
            sheet.put(at, column, value, kind)
    paid = rows[0]["paid"] / WAN if known else None
    rate = Formula(
        f"=IF(D{total + 1}>0,E{total + 1}/D{total + 1},0)",
        rows[0]["paid"] / rows[0]["budget"] if known and rows[0]["budget"] else 0.0,
    )
    closing: tuple[tuple[Value, str], ...] = (
        (rows[0][f"title_{book.lang}"], "text"),
        (sheet.sum(2, parts) if known else None, "wan"),
        (sheet.sum(3, parts) if known else None, "wan"),
        (paid, "wan"),
        (POINTS[EXECUTION], "points"),
        (rate if known else None, "percent"),
        (earned, "points"),
    )
    for column, (value, kind) in enumerate(closing, 1):
        sheet.put(total, column, value, kind, "total")
    sheet.next = first + 1 + len(rows)
    without = rows[0][f"without_{book.lang}"]
    if without:
        sheet.note(
            say(
                f"只含列明预算安排的资金；未列预算安排、不计执行率的资金：{without}。",
                f"Only funds with an appropriation; without one, and so without execution: {without}.",
            )
        )
    return total if known else None


def _goals(book: Book, sheet: Sheet, indicators: list[dict[str, Any]]) -> None:
    say, first = book.say, sheet.next
    full = sum((row["attained"] or 0.0) >= 0.995 for row in indicators)
    sheet.put(first, 0, say("年度总体目标", "Goals of the year"), "word", "label", rows=2)
    sheet.put(first, 1, say("预期目标", "Expected"), "word", "head", columns=3)
    sheet.put(first, 4, say("实际完成情况（预测）", "Reached (forecast)"), "word", "head", columns=4)
    expected = say("；", "; ").join(row[f"title_{book.lang}"] for row in indicators)
    sheet.put(first + 1, 1, expected or None, "text", columns=3)
    words = say(
        f"{len(indicators)}项指标中，预计{full}项基本得满分，其余见下表和“得分预测”“提分措施”两表。",
        f"Of {len(indicators)} indicators {full} are expected to earn (nearly) all their points; for the others see"
        f" below and the"
        " sheets of the score.",
    )
    sheet.put(first + 1, 4, words, "text", columns=4)
    sheet.next = first + 2


def _indicators(book: Book, sheet: Sheet, indicators: list[dict[str, Any]], execution: int | None) -> None:
    say, lang = book.say, book.lang
    names = (
        say("一级指标", "First level"),
        say("二级指标", "Second level"),
        say("三级指标", "Third level"),
        say("年度指标值", "Value asked for"),
        say("实际完成值（预测P50）", "Reached (forecast, P50)"),
        say("分值", "Points"),
        say("得分（预测均值）", "Earned (forecast mean)"),
        say("偏差原因分析及改进措施", "Reasons and measures"),
    )
    kinds = ("text", "text", "text", "text", "text", "points", "points", "text")
    sheet.lay_out([Column(name, kind) for name, kind in zip(names, kinds, strict=True)])
    sheet.head()
    subtotals, known = [], 0.0 if execution is None else POINTS[EXECUTION]
    for part in (OUTPUT, BENEFIT):
        first = sheet.next
        held = [row for row in indicators if row["part"] == part]
        if not held:
            nothing = say("本年没有可计分的指标，得分未知", "no indicator of the year: unknown")
            sheet.row([book.word(PARTS[part]), "", nothing, "", "", POINTS[part], None, ""])
            continue
        for row in held:
            sheet.row(
                [
                    *(row[f"{key}_{lang}"] for key in ("first", "second", "title", "required", "reached")),
                    row["points"],
                    row["mean"],
                    "",
                ]
            )
        sums = [sheet.sum(column, range(first, sheet.next)) for column in (5, 6)]
        subtotals.append(sheet.row([book.word(PARTS[part]), say("小计", "Subtotal"), "", "", "", *sums, ""], "total"))
        known += POINTS[part]
    sheet.row(
        [
            book.word(PARTS[SATISFACTION]),
            say("服务对象满意度", "Satisfaction"),
            say("公共就业服务满意度", "Satisfaction with public employment services"),
            BLANK,
            None,
            POINTS[SATISFACTION],
            None,
            say("由调查取得，未模拟，不计入预测得分", "from a survey, not simulated, left out of the score"),
        ]
    )
    earned = [xl_rowcol_to_cell(row, 6) for row in subtotals] + (
        [xl_rowcol_to_cell(execution, 7)] if execution is not None else []
    )
    value = sum(sheet.value(row, 6) for row in subtotals) + (
        sheet.value(execution, 7) if execution is not None else 0.0
    )
    words = say(f"合计（已知的{known:g}分中预测得分）", f"Total (forecast, of the {known:g} points known)")
    sheet.row([words, "", "", "", "", known, Formula("=" + "+".join(earned), value) if earned else None, ""], "total")
