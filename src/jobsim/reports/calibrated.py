"""A calibration in Python: the plan that draws from the sample, its tables, its folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobsim.experiments.calibration import job, observations
from jobsim.experiments.plan import Plan, load_for_run
from jobsim.experiments.replications import Progress
from jobsim.language import Language
from jobsim.reports import calibrated_folder, observed_sheet
from jobsim.reports.shown import Tables
from jobsim.scenario.loader import Loaded
from jobsim.tables.calibration import calibrations


@dataclass(frozen=True)
class Calibration:
    """What was observed has narrowed a plan's ranges, jointly; :func:`calibrate` makes it.

    Example:
        >>> calibration
        <calibration of 'linshui': 2 observations, 2 numbers, 100 parameter sets>
    """

    plan: Plan
    """The calibrated scenario, to simulate; each replication draws a whole parameter set."""
    sample: dict[str, Any] = field(repr=False)
    """The sample as the scenario's file holds it."""
    _before: Loaded = field(repr=False)

    def __repr__(self) -> str:
        told = ((len(self.sample[key]), what) for key, what in (
            ("observations", "observations"), ("numbers", "numbers"), ("rows", "parameter sets")
        ))  # fmt: skip
        return f"<calibration of {self.plan.name!r}: {', '.join(f'{number} {what}' for number, what in told)}>"

    def tables(self, lang: Language = "en") -> Tables:
        """Observations (``fitted``), numbers (``narrowed``) and ``waves``, before and after, as the screen shows them.

        Example:
            >>> frame = calibration.tables()["fitted"].frame
            >>> frame.select("what", "of", "value", "before_p50", "after_p50")
            shape: (2, 5)
            ┌──────┬───────────────────┬─────────┬────────────┬───────────┐
            │ what ┆ of                ┆ value   ┆ before_p50 ┆ after_p50 │
            │ ---  ┆ ---               ┆ ---     ┆ ---        ┆ ---       │
            │ str  ┆ str               ┆ f64     ┆ f64        ┆ f64       │
            ╞══════╪═══════════════════╪═════════╪════════════╪═══════════╡
            │ paid ┆ recruitment_fairs ┆ 14000.0 ┆ ...
            └──────┴───────────────────┴─────────┴────────────┴───────────┘
        """
        return Tables(calibrations(self.plan.scenario), lang)

    def save(self, folder: str | Path, lang: Language = "en") -> Plan:
        """Write a new folder, as ``jobsim calibrate`` does: the scenario, its sample, the page; and load it.

        Raises ScenarioError if the folder is there already or cannot be written.

        Example:
            >>> calibration.save("calibrated")
            <plan 'linshui': Linshui employment subsidies, 2023, 2 programmes>
        """
        changes = {path: value for path, value in self.plan.changes.items() if path != "parameters"}
        loaded = calibrated_folder.write(Path(folder), self._before, self.sample, lang, changes)
        return Plan(self.plan.name, Path(folder), loaded=loaded)


def calibrate(
    plan: Plan, observed: str | Path, *, runs: int, waves: int, seed: int, engine: str, workers: int | None,
    store: Path | None, cluster: str | None, progress: Progress | None,
) -> Calibration:  # fmt: skip
    """The observations of a file against the plan's ranges; see :func:`jobsim.api.calibrate`."""
    ranges = plan.variant(plan.name, {"parameters": None})
    loaded = load_for_run(ranges)
    told = observations.read(observed_sheet.read(Path(observed)), loaded.scenario)
    sample = job.run(loaded, told, job.Asked(runs, waves, seed, engine, workers, store, cluster), progress)
    return Calibration(plan.variant(plan.name, {"parameters": {"sample": sample}}), sample, loaded)
