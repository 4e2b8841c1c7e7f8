"""Will the money last: each fund and year, how likely it falls short, and what would be enough."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.estimates import needed
from jobsim.experiments.fund_view import ENOUGH, FundYear, fund_years
from jobsim.experiments.results import Results
from jobsim.experiments.twins import shares
from jobsim.finance.treasury import KINDS
from jobsim.language import Words
from jobsim.tables.shared import SOURCES, beside, beside_of, ends
from jobsim.tables.table import Column, Kind, Table, made, title
from jobsim.tables.written import money, percent

_NOBODY, _NONE = Words("不适用", "not limited"), Words("未列预算", "none stated")


def funds(results: Results) -> Table:
    """One row per fund and year, those that can run out first. What is not known is null, such as their overrun."""
    found = [(one, one.document()) for one in fund_years(results)]
    limited = {one.fund for one, _ in found if one.limited}
    found.sort(key=lambda pair: (pair[0].fund not in limited, KINDS.index(pair[1]["kind"])))
    columns = (
        Column("title", Words("资金", "fund"), "text"),
        Column("year", Words("年", "year"), "year"),
        Column("appropriation", Words("预算安排", "appropriation"), "money", block=1),
        Column("source", Words("来源", "it is"), "text", block=1),
        Column("carry_over", Words("上年结转", "carried over"), "money", block=1),
        Column("demand_p50", Words("需求P50", "demand P50"), "money", block=2), *beside(results, 2),
        Column("p_overrun", Words("超支概率", "overrun"), "share", interval=("p_overrun_low", "p_overrun_high"),
               block=2),
        Column("empty_month", Words("用完月份", "empty in"), "month_of_year", block=2),
        *(Column(f"enough_{q}", Words(f"{q}%够用", f"{q} % safe"), "money",
                 interval=(f"enough_{q}_low", f"enough_{q}_high"), block=3) for q in ENOUGH),
        Column("arrears_p50", Words("欠付P50", "arrears P50"), "money", block=3),
        Column("arrears_p95", Words("欠付P95", "arrears P95"), "money", block=3),
    )  # fmt: skip
    parted = shares(results)
    rows = [_row(one, told) | beside_of(parted.get(f"fund.{one.year}.{one.fund}.needed")) for one, told in found]
    hidden: dict[str, Kind] = {"fund": "code", "kind": "code", "demand_mean": "money", "demand_p10": "money",
                               "demand_p90": "money"}  # fmt: skip
    return made("funds", Words("资金够不够", "Will the money last"), columns, rows, hidden=hidden,
                notes=_notes(found))  # fmt: skip


def _row(one: FundYear, told: dict[str, Any]) -> dict[str, Any]:
    if told["limited"]:
        source = SOURCES[told["appropriation_from"]["source"]]
    else:
        source = _NONE if told["kind"] in ("budget", "insurance") else _NOBODY  # nobody appropriates taxes or loans
    row = {
        "fund": one.fund, "kind": told["kind"], "title": title(told["title"]), "year": one.year,
        "appropriation": told["appropriation"], "source": source, "carry_over": told["carry_over"],
        "demand_mean": told["demand"]["mean"], "p_overrun": told["p_overrun"],
        **{f"demand_{q}": told["demand"][q] for q in ("p10", "p50", "p90")},
        **ends(told["p_overrun_interval"], "p_overrun_low", "p_overrun_high"),
        "empty_month": told["exhaustion_month"], "arrears_p50": told["arrears_p50"], "arrears_p95": told["arrears_p95"],
    }  # fmt: skip
    for q in ENOUGH:
        row[f"enough_{q}"] = told[f"appropriation_{q}"]
        row |= ends(told[f"appropriation_{q}_interval"], f"enough_{q}_low", f"enough_{q}_high")
    return row


def _notes(found: list[tuple[FundYear, dict[str, Any]]]) -> list[Words]:
    """What the columns are, broken floors, and why an interval is not there."""
    notes = [Words(
        "需求含上年欠付；超支：需求超过结转与安排数之和；80%（95%）够用：安排这么多，80%（95%）的模拟不超支。区间均为90%区间。",
        "Demand includes arrears carried in; overrun: demand above what was carried over and appropriated; 80 % (95 %)"
        " safe: with so much, 80 % (95 %) of the replications do not overrun. Intervals are 90 % intervals.",
    )]  # fmt: skip
    for one, told in found:
        floor = told["floor"]
        if floor is None:
            continue
        note = Words(
            "{title} {year}：预算安排低于上年{least}的模拟占{broken}",
            "{title} {year}: below {least} of the year before in {broken} of the replications",
        ).filled(title=title(told["title"]), year=one.year, least=percent(floor["share_of_year_before"]),
                 broken=percent(floor["p_broken"]))  # fmt: skip
        if floor["short_by"] is not None:
            note = Words(
                "{note}，平均低{short}（安排数照列，不予调高）",
                "{note}, by {short} on average (the appropriation stands as it is stated)",
            ).filled(note=note, short=money(floor["short_by"]["mean"]))
        if one.before_is_executed:
            note = Words(
                "{note}；方案未写上年预算安排，按上年执行数比较",
                "{note}; the year before is what was executed, for its appropriation is not stated",
            ).filled(note=note)
        notes.append(Words("{note}。", "{note}.").filled(note=note))
    if any(told[f"appropriation_{q}_interval"] is None for _, told in found for q in ENOUGH):
        least = {f"q{q}": needed(share) for q, share in ENOUGH.items()}
        notes.append(Words(
            "模拟次数不足时没有区间：80%够用至少需{q80}次，95%够用至少需{q95}次。",
            "With too few replications there is no interval: {q80} are needed for 80 %, {q95} for 95 %.",
        ).filled(**least))  # fmt: skip
    return notes
