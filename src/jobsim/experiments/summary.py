"""The result of a run as one JSON document: what ``jobsim run --json`` prints and ``summary.json`` holds.

Money is in CNY (floats with whole fen), shares and probabilities lie between 0 and 1, quantiles are taken over
the replications. Outlay is what budget funds pay, in cash; insurance money, taxes and credit are memo items. What is
not known is null: an overrun where no appropriation is stated, an interval that so few replications cannot give.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from jobsim.experiments.estimates import LEVEL, needed, quantile_interval, spread
from jobsim.experiments.fund_view import ENOUGH, fund_years
from jobsim.experiments.reduction import PAYER_NAMES
from jobsim.experiments.results import Results
from jobsim.experiments.target_view import all_targets, entries
from jobsim.scenario.rule_sections import BudgetLine, Fund, Programme

MEMO: dict[str, tuple[str, str]] = {
    "tax_expenditure": ("税式支出", "Tax expenditure"),
    "revenue_forgone": ("减免收入", "Revenue forgone"),
    "insurance_fund": ("失业保险基金", "Unemployment-insurance fund"),
    "loans": ("信贷", "Credit"),
    "guarantee_fund": ("担保基金代偿", "Compensation by the guarantee fund"),
    "own_money": ("用人单位自筹", "Employers' own money"),
}
"""What is told apart from outlay, with its titles."""


def summarise(results: Results, assumed: dict[str, Any], excluded: list[dict[str, Any]]) -> dict[str, Any]:
    """The document. ``assumed`` is the short form of the assumption register, ``excluded`` what was left out."""
    scenario = results.scenario
    budget = results.funds_of_kind("budget")
    tested = entries(results)
    return {
        "scenario": scenario.scenario.name,
        "title": scenario.scenario.title.model_dump(),
        "county": scenario.scenario.county.model_dump(),
        "scenario_hash": results.scenario_hash,
        "engine": results.order.engine,
        "static": results.order.static,
        "seed": results.order.seed,
        "replications": results.replications,
        "horizon": {"start": str(scenario.horizon.start), "end": str(scenario.horizon.end)},
        "interval_level": LEVEL,
        "interval_needs": {f"p{name}": needed(q) for name, q in ENOUGH.items()},
        "outlay": {
            "unit": "CNY",
            "basis": "cash",
            "years": {str(year): _outlay_of(results, budget, year) for year in results.years},
            "total": _outlay_of(results, budget, None),
            "programmes": [_line(results, name) for name in _lines(results, budget)],
        },
        "memo": _memo(results),
        "funds": [one.document() for one in fund_years(results)],
        "targets": tested,
        "all_targets": all_targets(results, tested),
        "assumed": assumed,
        "excluded": excluded,
    }


# ------------------------------------------------------------------------------------------------ outlay


def _outlay_of(results: Results, funds: list[str], year: int | None) -> dict[str, Any]:
    rows = results.programmes.filter(pl.col("fund").is_in(funds))
    if year is not None:
        rows = rows.filter(pl.col("year") == year)
    paid = results.per_replication(rows, "paid_fen")
    interval = quantile_interval(paid, 0.80)
    return {
        **spread(paid),
        "p80_interval": None if interval is None else list(interval),
        "accrued": spread(results.per_replication(rows, "accrued_fen")),
        "demand": spread(results.per_replication(rows, "demand_fen")),
    }


def _lines(results: Results, funds: list[str]) -> list[str]:
    scenario = results.scenario
    lines: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
    return [name for name, line in lines.items() if line.fund in funds]


def _line(results: Results, name: str) -> dict[str, Any]:
    scenario = results.scenario
    line = scenario.programmes.get(name) or scenario.budget_lines[name]
    rows = results.programmes.filter(pl.col("programme") == name)
    cash = results.outlay.filter((pl.col("programme") == name) & (pl.col("basis") == "cash"))
    present = set(cash["payer"].unique().cast(pl.String))
    payers = {
        payer: float(results.per_replication(cash.filter(pl.col("payer") == payer), "amount_fen").mean())
        for payer in PAYER_NAMES
        if payer in present
    }
    return {
        "programme": name,
        "title": line.title.model_dump(),
        "clauses": [line.clause] if isinstance(line.clause, str) else list(line.clause),
        "budget_code": line.code,
        "fund": line.fund,
        "budget_line": name in scenario.budget_lines,
        "payers": payers,
        "persons": float(results.per_replication(rows, "persons").mean()),
        "distinct_persons": float(results.per_replication(rows, "new_persons").mean()),
        "claims": float(results.per_replication(rows, "claims").mean()),
        "years": {str(year): _line_in(results, rows.filter(pl.col("year") == year)) for year in results.years},
        **spread(results.per_replication(rows, "paid_fen")),
        "accrued_mean": float(results.per_replication(rows, "accrued_fen").mean()),
        "demand_mean": float(results.per_replication(rows, "demand_fen").mean()),
    }


def _line_in(results: Results, rows: pl.DataFrame) -> dict[str, Any]:
    """A programme in one year: who was paid how often, and the spread of the cash."""
    return {
        "persons": float(results.per_replication(rows, "persons").mean()),
        "claims": float(results.per_replication(rows, "claims").mean()),
        **spread(results.per_replication(rows, "paid_fen")),
    }


def memo_title(fund: Fund) -> str | None:
    """Under which memo item a fund stands; None for outlay.

    Taxes set off and charges lowered are told apart, and so are loans granted and loans made good.
    """
    if fund.kind == "credit" and "guarantee_fund" in fund.payers:
        return "guarantee_fund"
    if fund.kind == "tax":
        return "revenue_forgone" if "revenue_forgone" in fund.payers else "tax_expenditure"
    return {"insurance": "insurance_fund", "credit": "loans", "own": "own_money"}.get(fund.kind)


def _memo(results: Results) -> dict[str, Any]:
    memo: dict[str, Any] = {}
    for title in MEMO:
        funds = [name for name, fund in results.scenario.funds.items() if memo_title(fund) == title]
        rows = results.programmes.filter(pl.col("fund").is_in(funds))
        memo[title] = {
            **spread(results.per_replication(rows, "paid_fen")),
            "programmes": [_line(results, name) for name in _lines(results, funds)],
        }
    months = results.months
    memo["loans"]["disbursed"] = _indicator(
        results, "entrepreneurship_guaranteed_loans_disbursed", [m for m in months if m % 100 == 12]
    )
    memo["loans"]["outstanding"] = _indicator(results, "loan_balance", months[-1:])
    return memo


def _indicator(results: Results, name: str, months: list[int]) -> dict[str, float] | None:
    """Spread of an indicator, summed over the given month ends; None if no replication observed it."""
    rows = results.indicators.filter((pl.col("indicator") == name) & pl.col("month").is_in(months))
    return spread(results.per_replication(rows, "value")) if len(rows) else None
