"""Take-up shares, refusals and lags are recovered from the ledger of a large run."""

import datetime as dt

import numpy as np
import pytest
from scipy import stats

import counties
from counties import SMALL
from jobsim.days import add_months, add_working_days, month_end
from jobsim.finance.ledger import Status

LARGE = (
    SMALL, "county.persons=5000", "county.firms.number=500", "county.cohorts.college=120",
    "programmes.hiring_subsidy.take_up=0.6", "programmes.internship_subsidy.take_up=0.85",
    "programmes.hiring_subsidy.who=null", "programmes.hiring_subsidy.conditions=null",
    "funds.employment_subsidy.appropriations.2023.amount=100000万元",
    "places.internship.openings=[{on: 01-10, count: 120 posts}, {on: 07-10, count: 120 posts}]",
)  # fmt: skip
LAST = dt.date(2023, 12, 31).toordinal()


@pytest.fixture(scope="module")
def made():
    return counties.scenario(*LARGE)


@pytest.fixture(scope="module")
def hiring(made):
    return counties.of(made, counties.replication(*LARGE).ledger, "hiring_subsidy")


@pytest.fixture(scope="module")
def internships(made):
    return counties.of(made, counties.replication(*LARGE).ledger, "internship_subsidy")


def agrees(hits, count, share):
    return stats.binomtest(int(hits), int(count), share).pvalue > 1e-3


def test_the_share_that_claims_is_the_take_up(hiring):
    assert len(hiring) > 900
    assert agrees((hiring["status"] != Status.NOT_TAKEN_UP).sum(), len(hiring), 0.6)


def test_take_up_is_one_decision_for_a_whole_internship(internships):
    spells = []
    for subject in np.unique(internships["subject"]):
        rows = np.sort(internships[internships["subject"] == subject], order="first_day")
        # Months of one internship follow each other; after a longer gap it is another one, and another decision.
        gaps = rows["first_day"][1:] - rows["entitled_day"][:-1]
        spells += np.split(rows["status"] != Status.NOT_TAKEN_UP, np.flatnonzero(gaps > 31) + 1)
    assert len(spells) > 150 and sum(len(spell) > 1 for spell in spells) > 80
    assert all(spell.all() or not spell.any() for spell in spells)
    assert agrees(sum(spell[0] for spell in spells), len(spells), 0.85)


def test_refusals_have_their_share_of_those_reviewed(hiring, internships):
    for rows, share in ((hiring, 0.05), (internships, 0.02)):
        decided = rows[(rows["filed_day"] > 0) & np.isin(rows["status"], (Status.REFUSED, Status.PAID))]
        long_ago = decided[decided["filed_day"] < LAST - 60]  # decided by the end of the run, whichever way
        assert agrees((long_ago["status"] == Status.REFUSED).sum(), len(long_ago), share)


def within_the_lag(rows, low, high, draws):
    """Claims to uniform numbers: where the lag, known to the days off before the day of filing, lies in its law.

    The lag is uniform between two bounds and rounded to whole days; the claim is filed on the first working day on or
    after it. Given the day of filing the lag lies between two days; a uniform draw between their probabilities makes
    the number uniform if, and only if, the law is right.
    """
    numbers = []
    for row, u in zip(rows, draws, strict=True):
        filed, end = int(row["filed_day"]), int(row["entitled_day"])
        first = filed
        while first - 1 >= end and add_working_days(first - 1, 0) == filed:
            first -= 1
        assert first - end <= 90 and filed - end >= 5, "no lag lies outside its law"
        bounds = np.clip([first - end - 0.5, filed - end + 0.5], low, high)
        below, above = (bounds - low) / (high - low)
        numbers.append(below + u * (above - below))
    return np.array(numbers)


def test_lags_follow_their_law_and_claims_are_filed_on_working_days(hiring):
    filed = hiring[hiring["filed_day"] > 0]
    filed = filed[filed["entitled_day"] < LAST - 110]  # long enough before the end for every lag
    assert len(filed) > 400
    draws = np.random.default_rng(1).random(len(filed))
    assert stats.kstest(within_the_lag(filed, 5, 90, draws), "uniform").pvalue > 1e-3
    assert stats.kstest(within_the_lag(filed, 5, 80, draws), "uniform").pvalue < 1e-3, "another law is found out"
    days = {int(day) for day in filed["filed_day"]}
    assert all(add_working_days(day, 0) == day for day in days)


def test_reviews_take_their_working_days_and_money_at_hand_is_paid_on_the_day(hiring, internships):
    for rows, review in ((hiring, 20), (internships, 10)):
        approved = rows[rows["approved_day"] > 0]
        assert len(approved) > 100
        for row in approved:
            assert row["approved_day"] == add_working_days(int(row["filed_day"]), review)
        paid = approved[approved["status"] == Status.PAID]
        at_once = paid["paid_day"] == paid["approved_day"]
        assert at_once.all() or (paid["approved_day"][~at_once] < dt.date(2023, 1, 16).toordinal()).all()


def test_quarterly_claims_hold_the_months_of_their_quarter(internships):
    first, last = (np.array([dt.date.fromordinal(int(d)).timetuple()[:2] for d in internships[c]])
                   for c in ("first_day", "entitled_day"))  # fmt: skip
    assert (first[:, 0] == last[:, 0]).all() and ((first[:, 1] - 1) // 3 == (last[:, 1] - 1) // 3).all()
    assert (internships["units"] == internships["milestones"]).all() and internships["milestones"].max() == 3
    assert (internships["entitled_fen"] == 140_000 * internships["milestones"]).all()
    filed = internships[internships["filed_day"] > 0]
    last_day = [month_end(add_months(month_end(int(day)), (-dt.date.fromordinal(int(day)).month) % 3))
                for day in filed["entitled_day"]]  # fmt: skip
    assert (filed["filed_day"] > np.array(last_day)).all()
