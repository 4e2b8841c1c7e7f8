"""Why was this paid? The person, the multiplication line by line, the clause, the draws, the dates; and a journey.

All of it is reckoned from a kept ledger and the rules; nothing is simulated unless a journey is asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments import arithmetic, subjects
from jobsim.experiments.arithmetic import Unexplained, origin
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.kept import DrawnBefore, Kept, parse_payment
from jobsim.experiments.reduction import PAYER_NAMES, Reduced, budget_entries
from jobsim.experiments.replications import MOST, Order, replicate
from jobsim.experiments.results import line_names
from jobsim.finance.filing import period_end, too_late
from jobsim.finance.payers import COUNTY, WHOLE, millionths, split
from jobsim.programmes.entitlement import rate_on
from jobsim.programmes.rules import RuleBook
from jobsim.programmes.tables import CADENCES
from jobsim.scenario.loader import Loaded
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.rule_sections import Claim, Programme
from jobsim.scenario.shared_limits import pools

Run = Callable[[Loaded, Order, int, frozenset[int]], Reduced]

OTHER_CLAIMS = 12
"""So many other claims of the same subject are told, those nearest in time."""

_RULE_KEYS = ("pays", "when", "who", "conditions", "amount", "volume", "price", "limits", "excludes", "effective",
              "take_up", "claim")  # fmt: skip


@dataclass(frozen=True)
class JourneyStep:
    """One dated entry of a person's history."""

    date: dt.date
    """The day."""
    phase: str
    """The phase of the day in which it happens."""
    en: str
    """What happens."""
    zh: str
    """The same in Chinese."""
    behind: bool = False
    """Whether it led to the payment asked about."""


@dataclass(frozen=True)
class Explanation:
    """All that is known about one claim: amounts in CNY, dates (None if they did not come).

    ``entitlements`` is the multiplication, one entry per milestone of the claim; what they come to is the claim's
    entitled amount to the fen. ``history`` is empty unless a journey was asked for.
    """

    payment: str
    """Replication and claim, by which it is named."""
    replication: int
    """From 0."""
    claim: dict[str, Any]
    """The row of the ledger, with titles."""
    entitlements: list[dict[str, Any]]
    """The multiplication, one entry per milestone."""
    procedure: dict[str, Any]
    """How it was filed, reviewed and paid."""
    payers: list[dict[str, Any]]
    """Who bore how much, by which share."""
    person: dict[str, Any] | None
    """Birth, household, groups on the day, the spell that led to it; None without a person."""
    firm: dict[str, Any] | None
    """Size, form, roles, staff on the day; None without a firm."""
    rule: dict[str, Any]
    """The rule, and its uncertain numbers as this replication drew them."""
    clauses: list[dict[str, Any]]
    """The clauses with their words."""
    excludes: list[dict[str, Any]]
    """Programmes that exclude this one, and what was drawn of them."""
    shares_limits_with: list[dict[str, Any]]
    """Programmes under the same limits, and what was drawn of them."""
    other_claims: list[dict[str, Any]]
    """Other claims of the same subject, nearest in time."""
    history: list[JourneyStep] = field(default_factory=list)
    """The dated history of the person; empty unless a journey was asked for."""

    def __repr__(self) -> str:
        claim = self.claim
        return f"<payment {self.payment}: {claim['programme']}, {claim['paid_cny']:,.2f} CNY, {claim['status']}>"


def _replicate(loaded: Loaded, order: Order, replication: int, persons: frozenset[int]) -> Reduced:
    return replicate(loaded.scenario, order, replication, persons)


def explain(kept: Kept, payment: str, *, journey: bool = False, run: Run = _replicate) -> Explanation:
    """Explain a payment of a run that kept its ledger.

    ``journey`` simulates the replication again for the dated history of its person. Raises RecordError if there is no
    such payment, if the record is damaged, or if the rules do not give the amount in the ledger.
    """
    replication, number = parse_payment(payment)
    claim = kept.claim(replication, number)
    try:
        found = _explained(kept, replication, claim)
    except (Unexplained, LookupError, TypeError, ValueError) as error:
        kept.assure()
        reason = str(error) if isinstance(error, Unexplained) else type(error).__name__
        raise RecordError(
            f"{kept.name}: payment {replication}/{number} cannot be told: {reason}; "
            "the record was changed, or made by another state of jobsim: run it again"
        ) from error
    kept.assure()
    if journey and claim["person"] >= 0:
        found.history.extend(_journey(kept, claim, run))
    return found


