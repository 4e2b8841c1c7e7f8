"""The first sheet: how to fill the others in, what their columns mean, and whose sheet it is."""

from __future__ import annotations

from jobsim.language import Language, Words
from jobsim.reports.county_sheet.form import ABOUT, FORM, Cell, Column, Origin, Page, page_title
from jobsim.scenario.loader import Loaded


def identity(loaded: Loaded, lang: Language) -> dict[str, str]:
    """What a sheet must have in common with the scenario it is read for."""
    return {"form": FORM, "scenario": loaded.scenario.scenario.name, "hash": loaded.hash, "lang": lang}


def about(loaded: Loaded, origin: Origin, lang: Language) -> Page:
    page = Page(ABOUT, [Column(Words("", ""), 22), Column(Words("", ""), 96)], technical=False)
    page.add(Cell(page_title(loaded, Words("县情表", "county sheet")).of(lang), "title"))
    for label, text in _EXPLAINED:
        page.add(Cell(label.of(lang), "strong", checked=False), Cell(text.of(lang), "text", checked=False))
    page.add(
        Cell(Words("涉及支出占比取自", "Shares of outlay are from").of(lang), "strong", checked=False),
        Cell(origin.told.of(lang), "text", checked=False),
    )
    page.add(Cell(Words("以下供程序核对，勿改", "For the program; do not change").of(lang), "section"))
    for key, value in identity(loaded, lang).items():
        page.add(Cell(_IDENTITY[key].of(lang), "label"), Cell(value, "tech"))
    return page


_IDENTITY = {
    "form": Words("表格版本", "Form"),
    "scenario": Words("方案", "Scenario"),
    "hash": Words("方案校验码", "Hash of the scenario"),
    "lang": Words("语言", "Language"),
}
_EXPLAINED = (
    (
        Words("怎么填", "How to fill it in"),
        Words(
            "只填黄色格，橙色格是方案中缺少的数，请先填。知道的填，不知道的保持原样。其他格已锁定。",
            "Fill in yellow cells; orange ones are figures that the scenario lacks. Change what you know and leave the"
            " rest. All other cells are locked.",
        ),
    ),
    (
        Words("数值和区间", "Value and range"),
        Words(
            "确知的填“数值”，以此为准。只知道大概的，“数值”留空，填低、最可能、高三格；只填低和高，表示其间同样可能。",
            "What you know goes into “Value”. What you know roughly: leave “Value” empty and give low, most likely and"
            " high; low and high alone mean that all between is as likely.",
        ),
    ),
    (
        Words("单位", "Units"),
        Words(
            "每行写明单位，大额资金以万元计。百分比格直接填 85% 或 85，不要填 0.85%。",
            "Each row names its unit; large sums are in 10,000 CNY. In cells of percentages type 85 %.",
        ),
    ),
    (
        Words("本单位依据", "Your source"),
        Words(
            "写明文件、报表和日期，该数的来源记为“统计”；不写的记为“本单位填报”。",
            "Name document or register with its date: the number is then a statistic, and else your own.",
        ),
    ),
    (
        Words("影响", "What it drives"),
        Words(
            "直接用这个数计算的项目，和直接取自它的目标。人口、单位和行为的数通过人的经历影响各项目，不逐一列出。",
            "The programmes that are reckoned with the number, and the targets that are read off it. Numbers of people,"
            " firms and behaviour work through lives on all programmes.",
        ),
    ),
    (
        Words("涉及支出占比", "Share of outlay"),
        Words(
            "“影响”一栏各项目的支出（财政资金、现金、模拟均值）占全部财政资金支出的比例；可以重叠，"
            "不能相加，也不是改动的效果。“—”为不能单独算出，或不属财政支出。",
            "The outlay of the programmes named (budget funds, cash, mean of the simulation) in the outlay of all"
            " budget funds. Shares overlap and do not add up, and are not the effect of a change. A dash: not known, or"
            " no outlay.",
        ),
    ),
    (
        Words("交回", "Giving it back"),
        Words(
            "存盘后运行 jobsim sheet 方案 --read 本文件：逐格检查，写出只含改动的方案文件夹，再用 jobsim run 测算。",
            "Save it and run jobsim sheet SCENARIO --read FILE: each cell is checked, and a folder with what you"
            " changed is written, to be used with jobsim run.",
        ),
    ),
)
