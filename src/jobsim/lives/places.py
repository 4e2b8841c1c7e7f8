"""What is scarce, and how it is shared: vacancies, internship posts, public-welfare posts, seats, loan volume.

Requests are made in DECISIONS and settled in CLEARING by an explicit rank: priority class, waiting since,
lottery draw, agent key. A request that has lost its patience is given up in CLEARING as well.

Here are the decisions, and the pools and vacancies of the SimPy engine; :mod:`jobsim.lives.clearing` is the compiled
handler of the same sharing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.county.groups import mask_of
from jobsim.county.synthesis import County
from jobsim.lives.codes import PLACES
from jobsim.lives.model import Model
from jobsim.scenario.place_sections import Pool as PoolSection
from jobsim.scenario.section_types import Who
from jobsim.vocabulary import FIRM_ROLES

# -- decisions of both engines ----------------------------------------------------------------


def priority_class(groups: int, masks: Sequence[int]) -> int:
    """Position of the first priority group that the person belongs to; behind all others if none."""
    for position in range(len(masks)):
        if groups & masks[position]:
            return position
    return len(masks)


def admitted(groups: int, any_of: int, all_of: int, none_of: int) -> bool:
    """Whether a person of these groups may take a place that asks for any, all and none of some groups."""
    return (not any_of or groups & any_of != 0) and groups & all_of == all_of and groups & none_of == 0


def first_choice(edges: Sequence[float], uniform: float) -> int:
    """The firm at a cumulative share of all firms' size; ``edges[f]`` is the share of the firms up to ``f``.

    Where there are no firms it is 0, which is nobody's row: who asks must know whether there are any.
    """
    low, high = 0, len(edges) - 1
    while low < high:
        middle = (low + high) // 2
        if uniform < edges[middle]:
            high = middle
        else:
            low = middle + 1
    return low


def still_hires(firms: Any, row: int, advertised: int, day: int) -> bool:
    """Whether the venture that advertised a post on a day still operates.

    It may outlive its founder's working life, and a founder may found again in the same row.
    """
    return bool(firms.alive[row] and firms.closes[row] > day and firms.founded[row] <= advertised)


# -- SimPy ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Request:
    """A wish for a place. ``granted`` is called once, with the place's number, or -1 when given up."""

    priority: int
    since: int
    lottery: float
    key: int
    person: int
    until: int
    granted: Any
    amount: int = 0
    first_choice: float = 0.0
    at_ventures: bool = False

    @property
    def rank(self) -> tuple[int, int, float, int]:
        return (self.priority, self.since, self.lottery, self.key)


@dataclass
class Pool:
    """Places counted by number (posts, seats) or by volume (loans, in fen)."""

    name: str
    openings: list[tuple[int, int]]
    reopen: bool
    priority: list[int]
    who: tuple[int, int, int]
    patience: int
    free: int = 0
    waiting: list[Request] = field(default_factory=list)

    def admits(self, groups: int) -> bool:
        return admitted(groups, *self.who)

    def open_due(self, day: int) -> int:
        """Places that open on the day (INSTITUTION)."""
        count = sum(n for at, n in self.openings if at == day)
        self.free += count
        return count

    def clear(self, day: int) -> None:
        """Share the free places among the waiting requests (CLEARING)."""
        if not self.waiting:
            return
        if self.free <= 0:
            self._give_up(day)
            return
        left: list[Request] = []
        for request in sorted(self.waiting, key=lambda r: r.rank):
            need = request.amount or 1
            if need <= self.free:
                self.free -= need
                request.granted(0)
            elif day >= request.until:
                request.granted(-1)
            else:
                left.append(request)
        self.waiting = left

    def _give_up(self, day: int) -> None:
        """Nothing is free: only those leave whose patience has ended."""
        if any(day >= request.until for request in self.waiting):
            over = [request for request in self.waiting if day >= request.until]
            self.waiting = [request for request in self.waiting if day < request.until]
            for request in over:
                request.granted(-1)

    def give_back(self) -> None:
        if self.reopen:
            self.free += 1


