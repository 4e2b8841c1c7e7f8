"""The result of a run on the screen, in one language: the same page for a fresh run and a stored one."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from jobsim.experiments.precision_view import precision_of
from jobsim.experiments.results import Results
from jobsim.experiments.spreads import CASH, DEMAND, NEEDED, OVERRUN
from jobsim.language import Language, Words
from jobsim.reports.precise import of_run
from jobsim.reports.screen import Paragraph, Screen
from jobsim.tables.result import tables
from jobsim.tables.table import Table, title

PRICES = 10
"""So many programmes with an assumed amount are named, those that cost most first."""
_STATIC = Words(" · 静态（行为不变）", " · static (people behave as before)")
_MONEY = (CASH, DEMAND, NEEDED, OVERRUN)
FEW = 50
"""With fewer replications quantiles are rough."""


def page(results: Results, register: str, lang: Language) -> RenderableType:
    """From the outlay to the assumptions. ``register`` is the scenario to ask for the whole list of assumptions."""
    parts: list[RenderableType] = [_head(results, lang)]
    if (precise := precision_of(results)) is not None:
        parts.append(Paragraph(of_run(results.scenario, precise).of(lang)))
    for table in tables(results):
        parts += ["", Screen(_shortened(table), lang)]
    whole = Words("全部假设清单：jobsim assumptions {r}", "The whole register of assumptions: jobsim assumptions {r}")
    return Group(*parts, "", Paragraph(whole.filled(r=register).of(lang)))


def _head(results: Results, lang: Language) -> Text:
    order, n = results.order, results.replications
    head = Text(title(results.scenario.scenario.title).of(lang), style="bold")
    told = Words(
        "{n}次模拟 · 种子 {seed} · 引擎 {engine}{static} · {hash}",
        "{n} replications · seed {seed} · engine {engine}{static} · {hash}",
    ).filled(n=n, seed=order.seed, engine=order.engine, hash=results.scenario_hash[:12],
             static=_STATIC if order.static else "")  # fmt: skip
    head.append(f"\n{told.of(lang)}", style="not bold")
    if n < FEW:
        few = Words("模拟次数较少，分位数和概率较粗略；-n 可增加。",
                    "Few replications: quantiles and probabilities are rough; -n runs more.")  # fmt: skip
        head.append(f"\n{few.of(lang)}", style="not bold dim")
    return head


def _shortened(table: Table) -> Table:
    """Of the assumed prices those that cost most, of the spreads those of money, of the numbers calibrated those
    narrowed most. Register, targets and the page of the calibration have the rest.
    """
    if table.name == "rests":
        return replace(table, frame=table.frame.filter(pl.col("kind").is_in(_MONEY)))
    if table.name == "narrowed":
        from jobsim.reports import calibration_page  # it loads the figures, which no other run waits for

        return calibration_page.shortened(table)
    more = table.frame.height - PRICES
    if table.name != "assumed" or more <= 0:
        return table
    note = Words("……另有{n}项。", "… and {n} more.").filled(n=more)
    return replace(table, frame=table.frame.head(PRICES), notes=(note, *table.notes))
