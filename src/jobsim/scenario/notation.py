"""How a quantity may be written: plain, with a unit, as a mapping, as a distribution, dated or missing."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

from jobsim.scenario import distributions, ranges, units
from jobsim.scenario.errors import nearest
from jobsim.scenario.quantities import END, Each, Quantity, QuantityFault, Unit

LEAST_DRAW = 2.0**-53
"""The smallest uniform by which an uncertain number is drawn; one less this is the largest."""
PROVENANCE = ("source", "reference", "note")
SOURCES = ("policy", "regulation", "statistic", "literature", "assumption", "user")
FORMS = ("value", *distributions.ARGUMENTS, "missing", "dated", "each")
KEYS = frozenset((*FORMS, *PROVENANCE, "unit", "reason"))
DISTINCT = frozenset(FORMS) - {"value"}
"""Keys that only a quantity has; ``value`` is also a key of an amount, a target and a step."""


def looks_like_quantity(raw: Any) -> bool:
    """Whether a mapping is a quantity and not a section, by its keys."""
    return isinstance(raw, dict) and (bool(DISTINCT & raw.keys()) or ("value" in raw and raw.keys() <= KEYS))


def read_quantity(raw: Any, field: Unit) -> Quantity:
    """The quantity a field takes from what the user wrote. Raises :class:`QuantityFault`."""
    if isinstance(raw, dict) and "each" in raw:
        raise QuantityFault("'each' stands only where a number differs from agent to agent, not here", ("each",))
    return _read(raw, field)


def read_each(raw: Any, field: Unit) -> Each:
    if not (isinstance(raw, dict) and "each" in raw):
        quantity = _read(raw, field)
        if quantity.kind == "dated":
            raise QuantityFault("a dated value cannot stand here", ("dated",))
        return Each(quantity, varies=False)
    others = [form for form in FORMS if form in raw and form != "each"]
    if others:
        raise QuantityFault(f"'each' and '{others[0]}' exclude each other", (others[0],))
    inner = raw["each"]
    unknown = [key for key in inner if key not in KEYS] if isinstance(inner, dict) else []
    if unknown:
        hint = nearest(str(unknown[0]), distributions.ARGUMENTS)
        message = f"unknown key '{unknown[0]}' in a quantity"
        raise QuantityFault(f"{message}; {hint}" if hint else message, ("each", unknown[0]))
    if not isinstance(inner, dict) or not any(form in inner for form in distributions.ARGUMENTS):
        raise QuantityFault("'each' wants a distribution such as {pert: [3, 6, 12]}", ("each",))
    outer = {key: value for key, value in raw.items() if key != "each"}
    try:
        quantity = _read({**inner, **outer}, field, varies=True)
    except QuantityFault as fault:
        below = fault.below
        raise QuantityFault(fault.message, below if below and below[0] in outer else ("each", *below)) from None
    return Each(quantity, varies=True)


def _read(raw: Any, field: Unit, *, varies: bool = False) -> Quantity:
    if isinstance(raw, dict):
        return _read_mapping(raw, field, varies=varies)
    number, unit = _number(raw, None, field)
    return _checked(Quantity("point", (number,), unit), field)


def _read_mapping(raw: dict[str, Any], field: Unit, *, varies: bool = False) -> Quantity:
    forms = [form for form in FORMS if form in raw and raw[form] is not None]
    for key in raw:
        if key not in KEYS and key not in ("from", "until"):
            hint = nearest(str(key), KEYS)
            raise QuantityFault(f"unknown key '{key}' in a quantity" + (f"; {hint}" if hint else ""), (key,))
    if len(forms) != 1:
        found = " and ".join(forms) or "none of them"
        raise QuantityFault(f"a quantity wants exactly one of {', '.join(FORMS)}; found {found}")
    form = forms[0]
    given = _given(raw)
    if "reason" in raw and form != "missing":
        raise QuantityFault("'reason' belongs to a missing figure", ("reason",))
    if form == "missing":
        reason = _text(raw, "reason")
        if raw["missing"] is not True or not reason:
            raise QuantityFault("a missing figure is written {missing: true, reason: why it is missing}", ("missing",))
        unit = _number(1, _text(raw, "unit"), field, ("unit",))[1] if "unit" in raw else field.units[0]
        return replace(given, kind="missing", unit=unit, reason=reason)
    if form == "dated":
        return _read_dated(raw, field, given)
    default = _text(raw, "unit")
    if form == "value":
        number, unit = _number(raw["value"], default, field, ("value",))
        return _checked(replace(given, args=(number,), unit=unit), field)
    args, unit = _arguments(form, raw[form], default, field)
    why = distributions.fault(form, args)
    if why:
        raise QuantityFault(f"{why}; found {raw[form]}", (form,))
    return _checked(replace(given, kind=form, args=args, unit=unit), field, varies=varies)


def _given(raw: dict[str, Any]) -> Quantity:
    """An empty quantity with the source, reference and note of a mapping."""
    source = _text(raw, "source")
    if source is not None and source not in SOURCES:
        hint = nearest(source, SOURCES)
        wanted = f"unknown source '{source}'; expected one of {', '.join(SOURCES)}"
        raise QuantityFault(f"{wanted}; {hint}" if hint else wanted, ("source",))
    return Quantity("point", (), "", source, _text(raw, "reference"), _text(raw, "note"))


def _text(raw: dict[str, Any], key: str) -> str | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, str):
        raise QuantityFault(f"'{key}' wants text, found {value!r}", (key,))
    return value


def _number(
    raw: Any, default_unit: str | None, field: Unit, below: tuple[str | int, ...] = (), *, pure: bool = False
) -> tuple[float, str]:
    """A written number in the field's unit, and that unit. ``pure`` numbers (shapes, weights) have none."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        what = "a mapping" if isinstance(raw, dict) else "nothing" if raw is None else str(raw)[:60]
        raise QuantityFault(f"expected a number, found {what}; {units.expected(field.units)}", below)
    written = default_unit
    if isinstance(raw, str):
        parts = units.split(raw)
        if parts is None:
            raise QuantityFault(f"'{raw[:60]}' is no number; {units.expected(field.units)}", below)
        number, own = parts
        written = own or default_unit
    else:
        try:
            number = float(raw)
        except OverflowError:
            number = math.inf
    if not math.isfinite(number):
        raise QuantityFault(f"{str(raw)[:40]} is not a finite number", below)
    if pure:
        return number, ""
    for unit in field.units:
        scale = units.factor(written or "", unit)
        if scale is not None:
            label = "percent" if unit == "number" and (written or "") in ("%", "％", "percent") else unit
            return number * scale, label
    if not written:
        raise QuantityFault(f"{raw} has no unit; {units.expected(field.units)}", below)
    raise QuantityFault(f"unit '{written}' does not fit; {units.expected(field.units)}", below)


