"""The county: persons, families, school leavers, firms and ventures on the first day."""

from __future__ import annotations

from typing import Annotated, Literal

from jobsim.scenario.quantities import Each, Unit
from jobsim.scenario.section_types import (
    Cohort,
    Count,
    Date,
    EachMembers,
    EachMonths,
    EachPercent,
    EachStaff,
    EachTax,
    FirmRoleName,
    Firms,
    FirmSizeName,
    GroupName,
    LegalFormName,
    Rate,
    RecognitionName,
    Share,
    Sourced,
    StateName,
    TaxName,
    Year,
)
from jobsim.vocabulary import FIRM_SIZES


class RoleRule(Sourced):
    """Who may hold a role, and who of them does: the largest, or by lot."""

    sizes: list[FirmSizeName] = list(FIRM_SIZES)
    legal_forms: list[LegalFormName] = ["enterprise", "individual_business", "cooperative"]
    largest: bool = False


class Recognition(Sourced):
    level: RecognitionName
    on: Date
    number: Firms


class FirmPopulation(Sourced):
    number: Firms
    sizes: dict[FirmSizeName, Share]
    staff: dict[FirmSizeName, EachStaff]
    legal_forms: dict[LegalFormName, Share]
    roles: dict[FirmRoleName, Firms] = {}
    role_rules: dict[FirmRoleName, RoleRule] = {}
    """Without one: enterprises, individual businesses and cooperatives, by lot."""
    key_groups: dict[FirmRoleName | Literal["other"], list[GroupName]] = {}
    """Whose workers are the staff of key groups of firms of a role, and of firms without a role named here."""
    recognitions: dict[FirmRoleName, list[Recognition]] = {}
    standing_staff: dict[FirmRoleName, EachStaff] = {}
    """Workers of the key groups in each firm of the role who are no agents: staff that stays."""
    closure: dict[FirmSizeName, Rate]
    workshop_share: Share | None = None
    """Share of the employed lifted out of poverty, at the start, who work in employment-assistance workshops."""
    layoff: EachPercent
    tax: dict[TaxName, EachTax]
    """Tax due per insured worker and year."""
    tax_liable: Share
    """Share of firms with any tax due (small firms are often exempt)."""


class VenturePopulation(Sourced):
    founded: dict[Year, Count]
    """How often each year of founding is among ventures still operating at the start of history: counts or shares.

    How many there are follows from the share of state ``venture`` in ``county.states``.
    """
    loans: Share
    """Share of them with a guaranteed loan outstanding."""


class SchoolCohorts(Sourced):
    college: Cohort
    vocational: Cohort
    hardship: Share
    monitored_students: Cohort
    """Children of monitored households in school, for study allowances."""


class County(Sourced):
    population: Count | None = None
    """Residents (常住人口) of all ages. No simulation rests on it; what another county borrows is scaled with it."""
    persons: Count
    """Persons of working age that a clause can reach."""
    rural: Share
    woman: Share
    ages: Annotated[Each, Unit("years", low=16, high=60)]
    family_size: EachMembers
    """Working-age members per family."""
    allowance_members: EachMembers | None = None
    """Members of a household on the minimum living allowance; without it, those of the family simulated."""
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
