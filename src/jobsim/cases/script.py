"""Reads case files: a scripted history of one person or firm, and what it must be paid.

The format is told in ``docs/cases.md``. Days are day numbers, money is fen. All faults of all files are reported
together, each with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from jobsim import days
from jobsim.cases.words import CASE, FIRM, FOR_FIRMS, HISTORY, PAYMENT, PERSON, SPELLS, WITH_FIRM, Reader
from jobsim.scenario.errors import Place, Problem, ScenarioError, nearest, one_of
from jobsim.scenario.layers import shown
from jobsim.scenario.schema import Scenario
from jobsim.scenario.yaml_text import Item, read_item


@dataclass(frozen=True)
class Entry:
    """One line of a history: its kind and its values by key."""

    kind: str
    values: Mapping[str, Any]
    place: Place

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    @property
    def days(self) -> tuple[int, int]:
        """First and last day; of what happens on one day twice the same."""
        values = self.values
        if self.kind == "school":
            return values["until"], values["until"]
        if self.kind == "tax_year":
            return (days.first_of_year(values["year"] + 1) - 1,) * 2
        return (values["on"], values["on"]) if "on" in values else (values["from"], values["to"])

    @property
    def is_spell(self) -> bool:
        """Whether the person is in one state from the first to the last day. A course beside a job is no spell."""
        return self.kind in SPELLS and self.values.get("kind") != "in_service"


@dataclass(frozen=True)
class Payment:
    """What a programme must pay in all. ``months`` None: not looked at."""

    programme: str
    fen: int
    months: int | None


@dataclass(frozen=True)
class Case:
    """A history and its payments. ``changes`` are values put over the scenario, ``files`` the days claims are filed."""

    name: str
    clause: str
    place: Place
    person: Mapping[str, Any] | None
    firm: Mapping[str, Any] | None
    history: tuple[Entry, ...]
    files: Mapping[str, int]
    pays: tuple[Payment, ...]
    changes: Mapping[str, Any]
    changes_place: Place

    @property
    def first_day(self) -> int:
        """The day before anything happens."""
        found = [entry.days[0] for entry in self.history]
        if self.person is not None and self.person["registered"] is not None:
            found.append(self.person["registered"])
        return min(found) - 1

    @property
    def last_day(self) -> int:
        """The last day of the history."""
        found = [entry.days[1] for entry in self.history]
        for entry in self.history:
            certificate, loan = entry.values.get("certificate"), entry.values.get("loan")
            found += [part["on"] for part in (certificate, loan) if part is not None]
        return max(found)


def read_cases(folder: Path, scenario: Scenario) -> list[Case]:
    """All cases of a folder, by file name and then as written. Raises ScenarioError with all faults."""
    problems: list[Problem] = []
    found: list[Case] = []
    for file in sorted(folder.glob("*.y*ml")):
        name = shown(file)
        try:
            item = read_item(file, name)
        except ScenarioError as error:
            problems += error.problems
            continue
        reader = Reader(problems)
        if not isinstance(item.value, list):
            reader.fault(item, "expected a list of cases, each beginning with '- case:'")
            continue
        for written in item.value:
            case = _case(reader, written, scenario)
            if case is not None:
                found.append(case)
    if problems:
        raise ScenarioError(problems)
    return found


def _case(reader: Reader, item: Item, scenario: Scenario) -> Case | None:
    before = len(reader.problems)
    values = reader.mapping(item, CASE, "a case")
    if values is None:
        return None
    _known(reader, item, "clause", values.get("clause"), scenario.clauses, "clause")
    history = [entry for one in values.get("history") or [] if (entry := _entry(reader, one)) is not None]
    pays = _payments(reader, values.get("pays") or [], scenario)
    files: dict[str, int] = {}
    for name, day in (values.get("files") or {}).items():
        _known(reader, item.value["files"], name, name, scenario.programmes, "programme", key=True)
        files[name] = reader.date(day, name)
    person, firm = values.get("person"), values.get("firm")
    person = reader.mapping(person, PERSON, "a person") if person is not None else None
    firm = reader.mapping(firm, FIRM, "a firm") if firm is not None else None
    if len(reader.problems) == before:
        if not history:
            reader.fault(item.value["history"], "the history is empty")
        _check_history(reader, history, item, person, firm)
    if len(reader.problems) > before:
        return None
    changes = item.value.get("set")
    return Case(
        values["case"], values["clause"], item.place, person, firm, tuple(history), files, tuple(pays),
        values["set"] or {}, changes.key_place if changes is not None else item.place,
    )  # fmt: skip


def _known(
    reader: Reader, item: Item, where: str, name: Any, options: Iterable[str], what: str, *, key: bool = False
) -> None:
    options = list(options)
    if isinstance(name, str) and name not in options:
        place = item.value[where]
        reader.fault(place, f"no {what} '{name}'", nearest(name, options) or one_of(options), key=key)


def _entry(reader: Reader, item: Item) -> Entry | None:
    if not item.is_mapping or len(item.value) != 1:
        reader.fault(item, f"a line of the history is one of {', '.join(HISTORY)}, as '- job: {{from: …}}'")
        return None
    ((kind, body),) = item.value.items()
    if kind not in HISTORY:
        reader.fault(body, f"unknown key '{kind}'", nearest(kind, HISTORY) or one_of(list(HISTORY), 20), key=True)
        return None
    values = reader.mapping(body, HISTORY[kind], kind)
    if kind == "tax_year" and values is not None and not 1950 <= values["year"] <= 2100:
        reader.fault(body, f"year: expected a year such as 2023, found {values['year']}")
        return None
    return Entry(kind, values, body.key_place) if values is not None else None


def _payments(reader: Reader, items: list[Item], scenario: Scenario) -> list[Payment]:
    found: list[Payment] = []
    for item in items:
        values = reader.mapping(item, PAYMENT, "a payment")
        if values is None or values["programme"] is None:
            continue
        name = values["programme"]
        _known(reader, item, "programme", name, scenario.programmes, "programme")
        if name in (payment.programme for payment in found):
            reader.fault(item, f"the programme '{name}' stands twice; give the sum")
        if values["amount"] is not None:
            found.append(Payment(name, values["amount"], values["months"]))
    return found


def _check_history(
    reader: Reader,
    history: list[Entry],
    case: Item,
    person: Mapping[str, Any] | None,
    firm: Mapping[str, Any] | None,
) -> None:
    """What no single line can tell: order, overlaps, and who must be there."""

    def fault(entry: Entry, message: str) -> None:
        reader.fault_at(entry.place, message)

    for entry in history:
        first, last = entry.days
        if last < first:
            fault(entry, f"{entry.kind} ends before it begins")
        if entry.kind in FOR_FIRMS or entry.kind in WITH_FIRM:
            if firm is None:
                fault(entry, f"{entry.kind} needs a firm; the case has none")
            elif entry.kind == "recognised" and entry["role"] not in firm["roles"]:
                fault(entry, f"the firm has no role '{entry['role']}'; give it under roles")
        if entry.kind not in FOR_FIRMS and person is None:
            fault(entry, f"{entry.kind} needs a person; the case has none")
        _check_inside(entry, fault)
    spells = sorted((entry for entry in history if entry.is_spell), key=lambda entry: entry.days)
    for before, after in pairwise(spells):
        if after.days[0] <= before.days[1]:
            fault(after, f"{after.kind} begins before {before.kind} ends")
    schools = [entry for entry in history if entry.kind == "school"]
    if len(schools) > 1:
        fault(schools[1], "school stands twice")
    if schools and person is not None and person["left_school"]:
        fault(schools[0], "left_school and school say the same thing; give one of them")


def _check_inside(entry: Entry, fault: Any) -> None:
    first, last = entry.days
    registered = entry.values.get("registered")
    if registered is not None and not first <= registered <= last:
        fault(entry, "registered lies outside the spell")
    agreed = entry.values.get("agreed")
    if agreed is not None and days.add_months(first, agreed) <= last:
        fault(entry, "the internship lasts longer than was agreed")
    certificate, loan = entry.values.get("certificate"), entry.values.get("loan")
    if certificate is not None and certificate["on"] < last:
        fault(entry, "the certificate is dated before the course ends")
    if loan is not None:
        if not first <= loan["on"] <= last:
            fault(entry, "the loan is granted outside the life of the venture")
        if loan["defaulted"] is not None and loan["defaulted"] <= loan["on"]:
            fault(entry, "the loan defaults before it is granted")
    for jobs in entry.values.get("jobs") or ():
        if not first <= jobs["on"] <= last:
            fault(entry, "jobs are created outside the life of the venture")
