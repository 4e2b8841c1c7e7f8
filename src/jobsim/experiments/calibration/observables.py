"""What a replication says of each observation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from jobsim import vocabulary as words
from jobsim.experiments.calibration.observations import CLAIMS, INDICATOR, PAID, PERSONS, TARGET, Observation
from jobsim.experiments.reduction import CASH, Reduced
from jobsim.experiments.results import line_names
from jobsim.scenario.schema import Scenario

Numbers = npt.NDArray[np.float64]
_INDICATORS = tuple(words.INDICATORS)


class Observables:
    """Reads the observations' counterparts off reduced replications; each in the unit of its observation."""

    def __init__(self, scenario: Scenario, observations: Sequence[Observation]) -> None:
        self._observations = tuple(observations)
        self._lines, self._funds = line_names(scenario), list(scenario.funds)
        self._targets = list(scenario.targets)
        self._budget = [index for index, one in enumerate(scenario.funds.values()) if one.kind == "budget"]

    def of(self, reduced: Reduced) -> Numbers:
        """float64[observations]; NaN where the replication has no such value (a rate of nobody)."""
        return np.array([self._read(reduced, one) for one in self._observations])

    def _read(self, reduced: Reduced, one: Observation) -> float:
        if one.what == TARGET:
            rows = reduced.targets
            held = rows["value"][(rows["target"] == self._targets.index(one.of)) & (rows["year"] == one.year)]
            return float(held[0]) if len(held) else np.nan
        if one.what == INDICATOR:
            rows = reduced.indicators
            held = rows["value"][(rows["indicator"] == _INDICATORS.index(one.of)) & (rows["month"] == one.month)]
            return float(held[0]) if len(held) else np.nan
        if one.month is not None:
            rows = reduced.outlay
            held = rows["amount_fen"][(rows["basis"] == CASH) & (rows["month"] == one.month) & self._part(rows, one)]
            return float(held.sum()) / 100
        rows = reduced.programmes
        rows = rows[(rows["year"] == one.year) & self._part(rows, one)]
        if one.what == PAID:
            return float(rows["paid_fen"].sum()) / 100
        if one.what == CLAIMS:
            return float(rows["claims"].sum())
        assert one.what == PERSONS
        return float(rows["persons"].sum() + rows["firms"].sum())

    def _part(self, rows: npt.NDArray[np.void], one: Observation) -> npt.NDArray[np.bool_]:
        if not one.of:
            return np.isin(rows["fund"], self._budget)
        if one.of in self._lines:
            return np.asarray(rows["programme"] == self._lines.index(one.of))
        return np.asarray(rows["fund"] == self._funds.index(one.of))
