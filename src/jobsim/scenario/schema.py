"""The scenario schema: what a user may write, section by section.

Field types carry the units they accept. Every number is a :class:`~jobsim.scenario.quantities.Quantity`
with unit, source and reference; ``Each`` marks a number that differs from agent to agent.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from jobsim import vocabulary as words
from jobsim.scenario.quantities import Each, Quantity, Unit


def _names(table: Any) -> Any:
    return Literal[tuple(table)]


if TYPE_CHECKING:
    # A type checker sees words; which ones are allowed is checked when a scenario is read.
    GroupName: TypeAlias = str
    StateName: TypeAlias = str
    ClassName: TypeAlias = str
    MilestoneName: TypeAlias = str
    FactName: TypeAlias = str
    PayeeName: TypeAlias = str
    PayerName: TypeAlias = str
    TaxName: TypeAlias = str
    IndicatorName: TypeAlias = str
    CourseName: TypeAlias = str
    LevelName: TypeAlias = str
    FirmSizeName: TypeAlias = str
    LegalFormName: TypeAlias = str
    FirmRoleName: TypeAlias = str
    LoanKindName: TypeAlias = str
    RecognitionName: TypeAlias = str
    GradeName: TypeAlias = str
else:
    GroupName = _names(words.GROUPS)
    StateName = _names(words.STATES)
    ClassName = _names(words.CLASSES)
    MilestoneName = _names(words.MILESTONES)
    FactName = _names(words.FACTS)
    PayeeName = _names(words.PAYEES)
    PayerName = _names(words.PAYERS)
    TaxName = _names(words.TAXES)
    IndicatorName = _names(words.INDICATORS)
    CourseName = _names(words.COURSES)
    LevelName = _names(words.LEVELS)
    FirmSizeName = _names(words.FIRM_SIZES)
    LegalFormName = _names(words.LEGAL_FORMS)
    FirmRoleName = _names(words.FIRM_ROLES)
    LoanKindName = _names(words.LOAN_KINDS)
    RecognitionName = _names(words.RECOGNITIONS)
    GradeName = _names(words.GRADES)
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ClauseId = Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{2,3}$")]
Clauses = ClauseId | list[ClauseId]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]

Money = Annotated[Quantity, Unit("CNY")]
MoneyPerMonth = Annotated[Quantity, Unit("CNY/month")]
Price = Annotated[Quantity, Unit("CNY", "CNY/month", "CNY/day", "CNY/year", "CNY/person")]
Share = Annotated[Quantity, Unit("share", low=0.0, high=1.0)]
Ratio = Annotated[Quantity, Unit("ratio", low=0.0)]
Rate = Annotated[Quantity, Unit("1/month", low=0.0)]
InterestRate = Annotated[Quantity, Unit("1/year", low=0.0, high=1.0)]
Count = Annotated[Quantity, Unit("count", low=0.0)]
Days = Annotated[Quantity, Unit("days", low=0.0)]
WorkingDays = Annotated[Quantity, Unit("working days", low=0.0)]
Months = Annotated[Quantity, Unit("months", low=0.0)]
EachMoney = Annotated[Each, Unit("CNY", low=0.0)]
EachWage = Annotated[Each, Unit("CNY/month", low=0.0)]
EachDays = Annotated[Each, Unit("days", low=0.0)]
EachWorkingDays = Annotated[Each, Unit("working days", low=0.0)]
EachMonths = Annotated[Each, Unit("months", low=0.0)]
EachCount = Annotated[Each, Unit("count", low=0.0)]
EachRatio = Annotated[Each, Unit("ratio", low=0.0)]
EachPercent = Annotated[Each, Unit("percent", low=0.0)]


class Strict(BaseModel):
    """Base of all sections: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Sourced(Strict):
    """A section whose ``source``, ``reference`` and ``note`` hold for the numbers below it."""

    source: Literal["policy", "regulation", "statistic", "literature", "assumption", "user"] | None = None
    reference: str | None = None
    note: str | None = None


class Bilingual(Strict):
    zh: str
    en: str


# ---------------------------------------------------------------------------------------- head


class Head(Strict):
    name: Name
    title: Bilingual
    county: Bilingual
    province: Bilingual
    document: Bilingual | None = None
    issued: dt.date | None = None
    note: Bilingual | None = None


class Horizon(Strict):
    """History days are simulated but not reported: they give the carry-in."""

    history_from: dt.date
    start: dt.date
    end: dt.date

    @model_validator(mode="after")
    def _ordered(self) -> Horizon:
        if self.end < self.start:
            raise ValueError(f"the horizon ends ({self.end}) before it starts ({self.start})")
        if self.history_from > self.start:
            raise ValueError(f"history_from ({self.history_from}) lies after start ({self.start})")
        if self.start.month != 1 or self.start.day != 1 or self.end.month != 12 or self.end.day != 31:
            raise ValueError("the horizon covers whole fiscal years: start on 1 January, end on 31 December")
        return self


