"""What a cost is made of that an amount is a share of: a standard in force on the day, a rate, and what they are for.

Costs come out of the lives; here they are put together again from what a milestone tells and the standards of the
scenario. Where the product is not the cost itself, nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from jobsim.days import add_months
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.quantities import Quantity


class Part(NamedTuple):
    """A factor of a cost. Money is whole fen; what comes from the scenario names its quantity and the day it held."""

    name: str
    value: float
    unit: str
    quantity: Quantity | None = None
    day: int = 0
    divides: bool = False


Facts = Mapping[str, int]
Parts = list[Part]


def parts_of(cost: str, fen: int, facts: Facts, parameters: Parameters) -> Parts:
    """The factors of a cost fact of so many fen; empty if they are not known."""
    make = _COSTS.get(cost)
    if make is None or fen <= 0:
        return []
    found = make(facts, parameters, fen)
    product = 1.0
    for part in found:
        product = product / part.value if part.divides else product * part.value
    return found if found and round(product) == fen else []


def _standard(parameters: Parameters, name: str, quantity: Quantity, day: int, unit: str) -> Part:
    value = parameters.at(quantity, day)
    return Part(name, round(value * 100) if unit.startswith("CNY") else value, unit, quantity, day)


def _floor(parameters: Parameters, day: int) -> Part:
    quantity = parameters.scenario.standards.insurance_base_floor
    return _standard(parameters, "insurance_base_floor", quantity, day, "CNY/month")


def _employer_insurance(facts: Facts, parameters: Parameters, _: int) -> Parts:
    rate = parameters.scenario.standards.employer_insurance_rate
    base, wage = _floor(parameters, facts["day"]), facts.get("wage", 0)
    if wage > base.value:
        base = Part("wage", wage, "CNY/month")
    return [base, Part("employer_insurance_rate", parameters.value(rate), "", rate, facts["day"])]


def _own_insurance(facts: Facts, parameters: Parameters, _: int) -> Parts:
    rate = parameters.scenario.standards.own_insurance_rate
    return [
        _floor(parameters, facts["day"]),
        Part("own_insurance_rate", parameters.value(rate), "", rate, facts["day"]),
    ]


def _allowance(facts: Facts, parameters: Parameters, fen: int) -> Parts:
    quantity = parameters.scenario.standards.allowance_per_month
    standard = _standard(parameters, "allowance_per_month", quantity, facts["day"], "CNY/month")
    return [standard, Part("household_members", round(fen / standard.value), "persons")] if standard.value else []


def _allowance_cut(facts: Facts, parameters: Parameters, fen: int) -> Parts:
    quantity = parameters.scenario.standards.allowance_cut
    cut = Part("allowance_cut_share", parameters.value(quantity), "", quantity, facts["day"])
    return [*_allowance(facts, parameters, round(fen / cut.value)), cut] if cut.value else []


def _payroll(facts: Facts, parameters: Parameters, fen: int) -> Parts:
    floor = _floor(parameters, facts["day"])
    return [floor, Part("insured_staff", round(fen / floor.value), "persons")] if floor.value else []


def _premiums(facts: Facts, parameters: Parameters, fen: int) -> Parts:
    """Of a worker: twelve months on the floor of the base, at the rate."""
    quantity = parameters.scenario.standards.unemployment_premium_rate
    floor, rate = _floor(parameters, add_months(facts["day"], -12)), parameters.value(quantity)
    yearly = round(floor.value * 12 * rate)
    if yearly == 0:
        return []
    heads = Part("insured_last_year", round(fen / yearly), "persons")
    return [Part("premium_of_a_worker", yearly, "CNY/year", quantity, facts["day"]), heads]


def _interest(facts: Facts, parameters: Parameters, _: int) -> Parts:
    return _at_rate(facts, "loan_rate", _prime(facts, parameters) + _margin(parameters))


def _interest_above_own_part(facts: Facts, parameters: Parameters, _: int) -> Parts:
    """The borrower bears the prime rate less some points."""
    points = parameters.value(parameters.scenario.standards.loan_own_part_below_prime)
    prime = _prime(facts, parameters)
    return _at_rate(facts, "loan_rate_above_own_part", max(0.0, prime + _margin(parameters) - max(0.0, prime - points)))


def _prime(facts: Facts, parameters: Parameters) -> float:
    return parameters.at(parameters.scenario.standards.loan_prime_rate, facts["started"])


def _margin(parameters: Parameters) -> float:
    return parameters.value(parameters.scenario.behaviour.loan.spread)


def _at_rate(facts: Facts, name: str, rate: float) -> Parts:
    return [
        Part("loan_balance", facts["loan_balance"], "CNY"), Part(name, rate, "1/year"),
        Part("days", facts["days"], "days"), Part("bank_year", 360, "days", divides=True),
    ]  # fmt: skip


_COSTS: dict[str, Callable[[Facts, Parameters, int], Parts]] = {
    "employer_insurance": _employer_insurance, "own_insurance": _own_insurance, "allowance": _allowance,
    "allowance_cut": _allowance_cut, "payroll": _payroll, "premiums": _premiums, "interest": _interest,
    "interest_above_own_part": _interest_above_own_part,
}  # fmt: skip
