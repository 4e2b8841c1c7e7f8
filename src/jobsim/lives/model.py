"""The numbers the lives run on, for one replication: rates, calendars, quantile tables and standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.county.groups import G, mask_of
from jobsim.county.records import NEVER
from jobsim.days import DAYS_PER_MONTH
from jobsim.lives.codes import MOST_EXITS
from jobsim.scenario import ranges
from jobsim.scenario.behaviour_sections import Destinations, PostInsurance, PublicPostBehaviour
from jobsim.scenario.county_sections import FirmPopulation
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.place_sections import Event, Opening
from jobsim.scenario.quantities import TABLE_SIZE, Quantity
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import CLASSES, COURSES, EXITS, FIRM_ROLES, LEGAL_FORMS, LEVELS, LOAN_KINDS, STATES

Floats = npt.NDArray[np.float64]
STATE_CODE: dict[str, int] = {name: code for code, name in enumerate(STATES)}
_CODES = {name: {word: code for code, word in enumerate(table)} for name, table in (
    ("levels", LEVELS), ("forms", LEGAL_FORMS), ("kinds", LOAN_KINDS))}  # fmt: skip


def pick(table: Sequence[float], uniform: float) -> int:
    """A whole-number quantity from its quantile table, without interpolation."""
    return round(table[int(uniform * (len(table) - 1))])


def quantile(table: Sequence[float], uniform: float) -> float:
    """A continuous quantity from its quantile table, linearly interpolated."""
    x = uniform * (len(table) - 1)
    i = int(x)
    return table[i] + (x - i) * (table[i + 1] - table[i])


def branch(edges: Sequence[Sequence[float]], uniform: float) -> int:
    """The code of a branching's destination; ``edges`` are (cumulative share, code), the last for the rest."""
    for i in range(len(edges)):
        if uniform < edges[i][0]:
            return int(edges[i][1])
    return int(edges[len(edges) - 1][1])


def at(steps: Sequence[Sequence[float]], day: int) -> float:
    """The value of a dated standard on a day; ``steps`` are (from day, value), the first from the beginning."""
    found = steps[0][1]
    for i in range(1, len(steps)):
        if steps[i][0] > day:
            break
        found = steps[i][1]
    return found


def fen_at(steps: Sequence[Sequence[float]], day: int) -> int:
    """A dated sum in fen."""
    return int(at(steps, day))


_TABLES = (
    "registration_lag", "registration_processing", "contract", "wage", "internship_length", "stipend", "flexible_wage",
    "certificate_lag", "venture_jobs", "hire_months", "rent", "loan_lag", "project_months", "project_pay",
    "registration_share", "insured_share", "flexible_insured", "venture_insured", "post_insured", "survival",
    "loan_request", "loan_cap",
    "service_reach", "service_wanted", "offered_within",
)  # fmt: skip
_STEPS = (
    "after_job", "after_job_rural", "levels", "in_service_levels", "venture_forms", "after_venture", "loan_kinds",
    "college", "vocational", "minimum_wage", "base_floor", "allowance", "prime_rate",
    "course_days", "loan_amount", "service_delay", "service_effect",
)  # fmt: skip
_SHARES = (
    "renewal", "spike", "operator_share", "retention", "long_contract", "intern_insured", "post_urban",
    "accident_insured", "own_part_below_prime",
    "completion", "certificate_share", "online", "training_effect", "first_share", "incubated", "free", "loan_spread",
    "loan_default", "applicants", "refill", "venture_share", "work_relief", "employer_rate", "own_rate", "premium_rate",
    "allowance_cut", "families_apply", "offer_accepted",
)  # fmt: skip
_COUNTS = (
    "first", "start", "last", "post_months", "state_programme_months", "stable_months", "transfer_months",
    "recognised_after", "cleared_within", "market_first", "last_resort_groups", "helps_families", "leavers_to",
)  # fmt: skip
_DAYS = ("recruit_days", "school_year_days", "final_year_days", "service_times", "loan_term", "key_groups")
FIELDS: dict[str, Any] = {
    **dict.fromkeys(_COUNTS, "int"), **dict.fromkeys(_SHARES, "float"),
    **dict.fromkeys(_TABLES, ("f8", 1)), **dict.fromkeys(_STEPS, ("f8", 2)), **dict.fromkeys(_DAYS, ("i8", 1)),
    "rates": ("f8", 3), "calendars": ("f8", 3), "service_who": ("i8", 2),
}  # fmt: skip
"""What the compiled engine reads of a model, in ``w.model``."""


