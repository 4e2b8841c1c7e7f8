"""What an officer wrote into a cell, as a number, a day, a text or a choice; or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

from jobsim.reports.county_sheet.form import NO, NOTHING, YES, Field
from jobsim.reports.county_sheet.found import FoundCell

SAME = 1e-14
"""Share by which a number may miss what stood there: a workbook keeps 16 digits."""
SAME_AS_TEXT = 1e-8
"""The same for CSV files, which a spreadsheet writes as it shows them."""
SHOWN = 4
"""Decimals of a cell: a spreadsheet may save what it shows."""
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d{1,3})?\s*(%?)\Z")
_MONTH_DAY = (
    re.compile(r"(\d{1,2})-(\d{1,2})\Z"), re.compile(r"(\d{1,2})/(\d{1,2})\Z"), re.compile(r"(\d{1,2})月(\d{1,2})日\Z"),
)  # fmt: skip
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")
_ENGLISH = re.compile(r"(\d{1,2})-([A-Z][a-z]{2})\Z")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL = str.maketrans("０１２３４５６７８９．％，－＋", "0123456789.%,-+")


class Wrong(ValueError):
    """What is wrong with a cell; ``hint`` is the way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def entered(cell: FoundCell | None, field: Field, as_text: bool) -> Any:
    """The value of a cell; None if it is empty. What stood there comes back as it stood. Raises :class:`Wrong`."""
    if cell is None:
        return None
    if cell.fault:
        raise Wrong(f"{cell.fault} stands here", "write the value itself")
    value = cell.value
    if isinstance(value, str) and not value.strip():
        return None
    if field.what in ("number", "whole"):
        return _number(value, field, as_text)
    if field.what == "day":
        return _day(value)
    if field.what == "choice":
        return _choice(value)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else f"{value:.15g}"


def _number(value: Any, field: Field, as_text: bool) -> float:
    if as_text and isinstance(value, str):
        value = _of_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        what = "a date" if isinstance(value, dt.date | dt.datetime | dt.time) else f"the text '{str(value)[:40]}'"
        raise Wrong(f"expected a number, found {what}", "write the number alone; the unit stands beside it")
    number = float(value)
    if not math.isfinite(number):
        raise Wrong(f"{value} is not a finite number")
    if isinstance(field.now, float | int) and _same(number, float(field.now), field, as_text):
        return float(field.now)
    slack = 1e-9 * max(1.0, abs(field.high))
    if not field.low - slack <= number <= field.high + slack:
        low, high, found = (_said(one, field) for one in (field.low, field.high, number))
        raise Wrong(f"expected {low} to {high}, found {found}", _percent_hint(number, field))
    if field.what == "whole" and not number.is_integer():
        raise Wrong(f"expected a whole number, found {number:g}")
    return number


def _said(number: float, field: Field) -> str:
    from jobsim.reports.county_sheet.display import percent_text
    from jobsim.scenario.ranges import shown

    return percent_text(number, ",") if field.percent else shown(number)


def _percent_hint(number: float, field: Field) -> str:
    return "a percentage: 85% is 0.85" if field.percent and 1 < number <= 100 else ""


def _same(number: float, now: float, field: Field, as_text: bool) -> bool:
    if not as_text:
        return math.isclose(number, now, rel_tol=SAME, abs_tol=0.0)
    scale = 100 if field.percent else 1
    return math.isclose(number, now, rel_tol=SAME_AS_TEXT, abs_tol=0.0) or math.isclose(
        number * scale, round(now * scale, SHOWN), rel_tol=SAME_AS_TEXT
    )


def _of_text(text: str) -> Any:
    plain = text.strip().translate(_FULL)
    found = _NUMBER.match(plain)
    if found is None or not any(letter.isdigit() for letter in plain):
        return text
    number = float(plain.rstrip("%").strip().replace(",", ""))
    return float(f"{number / 100:.15g}") if found[5] else number


def _day(value: Any) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value).strip().translate(_FULL)
    if found := _DATE.match(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]), text).isoformat()
    for pattern in _MONTH_DAY:
        if found := pattern.match(text):
            return _checked(2001, int(found[1]), int(found[2]), text).strftime("%m-%d")
    if (found := _ENGLISH.match(text)) and found[2] in _MONTHS:
        return _checked(2001, _MONTHS.index(found[2]) + 1, int(found[1]), text).strftime("%m-%d")
    raise Wrong(f"expected a month and day, found '{text[:40]}'", "write it as 03-20")


def _checked(year: int, month: int, day: int, text: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Wrong(f"there is no such day: '{text[:40]}'", "write it as 03-20, a day that every year has") from None


def _choice(value: Any) -> bool:
    text = str(value).strip().lower()
    if text in (YES.zh, YES.en, "true"):
        return True
    if text in (NO.zh, NO.en, "false", NOTHING):
        return False
    raise Wrong(f"expected yes or no, found '{text[:40]}'", "write 是 or yes, 否 or no")
