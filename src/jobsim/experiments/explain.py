"""Why was this paid? A payment with its rule, its clause and the dated history behind it; a person's journey.

Nothing of this is stored with a run: the replication is run again from its record, listening to one person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.record import Record, scenario_of
from jobsim.experiments.reduction import PAYER_NAMES, STATUSES, Reduced, budget_entries
from jobsim.experiments.replications import MOST, Order, replicate
from jobsim.experiments.results import SUBJECT_KINDS, line_names
from jobsim.harmless import shortened
from jobsim.scenario.loader import Loaded

Run = Callable[[Loaded, Order, int, frozenset[int]], Reduced]

OTHER_CLAIMS = 12
"""So many other claims of the same subject are told, those nearest in time."""

_DIGITS = 18
"""A longer number is none of a replication, a claim or a person."""

_RULE_KEYS = ("pays", "when", "who", "conditions", "amount", "volume", "price", "limits", "excludes", "effective",
              "take_up", "claim")  # fmt: skip


@dataclass(frozen=True)
class JourneyStep:
    """One dated entry of a person's history. ``behind`` marks what led to the payment asked about."""

    date: dt.date
    phase: str
    en: str
    zh: str
    behind: bool = False


@dataclass(frozen=True)
class Explanation:
    """All that is known about one claim: amounts in CNY, dates (None if they did not come), rule, history."""

    replication: int
    claim: dict[str, Any]
    rule: dict[str, Any]
    clauses: list[dict[str, Any]]
    other_claims: list[dict[str, Any]]
    history: list[JourneyStep]


def parse_payment(text: str) -> tuple[int, int]:
    """Replication and claim of ``3/1204``; a claim alone is one of replication 0. Raises RecordError."""
    first, slash, second = text.partition("/")
    parts = (first, second) if slash else ("0", first)
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise RecordError(f"a payment is REPLICATION/CLAIM or CLAIM, such as 0/1204; found {shortened(text, 60)!r}")
    if any(len(part.lstrip("0")) > _DIGITS for part in parts):
        raise RecordError(f"no run has so many payments: {shortened(text, 60)}")
    return int(parts[0].lstrip("0") or "0"), int(parts[1].lstrip("0") or "0")


def _replicate(loaded: Loaded, order: Order, replication: int, persons: frozenset[int]) -> Reduced:
    return replicate(loaded.scenario, order, replication, persons)


def explain(record: Record, payment: str, run: Run = _replicate) -> Explanation:
    """Explain a payment of a recorded run. Raises RecordError if there is none of that number."""
    replication, number = parse_payment(payment)
    if replication >= record.order.replications:
        raise RecordError(f"the run has replications 0 to {record.order.replications - 1}; there is no {replication}")
    loaded = scenario_of(record)
    order = replace(record.order, ledger=True)
    person = _stored_person(record, replication, number)
    reduced = run(loaded, order, replication, frozenset() if person is None or person < 0 else frozenset({person}))
    _same_as_recorded(record, reduced)
    ledger = reduced.ledger
    assert ledger is not None
    found = ledger[ledger["claim"] == number]
    if not len(found):
        raise RecordError(f"replication {replication} has claims 0 to {len(ledger) - 1}; there is no claim {number}")
    row = found[0]
    if person is None and row["person"] >= 0:
        reduced = run(loaded, order, replication, frozenset({int(row["person"])}))
    name = line_names(loaded.scenario)[row["programme"]]
    others = _other_claims(ledger, row)
    return Explanation(
        replication=replication,
        claim=claim_facts(loaded, row),
        rule=rule_facts(loaded, name, reduced.parameters),
        clauses=clause_facts(loaded, budget_entries(loaded.scenario)[row["programme"]].clause),
        other_claims=[claim_facts(loaded, other) for other in others],
        history=_with_milestones(
            history(reduced, int(row["person"]), int(row["first_day"]), int(row["entitled_day"])), row
        ),
    )


def _same_as_recorded(record: Record, reduced: Reduced) -> None:
    """The replay must be the recorded run: claim numbers of another model would explain the wrong payment."""
    columns = ["month", "persons", "claims", "amount_fen"]
    outlay = record.table("outlay", dict.fromkeys(["replication", *columns], pl.Int64))
    stored = outlay.filter(pl.col("replication") == reduced.replication).select(columns).rows()
    if stored != [tuple(row) for row in reduced.outlay[columns].tolist()]:
        made = record.manifest.get("jobsim", "?")
        raise RecordError(
            f"{record.folder} was made by another state of jobsim (version {made}): its replay differs; run it again"
        )


