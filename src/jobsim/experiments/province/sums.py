"""The sum over all counties, in two stated ways, replication by replication.

Draws are keyed by seed, replication, stream and number of the agent; the county is no part of the key. So in
replication k every county draws the same number for an assumption that stands under the same path, and person 17 of one
county has the luck of person 17 of another.

``joint`` adds replication k of each county to replication k of the others: assumptions under the same path move
together, and so does the luck of persons of the same number, as far as their lives ask for the same draws.
``independent`` puts the replications of each county into an order of its own first, which follows from the names of
province and county: nothing moves together. Means are equal; spreads are not.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.estimates import spread
from jobsim.experiments.measures import Numbers, Observed
from jobsim.vocabulary import PAYERS

JOINT, INDEPENDENT = "joint", "independent"
LUCKS = (JOINT, INDEPENDENT)
STATISTICS = ("mean", "p10", "p50", "p80", "p90")
TOTAL, PAYER = "total", "payer"


def own_order(county: str, replications: int) -> npt.NDArray[np.int64]:
    """In which order the replications of a county are taken: by the digests of its name and their numbers."""
    digests = [hashlib.sha256(f"{county}/{number}".encode()).digest()[:8] for number in range(replications)]
    return np.argsort(np.frombuffer(b"".join(digests), dtype=">u8"), kind="stable")


class Sums:
    """Cash of budget funds over counties; a variant is added to the same variant of others, never to its baseline.

    Where counties have different numbers of replications, the sum has those that all of them have.
    """

    def __init__(self) -> None:
        self._sums: dict[tuple[str | None, int, str, str], dict[str, Numbers]] = {}
        self._counties: dict[tuple[str | None, int], int] = {}

    def add(self, county: str, variant: str | None, observed: Observed) -> None:
        """Add a county. Amounts are whole fen, which floats hold exactly: the order of counties changes no bit."""
        order = own_order(county, observed.replications)
        for year in observed.years:
            self._counties[variant, year] = self._counties.get((variant, year), 0) + 1
        for name, measure in observed.measures.items():
            if measure.section == "outlay" and measure.basis == "cash" and measure.kind in (TOTAL, PAYER):
                if measure.year is None:
                    continue
                values = observed.values[name]
                key = (variant, measure.year, measure.kind, measure.item or "")
                kept = self._sums.get(key)
                for luck, own in ((JOINT, values), (INDEPENDENT, values[order])):
                    before = kept[luck] if kept is not None else np.zeros(len(own))
                    number = min(len(before), len(own))
                    self._sums.setdefault(key, {})[luck] = before[:number] + own[:number]

    @property
    def replications(self) -> int:
        """How many replications every sum has."""
        return min((len(one[JOINT]) for one in self._sums.values()), default=0)

    def frame(self) -> pl.DataFrame:
        """A row for each variant, year, total or payer, and way of adding up; money in CNY."""
        rows = []
        payers = list(PAYERS)
        ordered = sorted(
            self._sums, key=lambda key: (key[0] or "", key[1], payers.index(key[3]) if key[2] == PAYER else -1)
        )
        for variant, year, by, item in ordered:
            if by == PAYER and not self._sums[variant, year, by, item][JOINT].any():
                continue  # who bears nothing
            for luck in LUCKS:
                found = spread(self._sums[variant, year, by, item][luck] / 100)
                rows.append({"variant": variant, "year": year, "by": by, "item": item or None, "luck": luck,
                             "counties": self._counties[variant, year],
                             **{name: found[name] for name in STATISTICS}})  # fmt: skip
        return pl.DataFrame(rows, schema=_SCHEMA)


_SCHEMA: dict[str, type[pl.DataType]] = {
    "variant": pl.String, "year": pl.Int32, **dict.fromkeys(("by", "item", "luck"), pl.String), "counties": pl.Int32,
    **dict.fromkeys(STATISTICS, pl.Float64),
}  # fmt: skip
