"""What scenarios are compared by: sums, probabilities and indicators, one number for each replication.

Each has a name that stays the same from run to run. PERIOD is a year or ``horizon``, the years together.

===================================================  ==================================================================
``SECTION.PERIOD.BASIS.total``                       money; SECTION is ``outlay`` (by budget funds) or a memo item:
                                                     ``tax_expenditure``, ``revenue_forgone``, ``insurance_fund``,
                                                     ``loans``, ``guarantee_fund``, ``own_money``; BASIS is
                                                     ``cash``, ``accrued`` or ``demand``
``SECTION.PERIOD.BASIS.payer.PAYER``                 what a payer bears of it; not on the basis ``demand``
``SECTION.PERIOD.BASIS.programme.NAME``              a programme or budget line
``claims.PERIOD.cash.programme.NAME``                claims paid
``persons.YEAR.cash.programme.NAME``                 persons paid, each once a year
``target.YEAR.NAME.value``, ``target.PERIOD.NAME.met``  the indicator, and whether the target is met (all its years)
``all_targets.PERIOD.met``                           whether every target is met whose probability is simulated
``fund.PERIOD.NAME.overrun``                         whether demand passes the money of the year (of any year) for which
                                                     an appropriation is stated
``fund.PERIOD.NAME.arrears``                         approved and unpaid at the end
===================================================  ==================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.results import Results
from jobsim.experiments.summary import MEMO, memo_title
from jobsim.experiments.target_view import SIMULATED, comes_about, unit_of
from jobsim.scenario.rule_sections import BudgetLine, Fund, Programme
from jobsim.scenario.schema import Scenario

Title = dict[str, str]
Numbers = npt.NDArray[np.float64]

HORIZON = "horizon"
SECTIONS: dict[str, tuple[str, str]] = {"outlay": ("就业支出", "Outlay"), **MEMO}
PROBABILITY = "probability"
_BASES = {"cash": "paid_fen", "accrued": "accrued_fen", "demand": "demand_fen"}
_SHARED = ("cash", "accrued")
"""Bases of which the payers' parts are known."""


@dataclass(frozen=True)
class Measure:
    """A number that every replication has."""

    name: str
    section: str
    kind: str
    item: str | None
    year: int | None
    basis: str | None
    unit: str
    title: Title

    @property
    def additive(self) -> bool:
        """Whether a scenario that does not know the measure has 0 of it: a programme that is not there pays nothing."""
        return self.section not in ("target", "all_targets", "fund")

    @property
    def in_fen(self) -> bool:
        """Whether it is observed in whole fen; an indicator in CNY is not."""
        return self.unit == "CNY" and self.section != "target"


def section_of(fund: Fund) -> str:
    """Where the money of a fund is counted: outlay, or one of the memo items."""
    return memo_title(fund) or "outlay"


