"""The workbook as a whole: language, formats, properties. Text stays text; the same run gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from jobsim.harmless import harmless, shortened
from jobsim.language import Language, Words
from jobsim.reports.workbook.sheet import Sheet
from jobsim.scenario.section_types import Bilingual

FONTS = {"zh": "宋体", "en": "Calibri"}
HEADINGS = {"zh": "黑体", "en": "Calibri"}
SIZE = 10
INK, SHADE, HEAD, INPUT = "#1F2937", "#EEF2F7", "#DCE6F1", "#FFF9E5"
LINE = "#8A94A3"
FORMS, RESULTS, BASIS, DATA = "#1F4E79", "#2E7D32", "#B7791F", "#6B7280"
"""Colours of the tabs: the bureau's forms, results, what they rest on, data to pivot."""
LONGEST_NAME = 31
"""Characters of a sheet's name."""

NUMBERS: dict[str, str] = {
    "wan": "#,##0.00",
    "cny": "#,##0.00",
    "count": "[>=9.95]#,##0;[=0]0;0.0",
    "whole": "#,##0",
    "number": "#,##0.00",
    "percent": "0.0%",
    "points": "0.00",
    "year": "0",
    "code": "@",
    "text": "@",
    "word": "@",
}
"""Number formats by kind of column."""
_ALIGN = {"text": "left", "code": "center", "word": "center"}
_CENTRED = ("whole", "year")


class Book:
    """A workbook being written to memory."""

    def __init__(self, lang: Language, title: str, run: str, day: dt.date, *, several_years: bool) -> None:
        """``title`` and ``run`` stand in every footer; ``day`` is what the file says of its making."""
        self.lang, self.several_years = lang, several_years
        self.title, self.run = title, run
        self._held = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        }
        self.file = xlsxwriter.Workbook(self._held, options)
        self.file.set_properties(
            {
                "title": harmless(title),
                "author": "jobsim",
                "comments": harmless(run),
                "created": dt.datetime(day.year, day.month, day.day),
            }
        )
        self.file.set_calc_mode("auto")
        self._formats: dict[tuple[Any, ...], Format] = {}
        self.sheets: dict[str, Sheet] = {}

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def word(self, pair: Words | Bilingual) -> str:
        return pair.zh if self.lang == "zh" else pair.en

    def of_year(self, zh: str, en: str, year: int) -> tuple[str, str]:
        """The names of a sheet of one year, which stands in them if the book has several."""
        return (f"{zh}{year}", f"{en} {year}") if self.several_years else (zh, en)

    def told(self, text: str) -> str:
        """Text as a cell takes it: harmless, and no longer than a cell may be."""
        return shortened(harmless(text), 32_000)

    def sheet(self, zh: str, en: str, colour: str) -> Sheet:
        """A new sheet under a name that is not taken."""
        name = self.say(zh, en)[:LONGEST_NAME]
        made = Sheet(self, self.file.add_worksheet(name), name, colour)
        self.sheets[name] = made
        return made

    def format(self, kind: str, style: str = "", **more: Any) -> Format:
        """The format of a cell by kind of value and style: ``total``, ``section``, ``head``, ``input``, ``note`` …

        ``more`` are properties of XlsxWriter over those of the style.
        """
        key = (kind, style, *sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(self._properties(kind, style) | more)
        return self._formats[key]

    def _properties(self, kind: str, style: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "font_name": FONTS[self.lang],
            "font_size": SIZE,
            "valign": "vcenter",
            "text_wrap": kind in _ALIGN,
            "align": "center" if kind in _CENTRED else _ALIGN.get(kind, "right"),
            "num_format": NUMBERS[kind],
            "font_color": INK,
        }
        boxed = {"border": 1, "border_color": LINE}
        heading = {"font_name": HEADINGS[self.lang], "bold": self.lang == "en"}
        if style == "title":
            return found | heading | {"font_size": 16, "align": "center", "text_wrap": True}
        if style == "note":
            return found | {"font_size": 9, "font_color": "#4B5563", "align": "left", "text_wrap": True}
        if style == "unit":
            return found | {"font_size": 9, "align": "right", "text_wrap": False}
        if style == "strong":
            return found | heading
        if style == "head":
            return found | boxed | heading | {"bg_color": HEAD, "align": "center", "text_wrap": True}
        if style == "label":
            return found | boxed | {"bg_color": SHADE, "align": "center", "text_wrap": True}
        if style == "section":
            return found | boxed | heading | {"bg_color": SHADE, "align": "left"}
        if style == "total":
            return found | boxed | {"bold": True, "bg_color": SHADE}
        if style == "link":
            return found | boxed | {"font_color": "#0B5394", "underline": 1, "align": "center"}
        if style == "input":
            return found | boxed | {"bg_color": INPUT}
        if style == "unknown":
            return found | boxed | {"align": "center", "num_format": "@"}
        if style == "unknown total":
            return found | boxed | {"align": "center", "bg_color": SHADE, "num_format": "@"}
        return found | boxed

    def bytes(self) -> bytes:
        """The finished file."""
        for sheet in self.sheets.values():
            sheet.finish()
        self.file.close()
        return self._held.getvalue()
