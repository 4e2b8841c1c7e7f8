"""Runs the counties of a province one after the other. One that cannot be run is told and listed; the rest goes on.

Of a county only a few rows are kept when the next one begins: what a job needs does not grow with its replications, and
hardly with its counties.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from jobsim.chinese import chinese
from jobsim.experiments.cluster import ClusterError, Connection
from jobsim.experiments.comparison import observe, observe_together
from jobsim.experiments.measures import Observed
from jobsim.experiments.precision import PrecisionError
from jobsim.experiments.precision_view import of_observed
from jobsim.experiments.province.listed import Entry
from jobsim.experiments.province.stacked import SCHEMAS, County, tables
from jobsim.experiments.province.sums import INDEPENDENT, JOINT, Sums
from jobsim.experiments.replications import Order, OrderError, Progress, RunFailed
from jobsim.experiments.tall import Tall
from jobsim.language import Words
from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.variants import default_name

LUCK = {
    JOINT: Words(
        "同一运气：各县第k次模拟相加；同一路径的假定在各县一同变动，编号相同的人所抽的数也相同。",
        "joint luck: replication k of each county is added to replication k of the others; assumptions under the same"
        " path move together, and persons of the same number have the same draws.",
    ),
    INDEPENDENT: Words(
        "各自运气：各县的模拟先按固定规则各自重排再相加，各县互不相关。均值与同一运气相同，分位数不同。",
        "independent luck: the replications of each county are put into a fixed order of its own before they are added;"
        " nothing moves together. Means are the same as with joint luck, quantiles are not.",
    ),
}
"""What each sum over the counties means."""


@dataclass(frozen=True)
class Failed:
    """A scenario of the job that was not run."""

    name: str
    place: str
    said: Words

    def document(self) -> dict[str, Any]:
        return {"name": self.name, "place": self.place, "message": self.said._asdict()}


@dataclass(frozen=True)
class Province:
    """What a job has given."""

    order: Order
    counties: tuple[County, ...]
    failed: tuple[Failed, ...]
    tables: dict[str, pl.DataFrame]
    """``outlay``, ``overruns``, ``targets``: see :mod:`~jobsim.experiments.province.stacked`."""
    sums: pl.DataFrame
    replications: int
    """Of the sums: those that all counties have. With a precision a county may have more."""

    @property
    def listed(self) -> int:
        return len(self.counties) + len(self.failed)


def run(
    listed: Sequence[Entry],
    order: Order,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Path | None = None,
    cluster: str | None = None,
    exclude_missing: bool = False,
    tell: Callable[[Failed], None] = lambda failed: None,
) -> Province:
    """Run all that can be run. Raises RunFailed or ClusterError if the cluster is lost: what came back is kept."""
    connection = None if cluster is None else Connection(cluster)
    job = _Job(order, workers, store, connection, exclude_missing)
    total = None if order.precision is not None else len(listed) * order.replications

    def attempt(some: Sequence[_Ready]) -> None:
        """Run scenarios of one county together; if that fails, each by itself."""
        try:
            before = job.done if total is None else some[0].number * order.replications
            job.add(some, _part(progress, before, total))
        except _NOT_RUN as error:
            if connection is not None and connection.lost:
                raise
            if len(some) == 1:
                failed(some[0].entry, error)
            for one in some if len(some) > 1 else ():
                attempt([one])
        except ClusterError as error:
            if not job.counties:
                raise
            raise RunFailed(str(error)) from error

    def failed(entry: Entry, error: Exception) -> None:
        job.failed.append(Failed(entry.name, entry.place, _told(error)))
        tell(job.failed[-1])

    waiting: list[_Ready] = []

    def run_waiting() -> None:
        if waiting:
            attempt(waiting)
            waiting.clear()

    try:
        for number, entry in enumerate(listed):
            try:
                ready = job.load(number, entry)
            except _NOT_RUN as error:
                run_waiting()  # what cannot be run is told in the order of the list
                failed(entry, error)
                continue
            if waiting and not ready.goes_with(waiting, order):
                run_waiting()
            waiting.append(ready)
        run_waiting()
        if progress is not None and job.counties:
            progress(job.done if total is None else total, total)
    finally:
        if connection is not None:
            connection.close()
    return job.result()


_NOT_RUN = (ScenarioError, OrderError, RunFailed, PrecisionError)
"""Why a scenario of the list is not run."""
_TOGETHER = 8
"""Variants of a county, one below the other in the list, that are run together at most."""


@dataclass(frozen=True)
class _Ready:
    """A scenario of the list, loaded."""

    number: int
    entry: Entry
    county: County
    loaded: Loaded

    def goes_with(self, others: Sequence[_Ready], order: Order) -> bool:
        """Whether it may share what it has in common: variants of a county, which have as many replications."""
        if order.precision is not None or len(others) == _TOGETHER:
            return False
        mine, its = ((one.county.province, one.county.county, one.county.years) for one in (self, others[0]))
        return mine == its and all(self.county.variant != one.county.variant for one in others)


def _part(progress: Progress | None, before: int, total: int | None) -> Progress | None:
    return None if progress is None else lambda done, _: progress(before + done, total)


def _told(error: Exception) -> Words:
    """One message, its first fault with the place, and how many more there are."""
    if not isinstance(error, ScenarioError):
        return Words(chinese(str(error)), str(error))
    first, more = error.problems[0], len(error.problems) - 1
    said = Words(first.said(chinese), first.said(str))
    if not more:
        return said
    return Words("{said}（另有 {n} 处，jobsim validate 全部列出）",
                 "{said} (and {n} more; jobsim validate lists them)").filled(said=said, n=more)  # fmt: skip


class _Job:
    def __init__(
        self, order: Order, workers: int | None, store: Path | None, cluster: Connection | None, exclude: bool
    ) -> None:
        self._order, self._workers, self._store = order, workers, store
        self._cluster, self._exclude = cluster, exclude
        self.counties: list[County] = []
        self.failed: list[Failed] = []
        self._stacked = {name: Tall(packs=True, usual=0) for name in SCHEMAS}
        for name, schema in SCHEMAS.items():
            self._stacked[name].add(pl.DataFrame(schema=schema), 0)
        self._sums = Sums()
        self.done = 0
        """Replications of the counties that were run."""
        self._seen: dict[tuple[str | None, str, str, int], str] = {}

    def load(self, number: int, entry: Entry) -> _Ready:
        file = entry.file()
        loaded = load_scenario(file, exclude_missing=self._exclude, for_run=True, warned=False)
        return _Ready(number, entry, _county(entry, file, loaded), loaded)

    def add(self, some: Sequence[_Ready], progress: Progress | None) -> None:
        for one in some:
            self._once(one.county)
        loaded = [one.loaded for one in some]
        if len(some) == 1:
            observed = [observe(loaded[0], self._order, self._workers, progress, self._store, self._cluster)]
        else:
            observed = observe_together(loaded, self._order, self._workers, progress, self._store, self._cluster)
        for one, its in zip(some, observed, strict=True):
            self._keep(one.county, its)

    def _keep(self, county: County, observed: Observed) -> None:
        goal = self._order.precision
        self.done += observed.replications
        if goal is not None:
            county = replace(county, precision=of_observed(observed, goal))
        for name, frame in tables(county, observed).items():
            self._stacked[name].add(frame, len(self.counties) + 1)
        self._sums.add("/".join((county.province[0], county.county[0])), county.variant, observed)
        self.counties.append(county)
        self._seen |= dict.fromkeys(_keys(county), county.name)

    def _once(self, county: County) -> None:
        """A sum must not hold a county twice."""
        for key in _keys(county):
            if key in self._seen:
                raise OrderError(
                    f"it is the same county and year as {self._seen[key]}, which a sum would count twice;"
                    " list it as a variant, or run it apart"
                )

    def result(self) -> Province:
        stacked = {name: rows.scan().collect() for name, rows in self._stacked.items()}
        return Province(self._order, tuple(self.counties), tuple(self.failed), stacked, self._sums.frame(),
                        self._sums.replications)  # fmt: skip


def _keys(county: County) -> list[tuple[str | None, str, str, int]]:
    return [(county.variant, county.province[0], county.county[0], year) for year in county.years]


def _county(entry: Entry, file: Path, loaded: Loaded) -> County:
    head, horizon = loaded.scenario.scenario, loaded.scenario.horizon
    return County(
        entry.name, default_name(file), loaded.hash, (head.county.zh, head.county.en),
        (head.province.zh, head.province.en), tuple(range(horizon.start.year, horizon.end.year + 1)),
        tuple(left.name for left in loaded.excluded),
    )  # fmt: skip
