"""What firms and bases do by calendar: vacancies, assessments, settlements, evaluations, recognitions.

The SimPy processes come first, then the decisions and milestones of both engines, then the compiled handlers, which
walk the same calendar day by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from jobsim import days
from jobsim.county.synthesis import County
from jobsim.draws import block
from jobsim.lives.clearing import open_places, open_posts
from jobsim.lives.codes import Flow, Place, S
from jobsim.lives.model import Model, fen_at
from jobsim.lives.world import Life, World, add, blank, reach_firm, uniform_of, watched_groups
from jobsim.scenario.place_sections import Event
from jobsim.vocabulary import FIRM_ROLES, FIRM_SIZES, GRADES, F, M, Phase, codes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_ROLE = {name: 1 << code for code, name in enumerate(FIRM_ROLES)}
_HOST = _ROLE["internship_host"]
_EVALUATED = _ROLE["workshop"] | _ROLE["employment_base"] | _ROLE["incubator"]
_AT_FIRST = 1 << 20
"""Occurrence of the draw for the posts that are open on the first day; those of a month have its number."""
Kind = codes(("firm_assessment", "unit_settlement", "evaluation"))
"""Events on which something happens here. What other events bring is read off the calendar."""


# -- SimPy ------------------------------------------------------------------------------------


def month_starts(first: int, last: int) -> list[int]:
    found, day = [], first
    while day <= last:
        found.append(day)
        day = days.month_end(day) + 1
    return found


def labour_market(w: World) -> Life:
    """Firms advertise posts on the first of each month."""
    market, firms = Market(w.model, w.county), np.arange(w.proper)
    at_first = w.draws.many("vacancy", firms, _AT_FIRST)
    nominal = w.county.firms["nominal_staff"][: w.proper]
    for month, day in enumerate(month_starts(w.model.first, w.model.last)):
        if day > w.today:
            yield w.at(day, Phase.INSTITUTION)
        counts = market.counts(day, w.draws.many("vacancy", firms, month))
        if month == 0:
            counts += (nominal * market.initial + at_first).astype(np.int64)
        w.vacancies.open_month(day, counts)


def openings(w: World) -> Life:
    """Posts, seats and loan volume open on their days."""
    due = sorted({day for pool in w.pools for day, _ in pool.openings if day >= w.today})
    for day in due:
        if day > w.today:
            yield w.at(day, Phase.INSTITUTION)
        for place, pool in enumerate(w.pools):
            if any(at == day for at, _ in pool.openings):
                if lapses(place):
                    pool.free = 0
                count_opening(w, place, pool.open_due(day))


def recognitions(w: World) -> Life:
    """Bases and incubators are recognised on the days the scenario declares."""
    for day, firm, level in w.county.recognised:
        if day > w.today:
            yield w.at(day, Phase.INSTITUTION)  # before the evaluations of the day, which read it
        recognise_on(w, day, firm, level)


def scheduled(w: World, event: Event) -> Life:
    """One kind of event on its days. Firms' figures are those of the last month end."""
    if event.kind not in vars(Kind):
        return
    shares, grades = grades_of(w.model, event)
    for day in w.model.event_days(event):
        yield w.at(day, Phase.CLEARING)
        hold(w, vars(Kind)[event.kind], shares, grades)


def contributions(w: World) -> Life:
    """The contribution base of each firm, at each month end, if a programme looks at it."""
    for day in month_starts(w.model.first, w.model.last):
        yield w.at(days.month_end(day), Phase.CLEARING)
        contribute(w)


# -- decisions and milestones of both engines -----------------------------------------------------


def lapses(place: int) -> bool:
    """Whether what was not given away is lost when more opens: loan volume of a year that was not lent."""
    return bool(place == Place.loan)


def count_opening(w: Any, place: int, opened: int) -> None:
    """Posts that open are counted where an indicator looks at them."""
    if place == Place.internship:
        add(w, Flow.internship_posts_collected, float(opened))
    elif place == Place.public_post or place == Place.last_resort:
        add(w, Flow.public_welfare_posts_opened, float(opened))


