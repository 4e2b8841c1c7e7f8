"""The rule book: all programmes of a scenario, compiled for one replication.

How a programme's ``amount`` is read, by the unit of the price:

==================  =============================================================================
1000 CNY            once per milestone
1400 CNY/month      times the months the milestone covers
100 CNY/day         times the days it covers
500 CNY/person      times its heads
4000 CNY/year       times months / 12, or once if the milestone stands for a year
``times: fact``     times another count (``key_group_staff``, ``months_total`` …)
``tiers``           the price depends on a fact: thresholds (``at_least``) or words (``is``)
``share`` of fact   a share of a cost the facts carry
``points``          points a year on the loan balance, by days / 360
``quota``           a tax quota per head and year, by months / 12, set off against tax at year end
==================  =============================================================================

Prices may be dated: the rate in force on the milestone's day holds, also within a spell that straddles the change.
Where a unit's retention re-prices its whole year, the difference is a programme of its own at the unit's settlement::

    retention_uplift:
      when: internship_unit_settled
      conditions: {retention_percent: ">= 50"}
      amount: 200 CNY/month
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobsim.programmes.compilation import Compiler, RuleError, Uncertain, fen
from jobsim.programmes.tables import CONDITION_DTYPE, OWN_ACCOUNT, RULE_DTYPE, VALUE_DTYPE, Form, as_rows
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.prepared import prepared
from jobsim.scenario.shared_limits import limits_of, pools
from jobsim.vocabulary import FACT_INDEX, MILESTONES

if TYPE_CHECKING:
    from jobsim.scenario.quantities import Quantity
    from jobsim.scenario.schema import Scenario
    from jobsim.scenario.section_types import Bilingual


@dataclass(frozen=True)
class RuleBook:
    """Programme ``i`` is the i-th name under ``programmes``; all tables are read-only.

    ``excluded`` holds, from ``excluded_first`` to ``excluded_end`` of a rule, the programmes it shares its beneficiary
    with no longer once one of them was drawn. ``looked_at`` holds in the same way, from ``looked_first`` to
    ``looked_end``, the facts that explain its entitlements.
    ``lags`` is float64[n, 1025]: quantile tables of claim lags in days.
    """

    names: tuple[str, ...]
    titles: tuple[Bilingual, ...]
    clauses: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]
    rules: npt.NDArray[Any]
    conditions: npt.NDArray[Any]
    values: npt.NDArray[Any]
    excluded: npt.NDArray[np.int16]
    lags: npt.NDArray[np.float64]
    looked_at: npt.NDArray[np.int16]
    quantities: tuple[Quantity, ...]
    """Of each row of ``values``, the quantity it is a step of."""
    by_milestone: tuple[tuple[int, ...], ...]

    @classmethod
    def build(cls, scenario: Scenario, parameters: Parameters) -> RuleBook:
        """The programmes of a scenario with the values of a replication.

        Raises RuleError, ConditionError (the scenario's) or MissingFigure (a figure the text leaves out).
        """
        certain, uncertain = prepared(scenario, _compiled)
        rules, values, lags = certain.rules.copy(), certain.values.copy(), certain.lags.copy()
        for rule, column, quantity, enter in uncertain.rules:
            rules[column][rule] = enter(parameters.value(quantity))
        for first, quantity, money in uncertain.values:
            for row, (_, value) in enumerate(parameters.steps(quantity), first):
                values["fen"][row], values["rate"][row] = fen(value) if money else 0, value
        for row, each in uncertain.lags:
            lags[row] = parameters.table(each)
        return replace(certain, rules=rules, values=values, lags=lags)

    @classmethod
    def once(cls, scenario: Scenario, parameters: Parameters) -> RuleBook:
        """The same where one replication is looked at: central values are not made first, which takes longest."""
        return _compiled(scenario, parameters)[0]

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """The index of a programme. Raises KeyError."""
        try:
            return self.names.index(name)
        except ValueError:
            raise KeyError(name) from None

    # The same tables as plain dicts, which Python reads several times faster than structured arrays.
    @cached_property
    def rule_rows(self) -> list[dict[str, Any]]:
        return as_rows(self.rules)

    @cached_property
    def condition_rows(self) -> list[dict[str, Any]]:
        return as_rows(self.conditions)

    @cached_property
    def value_rows(self) -> list[dict[str, Any]]:
        return as_rows(self.values)

    @cached_property
    def looked_at_rows(self) -> list[list[int]]:
        """The facts that explain an entitlement, by rule."""
        return [self.looked_at[row["looked_first"] : row["looked_end"]].tolist() for row in self.rule_rows]

    @cached_property
    def masks(self) -> tuple[tuple[tuple[int, int, int, int], ...], ...]:
        """By milestone: (programme, any, all, none) of each rule, for rejecting quickly."""
        rows = self.rule_rows
        return tuple(
            tuple((i, rows[i]["who_any"], rows[i]["who_all"], rows[i]["who_none"]) for i in rules)
            for rules in self.by_milestone
        )


def _listed(clause: str | list[str]) -> tuple[str, ...]:
    return (clause,) if isinstance(clause, str) else tuple(clause)


def _compiled(scenario: Scenario, parameters: Parameters | None = None) -> tuple[RuleBook, Uncertain]:
    """The rules with central values, or those given, and where drawn ones take their place."""
    names = tuple(scenario.programmes)
    compiler = Compiler(parameters or Parameters(scenario, None), scenario.procedures, list(scenario.funds))
    rows = np.zeros(len(names), RULE_DTYPE)
    reached: list[list[int]] = [[] for _ in MILESTONES]
    limits = limits_of(scenario.programmes)
    for i, (name, programme) in enumerate(scenario.programmes.items()):
        for field, value in compiler.compile(i, name, programme, limits[name]).items():
            rows[field][i] = value
        reached[rows["milestone"][i]].append(i)
    rows["counter"] = np.where(rows["per_family"] == 1, np.arange(len(names)), OWN_ACCOUNT)
    for pool in pools(scenario.programmes):
        rows["counter"][[names.index(name) for name in pool]] = names.index(pool[0])
    codes = rows["code"]
    if len(set(codes.tolist())) < len(codes):
        raise RuleError("two programmes share the 24 bits of their names that key their draws: rename one of them")
    excluded = _exclusions(scenario, names, rows)
    looked_at = _looked_at(rows, compiler.tables.conditions)
    book = RuleBook(
        names=names,
        titles=tuple(programme.title for programme in scenario.programmes.values()),
        clauses=tuple(_listed(programme.clause) for programme in scenario.programmes.values()),
        codes=tuple(programme.code for programme in scenario.programmes.values()),
        rules=rows,
        conditions=np.array(compiler.tables.conditions, CONDITION_DTYPE),
        values=np.array(compiler.tables.values, VALUE_DTYPE),
        excluded=np.array(excluded, np.int16),
        lags=compiler.lag_tables(),
        looked_at=np.array(looked_at, np.int16),
        quantities=tuple(compiler.tables.quantities),
        by_milestone=tuple(tuple(rules) for rules in reached),
    )
    return book, compiler.tables.uncertain


def _exclusions(scenario: Scenario, names: tuple[str, ...], rows: npt.NDArray[Any]) -> list[int]:
    """Exclusion holds both ways, whoever of the two states it."""
    partners: list[set[int]] = [set() for _ in names]
    for i, (name, programme) in enumerate(scenario.programmes.items()):
        for other in programme.excludes:
            if other not in names:
                raise RuleError(f"programme {name} excludes {other}, which is not a programme")
            j = names.index(other)
            if i == j:
                raise RuleError(f"programme {name} excludes itself; limits: {{once: true}} says that it is drawn once")
            partners[i].add(j)
            partners[j].add(i)
    flat: list[int] = []
    for i, others in enumerate(partners):
        rows["excluded_first"][i] = len(flat)
        flat.extend(sorted(others))
        rows["excluded_end"][i] = len(flat)
    return flat


_TOLD = (
    "day", "started", "months_total", "contract_months", "wage", "firm_size", "legal_form", "roles", "staff", "course",
    "level", "operating_months", "jobs", "loan_kind", "loan_amount", "loan_balance", "days", "insured_staff",
    "recognition", "grade",
)  # fmt: skip
"""Facts that are told of an entitlement whatever its rule looks at: the job, the course, the venture, the loan."""
_LOAN = ("loan_balance", "loan_kind", "days", "started")


def _looked_at(rows: npt.NDArray[Any], conditions: list[tuple[int, ...]]) -> list[int]:
    """The facts that conditions, amount and limits of each rule look at, and those that tell what it is about."""
    flat: list[int] = []
    asked = np.array(conditions, CONDITION_DTYPE)
    for row in rows:
        facts = {
            int(row[name]) for name in ("applies", "tier_fact", "of", "times", "period", "months_fact", "cap_period")
        }
        facts |= set(asked["fact"][row["condition_first"] : row["condition_end"]].tolist())
        if row["until_retirement"]:
            facts.add(FACT_INDEX["months_to_retirement"])
        carried = list(MILESTONES.values())[row["milestone"]].facts
        if row["form"] == Form.POINTS or row["principal_first"] < row["principal_end"]:
            facts |= {FACT_INDEX[name] for name in _LOAN}
        facts |= {FACT_INDEX[name] for name in _TOLD if name in carried}
        row["looked_first"] = len(flat)
        flat += sorted(fact for fact in facts if fact >= 0)
        row["looked_end"] = len(flat)
    return flat
