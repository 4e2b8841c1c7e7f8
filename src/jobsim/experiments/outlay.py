"""Outlay by what one asks for, in a data frame: money of one basis and, unless asked for otherwise, of budget funds.

Cash, accrued and demanded money are three views of the same claims, and money of budget funds, of the insurance fund,
taxes forgone and loans are different things. So neither is ever added up: each has its name in a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.estimates import QUANTILES
from jobsim.experiments.reduction import budget_entries
from jobsim.experiments.results import Results, line_names
from jobsim.finance.treasury import KINDS
from jobsim.scenario.errors import nearest

BASES = ("cash", "accrued", "demand")
ALL = "all"
KEYS = ("month", "programme", "payer", "fund", "budget_code")
"""Columns of the outlay if nothing else is asked for."""
OF_DEMAND = ("year", "programme", "fund", "budget_code")
"""What is known of demand: nobody has borne it yet, and it is kept by year."""
_GROUPED = (*KEYS, "year")


def asked(by: str | Sequence[str] | None, basis: str, kind: str) -> list[str]:
    """The columns, checked. Raises ValueError with what there is."""
    if basis not in BASES:
        raise ValueError(f"there is no basis {basis!r}; there are: {_list(BASES)}{_near(basis, BASES)}")
    if kind not in (*KINDS, ALL):
        raise ValueError(f"there are no funds of kind {kind!r}; there are: {_list((*KINDS, ALL))}{_near(kind, KINDS)}")
    known = OF_DEMAND if basis == "demand" else _GROUPED
    if by is None:
        return list(OF_DEMAND if basis == "demand" else KEYS)
    columns = [by] if isinstance(by, str) else list(by)
    for column in columns:
        if column in ("basis", "kind", "scenario"):
            way = "" if column == "scenario" else f'; outlay({column}="…") chooses it'
            raise ValueError(f"{column!r} is a column of every row and never added up, so it is not grouped by{way}")
        if column not in known:
            of = "demand is known" if basis == "demand" else "outlay is known"
            other = f'; {_list(_GROUPED)} with basis="cash"' if column in _GROUPED else ""
            raise ValueError(f"{of} by {_list(known)}, not by {column!r}{_near(column, known)}{other}")
    if len(set(columns)) < len(columns):
        raise ValueError(f"a column is asked for twice: {', '.join(columns)}")
    return columns


def outlay(results: Results, by: Sequence[str], basis: str, kind: str) -> pl.DataFrame:
    """Kind of funds, the columns of ``by`` with titles, basis, unit, and the spread over replications in CNY.

    A replication without a row in a cell counts as 0 there. Without columns there is one row: the total of each kind.
    """
    kinds = {name: fund.kind for name, fund in results.scenario.funds.items()}
    if basis == "demand":
        codes = [line.code for line in budget_entries(results.scenario)]
        code = dict(zip(line_names(results.scenario), codes, strict=True))
        rows = results.programmes.rename({"demand_fen": "amount"}).with_columns(
            pl.col("year").cast(pl.Int32),
            pl.col("programme").cast(pl.String).replace_strict(code, return_dtype=pl.String).alias("budget_code"),
        )
    else:
        rows = results.outlay.filter(pl.col("basis") == basis).rename({"amount_fen": "amount"})
        rows = rows.with_columns((pl.col("month") // 100).alias("year"))
    rows = rows.with_columns(
        pl.col("fund").cast(pl.String).replace_strict(kinds, return_dtype=pl.String).alias("kind"),
    )
    if kind != ALL:
        rows = rows.filter(pl.col("kind") == kind)
    return _titled(results, _spread(results, rows, ["kind", *by], [kind] if kind != ALL else []), by, basis)


def _spread(results: Results, rows: pl.DataFrame, by: list[str], present: list[str]) -> pl.DataFrame:
    """Spread of the sums; a kind that is ``present`` has its total even if it never paid."""
    sums = rows.group_by([*by, "replication"]).agg(pl.col("amount").sum())
    cells = sums.select(by).unique().sort(by)
    if by == ["kind"] and cells.is_empty() and present:
        cells = pl.DataFrame({"kind": present})
    cells = cells.with_row_index("cell")
    located = sums.join(cells, on=by)
    dense = np.zeros((results.replications, len(cells)))
    dense[located["replication"].to_numpy(), located["cell"].to_numpy()] = located["amount"].to_numpy() / 100
    return cells.drop("cell").with_columns(
        # Rounded as in the summary.
        pl.Series("mean", dense.mean(axis=0)).round(4),
        *(pl.Series(name, np.quantile(dense, q, axis=0)).round(4) for name, q in QUANTILES.items()),
    )


def _titled(results: Results, frame: pl.DataFrame, by: Sequence[str], basis: str) -> pl.DataFrame:
    """Titles beside what has one, basis and unit before the numbers."""
    columns: list[pl.Expr] = [pl.col("kind")]
    for name in by:
        columns.append(pl.col(name))
        found = _titles(results, name)
        if found is not None:
            for lang, of in zip(("zh", "en"), found, strict=True):
                columns.append(pl.col(name).cast(pl.String).replace_strict(of, default=None).alias(f"{name}_{lang}"))
    columns += [pl.lit(basis).alias("basis"), pl.lit("CNY").alias("unit"), pl.col("mean"), *map(pl.col, QUANTILES)]
    return frame.select(columns)


def _titles(results: Results, column: str) -> tuple[Mapping[str, str], Mapping[str, str]] | None:
    scenario = results.scenario
    titles: dict[str, tuple[str, str]] = {}
    if column == "payer":
        titles = words.PAYERS
    elif column == "programme":
        lines = zip(line_names(scenario), budget_entries(scenario), strict=True)
        titles = {name: (line.title.zh, line.title.en) for name, line in lines}
    elif column == "fund":
        titles = {name: (fund.title.zh, fund.title.en) for name, fund in scenario.funds.items()}
    else:
        return None
    return {name: zh for name, (zh, _) in titles.items()}, {name: en for name, (_, en) in titles.items()}


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def _near(word: str, options: Sequence[str]) -> str:
    found = nearest(str(word), options)
    return f"; {found}" if found else ""
