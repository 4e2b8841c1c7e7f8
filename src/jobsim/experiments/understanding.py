"""What a result rests on: the ten numbers that carry most of it, and what knowing each would be worth.

First a run with its twins, or one that there is; the curves of :mod:`~jobsim.experiments.additive` screen all numbers
it drew. Then the twenty that carry most are exchanged one by one in some replications, with the same luck: that gives
their total indices, with all they do together with others. The ten of a spread are ordered by total index where there
is one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from jobsim.experiments import additive
from jobsim.experiments.additive import Carrier, Fit, Inputs
from jobsim.experiments.cluster import Connection, connected
from jobsim.experiments.designs import Exchanged
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.estimates import LEVEL
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, Progress, replicate, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.spreads import CASH, NEEDED, VALUE, Numbers, Spread, spreads
from jobsim.experiments.store import shelf_of
from jobsim.experiments.twins import Share, shares, with_twins
from jobsim.experiments.worth import Width, Worth, width, worth
from jobsim.scenario.loader import Loaded

REPLICATIONS, MINUTES = 1000, 5.0
TOLD, EXCHANGED, ROUNDS = 10, 20, 30
"""Numbers told of each spread, numbers exchanged, and replications in which each is."""
_FEWEST_ROUNDS, _SCREENING, _SIMULATED = 10, 0.55, 0.85
"""Rounds that are made whatever the time; the parts of it in which the screening and all that is simulated end."""
_KINDS = (CASH, NEEDED, VALUE)


@dataclass(frozen=True)
class Carried:
    """A number that carries a spread.

    ``index`` is the share of the variance that the number makes by itself, ``total`` with all it does together with
    others (None if it was not exchanged); each with the ends of its 90 % interval. ``worth`` is of money only.
    """

    path: str
    index: float
    low: float
    high: float
    total: float | None
    total_low: float | None
    total_high: float | None
    worth: Worth | None


@dataclass(frozen=True)
class Understood:
    """What carries one spread, the strongest first; ``floor`` is the index below which nothing is told from noise."""

    spread: Spread
    share: Share | None
    width: Width | None
    carried: tuple[Carried, ...]
    floor: float
    rest: float
    more: int
    """Numbers above the floor that are not among the ten."""


@dataclass(frozen=True)
class Plan:
    """What was simulated for it."""

    replications: int
    pairs: int
    exchanged: int
    rounds: int
    numbers: int
    """Numbers that the scenario draws."""


@dataclass(frozen=True)
class Understanding:
    """The whole answer: each spread, the plan, and the results it was told from."""

    results: Results
    plan: Plan
    understood: tuple[Understood, ...]
    seconds: float = field(default=0.0, compare=False)


class TooFew(RecordError):
    """A run that is too small, or draws nothing."""


def understand(
    loaded: Loaded,
    order: Order,
    *,
    minutes: float = MINUTES,
    run: Results | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Path | None = None,
    cluster: str | Connection | None = None,
) -> Understanding:
    """What a scenario's spreads rest on; of the finished ``run`` of that order if there is one.

    The screening takes half of the ``minutes``, the exchanges most of what is left: fewer replications are made where
    that is too short, and the plan says how many. Raises TooFew.
    """
    if run is None:
        _enough(order.replications)
    began = time.monotonic()
    clock = _Clock(began, 60 * minutes)
    wanted = order.replications + order.pairs_among(order.replications) + ROUNDS * EXCHANGED
    told = _Told(progress, wanted)
    with connected(cluster) as at:
        results = run
        if results is None:
            shelf = shelf_of(store, loaded, order)
            some = replications(loaded.scenario, order, workers, told.of(0), shelf, at)
            results = gather(loaded.scenario, loaded.hash, order, clock.until(_SCREENING, some), loaded.excluded)
            results = with_twins(loaded, results, workers, told.of(0), store, at)
        drawn = additive.inputs(results)
        check(results, drawn)
        if run is not None:
            _same_model(loaded, run)
        found = [one for one in spreads(results) if one.kind in _KINDS]
        fits = {one.name: additive.fit(drawn, one.values) for one in found}
        paths = strongest(drawn, [fits[one.name] for one in found])
        exchange = _Exchange(loaded, results, paths, clock)
        told.expect(len(paths) * min(ROUNDS, results.replications))
        if paths:
            exchange.run(workers, told.of(None), store, at)
    known = shares(results)
    understood = tuple(
        _understood(one, drawn, fit, known[one.name], exchange)
        for one in found if (fit := fits[one.name]) is not None
    )  # fmt: skip
    pairs = 0 if results.twins is None else results.twins["replication"].n_unique()
    plan = Plan(results.replications, pairs, len(paths), exchange.rounds, len(drawn.paths))
    return Understanding(results, plan, understood, time.monotonic() - began)


def check(results: Results, drawn: Inputs) -> None:
    """Raise TooFew if nothing can be told from a run."""
    if not drawn.paths:
        raise TooFew("the scenario draws no number: all of its spread is luck, and there is nothing to ask for")
    _enough(results.replications)


def _enough(replications: int) -> None:
    if replications < additive.LEAST:
        raise TooFew(
            f"{replications} replications are too few to tell numbers from noise: "
            f"at least {additive.LEAST} are needed, better {REPLICATIONS} (jobsim run -n {REPLICATIONS})"
        )


def _same_model(loaded: Loaded, run: Results) -> None:
    """Raise TooFew if a run's first replication is another one here: its exchanges would not belong to it."""
    first = gather(loaded.scenario, loaded.hash, run.order, [replicate(loaded.scenario, run.order, 0)], ())
    here = {one.name: one.values[0] for one in spreads(first)}
    for one in spreads(run):
        if not np.isclose(one.values[0], here[one.name], rtol=1e-9, equal_nan=True):
            raise TooFew("the run was made by another version of the model; run the scenario again, or name it instead")


