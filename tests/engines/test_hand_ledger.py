"""The villages of Wenlan: what a run pays equals the ledger written by hand beside each scenario, to the fen.

``fixtures/wenlan/README.md`` says how the ledgers are written. Luck must not matter, so they hold for every seed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import typing
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from jobsim.engines import run_replication
from jobsim.engines.result import Replication
from jobsim.finance.ledger import Status, faults
from jobsim.scenario import distributions
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.provenance import quantities
from jobsim.scenario.rule_sections import Amount, Claim, Effective, Fund, Limits, Programme
from jobsim.scenario.schema import Scenario
from jobsim.scenario.section_types import Who
from jobsim.vocabulary import MILESTONES, PAYEES, PAYERS, Subject

WENLAN = Path(__file__).parents[1] / "fixtures" / "wenlan"
VILLAGES = sorted(path.parent.name for path in WENLAN.glob("*/ledger.yaml"))
SEEDS = {"simpy": [(1, 0), (20230315, 4)], "compiled": [(1, 0), (20230315, 4), (2, 1), (2**64 - 1, 9)]}
KINDS = ("person", "venture", "firm", "county")
FUND_YEAR = (
    "opening", "appropriated", "topped_up", "paid", "lapsed", "closing", "demand", "arrears", "floor",
)  # fmt: skip
Row = tuple[tuple[str, Any], ...]


@lru_cache
def village(name: str) -> Scenario:
    return load_scenario(WENLAN / name).scenario


@lru_cache
def written(name: str) -> dict[str, Any]:
    """The hand-written ledger of a village."""
    found = YAML(typ="safe", pure=True).load(WENLAN / name / "ledger.yaml")
    assert isinstance(found, dict)
    return found


def runs(engine: str) -> list[Any]:
    return [pytest.param(name, seed, number, engine) for name in VILLAGES for seed, number in SEEDS[engine]]


@pytest.mark.parametrize(("name", "seed", "number", "engine"), [*runs("simpy"), *runs("compiled")])
def test_a_run_pays_what_is_written(name: str, seed: int, number: int, engine: str) -> None:
    made, result = village(name), run_replication(village(name), seed, number, engine=engine)
    assert not faults(result.ledger)
    expected, found = expected_rows(name, made, result), found_rows(name, made, result)
    missing, unknown = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    assert not missing and not unknown, "\n".join(
        [f"{name}, seed {seed}, replication {number}, {engine}", *shown("written, not found", missing.elements()),
         *shown("found, not written", unknown.elements())]
    )  # fmt: skip
    assert fund_years(made, result, written(name)) == written(name).get("funds", [])


@pytest.mark.parametrize("name", VILLAGES)
def test_each_row_is_explained_and_each_programme_told(name: str) -> None:
    made, ledger = village(name), written(name)
    for row in ledger["rows"]:
        assert row["note"], row
        paid = (made.programmes | made.budget_lines)[row["programme"]]
        assert row["clause"] == paid.clause, row
    told = {row["programme"] for row in ledger["rows"]}
    nothing = ledger.get("nothing", {})
    assert not told & set(nothing)
    assert told | set(nothing) == {*made.programmes, *made.budget_lines}
    assert all(nothing.values())


# ---------------------------------------------------------------------------------------- rows


def expected_rows(name: str, made: Scenario, result: Replication) -> list[Row]:
    """The written rows; a sum may be a drawn value times a whole number, or a drawn share of a sum."""
    ledger = written(name)
    return [
        _row(
            programme=row["programme"],
            who=tuple(ledger["who"][row["who"]]),
            firm=_firm(ledger, row.get("firm", -1)),
            first=_when(row.get("first", row["arose"])),
            arose=_when(row["arose"]),
            filed=row["filed"],
            approved=row.get("approved"),
            paid=row.get("paid"),
            status=row["status"],
            units=row["units"],
            fen=_fen(row["fen"], result),
            approved_fen=_fen(row.get("approved_fen", row["fen"]), result) if "approved" in row else 0,
            paid_fen=_fen(row.get("paid_fen", row.get("approved_fen", row["fen"])), result) if "paid" in row else 0,
            payers=_payers(row.get("payers", {}), result),
        )
        for row in ledger["rows"]
    ]


def found_rows(name: str, made: Scenario, result: Replication) -> list[Row]:
    names = [*made.programmes, *made.budget_lines]
    ranges = {row["programme"]: row["arose"] for row in written(name)["rows"] if isinstance(row["arose"], dict)}
    rows = []
    for claim in result.ledger:
        programme, kind = names[claim["programme"]], KINDS[claim["subject_kind"]]
        assert claim["person"] == (claim["subject"] if kind in ("person", "venture") else -1)
        span = ranges.get(programme)
        days = [_day(claim[column]) for column in ("first_day", "entitled_day")]
        if span is not None and all(day is not None and span["from"] <= day <= span["to"] for day in days):
            days = [_when(span), _when(span)]
        rows.append(
            _row(
                programme=programme,
                who=(kind, int(claim["subject"])),
                firm=int(claim["payee_firm"]),
                first=days[0],
                arose=days[1],
                filed=_day(claim["filed_day"]),
                approved=_day(claim["approved_day"]),
                paid=_day(claim["paid_day"]),
                status=Status(int(claim["status"])).name.lower(),
                units=int(claim["units"]),
                fen=int(claim["entitled_fen"]),
                approved_fen=int(claim["approved_fen"]),
                paid_fen=int(claim["paid_fen"]),
                payers=tuple((payer, int(fen)) for payer, fen in zip(PAYERS, claim["payer_fen"], strict=True) if fen),
            )
        )
    return rows


def _row(**columns: Any) -> Row:
    return tuple(columns.items())


def shown(what: str, rows: Iterable[Row]) -> list[str]:
    return [f"  {what}: " + ", ".join(f"{name} {value}" for name, value in row) for row in sorted(rows, key=str)]


def _firm(ledger: dict[str, Any], firm: int | str) -> int:
    """The number of a firm; a venture has that of its founder, below those of firms."""
    if isinstance(firm, int):
        return firm
    kind, number = ledger["who"][firm]
    return -2 - number if kind == "venture" else number


def _when(written_day: Any) -> Any:
    """A day, or in words the span in which it must lie."""
    return f"from {written_day['from']} to {written_day['to']}" if isinstance(written_day, dict) else written_day


def _fen(written_sum: Any, result: Replication) -> int:
    if isinstance(written_sum, int):
        return written_sum
    value = result.parameters[written_sum["drawn"]]
    if "share_of" in written_sum:
        return math.floor(value * written_sum["share_of"] + 0.5)
    return round(value * 100) * int(written_sum["times"])


def _payers(payers: dict[str, Any], result: Replication) -> tuple[tuple[str, int], ...]:
    return tuple((payer, _fen(payers[payer], result)) for payer in PAYERS if payer in payers)


def _day(day: int) -> dt.date | None:
    return dt.date.fromordinal(int(day)) if day else None


def fund_years(made: Scenario, result: Replication, ledger: dict[str, Any]) -> list[dict[str, Any]]:
    """The years of the funds that the ledger tells of; each fund with an appropriation must be told."""
    told = {row["fund"] for row in ledger.get("funds", [])}
    assert told == {name for name, fund in made.funds.items() if fund.appropriations}
    names = list(made.funds)
    return [
        {"fund": names[row["fund"]], "year": int(row["year"])}
        | {column: int(row[f"{column}_fen"]) for column in FUND_YEAR}
        | {column: int(row[column]) for column in ("exhausted_month", "short_month")}
        for row in result.fund_years
        if names[row["fund"]] in told
    ]


# ---------------------------------------------------------------------------------------- nothing stands idle


SHORT = ("waiting", "skipping", "sharing", "topped", "refusing")
"""The funds of Five Wells."""


def neutral() -> list[Any]:
    """Each bound of each village with a layer that takes it away, or puts another word in its place."""
    found: list[Any] = []

    def take(name: str, what: str, layer: dict[str, Any]) -> None:
        found.append(pytest.param(name, layer, id=f"{name}, {what}"))

    for name in VILLAGES:
        made = village(name)
        for key, programme in made.programmes.items():
            at, limits = f"programmes.{key}", programme.limits
            bounds = stated(limits)
            if limits.until_retirement:
                bounds.remove("months")  # the other bound takes its place
            for limit in bounds:
                take(name, f"{key} {limit}", {f"{at}.limits.{limit}": None})
            if isinstance(programme.amount, Amount) and programme.amount.cap is not None:
                take(name, f"{key} cap", {f"{at}.amount.cap": None})
            if programme.excludes:
                take(name, f"{key} excludes", {f"{at}.excludes": []})
            if programme.effective.applies_to == "started":
                take(name, f"{key} started", {f"{at}.effective.applies_to": "day"})
            elif programme.effective != Effective():
                take(name, f"{key} effective", {f"{at}.effective": None})
        for key, claim in made.procedures.items():
            for window in ("accepted_until", "within_months"):
                if getattr(claim, window):
                    take(name, f"{key} {window}", {f"procedures.{key}.{window}": None})
        for key, fund in made.funds.items():
            for word in ("carry_over", "floor"):
                if getattr(fund, word) is not None:
                    take(name, f"{key} {word}", {f"funds.{key}.{word}": None})
            if key in SHORT:
                others = words_of(Fund.model_fields["when_short"].annotation) - {fund.when_short}
                for other in sorted(others):
                    take(name, f"{key} {other}", {f"funds.{key}.when_short": other})
    return found


def stated(limits: Limits) -> list[str]:
    """The bounds that limits state."""
    return [name for name, field in Limits.model_fields.items() if getattr(limits, name) not in (field.default, [])]


def words_of(literal: Any) -> set[str]:
    return {str(word) for word in typing.get_args(literal)}


@pytest.mark.parametrize(("name", "layer"), neutral())
def test_without_it_the_ledger_would_be_another(name: str, layer: dict[str, Any]) -> None:
    """Each limit, cap, exclusion, date, window and fund rule decides something that is written."""
    with_it, without = village(name), load_scenario(WENLAN / name, (), layer).scenario
    one, other = run_replication(with_it, 1, 0), run_replication(without, 1, 0)
    assert (one.ledger.tobytes(), one.fund_years.tobytes()) != (other.ledger.tobytes(), other.fund_years.tobytes())


# ---------------------------------------------------------------------------------------- coverage


WINDOWS = ("accepted_until", "within_months", "still", "still_at_approval")


def amount_words(programme: Programme) -> set[str]:
    """The forms and units of a programme's amount."""
    amount = programme.amount if isinstance(programme.amount, Amount) else Amount(value=programme.amount)
    found = {name for name in Amount.model_fields if name != "of" and getattr(amount, name) is not None}
    prices = [amount.value, *(step.value for step in amount.tiers.steps)] if amount.tiers else [amount.value]
    found |= {f"price in {price.unit}" for price in prices if price is not None}
    found |= {f"dated {name}" for name in ("value",) if amount.value is not None and amount.value.kind == "dated"}
    if amount.cap is not None:
        found.add(f"cap in {amount.cap.unit}")
    if amount.tiers is not None:
        kind = "roles" if amount.tiers.by == "roles" else "words" if amount.tiers.steps[0].is_ else "thresholds"
        found.add(f"tiers by {kind}")
    return found


