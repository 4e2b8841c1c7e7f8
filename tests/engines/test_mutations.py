"""A mistake in any one compiled handler shows: the engines then differ on a small county.

Each mutation changes one expression in a copy of a handler. The kernel is built with the copy, interpreted, and
compared with SimPy, which keeps the original. Functions that both engines call are changed for the kernel alone.
"""

from __future__ import annotations
import __future__

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

import counties
from counties import RICH
from identity import assert_identical
from jobsim.engines.compiled import engine, kernel
from jobsim.engines.result import Replication
from jobsim.engines.simpy_engine import run
from jobsim.finance import desk_kernel, earlier, standing, tax_kernel, treasury_kernel
from jobsim.lives import (
    agenda,
    census,
    clearing,
    clocks,
    firms,
    flexible,
    internship,
    job,
    loan,
    relevance,
    search,
    venture,
)
from jobsim.programmes import entitlement

Function = Callable[..., Any]
SEED = 3
VILLAGE = (
    "county.persons=120", "county.cohorts.college=8", "county.cohorts.vocational=2", "county.firms.number=10",
    "county.cohorts.monitored_students=2", "county.states.urban.venture=0.3", "county.states.urban.employed=0.15",
    "horizon.history_from=2022-11-01", "behaviour.flexible.insured=0.9", "programmes.flexible_insurance.who=null",
    "programmes.flexible_registered.excludes=[flexible_insurance]", "programmes.flexible_registered.take_up=0.4",
    "programmes.hiring_tax_quota.who=[woman]", "programmes.hiring_tax_quota.take_up=1",
    "programmes.work_allowance.who={none: [woman]}", "programmes.work_allowance.conditions=null",
    "programmes.work_allowance.limits={per_year: 1}", "programmes.work_allowance.amount=20 CNY",
    "funds.topped_up_fund.appropriations.2023.amount=500 CNY",
    "programmes.rent.claim={source: assumption, every: quarter, lag: {each: {uniform: [0, 60]}, unit: days}, "
    "review: 10 working days, refused: 0.02, within_months: 3}",
    "county.family_size=5 persons", "programmes.hiring_tax_quota.limits={months: 6}",
    "programmes.hiring_tax_quota.effective=null", "programmes.allowance_beside_flexible_work.claim.every=half_year",
    "programmes.family_venture_grant.claim.within_months=5",
    "programmes.family_venture_grant.claim.lag={each: {uniform: [0, 150]}, unit: days}",
)  # fmt: skip

FOUNDERS = (
    "county.persons=140", "county.firms.number=4", "county.states.urban.venture=0.25",
    "county.states.urban.employed=0.2", "behaviour.venture.failure=[0.97]",
    "behaviour.exits.searching.venture.rate=5/month", "behaviour.exits.at_home.venture.rate=5/month",
)  # fmt: skip
"""Few firms, and ventures that fail and are founded again, over the village."""
ELSEWHERE: dict[str, tuple[int, tuple[str, ...]]] = {
    "a venture's months begin with the second": (4, ()),
    "a later venture of the same founder will do": (4, FOUNDERS),
    "each quota is set off against the whole tax": (4, FOUNDERS),
}
"""Mistakes that the village does not meet with its seed: where they are looked for instead."""

