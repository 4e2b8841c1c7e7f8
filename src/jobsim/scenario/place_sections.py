"""Standards, places that are scarce, services to registered persons, and dated events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from jobsim.scenario.quantities import Quantity, Unit
from jobsim.scenario.section_types import (
    Bilingual,
    Clauses,
    Count,
    Date,
    Days,
    EachDays,
    EachMonths,
    EachWage,
    FirmSizeName,
    GradeName,
    GroupName,
    InterestRate,
    Money,
    MoneyPerMonth,
    MonthDay,
    Months,
    Name,
    Ratio,
    SearchExitName,
    Share,
    Sourced,
    Total,
    VacancyRate,
    Who,
    YieldName,
)


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
    loan_own_part_below_prime: InterestRate
    """The borrower bears interest up to the prime rate less so many points; the discount bears the rest."""
    allowance_per_month: MoneyPerMonth
    allowance_cut: Share
    """Share of the allowance cut when a recipient works."""
    retirement_age_men: Annotated[Quantity, Unit("years")]
    """The statutory age before the law of 2024, which puts it off from 2025 on; so is that of women."""
    retirement_age_women: Annotated[Quantity, Unit("years")]
    retirement_age_rural: Annotated[Quantity, Unit("years")] | None = None
    """The age at which persons of rural households leave working life; as the others where it is not given."""
    stable_months: Months
    """Months in a job after which employment counts as stable."""
    transfer_months: Months
    """Months of non-farm work after which a rural worker counts as transferred."""


class Opening(Sourced):
    on: Date | MonthDay
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
    yearly: Total


class Vacancies(Sourced):
    rate: dict[FirmSizeName, VacancyRate]
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
    last_resort: Pool | None = None
    """Public-welfare posts held for those of ``behaviour.last_resort``; they count among the posts opened."""
    skill_training: Pool
    entrepreneurship_training: Pool
    three_supports: Pool
    western_plan: Pool
    project_job: Pool
    projects: Projects
    loans: LoanPool
    state_programme_months: Months

    def pools(self) -> Iterator[tuple[str, Pool]]:
        """The pools of places that are opened on days, by name."""
        for name in type(self).model_fields:
            if isinstance(pool := getattr(self, name), Pool):
                yield name, pool


class Service(Sourced):
    """A service standard for each registered person of the groups: so many times, so long after the one before."""

    clause: Clauses | None = None
    title: Bilingual
    who: Who
    wanted: Share | None = None
    """Share of these persons who ask for the service, where it is owed to those who do; everybody if absent."""
    times: int = Field(ge=1, le=8)
    units: int = Field(default=1, ge=1, le=1_000)
    """What one time delivers, for the indicator: a list of three vacancies is three recommendations."""
    reach: Share
    delay: EachDays
    effect: Ratio | dict[SearchExitName, Ratio]
    """Factor on the job-finding rate, or on each exit of a search that is named, from the first time on."""
    approximation: Bilingual | None = None
    """What of the clause is lost, where this only comes near to it."""


class Event(Sourced):
    """Days on which something is held: fairs, named activities, evaluations."""

    clause: Clauses | None = None
    title: Bilingual
    kind: Literal[
        "fair", "activity", "firm_assessment", "unit_settlement", "evaluation", "school_year", "final_year", "other"
    ]
    """What happens on the day; on a day of kind ``other`` nothing but what it yields."""
    on: list[Date | MonthDay]
    effect: Ratio | None = None
    """Factor on job-finding while the effect lasts (fairs)."""
    lasts: Days | None = None
    grades: dict[GradeName, Share] | None = None
    yields: dict[YieldName, Count] = {}
    """What each day adds to counted indicators; a fair and an activity add one of their kind unless this says more."""