def _arguments(form: str, raw: Any, unit: str | None, field: Unit) -> tuple[tuple[float, ...], str]:
    if form == "discrete":
        return _discrete(raw, unit, field)
    names = distributions.ARGUMENTS[form]
    if not isinstance(raw, list) or len(raw) != len(names):
        raise QuantityFault(f"{form} wants [{', '.join(names)}], found {raw}", (form,))
    args, found = [], []
    for index, (item, in_unit) in enumerate(zip(raw, distributions.IN_UNIT[form], strict=True)):
        number, label = _number(item, unit, field, (form, index), pure=not in_unit)
        args.append(number)
        found += [label] if in_unit else []
    if form == "beta" and field.units[0] not in ("share", "ratio"):
        raise QuantityFault(f"beta gives a share between 0 and 1; {units.expected(field.units)}", (form,))
    if len(set(found)) > 1:
        listed = ", ".join(sorted(set(found)))
        raise QuantityFault(f"the numbers of one distribution must share a unit; found {listed}", (form,))
    return tuple(args), found[0] if found else field.units[0]


def _discrete(raw: Any, unit: str | None, field: Unit) -> tuple[tuple[float, ...], str]:
    pairs = list(raw.items()) if isinstance(raw, dict) else raw
    if not isinstance(pairs, list) or not pairs or not all(isinstance(p, list | tuple) and len(p) == 2 for p in pairs):
        raise QuantityFault("discrete wants {value: weight, …} or a list of [value, weight]", ("discrete",))
    args: list[float] = []
    found = set()
    for index, (value, weight) in enumerate(pairs):
        below: tuple[str | int, ...] = ("discrete", value if isinstance(raw, dict) else index)
        number, label = _number(value, unit, field, below)
        args += [number, _number(weight, None, field, below, pure=True)[0]]
        found.add(label)
    return tuple(args), sorted(found)[0]


