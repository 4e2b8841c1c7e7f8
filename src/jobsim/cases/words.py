"""The words of case files: the keys of each part, what they take, and how they are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from jobsim import days
from jobsim.scenario.conditions import PERCENT
from jobsim.scenario.errors import Place, Problem, nearest, one_of, problem_at
from jobsim.scenario.notation import read_quantity
from jobsim.scenario.quantities import QuantityFault, Unit
from jobsim.scenario.yaml_text import Item
from jobsim.vocabulary import (
    COURSES,
    FIRM_ROLES,
    FIRM_SIZES,
    GRADES,
    GROUPS,
    LEGAL_FORMS,
    LEVELS,
    LOAN_KINDS,
    RECOGNITIONS,
    TAXES,
)

REQUIRED = object()
OPEN_ENDED = 999
"""Months of an open-ended contract."""


@dataclass(frozen=True)
class Field:
    """A key: how its value is read, and what holds without it."""

    read: Callable[[Reader, Item, str], Any]
    default: Any = REQUIRED


Fields: TypeAlias = Mapping[str, Field]


class Reader:
    """Reads items and collects what is wrong with them; a value with a fault is None."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def fault(self, item: Item, message: str, hint: str = "", *, key: bool = False) -> None:
        self.problems.append(problem_at(item.key_place if key else item.place, "", message, hint))

    def fault_at(self, place: Place, message: str) -> None:
        self.problems.append(problem_at(place, "", message))

    def mapping(self, item: Item, fields: Fields, what: str) -> dict[str, Any] | None:
        """The values of all keys, absent ones by default."""
        if not item.is_mapping:
            self.fault(item, f"expected a mapping of {one_of(list(fields), 20).removeprefix('one of ')}")
            return None
        misspelt = False
        for key, below in item.value.items():
            if key not in fields:
                misspelt = True
                self.fault(below, f"unknown key '{key}' in {what}", nearest(key, fields) or one_of(list(fields), 20),
                           key=True)  # fmt: skip
        values: dict[str, Any] = {}
        for name, field in fields.items():
            if name in item.value:
                values[name] = field.read(self, item.value[name], name)
            elif field.default is REQUIRED:
                if not misspelt:  # a key that is missing because it is misspelt is one fault
                    self.fault(item, f"the key '{name}' is missing in {what}", key=True)
                values[name] = None
            else:
                values[name] = field.default
        incomplete = any(values[name] is None and field.default is REQUIRED for name, field in fields.items())
        return None if misspelt or incomplete else values

    # -- single values --------------------------------------------------------------------

    def date(self, item: Item, key: str) -> int:
        value = item.value
        if isinstance(value, dt.date) and 1950 <= value.year <= 2100:
            return days.day_of(value)
        self.fault(item, f"{key}: expected a date such as 2023-03-07, found {_shown(value)}")
        return 0

    def text(self, item: Item, key: str) -> str | None:
        if isinstance(item.value, str) and item.value:
            return item.value
        self.fault(item, f"{key}: expected text, found {_shown(item.value)}")
        return None

    def yes(self, item: Item, key: str) -> bool | None:
        if isinstance(item.value, bool):
            return item.value
        self.fault(item, f"{key}: expected true or false, found {_shown(item.value)}")
        return None

    def count(self, item: Item, key: str) -> int | None:
        value = item.value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 30:
            return value
        self.fault(item, f"{key}: expected a whole number, found {_shown(value)}")
        return None

    def listed(self, item: Item, key: str) -> list[Item] | None:
        if isinstance(item.value, list):
            return item.value
        self.fault(item, f"{key}: expected a list, found {_shown(item.value)}")
        return None

    def section(self, item: Item, key: str) -> dict[str, Item] | None:
        if item.is_mapping:
            found: dict[str, Item] = item.value
            return found
        self.fault(item, f"{key}: expected a mapping, found {_shown(item.value)}")
        return None

    def as_written(self, item: Item, key: str) -> dict[str, Any] | None:
        return item.plain() if self.section(item, key) is not None else None


# ------------------------------------------------------------------------------------ kinds of values


def _money(unit: str) -> Callable[[Reader, Item, str], int | None]:
    """Money in fen."""

    def read(reader: Reader, item: Item, key: str) -> int | None:
        number = _quantity(reader, item, key, unit)
        return None if number is None else round(number * 100)

    return read


