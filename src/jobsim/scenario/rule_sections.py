"""Programmes, budget lines, claims, funds and targets: the rules and the money."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from jobsim.scenario import ranges
from jobsim.scenario.quantities import Quantity, Unit
from jobsim.scenario.section_types import (
    Bilingual,
    Clauses,
    Count,
    Date,
    EachDays,
    FactName,
    Factor,
    GroupName,
    IndicatorName,
    InterestRate,
    LoanKindName,
    MilestoneName,
    Money,
    MonthDay,
    Name,
    PayeeName,
    PayerName,
    Price,
    Ratio,
    Share,
    Sourced,
    Strict,
    Total,
    Who,
    WorkingDays,
    Year,
)
from jobsim.vocabulary import COUNTED_OF

Comparison = Annotated[str, Field(pattern=r"^(>=|<=|==|!=|>|<)\s*-?\d+(\.\d+)?\s*[A-Za-z/% 万元]*$")]
Standing = Literal["in_business", "in_spell", "insured"]
Condition = bool | int | Comparison | list[str] | str


class Step(Strict):
    """One step of a tier: from this value of the fact on (``at_least``) or for these words (``is``)."""

    at_least: int | float | None = Field(default=None, ge=-ranges.FACT, le=ranges.FACT)
    is_: list[str] | str | None = Field(default=None, alias="is")
    value: Price


class Tiers(Strict):
    by: FactName
    steps: list[Step] = Field(min_length=1)


class Amount(Strict):
    """How much. Exactly one of the forms; ``cap`` bounds a single entitlement."""

    value: Price | None = None
    """Fixed per milestone, or times the months, days, heads or years it covers, by its unit."""
    tiers: Tiers | None = None
    share: Share | None = None
    of: FactName | None = None
    """``share`` of this cost fact."""
    points: InterestRate | None = None
    """Interest discount: percentage points a year on the balance."""
    quota: Annotated[Quantity, Unit("CNY/year")] | None = None
    """Tax quota per head and year, limited by tax due in legal order."""
    times: FactName | None = None
    """The count fact that multiplies ``value`` (default by unit: months, days, heads)."""
    cap: Price | None = None
    principal_cap: dict[LoanKindName, Money] | None = None
    """By kind of loan, the principal that ``points`` and a share of ``interest`` are reckoned on at most."""

    @model_validator(mode="after")
    def _one_form(self) -> Amount:
        forms = [f for f in ("value", "tiers", "share", "points", "quota") if getattr(self, f) is not None]
        if len(forms) != 1:
            raise ValueError(f"exactly one of value, tiers, share, points, quota; found {', '.join(forms) or 'none'}")
        if (self.share is None) != (self.of is None):
            raise ValueError("share and of belong together: share of which cost?")
        return self


class Limits(Strict):
    """Bounds over time. Counters are kept per person (venture, firm) and programme, unless it says otherwise."""

    months: int | None = Field(default=None, ge=1, le=ranges.MONTHS)
    until_retirement: bool = False
    """Months may run to retirement if fewer than five years remain at the first approval."""
    days: int | None = Field(default=None, ge=1, le=ranges.DAYS)
    once: bool = False
    per_year: int | None = Field(default=None, ge=1, le=ranges.TIMES)
    """Times per subject and calendar year."""
    times: int | None = Field(default=None, ge=1, le=ranges.TIMES)
    subject_cap: Total | None = None
    payee_cap: Total | None = None
    payee_year_cap: Total | None = None
    quota: int | None = Field(default=None, ge=1, le=ranges.HEADS)
    """Entitlements per calendar year, all subjects together."""
    shared_with: list[Name] = []
    """Months, days, times and sums are counted together over these programmes for a beneficiary, whoever states it."""
    per: Literal["person", "family"] = "person"
    """Whose counters they are: of each person (venture, firm) or of the family together."""


class Effective(Strict):
    start: Date | None = None
    end: Date | None = None
    applies_to: Literal["day", "started", "certificate_day"] = "day"


class Claim(Sourced):
    every: Literal["event", "month", "quarter", "half_year", "year"] = "event"
    lag: EachDays
    review: WorkingDays
    refused: Share
    accepted_until: Date | None = None
    within_months: int | None = Field(default=None, ge=1, le=ranges.MONTHS)
    """Claims later than this many months after the milestone are refused; the anniversary itself is within them."""
    within_months_of: Literal["milestone", "started"] = "milestone"
    """Whether they count from the milestone or from the first day of the spell, the venture or the loan."""
    still: list[Standing] = []
    """What must still hold on the day the claim is filed, or it is refused."""
    still_at_approval: list[Standing] = []
    """What must still hold on the day the claim is decided."""


class Programme(Sourced):
    title: Bilingual
    clause: Clauses
    code: str
    fund: Name
    pays: PayeeName
    when: MilestoneName
    who: Who | list[GroupName] | None = None
    conditions: dict[FactName | Literal["any"], Any] = {}
    amount: Annotated[Amount | Price, Field(union_mode="left_to_right")]
    limits: Limits = Limits()
    excludes: list[Name] = []
    effective: Effective = Effective()
    claim: Claim | Name
    """The claim procedure, or the name of one under ``procedures``."""
    take_up: Share
    payers: dict[PayerName, Share] | None = None
    reading: Bilingual | None = None
    """The reading taken where the text leaves a choice."""
    approximation: Bilingual | None = None
    """What of the clause is lost, where this only comes near to it."""


class BudgetLine(Sourced):
    """A line without agents: volume × price, spread over the months."""

    title: Bilingual
    clause: Clauses
    code: str
    fund: Name
    pays: PayeeName
    volume: Count
    unit: Bilingual
    price: Price
    months: list[Factor] | None = Field(default=None, min_length=12, max_length=12)
    """Share of the year per month; paid in December if absent."""
    years: list[Year] | None = None
    scales: Literal["population", "rural", "urban", "firms", "graduates", "office"] = "population"
    """What the line grows with in another county; with ``office`` every county has the same."""
    payers: dict[PayerName, Share] | None = None
    reading: Bilingual | None = None
    approximation: Bilingual | None = None


class Arrival(Strict):
    on: MonthDay
    share: Share


class Appropriation(Sourced):
    amount: Total
    arrivals: list[Arrival] = Field(min_length=1)


class Fund(Sourced):
    title: Bilingual
    clause: Clauses | None = None
    kind: Literal["budget", "insurance", "tax", "credit", "own"]
    """Only ``budget`` funds are outlay; the others are memo items; ``own`` is employers' own money."""
    payers: dict[PayerName, Share]
    carry_over: Total | None = None
    appropriations: dict[Year, Appropriation] = {}
    """By year; in a year without one the fund is not limited. What is stated stands."""
    previous_year: Total | None = None
    """Of the year before the horizon, where ``appropriations`` does not state it; else what ``executed`` adds up to."""
    floor: Share | None = None
    """The appropriation should be at least this share of the year before: held against it and told, never added."""
    when_short: Literal["wait", "skip_if_unaffordable", "pro_rata", "top_up", "refuse"] = "wait"
    lapse_after_years: int = Field(default=2, ge=0, le=ranges.LAPSE)


