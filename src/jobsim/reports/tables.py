"""The result of a run as tables in the terminal, for a budget officer: 万元, Chinese and English side by side.

Everything is read from the summary document, so a stored run prints the same page as a fresh one.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from jobsim.experiments.summary import MEMO
from jobsim.harmless import harmless
from jobsim.tables import target_words

Document = dict[str, Any]

WIDTH = 118
_WAN = 10_000.0


def wan(cny: float | None) -> str:
    """CNY as 万元 with two decimals."""
    return "—" if cny is None else f"{cny / _WAN:,.2f}"


def share(value: float | None) -> str:
    """A probability in percent; 0 % and 100 % only where every replication agrees."""
    if value is None:
        return "—"
    if 0 < value < 0.005 or 0.995 < value < 1:
        return f"{100 * value:.1f} %"
    return f"{100 * value:.0f} %"


def number(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:,.2f}"


_WIDE = ("项目", "资金", "目标", "内容", "参数")
"""Columns of titles: they may wrap, and keep room."""
_NARROW = ("科目", "年", "来源", "性质", "处理", "由来")
"""Columns of single words that must not break."""


def _title(title: Document, *below: str) -> Text:
    """A title in both languages, and lines of what else is to be said of it."""
    text = Text(title["zh"])
    for line in (title["en"], *below):
        text.append(f"\n{line}", style="dim")
    return text


def _cell(main: str, below: str = "", style: str = "") -> Text:
    """A cell with a second line in small."""
    return Text.assemble((main, style), "\n", (below, "dim")) if below else Text(main, style=style)


def span(document: Document) -> str:
    """The reported years: 2023, or 2022–2023."""
    first, last = (document["horizon"][end][:4] for end in ("start", "end"))
    return first if first == last else f"{first}–{last}"


def interval(found: list[float] | None, shown: Any) -> str:
    return "—" if found is None else f"{shown(found[0])}–{shown(found[1])}"


def empty_table(zh: str, en: str, columns: list[tuple[str, str, bool]]) -> Table:
    """An empty table; ``columns`` are Chinese head, English head and whether the column holds numbers."""
    table = Table(
        title=Text.assemble((zh, "bold"), f"  {en}"), title_justify="left", title_style="", header_style="",
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True,
    )  # fmt: skip
    for head_zh, head_en, numeric in columns:
        head = Text.assemble((head_zh, "bold"), "\n", (head_en, "dim"))
        titles = head_zh in _WIDE
        table.add_column(
            head, justify="right" if numeric else "left", no_wrap=numeric or head_zh in _NARROW, overflow="fold",
            min_width=24 if titles else None,
        )  # fmt: skip
    return table


_SPREAD = [("均值", "mean", True), ("P10", "", True), ("P50", "", True), ("P90", "", True)]


def _spread(entry: Document, style: str = "") -> list[Text]:
    return [Text(wan(entry[key]), style=style) for key in ("mean", "p10", "p50", "p90")]


def _persons(entry: Document) -> Text:
    """Distinct persons paid over the years shown, claims where firms or bodies are paid.

    Over several years the yearly numbers stand below: who is paid in two years is in both of them.
    """
    years = entry["years"].values()
    if entry["distinct_persons"] > 0:
        yearly = "分年 " + " + ".join(f"{year['persons']:,.0f}" for year in years)
        return _cell(f"{entry['distinct_persons']:,.0f} 人", yearly if len(years) > 1 else "")
    return Text(f"{entry['claims']:,.0f} 件" if entry["claims"] > 0 else "0")


def _by_year(entry: Document) -> list[str]:
    """The means of the years in a line, where there are several."""
    years = entry["years"]
    if len(years) == 1:
        return []
    return ["; ".join(f"{year} {wan(one['mean'])}" for year, one in years.items())]


def _programme_rows(table: Table, entries: list[Document]) -> None:
    """One row per programme under its budget code, with a subtotal of means where a code has several."""
    codes = sorted({entry["budget_code"] for entry in entries})
    for code in codes:
        of_code = [entry for entry in entries if entry["budget_code"] == code]
        for entry in of_code:
            title = _title(entry["title"], *_by_year(entry))
            table.add_row(code, title, " ".join(entry["clauses"]), _persons(entry), *_spread(entry))
        if len(of_code) > 1:
            total = sum(entry["mean"] for entry in of_code)
            table.add_row("", Text(f"{code} 小计 subtotal", style="italic"), "", "", Text(wan(total), style="italic"))
        table.add_section()


_PROGRAMME_COLUMNS = [
    ("科目", "code", False), ("项目", "programme", False), ("条款", "clause", False), ("人数/件数", "paid to", True),
    *_SPREAD,
]  # fmt: skip


def _together(document: Document) -> tuple[str, str]:
    """What a table of money says of the years it shows."""
    years = span(document)
    if "–" not in years:
        return f"{years}年", years
    return f"{years}年合计，项目下为各年均值", f"{years} together, means by year below each title"


def outlay(document: Document) -> Table:
    """Cash outlay of the budget funds by code and programme, and the totals per year."""
    zh, en = _together(document)
    table = empty_table(
        f"就业支出（现金，万元），{zh}", f"Outlay in cash, 10,000 CNY, {en}", _PROGRAMME_COLUMNS
    )  # fmt: skip
    _programme_rows(table, document["outlay"]["programmes"])
    totals = dict(document["outlay"]["years"])
    if len(totals) > 1:
        totals[span(document)] = document["outlay"]["total"]
    for year, entry in totals.items():
        table.add_row("", Text(f"{year} 年现金合计 cash, total", style="bold"), "", "", *_spread(entry, "bold"))
        demand = Text("  应付（不论资金） demand, whatever the money", style="dim")
        table.add_row("", demand, "", "", *_spread(entry["demand"], "dim"))
    return table


def memo(document: Document) -> Table | None:
    """Money that is not the bureau's outlay: taxes forgone, insurance-fund money, credit."""
    zh, en = _together(document)
    table = empty_table(
        f"备查项目（不计入支出，现金，万元），{zh}",
        f"Memo items, not outlay, cash, 10,000 CNY, {en}",
        _PROGRAMME_COLUMNS,
    )
    filled = False
    for key, (zh, en) in MEMO.items():
        entry = document["memo"][key]
        if entry["programmes"]:
            _programme_rows(table, entry["programmes"])
            table.add_row("", Text(f"{zh}合计 {en}, total", style="bold"), "", "", *_spread(entry, "bold"))
            table.add_section()
            filled = True
    for key, zh, en in (("disbursed", "创业担保贷款发放", "guaranteed loans disbursed"),
                        ("outstanding", "年末贷款余额", "loans outstanding at the end")):  # fmt: skip
        entry = document["memo"]["loans"].get(key)
        if entry is not None:
            table.add_row("", Text.assemble(zh, "\n", (en, "dim")), "", "", *_spread(entry))
            filled = True
    return table if filled else None