def condition_words(programme: Programme) -> set[str]:
    """The kinds of conditions and of groups that a programme states."""
    conditions, who = dict(programme.conditions), programme.who
    alternatives = conditions.pop("any", [])
    found = {"any"} if alternatives else set()
    for fact, stated in [*conditions.items(), *(item for each in alternatives for item in each.items())]:
        if fact == "who":
            found.add("groups in an alternative")
        elif isinstance(stated, list):
            found.add("range" if str(stated[0])[0] in "<>" else "list")
        elif isinstance(stated, bool):
            found.add("yes or no")
        else:
            sign = re.match("[<>=!]*", str(stated))
            found.add(sign.group() if sign and sign.group() else "equal to")
    if isinstance(who, Who):
        found |= {f"{word} of the groups" for word in ("any", "all", "none") if getattr(who, word)}
    elif who:
        found.add("any of the groups")
    return found


def used() -> dict[str, set[str]]:
    """By subject, the words of programmes that have a row; of what they give, only where it is paid."""
    found: dict[str, set[str]] = {}

    def add(subject: str, *words: str) -> None:
        found.setdefault(subject, set()).update(words)

    for name in VILLAGES:
        made, ledger = village(name), written(name)
        told = {row["programme"] for row in ledger["rows"]}
        paid = {row["programme"] for row in ledger["rows"] if row["status"] == "paid"}
        for key, programme in made.programmes.items():
            if key not in told:
                continue
            if key in paid:
                add("milestone", programme.when)
                add("subject", MILESTONES[programme.when].subject)
                add("amount", *amount_words(programme))
                add("payee", programme.pays)
                add("condition", *condition_words(programme))
            claim = programme.claim if isinstance(programme.claim, Claim) else made.procedures[programme.claim]
            limits = programme.limits
            add("limit", *stated(limits))
            add("cadence", claim.every)
            add("window", *(window for window in WINDOWS if getattr(claim, window)), claim.within_months_of)
            if programme.effective.start or programme.effective.end:
                add("in force by", programme.effective.applies_to)
        for programme in made.programmes.values():
            for other in programme.excludes:
                add("exclusion", "for the year" if programme.limits.per_year else "for good")
                add("exclusion", "loser gets nothing" if other in ledger.get("nothing", {}) else "loser gets something")
        add("subject", *(["county"] if made.budget_lines else []))
        add("payee", *(line.pays for line in made.budget_lines.values()))
        kinds = {each.quantity.path: each.quantity.kind for each in quantities(made)}
        add("distribution", *(kinds[row["fen"]["drawn"]] for row in ledger["rows"] if isinstance(row["fen"], dict)))
        for row in ledger["rows"]:
            add("status", row["status"])
            add("payer", *row.get("payers", {}))
            fund = made.funds[(made.programmes | made.budget_lines)[row["programme"]].fund]
            add("fund kind", fund.kind)
        for row in ledger.get("funds", []):
            fund = made.funds[row["fund"]]
            if row["short_month"]:
                add("short fund", fund.when_short)
            add("fund year", *(column for column in FUND_YEAR if row[column]))
            add("fund year", *(["exhausted_month"] if row["exhausted_month"] else []))
            add("fund", *(word for word in ("carry_over", "previous_year", "floor") if getattr(fund, word)))
    return found


