"""What variants change, in tables: all side by side, and of each its totals, programmes, funds and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jobsim.experiments.measures import HORIZON, SECTIONS
from jobsim.language import Words
from jobsim.tables import target_words
from jobsim.tables.compared import Document, Variant, change, moved, reach
from jobsim.tables.shared import ends
from jobsim.tables.table import Column, Table, made, title
from jobsim.tables.written import SMALL, WAN, signed_wan

FOLD = 0.02
"""Programmes that change by less than this share of the largest change are summed up in one line."""

_ENDS = ("low", "high")
_MONEY = (
    Column("baseline", Words("基准", "baseline"), "money", block=1),
    Column("value", Words("本方案", "variant"), "money", block=1),
    Column("change", Words("变化", "change"), "change", interval=_ENDS, block=1),
    Column("p_less", Words("更省", "less"), "share", block=1),
    Column("narrower", Words("窄", "narrower"), "number", Words("倍", "×"), block=1),
)
_ITEM, _YEAR = Column("title", Words("内容", "item"), "text"), Column("period", Words("年", "year"), "plain")


def _money(entry: Document) -> dict[str, Any]:
    return {
        "baseline": entry["baseline"], "value": entry["value"], "change": entry["mean_difference"],
        **ends(entry["interval"], *_ENDS), "p_less": entry["p_less"], "narrower": entry["narrower"],
    }  # fmt: skip


def overview(found: Sequence[Variant]) -> Table:
    """All variants in one table."""
    rows = []
    for variant in found:
        demand, cash = variant.total("demand"), variant.total("cash")
        county = variant.get("outlay", HORIZON, "cash", "payer", "county")
        rows.append({
            "variant": variant.name, "title": title(variant.entry["title"]), "demand": demand["mean_difference"],
            **ends(demand["interval"], "demand_low", "demand_high"), "p_less": demand["p_less"],
            "cash": cash["mean_difference"], **ends(cash["interval"], "cash_low", "cash_high"),
            "county": None if county is None else county["mean_difference"],
        })  # fmt: skip
    columns = (
        Column("variant", Words("方案", "variant"), "code"), Column("title", Words("名称", "title"), "text"),
        Column("demand", Words("应付变化", "demand"), "change", interval=("demand_low", "demand_high"), block=1),
        Column("p_less", Words("更省", "less"), "share", block=1),
        Column("cash", Words("现金变化", "cash"), "change", interval=("cash_low", "cash_high"), block=1),
        Column("county", Words("县级负担变化", "county's share"), "change", block=1),
    )  # fmt: skip
    head = Words("各方案与基准相比，{y}年", "The variants against the baseline, {y}").filled(y=found[0].spelt)
    return made("variants", head, columns, rows)


def totals(variant: Variant) -> Table:
    """Cash, accrued, demand, each payer; memo items apart. What does not change is named below."""
    rows: list[dict[str, Any]] = []
    same: list[Words] = []

    def add(words: Words, name: tuple[str, ...]) -> None:
        for period in variant.periods:
            entry = variant.by_name[".".join((name[0], period, *name[1:]))]
            rows.append({"title": words, "period": variant.period(period), "measure": entry["measure"],
                         **_money(entry)})  # fmt: skip

    for basis, zh, en in (("demand", "应付（不论资金）", "Demand"), ("accrued", "权责发生（当年产生）", "Accrued"),
                          ("cash", "现金支出", "Outlay in cash")):  # fmt: skip
        add(Words(zh, en), ("outlay", basis, "total"))
    for payer in variant.all:
        if (payer["section"], payer["kind"], payer["basis"], payer["year"]) != ("outlay", "payer", "cash", None):
            continue
        who = title(payer["title"])
        if moved(payer) or payer["item"] == "county":
            add(Words("其中{who}负担", "of which {who}").filled(who=who), ("outlay", "cash", "payer", payer["item"]))
        elif payer["baseline"] != 0.0:
            same.append(Words("{who}负担", "{who}").filled(who=who))
    for section, words in list(SECTIONS.items())[1:]:
        entry = variant.get(section, HORIZON, "cash", "total")
        if entry is not None and not moved(entry):
            same.append(Words(*words))
        elif entry is not None:
            add(Words("备查：{i}", "memo: {i}").filled(i=Words(*words)), (section, "cash", "total"))
    named = Words("、".join(one.zh for one in same), "; ".join(one.en for one in same))
    notes = [Words("无变化：{n}。", "Unchanged: {n}.").filled(n=named)] if same else []
    return made("variant_totals", Words("合计", "Totals"), (_ITEM, _YEAR, *_MONEY), rows, hidden={"measure": "code"},
                notes=notes)  # fmt: skip


def programmes(variant: Variant) -> Table:
    """Programmes and lines over all years, largest changes first; small changes and none at all are summed up below."""
    of_programmes = [one for one in variant.all if one["kind"] == "programme" and one["section"] in SECTIONS]
    paid = [one for one in of_programmes if one["year"] is None and one["basis"] == "cash"]
    pairs = [(one, variant.by_name[one["measure"].replace(".cash.", ".demand.")]) for one in paid]
    changed = [pair for pair in pairs if any(moved(one) for one in pair)]
    least = max(SMALL, FOLD * max((change(*pair) for pair in changed), default=0.0))
    seen = sorted((pair for pair in changed if reach(*pair) >= least), key=lambda pair: change(*pair), reverse=True)
    rows = []
    for one, demand in seen:
        words = title(one["title"])
        if one["section"] != "outlay":
            words = Words("备查：{t}", "memo: {t}").filled(t=words)
        rows.append({"title": words, "programme": one["item"], **_money(one), "demand": demand["mean_difference"]})
    notes = _folded([one for one, demand in changed if reach(one, demand) < least], least)
    if same := len(pairs) - len(changed):
        notes.append(Words("其余{n}项每次模拟都无变化。", "Unchanged in every replication: {n} more.").filled(n=same))
    columns = (Column("title", Words("项目", "programme"), "text"), *_MONEY,
               Column("demand", Words("应付变化", "demand"), "change", block=1))  # fmt: skip
    head = Words("分项目，{y}年，变化大的在前", "By programme, {y}, largest changes first").filled(y=variant.spelt)
    return made("variant_programmes", head, columns, rows, hidden={"programme": "code"}, notes=notes)


def _folded(entries: Sequence[Document], least: float) -> list[Words]:
    """Programmes with small changes in a line, memo items in one of their own."""
    notes = []
    each = f"{least / WAN:.2f}"
    for memo, of in ((False, Words("项目", "of programmes")), (True, Words("备查项目", "of memo items"))):
        small = [one for one in entries if (one["section"] != "outlay") == memo]
        if small:
            total = signed_wan(sum(one["mean_difference"] for one in small))
            notes.append(Words(
                "另有{n}个{of}变化较小（各不足{each}万元），现金合计{total}万元。",
                "Small changes, each below {each}: {n} {of}, in cash {total} together.",
            ).filled(n=len(small), of=of, each=each, total=total))  # fmt: skip
    return notes


def _chances(entry: Document) -> dict[str, Any]:
    """A probability in both, and its change."""
    return {"p_baseline": entry["baseline"], "p_value": entry["value"], "points": entry["mean_difference"],
            **ends(entry["interval"], "points_low", "points_high")}  # fmt: skip


def _chance_columns(zh: str, en: str) -> tuple[Column, ...]:
    return (
        Column("p_baseline", Words(f"基准{zh}", f"{en}, baseline"), "share", block=2),
        Column("p_value", Words(f"本方案{zh}", f"{en}, variant"), "share", block=2),
        Column("points", Words("变化（百分点）", "change, points"), "points", interval=("points_low", "points_high"),
               block=2),
    )  # fmt: skip


def funds(variant: Variant) -> Table:
    """Funds with an appropriation that change: how likely they fall short, and what stays unpaid."""
    rows = []
    for arrears in (one for one in variant.all if one["kind"] == "arrears" and one["year"] is not None):
        over = variant.get("fund", str(arrears["year"]), arrears["item"], "overrun")
        if over is not None and (moved(arrears) or moved(over)):
            rows.append({"title": title(arrears["title"]), "fund": arrears["item"], "period": str(arrears["year"]),
                         **_chances(over), "arrears": arrears["mean_difference"],
                         **ends(arrears["interval"], "arrears_low", "arrears_high")})  # fmt: skip
    columns = (
        Column("title", Words("资金", "fund"), "text"), _YEAR, *_chance_columns("超支概率", "overrun"),
        Column("arrears", Words("欠付变化", "arrears"), "change", interval=("arrears_low", "arrears_high"), block=2),
    )  # fmt: skip
    return made("variant_funds", Words("资金够不够", "Will the money last"), columns, rows, hidden={"fund": "code"})


def targets(variant: Variant) -> Table:
    """Targets whose indicator or probability changes, those that change most first. Sums of money are in 万元."""
    told = {(one["target"], one["year"]): one for one in variant.entry["targets"]}
    pairs = [(one, variant.by_name[one["measure"].removesuffix("value") + "met"])
             for one in variant.all if one["section"] == "target" and one["kind"] == "value"]  # fmt: skip
    changed = sorted((pair for pair in pairs if any(map(moved, pair))), key=_weight, reverse=True)
    rows: list[dict[str, Any]] = []
    for value, met in changed:
        target, scale = told[value["item"], value["year"]], WAN if value["unit"] == "CNY" else 1.0
        rows.append({
            "title": title(target["title"]), "target": value["item"], "period": str(value["year"]),
            "required": Words(*target_words.requirement(target)), "tolerance": target_words.tolerance(target),
            "baseline": _scaled(value["baseline"], scale), "signed": _scaled(value["mean_difference"], scale),
            **ends([end / scale for end in value["interval"]] if value["interval"] else None, "low", "high"),
            **_chances(met), "comes_about": Words(*target_words.how(target)), "narrower": value["narrower"],
            "population": title(target["population"]), "rests_on": target_words.rests_on(target),
        })  # fmt: skip
    every = variant.get("all_targets", HORIZON, "met")
    if every is not None and moved(every):
        rows.append({"role": "total", "title": Words(*target_words.joined(variant.entry["all_targets"])),
                     "period": variant.spelt, **_chances(every), "narrower": every["narrower"]})  # fmt: skip
    columns = (
        Column("title", Words("目标", "target"), "text"), _YEAR, Column("required", Words("要求", "required"), "text"),
        Column("baseline", Words("指标均值", "mean"), "number", block=1),
        Column("signed", Words("变化", "change"), "signed", interval=_ENDS, block=1),
        *_chance_columns("完成概率", "probability"),
        Column("comes_about", Words("由来", "comes about"), "text", block=2),
        Column("narrower", Words("窄", "narrower"), "number", Words("倍", "×"), block=2),
        Column("population", Words("统计对象", "who is counted"), "text", block=3),
        Column("tolerance", Words("容差", "tolerance"), "plain", block=3),
        Column("rests_on", Words("取决于", "rests on"), "plain", block=3),
    )  # fmt: skip
    notes = []
    if same := len(pairs) - len(changed):
        some, none = Words("其余{n}个目标无变化。", "Unchanged targets: {n}."), Words(
            "{n}个目标都无变化。", "Unchanged targets: all {n}.")  # fmt: skip
        notes.append((some if changed else none).filled(n=same))
    return made("variant_targets", Words("目标", "Targets"), columns, rows, hidden={"target": "code"}, notes=notes)


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value / scale


def _weight(pair: tuple[Mapping[str, Any], Mapping[str, Any]]) -> tuple[float, float]:
    """What a target is sorted by: the change of its probability, then that of its indicator against the baseline."""
    value, met = pair
    difference, base = abs(value["mean_difference"] or 0.0), abs(value["baseline"] or 0.0)
    return abs(met["mean_difference"]), difference / base if base else difference
