"""Pages in the terminal for one payment and one person, in one language."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jobsim import vocabulary
from jobsim.experiments.explain import Explanation, JourneyStep
from jobsim.language import Language, Words
from jobsim.tables import fact_words
from jobsim.tables.fact_words import LIMITS, measure, name
from jobsim.tables.shared import SOURCES
from jobsim.tables.table import title
from jobsim.tables.written import NOTHING, yuan

STATUS: dict[str, Words] = {
    "not_taken_up": Words("未申领", "not taken up"), "filed": Words("审核中", "under review"),
    "refused": Words("未通过", "refused"), "approved": Words("待支付", "waiting for money"),
    "paid": Words("已支付", "paid"), "lapsed": Words("已取消", "cancelled"),
}  # fmt: skip
_EVERY: dict[str, Words] = {
    "event": Words("逐件申报", "filed one by one"), "month": Words("按月申报", "filed by month"),
    "quarter": Words("按季申报", "filed by quarter"), "half_year": Words("按半年申报", "filed by half-year"),
    "year": Words("按年申报", "filed by year"),
}  # fmt: skip
_STILL: dict[str, Words] = {
    "in_business": Words("仍在经营", "still in business"), "in_spell": Words("仍在岗", "still in the spell"),
    "insured": Words("仍参保", "still insured"),
}  # fmt: skip
_WHO: dict[str, Words] = {
    "any": Words("属于其一", "one of"), "all": Words("同时属于", "all of"), "none": Words("不属于", "none of"),
}  # fmt: skip
_ROWS: dict[str, Words] = {
    "status": Words("状态", "status"), "for": Words("对象", "for"), "to": Words("支付给", "paid to"),
    "amount": Words("金额", "amount"), "fund": Words("资金", "fund"),
    "payers": Words("出资", "payers"), "milestones": Words("依据", "because of"),
}  # fmt: skip
_PAID_THEMSELVES = ("employer", "internship_host", "workshop", "base", "venture")
"""Payees that are the firm or venture of the claim; others are paid on account of it."""
_AMOUNTS = {"entitled": Words("应享", "entitled"), "approved": Words("审定", "approved"), "paid": Words("实付", "paid")}
_DAYS: dict[str, Words] = {
    "entitled": Words("产生日", "arose"), "filed": Words("申报日", "filed"),
    "approved": Words("审核通过日", "approved"), "paid": Words("支付日", "paid"),
}  # fmt: skip
_BY_UNIT = ("months", "days", "heads", "year", "bank_year")
"""Factors whose unit says what they are."""
_DIGITS = 17
"""Digits that tell a number exactly."""


def page(found: Explanation, lang: Language) -> RenderableType:
    """Payment, multiplication, where its numbers come from, limits, conditions, person, procedure, clause."""
    return Group(*_Page(found, lang).parts())


class _Page:
    def __init__(self, found: Explanation, lang: Language) -> None:
        self.found, self.claim, self.lang = found, found.claim, lang

    def said(self, zh: str, en: str, **values: object) -> str:
        return Words(zh, en).filled(**values).of(self.lang)

    def parts(self) -> Iterator[RenderableType]:
        found = self.found
        yield Text(self.said("支付 {p}  {t}", "Payment {p}  {t}", p=found.payment, t=title(self.claim["title"])),
                   style="bold")  # fmt: skip
        yield _pairs(self._summary())
        yield self._head("计算", "How much")
        yield from self._calculation()
        yield self._head("数据来源", "Where the numbers come from")
        yield _pairs(self._sources())
        for head, rows in (
            (("限额", "Limits"), list(self._limits())),
            (("条件", "Conditions"), list(self._conditions())),
            (("与其他项目", "With other programmes"), list(self._together())),
            (("人员", "Person"), list(self._person())),
            (("单位", "Firm"), list(self._firm())),
            (("办理", "Procedure"), list(self._procedure())),
        ):
            if rows:
                yield self._head(*head)
                yield _pairs(rows)
        yield from self._clauses()
        if found.history:
            yield self._head("经历（▸ 为本次支付的依据）", "History (▸ behind this payment)")
            yield journey(found.history, self.lang)
        if found.other_claims:
            yield self._head("同一对象的其他申报（时间最近的）", "Other claims of the same subject, nearest in time")
            yield _pairs(list(self._others()))

    def _head(self, zh: str, en: str) -> Text:
        return Text(f"\n{Words(zh, en).of(self.lang)}", style="bold")

    def _yuan(self, cny: float) -> str:
        return measure(cny, "CNY", self.lang)

    # ------------------------------------------------------------------------------------- the payment

    def _summary(self) -> list[tuple[str, str]]:
        claim, lang = self.claim, self.lang
        rows = {"status": STATUS[claim["status"]].of(lang), "for": self._whom(), "to": self._payee()}
        amounts = {key: self._yuan(claim[f"{key}_cny"]) for key in _AMOUNTS}
        if len(set(amounts.values())) == 1:
            rows["amount"] = amounts["paid"]
        else:
            rows["amount"] = "\n".join(f"{word.of(lang)} {amounts[key]}" for key, word in _AMOUNTS.items())
        rows |= {key: str(claim[key]) for key in _DAYS if claim[key] is not None}
        if claim["milestone"] is not None:
            step = f"{title(claim['milestone']).of(lang)} × {claim['milestones']}"
            first = claim["first"]
            span = self.said("（{a} 至 {b}）", " ({a} to {b})", a=first, b=claim["entitled"])
            rows["milestones"] = step if first == claim["entitled"] else f"{step}{span}"
        fund = title(claim["fund"]).of(lang)
        rows["fund"] = self.said("{f}（科目 {c}）", "{f} (code {c})", f=fund, c=claim["budget_code"])
        payers = [self._payer(row) for row in self.found.payers]
        rows["payers"] = "\n".join(payers) or NOTHING
        heads = _ROWS | _DAYS
        return [(heads[key].of(lang), text) for key, text in rows.items() if text]

    def _payer(self, row: Mapping[str, Any]) -> str:
        who = Words(*vocabulary.PAYERS[row["payer"]]).of(self.lang)
        text = f"{who} {row['share'] * 100:.6g} %  {self._yuan(row['paid_cny'])}"
        if "topped_up_cny" in row:
            more = self._yuan(row["topped_up_cny"])
            text += self.said("（其中资金不足由县级补足{m}）", " ({m} of it since money was short)", m=more)
        return text

    def _whom(self) -> str:
        claim = self.claim
        if claim["person"] is not None:
            return self.said("人员 {n}", "person {n}", n=claim["person"])
        kind, _, number = claim["subject"].partition(" ")
        if kind == "county":
            return self.said("全县", "the county")
        return self.said("单位 {n}", "firm {n}", n=number)

    def _payee(self) -> str:
        payee = Words(*vocabulary.PAYEES[self.claim["pays"]]).of(self.lang)
        firm = self.found.firm
        if firm is None or self.claim["pays"] not in _PAID_THEMSELVES:
            return payee
        if firm["kind"] == "firm":
            return self.said("{p}（单位 {n}）", "{p} (firm {n})", p=payee, n=firm["number"])
        return self.said("{p}（人员 {n} 创办）", "{p} (of person {n})", p=payee, n=firm["founder"])

    # ------------------------------------------------------------------------------------- the multiplication

    def _calculation(self) -> Iterator[RenderableType]:
        found, claim = self.found, self.claim
        told: set[str] = set()
        for part in found.entitlements:
            yield Text(f"{part['date']}  {formula(part['factors'], part['product_cny'], self.lang)}")
            made_of = [self._made_of(factor) for factor in part["factors"] if factor.get("made_of")]
            lines = [line for line in made_of if line not in told]
            told |= set(made_of)
            left = part["product_cny"]
            for limit in part["limits"]:
                if limit["bound"] and limit["unit"] == "CNY" and limit["limit"] != "principal_cap":
                    left = limit["counts"]
                    lines.append(self._bound(limit))
                elif limit["bound"]:
                    lines.append(self._bound(limit))
            if part.get("rounding_cny"):
                lines.append(self.said("尾差，全年合计不变 {c}", "rounding, so that the year adds up: {c}",
                                       c=f"{part['rounding_cny']:+.2f}"))  # fmt: skip
            if part["amount_cny"] != part["product_cny"]:
                lines.append(f"= {self._yuan(part['amount_cny'])}")
            assert left == part["amount_cny"] or part.get("rounding_cny"), "limits lead to the amount"
            for line in lines:
                yield Padding(Text(line, style="dim"), (0, 0, 0, 12))
        if len(found.entitlements) > 1:
            yield Text(self.said("合计 {n} 个节点  {y}", "{n} milestones together  {y}", n=len(found.entitlements),
                                 y=self._yuan(claim["entitled_cny"])))  # fmt: skip
        yield from (Text(line) for line in self._after())
        yield Text(self.said("与台账一致。", "This is what the ledger has."), style="dim")

    def _made_of(self, factor: Mapping[str, Any]) -> str:
        """The cost that a factor is, as a multiplication of its own."""
        made_of = formula(factor["made_of"], factor["value"], self.lang)
        return self.said("{n}：{f}", "{n}: {f}", n=name(factor["name"], self.lang), f=made_of)

    def _bound(self, limit: Mapping[str, Any]) -> str:
        label, off = LIMITS[limit["limit"]].of(self.lang), self._yuan(limit["took_off_cny"])
        allowed = measure(limit["value"], limit["unit"], self.lang)
        if "factors" in limit:
            allowed = formula(limit["factors"], limit["value"], self.lang)
        text = f"{label} {allowed}"
        if limit["before"]:
            before = measure(limit["before"], limit["unit"], self.lang)
            text += self.said("，此前已享受{b}", ", {b} drawn before", b=before)
        return text + self.said("，核减{o}", ", takes off {o}", o=off)

    def _after(self) -> Iterator[str]:
        """From what is entitled to what is paid."""
        claim, status = self.claim, self.claim["status"]
        if self.found.procedure["set_off"]:
            yield self.said("抵扣当年应缴税款{a}", "set off against tax due in the year {a}",
                            a=self._yuan(claim["approved_cny"]))  # fmt: skip
        elif status == "paid" and claim["paid_cny"] != claim["approved_cny"]:
            yield self.said("资金不足，实付{a}，其余取消", "money was short: {a} paid, the rest cancelled",
                            a=self._yuan(claim["paid_cny"]))  # fmt: skip
        elif status == "lapsed":
            yield self.said("资金不足，全部取消", "money was short: all of it cancelled")

    # ------------------------------------------------------------------------------------- sources, limits, conditions

    def _sources(self) -> list[tuple[str, str]]:
        told: dict[tuple[str, str], str] = {}
        for part in self.found.entitlements:
            for factor in self._all_factors(part):
                key = (name(factor["name"], self.lang), self._value(factor))
                if "from" in factor:
                    told[key] = self._origin(factor["from"])
                elif factor["name"] in vocabulary.FACTS and not factor.get("made_of"):
                    told.setdefault(key, self.said("节点事实（模拟）", "fact of the milestone (simulated)"))
        return [(left, f"{value}\n{source}" if source else value) for (left, value), source in told.items()]

    @staticmethod
    def _all_factors(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        for factor in part["factors"]:
            yield factor
            yield from factor.get("made_of", ())
        for limit in part["limits"]:
            yield from limit.get("factors", ())

    def _value(self, factor: Mapping[str, Any]) -> str:
        if "unit_title" in factor:
            return f"{factor['value']:,.10g} {title(factor['unit_title']).of(self.lang)}"
        if factor["name"] == "unit_price":
            return f"{factor['value']:,.10g} {fact_words.UNITS['CNY'].of(self.lang)}"
        return measure(factor["value"], factor["unit"], self.lang)

    def _origin(self, where: Mapping[str, Any]) -> str:
        source = SOURCES[where["source"]].of(self.lang) if where["source"] in SOURCES else ""
        bits = [bit for bit in (source, where.get("reference"), where.get("note")) if bit]
        if "since" in where:
            bits.append(self.said("{d} 起执行", "since {d}", d=where["since"]))
        if "drawn_from" in where:
            kind, _, numbers = where["drawn_from"].partition(" ")
            law = fact_words.LAWS[kind].of(self.lang) if kind in fact_words.LAWS else kind
            bits.append(self.said("本次模拟抽取自{k} {d}", "drawn in this replication from {k} {d}", k=law, d=numbers))
        return self.said("；", "; ").join(bits)

    def _limits(self) -> Iterator[tuple[str, str]]:
        """Each limit once for the claim: drawn before, by this claim, of how much."""
        parts = self.found.entitlements
        names = dict.fromkeys(limit["limit"] for part in parts for limit in part["limits"])
        for which in names:
            own = [limit for part in parts for limit in part["limits"] if limit["limit"] == which]
            first, unit = own[0], own[0]["unit"]
            text = measure(first["value"], unit, self.lang)
            if which not in ("cap", "principal_cap", "span"):
                now = sum(limit["counts"] for limit in own) if unit != "CNY" else self.claim["entitled_cny"]
                before = measure(first["before"], unit, self.lang)
                text += self.said("：此前{b}，本次{n}", ": {b} before, {n} now", b=before,
                                  n=measure(now, unit, self.lang))  # fmt: skip
            off = sum(limit["took_off_cny"] for limit in own)
            bound = any(limit["bound"] for limit in own)
            text += self.said("，已起作用，核减{o}", ", bound: takes off {o}", o=self._yuan(off)) if bound else (
                self.said("，未触及", ", not reached")
            )  # fmt: skip
            if "from" in first:
                text += f"\n{self._origin(first['from'])}"
            yield LIMITS[which].of(self.lang), text

    def _conditions(self) -> Iterator[tuple[str, str]]:
        """Those of the last milestone: what is asked for, and what was found."""
        for condition in self.found.entitlements[-1]["conditions"]:
            if "who" in condition:
                asked, met = self._groups(condition["asked"]), self._groups(condition["found"])
                text = f"{_WHO[condition['who']].of(self.lang)} {asked}"
                if condition["who"] == "any":
                    text += self.said("\n实际：{f}", "\nfound: {f}", f=met)
                yield self.said("人员类别", "groups"), text
                continue
            fact = condition["fact"]
            asked = fact_words.said(fact, condition["asked"], self.lang)
            met = fact_words.said(fact, condition["found"], self.lang)
            sign = "" if condition["sign"] in ("=", "∈", "∋") else f"{condition['sign']} "
            yield name(fact, self.lang), self.said("{s}{a}；实际 {f}", "{s}{a}; found {f}", s=sign, a=asked, f=met)

    def _groups(self, groups: Sequence[str]) -> str:
        said = [title(vocabulary.GROUPS[group]).of(self.lang) for group in groups]
        return Words("、", ", ").of(self.lang).join(said) or Words("无", "none").of(self.lang)

    def _together(self) -> Iterator[tuple[str, str]]:
        for label, others in (
            (Words("不得重复", "excludes"), self.found.excludes),
            (Words("限额合并", "limits shared"), self.found.shares_limits_with),
        ):
            for other in others:
                drawn = "".join(
                    f"\n{one['payment']}  {one['entitled']}  {self._yuan(one['entitled_cny'])}"
                    for one in other["claims"]
                )
                none = self.said("（未享受）", " (none drawn)")
                yield label.of(self.lang), title(other["title"]).of(self.lang) + (drawn or none)

    # ------------------------------------------------------------------------------------- person, firm, procedure

    def _person(self) -> Iterator[tuple[str, str]]:
        one = self.found.person
        if one is None:
            return
        sex = {"man": Words("男", "man"), "woman": Words("女", "woman")}[one["sex"]].of(self.lang)
        born = self.said("{s}，{b} 出生（节点日 {a} 岁）", "{s}, born {b} (aged {a} on the day)", s=sex, b=one["born"],
                         a=one["age"])  # fmt: skip
        yield self.said("人员", "person"), f"{one['number']}  {born}"
        household = {"rural": Words("农村家庭", "rural household"), "urban": Words("城镇家庭", "urban household")}
        text = household[one["household"]].of(self.lang)
        if one["family"] is not None:
            text += self.said("，家庭 {f}，劳动年龄 {m} 人", ", family {f}, {m} of working age", f=one["family"],
                              m=one["family_members"])  # fmt: skip
        yield self.said("家庭", "household"), text
        if one["left_school"] is not None:
            yield self.said("离校", "left school"), str(one["left_school"])
        yield self.said("退休", "retires"), str(one["retires"])
        yield self.said("节点日类别", "groups on the day"), self._groups(one["groups"])
        for fact, value in one["spell"].items():
            if value not in (None, False):
                yield name(fact, self.lang), fact_words.said(fact, value, self.lang)

    def _firm(self) -> Iterator[tuple[str, str]]:
        one = self.found.firm
        if one is None:
            return
        if one["kind"] == "firm":
            yield self.said("单位", "firm"), str(one["number"])
        else:
            yield self.said("创业实体", "venture"), self.said("人员 {n} 创办", "of person {n}", n=one["founder"])
        for fact, value in one.items():
            if fact in vocabulary.FACTS:
                yield name(fact, self.lang), fact_words.said(fact, value, self.lang)

    def _procedure(self) -> Iterator[tuple[str, str]]:
        told, claim = self.found.procedure, self.claim
        if "take_up" in told:
            share = f"{told['take_up']['value'] * 100:.4g} %"
            yield self.said("申领率", "take-up"), f"{share}\n{self._origin(told['take_up']['from'])}"
        if told["every"] is not None and not told["set_off"]:
            yield self.said("申报方式", "filing"), _EVERY[told["every"]].of(self.lang)
        if "days_to_filing" in told:
            after = self.said("期末 {e} 后 {n} 天", "{n} days after the period's end on {e}", e=told["period_end"],
                              n=told["days_to_filing"])  # fmt: skip
            yield self.said("申报用时", "until filed"), f"{after}\n{self._origin(told['lag'])}"
        if "review_working_days" in told and claim["approved"] is not None:
            days = self.said("{n} 个工作日", "{n} working days", n=told["review_working_days"]["value"])
            yield self.said("审核用时", "review"), f"{days}\n{self._origin(told['review_working_days']['from'])}"
        if told.get("refused_because") == "too_late":
            yield self.said("未通过", "refused"), self.said("申报已过期限", "filed when the window had closed")
        elif "refused_because" in told:
            still = Words("、", ", ").of(self.lang).join(_STILL[word].of(self.lang) for word in told["still"])
            asked = self.said("不再满足“{s}”，或", "no longer {s}, or ", s=still.replace("still ", "")) if still else ""
            share = f"{told['refused_share']['value'] * 100:.4g}"
            yield self.said("未通过", "refused"), asked + self.said(
                "审核未通过（比例 {p} %）", "refused in review ({p} % are)", p=share
            )  # fmt: skip
        if told["days_to_payment"] is not None:
            yield self.said("等待资金", "until paid"), self.said("{n} 天", "{n} days", n=told["days_to_payment"])

    # ------------------------------------------------------------------------------------- rule and clause

    def _clauses(self) -> Iterator[RenderableType]:
        rule = self.found.rule
        yield self._head("规则", "Rule")
        rows = [(self.said("位置", "place"), f"{rule['place']}  {rule['name']}")]
        if rule["reading"]:
            rows.append((self.said("理解", "reading"), title(rule["reading"]).of(self.lang)))
        yield _pairs(rows)
        for clause in self.found.clauses:
            of = title(clause["title"]).of(self.lang) if clause.get("title") else ""
            yield self._head(f"条款 {clause['id']}  {of}", f"Clause {clause['id']}  {of}")
            if clause.get("section"):
                yield Text(clause["section"], style="dim")
            yield Text(clause.get("text", ""))

    def _others(self) -> Iterator[tuple[str, str]]:
        for other in self.found.other_claims:
            text = f"{title(other['title']).of(self.lang)}  {self._yuan(other['entitled_cny'])}  "
            text += STATUS[other["status"]].of(self.lang) + (f" {other['paid']}" if other["paid"] else "")
            yield f"{self.found.replication}/{other['claim']}  {other['entitled']}", text


def _pairs(rows: Sequence[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for left, right in rows:
        first, *below = right.split("\n")
        grid.add_row(left, Text.assemble(first, *(("\n" + line, "dim") for line in below)))
    return grid


# ------------------------------------------------------------------------------------------------ formulas


def formula(factors: Sequence[Mapping[str, Any]], product_cny: float, lang: Language) -> str:
    """A multiplication as it stands, with as many digits of each rate as the product needs to the fen."""
    shown = _shown(factors, product_cny)
    text = ""
    for k, (factor, number) in enumerate(zip(factors, shown, strict=True)):
        sign = "" if k == 0 else " ÷ " if factor.get("divides") else " × "
        label = "" if factor["name"] in _BY_UNIT else f"{name(factor['name'], lang)} "
        text += f"{sign}{label}{number}{_unit(factor, number, lang)}"
    return f"{text} = {measure(product_cny, 'CNY', lang)}"


def _unit(factor: Mapping[str, Any], number: str, lang: Language) -> str:
    said = (
        title(factor["unit_title"]).of(lang)
        if "unit_title" in factor
        else fact_words.units(factor["unit"], number == "1", lang)
    )
    return said if not said or said.startswith("/") or lang == "zh" else f" {said}"


def _shown(factors: Sequence[Mapping[str, Any]], product_cny: float) -> list[str]:
    wanted = round(product_cny * 100)
    for digits in range(4, _DIGITS + 1):
        numbers = [_number(factor, digits) for factor in factors]
        if multiplied(numbers, factors) == wanted:
            break
    return numbers


def _number(factor: Mapping[str, Any], digits: int) -> str:
    if factor["unit"].startswith("CNY") and factor["name"] != "unit_price":
        return yuan(factor["value"])
    value = round(factor["value"], digits)
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if value else f"{factor['value']:.{digits}g}"


def multiplied(numbers: Sequence[str], factors: Sequence[Mapping[str, Any]]) -> int:
    """Fen of the numbers as they are printed, rounded half up."""
    found = Fraction(100)
    for number, factor in zip(numbers, factors, strict=True):
        value = Fraction(number.replace(",", ""))
        found = found / value if factor.get("divides") else found * value
    return math.floor(found + Fraction(1, 2))


# ------------------------------------------------------------------------------------------------ journeys


def journey(steps: Sequence[JourneyStep], lang: Language) -> RenderableType:
    """A dated history, one line per entry."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for step in steps:
        grid.add_row("▸" if step.behind else " ", str(step.date), Words(step.zh, step.en).of(lang))
    return grid
