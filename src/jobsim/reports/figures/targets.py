"""How likely each target is met, how sure that is, and how the probability comes about."""

from __future__ import annotations

from typing import Any

import polars as pl

from jobsim.experiments.results import Results
from jobsim.experiments.target_view import ASSUMPTION, COMES_ABOUT, CONSTRUCTION, SIMULATED
from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, GREY, INK, RED, Picture
from jobsim.tables import targets as table
from jobsim.tables.written import number, percent

_WORDS = {
    "zh": {"title": "{county}：目标完成的可能性", "x": "完成的概率", "asked": "要求", "comes": "P50",
           "interval": "90%区间（仅模拟得出的）"},
    "en": {"title": "{county}: how likely the targets are met", "x": "probability of being met", "asked": "required",
           "comes": "P50", "interval": "90 % interval (simulated ones)"},
}  # fmt: skip

_MARKS: dict[str, dict[str, Any]] = {
    SIMULATED: {"marker": "o", "color": BLUE},
    ASSUMPTION: {"marker": "D", "color": RED, "markerfacecolor": "white"},
    CONSTRUCTION: {"marker": "s", "color": GREY, "markerfacecolor": "white"},
}


@style.drawn
def targets(results: Results, lang: Language = "en") -> Picture:
    """A row per target and year, in the scenario's order; requirement and median stand at the right."""
    said = _WORDS[lang]
    frame = table.targets(results).frame.filter(pl.col("role") == "row")
    several = len(results.years) > 1
    tested = list(frame.iter_rows(named=True))
    labels = [style.wrapped(one[f"title_{lang}"] + (f" {one['year']}" if several else ""), 40) for one in tested]
    figure = Picture(0.5 + style.height_of(labels))
    panel = figure.subplots()
    rows = style.rows(panel, labels)
    asked = [one[f"required_{lang}"] for one in tested]
    right = 12 + max(map(style.width_of, [said["asked"], *asked])) * 4.2
    for at, one in zip(rows, tested, strict=True):
        if one["low"] is not None:
            panel.hlines(at, one["low"], one["high"], color=BLUE, lw=2, alpha=0.6)
        panel.plot([one["probability"]], [at], ls="", ms=5.5, clip_on=False, zorder=3, **_MARKS[one["how"]])
        _write(panel, at, 12, one[f"required_{lang}"])
        _write(panel, at, right, number(one["p50"]))
    for x, name in ((12, "asked"), (right, "comes")):
        panel.annotate(said[name], (1, 1), (x, 4), xycoords="axes fraction", textcoords="offset points", fontsize=8,
                       color=GREY)  # fmt: skip
    for word, mark in _MARKS.items():
        if any(one["how"] == word for one in tested):
            panel.plot([], [], ls="", ms=5.5, label=COMES_ABOUT[word][lang == "en"], **mark)
    if any(one["low"] is not None for one in tested):
        panel.plot([], [], color=BLUE, lw=2, alpha=0.6, label=said["interval"])
    panel.set_xlim(0, 1)
    panel.xaxis.set_major_formatter(lambda value, _position: percent(value).of(lang))
    panel.set_xlabel(said["x"])
    figure.entitle(said["title"].format(county=style.county(results, lang)))
    figure.explain(panel)
    style.source(figure, results, lang, budget=False)
    return figure


def _write(panel: Any, row: float, x: float, text: str) -> None:
    """So many points right of the panel."""
    panel.annotate(text, (1, row), (x, 0), xycoords=panel.get_yaxis_transform(), textcoords="offset points",
                   va="center", fontsize=7.5, color=INK)  # fmt: skip
