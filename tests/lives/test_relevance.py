"""Which months need not be lived through, and when a hiring subsidy has ended."""

from types import SimpleNamespace

import pytest

import claims
from jobsim.draws import Draws
from jobsim.finance.desk import Desk
from jobsim.finance.ledger import Ledger
from jobsim.finance.treasury import Treasury
from jobsim.lives.relevance import EVERY_MONTH, Relevance, looked_at
from jobsim.programmes.accounts import BEFORE
from jobsim.programmes.rules import RuleBook
from jobsim.scenario.parameters import Parameters
from jobsim.vocabulary import MILESTONE_CODE

MONTHLY = {"when": "job_month", "pays": "employer", "amount": "500 CNY/month"}


def relevance(**fields):
    """What a desk with one monthly programme looks at."""
    made = claims.scenario({"monthly": claims.programme(**{**MONTHLY, **fields})})
    parameters, ledger = Parameters(made, None), Ledger()
    treasury = Treasury.build(made, parameters, ledger)
    return Relevance(Desk(RuleBook.build(made, parameters), treasury, ledger, Draws(1, 0)))


def watched(rules, *names, milestone="job_month", changing=(), **facts):
    given = claims.facts(milestone, **facts)
    return months(rules, names, milestone, changing, given)[1]


def months(rules, names, milestone, changing, given):
    """The first and the last month looked at."""
    return rules.watched(MILESTONE_CODE[milestone], claims.groups(*names), given, changing=claims.groups(*changing))


def test_without_a_programme_on_the_milestone_nobody_is_watched():
    assert watched(relevance()) and not watched(relevance(), milestone="flexible_month")


def test_groups_that_a_programme_asks_for_or_bars_decide():
    rules = relevance(who={"any": ["rural", "veteran"], "all": ["woman"], "none": ["disabled"]})
    assert watched(rules, "rural", "woman") and watched(rules, "veteran", "woman")
    assert not watched(rules, "woman") and not watched(rules, "rural")
    assert not watched(rules, "rural", "woman", "disabled")


def test_groups_that_may_change_within_the_spell_bar_nobody():
    rules = relevance(who={"all": ["long_term_unemployed"], "none": ["youth"]})
    assert not watched(rules, "youth") and not watched(rules)
    assert watched(rules, "youth", changing=["youth", "long_term_unemployed"])
    assert not watched(rules, "youth", changing=["long_term_unemployed"])


def test_what_stays_the_same_in_a_spell_is_tested_on_its_first_day_and_nothing_else():
    rules = relevance(conditions={"contract_months": ">= 12", "insured_months": ">= 3"})
    assert watched(rules, contract_months=12) and not watched(rules, contract_months=11)
    rules = relevance(conditions={"any": [{"firm_size": ["small"]}, {"insured": True, "who": ["rural"]}]})
    assert watched(rules, firm_size="small") and watched(rules, "rural", firm_size="large", insured=True)
    assert not watched(rules, firm_size="large", insured=True)


@pytest.mark.parametrize(
    ("conditions", "last"),
    [
        ({}, EVERY_MONTH),
        ({"months_total": 6}, 6),
        ({"months_total": "<= 12", "insured_months": 9}, 9),
        ({"months_total": ">= 12"}, EVERY_MONTH),
        ({"months_total": "< 12"}, 11),
        ({"any": [{"months_total": 3}, {"months_total": 6, "firm_size": ["small"]}]}, 6),
        ({"any": [{"months_total": 3}, {"months_total": 6, "firm_size": ["large"]}]}, 3),
        ({"any": [{"months_total": 3}, {"wage": ">= 1 CNY"}]}, EVERY_MONTH),
        ({"months_total": 6, "firm_size": ["large"]}, 0),
        ({"months_total": "<= 500"}, 500),
    ],
)
def test_months_after_the_last_that_can_pay_are_not_looked_at(conditions, last):
    rules = relevance(conditions=conditions, pays="person")
    found = watched(rules, firm_size="small", insured=True, wage=200_000)
    assert found == min(last, EVERY_MONTH)
    assert all(looked_at(month, found) == (month <= last or last >= EVERY_MONTH) for month in (1, 3, 6, 7, 12, 200))


@pytest.mark.parametrize(
    ("conditions", "first"),
    [
        ({}, 1),
        ({"months_total": "<= 12"}, 1),
        ({"months_total": 6}, 6),
        ({"months_total": ">= 3", "insured_months": ">= 6"}, 6),
        ({"months_total": "> 12"}, 13),
        ({"any": [{"months_total": ">= 9"}, {"months_total": 4}]}, 4),
        ({"any": [{"months_total": ">= 9"}, {"months_total": 4, "firm_size": ["large"]}]}, 9),
        ({"months_total": ">= 6", "insured_months": "<= 5"}, EVERY_MONTH),
        ({"months_total": ">= 500"}, EVERY_MONTH),
    ],
)
def test_months_before_the_first_that_can_pay_are_not_looked_at(conditions, first):
    given = claims.facts("job_month", firm_size="small", insured=True)
    found = months(relevance(conditions=conditions, pays="person"), (), "job_month", (), given)
    assert found[0] == first and (found[1] == 0) == (conditions == {"months_total": ">= 6", "insured_months": "<= 5"})


def test_insured_months_of_a_job_without_insurance_say_nothing_of_its_length():
    rules = relevance(conditions={"insured_months": "<= 6"}, pays="person")
    assert watched(rules, insured=False) == EVERY_MONTH and watched(rules, insured=True) == 6


