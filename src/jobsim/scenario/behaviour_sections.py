"""Behaviour: rates of leaving each state, branchings, and what differs from person to person."""

from __future__ import annotations

from pydantic import Field

from jobsim.scenario.section_types import (
    AfterSchoolName,
    ClassName,
    CourseName,
    Days,
    EachDays,
    EachJobs,
    EachMoney,
    EachMonths,
    EachRatio,
    EachWage,
    EachWorkingDays,
    Factor,
    GroupName,
    InterestRate,
    LegalFormName,
    LevelName,
    LoanKindName,
    Money,
    MonthDay,
    Months,
    Name,
    OpenStateName,
    Price,
    Rate,
    Ratio,
    Share,
    Sourced,
    StateName,
)


class Season(Sourced):
    """Twelve monthly factors; they are scaled to mean one."""

    months: list[Factor] = Field(min_length=12, max_length=12)


class Exit(Sourced):
    rate: Rate | dict[ClassName, Rate]
    season: Name | None = None


class Destinations(Sourced):
    """Shares of a branching; what is left goes to the state named as the rest."""

    shares: dict[OpenStateName, Share]
    rest: OpenStateName


class SchoolDestinations(Destinations):
    """School leavers may look for a job at once: ``employed`` if they find it."""

    shares: dict[AfterSchoolName, Share]
    rest: AfterSchoolName


class SchoolLeaving(Sourced):
    leave_on: MonthDay
    spread: EachDays
    college: SchoolDestinations
    vocational: SchoolDestinations
    applicants: Share
    """Share of graduates without work who apply for the state service programmes."""


class Registration(Sourced):
    share: Share | dict[ClassName, Share]
    lag: EachDays
    processing: EachWorkingDays


class Employment(Sourced):
    contract_months: EachMonths
    """Whole months; 999 is an open-ended contract."""
    insured: Share | dict[ClassName, Share]
    accident_insured: Share
    """Share of workers for whom the employer holds a personal accident policy."""
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


class PostInsurance(Sourced):
    urban: Share
    rural: Share


class PublicPostBehaviour(Sourced):
    max_months: Months
    insured: Share | PostInsurance
    """Share with social insurance, of all posts or by their kind."""
    urban: Share
    """Share of urban posts; the others are rural posts."""


class LastResort(Sourced):
    """Placement of last resort: whom the bureau knows and to whom it offers a post of ``places.last_resort``."""

    groups: list[GroupName] = Field(min_length=1)
    """Registered persons of these groups are offered a post; of a zero-employment family one member is."""
    applied: Share
    """Share of urban families that apply to be recognised when they are without work."""
    recognised_after: Days
    """Days for which an urban family has been seen without work, at month ends, when it is recognised."""
    cleared_within: Days
    """Days from its recognition after which a family that still has no work was not helped in time."""
    market_first: Days | None = None
    """Days of registration before a person of any other group is offered a post."""
    offered_within: EachDays
    """Days from the recognition, or from the end of ``market_first``, to the offer."""
    accepted: Share
    """Share of offers that are accepted. There is one offer in a search."""


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
    jobs: EachJobs
    hire_months: EachMonths
    first: Share
    incubated: Share
    free_premises: Share
    """Share of incubated ventures that sit rent-free."""
    rent: EachWage
    failure: list[Share] = Field(min_length=1)
    """Probability of failing in the first, second … year of life; the last entry holds on."""
    legal_forms: dict[LegalFormName, Share]
    insured: Share | dict[ClassName, Share] | None = None
    """Share of founders who pay social insurance on their own account; without it, as for flexible workers."""
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
    last_resort: LastResort | None = None
    """Without it no family is recognised and nobody is offered a post."""
    training: TrainingBehaviour
    venture: VentureBehaviour
    loan: LoanBehaviour
    responses: list[Response] = []
