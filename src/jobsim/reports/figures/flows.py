"""Moves between states of the whole county in one replication, and one person's journey through them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from matplotlib import dates
from matplotlib.colors import LinearSegmentedColormap, LogNorm

from jobsim.experiments.flows import Flows, Spell
from jobsim.experiments.results import Results
from jobsim.language import Language
from jobsim.reports.figures import style
from jobsim.reports.figures.style import BLUE, GREY, INK, Picture
from jobsim.vocabulary import STATES

_WORDS = {
    "zh": {
        "title": "{county}{years}：人员在各状态之间的变动（人次）", "from": "从", "to": "到",
        "journey": "其中一人（{person}号）的经历",
        "note": "第{replication}次模拟（从0计），全县{persons}人。",
    },
    "en": {
        "title": "{county}, {years}: moves between states (person-times)", "from": "from", "to": "to",
        "journey": "the journey of one of them (person {person})",
        "note": "Replication {replication} (counted from 0), {persons} persons in the county.",
    },
}  # fmt: skip


@style.drawn
def flows(results: Results, found: Flows, lang: Language = "en") -> Picture:
    """A row for the state that is left and a column for the one entered; below, the person's spells by date."""
    said = _WORDS[lang]
    used = {state for move in found.moves for state in move}
    states = [state for state in STATES if state in used]
    visited = [state for state in STATES if any(spell.state == state for spell in found.journey)]
    heights = [0.8 + 0.27 * len(states), 0.6 + 0.27 * len(visited)]
    figure = Picture(sum(heights))
    matrix, journey = figure.subplots(2, 1, height_ratios=heights)
    _matrix(matrix, found, states, said, lang)
    _journey(journey, found.journey, visited, lang)
    journey.set_title(said["journey"].format(person=found.person))
    first, last = results.years[0], results.years[-1]
    years = (str(first) if first == last else f"{first}–{last}") + ("年" if lang == "zh" else "")
    figure.entitle(said["title"].format(county=style.county(results, lang), years=years))
    note = said["note"].format(replication=found.replication, persons=f"{found.persons:,}")
    style.source(figure, results, lang, note, budget=False)
    return figure


def _matrix(panel: Any, found: Flows, states: list[str], said: dict[str, str], lang: Language) -> None:
    counts = np.array([[found.moves.get((one, other), 0) for other in states] for one in states], dtype=np.float64)
    shades = LinearSegmentedColormap.from_list("moves", ["#eef3f8", BLUE])
    norm = LogNorm(1, max(10.0, counts.max()))
    panel.imshow(np.ma.masked_equal(counts, 0), cmap=shades, norm=norm, aspect="auto")
    for row, column in zip(*np.nonzero(counts), strict=True):
        dark = norm(counts[row, column]) > 0.6
        panel.text(column, row, f"{counts[row, column]:,.0f}", ha="center", va="center", fontsize=7,
                   color="white" if dark else INK)  # fmt: skip
    titles = [STATES[state][lang == "en"] for state in states]
    panel.set_xticks(range(len(states)), titles, rotation=30, ha="left", rotation_mode="anchor", fontsize=8)
    panel.set_yticks(range(len(states)), titles, fontsize=8)
    panel.xaxis.tick_top()
    panel.tick_params(length=0)
    panel.spines[:].set_visible(False)
    panel.set_ylabel(said["from"], rotation=0)
    panel.xaxis.set_label_position("top")
    panel.set_xlabel(said["to"])


def _journey(panel: Any, spells: tuple[Spell, ...], visited: list[str], lang: Language) -> None:
    at = style.rows(panel, [STATES[state][lang == "en"] for state in visited])
    for spell, after in zip(spells, [*spells[1:], None], strict=True):
        row = at[visited.index(spell.state)]
        panel.hlines(row, spell.start, spell.end, color=BLUE, lw=5)
        if after is not None:
            panel.vlines(spell.end, *sorted((row, at[visited.index(after.state)])), color=GREY, lw=0.8)
    panel.set_xlim(spells[0].start, spells[-1].end + dt.timedelta(days=1))
    several = spells[-1].end.year - spells[0].start.year > 1
    every = (1, 7) if several else range(1, 13)
    panel.xaxis.set_major_locator(dates.MonthLocator(bymonth=every))  # type: ignore[no-untyped-call]
    panel.xaxis.set_major_formatter(dates.DateFormatter("%Y-%m"))  # type: ignore[no-untyped-call]
    panel.tick_params(axis="x", labelsize=7.5, rotation=0 if several else 30)