class Target(Sourced):
    title: Bilingual
    clause: Clauses
    indicator: IndicatorName
    comparator: Literal[">=", "<=", "=="]
    value: Annotated[Quantity, Unit("number", "CNY", high=ranges.TOTAL)]
    strict: bool = False
    by: Date | None = None
    each_year: bool = False
    of: list[Name] = []
    """What an indicator counts that needs to be told: programmes of ``persons_paid``, events of ``events_held``."""
    cumulative_from: Date | None = None
    """The count from this 1 January on, not only that of the year of the test."""
    change: Literal["year_on_year"] | None = None
    """The value is the change against the December before, in percent."""
    tolerance: Ratio | None = None
    """The target counts as met at this share of its value; a reading, printed with the result."""
    comes_about: Literal["simulated", "assumption", "construction"] = "simulated"
    """How its probability comes about: from what is simulated, from an assumed number alone, or by construction."""
    rests_on: list[str] = []
    """Paths of the assumed numbers that set it, such as ``places.internship.fill``."""
    population: Bilingual | None = None
    """Who or what is counted; that of the indicator if absent."""
    reading: Bilingual | None = None
    approximation: Bilingual | None = None

    def years(self, first: int, last: int) -> list[int]:
        """The years, of those from first to last, at whose end the target is tested."""
        if self.by is not None and not self.each_year:
            return [self.by.year] if first <= self.by.year <= last else []
        return list(range(first, last + 1))

    @model_validator(mode="after")
    def _what_is_counted(self) -> Target:
        since, section = self.cumulative_from, COUNTED_OF.get(self.indicator)
        if (section is None) == bool(self.of):
            said = "of: names nothing that" if section is None else f"of: names the {section} that"
            raise ValueError(f"{said} {self.indicator} counts; only {' and '.join(COUNTED_OF)} are told what to count")
        if since is not None and (since.month, since.day) != (1, 1):
            raise ValueError(f"cumulative_from is a 1 January: years are counted whole; found {since}")
        if since is not None and self.by is not None and self.by < since:
            raise ValueError(f"cumulative_from ({since}) is after by ({self.by})")
        if since is not None and self.change is not None:
            raise ValueError("cumulative_from and change exclude each other")
        if self.comes_about == "assumption" and not self.rests_on:
            raise ValueError("comes_about: assumption wants rests_on, the paths of the numbers that set the target")
        if self.comes_about == "simulated" and self.rests_on:
            raise ValueError("rests_on names what sets the target; say comes_about: assumption (or construction)")
        return self
