"""The self-evaluation score (绩效自评得分) that a year will bring, over the replications, and what would lift it.

Points as in the form for local projects: execution 10, output 50, benefit 30, satisfaction 10. Satisfaction is asked
for in a survey and not simulated: it stays unknown and is left out. Points of output and of benefit are shared evenly
among the indicators known; a number that falls short scores in proportion. Both are usual; the bureau may set others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.fund_view import FundYear
from jobsim.experiments.results import Results
from jobsim.experiments.target_view import described
from jobsim.language import Words

Numbers = npt.NDArray[np.float64]
EXECUTION, OUTPUT, BENEFIT, SATISFACTION = "execution", "output", "benefit", "satisfaction"
POINTS: dict[str, float] = {EXECUTION: 10.0, OUTPUT: 50.0, BENEFIT: 30.0, SATISFACTION: 10.0}
PARTS: dict[str, Words] = {
    EXECUTION: Words("预算执行率", "Budget execution"),
    OUTPUT: Words("产出指标", "Output"),
    BENEFIT: Words("效益指标", "Benefit"),
    SATISFACTION: Words("满意度指标", "Satisfaction"),
}
QUANTITY, QUALITY, TIMELINESS, SOCIAL = "quantity", "quality", "timeliness", "social"
SECOND_LEVEL: dict[str, Words] = {
    QUANTITY: Words("数量指标", "Quantity"),
    QUALITY: Words("质量指标", "Quality"),
    TIMELINESS: Words("时效指标", "Timeliness"),
    SOCIAL: Words("社会效益指标", "Social benefit"),
}

_BENEFITS = frozenset(
    (
        "urban_new_employment",
        "rural_labour_transfer_employment",
        "graduate_placement_rate",
        "new_startup_entities",
        "new_jobs_created",
        "new_jobs_with_founders",
        "urban_surveyed_unemployment_rate",
        "min_stably_employed_persons_per_family",
        "families_without_stable_employment",
        "zero_employment_families",
        "min_stably_employed_persons_per_zero_employment_family",
        "zero_employment_urban_families_uncleared",
        "work_relief_migrant_worker_share",
        "work_relief_labour_pay_share",
        "key_project_employment",
        "quality_enterprise_employment",
        "quality_enterprise_hires",
        "unemployed_graduate_assisted_employment_rate",
        "hardship_graduate_assisted_employment_rate",
        "urban_unemployed_reemployed",
        "hard_to_employ_persons_employed",
        "hard_to_employ_persons_placed",
        "registered_unemployed",
        "skilled_worker_share_of_labour_force",
        "vocational_graduate_local_employment_rate",
        "vocational_leaver_local_employment_rate",
        "above_scale_enterprise_insurance_coverage",
        "above_scale_staff_insurance_coverage",
        "insured_share_of_workers",
        "state_firm_posts_for_veterans_share",
    )
)
_QUALITY = frozenset(("take_up_rate_of_cases", "eligible_but_unpaid_cases"))
_TIMELINESS = frozenset(("unemployment_benefits_paid_full_and_on_time_rate", "unemployment_registration_working_days"))
_NOT_SCORED = frozenset(("targets_met_share", "employment_fund_to_previous_year_ratio"))
"""A count of the other targets would count them twice; money put in is no output."""
_PRICED: dict[str, tuple[str, ...]] = {
    "interns_started": ("internship_month", "internship_started"),
    "internship_posts_collected": ("internship_month", "internship_started"),
    "public_welfare_posts_opened": ("post_month", "post_started"),
    "new_startup_entities": ("venture_month", "venture_founded"),
    "skill_trainees": ("course_completed",),
    "new_skilled_workers": ("certificate",),
    "new_highly_skilled_workers": ("certificate",),
}
"""Milestones whose programmes pay for one more of an indicator."""


def level(indicator: str) -> tuple[str, str] | None:
    """First and second level of an indicator in the form; None for one that is not scored."""
    if indicator in _NOT_SCORED:
        return None
    if indicator in _BENEFITS:
        return BENEFIT, SOCIAL
    second = QUALITY if indicator in _QUALITY else TIMELINESS if indicator in _TIMELINESS else QUANTITY
    return OUTPUT, second


@dataclass(frozen=True)
class Scored:
    """A target in the form: where it stands, its points, and what share of them each replication earns."""

    target: str
    part: str
    second: str
    points: float
    values: Numbers
    attained: Numbers
    """0 to 1, NaN where the indicator has no value."""
    earned: Numbers
    """Points; an indicator without a value in a replication leaves its points to the others of its part."""


@dataclass(frozen=True)
class Action:
    """What would lift the score: so many points on average, at this cost in CNY; None if the cost is not known."""

    target: str | None
    """None for the budget's execution."""
    lift: float
    short: float
    """So much is missing on average: CNY of the budget not spent, or units of the indicator."""
    cost: float | None
    price: float | None


