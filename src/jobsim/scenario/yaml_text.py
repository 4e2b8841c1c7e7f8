"""Reads a YAML 1.2 file into plain values that remember their place. Data only: no tags, no aliases, no code.

The file is read as a stream of events, so a bomb of nesting is refused at its 33rd level, however large it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from jobsim.scenario import full_width
from jobsim.scenario.errors import Place, Problem, ScenarioError, problem_at

MAX_BYTES = 4_000_000
"""A resolved county has a quarter of a million, its joint sample one more to two."""
MAX_DEPTH = 32

_INT = re.compile(r"[-+]?\d{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d{1,4})?\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_BRACKETS = re.compile(rf"(?:[\[{{]\s*){{{MAX_DEPTH + 1}}}")
_COMPARISON = re.compile(r"[:\-,\[{]\s*(>=|>|<=|!=)")


@dataclass(slots=True)
class Item:
    """A value with its place: a scalar, a mapping of items by key text, or a list of items."""

    value: Any
    place: Place
    key_place: Place

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    def plain(self) -> Any:
        """The value without places: dicts, lists, text, numbers, dates."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


def read_file(path: Path, shown: str) -> Item:
    """The top mapping of a file. Raises :class:`ScenarioError` with one clear problem."""
    item = read_item(path, shown)
    if not item.is_mapping:
        sign = full_width.in_value(item.value) if isinstance(item.value, str) else ""
        hint = f"{full_width.message(sign)}: {full_width.way_out(sign)}" if sign else ""
        raise ScenarioError([problem_at(item.place, "", "expected a mapping of sections at the top", hint)])
    return item


