"""The letters of a page, embedded in it: those it uses of Noto Sans SC, so that it reads the same everywhere."""

from __future__ import annotations

import base64
import io

from fontTools import subset
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path


def embedded(text: str) -> str:
    """A style rule with the font cut down to the characters of the text; the same characters give the same bytes."""
    options = subset.Options(flavor="woff", layout_features=["kern", "pwid", "tnum"], notdef_outline=True,
                             name_IDs=[0, 1, 2, 13, 14], recalc_timestamp=False, desubroutinize=False)  # fmt: skip
    cut = subset.Subsetter(options)
    cut.populate(unicodes=sorted({ord(letter) for letter in text} | set(range(0x20, 0x7F))))
    with TTFont(str(sans_path()), lazy=True, recalcTimestamp=False) as font:
        cut.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode()
    return (
        '@font-face { font-family: "Noto Sans SC"; src: url("data:font/woff;base64,' + data + '") format("woff"); '
        "font-weight: 400; }\n"
    )


def missing(text: str) -> set[str]:
    """Characters that the font does not have; white space needs no glyph."""
    with TTFont(str(sans_path()), lazy=True) as font:
        known = font.getBestCmap()
    return {letter for letter in text if ord(letter) not in known and not letter.isspace()}
