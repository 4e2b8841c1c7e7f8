"""A finished record read back: the same results as on the day of the run, without simulating anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments import twins
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.record import LEDGER, SUMMARY, Record, open_record, read_json, scenario_of
from jobsim.experiments.reduction import BASES, PAYER_NAMES, STATUSES, budget_entries
from jobsim.experiments.results import FUND_COLUMNS, SUBJECT_KINDS, Results, line_names
from jobsim.scenario.exclusion import Excluded
from jobsim.scenario.loader import Loaded
from jobsim.scenario.schema import Scenario

_JOURNEYS, _ENTITLEMENTS, _PERSONS = "journeys.parquet", "entitlements.parquet", "persons.parquet"


@dataclass(frozen=True)
class Opened:
    """A run's record, its scenario and its results; ``summary`` is the document that the run gave with ``--json``."""

    record: Record
    loaded: Loaded
    results: Results
    summary: dict[str, Any]

    @property
    def register(self) -> str:
        """The scenario's path as it was when it was run, to ask for the whole register of assumptions."""
        return str(self.summary["assumed"]["register"])


def open_run(folder: Path) -> Opened:
    """Read a record back. Raises RecordError that names the file if it is none, damaged, or of another jobsim."""
    found = open_record(folder)
    summary, left_out, fault = read_summary(found)
    if fault:
        raise RecordError(f"{folder / SUMMARY}: {fault}")
    loaded = scenario_of(found)
    scenario = loaded.scenario
    lines, funds = line_names(scenario), list(scenario.funds)
    codes = sorted({line.code for line in budget_entries(scenario)})
    i4, i8, text = pl.Int32, pl.Int64, pl.String

    def frame(name: str, types: dict[str, type[pl.DataType]], **names: Iterable[str]) -> pl.DataFrame:
        """A table with the names of the scenario as enumerations, as a run has them in memory."""
        rows = found.table(name, {"replication": i4, **types})
        try:
            return rows.with_columns(pl.col(column).cast(pl.Enum(list(known))) for column, known in names.items())
        except pl.exceptions.PolarsError as error:
            raise RecordError(f"{folder / f'{name}.parquet'}: a name in it is not in the scenario") from error

    amounts = {"persons": i4, "new_persons": i4, "firms": i4, "new_firms": i4, "claims": i4, "units": i8,
               "paid_fen": i8, "accrued_fen": i8, "demand_fen": i8}  # fmt: skip
    manifest = found.manifest
    tall = {
        "outlay": frame(
            "outlay", {"month": i4, "programme": text, "payer": text, "fund": text, "budget_code": text, "basis": text,
                       "persons": i4, "claims": i4, "amount_fen": i8},
            programme=lines, payer=PAYER_NAMES, fund=funds, budget_code=codes, basis=BASES,
        ),
        "indicators": frame("indicators", {"month": i4, "indicator": text, "value": pl.Float64},
                            indicator=words.INDICATORS),
        "parameters": found.table("parameters", {"replication": i4, "parameter": text, "value": pl.Float64}),
    }  # fmt: skip
    results = Results(
        scenario=scenario,
        scenario_hash=loaded.hash,
        order=found.told,
        replications=manifest["replications"],
        events=manifest["events"],
        tall={name: rows.lazy() for name, rows in tall.items()},
        programmes=frame("programmes", {"programme": text, "fund": text, "year": pl.Int16, **amounts},
                         programme=lines, fund=funds),
        funds=frame("funds", {"fund": text, "year": pl.Int16, **_fund_columns()}, fund=funds),
        fund_months=frame("fund_months", {"fund": text, "month": i4, "demand_fen": i8, "paid_fen": i8}, fund=funds),
        targets=frame("targets", {"target": text, "year": pl.Int16, "value": pl.Float64, "met": pl.Boolean},
                      target=scenario.targets),
        ledger=_ledger(found, scenario) if LEDGER in manifest["sha256"] else None,
        journeys=_whole(found, "journeys") if _JOURNEYS in manifest["sha256"] else None,
        entitlements=_whole(found, "entitlements") if _ENTITLEMENTS in manifest["sha256"] else None,
        persons=_whole(found, "persons") if _PERSONS in manifest["sha256"] else None,
        excluded=left_out,
        twins=found.table("twins", twins.SCHEMA) if manifest["pairs"] else None,
    )  # fmt: skip
    return Opened(found, loaded, results, summary)


def read_summary(found: Record) -> tuple[dict[str, Any], tuple[Excluded, ...], str]:
    """The summary as it is stored, what it says was left out, and what is wrong with it."""
    if fault := found.fault(SUMMARY):
        return {}, (), fault
    try:
        told, _ = read_json(found.folder / SUMMARY)
        left_out = tuple(Excluded(one["name"], one["clause"], one["reason"]) for one in told["excluded"])
        if not all(isinstance(text, str | None) for one in left_out for text in (one.name, one.clause, one.reason)):
            raise TypeError
        if not isinstance(told["warnings"], list) or not isinstance(told["assumed"]["register"], str):
            raise TypeError
    except (RecordError, KeyError, TypeError, AttributeError):
        return {}, (), "not the summary of a run"
    return told, left_out, ""


def _fund_columns() -> dict[str, type[pl.DataType]]:
    return {name: pl.Int64 if name.endswith("_fen") else pl.Int8 for name in FUND_COLUMNS}


def _whole(found: Record, name: str) -> pl.DataFrame:
    """A table with the columns and types that the file has."""
    file = found.folder / f"{name}.parquet"
    if fault := found.fault(file.name):
        raise RecordError(f"{file}: {fault}")
    try:
        return pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RecordError(f"{file}: not the {name} of a run ({type(error).__name__})") from error


def _ledger(found: Record, scenario: Scenario) -> pl.DataFrame:
    names = {"programme": line_names(scenario), "fund": list(scenario.funds), "subject_kind": SUBJECT_KINDS,
             "status": STATUSES}  # fmt: skip
    rows = _whole(found, "ledger")
    return rows.with_columns(pl.col(column).cast(pl.Enum(list(known))) for column, known in names.items())
