"""The parameter values of one replication: every uncertain quantity drawn once, keyed by its path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jobsim.scenario import distributions
from jobsim.scenario.errors import MissingFigure, Problem
from jobsim.scenario.prepared import prepared
from jobsim.scenario.provenance import quantities
from jobsim.scenario.quantities import TABLE_SIZE, Each, Quantity
from jobsim.scenario.schema import Scenario

Word = TypeVar("Word", bound=Hashable)


def held(steps: list[tuple[int, float]], day: int) -> float:
    """The value of the step that holds on a day; before the first day of all that of the first."""
    value = steps[0][1]
    for first, later in steps[1:]:
        if first > day:
            break
        value = later
    return value


class Parameters:
    """Values of a scenario's quantities, in canonical units: CNY, shares 0 to 1, rates per month.

    ``uniform(*paths)`` gives the keyed uniform draws of uncertain quantities; without it every quantity
    takes its central value. All steps of a dated quantity share one draw, so they move together.
    """

    def __init__(self, scenario: Scenario, uniform: Callable[..., list[float]] | None) -> None:
        self.scenario = scenario
        self.drawn: dict[str, float] = {}
        """Drawn value of each uncertain quantity asked for so far, by path."""
        self._uniform = uniform
        self._values: dict[int, float] | None = None
        self._first_day = scenario.horizon.budget_from.toordinal()

    def value(self, quantity: Quantity) -> float:
        """The value; of a dated quantity the one that holds on the first day with a budget (of the horizon).

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
        return held(self.steps(quantity), day)

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

    def uniforms(self, paths: Sequence[str]) -> list[float]:
        """The uniform draws of uncertain quantities, by their paths."""
        return [0.5] * len(paths) if self._uniform is None else self._uniform(*paths)

    def _draw(self, quantity: Quantity, key: str, name: str | None = None) -> float:
        if quantity.kind == "missing":
            raise MissingFigure([missing_problem(quantity.path or key, None, quantity.reason)])
        if quantity.kind == "point":
            return quantity.args[0]
        if self._values is None:
            self._values = self._draw_all()
        value = self._values.get(id(quantity))
        if value is None:  # a quantity from outside the scenario
            value = quantity.central() if self._uniform is None else quantity.ppf(self._uniform(key)[0])
        self.drawn[name or key] = value
        return value

    def _draw_all(self) -> dict[int, float]:
        """Values of all uncertain quantities of the scenario, by identity: far quicker than one by one."""
        uncertain = prepared(self.scenario, _uncertain)
        keys = [key for group in uncertain.values() for _, key in group]
        uniforms = np.array(self.uniforms(keys), np.float64)
        values: dict[int, float] = {}
        for kind, group in uncertain.items():
            own, uniforms = np.split(uniforms, [len(group)])
            arguments = tuple(np.array([quantity.args for quantity, _ in group]).T)
            found = distributions.ppf(kind, arguments, own).tolist()
            values |= {id(quantity): value for (quantity, _), value in zip(group, found, strict=True)}
        return values


def _uncertain(scenario: Scenario) -> dict[str, list[tuple[Quantity, str]]]:
    """The uncertain quantities of a scenario by kind, each with the path that keys its draw.

    Discrete ones are left out: they differ in the number of their arguments.
    """
    groups: dict[str, list[tuple[Quantity, str]]] = defaultdict(list)
    for found in quantities(scenario):
        whole = found.quantity
        for quantity in (whole, *(step for _, step in whole.steps)):
            if distributions.ARGUMENTS.get(quantity.kind):
                groups[quantity.kind].append((quantity, whole.path))
    return dict(groups)


def missing_problem(path: str, clause: str | None, reason: str | None) -> Problem:
    where = f" of clause {clause}" if clause else ""
    return Problem(
        "", 0, 0, path, f"the figure{where} is missing: {reason}",
        f"give one with --set {path}=VALUE, or go on without it: --exclude-missing",
    )  # fmt: skip