def _quantity(reader: Reader, item: Item, key: str, unit: str) -> float | None:
    try:
        quantity = read_quantity(item.plain(), Unit(unit))
    except QuantityFault as fault:
        reader.fault(item, f"{key}: {fault.message}")
        return None
    if quantity.kind != "point":
        reader.fault(item, f"{key}: a case wants a certain number, found a {quantity.kind} one")
        return None
    return float(quantity.args[0])


def _tenths(reader: Reader, item: Item, key: str) -> int | None:
    """Percent, in tenths of a percent."""
    number = _quantity(reader, item, key, "percent") if isinstance(item.value, str) else item.value
    if isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= 3000:
        tenths = Decimal(str(number)) * PERCENT
        if tenths == int(tenths):
            return int(tenths)
        reader.fault(item, f"{key}: expected a percentage to a tenth such as 5.5, found {_shown(item.value)}")
    elif number is not None or not isinstance(item.value, str):
        reader.fault(item, f"{key}: expected a percentage such as 5.5, found {_shown(item.value)}")
    return None


def _months(reader: Reader, item: Item, key: str) -> int | None:
    """Whole months, with or without the word."""
    if isinstance(item.value, int) and not isinstance(item.value, bool):
        return reader.count(item, key)
    number = _quantity(reader, item, key, "months")
    return None if number is None else round(number)


def _persons(reader: Reader, item: Item, key: str) -> int | None:
    """A family: at least one person."""
    if isinstance(item.value, int) and not isinstance(item.value, bool):
        number: float | None = reader.count(item, key)
    else:
        number = _quantity(reader, item, key, "count")
    if number is not None and (number < 1 or number != round(number)):
        reader.fault(item, f"{key}: expected at least 1 person, found {_shown(item.value)}")
        return None
    return None if number is None else round(number)


def _contract(reader: Reader, item: Item, key: str) -> int | None:
    return OPEN_ENDED if item.value == "open-ended" else _months(reader, item, key)


def _word(*options: str) -> Callable[[Reader, Item, str], str | None]:
    def read(reader: Reader, item: Item, key: str) -> str | None:
        if isinstance(item.value, str) and item.value in options:
            return item.value
        near = nearest(str(item.value), options)
        reader.fault(item, f"{key}: unknown word {_shown(item.value)}", near or one_of(options))
        return None

    return read


def _words(options: Mapping[str, Any]) -> Callable[[Reader, Item, str], list[str] | None]:
    one = _word(*options)

    def read(reader: Reader, item: Item, key: str) -> list[str] | None:
        entries = reader.listed(item, key)
        return None if entries is None else [word for e in entries if (word := one(reader, e, key)) is not None]

    return read


def _part(fields: Fields) -> Callable[[Reader, Item, str], dict[str, Any] | None]:
    return lambda reader, item, key: reader.mapping(item, fields, key)


def _parts(fields: Fields) -> Callable[[Reader, Item, str], list[dict[str, Any]] | None]:
    def read(reader: Reader, item: Item, key: str) -> list[dict[str, Any]] | None:
        entries = reader.listed(item, key)
        return None if entries is None else [
            values for e in entries if (values := reader.mapping(e, fields, key)) is not None
        ]  # fmt: skip

    return read


def _dues(reader: Reader, item: Item, key: str) -> list[int] | None:
    """Tax due in fen, in legal order."""
    fields = {name: Field(_money("CNY"), 0) for name in TAXES}
    values = reader.mapping(item, fields, key)
    return None if values is None else [values[name] or 0 for name in TAXES]


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return repr(value[:60]) if isinstance(value, str) else str(value)[:60]


# ------------------------------------------------------------------------------------ the format

_DAY, _YES, _COUNT = Field(Reader.date), Field(Reader.yes), Field(Reader.count)
_NO = Field(Reader.yes, False)
_PAY = Field(_money("CNY/month"))
_SPAN: dict[str, Field] = {"from": _DAY, "to": _DAY}

