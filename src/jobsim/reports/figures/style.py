"""How every figure looks: type, colours that also differ in grey, room for legends, the source below, equal bytes.

Text is set in Noto Sans SC (SIL Open Font Licence), which comes with a dependency, so that Chinese is drawn on a bare
machine. In SVG text stays text.
"""

from __future__ import annotations

import functools
import io
import unicodedata
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from jobsim.experiments.results import Results
from jobsim.language import Language

P = ParamSpec("P")

_PAD = 0.06
"""Inches around title, legend and source."""

WIDTH = 7.2
"""Inches: the text of an A4 page, so that nothing is scaled where it is printed."""
WAN = 10_000.0
"""CNY in 万元."""

BLUE, SKY, RED, INK, GREY = "#1f5a93", "#8fb8de", "#b3372c", "#222222", "#6b6b6b"
"""In grey: dark, light, middle. What is red is also dashed or marked, so that no meaning hangs on a colour alone."""

_SAID = {
    "zh": {"wan": "万元", "source": "来源：{title}，{n} 次模拟，种子 {seed}，方案 {hash}。{scope}",
           "budget": "仅含预算资金。", "excluded": "未计入{names}：原文金额缺失。"},
    "en": {"wan": "10,000 CNY", "source": "Source: {title}; {n} replications, seed {seed}, scenario {hash}. {scope}",
           "budget": "Budget funds only.", "excluded": "Without {names}: figure missing in the text."},
}  # fmt: skip


def fonts() -> list[str]:
    """Font families for text; the second has what the first lacks."""
    from pylopdf_fonts_zh_cn import sans_path

    path = str(sans_path())
    if path not in {entry.fname for entry in font_manager.fontManager.ttflist}:
        font_manager.fontManager.addfont(path)
    return [font_manager.FontProperties(fname=path).get_name(), "DejaVu Sans"]


def _settings() -> Any:
    return {
        # A dollar sign in a title is one, and begins no formula.
        "text.parse_math": False,
        "font.family": fonts(), "font.size": 9.0, "axes.unicode_minus": False, "axes.titlesize": 9.0,
        "axes.titlelocation": "left", "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY,
        "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "text.color": INK, "grid.color": "#d9d9d9",
        "grid.linewidth": 0.6, "axes.axisbelow": True, "hatch.linewidth": 0.6, "svg.fonttype": "none",
        "svg.hashsalt": "jobsim", "legend.frameon": False, "legend.fontsize": 8.0,
    }  # fmt: skip


_SHOWN = 80
"""Dots an inch of a figure in a notebook, whose file keeps every picture."""


class Picture(Figure):
    """A figure that a notebook shows, and that is saved to the same bytes whenever its numbers are the same.

    Title and legend stand above the panels and the source below them, in as much room as they need; the panels keep
    the height that is asked for.

    Example:
        >>> study.plot.payers(2023).heading
        'Linshui county, 2023: cash outlay by payer'
    """

    def __init__(self, height: float, width: float = WIDTH) -> None:
        super().__init__(figsize=(width, height), dpi=150)
        FigureCanvasAgg(self)
        self._height = height
        self._title = self.text(0, 1, "", fontsize=11.5, va="top")
        self._source = self.text(0, 0, "", fontsize=7.5, va="bottom", color=GREY)
        self.heading = self.told = ""

    def entitle(self, title: str) -> None:
        """The title above."""
        self.heading = title
        self._title.set_text(wrapped(title, self.get_figwidth() * 12))

    def cite(self, source: str) -> None:
        """The source below."""
        self.told = source
        self._source.set_text(wrapped(source, self.get_figwidth() * 19.5))

    def explain(self, panel: Any, columns: int = 5) -> None:
        """The panel's legend, above all panels, where no data are."""
        handles, labels = panel.get_legend_handles_labels()
        self.legend(handles, labels, loc="upper left", ncols=columns, borderaxespad=0, borderpad=0.2,
                    handlelength=1.8, columnspacing=1.4)  # fmt: skip

    def settle(self) -> None:
        """Give title, legend and source the height they take, the panels the rest, and every text its final size."""
        renderer = self.canvas.get_renderer()  # type: ignore[attr-defined]
        title, source, legend = (
            one.get_window_extent(renderer).height / self.dpi if one is not None else 0.0
            for one in (self._title, self._source, self.legends[0] if self.legends else None)
        )
        above, below = title + legend + 3 * _PAD, source + 2 * _PAD
        tall = above + self._height + below
        self.set_size_inches(self.get_figwidth(), tall)
        left = _PAD / self.get_figwidth()
        self._title.set_position((left, 1 - _PAD / tall))
        self._source.set_position((left, _PAD / tall))
        if self.legends:
            self.legends[0].set_bbox_to_anchor((left, 1 - (title + 2 * _PAD) / tall))
        self.set_layout_engine("constrained", rect=(0, below / tall, 1, self._height / tall))
        self.draw_without_rendering()
        self.set_layout_engine("none")
        for panel in self.axes:
            # The last digits of the solver are not the same each time.
            left, low, wide, high = (round(float(end), 5) for end in panel.get_position().bounds)
            panel.set_position((left, low, wide, high))
        self.draw_without_rendering()

    def savefig(self, fname: Any, *, transparent: bool | None = None, **options: Any) -> None:
        """As matplotlib's, in the type of the figure and without the metadata that differ from day to day."""
        kind = options.get("format") or Path(str(fname)).suffix.lstrip(".") or "png"
        options.setdefault("metadata", {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}.get(kind))
        with mpl.rc_context(rc=_settings()):
            super().savefig(fname, transparent=transparent, **(options | {"format": kind}))

    def save(self, path: str | Path) -> None:
        """PNG, SVG or PDF by the name's ending; the same numbers give the same bytes.

        Raises OSError for a place that cannot be written.

        Example:
            >>> study.plot.months().save("months.svg")
        """
        self.savefig(Path(path))

    def svg(self) -> str:
        """The figure as SVG, its text as text.

        Example:
            >>> "Linshui county" in study.plot.months().svg()
            True
        """
        buffer = io.StringIO()
        self.savefig(buffer, format="svg")
        return buffer.getvalue()

    def png(self, dpi: float | None = None) -> bytes:
        """The figure as PNG, in so many dots an inch or in its own.

        Example:
            >>> study.plot.months().png(dpi=72)[1:4]
            b'PNG'
        """
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=dpi or self.dpi)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self.png(dpi=_SHOWN)


