"""What a report is of: the results, the scenario behind them, and how they can be had again."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobsim import __version__
from jobsim.experiments.record import MANIFEST, RESOLVED, library_versions, open_record, run_id
from jobsim.experiments.results import Results
from jobsim.reports.report.variants import Compared
from jobsim.scenario.loader import Loaded
from jobsim.shells import typed


@dataclass(frozen=True)
class Basis:
    """``options`` are what the user set besides: the scenario's path, changed values, whether gaps were left out."""

    results: Results
    loaded: Loaded
    options: dict[str, Any]
    version: str
    python: str
    libraries: dict[str, str]
    compared: Compared | None = None
    """What the other scenarios of the same study change."""

    @property
    def run(self) -> str:
        results = self.results
        return run_id(results.scenario_hash, results.order, results.replications, self.version)

    @property
    def command(self) -> str:
        """The command that gives the same run."""
        order = self.results.order
        words = ["jobsim", "run", str(self.options["scenario_path"]), "-n", str(self.results.replications)]
        words += ["--seed", str(order.seed)]
        words += ["--engine", order.engine] if order.engine != "compiled" else []
        words += ["--static"] if order.static else []
        for change in self.options["set"]:
            words += ["--set", str(change)]
        words += ["--exclude-missing"] if self.options["exclude_missing"] else []
        return typed(words)


def basis_of(results: Results, loaded: Loaded, changes: Sequence[str] = (), others: Compared | None = None) -> Basis:
    """Of a run that was opened what its manifest says; of one made here what is known of it.

    Raises RecordError if the record has been damaged since.
    """
    if loaded.path.name == RESOLVED and (loaded.path.parent / MANIFEST).exists():
        told = open_record(loaded.path.parent).manifest
        kept = told["options"]
        options = {"scenario_path": kept.get("scenario_path", told["scenario"]), "set": kept.get("set", []),
                   "exclude_missing": kept.get("exclude_missing", False)}  # fmt: skip
        return Basis(results, loaded, options, told["jobsim"], told["python"], told["libraries"], others)
    options = {"scenario_path": str(loaded.path), "set": list(changes),
               "exclude_missing": bool(results.excluded)}  # fmt: skip
    return Basis(results, loaded, options, __version__, platform.python_version(), library_versions(), others)
