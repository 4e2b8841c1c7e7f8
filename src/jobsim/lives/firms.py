"""What firms and bases do by calendar: vacancies, assessments, settlements, evaluations, recognitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from jobsim import days
from jobsim.lives.world import F, Life, World
from jobsim.scenario.place_sections import Event
from jobsim.vocabulary import FACTS, FIRM_ROLES, FIRM_SIZES, GRADES, Phase

_ROLE = {name: 1 << code for code, name in enumerate(FIRM_ROLES)}
_EVALUATED = _ROLE["workshop"] | _ROLE["employment_base"] | _ROLE["incubator"]


def posting_counts(w: World) -> npt.NDArray[np.int64]:
    """New vacancies by month and firm: Poisson, by inversion of one keyed draw each.

    The mean rests on the firm's nominal size, so that nobody's vacancies depend on who was hired.
    """
    section, model = w.model.scenario.places.vacancies, w.model
    firms = np.arange(w.proper)
    size = np.array(w.firm.size[: w.proper])
    per_worker = np.array([model.value(section.rate[n]) if n in section.rate else 0.0 for n in FIRM_SIZES])[size]
    mean = per_worker * np.array(w.firm.nominal_staff[: w.proper])
    season = model.scenario.behaviour.seasons[section.season].months if section.season else [1.0] * 12
    average = sum(season) / 12
    rows = []
    for month, day in enumerate(month_starts(model.first, model.last)):
        factor = season[days.date_of(day).month - 1] / average
        uniform = w.draws.many("vacancy", firms, month)
        rows.append(poisson_inverse(uniform, mean * factor))
    return np.array(rows)


def poisson_inverse(uniform: npt.NDArray[np.float64], mean: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The Poisson quantile: the smallest count whose cumulative probability reaches the uniform."""
    above = np.ceil(special.pdtrik(uniform, mean))
    below = np.maximum(above - 1, 0)
    return np.where((special.pdtr(below, mean) >= uniform) | (mean <= 0), np.where(mean > 0, below, 0), above).astype(
        np.int64
    )


def month_starts(first: int, last: int) -> list[int]:
    found, day = [], first
    while day <= last:
        found.append(day)
        day = days.month_end(day) + 1
    return found


def labour_market(w: World) -> Life:
    """Firms advertise posts on the first of each month."""
    counts = posting_counts(w)
    initial = w.model.value(w.model.scenario.places.vacancies.initial)
    start = (
        np.array(w.firm.nominal_staff[: w.proper]) * initial + w.draws.many("vacancy", np.arange(w.proper), 1 << 20)
    ).astype(np.int64)
    for month, day in enumerate(month_starts(w.model.first, w.model.last)):
        if day > w.today:
            yield w.at(day, Phase.INSTITUTION)
        w.vacancies.open_month(day, counts[month] + (start if month == 0 else 0))


def openings(w: World) -> Life:
    """Posts, seats and loan volume open on their days."""
    due = sorted({day for pool in w.pools.values() for day, _ in pool.openings if day >= w.today})
    for day in due:
        if day > w.today:
            yield w.at(day, Phase.INSTITUTION)
        for name, pool in w.pools.items():
            if name == "loan" and any(at == day for at, _ in pool.openings):
                pool.free = 0  # volume of a year that was not lent does not carry over
            opened = pool.open_due(day)
            if opened and name == "internship":
                w.add("internship_posts_collected", opened)
            elif opened and name == "public_post":
                w.add("public_welfare_posts_opened", opened)


def recognitions(w: World) -> Life:
    """Bases and incubators are recognised on the days the scenario declares; what came before the history holds."""
    for day, firm, level in w.county.recognised:
        if day < w.model.first:
            w.firm.recognition[firm], w.firm.founded[firm] = level, day
            continue
        if day > w.today:
            yield w.at(day, Phase.INSTITUTION)  # before the evaluations of the day, which read it
        recognise(w, firm, level)