SOURCES: dict[str, tuple[str, str]] = {
    "policy": ("政策文本", "policy text"), "regulation": ("法规", "regulation"), "statistic": ("统计", "statistic"),
    "literature": ("文献", "literature"), "assumption": ("假定", "assumed"), "user": ("本单位填报", "your own"),
}  # fmt: skip
"""Where a number comes from."""


def funds(document: Document) -> RenderableType:
    """Each fund and year: the money, how likely it falls short, and what would have been enough."""
    table = empty_table("资金够不够（万元）", "Will the money last, 10,000 CNY", [
        ("资金", "fund", False), ("预算安排", "appropr.", True), ("结转", "carried", True),
        ("需求P50", "demand", True), ("超支概率", "overrun", True), ("用完", "empty in", True),
        ("80%够用", "80 % safe", True), ("95%够用", "95 % safe", True), ("欠付P50", "arrears", True),
    ])  # fmt: skip
    for fund in document["funds"]:
        month = fund["exhaustion_month"]
        risky = fund["p_overrun"] is not None and fund["p_overrun"] >= 0.2
        table.add_row(
            Text.assemble(f"{fund['title']['zh']} {fund['year']}\n", (fund["title"]["en"], "dim")),
            _appropriation(fund), wan(fund["carry_over"]), wan(fund["demand"]["p50"]),
            _cell(share(fund["p_overrun"]), _in_percent(fund["p_overrun_interval"]), "bold red" if risky else ""),
            "—" if month is None else f"{month}月",
            *(_cell(wan(fund[key]), interval(fund[f"{key}_interval"], _round_wan))
              for key in ("appropriation_80", "appropriation_95")),
            wan(fund["arrears_p50"]),
        )  # fmt: skip
    return Group(table, *(Text(note, style=style) for note, style in _fund_notes(document)))


