"""The words a scenario may use, and the integer codes the engines use for them.

One table per kind of word. A word's position in its table is its code in the agent records, so
words are only ever appended. Chinese terms follow the usage of Chinese public employment services.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal


class Codes(SimpleNamespace):
    """Whole numbers by name. Compiled code reads the attributes as constants."""

    if TYPE_CHECKING:

        def __getattribute__(self, name: str, /) -> int: ...


def codes(words: Iterable[str]) -> Codes:
    """The positions of words as attributes: ``codes(EXITS["away"]).return_home``."""
    return Codes(**{word: code for code, word in enumerate(words)})


# --------------------------------------------------------------------------------------------
# Time


class Phase(IntEnum):
    """The seven phases of a day, in order. In SimPy a phase is the time ``day + phase / 8``."""

    INSTITUTION = 0
    ENDINGS = 1
    DECISIONS = 2
    CLEARING = 3
    CLAIMS = 4
    TREASURY = 5
    OBSERVE = 6


# --------------------------------------------------------------------------------------------
# Persons


@dataclass(frozen=True)
class Group:
    """A person group. ``static`` groups are given at synthesis, the others follow from the day."""

    zh: str
    en: str
    static: bool


GROUPS: dict[str, Group] = {
    "rural": Group("农村劳动力", "rural household", True),
    "college_graduate": Group("高校毕业生", "college graduate", True),
    "vocational_graduate": Group("职业院校毕业生", "vocational school graduate", True),
    "veteran": Group("退役军人", "veteran", True),
    "self_employed_soldier": Group("自主就业退役士兵", "retired soldier, self-employed scheme", True),
    "disabled": Group("残疾人", "disabled person", True),
    "minimum_living_allowance": Group("低保家庭成员", "member of an allowance family", True),
    "lifted_out_of_poverty": Group("脱贫人口", "person lifted out of poverty", True),
    "monitored_household": Group("监测对象", "member of a monitored household", True),
    "rural_low_income": Group("农村低收入人口", "rural low-income person", True),
    "relocated": Group("搬迁群众", "relocated person", True),
    "overcapacity_worker": Group("化解过剩产能企业职工", "worker of an overcapacity firm", True),
    "in_correction_or_released": Group(
        "社区矫正、刑满释放、戒毒康复人员", "person in correction, released or in rehabilitation", True
    ),
    "woman": Group("妇女", "woman", True),
    "hardship_graduate": Group("困难毕业生", "hardship graduate", True),
    "retired_fisher": Group("退捕渔民", "retired fisher", True),
    "local_household": Group("本地户籍", "local household registration", True),
    "from_outside": Group("市外人员", "person from outside the city", True),
    "final_year_student": Group("毕业年度在校生", "student in the last six months", False),
    "graduating_class": Group("应届高校毕业生", "college graduate of the year", False),
    "graduate_within_two_years": Group("离校2年内高校毕业生", "college graduate within two years of leaving", False),
    "youth": Group("16至24岁青年", "youth aged 16 to 24", False),
    "unemployed": Group("失业人员", "unemployed person", False),
    "unemployed_youth": Group("16至24岁失业青年", "unemployed youth aged 16 to 24", False),
    "registered_unemployed": Group("登记失业人员", "registered unemployed person", False),
    "registered_six_months": Group("登记失业半年以上人员", "registered for six months or more", False),
    "long_term_unemployed": Group("长期失业人员", "registered for a year or more", False),
    "older_unemployed": Group("大龄失业人员", "older unemployed (women 40, men 50)", False),
    "zero_employment_family": Group("零就业家庭成员", "member of a zero-employment family", False),
    "hard_to_employ": Group("就业困难人员", "person with employment difficulties", False),
    "near_retirement": Group("距退休不足5年人员", "fewer than five years to retirement", False),
    "returned_migrant": Group("返乡农民工", "returned migrant worker", False),
    "benefit_recipient": Group("领取失业保险金人员", "drawing unemployment benefit", False),
    "unemployment_insured": Group("参加失业保险职工", "unemployment-insured employee", False),
    "skilled_worker": Group("技能人才", "holder of a skill certificate", True),
}
GROUP_BIT: dict[str, int] = {name: bit for bit, name in enumerate(GROUPS)}


class State(IntEnum):
    """Labour-market states; a stay in one is a spell."""

    SCHOOL = 0
    SEARCHING = 1
    INTERN = 2
    EMPLOYED = 3
    FLEXIBLE = 4
    PUBLIC_POST = 5
    VENTURE = 6
    TRAINING = 7
    AWAY = 8
    STATE_PROGRAMME = 9
    PROJECT_JOB = 10
    AT_HOME = 11
    OUT = 12


STATES: dict[str, tuple[str, str]] = {
    "school": ("在校", "in school"),
    "searching": ("求职", "searching"),
    "intern": ("见习", "intern"),
    "employed": ("单位就业", "employed"),
    "flexible": ("灵活就业", "flexible employment"),
    "public_post": ("公益性岗位", "public-welfare post"),
    "venture": ("自主创业", "venture owner"),
    "training": ("培训", "in training"),
    "away": ("县外务工", "working away from the county"),
    "state_programme": ("基层服务项目", "state service programme"),
    "project_job": ("重点项目务工", "job in a key or work-relief project"),
    "at_home": ("在家务农", "at home, farming"),
    "out": ("退出劳动力", "out of the labour force"),
}

OPEN_STATES: tuple[str, ...] = ("searching", "flexible", "away", "at_home", "out")
"""States that anybody enters by deciding to: they need no employer, place, course or venture."""

# A person's behaviour class is fixed at the start of each spell: the first that applies.
CLASSES: tuple[str, ...] = ("hard_to_employ", "graduate", "youth", "rural", "other")

# Ways out of a spell, each with its own clock. The order is the order of their draws.
EXITS: dict[str, tuple[str, ...]] = {
    "searching": (
        "job",
        "internship",
        "flexible",
        "public_post",
        "venture",
        "skill_training",
        "entrepreneurship_training",
        "away",
        "give_up",
    ),
    "intern": ("drop_out", "early_contract"),
    "employed": ("separation", "quit_to_away", "quit_to_venture", "certificate"),
    "flexible": ("stop", "job", "venture", "away", "skill_training"),
    "public_post": ("leave",),
    "away": ("return_home", "return_to_search"),
    "state_programme": ("leave",),
    "project_job": ("end",),
    "at_home": (
        "away",
        "project_job",
        "job",
        "flexible",
        "venture",
        "public_post",
        "skill_training",
        "entrepreneurship_training",
        "search",
    ),
    "out": ("return_to_search",),
}

COURSES: dict[str, tuple[str, str]] = {
    "skill": ("职业技能培训", "vocational skill training"),
    "entrepreneurship": ("创业培训", "entrepreneurship training"),
    "online_entrepreneurship": ("网络创业培训", "online entrepreneurship training"),
    "in_service": ("在职取证", "in-service certificate"),
}
LEVELS: dict[str, tuple[str, str]] = {
    "none": ("无等级", "no level"),
    "junior": ("初级工", "junior"),
    "intermediate": ("中级工", "intermediate"),
    "senior": ("高级工", "senior"),
    "technician": ("技师", "technician"),
    "senior_technician": ("高级技师", "senior technician"),
}
GRADES: tuple[str, ...] = ("failed", "qualified", "good", "excellent")
RECOGNITIONS: tuple[str, ...] = ("none", "county", "city", "province", "national")

# --------------------------------------------------------------------------------------------
# Firms

FIRM_SIZES: tuple[str, ...] = ("micro", "small", "medium", "large")
LEGAL_FORMS: dict[str, tuple[str, str]] = {
    "enterprise": ("企业", "enterprise"),
    "individual_business": ("个体工商户", "individual business"),
    "partnership": ("合伙企业", "partnership"),
    "cooperative": ("农民合作社", "cooperative"),
    "private_non_enterprise": ("民办非企业单位", "private non-enterprise unit"),
    "social_organisation": ("社会团体", "social organisation"),
    "public_body": ("机关事业单位", "public body"),
}
FIRM_ROLES: dict[str, tuple[str, str]] = {
    "internship_host": ("见习单位", "internship host"),
    "workshop": ("就业帮扶车间", "employment-assistance workshop"),
    "employment_base": ("就业基地", "employment base"),
    "incubator": ("创业孵化基地", "start-up incubation base"),
    "quality": ("优质企业", "leading or good small firm"),
    "operator": ("服务运营机构", "service operator"),
    "venture": ("创业实体", "start-up venture"),
    "state_owned": ("国有企业", "state-owned firm"),
    "above_scale": ("四上企业", "enterprise above the statistical size"),
}
LOAN_KINDS: dict[str, tuple[str, str]] = {
    "individual": ("个人", "individual"),
    "partnership": ("合伙", "partnership"),
    "small_firm": ("小微企业", "small or micro firm"),
}

# --------------------------------------------------------------------------------------------
# Facts and milestones

FactKind = Literal["count", "money", "day", "bool", "percent", "enum", "roles"]


@dataclass(frozen=True)
class Fact:
    """A dated fact a condition or an amount may refer to.

    Values are ``int64``: fen for money, day numbers for days, codes for enumerations, tenths of a percent.
    """

    kind: FactKind
    unit: str
    en: str
    words: tuple[str, ...] = ()


FACTS: dict[str, Fact] = {
    "day": Fact("day", "date", "the day of the milestone"),
    "months": Fact("count", "months", "months this milestone covers"),
    "months_total": Fact("count", "months", "months completed in the spell, this one included"),
    "days": Fact("count", "days", "training days or interest days this milestone covers"),
    "heads": Fact("count", "persons", "persons counted (1 for a person's own milestone)"),
    "started": Fact("day", "date", "first day of the spell (hire, internship, founding, approval)"),
    "certificate_day": Fact("day", "date", "day of the certificate"),
    "contract_months": Fact("count", "months", "length of the labour contract; 999 if open-ended"),
    "insured_months": Fact("count", "months", "months of social insurance paid without a gap in this job"),
    "insured": Fact("bool", "", "social insurance is paid on the day of the milestone"),
    "accident_insured": Fact("bool", "", "covered by personal accident insurance"),
    "prior_insured_months": Fact("count", "months", "months of unemployment insurance ever paid"),
    "wage": Fact("money", "CNY/month", "monthly wage or income"),
    "minimum_wage_percent": Fact("percent", "percent", "income in percent of the local minimum wage"),
    "employer_insurance": Fact("money", "CNY", "employer's pension, medical and unemployment contributions paid"),
    "own_insurance": Fact("money", "CNY", "contributions a flexible worker paid"),
    "allowance_cut": Fact("money", "CNY", "the household's minimum living allowance cut because the person works"),
    "allowance": Fact("money", "CNY", "minimum living allowance of the household for the months covered"),
    "stipend": Fact("money", "CNY", "living allowance paid to the intern for the months covered"),
    "rent": Fact("money", "CNY", "rent of the venture for the months covered"),
    "firm_size": Fact("enum", "", "size class of the firm", FIRM_SIZES),
    "legal_form": Fact("enum", "", "legal form of the firm", tuple(LEGAL_FORMS)),
    "roles": Fact("roles", "", "roles of the firm", tuple(FIRM_ROLES)),
    "staff": Fact("count", "persons", "staff of the firm"),
    "insured_staff": Fact("count", "persons", "insured staff of the firm"),
    "key_group_staff": Fact("count", "persons", "staff belonging to the programme's key groups"),
    "layoff_percent": Fact("percent", "percent", "staff laid off last year in percent"),
    "premiums": Fact("money", "CNY", "unemployment-insurance premiums the firm paid last year"),
    "payroll": Fact("money", "CNY", "contribution base of the firm for the months covered"),
    "retention_percent": Fact("percent", "percent", "interns of the unit retained, in percent of those completed"),
    "completed": Fact("count", "persons", "internships the unit completed in the period"),
    "retained": Fact("bool", "", "the intern signed a contract with the host"),
    "recognition": Fact("enum", "", "level of recognition", RECOGNITIONS),
    "years_since_recognition": Fact("count", "years", "calendar years since recognition; 0 in the year itself"),
    "grade": Fact("enum", "", "grade of the yearly evaluation", GRADES),
    "course": Fact("enum", "", "course type", tuple(COURSES)),
    "level": Fact("enum", "", "certificate level", tuple(LEVELS)),
    "first_certificate": Fact("bool", "", "no certificate gained before the day"),
    "operating_months": Fact("count", "months", "months the venture has operated"),
    "jobs": Fact("count", "jobs", "jobs the venture has created, the founder not counted"),
    "first_venture": Fact("bool", "", "the founder's first venture"),
    "incubated": Fact("bool", "", "settled in an incubation base"),
    "free_premises": Fact("bool", "", "uses premises free of rent"),
    "loan_kind": Fact("enum", "", "kind of borrower", tuple(LOAN_KINDS)),
    "loan_amount": Fact("money", "CNY", "loan principal when granted"),
    "loan_balance": Fact("money", "CNY", "principal outstanding in the period"),
    "loan_months": Fact("count", "months", "months since the loan was granted"),
    "interest": Fact("money", "CNY", "interest due for the period"),
    "loss": Fact("money", "CNY", "principal the guarantee fund has to cover"),
    "months_to_retirement": Fact("count", "months", "months to the statutory retirement age"),
    "unemployed_months": Fact("count", "months", "months of registered unemployment before the spell"),
    "from_internship": Fact("bool", "", "hired by the host after an internship"),
    "placed_by_operator": Fact("bool", "", "placed by a service operator"),
    "new_hire": Fact("bool", "", "hired in the calendar year of the milestone"),
    "hired_year": Fact("count", "year", "calendar year of the hire"),
    "urban_post": Fact("bool", "", "the public-welfare post is an urban one"),
    "agreed_months": Fact("count", "months", "months agreed for the internship"),
    "remaining_months": Fact(
        "count", "months", "months agreed and not completed when the host keeps the intern early; 0 otherwise"
    ),
    "early": Fact("bool", "", "the internship ended before the agreed day"),
    "interest_above_own_part": Fact("money", "CNY", "interest due above the part that the borrower bears by rule"),
}
MONTH_COUNTS: tuple[str, ...] = ("months_total", "remaining_months", "agreed_months")
"""Facts that a price per month may be multiplied by in place of the months covered; they count against month limits."""
FACT_INDEX: dict[str, int] = {name: i for i, name in enumerate(FACTS)}

Subject = Literal["person", "venture", "firm", "county"]


@dataclass(frozen=True)
class Milestone:
    """A dated event that can create an entitlement, its subject, and the facts it carries."""

    zh: str
    en: str
    subject: Subject
    facts: tuple[str, ...]


_BASE = ("day", "heads", "months_to_retirement")
_JOB = (
    *_BASE, "started", "hired_year", "new_hire", "contract_months", "insured", "insured_months",
    "accident_insured", "prior_insured_months", "wage", "minimum_wage_percent", "firm_size", "legal_form",
    "roles", "staff", "months_total", "unemployed_months", "from_internship", "placed_by_operator", "layoff_percent",
)  # fmt: skip
_MONTH = ("months",)
_FIRM = ("day", "heads", "firm_size", "legal_form", "roles", "staff", "insured_staff", "layoff_percent")
_VENTURE = (
    *_BASE, "started", "operating_months", "jobs", "first_venture", "incubated", "free_premises",
    "firm_size", "legal_form", "unemployed_months",
)  # fmt: skip
_LOAN = (*_VENTURE, "loan_kind", "loan_amount", "loan_months")
_COURSE = (
    *_BASE, "started", "course", "days", "level", "first_certificate", "prior_insured_months", "insured",
)  # fmt: skip

MILESTONES: dict[str, Milestone] = {
    # jobs
    "hired": Milestone("录用", "hired", "person", _JOB),
    "job_month": Milestone(
        "在岗满一月",
        "month in the job completed",
        "person",
        (*_JOB, *_MONTH, "employer_insurance", "allowance_cut", "allowance"),
    ),
    "job_ended": Milestone("离职", "job ended", "person", _JOB),
    # internships
    "internship_started": Milestone(
        "见习开始", "internship started", "person", (*_BASE, "started", "firm_size", "legal_form", "roles")
    ),
    "internship_month": Milestone(
        "见习满一月",
        "internship month completed",
        "person",
        (*_BASE, "started", *_MONTH, "months_total", "stipend", "firm_size", "legal_form", "roles"),
    ),
    "internship_ended": Milestone(
        "见习期满",
        "internship ended",
        "person",
        (
            *_BASE,
            "started",
            "months_total",
            "agreed_months",
            "remaining_months",
            "early",
            "retained",
            "contract_months",
            "insured",
            "firm_size",
            "legal_form",
            "roles",
        ),
    ),
    "internship_unit_settled": Milestone(
        "见习单位结算",
        "internship unit settled for the year",
        "firm",
        (*_FIRM, *_MONTH, "completed", "retention_percent"),
    ),
    # flexible work and public posts
    "flexible_started": Milestone(
        "灵活就业开始",
        "flexible work started",
        "person",
        (*_BASE, "started", "wage", "minimum_wage_percent", "placed_by_operator"),
    ),
    "flexible_month": Milestone(
        "灵活就业满一月",
        "month of flexible work completed",
        "person",
        (
            *_BASE,
            "started",
            *_MONTH,
            "months_total",
            "insured",
            "own_insurance",
            "wage",
            "minimum_wage_percent",
            "placed_by_operator",
            "allowance_cut",
            "allowance",
        ),
    ),
    "post_started": Milestone(
        "公益性岗位上岗",
        "public-welfare post started",
        "person",
        (*_BASE, "started", "firm_size", "legal_form", "urban_post"),
    ),
    "post_month": Milestone(
        "公益性岗位满一月",
        "month in a public-welfare post completed",
        "person",
        (
            *_BASE,
            "started",
            *_MONTH,
            "months_total",
            "insured",
            "employer_insurance",
            "wage",
            "allowance_cut",
            "allowance",
            "urban_post",
        ),
    ),
    "placed_away": Milestone(
        "县外转移就业", "placed in work away from the county", "person", (*_BASE, "started", "placed_by_operator")
    ),
    "away_month": Milestone(
        "转移就业满一月",
        "month of work away completed",
        "person",
        (*_BASE, "started", *_MONTH, "months_total", "placed_by_operator", "wage"),
    ),
    # unemployment
    "unemployment_month": Milestone(
        "失业满一月",
        "month of unemployment completed",
        "person",
        (*_BASE, "started", *_MONTH, "months_total", "prior_insured_months", "allowance"),
    ),
    # school
    "final_year": Milestone("毕业年度申领", "autumn of the final school year", "person", _BASE),
    "left_school": Milestone("离校", "left school", "person", _BASE),
    "unemployed_after_school": Milestone(
        "离校未就业", "without work six months after leaving school", "person", (*_BASE, "months_total")
    ),
    "school_year_enrolled": Milestone("学年注册", "enrolled for a school year", "person", _BASE),
    # training
    "course_completed": Milestone("培训结业", "course completed", "person", _COURSE),
    "certificate": Milestone(
        "取得证书", "certificate obtained", "person", (*_COURSE, "certificate_day", "layoff_percent")
    ),
    # ventures and loans
    "venture_founded": Milestone("创业", "venture founded", "venture", _VENTURE),
    "venture_month": Milestone(
        "经营满一月",
        "month of operation completed",
        "venture",
        (
            *_VENTURE,
            *_MONTH,
            "rent",
            "insured",
            "own_insurance",
            "allowance_cut",
            "allowance",
            "layoff_percent",
        ),
    ),
    "loan_granted": Milestone("贷款发放", "loan granted", "venture", _LOAN),
    "loan_interest_due": Milestone(
        "贷款结息", "interest due", "venture", (*_LOAN, "days", "interest", "interest_above_own_part", "loan_balance")
    ),
    "loan_defaulted": Milestone("贷款代偿", "loan defaulted", "venture", (*_LOAN, "loss")),
    # firms, bases, workshops, incubators
    "firm_month": Milestone("单位月度缴费", "contributions of a month due", "firm", (*_FIRM, *_MONTH, "payroll")),
    "firm_year": Milestone("单位年度核定", "yearly assessment of the firm", "firm", (*_FIRM, "premiums")),
    "recognised": Milestone("认定", "recognised", "firm", (*_FIRM, "recognition", "years_since_recognition")),
    "evaluated": Milestone(
        "年度绩效评价",
        "yearly performance evaluation",
        "firm",
        (*_FIRM, "recognition", "years_since_recognition", "grade", "key_group_staff"),
    ),
}
MILESTONE_CODE: dict[str, int] = {name: i for i, name in enumerate(MILESTONES)}
F, M = codes(FACTS), codes(MILESTONES)
"""Facts and milestones by name: ``F.months_total``, ``M.hired``."""

# --------------------------------------------------------------------------------------------
# Money

PAYEES: dict[str, tuple[str, str]] = {
    "person": ("个人", "person"),
    "employer": ("用人单位", "employer"),
    "internship_host": ("见习单位", "internship host"),
    "workshop": ("就业帮扶车间", "workshop"),
    "base": ("基地", "base"),
    "venture": ("创业实体", "venture"),
    "lender": ("贷款银行", "lender"),
    "training_provider": ("培训机构", "training provider"),
    "service_provider": ("服务机构", "service provider"),
    "school": ("学校", "school"),
    "government": ("政府部门", "government body"),
    "town": ("乡镇", "town"),
}
PAYERS: dict[str, tuple[str, str]] = {
    "central": ("中央", "central"),
    "province": ("省级", "province"),
    "city": ("市级", "city"),
    "county": ("县级", "county"),
    "insurance_fund": ("失业保险基金", "unemployment-insurance fund"),
    "tax_expenditure": ("税式支出", "tax expenditure"),
    "revenue_forgone": ("减收", "revenue forgone"),
    "lender": ("银行信贷资金", "bank lending"),
    "cooperation": ("东西部协作资金", "east-west cooperation money"),
    "enterprise": ("用人单位自筹", "enterprise's own money"),
    "guarantee_fund": ("担保基金", "guarantee fund"),
}
TAXES: dict[str, tuple[str, str]] = {
    "vat": ("增值税", "value-added tax"),
    "urban_construction": ("城市维护建设税", "urban maintenance and construction tax"),
    "education_surcharge": ("教育费附加", "education surcharge"),
    "local_education_surcharge": ("地方教育附加", "local education surcharge"),
    "income_tax": ("企业所得税", "enterprise income tax"),
}

# --------------------------------------------------------------------------------------------
# Indicators: (Chinese, English, unit). Flows count from 1 January; stocks and rates are read at month ends.

INDICATORS: dict[str, tuple[str, str, str]] = {
    "urban_new_employment": ("城镇新增就业", "urban new employment", "persons"),
    "rural_labour_transfer_employment": ("农村劳动力转移就业", "rural labour transferred into employment", "persons"),
    "graduate_placement_rate": ("高校毕业生就业去向落实率", "graduate employment-placement rate", "percent"),
    "new_startup_entities": ("新培育创业实体", "new start-up entities", "entities"),
    "new_jobs_created": ("创造新岗位", "new jobs created", "jobs"),
    "urban_surveyed_unemployment_rate": ("城镇调查失业率", "surveyed urban unemployment rate", "percent"),
    "min_stably_employed_persons_per_family": (
        "每个家庭稳定就业最少人数",
        "fewest stably employed persons in a family",
        "persons_per_family",
    ),
    "families_without_stable_employment": ("无稳定就业家庭", "families without a stably employed person", "families"),
    "zero_employment_families": ("零就业家庭", "recognised zero-employment families", "families"),
    "min_stably_employed_persons_per_zero_employment_family": (
        "零就业家庭稳定就业最少人数",
        "fewest employed persons in a helped zero-employment family",
        "persons_per_family",
    ),
    "work_relief_migrant_worker_share": (
        "以工代赈项目农民工占比",
        "migrant workers in work-relief projects",
        "percent",
    ),
    "work_relief_labour_pay_share": ("以工代赈项目劳务报酬占比", "labour pay in work-relief projects", "percent"),
    "key_project_employment": ("重点项目带动就业", "jobs through key projects", "person_times"),
    "quality_enterprise_employment": ("优质企业在岗人数", "staff of leading and good small firms", "persons"),
    "three_supports_recruits": ("“三支一扶”招募", "三支一扶 recruits", "persons"),
    "western_plan_recruits": ("“西部计划”招募", "western-plan recruits", "persons"),
    "internship_posts_collected": ("募集见习岗位", "traineeship and internship posts collected", "posts"),
    "interns_started": ("见习人数", "internships started", "persons"),
    "unemployed_graduate_assisted_employment_rate": (
        "离校未就业毕业生帮扶就业率",
        "employment rate of helped graduates",
        "percent",
    ),
    "hardship_graduate_assisted_employment_rate": (
        "困难毕业生帮扶就业率",
        "employment rate of helped hardship graduates",
        "percent",
    ),
    "assigned_helpers_per_returned_migrant_worker": (
        "返乡农民工帮扶责任人",
        "helpers per returned migrant worker",
        "helpers_per_person",
    ),
    "urban_unemployed_reemployed": ("城镇失业人员再就业", "urban unemployed re-employed", "persons"),
    "unemployment_benefits_paid_full_and_on_time_rate": (
        "失业保险待遇按时发放率",
        "benefits paid in full and on time",
        "percent",
    ),
    "career_guidance_sessions_per_person": ("职业指导次数", "career guidance sessions per person", "times_per_person"),
    "job_recommendations_per_person": ("岗位推荐次数", "job recommendations per person", "times_per_person"),
    "skill_trainings_offered_per_person": ("技能培训机会", "skill trainings offered per person", "times_per_person"),
    "follow_up_services_per_person": ("跟踪服务次数", "follow-up services per person", "times_per_person"),
    "public_welfare_posts_opened": ("公益性岗位", "public-welfare posts opened", "posts"),
    "hard_to_employ_persons_employed": ("就业困难人员就业", "hard-to-employ persons employed", "persons"),
    "state_firm_posts_for_veterans_share": ("国有企业退役军人岗位占比", "posts of state firms for veterans", "percent"),
    "entrepreneurship_guaranteed_loans_disbursed": ("创业担保贷款发放额", "guaranteed loans disbursed", "CNY"),
    "entrepreneurship_trainees": ("创业培训人数", "entrepreneurship trainees", "persons"),
    "skill_trainees": ("职业技能培训人数", "skill trainees", "persons"),
    "recruitment_fairs_held": ("招聘活动场次", "recruitment fairs held", "fairs"),
    "named_special_service_activities": ("专项服务活动", "named special service activities", "activities"),
    "eligible_but_unpaid_cases": ("应享未享", "eligible but unpaid cases", "cases"),
    "take_up_rate_of_cases": ("应享件申领率", "take-up rate of entitlements", "percent"),
    "employment_fund_to_previous_year_ratio": ("就业资金与上年之比", "employment funds to the year before", "percent"),
    "registered_unemployed": ("登记失业人数", "registered unemployed", "persons"),
    "unemployment_registration_working_days": ("失业登记办理工作日", "working days to register", "working_days"),
    "employed_persons": ("单位就业人数", "persons employed by units", "persons"),
    "interns": ("在岗见习人数", "interns at month end", "persons"),
    "public_posts_filled": ("公益性岗位在岗人数", "public-welfare posts filled", "persons"),
    "ventures_operating": ("存续创业实体", "ventures operating", "entities"),
    "loan_balance": ("创业担保贷款余额", "guaranteed loans outstanding", "CNY"),
    "vacancies_open": ("空缺岗位", "open vacancies", "posts"),
    "graduates_registered": ("离校未就业登记毕业生", "graduates of the year registered without work", "persons"),
    "new_skilled_workers": ("新增技能人才", "new skilled workers", "persons"),
    "new_highly_skilled_workers": ("新增高技能人才", "new highly skilled workers", "persons"),
    "skilled_workers": ("技能人才总量", "skilled workers", "persons"),
    "skilled_worker_share_of_labour_force": (
        "技能人才占劳动力比重",
        "skilled workers in the labour force",
        "percent",
    ),
    "vocational_graduate_local_employment_rate": (
        "就业的职业院校毕业生留县率",
        "vocational leavers in work who work in the county",
        "percent",
    ),
    "vocational_leaver_local_employment_rate": (
        "职业院校毕业生留县就业率",
        "vocational leavers who work in the county",
        "percent",
    ),
    "above_scale_enterprise_insurance_coverage": (
        "四上企业参保覆盖面",
        "enterprises above size that insure staff",
        "percent",
    ),
    "above_scale_staff_insurance_coverage": (
        "四上企业职工参保率",
        "insured staff of enterprises above size",
        "percent",
    ),
    "employment_circle_communities": (
        "“三公里”就业圈社区",
        "communities with a three-kilometre employment circle",
        "communities",
    ),
    "enterprise_services": ("服务企业户次", "services to enterprises", "enterprise_times"),
    "employment_intents": ("达成就业意向人次", "employment intents reached", "person_times"),
    "employment_bases_certified": ("就业基地认定数", "employment bases recognised", "bases"),
    "policy_briefings_per_person": ("政策宣介次数", "policy briefings per person", "times_per_person"),
    "persons_paid": ("享受政策人数", "persons paid", "persons"),
    "insured_share_of_workers": ("就业人员参保率", "insured among employed and flexible workers", "percent"),
    "zero_employment_urban_families_uncleared": (
        "逾期未消除的城镇零就业家庭",
        "urban zero-employment families not helped in time",
        "families",
    ),
    "grassroots_posts_opened": ("镇街基层岗位", "grassroots posts opened by towns", "posts"),
    "events_held": ("活动次数", "days of events", "days"),
    "targets_met_share": ("目标完成比例", "share of targets met", "percent"),
    "hard_to_employ_persons_placed": (
        "就业困难人员就业（含公益性岗位）",
        "hard-to-employ persons placed, public-welfare posts included",
        "persons",
    ),
    "new_jobs_with_founders": ("创造新岗位（含创业者本人）", "new jobs created, founders included", "jobs"),
    "quality_enterprise_hires": ("优质企业新招用", "hires of leading and good small firms", "persons"),
}

POPULATIONS: dict[str, tuple[str, str]] = {
    "urban_new_employment": ("当年由无业转为在县内就业的人，每人一次", "persons who go from no work to work in the county, once a year"),
    "rural_labour_transfer_employment": ("农村劳动力", "rural persons of working age"),
    "graduate_placement_rate": ("当年离校的高校毕业生", "college leavers of the year"),
    "new_startup_entities": ("当年新设的创业实体", "ventures founded in the year"),
    "new_jobs_created": ("当年新设创业实体的招用，不含创业者", "hires of ventures founded in the year, founders not counted"),
    "new_jobs_with_founders": ("当年新设创业实体的招用和创业者", "hires of ventures founded in the year, and their founders"),
    "urban_surveyed_unemployment_rate": ("城镇家庭的劳动力", "urban labour force"),
    "min_stably_employed_persons_per_family": ("有人就业或求职的家庭", "families with somebody working or searching"),
    "families_without_stable_employment": ("有人就业或求职的家庭", "families with somebody working or searching"),
    "zero_employment_families": ("申请认定的城镇家庭", "urban families recognised on application"),
    "min_stably_employed_persons_per_zero_employment_family": ("认定的零就业家庭", "recognised zero-employment families"),
    "work_relief_migrant_worker_share": ("以工代赈项目的用工", "workers of work-relief projects"),
    "work_relief_labour_pay_share": ("以工代赈项目的投资", "investment in work-relief projects"),
    "key_project_employment": ("重点项目的用工，按人次", "workers of key projects, each time"),
    "quality_enterprise_employment": ("优质企业的在岗职工", "staff of quality enterprises"),
    "quality_enterprise_hires": ("优质企业当年新招用的人，每人一次", "persons hired by quality enterprises, once a year"),
    "three_supports_recruits": ("当年招募的人", "recruits of the year"),
    "western_plan_recruits": ("当年招募的人", "recruits of the year"),
    "internship_posts_collected": ("当年开放的见习岗位", "internship posts opened in the year"),
    "interns_started": ("当年开始见习的人，按次", "internships begun in the year"),
    "unemployed_graduate_assisted_employment_rate": (
        "当年离校、登记失业并得到服务的高校毕业生", "college leavers of the year, registered and reached by a service"
    ),
    "hardship_graduate_assisted_employment_rate": (
        "其中的困难毕业生", "hardship graduates among the leavers who registered and were reached by a service"
    ),
    "assigned_helpers_per_returned_migrant_worker": ("帮扶已到期的返乡农民工", "returned migrant workers to whom a helper has fallen due"),
    "urban_unemployed_reemployed": ("登记失业的城镇人员，每人每年一次", "registered urban unemployed, once a year"),
    "unemployment_benefits_paid_full_and_on_time_rate": ("当年核准的失业保险待遇", "benefits approved in the year"),
    "career_guidance_sessions_per_person": ("服务已全部到期的登记人员", "registered persons to whom the last time has fallen due"),
    "job_recommendations_per_person": ("服务已全部到期的登记人员", "registered persons to whom the last time has fallen due"),
    "skill_trainings_offered_per_person": ("服务已全部到期的登记人员", "registered persons to whom the last time has fallen due"),
    "follow_up_services_per_person": ("服务已全部到期的登记人员", "registered persons to whom the last time has fallen due"),
    "public_welfare_posts_opened": ("当年开放的公益性岗位", "public-welfare posts opened in the year"),
    "grassroots_posts_opened": ("当年开放的镇街基层岗位", "grassroots posts opened by towns in the year"),
    "hard_to_employ_persons_employed": (
        "登记失业的就业困难人员，每人每年一次，不含公益性岗位",
        "registered hard-to-employ persons, once a year, public-welfare posts not counted",
    ),
    "hard_to_employ_persons_placed": (
        "登记失业的就业困难人员，每人每年一次，含公益性岗位",
        "registered hard-to-employ persons, once a year, public-welfare posts counted",
    ),
    "state_firm_posts_for_veterans_share": ("国有企业当年的招用", "hires of state firms in the year"),
    "entrepreneurship_guaranteed_loans_disbursed": ("当年发放的贷款本金", "principal granted in the year"),
    "entrepreneurship_trainees": ("当年结业的人，按次", "courses completed in the year"),
    "skill_trainees": ("当年结业的人，按次", "courses completed in the year"),
    "recruitment_fairs_held": ("日程中的招聘活动", "fairs on the calendar"),
    "named_special_service_activities": ("日程中的专项活动", "activities on the calendar"),
    "eligible_but_unpaid_cases": (
        "当年产生的应享件，财政资金和失业保险基金", "entitlements of the year on budget and insurance funds"
    ),
    "take_up_rate_of_cases": (
        "当年产生的应享件，财政资金和失业保险基金", "entitlements of the year on budget and insurance funds"
    ),
    "employment_fund_to_previous_year_ratio": ("有“不低于上年”要求的资金的预算安排", "appropriations of funds with a floor"),
    "registered_unemployed": ("登记失业的求职者", "registered searchers"),
    "unemployment_registration_working_days": ("当年的失业登记，取最长的一件", "registrations of the year, the longest of them"),
    "employed_persons": ("在单位就业的人", "persons employed by units"),
    "interns": ("在岗见习的人", "interns in post"),
    "public_posts_filled": ("在岗的公益性岗位人员", "persons in public-welfare posts"),
    "ventures_operating": ("存续的创业实体", "ventures in operation"),
    "loan_balance": ("未到期的贷款本金", "principal outstanding"),
    "vacancies_open": ("单位的空缺岗位", "open posts of firms"),
    "graduates_registered": ("当年离校且登记的高校毕业生", "college leavers of the year who registered"),
    "new_skilled_workers": ("当年取得初级以上证书的人，每人一次", "persons who gain a certificate, once a year"),
    "new_highly_skilled_workers": ("当年取得高级以上证书的人，每人一次", "persons who gain a senior certificate, once a year"),
    "skilled_workers": ("县内劳动力", "labour force of the county"),
    "skilled_worker_share_of_labour_force": ("县内劳动力", "labour force of the county"),
    "vocational_graduate_local_employment_rate": ("当年离校且就业的职业院校毕业生", "vocational leavers of the year in work"),
    "vocational_leaver_local_employment_rate": ("当年离校的职业院校毕业生", "vocational leavers of the year"),
    "above_scale_enterprise_insurance_coverage": ("有职工的四上企业", "enterprises above size that have staff"),
    "above_scale_staff_insurance_coverage": ("四上企业的职工", "staff of enterprises above size"),
    "employment_circle_communities": ("日程中的社区", "communities on the calendar"),
    "enterprise_services": ("日程中的服务，按户次", "services on the calendar, each time"),
    "employment_intents": ("日程中活动的产出，按人次", "what activities on the calendar yield, each time"),
    "employment_bases_certified": ("当年认定的就业基地", "employment bases recognised in the year"),
    "policy_briefings_per_person": ("服务已全部到期的登记人员", "registered persons to whom the last time has fallen due"),
    "persons_paid": ("所列项目付过款的人，每人一次", "persons paid by the programmes named, each once"),
    "insured_share_of_workers": ("县内单位就业和灵活就业的人", "persons employed or in flexible work in the county"),
    "zero_employment_urban_families_uncleared": ("申请认定的城镇家庭", "urban families recognised on application"),
    "events_held": ("日程中所列的活动", "the events named, on the calendar"),
    "targets_met_share": ("其余各项目标", "the other targets"),
}  # fmt: skip
"""Who or what an indicator counts (for a rate: among whom), unless a target says it in its own words."""

UNITS: dict[str, tuple[str, str]] = {
    "persons": ("人", "persons"), "percent": ("%", "%"), "entities": ("个", "entities"), "jobs": ("个", "jobs"),
    "persons_per_family": ("人/户", "persons a family"), "families": ("户", "families"),
    "person_times": ("人次", "person-times"), "posts": ("个", "posts"), "helpers_per_person": ("人/人", "helpers a person"),
    "times_per_person": ("次/人", "times a person"), "CNY": ("元", "CNY"), "fairs": ("场", "fairs"),
    "activities": ("项", "activities"), "cases": ("件", "cases"), "working_days": ("个工作日", "working days"),
    "communities": ("个", "communities"), "enterprise_times": ("户次", "enterprise-times"), "bases": ("家", "bases"),
    "days": ("天", "days"),
}  # fmt: skip
"""Units of indicators."""
NOT_WHOLE: frozenset[str] = frozenset(("percent", "helpers_per_person", "times_per_person", "CNY"))
"""Units that are no counts. Everything else is counted in whole numbers, of which there is no half."""

YEARLY: frozenset[str] = frozenset(
    (
        "urban_new_employment", "new_startup_entities", "new_jobs_created", "key_project_employment",
        "three_supports_recruits", "western_plan_recruits", "internship_posts_collected", "interns_started",
        "urban_unemployed_reemployed", "public_welfare_posts_opened", "hard_to_employ_persons_employed",
        "entrepreneurship_guaranteed_loans_disbursed", "entrepreneurship_trainees", "skill_trainees",
        "recruitment_fairs_held", "named_special_service_activities", "graduates_registered",
        "new_skilled_workers", "new_highly_skilled_workers", "employment_circle_communities", "enterprise_services",
        "employment_intents", "employment_bases_certified", "grassroots_posts_opened",
        "hard_to_employ_persons_placed", "new_jobs_with_founders", "quality_enterprise_hires",
    )
)  # fmt: skip
"""Indicators that count from 1 January, so that their Decembers may be added up."""
OF_FAMILIES: frozenset[str] = frozenset(
    (
        "zero_employment_families", "min_stably_employed_persons_per_zero_employment_family",
        "zero_employment_urban_families_uncleared",
    )
)  # fmt: skip
"""Indicators of families recognised under ``behaviour.last_resort``, without which there are none."""
COUNTED_OF: dict[str, str] = {"persons_paid": "programmes", "events_held": "events"}
"""Indicators that a target counts over entries it names, and the section these stand in. They have no monthly rows."""
YIELDED: tuple[str, ...] = (
    "recruitment_fairs_held", "named_special_service_activities", "employment_circle_communities",
    "enterprise_services", "employment_intents", "grassroots_posts_opened",
)  # fmt: skip
"""Indicators that the days of events add to."""
PLANNED: dict[str, str] = {
    "public_welfare_posts_opened": "places.public_post", "internship_posts_collected": "places.internship",
    "employment_bases_certified": "county.firms", "employment_fund_to_previous_year_ratio": "funds",
    "events_held": "events", **dict.fromkeys(YIELDED, "events"),
}  # fmt: skip
"""Indicators that are read off what the scenario plans, not off lives, and the section that states it."""
