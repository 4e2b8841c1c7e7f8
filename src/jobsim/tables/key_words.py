"""Words for the keys of a scenario, as an officer says them."""

from __future__ import annotations

from jobsim import vocabulary
from jobsim.language import Words
from jobsim.tables import fact_words


def _of(table: dict[str, tuple[str, str]]) -> dict[str, Words]:
    return {key: Words(*said) for key, said in table.items()}


CLASSES = {
    "hard_to_employ": Words("就业困难人员", "hard to employ"),
    "graduate": Words("高校毕业生", "graduates"),
    "youth": Words("青年", "youth"),
    "rural": Words("农村劳动力", "rural workers"),
    "other": Words("其他人员", "others"),
}
STATES = _of(vocabulary.STATES)
GROUPS = {key: Words(one.zh, one.en) for key, one in vocabulary.GROUPS.items()}
SIZES = {
    "micro": Words("微型单位", "micro"),
    "small": Words("小型单位", "small"),
    "medium": Words("中型单位", "medium"),
    "large": Words("大型单位", "large"),
}
RECOGNITIONS = {
    "none": Words("未认定", "not recognised"),
    "county": Words("县级", "county"),
    "city": Words("市级", "city"),
    "province": Words("省级", "province"),
    "national": Words("国家级", "national"),
}
GRADES = {
    "failed": Words("不合格", "failed"),
    "qualified": Words("合格", "qualified"),
    "good": Words("良好", "good"),
    "excellent": Words("优秀", "excellent"),
}
PAYERS, TAXES, FORMS, ROLES = (
    _of(table) for table in (vocabulary.PAYERS, vocabulary.TAXES, vocabulary.LEGAL_FORMS, vocabulary.FIRM_ROLES)
)
COURSES, LEVELS, LOANS = (_of(table) for table in (vocabulary.COURSES, vocabulary.LEVELS, vocabulary.LOAN_KINDS))
INDICATORS = {key: Words(zh, en) for key, (zh, en, _) in vocabulary.INDICATORS.items()}
FACTS = dict(fact_words.NAMES)

EXITS = {
    "job": Words("找到单位就业", "a job"),
    "internship": Words("参加见习", "an internship"),
    "flexible": Words("转为灵活就业", "flexible work"),
    "public_post": Words("上公益性岗位", "a public-welfare post"),
    "venture": Words("自主创业", "a venture"),
    "skill_training": Words("参加技能培训", "a skill course"),
    "entrepreneurship_training": Words("参加创业培训", "an entrepreneurship course"),
    "away": Words("外出务工", "work away"),
    "give_up": Words("放弃求职", "giving up"),
    "drop_out": Words("中途退出", "dropping out"),
    "early_contract": Words("提前签订合同", "an early contract"),
    "separation": Words("离职", "leaving the job"),
    "quit_to_away": Words("离职外出", "leaving for work away"),
    "quit_to_venture": Words("离职创业", "leaving for a venture"),
    "certificate": Words("取得证书", "a certificate"),
    "stop": Words("停止", "stopping"),
    "leave": Words("离岗", "leaving"),
    "return_home": Words("返乡", "coming home"),
    "return_to_search": Words("重新求职", "looking for work again"),
    "end": Words("结束", "the end"),
    "project_job": Words("到重点项目务工", "a project job"),
    "search": Words("开始求职", "looking for work"),
}

POOLS = {
    "internship": Words("见习岗位", "Internship posts"),
    "public_post": Words("公益性岗位", "Public-welfare posts"),
    "last_resort": Words("托底安置岗位", "Posts of last resort"),
    "skill_training": Words("技能培训名额", "Seats of skill training"),
    "entrepreneurship_training": Words("创业培训名额", "Seats of entrepreneurship training"),
    "three_supports": Words("“三支一扶”招募", "Three-supports recruits"),
    "western_plan": Words("西部计划招募", "Western-plan recruits"),
    "project_job": Words("重点项目和以工代赈岗位", "Jobs in key and work-relief projects"),
    "projects": Words("重点项目和以工代赈", "Key and work-relief projects"),
    "vacancies": Words("单位招聘", "Vacancies of firms"),
    "loans": Words("创业担保贷款", "Guaranteed start-up loans"),
}

