"""The document of ``jobsim compare`` as a page in the terminal, for a bureau chief: 万元, largest changes first.

Everything is read from the document, so a stored comparison prints the same page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from jobsim.experiments.measures import HORIZON
from jobsim.language import Language, Words
from jobsim.reports.precise import of_comparison
from jobsim.reports.screen import Paragraph, Screen
from jobsim.tables import comparison
from jobsim.tables.compared import Document, Variant, matters, moved, variants
from jobsim.tables.written import SMALL, WAN, percent, share, signed_wan, wan

CHANGES = 8
"""So many changed values are named; ``jobsim diff`` tells all."""
FEW = 50
_PROVENANCE = ("source", "reference", "note")


class Say:
    """One of two languages."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def __call__(self, zh: str, en: str) -> str:
        return Words(zh, en).of(self.lang)


# ------------------------------------------------------------------------------------------------ in words


def head(variant: Variant, number: int, say: Say) -> Text:
    title = variant.entry["title"]
    text = Text.assemble((f"{say('方案', 'Variant')} {number}: {variant.entry['variant']}", "bold"))
    text.append(f"  {say(title['zh'], title['en'])}")
    found = changes(variant, say)
    if not found:
        text.append("\n" + say("与基准没有差别。", "It does not differ from the baseline."))
    else:
        count = len(found)
        text.append("\n" + say(f"与基准有 {count} 处不同：", f"What differs from the baseline ({count}):"))
    for change in found[:CHANGES]:
        text.append(f"\n  {change}")
    if len(found) > CHANGES:
        more = len(found) - CHANGES
        text.append("\n  " + say(f"……另有 {more} 处，见 jobsim diff", f"… and {more} more, see jobsim diff"))
    for caution in variant.entry["cautions"]:
        text.append("\n" + say("注意：" + caution["zh"], "Caution: " + caution["en"]), style="bold red")
    for left in variant.entry["excluded"]:
        text.append(f"\n{say('未计入', 'Excluded')}: {left['name']} ({left['clause']}): {left['reason']}",
                    style="bold red")  # fmt: skip
    if variant.entry["unmatched"]:
        names = ", ".join(variant.entry["unmatched"])
        text.append("\n" + say("只有一方有、未比较：", "In one of the two only, not compared: ") + names)
    return text


def changes(variant: Variant, say: Say) -> list[str]:
    """What differs, value by value; a programme, fund or event that only one of both has counts as one."""
    found: dict[str, str] = {}
    titles = {
        change["path"].rpartition(".title.")[0]: change
        for change in variant.entry["changes"]
        if ".title." in change["path"] and None in (change["baseline"], change["value"])
    }
    for change in variant.entry["changes"]:
        whole = next((path for path in titles if change["path"].startswith(f"{path}.")), None)
        if whole is None:
            found[change["path"]] = f"{change['path']}: {short(change['baseline'])} → {short(change['value'])}"
        else:
            added = titles[whole]["baseline"] is None
            found[whole] = f"{whole}: {say('新增', 'added') if added else say('取消', 'removed')}"
    return list(found.values())


def headline(variant: Variant, say: Say) -> str:
    """The answer in a few sentences: what is due, what of it is paid, what stays unpaid."""
    if not any(moved(one) for one in variant.all):
        return say("与基准完全相同：每次模拟的每一项都没有变化。",
                             "The same as the baseline: nothing differs in any replication.")  # fmt: skip
    demand, cash = variant.total("demand"), variant.total("cash")
    more, less, equal = 1.0 - demand["p_less"] - demand["p_equal"], demand["p_less"], demand["p_equal"]
    zh = f"{variant.spelt} 年应付（不论资金够不够）{_change_zh(demand, spread=True)}，"
    zh += f"基准为 {wan(demand['baseline'])} 万元；"
    if moved(demand):
        zh += f"{percent(more).zh}的模拟中更多，{percent(less).zh}中更少，{percent(equal).zh}中相同；"
    zh += f"现金支出{_change_zh(cash)}"
    en = f"Demand {variant.spelt}, whether the money suffices or not: {_change_en(demand, spread=True)}, the baseline"
    en += f" being {wan(demand['baseline'])}"
    if moved(demand):
        en += f"; more in {share(more)} of the replications, less in {share(less)}, equal in {share(equal)}"
    en += f". Outlay in cash: {_change_en(cash)}"
    county = variant.get("outlay", HORIZON, "cash", "payer", "county")
    if county is not None:
        zh += f"，其中县级负担{_change_zh(county)}"
        en += f", the county's own share {_change_en(county)}"
    unpaid = [one for one in variant.all if one["kind"] == "arrears" and one["year"] is None and moved(one)]
    if unpaid:
        arrears = sum(one["mean_difference"] for one in unpaid)
        zh += f"；期末欠付变化 {signed_wan(arrears)} 万元：资金用完后，付不出的转为欠付，各项目的现金此消彼长"
        en += f"; arrears at the end {signed_wan(arrears)}: once the money is gone, one programme's cash is another's"
        en += " wait"
    return say(zh + "。", en + ".")