class Vacancies:
    """Open posts by firm. A seeker asks at a firm of its own keyed choice first, then takes what is open.

    With ample vacancies everybody gets the firm chosen, whoever else is looking.
    """

    def __init__(self, firms: Any, proper: int, weights: list[float], patience: int, lapse: int) -> None:
        self.firms, self.proper, self.patience = firms, proper, patience
        self.lapse = max(1, lapse)
        self.posted = np.zeros((self.lapse, proper), np.int32)  # posts advertised, by month modulo lapse
        self.edges = weights
        self.waiting: list[Request] = []
        self.venture_posts: list[tuple[int, int, int]] = []  # (opened, founder key, firm row)

    def post(self, firm: int, day: int) -> None:
        """Advertise one post."""
        self.firms.open[firm] += 1
        self.posted[days.month_index(day) % self.lapse, firm] += 1

    def open_month(self, day: int, counts: npt.NDArray[np.int64]) -> None:
        """New posts of the month by firm; posts older than the lapse are withdrawn, and those of closed firms."""
        row = days.month_index(day) % self.lapse
        self.posted[row] = 0
        open_ = np.minimum(self.firms.open[: self.proper], self.posted.sum(axis=0)) + counts
        self.posted[row] = counts
        open_[np.array(self.firms.closes[: self.proper]) <= day] = 0
        self.firms.open[: self.proper] = open_.tolist()

    def choice(self, uniform: float) -> int:
        """The firm at a cumulative share of all firms' size."""
        return first_choice(self.edges, uniform)

    def clear(self, day: int) -> None:
        if not self.waiting:
            return
        open_, closes, any_firm = self.firms.open, self.firms.closes, self.proper > 0
        posts = sorted(post for post in self.venture_posts if still_hires(self.firms, post[2], post[0], day))
        left: list[Request] = []
        missed: list[Request] = []
        for request in sorted(self.waiting, key=lambda r: r.rank):
            if request.at_ventures and posts:
                request.granted(posts.pop(0)[2])
                continue
            firm = self.choice(request.first_choice)
            if any_firm and open_[firm] > 0 and closes[firm] > day:
                open_[firm] -= 1
                request.granted(firm)
            else:
                missed.append(request)
        # Second choice: the open firm that follows the first choice in the register.
        if missed:
            candidates = [f for f in range(self.proper) if open_[f] > 0 and closes[f] > day]
            for request in missed:
                firm = self._next_open(candidates, self.choice(request.first_choice))
                if firm >= 0:
                    open_[firm] -= 1
                    if open_[firm] == 0:
                        candidates.remove(firm)
                    request.granted(firm)
                elif day >= request.until:
                    request.granted(-1)
                else:
                    left.append(request)
        self.venture_posts = posts
        self.waiting = left

    @staticmethod
    def _next_open(candidates: list[int], start: int) -> int:
        for firm in candidates:
            if firm >= start:
                return firm
        return candidates[0] if candidates else -1


# -- what the scenario declares -----------------------------------------------------------------


_HOST = 1 << list(FIRM_ROLES).index("internship_host")


def pools(model: Model, county: County) -> list[Pool]:
    """All pools as they stand before the first day, in the order of ``codes.Place``. Without a host nobody interns."""
    places = model.scenario.places
    years = range(days.year_of(model.first), days.year_of(model.last) + 1)
    turns = [days.first_of_year(year) for year in years]
    volume = [(day, round(model.parameters.at(places.loans.yearly, day) * 100)) for day in turns]
    made = [
        *(_pool(model, name, getattr(places, name)) for name in PLACES if name not in ("loan", "vacancy")),
        Pool("loan", volume, False, [], (0, 0, 0), _patience(model, "loan")),
    ]
    if not (county.firms["roles"][: county.firms_proper] & _HOST).any():
        made[PLACES.index("internship")].openings = []
    return made


def _pool(model: Model, name: str, section: PoolSection | None) -> Pool:
    if section is None:
        return Pool(name, [], False, [], (0, 0, 0), _patience(model, name))
    who = section.who or Who()
    return Pool(
        name,
        model.openings(section.openings, section.fill),
        section.reopen,
        [mask_of([group]) for group in section.priority],
        (mask_of(who.any), mask_of(who.all), mask_of(who.none)),
        _patience(model, name),
    )


def _patience(model: Model, name: str) -> int:
    return model.patience.get(name, 30 if name == "vacancy" else 60)


def vacancies(model: Model, county: County, firms: Any) -> Vacancies:
    """The vacancies of a county's firms; ``firms`` are the columns that hold what is open."""
    sizes = county.firms["nominal_staff"][: county.firms_proper].astype(float).cumsum()
    total = float(sizes[-1]) if len(sizes) and sizes[-1] > 0 else 1.0
    lapse = round(model.value(model.scenario.places.vacancies.lapse))
    return Vacancies(firms, county.firms_proper, (sizes / total).tolist(), _patience(model, "vacancy"), lapse)