def dates(on: dt.date | str, first: int, last: int) -> Iterator[int]:
    """Days of a date, or of a month and day in every year that has a day from ``first`` to ``last``."""
    if isinstance(on, dt.date):
        yield days.day_of(on)
        return
    month, day = (int(part) for part in on.split("-"))
    for year in range(days.year_of(first), days.year_of(last) + 1):
        yield days.day_of(dt.date(year, month, day))


def event_days(event: Event, first: int, last: int) -> list[int]:
    """Days from ``first`` to ``last`` on which an event is held, ascending."""
    found = (day for on in event.on for day in dates(on, first, last))
    return sorted(day for day in found if first <= day <= last)


def key_groups(firms: FirmPopulation) -> npt.NDArray[np.int64]:
    """The mask of the key groups of a firm by its roles, a bit each: those of all roles named, else of ``other``."""
    named = {1 << code: mask_of(firms.key_groups[role])
             for code, role in enumerate(FIRM_ROLES) if role in firms.key_groups}  # fmt: skip
    other = mask_of(firms.key_groups.get("other", []))
    masks = np.zeros(1 << len(FIRM_ROLES), np.int64)
    roles, of_named = np.arange(len(masks)), np.zeros(len(masks), np.bool_)
    for role, mask in named.items():
        held = roles & role != 0
        masks[held] |= mask
        of_named |= held
    return np.where(of_named, masks, other)


