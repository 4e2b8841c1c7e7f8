"""How much of a spread is assumption and how much luck: replications in pairs, alike in their parameters alone.

What the two of a pair have in common is what the parameters decide. So the share of the variance that is assumption is
their intraclass correlation, and the rest is luck (docs/decisions/0035-what-it-rests-on.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtri, stdtrit

from jobsim.experiments.cluster import Connection
from jobsim.experiments.designs import Twins
from jobsim.experiments.estimates import LEVEL
from jobsim.experiments.replications import Progress, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.spreads import EVENTS, Spread, spreads
from jobsim.experiments.store import shelf_of
from jobsim.scenario.loader import Loaded

SCHEMA: dict[str, type[pl.DataType]] = {"replication": pl.Int32, "spread": pl.String, "value": pl.Float64}
ENOUGH = 10
"""Pairs without which nothing is said; of an event, also pairs in which it happens, and pairs in which it does not."""


@dataclass(frozen=True)
class Share:
    """The share of a spread's variance that is assumption, its 90 % interval, and the pairs that say so."""

    share: float
    low: float
    high: float
    pairs: int


def with_twins(
    loaded: Loaded,
    results: Results,
    workers: int | None = None,
    progress: Progress | None = None,
    store: Path | None = None,
    cluster: str | Connection | None = None,
    done: int | None = None,
) -> Results:
    """The results of a run with its pairs: a twin for each of the first replications, as many as its order wants.

    The progress counts them after those that are ``done``, by default the run's own.
    """
    number = results.order.pairs_among(results.replications)
    if not number:
        return results
    order = replace(results.order, replications=number, precision=None, ledger=False, pairs=0)
    shelf = shelf_of(store, loaded, order, design=Twins())
    before = results.replications if done is None else done
    further = None if progress is None else lambda more, _: progress(before + more, before + number)
    run = replications(loaded.scenario, order, workers, further, shelf, cluster, design=Twins())
    twins = gather(loaded.scenario, loaded.hash, order, run, loaded.excluded)
    frames = [
        pl.DataFrame({"replication": np.arange(number, dtype=np.int32), "spread": one.name, "value": one.values})
        for one in spreads(twins)
    ]
    return replace(results, twins=pl.concat([pl.DataFrame(schema=SCHEMA), *frames]).sort("replication", "spread"))


def shares(results: Results) -> dict[str, Share | None]:
    """The share of each spread by its name; None where it cannot be known."""
    return results.once(_shares)


def _shares(results: Results) -> dict[str, Share | None]:
    found: dict[str, Share | None] = {}
    parts = {} if results.twins is None else results.twins.partition_by("spread", as_dict=True)
    for one in spreads(results):
        other = parts.get((one.name,))
        known = None if other is None else (other["replication"].to_numpy(), other["value"].to_numpy())
        found[one.name] = None if known is None else _share_of(one, *known)
    return found


def _share_of(one: Spread, at: npt.NDArray[np.int32], twin: npt.NDArray[np.float64]) -> Share | None:
    own = one.values[at]
    known = ~(np.isnan(own) | np.isnan(twin))
    own, twin = own[known], twin[known]
    if one.kind in EVENTS and min((own + twin > 0).sum(), (own + twin < 2).sum()) < ENOUGH:
        return None
    return share(own, twin)


def share(own: npt.NDArray[np.float64], twin: npt.NDArray[np.float64]) -> Share | None:
    """Intraclass correlation of pairs, from the analysis of variance (Fisher 1925); None if they do not tell it.

    The ends are the wider of two: those of the jackknife on Fisher's scale, which holds for any distribution but not
    where few pairs decide, and Fisher's own. An estimate below nothing comes from chance alone: it is given as 0, with
    the error it has.
    """
    pairs = len(own)
    if pairs < ENOUGH or np.ptp(np.concatenate([own, twin])) == 0:
        return None
    found = _correlation(own[None, :], twin[None, :])[0]
    kept = np.tile(np.arange(pairs), (pairs, 1))[~np.eye(pairs, dtype=bool)].reshape(pairs, pairs - 1)
    parts = _scaled(_correlation(own[kept], twin[kept]))
    middle = max(0.0, float(_scaled(found)))
    error = math.sqrt((pairs - 1) / pairs * float(((parts - parts.mean()) ** 2).sum()))
    tail = (1 + LEVEL) / 2
    half = max(float(stdtrit(pairs - 1, tail)) * error, float(ndtri(tail)) / math.sqrt(pairs - 1.5))
    low, high = (max(0.0, math.tanh(end)) for end in (middle - half, middle + half))
    return Share(max(0.0, float(found)), low, high, pairs)


def _correlation(own: npt.NDArray[np.float64], twin: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of pairs along the last axis; 0 where nothing varies."""
    pairs = own.shape[-1]
    mean = (own + twin) / 2
    between = 2 * ((mean - mean.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1) / (pairs - 1)
    within = ((own - twin) ** 2).sum(axis=-1) / 2 / pairs
    whole = between + within
    return np.asarray(np.divide(between - within, whole, out=np.zeros_like(whole), where=whole > 0))


def _scaled(correlation: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Fisher's z, finite also where the twins of every pair agree."""
    return np.asarray(np.arctanh(np.clip(correlation, -1 + 1e-9, 1 - 1e-9)))
