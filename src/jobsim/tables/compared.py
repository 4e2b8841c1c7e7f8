"""A variant in the document of a comparison, its measures found by their names."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.measures import HORIZON
from jobsim.tables.written import SMALL

Document = dict[str, Any]


class Variant:
    """What a variant changes against the baseline."""

    def __init__(self, document: Document, variant: Document) -> None:
        self.entry = variant
        self.name = str(variant["variant"])
        self.all = [one for one in document["comparisons"] if one["variant"] == self.name]
        self.by_name = {one["measure"]: one for one in self.all}
        first, last = (int(document["horizon"][end][:4]) for end in ("start", "end"))
        self.years = [str(year) for year in range(first, last + 1)]
        self.spelt = str(first) if first == last else f"{first}–{last}"

    @property
    def periods(self) -> list[str]:
        """The years and, where there are several, all together."""
        return [HORIZON] if len(self.years) == 1 else [*self.years, HORIZON]

    def get(self, *parts: str) -> Document | None:
        return self.by_name.get(".".join(parts))

    def period(self, period: str) -> str:
        return self.spelt if period == HORIZON else period

    def total(self, basis: str) -> Document:
        found: Document = self.by_name[f"outlay.{HORIZON}.{basis}.total"]
        return found

    @property
    def moves(self) -> bool:
        return any(moved(one) for one in self.all)


def variants(document: Document) -> list[Variant]:
    """The variants in the order in which they were asked for."""
    return [Variant(document, entry) for entry in document["variants"]]


def moved(entry: Document | None) -> bool:
    """Whether a measure differs in some replication."""
    return entry is not None and entry["p_equal"] is not None and bool(entry["p_equal"] < 1.0)


def change(*entries: Document) -> float:
    """The largest of the changes."""
    return max(abs(float(one["mean_difference"])) for one in entries)


def reach(*entries: Document) -> float:
    """How large the change might be, by its intervals."""
    return max([change(*entries), *(abs(float(end)) for one in entries for end in one["interval"] or ())])


def matters(entry: Document) -> bool:
    """Whether a change of money is seen in 万元 with two decimals, or might be."""
    return reach(entry) >= SMALL
