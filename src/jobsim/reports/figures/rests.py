"""How much of each spread is assumption and how much luck."""

from __future__ import annotations

from jobsim.experiments.results import Results
from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.amounts import THICK
from jobsim.reports.figures.style import BLUE, SKY, Picture
from jobsim.tables import rests as table
from jobsim.tables.written import percent

_WORDS = {
    "zh": {"title": "{county}：离散来自假定还是运气", "x": "占方差的比例", "assumption": "来自假定（把数弄准可缩小）",
           "luck": "来自运气（无法缩小）", "interval": "90%区间"},
    "en": {"title": "{county}: what the spreads come from", "x": "share of the variance",
           "assumption": "assumption (knowing narrows it)", "luck": "luck (stays)", "interval": "90 % interval"},
}  # fmt: skip


@style.drawn
def rests(results: Results, lang: Language = "en") -> Picture:
    """A bar per spread whose shares are known, in the order of the table; the line is the interval of the share."""
    said = _WORDS[lang]
    known = table.rests(results).frame.to_dicts()
    several = len(results.years) > 1
    labels = [style.wrapped(one[f"title_{lang}"] + (f" {one[f'year_{lang}']}" if several else ""), 40) for one in known]
    figure = Picture(0.5 + style.height_of(labels))
    panel = figure.subplots()
    at = style.rows(panel, labels)
    assumption, luck, low, high = ([one[key] for one in known] for key in ("assumption", "luck", "low", "high"))
    panel.barh(at, assumption, height=THICK, color=SKY, label=said["assumption"])
    panel.barh(at, luck, left=assumption, height=THICK, color="white", edgecolor=SKY, hatch="////", label=said["luck"])
    panel.hlines(at, low, high, color=BLUE, lw=2.2, label=said["interval"])
    panel.set_xlim(0, 1)
    panel.xaxis.set_major_formatter(lambda value, _position: percent(value).of(lang))
    panel.set_xlabel(said["x"])
    figure.entitle(said["title"].format(county=style.county(results, lang)))
    figure.explain(panel)
    style.source(figure, results, lang)
    return figure
