"""The treasury: funds with their money by year of arrival, queues of approved claims, and what each year came to.

Simplifications the user should know:

* A fund is limited in the years for which the scenario states an appropriation, and in no others. In a year without one
  there is no purse that could run out: on 1 January what waited is paid, and everything approved is paid in full on the
  day. Money carried in is spent first, lapses as always, and what is left goes on into the next year; what is paid
  beyond it counts as appropriated. No month of exhaustion, no short month.
* Before the first fiscal year that is executed every approved claim is paid in full on the day, and no fund years are
  kept. That year is the horizon's first unless ``horizon.executed_from`` names one of the history: then the money is
  limited from it on, and fund years are reported from the horizon's start.
* ``exhausted_month`` is the month in which the year's demand (arrears carried in + amounts approved) passes the opening
  balance and the whole year's appropriation, whatever the rule for short cash; a gap before a tranche that is still
  to come is no exhaustion but shows as ``short_month``.
* Money of year y may be spent to the end of year y + ``lapse_after_years`` - 1, the oldest first; the opening
  carry-over counts as money of the year before the first one executed. 0 means that money never lapses.
* What the county adds under ``top_up`` is borne by the county alone; the rest follows the payers' shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jobsim.days import first_of_year, yyyymm
from jobsim.finance import appropriations
from jobsim.finance.ledger import Ledger, Status
from jobsim.finance.payers import COUNTY, payer_shares, split
from jobsim.finance.shortage import RULES, WAITING, lapse, share_out, spend
from jobsim.programmes.compilation import fen

if TYPE_CHECKING:
    from jobsim.scenario.parameters import Parameters
    from jobsim.scenario.schema import Scenario

FUND_YEAR_DTYPE = np.dtype(
    [
        ("fund", "i2"),
        ("year", "i2"),
        ("opening_fen", "i8"),
        ("appropriated_fen", "i8"),
        ("topped_up_fen", "i8"),
        ("paid_fen", "i8"),
        ("lapsed_fen", "i8"),
        ("closing_fen", "i8"),
        ("demand_fen", "i8"),  # approved in the year, and arrears carried in
        ("arrears_fen", "i8"),  # approved and unpaid at year end
        ("floor_fen", "i8"),  # what the floor against the year before asks of the appropriation; 0 = nothing
        ("exhausted_month", "i1"),  # 0 = never
        ("short_month", "i1"),  # first month in which an approved claim was not paid in full on the day; 0 = never
    ]
)
KINDS = ("budget", "insurance", "tax", "credit", "own")


@dataclass
class _Queue:
    """Approved and unpaid claims of a fund in the order of approval, then of their numbers."""

    claims: list[int]
    due: list[int]
    changed: bool = False


class Treasury:
    """All funds of one replication. Build with :meth:`build`; call open_day and pay on every day."""

    def __init__(
        self,
        ledger: Ledger,
        names: tuple[str, ...],
        kinds: npt.NDArray[np.int8],
        rules: npt.NDArray[np.int8],
        lapse_after: npt.NDArray[np.int16],
        limited: npt.NDArray[np.bool_],
        carry_over: npt.NDArray[np.int64],
        planned: npt.NDArray[np.int64],
        floors: npt.NDArray[np.int64],
        tranches: list[tuple[int, int, int, int]],
        shares: npt.NDArray[np.int64],
        first_year: int,
        reported_from: int,
    ) -> None:
        self.ledger = ledger
        self.names = names
        self.kinds = kinds
        self.limited = limited
        """Whether a fund has an appropriation, bool[fund, year executed]."""
        self.planned = planned
        """Fen appropriated, int64[fund, year executed]."""
        self.start = first_of_year(first_year)
        """First day of the first year executed; before it money is no object."""
        self.rules: list[int] = rules.tolist()
        """What each fund does when cash is short: a :class:`jobsim.finance.shortage.Rule`."""
        self.lapse_after: list[int] = lapse_after.tolist()
        self.tranches = sorted(tranches)
        """(day, fund, year, fen) of all money that arrives."""
        self._next_tranche = 0
        self.shares: list[list[int]] = shares.tolist()
        """Payers' shares in millionths, by programme, budget lines behind."""
        self.first_year = first_year
        self.reported_from = reported_from
        """First year of the horizon: fund years before it are part of the history."""
        self._year_count = planned.shape[1]
        self.money: list[list[int]] = [[0] * (self._year_count + 1) for _ in names]
        """Fen of each fund by year of arrival, from the year before the first one executed."""
        for fund in range(len(names)):
            self.money[fund][0] = int(carry_over[fund])
        self._queues = [_Queue([], []) for _ in names]
        self._year = -1
        self._limited = [False] * len(names)
        """Whether each fund is limited in the present year; before the first year executed none is."""
        self.years = np.zeros((len(names), self._year_count), FUND_YEAR_DTYPE)
        self.years["floor_fen"] = floors
        self.years["fund"] = np.arange(len(names))[:, None]
        self.years["year"] = first_year + np.arange(self._year_count)[None, :]

    @classmethod
    def build(cls, scenario: Scenario, parameters: Parameters, ledger: Ledger, *, unlimited: bool = False) -> Treasury:
        """The funds of a scenario. ``unlimited``: money is no object in any fund (the pure demand view)."""
        horizon = scenario.horizon
        years = range(horizon.budget_from.year, horizon.end.year + 1)
        funds = scenario.funds
        planned, floors = (np.zeros((len(funds), len(years)), np.int64) for _ in range(2))
        limited = np.zeros(planned.shape, np.bool_)
        tranches: list[tuple[int, int, int, int]] = []
        for i, fund in enumerate(funds.values()):
            amounts = {} if unlimited else appropriations.appropriated(fund, years, parameters)
            for year, amount in amounts.items():
                planned[i, year - years[0]], limited[i, year - years[0]] = amount, True
            for year, least in appropriations.floors(fund, years, parameters).items() if amounts else []:
                floors[i, year - years[0]] = least
            for day, year, part in appropriations.arrivals(fund, amounts, parameters):
                tranches.append((day, i, year, part))
        return cls(
            ledger,
            tuple(funds),
            np.array([KINDS.index(fund.kind) for fund in funds.values()], np.int8),
            np.array([RULES.index(fund.when_short) for fund in funds.values()], np.int8),
            np.array([fund.lapse_after_years for fund in funds.values()], np.int16),
            limited,
            np.array([fen(parameters.value(f.carry_over)) if f.carry_over else 0 for f in funds.values()], np.int64),
            planned,
            floors,
            tranches,
            payer_shares(scenario, parameters),
            years[0],
            horizon.start.year,
        )

    # --------------------------------------------------------------------------------- days

    def open_day(self, day: int) -> None:
        """Phase INSTITUTION: a new year is opened (the old one closed before), tranches of the day arrive."""
        if day < self.start:
            return
        year = yyyymm(day) // 100 - self.first_year
        while self._year < min(year, self._year_count - 1):
            if self._year >= 0:
                self._close_year()
            self._year += 1
            self._open_year()
        while self._next_tranche < len(self.tranches) and self.tranches[self._next_tranche][0] <= day:
            _, fund, arrived, part = self.tranches[self._next_tranche]
            self._next_tranche += 1
            self.money[fund][arrived - self.first_year + 1] += part
            self.years[fund, arrived - self.first_year]["appropriated_fen"] += part
            self._queues[fund].changed = True

    def enqueue(self, claim: int, day: int) -> None:
        """Phase CLAIMS: an approved claim joins its fund's queue; claims of a day come in order of their numbers."""
        fund = self.ledger.value(claim, "fund")
        due = self.ledger.value(claim, "approved_fen")
        queue = self._queues[fund]
        queue.claims.append(claim)
        queue.due.append(due)
        queue.changed = True
        if day >= self.start:
            self._demand(fund, due, day)

    def pay(self, day: int) -> None:
        """Phase TREASURY: pay what is due and affordable, under each fund's rule."""
        for fund, queue in enumerate(self._queues):
            if not queue.claims or not queue.changed:
                continue
            queue.changed = False
            if not self._limited[fund]:
                for claim, due in zip(queue.claims, queue.due, strict=True):
                    self._pay_freely(claim, fund, day, due)
                queue.claims, queue.due = [], []
            else:
                self._pay_limited(fund, queue, day)

    def enter_settled(self, claim: int, day: int, amount: int) -> None:
        """A claim that is settled without a queue (a tax deduction): demand and payment at once."""
        fund = self.ledger.value(claim, "fund")
        if day >= self.start:
            self._demand(fund, amount, day)
        if self._limited[fund]:
            self._pay(claim, fund, day, amount, 0)
        else:
            self._pay_freely(claim, fund, day, amount)

    def finish(self) -> None:
        """After the last day: close the last year."""
        if self._year >= 0:
            self._close_year()
            self._year = self._year_count

    def fund_years(self) -> npt.NDArray[Any]:
        """FUND_YEAR_DTYPE rows of the horizon, by fund, then year."""
        return self.reported(self.years.reshape(-1))

    def reported(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Those of the fund years that lie in the horizon."""
        return rows[rows["year"] >= self.reported_from]

    def balance(self, fund: int) -> int:
        """Cash of a fund in fen."""
        return sum(self.money[fund])

    def arrears(self, fund: int) -> int:
        """Approved and unpaid, in fen."""
        return sum(self._queues[fund].due)

    # --------------------------------------------------------------------------------- inside

    def _pay_limited(self, fund: int, queue: _Queue, day: int) -> None:
        balance = self.balance(fund)
        n = len(queue.claims)
        paid, topped = [0] * n, [0] * n
        share_out(self.rules[fund], balance, queue.due, paid, topped)
        waiting: list[int] = []
        short = False
        for i in range(n):
            if paid[i] == WAITING:
                waiting.append(i)
                continue
            claim = queue.claims[i]
            short = short or paid[i] < queue.due[i] or topped[i] > 0
            if paid[i] == 0:
                self.ledger.set(claim, status=Status.LAPSED)
            else:
                spend(self.money[fund], paid[i] - topped[i])
                self._pay(claim, fund, day, paid[i], topped[i])
        year = self.years[fund, self._year]
        if (short or waiting) and year["short_month"] == 0:
            year["short_month"] = yyyymm(day) % 100
        queue.claims = [queue.claims[i] for i in waiting]
        queue.due = [queue.due[i] for i in waiting]

    def _pay_freely(self, claim: int, fund: int, day: int, amount: int) -> None:
        """In a year without an appropriation: money carried in goes first, what is missing comes as it is needed."""
        self._pay(claim, fund, day, amount, 0)
        if day >= self.start:
            carried = min(self.balance(fund), amount)
            spend(self.money[fund], carried)
            self.years[fund, self._year]["appropriated_fen"] += amount - carried

    def _pay(self, claim: int, fund: int, day: int, amount: int, topped: int) -> None:
        parts = split(amount - topped, self.shares[self.ledger.value(claim, "programme")])
        parts[COUNTY] += topped
        self.ledger.pay(claim, day, amount, parts)
        if day >= self.start:
            year = self.years[fund, self._year]
            year["paid_fen"] += amount
            year["topped_up_fen"] += topped

    def _demand(self, fund: int, amount: int, day: int) -> None:
        year = self.years[fund, self._year]
        year["demand_fen"] += amount
        if self._limited[fund] and year["exhausted_month"] == 0:
            available = int(year["opening_fen"]) + int(self.planned[fund, self._year])
            if int(year["demand_fen"]) > available:
                year["exhausted_month"] = yyyymm(day) % 100

    def _open_year(self) -> None:
        first_day = first_of_year(self.first_year + self._year)
        for fund in range(len(self.names)):
            self.years[fund, self._year]["opening_fen"] = self.balance(fund)
            self._limited[fund] = bool(self.limited[fund, self._year])
            if not self._limited[fund]:
                self._queues[fund].changed = True
            if self.arrears(fund) > 0:
                self._demand(fund, self.arrears(fund), first_day)

    def _close_year(self) -> None:
        for fund in range(len(self.names)):
            year = self.years[fund, self._year]
            year["lapsed_fen"] += lapse(self.money[fund], self._year, self.lapse_after[fund])
            year["closing_fen"] = self.balance(fund)
            year["arrears_fen"] = self.arrears(fund)
