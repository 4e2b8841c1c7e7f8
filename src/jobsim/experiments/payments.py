"""The payments of a run that kept its ledger, found by programme, person, payee, date, replication or size."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from jobsim.experiments.drafts import RecordError
from jobsim.experiments.kept import Kept
from jobsim.experiments.reduction import budget_entries
from jobsim.experiments.results import line_names
from jobsim.harmless import shortened
from jobsim.scenario.errors import nearest
from jobsim.scenario.schema import Scenario

_MONTHS = 12


@dataclass(frozen=True)
class Wanted:
    """Which payments: all of these that are given must hold. ``month`` is yyyymm.

    ``programme`` is a name or a title; ``payee`` is the number of the firm that is paid (a venture has that of its
    founder: ask for the ``person``); ``largest`` keeps so many, the largest first.
    """

    programme: str | None = None
    person: int | None = None
    payee: int | None = None
    year: int | None = None
    month: int | None = None
    replication: int | None = None
    largest: int | None = None


def payments(kept: Kept, wanted: Wanted) -> pl.DataFrame:
    """The payments of the reported years by replication, day and number, or the largest first.

    Its columns are told in :meth:`jobsim.api.Study.payments`. Raises RecordError for what the run does not have.
    """
    scenario = kept.loaded.scenario
    where = [pl.col("paid_fen") > 0, *_dates(scenario, wanted)]
    if wanted.programme is not None:
        where.append(pl.col("programme") == programme_named(scenario, wanted.programme))
    if wanted.replication is not None:
        if not 0 <= wanted.replication < kept.replications:
            raise RecordError(
                f"the run has replications 0 to {kept.replications - 1}; there is no {wanted.replication}"
            )
        where.append(pl.col("replication") == wanted.replication)
    if wanted.person is not None:
        where.append(pl.col("person") == wanted.person)
    if wanted.payee is not None:
        where.append((pl.col("payee_firm") == wanted.payee) & (wanted.payee >= 0))
    if wanted.largest is not None and wanted.largest < 1:
        raise RecordError(f"the largest 1 or more, found {wanted.largest}")
    columns = [
        "replication",
        "claim",
        "programme",
        "person",
        "payee_firm",
        "entitled_day",
        "paid_day",
        "units",
        "paid_fen",
    ]
    rows = kept.rows("ledger", *where, columns=columns)
    kept.assure()
    order = ["replication", "paid_day", "claim"]
    if wanted.largest is None:
        rows = rows.sort(order)
    else:
        rows = rows.sort(["paid_fen", *order], descending=[True, False, False, False]).head(wanted.largest)
    titles = pl.DataFrame(
        [(name, entry.title.zh, entry.title.en, _joined(entry.clause))
         for name, entry in zip(line_names(scenario), budget_entries(scenario), strict=True)],
        schema=["programme", "zh", "en", "clauses"], orient="row",
    )  # fmt: skip
    number = pl.format("{}/{}", "replication", "claim").alias("payment")

    def known(column: str) -> pl.Expr:
        return pl.when(pl.col(column) >= 0).then(column).alias(column)

    return rows.join(titles, on="programme", how="left", maintain_order="left").select(
        number, "replication", "programme", "zh", "en", "clauses", known("person"), known("payee_firm"),
        pl.col("entitled_day").alias("entitled"), pl.col("paid_day").alias("paid"), "units",
        (pl.col("paid_fen") / 100).alias("cny"),
    )  # fmt: skip


def month_of(text: str | None) -> int | None:
    """``2023-05`` as 202305. Raises RecordError."""
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
    if found is None:
        raise RecordError(f"a month is YYYY-MM, such as 2023-05; found {shortened(text, 60)!r}")
    return int(found[1]) * 100 + int(found[2])


def _joined(clause: str | list[str]) -> str:
    return clause if isinstance(clause, str) else " ".join(clause)


def programme_named(scenario: Scenario, asked: str) -> str:
    """The name of a programme or budget line, given by name or title. Raises RecordError with the nearest one."""
    names = line_names(scenario)
    if asked in names:
        return asked
    titles = {
        said: name
        for name, entry in zip(names, budget_entries(scenario), strict=True)
        for said in (entry.title.zh, entry.title.en)
    }
    if asked in titles:
        return titles[asked]
    hint = nearest(asked, [*names, *titles]) or "jobsim show RUN_DIR names those that paid"
    raise RecordError(f"no programme {shortened(asked, 60)!r} in this run: {hint}")


def _dates(scenario: Scenario, wanted: Wanted) -> list[pl.Expr]:
    """Payments of the reported years, or of the year or month asked for."""
    horizon, paid = scenario.horizon, pl.col("paid_day")
    first, last = horizon.start.year, horizon.end.year
    years = f"{first}" if first == last else f"{first} to {last}"
    found = [paid.is_between(horizon.start, horizon.end)]
    for year in (wanted.year, None if wanted.month is None else wanted.month // 100):
        if year is not None and not first <= year <= last:
            raise RecordError(f"the run reports {years}; there is no {year}")
    if wanted.month is not None and not 1 <= wanted.month % 100 <= _MONTHS:
        raise RecordError(f"a month is 1 to {_MONTHS}, found {wanted.month % 100}")
    if wanted.year is not None:
        found.append(paid.dt.year() == wanted.year)
    if wanted.month is not None:
        found.append((paid.dt.year() == wanted.month // 100) & (paid.dt.month() == wanted.month % 100))
    return found
