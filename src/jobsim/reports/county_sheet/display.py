"""How a number stands in a cell: its unit in words, what converts it exactly, the format, the admissible range.

Money that is large is in 万元, shares and rates are percentages (85% in the cell is 0.85 of the scenario). Conversion
is decimal, so 66.05万元 is 660500 CNY and not a hair beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jobsim import vocabulary
from jobsim.language import Words
from jobsim.scenario import fields, ranges
from jobsim.scenario.overrides import written_unit
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.schema import Scenario
from jobsim.scenario.units import factor

_ENDLESS = (("1/month", ranges.UNITS["1/month"][1]), ("number", ranges.TOTAL), ("percent", ranges.TOTAL))
"""Units and bounds that no county comes near to."""
LARGE = 100_000.0
"""CNY from which on money is told in 万元."""
_WAN = Words("万元", "10,000 CNY")
_MONEY = {
    "CNY": Words("元", "CNY"),
    "CNY/month": Words("元/月", "CNY a month"),
    "CNY/day": Words("元/天", "CNY a day"),
    "CNY/year": Words("元/年", "CNY a year"),
    "CNY/person": Words("元/人", "CNY a person"),
}
_SPANS = {
    "days": Words("天", "days"),
    "working days": Words("个工作日", "working days"),
    "months": Words("个月", "months"),
    "years": Words("岁", "years"),
    "ratio": Words("倍", "times"),
    "number": Words("", ""),
}
_RATES = {
    "share": Words("%", "%"),
    "1/month": Words("%/月", "% a month"),
    "1/year": Words("%/年", "% a year"),
    "percent": Words("%", "%"),
}
_NOUNS = {
    "persons": Words("人", "persons"),
    "firms": Words("户", "firms"),
    "units": Words("户", "units"),
    "workshops": Words("个", "workshops"),
    "bases": Words("家", "bases"),
    "carriers": Words("家", "carriers"),
    "posts": Words("个", "posts"),
    "seats": Words("个", "seats"),
    "jobs": Words("个", "jobs"),
    "entities": Words("户", "entities"),
    "ventures": Words("户", "ventures"),
    "fairs": Words("场", "fairs"),
}
_COUNTED = (
    (("county", "firms", "number"), "firms"),
    (("county", "firms", "roles"), "firms"),
    (("county", "firms", "recognitions"), "firms"),
    (("county", "ventures"), "ventures"),
    (("county",), "persons"),
    (("places", "three_supports"), "persons"),
    (("places", "western_plan"), "persons"),
    (("places", "skill_training"), "seats"),
    (("places", "entrepreneurship_training"), "seats"),
    (("places", "projects"), "persons"),
    (("places",), "posts"),
    (("behaviour",), "persons"),
    (("executed",), "persons"),
)


@dataclass(frozen=True)
class Display:
    unit: Words
    canonical: str
    """The unit of the scenario."""
    scale: int = 1
    """Canonical units in one of the cell: 10,000 CNY in 1 万元, 100 percent in the 1 that is shown as 100%."""
    percent: bool = False
    low: float = 0.0
    high: float = 0.0
    noun: str | None = None
    """The counted noun as the scenario writes it."""

    def cell(self, number: float) -> float:
        return float(Decimal(repr(float(number))) / self.scale)

    def number(self, cell: float) -> float:
        """The number of the scenario. What a cell holds is written with 16 digits at most, so more are none."""
        return float(Decimal(f"{float(cell):.15g}") * self.scale)

    @property
    def span(self) -> Words:
        """The admissible range in words."""
        low, high = (self.said(self.cell(end)) for end in (self.low, self.high))
        if (self.canonical, self.high) in _ENDLESS:
            return Words("任意数", "any number") if self.low < 0 else Words(f"{low}以上", f"{low} or more")
        return Words(f"{low}～{high}", f"{low} to {high}")

    def said(self, cell: float) -> str:
        """A cell's number as a person writes it."""
        return percent_text(cell, ",") if self.percent else ranges.shown(cell)


def percent_text(cell: float, thousands: str = "") -> str:
    """0.475 as 47.5%, with all its digits."""
    text = f"{Decimal(f'{float(cell):.15g}') * 100:{thousands}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def display_of(scenario: Scenario, path: tuple[str, ...], quantity: Quantity, raw: object) -> Display:
    """How the number at a path is shown; ``raw`` is what the scenario writes there."""
    field = fields.unit_at(path, quantity.unit)
    low, high = field.bounds(quantity.unit) if field is not None else ranges.UNITS[quantity.unit]
    return _display(scenario, path, quantity, raw, low, high)


def _display(
    scenario: Scenario, path: tuple[str, ...], quantity: Quantity, raw: object, low: float, high: float
) -> Display:
    unit = quantity.unit
    if path[0] == "targets" and path[2] == "value":
        return _target(scenario, path[1], low, high)
    if unit == "CNY" and (high >= ranges.TOTAL or _largest(quantity) >= LARGE):
        return Display(_WAN, unit, 10_000, low=low, high=high)
    if unit in _MONEY:
        return Display(_per(scenario, path, unit), unit, low=low, high=high)
    if unit in _RATES:
        return Display(_RATES[unit], unit, 100 if unit == "percent" else 1, percent=True, low=low, high=high)
    if unit == "count":
        noun = written_unit(raw)
        if noun is not None and factor(noun, "count") != 1.0:
            noun = None
        return Display(_noun(scenario, path, noun), unit, low=low, high=high, noun=noun)
    return Display(_SPANS.get(unit, Words(unit, unit)), unit, low=low, high=high)


def _target(scenario: Scenario, name: str, low: float, high: float) -> Display:
    """A target is in the unit of its indicator, also where its value is missing; a change is in percent."""
    target = scenario.targets[name]
    unit = vocabulary.INDICATORS[target.indicator][2] if target.change is None else "percent"
    if unit == "CNY":
        return Display(_WAN, unit, 10_000, low=0.0, high=high)
    if unit == "percent":
        return Display(_RATES[unit], unit, 100, percent=True, low=low, high=high)
    return Display(Words(*vocabulary.UNITS[unit]), "number", low=low, high=high)


def _largest(quantity: Quantity) -> float:
    steps = [step for _, step in quantity.steps] or [quantity]
    return max((abs(number) for step in steps for number in step.args), default=0.0)


def _per(scenario: Scenario, path: tuple[str, ...], unit: str) -> Words:
    if path[0] == "budget_lines" and path[2] == "price":
        of = scenario.budget_lines[path[1]].unit
        return Words(f"元/{of.zh}", f"CNY ({of.en})")
    if path[0] == "programmes" and unit == "CNY/person":
        subject = vocabulary.MILESTONES[scenario.programmes[path[1]].when].subject
        return _MONEY[unit] if subject == "person" else Words("元/户", "CNY each")
    return _MONEY[unit]


def _noun(scenario: Scenario, path: tuple[str, ...], noun: str | None) -> Words:
    if path[0] == "budget_lines":
        of = scenario.budget_lines[path[1]].unit
        return Words(of.zh, of.en)
    if path[0] == "events":
        unit = vocabulary.INDICATORS[path[-1]][2] if path[-1] in vocabulary.INDICATORS else ""
        return Words(*vocabulary.UNITS[unit]) if unit in vocabulary.UNITS else _NOUNS["posts"]
    if noun in _NOUNS:
        return _NOUNS[noun]
    word = next((word for start, word in _COUNTED if path[: len(start)] == start), None)
    return _NOUNS[word] if word is not None else Words("个", "")
