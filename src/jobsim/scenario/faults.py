"""Turns the schema's validation errors into problems at the place where the value was written."""

from __future__ import annotations

import calendar
import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from jobsim.scenario import fields, full_width
from jobsim.scenario.errors import HINTED, Place, Problem, nearest, one_of, problem_at
from jobsim.scenario.notation import looks_like_quantity
from jobsim.scenario.yaml_text import Item

Loc = tuple[int | str, ...]
_PATTERNS = {
    "[A-Z]{2}": "a clause id such as JY-13",
    "[a-z][a-z0-9_]*": "a name of lower-case letters, digits and underscores",
    "((0[13578]|1[02])-": "a month and day such as 07-01",
}
_DAY = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)\Z")
_THOUSANDS = re.compile(r"\d{1,3}(，\d{3})+(?!\d|[.，])")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_EXPECTED = {
    "string_type": "text", "int_type": "a whole number", "int_parsing": "a whole number",
    "int_from_float": "a whole number", "float_type": "a number", "float_parsing": "a number",
    "bool_type": "true or false", "bool_parsing": "true or false", "list_type": "a list", "dict_type": "a mapping",
    "model_type": "a mapping", "date_from_datetime_parsing": "a date such as 2023-03-07",
    "date_type": "a date such as 2023-03-07", "date_parsing": "a date such as 2023-03-07",
    "model_attributes_type": "a mapping", "date_from_datetime_inexact": "a date such as 2023-03-07",
}  # fmt: skip


def item_at(root: Item, path: Sequence[str]) -> Item | None:
    """The item at a path of the resolved tree, or None."""
    current = root
    for key in path:
        if isinstance(current.value, dict) and key in current.value:
            current = current.value[key]
        elif isinstance(current.value, list) and key.isascii() and key.isdigit() and int(key) < len(current.value):
            current = current.value[int(key)]
        else:
            return None
    return current


def place_of(root: Item, path: Sequence[str], *, key: bool = False) -> Place:
    """Where the value at a path was written, or where the nearest section above it was."""
    for length in range(len(path), -1, -1):
        item = item_at(root, path[:length])
        if item is not None:
            if key or length < len(path):
                return item.key_place
            return _changed_by_user(item) or item.place
    return root.place


def _changed_by_user(item: Item) -> Place | None:
    """Where a section as a whole is at fault: the value of it that was set over the files, if one was."""
    below = item.value.values() if isinstance(item.value, dict) else ()
    return next((child.place for child in below if not child.place.line), None)


def problems_of(error: ValidationError, root: Item, prefix: tuple[str, ...] = ()) -> list[Problem]:
    """One problem per fault; of a union only the alternative that fits the input's shape."""
    located = [_locate(fault, root, prefix) for fault in error.errors(include_url=False)]
    kept = _one_branch(located, root)
    meant = set()
    for fault, path in kept[:HINTED]:
        if fault["type"] == "extra_forbidden":
            close = difflib.get_close_matches(path[-1], fields.keys_at(path[:-1]), n=1)
            meant |= {(*path[:-1], key) for key in close}
    # A key that is missing because it is misspelt is one fault, told at the misspelt key.
    told = [(fault, path) for fault, path in kept if fault["type"] != "missing" or path not in meant]
    return [
        _problem(fault, path, root, nearest if number < HINTED else _no_hint)
        for number, (fault, path) in enumerate(told)
    ]


def _no_hint(word: str, options: Iterable[str]) -> str:
    return ""


Located = tuple[Any, tuple[str, ...], tuple[tuple[tuple[str, ...], str], ...]]


def _locate(fault: Any, root: Item, prefix: tuple[str, ...]) -> Located:
    """The fault, its path in the file, and the union alternatives (path, tag) it passed through."""
    path = list(prefix)
    tags: list[tuple[tuple[str, ...], str]] = []
    loc: Loc = fault["loc"]
    names_absent = fault["type"] == "missing"
    for index, part in enumerate(loc):
        text = str(part)
        if text == "[key]":
            break
        last = index == len(loc) - 1
        if item_at(root, (*path, text)) is not None or (last and names_absent):
            path.append(text)
        else:
            tags.append((tuple(path), text))
    return fault, tuple(path), tuple(tags)


def _one_branch(located: Iterable[Located], root: Item) -> list[tuple[Any, tuple[str, ...]]]:
    located = list(located)
    tags_at: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for _, _, tags in located:
        for path, tag in tags:
            if tag not in tags_at[path]:
                tags_at[path].append(tag)
    chosen = {path: _fitting(tags, item_at(root, path)) for path, tags in tags_at.items()}
    kept: list[tuple[Any, tuple[str, ...]]] = []
    seen: set[tuple[tuple[str, ...], str]] = set()
    for fault, path, tags in located:
        if any(chosen[at] != tag for at, tag in tags):
            continue
        mark = (path, str(fault["type"]) if fault["type"] in ("extra_forbidden", "missing") else "value")
        if "[key]" in fault["loc"] or mark not in seen:
            seen.add(mark)
            kept.append((fault, path))
    return kept


