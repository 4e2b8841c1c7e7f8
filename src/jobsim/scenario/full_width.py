"""Punctuation of the Chinese keyboard where YAML wants that of the English one: found, named, with the right line."""

from __future__ import annotations

import re

_KEY = r"[\"']?[A-Za-z_][A-Za-z0-9_.\-]*[\"']?"
_SIGNS = (
    re.compile(rf"(?:^\s*(?:-\s+)*|[{{,，]\s*){_KEY}\s*(：)"),  # name：value
    re.compile(rf"\S\s*(，)\s*{_KEY}\s*[:：]"),  # {{a: 1，b: 2}}
    re.compile(r":\s*([｛［【“])"),
)
_MEANT = {"：": "': '", "，": "', '", "｛": "'{'", "［": "'['", "【": "'['", "“": "'\"'"}
_NAMES = {"：": "colon", "，": "comma", "｛": "brace", "［": "bracket", "【": "bracket", "“": "quotation mark"}
_BACK = 20
"""Lines before the one at which the parser gives up in which the cause is looked for."""


def message(sign: str) -> str:
    return f"a full-width {_NAMES[sign]} '{sign}'"


def way_out(sign: str) -> str:
    blank = ", with a blank after it" if sign in "：，" else ""
    return f"write {_MEANT[sign].strip()} of the English keyboard{blank}"


def in_text(text: str, line: int) -> tuple[int, int, str] | None:
    """(line, column, sign) of the sign nearest to a line, there or before it, that stands where YAML wants another."""
    lines = text.splitlines()
    for number in range(min(line, len(lines)), max(0, line - _BACK), -1):
        written = re.sub(r"(^|\s)#.*", "", lines[number - 1])
        found = [match for sign in _SIGNS if (match := sign.search(written)) is not None]
        if found:
            first = min(found, key=lambda match: match.start(1))
            return number, first.start(1) + 1, first[1]
    return None


def in_value(text: str) -> str:
    """The first such sign in a text that should have been a mapping, a list, a word or a number; else nothing."""
    return next((sign for sign in text if sign in "：，｛［【"), "")
