"""How much room a text takes in a cell, in widths of a digit: Chinese characters take nearly two."""

from __future__ import annotations

import re
import unicodedata

_TOKENS = re.compile(
    r"[^\S\n]+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·《》]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·《》]+"
)


_WIDE, _NARROW = 1.92, 1.04
"""Of ten points, beside the digits of eleven points in which columns are measured; other fonts are wider than ours."""


def width(text: str) -> float:
    """Widths of a digit that the longest line of a text takes."""
    return max((sum(map(_of, line)) for line in text.split("\n")), default=0.0)


def lines(text: str, room: float) -> int:
    """Lines that a text takes when it is wrapped in a cell of so much room: a little more rather than less."""
    usable = max(2.0, room - 0.8)
    return sum(_wrapped(line, usable) for line in text.split("\n"))


def _of(character: str) -> float:
    return _WIDE if unicodedata.east_asian_width(character) in "WFA" else _NARROW


def _wrapped(line: str, usable: float) -> int:
    count, filled = 1, 0.0
    for token in _TOKENS.findall(line):
        size = sum(map(_of, token))
        if filled + size <= usable:
            filled += size
        elif token.isspace():
            count, filled = count + 1, 0.0
        elif size <= usable:
            count, filled = count + (filled > 0), float(size)
        else:  # a word longer than the line is broken
            count += int((filled + size) // usable)
            filled = (filled + size) % usable
    return count