def _fitting(tags: list[str], item: Item | None) -> str:
    """The alternative that the input's shape means."""
    value = item.value if item is not None else None
    quantity = [tag for tag in tags if tag.startswith("function-plain")]
    if isinstance(value, dict):
        sections = [tag for tag in tags if tag.startswith(("dict[", "function-")) or tag[:1].isupper()]
        sections = [tag for tag in sections if tag not in quantity]
        order = [*quantity, *sections] if looks_like_quantity(value) else [*sections, *quantity]
    elif isinstance(value, list):
        order = [tag for tag in tags if tag.startswith("list[")]
    elif isinstance(value, str):
        order = [*quantity, *(tag for tag in tags if tag.startswith(("constrained-str", "literal", "date", "str")))]
    else:
        order = [*quantity, *(tag for tag in tags if tag.startswith(("date", "int", "constrained-str")))]
    if not order:
        order = [tag for tag in tags if tag.startswith("list[")]
    return order[0] if order else tags[0]


def _problem(fault: Any, path: tuple[str, ...], root: Item, near: Callable[[str, Iterable[str]], str]) -> Problem:
    kind = str(fault["type"])
    if kind == "quantity":
        below = tuple(str(key) for key in fault["ctx"]["below"])
        message = str(fault["msg"])
        hint = _wide(fault["input"])
        return problem_at(
            _inside(root, path, below, "unknown key" in message), ".".join((*path, *below)), message, hint
        )
    dotted = ".".join(path)
    if kind == "extra_forbidden":
        options = fields.keys_at(path[:-1])
        hint = near(path[-1], options) or one_of(options)
        return problem_at(place_of(root, path, key=True), dotted, f"unknown key '{path[-1]}'", hint)
    if kind == "missing":
        return problem_at(place_of(root, path), ".".join(path[:-1]), f"the key '{path[-1]}' is missing")
    if "[key]" in fault["loc"]:
        word = str(fault["input"])
        options = fields.keys_at(path[:-1])
        at = path
        where = place_of(root, at, key=True)
        if kind == "literal_error":
            hint = near(word, options) or one_of(options)
            return problem_at(where, ".".join(at), f"unknown word '{word}'", hint)
        return problem_at(where, ".".join(at), f"'{word}' cannot be a key here: {_wanted(fault)}")
    where = place_of(root, path)
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", str(fault["ctx"]["expected"]))
        hint = _wide(fault["input"]) or near(str(fault["input"]), options) or one_of(options)
        return problem_at(where, dotted, f"unknown word {_shown(fault['input'])}", hint)
    if kind == "value_error":
        return problem_at(where, dotted, str(fault["ctx"]["error"]))
    if kind in ("too_short", "too_long"):
        bound = fault["ctx"].get("min_length", fault["ctx"].get("max_length"))
        few = "at least " if kind == "too_short" else "at most "
        return problem_at(where, dotted, f"expected {few}{bound} entries, found {fault['ctx']['actual_length']}")
    wanted = _wanted(fault)
    if kind.startswith("date_") and str in fields.types_at(path):
        wanted += " or a month and day such as 07-01"
    hint = "put it in quotes" if kind == "string_type" and isinstance(fault["input"], int | float) else ""
    if isinstance(fault["input"], str) and ("a month and day" in wanted or "a date" in wanted):
        hint = _no_such_day(fault["input"])
    if kind in ("dict_type", "model_type", "model_attributes_type", "list_type"):
        hint = _wide(fault["input"])
    return problem_at(where, dotted, f"{wanted}, found {_shown(fault['input'])}", hint)


def _inside(root: Item, path: tuple[str, ...], below: tuple[str, ...], key: bool) -> Place:
    return place_of(root, (*path, *below), key=key)


def _wanted(fault: Any) -> str:
    kind = str(fault["type"])
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}"
    if kind == "string_pattern_mismatch":
        pattern = str(fault["ctx"]["pattern"])
        for start, meaning in _PATTERNS.items():
            if pattern.startswith("^" + start):
                return f"expected {meaning}"
    message = str(fault["msg"])
    return message[:1].lower() + message[1:]


def _wide(value: Any) -> str:
    """A hint at punctuation of the Chinese keyboard in what should have been a number, a word, a mapping or a list."""
    found = [(text, sign) for text in _texts(value) if (sign := full_width.in_value(text))]
    if not found:
        return ""
    text, sign = found[0]
    way_out = "write the number without it" if _THOUSANDS.match(text) else full_width.way_out(sign)
    return f"{full_width.message(sign)}: {way_out}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in ("note", "reference", "reason"):
                yield from _texts(one)


def _no_such_day(text: str) -> str:
    """What is wrong with a day that is written as one and does not exist; else nothing."""
    matched = _DAY.match(text)
    if matched is None or not 1 <= (month := int(matched[2])) <= 12:
        return ""
    if text == "02-29":
        return "only leap years have a 29 February; write 02-28 or 03-01"
    year = int(matched[1] or 2001)
    last = calendar.monthrange(max(year, 1), month)[1]
    named = f"{_MONTHS[month - 1]} {year}" if matched[1] else _MONTHS[month - 1]
    return f"{named} has the days 01 to {last}" if not 1 <= int(matched[3]) <= last else ""


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return repr(value[:60])
    return str(value)[:60]