@dataclass(frozen=True)
class Score:
    """The score of a year. Arrays are float64[replications]."""

    year: int
    indicators: tuple[Scored, ...]
    available: Numbers | None
    paid: Numbers | None
    """Of the funds with an appropriation; None if none has one."""
    parts: dict[str, Numbers | None]
    actions: tuple[Action, ...]

    @property
    def known(self) -> float:
        """Points of the parts that are known."""
        return sum(POINTS[name] for name, values in self.parts.items() if values is not None)

    @property
    def total(self) -> Numbers | None:
        """Points earned in the parts that are known, out of :attr:`known`."""
        held = [values for values in self.parts.values() if values is not None]
        return np.sum(held, axis=0) if held else None


def score(results: Results, year: int) -> Score:
    """The score of a year over the replications."""
    indicators = _indicators(results, year)
    limited = [FundYear(results, name, year) for name in results.funds_of_kind("budget") if results.limited(name, year)]
    available = np.sum([one.available for one in limited], axis=0) if limited else None
    paid = np.sum([one.amount("paid") for one in limited], axis=0) if limited else None
    parts: dict[str, Numbers | None] = {
        EXECUTION: None if available is None or paid is None else POINTS[EXECUTION] * _rate(paid, available),
        OUTPUT: _part(indicators, OUTPUT),
        BENEFIT: _part(indicators, BENEFIT),
        SATISFACTION: None,
    }
    return Score(year, indicators, available, paid, parts, _actions(results, year, indicators, available, paid))


def attained(values: Numbers, met: npt.NDArray[np.bool_], comparator: str, threshold: float) -> Numbers:
    """Share of the points that values earn: all where the target is met, else in proportion to what is reached."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if threshold <= 0:
            short = np.zeros(len(values))
        elif comparator.startswith(">"):
            short = values / threshold
        elif comparator.startswith("<"):
            short = threshold / values
        else:
            short = 1.0 - np.abs(values - threshold) / threshold
    found = np.where(met, 1.0, np.clip(short, 0.0, 1.0))
    return np.where(np.isnan(values), np.nan, found)


def _indicators(results: Results, year: int) -> tuple[Scored, ...]:
    found: list[tuple[str, str, str, Numbers, Numbers]] = []
    rows = results.targets.filter(pl.col("year") == year).sort("replication")
    present = set(rows["target"].unique().cast(pl.String))
    for name in results.scenario.targets:
        said = described(results.scenario, name)
        placed = level(said["indicator"])
        if name not in present or placed is None:
            continue
        tests = rows.filter(pl.col("target") == name)
        values = tests["value"].to_numpy().astype(np.float64)
        met = tests["met"].to_numpy()
        found.append((name, *placed, values, attained(values, met, said["comparator"], said["threshold"])))
    scored = []
    for part in (OUTPUT, BENEFIT):
        held = [one for one in found if one[1] == part]
        known = np.sum([~np.isnan(one[4]) for one in held], axis=0)
        share = np.divide(POINTS[part], known, out=np.zeros(results.replications), where=known > 0)
        scored += [
            Scored(name, part, second, POINTS[part] / len(held), values, reached, share * np.nan_to_num(reached))
            for name, part, second, values, reached in held
        ]
    return tuple(scored)


def _part(indicators: tuple[Scored, ...], part: str) -> Numbers | None:
    held = [one.earned for one in indicators if one.part == part]
    return np.asarray(np.sum(held, axis=0)) if held else None


def _rate(paid: Numbers, available: Numbers) -> Numbers:
    return np.asarray(np.minimum(1.0, np.divide(paid, available, out=np.zeros(len(paid)), where=available > 0)))


def _actions(
    results: Results, year: int, indicators: tuple[Scored, ...], available: Numbers | None, paid: Numbers | None
) -> tuple[Action, ...]:
    """What is lost in each part, cheapest first by cost per point; unknown costs last."""
    found = []
    if available is not None and paid is not None:
        lost = float((POINTS[EXECUTION] * (1.0 - _rate(paid, available))).mean())
        found.append(Action(None, lost, float(np.maximum(available - paid, 0.0).mean()), 0.0, None))
    for one in indicators:
        target = results.scenario.targets[one.target]
        lost = float(np.nan_to_num(one.points * (1.0 - one.attained)).mean())
        short = float(np.nan_to_num(np.maximum(target.value.central() - one.values, 0.0)).mean())
        price = None if target.change is not None else _price(results, year, target.indicator)
        found.append(Action(one.target, lost, short, None if price is None else short * price, price))
    lifting = [one for one in found if one.lift >= 0.005]
    return tuple(sorted(lifting, key=lambda one: (one.cost is None, (one.cost or 0.0) / one.lift, -one.lift)))


def _price(results: Results, year: int, indicator: str) -> float | None:
    """Mean outlay of a year for one more person, of the programmes that pay at the indicator's milestones."""
    milestones = _PRICED.get(indicator)
    if milestones is None:
        return None
    names = [
        name
        for name, one in results.scenario.programmes.items()
        if one.when in milestones and results.scenario.funds[one.fund].kind in ("budget", "insurance")
    ]
    rows = results.programmes.filter(pl.col("programme").cast(pl.String).is_in(names) & (pl.col("year") == year))
    persons = results.per_replication(rows, "persons").mean()
    paid = results.per_replication(rows, "paid_fen").mean()
    return float(paid / persons) if persons > 0 else None