CASE: Fields = {
    "case": Field(Reader.text), "clause": Field(Reader.text), "set": Field(Reader.as_written, None),
    "person": Field(lambda _reader, item, _key: item, None), "firm": Field(lambda _reader, item, _key: item, None),
    "history": Field(Reader.listed), "files": Field(Reader.section, None), "pays": Field(Reader.listed),
}  # fmt: skip
PERSON: Fields = {
    "groups": Field(_words(GROUPS), ()), "born": _DAY, "sex": Field(_word("man", "woman"), "man"),
    "left_school": Field(Reader.date, 0), "registered": Field(Reader.date, None),
    "insured_before": Field(_months, 0), "family": Field(_persons, 1),
}  # fmt: skip
FIRM: Fields = {
    "size": Field(_word(*FIRM_SIZES)), "legal_form": Field(_word(*LEGAL_FORMS)), "roles": Field(_words(FIRM_ROLES), ()),
    "staff": _COUNT, "insured_staff": Field(Reader.count, None), "key_group_staff": Field(Reader.count, 0),
    "layoff_percent": Field(_tenths, 0),
}  # fmt: skip
PAYMENT: Fields = {
    "programme": Field(Reader.text), "amount": Field(_money("CNY")), "months": Field(_months, None),
}  # fmt: skip
_CERTIFICATE: Fields = {"level": Field(_word(*LEVELS)), "on": _DAY}
_LOAN: Fields = {
    "kind": Field(_word(*LOAN_KINDS)), "amount": Field(_money("CNY")), "on": _DAY, "months": Field(_months),
    "defaulted": Field(Reader.date, None),
}  # fmt: skip
_NEW_JOBS: Fields = {"on": _DAY, "count": _COUNT}

HISTORY: dict[str, Fields] = {
    "job": {
        **_SPAN, "contract": Field(_contract), "insured": _YES, "wage": _PAY, "by_operator": _NO,
        "from_internship": _NO, "another_firm": _NO, "accident_insured": Field(Reader.yes, True),
    },
    "internship": {
        **_SPAN, "stipend": _PAY, "retained": _NO, "contract": Field(_contract, 0), "insured": _NO, "another_firm": _NO,
        "agreed": Field(_months, None),
    },
    "flexible": {**_SPAN, "insured": _YES, "wage": _PAY, "by_operator": _NO},
    "public_post": {**_SPAN, "insured": _YES, "urban": _YES, "wage": _PAY},
    "away": {**_SPAN, "by_operator": _NO},
    "unemployed": {**_SPAN, "registered": Field(Reader.date, None)},
    "at_home": _SPAN,
    "course": {**_SPAN, "kind": Field(_word(*COURSES)), "certificate": Field(_part(_CERTIFICATE), None)},
    "venture": {
        **_SPAN, "first": _YES, "incubated": _YES, "free_premises": _YES, "rent": _PAY,
        "legal_form": Field(_word(*LEGAL_FORMS)), "size": Field(_word(*FIRM_SIZES), "micro"),
        "jobs": Field(_parts(_NEW_JOBS), ()), "loan": Field(_part(_LOAN), None), "insured": _NO,
    },
    "school": {"until": _DAY},
    "school_year": {"on": _DAY},
    "final_year": {"on": _DAY},
    "firm_month": {"on": _DAY, "payroll": Field(_money("CNY"))},
    "firm_year": {"on": _DAY, "premiums": Field(_money("CNY")), "layoff_percent": Field(_tenths, 0),
                  "staff": Field(Reader.count, None)},
    "unit_settled": {"on": _DAY, "completed": _COUNT, "retained": _COUNT, "months": _COUNT},
    "evaluated": {"on": _DAY, "grade": Field(_word(*GRADES)), "staff": Field(Reader.count, None),
                  "key_group_staff": Field(Reader.count, None)},
    "recognised": {"on": _DAY, "role": Field(_word(*FIRM_ROLES)), "level": Field(_word(*RECOGNITIONS))},
    "tax_year": {"year": _COUNT, "due": Field(_dues)},
}  # fmt: skip
SPELLS = frozenset(
    ("job", "internship", "flexible", "public_post", "away", "unemployed", "at_home", "course", "venture")
)
"""In one of these a person is at a time."""
WITH_FIRM = frozenset(("job", "internship"))
FOR_FIRMS = frozenset(("firm_month", "firm_year", "unit_settled", "evaluated", "recognised", "tax_year"))
