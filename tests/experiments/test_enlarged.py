"""A county made larger: all that comes in numbers grows, all that is a share, a rate or a price stays."""

import pytest

import counties
from jobsim.county.synthesis import synthesise
from jobsim.draws import Draws
from jobsim.experiments.enlarged import enlarged
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.provenance import quantities


def test_numbers_grow_and_shares_stay():
    before = counties.scenario(counties.SMALL)
    after = enlarged(before, 4)
    assert after.county.persons.central() == 4 * before.county.persons.central() == 1200
    assert after.county.firms.number.central() == 4 * before.county.firms.number.central()
    assert after.county.rural == before.county.rural
    assert after.county.family_size.quantity == before.county.family_size.quantity
    assert after.behaviour == before.behaviour and after.programmes == before.programmes
    assert [found.path for found in quantities(after)] == [found.path for found in quantities(before)]


def test_money_of_funds_grows_and_its_arrivals_do_not():
    before = counties.scenario(counties.SMALL)
    after = enlarged(before, 3)
    pairs = [
        (fund.appropriations[year], given)
        for name, fund in after.funds.items()
        for year, given in before.funds[name].appropriations.items()
    ]
    assert pairs
    for now, then in pairs:
        assert now.amount.central() == 3 * then.amount.central() and now.arrivals == then.arrivals


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("{pert: [200, 300, 400], unit: persons}", 800, 1600),
     ("{discrete: {200: 0.3, 400: 0.7}, unit: persons}", 800, 1600),
     ("{lognormal: [300, 0.1], unit: persons}", 900, 1700)],
)  # fmt: skip
def test_uncertain_numbers_keep_the_form_of_their_law(written, low, high):
    before = counties.scenario(counties.SMALL, f"county.persons={written}").county.persons
    after = enlarged(counties.scenario(counties.SMALL, f"county.persons={written}"), 4).county.persons
    for u in (0.05, 0.5, 0.95):
        assert after.ppf(u) == pytest.approx(4 * before.ppf(u))
    assert low <= after.ppf(0.05) <= after.ppf(0.95) <= high


def test_the_enlarged_county_has_more_people():
    few, made, draws = counties.county(counties.SMALL), enlarged(counties.scenario(counties.SMALL), 4), Draws(1, 0)
    many = synthesise(made, Parameters(made, draws.parameter), draws)
    assert len(many.persons) == pytest.approx(4 * len(few.persons), rel=0.05)
