"""Run until a number is known well enough: what is read of each replication, when it is looked at, when it is enough.

A run that looks after every replication whether its interval is narrow stops where chance has made it narrow, and the
interval then covers less often than it says. So there are few looks: the first at :data:`LEAST` replications, each
further one :data:`GROWTH` times as many; and the interval must be narrow enough at two looks running. At the cap one
look decides, for the cap was set beforehand. ``benchmarks/coverage.py`` measures how often such intervals cover.

Sums are known to a share of themselves, probabilities to so many points: 1 % of P80, one percentage point.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobsim.experiments.estimates import mean_interval, probability, quantile_interval, share_of
from jobsim.scenario.errors import nearest
from jobsim.vocabulary import PLANNED

if TYPE_CHECKING:
    from jobsim.experiments.reduction import Reduced
    from jobsim.scenario.schema import Scenario

Numbers = npt.NDArray[np.float64]

LEAST, GROWTH = 100, 1.2
STEP = 25
"""Looks stand at whole blocks of the store."""
MOST = 20_000
"""So many replications at most, if nothing else is said."""
P80, MEAN, OVERRUN, TARGET, TARGETS = "outlay.p80", "outlay.mean", "overrun", "target", "targets"
DIFFERENCE = "outlay.difference"
"""The paired difference of a comparison; no run has it."""
NAMES = (P80, MEAN, f"{OVERRUN}:FUND", f"{TARGET}:NAME", TARGETS)
"""What a run can be precise about; each may end in ``:YEAR``."""


class PrecisionError(ValueError):
    """The user asks for a precision that cannot be, or of something that is not there."""


@dataclass(frozen=True)
class Goal:
    """What is to be known: half the width of the 90 % interval, as a share or in points, and the cap."""

    width: float
    of: str = P80
    at_most: int = MOST

    def __post_init__(self) -> None:
        if not 0 < self.width < 1:
            raise _no_share(f"{self.width:g}")
        if self.at_most < LEAST:
            raise PrecisionError(f"a precision needs {LEAST} replications or more, found at most {self.at_most}")

    def document(self) -> dict[str, Any]:
        """As a JSON object; ``Goal(**document)`` is the same again."""
        return asdict(self)


def share(text: str) -> float:
    """``1%`` or ``0.01``. Raises PrecisionError for what is none."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([%％]?)\s*", text, re.ASCII)
    if found is None or not 0 < (value := float(found[1]) / (100 if found[2] else 1)) < 1:
        raise _no_share(text[:40])
    return value


def _no_share(found: str) -> PrecisionError:
    return PrecisionError(f"the precision is above 0 and below 100 %, such as 1% or 0.01, found {found}")


# ------------------------------------------------------------------------------------------------ what is read


@dataclass(frozen=True)
class Reading:
    """A number that every replication has, and what is told of all of them: P80, mean or probability."""

    kind: str
    item: str | None
    year: int

    @property
    def name(self) -> str:
        return ":".join(part for part in (self.kind, self.item, str(self.year)) if part)

    @property
    def likely(self) -> bool:
        """Whether it is a probability, whose precision is in points."""
        return self.kind in (OVERRUN, TARGET)

    def of(self, scenario: Scenario, reduced: Reduced) -> float:
        """What it is in a replication: CNY, or 0 and 1."""
        if self.kind == TARGET:
            rows = reduced.targets
            here = (rows["target"] == list(scenario.targets).index(str(self.item))) & (rows["year"] == self.year)
            return float(rows["met"][here].all())
        if self.kind == OVERRUN:
            rows = reduced.fund_years
            here = (rows["fund"] == list(scenario.funds).index(str(self.item))) & (rows["year"] == self.year)
            money = rows["opening_fen"][here] + rows["appropriated_fen"][here]
            return float((rows["demand_fen"][here] > money).any())
        return cash_total(reduced, {i for i, fund in enumerate(scenario.funds.values()) if fund.kind == "budget"},
                          self.year)  # fmt: skip

    def known(self, values: npt.ArrayLike) -> Known:
        """How well it is known from so many replications."""
        array = np.asarray(values, dtype=np.float64)
        if self.likely:
            told = probability(array)
            low, high = told["interval"]  # type: ignore[misc]
            return Known(float(array.mean()), (low, high), (high - low) / 2)
        value = float(np.quantile(array, 0.80) if self.kind == P80 else array.mean())
        interval = quantile_interval(array, 0.80) if self.kind == P80 else mean_interval(array)
        return Known(value, interval, share_of(interval, value))


@dataclass(frozen=True)
class Together:
    """Whether all targets whose outcome lives decide are met, those of a year or (None) of all years.

    Which ones these are the replications tell as well: an indicator that is the same in all of them decides nothing.
    """

    scenario: Scenario
    year: int | None
    tests: tuple[tuple[str, int], ...]
    kind = TARGETS
    item = None
    likely = True

    @property
    def name(self) -> str:
        return self.kind if self.year is None else f"{self.kind}:{self.year}"

    def of(self, scenario: Scenario, reduced: Reduced) -> Numbers:
        """Of every test its indicator, and behind them whether each is met."""
        rows = reduced.targets
        if self.year is not None:
            rows = rows[rows["year"] == self.year]
        return np.concatenate([rows["value"], rows["met"].astype(np.float64)])

    def known(self, values: npt.ArrayLike) -> Known:
        from jobsim.experiments.target_view import SIMULATED, comes_about

        array = np.asarray(values, dtype=np.float64)
        number = len(self.tests)
        how = [comes_about(self.scenario, name, array[:, at])[0] for at, (name, _) in enumerate(self.tests)]
        chosen = [at for at, word in enumerate(how) if word == SIMULATED]
        declared = [at for at, (name, _) in enumerate(self.tests) if _lives_decide(self.scenario, name)]
        met = array[:, number:][:, chosen or declared].all(axis=1)
        return Reading(TARGET, None, 0).known(met)


