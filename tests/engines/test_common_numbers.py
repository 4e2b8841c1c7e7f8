"""The same people and the same luck: what a change does not touch stays the same to the fen."""

import datetime as dt

import numpy as np
import pytest

import counties
from counties import AMPLE, RICH, SMALL
from jobsim.engines import run_replication as run

JULY = dt.date(2023, 7, 1).toordinal()
EVERYBODY = frozenset(range(300))


def arisen_before(ledger, day):
    return ledger[ledger["entitled_day"] < day]


def months_before(result, month):
    return result.indicators[result.indicators["month"] < month]


# ---------------------------------------------------------------------------------------- nothing changed


@pytest.mark.parametrize(
    "layer",
    [
        {"programmes.hiring_subsidy.amount": "500 CNY/person"},
        {"programmes.rent.title": {"zh": "别的名字", "en": "Another name"}},
        {"behaviour.exits.employed.separation.rate": {"dated": [{"from": "2000-01-01", "value": "0.05/month"}]}},
        {"programmes.post_wage.amount": {"dated": [
            {"from": "2020-01-01", "value": "1500 CNY/month"}, {"from": "2023-03-16", "value": "1650 CNY/month"},
            {"from": "2024-07-01", "value": "9999 CNY/month"}]}},
        {"shocks.slack.title": {"zh": "同", "en": "same"}},
    ],
    ids=["the same amount", "another title", "the same rate, dated", "a change after the end", "another word"],
)  # fmt: skip
def test_a_variant_that_changes_nothing_differs_by_exactly_zero(layer):
    assert counties.same(counties.replication(RICH), run(counties.variant(RICH, layer), 1, 0))


NOBODY = """
programmes:
  nobody:
    source: assumption
    title: {zh: 无, en: none}
    clause: LS-02
    code: "1"
    fund: nobody
    pays: person
    when: job_month
    who: {all: [woman, from_outside]}
    amount: {pert: [1, 2, 3], unit: CNY/month}
    claim: monthly
    take_up: 1.0
funds:
  nobody: {source: assumption, title: {zh: 无, en: none}, kind: budget, payers: {county: 1.0}}
"""


def test_a_further_programme_and_fund_that_concern_nobody_leave_the_rest_as_it_was(tmp_path):
    base, more = counties.replication(RICH), run(counties.layered(tmp_path, RICH, NOBODY), 1, 0)
    kept = more.ledger.copy()
    kept["programme"] -= kept["programme"] > len(counties.scenario(RICH).programmes)  # budget lines follow programmes
    assert (kept == base.ledger).all()
    assert base.indicators.tobytes() == more.indicators.tobytes()


# ---------------------------------------------------------------------------------------- from July on


FROM_JULY = {
    "a higher subsidy that moves hires": """
programmes:
  hiring_subsidy:
    amount: {dated: [{from: 2020-01-01, value: 500 CNY/person}, {from: 2023-07-01, value: 3000 CNY/person}]}
""",
    "a boom": """
shocks:
  boom:
    source: assumption
    title: {zh: 旺, en: boom}
    start: 2023-07-01
    end: 2023-12-31
    state: searching
    exit: job
    factor: 3.0
""",
    "more places": """
places:
  internship:
    openings: [{on: 01-10, count: 6 posts}, {on: 07-10, count: 8 posts}, {on: 2023-07-01, count: 90 posts}]
""",
    "a programme that ends": "programmes: {rent: {effective: {end: 2023-06-30}}}",
    "a higher minimum wage": """
standards:
  minimum_wage: {dated: [{from: 2020-01-01, value: 1840 CNY/month}, {from: 2023-07-01, value: 2500 CNY/month}]}
""",
}  # fmt: skip


@pytest.mark.parametrize("change", FROM_JULY)
def test_a_variant_that_starts_in_july_leaves_january_to_june_untouched(tmp_path, change):
    base = counties.replication(RICH, seed=6)
    other = run(counties.layered(tmp_path, RICH, FROM_JULY[change]), 6, 0)
    # Whether and when a claim is decided and paid may depend on the claims after it.
    columns = ["programme", "milestone", "subject_kind", "subject", "person", "payee_firm", "first_day", "entitled_day",
               "entitled_fen"]  # fmt: skip
    before, after = (np.sort(arisen_before(r.ledger, JULY)[columns]) for r in (base, other))
    assert len(before) > 1000 and np.array_equal(before, after)
    # What was paid by then is the same in every column.
    paid, paid_other = (r.ledger[(r.ledger["paid_day"] > 0) & (r.ledger["paid_day"] < JULY)] for r in (base, other))
    assert paid.tobytes() == paid_other.tobytes()
    assert months_before(base, 202307).tobytes() == months_before(other, 202307).tobytes()
    assert not counties.same(base, other)


