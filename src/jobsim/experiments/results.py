"""The replications of one scenario together, as data frames with names instead of codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim import vocabulary as words
from jobsim.days import NEVER
from jobsim.experiments.reduction import BASES, PAYER_NAMES, STATUSES, Reduced, budget_entries
from jobsim.experiments.replications import Order
from jobsim.experiments.tall import Tall
from jobsim.finance.evidence import Evidence
from jobsim.scenario.exclusion import Excluded
from jobsim.scenario.schema import Scenario

SUBJECT_KINDS = ("person", "venture", "firm", "county")
FUND_COLUMNS = ("opening_fen", "appropriated_fen", "topped_up_fen", "paid_fen", "lapsed_fen", "closing_fen",
                "demand_fen", "arrears_fen", "floor_fen", "exhausted_month", "short_month")  # fmt: skip


Reckoned = TypeVar("Reckoned")


@dataclass(frozen=True)
class Results:
    """Frames over all replications, each sorted by replication and then by its other keys.

    outlay: replication, month, programme, payer, fund, budget_code, basis, persons, claims, amount_fen.
    programmes: replication, programme, fund, year, persons, new_persons, firms, new_firms, claims, units, paid_fen,
    accrued_fen, demand_fen.
    funds: replication, fund, year and the money columns. fund_months: replication, fund, month, demand_fen, paid_fen.
    targets: replication, target, year, value, met.
    indicators: replication, month, indicator, value. parameters: replication, parameter, value.
    """

    scenario: Scenario
    scenario_hash: str
    order: Order
    replications: int
    events: int
    tall: Mapping[str, pl.LazyFrame]
    """``outlay``, ``indicators`` and ``parameters``, of which many replications are packed: read a part of them."""
    programmes: pl.DataFrame
    funds: pl.DataFrame
    fund_months: pl.DataFrame
    targets: pl.DataFrame
    ledger: pl.DataFrame | None
    journeys: pl.DataFrame | None
    entitlements: pl.DataFrame | None = None
    """What the claims of the ledger rest on, see :func:`entitlement_frame`."""
    persons: pl.DataFrame | None = None
    """Who the persons of the ledger are: replication, person, born, left_school, retires, family, members."""
    excluded: tuple[Excluded, ...] = ()
    """What was left out because a figure is missing in the text."""
    twins: pl.DataFrame | None = None
    """Of replications with a twin, what it gave: replication, spread (see ``spreads``), value."""
    _reckoned: dict[Callable[[Results], Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, reckon: Callable[[Results], Reckoned]) -> Reckoned:
        """What a module's function makes of the results, reckoned at the first call; nobody may change it."""
        if reckon not in self._reckoned:
            self._reckoned[reckon] = reckon(self)
        found: Reckoned = self._reckoned[reckon]
        return found

    @property
    def outlay(self) -> pl.DataFrame:
        """The whole table, unpacked."""
        return self.tall["outlay"].collect()

    @property
    def indicators(self) -> pl.DataFrame:
        """The whole table, unpacked."""
        return self.tall["indicators"].collect()

    @property
    def parameters(self) -> pl.DataFrame:
        """The whole table, unpacked."""
        return self.tall["parameters"].collect()

    @property
    def years(self) -> range:
        return range(self.scenario.horizon.start.year, self.scenario.horizon.end.year + 1)

    @property
    def months(self) -> list[int]:
        return [year * 100 + month for year in self.years for month in range(1, 13)]

    def funds_of_kind(self, *kinds: str) -> list[str]:
        return [name for name, fund in self.scenario.funds.items() if fund.kind in kinds]

    def limited(self, fund: str, year: int) -> bool:
        """Whether the fund has an appropriation in the year; without one it cannot run out."""
        return year in self.scenario.funds[fund].appropriations

    @cached_property
    def _of_lines(self) -> dict[tuple[str, int | None], pl.DataFrame]:
        found: dict[tuple[str, int | None], pl.DataFrame] = {}
        for (name,), part in self.programmes.partition_by("programme", as_dict=True).items():
            found[name, None] = part
            for (year,), of_year in part.partition_by("year", as_dict=True).items():
                found[name, year] = of_year
        return found

    def of_line(self, name: str, year: int | None = None) -> pl.DataFrame:
        """The rows of ``programmes`` of a programme or budget line, in all years or one."""
        return self._of_lines.get((name, year), self.programmes.clear())

    @cached_property
    def _cash_of_payers(self) -> dict[tuple[str, int | None], dict[str, npt.NDArray[np.float64]]]:
        by = ["programme", "payer", (pl.col("month") // 100).alias("year"), "replication"]
        cash = self.tall["outlay"].filter(pl.col("basis") == "cash")
        sums = cash.group_by(by).agg(pl.col("amount_fen").sum()).collect(engine="streaming")
        found: dict[tuple[str, int | None], dict[str, npt.NDArray[np.float64]]] = {}
        for (name, payer), part in sums.partition_by("programme", "payer", as_dict=True).items():
            found.setdefault((name, None), {})[payer] = self.per_replication(part, "amount_fen")
            for (year,), of_year in part.partition_by("year", as_dict=True).items():
                found.setdefault((name, year), {})[payer] = self.per_replication(of_year, "amount_fen")
        return found

    def cash_of_payers(self, name: str, year: int | None = None) -> dict[str, npt.NDArray[np.float64]]:
        """Cash of a programme or budget line by payer, in all years or one, in CNY; those who pay, in order."""
        found = self._cash_of_payers.get((name, year), {})
        return {payer: found[payer] for payer in PAYER_NAMES if payer in found}

    def per_replication(self, frame: pl.DataFrame, column: str) -> npt.NDArray[np.float64]:
        """Sum of a column in each replication, 0 where it has no row; money columns in CNY."""
        found = self.sums(frame, column)
        return found / 100 if column.endswith("_fen") else found

    def sums(self, frame: pl.DataFrame, column: str) -> npt.NDArray[np.float64]:
        """The same as it is counted, money in fen: whole numbers, whose sums floats hold exactly."""
        numbers, values = frame["replication"].to_numpy(), frame[column].to_numpy()
        return np.bincount(numbers, values, self.replications).astype(np.float64, copy=False)


_TALL = ("outlay", "indicators", "parameters")
_HEAP = 64
"""So many small tables become one large one: thousands of small ones leave holes in memory that nothing else fits."""
_DRAWN = np.dtype([("parameter", np.int32), ("value", np.float64)])


def line_names(scenario: Scenario) -> list[str]:
    """Programmes and then budget lines: the order of the ledger's programme codes."""
    return [*scenario.programmes, *scenario.budget_lines]


def _named(frame: pl.DataFrame, column: str, names: Iterable[str]) -> pl.DataFrame:
    """Codes replaced by their names, kept as an enumeration so that a million rows stay small."""
    table = list(names)
    values = pl.Series("names", table, dtype=pl.Enum(table))
    return frame.with_columns(values.gather(frame[column].cast(pl.UInt32)).alias(column))


class _Heap:
    """The same table of replications that come one by one: under one another, with their replication in front."""

    def __init__(self, named: Callable[[pl.DataFrame], pl.DataFrame], *, packs: bool) -> None:
        self._low: list[tuple[int, npt.NDArray[Any]]] = []
        self._named, self._tall, self._number = named, Tall(packs=packs), 0

    def add(self, replication: int, table: npt.NDArray[Any]) -> None:
        self._number += 1
        self._low.append((replication, table))
        if len(self._low) == _HEAP:
            self._join()

    def _join(self) -> None:
        lengths = [len(table) for _, table in self._low]
        replication = np.repeat(np.array([number for number, _ in self._low], np.int32), lengths)
        rows = np.concatenate([table for _, table in self._low])
        self._low.clear()
        columns = {name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names or ()}
        self._tall.add(self._named(pl.DataFrame({"replication": replication, **columns})), self._number)

    def scan(self) -> pl.LazyFrame:
        """All of them."""
        if self._low:
            self._join()
        return self._tall.scan()


class Gathering:
    """Collects the replications of a run, which must come in ascending order.

    Each is taken apart as it comes; of a thousand, little more is held than the tables of the result.
    """

    def __init__(
        self, scenario: Scenario, scenario_hash: str, order: Order, excluded: tuple[Excluded, ...] = ()
    ) -> None:
        self._scenario, self._hash, self._order, self._excluded = scenario, scenario_hash, order, excluded
        self._position: dict[str, int] = {}
        self._heaps = {name: _Heap(named, packs=name in _TALL) for name, named in self._names().items()}
        self._told: list[tuple[int, int, int, int, str, str]] = []
        self._entitlements: list[pl.DataFrame] = []
        self._persons: list[pl.DataFrame] = []
        self._number = self._events = 0

    def add(self, part: Reduced) -> None:
        position = self._position
        self._number, self._events = self._number + 1, self._events + part.events
        drawn = np.empty(len(part.parameters), _DRAWN)
        drawn["parameter"] = [position.setdefault(path, len(position)) for path in part.parameters]
        drawn["value"] = list(part.parameters.values())
        for name, heap in self._heaps.items():
            table = drawn if name == "parameters" else getattr(part, name)
            if table is not None:
                heap.add(part.replication, table)
        if part.evidence is not None:
            self._entitlements.append(entitlement_frame(part.replication, part.evidence))
        if part.persons is not None:
            self._persons.append(person_frame(part.replication, part.persons))
        self._told += [(part.replication, *entry) for entry in part.journeys]

    def _names(self) -> dict[str, Callable[[pl.DataFrame], pl.DataFrame]]:
        """How the codes of each table are named."""
        scenario = self._scenario
        lines, funds = line_names(scenario), list(scenario.funds)
        line_codes = [line.code for line in budget_entries(scenario)]
        codes = pl.Series("budget_code", line_codes, dtype=pl.Enum(sorted(set(line_codes))))

        def outlay(rows: pl.DataFrame) -> pl.DataFrame:
            rows = rows.with_columns(codes.gather(rows["programme"].cast(pl.UInt32)))
            rows = _named(_named(rows, "programme", lines), "payer", PAYER_NAMES)
            return _named(_named(rows, "fund", funds), "basis", BASES).select(
                "replication", "month", "programme", "payer", "fund", "budget_code", "basis", "persons", "claims",
                "amount_fen",
            )  # fmt: skip

        def parameters(rows: pl.DataFrame) -> pl.DataFrame:
            paths = pl.Series("parameter", list(self._position), dtype=pl.String)
            return rows.with_columns(paths.gather(rows["parameter"].cast(pl.UInt32)))

        return {
            "outlay": outlay,
            "programmes": lambda rows: _named(_named(rows, "programme", lines), "fund", funds),
            "fund_years": lambda rows: _named(rows, "fund", funds).select("replication", "fund", "year", *FUND_COLUMNS),
            "fund_months": lambda rows: _named(rows, "fund", funds),
            "targets": lambda rows: _named(rows, "target", scenario.targets),
            "indicators": lambda rows: _named(rows, "indicator", words.INDICATORS),
            "parameters": parameters,
            "ledger": lambda rows: rows,
        }

    def results(self) -> Results:
        """The results; nothing is left to gather."""
        scenario = self._scenario

        def stacked(name: str) -> pl.DataFrame:
            return self._heaps.pop(name).scan().collect()

        return Results(
            scenario=scenario,
            scenario_hash=self._hash,
            order=self._order,
            replications=self._number,
            events=self._events,
            tall={name: self._heaps.pop(name).scan() for name in _TALL},
            programmes=stacked("programmes"),
            funds=stacked("fund_years"),
            fund_months=stacked("fund_months"),
            targets=stacked("targets"),
            ledger=named_ledger(scenario, stacked("ledger")) if self._order.ledger else None,
            journeys=journey_frame(self._told) if self._told else None,
            entitlements=pl.concat(self._entitlements, rechunk=False) if self._entitlements else None,
            persons=pl.concat(self._persons, rechunk=False) if self._persons else None,
            excluded=self._excluded,
        )


def gather(
    scenario: Scenario,
    scenario_hash: str,
    order: Order,
    reduced: Iterable[Reduced],
    excluded: tuple[Excluded, ...] = (),
) -> Results:
    """Collect the replications of a run, which must come in ascending order."""
    gathering = Gathering(scenario, scenario_hash, order, excluded)
    for part in reduced:
        gathering.add(part)
    return gathering.results()


def named_ledger(scenario: Scenario, rows: pl.DataFrame) -> pl.DataFrame:
    """The ledger with names and dates; ``paid_by_<payer>_fen`` columns instead of the payer vector."""
    payers = rows["payer_fen"].to_numpy()
    rows = rows.drop("payer_fen")
    for column, table in (
        ("programme", line_names(scenario)), ("fund", list(scenario.funds)), ("subject_kind", SUBJECT_KINDS),
        ("status", STATUSES),
    ):  # fmt: skip
        rows = _named(rows, column, table)
    milestones = list(words.MILESTONES)
    # Budget lines have no milestone.
    rows = rows.with_columns(
        pl.Series("milestone", [milestones[m] if m >= 0 else None for m in rows["milestone"].to_list()], pl.String)
    )
    days = [name for name in rows.columns if name.endswith("_day")]
    rows = rows.with_columns(_date(pl.col(name)).alias(name) for name in days)
    return rows.with_columns(
        pl.Series(f"paid_by_{payer}_fen", np.ascontiguousarray(payers[:, i])) for i, payer in enumerate(PAYER_NAMES)
    )


def entitlement_frame(replication: int, evidence: Evidence) -> pl.DataFrame:
    """What the claims of a replication rest on, one row per entitlement by claim, then by day.

    ``groups`` has a bit for each of ``vocabulary.GROUPS``; ``facts`` are what the programme's rule looks at
    (``RuleBook.looked_at``), in the order of ``vocabulary.FACTS``. The other columns say what had been drawn before.
    """
    rows = evidence.rows
    facts = pl.DataFrame({"row": np.repeat(np.arange(len(rows)), rows["end"] - rows["first"]), "facts": evidence.facts})
    columns = {column: np.ascontiguousarray(rows[name]) for column, name in _EVIDENCE.items()}
    return pl.DataFrame({"replication": np.full(len(rows), replication, np.int32), **columns}).with_columns(
        _date(pl.col("day")).alias("day"), facts.group_by("row", maintain_order=True).agg("facts")["facts"]
    )


def person_frame(replication: int, persons: npt.NDArray[Any]) -> pl.DataFrame:
    """Who the persons of a replication are; a day that there is not, and no family, are null."""
    columns = {name: np.ascontiguousarray(persons[name]) for name in persons.dtype.names or ()}
    frame = pl.DataFrame({"replication": np.full(len(persons), replication, np.int32), **columns})
    known = {name: pl.when(pl.col(name) < NEVER).then(name).otherwise(0) for name in ("born", "left_school", "retires")}
    days = [_date(day).alias(name) for name, day in known.items()]
    family = pl.when(pl.col("family") >= 0)
    return frame.with_columns(*days, family.then("family").alias("family"), family.then("members").alias("members"))


_EVIDENCE = {
    "claim": "claim", "day": "day", "groups": "groups", "months_before": "months", "days_before": "days",
    "times_before": "times", "times_in_year_before": "year_times", "fen_before": "fen", "month_limit": "month_limit",
    "payee_fen_before": "payee_fen", "payee_fen_in_year_before": "payee_year_fen", "quota_used_before": "quota",
}  # fmt: skip


def journey_frame(entries: list[tuple[int, int, int, int, str, str]]) -> pl.DataFrame:
    frame = pl.DataFrame(
        entries,
        schema={"replication": pl.Int32, "person": pl.Int32, "day": pl.Int32, "phase": pl.Int8, "en": pl.String,
                "zh": pl.String},
        orient="row",
    )  # fmt: skip
    return frame.with_columns(_date(pl.col("day")).alias("day"))


def _date(day: pl.Expr) -> pl.Expr:
    """A date from an ordinal; 0 (it has not come) is null."""
    epoch = dt.date(1970, 1, 1).toordinal()
    return pl.when(day > 0).then((day - epoch).cast(pl.Int32).cast(pl.Date)).otherwise(None)