def read_item(path: Path, shown: str) -> Item:
    """What a file holds. Raises :class:`ScenarioError` if it cannot be read, is too large, no YAML text, or empty."""
    whole = Place(shown)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError([problem_at(whole, "", "no such file")]) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ScenarioError([problem_at(whole, "", f"cannot be read: {reason}")]) from None
    if len(data) > MAX_BYTES:
        raise ScenarioError([problem_at(whole, "", f"larger than {MAX_BYTES // 1_000_000} MB; split it with includes")])
    if b"\0" in data:
        raise ScenarioError([problem_at(whole, "", "a binary file, no YAML text")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ScenarioError([Problem(shown, line, 1, "", "not UTF-8 text", "save the file as UTF-8")]) from None
    item = parse(text, shown)
    if item is None:
        raise ScenarioError([problem_at(whole, "", "the file is empty")])
    return item


def parse(text: str, shown: str) -> Item | None:
    """The one document of a text; None if it holds nothing. All duplicate keys are reported at once."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = _Reader(shown)
    bomb = _BRACKETS.search(text)
    if bomb is not None:
        # Found by the reader too, but its scanner looks far ahead of brackets in a row and takes seconds.
        line = text.count("\n", 0, bomb.start()) + 1
        raise ScenarioError([Problem(shown, line, 1, "", f"nested deeper than {MAX_DEPTH} levels")])
    try:
        try:
            item = reader.document(_events(text, compiled=True))
        except YAMLError:
            # Told by the pure parser, so that the message does not depend on what is installed.
            reader = _Reader(shown)
            item = reader.document(_events(text, compiled=False))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        wide = full_width.in_text(text, line)
        if wide is not None:
            message, hint = full_width.message(wide[2]), full_width.way_out(wide[2])
            raise ScenarioError([Problem(shown, wide[0], wide[1], "", message, hint)]) from None
        lines = text.splitlines()
        source = lines[line - 1] if 0 < line <= len(lines) else ""
        hint = "put comparisons such as '>= 12' in quotes" if _COMPARISON.search(source) else ""
        problem = Problem(shown, line, column, "", f"not YAML: {error.problem or error.context}", hint)
        raise ScenarioError([problem]) from None
    except YAMLError as error:
        first = str(error).strip().splitlines()[0]
        raise ScenarioError([Problem(shown, 0, 0, "", f"not YAML: {first[:120]}")]) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise ScenarioError([Problem(shown, 0, 0, "", f"not YAML: {str(error)[:120]}")]) from None
    if reader.problems:
        raise ScenarioError(reader.problems)
    return item


def _events(text: str, *, compiled: bool) -> Iterator[Any]:
    """Parser events of a text, from the compiled parser (ruamel.yaml.clib) if it is there: fifteen times as fast."""
    if compiled:
        try:
            parser = import_module("_ruamel_yaml").CParser(text)
        except ImportError:
            pass
        else:
            yield from iter(parser.get_event, None)
            return
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(text)


class _Reader:
    """Turns parser events into items."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []

    def _fail(self, mark: Any, message: str, hint: str = "") -> ScenarioError:
        return ScenarioError([*self.problems, Problem(self.shown, mark.line + 1, mark.column + 1, "", message, hint)])

    def document(self, events: Iterator[Any]) -> Item | None:
        root: Item | None = None
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise self._fail(event.start_mark, "a second document; a scenario file holds one")
                root = self._value(next(events), events, 0, None)
        if root is not None and root.value is None:
            return None
        return root

    def _place(self, mark: Any) -> Place:
        return Place(self.shown, mark.line + 1, mark.column + 1)

    def _value(self, event: Any, events: Iterator[Any], depth: int, key_place: Place | None) -> Item:
        kind = type(event).__name__
        place = self._place(event.start_mark)
        if kind == "AliasEvent":
            raise self._fail(event.start_mark, "aliases are refused", "write the value out, or use a template")
        if event.anchor is not None:
            raise self._fail(event.start_mark, "anchors are refused", "write the value out, or use a template")
        if getattr(event, "tag", None) not in (None, "!") or (kind == "ScalarEvent" and event.tag == "!"):
            raise self._fail(event.start_mark, f"tags such as {event.tag} are refused")
        if kind == "ScalarEvent":
            return Item(event.value if event.style else self._scalar(event), place, key_place or place)
        if depth >= MAX_DEPTH:
            raise self._fail(event.start_mark, f"nested deeper than {MAX_DEPTH} levels")
        if kind == "SequenceStartEvent":
            items: list[Item] = []
            while type(following := next(events)).__name__ != "SequenceEndEvent":
                items.append(self._value(following, events, depth + 1, None))
            return Item(items, place, key_place or place)
        entries: dict[str, Item] = {}
        while type(following := next(events)).__name__ != "MappingEndEvent":
            self._entry(entries, following, events, depth)
        return Item(entries, place, key_place or place)

    def _entry(self, entries: dict[str, Item], key: Any, events: Iterator[Any], depth: int) -> None:
        if type(key).__name__ != "ScalarEvent":
            if type(key).__name__ == "AliasEvent":
                raise self._fail(key.start_mark, "aliases are refused")
            raise self._fail(key.start_mark, "a key must be a plain word")
        if key.anchor is not None or key.tag is not None:
            raise self._fail(key.start_mark, "anchors and tags are refused")
        if key.value == "<<" and not key.style:
            raise self._fail(key.start_mark, "merge keys (<<) are refused", "use a template with 'like'")
        place = self._place(key.start_mark)
        sign = "" if key.style else full_width.in_value(key.value)
        if sign:
            self._wide_key(place, key.value, sign)
        item = self._value(next(events), events, depth + 1, place)
        if key.value in entries:
            first = entries[key.value].key_place
            self.problems.append(
                problem_at(place, "", f"duplicate key '{key.value}'", f"first set in line {first.line}")
            )
        else:
            entries[key.value] = item

    def _wide_key(self, place: Place, key: str, sign: str) -> None:
        where = Place(place.file, place.line, place.column + key.index(sign))
        self.problems.append(problem_at(where, "", full_width.message(sign), full_width.way_out(sign)))

    def _scalar(self, event: Any) -> Any:
        return plain_scalar(event.value)


def plain_scalar(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2, with dates; everything else is text."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if text[0] in "0123456789+-.":
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        if _DATE.match(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                return text
    return text