class Clause(Strict):
    """One clause of the policy document: its place, its kind and its wording."""

    kind: Literal[
        "subsidy", "award", "tax_deduction", "fee_waiver", "loan", "fund", "admin_cost",
        "target", "quota", "service_standard",
    ]  # fmt: skip
    title: Bilingual
    section: str
    text: str = ""
    printed: str | None = None
    """The figure printed in the text, if there is one."""


# ---------------------------------------------------------------------------------------- county


class FirmPopulation(Sourced):
    number: Count
    sizes: dict[FirmSizeName, Share]
    staff: dict[FirmSizeName, EachCount]
    legal_forms: dict[LegalFormName, Share]
    roles: dict[FirmRoleName, Count] = {}
    recognitions: dict[FirmRoleName, list[Recognition]] = {}
    closure: dict[FirmSizeName, Rate]
    insured: Share
    workshop_share: Share | None = None
    """Share of the employed lifted out of poverty, at the start, who work in employment-assistance workshops."""
    layoff: EachPercent
    tax: dict[TaxName, EachMoney]
    """Tax due per insured worker and year."""
    tax_liable: Share
    """Share of firms with any tax due (small firms are often exempt)."""


class Recognition(Sourced):
    level: RecognitionName
    on: dt.date
    number: Count


class VenturePopulation(Sourced):
    founded: dict[int, Count]
    """Ventures still operating at the start of history, by year of founding."""
    loans: Share
    """Share of them with a guaranteed loan outstanding."""


class SchoolCohorts(Sourced):
    college: Count
    vocational: Count
    hardship: Share
    monitored_students: Count
    """Children of monitored households in school, for study allowances."""


class County(Sourced):
    persons: Count
    """Persons of working age that a clause can reach."""
    rural: Share
    woman: Share
    ages: Annotated[Each, Unit("years", low=16, high=60)]
    family_size: EachCount
    """Working-age members per family."""
    family_groups: dict[GroupName, Share]
    rural_family_groups: dict[GroupName, Share]
    person_groups: dict[GroupName, Share]
    states: dict[Literal["urban", "rural"], dict[StateName, Share]]
    cohorts: SchoolCohorts
    prior_graduates: Count
    """Graduates of the two years before history who are in the county."""
    prior_insured: EachMonths
    firms: FirmPopulation
    ventures: VenturePopulation


# ---------------------------------------------------------------------------------------- behaviour


class Season(Sourced):
    """Twelve monthly factors; they are scaled to mean one."""

    months: list[float] = Field(min_length=12, max_length=12)


class Exit(Sourced):
    rate: Rate | dict[ClassName, Rate]
    season: Name | None = None


class Destinations(Sourced):
    """Shares of a branching; what is left goes to the state named as the rest."""

    shares: dict[StateName, Share]
    rest: StateName


class SchoolLeaving(Sourced):
    leave_on: MonthDay
    spread: EachDays
    college: Destinations
    vocational: Destinations
    applicants: Share
    """Share of graduates without work who apply for the state service programmes."""
    away_graduates_counted: bool = True
    """Whether a graduate at work away from the county counts as placed."""


class Registration(Sourced):
    share: Share | dict[ClassName, Share]
    lag: EachDays
    processing: EachWorkingDays


class Employment(Sourced):
    contract_months: EachMonths
    """Whole months; 999 is an open-ended contract."""
    insured: Share | dict[ClassName, Share]
    wage: EachWage
    renewal: Share
    after: Destinations
    after_rural: Destinations
    subsidy_end_spike: Ratio
    """Factor on the separation rate in the three months after a hiring subsidy's last month."""
    operator_share: Share
    """Share of placements arranged by a service operator."""


class InternshipBehaviour(Sourced):
    length: EachMonths
    retention: Share
    long_contract: Share
    """Share of the retained who get a contract of 12 months or more."""
    insured: Share
    stipend: EachWage


class FlexibleBehaviour(Sourced):
    wage: EachWage
    insured: Share | dict[ClassName, Share]


class PublicPostBehaviour(Sourced):
    max_months: Months
    insured: Share
    urban: Share
    """Share of urban posts; the others are rural posts."""


class TrainingBehaviour(Sourced):
    days: dict[CourseName, EachDays]
    completion: Share
    certificate: Share
    certificate_lag: EachDays
    levels: dict[LevelName, Share]
    in_service_levels: dict[LevelName, Share]
    online: Share
    """Share of entrepreneurship courses held online."""
    effect: Ratio
    """Factor on the job-finding rate after a completed course."""


