"""Which characters a text of a scenario may hold: those that are seen, and none that changes how others are shown."""

from __future__ import annotations

import re

from jobsim.harmless import joined
from jobsim.scenario.errors import Problem, problem_at
from jobsim.scenario.yaml_text import Item

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters but tab and line feed, marks that turn the way of writing, halves of pairs, no characters."""

_WAY_OUT = "write the text without it"


def fault(text: str) -> str:
    """What is wrong with a text; nothing if every character may stand in it."""
    if text.isascii() and text.isprintable():
        return ""
    found = _UNSEEN.search(text)
    if found is None:
        return ""
    code = ord(found[0])
    if 0xD800 <= code <= 0xDFFF:
        what = "half of a surrogate pair"
    elif code < 0x20 or 0x7F <= code <= 0x9F:
        what = "a control character"
    elif code >= 0xFDD0:
        what = "no character"
    else:
        what = "an invisible mark that changes how text is shown"
    return f"U+{code:04X} is {what}"


def put_right(root: Item) -> list[Problem]:
    """Joins the pairs in all keys and texts of a tree, in place; a problem for each that holds what it may not."""
    problems: list[Problem] = []
    pending: list[tuple[tuple[str, ...], Item]] = [((), root)]
    while pending:
        path, item = pending.pop()
        if isinstance(item.value, str):
            item.value = joined(item.value)
            if wrong := fault(item.value):
                problems.append(problem_at(item.place, ".".join(path), wrong, _WAY_OUT))
        elif isinstance(item.value, dict):
            item.value = {joined(key): below for key, below in item.value.items()}
            for key, below in item.value.items():
                if wrong := fault(key):
                    problems.append(problem_at(below.key_place, ".".join(path), f"in a key, {wrong}", _WAY_OUT))
                else:
                    pending.append(((*path, key), below))
        elif isinstance(item.value, list):
            pending += [((*path, str(index)), below) for index, below in enumerate(item.value)]
    return problems