MUTATIONS: dict[str, tuple[Function, str, str]] = {
    # lives
    "a yearly programme is asked a month late in the next year": (relevance.months_left, "+ 1", "+ 2"),
    "who has drawn this year's is not asked again": (
        relevance.still_watched, "= narrowed(rule, own, counted, months, start, w.today, spiked)", "= EVERY_MONTH, 0",
    ),
    "two of the first day's draws are exchanged": (
        kernel.pair, "dealt.first[k][p - dealt.begin], dealt.second", "dealt.second[k][p - dealt.begin], dealt.first",
    ),
    "an internship's last month does not count": (
        internship.internship_event, "completed <= min(end, exit_day)", "completed < min(end, exit_day)",
    ),
    "a contract is renewed for a day too long": (
        job.renew, "contract_months[p]) - 1", "contract_months[p])",
    ),
    "an exit that may come first is passed over": (clocks.may_fire_before, "_ALMOST_TWO *", "1.5 * _ALMOST_TWO *"),
    "a refused seeker has waited a day less": (search.answered, "person.end[p], ", "person.end[p] + 1, "),
    "the first month of flexible work does not count": (
        flexible.enter_flexible, "next_month(person.spell_start[p], w.today)",
        "next_month(person.spell_start[p], w.today) + 1",
    ),
    "a venture's months begin with the second": (
        venture.enter_venture, "person.month[p] = ", "person.month[p] = 1 + ",
    ),
    "interest is paid for a day too many": (loan.interest_event, "w.today - b.a[record]", "w.today - b.a[record] + 1"),
    "what fell due while waiting is done twice as late": (agenda.postpone, "w.today + 1", "w.today + 2"),
    # clearing and firms
    "the last place is kept back": (
        clearing._clear_pool, "request.amount[here] <= pool.free:", "request.amount[here] < pool.free:",
    ),
    "patience lasts a day longer": (
        clearing._give_up, "places.request.until[here] <= day", "places.request.until[here] < day",
    ),
    "posts of the month come on top of those withdrawn": (
        clearing.open_posts, "min(w.firm.open[firm], advertised)", "w.firm.open[firm]",
    ),
    "a unit is settled by 99 in a hundred": (firms.settle_unit, "1000 * ", "990 * "),
    # claims desk and tax office
    "who has drawn all there is draws on": (desk_kernel._spent, "return nothing_left(", "return not nothing_left("),
    "the lag is that of the next claim": (desk_kernel._filing_day, "SPARSE + number", "SPARSE + number + 1"),
    "a batch is as old as its last milestone": (
        desk_kernel._file, "else draft.first_day", "else draft.last_day",
    ),
    "one payment excludes nothing": (desk_kernel._barred, ".count > 0", ".count > 1"),
    "refused claims are approved and the others refused": (
        desk_kernel._decide, "or _happens(", "or not _happens(",
    ),
    "what must still hold is not looked at on the day of the claim": (
        desk_kernel._file, "stands(\n                w, rule[\"still\"]", "stands(\n                w, 0",
    ),
    "what must still hold is not looked at on the day of the decision": (
        desk_kernel._decide, 'rule["still_at_approval"] == 0 or', "True or",
    ),
    "a window from the start is counted from the milestone": (
        desk_kernel._file, 'draft.started if rule["within_of_start"] == 1 else', "draft.first_day if False else",
    ),
    "a draft forgets the spell of its last milestone": (
        desk_kernel._draft, "fen += fen\n                draft.spell = reached.spell", "fen += fen",
    ),
    "a later venture of the same founder will do": (standing.in_business, "w.firm.founded[firm] > since", "False"),
    "a venture that has closed is in business": (standing.in_business, "closes[firm] > day", "closes[firm] > 0"),
    "each member of a family counts alone": (
        desk_kernel.counter_of, 'rule["per_family"] == 1 and', 'rule["per_family"] == 2 and',
    ),
    "programmes count each for itself": (desk_kernel.counter_of, 'rule["counter"] < 0', 'rule["counter"] < 99'),
    "what is counted together is drawn by the first alone": (
        desk_kernel._entitle, "if counter_number != number:", "if counter_number == 0:",
    ),
    "spells of before the run have drawn nothing": (desk_kernel._entitle, "spell < w.first and", "spell < 0 and"),
    "who has not claimed before the run misses nothing": (
        earlier.draw_earlier, 'account["missed"] = start', 'account["missed"] = 0',
    ),
    "a month too many was drawn before the run": (earlier.draw_earlier, "day >= first or", "day > first + 30 or"),
    "insured months of before the run are those of today": (
        earlier._in_month, "facts[F.insured_months] = month", "facts[F.insured_months] = facts[F.insured_months]",
    ),
    "a subsidy that ended before the run ends in it": (
        relevance.ran_out, 'or account["taken"] == BEFORE', 'or account["taken"] == 3',
    ),
    "interest is discounted on the whole principal": (
        entitlement.principal, "int(min(balance, values[i][\"fen\"]))", "int(balance)",
    ),
    "days after the loan's anniversary count": (entitlement.within_limits, 'rule["span"] > 0', 'rule["span"] > 99'),
    "each quota is set off against the whole tax": (
        tax_kernel.settle_tax, "i == 0 or _another_taxpayer(quota, desk.quotas[order[i - 1]])", "True",
    ),
    # treasury
    "a claim is paid a day late": (treasury_kernel._pay, "row.paid_day = day", "row.paid_day = day + 1"),
    "what the county adds is shared by all payers": (
        treasury_kernel._pay_limited, "day, paid[i], topped[i])", "day, paid[i], 0)",
    ),
    "no fund is ever limited": (
        treasury_kernel._open_year, "row.limited = desk.limited[fund, desk.year]", "row.limited = 0",
    ),
    "a fund is looked at once": (treasury_kernel.enqueue, "fund.changed = 1", "fund.changed = 0"),
    # observation and the order of phases
    "who works is without work": (
        census._without_work, "members & 0xFFFF00", "members & 0xFF0000",
    ),
    "a month's work counts double": (census._count_months, "+= outside[p]", "+= 2 * outside[p]"),
    "who has changed is counted as before": (
        census.count_anew, "seen.changed_count += 1", "seen.changed_count += 0",
    ),
    "who has worked for long is counted a month late": (
        census._count_matured, "counted.due[p] > month", "counted.due[p] >= month",
    ),
    "a family is without work for good": (
        census._count_families, "w.zero_family[family] = 0, 0", "w.zero_family[family] = 0, 1",
    ),
    "money is paid before claims are decided": (
        kernel.simulate,
        "        claims(w, day)\n        w.phase = Phase.TREASURY\n        pay(w, day)\n",
        "        pay(w, day)\n        w.phase = Phase.TREASURY\n        claims(w, day)\n",
    ),
}  # fmt: skip