def _lives_decide(scenario: Scenario, name: str) -> bool:
    target = scenario.targets[name]
    return target.comes_about == "simulated" and target.indicator not in PLANNED


Asked = Reading | Together


@dataclass(frozen=True)
class Known:
    """A number, its 90 % interval, and half the interval's width as the precision counts it; infinite without one."""

    value: float
    interval: tuple[float, float] | None
    half_width: float


def cash_total(reduced: Reduced, funds: set[int], year: int) -> float:
    """Cash outlay of the funds in a year, in CNY."""
    from jobsim.experiments.reduction import CASH

    rows = reduced.outlay
    keep = (rows["basis"] == CASH) & np.isin(rows["fund"], list(funds)) & (rows["month"] // 100 == year)
    return float(rows["amount_fen"][keep].sum()) / 100


def reading(scenario: Scenario, of: str) -> Asked:
    """What a text such as ``overrun:employment_subsidy:2023`` means; the year is the last one if none is named.

    Raises PrecisionError, with the nearest name, for what the scenario does not have.
    """
    kind, _, rest = of.partition(":")
    years = list(range(scenario.horizon.start.year, scenario.horizon.end.year + 1))
    if kind in (P80, MEAN):
        return Reading(kind, None, _year(of, rest, years))
    if kind == TARGETS:
        return _together(scenario, of, rest, years)
    if kind not in (OVERRUN, TARGET):
        raise PrecisionError(_unknown(f"no precision of '{of[:80]}' is known", of, NAMES))
    name, _, year = rest.partition(":")
    if kind == OVERRUN:
        if name not in scenario.funds:
            raise PrecisionError(_unknown(f"there is no fund '{name[:80]}'", name, list(scenario.funds)))
        stated = [one for one in years if one in scenario.funds[name].appropriations]
        if not stated:
            raise PrecisionError(f"the fund {name} has no appropriation: there is nothing it could overrun")
        return Reading(kind, name, _year(of, year, stated))
    if name not in scenario.targets:
        raise PrecisionError(_unknown(f"there is no target '{name[:80]}'", name, list(scenario.targets)))
    tested = scenario.targets[name].years(years[0], years[-1])
    if not tested:
        raise PrecisionError(f"the target {name} is tested in no year of the scenario")
    return Reading(kind, name, _year(of, year, tested))


def _together(scenario: Scenario, of: str, rest: str, years: list[int]) -> Together:
    tests = [(name, year) for name, target in scenario.targets.items() for year in target.years(years[0], years[-1])]
    lived = sorted({year for name, year in tests if _lives_decide(scenario, name)})
    if not lived:
        raise PrecisionError("lives decide none of the scenario's targets: there is no probability of all of them")
    year = _year(of, rest, lived) if rest or of.endswith(":") else None
    return Together(scenario, year, tuple(one for one in tests if year in (None, one[1])))


def _unknown(said: str, word: str, known: Sequence[str]) -> str:
    hint = nearest(word, known)
    return f"{said}; {hint}" if hint else f"{said}; there are: {', '.join(known)}"


def _year(of: str, text: str, years: list[int]) -> int:
    if not text and not of.endswith(":"):
        return years[-1]
    if text not in map(str, years):
        raise PrecisionError(f"the year of '{of[:80]}' is none of its years: {', '.join(map(str, years))}")
    return int(text)


# ------------------------------------------------------------------------------------------------ when it is enough


def looks(least: int, most: int) -> Iterator[int]:
    """The numbers of replications at which a run looks whether it is precise enough, ascending."""
    number = min(max(least, LEAST), most)
    while number < most:
        yield number
        number = min(max(number + STEP, math.ceil(number * GROWTH / STEP) * STEP), most)
    yield most


class Patience:
    """Enough is what is narrow at two looks running."""

    def __init__(self) -> None:
        self._held = False

    def enough(self, *, narrow: bool) -> bool:
        held, self._held = self._held, narrow
        return held and narrow


class Watch:
    """The replications of a run as its precision sees them."""

    def __init__(self, scenario: Scenario, goal: Goal) -> None:
        self._scenario, self._goal = scenario, goal
        self._reading = reading(scenario, goal.of)
        self._values: list[float | Numbers] = []
        self._patience = Patience()

    def add(self, reduced: Reduced) -> None:
        self._values.append(self._reading.of(self._scenario, reduced))

    def enough(self) -> bool:
        """A look: whether the run may stop here."""
        return self._patience.enough(narrow=self._reading.known(np.array(self._values)).half_width < self._goal.width)