def _appropriation(fund: Document) -> Text:
    """The appropriation and where it comes from, or that there is none."""
    if fund["kind"] not in ("budget", "insurance"):
        return Text("—")  # nobody appropriates taxes or loans
    if fund["limited"]:
        zh, en = SOURCES[fund["appropriation_from"]["source"]]
        return _cell(wan(fund["appropriation"]), f"{zh} {en}")
    return Text.assemble(("未列预算\nnone stated", "dim"))


def _round_wan(cny: float) -> str:
    return f"{cny / _WAN:,.0f}"


def _in_percent(found: list[float] | None) -> str:
    return "" if found is None else f"{100 * found[0]:.0f}–{100 * found[1]:.0f} %"


def _fund_notes(document: Document) -> list[tuple[str, str]]:
    """What the table of funds does not hold: broken floors, and why an interval is not there."""
    notes = []
    for fund in document["funds"]:
        floor = fund["floor"]
        if floor is None:
            continue
        least = share(floor["share_of_year_before"])
        zh = f"{fund['title']['zh']} {fund['year']}：预算安排低于上年{least}的模拟占 {share(floor['p_broken'])}"
        en = f"{fund['title']['en']} {fund['year']}: below {least} of the year before in {share(floor['p_broken'])}"
        en += " of the replications"
        if floor["short_by"] is not None:
            short = wan(floor["short_by"]["mean"])
            zh += f"，平均低 {short} 万元（安排数照列，不予调高）"
            en += f", by {short} on average (the appropriation stands as it is stated)"
        notes.append((f"{zh}。{en}.", "bold red" if floor["p_broken"] else "dim"))
    if any(fund[f"appropriation_{q}_interval"] is None for fund in document["funds"] for q in ("80", "95")):
        needs = document["interval_needs"]
        notes.append((
            f"第二行为90%区间；“—”：模拟次数不足，80%够用至少需 {needs['p80']} 次，95%够用至少需 {needs['p95']} 次。"
            f" Second lines are 90 % intervals; a dash: too few replications, {needs['p80']} are needed for 80 %,"
            f" {needs['p95']} for 95 %.", "dim",
        ))  # fmt: skip
    return notes


def targets(document: Document) -> Table | None:
    """Each target with its requirement, the simulated middle and range, the probability and how it comes about."""
    if not document["targets"]:
        return None
    table = empty_table("目标能否完成", "Targets", [
        ("目标", "target, who is counted", False), ("条款", "clause", False), ("年", "year", False),
        ("要求", "required", True), ("P50", "P5 … P95", True), ("概率", "probability", True),
        ("由来", "comes about", False),
    ])  # fmt: skip
    for target in document["targets"]:
        clause, unit = target["clause"], target["unit"]
        population = target["population"]
        rests = target_words.rests_on(target)
        below = [f"{population['zh']} {population['en']}", *([f"取决于 rests on {rests}"] if rests else [])]
        required, english = target_words.requirement(target)[0], target_words.unit(unit)[1]
        tolerance = target_words.tolerance(target)
        below += [f"容差 tolerance {tolerance}"] if tolerance else []
        p05, p50, p95 = (target_words.amount(target[key], unit) for key in ("p05", "p50", "p95"))
        simulated = target["comes_about"] == "simulated"
        unlikely = simulated and target["probability"] < 0.5
        table.add_row(
            _title(target["title"], *below),
            clause if isinstance(clause, str) else " ".join(clause), str(target["year"]),
            _cell(required, english if english != "%" else ""),
            _cell(p50, f"{p05} … {p95}"),
            _cell(share(target["probability"]), _in_percent(target["interval"]) if simulated else "",
                  "bold red" if unlikely else "bold" if simulated else ""),
            Text.assemble(target_words.how(target)[0], "\n", (target_words.how(target)[1], "dim")),
        )  # fmt: skip
    every = document["all_targets"]
    zh, en = target_words.joined(every)
    table.add_section()
    table.add_row(
        Text.assemble((zh, "bold"), "\n", (en, "dim")), "", "", "", "",
        "—" if every is None else _cell(share(every["probability"]), _in_percent(every["interval"]), "bold"), "",
    )  # fmt: skip
    return table


