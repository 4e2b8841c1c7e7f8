"""Targets: what is asked for, what the simulation gives, how likely it is met and how that comes about."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.results import Results
from jobsim.experiments.target_view import SIMULATED, all_targets, entries
from jobsim.experiments.twins import shares
from jobsim.language import Words
from jobsim.tables import target_words
from jobsim.tables.shared import CLAUSES, beside, beside_of, ends, joined
from jobsim.tables.table import Column, Kind, Table, made, title
from jobsim.tables.written import WAN


def targets(results: Results) -> Table:
    """One row per target and year of test; ``total`` joins the simulated ones. Sums of money are in 万元."""
    tested = entries(results)
    parted = shares(results)
    rows = [_row(one) | beside_of(parted.get(f"target.{one['year']}.{one['target']}.value")) for one in tested]
    every = all_targets(results, tested) if tested else None
    if tested:
        chance = every or {"probability": None, "interval": None}
        rows.append({"role": "total", "title": Words(*target_words.joined(every)), "probability": chance["probability"],
                     **ends(chance["interval"], "low", "high")})  # fmt: skip
    columns = (
        Column("title", Words("目标", "target"), "text"),
        CLAUSES,
        Column("year", Words("年", "year"), "year"),
        Column("required", Words("要求", "required"), "text"),
        *(Column(q, Words(q.upper().replace("P0", "P"), q.upper().replace("P0", "P")), "number", block=1)
          for q in ("p05", "p50", "p95")),
        *beside(results, 1),
        Column("probability", Words("完成概率", "probability"), "share", interval=("low", "high"), block=1),
        Column("comes_about", Words("由来", "comes about"), "text", block=1),
        Column("population", Words("统计对象", "who is counted"), "text", block=2),
        Column("tolerance", Words("容差", "tolerance"), "plain", block=2),
        Column("rests_on", Words("取决于", "rests on"), "plain", block=2),
    )  # fmt: skip
    notes = (Words(
        "概率后为90%区间；由假定决定、由构造决定的概率不是预测。",
        "Beside a probability stands its 90 % interval; one that comes about by assumption or by construction is no"
        " forecast.",
    ),) if tested else ()  # fmt: skip
    hidden: dict[str, Kind] = {"target": "code", "unit": "text", "indicator": "text", "threshold": "number",
                               "comparator": "code", "how": "code"}  # fmt: skip
    return made("targets", Words("目标能否完成", "Targets"), columns, rows, hidden=hidden, notes=notes)


def _row(target: dict[str, Any]) -> dict[str, Any]:
    scale = WAN if target["unit"] == "CNY" else 1.0
    asked = target_words.requirement(target)
    return {
        "target": target["target"], "title": title(target["title"]), "clauses": joined(target["clause"]),
        "year": target["year"], "required": Words(*asked), "unit": Words(*target_words.unit(target["unit"])),
        **{q: None if target[q] is None else target[q] / scale for q in ("p05", "p50", "p95")},
        "probability": target["probability"], "comes_about": Words(*target_words.how(target)),
        **ends(target["interval"] if target["comes_about"] == SIMULATED else None, "low", "high"),
        "population": title(target["population"]), "tolerance": target_words.tolerance(target),
        "rests_on": target_words.rests_on(target), "indicator": title(target["indicator_title"]),
        "threshold": target["threshold"] / scale, "comparator": target["comparator"], "how": target["comes_about"],
    }  # fmt: skip