def wanted() -> dict[str, set[str]]:
    """By subject, all words of the vocabulary and the schema."""
    units = {"CNY", "CNY/month", "CNY/day", "CNY/year", "CNY/person"}
    forms = {"value", "tiers", "share", "points", "quota", "times", "cap", "principal_cap", "dated value"}
    assert forms - {"dated value"} == set(Amount.model_fields) - {"of"}
    return {
        "milestone": set(MILESTONES),
        "subject": words_of(Subject),
        "amount": forms
        | {f"price in {unit}" for unit in units}
        | {f"cap in {unit}" for unit in units}
        | {f"tiers by {kind}" for kind in ("words", "thresholds", "roles")},
        "limit": set(Limits.model_fields),
        "exclusion": {"for good", "for the year", "loser gets nothing", "loser gets something"},
        "condition": {"any", "groups in an alternative", "range", "list", "yes or no", "equal to"}
        | {">=", "<=", ">", "<", "==", "!="}
        | {f"{word} of the groups" for word in ("any", "all", "none")},
        "cadence": words_of(Claim.model_fields["every"].annotation),
        "window": {*WINDOWS, *words_of(Claim.model_fields["within_months_of"].annotation)},
        "in force by": words_of(Effective.model_fields["applies_to"].annotation),
        "payee": set(PAYEES),
        "payer": set(PAYERS),
        "status": {status.name.lower() for status in Status},
        "distribution": set(distributions.ARGUMENTS),
        "fund kind": words_of(Fund.model_fields["kind"].annotation),
        "short fund": words_of(Fund.model_fields["when_short"].annotation),
        "fund": {"carry_over", "previous_year", "floor"},
        "fund year": {*FUND_YEAR, "exhausted_month"},
    }


def test_the_villages_use_every_word() -> None:
    have, want = used(), wanted()
    assert {(subject, word) for subject in want for word in want[subject] - have.get(subject, set())} == set()
