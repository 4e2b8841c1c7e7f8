"""The report as one HTML file: nothing is asked of any other place, no script is needed to read it."""

from __future__ import annotations

import functools
import re
from importlib import resources

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from jobsim.harmless import harmless
from jobsim.reports.report.blocks import Cell, Drawing, Report
from jobsim.reports.report.letters import embedded

_TAGS = {"zh": "zh-CN", "en": "en"}
_TEMPLATES = ("report.html.j2", "report.css")


def page(report: Report) -> str:
    """The file's text. Every text is escaped; figures are drawn inline, their text as text."""
    environment = _environment()
    style = Markup(_read("report.css"))
    draft = environment.get_template("report.html.j2").render(
        report=report, tag=_TAGS[report.lang], style=style, font=Markup(), inlined=_inlined, small=_small
    )
    font = Markup(embedded(draft))
    text = environment.get_template("report.html.j2").render(
        report=report, tag=_TAGS[report.lang], style=style, font=font, inlined=_inlined, small=_small
    )
    return harmless(text)


@functools.cache
def _environment() -> Environment:
    """Everything is escaped, and a name that is not there is a fault."""
    return Environment(
        loader=DictLoader({name: _read(name) for name in _TEMPLATES}), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


@functools.cache
def _read(name: str) -> str:
    return (resources.files("jobsim.reports.report") / "templates" / name).read_text(encoding="utf-8")


def _small(cell: Cell) -> Markup:
    return Markup().join(Markup("<small>{}</small>").format(text) for text in cell.below)


_PROLOG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_STYLE = re.compile(r"\s*<style type=\"text/css\">.*?</style>", re.DOTALL)
_SIZE = re.compile(r"(<svg\b[^>]*?)\s+width=\"[^\"]*\"", re.DOTALL)
_HEIGHT = re.compile(r"(<svg\b[^>]*?)\s+height=\"[^\"]*\"", re.DOTALL)
_NAMED = re.compile(r"(\bid=\"|\bxlink:href=\"#|url\(#)")


def _inlined(drawing: Drawing) -> Markup:
    """A figure to stand in the page: names of its own, a title and a description for those who do not see it."""
    svg = _PROLOG.sub("", drawing.svg)
    for part in (_METADATA, _STYLE):
        svg = part.sub("", svg)
    svg = _HEIGHT.sub(r"\1", _SIZE.sub(r"\1", svg, count=1), count=1)
    svg = _NAMED.sub(rf"\g<1>{drawing.name}-", svg)
    title, said = f"{drawing.name}-title", f"{drawing.name}-said"
    names = Markup('<title id="{}">{}</title><desc id="{}">{}</desc>').format(title, drawing.title, said, drawing.said)
    svg = svg.replace("<svg", f'<svg role="img" aria-labelledby="{title} {said}"', 1)
    opened = svg.index(">") + 1
    return Markup(svg[:opened] + str(names) + svg[opened:].strip())
