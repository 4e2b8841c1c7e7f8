"""The parameter values of one replication: every uncertain quantity drawn once, keyed by its path."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jobsim.scenario.errors import MissingFigure, Problem
from jobsim.scenario.quantities import TABLE_SIZE, Each, Quantity
from jobsim.scenario.schema import Scenario

Word = TypeVar("Word", bound=Hashable)


class Parameters:
    """Values of a scenario's quantities, in canonical units: CNY, shares 0 to 1, rates per month.

    ``uniform(path)`` gives the keyed uniform draw of an uncertain quantity; without it every quantity
    takes its central value. All steps of a dated quantity share one draw, so they move together.
    """

    def __init__(self, scenario: Scenario, uniform: Callable[[str], float] | None) -> None:
        self.scenario = scenario
        self.drawn: dict[str, float] = {}
        """Drawn value of each uncertain quantity asked for so far, by path."""
        self._uniform = uniform
        self._first_day = scenario.horizon.start.toordinal()

    def value(self, quantity: Quantity) -> float:
        """The value; of a dated quantity the one that holds on the first day of the horizon.

        Raises MissingFigure if the text leaves the figure out.
        """
        if quantity.kind == "point":
            return quantity.args[0]
        if quantity.kind == "dated":
            return self.at(quantity, self._first_day)
        return self._draw(quantity, quantity.path)

    def steps(self, quantity: Quantity) -> list[tuple[int, float]]:
        """(first day, value) of each step, ascending; an undated quantity holds from day 0."""
        if quantity.kind != "dated":
            return [(0, self.value(quantity))]
        return [
            (date.toordinal(), self._draw(step, quantity.path, f"{quantity.path}.dated.{index}"))
            for index, (date, step) in enumerate(quantity.steps)
        ]

    def at(self, quantity: Quantity, day: int) -> float:
        """The value that holds on a day; before the first date of a dated quantity its first value."""
        steps = self.steps(quantity)
        value = steps[0][1]
        for first, later in steps[1:]:
            if first > day:
                break
            value = later
        return value

    def table(self, each: Each) -> npt.NDArray[np.float64]:
        """Quantiles of a number that differs from agent to agent, at u = 0, 1/1024, …, 1."""
        if each.quantity.is_missing:
            self._draw(each.quantity, each.path)
        if each.varies:
            return each.table()
        return np.full(TABLE_SIZE, self.value(each.quantity))

    def shares(self, shares: Mapping[Word, Quantity]) -> dict[Word, float]:
        """Shares that make up a whole, scaled so that they sum to one also when they are drawn."""
        values = {word: self.value(share) for word, share in shares.items()}
        total = sum(values.values())
        return {word: value / total for word, value in values.items()} if total > 0 else values

    def _draw(self, quantity: Quantity, key: str, name: str | None = None) -> float:
        if quantity.kind == "missing":
            raise MissingFigure([missing_problem(quantity.path or key, None, quantity.reason)])
        if quantity.kind == "point":
            return quantity.args[0]
        value = quantity.central() if self._uniform is None else quantity.ppf(self._uniform(key))
        self.drawn[name or key] = value
        return value


def missing_problem(path: str, clause: str | None, reason: str | None) -> Problem:
    where = f" of clause {clause}" if clause else ""
    return Problem(
        "", 0, 0, path, f"the figure{where} is missing: {reason}",
        "give a value, or go on without it: --exclude-missing",
    )  # fmt: skip
