"""What a programme's rule says, in the few words of a form: for whom, how much, for how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from jobsim.language import Words
from jobsim.scenario import distributions
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.rule_sections import Amount, BudgetLine, Programme
from jobsim.scenario.section_types import Who
from jobsim.vocabulary import GROUPS, PAYEES

_UNITS: dict[str, Words] = {
    "CNY": Words("元", "CNY"),
    "CNY/month": Words("元/月", "CNY a month"),
    "CNY/day": Words("元/天", "CNY a day"),
    "CNY/year": Words("元/年", "CNY a year"),
    "CNY/person": Words("元/人", "CNY a person"),
}
_COSTS: dict[str, Words] = {
    "employer_insurance": Words("单位实缴社保费", "employer's contributions paid"),
    "own_insurance": Words("个人实缴社保费", "own contributions paid"),
    "allowance_cut": Words("核减的低保金", "living allowance cut"),
    "allowance": Words("低保金", "living allowance"),
    "stipend": Words("见习生活费", "stipend"),
    "rent": Words("租金", "rent"),
    "premiums": Words("上年实缴失业保险费", "last year's premiums"),
    "payroll": Words("缴费基数", "contribution base"),
    "interest": Words("应付利息", "interest due"),
    "interest_above_own_part": Words("个人承担部分以上的利息", "interest above the borrower's part"),
    "loan_amount": Words("贷款本金", "principal"),
    "loan_balance": Words("贷款余额", "principal outstanding"),
    "loss": Words("代偿额", "principal lost"),
}
_SHOWN_GROUPS = 4


def whom(line: Programme | BudgetLine) -> Words:
    """The persons a programme is for; where it names none, whom it pays."""
    payee = Words(*PAYEES[line.pays])
    if isinstance(line, BudgetLine) or line.who is None:
        return payee
    who = line.who
    named = [*who.any, *who.all] if isinstance(who, Who) else list(who)
    if not named:
        return payee
    more = len(named) - _SHOWN_GROUPS
    zh = "、".join(GROUPS[name].zh for name in named[:_SHOWN_GROUPS]) + (f"等{len(named)}类" if more > 0 else "")
    en = ", ".join(GROUPS[name].en for name in named[:_SHOWN_GROUPS]) + (f" and {more} more" if more > 0 else "")
    return Words(zh, en)


def standard(line: Programme | BudgetLine, year: int) -> Words:
    """The rate that holds in a year; a range where it is assumed or drawn."""
    if isinstance(line, BudgetLine):
        number = _in_year(line.price, year)
        return Words(f"{number}元/{line.unit.zh}", f"{number} CNY ({line.unit.en})")
    amount = line.amount
    return _of_amount(amount, year) if isinstance(amount, Amount) else _money(amount, year)


def months(line: Programme | BudgetLine) -> int | None:
    """For how many months at most; None without a limit of months."""
    return None if isinstance(line, BudgetLine) else line.limits.months


def _of_amount(amount: Amount, year: int) -> Words:
    if amount.value is not None:
        zh, en = _money(amount.value, year)
    elif amount.tiers is not None:
        ends = [number for step in amount.tiers.steps for number in _ends(step.value, year)]
        zh, en = _between(min(ends), max(ends), amount.tiers.steps[0].value.unit)
        zh, en = f"{zh}（分档）", f"{en}, by tiers"
    elif amount.share is not None and amount.of is not None:
        zh, en = _COSTS.get(amount.of, (amount.of, amount.of))
        share = _in_year(amount.share, year, percent=True)
        zh, en = f"{zh}的{share}", f"{share} of {en}"
    elif amount.points is not None:
        points = _in_year(amount.points, year, percent=True)
        zh, en = f"贴息{points}/年", f"{points} a year of the balance"
    else:
        assert amount.quota is not None
        number = _in_year(amount.quota, year)
        zh, en = f"每人每年限额{number}元", f"up to {number} CNY a head and year"
    if amount.cap is not None:
        zh_cap, en_cap = _money(amount.cap, year)
        zh, en = f"{zh}，最高{zh_cap}", f"{en}, at most {en_cap}"
    return Words(zh, en)


def _money(quantity: Quantity, year: int) -> Words:
    number = _in_year(quantity, year)
    zh, en = _UNITS[quantity.unit]
    return Words(f"{number}{zh}", f"{number} {en}")


def _between(low: float, high: float, unit_name: str) -> Words:
    number = _number(low) if low == high else f"{_number(low)}–{_number(high)}"
    zh, en = _UNITS[unit_name]
    return Words(f"{number}{zh}", f"{number} {en}")


def _in_year(quantity: Quantity, year: int, *, percent: bool = False) -> str:
    """The number, or the least and the largest, in a year; in percent a share."""
    ends = list(_ends(quantity, year))
    if percent:
        ends = [100 * end for end in ends]
    low, high = min(ends), max(ends)
    shown = _number(low) if low == high else f"{_number(low)}–{_number(high)}"
    return f"{shown}%" if percent else shown


def _ends(quantity: Quantity, year: int) -> Iterator[float]:
    """Smallest and largest value that a number can have in a year."""
    if quantity.steps:
        held = {id(step): step for step in (quantity.on(dt.date(year, 1, 1)), quantity.on(dt.date(year, 12, 31)))}
        for step in held.values():
            yield from _ends(step, year)
    elif quantity.kind == "discrete":
        yield min(quantity.args[::2])
        yield max(quantity.args[::2])
    elif quantity.kind == "point":
        yield quantity.args[0]
    elif quantity.kind in ("pert", "triangular", "uniform", "beta"):
        yield from distributions.support(quantity.kind, quantity.args)
    else:
        yield quantity.ppf(0.05)
        yield quantity.ppf(0.95)


def _number(value: float) -> str:
    return (
        f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")
    )
