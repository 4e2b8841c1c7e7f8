"""A desk over made-up programmes: what the tests of rules and of money start from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from jobsim.draws import Draws
from jobsim.finance.budget_lines import budget_dues
from jobsim.finance.desk import Desk
from jobsim.finance.ledger import Ledger, faults
from jobsim.finance.standing import NOWHERE, Standing
from jobsim.finance.treasury import Treasury
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.rule_sections import BudgetLine, Claim, Fund, Programme
from jobsim.scenario.schema import Horizon, Scenario
from jobsim.vocabulary import FACT_INDEX, FACTS, GROUP_BIT, MILESTONE_CODE, MILESTONES

TITLE = {"zh": "测试", "en": "test"}
AT_ONCE: dict[str, Any] = {"every": "event", "lag": "0 days", "review": "0 working days", "refused": 0.0}
PLENTY: dict[str, Any] = {"title": TITLE, "kind": "budget", "payers": {"central": 0.7, "county": 0.3}}


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def programme(**fields: Any) -> Programme:
    defaults: dict[str, Any] = {
        "title": TITLE, "clause": "TS-01", "code": "2080799", "fund": "money", "pays": "person", "when": "hired",
        "amount": "1000 CNY", "claim": AT_ONCE, "take_up": 1.0,
    }  # fmt: skip
    return Programme.model_validate({**defaults, **fields})


def fund(**fields: Any) -> Fund:
    return Fund.model_validate({**PLENTY, **fields})


def limited(amount: str, rule: str = "wait", **fields: Any) -> Fund:
    """A fund with one appropriation for 2023, all of it on 1 January."""
    appropriation = {2023: {"amount": amount, "arrivals": [{"on": "01-01", "share": 1.0}]}}
    return fund(appropriations=appropriation, when_short=rule, **fields)


def scenario(
    programmes: dict[str, Programme],
    funds: dict[str, Fund] | None = None,
    *,
    lines: dict[str, BudgetLine] | None = None,
    procedures: dict[str, Claim] | None = None,
    history_from: str = "2022-01-01",
    start: str = "2023-01-01",
    end: str = "2023-12-31",
) -> Scenario:
    """A scenario that holds only what the rules and the money need."""
    horizon = Horizon.model_validate({"history_from": history_from, "start": start, "end": end})
    return Scenario.model_construct(
        horizon=horizon, programmes=programmes, funds=funds or {"money": fund()}, budget_lines=lines or {},
        procedures=procedures or {},
    )  # fmt: skip


def facts(milestone: str, **given: int | bool | str) -> list[int]:
    """The facts vector of a milestone; what is not given is 0. Words stand for their codes."""
    vector = [0] * len(FACTS)
    for name, value in {"heads": 1, **given}.items():
        assert name in MILESTONES[milestone].facts, f"{milestone} does not carry {name}"
        vector[FACT_INDEX[name]] = FACTS[name].words.index(value) if isinstance(value, str) else int(value)
    return vector


def groups(*names: str) -> int:
    return sum(1 << GROUP_BIT[name] for name in names)


def book(**programmes: Programme) -> RuleBook:
    made = scenario(programmes)
    return RuleBook.build(made, Parameters(made, None))


class Office:
    """A desk and its treasury that run day by day."""

    def __init__(
        self, made: Scenario, *, seed: int = 1, unlimited: bool = False, tax_due: Any = None, first: int = 0,
        look: Any = None,
    ) -> None:  # fmt: skip
        parameters = Parameters(made, None)
        self.ledger = Ledger()
        self.book = RuleBook.build(made, parameters)
        self.treasury = Treasury.build(made, parameters, self.ledger, unlimited=unlimited)
        self.desk = Desk(
            self.book, self.treasury, self.ledger, Draws(seed, 0), tax_due=tax_due, dues=budget_dues(made, parameters),
            first=first,
        )  # fmt: skip
        self.desk.look = look
        self.last = made.horizon.end.toordinal()
        self.today = made.horizon.history_from.toordinal()
        self._events: dict[int, list[tuple[Any, ...]]] = {}

    def event(
        self, milestone: str, on: str | int, subject: int = 1, *, firm: int = -1, groups: int = 0,
        standing: Standing = NOWHERE, **given: Any,
    ) -> None:  # fmt: skip
        """Put a milestone on the calendar. Persons and ventures are their own person; a firm is its own payee."""
        at = day(on) if isinstance(on, str) else on
        kind = ("person", "venture", "firm").index(MILESTONES[milestone].subject)
        person, payee = (-1, subject) if kind == 2 else (subject, firm)
        vector = facts(milestone, day=at, **given)
        self._events.setdefault(at, []).append(
            (MILESTONE_CODE[milestone], at, kind, subject, person, payee, vector, groups, standing)
        )

    def run(self, *, order: Sequence[int] | None = None, check: bool = True) -> Any:
        """All days to the end of the horizon; returns the ledger. ``order`` permutes the calls within each day."""
        while self.today <= self.last:
            self.treasury.open_day(self.today)
            events = self._events.get(self.today, [])
            if order is not None:
                events = sorted(events, key=lambda event: order[event[3] % len(order)])
            for event in events:
                self.desk.reach(*event)
            self.desk.claims(self.today)
            self.treasury.pay(self.today)
            self.today += 1
        self.desk.finish()
        rows = self.ledger.rows
        if check:
            assert faults(rows) == []
            years = self.treasury.fund_years()
            income = years["opening_fen"] + years["appropriated_fen"] + years["topped_up_fen"]
            assert (income == years["paid_fen"] + years["lapsed_fen"] + years["closing_fen"]).all()
        return rows

    def of(self, name: str, status: int | None = None) -> Any:
        """The ledger rows of a programme."""
        rows = self.ledger.rows
        chosen = rows["programme"] == self.book.index(name)
        return rows[chosen if status is None else chosen & (rows["status"] == status)]
