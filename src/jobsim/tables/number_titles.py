"""What each number is, in words: the heading it stands under and its own title, by patterns of paths.

A path that no pattern knows gets the words of its keys, one after the other, so a new section of the schema has a row
with a title on the day it is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from jobsim import vocabulary
from jobsim.language import Words
from jobsim.scenario.schema import Scenario
from jobsim.tables import fact_words
from jobsim.tables import key_words as said
from jobsim.tables.key_words import word

Path = tuple[str, ...]
Titled = tuple[Words, Words]
_PEOPLE = Words("人口", "People")
_GROUPS = Words("各类人员占比", "Shares of groups")
_GRADUATES = Words("毕业生和在校生", "Graduates and students")
_FIRMS = Words("用人单位", "Firms")
_VENTURES = Words("创业实体", "Ventures")
_STANDARDS = Words("法定标准", "Statutory rates and standards")
_REGISTERED = Words("失业登记", "Registration of the unemployed")
_STATES = {
    "urban": Words("城镇劳动力状态（各项合计100%）", "States of urban persons (together 100 %)"),
    "rural": Words("农村劳动力状态（各项合计100%）", "States of rural persons (together 100 %)"),
}


def _pair(zh: str, en: str, **parts: Words | str | int) -> Words:
    return Words(zh, en).filled(**parts)


def _number(text: str) -> int:
    return int(text) + 1


def titled(scenario: Scenario, path: Path) -> Titled:
    """Heading and title of the number at a path."""
    dotted = ".".join(path)
    for pattern, made in _PATTERNS:
        if found := pattern.fullmatch(dotted):
            return made(scenario, *found.groups())
    entry = _entry(scenario, path[0], path[1]) if len(path) > 1 else None
    if entry is not None and hasattr(entry, "title"):
        head = Words(entry.title.zh, entry.title.en)
        return head, _plain(path[2:])
    if path[0] == "behaviour":
        head = _BEHAVIOUR.get(path[1], word(path[1]))
        return head, _plain(path[2:] or path[1:])
    return word(path[0]), _plain(path[1:])


def _entry(scenario: Scenario, section: str, name: str) -> Any:
    entries = getattr(scenario, section, None)
    return entries.get(name) if isinstance(entries, dict) else None


_BEHAVIOUR = {
    "exits": Words("状态变动（每月比例）", "Moves between states (a month)"),
    "patience": Words("等待时间", "Patience"),
    "school": Words("离校去向", "Leaving school"),
    "registration": _REGISTERED,
    "employment": Words("单位就业", "Jobs"),
    "internship": Words("见习", "Internships"),
    "flexible": Words("灵活就业", "Flexible work"),
    "public_post": Words("公益性岗位在岗", "Public-welfare posts held"),
    "last_resort": Words("托底安置", "Placement of last resort"),
    "training": Words("培训", "Training"),
    "venture": Words("创业", "Ventures"),
    "loan": Words("担保贷款", "Guaranteed loans"),
    "responses": Words("对补贴的反应", "Responses to subsidies"),
    "frailty": Words("个体差异", "Differences of persons"),
}
_PARTS = {
    "kinds": Words("贷款种类", "kind"),
    "caps": Words("贷款额度上限", "cap"),
    "term": Words("贷款期限", "term"),
    "amount": Words("贷款金额", "amount"),
    "levels": Words("证书等级", "level"),
    "spread": Words("LPR加点", "points above prime"),
    "in_service_levels": Words("在职培训证书等级", "level, in service"),
    "legal_forms": Words("组织形式", "legal form"),
    "shares": Words("去向", "goes to"),
    "after": Words("之后", "after"),
    "after_rural": Words("之后（农村）", "after, rural"),
    "failure": Words("歇业率", "failure"),
    "college": Words("高校毕业生", "college"),
    "vocational": Words("职业院校", "vocational"),
}


def _plain(path: Sequence[str]) -> Words:
    """The words of the keys, one after the other."""
    tables = (
        said.CLASSES,
        _PARTS,
        said.LOANS,
        said.LEVELS,
        said.COURSES,
        said.FORMS,
        said.STATES,
        said.GRADES,
        said.POOLS,
    )
    found = [_pair("第{n}", "no. {n}", n=_number(key)) if key.isdigit() else word(key, *tables) for key in path]
    return Words(" · ".join(one.zh for one in found), " · ".join(one.en for one in found))


def _of_programme(scenario: Scenario, name: str, zh: str, en: str, **parts: Words | str | int) -> Titled:
    title = scenario.programmes[name].title
    return Words(title.zh, title.en), _pair(zh, en, **parts)


def _step(scenario: Scenario, name: str, number: str) -> Titled:
    amount: Any = scenario.programmes[name].amount
    step, fact = amount.tiers.steps[int(number)], amount.tiers.by
    if step.is_ is None:
        unit, least = vocabulary.FACTS[fact].unit, step.at_least or 0
        told = Words(fact_words.measure(least, unit, "zh"), fact_words.measure(least, unit, "en"))
        zh, en = "补贴标准：{f}满{n}起", "Amount from {n} on ({f})"
        return _of_programme(scenario, name, zh, en, n=told, f=said.FACTS[fact])
    named = [step.is_] if isinstance(step.is_, str) else step.is_
    tables = (said.LEVELS, said.RECOGNITIONS, said.GRADES, said.SIZES, said.FORMS, said.COURSES, said.LOANS, said.ROLES)
    given = [word(one, *(tables[1:] if fact == "recognition" else tables)) for one in named]
    of = Words("、".join(one.zh for one in given), ", ".join(one.en for one in given))
    return _of_programme(scenario, name, "补贴标准：{of}", "Amount: {of}", of=of)


def _share(scenario: Scenario, name: str) -> Titled:
    amount: Any = scenario.programmes[name].amount
    return _of_programme(scenario, name, "补贴比例（占{c}）", "Share of {c}", c=said.FACTS[amount.of])


def _opening(scenario: Scenario, pool: str, number: str, what: str) -> Titled:
    head = said.POOLS[pool]
    if what == "on":
        return head, _pair("第{n}批：放出日期", "Batch {n}: day", n=_number(number))
    return head, _pair("第{n}批：数量", "Batch {n}: number", n=_number(number))


def _fund(scenario: Scenario, name: str, zh: str, en: str, **parts: Words | str | int) -> Titled:
    title = scenario.funds[name].title
    return Words(title.zh, title.en), _pair(zh, en, **parts)


def _target(scenario: Scenario, name: str, zh: str, en: str) -> Titled:
    title = scenario.targets[name].title
    return Words(title.zh, title.en), Words(zh, en)


def _response(scenario: Scenario, number: str, what: str) -> Titled:
    one = scenario.behaviour.responses[int(number)]
    title = scenario.programmes[one.programme].title
    of = {"elasticity": Words("弹性", "elasticity"), "reference_amount": Words("参照标准", "reference amount")}[what]
    return _BEHAVIOUR["responses"], _pair(
        "{t}对“{s}→{e}”：{w}",
        "{t} on {s} to {e}: {w}",
        t=Words(title.zh, title.en),
        s=said.STATES[one.state],
        e=said.EXITS[one.exit],
        w=of,
    )


def _exit(_: Scenario, state: str, exit_name: str, who: str | None) -> Titled:
    head = _pair("状态变动：{s}（每月比例）", "Moves from {s} (share a month)", s=said.STATES[state])
    if who is None:
        return head, said.EXITS[exit_name]
    return head, _pair("{e}：{w}", "{e}: {w}", e=said.EXITS[exit_name], w=said.CLASSES[who])


Maker = Callable[..., Titled]


def _fixed(head: Words, zh: str, en: str, **tables: dict[str, Words]) -> Maker:
    """A title with the words of the parts that the pattern caught, in the order of the tables."""

    def made(_: Scenario, *caught: str) -> Titled:
        parts = {key: word(one, table) for (key, table), one in zip(tables.items(), caught, strict=False)}
        return head, Words(zh, en).filled(**parts)

    return made


def _recognition(scenario: Scenario, role: str, number: str) -> Titled:
    one = scenario.county.firms.recognitions[role][int(number)]
    return _FIRMS, _pair(
        "{r}：{on}认定为{level}的户数",
        "{r}: recognised at {level} level on {on}",
        r=said.ROLES[role],
        on=str(one.on),
        level=said.RECOGNITIONS[one.level],
    )


_DAYS = {
    "start": Words("执行起始日", "Holds from"),
    "end": Words("执行截止日", "Holds until"),
    "accepted_until": Words("申报受理截止日", "Claims accepted until"),
}
_PROCEDURES: dict[str, Words] = {
    "quarterly_after_the_fact": Words("按季申领", "quarterly"),
    "on_the_event": Words("事后申领", "on the event"),
    "monthly": Words("按月申领", "monthly"),
    "no_application": Words("免申即享", "without application"),
    "tax_declaration": Words("纳税申报", "tax declaration"),
    "contribution_notice": Words("缴费核定", "contribution notice"),
    "lender_quarterly": Words("银行按季申报", "lenders, quarterly"),
    "lender_at_once": Words("银行即时申报", "lenders, at once"),
    "recognition": Words("认定", "recognition"),
    "school_year": Words("按学年", "by school year"),
    "quarterly": Words("按季申领", "quarterly"),
    "host_payroll": Words("随见习单位发放", "with the host's payroll"),
}
_PATTERNS: list[tuple[re.Pattern[str], Maker]] = [
    (re.compile(pattern), made)
    for pattern, made in (
        (
            r"county\.(?:family_groups)\.(\w+)",
            _fixed(_GROUPS, "{g}：占全部家庭", "{g}: of all families", g=said.GROUPS),
        ),
        (
            r"county\.rural_family_groups\.(\w+)",
            _fixed(_GROUPS, "{g}：占农村家庭", "{g}: of rural families", g=said.GROUPS),
        ),
        (r"county\.person_groups\.(\w+)", _fixed(_GROUPS, "{g}：占全部人员", "{g}: of all persons", g=said.GROUPS)),
        (r"county\.states\.(urban|rural)\.(\w+)", lambda _, where, state: (_STATES[where], said.STATES[state])),
        (r"county\.cohorts\.(college|vocational)", _fixed(_GRADUATES, "每年{k}", "{k} a year", k=said.KEYS)),
        (r"county\.cohorts\.(\w+)", _fixed(_GRADUATES, "{k}", "{k}", k=said.KEYS)),
        (r"county\.(prior_\w+)", _fixed(_GRADUATES, "{k}", "{k}", k=said.KEYS)),
        (r"county\.firms\.number", _fixed(_FIRMS, "单位户数", "Number of firms")),
        (r"county\.firms\.sizes\.(\w+)", _fixed(_FIRMS, "户数占比：{s}", "Share of firms: {s}", s=said.SIZES)),
        (r"county\.firms\.staff\.(\w+)", _fixed(_FIRMS, "每户职工：{s}", "Staff of a firm: {s}", s=said.SIZES)),
        (r"county\.firms\.legal_forms\.(\w+)", _fixed(_FIRMS, "户数占比：{f}", "Share of firms: {f}", f=said.FORMS)),
        (r"county\.firms\.roles\.(\w+)", _fixed(_FIRMS, "{r}户数", "Number: {r}", r=said.ROLES)),
        (
            r"county\.firms\.standing_staff\.(\w+)",
            _fixed(_FIRMS, "{r}：每家常年重点群体职工", "{r}: standing staff of key groups, a firm", r=said.ROLES),
        ),
        (r"county\.firms\.closure\.(\w+)", _fixed(_FIRMS, "每月关停率：{s}", "Closures a month: {s}", s=said.SIZES)),
        (
            r"county\.firms\.tax\.(\w+)",
            _fixed(_FIRMS, "每名参保职工每年应纳{t}", "{t} due a year and insured worker", t=said.TAXES),
        ),
        (r"county\.firms\.recognitions\.(\w+)\.(\d+)\.number", _recognition),
        (r"county\.firms\.(\w+)", _fixed(_FIRMS, "{k}", "{k}", k=said.KEYS)),
        (
            r"county\.ventures\.founded\.(\d+)",
            lambda _, year: (
                _VENTURES,
                _pair("期初仍在经营、{y}年创办的数量", "Still in business at the start, founded in {y}", y=year),
            ),
        ),
        (r"county\.ventures\.(\w+)", _fixed(_VENTURES, "期初{k}", "At the start: {k}", k=said.KEYS)),
        (r"county\.(\w+)", _fixed(_PEOPLE, "{k}", "{k}", k=said.KEYS)),
        (r"standards\.(\w+)", _fixed(_STANDARDS, "{k}", "{k}", k=said.KEYS)),
        (
            r"behaviour\.registration\.share",
            _fixed(_REGISTERED, "失业人员登记率", "Share of the unemployed who register"),
        ),
        (
            r"behaviour\.registration\.share\.(\w+)",
            _fixed(_REGISTERED, "登记率：{c}", "Share who register: {c}", c=said.CLASSES),
        ),
        (r"behaviour\.registration\.lag", _fixed(_REGISTERED, "失业到登记的间隔", "Days until they register")),
        (r"behaviour\.exits\.(\w+)\.(\w+)\.rate(?:\.(\w+))?", _exit),
        (r"behaviour\.responses\.(\d+)\.(elasticity|reference_amount)", _response),
        (r"programmes\.(\w+)\.amount(?:\.value)?", lambda s, n: _of_programme(s, n, "补贴标准", "Amount")),
        (r"programmes\.(\w+)\.amount\.tiers\.steps\.(\d+)\.value", _step),
        (r"programmes\.(\w+)\.amount\.share", _share),
        (
            r"programmes\.(\w+)\.amount\.principal_cap\.(\w+)",
            lambda s, n, k: _of_programme(s, n, "贴息本金上限：{k}", "Cap of the principal: {k}", k=said.LOANS[k]),
        ),
        (
            r"programmes\.(\w+)\.(?:effective|claim)\.(start|end|accepted_until)",
            lambda s, n, k: _of_programme(s, n, _DAYS[k].zh, _DAYS[k].en),
        ),
        (r"programmes\.(\w+)\.limits\.quota", lambda s, n: _of_programme(s, n, "年度名额", "Quota a year")),
        (
            r"(programmes|budget_lines|funds)\.(\w+)\.payers\.(\w+)",
            lambda s, section, n, p: (_title_of(s, section, n), _pair("{p}承担", "Borne: {p}", p=said.PAYERS[p])),
        ),
        (r"programmes\.(\w+)\.claim\.(\w+)", lambda s, n, k: _of_programme(s, n, "{k}", "{k}", k=word(k))),
        (r"programmes\.(\w+)\.(?:amount|limits)\.(\w+)", lambda s, n, k: _of_programme(s, n, "{k}", "{k}", k=word(k))),
        (
            r"places\.vacancies\.rate\.(\w+)",
            _fixed(
                said.POOLS["vacancies"],
                "每名职工每月新增空缺：{s}",
                "New vacancies a month and worker: {s}",
                s=said.SIZES,
            ),
        ),
        (r"places\.(\w+)\.openings\.(\d+)\.(on|count)", _opening),
        (
            r"places\.(state_programme_months)",
            _fixed(Words("基层服务项目", "State service programmes"), "{k}", "{k}", k=said.KEYS),
        ),
        (r"places\.(\w+)\.(\w+)", lambda _, pool, k: (said.POOLS.get(pool, word(pool)), word(k))),
        (
            r"funds\.(\w+)\.appropriations\.(\d+)\.amount",
            lambda s, n, y: _fund(s, n, "{y}年预算安排", "Appropriation of {y}", y=y),
        ),
        (
            r"funds\.(\w+)\.appropriations\.(\d+)\.arrivals\.(\d+)\.share",
            lambda s, n, y, k: _fund(
                s, n, "{y}年第{k}笔到账：占预算安排", "{y}, tranche {k}: share of it", y=y, k=_number(k)
            ),
        ),
        (
            r"funds\.(\w+)\.appropriations\.(\d+)\.arrivals\.(\d+)\.on",
            lambda s, n, y, k: _fund(s, n, "{y}年第{k}笔到账：日期", "{y}, tranche {k}: day", y=y, k=_number(k)),
        ),
        (r"targets\.(\w+)\.value", lambda s, n: _target(s, n, "目标值", "Target value")),
        (
            r"events\.(\w+)\.yields\.(\w+)",
            lambda s, n, k: (
                _title_of(s, "events", n),
                _pair("每次计入：{k}", "Each day counts: {k}", k=said.INDICATORS[k]),
            ),
        ),
        (
            r"events\.(\w+)\.grades\.(\w+)",
            lambda s, n, k: (_title_of(s, "events", n), _pair("评价等次：{k}", "Grade: {k}", k=said.GRADES[k])),
        ),
        (
            r"services\.(\w+)\.effect\.(\w+)",
            lambda s, n, k: (_title_of(s, "services", n), _pair("对速度的影响：{k}", "Effect on {k}", k=said.EXITS[k])),
        ),
        (
            r"procedures\.(\w+)\.(\w+)",
            lambda s, n, k: (_pair("申领程序：{n}", "Procedure: {n}", n=_PROCEDURES.get(n, Words(n, n))), word(k)),
        ),
    )
]


def _title_of(scenario: Scenario, section: str, name: str) -> Words:
    title = getattr(scenario, section)[name].title
    return Words(title.zh, title.en)