class Model:
    """Everything a life asks of the scenario, as plain numbers. Rates are per month, money is in fen.

    Tables are arrays; ``plain()`` gives a copy with lists in their place, which Python reads faster.
    """

    def __init__(self, scenario: Scenario, parameters: Parameters, *, static: bool) -> None:
        self.scenario, self.parameters, self.static = scenario, parameters, static
        horizon = scenario.horizon
        self.first = days.day_of(horizon.history_from)
        self.start = days.day_of(horizon.start)
        self.last = days.day_of(horizon.end)
        executed = horizon.executed_from
        self.leavers_to = days.NEVER if executed is None else days.first_of_year(executed.year + 2) - 1
        """Who leaves school by then is enrolled from the first day on; who leaves later, from the year before."""
        self.value = parameters.value
        b = scenario.behaviour
        self.rates = np.zeros((len(STATES), len(CLASSES), MOST_EXITS))
        self.calendars = np.zeros((len(STATES), MOST_EXITS, self.last - self.first + 3))
        """By state and exit: accumulated factor in months; entry i up to the end of day ``first - 1 + i``."""
        self._exits()
        table = self.table
        self.patience = {name: round(self.value(q)) for name, q in b.patience.items()}
        self.registration_share = self.by_class(b.registration.share)
        self.registration_lag, self.registration_processing = (
            table(b.registration.lag),
            table(b.registration.processing),
        )
        e = b.employment
        self.contract, self.wage = table(e.contract_months), table(e.wage)
        self.insured_share, self.renewal = self.by_class(e.insured), self.value(e.renewal)
        self.accident_insured = self.value(e.accident_insured)
        self.after_job, self.after_job_rural = self.edges(e.after), self.edges(e.after_rural)
        self.spike, self.operator_share = self.value(e.subsidy_end_spike), self.value(e.operator_share)
        i = b.internship
        self.internship_length, self.stipend = table(i.length), table(i.stipend)
        self.retention, self.long_contract = self.value(i.retention), self.value(i.long_contract)
        self.intern_insured = self.value(i.insured)
        self.flexible_wage, self.flexible_insured = table(b.flexible.wage), self.by_class(b.flexible.insured)
        self.post_months = round(self.value(b.public_post.max_months))
        self.post_insured, self.post_urban = self._post_insured(b.public_post), self.value(b.public_post.urban)
        t = b.training
        self.course_days = self.tables(t.days, COURSES)
        self.completion, self.certificate_share = self.value(t.completion), self.value(t.certificate)
        self.certificate_lag, self.online = table(t.certificate_lag), self.value(t.online)
        self.levels = self.shares(t.levels, _CODES["levels"])
        self.in_service_levels = self.shares(t.in_service_levels, _CODES["levels"])
        self.training_effect = self.value(t.effect)
        v = b.venture
        self.venture_jobs, self.hire_months, self.rent = table(v.jobs), table(v.hire_months), table(v.rent)
        self.first_share, self.incubated, self.free = (
            self.value(v.first),
            self.value(v.incubated),
            self.value(v.free_premises),
        )
        self.survival = np.multiply.accumulate(np.array([1.0 - self.value(q) for q in v.failure]))
        self.venture_forms, self.after_venture = self.shares(v.legal_forms, _CODES["forms"]), self.edges(v.after)
        self.venture_insured = self.flexible_insured if v.insured is None else self.by_class(v.insured)
        loan = b.loan
        self.loan_request, self.loan_lag = self.by_class(loan.request), table(loan.lag)
        self.loan_kinds = self.shares(loan.kinds, _CODES["kinds"])
        self.loan_amount = self.tables(loan.amount, LOAN_KINDS)
        self.loan_cap = self.by_word(loan.caps, LOAN_KINDS)
        self.loan_term = np.round(self.by_word(loan.term, LOAN_KINDS)).astype(np.int64)
        self.loan_spread, self.loan_default = self.value(loan.spread), self.value(loan.default)
        self.college, self.vocational = self.edges(b.school.college), self.edges(b.school.vocational)
        self.applicants = self.value(b.school.applicants)
        places = scenario.places
        self.state_programme_months = round(self.value(places.state_programme_months))
        self.recruit_days = np.array(
            [day for day, _ in self.openings(places.three_supports.openings, places.three_supports.fill)], np.int64
        )
        self.refill, self.venture_share = (
            self.value(places.vacancies.refill),
            self.value(places.vacancies.venture_share),
        )
        projects = places.projects
        self.project_months, self.project_pay = table(projects.months), table(projects.pay)
        self.work_relief = self.value(projects.work_relief)
        self.key_groups = key_groups(scenario.county.firms)
        """By roles of a firm, a bit each: the groups whose members are its staff of key groups."""
        self._services()
        self._last_resort()
        self._school_days()
        self._standards()

    def plain(self) -> Model:
        """This model with lists in the place of arrays."""
        copy = object.__new__(Model)
        for name, value in vars(self).items():
            setattr(copy, name, value.tolist() if isinstance(value, np.ndarray) else value)
        return copy

    def _services(self) -> None:
        """Of each service: who gets it (masks any, all, none), times, reach, effect on the search, days between."""
        services = list(self.scenario.services.values())
        self.service_who = np.array(
            [[mask_of(s.who.any), mask_of(s.who.all), mask_of(s.who.none)] for s in services], np.int64
        ).reshape(-1, 3)
        self.service_times = np.array([s.times for s in services], np.int64)
        self.service_reach = np.array([self.value(s.reach) for s in services], np.float64)
        wanted = [1.0 if s.wanted is None else self.value(s.wanted) for s in services]
        self.service_wanted = np.array(wanted, np.float64)
        self.service_effect = np.array([self._effects(s.effect) for s in services]).reshape(-1, MOST_EXITS)
        self.service_delay = np.array([self.table(s.delay) for s in services]).reshape(-1, TABLE_SIZE)

    def _effects(self, effect: Quantity | Mapping[str, Quantity]) -> list[float]:
        """The factors on the exits of a search."""
        given = effect if isinstance(effect, Mapping) else {"job": effect}
        factors = [self.value(given[exit_]) if exit_ in given else 1.0 for exit_ in EXITS["searching"]]
        return factors + [1.0] * (MOST_EXITS - len(factors))

    def _last_resort(self) -> None:
        """When families are recognised and have been helped in time; who is offered a held post, and when."""
        section = self.scenario.behaviour.last_resort
        self.recognised_after, self.cleared_within, self.market_first = NEVER, NEVER, NEVER
        self.offered_within, self.families_apply, self.offer_accepted = np.zeros(TABLE_SIZE), 0.0, 0.0
        self.last_resort_groups = self.helps_families = 0
        if section is None:
            return
        self.recognised_after = round(self.value(section.recognised_after))
        self.cleared_within = round(self.value(section.cleared_within))
        if section.market_first is not None:
            self.market_first = round(self.value(section.market_first))
        self.families_apply = self.value(section.applied)
        self.offered_within, self.offer_accepted = self.table(section.offered_within), self.value(section.accepted)
        if self.scenario.places.last_resort is not None:
            groups = mask_of(section.groups)
            self.helps_families = int(groups & G.zero_employment_family != 0)
            self.last_resort_groups = groups & ~G.zero_employment_family

    def _school_days(self) -> None:
        """Days of the school year, and of the final year, ascending."""
        found: dict[str, list[int]] = {"school_year": [], "final_year": []}
        for event in self.scenario.events.values():
            if event.kind in found:
                found[event.kind] += self.event_days(event)
        self.school_year_days = np.array(sorted(found["school_year"]), np.int64)
        self.final_year_days = np.array(sorted(found["final_year"]), np.int64)

    def _post_insured(self, posts: PublicPostBehaviour) -> Floats:
        """The insured share of rural posts, of urban ones."""
        given = posts.insured
        kinds = (given.rural, given.urban) if isinstance(given, PostInsurance) else (given, given)
        return np.array([self.value(share) for share in kinds])

    # -- building blocks ------------------------------------------------------------------

    def table(self, each: Any) -> Floats:
        return self.parameters.table(each)

    def tables(self, given: Mapping[str, Any], words: Mapping[str, Any]) -> Floats:
        """One quantile table per word, in the words' order; zeros for a word that is not given."""
        nothing = np.zeros(TABLE_SIZE)
        return np.array([self.table(given[word]) if word in given else nothing for word in words])

    def by_word(self, given: Mapping[str, Quantity], words: Mapping[str, Any]) -> Floats:
        return np.array([self.value(given[word]) if word in given else 0.0 for word in words])

    def by_class(self, given: Any) -> Floats:
        """A quantity given once or by behaviour class, as one number per class."""
        if not isinstance(given, dict):
            return np.full(len(CLASSES), self.value(given))
        other = self.value(given["other"]) if "other" in given else 0.0
        return np.array([self.value(given[name]) if name in given else other for name in CLASSES])

    def edges(self, destinations: Destinations) -> Floats:
        """(cumulative share, state code) of each destination, the rest last."""
        edges, total = [], 0.0
        for name, share in destinations.shares.items():
            total += self.value(share)
            edges.append((total, STATE_CODE[name]))
        return np.array([*edges, (1.0, STATE_CODE[destinations.rest])], np.float64)

    def shares(self, given: Mapping[str, Any], code: Mapping[str, int]) -> Floats:
        """(cumulative share, code) of each word, scaled so that the last is one."""
        values = [(self.value(share), code[name]) for name, share in given.items()]
        total = sum(v for v, _ in values) or 1.0
        cumulative, out = 0.0, []
        for share, number in values:
            cumulative += share / total
            out.append((cumulative, number))
        return np.array(out, np.float64).reshape(-1, 2)

    def openings(self, openings: list[Opening], fill: Quantity | None) -> list[tuple[int, int]]:
        """(day, places) in order of days; ``fill`` is the factor of places filled to places planned."""
        factor = 1.0 if fill is None else self.value(fill)
        found = [
            (day, round(self.parameters.at(o.count, day) * factor))
            for o in openings
            for day in dates(o.on, self.first, self.last)
        ]
        return sorted((day, count) for day, count in found if self.first <= day <= self.last)

    def event_days(self, event: Event) -> list[int]:
        return event_days(event, self.first, self.last)

    # -- calendars ------------------------------------------------------------------------

    def _exits(self) -> None:
        written = self.scenario.behaviour.exits
        months = days.month_index_of_all(np.arange(self.first, self.last + 2)).astype(np.int64) % 12
        for state, exits in EXITS.items():
            code = STATE_CODE[state]
            for position, name in enumerate(exits):
                exit_ = written.get(state, {}).get(name)
                if exit_ is not None:
                    self.rates[code, :, position] = self.by_class(exit_.rate)
                self.calendars[code, position] = self._calendar(state, name, exit_.season if exit_ else None, months)

    def _calendar(self, state: str, exit_: str, season: str | None, months: npt.NDArray[np.int64]) -> Floats:
        """Accumulated calendar factor in months: entry i up to the end of day ``first - 1 + i``."""
        factor = np.ones(len(months))
        if season is not None:
            weights = self.scenario.behaviour.seasons[season].months
            factor *= (np.array(weights) / (sum(weights) / 12.0))[months]
        self._shock(state, exit_, factor)
        if exit_ == "job":
            self._fairs(factor)
        if not self.static:
            self._respond(state, exit_, factor)
        return np.concatenate(([0.0], np.add.accumulate(np.minimum(factor, ranges.FACTOR) / DAYS_PER_MONTH)))

    def _span(self, factor: Floats, begin: int, end: int, by: float) -> None:
        factor[max(begin - self.first, 0) : max(end - self.first + 1, 0)] *= by

    def _shock(self, state: str, exit_: str, factor: Floats) -> None:
        for shock in self.scenario.shocks.values():
            if (shock.state, shock.exit) == (state, exit_):
                self._span(factor, days.day_of(shock.start), days.day_of(shock.end), self.value(shock.factor))

    def _fairs(self, factor: Floats) -> None:
        for event in self.scenario.events.values():
            if event.effect is not None and event.lasts is not None:
                lasts, effect = round(self.value(event.lasts)), self.value(event.effect)
                for day in self.event_days(event):
                    self._span(factor, day, day + lasts - 1, effect)

    def _respond(self, state: str, exit_: str, factor: Floats) -> None:
        """Behavioural response: 1 + elasticity × (amount / reference − 1), never below zero."""
        for response in self.scenario.behaviour.responses:
            if (response.state, response.exit) != (state, exit_):
                continue
            elasticity, reference = self.value(response.elasticity), self.value(response.reference_amount)
            steps = self._amount_steps(response.programme)
            for (begin, amount), end in zip(steps, [*(s for s, _ in steps[1:]), self.last + 2], strict=True):
                by = max(0.0, 1.0 + elasticity * (amount / reference - 1.0))
                self._span(factor, begin, end - 1, by)

    def _amount_steps(self, programme: str) -> list[tuple[int, float]]:
        """(from day, rate in CNY) of a programme with a plain rate; zero where it is not in force."""
        entry = self.scenario.programmes.get(programme)
        if entry is None:
            return [(self.first, 0.0)]
        amount = entry.amount
        price = amount if isinstance(amount, Quantity) else amount.value or amount.quota
        if price is None:
            raise ValueError(f"response: programme {programme} has no plain rate to respond to")
        begin = days.day_of(entry.effective.start) if entry.effective.start else self.first
        end = days.day_of(entry.effective.end) + 1 if entry.effective.end else self.last + 2
        begin = max(begin, self.first)
        steps = self.parameters.steps(price)
        inside = [(begin, float(at(steps, begin)))] + [(day, rate) for day, rate in steps if begin < day < end]
        before = [(self.first, 0.0)] if begin > self.first else []
        after = [(end, 0.0)] if end <= self.last else []
        return before + inside + after

    # -- standards ------------------------------------------------------------------------

    def _standards(self) -> None:
        s = self.scenario.standards
        self.minimum_wage = self._fen_steps(s.minimum_wage)
        self.base_floor = self._fen_steps(s.insurance_base_floor)
        self.allowance = self._fen_steps(s.allowance_per_month)
        self.prime_rate = np.array(self.parameters.steps(s.loan_prime_rate), np.float64)
        self.employer_rate, self.own_rate = self.value(s.employer_insurance_rate), self.value(s.own_insurance_rate)
        self.own_part_below_prime = self.value(s.loan_own_part_below_prime)
        self.premium_rate, self.allowance_cut = self.value(s.unemployment_premium_rate), self.value(s.allowance_cut)
        self.stable_months = round(self.value(s.stable_months))
        self.transfer_months = round(self.value(s.transfer_months))

    def _fen_steps(self, quantity: Any) -> Floats:
        return np.array([(day, round(value * 100)) for day, value in self.parameters.steps(quantity)], np.float64)


def contribution_base(w: Any, wage: int, day: int) -> int:
    """Contribution base in fen: the wage, not below the floor."""
    return max(wage, fen_at(w.model.base_floor, day))


def own_contribution(w: Any, day: int) -> int:
    """What somebody insured on one's own account pays for a month, in fen: on the floor of the base."""
    return round(contribution_base(w, 0, day) * w.model.own_rate)
