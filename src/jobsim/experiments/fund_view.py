"""A fund in a year over the replications: the numbers that the table, the document, the frame and the figure share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.estimates import probability, quantile_interval, spread
from jobsim.experiments.results import Results
from jobsim.scenario.executed_section import paid_by

Numbers = npt.NDArray[np.float64]
ENOUGH = {"80": 0.80, "95": 0.95}
"""How often an appropriation should suffice."""


@dataclass(frozen=True)
class FundYear:
    """Amounts are in CNY, float64[replications]."""

    results: Results
    fund: str
    year: int

    @property
    def limited(self) -> bool:
        """Whether an appropriation is stated for the year. Without one there is nothing that could be overrun."""
        return self.results.limited(self.fund, self.year)

    @cached_property
    def rows(self) -> pl.DataFrame:
        return self.results.funds.filter((pl.col("fund") == self.fund) & (pl.col("year") == self.year))

    def amount(self, column: str) -> Numbers:
        return self.results.per_replication(self.rows, f"{column}_fen")

    @cached_property
    def demand(self) -> Numbers:
        """Approved in the year, and arrears carried in."""
        return self.amount("demand")

    @cached_property
    def available(self) -> Numbers:
        """Carried over and appropriated."""
        return self.amount("opening") + self.amount("appropriated")

    @cached_property
    def needs(self) -> Numbers:
        """The appropriation that would just suffice."""
        return np.maximum(self.demand - self.amount("opening"), 0.0)

    @cached_property
    def exhausted_in(self) -> Numbers:
        """Share of the replications in which the year's demand passes the money, by the month it does: float64[12]."""
        months = self.rows["exhausted_month"].to_numpy()
        return np.bincount(months[months > 0], minlength=13)[1:] / self.results.replications

    @property
    def overrun(self) -> npt.NDArray[np.bool_]:
        # In whole fen: yuan are no exact numbers.
        return (self.rows["demand_fen"] > self.rows["opening_fen"] + self.rows["appropriated_fen"]).to_numpy()

    @cached_property
    def chance(self) -> dict[str, Any] | None:
        """Probability of an overrun and its interval; None without an appropriation."""
        return probability(self.overrun) if self.limited else None

    def monthly(self) -> Numbers:
        """Demand accumulated to each month's end, float64[replications, 12]; arrears carried in fall due at once."""
        first = self.year * 100 + 1
        rows = self.results.fund_months.filter(
            (pl.col("fund") == self.fund) & pl.col("month").is_between(first, first + 11)
        )
        months = np.zeros((self.results.replications, 12))
        months[rows["replication"].to_numpy(), rows["month"].to_numpy() - first] = rows["demand_fen"].to_numpy()
        months = months / 100
        months[:, 0] += self.demand - months.sum(axis=1)
        return np.asarray(months.cumsum(axis=1))

    @property
    def before_is_executed(self) -> bool:
        """Whether a floor is held against what was executed in the year before, for want of its appropriation."""
        fund, first = self.results.scenario.funds[self.fund], self.results.years[0]
        stated = self.year - 1 in fund.appropriations or (self.year == first and fund.previous_year is not None)
        return not stated and paid_by(self.results.scenario, self.fund, self.year - 1) is not None

    def floor(self) -> dict[str, Any] | None:
        """How often and by how much the appropriation is below its floor; None where none can be held against it."""
        asked, stated = (self.rows[f"{name}_fen"].to_numpy() for name in ("floor", "appropriated"))
        if not self.limited or not asked.any():
            return None
        short = np.maximum(asked - stated, 0) / 100
        broken = probability(short > 0)
        return {
            "share_of_year_before": self.results.scenario.funds[self.fund].floor.central(),  # type: ignore[union-attr]
            "asked_p50": float(np.median(asked)) / 100,
            "p_broken": broken["probability"],
            "p_broken_interval": broken["interval"],
            "short_by": {"mean": float(short[short > 0].mean()), "max": float(short.max())} if short.any() else None,
        }

    def document(self) -> dict[str, Any]:
        """As in ``summary.json``: null where no appropriation is stated, or where the replications are too few."""
        needs = self.needs
        exhausted = self.rows.filter(pl.col("exhausted_month") > 0)["exhausted_month"].to_numpy()
        fund, chance = self.results.scenario.funds[self.fund], self.chance or {"probability": None, "interval": None}
        carried = self.amount("opening")
        arrears = self.amount("arrears")
        found: dict[str, Any] = {
            "fund": self.fund,
            "title": fund.title.model_dump(),
            "kind": fund.kind,
            "year": self.year,
            "limited": self.limited,
            "appropriation": float(np.median(self.amount("appropriated"))) if self.limited else None,
            "appropriation_from": self._provenance(),
            "carry_over": float(np.median(carried)) if self.limited or carried.any() else None,
            "available": spread(self.available) if self.limited else None,
            "p_overrun": chance["probability"],
            "p_overrun_interval": chance["interval"],
        }
        for name, q in ENOUGH.items():
            interval = quantile_interval(needs, q)
            found[f"appropriation_{name}"] = float(np.quantile(needs, q))
            found[f"appropriation_{name}_interval"] = None if interval is None else list(interval)
        return found | {
            "exhaustion_month": int(np.quantile(exhausted, 0.5, method="inverted_cdf")) if len(exhausted) else None,
            "p_exhausted": len(exhausted) / self.results.replications if self.limited else None,
            "floor": self.floor(),
            "demand": spread(self.demand),
            "paid": spread(self.amount("paid")),
            "topped_up_mean": float(self.amount("topped_up").mean()),
            "lapsed_mean": float(self.amount("lapsed").mean()),
            "arrears_p50": float(np.median(arrears)),
            "arrears_p95": float(np.quantile(arrears, 0.95)),
        }

    def _provenance(self) -> dict[str, str | None] | None:
        """Where the appropriation comes from; None if none is stated."""
        if not self.limited:
            return None
        amount = self.results.scenario.funds[self.fund].appropriations[self.year].amount
        return {"source": amount.source, "reference": amount.reference, "note": amount.note}


def fund_years(results: Results) -> list[FundYear]:
    """Every fund in every reported year."""
    return [FundYear(results, name, year) for name in results.scenario.funds for year in results.years]
