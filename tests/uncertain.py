"""The made-up county with nearly every kind of figure of its rules uncertain."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import counties
from jobsim.scenario.schema import Scenario

LAYER: dict[str, Any] = {
    "procedures": {
        "at_once": {
            "lag": {"pert": [1, 5, 20], "unit": "days"},
            "review": {"triangular": [5, 10, 25], "unit": "working days"},
            "refused": {"beta": [2, 40]},
        },
        "yearly": {"refused": {"uniform": [0.0, 0.1]}},
    },
    "programmes": {
        "contract_grant": {
            "take_up": {"pert": [0.7, 0.8, 0.9]},
            "limits": {"payee_cap": {"normal": [2400, 100], "unit": "CNY"}},
        },
        "work_allowance": {
            "amount": {
                "share": {
                    "dated": [
                        {"from": "2020-01-01", "uniform": [0.4, 0.6]},
                        {"from": "2023-07-01", "pert": [0.5, 0.7, 0.9]},
                    ]
                },
                "of": "allowance_cut",
            },
            "payers": {"central": {"pert": [0.3, 0.5, 0.6]}, "county": {"pert": [0.4, 0.5, 0.7]}},
        },
        "stable_venture": {
            "amount": {"value": "1000 CNY", "times": "jobs", "cap": {"discrete": {"2000 CNY": 1, "3000 CNY": 2}}}
        },
        "interest": {"amount": {"points": {"uniform": [0.01, 0.03], "unit": "1/year"}}},
        "hiring_tax_quota": {"amount": {"quota": {"lognormal": [7800, 0.1], "unit": "CNY/year"}}},
    },
    "budget_lines": {
        "publicity": {
            "volume": {"gamma": [9, 1.3], "unit": "activities"},
            "price": {
                "dated": [
                    {"from": "2022-01-01", "pert": [700, 800, 1000], "unit": "CNY"},
                    {"from": "2023-07-01", "value": "900 CNY"},
                ]
            },
        }
    },
    "funds": {
        "waiting_fund": {"carry_over": {"pert": [1000, 5000, 8000], "unit": "CNY"}},
        "topped_up_fund": {"payers": {"central": {"pert": [0.5, 0.7, 0.8]}, "county": {"pert": [0.2, 0.3, 0.5]}}},
    },
}


@lru_cache(maxsize=1)
def scenario() -> Scenario:
    return counties.variant(counties.RICH, LAYER)
