"""The budget classification: names of functional codes (功能分类), and both economic codes (经济分类) by who is paid.

Functional names are those of 2025. A scenario states a functional code with each programme; the economic codes
follow from payee and purpose: a proposal for the allotment form, which the bureau's own classification replaces.
"""

from __future__ import annotations

from typing import NamedTuple

from jobsim.language import Words

FUNCTIONS: dict[str, Words] = {
    "2010499": Words("其他发展与改革事务支出", "Other affairs of development and reform"),
    "2080106": Words("就业管理事务", "Administration of employment"),
    "2080701": Words("就业创业服务补助", "Employment and start-up services"),
    "2080702": Words("职业培训补贴", "Vocational training"),
    "2080704": Words("社会保险补贴", "Social-insurance contributions"),
    "2080705": Words("公益性岗位补贴", "Public-welfare posts"),
    "2080709": Words("职业技能评价补贴", "Skill assessment"),
    "2080711": Words("就业见习补贴", "Traineeships"),
    "2080712": Words("高技能人才培养补助", "Training of highly skilled workers"),
    "2080713": Words("求职和创业补贴", "Job search and start-ups"),
    "2080799": Words("其他就业补助支出", "Other employment subsidies"),
    "2081105": Words("残疾人就业", "Employment of disabled persons"),
    "2081901": Words("城市最低生活保障金支出", "Minimum living allowance, urban"),
    "2081902": Words("农村最低生活保障金支出", "Minimum living allowance, rural"),
    "2082001": Words("临时救助支出", "Temporary relief"),
    "2082501": Words("其他城市生活救助", "Other relief, urban"),
    "2082502": Words("其他农村生活救助", "Other relief, rural"),
    "2090301": Words("失业保险金", "Unemployment benefit"),
    "2090302": Words("医疗保险费", "Medical insurance of benefit recipients"),
    "2090305": Words("技能提升补贴支出", "Skill-upgrading allowance"),
    "2090306": Words("稳定岗位补贴支出", "Refunds for keeping jobs"),
    "2090399": Words("其他失业保险基金支出", "Other outlay of the unemployment-insurance fund"),
    "2130506": Words("社会发展", "Rural revitalisation: social development"),
    "2130599": Words("其他巩固脱贫攻坚成果衔接乡村振兴支出", "Other rural revitalisation"),
    "2130804": Words("创业担保贷款贴息及奖补", "Interest on guaranteed start-up loans"),
    "2130805": Words("补充创业担保贷款基金", "Top-up of the loan guarantee fund"),
    "2150805": Words("中小企业发展专项", "Development of small and medium firms"),
    "2159999": Words("其他资源勘探工业信息等支出", "Other outlay on industry and information"),
}


class Economic(NamedTuple):
    """An economic code of the department's budget and the one of the government's budget that belongs to it."""

    department: str
    department_name: Words
    government: str
    government_name: Words


_PERSONS = Economic(
    "30399",
    Words("其他对个人和家庭的补助", "Other subsidies to persons and families"),
    "50999",
    Words("其他对个人和家庭的补助", "Other subsidies to persons and families"),
)
_RELIEF = Economic("30306", Words("救济费", "Relief"), "50901", Words("社会福利和救助", "Social welfare and relief"))
_STUDY = Economic("30308", Words("助学金", "Study grants"), "50902", Words("助学金", "Study grants"))
_COSTS = Economic("31204", Words("费用补贴", "Cost subsidies"), "50701", Words("费用补贴", "Cost subsidies"))
_INTEREST = Economic("31205", Words("利息补贴", "Interest subsidies"), "50702", Words("利息补贴", "Interest subsidies"))
_FIRMS = Economic(
    "31299",
    Words("其他对企业补助", "Other subsidies to firms"),
    "50799",
    Words("其他对企业补助", "Other subsidies to firms"),
)
_SERVICES = Economic(
    "30227", Words("委托业务费", "Commissioned services"), "50205", Words("委托业务费", "Commissioned services")
)
_GOODS = Economic(
    "30299",
    Words("其他商品和服务支出", "Other goods and services"),
    "50299",
    Words("其他商品和服务支出", "Other goods and services"),
)

_BY_PAYEE: dict[str, Economic] = {
    "person": _PERSONS,
    "school": _PERSONS,
    "employer": _COSTS,
    "internship_host": _COSTS,
    "workshop": _COSTS,
    "base": _COSTS,
    "venture": _COSTS,
    "training_provider": _COSTS,
    "lender": _INTEREST,
    "service_provider": _SERVICES,
    "government": _GOODS,
    "town": _GOODS,
}
_BY_FUNCTION: dict[str, Economic] = {
    "2081901": _RELIEF,
    "2081902": _RELIEF,
    "2082001": _RELIEF,
    "2082501": _RELIEF,
    "2082502": _RELIEF,
    "2130506": _STUDY,
    "2130804": _INTEREST,
    "2130805": _FIRMS,
}
"""Items whose purpose decides, whoever is paid."""
_SOCIAL_INSURANCE = "209"


def function_name(code: str) -> Words | None:
    """The name of a functional code in Chinese and English; None for one that is not of this list."""
    return FUNCTIONS.get(code)


def economic(code: str, payee: str) -> Economic | None:
    """Both economic codes of outlay under a functional code to a payee; None for money of the insurance funds."""
    if code.startswith(_SOCIAL_INSURANCE):
        return None
    return _BY_FUNCTION.get(code) or _BY_PAYEE.get(payee)
