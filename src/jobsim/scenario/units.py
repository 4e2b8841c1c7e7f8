"""Units: how they may be written, and the factor to the canonical unit of a field."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A number with an optional 万 (ten thousand) or 亿 (hundred million) and whatever unit follows.
_DIGITS = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?"
_NUMBER = re.compile(rf"^\s*({_DIGITS})\s*([万亿]?)\s*(.*?)\s*$", re.S)
_SCALE = {"": 1.0, "万": 1e4, "亿": 1e8}

_MONEY = {"cny": 1.0, "yuan": 1.0, "rmb": 1.0, "元": 1.0, "千元": 1e3, "万元": 1e4, "亿元": 1e8}
_PERIODS = {
    "day": "day", "d": "day", "日": "day", "天": "day", "week": "week", "周": "week",
    "month": "month", "月": "month", "year": "year", "年": "year", "quarter": "quarter", "季度": "quarter",
}  # fmt: skip
_DAYS_PER_MONTH = 365.25 / 12
_PER_MONTH = {
    "day": _DAYS_PER_MONTH, "week": _DAYS_PER_MONTH / 7, "month": 1.0, "quarter": 1 / 3, "year": 1 / 12,
}  # fmt: skip
_SPANS: dict[str, dict[str, float]] = {
    "days": {"day": 1, "days": 1, "天": 1, "日": 1, "week": 7, "weeks": 7, "周": 7},
    "working days": {
        "working day": 1, "working days": 1, "workday": 1, "workdays": 1, "工作日": 1, "个工作日": 1,
    },
    "months": {"month": 1, "months": 1, "个月": 1, "月": 1, "year": 12, "years": 12, "年": 12},
    "years": {"year": 1, "years": 1, "年": 1, "岁": 1, "周岁": 1, "month": 1 / 12, "months": 1 / 12, "个月": 1 / 12},
}  # fmt: skip
_PERCENT = {"%", "％", "percent", "per cent", "百分点", "个百分点", "percentage points"}
_NOT_COUNTED = {word for table in _SPANS.values() for word in table} | set(_MONEY) | _PERCENT | {"share", "ratio"}
_NOT_COUNTED |= {*_PERIODS, "hour", "hours", "小时", "时", "minute", "分钟", "季"}
_NOUN = re.compile(r"^[^\W\d]+(?:[ _-][^\W\d]+){0,3}$")
BARE = ("share", "ratio", "count", "number")
"""Units a plain number may leave out."""


def split(text: str) -> tuple[float, str] | None:
    """Number and unit text of ``1400 CNY/month`` or ``2.9万 persons``; None if it is no number with a unit."""
    match = _NUMBER.match(text) if len(text) <= 80 else None
    if match is None or not any(c.isdigit() for c in match[1]):
        return None
    return float(match[1].replace(",", "")) * _SCALE[match[2]], match[3]


def factor(written: str, canonical: str) -> float | None:
    """The factor that takes a number in the written unit to the canonical one; None if the unit does not fit."""
    text = written.strip().lower().replace("／", "/").replace(" per ", "/").replace(" a ", "/")
    if text.startswith("per "):
        text = "/" + text[4:]
    text = re.sub(r"\s*/\s*", "/", text)
    if not text:
        return 1.0 if canonical in BARE else None
    if text == canonical.lower():
        return 1.0
    if canonical.startswith("CNY"):
        return _money(text, canonical)
    if canonical in ("1/month", "1/year"):
        return _rate(text, canonical)
    if canonical in ("share", "ratio"):
        if text in _PERCENT:
            return 0.01
        if text in ("times", "倍"):
            return 1.0 if canonical == "ratio" else None
        return {"‰": 0.001, "成": 0.1}.get(text)
    if canonical == "percent":
        return 1.0 if text in _PERCENT else None
    if canonical == "number":
        return 1.0 if text in _PERCENT or _is_counted(text) or text in _SPANS["working days"] else None
    if canonical == "count":
        return 1.0 if _is_counted(text) else None
    return _SPANS.get(canonical, {}).get(text)


def _is_counted(text: str) -> bool:
    noun = re.sub(r"/(year|年)$", "", text)
    return bool(_NOUN.match(noun)) and noun not in _NOT_COUNTED


def _money(text: str, canonical: str) -> float | None:
    amount, slash, per = text.partition("/")
    scale = _MONEY.get(amount.strip())
    if scale is None:
        return None
    wanted = canonical.partition("/")[2]
    if not slash:
        return scale if not wanted else None
    if per in _PERIODS:
        return scale if _PERIODS[per] == wanted else None
    # Money per head of whatever is counted: person, post, firm, fair …
    return scale if wanted == "person" and _is_counted(per) else None


def _rate(text: str, canonical: str) -> float | None:
    head, slash, period = text.partition("/")
    if not slash or period not in _PERIODS:
        return None
    head = head.strip()
    scale = 0.01 if head in _PERCENT else 1.0 if head in ("", "1") else None
    if scale is None:
        return None
    per_month = _PER_MONTH[_PERIODS[period]]
    return scale * (per_month if canonical == "1/month" else per_month * 12)


def expected(canonical: Sequence[str]) -> str:
    """How to say which unit a field wants, with an example."""
    examples = {
        "CNY": "1400 CNY", "CNY/month": "1400 CNY/month", "CNY/day": "50 CNY/day", "CNY/year": "6000 CNY/year",
        "CNY/person": "500 CNY/person", "share": "0.25 or 25 %", "ratio": "1.2", "1/month": "0.08/month",
        "1/year": "4 %/year", "count": "220 posts", "days": "10 days", "working days": "20 working days",
        "months": "12 months", "years": "60 years", "percent": "12 %", "number": "550",
    }  # fmt: skip
    name = " or ".join("a whole or decimal number" if unit == "number" else unit for unit in canonical)
    return f"expected {name}, for example {examples.get(canonical[0], '1')}"
