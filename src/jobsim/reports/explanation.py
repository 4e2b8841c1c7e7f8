"""Pages in the terminal for one payment and one person."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jobsim.experiments.explain import Explanation, JourneyStep
from jobsim.vocabulary import PAYEES, PAYERS

_DATES = (("first", "首个节点", "first milestone"), ("entitled", "产生日", "arose"), ("filed", "申报日", "filed"),
          ("approved", "审核通过日", "approved"), ("paid", "支付日", "paid"))  # fmt: skip
_STATUS = {
    "not_taken_up": "未申领 not taken up", "filed": "审核中 under review", "refused": "未通过 refused",
    "approved": "待支付 waiting for money", "paid": "已支付 paid", "lapsed": "取消 cancelled",
}  # fmt: skip
_TERMS = {
    "pays": "支付对象 payee", "when": "触发节点 milestone", "who": "人员 groups", "conditions": "条件 conditions",
    "amount": "标准 amount", "volume": "数量 volume", "price": "单价 price", "limits": "限制 limits",
    "excludes": "不得重复 excludes", "effective": "执行期 in force", "take_up": "申领率 take-up", "claim": "申报 claim",
}  # fmt: skip


def _yuan(value: float) -> str:
    return f"{value:,.2f} 元"


def _head(zh: str, en: str) -> Text:
    return Text.assemble("\n", (zh, "bold"), f"  {en}")


def _pairs(rows: list[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for left, right in rows:
        grid.add_row(left, right)
    return grid


def _plain(value: Any) -> str:
    """A part of the scenario in one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def page(found: Explanation) -> RenderableType:
    """Payment, rule, clause, history and the other claims of the same subject."""
    claim = found.claim
    whom = [claim["subject"]]
    if claim["person"] is not None:
        whom.append(f"person {claim['person']}")
    if claim["payee_firm"] is not None:
        whom.append(f"payee firm {claim['payee_firm']}")
    payment = [
        ("项目 programme", f"{claim['title']['zh']}  {claim['title']['en']}  ({claim['programme']})"),
        ("状态 status", _STATUS[claim["status"]]),
        ("对象 for", ", ".join(dict.fromkeys(whom))),
        ("应享 entitled", f"{_yuan(claim['entitled_cny'])}   审定 approved {_yuan(claim['approved_cny'])}"
                         f"   实付 paid {_yuan(claim['paid_cny'])}"),
        ("科目 code", f"{claim['budget_code']}   资金 fund {claim['fund']['zh']} {claim['fund']['en']}"),
    ]  # fmt: skip
    payment += [(f"{zh} {en}", str(claim[key])) for key, zh, en in _DATES if claim[key] is not None]
    if claim["milestone"] is not None:
        step = claim["milestone"]
        counted = f"{step['zh']} {step['en']} × {claim['milestones']}，计 units {claim['units']}"
        payment.append(("依据节点 milestones", counted))
    if claim["payers"]:
        split = "   ".join(f"{' '.join(PAYERS[payer])} {_yuan(cny)}" for payer, cny in claim["payers"].items())
        payment.append(("出资 payers", split))
    rule = [(_TERMS[key], " ".join(PAYEES[value]) if key == "pays" else _plain(value))
            for key, value in found.rule["terms"].items()]  # fmt: skip
    drawn = "   ".join(f"{path.split('.', 2)[2]} = {value:,.6g}" for path, value in found.rule["drawn"].items())
    if drawn:
        rule.append(("本次抽取 drawn", drawn))
    if found.rule["reading"]:
        rule.append(("理解 reading", f"{found.rule['reading']['zh']}  {found.rule['reading']['en']}"))
    parts: list[RenderableType] = [
        Text(f"支付 payment {found.replication}/{claim['claim']}", style="bold"), _pairs(payment),
        _head("规则", f"rule ({found.rule['place']})"), _pairs(rule),
    ]  # fmt: skip
    for clause in found.clauses:
        title = clause.get("title") or {"zh": "", "en": ""}
        parts.append(_head("条款", f"clause {clause['id']} {title['zh']} {title['en']} · {clause.get('section', '')}"))
        parts.append(Text(clause.get("text", "")))
    if found.history:
        parts += [_head("经历", "history (▸ behind this payment)"), journey(found.history)]
    if found.other_claims:
        parts += [
            _head("同一对象的其他申报", "other claims of the same subject, nearest in time"),
            _others(found.other_claims),
        ]
    return Group(*parts)


def _others(claims: list[dict[str, Any]]) -> RenderableType:
    rows = [
        (str(claim["entitled"]), f"{claim['title']['zh']} {claim['title']['en']}  {_yuan(claim['entitled_cny'])}"
                                 f"  {_STATUS[claim['status']]}" + (f" {claim['paid']}" if claim["paid"] else ""))
        for claim in claims
    ]  # fmt: skip
    return _pairs(rows)


def journey(steps: list[JourneyStep]) -> RenderableType:
    """A dated history, one line per entry."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for step in steps:
        grid.add_row("▸" if step.behind else " ", str(step.date), Text.assemble(step.zh, "  ", (step.en, "dim")))
    return grid