KEYS = {
    "population": Words("常住人口", "Residents"),
    "persons": Words("劳动年龄人口", "Persons of working age"),
    "rural": Words("农村户籍占比", "Share of rural households"),
    "woman": Words("女性占比", "Share of women"),
    "ages": Words("年龄", "Age"),
    "family_size": Words("每户劳动年龄人数", "Persons of working age in a family"),
    "allowance_members": Words("低保户保障人数", "Persons of a household on the allowance"),
    "college": Words("高校毕业生", "College graduates"),
    "vocational": Words("职业院校毕业生", "Vocational graduates"),
    "hardship": Words("困难毕业生占比", "Share of hardship graduates"),
    "monitored_students": Words("脱贫户、监测户在校生", "Students of poor and monitored households"),
    "prior_graduates": Words("前两年毕业在县人员", "Graduates of the two years before, in the county"),
    "prior_insured": Words("以前参保月数", "Months insured before"),
    "number": Words("户数", "Number"),
    "layoff": Words("上年裁员率", "Lay-off rate"),
    "tax_liable": Words("有应纳税款的单位占比", "Share of firms with tax due"),
    "workshop_share": Words("脱贫劳动力在帮扶车间就业占比", "Share of the employed lifted out of poverty in workshops"),
    "loans": Words("有担保贷款余额的占比", "Share with a guaranteed loan"),
    "minimum_wage": Words("最低工资", "Minimum wage"),
    "insurance_base_floor": Words("社保缴费基数下限", "Lowest base of contributions"),
    "employer_insurance_rate": Words("单位社保缴费比例", "Employer's rate of contributions"),
    "own_insurance_rate": Words("灵活就业个人缴费比例", "Own rate of flexible workers"),
    "unemployment_premium_rate": Words("失业保险费率", "Rate of unemployment premiums"),
    "loan_prime_rate": Words("贷款市场报价利率（LPR）", "Loan prime rate"),
    "loan_own_part_below_prime": Words(
        "个人承担利息低于LPR的百分点", "Points below the prime rate that borrowers bear"
    ),
    "allowance_per_month": Words("低保月标准", "Living allowance a month"),
    "allowance_cut": Words("就业后核减低保金比例", "Share of the allowance cut with work"),
    "retirement_age_men": Words("男性退休年龄", "Retirement age of men"),
    "retirement_age_women": Words("女性退休年龄", "Retirement age of women"),
    "retirement_age_rural": Words("农村居民退出年龄", "Age at which rural persons leave working life"),
    "stable_months": Words("稳定就业月数", "Months of stable employment"),
    "transfer_months": Words("转移就业月数", "Months of a transfer"),
    "fill": Words("实际落实与计划之比", "Places found against places planned"),
    "yearly": Words("年发放额", "Lent a year"),
    "initial": Words("期初空缺岗位占职工比", "Vacancies at the start, of staff"),
    "lapse": Words("空缺岗位保留", "A vacancy lapses after"),
    "refill": Words("离职后补招比例", "Share of leavers replaced"),
    "venture_share": Words("先找创业实体的求职者占比", "Share who ask at ventures first"),
    "investment_per_job": Words("每个岗位的投资额", "Investment a job"),
    "months": Words("务工月数", "Months"),
    "other_workers": Words("县外用工（每年）", "Workers from elsewhere a year"),
    "pay": Words("务工报酬", "Pay"),
    "work_relief": Words("以工代赈岗位占比", "Share of work-relief jobs"),
    "state_programme_months": Words("基层服务项目服务期", "Term of state service programmes"),
    "delay": Words("间隔", "Delay"),
    "effect": Words("对就业速度的影响（倍）", "Effect on finding work"),
    "reach": Words("覆盖率", "Reach"),
    "wanted": Words("有需求者占比", "Share who ask for it"),
    "lasts": Words("影响持续", "Effect lasts"),
    "lag": Words("申领间隔", "Lag of filing"),
    "refused": Words("不予通过比例", "Share refused"),
    "review": Words("审核时间", "Review"),
    "amount": Words("补贴标准", "Amount"),
    "cap": Words("单笔上限", "Cap of a payment"),
    "points": Words("贴息百分点", "Interest discount"),
    "quota": Words("扣减定额", "Tax quota"),
    "share": Words("比例", "Share"),
    "value": Words("标准", "Value"),
    "take_up": Words("申领率", "Take-up"),
    "payee_cap": Words("每个收款单位累计上限", "Cap of a payee"),
    "payee_year_cap": Words("每个收款单位每年上限", "Cap of a payee a year"),
    "subject_cap": Words("每个对象累计上限", "Cap of a beneficiary"),
    "price": Words("单价", "Price"),
    "volume": Words("数量", "Volume"),
    "carry_over": Words("上年结转", "Carried over"),
    "floor": Words("不低于上年的比例", "At least this share of the year before"),
    "previous_year": Words("上年预算安排", "Appropriation of the year before"),
    "tolerance": Words("视同完成的比例", "Met at this share"),
    "factor": Words("倍数", "Factor"),
    "frailty": Words("个体差异系数", "Person's own factor"),
    "applicants": Words("报考基层服务项目的占比", "Applicants for state programmes"),
    "spread": Words("离校日期前后", "Spread of leaving"),
    "processing": Words("登记办理时间", "Processing"),
    "contract_months": Words("合同期限", "Contract"),
    "insured": Words("参保率", "Share insured"),
    "accident_insured": Words("投保意外险占比", "Share with accident insurance"),
    "wage": Words("月工资", "Wage"),
    "renewal": Words("续签率", "Renewals"),
    "subsidy_end_spike": Words("补贴期满后离职倍数", "Separations after a subsidy ends"),
    "operator_share": Words("由服务机构安置占比", "Placed by an operator"),
    "length": Words("见习期", "Length"),
    "retention": Words("留用率", "Retention"),
    "long_contract": Words("留用中签一年以上合同占比", "Long contracts of the retained"),
    "stipend": Words("见习生活费", "Stipend"),
    "max_months": Words("最长在岗月数", "Longest stay"),
    "urban": Words("城镇", "Urban"),
    "applied": Words("零就业家庭申报比例", "Families that apply"),
    "recognised_after": Words("认定前等待", "Recognised after"),
    "cleared_within": Words("应清零期限", "To be cleared within"),
    "market_first": Words("先市场化求职", "Market first"),
    "offered_within": Words("提供岗位时间", "Offered within"),
    "accepted": Words("接受率", "Accepted"),
    "completion": Words("结业率", "Completion"),
    "certificate": Words("取证率", "Certificates"),
    "certificate_lag": Words("取证间隔", "Certificate after"),
    "online": Words("线上创业培训占比", "Online courses"),
    "jobs": Words("带动就业人数", "Jobs"),
    "hire_months": Words("招人间隔", "Months to hires"),
    "first": Words("首次创业占比", "First ventures"),
    "incubated": Words("入孵占比", "Incubated"),
    "free_premises": Words("入孵中免租占比", "Rent-free"),
    "rent": Words("月租金", "Rent"),
    "request": Words("申请贷款占比", "Ask for a loan"),
    "default": Words("代偿概率", "Default"),
    "elasticity": Words("弹性", "Elasticity"),
    "reference_amount": Words("参照标准", "Reference amount"),
    "market": Words("市场", "Market"),
    "until": Words("止", "Until"),
    "on": Words("日期", "Day"),
    "count": Words("数量", "Number"),
    "vacancy": Words("空缺岗位", "Vacancies"),
    "three_supports": Words("“三支一扶”", "Three supports"),
    "western_plan": Words("西部计划", "Western plan"),
    "standing_staff": Words("每家常年重点群体职工", "Standing staff of key groups, a firm"),
    "days": Words("天数", "Days"),
    "loan": Words("担保贷款", "Guaranteed loans"),
    "at_start": Words("期初", "At the start"),
}


def word(key: str, *tables: dict[str, Words]) -> Words:
    """What a key is called in the first of these tables that has it, else among the schema's keys."""
    for table in (*tables, KEYS):
        if key in table:
            return table[key]
    return Words(key.replace("_", " "), key.replace("_", " "))
