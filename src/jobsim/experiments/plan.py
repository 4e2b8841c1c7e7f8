"""A scenario for Python, with the changes that set it apart from its file, and what it says of itself in frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from jobsim.scenario import views
from jobsim.scenario.joint_sample import SECTION
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.schema import Scenario
from jobsim.scenario.variants import default_name
from jobsim.scenario.warnings import Finding


@dataclass(frozen=True)
class Plan:
    """A scenario one can simulate, with the changes that set it apart from its file; :func:`load` makes it.

    Example:
        >>> plan
        <plan 'linshui': Linshui employment subsidies, 2023, 2 programmes>
    """

    name: str
    """What studies call it."""
    path: Path
    """Its file or folder."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Values that are not those of the file, by dotted path."""
    exclude_missing: bool = False
    """Whether what lacks a figure is left out."""
    loaded: Loaded = field(repr=False, kw_only=True)
    """The scenario with the places of its values."""

    @property
    def scenario(self) -> Scenario:
        """What the scenario says, checked, as the fields of its YAML.

        Example:
            >>> plan.scenario.horizon.start
            datetime.date(2023, 1, 1)
        """
        return self.loaded.scenario

    @property
    def settings(self) -> list[str]:
        """The changes as ``jobsim run --set`` takes them; a joint sample by the name of its file.

        Example:
            >>> dearer.settings
            ['programmes.internship_subsidy.amount=1800 CNY/month']
        """
        return [
            f"{SECTION[0]}.{SECTION[1]}=sample.yaml" if path == SECTION[0] else f"{path}={value}"
            for path, value in self.changes.items()
        ]

    def __repr__(self) -> str:
        scenario, changed = self.scenario, f", changed: {', '.join(self.changes)}" if self.changes else ""
        years = f"{scenario.horizon.start.year}–{scenario.horizon.end.year}".removesuffix(
            f"–{scenario.horizon.start.year}"
        )
        title, number = scenario.scenario.title.en, len(scenario.programmes)
        return f"<plan {self.name!r}: {title}, {years}, {number} programmes{changed}>"

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the scenario had better say otherwise, or leaves unsaid, each with its place.

        Example:
            >>> plan.warnings
            ()
        """
        return self.loaded.warnings

    def variant(self, name: str, changes: Mapping[str, Any]) -> Plan:
        """The same scenario with other values, given by dotted path; earlier changes hold on.

        Raises ScenarioError for a path or value that the file could not hold.

        Example:
            >>> plan.variant("dearer", {"programmes.internship_subsidy.amount": "1800 CNY/month"})
            <plan 'dearer': Linshui employment subsidies, 2023, 2 programmes,
            changed: programmes.internship_subsidy.amount>
            >>> plan.variant("wrong", {"programmes.internship_subsidy.amout": "1800 CNY/month"})
            Traceback (most recent call last):
                ...
            jobsim.scenario.errors.ScenarioError: variant: no such path in the scenario:
            programmes.internship_subsidy.amout (did you mean 'programmes.internship_subsidy.amount'?)
        """
        return _plan(self.path, {**self.changes, **changes}, self.exclude_missing, name)

    def assumptions(self) -> pl.DataFrame:
        """Every number that is neither from the policy text nor from a regulation.

        Columns:
            path (String): where it stands in the scenario.
            value (String): the number or its distribution, as text.
            unit (String): the unit of ``value``; null if it has none.
            source (String): ``assumption``, ``statistic``, ``literature`` or ``user``.
            reference (String): where it was found; null if nowhere.
            note (String): the reason given; null if none is.
            uncertain (Boolean): whether each replication draws it anew.

        Example:
            >>> plan.assumptions().filter("uncertain").select("path", "value", "unit").tail(2)
            shape: (2, 3)
            ┌──────────────────────────────────────┬─────────────────────────┬────────────┐
            │ path                                 ┆ value                   ┆ unit       │
            │ ---                                  ┆ ---                     ┆ ---        │
            │ str                                  ┆ str                     ┆ str        │
            ╞══════════════════════════════════════╪═════════════════════════╪════════════╡
            │ programmes.hiring_subsidy.take_up    ┆ pert 0.3 | 0.6 | 0.8    ┆ share      │
            │ budget_lines.recruitment_fairs.price ┆ pert 3000 | 5000 | 9000 ┆ CNY/person │
            └──────────────────────────────────────┴─────────────────────────┴────────────┘
        """
        rows = [
            {"path": one.path, "value": one.value, "unit": one.unit, "source": one.source, "reference": one.reference,
             "note": one.note, "uncertain": one.uncertain}
            for one in views.assumptions(self.loaded)
        ]  # fmt: skip
        texts = ("path", "value", "unit", "source", "reference", "note")
        return pl.DataFrame(rows, schema={**dict.fromkeys(texts, pl.String), "uncertain": pl.Boolean})

    def coverage(self) -> pl.DataFrame:
        """One row per clause of the policy document, and what became of it.

        Columns:
            id (String): number of the clause.
            kind (String): what it is about, such as ``subsidy``, ``fund``, ``target``.
            zh, en (String): its title.
            disposition (String): ``modelled``, ``approximated``, ``budgeted`` or ``recorded``.
            where (String): the places of the scenario that carry it, joined by commas.
            reason (String): why it is only recorded, in English; else null.
            lost (String): what of it is not modelled, in English; null if nothing.

        Example:
            >>> plan.coverage().select("id", "en", "disposition").tail(2)
            shape: (2, 3)
            ┌───────┬───────────────────┬─────────────┐
            │ id    ┆ en                ┆ disposition │
            │ ---   ┆ ---               ┆ ---         │
            │ str   ┆ str               ┆ str         │
            ╞═══════╪═══════════════════╪═════════════╡
            │ LS-05 ┆ Recruitment fairs ┆ budgeted    │
            │ LS-06 ┆ Publicity         ┆ recorded    │
            └───────┴───────────────────┴─────────────┘
        """
        rows = [
            {"id": one.id, "kind": one.kind, "zh": one.title.zh, "en": one.title.en, "disposition": one.disposition,
             "where": ", ".join(one.where), "reason": one.reason.en if one.reason is not None else None,
             "lost": "; ".join(lost.en for lost in one.lost) or None}
            for one in views.coverage(self.loaded)
        ]  # fmt: skip
        texts = ("id", "kind", "zh", "en", "disposition", "where", "reason", "lost")
        return pl.DataFrame(rows, schema=dict.fromkeys(texts, pl.String))


def load(
    path: str | Path,
    set: Mapping[str, Any] | None = None,
    *,
    exclude_missing: bool = False,
    name: str | None = None,
) -> Plan:
    """Read a scenario file or folder, or a shipped county by name; ``set`` changes values by dotted path.

    ``name`` is what studies call it: by default the scenario's, or that of the file for a ready-made variant (a file in
    a folder ``variants``). ``exclude_missing`` leaves out what lacks a figure. Raises ScenarioError with all faults,
    each with its place.

    Example:
        >>> js.load("tests/fixtures/minimal", {"county.persons": "400 persons"}, name="larger")
        <plan 'larger': Linshui employment subsidies, 2023, 2 programmes, changed: county.persons>
    """
    return _plan(Path(path), dict(set or {}), exclude_missing, name or default_name(Path(path)))


def _plan(path: Path, changes: Mapping[str, Any], exclude_missing: bool, name: str | None) -> Plan:
    loaded = load_scenario(path, extra_layer=changes or None, exclude_missing=exclude_missing, for_run=False)
    return Plan(name or loaded.scenario.scenario.name, path, changes, exclude_missing, loaded=loaded)


def load_for_run(plan: Plan) -> Loaded:
    """The plan's scenario with all figures there. Raises MissingFigure with every one that is not."""
    if not plan.loaded.missing or plan.exclude_missing:
        return plan.loaded
    return load_scenario(plan.path, extra_layer=plan.changes or None, for_run=True)
