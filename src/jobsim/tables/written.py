"""Numbers in sentences and cells: money in 万元, shares in percent, as every face writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobsim.language import Language, Words
from jobsim.tables.table import Column, Table

WAN = 10_000.0
NOTHING = "—"
"""What is not known."""


def wan(cny: float | None) -> str:
    """CNY in 万元 with two decimals."""
    return NOTHING if cny is None else f"{cny / WAN:,.2f}"


SMALL = 50.0
"""CNY: a change below it is nothing in 万元 with two decimals."""


def signed_wan(cny: float | None) -> str:
    """A change of money in 万元 with its sign."""
    if cny is None:
        return NOTHING
    return "0.00" if abs(cny) < SMALL else f"{cny / WAN:+,.2f}"


def points(value: float | None) -> str:
    """A change of a share in percentage points."""
    return NOTHING if value is None else f"{100 * value:+.1f}" if value else "0"


def yuan(cny: float | None) -> str:
    """CNY with two decimals."""
    return NOTHING if cny is None else f"{cny:,.2f}"


def money(cny: float | None) -> Words:
    """A sum with its unit."""
    return Words(f" {wan(cny)} 万元", f"{wan(cny)} (10,000 CNY)")


def percent(value: float | None) -> Words:
    return Words(share(value).replace(" %", "%"), share(value))


def share(value: float | None) -> str:
    """A probability in percent; 0 % and 100 % only where every replication agrees."""
    if value is None:
        return NOTHING
    if 0 < value < 0.005 or 0.995 < value < 1:
        return f"{100 * value:.1f} %"
    return f"{100 * value:.0f} %"


def precision_width(value: float | None, unit: str) -> Words:
    """Half an interval's width: of money a share of itself, of a probability in points."""
    if value is None:
        return Words("±—", "± —")
    number = f"{100 * value:.2g}" if value < 0.1 else f"{100 * value:.0f}"
    if unit == "CNY":
        return Words(f"±{number}%", f"± {number} %")
    return Words(f"±{number}个百分点", f"± {number} points")


def number(value: float | None) -> str:
    """A number without needless decimals."""
    if value is None:
        return NOTHING
    if abs(value) >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def count(value: float | None) -> str:
    """A mean of counts."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if value >= 100 or float(value).is_integer() else f"{value:,.1f}"


_TOTAL = Words("合计", "total")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def cell(table: Table, column: Column, row: Mapping[str, Any], lang: Language) -> str:
    """A cell in words: money in 万元, and a price in 元 with its unit. What is not known is a dash, a text empty."""
    value = row[column.key_in(lang)]
    if value is None and row["role"] == "total" and column == table.columns[0] and not column.is_text:
        return _TOTAL.of(lang)
    if column.is_text:
        return value or ""
    if value is None:
        return NOTHING
    if column.kind == "figure":
        return str(value)
    unit = table.unit(column, lang, row)
    match column.kind:
        case "money":
            return wan(value) if column.unit_by_row is None else f"{yuan(value)} {unit}"
        case "change":
            return signed_wan(value)
        case "share":
            return percent(value).of(lang)
        case "points":
            return points(value)
        case "signed":
            return f"{'+' if value > 0 else ''}{number(value)} {unit}".rstrip()
        case "month":
            return f"{value // 100}-{value % 100:02d}"
        case "month_of_year":
            return f"{value}月" if lang == "zh" else _MONTHS[value - 1]
        case "year":
            return str(value)
        case "count":
            return f"{count(value)} {unit}".rstrip()
    return f"{number(value)} {unit}".rstrip()


def ends_of(column: Column, row: Mapping[str, Any], lang: Language) -> list[str]:
    """The interval of a cell in a line; nothing if it has none."""
    low, high = (row[key] for key in column.interval or ("", ""))
    if low is None or high is None:
        return []
    if column.kind == "share":
        return [f"{100 * low:.0f}–{100 * high:.0f}{'%' if lang == 'zh' else ' %'}"]
    if column.kind == "money":
        return [f"{low / WAN:,.0f}–{high / WAN:,.0f}"]
    if column.kind in ("change", "points"):
        written = signed_wan if column.kind == "change" else points
        return [f"{written(low)} … {written(high)}"]
    return [f"{low:+,.2f} … {high:+,.2f}"]