class VentureBehaviour(Sourced):
    jobs: EachCount
    hire_months: EachMonths
    first: Share
    incubated: Share
    free_premises: Share
    """Share of incubated ventures that sit rent-free."""
    rent: EachWage
    failure: list[Share] = Field(min_length=1)
    """Probability of failing in the first, second … year of life; the last entry holds on."""
    legal_forms: dict[LegalFormName, Share]
    after: Destinations


class LoanBehaviour(Sourced):
    request: Share | dict[ClassName, Share]
    lag: EachDays
    kinds: dict[LoanKindName, Share]
    amount: dict[LoanKindName, EachMoney]
    caps: dict[LoanKindName, Money]
    term: dict[LoanKindName, Months]
    spread: InterestRate
    """Points above the loan prime rate."""
    default: Share
    """Probability that a failed venture's loan falls to the guarantee fund."""


class Response(Sourced):
    """How a programme's rate moves an exit: its rate is multiplied by 1 + elasticity × (amount / reference − 1)."""

    programme: Name
    state: StateName
    exit: str
    elasticity: Ratio
    reference_amount: Price


class Behaviour(Sourced):
    seasons: dict[Name, Season]
    exits: dict[StateName, dict[str, Exit]]
    frailty: EachRatio
    """The person's own factor on all rates; mean one."""
    patience: dict[Name, Days]
    """How long a request for a place of each pool waits before it is given up."""
    school: SchoolLeaving
    registration: Registration
    employment: Employment
    internship: InternshipBehaviour
    flexible: FlexibleBehaviour
    public_post: PublicPostBehaviour
    training: TrainingBehaviour
    venture: VentureBehaviour
    loan: LoanBehaviour
    responses: list[Response] = []


# ---------------------------------------------------------------------------------------- standards, places, events


class Standards(Sourced):
    """Statutory rates and local standards, dated where they change."""

    minimum_wage: MoneyPerMonth
    insurance_base_floor: MoneyPerMonth
    employer_insurance_rate: Share
    """Pension, medical and unemployment contribution of the employer, share of the base."""
    own_insurance_rate: Share
    """Contribution of a flexible worker, share of the base."""
    unemployment_premium_rate: Share
    loan_prime_rate: InterestRate
    allowance_per_month: MoneyPerMonth
    allowance_cut: Share
    """Share of the allowance cut when a recipient works."""
    unemployment_benefit_share: Share
    retirement_age_men: Annotated[Quantity, Unit("years")]
    retirement_age_women: Annotated[Quantity, Unit("years")]
    stable_months: Months
    """Months in a job after which employment counts as stable."""
    transfer_months: Months
    """Months of non-farm work after which a rural worker counts as transferred."""


class Opening(Sourced):
    on: dt.date | MonthDay
    """A date, or a month and day of every year."""
    count: Count


class Pool(Sourced):
    """Places that are scarce. Requests are ranked by priority, waiting since, lottery, agent id."""

    clause: Clauses | None = None
    openings: list[Opening]
    fill: Ratio | None = None
    """Factor on every opening's count: places really found against the places planned (1 if absent)."""
    reopen: bool = True
    """Whether a place left free is filled again."""
    priority: list[GroupName] = []
    who: Who | None = None


class LoanPool(Sourced):
    clause: Clauses | None = None
    yearly: Money


class Vacancies(Sourced):
    rate: dict[FirmSizeName, Rate]
    """New vacancies per worker of the firm."""
    season: Name | None = None
    initial: Share
    """Vacancies open at the start of history, per worker."""
    refill: Share
    """Share of leavers whose post is advertised again."""
    lapse: Months
    venture_share: Share
    """Share of job seekers who ask at start-up ventures first."""


class Projects(Sourced):
    clause: Clauses | None = None
    months: EachMonths
    work_relief: Share
    """Share of project jobs in work-relief (以工代赈) projects."""
    other_workers: Count
    """Workers of work-relief projects from elsewhere, per year."""
    pay: EachWage
    investment_per_job: Money


class Places(Sourced):
    vacancies: Vacancies
    internship: Pool
    public_post: Pool
    skill_training: Pool
    entrepreneurship_training: Pool
    three_supports: Pool
    western_plan: Pool
    project_job: Pool
    projects: Projects
    loans: LoanPool
    state_programme_months: Months


class Service(Sourced):
    """A service standard for each registered person of the groups: so many times, so long after the one before."""

    clause: Clauses | None = None
    title: Bilingual
    who: Who
    times: int = Field(ge=1)
    reach: Share
    delay: EachDays
    effect: Ratio
    """Factor on the job-finding rate from the first time on."""


class Event(Sourced):
    """Days on which something is held: fairs, named activities, evaluations."""

    clause: Clauses | None = None
    title: Bilingual
    kind: Literal["fair", "activity", "firm_assessment", "unit_settlement", "evaluation", "school_year", "final_year"]
    on: list[dt.date | MonthDay]
    effect: Ratio | None = None
    """Factor on job-finding while the effect lasts (fairs)."""
    lasts: Days | None = None
    grades: dict[GradeName, Share] | None = None


