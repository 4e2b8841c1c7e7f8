"""A programme or budget line over the replications, in a year or in all: what summary, tables and figures share.

Heads are distinct: persons (人), or ventures and firms (户) where these are paid for themselves; each payment of one
is a time (人次, 户次). What an amount counts are units: months, days, heads, times, or the pieces of a budget line. So
heads × units per head × average price is the mean to the fen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.scenario.rule_sections import Amount, BudgetLine, Programme
from jobsim.vocabulary import MILESTONES

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """The names of what is counted: ``heads`` is None where nobody is (a budget line)."""

    heads: Words | None
    times: Words
    units: Words
    unit_of_price: Words


_HEADS = {
    "person": (Words("人", "persons"), Words("人次", "person-times")),
    "venture": (Words("户", "ventures"), Words("户次", "venture-times")),
    "firm": (Words("户", "firms"), Words("户次", "firm-times")),
    "county": (None, Words("笔", "payments")),
}
_MONTH, _TIME = (Words("月", "months"), Words("月", "month")), (Words("次", "times"), Words("次", "time"))
_YEAR = Words("年", "years"), Words("年", "year")
_UNITS = {
    "month": _MONTH, "year": _MONTH, "day": (Words("天", "days"), Words("天", "day")),
    "person": (Words("人", "persons"), Words("人", "person")),
}  # fmt: skip
"""By what a price is per: many and one. A yearly price counts the months of the year."""


def counted(entry: Programme | BudgetLine) -> Counted:
    """What an entry counts."""
    if isinstance(entry, BudgetLine):
        unit = Words(entry.unit.zh, entry.unit.en)
        return Counted(None, unit, unit, unit)
    heads, times = _HEADS[MILESTONES[entry.when].subject]
    units, one = _units(entry)
    return Counted(heads, times, units, one)


def _units(entry: Programme) -> tuple[Words, Words]:
    amount = entry.amount
    months = "months" in MILESTONES[entry.when].facts
    if isinstance(amount, Amount):
        priced = amount.value or (amount.tiers.steps[0].value if amount.tiers is not None else None)
        if amount.quota is not None:
            return _MONTH if months else _YEAR
        if priced is None:
            return _MONTH if months else _TIME
    else:
        priced = amount
    per = priced.unit.partition("/")[2]
    return _YEAR if per == "year" and not months else _UNITS.get(per, _TIME)


@dataclass(frozen=True)
class Line:
    """An entry in one year, or in all years together (``year`` is None). Arrays are float64[replications]."""

    results: Results
    name: str
    year: int | None = None

    @property
    def entry(self) -> Programme | BudgetLine:
        scenario = self.results.scenario
        return scenario.programmes.get(self.name) or scenario.budget_lines[self.name]

    @property
    def clauses(self) -> list[str]:
        clause = self.entry.clause
        return [clause] if isinstance(clause, str) else list(clause)

    @property
    def rows(self) -> pl.DataFrame:
        return self.results.of_line(self.name, self.year)

    def sums(self, column: str) -> Numbers:
        """A column summed in each replication; money in CNY."""
        return self.results.per_replication(self.rows, column)

    def mean(self, column: str) -> float:
        return float(self.sums(column).mean())

    @property
    def heads(self) -> float:
        """Mean of distinct persons, ventures or firms."""
        new = "new_" if self.year is None else ""
        return self.mean(f"{new}persons") + self.mean(f"{new}firms")

    @property
    def units_per_head(self) -> float | None:
        heads = self.heads
        return self.mean("units") / heads if heads > 0 else None

    @property
    def price(self) -> float | None:
        """Average price of a unit: cash over units, both together over all replications."""
        units = self.mean("units")
        return self.mean("paid_fen") / units if units > 0 else None

    def payers(self) -> dict[str, Numbers]:
        """Cash by payer, in CNY; those who pay in some replication, in the order of the vocabulary."""
        return self.results.cash_of_payers(self.name, self.year)


def lines(results: Results, funds: list[str], year: int | None = None) -> list[Line]:
    """The entries that these funds pay: programmes and then budget lines, as the scenario has them."""
    scenario = results.scenario
    entries: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
    return [Line(results, name, year) for name, entry in entries.items() if entry.fund in funds]


def total(results: Results, funds: list[str], column: str, year: int | None = None) -> Numbers:
    """``paid_fen``, ``accrued_fen`` or ``demand_fen`` of all entries of the funds together, in CNY."""
    # Whole fen, which floats add up exactly in any order.
    found = [results.sums(line.rows, column) for line in lines(results, funds, year)]
    return np.sum(found, axis=0) / 100 if found else np.zeros(results.replications)
