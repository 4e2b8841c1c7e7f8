"""What the sheets are made of: the study's first scenario and its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jobsim.experiments.results import Results
from jobsim.experiments.study import Study
from jobsim.scenario.schema import Scenario
from jobsim.tables.table import Table


@dataclass(frozen=True)
class Material:
    """The forms are of the first scenario; others stand beside it on the sheet of variants and in the data."""

    study: Study
    _made: dict[str, Table] = field(default_factory=dict, repr=False)

    @property
    def results(self) -> Results:
        return self.study.results[self.study.plans[0].name]

    @property
    def scenario(self) -> Scenario:
        return self.results.scenario

    @property
    def years(self) -> range:
        return self.results.years

    def table(self, of: Callable[[Results], Table]) -> Table:
        """A table of the first scenario, made once."""
        name = of.__name__
        if name not in self._made:
            self._made[name] = of(self.results)
        return self._made[name]
