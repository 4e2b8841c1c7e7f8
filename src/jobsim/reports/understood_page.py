"""What a result rests on, on the screen: the sentence first, then each result with the numbers that carry it."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from jobsim.experiments.rests_view import assumption_and_luck
from jobsim.experiments.understanding import Understanding
from jobsim.language import Language
from jobsim.reports.screen import Paragraph, Screen
from jobsim.tables import table, understood
from jobsim.tables.table import title


def page(found: Understanding, lang: Language) -> RenderableType:
    head = Text(title(found.results.scenario.scenario.title).of(lang), style="bold")
    said = Paragraph(understood.sentence(found).of(lang))
    parts: list[RenderableType] = [head, said]
    for made in (understood.overview(found), understood.understood(found)):
        if not made.frame.is_empty():
            parts += ["", Screen(made, lang)]
    return Group(*parts)


def document(found: Understanding) -> dict[str, Any]:
    """The same as a JSON object: the plan, the sentence, and the table with everything it holds."""
    results = found.results
    return {
        "scenario": results.scenario.scenario.name, "scenario_hash": results.scenario_hash,
        "seed": results.order.seed, "engine": results.order.engine, "static": results.order.static,
        "plan": vars(found.plan), "seconds": round(found.seconds, 1),
        "sentence": understood.sentence(found)._asdict(),
        "assumption_and_luck": assumption_and_luck(results), "overview": table.document(understood.overview(found)),
        "understood": table.document(understood.understood(found)),
    }  # fmt: skip
