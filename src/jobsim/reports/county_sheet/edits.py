"""What was changed in a line of the sheet, as the scenario would write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jobsim.language import Words
from jobsim.reports.county_sheet.display import Display
from jobsim.reports.county_sheet.form import WAN, ExecutedLine
from jobsim.reports.county_sheet.rows import Row
from jobsim.reports.county_sheet.spent import MONTHS
from jobsim.reports.county_sheet.values import Wrong
from jobsim.scenario.notation import PROVENANCE, looks_like_quantity

_RANGE = ("low", "mode", "high")
_GONE = "the number is gone", "write what it is now, or what stood there"


@dataclass(frozen=True)
class Edit:
    """A value to be put at a path, and the cell that says so."""

    path: tuple[str, ...]
    value: Any
    place: str


class SlotWrong(Wrong):
    """What is wrong, and in which cell of the line."""

    def __init__(self, slot: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.slot = slot


def source_of(reference: str | None) -> dict[str, str]:
    """A number with a reference is a statistic; else it is the user's own word."""
    return {"source": "statistic", "reference": reference} if reference else {"source": "user"}


def of_row(row: Row, given: Mapping[str, Any], raw: Any) -> Any:
    """The value the scenario is to have at the row's path; None if nothing was changed.

    ``given`` holds what stands in each cell, ``raw`` what the scenario writes at the path. Raises :class:`SlotWrong`.
    """
    changed = {slot for slot, now in row.cells.items() if given.get(slot) != now}
    reference = given.get("reference")
    if row.kind != "number":
        if not changed:
            return None
        if given["value"] is None:
            raise SlotWrong("value", *_GONE)
        return int(given["value"]) if row.kind == "whole" else given["value"]
    if not changed:
        return None if reference is None else _confirmed(row, raw, reference)
    return _quantity(row, given, changed) | source_of(reference)


def _confirmed(row: Row, raw: Any, reference: str) -> dict[str, Any]:
    """The number that stands there with the user's reference."""
    if row.quantity is None or row.quantity.kind == "missing":
        raise SlotWrong("value", "a source without a number", "write the number, too")
    body = dict(raw) if looks_like_quantity(raw) else {"value": raw}
    return {key: value for key, value in body.items() if key not in PROVENANCE} | source_of(reference)


def _quantity(row: Row, given: Mapping[str, Any], changed: set[str]) -> dict[str, Any]:
    value, low, mode, high = (given.get(slot) for slot in ("value", *_RANGE))
    told = [slot for slot in _RANGE if given.get(slot) is not None]
    if value is not None and changed & set(_RANGE) and told:
        slot = next(slot for slot in _RANGE if slot in changed)
        raise SlotWrong(slot, "both a value and a range are given", "empty the value, or the range")
    if value is not None:
        return _written(row.display, "value", [value])
    if not told:
        raise SlotWrong("value", *_GONE)
    for slot, number in (("low", low), ("high", high)):
        if number is None:
            raise SlotWrong(slot, "a range wants low and high", "give both, or a value alone")
    return _range(row, low, mode, high)


def _range(row: Row, low: Any, mode: Any, high: Any) -> dict[str, Any]:
    if mode is not None and not low <= mode <= high:
        raise SlotWrong("mode", "low, most likely and high must ascend")
    if not low < high:
        raise SlotWrong("high", "high must be above low", "write a value where the number is certain")
    law = "uniform" if mode is None else "triangular" if row.quantity and row.quantity.kind == "triangular" else "pert"
    numbers = [low, high] if mode is None else [low, mode, high]
    written = _written(row.display, law, numbers)
    return {"each": {law: written.pop(law)}, **written} if row.each else written


def _written(display: Display, law: str, cells: list[float]) -> dict[str, Any]:
    numbers = [plain(display.number(cell)) for cell in cells]
    return {law: numbers[0] if law == "value" else numbers, "unit": display.noun or _unit(display.canonical)}


def _unit(canonical: str) -> str:
    """Numbers of targets are counted in whatever the indicator counts."""
    return {"number": "items"}.get(canonical, canonical)


def plain(number: float) -> float | int:
    """A whole number without its point."""
    return int(number) if float(number).is_integer() else float(number)


def of_executed(line: ExecutedLine, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What ``executed`` is to say of an entry; None if nothing was changed. Raises :class:`SlotWrong`."""
    changed = [slot for slot, now in line.now.items() if given.get(slot) != now]
    reference = given.get("reference")
    told = [slot for slot in line.now if given.get(slot) is not None]
    if not changed and (reference is None or not told):
        if reference is not None:
            raise SlotWrong("amount", "a source without a number", "write the number, too")
        return None
    for slot in changed:
        if given.get(slot) is None and slot not in MONTHS:
            raise SlotWrong(slot, *_GONE)
    found: dict[str, Any] = {}
    if given.get("amount") is not None:
        found["amount"] = {"value": _cny(given["amount"]), "unit": "CNY"}
    if given.get("persons") is not None:
        found["persons"] = {"value": plain(given["persons"]), "unit": "persons"}
    months = [given.get(slot) for slot in MONTHS]
    if any(month is not None for month in months):
        found["months"] = _months(given.get("amount"), months)
    return found | source_of(reference)


def _months(amount: float | None, months: list[Any]) -> list[float | int]:
    empty = next((slot for slot, month in zip(MONTHS, months, strict=True) if month is None), None)
    if empty is not None:
        raise SlotWrong(empty, "some months are told and this one is not", "write all twelve, 0 where nothing was paid")
    if amount is None:
        raise SlotWrong("amount", "the months are told, but not the amount of the year", "write their sum")
    paid = [_cny(month) for month in months]
    if abs(sum(paid) - _cny(amount)) > 0.005:
        total = sum(paid) / WAN
        raise SlotWrong(
            "amount", f"the months add up to {total:,.6g}, not to {amount:,.6g}", "write the sum of the months"
        )
    return paid


def _cny(wan: float) -> float | int:
    return plain(Display(Words("", ""), "CNY", WAN).number(wan))
