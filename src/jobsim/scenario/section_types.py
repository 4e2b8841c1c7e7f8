"""The types of a scenario's fields: words of the vocabulary, quantities with the units they accept, base sections.

Every number is a :class:`~jobsim.scenario.quantities.Quantity` with unit, source and reference; ``Each`` marks a
number that differs from agent to agent.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from jobsim import vocabulary as words
from jobsim.scenario import ranges
from jobsim.scenario.quantities import Each, Quantity, Unit


def _names(table: Any) -> Any:
    return Literal[tuple(table)]


if TYPE_CHECKING:
    # A type checker sees words; which ones are allowed is checked when a scenario is read.
    GroupName: TypeAlias = str
    StateName: TypeAlias = str
    OpenStateName: TypeAlias = str
    AfterSchoolName: TypeAlias = str
    ClassName: TypeAlias = str
    MilestoneName: TypeAlias = str
    FactName: TypeAlias = str
    PayeeName: TypeAlias = str
    PayerName: TypeAlias = str
    TaxName: TypeAlias = str
    IndicatorName: TypeAlias = str
    YieldName: TypeAlias = str
    CourseName: TypeAlias = str
    LevelName: TypeAlias = str
    FirmSizeName: TypeAlias = str
    LegalFormName: TypeAlias = str
    FirmRoleName: TypeAlias = str
    LoanKindName: TypeAlias = str
    RecognitionName: TypeAlias = str
    GradeName: TypeAlias = str
    SearchExitName: TypeAlias = str
else:
    GroupName = _names(words.GROUPS)
    StateName = _names(words.STATES)
    OpenStateName = _names(words.OPEN_STATES)
    AfterSchoolName = _names(("employed", *words.OPEN_STATES))
    ClassName = _names(words.CLASSES)
    MilestoneName = _names(words.MILESTONES)
    FactName = _names(words.FACTS)
    PayeeName = _names(words.PAYEES)
    PayerName = _names(words.PAYERS)
    TaxName = _names(words.TAXES)
    IndicatorName = _names(words.INDICATORS)
    YieldName = _names(words.YIELDED)
    CourseName = _names(words.COURSES)
    LevelName = _names(words.LEVELS)
    FirmSizeName = _names(words.FIRM_SIZES)
    LegalFormName = _names(words.LEGAL_FORMS)
    FirmRoleName = _names(words.FIRM_ROLES)
    LoanKindName = _names(words.LOAN_KINDS)
    RecognitionName = _names(words.RECOGNITIONS)
    GradeName = _names(words.GRADES)
    SearchExitName = _names(words.EXITS["searching"])
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=ranges.NAME)]
ClauseId = Annotated[str, Field(pattern=r"^[A-Z]{2}-(\d{2,3}|M\d{1,2})$")]
Clauses = ClauseId | list[ClauseId]
MonthDay = Annotated[
    str,
    Field(pattern=r"^((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))$"),
]
"""A month and day that every year has."""

Date = Annotated[dt.date, Field(ge=ranges.FIRST_DAY, le=ranges.LAST_DAY)]
Year = Annotated[int, Field(ge=ranges.FIRST_DAY.year, le=ranges.LAST_DAY.year)]
Factor = Annotated[float, Field(le=ranges.UNITS["ratio"][1], allow_inf_nan=False)]

Money = Annotated[Quantity, Unit("CNY")]
Total = Annotated[Quantity, Unit("CNY", high=ranges.TOTAL)]
MoneyPerMonth = Annotated[Quantity, Unit("CNY/month")]
Price = Annotated[Quantity, Unit("CNY", "CNY/month", "CNY/day", "CNY/year", "CNY/person")]
Share = Annotated[Quantity, Unit("share")]
Ratio = Annotated[Quantity, Unit("ratio")]
Rate = Annotated[Quantity, Unit("1/month")]
VacancyRate = Annotated[Quantity, Unit("1/month", high=ranges.VACANCY_RATE)]
InterestRate = Annotated[Quantity, Unit("1/year")]
Count = Annotated[Quantity, Unit("count")]
Firms = Annotated[Quantity, Unit("count", high=ranges.FIRMS)]
Cohort = Annotated[Quantity, Unit("count", high=ranges.COHORT)]
Days = Annotated[Quantity, Unit("days")]
WorkingDays = Annotated[Quantity, Unit("working days")]
Months = Annotated[Quantity, Unit("months")]
EachMoney = Annotated[Each, Unit("CNY")]
EachTax = Annotated[Each, Unit("CNY", high=ranges.TAX)]
EachWage = Annotated[Each, Unit("CNY/month")]
EachDays = Annotated[Each, Unit("days")]
EachWorkingDays = Annotated[Each, Unit("working days")]
EachMonths = Annotated[Each, Unit("months")]
EachStaff = Annotated[Each, Unit("count", high=ranges.STAFF)]
EachMembers = Annotated[Each, Unit("count", high=ranges.MEMBERS)]
EachJobs = Annotated[Each, Unit("count", high=ranges.JOBS)]
EachRatio = Annotated[Each, Unit("ratio")]
EachPercent = Annotated[Each, Unit("percent")]


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


class Who(Strict):
    any: list[GroupName] = []
    all: list[GroupName] = []
    none: list[GroupName] = []
