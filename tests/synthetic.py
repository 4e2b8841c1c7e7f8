"""A small made-up county and replications with known sums, for tests above the engine."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import numpy as np

from jobsim.engines.result import INDICATOR_DTYPE, TARGET_DTYPE, Replication
from jobsim.finance.ledger import LEDGER_DTYPE
from jobsim.finance.treasury import FUND_YEAR_DTYPE
from jobsim.scenario.loader import load_scenario
from jobsim.scenario.rule_sections import BudgetLine, Fund, Programme, Target
from jobsim.scenario.schema import Head, Horizon, Scenario
from jobsim.vocabulary import INDICATORS, MILESTONE_CODE, PAYERS

YEAR = 2023


def day(month: int, of_month: int = 1, year: int = YEAR) -> int:
    return dt.date(year, month, of_month).toordinal()


def _programme(zh: str, en: str, clause: str, code: str, fund: str, **more: Any) -> Programme:
    return Programme.model_validate({
        "title": {"zh": zh, "en": en}, "clause": clause, "code": code, "fund": fund, "pays": "person",
        "when": "internship_month", "amount": "1500 CNY/month", "claim": "quarterly", "take_up": 0.9, **more,
    })  # fmt: skip


def share(value: float) -> Any:
    """A share as a scenario holds it."""
    return Fund.model_validate({"title": {"zh": "", "en": ""}, "kind": "budget", "payers": {}, "floor": value}).floor


@functools.cache
def _smallest() -> Scenario:
    return load_scenario(Path(__file__).parent / "fixtures" / "minimal").scenario


def scenario(appropriation: str | None = "10000 CNY") -> Scenario:
    """Two programmes and a line of a budget fund, a programme of an insurance fund, two targets."""
    appropriations = {}
    if appropriation is not None:
        amount = {"value": appropriation, "source": "assumption"}
        appropriations = {YEAR: {"amount": amount, "arrivals": [{"on": "01-01", "share": 1.0}]}}
    return Scenario.model_construct(
        scenario=Head.model_validate({
            "name": "testland", "title": {"zh": "测试县就业补助", "en": "Testland employment subsidies"},
            "county": {"zh": "测试县", "en": "Testland"}, "province": {"zh": "测试省", "en": "Testprovince"},
        }),
        horizon=Horizon(history_from=dt.date(2022, 1, 1), start=dt.date(YEAR, 1, 1), end=dt.date(YEAR, 12, 31)),
        clauses={},
        county=_smallest().county,  # from whose persons and firms memory is estimated; nobody simulates them
        places=_smallest().places,
        programmes={
            "internship": _programme("见习补贴", "Internship subsidy", "TT-01", "2080711", "employment"),
            "hiring": _programme("吸纳补贴", "Hiring subsidy", "TT-02", "2080799", "employment",
                                 payers={"county": 1.0}),
            "skills": _programme("技能提升补贴", "Skill subsidy", "TT-03", "2090305", "insurance"),
        },
        budget_lines={
            "fairs": BudgetLine.model_validate({
                "title": {"zh": "招聘活动", "en": "Recruitment fairs"}, "clause": "TT-04", "code": "2080701",
                "fund": "employment", "pays": "service_provider", "volume": 10, "unit": {"zh": "场", "en": "fairs"},
                "price": "5000 CNY",
            }),
        },
        funds={
            "employment": Fund.model_validate({
                "title": {"zh": "就业补助资金", "en": "Employment subsidy fund"}, "kind": "budget",
                "payers": {"central": 0.7, "county": 0.3}, "appropriations": appropriations,
            }),
            "insurance": Fund.model_validate({
                "title": {"zh": "失业保险基金", "en": "Insurance fund"}, "kind": "insurance",
                "payers": {"insurance_fund": 1.0},
            }),
        },
        targets={
            "jobs": Target.model_validate({
                "title": {"zh": "城镇新增就业", "en": "Urban new employment"}, "clause": "TT-05",
                "indicator": "urban_new_employment", "comparator": ">=", "value": 700,
            }),
            "rate": Target.model_validate({
                "title": {"zh": "失业率", "en": "Unemployment rate"}, "clause": ["TT-06", "TT-07"],
                "indicator": "urban_surveyed_unemployment_rate", "comparator": "<=", "value": 5.5,
            }),
        },
        services={}, events={}, procedures={}, recorded={}, shocks={},
    )  # fmt: skip


def claim(
    number: int,
    programme: int,
    person: int,
    fen: int,
    *,
    entitled: int,
    approved: int = 0,
    paid: int = 0,
    status: int = 4,
    fund: int = 0,
    payers: dict[str, int] | None = None,
) -> Any:
    """One ledger row; ``payers`` is the split of what was paid."""
    row = np.zeros(1, LEDGER_DTYPE)
    row["claim"], row["programme"], row["fund"], row["status"] = number, programme, fund, status
    row["milestone"] = MILESTONE_CODE["internship_month"]
    row["subject"], row["person"], row["payee_firm"] = max(person, 0), person, -1
    row["first_day"] = row["entitled_day"] = row["filed_day"] = entitled
    row["approved_day"], row["paid_day"] = approved, paid
    row["units"] = row["milestones"] = 1
    row["entitled_fen"], row["approved_fen"] = fen, fen if approved else 0
    row["paid_fen"] = fen if paid else 0
    for payer, amount in (payers or {}).items():
        row["payer_fen"][0, list(PAYERS).index(payer)] = amount
    return row[0]


def replication(number: int = 0, *, scale: int = 1, jobs: float = 710.0, exhausted: int = 0) -> Replication:
    """Cash: 1,500.01 × scale CNY in March, 2,000 in December to person 7; 900 of insurance money; 50,000 for fairs.

    One claim is refused, one is paid after the horizon, one before it, and one is still under review.
    """
    fen = 150_001 * scale
    rows = [
        claim(0, 0, 7, fen, entitled=day(1, 31), approved=day(2, 20), paid=day(3, 5),
              payers={"central": fen - fen * 3 // 10, "county": fen * 3 // 10}),
        claim(1, 1, 7, 200_000, entitled=day(11, 2), approved=day(12, 1), paid=day(12, 29), payers={"county": 200_000}),
        claim(2, 2, 9, 90_000, entitled=day(5, 1), approved=day(6, 1), paid=day(6, 9), fund=1,
              payers={"insurance_fund": 90_000}),
        claim(3, 3, -1, 5_000_000, entitled=day(12, 31), approved=day(12, 31), paid=day(12, 31),
              payers={"central": 3_500_000, "county": 1_500_000}),
        claim(4, 0, 8, 777, entitled=day(4, 1), status=2),
        claim(5, 0, 8, 300_000, entitled=day(12, 30), approved=day(1, 9, YEAR + 1), paid=day(2, 1, YEAR + 1),
              payers={"central": 210_000, "county": 90_000}),
        claim(6, 0, 8, 111_111, entitled=day(11, 1, YEAR - 1), approved=day(12, 1, YEAR - 1), paid=day(12, 9, YEAR - 1),
              payers={"central": 77_778, "county": 33_333}),
        claim(7, 0, 8, 100_000, entitled=day(12, 1), status=1),
    ]  # fmt: skip
    ledger = np.array(rows, LEDGER_DTYPE)
    demand = fen + 200_000 + 5_000_000
    funds = np.zeros(2, FUND_YEAR_DTYPE)
    funds["fund"], funds["year"] = [0, 1], YEAR
    funds["appropriated_fen"], funds["paid_fen"] = [1_000_000, 0], [demand, 90_000]
    funds["topped_up_fen"] = [demand - 1_000_000, 90_000]
    funds["demand_fen"], funds["exhausted_month"] = [demand, 90_000], [exhausted, 0]
    names = list(INDICATORS)
    indicators = np.array(
        [(YEAR * 100 + m, names.index("urban_new_employment"), jobs * m / 12) for m in range(1, 13)], INDICATOR_DTYPE
    )
    targets = np.array([(0, YEAR, jobs, jobs >= 700), (1, YEAR, 5.0, True)], TARGET_DTYPE)
    return Replication(
        replication=number, ledger=ledger, fund_years=funds, indicators=indicators, targets=targets,
        parameters={"behaviour.retention": 0.5 + number / 100}, events=1000 + number, seconds=0.1,
        journeys=[(7, day(1), 2, "starts an internship", "开始见习")],
    )  # fmt: skip