def copied(function: Function, old: str = "", new: str = "") -> Function:
    """A copy of a function made from its source, with one text replaced by another."""
    source = inspect.getsource(function)
    assert not old or source.count(old) == 1, f"{function.__name__}: {old!r} stands {source.count(old)} times"
    scope = dict(function.__globals__)
    flags = __future__.annotations.compiler_flag
    exec(compile(source.replace(old, new) if old else source, inspect.getfile(function), "exec", flags), scope)
    return scope[function.__name__]  # type: ignore[no-any-return]


@lru_cache
def expected(seed: int = SEED, more: tuple[str, ...] = ()) -> Replication:
    return run(counties.scenario(RICH, *VILLAGE, *more), seed, 0)


def compare(
    copies: dict[Function, Function], monkeypatch: pytest.MonkeyPatch, seed: int = SEED, more: tuple[str, ...] = ()
) -> None:
    """Compare SimPy with an interpreted kernel in which copies take the places of their originals."""
    made = counties.scenario(RICH, *VILLAGE, *more)
    counterparts = {function: copies.get(other, other) for function, other in engine.COUNTERPARTS.items()}
    monkeypatch.setattr(engine, "_kernel", engine.Kernel({**counterparts, **copies}, interpreted=True))
    assert_identical(expected(seed, more), engine.run(made, seed, 0), made)


def test_copies_without_a_mistake_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    compare({function: copied(function) for function, _, _ in MUTATIONS.values()}, monkeypatch)
    assert len(expected().ledger) > 500


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MUTATIONS)
def test_a_mistake_in_one_handler_shows(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function, old, new = MUTATIONS[mistake]
    with pytest.raises(AssertionError, match="the replications differ"):
        compare({function: copied(function, old, new)}, monkeypatch, *ELSEWHERE.get(mistake, (SEED, ())))
