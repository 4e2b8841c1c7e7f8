"""Facts, limits and standards in short words, as a line of a calculation names them, and their values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from jobsim import vocabulary
from jobsim.language import Language, Words
from jobsim.tables.written import NOTHING, yuan

NAMES: dict[str, Words] = {
    # factors that are no facts
    "price": Words("标准", "rate"), "share": Words("比例", "share"), "points": Words("贴息率", "points a year"),
    "cap": Words("封顶标准", "ceiling"), "principal": Words("计息本金", "principal that counts"),
    "counted": Words("计入", "that count"), "year": Words("全年", "a year"), "bank_year": Words("全年", "a year"),
    "volume": Words("数量", "volume"), "unit_price": Words("单价", "unit price"),
    "month_share": Words("当月份额", "share of the month"),
    # what costs are made of
    "insurance_base_floor": Words("缴费基数下限", "floor of the contribution base"),
    "employer_insurance_rate": Words("单位缴费比例", "employer's contribution rate"),
    "own_insurance_rate": Words("个人缴费比例", "own contribution rate"),
    "allowance_per_month": Words("低保标准", "allowance standard of a person"),
    "household_members": Words("家庭人数", "members of the household"),
    "allowance_cut_share": Words("核减比例", "share cut"),
    "premium_of_a_worker": Words("每人全年失业保险费", "premium of a worker"),
    "insured_last_year": Words("上年参保职工", "workers insured last year"),
    "loan_rate": Words("贷款利率", "interest rate"),
    "loan_rate_above_own_part": Words("借款人承担以外的利率", "interest rate above the borrower's part"),
    # facts
    "day": Words("节点日", "day"), "months": Words("月数", "months"),
    "months_total": Words("本段累计月数", "months in the spell"),
    "days": Words("天数", "days"), "heads": Words("人数", "persons"), "started": Words("本段开始日", "spell began"),
    "certificate_day": Words("取证日", "day of the certificate"), "contract_months": Words("合同期限", "contract"),
    "insured_months": Words("连续参保月数", "months insured"), "insured": Words("已参保", "insured"),
    "accident_insured": Words("意外伤害保险", "accident insurance"),
    "prior_insured_months": Words("累计缴纳失业保险", "months of unemployment insurance"),
    "wage": Words("月工资（收入）", "monthly wage or income"),
    "minimum_wage_percent": Words("收入与最低工资之比", "income to minimum wage"),
    "employer_insurance": Words("单位缴纳社会保险费", "employer's contributions"),
    "own_insurance": Words("个人缴纳社会保险费", "own contributions"),
    "allowance_cut": Words("核减的低保金", "allowance cut"), "allowance": Words("家庭低保金", "household allowance"),
    "stipend": Words("见习生活补助", "stipend"), "rent": Words("场地租金", "rent"),
    "firm_size": Words("单位规模", "size"), "legal_form": Words("单位性质", "legal form"),
    "roles": Words("单位类别", "roles"),
    "staff": Words("职工人数", "staff"), "insured_staff": Words("参保职工", "insured staff"),
    "key_group_staff": Words("重点群体职工", "staff of key groups"), "layoff_percent": Words("裁员率", "lay-off rate"),
    "premiums": Words("上年失业保险费", "premiums of last year"), "payroll": Words("缴费基数合计", "contribution base"),
    "retention_percent": Words("留用率", "retention rate"), "completed": Words("期满人数", "internships completed"),
    "retained": Words("留用", "retained"), "recognition": Words("认定级别", "recognition"),
    "years_since_recognition": Words("认定后年数", "years since recognition"), "grade": Words("评价等次", "grade"),
    "course": Words("培训类型", "course"), "level": Words("证书等级", "level"),
    "first_certificate": Words("首次取证", "first certificate"),
    "operating_months": Words("经营月数", "months of operation"),
    "jobs": Words("带动就业", "jobs created"), "first_venture": Words("首次创业", "first venture"),
    "incubated": Words("入驻孵化基地", "incubated"), "free_premises": Words("免费场地", "free premises"),
    "loan_kind": Words("借款人类型", "borrower"), "loan_amount": Words("贷款金额", "loan"),
    "loan_balance": Words("贷款余额", "loan balance"), "loan_months": Words("放款后月数", "months since the loan"),
    "interest": Words("利息", "interest"), "loss": Words("代偿本金", "principal lost"),
    "months_to_retirement": Words("距退休月数", "months to retirement"),
    "unemployed_months": Words("登记失业月数", "months of registered unemployment"),
    "from_internship": Words("见习留用", "hired after an internship"),
    "placed_by_operator": Words("服务机构介绍", "placed by an operator"),
    "new_hire": Words("当年新招用", "hired this year"),
    "hired_year": Words("招用年份", "year of the hire"), "urban_post": Words("城镇公益性岗位", "urban post"),
    "agreed_months": Words("约定见习月数", "months agreed"),
    "remaining_months": Words("剩余见习月数", "months remaining"),
    "early": Words("提前结束", "ended early"),
    "interest_above_own_part": Words("借款人承担以外的利息", "interest above the borrower's part"),
}  # fmt: skip

LIMITS: dict[str, Words] = {
    "months": Words("累计月数", "months in all"), "span": Words("放款后期限", "months from the loan on"),
    "days": Words("累计天数", "days in all"), "principal_cap": Words("计息本金上限", "principal at most"),
    "cap": Words("单次上限", "ceiling of a milestone"), "subject_cap": Words("累计金额", "money in all"),
    "payee_cap": Words("单位累计金额", "money of a payee in all"),
    "payee_year_cap": Words("单位年度金额", "money of a payee in a year"), "times": Words("累计次数", "times in all"),
    "per_year": Words("年度次数", "times in a year"), "quota": Words("年度名额", "places in a year"),
}  # fmt: skip

UNITS: dict[str, Words] = {
    "": Words("", ""), "CNY": Words("元", "CNY"), "CNY/month": Words("元/月", "CNY/month"),
    "CNY/day": Words("元/天", "CNY/day"), "CNY/year": Words("元/年", "CNY/year"),
    "CNY/person": Words("元/人", "CNY/person"), "months": Words("个月", "months"), "days": Words("天", "days"),
    "persons": Words("人", "persons"), "jobs": Words("个", "jobs"), "years": Words("年", "years"),
    "percent": Words("%", "%"), "1/year": Words("/年", "/year"), "times": Words("次", "times"), "year": Words("年", ""),
    "date": Words("", ""),
}  # fmt: skip

LAWS: dict[str, Words] = {
    "pert": Words("PERT 分布", "pert"), "triangular": Words("三角分布", "triangular"),
    "uniform": Words("均匀分布", "uniform"), "normal": Words("正态分布", "normal"),
    "lognormal": Words("对数正态分布", "lognormal"), "beta": Words("贝塔分布", "beta"),
    "gamma": Words("伽马分布", "gamma"), "discrete": Words("离散分布", "discrete"), "from": Words("分期数值", "from"),
}  # fmt: skip
"""Laws that numbers are drawn from."""

_ONE = {"months": "month", "days": "day", "persons": "person", "jobs": "job", "years": "year", "times": "time"}

_WORDS: dict[str, dict[str, Words]] = {
    "firm_size": {
        "micro": Words("微型", "micro"), "small": Words("小型", "small"), "medium": Words("中型", "medium"),
        "large": Words("大型", "large"),
    },
    "grade": {
        "failed": Words("不合格", "failed"), "qualified": Words("合格", "qualified"), "good": Words("良好", "good"),
        "excellent": Words("优秀", "excellent"),
    },
    "recognition": {
        "none": Words("未认定", "none"), "county": Words("县级", "county"), "city": Words("市级", "city"),
        "province": Words("省级", "province"), "national": Words("国家级", "national"),
    },
    **{
        fact: {word: Words(*said) for word, said in table.items()}
        for fact, table in (
            ("legal_form", vocabulary.LEGAL_FORMS), ("roles", vocabulary.FIRM_ROLES), ("course", vocabulary.COURSES),
            ("level", vocabulary.LEVELS), ("loan_kind", vocabulary.LOAN_KINDS),
        )
    },
}  # fmt: skip
"""Words of facts that are enumerations."""

_YES, _NO, _NONE, _OPEN = Words("是", "yes"), Words("否", "no"), Words("无", "none"), Words("无固定期限", "open-ended")
_LISTED = Words("、", ", ")
_OPEN_ENDED = 999


def name(of: str, lang: Language) -> str:
    return NAMES[of].of(lang)


def units(of: str, one: bool, lang: Language) -> str:
    """A unit in words, in the singular if there is one of it."""
    if lang == "en" and one and of in _ONE:
        return _ONE[of]
    return UNITS[of].of(lang) if of in UNITS else of


def measure(value: float, unit: str, lang: Language) -> str:
    """A number with its unit: money to the fen, others as they are."""
    said = units(unit, value == 1, lang)
    number = yuan(value) if unit.startswith("CNY") else f"{value:,.10g}" if unit != "year" else f"{value:.0f}"
    if not said:
        return number
    return f"{number}{said}" if lang == "zh" else f"{number} {said}"


def said(fact: str, value: Any, lang: Language) -> str:
    """The value of a fact."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return (_YES if value else _NO).of(lang)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return _LISTED.of(lang).join(said(fact, word, lang) for word in value) or _NONE.of(lang)
    if isinstance(value, str):
        return _WORDS[fact][value].of(lang) if value in _WORDS.get(fact, {}) else value
    if fact == "contract_months" and value == _OPEN_ENDED:
        return _OPEN.of(lang)
    return measure(value, vocabulary.FACTS[fact].unit, lang)