def test_all_months_of_a_hiring_subsidy_with_a_limit_are_looked_at_for_its_end_changes_separations():
    fields = {"conditions": {"months_total": "<= 6"}, "limits": {"months": 3}}
    assert watched(relevance(**fields), insured=True) == EVERY_MONTH
    assert watched(relevance(**fields, pays="person"), insured=True) == 6


def test_a_programme_for_spells_that_start_later_does_not_look_at_earlier_ones():
    rules = relevance(effective={"start": "2023-01-01", "applies_to": "started"})
    assert watched(rules, started=claims.day("2023-01-01")) and not watched(rules, started=claims.day("2022-12-31"))
    rules = relevance(effective={"start": "2023-01-01"})
    assert watched(rules, started=claims.day("2022-12-31"))


NOBODY = (EVERY_MONTH, 0)
DRAWN = {"taken": 1, "count": 1, "months": 1, "days": 0, "year": 2023, "year_count": 1, "month_limit": 0, "claims": 1,
         "spell": 0, "missed": 0, "fen": 100}  # fmt: skip


def left(account, *, spiked=False, pays="person", **fields):
    """Months still looked at, at the end of April 2023, of a job begun in January."""
    start, rules = claims.day("2023-01-10"), relevance(pays=pays, **fields)
    drawn = None if account is None else {**DRAWN, **account}
    rules._desk.accounts = SimpleNamespace(subjects=SimpleNamespace(peek=lambda *_key: drawn))
    facts = claims.facts("job_month", insured=True, started=start)
    return rules.still_watched(
        MILESTONE_CODE["job_month"], 0, 5, start, claims.day("2023-04-30"), 0, facts, spiked=spiked
    )  # fmt: skip


def test_a_programme_that_pays_once_looks_until_it_has_paid():
    once = {"limits": {"once": True}, "conditions": {"months_total": ">= 3"}, "amount": "500 CNY"}
    assert left(None, **once) == left({"count": 0}, **once) == (3, EVERY_MONTH)
    assert left({}, **once) == NOBODY


def test_a_programme_that_pays_once_a_year_looks_again_in_the_next_year():
    yearly = {"limits": {"per_year": 1}, "amount": "500 CNY"}
    # The twelfth month is completed on 9 January 2024.
    assert left({}, **yearly) == (12, EVERY_MONTH) and left({"year": 2022}, **yearly) == (1, EVERY_MONTH)
    assert left({}, **yearly, conditions={"months_total": "<= 12"}) == (12, 12)
    assert left({}, **yearly, conditions={"months_total": "<= 11"}) == NOBODY


def test_what_was_not_claimed_is_not_looked_at_again_in_the_job():
    missed = {"count": 0, "missed": claims.day("2023-01-10")}
    assert left(missed, limits={"once": True}, amount="500 CNY") == NOBODY
    assert left({**missed, "missed": claims.day("2022-06-01")}, limits={"once": True}, amount="500 CNY") == (1, 127)
    assert left(missed) == (1, EVERY_MONTH), "each month that is not claimed is entered as such"


def test_months_and_sums_that_are_used_up_are_not_looked_at():
    assert left({"months": 11, "month_limit": 12}, limits={"months": 12}) == (1, EVERY_MONTH)
    assert left({"months": 12, "month_limit": 12}, limits={"months": 12}) == NOBODY
    capped = {"limits": {"subject_cap": "1000 CNY"}}
    assert left({"fen": 99_999}, **capped) == (1, EVERY_MONTH) and left({"fen": 100_000}, **capped) == NOBODY


def test_a_hiring_subsidy_that_was_over_before_the_run_is_not_looked_at():
    used_up = {"months": 12, "month_limit": 12, "taken": BEFORE}
    assert left(used_up, limits={"months": 12}, pays="employer") == NOBODY


def test_a_hiring_subsidy_is_looked_at_until_separations_are_as_before():
    used_up = {"months": 12, "month_limit": 12}
    assert left(used_up, limits={"months": 12}, pays="employer") == (1, EVERY_MONTH)
    assert left(used_up, limits={"months": 12}, pays="employer", spiked=True) == NOBODY
    some = {"limits": {"months": 12}, "pays": "employer", "conditions": {"months_total": "<= 24"}}
    assert left(None, **some) == (1, EVERY_MONTH) and left(None, **some, spiked=True) == (1, 24)


@pytest.mark.parametrize(
    ("account", "ended"),
    [
        (None, False),
        ({"taken": 1, "spell": 700, "month_limit": 12, "months": 11}, False),
        ({"taken": 1, "spell": 700, "month_limit": 12, "months": 12}, True),
        ({"taken": 1, "spell": 600, "month_limit": 12, "months": 12}, False),  # ran out in an earlier job
        ({"taken": 1, "spell": 700, "month_limit": 0, "months": 40}, False),  # has no limit
        ({"taken": BEFORE, "spell": 700, "month_limit": 12, "months": 12}, False),  # ran out before the run
    ],
)
def test_a_hiring_subsidy_has_ended_when_its_months_ran_out_in_this_job(account, ended):
    hiring, own = relevance(limits={"months": 12}), relevance(limits={"months": 12}, pays="person")
    for rules in (hiring, own):
        rules._desk.accounts = SimpleNamespace(subjects=SimpleNamespace(peek=lambda *_key: account))
    assert hiring.subsidy_ended(5, 700) is ended
    assert not own.subsidy_ended(5, 700), "a person's own allowance moves no employer"