def recognise(w: World, firm: int, level: int) -> None:
    """A base or incubator is recognised today."""
    w.firm.recognition[firm] = level
    w.firm.founded[firm] = w.today
    w.reach_firm("recognised", firm, [0] * len(FACTS))


def scheduled(w: World, event: Event) -> Life:
    """One kind of event on its days. Firms' figures are those of the last month end."""
    kinds: dict[str, Any] = {"firm_assessment": assess, "unit_settlement": settle_units, "evaluation": evaluate}
    for day in w.model.event_days(event):
        yield w.at(day, Phase.CLEARING)
        if event.kind == "fair":
            w.add("recruitment_fairs_held")
        elif event.kind == "activity":
            w.add("named_special_service_activities")
        elif event.kind in kinds:
            kinds[event.kind](w, event)


def contributions(w: World) -> Life:
    """The contribution base of each firm, at each month end, if a programme looks at it."""
    if not w.relevance.watched("firm_month", 0):
        return
    for day in month_starts(w.model.first, w.model.last):
        yield w.at(days.month_end(day), Phase.CLEARING)
        floor = w.model.at(w.model.base_floor, w.today)
        for firm in (f for f in range(w.proper) if w.firm.insured_seen[f]):
            reach_contributions(w, firm, floor * w.firm.insured_seen[firm])


def reach_contributions(w: World, firm: int, payroll: int) -> None:
    """Contributions of a month are due on a base in fen."""
    facts = [0] * len(FACTS)
    facts[F["months"]], facts[F["payroll"]] = 1, payroll
    w.reach_firm("firm_month", firm, facts)


def assess(w: World, event: Event) -> None:
    """Yearly assessment: unemployment-insurance premiums of last year, and lay-offs."""
    floor = w.model.at(w.model.base_floor, w.today - 365)
    yearly = round(floor * 12 * w.model.premium_rate)
    for firm in (f for f in range(w.proper) if w.firm.insured_last_year[f]):
        reach_assessment(w, firm, yearly * w.firm.insured_last_year[firm])


def reach_assessment(w: World, firm: int, premiums: int) -> None:
    """The firm is assessed; it paid these premiums last year, in fen."""
    facts = [0] * len(FACTS)
    facts[F["premiums"]] = premiums
    w.reach_firm("firm_year", firm, facts)


def settle_units(w: World, event: Event) -> None:
    """Settlement of internship units for the year: retention of the unit prices all its months."""
    for host in w.hosts:
        settle_unit(w, host)


def settle_unit(w: World, host: int) -> None:
    """The unit's internship months, completions and retentions since the last settlement."""
    facts = [0] * len(FACTS)
    completed = w.firm.completed[host]
    facts[F["months"]], facts[F["completed"]] = w.firm.intern_months[host], completed
    facts[F["retention_percent"]] = 100 * w.firm.retained[host] // completed if completed else 0
    if facts[F["months"]]:
        w.reach_firm("internship_unit_settled", host, facts)
    w.firm.intern_months[host] = w.firm.completed[host] = w.firm.retained[host] = 0


def evaluate(w: World, event: Event) -> None:
    """Yearly evaluation of workshops, bases and incubators; the grade is a keyed draw."""
    year = days.year_of(w.today)
    grades = [(w.model.value(share), name) for name, share in (event.grades or {}).items()]
    for firm in range(w.proper):
        if not w.firm.roles[firm] & _EVALUATED or w.firm.closes[firm] <= w.today:
            continue
        uniform, total, grade = w.draws.uniform("grade", firm, year - 2000), 0.0, GRADES[0]
        for share, name in grades:
            total += share
            if uniform < total:
                grade = name
                break
        reach_evaluation(w, firm, grade)


def reach_evaluation(w: World, firm: int, grade: str) -> None:
    """The firm gets its grade today."""
    facts = [0] * len(FACTS)
    facts[F["grade"]] = GRADES.index(grade)
    recognised = w.firm.founded[firm]
    facts[F["years_since_recognition"]] = days.year_of(w.today) - days.year_of(recognised) if recognised else 0
    w.reach_firm("evaluated", firm, facts)