def strongest(drawn: Inputs, fits: Sequence[Fit | None]) -> tuple[str, ...]:
    """Whose total indices are worth the time: the first spread's ten, then those that carry most of each other one."""
    first, *others = [[one.position for one in fit.carriers[:TOLD]] if fit else [] for fit in fits] or [[]]
    turns = (position for turn in zip_longest(*others) for position in turn if position is not None)
    chosen = list(dict.fromkeys([*first, *turns]))[:EXCHANGED]
    return tuple(drawn.paths[position] for position in chosen)


def _understood(
    one: Spread, drawn: Inputs, fit: Fit, share: Share | None, exchange: _Exchange
) -> Understood:  # fmt: skip
    money = one.unit == "CNY" and one.kind != VALUE
    totals = [exchange.total(one, drawn, carrier, drawn.paths[carrier.position]) for carrier in fit.carriers]
    found = list(zip(fit.carriers, totals, strict=True))
    found.sort(key=lambda pair: -(pair[0].index if pair[1][0] is None else pair[1][0]))
    shown = tuple(
        Carried(
            drawn.paths[carrier.position], carrier.index, carrier.low, carrier.high, *total,
            worth(drawn, carrier, one.values) if money else None,
        )
        for carrier, total in found[:TOLD]
    )  # fmt: skip
    return Understood(
        one, share, width(one.values) if money else None, shown, fit.floor, fit.rest, len(found) - len(shown)
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ exchanges


class _Exchange:
    """The twenty numbers exchanged one by one, and what that gives for each spread."""

    def __init__(self, loaded: Loaded, results: Results, paths: tuple[str, ...], clock: _Clock) -> None:
        self._loaded, self._results, self._paths, self._clock = loaded, results, paths, clock
        self.rounds = 0
        self._values: Mapping[str, Numbers] = {}
        self._drawn = Inputs((), np.zeros((0, 0)))

    def run(
        self, workers: int | None, progress: Progress | None, store: Path | None, cluster: str | Connection | None
    ) -> None:
        order, size = self._results.order, len(self._paths)
        most = min(ROUNDS, self._results.replications) * size
        own = replace(order, replications=most, precision=None, ledger=False, pairs=0)
        design = Exchanged(self._paths, order.seed)
        shelf = shelf_of(store, self._loaded, own, design=design)
        some = replications(self._loaded.scenario, own, workers, progress, shelf, cluster, design=design)
        kept = self._clock.until(_SIMULATED, some, step=size, least=_FEWEST_ROUNDS * size)
        found = gather(self._loaded.scenario, self._loaded.hash, own, kept, ())
        self.rounds = found.replications // size
        self._values = {one.name: one.values for one in spreads(found)}
        self._drawn = additive.inputs(found)

    def total(
        self, one: Spread, drawn: Inputs, carrier: Carrier, path: str
    ) -> tuple[float | None, float | None, float | None]:
        """The total index with the ends of its 90 % interval: Jansen's, from what is left of each difference.

        Half the mean square of the differences that exchanging the number makes is its total part of the variance.
        What its curve makes of them is known already, so only what goes beyond it is estimated here.
        """
        if path not in self._paths or path not in self._drawn.paths:
            return None, None, None
        place, size, n = self._paths.index(path), len(self._paths), self.rounds
        changed = self._values[one.name][place : n * size : size]
        anew = self._drawn.values[place : n * size : size, self._drawn.paths.index(path)]
        ranks = np.stack([drawn.ranks[:n, carrier.position], additive.place(drawn, carrier.position, anew)])
        before, after = additive.curves(ranks) @ carrier.curve
        beyond = ((changed - one.values[:n]) ** 2 - (after - before) ** 2) / 2 / float(np.nanvar(one.values))
        beyond = beyond[~np.isnan(beyond)]
        if len(beyond) < _FEWEST_ROUNDS:
            return None, None, None
        own = (carrier.high - carrier.low) / 2
        half = float(np.hypot(float(ndtri((1 + LEVEL) / 2)) * beyond.std(ddof=1) / np.sqrt(len(beyond)), own))
        total = max(0.0, carrier.index + float(beyond.mean()))
        return total, max(0.0, total - half), min(1.0, total + half)


# ------------------------------------------------------------------------------------------------ time


@dataclass(frozen=True)
class _Clock:
    """Ends a run early, after whole steps, when its part of the time is over."""

    began: float
    seconds: float

    def until(
        self, part: float, some: Iterator[Reduced], step: int = additive.LEAST // 4, least: int = additive.LEAST
    ) -> Iterator[Reduced]:
        for number, one in enumerate(some, 1):
            yield one
            late = time.monotonic() - self.began > part * self.seconds
            if late and number >= least and number % step == 0:
                break
        some.close()  # type: ignore[attr-defined]


class _Told:
    """Progress over several runs: what came before is done."""

    def __init__(self, progress: Progress | None, wanted: int) -> None:
        self._progress, self._wanted, self._done = progress, wanted, 0

    def expect(self, more: int) -> None:
        """So many are to come, and no others."""
        self._wanted = self._done + more

    def of(self, before: int | None) -> Progress | None:
        """Progress of a further run; its own numbers count from where the last ended."""
        if self._progress is None:
            return None
        tell, start = self._progress, self._done if before is None else before

        def further(done: int, _: int | None) -> None:
            self._done = max(self._done, start + done)
            tell(self._done, max(self._wanted, self._done))

        return further
