"""Numbers that a simulated county and published ones have alike: per resident, per 1,000 residents, per head.

Part of a year: what goes on through it (training, loans, new jobs, money) is taken to twelve months from nine on and
left out below; who draws or holds a post stands as printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim.experiments.programme_view import Line, lines
from jobsim.experiments.results import Results
from jobsim.language import Words
from jobsim.other_counties.rows import Figure, residents_of
from jobsim.scenario.rule_sections import Programme

Numbers = npt.NDArray[np.float64]
ENOUGH = 9
"""Months of a year from which on its count is taken to the whole year."""
_INSURANCE, _START_UPS = "2080704", "2080713"
_COUNTED = ("persons", "attained")


@dataclass(frozen=True)
class Point:
    """What one county published for a measure, and the figures that it follows from."""

    county: str
    period: str
    value: float
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Measure:
    """``points`` reckons it from published figures, ``simulated`` from a result, of a year on average: a number in
    each replication, or None where the scenario has nothing of the kind. ``scale``: residents it is told per, 0 if it
    is a price. ``total`` is of all years together."""

    name: str
    title: Words
    unit: Words
    scale: float
    points: Callable[[Sequence[Figure]], list[Point]]
    total: Callable[[Results], Numbers | None]

    def simulated(self, results: Results) -> Numbers | None:
        values = self.total(results)
        if not self.scale or values is None:
            return values
        residents = results.scenario.county.population
        return None if residents is None else values / len(results.years) / residents.central() * self.scale


# ------------------------------------------------------------------------------------------- published


def _groups(figures: Sequence[Figure], series: str) -> Iterator[tuple[str, str, list[Figure]]]:
    """The figures of a series by county and period; the nation is no county."""
    found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for one in figures:
        if one.series == series and one.level != "nation":
            found[one.county, one.period].append(one)
    for (county, period), group in found.items():
        yield county, period, group


def _heads(group: Sequence[Figure]) -> list[Figure]:
    return [one for one in group if one.kind in _COUNTED and not one.in_money]


def _of_the_year(group: Sequence[Figure], money: bool) -> tuple[float, tuple[Figure, ...]] | None:
    """What was reached in nine months or more, taken to twelve; else what the year was to bring."""
    reached = [one for one in group if one.kind in (*_COUNTED, "executed") and one.in_money is money]
    if reached and (reached[0].months or 0) >= ENOUGH:
        return sum(one.value for one in reached) * 12 / (reached[0].months or 12), tuple(reached)
    planned = [one for one in group if one.kind == "target" and one.in_money is money]
    return (sum(one.value for one in planned), tuple(planned)) if planned else None


def _flows(series: str, scale: float = 1000.0, money: bool = False) -> Callable[[Sequence[Figure]], list[Point]]:
    def points(figures: Sequence[Figure]) -> list[Point]:
        found = []
        for county, period, group in _groups(figures, series):
            residents, year = residents_of(figures, county), _of_the_year(group, money)
            if residents and year is not None and year[0] > 0:
                found.append(Point(county, period, year[0] / residents * scale, year[1]))
        return found

    return points


def _holders(series: str) -> Callable[[Sequence[Figure]], list[Point]]:
    """Who draws or holds a post, as printed; where nobody is counted, whom the year was to have."""

    def points(figures: Sequence[Figure]) -> list[Point]:
        found = []
        for county, period, group in _groups(figures, series):
            residents = residents_of(figures, county)
            counted = _heads(group) or [one for one in group if one.kind == "target" and not one.in_money]
            if residents and counted and period[:4].isdigit():
                value = sum(one.value for one in counted) / residents * 1000
                found.append(Point(county, period, value, tuple(counted)))
        return found

    return points


def _per_head(series: str) -> Callable[[Sequence[Figure]], list[Point]]:
    """Money over heads or cases of the same county and period."""

    def points(figures: Sequence[Figure]) -> list[Point]:
        found = []
        for county, period, group in _groups(figures, series):
            money, counted = [one for one in group if one.kind == "executed" and one.in_money], _heads(group)
            if money and counted and period[:4].isdigit():
                value = sum(one.value for one in money) / sum(one.value for one in counted)
                found.append(Point(county, period, value, (*money, *counted)))
        return found

    return points


def _yearly_per_head(figures: Sequence[Figure]) -> list[Point]:
    return [one for one in _per_head("insurance_subsidy")(figures) if (one.figures[0].months or 0) >= ENOUGH]


def _post_pay(figures: Sequence[Figure]) -> list[Point]:
    """CNY per head and month: of one month as paid, of a year its twelfth; the same pay of a county counts once."""
    found: dict[tuple[str, int], Point] = {}
    for county, period, group in _groups(figures, "public_post"):
        money, counted = [one for one in group if one.kind == "executed" and one.in_money], _heads(group)
        months = 1 if money and money[0].one_month else money[0].months if money else None
        if counted and months is not None and (months == 1 or months >= ENOUGH):
            value = sum(one.value for one in money) / sum(one.value for one in counted) / months
            found.setdefault((county, round(value)), Point(county, period, value, (*money, *counted)))
    return list(found.values())


def _fund(figures: Sequence[Figure]) -> list[Point]:
    """The employment fund of all payers, per resident: paid, else at hand, else planned."""
    found = []
    for county, period, group in _groups(figures, "employment_fund"):
        whole = [one for one in group if one.payer in ("all", "") and one.in_money]
        paid = [one for one in whole if one.kind == "executed" and (one.months or 0) >= ENOUGH]
        stated = paid or [one for one in whole if one.kind in ("available", "appropriated")]
        residents = residents_of(figures, county)
        if residents and stated:
            found.append(Point(county, period, stated[0].value / residents, (stated[0],)))
    return found


# ------------------------------------------------------------------------------------------- simulated


def _lines(results: Results, chosen: Callable[[Line], bool]) -> list[Line]:
    return [line for line in lines(results, list(results.scenario.funds)) if chosen(line)]


def _sum(found: Sequence[Line], *columns: str) -> Numbers | None:
    parts = [line.sums(column) for line in found for column in columns]
    return np.sum(parts, axis=0, dtype=np.float64) if parts else None


def _employment_fund(line: Line) -> bool:
    return (line.entry.code or "").startswith("20807")


def _insurance(line: Line) -> bool:
    return isinstance(line.entry, Programme) and line.entry.code == _INSURANCE


def _post(line: Line) -> bool:
    entry = line.entry
    return isinstance(entry, Programme) and entry.when == "post_month" and entry.code != _INSURANCE


def _start_up(line: Line) -> bool:
    entry = line.entry
    return isinstance(entry, Programme) and entry.code == _START_UPS and entry.limits.once and entry.pays == "venture"


def _loan(line: Line) -> bool:
    return isinstance(line.entry, Programme) and line.entry.when == "loan_granted"


def _ratio(over: Numbers | None, under: Numbers | None) -> Numbers | None:
    """Both summed over all replications where one has nobody: a price is that of the payments there are."""
    if over is None or under is None or not under.sum():
        return None
    found: Numbers = np.divide(over, under, out=np.full(len(over), over.sum() / under.sum()), where=under > 0)
    return found


def _money(chosen: Callable[[Line], bool]) -> Callable[[Results], Numbers | None]:
    return lambda results: _sum(_lines(results, chosen), "paid_fen")


def _who(chosen: Callable[[Line], bool]) -> Callable[[Results], Numbers | None]:
    return lambda results: _sum(_lines(results, chosen), "persons", "firms")


def _cases(chosen: Callable[[Line], bool]) -> Callable[[Results], Numbers | None]:
    return lambda results: _sum(_lines(results, chosen), "claims")


def _price(chosen: Callable[[Line], bool], *under: str) -> Callable[[Results], Numbers | None]:
    def of_all(results: Results) -> Numbers | None:
        found = _lines(results, chosen)
        return _ratio(_sum(found, "paid_fen"), _sum(found, *under))

    return of_all


def _indicator(name: str) -> Callable[[Results], Numbers | None]:
    """An indicator at the years' ends; None where it stays 0, for then nothing in the scenario brings it about."""

    def of_all(results: Results) -> Numbers | None:
        asked = (pl.col("indicator") == name) & (pl.col("month") % 100 == 12)
        rows = results.tall["indicators"].filter(asked).collect(engine="streaming")
        values = results.per_replication(rows, "value")
        return values if values.any() else None

    return of_all


