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
from jobsim.county.records import FIRM_DTYPE, MOST_TAX, NEVER, PERSON_DTYPE, aligned
from jobsim.county.retirement import ages_of, retirement_days
from jobsim.days import DAYS_PER_MONTH
from jobsim.draws import Draws
from jobsim.scenario.behaviour_sections import Behaviour
from jobsim.scenario.county_sections import County as CountySection
from jobsim.scenario.county_sections import RoleRule
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.place_sections import Standards
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.schema import Horizon, Scenario
from jobsim.vocabulary import (
    COURSES,
    FIRM_ROLES,
    FIRM_SIZES,
    LEGAL_FORMS,
    LOAN_KINDS,
    RECOGNITIONS,
    STATES,
    TAXES,
    State,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_COHORT = 1 << 24
_VOCATIONAL = 1 << 22
_PUPILS = 99 * _COHORT
_WORKSHOP, _HOST = (np.uint32(1 << list(FIRM_ROLES).index(role)) for role in ("workshop", "internship_host"))
_AT_ONCE = 2048
_GUIDES = 1 << 14
_STANDING = 100
"""Occurrence of the draw of standing staff, counted on by role."""
_STATE_CODE = {name: code for code, name in enumerate(STATES)}
_MEAN_SPELL_DAYS = np.zeros(len(STATES))
for _state, _mean in ((State.SEARCHING, 150), (State.EMPLOYED, 1200), (State.FLEXIBLE, 900), (State.AWAY, 300)):
    _MEAN_SPELL_DAYS[_state] = _mean
_PERSON_COLUMNS = (
    "key", "groups", "family", "employer", "born", "left_school", "retires", "registered", "unemployed_since",
    "spell_start", "prior_insured", "frailty", "state", "ventures", "wage", "origin", "household",
)  # fmt: skip


@dataclass
class County:
    """Structured arrays of one replication: the ventures of the first day follow the firms."""

    persons: npt.NDArray[np.void]
    firms: npt.NDArray[np.void]
    firms_proper: int
    residents: int
    """The first so many persons; students and pupils follow them."""
    families: int
    """Number of families; students and pupils belong to none (family -1)."""
    family_first: npt.NDArray[np.int32]
    """The row of the first member of each family, and where the residents end; all members stand together."""
    rural_family: Truths
    retires_before: npt.NDArray[np.int32]
    """When each person would retire by the law before it was decided that everybody retires later."""
    recognised: list[tuple[int, int, int]]
    """(day, firm, level code) of recognitions declared in the scenario."""

    @property
    def keys(self) -> npt.NDArray[np.int32]:
        """The keys of the persons, by row."""
        return self.persons["key"]

    def venture_rows(self) -> npt.NDArray[np.int32]:
        """The row of the venture of each person who has founded one, -1 for the others."""
        rows = np.full(len(self.persons), -1, np.int32)
        rows[self.firms["founder"][self.firms_proper :]] = np.arange(self.firms_proper, len(self.firms))
        return rows


@dataclass(frozen=True)
class Sections:
    """All of a scenario that a county is made of: where they are equal, and the draws of parameters, so is the county.

    Whoever makes a county has these and not the scenario, so that nothing else can ever decide what it is.
    """

    horizon: Horizon
    county: CountySection
    standards: Standards
    behaviour: Behaviour

    @classmethod
    def of(cls, scenario: Scenario) -> Sections:
        return cls(scenario.horizon, scenario.county, scenario.standards, scenario.behaviour)


def synthesise(scenario: Scenario, parameters: Parameters, draws: Draws) -> County:
    """The county on the first day of the history."""
    sections = Sections.of(scenario)
    first = days.day_of(sections.horizon.history_from)
    people = _People(sections, parameters, draws, first)
    firms, recognised = _firms(sections, parameters, draws, np.flatnonzero(people.state == State.VENTURE))
    proper = int((firms["founder"] < 0).sum())
    people.employ(firms, proper)
    return County(
        people.records(), firms, proper, people.residents, people.families, people.family_first, people.rural_family,
        people.retires_before, recognised,
    )  # fmt: skip


def _pick(table: Floats, uniforms: Floats) -> Floats:
    """Values of a quantile table at the uniforms, without interpolation (whole-number quantities)."""
    return table[(uniforms * (len(table) - 1)).astype(np.int64)]


def _interpolate(table: Floats, uniforms: Floats) -> Floats:
    """Values of a quantile table at the uniforms, linear between its entries."""
    at = uniforms * (len(table) - 1)
    cell = at.astype(np.int64)
    return np.diff(table)[cell] * (at - cell) + table[cell]


def _branch(shares: dict[str, float], uniforms: Floats, rest: str | None) -> tuple[list[str], Ints]:
    """Names and the index drawn for each uniform; what the shares leave goes to ``rest``."""
    names = list(shares)
    edges = np.cumsum(list(shares.values()))
    if rest is not None and rest not in names:
        names.append(rest)
    index = np.zeros(len(uniforms), np.int8)
    for edge in edges[: len(names) - 1]:  # so few edges are counted faster than searched
        index += uniforms >= edge
    return names, index.astype(np.int64)


def _chosen(weights: Ints, uniforms: Floats) -> Ints:
    """The one drawn by each uniform among those with such weights: a guess from a guide table, then the next ones."""
    edges = np.cumsum(weights.astype(np.float64))
    edges /= edges[-1]
    guide = np.searchsorted(edges, np.arange(_GUIDES) / _GUIDES, side="right")
    found = guide[(uniforms * _GUIDES).astype(np.int64)]
    behind = np.flatnonzero(edges[found] <= uniforms)
    while len(behind):
        found[behind] += 1
        behind = behind[edges[found[behind]] <= uniforms[behind]]
    return found


def _bits(name: str, members: Truths) -> Ints:
    """The bit of a group for its members, 0 for others."""
    return members * np.int64(BIT[name])


class _People:
    """The persons: a column for each field that is not 0 at first, in the order of ``keys``."""

    def __init__(self, sections: Sections, parameters: Parameters, draws: Draws, first: int) -> None:
        self.sections, self.value, self.parameters = sections, parameters.value, parameters
        self.draws, self.first = draws, first
        self.retirement = ages_of(sections.standards, parameters)
        county, horizon = sections.county, sections.horizon
        self.residents = residents = round(self.value(county.persons))
        cohorts: list[tuple[int, str, Ints]] = []
        for year in range(horizon.history_from.year, horizon.end.year + 2):  # next year's leavers are in their last
            base = (year - 2000) * _COHORT
            college = round(self.value(county.cohorts.college))
            vocational = round(self.value(county.cohorts.vocational))
            cohorts.append((year, "college_graduate", base + np.arange(college)))
            cohorts.append((year, "vocational_graduate", base + _VOCATIONAL + np.arange(vocational)))
        pupils = _PUPILS + np.arange(round(self.value(county.cohorts.monitored_students)))
        self.keys: Ints = np.concatenate([np.arange(residents), *(keys for _, _, keys in cohorts), pupils])
        self.count = len(self.keys)
        students = slice(residents, self.count - len(pupils))
        self.family, self.employer = (np.full(self.count, -1, np.int32) for _ in range(2))
        self.born, self.retires, self.retires_before, self.left_school, self.registered, self.unemployed_since = (
            np.zeros(self.count, np.int32) for _ in range(6)
        )
        self.spell_start = np.full(self.count, first - 1, np.int32)
        self.prior_insured, self.household = (np.zeros(self.count, np.int16) for _ in range(2))
        self.origin = np.zeros(self.count, np.int8)
        self.wage = np.zeros(self.count, np.int32)
        self.state = np.full(self.count, State.SCHOOL, np.int8)
        self.ventures = np.zeros(self.count, np.int8)
        self._common()
        self._residents(slice(0, residents))
        self._students(students, cohorts)
        self._pupils(slice(students.stop, self.count))
        self.groups[residents:] &= ~BIT["skilled_worker"]  # nobody holds a skill certificate while in school

    def records(self) -> npt.NDArray[np.void]:
        """The persons as PERSON_DTYPE rows."""
        rows = aligned(self.count, PERSON_DTYPE)
        columns = {name: self.keys if name == "key" else getattr(self, name) for name in _PERSON_COLUMNS}
        for begin in range(0, self.count, _AT_ONCE):  # so many that they stay in the processor's cache meanwhile
            some = slice(begin, begin + _AT_ONCE)
            for name, column in columns.items():
                rows[name][some] = column[some]
        return rows

    def _uniform(self, stream: str, occurrence: int = 0, rows: slice | Ints = slice(None)) -> Floats:
        return self.draws.many(stream, self.keys[rows], occurrence)

    def _common(self) -> None:
        county = self.sections.county
        self.woman = self._uniform("sex") < self.value(county.woman)
        self.groups = _bits("woman", self.woman)
        for position, (name, share) in enumerate(county.person_groups.items()):
            self.groups |= _bits(name, self._uniform("person_group", position) < self.value(share))
        self.groups |= _bits("local_household", self.groups & BIT["from_outside"] == 0)
        self.frailty = _pick(self.parameters.table(self.sections.behaviour.frailty), self._uniform("frailty"))

    def _set_ages(self, where: slice, ages: Floats) -> None:
        """Birth days, from the ages in years on the first day, and retirement days; the groups are known.

        Who leaves school in many years is yet to be born: such an age is negative.
        """
        months = (ages * 12).astype(np.int64)
        rest = ((ages * 12 - months) * DAYS_PER_MONTH).astype(np.int64)
        youngest = months.min(initial=0)
        birthday = days.add_months_to_all(np.array(self.first), -np.arange(youngest, months.max(initial=0) + 1))
        self.born[where] = birthday[months - youngest] - rest
        self.retires[where], self.retires_before[where] = retirement_days(
            self.born[where], self.groups[where], self.retirement
        )

    def _family_groups(self, family: Ints, rural: Truths) -> Ints:
        """The groups of families, by the keys of the families."""
        county = self.sections.county
        groups = _bits("rural", rural)
        for position, (name, share) in enumerate([*county.family_groups.items(), *county.rural_family_groups.items()]):
            chosen = self.draws.many("family_group", family, position) < self.value(share)
            if position >= len(county.family_groups):
                chosen &= rural
            groups |= _bits(name, chosen)
        return groups

    def _residents(self, where: slice) -> None:
        county, residents = self.sections.county, where.stop
        self.prior_insured[where] = _pick(
            self.parameters.table(county.prior_insured), self._uniform("prior_insured", 0, where)
        )
        sizes = self._family_sizes(where)
        ends = np.cumsum(sizes.astype(np.int64))
        self.families = min(int(np.searchsorted(ends, residents, side="left")) + 1, residents)
        numbers = np.arange(self.families)
        self.family_first = np.concatenate([[0], ends[: self.families - 1], [residents]]).astype(np.int32)
        next_one = np.zeros(residents, np.int64)
        next_one[ends[: self.families - 1]] = 1
        family = np.cumsum(next_one)
        self.family[where] = family
        self.household[where] = self._allowance_members(numbers, sizes)[family]
        self.rural_family = self.draws.many("family_rural", numbers) < self.value(county.rural)
        self.groups[where] |= self._family_groups(numbers, self.rural_family)[family]
        self._set_ages(where, _interpolate(self.parameters.table(county.ages), self._uniform("age", 0, where)))
        self._earlier_graduates(where)
        rural = self.rural_family[family]
        state, uniform = np.zeros(residents, np.int8), self._uniform("initial_state", 0, where)
        for kind, sections in county.states.items():
            chosen = np.flatnonzero(rural if kind == "rural" else ~rural)
            shares = {name: self.value(share) for name, share in sections.items()}
            names, index = _branch(shares, uniform[chosen], "out")
            state[chosen] = np.array([_STATE_CODE[name] for name in names])[index]
        state[self.retires[where] <= self.first] = State.OUT
        self.state[where] = state
        self._spells(where)

    def _family_sizes(self, where: slice) -> Floats:
        """Working-age members of the family that each of these keys would stand for."""
        table = self.parameters.table(self.sections.county.family_size)
        return np.maximum(1, _pick(table, self._uniform("family_size", 0, where)))

    def _allowance_members(self, numbers: Ints, sizes: Floats) -> Floats:
        """Members of the household that draw the allowance, of families with these keys and sizes."""
        members = self.sections.county.allowance_members
        if members is None:
            return sizes
        drawn = _pick(self.parameters.table(members), self.draws.many("family_size", numbers, 1))
        return np.maximum(1, drawn)

    def _earlier_graduates(self, where: slice) -> None:
        """Graduates of the two years before history: the first in the register aged 21 to 25.

        Not a share of those of the age: that would change with every person more, and with it who graduated.
        """
        born = self.born[where]
        youngest, oldest = (days.add_months(self.first, -12 * age) for age in (21, 26))
        young = np.flatnonzero((born <= youngest) & (born > oldest))
        graduates = young[: round(self.value(self.sections.county.prior_graduates))]
        self.groups[graduates] |= BIT["college_graduate"]
        begin = self.sections.horizon.history_from
        left = np.array([days.day_of(begin.replace(year=begin.year - k, month=7, day=1)) for k in (1, 2)])
        self.left_school[graduates] = left[(self._uniform("cohort", 0, graduates) * 1e4).astype(np.int64) % 2]

    def _spells(self, where: slice) -> None:
        """When the spells of the first day began, and what they carry."""
        behaviour, state = self.sections.behaviour, self.state[where]
        mean = _MEAN_SPELL_DAYS.copy()
        mean[State.PUBLIC_POST] = longest = self.value(behaviour.public_post.max_months) * 30.4
        earlier = np.flatnonzero(mean[state])
        states, uniform = state[earlier], self._uniform("spell_age", 0, earlier)
        began = np.where(states == State.PUBLIC_POST, uniform * longest, -np.log(uniform) * mean[states])
        youngest = np.maximum(1, self.first - days.add_months_to_all(self.born[earlier], 16 * 12))
        self.spell_start[earlier] = self.first - np.minimum(1 + began.astype(np.int64), youngest)
        searching = np.flatnonzero(state == State.SEARCHING)
        self.unemployed_since[searching] = self.spell_start[searching]
        share = _share_of(behaviour.registration.share, "other", self.parameters)
        registered = searching[self._uniform("registration_share", 0, searching) < share]
        self.registered[registered] = self.spell_start[registered] + 7

    def _students(self, where: slice, cohorts: list[tuple[int, str, Ints]]) -> None:
        """Those who leave school in the years simulated and in the year after, cohort by cohort."""
        county, school = self.sections.county, self.sections.behaviour.school
        month, day = (int(part) for part in school.leave_on.split("-"))
        leave = [days.day_of(self.sections.horizon.start.replace(year=year, month=month, day=day))
                 for year, _, _ in cohorts]  # fmt: skip
        ages = [
            (22.0 if group == "college_graduate" else 18.5) - (day - self.first) / 365.25
            for day, (_, group, _) in zip(leave, cohorts, strict=True)
        ]
        sizes = [len(keys) for _, _, keys in cohorts]
        groups = np.repeat([BIT[group] for _, group, _ in cohorts], sizes)
        hardship = self._uniform("cohort", 1, where) < self.value(county.cohorts.hardship)
        groups |= _bits("hardship_graduate", hardship & (groups == BIT["college_graduate"]))
        rural = self._uniform("family_rural", 1, where) < self.value(county.rural)
        self.groups[where] |= groups | self._family_groups(self.keys[where], rural)
        self.household[where] = self._allowance_members(self.keys[where], self._family_sizes(where))
        spread = _pick(self.parameters.table(school.spread), self._uniform("school_day", 0, where))
        self.left_school[where] = np.repeat(leave, sizes) + spread.astype(np.int64)
        self._set_ages(where, np.repeat(ages, sizes) + self._uniform("age", 0, where))

    def _pupils(self, where: slice) -> None:
        self.groups[where] |= mask_of(["rural", "monitored_household"])
        self.household[where] = self._allowance_members(self.keys[where], self._family_sizes(where))
        self._set_ages(where, 15.0 + 3 * self._uniform("age", 0, where))
        self.left_school[where] = NEVER

    def employ(self, firms: npt.NDArray[np.void], proper: int) -> None:
        """Give the employed their employers, in proportion to size, and the founders their ventures."""
        employed = np.flatnonzero(self.state == State.EMPLOYED)
        weights = firms["nominal_staff"][:proper]
        if len(employed) and weights.any():
            self.employer[employed] = _chosen(weights, self._uniform("employer", 0, employed))
            self._staff_workshops(employed, np.flatnonzero(firms["roles"][:proper] & _WORKSHOP))
        else:
            self.state[employed] = State.FLEXIBLE
        self._found(firms, proper)
        self._learn(np.flatnonzero(firms["roles"][:proper] & _HOST))

    def _learn(self, hosts: Ints) -> None:
        """Interns have a host and a stipend, trainees a skill course and where they return to."""
        interns = np.flatnonzero(self.state == State.INTERN)
        if len(hosts):
            self.employer[interns] = hosts[(self._uniform("host", 0, interns) * len(hosts)).astype(np.int64)]
        else:
            self.state[interns] = State.SEARCHING
        stipend = self.parameters.table(self.sections.behaviour.internship.stipend)
        self.wage[interns] = (_interpolate(stipend, self._uniform("stipend", 0, interns)) * 100).round()
        trainees = np.flatnonzero(self.state == State.TRAINING)
        self.employer[trainees] = list(COURSES).index("skill")  # the course takes the employer's place
        rural = (self.groups[trainees] & BIT["rural"]) != 0
        self.origin[trainees] = np.where(rural, State.AT_HOME, State.SEARCHING)

    def _staff_workshops(self, employed: Ints, workshops: Ints) -> None:
        """Part of the employed lifted out of poverty work in employment-assistance workshops."""
        share = self.sections.county.firms.workshop_share
        if share is None or not len(workshops):
            return
        lifted = employed[(self.groups[employed] & BIT["lifted_out_of_poverty"]) != 0]
        chosen = lifted[self._uniform("employer", 1, lifted) < self.value(share)]
        self.employer[chosen] = workshops[(self._uniform("employer", 2, chosen) * len(workshops)).astype(np.int64)]

    def _found(self, firms: npt.NDArray[np.void], proper: int) -> None:
        """Ventures founded before the history and still operating on its first day."""
        population = self.sections.county.ventures
        founders = np.flatnonzero(self.state == State.VENTURE)
        weights = {str(year): self.value(count) for year, count in population.founded.items()}
        total = sum(weights.values()) or 1.0
        names, index = _branch(
            {y: w / total for y, w in weights.items()}, self._uniform("venture_history", 0, founders), None
        )
        start = np.array([days.first_of_year(int(year)) for year in names])[index] if names else self.first - 365
        founded = start + (self._uniform("venture_history", 1, founders) * 365).astype(np.int64)
        adult = days.add_months_to_all(self.born[founders], 18 * 12)
        founded = np.minimum(np.maximum(founded, adult), self.first - 1)
        ventures = proper + np.arange(len(founders))
        firms["founded"][ventures] = founded
        self.spell_start[founders] = founded
        self.ventures[founders] = 1
        self.employer[founders] = ventures
        self._lend(firms, ventures, founders, founded)

    def _lend(self, firms: npt.NDArray[np.void], ventures: Ints, founders: Ints, founded: Ints) -> None:
        """Part of the ventures of the past still owe a guaranteed loan."""
        loan = self.sections.behaviour.loan
        lent = self._uniform("loan_history", 0, founders) < self.value(self.sections.county.ventures.loans)
        kinds, kind = _branch(
            {k: self.value(s) for k, s in loan.kinds.items()}, self._uniform("loan_history", 1, founders), None
        )
        amount_draw = self._uniform("loan_amount", 0, founders)
        age_draw = self._uniform("loan_history", 2, founders)
        for position, name in enumerate(kinds):
            chosen = lent & (kind == position)
            amount = np.minimum(
                _pick(self.parameters.table(loan.amount[name]), amount_draw), self.value(loan.caps[name])
            )
            term = round(self.value(loan.term[name]))
            age = (age_draw * np.minimum(self.first - founded, term * 30.4)).astype(np.int64)
            rows = ventures[chosen]
            firms["loan_amount"][rows] = (amount[chosen] / 1000).round().astype(np.int64) * 100_000
            firms["loan_kind"][rows] = list(LOAN_KINDS).index(name)
            firms["loan_months"][rows] = term
            firms["loan_day"][rows] = (self.first - 1 - age)[chosen]


def _share_of(share: Quantity | Mapping[str, Quantity], name: str, parameters: Parameters) -> float:
    return parameters.value(share[name] if isinstance(share, Mapping) else share)


def _rank(firms: npt.NDArray[np.void], rule: RoleRule, uniforms: Floats) -> Floats:
    """Who gets a role before whom: the largest first or by lot; infinite for a firm that cannot hold it."""
    sizes = np.array([name in rule.sizes for name in FIRM_SIZES])
    forms = np.array([name in rule.legal_forms for name in LEGAL_FORMS])
    may = sizes[firms["size_class"]] & forms[firms["form"]]
    return np.where(may, uniforms - firms["nominal_staff"] if rule.largest else uniforms, np.inf)


def _firms(
    sections: Sections, parameters: Parameters, draws: Draws, founders: Ints
) -> tuple[npt.NDArray[np.void], list[tuple[int, int, int]]]:
    population, value = sections.county.firms, parameters.value
    number = round(value(population.number))
    first = days.day_of(sections.horizon.history_from)
    firms = aligned(number + len(founders), FIRM_DTYPE)
    firms["founder"][:number], firms["founder"][number:] = -1, founders
    firms["closes"] = NEVER
    ids = np.arange(number)
    proper = firms[:number]
    proper["alive"] = 1

    def uniform(occurrence: int, stream: str = "firm_attribute") -> Floats:
        return draws.many(stream, ids, occurrence)

    sizes, size = _branch({n: value(s) for n, s in population.sizes.items()}, uniform(0), None)
    forms, form = _branch({n: value(s) for n, s in population.legal_forms.items()}, uniform(1), None)
    proper["size_class"] = np.array([FIRM_SIZES.index(n) for n in sizes])[size]
    proper["form"] = np.array([list(LEGAL_FORMS).index(n) for n in forms])[form]
    staff_draw, closing_draw = uniform(0, "firm_staff"), uniform(0, "closure")
    for code, name in enumerate(FIRM_SIZES):
        chosen = proper["size_class"] == code
        if name in population.staff:
            proper["nominal_staff"][chosen] = _pick(parameters.table(population.staff[name]), staff_draw[chosen])
        rate = value(population.closure[name]) if name in population.closure else 0.0
        if rate > 0:
            proper["closes"][chosen] = first + (-np.log(closing_draw[chosen]) / rate * DAYS_PER_MONTH).astype(np.int64)
    proper["layoff_percent"] = np.rint(10 * _interpolate(parameters.table(population.layoff), uniform(0, "layoff")))
    liable = uniform(2) < value(population.tax_liable)
    for code, name in enumerate(TAXES):
        if name in population.tax:
            due = _pick(parameters.table(population.tax[name]), uniform(code, "tax"))
            proper["tax"][:, code] = np.where(liable, np.minimum((due * 100).round(), MOST_TAX), 0)
    recognised: list[tuple[int, int, int]] = []
    for code, name in enumerate(FIRM_ROLES):
        if name not in population.roles:
            continue
        rank = _rank(proper, population.role_rules.get(name) or RoleRule(), uniform(10 + code))
        most = min(round(value(population.roles[name])), int(np.isfinite(rank).sum()))
        first_ones = np.argpartition(rank, most) if most < len(rank) else np.arange(len(rank))
        holders = first_ones[:most][np.argsort(rank[first_ones[:most]], kind="stable")]
        proper["roles"][holders] |= np.uint32(1 << code)
        if name in population.standing_staff:
            standing = _pick(parameters.table(population.standing_staff[name]), uniform(_STANDING + code)[holders])
            for column in ("staff", "key_staff"):
                proper[column][holders] += np.rint(standing).astype(np.int32)
        waiting = holders
        for recognition in population.recognitions.get(name, []):
            day, level = days.day_of(recognition.on), RECOGNITIONS.index(recognition.level)
            newly, waiting = np.split(waiting, [round(value(recognition.number))])
            recognised += [(day, int(firm), level) for firm in newly]
    return firms, sorted(recognised)
