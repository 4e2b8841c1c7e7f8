"""How a text that can be read in several ways was read."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.scenario.checks import sections_with_clause
from jobsim.tables.shared import CLAUSES, joined
from jobsim.tables.table import Column, Table, made, title


def readings(results: Results) -> Table:
    """One row per programme, budget line, service or target that states its reading, in the scenario's order."""
    rows: list[dict[str, Any]] = []
    for path, section in sections_with_clause(results.scenario):
        reading, of = getattr(section, "reading", None), getattr(section, "title", None)
        if reading is not None and of is not None:
            rows.append({"path": ".".join(path), "title": title(of), "clauses": joined(section.clause),
                         "reading": title(reading)})  # fmt: skip
    columns = (Column("title", Words("项目或指标", "programme or target"), "text"), CLAUSES,
               Column("reading", Words("采用的理解", "as it was read"), "text"))  # fmt: skip
    return made("readings", Words("条文理解", "Readings of the text"), columns, rows, hidden={"path": "code"})
