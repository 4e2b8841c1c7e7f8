"""A target in words for every table: requirement, tolerance, whom it counts, how its probability comes about."""

from __future__ import annotations

from typing import Any

from jobsim.experiments.target_view import COMES_ABOUT
from jobsim.vocabulary import NOT_WHOLE, UNITS

Document = dict[str, Any]
LANGUAGES = ("zh", "en")
_COMPARE = {">=": "≥", "<=": "≤", "==": "=", ">": ">", "<": "<"}
_WAN = 10_000.0
PATHS = 2
"""So many of the paths that a target rests on are named; the document holds all."""


def amount(value: float | None, unit: str) -> str:
    """A number of a unit without its name: counts are whole, sums of money in 万元."""
    if value is None:
        return "—"
    if unit == "CNY":
        return f"{value / _WAN:,.2f}"
    if unit not in NOT_WHOLE:
        # A threshold with a tolerance need not be whole; a count is.
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")
    return f"{value:,.2f}".rstrip("0").rstrip(".") if unit != "percent" else f"{value:,.1f}".removesuffix(".0")


def unit(name: str) -> tuple[str, str]:
    """A unit in Chinese and English, as it stands behind :func:`amount`."""
    return ("万元", "10,000 CNY") if name == "CNY" else UNITS[name]


def requirement(target: Document) -> tuple[str, str]:
    """What is asked for, with the unit."""
    asked = f"{_COMPARE[target['comparator']]} {amount(target['threshold'], target['unit'])}"
    zh, en = unit(target["unit"])
    return f"{asked} {zh}", f"{asked} {en}"


def tolerance(target: Document) -> str | None:
    """The tolerance and what counts as met with it; None where it moves nothing."""
    if target["tolerance"] in (None, 1.0):
        return None
    low, high = (amount(target[key], target["unit"]) for key in ("met_from", "met_to"))
    if target["met_to"] is None:
        shown = f"≥ {low}"
    elif target["met_from"] is None:
        shown = f"≤ {high}"
    else:
        shown = f"{low} … {high}"
    shown = shown if target["comparator"] in (">=", "<=", "==") else shown.replace("≥", ">").replace("≤", "<")
    return f"{target['tolerance']:g} → {shown}"


def how(target: Document) -> tuple[str, str]:
    """How the probability comes about."""
    return COMES_ABOUT[target["comes_about"]]


def rests_on(target: Document) -> str | None:
    """Paths of the assumed numbers that set it; None if none is named."""
    paths: list[str] = target["rests_on"]
    return ", ".join(paths[:PATHS]) + (f" … +{len(paths) - PATHS}" if len(paths) > PATHS else "") or None


def joined(every: Document | None) -> tuple[str, str]:
    """Which targets the joint probability joins."""
    if every is None:
        return "没有由模拟得出的目标，不算合计概率", "No target is simulated, so there is no joint probability"
    return (
        f"模拟得出的 {every['tests']} 项（共 {every['of']} 项）全部完成",
        f"all {every['tests']} simulated of {every['of']} tests together",
    )