def _explained(kept: Kept, replication: int, claim: dict[str, Any]) -> Explanation:
    loaded, scenario = kept.loaded, kept.loaded.scenario
    parameters = kept.drawn(replication)
    name = claim["programme"]
    number = line_names(scenario).index(name)
    of_claim = (pl.col("replication") == replication, pl.col("claim") == claim["claim"])
    person = None
    if name in scenario.programmes:
        book = RuleBook.once(scenario, parameters)
        parts = arithmetic.entitlements(scenario, parameters, book, number, kept.rows("entitlements", *of_claim))
        arithmetic.check(parts, claim)
        procedure = _procedure(scenario.programmes[name], loaded, parameters, book, number, claim, parts)
        if claim["person"] >= 0:
            person = subjects.person(kept.person(replication, claim["person"]), parts)
    else:
        parts = arithmetic.budget_line(scenario, parameters, name, claim)
        procedure = _planned(claim)
    excludes, partners = _together(kept, claim)
    entry = budget_entries(scenario)[number]
    return Explanation(
        payment=f"{replication}/{claim['claim']}",
        replication=replication,
        claim=claim_facts(loaded, claim),
        entitlements=parts,
        procedure=procedure,
        payers=_payers(loaded, parameters, number, claim),
        person=person,
        firm=subjects.firm(claim, parts),
        rule=rule_facts(loaded, name, parameters.drawn),
        clauses=clause_facts(loaded, entry.clause),
        excludes=excludes,
        shares_limits_with=partners,
        other_claims=[claim_facts(loaded, other) for other in _other_claims(kept, claim)],
    )


# ------------------------------------------------------------------------------------------------ the claim


def claim_facts(loaded: Loaded, row: Mapping[str, Any]) -> dict[str, Any]:
    """One ledger row with titles and CNY."""
    scenario = loaded.scenario
    entry = budget_entries(scenario)[line_names(scenario).index(row["programme"])]
    milestone = None
    if row["milestone"] is not None:
        words_of = words.MILESTONES[row["milestone"]]
        milestone = {"name": row["milestone"], "zh": words_of.zh, "en": words_of.en}
    return {
        "claim": row["claim"],
        "programme": row["programme"],
        "title": entry.title.model_dump(),
        "budget_code": entry.code,
        "fund": {"name": row["fund"], **scenario.funds[row["fund"]].title.model_dump()},
        "pays": entry.pays,
        "subject": f"{row['subject_kind']} {row['subject']}",
        "person": row["person"] if row["person"] >= 0 else None,
        "payee_firm": row["payee_firm"] if row["payee_firm"] >= 0 else None,
        "milestone": milestone,
        "milestones": row["milestones"],
        "units": row["units"],
        "status": row["status"],
        "first": row["first_day"],
        "entitled": row["entitled_day"],
        "filed": row["filed_day"],
        "approved": row["approved_day"],
        "paid": row["paid_day"],
        "entitled_cny": row["entitled_fen"] / 100,
        "approved_cny": row["approved_fen"] / 100,
        "paid_cny": row["paid_fen"] / 100,
        "payers": {payer: row[f"paid_by_{payer}_fen"] / 100 for payer in PAYER_NAMES if row[f"paid_by_{payer}_fen"]},
    }