class Observed:
    """The measures of one scenario and what they were in each replication: ``values[name]`` is float64[replications].

    Filled from results, piece by piece; the results can go then. Money is in fen, probabilities are flags 0 and 1,
    and an indicator without a value (a rate with nobody in its denominator) is NaN.
    """

    def __init__(self, scenario: Scenario, replications: int) -> None:
        self.scenario = scenario
        self.replications = replications
        self.measures: dict[str, Measure] = {}
        self.values: dict[str, Numbers] = {}
        self._start: dict[str, float] = {}
        horizon = scenario.horizon
        self.years = range(horizon.start.year, horizon.end.year + 1)
        self._lines: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
        self._section = {name: section_of(scenario.funds[line.fund]) for name, line in self._lines.items()}
        self._declare_money()

    def _declare_money(self) -> None:
        """Also what is never paid is compared: it is 0 in every replication."""
        used = set(self._section.values())
        for section in ("outlay", *(one for one in MEMO if one in used)):
            lines = [name for name, one in self._section.items() if one == section]
            for period in (*self.years, None):
                for basis in _BASES:
                    self._total(section, period, basis)
                for basis in _SHARED:
                    for payer in self._payers(lines):
                        self._payer(section, period, basis, payer)
                for name in lines:
                    for basis in _BASES:
                        self._programme(section, period, basis, name)
        for name in self._lines:
            for period in (*self.years, None):
                self._count("claims", period, name)
            for year in self.years:
                self._count("persons", year, name)

    def _payers(self, lines: list[str]) -> list[str]:
        named: set[str] = set()
        for line in (self._lines[name] for name in lines):
            named |= {str(payer) for payer in (line.payers or self.scenario.funds[line.fund].payers or ())}
        return [payer for payer in words.PAYERS if payer in named]

    # ------------------------------------------------------------------------------------ the numbers of a measure

    def _numbers(
        self, parts: tuple[str | None, ...], section: str, kind: str, item: str | None, period: int | None,
        basis: str | None, unit: str, title: Title, start: float = 0.0,
    ) -> Numbers:  # fmt: skip
        name = ".".join(part for part in parts if part)
        if name not in self.values:
            self.measures[name] = Measure(name, section, kind, item, period, basis, unit, title)
            self.values[name] = np.full(self.replications, start)
            self._start[name] = start
        return self.values[name]

    def _sums(
        self, section: str, kind: str, item: str | None, period: int | None, basis: str, title: Title, unit: str = "CNY"
    ) -> Numbers:
        parts = (section, _of(period), basis, kind, item)
        return self._numbers(parts, section, kind, item, period, basis, unit, title)

    def _total(self, section: str, period: int | None, basis: str) -> Numbers:
        return self._sums(section, "total", None, period, basis, _title(SECTIONS[section]))

    def _payer(self, section: str, period: int | None, basis: str, payer: str) -> Numbers:
        return self._sums(section, "payer", payer, period, basis, _title(words.PAYERS[payer]))

    def _programme(self, section: str, period: int | None, basis: str, name: str) -> Numbers:
        return self._sums(section, "programme", name, period, basis, self._lines[name].title.model_dump())

    def _count(self, what: str, period: int | None, name: str) -> Numbers:
        return self._sums(what, "programme", name, period, "cash", self._lines[name].title.model_dump(), what)

    def _read(
        self, section: str, item: str | None, period: int | None, kind: str, unit: str, title: Title, start: float = 0.0
    ) -> Numbers:
        parts = (section, _of(period), item, kind)
        return self._numbers(parts, section, kind, item, period, None, unit, title, start)

    def grow(self, replications: int) -> None:
        """Make room for replications beyond those there are."""
        for name, numbers in self.values.items():
            more = np.full(replications - len(numbers), self._start[name])
            self.values[name] = np.concatenate([numbers, more])
        self.replications = replications

    # ------------------------------------------------------------------------------------ from results

    def add(self, results: Results) -> None:
        """Take in replications, under the numbers they have in the frames."""
        self._add_programmes(results.programmes)
        self._add_payers(results.outlay)
        self._add_targets(results.targets)
        self._add_funds(results.funds)

    def _add_programmes(self, rows: pl.DataFrame) -> None:
        for (key, year_), part in rows.group_by("programme", "year"):
            name, year, at = str(key), _int(year_), part["replication"].to_numpy()
            section = self._section[name]
            for period in (year, None):
                for basis, column in _BASES.items():
                    _add(self._programme(section, period, basis, name), at, part[column])
                    _add(self._total(section, period, basis), at, part[column])
                _add(self._count("claims", period, name), at, part["claims"])
            _add(self._count("persons", year, name), at, part["persons"])

    def _add_payers(self, rows: pl.DataFrame) -> None:
        keys = ["programme", "payer", "basis", "year"]
        yearly = rows.with_columns((pl.col("month") // 100).alias("year"))
        sums = yearly.group_by([*keys, "replication"]).agg(pl.col("amount_fen").sum())
        # In a fixed order: a payer that no fund names (who tops up) is met here for the first time.
        for (name, payer, basis, year), part in sums.sort(keys).group_by(keys, maintain_order=True):
            section, at = self._section[str(name)], part["replication"].to_numpy()
            for period in (_int(year), None):
                _add(self._payer(section, period, str(basis), str(payer)), at, part["amount_fen"])

    def _add_targets(self, rows: pl.DataFrame) -> None:
        for (key, year_), part in rows.sort("target", "year").group_by("target", "year", maintain_order=True):
            name, year, at = str(key), _int(year_), part["replication"].to_numpy()
            target = self.scenario.targets[name]
            title, unit = target.title.model_dump(), unit_of(target)
            self._read("target", name, year, "value", unit, title)[at] = part["value"].to_numpy()
            met = part["met"].to_numpy()
            for period in (year, None):
                _both(self._read("target", name, period, "met", PROBABILITY, title, start=1.0), at, met)

    def _add_funds(self, rows: pl.DataFrame) -> None:
        for (key, year_), part in rows.sort("fund", "year").group_by("fund", "year", maintain_order=True):
            name, year, at = str(key), _int(year_), part["replication"].to_numpy()
            fund = self.scenario.funds[name]
            if year not in fund.appropriations:
                continue  # not limited: nothing to overrun, nothing waits
            title = fund.title.model_dump()
            over = (part["demand_fen"] > part["opening_fen"] + part["appropriated_fen"]).to_numpy()
            for period in (year, None):
                numbers = self._read("fund", name, period, "overrun", PROBABILITY, title)
                numbers[at] = np.maximum(numbers[at], over)
            for period in (year, None) if year == self.years[-1] else (year,):
                _add(self._read("fund", name, period, "arrears", "CNY", title), at, part["arrears_fen"])


def simulated_tests(base: Observed, other: Observed) -> list[tuple[str, int]]:
    """Targets and years that both scenarios test and whose outcome lives decide in both: what "all targets" joins."""
    found = []
    for name, measure in base.measures.items():
        if measure.section != "target" or measure.kind != "value" or name not in other.values:
            continue
        target, year = str(measure.item), _int(measure.year)
        values = (base.values[name], other.values[name])
        if all(comes_about(one.scenario, target, *values)[0] == SIMULATED for one in (base, other)):
            found.append((target, year))
    return found


def all_met(observed: Observed, tests: list[tuple[str, int]], year: int | None) -> tuple[Measure, Numbers] | None:
    """Whether all the tests, those of a year or all, are met in each replication; None without any."""
    flags = [observed.values[f"target.{of}.{target}.met"] for target, of in tests if year in (None, of)]
    if not flags:
        return None
    name = f"all_targets.{_of(year)}.met"
    measure = Measure(name, "all_targets", "met", None, year, None, PROBABILITY, _title(_ALL))
    return measure, np.minimum.reduce(flags)


_ALL = ("模拟得出的全部目标", "All simulated targets together")


def _of(period: int | None) -> str:
    return HORIZON if period is None else str(period)


def _title(pair: tuple[str, str]) -> Title:
    return {"zh": pair[0], "en": pair[1]}


def _int(key: Any) -> int:
    return int(key)


def _add(numbers: Numbers, at: npt.NDArray[Any], amounts: pl.Series) -> None:
    """Add amounts to the numbers of their replications, each of which occurs once. Floats hold whole fen exactly."""
    numbers[at] += amounts.to_numpy()


def _both(numbers: Numbers, at: npt.NDArray[Any], flags: npt.NDArray[np.bool_]) -> None:
    numbers[at] = np.minimum(numbers[at], flags)