def _checked(quantity: Quantity, field: Unit, *, varies: bool = False) -> Quantity:
    """Refuses a quantity of which a point leaves the field's bounds: from agent to agent, or from draw to draw."""
    low, high = field.bounds(quantity.unit)
    if quantity.kind == "point":
        least = most = quantity.args[0]
    else:
        least, most = distributions.reach(quantity.kind, quantity.args, END if varies else LEAST_DRAW)
    below = () if quantity.kind == "point" else (quantity.kind,)
    # Written so that what is no number at all is refused, too.
    if low - 1e-12 <= least <= most <= high * (1 + 1e-12):
        return quantity
    found = f"{least:g}" if least == most else f"{least:g} to {most:g}"
    over = "" if least == most else " over its whole range"
    bounds = f"between {ranges.shown(low)} and {ranges.shown(high)}"
    raise QuantityFault(f"expected {quantity.unit} {bounds}{over}, found {found}", below)


def _read_dated(raw: dict[str, Any], field: Unit, given: Quantity) -> Quantity:
    items = raw["dated"]
    if not isinstance(items, list) or not items:
        raise QuantityFault("dated wants a list of {from: date, value: …}", ("dated",))
    steps: list[tuple[dt.date, Quantity]] = []
    ends: list[dt.date | None] = []
    for index, item in enumerate(items):
        here: tuple[str | int, ...] = ("dated", index)
        if not isinstance(item, dict) or "from" not in item:
            raise QuantityFault("each dated value wants 'from', the first day on which it holds", here)
        if "dated" in item:
            raise QuantityFault("a dated value cannot hold dated values", (*here, "dated"))
        start = _date(item["from"], (*here, "from"))
        inner = {key: value for key, value in item.items() if key not in ("from", "until")}
        if "unit" in raw and "unit" not in inner:
            inner["unit"] = raw["unit"]
        try:
            quantity = _read_mapping(inner, field)
        except QuantityFault as fault:
            raise QuantityFault(fault.message, (*here, *fault.below)) from None
        if steps:
            _follow(steps[-1][0], ends[-1], start, here)
        steps.append((start, quantity))
        ends.append(_date(item["until"], (*here, "until")) if item.get("until") is not None else None)
        if ends[-1] is not None and ends[-1] < start:
            raise QuantityFault(f"dated value ends ({ends[-1]}) before it starts ({start})", (*here, "until"))
    if ends[-1] is not None:
        raise QuantityFault("the last dated value holds on; leave out its 'until'", ("dated", len(steps) - 1, "until"))
    labels = {step.unit for _, step in steps}
    if len(labels) > 1:
        raise QuantityFault(f"dated values must share a unit; found {', '.join(sorted(labels))}", ("dated",))
    return replace(given, kind="dated", unit=labels.pop(), steps=tuple(steps))


def _follow(previous: dt.date, until: dt.date | None, start: dt.date, here: tuple[str | int, ...]) -> None:
    below = (*here, "from")
    if start == previous:
        raise QuantityFault(f"dated values overlap: two of them start on {start}", below)
    if start < previous:
        raise QuantityFault(f"dated values must ascend: {start} comes after {previous}", below)
    if until is not None and until >= start:
        raise QuantityFault(f"dated values overlap: one holds until {until}, the next starts on {start}", below)
    if until is not None and until + dt.timedelta(days=1) < start:
        raise QuantityFault(f"no value holds between {until} and {start}", below)


def _date(raw: Any, below: tuple[str | int, ...]) -> dt.date:
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return raw
    try:
        return dt.date.fromisoformat(str(raw))
    except ValueError:
        raise QuantityFault(f"expected a date such as 2023-03-07, found {str(raw)[:40]!r}", below) from None