def test_a_rate_that_changes_on_a_day_is_paid_from_that_day_and_no_other():
    steps = [{"from": "2020-01-01", "value": "1400 CNY/month"}, {"from": "2023-07-01", "value": "1500 CNY/month"}]
    made = counties.variant(RICH, {"programmes.unemployment_benefit.amount": {"dated": steps}})
    rows = counties.of(made, run(made, 1, 0).ledger, "unemployment_benefit")
    early = rows["entitled_day"] < JULY
    assert early.any() and (~early).any()
    assert (rows["entitled_fen"][early] == 140_000 * rows["milestones"][early]).all()
    assert (rows["entitled_fen"][~early] == 150_000 * rows["milestones"][~early]).all()


# ---------------------------------------------------------------------------------------- one more person


@pytest.mark.parametrize(("seed", "more"), [(1, 301), (2, 301), (3, 309)])
def test_with_ample_capacity_one_more_person_changes_nobody_else_s_history_or_money(seed, more):
    base = run(counties.scenario(AMPLE), seed, 0, journeys_of=EVERYBODY)
    other = run(counties.scenario(AMPLE, f"county.persons={more}"), seed, 0, journeys_of=EVERYBODY)
    added = np.isin(other.ledger["person"], range(300, more))
    # Budget lines have no person; tax and shares of firms do not occur here.
    assert (other.ledger["subject_kind"] != 2).all()
    assert counties.without_numbers(base.ledger) == counties.without_numbers(other.ledger[~added])
    assert base.journeys == other.journeys and len(base.journeys) > 300
    kinds = {int(milestone) for milestone in base.ledger["milestone"]}
    assert len(kinds) >= 4, "internships, jobs, benefits and loans are all paid for"


def test_with_scarce_places_one_more_person_does_change_others():
    """What the identity above does not come from: competition changes histories."""
    tight = ("places.vacancies.initial=0", "places.vacancies.rate.micro=0.005/month")
    base = run(counties.scenario(SMALL, *tight), 1, 0, journeys_of=EVERYBODY)
    other = run(counties.scenario(SMALL, *tight, "county.persons=340"), 1, 0, journeys_of=EVERYBODY)
    assert base.journeys != other.journeys


def test_another_firm_or_graduate_leaves_the_others_to_their_luck():
    base = run(counties.scenario(AMPLE), 1, 0, journeys_of=EVERYBODY)
    other = run(counties.scenario(AMPLE, "county.cohorts.college=16"), 1, 0, journeys_of=EVERYBODY)
    assert base.journeys == other.journeys
    new = set(other.ledger["person"].tolist()) - set(base.ledger["person"].tolist())
    assert counties.without_numbers(base.ledger) == counties.without_numbers(
        other.ledger[~np.isin(other.ledger["person"], list(new))]
    )


# ---------------------------------------------------------------------------------------- response

LASTING = (
    "behaviour.exits.employed.separation.rate=0/month", "behaviour.employment.contract_months=999 months",
    "county.firms.closure={micro: 0/month, small: 0/month, medium: 0/month, large: 0/month}",
)  # fmt: skip


def hires(amount, seed, *, static=False):
    """Persons of the county hired by the end, where posts are ample and jobs last for good."""
    layer = {
        "behaviour.responses": [{"programme": "hiring_subsidy", "state": "searching", "exit": "job", "elasticity": 0.8,
                                 "reference_amount": "500 CNY", "source": "assumption"}],
        "programmes.hiring_subsidy.amount": f"{amount} CNY/person",
        "behaviour.patience.vacancy": "0 days",
    }  # fmt: skip
    made = counties.variant(AMPLE, layer, *LASTING)
    result = run(made, seed, 0, static=static, journeys_of=EVERYBODY)
    return {entry[0]: entry[1] for entry in result.journeys if entry[3] == "employed"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_higher_subsidy_only_brings_hires_forward(seed):
    low, high, static = hires(500, seed), hires(2500, seed), hires(2500, seed, static=True)
    assert set(low) <= set(high) and len(high) > len(low)
    assert all(high[person] <= day for person, day in low.items())
    assert static == low, "at the reference amount, and in the static forecast, nobody moves"
