"""项目支出绩效目标表: what the money is asked for and by which indicators it will be judged."""

from __future__ import annotations

import polars as pl

from jobsim.reports.workbook.book import FORMS, Book
from jobsim.reports.workbook.frames import capital
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import BLANK, Column, Formula, Sheet, Value
from jobsim.tables.goals import goals
from jobsim.tables.targets import targets
from jobsim.tables.written import WAN

_WIDTHS = (18, 20, 48, 14, 26, 28)


def add(book: Book, told: Material, year: int) -> None:
    say = book.say
    sheet = book.sheet(*book.of_year("绩效目标表", "Performance goals", year), FORMS)
    sheet.lay_out([Column("", "text", width) for width in _WIDTHS])
    sheet.title(
        say(f"项目支出绩效目标表（{year}年度）", f"Performance goals of the project, {year}"),
        say("单位：万元", "Unit: 10,000 CNY"),
    )
    sheet.note(
        say(
            "政策文本中的目标照列；“测算中位数”供申报参考，不是政策目标。文本没有、也不能由模拟得出的指标值（质量、"
            "时效、满意度）留空，由单位填列（黄色单元格）。",
            "Targets of the policy text stand as they are. Simulated medians are for reference and no targets of the"
            " text. Values"
            " that neither the text nor the simulation gives (quality, timeliness, satisfaction) are left for the"
            " bureau (yellow).",
        )
    )
    rows = told.table(goals).frame.filter(pl.col("year") == year)
    _opening(book, told, sheet, year, rows.filter(pl.col("role") == "total")["mean"][0] / WAN)
    table = told.table(goals)
    sheet.lay_out([Column(capital(book.word(column.title)), "text") for column in table.columns])
    sheet.head()
    keys = [column.key_in(book.lang) for column in table.columns]
    value = keys.index(f"value_{book.lang}")
    for row in rows.filter(pl.col("role") == "row").iter_rows(named=True):
        cells: list[Value] = [row[key] or "" for key in keys]
        cells[value] = row[keys[value]] or BLANK
        sheet.row(cells)


def _opening(book: Book, told: Material, sheet: Sheet, year: int, budget: float) -> None:
    """What the project is, what it costs, and its goals in words."""
    say, head = book.say, told.scenario.scenario

    def line(label: str, value: Value, kind: str = "text", *others: tuple[str, Value]) -> None:
        wide = len(_WIDTHS) - 1 if not others else 2
        sheet.put(sheet.next, 0, label, "word", "label")
        sheet.put(sheet.next, 1, value, kind, columns=wide)
        for beside, other in others:
            sheet.put(sheet.next, 3, beside, "word", "label")
            sheet.put(sheet.next, 4, other, "text", columns=2)
        sheet.next += 1

    line(say("项目名称", "Project"), book.word(head.title), "text", (say("项目属性", "New or continued"), BLANK))
    line(say("主管部门", "Department in charge"), BLANK, "text", (say("实施单位", "Carried out by"), BLANK))
    horizon = told.scenario.horizon
    line(say("起止时间", "From and to"), f"{horizon.start} – {horizon.end}", "text", (say("年度", "Year"), str(year)))
    below = f"SUM(B{sheet.next + 2}:B{sheet.next + 3})"
    line(say("资金总额", "Money, total"), Formula(f"={below}", budget), "wan")
    line(say("其中：财政拨款", "of it: budget funds"), budget, "wan")
    line(say("其他资金", "other money"), BLANK, "wan")
    document = head.document
    goal = say(f"落实《{document.zh}》", f"Carry out: {document.en}") if document is not None else book.word(head.title)
    found = told.table(targets).frame
    every, yearly = (_said(book, part) for part in (found, found.filter(pl.col("year") == year)))
    line(say("总目标", "Overall goal"), goal + say("。", ". ") + (every if len(told.years) > 1 else ""))
    line(
        say("年度目标", "Goals of the year"),
        yearly or say("本年度没有到期考核的目标。", "No target falls due in the year."),
    )


def _said(book: Book, found: pl.DataFrame) -> str:
    """The titles of targets, each once; they name what is asked for."""
    titles = found.filter(pl.col("role") == "row")[f"title_{book.lang}"].unique(maintain_order=True).to_list()
    return book.say("；", "; ").join(titles) + book.say("。", ".") if titles else ""
