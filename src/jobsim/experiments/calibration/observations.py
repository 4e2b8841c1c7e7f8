"""What was observed, as a file tells it: money paid, persons, claims, targets, indicators, each with its tolerance.

A YAML file and a workbook (:mod:`jobsim.reports.observed_sheet`) give the same items, each with its place::

    county: 泾源县
    tolerance: 5 %
    observations:
      - {what: paid, of: internship_subsidy, when: 2023, value: 320 万元}
      - {what: persons, of: hiring_subsidy, when: 2023, value: 41 persons, tolerance: 2 persons}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jobsim import vocabulary as words
from jobsim.experiments.target_view import unit_of
from jobsim.scenario import ranges
from jobsim.scenario.errors import SHOWN, Place, Problem, Saying, ScenarioError, nearest, one_of, problem_at
from jobsim.scenario.notation import read_quantity
from jobsim.scenario.quantities import QuantityFault, Unit
from jobsim.scenario.schema import Scenario
from jobsim.scenario.yaml_text import Item

PAID, PERSONS, CLAIMS, TARGET, INDICATOR = "paid", "persons", "claims", "target", "indicator"
WHAT: dict[str, tuple[str, str]] = {
    PAID: ("支出", "paid"),
    PERSONS: ("人数", "persons paid"),
    CLAIMS: ("笔数", "claims paid"),
    TARGET: ("目标完成值", "target reached"),
    INDICATOR: ("指标值", "indicator"),
}
"""What may be observed, as the file says it and as it is shown. The Chinese word is understood, too."""
HEAD = ("county", "tolerance", "discrepancy", "observations")
COLUMNS = ("what", "of", "when", "value", "tolerance", "reference")
DISCREPANCY = 0.05
"""What the model itself may be off by, as a share of what is observed, where the file does not say."""
SURE = 1.959964
"""Standard deviations of what holds in 95 of 100 cases."""
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")
_YEAR = re.compile(r"\d{4}\Z")


@dataclass(frozen=True)
class Observation:
    """Of one programme, fund, target or indicator (of all budget funds where ``of`` is empty), in its unit."""

    what: str
    of: str
    when: str
    value: float
    tolerance: float
    """The truth lies within so much, in 95 of 100 cases."""
    model: float
    """So far the model itself may be off, in 95 of 100 cases."""
    unit: str
    title: tuple[str, str]
    place: Place

    @property
    def month(self) -> int | None:
        """As yyyymm; None of a whole year."""
        return int(self.when.replace("-", "")) if "-" in self.when else None

    @property
    def year(self) -> int:
        return int(self.when[:4])

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.what, self.of or "outlay", self.when) if part)


class ObservedError(ScenarioError):
    """All that is wrong with observations, one line each: every line names their file."""

    def said(self, by: Saying) -> str:
        return "\n".join(problem.said(by) for problem in self.problems[:SHOWN])


def read(root: Item, scenario: Scenario) -> list[Observation]:
    """The observations of a file. Raises ObservedError with all that is wrong, each with its place."""
    return _Reading(root, scenario).observations()


class _Reading:
    def __init__(self, root: Item, scenario: Scenario) -> None:
        self.root, self.scenario = root, scenario
        self.problems: list[Problem] = []
        self._lines = {name: _pair(one.title) for name, one in scenario.programmes.items()}
        self._lines |= {name: _pair(one.title) for name, one in scenario.budget_lines.items()}
        self._funds = {name: _pair(one.title) for name, one in scenario.funds.items()}
        self._targets = {name: _pair(one.title) for name, one in scenario.targets.items()}
        self._indicators = {name: (zh, en) for name, (zh, en, _) in words.INDICATORS.items()}

    def fault(self, item: Item, path: str, message: str, hint: str = "", *, key: bool = False) -> None:
        self.problems.append(problem_at(item.key_place if key else item.place, path, message, hint))

    def observations(self) -> list[Observation]:
        for key, item in self.root.value.items():
            if key not in HEAD:
                self.fault(item, key, f"unknown key '{key}'", nearest(key, HEAD) or one_of(HEAD), key=True)
        self._county()
        listed = self.root.value.get("observations")
        found: list[Observation] = []
        if listed is None or not isinstance(listed.value, list) or not listed.value:
            where = self.root if listed is None else listed
            self.fault(where, "observations", "expected a list of observations", "such as - {what: paid, of: …}")
        else:
            shares = {name: self._share(self.root.value.get(name), name) for name in ("tolerance", "discrepancy")}
            for index, item in enumerate(listed.value):
                one = self._one(item, f"observations.{index}", shares)
                found += [one] if one is not None else []
        self._twice(found)
        if self.problems:
            raise ObservedError(self.problems)
        return found

    def _county(self) -> None:
        head, item = self.scenario.scenario, self.root.value.get("county")
        wanted = f"the county of the scenario, {head.county.zh} or {head.name}"
        if item is None:
            self.fault(self.root, "county", "the key 'county' is missing", wanted)
        elif str(item.value).strip() not in (head.county.zh, head.county.en, head.name):
            self.fault(item, "county", f"observed in {item.value}, but the scenario is of {head.county.zh}", wanted)

    def _share(self, item: Item | None, path: str) -> float | None:
        if item is None:
            return None
        found = self._number(item, path, Unit("share"))
        return None if found is None else found[0]

    def _one(self, item: Item, path: str, shares: dict[str, float | None]) -> Observation | None:
        if not item.is_mapping:
            self.fault(item, path, "expected a mapping", "such as {what: paid, of: …, when: 2023, value: 320 万元}")
            return None
        before = len(self.problems)
        cells: dict[str, Item] = item.value
        for key, cell in cells.items():
            if key not in COLUMNS:
                self.fault(cell, f"{path}.{key}", f"unknown key '{key}'", nearest(key, COLUMNS) or one_of(COLUMNS),
                           key=True)  # fmt: skip
        for key in ("what", "when", "value"):
            if key not in cells and len(self.problems) == before:  # misspelt, it is told already
                self.fault(item, path, f"the key '{key}' is missing")
        if len(self.problems) > before:
            return None
        what = self._what(cells["what"], f"{path}.what")
        if what is None:
            return None
        of = self._of(what, cells.get("of"), item, path)
        when = self._when(what, cells["when"], f"{path}.when")
        if of is None or when is None:
            return None
        unit = self._unit(what, of)
        held = Unit("CNY", high=ranges.TOTAL) if unit == "CNY" else Unit("number")
        value = self._value(cells["value"], f"{path}.value", held, unit)
        tolerance = self._tolerance(cells.get("tolerance"), item, path, held, unit, value, shares["tolerance"])
        if value is None or tolerance is None or len(self.problems) > before:
            return None
        share = DISCREPANCY if shares["discrepancy"] is None else shares["discrepancy"]
        return Observation(
            what, of, when, value, tolerance, share * abs(value), unit, self._title(what, of), cells["value"].place
        )

    def _what(self, item: Item, path: str) -> str | None:
        chinese = {zh: name for name, (zh, _) in WHAT.items()}
        said = str(item.value).strip()
        if said in WHAT or said in chinese:
            return chinese.get(said, said)
        self.fault(item, path, f"unknown word '{said}'", nearest(said, [*WHAT, *chinese]) or one_of(list(WHAT)))
        return None

    def _of(self, what: str, item: Item | None, row: Item, path: str) -> str | None:
        said = "" if item is None or item.value is None else str(item.value).strip()
        names = {PAID: {**self._lines, **self._funds}, TARGET: self._targets, INDICATOR: self._indicators}.get(
            what, self._lines
        )
        if not said:
            if what == PAID:
                return ""
            self.fault(row, path, f"the key 'of' is missing: {what} of which", one_of(list(names)))
            return None
        titles = {title: name for name, pair in names.items() for title in pair}
        if said in names or said in titles:
            return titles[said] if said not in names else said
        kind = {PAID: "programme, budget line or fund", TARGET: "target", INDICATOR: "indicator"}.get(
            what, "programme or budget line"
        )
        self.fault(item or row, f"{path}.of", f"there is no {kind} '{said}'",
                   nearest(said, [*names, *titles]) or one_of(list(names)))  # fmt: skip
        return None

    def _when(self, what: str, item: Item, path: str) -> str | None:
        said = str(item.value).strip()
        start, end = self.scenario.horizon.start.year, self.scenario.horizon.end.year
        by_month = what == INDICATOR
        monthly, yearly = bool(_MONTH.match(said)), bool(_YEAR.match(said))
        if not (monthly or yearly):
            self.fault(item, path, f"'{said}' is neither a year nor a month", "such as 2023 or 2023-06")
            return None
        if by_month and yearly:
            self.fault(item, path, "an indicator is told of the end of a month", f"such as {said}-12")
            return None
        if monthly and what not in (PAID, INDICATOR):
            self.fault(item, path, f"{what} is told of a year", f"such as {said[:4]}")
            return None
        if not start <= int(said[:4]) <= end:
            years = f"{start}" if start == end else f"{start} to {end}"
            self.fault(item, path, f"observed in {said}; the scenario reports {years}",
                       "calibrate the scenario of that year")  # fmt: skip
            return None
        return said

    def _unit(self, what: str, of: str) -> str:
        if what == PAID:
            return "CNY"
        if what == TARGET:
            return unit_of(self.scenario.targets[of])
        return words.INDICATORS[of][2] if what == INDICATOR else "persons" if what == PERSONS else "claims"

    def _title(self, what: str, of: str) -> tuple[str, str]:
        known = {TARGET: self._targets, INDICATOR: self._indicators}.get(what, {**self._funds, **self._lines})
        return known[of] if of else ("全部就业支出", "all outlay")

    def _number(self, item: Item, path: str, unit: Unit) -> tuple[float, str] | None:
        try:
            found = read_quantity(item.plain(), unit)
        except QuantityFault as fault:
            self.fault(item, path, fault.message)
            return None
        if found.kind != "point":
            self.fault(item, path, "what was observed is one number, no range", "say how sure it is by its tolerance")
            return None
        return found.args[0], found.unit

    def _value(self, item: Item, path: str, held: Unit, unit: str) -> float | None:
        found = self._number(item, path, held)
        if found is None:
            return None
        value, label = found
        percent = label == "percent"
        if percent and unit != "percent":
            self.fault(item, path, f"a share does not fit; this is counted in {words_of(unit)}")
            return None
        if unit != "percent" and value < 0 and unit != "CNY":
            self.fault(item, path, f"expected 0 or more, found {value:g}")
            return None
        return value

    def _tolerance(
        self, item: Item | None, row: Item, path: str, held: Unit, unit: str, value: float | None, share: float | None
    ) -> float | None:
        if item is None or item.value is None:
            if share is None:
                self.fault(row, path, "how sure it is, is not said", "tolerance: 5 %, here or once above them all")
                return None
            return None if value is None else share * abs(value)
        where = f"{path}.tolerance"
        relative = isinstance(item.value, str) and item.value.strip().endswith(("%", "％")) and unit != "percent"
        found = self._number(item, where, Unit("share") if relative else held)
        if found is None:
            return None
        if found[0] < 0 or (found[0] == 0 and not relative):
            self.fault(item, where, "a tolerance is above 0", "what is counted exactly: 0 %")
            return None
        return None if value is None else found[0] * abs(value) if relative else found[0]

    def _twice(self, found: Iterable[Observation]) -> None:
        first: dict[tuple[str, str, str], Observation] = {}
        for one in found:
            key = (one.what, one.of, one.when)
            other = first.setdefault(key, one)
            if other is not one:
                apart = abs(other.value - one.value) > other.tolerance + one.tolerance
                value = f"{other.value:,.10g} {words_of(other.unit)}"
                told = f"it repeats what {other.place} says: {value}"
                if apart:
                    told = f"it contradicts what {other.place} says: {value}"
                self.problems.append(problem_at(one.place, one.name, told, "leave one of them out"))


def words_of(unit: str) -> str:
    """A unit in English."""
    return words.UNITS[unit][1] if unit in words.UNITS else unit


def _pair(title: Any) -> tuple[str, str]:
    return title.zh, title.en