def _procedure(
    programme: Programme, loaded: Loaded, parameters: DrawnBefore, book: RuleBook, number: int,
    claim: Mapping[str, Any], parts: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """How the claim went: taken up, filed, reviewed, paid; the days between, and the numbers they come from."""
    rule = book.rule_rows[number]
    written = programme.claim if isinstance(programme.claim, Claim) else loaded.scenario.procedures[programme.claim]
    day, spell = claim["entitled_day"].toordinal(), _spell(parts)
    take_up = rate_on(book.value_rows, rule["take_up_first"], rule["take_up_end"], spell)
    quota = programme.amount.quota if not isinstance(programme.amount, Quantity) else None
    found: dict[str, Any] = {
        "every": written.every,
        "take_up": {"value": take_up, "from": origin(parameters, programme.take_up, spell)},
        "set_off": quota is not None,
    }
    if quota is not None or claim["filed_day"] is None:
        return found | {"days_to_payment": _days(claim, "approved_day", "paid_day")}
    end = period_end(CADENCES.index(written.every), day)
    found |= {
        "period_end": dt.date.fromordinal(end),
        "days_to_filing": claim["filed_day"].toordinal() - end,
        "lag": origin(parameters, written.lag.quantity, day) | {"each": written.lag.varies},
        "review_working_days": {"value": int(rule["review"]), "from": origin(parameters, written.review, day)},
        "refused_share": {"value": float(rule["refused"]), "from": origin(parameters, written.refused, day)},
        "days_to_payment": _days(claim, "approved_day", "paid_day"),
    }
    if claim["status"] == "refused":
        since = spell if rule["within_of_start"] else claim["first_day"].toordinal()
        late = too_late(since, claim["filed_day"].toordinal(), rule["accepted_until"], rule["within_months"])
        found["refused_because"] = "too_late" if late else "review"
        found["still"] = sorted({*written.still, *written.still_at_approval})
    return found


def _planned(claim: Mapping[str, Any]) -> dict[str, Any]:
    return {"every": None, "set_off": False, "days_to_payment": _days(claim, "approved_day", "paid_day")}


def _spell(parts: Sequence[Mapping[str, Any]]) -> int:
    """The first day of the spell that take-up was drawn for."""
    started = parts[0]["facts"].get("started") or parts[0]["date"]
    return int(started.toordinal())


def _days(claim: Mapping[str, Any], start: str, end: str) -> int | None:
    return None if claim[start] is None or claim[end] is None else (claim[end] - claim[start]).days


def _payers(loaded: Loaded, parameters: DrawnBefore, number: int, claim: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who bore what was paid, by which share. Raises Unexplained if it is not so."""
    scenario = loaded.scenario
    entry = budget_entries(scenario)[number]
    fund = scenario.funds[claim["fund"]]
    written = entry.payers or fund.payers
    shares = millionths(parameters, written)
    paid = [claim[f"paid_by_{payer}_fen"] for payer in PAYER_NAMES]
    topped = _topped_up(paid, shares) if claim["paid_fen"] else 0
    if topped is None or (topped and fund.when_short != "top_up"):
        raise Unexplained("the payers' parts are not those of their shares")
    told = []
    for k, payer in enumerate(PAYER_NAMES):
        if not shares[k] and not paid[k]:
            continue
        row: dict[str, Any] = {"payer": payer, "share": shares[k] / WHOLE, "paid_cny": paid[k] / 100}
        if payer in written:
            row["from"] = origin(parameters, written[payer], claim["entitled_day"].toordinal())
        if k == COUNTY and topped:
            row["topped_up_cny"] = topped / 100
        told.append(row)
    return told


def _topped_up(paid: Sequence[int], shares: Sequence[int]) -> int | None:
    """What the county added beyond its share; None if no such sum explains the split."""
    total, others = sum(paid), sum(paid) - paid[COUNTY]
    if split(total, shares) == list(paid):
        return 0
    if shares[COUNTY] >= WHOLE:
        return None
    about = round(others * WHOLE / (WHOLE - shares[COUNTY]))
    for fen in range(max(0, about - len(shares)), min(total, about + len(shares)) + 1):
        parts = split(fen, shares)
        parts[COUNTY] += total - fen
        if parts == list(paid):
            return total - fen
    return None


# ------------------------------------------------------------------------------------------------ other claims


def _together(kept: Kept, claim: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Programmes that exclude this one, and those that share its limits, with what the beneficiary drew of them."""
    programmes, name = kept.loaded.scenario.programmes, claim["programme"]
    if name not in programmes:
        return [], []
    excluded = {*programmes[name].excludes, *(other for other in programmes if name in programmes[other].excludes)}
    pool = next((pool for pool in pools(programmes) if name in pool), [])
    partners = [other for other in pool if other != name]
    drawn = _of_beneficiary(kept, claim, [*excluded, *partners])

    def told(others: Sequence[str]) -> list[dict[str, Any]]:
        return [
            {"programme": other, "title": programmes[other].title.model_dump(),
             "claims": [_brief(row) for row in drawn if row["programme"] == other]}
            for other in others
        ]  # fmt: skip

    return told(sorted(excluded, key=list(programmes).index)), told(partners)


def _of_beneficiary(kept: Kept, claim: Mapping[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Claims of the same person (or firm) of some programmes that were taken up."""
    if not names:
        return []
    same = pl.col("person") == claim["person"] if claim["person"] >= 0 else pl.col("subject") == claim["subject"]
    rows = kept.rows(
        "ledger", pl.col("replication") == claim["replication"], same, pl.col("programme").is_in(names),
        pl.col("status") != "not_taken_up",
    )  # fmt: skip
    return rows.sort("entitled_day", "claim").rows(named=True)


def _brief(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "payment": f"{row['replication']}/{row['claim']}", "first": row["first_day"], "entitled": row["entitled_day"],
        "units": row["units"], "entitled_cny": row["entitled_fen"] / 100, "status": row["status"],
    }  # fmt: skip


def _other_claims(kept: Kept, claim: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Other claims of the same subject, nearest in time first chosen, then by date.

    The county is the subject of all budget lines: there only the other payments of the same line belong together.
    """
    same = [pl.col(key) == claim[key] for key in ("replication", "subject_kind", "subject")]
    if claim["subject_kind"] == "county":
        same.append(pl.col("programme") == claim["programme"])
    distance = (pl.col("entitled_day") - claim["entitled_day"]).dt.total_days().abs()
    rows = kept.rows("ledger", *same, pl.col("claim") != claim["claim"]).sort(distance, "claim").head(OTHER_CLAIMS)
    return rows.sort("entitled_day", "claim").rows(named=True)


# ------------------------------------------------------------------------------------------------ the rule


def rule_facts(loaded: Loaded, name: str, parameters: Mapping[str, float]) -> dict[str, Any]:
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


# ------------------------------------------------------------------------------------------------ journeys


def _journey(kept: Kept, claim: Mapping[str, Any], run: Run) -> list[JourneyStep]:
    """The history of the claim's person, simulated again. Raises RecordError if the replay is another run."""
    replication, person = claim["replication"], claim["person"]
    reduced = run(kept.loaded, kept.order, replication, frozenset({person}))
    assert reduced.ledger is not None
    again = reduced.ledger[reduced.ledger["claim"] == claim["claim"]]
    columns = ["programme", "person", "entitled_fen", "paid_fen", "entitled_day"]
    told = (line_names(kept.loaded.scenario).index(claim["programme"]), claim["person"], claim["entitled_fen"],
            claim["paid_fen"], claim["entitled_day"].toordinal())  # fmt: skip
    if again[columns].tolist() != [told]:
        raise RecordError(f"{kept.name} was made by another state of jobsim: its replay differs; run it again")
    first, last = claim["first_day"].toordinal(), claim["entitled_day"].toordinal()
    return _with_milestones(history(reduced, person, first, last), claim)


def _with_milestones(steps: list[JourneyStep], claim: Mapping[str, Any]) -> list[JourneyStep]:
    """The claim's first and last milestone stand in the history even if the person did not notice them (a loan's
    interest day, a firm's evaluation)."""
    if claim["milestone"] is None:
        return steps
    milestone = words.MILESTONES[claim["milestone"]]
    noticed = {step.date for step in steps if step.behind}
    added = [
        JourneyStep(date, "endings", f"milestone: {milestone.en}", f"节点：{milestone.zh}", True)
        for date in sorted({claim["first_day"], claim["entitled_day"]})
        if date not in noticed
    ]
    return sorted([*steps, *added], key=lambda step: step.date)


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


def history(reduced: Reduced, person: int, first_day: int, last_day: int) -> list[JourneyStep]:
    """The person's entries in order; those between the two days are marked as behind the payment."""
    phases = [phase.name.lower() for phase in words.Phase]
    entries = sorted(entry for entry in reduced.journeys if entry[0] == person)
    return [
        JourneyStep(dt.date.fromordinal(day), phases[phase], en, zh, first_day <= day <= last_day)
        for _, day, phase, en, zh in entries
    ]
