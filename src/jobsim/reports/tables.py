"""The result of a run as tables in the terminal, for a budget officer: 万元, Chinese and English side by side.

Everything is read from the summary document, so a stored run prints the same page as a fresh one.
"""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from jobsim.experiments.summary import MEMO

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
_NARROW = ("科目", "年", "来源", "性质", "处理")
"""Columns of single words that must not break."""


def measured(target: Document, key: str) -> str:
    """A target's number; sums of money in 万元."""
    value = target[key]
    return f"{wan(value)}万" if target["unit"] == "CNY" and value is not None else number(value)


def _title(title: Document) -> Text:
    return Text.assemble(title["zh"], "\n", (title["en"], "dim"))


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


def _persons(entry: Document) -> str:
    """Persons paid; claims where firms or bodies are paid."""
    if entry["persons"] > 0:
        return f"{entry['persons']:,.0f} 人"
    return f"{entry['claims']:,.0f} 件" if entry["claims"] > 0 else "0"


def _programme_rows(table: Table, entries: list[Document]) -> None:
    """One row per programme under its budget code, with a subtotal of means where a code has several."""
    codes = sorted({entry["budget_code"] for entry in entries})
    for code in codes:
        of_code = [entry for entry in entries if entry["budget_code"] == code]
        for entry in of_code:
            title = Text.assemble(entry["title"]["zh"], "\n", (entry["title"]["en"], "dim"))
            table.add_row(code, title, " ".join(entry["clauses"]), _persons(entry), *_spread(entry))
        if len(of_code) > 1:
            total = sum(entry["mean"] for entry in of_code)
            table.add_row("", Text(f"{code} 小计 subtotal", style="italic"), "", "", Text(wan(total), style="italic"))
        table.add_section()


_PROGRAMME_COLUMNS = [
    ("科目", "code", False), ("项目", "programme", False), ("条款", "clause", False), ("人数/件数", "paid to", True),
    *_SPREAD,
]  # fmt: skip


def outlay(document: Document) -> Table:
    """Cash outlay of the budget funds by code and programme, and the totals per year."""
    table = empty_table("就业支出（现金制，万元）", "Outlay in cash, 10,000 CNY", _PROGRAMME_COLUMNS)
    _programme_rows(table, document["outlay"]["programmes"])
    for year, entry in document["outlay"]["years"].items():
        table.add_row("", Text(f"{year} 年合计 total", style="bold"), "", "", *_spread(entry, "bold"))
        table.add_row("", Text("  应付（不论资金） demand", style="dim"), "", "", *_spread(entry["demand"], "dim"))
    return table


def memo(document: Document) -> Table | None:
    """Money that is not the bureau's outlay: taxes forgone, insurance-fund money, credit."""
    table = empty_table("备查项目（不计入支出，万元）", "Memo items, not outlay, 10,000 CNY", _PROGRAMME_COLUMNS)
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


def funds(document: Document) -> Table:
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
            wan(fund["appropriation"]), wan(fund["carry_over"]), wan(fund["demand"]["p50"]),
            Text(share(fund["p_overrun"]), style="bold red" if risky else ""), "—" if month is None else f"{month}月",
            wan(fund["appropriation_80"]), wan(fund["appropriation_95"]), wan(fund["arrears_p50"]),
        )  # fmt: skip
    return table


_COMPARE = {">=": "≥", "<=": "≤", "==": "=", ">": ">", "<": "<"}


def targets(document: Document) -> Table | None:
    """Each target with its threshold, the simulated middle and range, and the probability of meeting it."""
    if not document["targets"]:
        return None
    table = empty_table("目标能否完成", "Targets", [
        ("目标", "target", False), ("条款", "clause", False), ("年", "year", False), ("要求", "threshold", True),
        ("P50", "", True), ("P5 … P95", "", True), ("概率", "probability", True), ("90%区间", "interval", True),
    ])  # fmt: skip
    for target in document["targets"]:
        clause = target["clause"]
        low, high = target["interval"]
        table.add_row(
            _title(target["title"]), clause if isinstance(clause, str) else " ".join(clause), str(target["year"]),
            f"{_COMPARE[target['comparator']]} {measured(target, 'threshold')}", measured(target, "p50"),
            f"{measured(target, 'p05')} … {measured(target, 'p95')}",
            Text(share(target["probability"]), style="bold red" if target["probability"] < 0.5 else "bold"),
            f"{100 * low:.0f}–{100 * high:.0f} %",
        )  # fmt: skip
    every = document["all_targets"]
    low, high = every["interval"]
    table.add_section()
    table.add_row(
        Text("全部目标 all targets together", style="bold"), "", "", "", "", "",
        Text(share(every["probability"]), style="bold"), f"{100 * low:.0f}–{100 * high:.0f} %",
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


def console(stderr: bool = False) -> Console:
    """A console no narrower than the tables need when nobody sees its width (a pipe, a log)."""
    plain = Console(stderr=stderr, highlight=False)
    return plain if plain.is_terminal else Console(stderr=stderr, highlight=False, width=WIDTH)
