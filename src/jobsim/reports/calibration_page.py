"""The page of a calibration: on the screen, and as one HTML file that lies beside the sample."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Group, RenderableType
from rich.text import Text

from jobsim.language import Language, Words
from jobsim.reports.report.blocks import Block, Folds, Paragraph, Report, Section, grids
from jobsim.reports.report.page import page as in_html
from jobsim.reports.screen import Screen
from jobsim.scenario.joint_sample import sample_of
from jobsim.scenario.loader import Loaded
from jobsim.tables.calibration import calibrations
from jobsim.tables.table import Table, title

FILE = "calibration.html"
FOLDS: dict[str, Folds] = {
    "fitted": {"title": ("when",), "observed": ("tolerance",), "off": ("luck",)},
    "narrowed": {"title": ("path", "with")},
}
"""What stands in small below something else."""
NUMBERS = 20
"""So many numbers stand where the calibration is not the matter, those that were narrowed most."""
_TITLE = Words("{county}：校准", "{county}: calibration")
_HOW = Words(
    "先按区间抽取全部参数模拟一轮；用仿真器（高斯过程）判断哪些参数与观测值相符，排除不符的，再在剩余范围内模拟，逐轮进行。"
    "留下的参数组按相符程度加权，运行时整组抽取。参数以外的原因（观测误差、模型误差、运气）都计入。",
    "A first wave is simulated over all ranges; an emulator (a Gaussian process) tells which parameters fit what"
    " was observed, the others are ruled out, and the next wave is simulated in what is left. The parameter sets that"
    " remain are weighted by how they fit, and a run draws them whole. Reasons other than parameters (tolerance, the"
    " model's own error, luck) are allowed for.",
)


def shortened(table: Table) -> Table:
    """Of the numbers those that were narrowed most; the calibration's own page has all."""
    more = table.frame.height - NUMBERS
    if table.name != "narrowed" or more <= 0:
        return table
    note = Words(
        "另有{n}个数，全部见校准网页（{file}）。",
        "{n} more numbers: all are on the page of the calibration ({file}).",
    ).filled(n=more, file=FILE)
    return replace(table, frame=table.frame.head(NUMBERS), notes=(*table.notes, note))


def on_screen(loaded: Loaded, lang: Language) -> RenderableType:
    """The tables of the sample that a scenario draws from."""
    parts: list[RenderableType] = [Text(_title(loaded).of(lang), style="bold")]
    for table in calibrations(loaded.scenario):
        parts += ["", Screen(table, lang)]
    return Group(*parts)


def html(loaded: Loaded, lang: Language) -> str:
    """The same in one file that asks nothing of any other place."""
    scenario, sample = loaded.scenario, sample_of(loaded.scenario)
    assert sample is not None
    about = Words("种子{seed}，{runs}次模拟，方案{hash}", "seed {seed}, {runs} runs, scenario {hash}").filled(
        seed=sample.seed, runs=sum(one.runs for one in sample.waves), hash=loaded.hash[:12]
    )
    sections = [Section("how", Words("办法", "How").of(lang), (Paragraph(_HOW.of(lang)),))]
    for table in calibrations(scenario):
        blocks: tuple[Block, ...] = tuple(grids(table, lang, FOLDS.get(table.name)))
        sections.append(Section(table.name, table.title.of(lang), blocks))
    contents, skip = Words("目录", "Contents").of(lang), Words("跳到正文", "Skip to the text").of(lang)
    day = scenario.horizon.start
    return in_html(Report(lang, day, _title(loaded).of(lang), about.of(lang), contents, skip, tuple(sections)))


def _title(loaded: Loaded) -> Words:
    return _TITLE.filled(county=title(loaded.scenario.scenario.title))
