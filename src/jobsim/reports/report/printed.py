"""The report in print, by typst: PDF/UA-1 and PDF/A-2a, its fonts in it, the same run to the same bytes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from importlib import resources
from typing import Any

import typst
from pylopdf_fonts_zh_cn import sans_path

from jobsim.harmless import harmless
from jobsim.reports.report.blocks import Report

STANDARDS: list[Any] = ["ua-1", "a-2a"]
"""Tagged for those who do not see it, and to be kept: what is in the file is all that it needs."""


def printed(report: Report) -> bytes:
    """The PDF. Its date is the first day of the years it is of: a run has none, and its repeat is the same file."""
    template = (resources.files("jobsim.reports.report") / "templates" / "report.typ").read_bytes()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(sans_path().parent)])
    compiler = typst.Compiler(
        template, font_paths=fonts, sys_inputs={"report": json.dumps(_harmless(asdict(report)), default=str)}
    )
    found = compiler.compile(
        format="pdf", pdf_standards=STANDARDS, timestamp=dt.datetime.combine(report.day, dt.time(), dt.UTC)
    )
    assert isinstance(found, bytes)
    return found


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dict):
        return {key: _harmless(below) for key, below in value.items()}
    return [_harmless(below) for below in value] if isinstance(value, list | tuple) else value
