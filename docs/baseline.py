"""Writes baseline.md and outlay.md beside this file: a run of Jingyuan against the ranges in baseline_ranges.yaml.

Repeat with::

    .venv/bin/jobsim run scenarios/jingyuan_2023 -n 40 --out results
    .venv/bin/python docs/baseline.py results/jingyuan_2023/<run id>
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from ruamel.yaml import YAML

from jobsim.county.groups import BIT
from jobsim.county.synthesis import synthesise
from jobsim.draws import Draws
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.parameters import Parameters
from jobsim.vocabulary import State

HERE = Path(__file__).parent
YEAR = 2023
OUTSIDE = "**outside**"
Values = npt.NDArray[np.float64]
Document = dict[str, Any]


def stocks(folder: Path, seed: int, replications: int) -> dict[str, Values]:
    """The county on the first day of the history, by replication. Students and pupils are not among the persons."""
    scenario = load_scenario(folder / "scenario.resolved.yaml", for_run=True).scenario
    found: dict[str, list[float]] = {}
    for replication in range(replications):
        draws = Draws(seed, replication)
        county = synthesise(scenario, Parameters(scenario, draws.parameter), draws)
        persons = county.persons[county.persons["family"] >= 0]
        state, rural = persons["state"], (persons["groups"] & np.int64(BIT["rural"])) != 0
        resident = state != State.AWAY
        idle = (state == State.OUT) | ((state == State.AT_HOME) & ~rural)
        college = (county.persons["groups"] & np.int64(BIT["college_graduate"])) != 0
        leavers = college & (county.persons["state"] == State.SCHOOL)
        cohorts = scenario.horizon.end.year + 2 - scenario.horizon.history_from.year
        for name, value in (
            ("registered", len(persons)),
            ("resident", resident.sum()),
            ("labour_force", (resident & ~idle).sum()),
            ("firms", county.firms_proper),
            ("self_employed", np.isin(state, [State.FLEXIBLE, State.VENTURE]).sum()),
            ("graduates", leavers.sum() / cohorts),
        ):
            found.setdefault(f"stock:{name}", []).append(float(value))
    return {name: np.array(values) for name, values in found.items()}


def indicators(folder: Path) -> dict[str, Values]:
    """Each indicator at the end of the year, by replication; loans in 10,000 CNY."""
    rows = pl.read_parquet(folder / "indicators.parquet").filter(pl.col("month") == YEAR * 100 + 12)
    found = {str(name): part.sort("replication")["value"].to_numpy() for (name,), part in rows.group_by("indicator")}
    for name in ("entrepreneurship_guaranteed_loans_disbursed", "loan_balance"):
        found[name] = found[name] / 10_000
    return found


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}".removesuffix(".0")


def between(low: float | None, high: float | None) -> str:
    if high is None:
        return f"{number(low)} or more"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def verdict(low: float | None, high: float | None, p10: float, p50: float, p90: float) -> str:
    if (low is not None and p50 < low) or (high is not None and p50 > high):
        return OUTSIDE
    if (low is not None and p10 < low) or (high is not None and p90 > high):
        return "inside, spread beyond"
    return "inside"


def head(manifest: Document) -> str:
    return (
        f"From {manifest['replications']} replications, seed {manifest['seed']}, scenario "
        f"`{manifest['scenario_hash']}`, engine {manifest['engine']}.\n"
        "Written by `docs/baseline.py`, which says how to repeat it.\n"
    )


def baseline(folder: Path, manifest: Document, known: list[Document]) -> str:
    values = indicators(folder) | stocks(folder, manifest["seed"], manifest["replications"])
    lines = [
        "# Jingyuan 2023: the simulated baseline against what was known\n",
        head(manifest),
        "Few of these numbers are published for the county. A range rests on a target of the policy text, on a\n"
        "published figure of another place, on arithmetic, or on judgement. Where it rests on a target, it is 85 to\n"
        "130 % of it: what similar places attain. Monthly rates of the scenario were set with these ranges in view,\n"
        "so the table shows that the parts fit together, not that the model predicts. Stocks of persons and firms are\n"
        "those of the first day of the history, the others those of the end of the year.\n",
        "| | simulated P10 / P50 / P90 | range | | the range rests on |\n|---|---|---|---|---|",
    ]
    notes = []
    for entry in known:
        low, high = entry["range"]
        if entry["source"] not in values:
            lines.append(f"| {entry['title']} | no indicator | {between(low, high)} | | {entry['rests_on']} |")
        else:
            p10, p50, p90 = (float(np.quantile(values[entry["source"]], q)) for q in (0.1, 0.5, 0.9))
            where = verdict(low, high, p10, p50, p90)
            spread = f"{number(p10)} / {number(p50)} / {number(p90)}"
            lines.append(f"| {entry['title']} | {spread} | {between(low, high)} | {where} | {entry['rests_on']} |")
            if where == OUTSIDE and not entry.get("remark"):
                notes.append(f"* **{entry['title']}.** Not explained.")
        if entry.get("remark"):
            notes.append(f"* **{entry['title']}.** {entry['remark']}")
    return "\n".join([*lines, "", "## Remarks", "", *notes, ""])


def outlay(folder: Path, manifest: Document, per_head: dict[str, Document]) -> str:
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    entries = [(entry["budget_code"], entry) for entry in summary["outlay"]["programmes"]]
    for memo in ("insurance_fund", "tax_expenditure", "revenue_forgone"):
        entries += [("memo", entry) for entry in summary["memo"][memo]["programmes"]]
    lines = [
        "# Jingyuan 2023: outlay by programme, checked per head\n",
        head(manifest),
        f"Cash of {YEAR}; P10, P50 and P90 in 10,000 CNY. Persons are the mean number paid in the year, claims where\n"
        "no person is concerned. CNY a head is mean outlay over mean persons: a year's money, so a spell that lies in\n"
        "two years counts partly in each. The expected range is for one person and year. Lines without agents have\n"
        "no heads.\n",
        "| code | programme | clause | persons | P10 | P50 | P90 | CNY a head | expected | | rests on |\n"
        "|---|---|---|---:|---:|---:|---:|---:|---:|---|---|",
    ]
    notes = []
    for code, entry in entries:
        known = per_head.get(entry["programme"], {})
        persons = entry["persons"] or entry["claims"]
        each = entry["mean"] / persons if persons and not entry["budget_line"] else None
        low, high = known.get("range", (None, None))
        where = expected = ""
        if known:
            expected = between(low, high)
            where = "nothing paid" if each is None else verdict(low, high, each, each, each)
        cells = [
            code, entry["title"]["en"], " ".join(entry["clauses"]), "" if entry["budget_line"] else f"{persons:,.1f}",
            *(f"{entry[q] / 1e4:,.1f}" for q in ("p10", "p50", "p90")), number(each), expected, where,
            known.get("rests_on", ""),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
        if known.get("remark"):
            notes.append(f"* **{entry['title']['en']}.** {known['remark']}")
        elif where == OUTSIDE:
            notes.append(f"* **{entry['title']['en']}.** Not explained.")
    total = summary["outlay"]["years"][str(YEAR)]
    cells = [f"{total[q] / 1e4:,.1f}" for q in ("p10", "p50", "p90")]
    lines.append(f"| | **total outlay** | | | {' | '.join(cells)} | | | | |")
    return "\n".join([*lines, *(["", "## Remarks", "", *notes] if notes else []), ""])


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: docs/baseline.py RUN_DIR")
    folder = Path(sys.argv[1])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    known = YAML(typ="safe").load((HERE / "baseline_ranges.yaml").read_text(encoding="utf-8"))
    (HERE / "baseline.md").write_text(baseline(folder, manifest, known["baseline"]), encoding="utf-8")
    (HERE / "outlay.md").write_text(outlay(folder, manifest, known["per_head"]), encoding="utf-8")


if __name__ == "__main__":
    main()
