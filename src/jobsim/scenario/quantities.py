"""Quantities: numbers with unit, source and reference; certain, uncertain, dated or missing.

``Annotated[Quantity, Unit("CNY/month")]`` is the type of a schema field: it validates what the user
wrote and holds the number in the canonical unit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from jobsim.scenario import distributions, ranges

TABLE_SIZE = 1025
"""A quantile table of a number that differs from agent to agent holds u = i / 1024."""
END = 0.25 / (TABLE_SIZE - 1)
"""The ends of an unbounded law are clipped to quantiles a quarter of a cell inside its table."""
MISSING = "missing: "
"""How the value of a figure that is not there begins."""


@dataclass(frozen=True)
class Quantity:
    """A number of the scenario in the canonical unit of its field.

    ``kind`` is ``point``, ``missing``, ``dated`` or a distribution. ``args`` are its arguments, values and
    weights in turn for ``discrete``. ``steps`` holds (first day, quantity) of a dated one, ascending.
    ``source``, ``reference`` and ``note`` may come from the section above; ``path`` is filled on loading.
    """

    kind: str
    args: tuple[float, ...]
    unit: str
    source: str | None = None
    reference: str | None = None
    note: str | None = None
    steps: tuple[tuple[dt.date, Quantity], ...] = ()
    path: str = ""
    reason: str | None = None

    @property
    def is_missing(self) -> bool:
        return self.kind == "missing" or any(step.is_missing for _, step in self.steps)

    @property
    def is_uncertain(self) -> bool:
        return self.kind in distributions.ARGUMENTS or any(step.is_uncertain for _, step in self.steps)

    def ppf(self, u: float) -> float:
        """Quantile at ``u``, 0 < u < 1. A point has its value everywhere; a dated quantity is asked step by step."""
        if self.kind == "point":
            return self.args[0]
        if self.kind in ("missing", "dated"):
            raise ValueError(f"a {self.kind} quantity has no single quantile: {self.path}")
        return float(distributions.ppf(self.kind, self.args, np.array(u, dtype=np.float64)))

    def central(self) -> float:
        """The median, or the value of a point; the first value of a dated quantity."""
        if self.kind == "dated":
            return self.steps[0][1].central()
        return self.ppf(0.5)

    def on(self, date: dt.date) -> Quantity:
        """The step of a dated quantity that holds on a date (the first one before its first date); else itself."""
        held = self
        for index, (start, step) in enumerate(self.steps):
            if index == 0 or start <= date:
                held = step
        return held


def shown(quantity: Quantity) -> str:
    """A quantity in words, without its unit: ``1400``, ``pert 0.85 | 0.93 | 0.98``, ``from 2023-01-01: 1950``."""
    if quantity.kind == "point":
        return f"{quantity.args[0]:.10g}"
    if quantity.kind == "missing":
        return f"{MISSING}{quantity.reason}"
    if quantity.kind == "dated":
        return "; ".join(f"from {date}: {shown(step)}" for date, step in quantity.steps)
    if quantity.kind == "discrete":
        pairs = zip(quantity.args[::2], quantity.args[1::2], strict=True)
        return "discrete " + ", ".join(f"{value:.6g} ({weight:.6g})" for value, weight in pairs)
    return f"{quantity.kind} " + " | ".join(f"{number:.6g}" for number in quantity.args)


@dataclass(frozen=True)
class Each:
    """A number that differs from agent to agent (``varies``), or one quantity alike for all agents."""

    quantity: Quantity
    varies: bool

    @property
    def path(self) -> str:
        return self.quantity.path

    @property
    def unit(self) -> str:
        return self.quantity.unit

    @property
    def source(self) -> str | None:
        return self.quantity.source

    @property
    def is_missing(self) -> bool:
        return self.quantity.is_missing

    @cached_property
    def _table(self) -> npt.NDArray[np.float64]:
        if self.quantity.kind in ("point", "dated") or not self.varies:
            return np.full(TABLE_SIZE, self.quantity.central())
        u = np.arange(TABLE_SIZE, dtype=np.float64) / (TABLE_SIZE - 1)
        u[0], u[-1] = END, 1 - END
        table = distributions.ppf(self.quantity.kind, self.quantity.args, u)
        if self.quantity.kind in ("pert", "triangular", "uniform", "beta"):
            table[0], table[-1] = distributions.support(self.quantity.kind, self.quantity.args)
        return table

    def table(self) -> npt.NDArray[np.float64]:
        """Quantiles at u = 0, 1/1024, …, 1 as float64[1025], all finite."""
        return self._table.copy()


class QuantityFault(ValueError):
    """What is wrong with a written quantity; ``below`` is the key inside it that is at fault."""

    def __init__(self, message: str, below: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.below = below


class Unit:
    """Marks a field as a quantity in one of these canonical units, between ``low`` and ``high``.

    Without them the range of the unit holds, see :mod:`jobsim.scenario.ranges`.
    """

    def __init__(self, *units: str, low: float | None = None, high: float | None = None) -> None:
        self.units = units
        self.low = low
        self.high = high

    def bounds(self, unit: str) -> tuple[float, float]:
        """Smallest and largest number in the unit of a field (percent where a number is one)."""
        low, high = ranges.UNITS["number" if unit == "percent" and "number" in self.units else unit]
        return low if self.low is None else self.low, high if self.high is None else self.high

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        from jobsim.scenario import notation

        read = notation.read_each if source is Each else notation.read_quantity

        def validate(raw: Any) -> Quantity | Each:
            if isinstance(raw, Quantity | Each):
                return raw
            try:
                return read(raw, self)
            except QuantityFault as fault:
                raise PydanticCustomError("quantity", "{said}", {"said": fault.message, "below": fault.below}) from None

        return core_schema.no_info_plain_validator_function(validate)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # Replaced by a reference to the one definition of a quantity when the schema is published.
        return {"x-quantity": " or ".join(self.units)}
