"""What one replication gives back: the contract between an engine and the experiments.

All arrays are structured; positions refer to the scenario's own order (programmes, then budget lines;
funds; targets) and to the tables of :mod:`jobsim.vocabulary`. Money is ``int64`` fen, days are ordinals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim.finance.evidence import Evidence

INDICATOR_DTYPE = np.dtype([("month", "i4"), ("indicator", "i2"), ("value", "f8")])
"""``month`` is yyyymm, ``indicator`` the position in ``vocabulary.INDICATORS``."""

TARGET_DTYPE = np.dtype([("target", "i2"), ("year", "i2"), ("value", "f8"), ("met", "?")])
"""``target`` is the position in the scenario's targets, ``value`` the indicator on the day of the test."""

JourneyEntry = tuple[int, int, int, str, str]
"""Person, day, phase, and what happened, in English and in Chinese."""


class Interrupted(Exception):
    """A replication was stopped from outside before its last day."""


@dataclass(frozen=True)
class Replication:
    """The outcome of one replication.

    ``ledger`` has one row per claim (``finance.ledger.LEDGER_DTYPE``), ``fund_years`` one per fund and year
    (``finance.treasury.FUND_YEAR_DTYPE``), ``parameters`` the drawn value of each uncertain parameter by its
    path. ``events`` are the wake-ups, answers and events beside a life that agents acted upon, counted alike by
    both engines. ``seconds`` is wall time and the only part that differs between two runs of the same seed.
    """

    replication: int
    ledger: npt.NDArray[Any]
    fund_years: npt.NDArray[Any]
    indicators: npt.NDArray[Any]
    targets: npt.NDArray[Any]
    parameters: dict[str, float]
    events: int
    seconds: float
    journeys: list[JourneyEntry] = field(default_factory=list)
    evidence: Evidence | None = None
    """What each entitlement rests on, if it was asked for."""
    persons: npt.NDArray[Any] | None = None
    """Who the county's persons are (county.records.ORIGIN_DTYPE), with the evidence."""
