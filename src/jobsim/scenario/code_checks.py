"""Whether the code of a programme or budget line fits the kind of fund that pays it.

The codes are those of the budget's classification by function. Codes of chapter 209 are those of the insurance funds;
memo items, which are no outlay, have a word instead of a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobsim.scenario.programme_checks import Fault
from jobsim.scenario.schema import Scenario

MEMO_KINDS = {"tax_expenditure": "tax", "revenue_forgone": "tax", "bank_credit": "credit"}
_CODE = re.compile(r"2\d{2,6}")
_MEANT = {"tax": "tax_expenditure or revenue_forgone", "credit": "bank_credit", "own": "a word such as host_money"}


def code_faults(scenario: Scenario) -> Iterator[Fault]:
    """(path, message, hint) of each code that says something else than its fund."""
    for section in ("programmes", "budget_lines"):
        for name, entry in (getattr(scenario, section) or {}).items():
            fund = (scenario.funds or {}).get(entry.fund)
            wanted = _kind(entry.code)
            if fund is None or wanted is None or wanted == fund.kind:
                continue
            what = {
                "budget": "a code of the budget", "insurance": "a code of the insurance funds (209…)",
            }.get(wanted, "the word for money that is no outlay")  # fmt: skip
            message = f"'{entry.code}' is {what}, but the fund {entry.fund} is of kind {fund.kind}"
            yield (section, name, "code"), message, f"name a fund of kind {wanted}, or {_way_out(fund.kind)}"


def _kind(code: str) -> str | None:
    """The kind of fund a code belongs to; None for a word of one's own."""
    if _CODE.fullmatch(code):
        return "insurance" if code.startswith("209") else "budget"
    return MEMO_KINDS.get(code)


def _way_out(kind: str) -> str:
    if kind in _MEANT:
        return f"write {_MEANT[kind]}"
    return "write a code of chapter 209" if kind == "insurance" else "write a code of the budget such as 2080799"