def _change_zh(entry: Document, *, spread: bool = False) -> str:
    change, interval = entry["mean_difference"], entry["interval"]
    if not moved(entry):
        return "无变化"
    if not matters(entry):
        return f"几乎不变（不足 {SMALL:.0f} 元）"
    amount = f"{'多' if change > 0 else '少'} {abs(change) / WAN:,.2f} 万元"
    if interval is None:
        return amount
    told = f"{amount}（均值的 90% 区间 {signed_wan(interval[0])} 至 {signed_wan(interval[1])}"
    if spread:
        told += f"；十次模拟有九次在 {signed_wan(entry['spread'][0])} 至 {signed_wan(entry['spread'][1])} 之间"
    return told + "）"


def _change_en(entry: Document, *, spread: bool = False) -> str:
    change, interval = entry["mean_difference"], entry["interval"]
    if not moved(entry):
        return "unchanged"
    if not matters(entry):
        return f"hardly changed (less than {SMALL:.0f} CNY)"
    amount = f"{abs(change) / WAN:,.2f} (10,000 CNY) {'more' if change > 0 else 'less'}"
    if interval is None:
        return amount
    told = f"{amount} (90 % interval of the mean {signed_wan(interval[0])} to {signed_wan(interval[1])}"
    if spread:
        told += (
            f"; nine replications in ten between {signed_wan(entry['spread'][0])} and {signed_wan(entry['spread'][1])}"
        )
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


def page(document: Document, lang: Language) -> RenderableType:
    """The whole comparison in one language."""
    say = Say(lang)
    base = document["baseline"]
    head_ = Text.assemble((f"{say('基准', 'Baseline')}: {base['name']}", "bold"))
    head_.append(f"  {say(base['title']['zh'], base['title']['en'])}\n")
    head_.append(
        say(f"各模拟 {document['replications']} 次，同样的人、同样的运气，种子 {document['seed']}",
            f"{document['replications']} replications each, the same persons, the same luck, seed {document['seed']}")
        + (say(" · 静态", " · static") if document["static"] else "")
    )  # fmt: skip
    for left in base["excluded"]:
        head_.append(
            f"\n{say('未计入', 'Excluded')}: {left['name']} ({left['clause']}): {left['reason']}", style="bold red"
        )
    if document["replications"] < FEW:
        few = say("模拟次数较少，概率较粗略；-n 可增加。", "Few replications: probabilities are rough; -n runs more.")
        head_.append("\n" + few, style="dim")
    rows: list[RenderableType] = [head_]
    if (precise := document["precision"]) is not None:
        rows.append(Paragraph(of_comparison(precise, document["replications"]).of(lang)))
    found = variants(document)
    if len(found) > 1:
        rows += ["", Screen(comparison.overview(found), lang)]
    for number, variant in enumerate(found, 1):
        rows += ["", head(variant, number, say), "", Paragraph(headline(variant, say))]
        if variant.moves:
            for of in (comparison.totals, comparison.programmes, comparison.funds, comparison.targets):
                table = of(variant)
                if table.frame.height:
                    rows += ["", Screen(table, lang)]
                else:
                    rows += [Paragraph(note.of(lang), "dim") for note in table.notes]
    return Group(*rows, "", _legend(document, say))


def _legend(document: Document, say: Say) -> Paragraph:
    assumed = document["assumed"]
    numbers, prices = assumed["assumptions"], len(assumed["prices"])
    lines = (
        say(
            "变化：本方案减基准，各次模拟逐一相减后的均值；区间来自模拟次数有限。更省：本方案花得更少的模拟所占比例，相同的不算。"
            "窄：区间比两个方案各用不同种子时窄多少倍；窄 10 倍，相当于省下 100 倍的模拟次数。",
            "Change: variant less baseline, replication by replication, and then the mean; the interval comes from the"
            " limited number of replications. Less: share of the replications in which the variant costs less, ties not"
            " counted. Narrower: how many times narrower the interval is than with different seeds; ten times narrower"
            " saves a hundred times the replications.",
        ),
        say(
            f"基准中 {numbers} 个数不出自政策文本或法规，{prices} 个项目的金额或单价为假设，见"
            f" jobsim assumptions {assumed['register']}",
            f"{numbers} numbers of the baseline come neither from the policy text nor from a regulation, and {prices}"
            f" amounts or prices are assumed: jobsim assumptions {assumed['register']}",
        ),
    )
    return Paragraph("\n".join(lines), "dim")
