"""The result of a run as one JSON document: what ``jobsim run --json`` prints and ``summary.json`` holds.

Money is in CNY (floats with whole fen), shares and probabilities lie between 0 and 1, quantiles are taken over
the replications. Outlay is what budget funds pay, in cash; insurance money, taxes and credit are memo items.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.estimates import LEVEL, probability, quantile_interval, spread
from jobsim.experiments.reduction import PAYER_NAMES
from jobsim.experiments.results import Results
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
    tested = targets(results)
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
        "outlay": {
            "unit": "CNY",
            "basis": "cash",
            "years": {str(year): _outlay_of(results, budget, year) for year in results.years},
            "total": _outlay_of(results, budget, None),
            "programmes": [_line(results, name) for name in _lines(results, budget)],
        },
        "memo": _memo(results),
        "funds": [_fund(results, name, year) for name in scenario.funds for year in results.years],
        "targets": tested,
        "all_targets": _all_targets(results) if tested else None,
        "assumed": assumed,
        "excluded": excluded,
    }


# ------------------------------------------------------------------------------------------------ outlay


def _outlay_of(results: Results, funds: list[str], year: int | None) -> dict[str, Any]:
    rows = results.programmes.filter(pl.col("fund").is_in(funds))
    if year is not None:
        rows = rows.filter(pl.col("year") == year)
    paid = results.per_replication(rows, "paid_fen")
    return {
        **spread(paid),
        "p80_interval": list(quantile_interval(paid, 0.80)),
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
        "claims": float(results.per_replication(rows, "claims").mean()),
        **spread(results.per_replication(rows, "paid_fen")),
        "accrued_mean": float(results.per_replication(rows, "accrued_fen").mean()),
        "demand_mean": float(results.per_replication(rows, "demand_fen").mean()),
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


# ------------------------------------------------------------------------------------------------ funds


def _fund(results: Results, name: str, year: int) -> dict[str, Any]:
    """A fund in a year. A fund without appropriations is not limited: it can have demand but no overrun.

    ``p_overrun`` is the share of replications in which demand (approved amounts falling due and arrears carried
    in) exceeds the money carried over and appropriated; ``appropriation_80`` is the appropriation that would have
    sufficed in 80 % of them.
    """
    fund = results.scenario.funds[name]
    rows = results.funds.filter((pl.col("fund") == name) & (pl.col("year") == year))
    demand, opening = results.per_replication(rows, "demand_fen"), results.per_replication(rows, "opening_fen")
    appropriated = results.per_replication(rows, "appropriated_fen")
    limited = bool(fund.appropriations)
    needed = np.maximum(demand - opening, 0.0)
    exhausted = rows.filter(pl.col("exhausted_month") > 0)["exhausted_month"].to_numpy()
    overrun = probability(demand > opening + appropriated)
    return {
        "fund": name,
        "title": fund.title.model_dump(),
        "kind": fund.kind,
        "year": year,
        "appropriation": float(np.median(appropriated)) if limited else None,
        "carry_over": float(np.median(opening)) if limited else None,
        "p_overrun": overrun["probability"] if limited else None,
        "p_overrun_interval": overrun["interval"] if limited else None,
        "appropriation_80": float(np.quantile(needed, 0.80)),
        "appropriation_80_interval": list(quantile_interval(needed, 0.80)),
        "appropriation_95": float(np.quantile(needed, 0.95)),
        "appropriation_95_interval": list(quantile_interval(needed, 0.95)),
        "exhaustion_month": int(np.quantile(exhausted, 0.5, method="inverted_cdf")) if len(exhausted) else None,
        "p_exhausted": len(exhausted) / results.replications if limited else None,
        "demand": spread(demand),
        "paid": spread(results.per_replication(rows, "paid_fen")),
        "topped_up_mean": float(results.per_replication(rows, "topped_up_fen").mean()),
        "lapsed_mean": float(results.per_replication(rows, "lapsed_fen").mean()),
        "arrears_p50": float(np.median(results.per_replication(rows, "arrears_fen"))),
        "arrears_p95": float(np.quantile(results.per_replication(rows, "arrears_fen"), 0.95)),
    }


# ------------------------------------------------------------------------------------------------ targets


def targets(results: Results) -> list[dict[str, Any]]:
    """Each target in each year it is tested: threshold, spread of the indicator, probability of meeting it."""
    found = []
    tests = results.targets.select("target", "year").unique(maintain_order=True).sort("target", "year")
    for name, year in tests.iter_rows():
        target = results.scenario.targets[name]
        zh, en, unit = words.INDICATORS[target.indicator]
        rows = results.targets.filter((pl.col("target") == name) & (pl.col("year") == year))
        values = rows["value"].to_numpy()
        known = values[~np.isnan(values)]
        found.append({
            "target": name,
            "title": target.title.model_dump(),
            "clause": target.clause,
            "indicator": target.indicator,
            "indicator_title": {"zh": zh, "en": en},
            "unit": unit,
            "year": year,
            "comparator": {">=": ">", "<=": "<"}.get(target.comparator, "==") if target.strict else target.comparator,
            "threshold": target.value.central(),
            "tolerance": None if target.tolerance is None else target.tolerance.central(),
            "reading": None if target.reading is None else target.reading.model_dump(),
            # A rate can be without a value where nobody is in its denominator.
            "p05": float(np.quantile(known, 0.05)) if len(known) else None,
            "p50": float(np.quantile(known, 0.50)) if len(known) else None,
            "p95": float(np.quantile(known, 0.95)) if len(known) else None,
            **probability(rows["met"].to_numpy()),
        })  # fmt: skip
    return found


def _all_targets(results: Results) -> dict[str, Any]:
    met = results.targets.group_by("replication").agg(pl.col("met").all()).sort("replication")
    return probability(met["met"].to_numpy())