def drawn(draw: Callable[P, Picture]) -> Callable[P, Picture]:
    """Draw in the type of the figures, and settle the sizes of all texts while it is in force."""

    @functools.wraps(draw)
    def within(*args: P.args, **kwargs: P.kwargs) -> Picture:
        with mpl.rc_context(rc=_settings()):
            figure = draw(*args, **kwargs)
            figure.settle()
        return figure

    return within


# ------------------------------------------------------------------------------------------------ words on a figure


def wan(lang: Language) -> str:
    """The unit of money on an axis."""
    return _SAID[lang]["wan"]


def county(results: Results, lang: Language) -> str:
    return str(results.scenario.scenario.county.model_dump()[lang])


def source(figure: Picture, results: Results, lang: Language, note: str = "", *, budget: bool = True) -> None:
    """Scenario, run, replications and seed below the figure, and what it leaves out."""
    said = _SAID[lang]
    scope = [said["budget"] if budget else "", note]
    if results.excluded:
        names = ", ".join(f"{left.name} ({left.clause})" for left in results.excluded)
        scope.append(said["excluded"].format(names=names))
    text = said["source"].format(
        title=results.scenario.scenario.title.model_dump()[lang], n=results.replications, seed=results.order.seed,
        hash=results.scenario_hash[:12], scope=("" if lang == "zh" else " ").join(part for part in scope if part),
    ).strip()  # fmt: skip
    figure.cite(text)


def width_of(text: str) -> int:
    """In Latin letters: a Chinese character is two wide."""
    return sum(2 if _wide(letter) else 1 for letter in text)


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def wrapped(text: str, width: float) -> str:
    """Lines no wider than ``width`` Latin letters; a Chinese character may end a line, a Latin word is not broken."""
    lines, line = [], ""
    for token in _tokens(text):
        if line and width_of(line + token) > width and token not in _CLOSING:
            lines.append(line.rstrip())
            line, token = "", token.lstrip()
        line += token
    return "\n".join([*lines, line.rstrip()])


_CLOSING = frozenset("，。；：、）”》%")
"""No line begins with these."""


def _tokens(text: str) -> list[str]:
    """Chinese characters one by one, Latin words with the blank before them."""
    tokens: list[str] = []
    for letter in text:
        if tokens and letter != " " and not _wide(letter) and not _wide(tokens[-1][-1]):
            tokens[-1] += letter
        else:
            tokens.append(letter)
    return tokens


# ------------------------------------------------------------------------------------------------ axes


def money_axis(axis: Any) -> None:
    axis.set_major_formatter(lambda value, _position: f"{round(value, 6) + 0.0:,.10g}")


LINE, GAP = 0.145, 0.085
"""Inches that a line of a label takes, and the room between labels."""


def height_of(labels: Sequence[str]) -> float:
    """Inches that the rows with these labels take."""
    return sum(LINE * (label.count("\n") + 1) + GAP for label in labels)


def rows(panel: Any, labels: Sequence[str]) -> list[float]:
    """Categories from top to bottom, each as high as its label; where their middles are."""
    ends = list(accumulate((height_of([label]) for label in labels), initial=0.0))
    at = [(first + last) / 2 for first, last in pairwise(ends)]
    panel.set_yticks(at, labels, fontsize=8, linespacing=1.0)
    panel.set_ylim(ends[-1], 0)
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="x")
    return at


def months(panel: Any, year: int) -> None:
    """Twelve months, 1 to 12, with the year below the first."""
    panel.set_xlim(0.4, 12.6)
    panel.set_xticks(range(1, 13), [f"{m}\n{year}" if m == 1 else str(m) for m in range(1, 13)])


# ------------------------------------------------------------------------------------------------ files


def save(figure: Figure, path: Path) -> None:
    """A picture without the metadata that would differ between machines and versions."""
    figure.savefig(path)
