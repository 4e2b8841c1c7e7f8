"""A command as it is typed: quoted so that sh, PowerShell and the command prompt of Windows read the same words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

_PLAIN = re.compile(r"[\w@+=:,./-]+\Z", re.ASCII)
_ALIKE = re.compile(r'(?:[^"$`!\\\x00-\x1f]|\\(?![\\]|\Z))+\Z')
"""What all of them leave as it is between double quotes."""


def typed(words: Iterable[str]) -> str:
    """The words of a command in one line."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    if _PLAIN.match(word):
        return word
    return f'"{word}"' if _ALIKE.match(word) and word.count("%") < 2 else shlex.quote(word)
