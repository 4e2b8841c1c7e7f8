"""说明: which run this is, what the sheets hold and how their numbers are to be read."""

from __future__ import annotations

from jobsim import __version__
from jobsim.experiments.record import run_id
from jobsim.reports.workbook.book import BASIS, Book
from jobsim.reports.workbook.material import Material
from jobsim.reports.workbook.sheet import Column, Sheet
from jobsim.tables.resting import assumed, excluded
from jobsim.tables.rests import sentence

_WIDTHS = (26.0, 100.0)


def add(book: Book, told: Material) -> Sheet:
    """The first sheet. The list of sheets is written when all are there: :func:`contents`."""
    say, head = book.say, told.scenario.scenario
    sheet = book.sheet("说明", "About", BASIS)
    sheet.one_page = True
    sheet.page.set_portrait()
    sheet.lay_out([Column("", "text", width) for width in _WIDTHS])
    sheet.title(book.word(head.title))
    for label, text in _facts(book, told):
        sheet.put(sheet.next, 0, label, "word", "label")
        sheet.put(sheet.next, 1, text, "text")
        sheet.next += 1
    sheet.gap()
    sheet.section(say("怎样读这些数", "How to read the numbers"))
    for label, text in _reading(book, told):
        sheet.put(sheet.next, 0, label, "word", "label")
        sheet.put(sheet.next, 1, text, "text")
        sheet.next += 1
    return sheet


def contents(book: Book, sheet: Sheet) -> None:
    """The list of sheets, each a way to it."""
    sheet.gap()
    sheet.section(book.say("目录", "Sheets"))
    for name in book.sheets:
        if name == sheet.name:
            continue
        form = book.format("text", "link")
        sheet.put(sheet.next, 0, "", "text")
        sheet.page.write_url(sheet.next, 0, f"internal:'{name}'!A1", form, name)
        sheet.put(sheet.next, 1, book.sheets[name].heading, "text")
        sheet.next += 1


def _facts(book: Book, told: Material) -> list[tuple[str, str]]:
    say, results, head = book.say, told.results, told.scenario.scenario
    order = results.order
    facts = [
        (say("县（区）", "County"), f"{book.word(head.province)} {book.word(head.county)}"),
        (say("政策文件", "Policy document"), "—" if head.document is None else book.word(head.document)),
        (say("测算年度", "Years"), say("、", ", ").join(map(str, told.years))),
        (say("方案", "Scenario"), say("；", "; ").join(plan.name for plan in told.study.plans)),
        (say("方案指纹", "Hash of the scenario"), results.scenario_hash),
        (say("运行编号", "Run"), run_id(results.scenario_hash, order, results.replications)),
        (
            say("模拟次数、随机种子", "Replications, seed"),
            say(
                f"{results.replications}次，种子 {order.seed}",
                f"{results.replications} replications, seed {order.seed}",
            ),
        ),
        (
            say("口径", "Forecast"),
            say("静态（人的行为不随政策变化）", "static: people behave as before")
            if order.static
            else say("行为（人的行为随政策变化）", "behavioural: people respond to the policy"),
        ),
        (say("软件版本", "Version"), f"jobsim {__version__}"),
    ]
    if head.note is not None:
        facts.append((say("备注", "Note"), book.word(head.note)))
    return facts


def _reading(book: Book, told: Material) -> list[tuple[str, str]]:
    say = book.say
    said = [
        (
            say("金额", "Money"),
            say(
                "除注明“元”的单价和标准外，金额单位为万元，显示两位小数，单元格内保留全部小数；"
                "显示数相加可能有尾差，合计以公式为准。",
                "In 10,000 CNY with two decimals shown and all kept, except prices and rates in CNY. What is shown"
                " may differ in the last digit when added; the formulas do not.",
            ),
        ),
        (
            say("现金、应付、应计", "Cash, demand, accrued"),
            say(
                "现金是当年实际支付；应付是当年审核通过的金额，不论资金是否足够；应计按权益发生的月份。三者不相加。",
                "Cash is what is paid in the year; demand is what is approved, whether the money suffices or not;"
                " accrued goes by the month in which the right arose. They are never added up.",
            ),
        ),
        (
            say("均值与P10、P50、P90", "Mean and P10, P50, P90"),
            say(
                "每次模拟得到一个数：均值是平均数；P10、P50、P90是10%、50%、90%的模拟不超过的数。只有均值可以相加，"
                "分位数不能相加，所以合计行的分位数由合计数另算。",
                "Each replication gives one number. P10, P50 and P90 are not exceeded in 10, 50 and 90 % of them."
                " Only means add up; the quantiles of a total are reckoned from the total.",
            ),
        ),
        (
            say("人、人次、户、场", "Persons and times"),
            say(
                "享受对象为去重后的人数或户数，发放为人次或户次，预算项目按自身单位（场、岗、年等）计数，各列分开，"
                "不相加。",
                "Heads are distinct persons or firms; what is paid is counted each time; budget lines count in units"
                " of their own. They stand in columns of their own and are not added up.",
            ),
        ),
        (
            say("不计入支出的资金", "Money that is no outlay"),
            say(
                "失业保险基金、税式支出、贷款、单位自筹为备查项目，与财政支出分列。",
                "The insurance fund, taxes forgone, loans and employers' own money are memo items, apart from the"
                " outlay.",
            ),
        ),
        (
            say("公式", "Formulas"),
            say(
                "合计、小计为公式，可以核对；黄色单元格由单位填列。“—”表示未知或不适用，不是零。",
                "Totals and subtotals are formulas. Yellow cells are for the bureau. A dash is unknown or not"
                " applicable, and not nothing.",
            ),
        ),
        (say("依据", "What it rests on"), book.word(told.table(assumed).notes[0])),
    ]
    if told.results.twins is not None:
        said.append((say("假定与运气", "Assumption and luck"), book.word(sentence(told.results))))
    left_out = told.table(excluded).frame
    if not left_out.is_empty():
        names = say("；", "; ").join(f"{row['name']}（{row['clauses']}）" for row in left_out.iter_rows(named=True))
        said.append(
            (
                say("未计入", "Left out"),
                say(f"原文金额缺失，未计入：{names}", f"A figure is missing in the text: {names}"),
            )
        )
    return said
