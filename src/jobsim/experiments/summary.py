"""The result of a run as one JSON document: what ``jobsim run --json`` prints and ``summary.json`` holds.

Money is in CNY (floats with whole fen), shares and probabilities lie between 0 and 1, quantiles are taken over
the replications. Outlay is what budget funds pay, in cash; insurance money, taxes and credit are memo items. What is
not known is null: an overrun where no appropriation is stated, an interval that so few replications cannot give.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from jobsim.experiments.estimates import LEVEL, needed, quantile_interval, spread
from jobsim.experiments.fund_view import ENOUGH, fund_years
from jobsim.experiments.precision_view import precision_of
from jobsim.experiments.programme_view import Line, Numbers, lines, total
from jobsim.experiments.rests_view import assumption_and_luck
from jobsim.experiments.results import Results
from jobsim.experiments.target_view import all_targets, entries
from jobsim.scenario.rule_sections import Fund

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
        "precision": precision_of(results),
        "outlay": {
            "unit": "CNY",
            "basis": "cash",
            "years": {str(year): _outlay_of(results, budget, year) for year in results.years},
            "total": _outlay_of(results, budget, None),
            "programmes": [_line(line) for line in lines(results, budget)],
        },
        "memo": _memo(results),
        "funds": [one.document() for one in fund_years(results)],
        "targets": tested,
        "all_targets": all_targets(results, tested),
        "assumption_and_luck": assumption_and_luck(results),
        "assumed": assumed,
        "excluded": excluded,
    }


# ------------------------------------------------------------------------------------------------ outlay


def _outlay_of(results: Results, funds: list[str], year: int | None) -> dict[str, Any]:
    paid = total(results, funds, "paid_fen", year)
    interval = quantile_interval(paid, 0.80)
    return {
        **spread(paid),
        "p80_interval": None if interval is None else list(interval),
        "accrued": spread(total(results, funds, "accrued_fen", year)),
        "demand": spread(total(results, funds, "demand_fen", year)),
    }


def _line(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "programme": line.name,
        "title": entry.title.model_dump(),
        "clauses": line.clauses,
        "budget_code": entry.code,
        "fund": entry.fund,
        "budget_line": line.name in line.results.scenario.budget_lines,
        "payers": {payer: float(paid.mean()) for payer, paid in line.payers().items()},
        "persons": line.mean("persons"),
        "distinct_persons": line.mean("new_persons"),
        "claims": line.mean("claims"),
        "years": {str(year): _in_year(replace(line, year=year)) for year in line.results.years},
        **spread(line.sums("paid_fen")),
        "accrued_mean": line.mean("accrued_fen"),
        "demand_mean": line.mean("demand_fen"),
    }


def _in_year(line: Line) -> dict[str, Any]:
    """A programme in one year: who was paid how often, and the spread of the cash."""
    return {"persons": line.mean("persons"), "claims": line.mean("claims"), **spread(line.sums("paid_fen"))}


def memo_title(fund: Fund) -> str | None:
    """Under which memo item a fund stands; None for outlay.

    Taxes set off and charges lowered are told apart, and so are loans granted and loans made good.
    """
    if fund.kind == "credit" and "guarantee_fund" in fund.payers:
        return "guarantee_fund"
    if fund.kind == "tax":
        return "revenue_forgone" if "revenue_forgone" in fund.payers else "tax_expenditure"
    return {"insurance": "insurance_fund", "credit": "loans", "own": "own_money"}.get(fund.kind)


def memo_funds(results: Results, title: str) -> list[str]:
    """The funds of a memo item."""
    return [name for name, fund in results.scenario.funds.items() if memo_title(fund) == title]


def _memo(results: Results) -> dict[str, Any]:
    memo: dict[str, Any] = {}
    for title in MEMO:
        funds = memo_funds(results, title)
        memo[title] = {
            **spread(total(results, funds, "paid_fen")),
            "programmes": [_line(line) for line in lines(results, funds)],
        }
    memo["loans"] |= {name: spread(values) if values is not None else None for name, values in loans(results).items()}
    return memo


def loans(results: Results, year: int | None = None) -> dict[str, Numbers | None]:
    """Principal granted, and outstanding at the end, in CNY; None if no replication observed it."""
    ends = [month for month in results.months if month % 100 == 12 and year in (None, month // 100)]
    return {
        "disbursed": _indicator(results, "entrepreneurship_guaranteed_loans_disbursed", ends),
        "outstanding": _indicator(results, "loan_balance", ends[-1:]),
    }


def _indicator(results: Results, name: str, months: list[int]) -> Numbers | None:
    """An indicator, summed over the given month ends."""
    asked = (pl.col("indicator") == name) & pl.col("month").is_in(months)
    rows = results.tall["indicators"].filter(asked).collect(engine="streaming")
    return results.per_replication(rows, "value") if len(rows) else None