def recognise_on(w: Any, day: int, firm: int, level: int) -> None:
    """A base or incubator is recognised on a day; of what came before the history, only the fact is known."""
    if day < w.model.first:
        w.firm.recognition[firm], w.firm.founded[firm] = level, day
    else:
        recognise(w, firm, level)


def recognise(w: Any, firm: int, level: int) -> None:
    """A base or incubator is recognised today."""
    w.firm.recognition[firm] = level
    w.firm.founded[firm] = w.today
    reach_firm(w, M.recognised, firm, blank(w))


def hold(w: Any, kind: int, shares: Sequence[float], grades: Sequence[int]) -> None:
    """An event takes place today; ``shares`` and ``grades`` are those of an evaluation."""
    if kind == Kind.firm_assessment:
        assess(w)
    elif kind == Kind.unit_settlement:
        for firm in range(w.proper):
            if w.firm.roles[firm] & _HOST:
                settle_unit(w, firm)
    else:
        evaluate(w, shares, grades)


def contribute(w: Any) -> None:
    """Contributions of the month, if a programme looks at them."""
    if not watched_groups(w, M.firm_month, 0, 0):
        return
    floor = fen_at(w.model.base_floor, w.today)
    for firm in range(w.proper):
        if w.firm.insured_seen[firm]:
            reach_contributions(w, firm, floor * int(w.firm.insured_seen[firm]))


def reach_contributions(w: Any, firm: int, payroll: int) -> None:
    """Contributions of a month are due on a base in fen."""
    facts = blank(w)
    facts[F.months], facts[F.payroll] = 1, payroll
    reach_firm(w, M.firm_month, firm, facts)


def assess(w: Any) -> None:
    """Yearly assessment: unemployment-insurance premiums of last year, and lay-offs."""
    floor = fen_at(w.model.base_floor, days.add_months(w.today, -12))
    yearly = round(floor * 12 * w.model.premium_rate)
    for firm in range(w.proper):
        if w.firm.insured_last_year[firm]:
            reach_assessment(w, firm, yearly * int(w.firm.insured_last_year[firm]))


def reach_assessment(w: Any, firm: int, premiums: int) -> None:
    """The firm is assessed; it paid these premiums last year, in fen."""
    facts = blank(w)
    facts[F.premiums] = premiums
    reach_firm(w, M.firm_year, firm, facts)


def settle_unit(w: Any, host: int) -> None:
    """The unit's internship months, completions and retentions since the last settlement price all these months."""
    facts = blank(w)
    completed = w.firm.completed[host]
    facts[F.months], facts[F.completed] = w.firm.intern_months[host], completed
    facts[F.retention_percent] = 1000 * w.firm.retained[host] // completed if completed else 0
    if facts[F.months]:
        reach_firm(w, M.internship_unit_settled, host, facts)
    w.firm.intern_months[host] = w.firm.completed[host] = w.firm.retained[host] = 0


def evaluate(w: Any, shares: Sequence[float], grades: Sequence[int]) -> None:
    """Yearly evaluation of workshops, bases and incubators; the grade is a keyed draw."""
    year = days.year_of(w.today)
    for firm in range(w.proper):
        if w.firm.roles[firm] & _EVALUATED and w.firm.closes[firm] > w.today:
            reach_grade(w, firm, graded(shares, grades, uniform_of(w, S.grade, firm, year - 2000)))


def graded(shares: Sequence[float], grades: Sequence[int], uniform: float) -> int:
    """The grade at a cumulative share; what the shares leave over gets none."""
    total = 0.0
    for k in range(len(shares)):
        total += shares[k]
        if uniform < total:
            return grades[k]
    return 0


def reach_evaluation(w: World, firm: int, grade: str) -> None:
    """The firm gets the grade of this name today."""
    reach_grade(w, firm, GRADES.index(grade))