def _other_claims(ledger: npt.NDArray[Any], row: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Other claims of the same subject, nearest in time first chosen, then by date.

    The county is the subject of all budget lines: there only the other payments of the same line belong together.
    """
    same = (ledger["subject_kind"] == row["subject_kind"]) & (ledger["subject"] == row["subject"])
    if SUBJECT_KINDS[row["subject_kind"]] == "county":
        same &= ledger["programme"] == row["programme"]
    others = ledger[same & (ledger["claim"] != row["claim"])]
    distance = np.abs(others["entitled_day"] - row["entitled_day"])
    nearest = others[np.argsort(distance, kind="stable")[:OTHER_CLAIMS]]
    return np.sort(nearest, order=["entitled_day", "claim"])


def _with_milestones(steps: list[JourneyStep], row: npt.NDArray[Any]) -> list[JourneyStep]:
    """The claim's first and last milestone stand in the history even if the person did not notice them (a loan's
    interest day, a firm's evaluation)."""
    if row["milestone"] < 0:
        return steps
    milestone = list(words.MILESTONES.values())[row["milestone"]]
    noticed = {step.date for step in steps if step.behind}
    days = sorted({int(row["first_day"]), int(row["entitled_day"])})
    added = [
        JourneyStep(date, "endings", f"milestone: {milestone.en}", f"节点：{milestone.zh}", True)
        for date in map(dt.date.fromordinal, days)
        if date not in noticed
    ]
    return sorted([*steps, *added], key=lambda step: step.date)


def _stored_person(record: Record, replication: int, number: int) -> int | None:
    """The person behind a claim if the run kept its ledger: then one replay is enough."""
    if not record.order.ledger:
        return None
    ledger = record.table("ledger", dict.fromkeys(["replication", "claim", "person"], pl.Int64))
    rows = ledger.filter((pl.col("replication") == replication) & (pl.col("claim") == number))
    return int(rows["person"][0]) if len(rows) else None


def trace(loaded: Loaded, order: Order, replication: int, person: int, run: Run = _replicate) -> list[JourneyStep]:
    """The journey of one person. Raises RecordError if the county has no such person."""
    if not 0 <= person < MOST or not 0 <= replication < MOST:
        raise RecordError(
            f"persons and replications count from 0 to {MOST - 1}, found person {person}, replication {replication}"
        )
    steps = history(run(loaded, order, replication, frozenset({person})), person, 0, -1)
    if not steps:
        raise RecordError(f"the county has no person {person} in replication {replication}")
    return steps


# ------------------------------------------------------------------------------------------------ the facts


def _date(day: Any) -> dt.date | None:
    return dt.date.fromordinal(int(day)) if day > 0 else None


def claim_facts(loaded: Loaded, row: npt.NDArray[Any]) -> dict[str, Any]:
    """One ledger row with names, dates and CNY."""
    scenario = loaded.scenario
    entry = budget_entries(scenario)[row["programme"]]
    milestone = None
    if row["milestone"] >= 0:
        code = list(words.MILESTONES)[row["milestone"]]
        milestone = {"name": code, "zh": words.MILESTONES[code].zh, "en": words.MILESTONES[code].en}
    fund = list(scenario.funds)[row["fund"]]
    return {
        "claim": int(row["claim"]),
        "programme": line_names(scenario)[row["programme"]],
        "title": entry.title.model_dump(),
        "budget_code": entry.code,
        "fund": {"name": fund, **scenario.funds[fund].title.model_dump()},
        "subject": f"{SUBJECT_KINDS[row['subject_kind']]} {row['subject']}",
        "person": int(row["person"]) if row["person"] >= 0 else None,
        "payee_firm": int(row["payee_firm"]) if row["payee_firm"] >= 0 else None,
        "milestone": milestone,
        "milestones": int(row["milestones"]),
        "units": int(row["units"]),
        "status": STATUSES[row["status"]],
        "first": _date(row["first_day"]),
        "entitled": _date(row["entitled_day"]),
        "filed": _date(row["filed_day"]),
        "approved": _date(row["approved_day"]),
        "paid": _date(row["paid_day"]),
        "entitled_cny": int(row["entitled_fen"]) / 100,
        "approved_cny": int(row["approved_fen"]) / 100,
        "paid_cny": int(row["paid_fen"]) / 100,
        "payers": {payer: int(fen) / 100 for payer, fen in zip(PAYER_NAMES, row["payer_fen"], strict=True) if fen != 0},
    }


def rule_facts(loaded: Loaded, name: str, parameters: dict[str, float]) -> dict[str, Any]:
    """The rule as the resolved scenario has it, its place, and its uncertain numbers as this replication drew them."""
    section = "programmes" if name in loaded.scenario.programmes else "budget_lines"
    written = loaded.tree[section][name]
    file, line, _ = loaded.origins.get(f"{section}.{name}", ("", 0, 0))
    terms = {key: written[key] for key in _RULE_KEYS if key in written}
    below = [f"{section}.{name}."]
    if isinstance(terms.get("claim"), str):
        below.append(f"procedures.{terms['claim']}.")
        terms["claim"] = {"procedure": terms["claim"], **loaded.tree["procedures"][terms["claim"]]}
    return {
        "name": name,
        "place": f"{Path(file).name}:{line}" if line else file,
        "reading": written.get("reading"),
        "terms": terms,
        "drawn": {path: value for path, value in parameters.items() if path.startswith(tuple(below))},
    }


def clause_facts(loaded: Loaded, ids: str | list[str]) -> list[dict[str, Any]]:
    facts = []
    for clause_id in [ids] if isinstance(ids, str) else ids:
        clause = loaded.scenario.clauses.get(clause_id)
        facts.append({"id": clause_id, **(clause.model_dump() if clause else {})})
    return facts


def history(reduced: Reduced, person: int, first_day: int, last_day: int) -> list[JourneyStep]:
    """The person's entries in order; those between the two days are marked as behind the payment."""
    phases = [phase.name.lower() for phase in words.Phase]
    entries = sorted(entry for entry in reduced.journeys if entry[0] == person)
    return [
        JourneyStep(dt.date.fromordinal(day), phases[phase], en, zh, first_day <= day <= last_day)
        for _, day, phase, en, zh in entries
    ]