# ---------------------------------------------------------------------------------------- programmes


class Who(Strict):
    any: list[GroupName] = []
    all: list[GroupName] = []
    none: list[GroupName] = []


Comparison = Annotated[str, Field(pattern=r"^(>=|<=|==|!=|>|<)\s*-?\d+(\.\d+)?\s*[A-Za-z/% 万元]*$")]
Condition = bool | int | Comparison | list[str] | str


class Step(Strict):
    """One step of a tier: from this value of the fact on (``at_least``) or for these words (``is``)."""

    at_least: int | None = None
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

    @model_validator(mode="after")
    def _one_form(self) -> Amount:
        forms = [f for f in ("value", "tiers", "share", "points", "quota") if getattr(self, f) is not None]
        if len(forms) != 1:
            raise ValueError(f"exactly one of value, tiers, share, points, quota; found {', '.join(forms) or 'none'}")
        if (self.share is None) != (self.of is None):
            raise ValueError("share and of belong together: share of which cost?")
        return self


class Limits(Strict):
    """Bounds over time. Counters are kept per person (venture, firm) and programme."""

    months: int | None = Field(default=None, ge=1)
    until_retirement: bool = False
    """Months may run to retirement if fewer than five years remain at the first approval."""
    days: int | None = Field(default=None, ge=1)
    once: bool = False
    per_year: int | None = Field(default=None, ge=1)
    """Times per subject and calendar year."""
    times: int | None = Field(default=None, ge=1)
    subject_cap: Money | None = None
    payee_cap: Money | None = None
    payee_year_cap: Money | None = None
    quota: int | None = Field(default=None, ge=1)
    """Entitlements per calendar year, all subjects together."""


class Effective(Strict):
    start: dt.date | None = None
    end: dt.date | None = None
    applies_to: Literal["day", "started", "certificate_day"] = "day"


class Claim(Sourced):
    every: Literal["event", "month", "quarter", "half_year", "year"] = "event"
    lag: EachDays
    review: WorkingDays
    refused: Share
    accepted_until: dt.date | None = None
    within_months: int | None = Field(default=None, ge=1)
    """Claims later than this many months after the milestone are refused."""


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
    months: list[float] | None = Field(default=None, min_length=12, max_length=12)
    """Share of the year per month; paid in December if absent."""
    years: list[int] | None = None
    payers: dict[PayerName, Share] | None = None
    reading: Bilingual | None = None


class Arrival(Strict):
    on: MonthDay
    share: Share


class Appropriation(Sourced):
    amount: Money
    arrivals: list[Arrival]


class Fund(Sourced):
    title: Bilingual
    clause: Clauses | None = None
    kind: Literal["budget", "insurance", "tax", "credit"]
    """Only ``budget`` funds are outlay; the others are memo items."""
    payers: dict[PayerName, Share]
    carry_over: Money | None = None
    appropriations: dict[int, Appropriation] = {}
    """By year; a fund without any is not limited."""
    previous_year: Money | None = None
    floor: Share | None = None
    """The appropriation is at least this share of the year before."""
    when_short: Literal["wait", "skip_if_unaffordable", "pro_rata", "top_up", "refuse"] = "wait"
    lapse_after_years: int = 2


class Target(Sourced):
    title: Bilingual
    clause: Clauses
    indicator: IndicatorName
    comparator: Literal[">=", "<=", "=="]
    value: Annotated[Quantity, Unit("number", "CNY")]
    strict: bool = False
    by: dt.date | None = None
    each_year: bool = False
    tolerance: Ratio | None = None
    """The target counts as met at this share of its value; a reading, printed with the result."""
    reading: Bilingual | None = None


class Recorded(Strict):
    """Why a clause is outside the simulation."""

    reason: Bilingual


class Shock(Sourced):
    """A declared shock: exits of a state run at ``factor`` times their rate between two days."""

    title: Bilingual
    start: dt.date
    end: dt.date
    state: StateName
    exit: str
    factor: Ratio


class Scenario(Strict):
    scenario: Head
    horizon: Horizon
    clauses: dict[ClauseId, Clause]
    county: County
    standards: Standards
    behaviour: Behaviour
    places: Places
    services: dict[Name, Service] = {}
    events: dict[Name, Event] = {}
    procedures: dict[Name, Claim] = {}
    programmes: dict[Name, Programme] = {}
    budget_lines: dict[Name, BudgetLine] = {}
    funds: dict[Name, Fund] = {}
    targets: dict[Name, Target] = {}
    recorded: dict[ClauseId, Recorded] = {}
    shocks: dict[Name, Shock] = {}


for _model in (FirmPopulation, Pool, Service, Programme, Scenario):
    _model.model_rebuild()
