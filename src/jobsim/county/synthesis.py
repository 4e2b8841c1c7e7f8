"""How a county is made: persons with families, firms and ventures with a history, on the first day.

Each agent carries a *key* that never depends on how many others there are, and all draws are keyed by it:
one more person, firm or graduate leaves everybody else as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.county.groups import BIT, mask_of
from jobsim.county.records import FIRM_DTYPE, NEVER, PERSON_DTYPE
from jobsim.draws import Draws
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import FIRM_ROLES, FIRM_SIZES, LEGAL_FORMS, LOAN_KINDS, RECOGNITIONS, STATES, TAXES, State

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_COHORT = 1 << 24
_VOCATIONAL = 1 << 22
_PUPILS = 99 * _COHORT
_WORKSHOP = np.uint32(1 << list(FIRM_ROLES).index("workshop"))
_STATE_CODE = {name: code for code, name in enumerate(STATES)}
_MEAN_SPELL_DAYS = {State.SEARCHING: 150, State.EMPLOYED: 1200, State.FLEXIBLE: 900, State.AWAY: 300}


@dataclass
class County:
    """Structured arrays of one replication. Venture of person row p: firm row ``firms_proper + p``."""

    persons: npt.NDArray[np.void]
    keys: Ints
    firms: npt.NDArray[np.void]
    firms_proper: int
    families: int
    """Number of families; students and pupils belong to none (family -1)."""
    rural_family: npt.NDArray[np.bool_]
    recognised: list[tuple[int, int, int]]
    """(day, firm, level code) of recognitions declared in the scenario."""


def synthesise(scenario: Scenario, parameters: Parameters, draws: Draws) -> County:
    """The county on the first day of the history."""
    first = days.day_of(scenario.horizon.history_from)
    people = _People(scenario, parameters, draws, first)
    firms, recognised = _firms(scenario, parameters, draws, people.count)
    people.employ(firms, len(firms) - people.count)
    return County(
        people.rows, people.keys, firms, len(firms) - people.count, people.families, people.rural_family, recognised
    )


def _pick(table: Floats, uniforms: Floats) -> Floats:
    """Values of a quantile table at the uniforms, without interpolation (whole-number quantities)."""
    return table[(uniforms * (len(table) - 1)).astype(np.int64)]


def _branch(shares: dict[str, float], uniforms: Floats, rest: str | None) -> tuple[list[str], Ints]:
    """Names and the index drawn for each uniform; what the shares leave goes to ``rest``."""
    names = list(shares)
    edges = np.cumsum(list(shares.values()))
    if rest is not None and rest not in names:
        names.append(rest)
    index = np.minimum(np.searchsorted(edges, uniforms, side="right"), len(names) - 1)
    return names, index.astype(np.int64)


class _People:
    def __init__(self, scenario: Scenario, parameters: Parameters, draws: Draws, first: int) -> None:
        self.scenario, self.value, self.parameters, self.draws, self.first = (
            scenario,
            parameters.value,
            parameters,
            draws,
            first,
        )
        county = scenario.county
        residents = round(self.value(county.persons))
        last_year = scenario.horizon.end.year
        cohorts: list[tuple[int, str, Ints]] = []
        for year in range(
            scenario.horizon.history_from.year, last_year + 2
        ):  # next year's leavers are in their final year
            base = (year - 2000) * _COHORT
            college = round(self.value(county.cohorts.college))
            vocational = round(self.value(county.cohorts.vocational))
            cohorts.append((year, "college_graduate", base + np.arange(college)))
            cohorts.append((year, "vocational_graduate", base + _VOCATIONAL + np.arange(vocational)))
        pupils = _PUPILS + np.arange(round(self.value(county.cohorts.monitored_students)))
        self.keys: Ints = np.concatenate([np.arange(residents), *(keys for _, _, keys in cohorts), pupils])
        self.count = len(self.keys)
        self.rows = np.zeros(self.count, PERSON_DTYPE)
        for name in ("employer", "family"):
            self.rows[name] = -1
        self._common()
        self._residents(residents)
        start = residents
        for year, group, keys in cohorts:
            self._cohort(slice(start, start + len(keys)), year, group)
            start += len(keys)
        self._pupils(slice(start, self.count))

    def _uniform(self, stream: str, occurrence: int = 0, rows: slice = slice(None)) -> Floats:
        return self.draws.many(stream, self.keys[rows], occurrence)

    def _common(self) -> None:
        county, rows = self.scenario.county, self.rows
        woman = self._uniform("sex") < self.value(county.woman)
        rows["groups"] |= np.where(woman, BIT["woman"], 0).astype(np.uint64) | np.uint64(BIT["local_household"])
        for position, (name, share) in enumerate(county.person_groups.items()):
            member = self._uniform("person_group", position) < self.value(share)
            rows["groups"] |= np.where(member, BIT[name], 0).astype(np.uint64)
        rows["frailty"] = _pick(self.parameters.table(self.scenario.behaviour.frailty), self._uniform("frailty"))
        rows["training_factor"] = 1.0
        rows["prior_insured"] = _pick(self.parameters.table(county.prior_insured), self._uniform("prior_insured"))
        rows["state"] = State.OUT

    def _set_ages(self, where: slice, ages: Floats) -> None:
        """Birth days and retirement days (national rules: men and women, dated in ``standards``)."""
        standards = self.scenario.standards
        rows = self.rows[where]
        rows["born"] = self.first - (ages * 365.25).astype(np.int64)
        woman = (rows["groups"] & np.uint64(BIT["woman"])) != 0
        retire = np.where(woman, self.value(standards.retirement_age_women), self.value(standards.retirement_age_men))
        rows["retires"] = rows["born"] + (retire * 365.25).astype(np.int64)

    def _family_groups(self, where: slice, family: Ints, rural: npt.NDArray[np.bool_]) -> None:
        county, rows = self.scenario.county, self.rows[where]
        both = [*county.family_groups.items(), *county.rural_family_groups.items()]
        for position, (name, share) in enumerate(both):
            chosen = self.draws.many("family_group", family, position) < self.value(share)
            if position >= len(county.family_groups):
                chosen &= rural
            rows["groups"] |= np.where(chosen, BIT[name], 0).astype(np.uint64)
        rows["groups"] |= np.where(rural, BIT["rural"], 0).astype(np.uint64)

    def _residents(self, residents: int) -> None:
        county, where = self.scenario.county, slice(0, residents)
        rows = self.rows[where]
        sizes = np.maximum(
            1, _pick(self.parameters.table(county.family_size), self.draws.many("family_size", np.arange(residents)))
        ).astype(np.int64)
        self.families = int(np.searchsorted(np.cumsum(sizes), residents, side="left")) + 1
        family = np.repeat(np.arange(self.families), sizes[: self.families])[:residents]
        rows["family"] = family
        self.rural_family = self.draws.many("family_rural", np.arange(self.families)) < self.value(county.rural)
        rural = self.rural_family[family]
        self._family_groups(where, family, rural)
        self._set_ages(
            where, np.interp(self._uniform("age", 0, where) * 1024, np.arange(1025), self.parameters.table(county.ages))
        )
        self._earlier_graduates(rows)
        state = np.zeros(residents, np.int64)
        for kind, sections in county.states.items():
            chosen = rural if kind == "rural" else ~rural
            shares = {name: self.value(share) for name, share in sections.items()}
            names, index = _branch(shares, self._uniform("initial_state", 0, where), "out")
            state[chosen] = np.array([_STATE_CODE[name] for name in names])[index][chosen]
        state[rows["retires"] <= self.first] = State.OUT
        rows["state"] = state
        self._spells(where)

    def _earlier_graduates(self, rows: npt.NDArray[np.void]) -> None:
        """Graduates of the two years before history: the first in the register aged 21 to 25.

        Not a share of those of the age: that would change with every person more, and with it who graduated.
        """
        age = (self.first - rows["born"]) / 365.25
        young = (age >= 21) & (age < 26)
        uniform = self._uniform("cohort", 0, slice(0, len(rows)))
        graduate = young & (np.cumsum(young) <= round(self.value(self.scenario.county.prior_graduates)))
        rows["groups"] |= np.where(graduate, BIT["college_graduate"], 0).astype(np.uint64)
        year = self.scenario.horizon.history_from.year
        years_ago = 1 + (uniform * 1e4).astype(np.int64) % 2
        left = np.array(
            [days.day_of(self.scenario.horizon.history_from.replace(year=year - k, month=7, day=1)) for k in (1, 2)]
        )
        rows["left_school"] = np.where(graduate, left[years_ago - 1], 0)

    def _spells(self, where: slice) -> None:
        """When the spells of the first day began, and what they carry."""
        rows, behaviour = self.rows[where], self.scenario.behaviour
        age_draw = self._uniform("spell_age", 0, where)
        began = np.full(len(rows), 1, np.int64)
        for state, mean in _MEAN_SPELL_DAYS.items():
            chosen = rows["state"] == state
            began[chosen] = 1 + (-np.log(age_draw[chosen]) * mean).astype(np.int64)
        posts = rows["state"] == State.PUBLIC_POST
        longest = self.value(behaviour.public_post.max_months) * 30.4
        began[posts] = 1 + (age_draw[posts] * longest).astype(np.int64)
        began = np.minimum(began, np.maximum(1, self.first - rows["born"] - 16 * 365))
        rows["spell_start"] = self.first - began
        searching = rows["state"] == State.SEARCHING
        rows["unemployed_since"] = np.where(searching, rows["spell_start"], 0)
        share = _share_of(behaviour.registration.share, "other", self.parameters)
        registered = searching & (self._uniform("registration_share", 0, where) < share)
        rows["registered"] = np.where(registered, rows["spell_start"] + 7, 0)

    def _cohort(self, where: slice, year: int, group: str) -> None:
        rows, county = self.rows[where], self.scenario.county
        behaviour = self.scenario.behaviour.school
        rows["groups"] |= np.uint64(BIT[group])
        if group == "college_graduate":
            hardship = self._uniform("cohort", 1, where) < self.value(county.cohorts.hardship)
            rows["groups"] |= np.where(hardship, BIT["hardship_graduate"], 0).astype(np.uint64)
        rural = self._uniform("family_rural", 1, where) < self.value(county.rural)
        self._family_groups(where, self.keys[where], rural)
        month, day = (int(part) for part in behaviour.leave_on.split("-"))
        leave = days.day_of(self.scenario.horizon.start.replace(year=year, month=month, day=day))
        spread = _pick(self.parameters.table(behaviour.spread), self._uniform("school_day", 0, where))
        rows["left_school"] = leave + spread.astype(np.int64)
        graduation_age = 22.0 if group == "college_graduate" else 18.5
        years_before = (leave - self.first) / 365.25
        self._set_ages(where, graduation_age - years_before + self._uniform("age", 0, where))
        rows["prior_insured"] = 0
        rows["state"] = State.SCHOOL
        rows["spell_start"] = self.first - 1

    def _pupils(self, where: slice) -> None:
        rows = self.rows[where]
        rows["groups"] |= np.uint64(mask_of(["rural", "monitored_household"]))
        self._set_ages(where, 15.0 + 3 * self._uniform("age", 0, where))
        rows["left_school"] = NEVER
        rows["state"] = State.SCHOOL
        rows["spell_start"] = self.first - 1
        rows["prior_insured"] = 0

    def employ(self, firms: npt.NDArray[np.void], proper: int) -> None:
        """Give the employed their employers, in proportion to size, and the founders their ventures."""
        rows = self.rows
        employed = np.flatnonzero(rows["state"] == State.EMPLOYED)
        weights = np.cumsum(firms["nominal_staff"][:proper].astype(np.float64))
        if len(employed) and weights[-1] > 0:
            chosen = np.searchsorted(
                weights / weights[-1], self.draws.many("employer", self.keys[employed]), side="right"
            )
            rows["employer"][employed] = np.minimum(chosen, proper - 1)
            self._staff_workshops(employed, np.flatnonzero(firms["roles"][:proper] & _WORKSHOP))
        else:
            rows["state"][employed] = State.FLEXIBLE
        self._found(firms, proper)

    def _staff_workshops(self, employed: Ints, workshops: Ints) -> None:
        """Part of the employed lifted out of poverty work in employment-assistance workshops."""
        share = self.scenario.county.firms.workshop_share
        if share is None or not len(workshops):
            return
        lifted = (self.rows["groups"][employed] & np.uint64(BIT["lifted_out_of_poverty"])) != 0
        chosen = employed[lifted & (self.draws.many("employer", self.keys[employed], 1) < self.value(share))]
        place = (self.draws.many("employer", self.keys[chosen], 2) * len(workshops)).astype(np.int64)
        self.rows["employer"][chosen] = workshops[place]

    def _found(self, firms: npt.NDArray[np.void], proper: int) -> None:
        """Ventures founded before the history and still operating on its first day."""
        population = self.scenario.county.ventures
        founders = np.flatnonzero(self.rows["state"] == State.VENTURE)
        keys = self.keys[founders]
        weights = {str(year): self.value(count) for year, count in population.founded.items()}
        total = sum(weights.values()) or 1.0
        names, index = _branch(
            {y: w / total for y, w in weights.items()}, self.draws.many("venture_history", keys), None
        )
        start = np.array([days.first_of_year(int(year)) for year in names])[index] if names else self.first - 365
        founded = start + (self.draws.many("venture_history", keys, 1) * 365).astype(np.int64)
        adult = self.rows["born"][founders] + 18 * 366
        founded = np.minimum(np.maximum(founded, adult), self.first - 1)
        ventures = proper + founders
        firms["founded"][ventures] = founded
        self.rows["spell_start"][founders] = founded
        self.rows["ventures"][founders] = 1
        self.rows["employer"][founders] = ventures
        lent = self.draws.many("loan_history", keys) < self.value(population.loans)
        loan = self.scenario.behaviour.loan
        kinds, kind = _branch(
            {k: self.value(s) for k, s in loan.kinds.items()}, self.draws.many("loan_history", keys, 1), None
        )
        for position, name in enumerate(kinds):
            chosen = lent & (kind == position)
            amount = np.minimum(
                _pick(self.parameters.table(loan.amount[name]), self.draws.many("loan_amount", keys)),
                self.value(loan.caps[name]),
            )
            term = round(self.value(loan.term[name]))
            age = (self.draws.many("loan_history", keys, 2) * np.minimum(self.first - founded, term * 30.4)).astype(
                np.int64
            )
            rows = ventures[chosen]
            firms["loan_amount"][rows] = (amount[chosen] / 1000).round().astype(np.int64) * 100_000
            firms["loan_kind"][rows] = list(LOAN_KINDS).index(name)
            firms["loan_months"][rows] = term
            firms["loan_day"][rows] = (self.first - 1 - age)[chosen]


def _share_of(share: Quantity | Mapping[str, Quantity], name: str, parameters: Parameters) -> float:
    return parameters.value(share[name] if isinstance(share, Mapping) else share)


def _firms(
    scenario: Scenario, parameters: Parameters, draws: Draws, persons: int
) -> tuple[npt.NDArray[np.void], list[tuple[int, int, int]]]:
    population, value = scenario.county.firms, parameters.value
    number = round(value(population.number))
    first = days.day_of(scenario.horizon.history_from)
    firms = np.zeros(number + persons, FIRM_DTYPE)
    firms["founder"] = -1
    firms["founder"][number:] = np.arange(persons)
    firms["closes"] = NEVER
    ids = np.arange(number)
    proper = firms[:number]
    proper["alive"] = 1

    def uniform(occurrence: int, stream: str = "firm_attribute") -> Floats:
        return draws.many(stream, ids, occurrence)

    sizes, size = _branch({n: value(s) for n, s in population.sizes.items()}, uniform(0), None)
    forms, form = _branch({n: value(s) for n, s in population.legal_forms.items()}, uniform(1), None)
    proper["size"] = np.array([FIRM_SIZES.index(n) for n in sizes])[size]
    proper["form"] = np.array([list(LEGAL_FORMS).index(n) for n in forms])[form]
    staff_draw, closing_draw = uniform(0, "firm_staff"), uniform(0, "closure")
    for code, name in enumerate(FIRM_SIZES):
        chosen = proper["size"] == code
        if name in population.staff:
            proper["nominal_staff"][chosen] = _pick(parameters.table(population.staff[name]), staff_draw[chosen])
        rate = value(population.closure[name]) if name in population.closure else 0.0
        if rate > 0:
            proper["closes"][chosen] = first + (-np.log(closing_draw[chosen]) / rate * 30.4375).astype(np.int64)
    proper["layoff_percent"] = _pick(parameters.table(population.layoff), uniform(0, "layoff"))
    liable = uniform(2) < value(population.tax_liable)
    for code, name in enumerate(TAXES):
        if name in population.tax:
            due = _pick(parameters.table(population.tax[name]), uniform(code, "tax"))
            proper["tax"][:, code] = np.where(liable, (due * 100).round(), 0)
    recognised: list[tuple[int, int, int]] = []
    for code, name in enumerate(FIRM_ROLES):
        if name not in population.roles:
            continue
        # Leading firms are the largest, workshops are small firms; other roles fall by lot.
        rank = uniform(10 + code)
        if name == "quality":
            rank = rank - proper["nominal_staff"]
        elif name == "workshop":
            rank = rank + (proper["size"] != FIRM_SIZES.index("small"))
        holders = np.argsort(rank, kind="stable")[: round(value(population.roles[name]))]
        proper["roles"][holders] |= np.uint32(1 << code)
        waiting = holders
        for recognition in population.recognitions.get(name, []):
            day, level = days.day_of(recognition.on), RECOGNITIONS.index(recognition.level)
            newly, waiting = np.split(waiting, [round(value(recognition.number))])
            recognised += [(day, int(firm), level) for firm in newly]
    return firms, sorted(recognised)
