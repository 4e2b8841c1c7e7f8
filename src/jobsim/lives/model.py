"""The numbers the lives run on, for one replication: rates, calendars, quantile tables and standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from jobsim import days
from jobsim.lives.clocks import DAYS_PER_MONTH
from jobsim.scenario.behaviour_sections import Destinations
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.place_sections import Event, Opening
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import CLASSES, EXITS, STATES

Table = list[float]
STATE_CODE: dict[str, int] = {name: code for code, name in enumerate(STATES)}


def pick(table: Table, uniform: float) -> int:
    """A whole-number quantity from its quantile table, without interpolation."""
    return round(table[int(uniform * (len(table) - 1))])


def quantile(table: Table, uniform: float) -> float:
    """A continuous quantity from its quantile table, linearly interpolated."""
    x = uniform * (len(table) - 1)
    i = int(x)
    return table[i] + (x - i) * (table[i + 1] - table[i])


def branch(edges: list[tuple[float, int]], uniform: float) -> int:
    """The destination of a branching: (cumulative share, code), the last entry for the rest."""
    for edge, code in edges:
        if uniform < edge:
            return code
    return edges[-1][1]


class Model:
    """Everything a life asks of the scenario, as plain numbers. Rates are per month, money is in fen."""

    def __init__(self, scenario: Scenario, parameters: Parameters, *, static: bool) -> None:
        self.scenario, self.parameters, self.static = scenario, parameters, static
        horizon = scenario.horizon
        self.first = days.day_of(horizon.history_from)
        self.start = days.day_of(horizon.start)
        self.last = days.day_of(horizon.end)
        self.value = parameters.value
        b = scenario.behaviour
        self.rates: list[list[list[float]]] = []  # state, class, exit
        self.calendars: list[list[list[float]]] = []  # state, exit
        for state in STATES:
            self._exits(state)
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
        self.after_job, self.after_job_rural = self.edges(e.after), self.edges(e.after_rural)
        self.spike, self.operator_share = self.value(e.subsidy_end_spike), self.value(e.operator_share)
        i = b.internship
        self.internship_length, self.stipend = table(i.length), table(i.stipend)
        self.retention, self.long_contract = self.value(i.retention), self.value(i.long_contract)
        self.intern_insured = self.value(i.insured)
        self.flexible_wage, self.flexible_insured = table(b.flexible.wage), self.by_class(b.flexible.insured)
        self.post_months = round(self.value(b.public_post.max_months))
        self.post_insured, self.post_urban = self.value(b.public_post.insured), self.value(b.public_post.urban)
        t = b.training
        self.course_days = {name: table(each) for name, each in t.days.items()}
        self.completion, self.certificate_share = self.value(t.completion), self.value(t.certificate)
        self.certificate_lag, self.online = table(t.certificate_lag), self.value(t.online)
        self.levels, self.in_service_levels = self.shares(t.levels), self.shares(t.in_service_levels)
        self.training_effect = self.value(t.effect)
        v = b.venture
        self.venture_jobs, self.hire_months, self.rent = table(v.jobs), table(v.hire_months), table(v.rent)
        self.first_share, self.incubated, self.free = (
            self.value(v.first),
            self.value(v.incubated),
            self.value(v.free_premises),
        )
        self.survival = list(accumulate((1.0 - self.value(q) for q in v.failure), lambda a, s: a * s))
        self.venture_forms, self.after_venture = self.shares(v.legal_forms), self.edges(v.after)
        loan = b.loan
        self.loan_request, self.loan_lag = self.by_class(loan.request), table(loan.lag)
        self.loan_kinds = self.shares(loan.kinds)
        self.loan_amount = {k: table(each) for k, each in loan.amount.items()}
        self.loan_cap = {k: self.value(q) for k, q in loan.caps.items()}
        self.loan_term = {k: round(self.value(q)) for k, q in loan.term.items()}
        self.loan_spread, self.loan_default = self.value(loan.spread), self.value(loan.default)
        self.school = {"college": self.edges(b.school.college), "vocational": self.edges(b.school.vocational)}
        self.applicants = self.value(b.school.applicants)
        self.state_programme_months = round(self.value(scenario.places.state_programme_months))
        projects = scenario.places.projects
        self.project_months, self.project_pay = table(projects.months), table(projects.pay)
        self.work_relief = self.value(projects.work_relief)
        self._standards()

    # -- building blocks ------------------------------------------------------------------

    def table(self, each: Any) -> Table:
        table: Table = self.parameters.table(each).tolist()
        return table

    def by_class(self, given: Any) -> list[float]:
        """A quantity given once or by behaviour class, as one number per class."""
        if not isinstance(given, dict):
            return [self.value(given)] * len(CLASSES)
        other = self.value(given["other"]) if "other" in given else 0.0
        return [self.value(given[name]) if name in given else other for name in CLASSES]

    def edges(self, destinations: Destinations) -> list[tuple[float, int]]:
        edges, total = [], 0.0
        for name, share in destinations.shares.items():
            total += self.value(share)
            edges.append((total, STATE_CODE[name]))
        return [*edges, (1.0, STATE_CODE[destinations.rest])]

    def shares(self, given: dict[str, Any]) -> list[tuple[float, str]]:
        """(cumulative share, word), scaled so that the last is one."""
        values = [(self.value(share), name) for name, share in given.items()]
        total = sum(v for v, _ in values) or 1.0
        cumulative, out = 0.0, []
        for share, name in values:
            cumulative += share / total
            out.append((cumulative, name))
        return out

    @staticmethod
    def word(shares: list[tuple[float, str]], uniform: float) -> str:
        for edge, name in shares:
            if uniform < edge:
                return name
        return shares[-1][1]

    def dates(self, on: Any) -> Iterator[int]:
        """Days of a date, or of a month and day in every year of the horizon."""
        if isinstance(on, dt.date):
            yield days.day_of(on)
            return
        month, day = (int(part) for part in on.split("-"))
        for year in range(days.year_of(self.first), days.year_of(self.last) + 1):
            yield days.day_of(dt.date(year, month, day))

    def openings(self, openings: list[Opening], fill: Quantity | None) -> list[tuple[int, int]]:
        """(day, places) in order of days; ``fill`` is the factor of places filled to places planned."""
        factor = 1.0 if fill is None else self.value(fill)
        found = [(day, round(self.value(o.count) * factor)) for o in openings for day in self.dates(o.on)]
        return sorted((day, count) for day, count in found if self.first <= day <= self.last)

    def event_days(self, event: Event) -> list[int]:
        found = (day for on in event.on for day in self.dates(on))
        return sorted(day for day in found if self.first <= day <= self.last)

    # -- calendars ------------------------------------------------------------------------

    def _exits(self, state: str) -> None:
        exits = self.scenario.behaviour.exits.get(state, {})
        self.rates.append([[0.0] * len(EXITS.get(state, ())) for _ in CLASSES])
        self.calendars.append([])
        for position, name in enumerate(EXITS.get(state, ())):
            exit_ = exits.get(name)
            if exit_ is not None:
                for code, rate in enumerate(self.by_class(exit_.rate)):
                    self.rates[-1][code][position] = rate
            self.calendars[-1].append(self._calendar(state, name, exit_.season if exit_ else None))

    def _calendar(self, state: str, exit_: str, season: str | None) -> list[float]:
        """Accumulated calendar factor in months: entry i up to the end of day ``first - 1 + i``."""
        length = self.last - self.first + 2
        factor = [1.0] * length
        if season is not None:
            months = self.scenario.behaviour.seasons[season].months
            mean = sum(months) / 12.0
            for i in range(length):
                factor[i] *= months[days.date_of(self.first + i).month - 1] / mean
        self._shock(state, exit_, factor)
        if exit_ == "job":
            self._fairs(factor)
        if not self.static:
            self._respond(state, exit_, factor)
        return list(accumulate((f / DAYS_PER_MONTH for f in factor), initial=0.0))

    def _span(self, factor: list[float], begin: int, end: int, by: float) -> None:
        for i in range(max(begin - self.first, 0), min(end - self.first + 1, len(factor))):
            factor[i] *= by

    def _shock(self, state: str, exit_: str, factor: list[float]) -> None:
        for shock in self.scenario.shocks.values():
            if (shock.state, shock.exit) == (state, exit_):
                self._span(factor, days.day_of(shock.start), days.day_of(shock.end), self.value(shock.factor))

    def _fairs(self, factor: list[float]) -> None:
        for event in self.scenario.events.values():
            if event.effect is not None and event.lasts is not None:
                lasts, effect = round(self.value(event.lasts)), self.value(event.effect)
                for day in self.event_days(event):
                    self._span(factor, day, day + lasts - 1, effect)

    def _respond(self, state: str, exit_: str, factor: list[float]) -> None:
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
        inside = [(begin, float(self.at(steps, begin)))] + [(day, rate) for day, rate in steps if begin < day < end]
        before = [(self.first, 0.0)] if begin > self.first else []
        after = [(end, 0.0)] if end <= self.last else []
        return before + inside + after

    # -- standards ------------------------------------------------------------------------

    def _standards(self) -> None:
        s = self.scenario.standards
        self.minimum_wage = self._fen_steps(s.minimum_wage)
        self.base_floor = self._fen_steps(s.insurance_base_floor)
        self.allowance = self._fen_steps(s.allowance_per_month)
        self.prime_rate = self.parameters.steps(s.loan_prime_rate)
        self.employer_rate, self.own_rate = self.value(s.employer_insurance_rate), self.value(s.own_insurance_rate)
        self.premium_rate, self.allowance_cut = self.value(s.unemployment_premium_rate), self.value(s.allowance_cut)
        self.stable_days = round(self.value(s.stable_months) * DAYS_PER_MONTH)
        self.transfer_months = round(self.value(s.transfer_months))

    def _fen_steps(self, quantity: Any) -> list[tuple[int, int]]:
        return [(day, round(value * 100)) for day, value in self.parameters.steps(quantity)]

    @staticmethod
    def at(steps: list[tuple[int, Any]], day: int) -> Any:
        """The value of a dated standard on a day."""
        found = steps[0][1]
        for begin, value in steps:
            if begin > day:
                break
            found = value
        return found

    def contribution_base(self, wage: int, day: int) -> int:
        """Contribution base in fen: the wage, not below the floor."""
        floor: int = self.at(self.base_floor, day)
        return max(wage, floor)
