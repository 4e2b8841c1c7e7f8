"""Plain scalars by the core schema of YAML 1.2, and the same reading by both parsers."""

from __future__ import annotations

import datetime as dt

import pytest

from jobsim.scenario import yaml_text
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.yaml_text import Item, parse

from .conftest import MINIMAL


def plain(text: str) -> object:
    item = parse(text, "test")
    return None if item is None else item.plain()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("true", True), ("010", 10), ("1_000", "1_000"), ("12", 12), ("-3", -3),
        ("0.5", 0.5), (".5", 0.5), ("1e3", 1000.0), ("07-01", "07-01"), ("2023-03-07", dt.date(2023, 3, 7)),
        ("2023-02-30", "2023-02-30"), ("'12'", "12"), ('"true"', "true"), ("12:30", "12:30"),
        ("1400 元/月", "1400 元/月"),
    ],
)  # fmt: skip
def test_a_scalar_is_read_by_the_core_schema(text: str, value: object) -> None:
    assert plain(f"a: {text}") == {"a": value}


def test_nothing_is_null_and_an_empty_document_is_none() -> None:
    assert plain("a:\nb: ~\nc: null\n") == {"a": None, "b": None, "c": None}
    assert plain("") is None


def test_both_parsers_read_the_same_values_at_the_same_places() -> None:
    pytest.importorskip("_ruamel_yaml")
    text = (MINIMAL / "scenario.yaml").read_text(encoding="utf-8") + "x: >-\n  folded\n  text\ny: |\n  kept\n"

    def flat(item: Item | None) -> list[object]:
        assert item is not None
        below = (
            item.value.values() if isinstance(item.value, dict) else item.value if item.value.__class__ is list else []
        )
        own = None if below else item.value
        return [item.place, item.key_place, own, *(part for child in below for part in flat(child))]

    both = [yaml_text._Reader("test").document(yaml_text._events(text, compiled=way)) for way in (True, False)]
    assert flat(both[0]) == flat(both[1])


COLON, COMMA = "a full-width colon '：'", "a full-width comma '，'"


@pytest.mark.parametrize("before", ["", "# 说明：甲：乙，丙\n", "a: {zh: 甲：乙，丙（丁）}\nb: [甲，乙]\n"])
@pytest.mark.parametrize("after", ["", "\nz: 1\n"])
@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("x: 1\ny：2", 2, 2, COLON),
        ("x:\n  y： 2\n  w: 3", 2, 4, COLON),
        ("x：\n  y: 2", 1, 2, COLON),
        ("x:\n  - y：2\n    w: 3", 2, 6, COLON),
        ("x：{y: 2, w: 3}", 1, 2, COLON),
        ("x: {y：2}", 1, 6, COLON),
        ("x: {y: 1, w：2}", 1, 12, COLON),
        ("x: {y: 1，w: 2}", 1, 9, COMMA),
        ("x: {zh: 你好， en: hello}", 1, 11, COMMA),
        ("x: [{y: 01-10，w: 4}]", 1, 14, COMMA),
        ("x: ｛y: 1｝", 1, 4, "a full-width brace '｛'"),
    ],
)
def test_punctuation_of_the_chinese_keyboard_is_named_at_its_line(
    before: str, after: str, text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(before + text + after, "f.yaml")
    assert f"f.yaml:{before.count(chr(10)) + line}:{column}: {message} (write " in str(caught.value)


def test_the_same_punctuation_in_texts_is_fine() -> None:
    assert plain("a: {zh: 甲：乙，丙, en: x}\nb: 按规定：一，二\n") == {
        "a": {"zh": "甲：乙，丙", "en": "x"}, "b": "按规定：一，二",
    }  # fmt: skip