def reach_grade(w: Any, firm: int, grade: int) -> None:
    """The firm gets its grade today."""
    facts = blank(w)
    facts[F.grade] = grade
    recognised = w.firm.founded[firm]
    facts[F.years_since_recognition] = days.year_of(w.today) - days.year_of(recognised) if recognised else 0
    reach_firm(w, M.evaluated, firm, facts)


# -- vacancies ------------------------------------------------------------------------------------


_LARGEST = 1.0 - 2.0**-53


class Market:
    """New vacancies by month and firm: Poisson, by inversion of one keyed draw each.

    The mean rests on the firm's nominal size, so that nobody's vacancies depend on who was hired. Firms of the same
    size share a row of cumulative probabilities; month of the year m has the rows from ``m * rows`` on.
    """

    def __init__(self, model: Model, county: County) -> None:
        section = model.scenario.places.vacancies
        firms = county.firms[: county.firms_proper]
        rate = np.array([model.value(section.rate[n]) if n in section.rate else 0.0 for n in FIRM_SIZES])
        means, self.row = np.unique(rate[firms["size_class"]] * firms["nominal_staff"], return_inverse=True)
        season = model.scenario.behaviour.seasons[section.season].months if section.season else [1.0] * 12
        factors = np.array(season) / (sum(season) / 12)
        self.rows = len(means)
        self.initial = model.value(section.initial)
        """Posts open on the first day, per worker."""
        # Months of the same factor share their rows.
        values, which = np.unique(factors, return_inverse=True)
        self.table, start = poisson_table(np.concatenate([means * factor for factor in values]))
        self.start = start.reshape(len(values), -1)[which].reshape(-1)

    def counts(self, day: int, uniform: Floats) -> Ints:
        """The posts that each firm advertises in the month that begins on a day."""
        return _inverse(self.table, self.start[days.month_index(day) % 12 * self.rows + self.row], uniform)


def poisson_table(mean: Floats) -> tuple[Floats, Ints]:
    """The cumulative probabilities of 0, 1, 2 … for each mean, and where those of each mean begin.

    They go up to the largest uniform that can be drawn.
    """
    lengths, parts = np.zeros(len(mean), np.int64), []
    rows = np.arange(len(mean))
    while len(rows):
        below = special.pdtr(lengths[rows], np.maximum(mean[rows], 0.0))
        parts.append((rows, lengths[rows], below))
        lengths[rows] += 1
        rows = rows[below < _LARGEST]
    start = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(mean) else lengths
    table = np.zeros(int(lengths.sum()))
    for rows, count, below in parts:
        table[start[rows] + count] = below
    return table, start


def _inverse(table: Floats, start: Ints, uniform: Floats) -> Ints:
    found = start.copy()
    rows = np.flatnonzero(table[found] < uniform)
    while len(rows):
        found[rows] += 1
        rows = rows[table[found[rows]] < uniform[rows]]
    return found - start


def inverse(table: Sequence[float], start: int, uniform: float) -> int:
    """The smallest count of a row of the table whose cumulative probability reaches the uniform."""
    found = start
    while table[found] < uniform:
        found += 1
    return found - start


# -- compiled ---------------------------------------------------------------------------------------

RECOGNISED_DTYPE = np.dtype([("day", "i4"), ("firm", "i4"), ("level", "i4")])
EVENT_DTYPE = np.dtype([("day", "i4"), ("kind", "i4"), ("grade", "i4"), ("grade_end", "i4")])
FIELDS: dict[str, Any] = {
    "number": ("u8", 1),  # of each firm: what draws go by
    "luck": ("f8", 1),  # of each firm: its draw of the month
    "market_row": ("i8", 1),  # of each firm
    "market_rows": "int",
    "market_table": ("f8", 1),
    "market_start": ("i8", 1),
    "initial": "float",
    "month": "int",  # the month that begins next, from 0
    "month_day": "int",  # the day on which it begins
    "recognised": (RECOGNISED_DTYPE, 1),  # in order of days
    "recognised_next": "int",
    "event": (EVENT_DTYPE, 1),  # in order of days
    "event_next": "int",
    "grade_share": ("f8", 1),
    "grade": ("i8", 1),
}
"""Fields of ``w.places`` for the calendar of firms and institutions."""