PRICES = 10
"""So many programmes with an assumed amount are named, those that cost most first."""


def _mean(document: Document, programme: str) -> float:
    entries = [*document["outlay"]["programmes"]]
    for item in document["memo"].values():
        entries += item["programmes"]
    return next((float(entry["mean"]) for entry in entries if entry["programme"] == programme), 0.0)


def assumed(document: Document) -> Text:
    """What stands on assumptions, below every result."""
    short = document["assumed"]
    text = Text()
    text.append("假设 Assumed\n", style="bold")
    text.append(
        f"  {short['assumptions']} 个数不出自政策文本或法规，其中 {short['uncertain']} 个带区间并逐次抽取。"
        f" {short['assumptions']} numbers come neither from the policy text nor from a regulation;"
        f" {short['uncertain']} of them have a range and are drawn anew in each replication.\n"
    )
    prices = sorted(short["prices"], key=lambda entry: -_mean(document, entry["programme"]))
    if prices:
        named = "、".join(f"{entry['title']['zh']}（{' '.join(entry['clauses'])}）" for entry in prices[:PRICES])
        more = f" … 另有 {len(prices) - PRICES} 项 more" if len(prices) > PRICES else ""
        text.append(
            f"  {len(prices)} 个项目的金额或单价为假设，按金额排列 amounts or prices that are assumed: {named}{more}\n"
        )
    for entry in document["excluded"]:
        text.append(f"  未计入 Excluded: {entry['name']} ({entry['clause']}): {entry['reason']}\n", style="bold red")
    for entry in document.get("approximations", []):
        text.append(
            f"  近似 Approximated: {entry['title']['zh']}（{' '.join(entry['clauses'])}）：{entry['lost']['zh']}\n"
        )
        text.append(f"    {entry['title']['en']}: {entry['lost']['en']}\n", style="dim")
    text.append(f"  全部清单 The whole register: jobsim assumptions {short['register']}\n")
    return text


def page(document: Document) -> RenderableType:
    """The whole result, from outlay to assumptions."""
    few = document["replications"] < 50
    head = Text.assemble(
        (document["title"]["zh"], "bold"), f"  {document['title']['en']}\n",
        f"{document['replications']} 次模拟 replications · 种子 seed {document['seed']}"
        f" · 引擎 engine {document['engine']}{' · 静态 static' if document['static'] else ''}"
        f" · {document['scenario_hash'][:12]}",
    )  # fmt: skip
    if few:
        head.append(
            "\n模拟次数较少，分位数和概率较粗略；-n 可增加。"
            " Few replications: quantiles and probabilities are rough; -n runs more.",
            style="dim",
        )
    parts = [outlay(document), funds(document), memo(document), targets(document)]
    rows: list[RenderableType] = [head]
    for part in parts:
        if part is not None:
            rows += ["", part]
    return Group(*rows, "", assumed(document))


class _Harmless(Console):
    """Prints titles and messages as they are written: no markup in them is obeyed, no control character is sent."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(harmless(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """Nobody reads on: told to the command, which knows whether a record stands."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def console() -> Console:
    """A console no narrower than the tables need when nobody sees its width (a pipe, a log)."""
    plain = _Harmless(highlight=False, markup=False, emoji=False)
    return plain if plain.is_terminal else _Harmless(highlight=False, markup=False, emoji=False, width=WIDTH)