_PER_RESIDENT = Words("元/人", "CNY per resident")
_PER_1000, _PER_1000_CASES = Words("人/千人", "persons per 1,000"), Words("户/千人", "cases per 1,000")

MEASURES: tuple[Measure, ...] = (
    Measure("employment_fund", Words("就业补助资金（20807）", "employment fund (20807)"),
            _PER_RESIDENT, 1.0, _fund, _money(_employment_fund)),
    Measure("insured", Words("享受社会保险补贴", "drawing insurance subsidies"), _PER_1000, 1000.0,
            _holders("insurance_subsidy"), _who(_insurance)),
    Measure("insurance_money", Words("社会保险补贴支出", "insurance subsidies paid"), _PER_RESIDENT, 1.0,
            _flows("insurance_subsidy", 1.0, money=True), _money(_insurance)),
    Measure("insurance_per_head", Words("社会保险补贴人均", "insurance subsidies, a head"),
            Words("元/人年", "CNY per head and year"), 0.0, _yearly_per_head,
            _price(_insurance, "persons", "firms")),
    Measure("post_holders", Words("公益性岗位", "public-welfare posts"), _PER_1000, 1000.0, _holders("public_post"),
            _who(_post)),
    Measure("post_money", Words("公益性岗位补贴支出", "public-welfare posts paid"), _PER_RESIDENT, 1.0,
            _flows("public_post", 1.0, money=True), _money(_post)),
    Measure("post_pay", Words("公益性岗位补贴", "public-welfare post"), Words("元/人月", "CNY per head and month"), 0.0,
            _post_pay, _price(_post, "units")),
    Measure("skill_trainees", Words("职业技能培训", "skill training"), _PER_1000, 1000.0, _flows("skill_training"),
            _indicator("skill_trainees")),
    Measure("entrepreneurship_trainees", Words("创业培训", "entrepreneurship training"), _PER_1000, 1000.0,
            _flows("entrepreneurship_training"), _indicator("entrepreneurship_trainees")),
    Measure("loans", Words("创业担保贷款发放", "guaranteed loans granted"), _PER_RESIDENT, 1.0,
            _flows("guaranteed_loan", 1.0, money=True), _indicator("entrepreneurship_guaranteed_loans_disbursed")),
    Measure("borrowers", Words("获创业担保贷款", "borrowers of guaranteed loans"), _PER_1000_CASES, 1000.0,
            _flows("guaranteed_loan"), _cases(_loan)),
    Measure("loan", Words("创业担保贷款笔均", "average guaranteed loan"), Words("元/笔", "CNY"), 0.0,
            _per_head("guaranteed_loan"), _price(_loan, "claims")),
    Measure("start_ups", Words("享受一次性创业补贴", "start-up grants"), _PER_1000_CASES, 1000.0,
            _flows("start_up_grant"), _cases(_start_up)),
    Measure("start_up_grant", Words("一次性创业补贴", "start-up grant"), Words("元/户", "CNY a case"), 0.0,
            _per_head("start_up_grant"), _price(_start_up, "claims")),
    Measure("urban_new_employment", Words("城镇新增就业", "new urban employment"), _PER_1000, 1000.0,
            _flows("urban_new_employment"), _indicator("urban_new_employment")),
    Measure("urban_unemployed_reemployed", Words("城镇失业人员再就业", "urban unemployed re-employed"), _PER_1000,
            1000.0, _flows("urban_unemployed_reemployed"), _indicator("urban_unemployed_reemployed")),
)  # fmt: skip