def institutions(w: Any) -> None:
    """What opens, is advertised and is recognised today (INSTITUTION)."""
    places = w.places
    for place in range(Place.vacancy):
        _open_due(w, place)
    if w.today == places.month_day:
        _open_month(w)
        places.month += 1
        places.month_day = days.month_end(w.today) + 1
    while places.recognised_next < len(places.recognised):
        entry = places.recognised[places.recognised_next]
        if entry.day > w.today:
            break
        recognise_on(w, entry.day, entry.firm, entry.level)
        places.recognised_next += 1


def events(w: Any) -> None:
    """What is held today, and contributions at a month's end (CLEARING)."""
    places = w.places
    while places.event_next < len(places.event) and places.event.day[places.event_next] <= w.today:
        entry = places.event[places.event_next]
        shares, grades = places.grade_share[entry.grade : entry.grade_end], places.grade[entry.grade : entry.grade_end]
        hold(w, entry.kind, shares, grades)
        places.event_next += 1
    if days.month_end(w.today) == w.today:
        contribute(w)


def _open_due(w: Any, place: int) -> None:
    pool, opening, opened = w.places.pool[place], w.places.opening, 0
    if pool.opening == pool.opening_end or opening.day[pool.opening] > w.today:
        return
    while pool.opening < pool.opening_end and opening.day[pool.opening] <= w.today:
        opened += opening.places[pool.opening]
        pool.opening += 1
    if lapses(place):
        pool.free = 0
    open_places(w, place, opened)
    count_opening(w, place, opened)


def _open_month(w: Any) -> None:
    places = w.places
    first_row = days.month_index(w.today) % 12 * places.market_rows
    luck = places.luck
    block(places.number, places.month, S.vacancy, w.replication, w.seed_low, w.seed_high, luck, luck[:0])
    for firm in range(w.proper):
        start = places.market_start[first_row + places.market_row[firm]]
        number = inverse(places.market_table, start, places.luck[firm])
        if places.month == 0:
            number += int(w.firm.nominal_staff[firm] * places.initial + uniform_of(w, S.vacancy, firm, _AT_FIRST))
        open_posts(w, firm, number)


def grades_of(model: Model, event: Event) -> tuple[list[float], list[int]]:
    """Share and code of each grade that an evaluation gives."""
    given = event.grades or {}
    return [model.value(share) for share in given.values()], [GRADES.index(name) for name in given]


def prepare(model: Model, county: County) -> dict[str, Any]:
    """Values of :data:`FIELDS` before the first day."""
    market = Market(model, county)
    held: list[tuple[int, int, int, int]] = []
    shares: list[float] = []
    grades: list[int] = []
    for event in model.scenario.events.values():
        if event.kind in vars(Kind):
            some, codes_ = grades_of(model, event)
            shares, grades = shares + some, grades + codes_
            held += [
                (day, vars(Kind)[event.kind], len(shares) - len(some), len(shares)) for day in model.event_days(event)
            ]
    return {
        "number": np.arange(county.firms_proper, dtype=np.uint64),
        "luck": np.zeros(county.firms_proper),
        "market_row": market.row.astype(np.int64),
        "market_rows": market.rows,
        "market_table": market.table,
        "market_start": market.start,
        "initial": market.initial,
        "month": 0,
        "month_day": model.first,
        "recognised": np.array(county.recognised, RECOGNISED_DTYPE),
        "recognised_next": 0,
        "event": np.array(sorted(held), EVENT_DTYPE),
        "event_next": 0,
        "grade_share": np.array(shares, np.float64),
        "grade": np.array(grades, np.int64),
    }
