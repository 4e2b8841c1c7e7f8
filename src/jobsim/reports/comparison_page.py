"""The document of ``jobsim compare`` as a page in the terminal, for a bureau chief: 万元, largest changes first.

Everything is read from the document, so a stored comparison prints the same page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jobsim.experiments.measures import HORIZON, SECTIONS
from jobsim.reports.tables import empty_table, number, share, wan
from jobsim.tables import target_words

Document = dict[str, Any]
Columns = list[tuple[str, str, bool]]

SMALL = 50.0
"""CNY: a change below it is nothing in 万元 with two decimals."""
FOLD = 0.02
"""Programmes that change by less than this share of the largest change are summed up in one line."""
CHANGES = 8
"""So many changed values are named; ``jobsim diff`` tells all."""
_PROVENANCE = ("source", "reference", "note")


class Say:
    """Chinese and English side by side, or one of them."""

    def __init__(self, lang: str | None) -> None:
        self.lang = lang

    def __call__(self, zh: str, en: str) -> str:
        return {"zh": zh, "en": en}.get(self.lang or "", f"{zh} {en}")

    def lines(self, zh: str, en: str, style: str = "") -> Text:
        """Under one another where both are said."""
        if self.lang:
            return Text(self(zh, en), style=style)
        return Text.assemble((zh, style), "\n", (en, "dim"))

    def sentences(self, zh: str, en: str) -> Text:
        return Text(self(zh, en) if self.lang else f"{zh}\n{en}")

    def table(self, zh: str, en: str, columns: Columns) -> Table:
        table = empty_table(zh, en, columns)
        if self.lang:
            table.title = Text(self(zh, en), style="bold")
            for column, (head_zh, head_en, _) in zip(table.columns, columns, strict=True):
                column.header = Text(self(head_zh, head_en or head_zh), style="bold")
        return table


# ------------------------------------------------------------------------------------------------ numbers


def signed(cny: float | None) -> str:
    """A change of money as 万元 with its sign."""
    if cny is None:
        return "—"
    return "0.00" if abs(cny) < SMALL else f"{cny / 10_000:+,.2f}"


def _range(interval: list[float] | None, shown: Callable[[float | None], str]) -> str:
    return "—" if interval is None else f"{shown(interval[0])} … {shown(interval[1])}"


def _points(value: float | None) -> str:
    """A change of a probability in percentage points."""
    return "—" if value is None else f"{100 * value:+.1f}" if value else "0"


def _counted(value: float | None) -> str:
    return "—" if value is None else ("+" if value > 0 else "") + number(value)


def _narrower(entry: Document) -> str:
    found = entry["narrower"]
    if found is None:
        return "—"
    return f"{found:,.0f}×" if found >= 10 else f"{found:.1f}×"


def _moved(entry: Document | None) -> bool:
    return entry is not None and entry["p_equal"] is not None and bool(entry["p_equal"] < 1.0)


def _change(pair: tuple[Document, Document]) -> float:
    """The larger of the changes in cash and in demand."""
    return max(abs(float(one["mean_difference"])) for one in pair)


def _matters(entry: Document) -> bool:
    """Whether a change of money is seen in 万元 with two decimals, or might be."""
    return _reach((entry, entry)) >= SMALL


def _reach(pair: tuple[Document, Document]) -> float:
    """How large the change might be, by its intervals."""
    return max([_change(pair), *(abs(float(end)) for one in pair for end in one["interval"] or ())])


# ------------------------------------------------------------------------------------------------ one variant


class _Variant:
    """What a variant changes, found by the names of its measures."""

    def __init__(self, document: Document, variant: Document, say: Say) -> None:
        self.say = say
        self.entry = variant
        self.all = [one for one in document["comparisons"] if one["variant"] == variant["variant"]]
        self.by_name = {one["measure"]: one for one in self.all}
        first, last = (int(document["horizon"][end][:4]) for end in ("start", "end"))
        self.years = [str(year) for year in range(first, last + 1)]
        self.spelt = str(first) if first == last else f"{first}–{last}"

    def get(self, *parts: str) -> Document | None:
        return self.by_name.get(".".join(parts))

    def period(self, period: str) -> str:
        return self.spelt if period == HORIZON else period

    # ------------------------------------------------------------------------------------ in words

    def head(self, number: int) -> Text:
        title = self.entry["title"]
        text = Text.assemble((f"{self.say('方案', 'Variant')} {number}: {self.entry['variant']}", "bold"))
        text.append(f"  {self.say(title['zh'], title['en'])}")
        changes = self.changes()
        if not changes:
            text.append("\n" + self.say("与基准没有差别。", "It does not differ from the baseline."))
        else:
            count = len(changes)
            text.append("\n" + self.say(f"与基准有 {count} 处不同：", f"What differs from the baseline ({count}):"))
        for change in changes[:CHANGES]:
            text.append(f"\n  {change}")
        if len(changes) > CHANGES:
            more = len(changes) - CHANGES
            text.append("\n  " + self.say(f"……另有 {more} 处，见 jobsim diff", f"… and {more} more, see jobsim diff"))
        for caution in self.entry["cautions"]:
            text.append("\n" + self.say("注意：" + caution["zh"], "Caution: " + caution["en"]), style="bold red")
        for left in self.entry["excluded"]:
            text.append(f"\n{self.say('未计入', 'Excluded')}: {left['name']} ({left['clause']}): {left['reason']}",
                        style="bold red")  # fmt: skip
        if self.entry["unmatched"]:
            names = ", ".join(self.entry["unmatched"])
            text.append("\n" + self.say("只有一方有、未比较：", "In one of the two only, not compared: ") + names)
        return text

    def changes(self) -> list[str]:
        """What differs, value by value; a programme, fund or event that only one of both has counts as one."""
        found: dict[str, str] = {}
        titles = {
            change["path"].rpartition(".title.")[0]: change
            for change in self.entry["changes"]
            if ".title." in change["path"] and None in (change["baseline"], change["value"])
        }
        for change in self.entry["changes"]:
            whole = next((path for path in titles if change["path"].startswith(f"{path}.")), None)
            if whole is None:
                found[change["path"]] = f"{change['path']}: {short(change['baseline'])} → {short(change['value'])}"
            else:
                added = titles[whole]["baseline"] is None
                found[whole] = f"{whole}: {self.say('新增', 'added') if added else self.say('取消', 'removed')}"
        return list(found.values())

    def headline(self) -> Text:
        """The answer in a few sentences: what is due, what of it is paid, what stays unpaid."""
        say = self.say
        if not any(_moved(one) for one in self.all):
            return say.sentences("与基准完全相同：每次模拟的每一项都没有变化。",
                                 "The same as the baseline: nothing differs in any replication.")  # fmt: skip
        demand, cash = self.total("demand"), self.total("cash")
        more, less, equal = 1.0 - demand["p_less"] - demand["p_equal"], demand["p_less"], demand["p_equal"]
        zh = f"{self.spelt} 年应付（不论资金够不够）{_change_zh(demand, spread=True)}，"
        zh += f"基准为 {wan(demand['baseline'])} 万元；"
        if _moved(demand):
            zh += f"{share(more)} 的模拟中更多，{share(less)} 中更少，{share(equal)} 中相同；"
        zh += f"现金支出{_change_zh(cash)}"
        en = f"Demand {self.spelt}, whether the money suffices or not: {_change_en(demand, spread=True)}, the baseline"
        en += f" being {wan(demand['baseline'])}"
        if _moved(demand):
            en += f"; more in {share(more)} of the replications, less in {share(less)}, equal in {share(equal)}"
        en += f". Outlay in cash: {_change_en(cash)}"
        county = self.get("outlay", HORIZON, "cash", "payer", "county")
        if county is not None:
            zh += f"，其中县级负担{_change_zh(county)}"
            en += f", the county's own share {_change_en(county)}"
        unpaid = [one for one in self.all if one["kind"] == "arrears" and one["year"] is None and _moved(one)]
        if unpaid:
            arrears = sum(one["mean_difference"] for one in unpaid)
            zh += f"；期末欠付变化 {signed(arrears)} 万元：资金用完后，付不出的转为欠付，各项目的现金此消彼长"
            en += f"; arrears at the end {signed(arrears)}: once the money is gone, one programme's cash is another's"
            en += " wait"
        return say.sentences(zh + "。", en + ".")

    def total(self, basis: str) -> Document:
        found: Document = self.by_name[f"outlay.{HORIZON}.{basis}.total"]
        return found

    # ------------------------------------------------------------------------------------ tables

    def totals(self) -> RenderableType:
        """Cash, accrued, demand, each payer; memo items apart."""
        say = self.say
        table = say.table("合计（万元）", "Totals, 10,000 CNY", [
            ("内容", "item", False), ("年", "year", False), *_MONEY])  # fmt: skip
        periods = [HORIZON] if len(self.years) == 1 else [*self.years, HORIZON]
        same: list[str] = []
        for basis, zh, en in (("demand", "应付（不论资金）", "Demand"), ("accrued", "权责发生（当年产生）", "Accrued"),
                              ("cash", "现金支出", "Outlay in cash")):  # fmt: skip
            self._rows(table, say.lines(zh, en), periods, ("outlay", basis, "total"))
        table.add_section()
        payers = [one for one in self.all if one["section"] == "outlay" and one["kind"] == "payer"
                  and one["basis"] == "cash" and one["year"] is None]  # fmt: skip
        for payer in payers:
            title = say.lines(f"其中{payer['title']['zh']}负担", f"of which {payer['title']['en']}")
            if _moved(payer) or payer["item"] == "county":
                self._rows(table, title, periods, ("outlay", "cash", "payer", payer["item"]))
            elif payer["baseline"] != 0.0:
                same.append(say(f"{payer['title']['zh']}负担", payer["title"]["en"]))
        table.add_section()
        for section, (zh, en) in list(SECTIONS.items())[1:]:
            entry = self.get(section, HORIZON, "cash", "total")
            if entry is not None and not _moved(entry):
                same.append(say(zh, en))
            elif entry is not None:
                self._rows(table, say.lines(f"备查：{zh}", f"memo: {en}"), periods, (section, "cash", "total"))
        if not same:
            return table
        return Group(table, Text(say("无变化：", "Unchanged: ") + "; ".join(same), style="dim"))

    def _rows(self, table: Table, title: Text, periods: list[str], name: tuple[str, ...]) -> None:
        """A row for each year and one for all, the title beside the first."""
        for period in periods:
            entry = self.by_name[".".join((name[0], period, *name[1:]))]
            table.add_row(title if period == periods[0] else "", self.period(period), *_money(entry))
        if len(periods) > 1:
            table.add_section()

    def programmes(self) -> RenderableType | None:
        """Every programme and line over the whole horizon; small changes and what does not change are summed up."""
        say = self.say
        of_programmes = [one for one in self.all if one["kind"] == "programme" and one["section"] in SECTIONS]
        paid = [one for one in of_programmes if one["year"] is None and one["basis"] == "cash"]
        rows = [(one, self.by_name[one["measure"].replace(".cash.", ".demand.")]) for one in paid]
        moved = [pair for pair in rows if any(_moved(one) for one in pair)]
        least = max(SMALL, FOLD * max((_change(pair) for pair in moved), default=0.0))
        seen = sorted((pair for pair in moved if _reach(pair) >= least), key=_change, reverse=True)
        lines = self._folded([one for one, demand in moved if _reach((one, demand)) < least], least)
        same = len(rows) - len(moved)
        if same:
            lines.append(say(f"其余 {same} 项每次模拟都无变化。", f"Unchanged in every replication: {same} more."))
        rest = Text("\n".join(lines), style="dim")
        if not seen:
            return rest
        table = say.table(f"分项目，{self.spelt} 年（万元，变化大的在前）",
                          f"By programme, {self.spelt}, 10,000 CNY, largest changes first", [
            ("项目", "programme", False), *_MONEY, ("应付变化", "demand", True)])  # fmt: skip
        for one, demand in seen:
            zh, en = ("", "") if one["section"] == "outlay" else ("备查：", "memo: ")
            title = say.lines(zh + one["title"]["zh"], en + one["title"]["en"])
            table.add_row(title, *_money(one), signed(demand["mean_difference"]))
        return Group(table, rest) if lines else table

    def _folded(self, entries: list[Document], least: float) -> list[str]:
        """Programmes with small changes in a line, memo items in one of their own."""
        lines = []
        each = f"{least / 10_000:.2f}"
        for memo, zh, en in ((False, "项目", "of programmes"), (True, "备查项目", "of memo items")):
            small = [one for one in entries if (one["section"] != "outlay") == memo]
            if small:
                number_, total = len(small), signed(sum(one["mean_difference"] for one in small))
                lines.append(self.say(
                    f"另有 {number_} 个{zh}变化较小（各不足 {each} 万元），现金合计 {total} 万元。",
                    f"Small changes, each below {each}: {number_} {en}, in cash {total} together.",
                ))  # fmt: skip
        return lines

    def targets(self) -> RenderableType | None:
        """Targets whose indicator or probability changes."""
        say = self.say
        told = {(one["target"], one["year"]): one for one in self.entry["targets"]}
        pairs = [(one, self.by_name[one["measure"].removesuffix("value") + "met"])
                 for one in self.all if one["section"] == "target" and one["kind"] == "value"]  # fmt: skip
        moved = sorted((pair for pair in pairs if any(map(_moved, pair))), key=_weight, reverse=True)
        same = len(pairs) - len(moved)
        table = say.table("目标", "Targets", [
            ("目标", "target, who is counted", False), ("年", "year", False), ("要求", "required", True),
            ("指标均值", "mean", True), ("变化", "change", True), ("90%区间", "interval", True),
            ("完成概率", "probability", True), ("变化(百分点)", "points", True), ("90%区间", "interval", True),
            ("由来", "comes about", False), ("窄", "narrower", True)])  # fmt: skip
        for value, met in moved:
            target = told[value["item"], value["year"]]
            shown = signed if value["unit"] == "CNY" else _counted
            table.add_row(
                self._described(target), str(value["year"]), self._required(target),
                wan(value["baseline"]) if value["unit"] == "CNY" else number(value["baseline"]),
                shown(value["mean_difference"]), _range(value["interval"], shown),
                f"{share(met['baseline'])} → {share(met['value'])}", _points(met["mean_difference"]),
                _range(met["interval"], _points), say.lines(*target_words.how(target)), _narrower(value),
            )  # fmt: skip
        every = self.get("all_targets", HORIZON, "met")
        if _moved(every) and every is not None:
            table.add_section()
            table.add_row(
                say.lines(*target_words.joined(self.entry["all_targets"]), "bold"), self.spelt, "", "", "", "",
                f"{share(every['baseline'])} → {share(every['value'])}", _points(every["mean_difference"]),
                _range(every["interval"], _points), "", _narrower(every))  # fmt: skip
        if not same:
            return table if moved else None
        if not moved:
            return Text(say(f"{same} 个目标都无变化。", f"Unchanged targets: all {same}."), style="dim")
        return Group(table, Text(say(f"其余 {same} 个目标无变化。", f"Unchanged targets: {same}."), style="dim"))

    def _described(self, target: Document) -> Text:
        """Title, whom it counts, and the assumption that sets it."""
        say, population = self.say, target["population"]
        text = say.lines(target["title"]["zh"], target["title"]["en"])
        text.append(f"\n{say(population['zh'], population['en'])}", style="dim")
        rests = target_words.rests_on(target)
        if rests is not None:
            text.append(f"\n{say('取决于', 'rests on')} {rests}", style="dim")
        return text

    def _required(self, target: Document) -> Text:
        """Comparator, threshold and unit, and what counts as met where a tolerance moves it."""
        text = self.say.lines(*target_words.requirement(target))
        tolerance = target_words.tolerance(target)
        if tolerance is not None:
            text.append(f"\n{self.say('容差', 'tolerance')} {tolerance}", style="dim")
        return text

    def funds(self) -> Table | None:
        """Funds with an appropriation: how likely they fall short, and what stays unpaid."""
        say = self.say
        table = say.table("资金够不够（万元）", "Will the money last, 10,000 CNY", [
            ("资金", "fund", False), ("年", "year", False), ("超支概率", "overrun", True),
            ("变化(百分点)", "points", True), ("90%区间", "interval", True), ("欠付变化", "arrears", True),
            ("90%区间", "interval", True)])  # fmt: skip
        for arrears in (one for one in self.all if one["kind"] == "arrears" and one["year"] is not None):
            over = self.get("fund", str(arrears["year"]), arrears["item"], "overrun")
            if over is not None and (_moved(arrears) or _moved(over)):
                table.add_row(
                    say.lines(arrears["title"]["zh"], arrears["title"]["en"]), str(arrears["year"]),
                    f"{share(over['baseline'])} → {share(over['value'])}", _points(over["mean_difference"]),
                    _range(over["interval"], _points), signed(arrears["mean_difference"]),
                    _range(arrears["interval"], signed),
                )  # fmt: skip
        return table if table.rows else None


def _weight(pair: tuple[Document, Document]) -> tuple[float, float]:
    """What a target is sorted by: the change of its probability, then that of its indicator against the baseline."""
    value, met = pair
    change, base = abs(value["mean_difference"] or 0.0), abs(value["baseline"] or 0.0)
    return abs(met["mean_difference"]), change / base if base else change


_MONEY: Columns = [
    ("基准", "baseline", True), ("本方案", "variant", True), ("变化", "change", True), ("90%区间", "interval", True),
    ("更省", "less", True), ("窄", "narrower", True),
]  # fmt: skip


def _money(entry: Document) -> tuple[Text | str, ...]:
    return (
        wan(entry["baseline"]), wan(entry["value"]), Text(signed(entry["mean_difference"]), style="bold"),
        _range(entry["interval"], signed), share(entry["p_less"]), _narrower(entry),
    )  # fmt: skip


def _change_zh(entry: Document, *, spread: bool = False) -> str:
    change, interval = entry["mean_difference"], entry["interval"]
    if not _moved(entry):
        return "无变化"
    if not _matters(entry):
        return f"几乎不变（不足 {SMALL:.0f} 元）"
    amount = f"{'多' if change > 0 else '少'} {abs(change) / 10_000:,.2f} 万元"
    if interval is None:
        return amount
    told = f"{amount}（均值的 90% 区间 {signed(interval[0])} 至 {signed(interval[1])}"
    if spread:
        told += f"；十次模拟有九次在 {signed(entry['spread'][0])} 至 {signed(entry['spread'][1])} 之间"
    return told + "）"


def _change_en(entry: Document, *, spread: bool = False) -> str:
    change, interval = entry["mean_difference"], entry["interval"]
    if not _moved(entry):
        return "unchanged"
    if not _matters(entry):
        return f"hardly changed (less than {SMALL:.0f} CNY)"
    amount = f"{abs(change) / 10_000:,.2f} (10,000 CNY) {'more' if change > 0 else 'less'}"
    if interval is None:
        return amount
    told = f"{amount} (90 % interval of the mean {signed(interval[0])} to {signed(interval[1])}"
    if spread:
        told += f"; nine replications in ten between {signed(entry['spread'][0])} and {signed(entry['spread'][1])}"
    return told + ")"


def short(value: Any) -> str:
    """A value of a scenario in few words, without where it comes from."""
    if value is None:
        return "—"
    if isinstance(value, dict):
        kept = {key: below for key, below in value.items() if key not in _PROVENANCE}
        if set(kept) <= {"value", "unit"}:
            return " ".join(str(kept[key]) for key in ("value", "unit") if key in kept)
        return "{" + ", ".join(f"{key}: {short(below)}" for key, below in kept.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(short(below) for below in value)}]"
    return str(value)


# ------------------------------------------------------------------------------------------------ the page


def page(document: Document, lang: str | None = None) -> RenderableType:
    """The whole comparison; ``lang`` is ``zh``, ``en`` or None for both."""
    say = Say(lang)
    base = document["baseline"]
    head = Text.assemble((f"{say('基准', 'Baseline')}: {base['name']}", "bold"))
    head.append(f"  {say(base['title']['zh'], base['title']['en'])}\n")
    head.append(
        say(f"各模拟 {document['replications']} 次，同样的人、同样的运气，种子 {document['seed']}",
            f"{document['replications']} replications each, the same persons, the same luck, seed {document['seed']}")
        + (say(" · 静态", " · static") if document["static"] else "")
    )  # fmt: skip
    for left in base["excluded"]:
        head.append(
            f"\n{say('未计入', 'Excluded')}: {left['name']} ({left['clause']}): {left['reason']}", style="bold red"
        )
    if document["replications"] < 50:
        few = say("模拟次数较少，概率较粗略；-n 可增加。", "Few replications: probabilities are rough; -n runs more.")
        head.append("\n" + few, style="dim")
    rows: list[RenderableType] = [head]
    variants = [_Variant(document, entry, say) for entry in document["variants"]]
    if len(variants) > 1:
        rows += ["", overview(variants, say)]
    for number_, variant in enumerate(variants, 1):
        rows += ["", variant.head(number_), "", variant.headline()]
        if any(_moved(one) for one in variant.all):
            parts = (variant.totals(), variant.programmes(), variant.funds(), variant.targets())
            rows += [part for found in parts if found is not None for part in ("", found)]
    return Group(*rows, "", _legend(document, say))


def overview(variants: list[_Variant], say: Say) -> Table:
    """All variants in one table, in the order in which they were asked for."""
    table = say.table(f"各方案与基准相比，{variants[0].spelt} 年（万元）",
                      f"The variants against the baseline, {variants[0].spelt}, 10,000 CNY", [
        ("方案", "variant", False), ("应付变化", "demand", True), ("90%区间", "interval", True), ("更省", "less", True),
        ("现金变化", "cash", True), ("90%区间", "interval", True), ("县级负担变化", "county", True)])  # fmt: skip
    for variant in variants:
        demand, cash = variant.total("demand"), variant.total("cash")
        county = variant.get("outlay", HORIZON, "cash", "payer", "county")
        title = variant.entry["title"]
        table.add_row(
            Text.assemble((variant.entry["variant"], "bold"), "\n", (say(title["zh"], title["en"]), "dim")),
            signed(demand["mean_difference"]), _range(demand["interval"], signed), share(demand["p_less"]),
            signed(cash["mean_difference"]), _range(cash["interval"], signed),
            signed(county["mean_difference"]) if county is not None else "—",
        )  # fmt: skip
    return table


def _legend(document: Document, say: Say) -> Text:
    assumed = document["assumed"]
    numbers, prices = assumed["assumptions"], len(assumed["prices"])
    text = Text(style="dim")
    text.append(
        say.sentences(
            "变化：本方案减基准，各次模拟逐一相减后的均值；区间来自模拟次数有限。更省：本方案花得更少的模拟所占比例，相同的不算。"
            "窄：区间比两个方案各用不同种子时窄多少倍；窄 10 倍，相当于省下 100 倍的模拟次数。",
            "Change: variant less baseline, replication by replication, and then the mean; the interval comes from the"
            " limited number of replications. Less: share of the replications in which the variant costs less, ties not"
            " counted. Narrower: how many times narrower the interval is than with different seeds; ten times narrower"
            " saves a hundred times the replications.",
        )
    )
    text.append("\n")
    text.append(
        say.sentences(
            f"基准中 {numbers} 个数不出自政策文本或法规，{prices} 个项目的金额或单价为假设，见"
            f" jobsim assumptions {assumed['register']}",
            f"{numbers} numbers of the baseline come neither from the policy text nor from a regulation, and {prices}"
            f" amounts or prices are assumed: jobsim assumptions {assumed['register']}",
        )
    )
    return text
