"""Texts over several lines, in columns of the terminal: a Chinese character is two of them."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_ENDING = "，。；：、？！）》】”’%…,.;:?!)"
"""Marks that no line begins with."""
_AFTER = re.compile(r"(?<=[._/,])(?=[^\s._/,])")
"""Where a path may be broken."""
_PIECES = re.compile(r"[!-~]+|.")
"""What of a Chinese text stays together: words and numbers in Latin letters."""


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than ``width``: at spaces where there are, anywhere in Chinese."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if cell_len(joined) <= width:
                line = joined
                continue
            if line and word.isascii():
                lines.append(line)
                joined = word
            *whole, line = _broken(joined, width)
            lines += whole
        lines.append(line)
    return [line.rstrip() for line in lines]


def _broken(word: str, width: int) -> list[str]:
    """A text over several lines: a path behind its dots, Chinese anywhere but before a mark that ends something."""
    parts = _AFTER.split(word) if word.isascii() else _PIECES.findall(word)
    lines = [""]
    for part in parts:
        if cell_len(lines[-1] + part) <= width:
            lines[-1] += part
        elif cell_len(part) > width:
            first, *rest = chop_cells(lines[-1] + part, width)
            lines[-1:] = [first, *rest]
        else:
            before = lines[-1]
            moved = len(before) > 2 and before[-1] not in _ENDING and not before[-1].isascii()
            if part in _ENDING and moved:
                lines[-1], part = before[:-1], before[-1] + part
            lines.append(part.lstrip())
    return lines
