"""The numbers the lives run on: rates by class, calendars, openings, responses."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest

import counties
from counties import RICH, SMALL
from jobsim.draws import Draws
from jobsim.lives.codes import MOST_EXITS
from jobsim.lives.model import Model, at, branch, contribution_base, fen_at, pick, quantile
from jobsim.scenario import ranges
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.quantities import Quantity
from jobsim.vocabulary import CLASSES, EXITS, STATES

STATE = {name: code for code, name in enumerate(STATES)}
FIRST = dt.date(2022, 1, 1).toordinal()


def model(made, *, static=False):
    return Model(made, Parameters(made, Draws(1, 0).parameter), static=static)


def factors(one, state, exit_):
    """Calendar factor of each day from the first on."""
    calendar = np.array(one.calendars[STATE[state]][EXITS[state].index(exit_)])
    return np.diff(calendar) * 30.4375


def on(text):
    return dt.date.fromisoformat(text).toordinal() - FIRST


def without_factors():
    """The rich county without fairs, shock and response: what is left is the season."""
    return counties.scenario(RICH, "behaviour.responses=null", "shocks.slack.factor=1", "events.fairs.effect=1")


def test_rates_are_by_class_and_those_not_named_take_the_other():
    made = counties.scenario(RICH)
    one = model(made)
    rates = {name: one.rates[STATE["searching"]][k][EXITS["searching"].index("job")] for k, name in enumerate(CLASSES)}
    assert rates["hard_to_employ"] == 0.1 and rates["other"] == rates["youth"] == rates["rural"] == 0.2
    assert 0.18 <= rates["graduate"] <= 0.32
    assert one.rates[STATE["out"]][0].tolist() == [0.01] + [0.0] * (MOST_EXITS - 1)
    assert not one.rates[STATE["training"]].any(), "a course is left on its last day alone"


def test_a_season_has_mean_one_over_the_year_and_its_months_their_weights():
    found = factors(model(without_factors()), "searching", "job")
    season = [3, 7, 8, 6, 5, 5, 6, 5, 5, 4, 3.5, 2.5]
    for day in range(0, 730, 17):
        month = dt.date.fromordinal(FIRST + day).month
        assert found[day] == pytest.approx(season[month - 1] / (sum(season) / 12))
    assert found[:365].mean() == pytest.approx(1.0, abs=0.01)
    assert factors(model(without_factors()), "searching", "flexible") == pytest.approx(np.ones(731))


def test_fairs_shocks_and_responses_multiply_the_rate_while_they_last():
    made = counties.scenario(RICH)
    base, one = factors(model(without_factors()), "searching", "job"), factors(model(made), "searching", "job")
    ratio = one / base
    held = range(on("2023-02-10"), on("2023-02-24"))
    assert ratio[list(held)] == pytest.approx(np.full(14, 1.5))
    assert ratio[[held[0] - 1, held[-1] + 1]] == pytest.approx(np.ones(2))
    shock = range(on("2023-04-10"), on("2023-05-20") + 1)
    assert ratio[list(shock)] == pytest.approx(np.full(len(shock), 0.4))
    assert ratio[[shock[0] - 1, shock[-1] + 1]] == pytest.approx(np.ones(2))
    assert factors(model(made), "searching", "venture") == pytest.approx(np.ones(731))


@pytest.mark.parametrize(("amount", "factor"), [(500, 1.0), (1000, 1.3), (250, 0.85), (0, 0.7), (1500, 1.6)])
def test_an_exit_responds_to_the_amount_by_its_elasticity(amount, factor):
    made = counties.scenario(RICH, f"programmes.hiring_subsidy.amount={amount} CNY/person")
    neutral = factors(model(counties.scenario(RICH, "behaviour.responses=null")), "searching", "job")
    assert factors(model(made), "searching", "job") / neutral == pytest.approx(np.full(731, factor))
    assert factors(model(made, static=True), "searching", "job") == pytest.approx(neutral)


def test_a_response_follows_the_days_on_which_the_programme_pays():
    layer = {
        "programmes.hiring_subsidy.amount": {"dated": [
            {"from": "2020-01-01", "value": "500 CNY/person"}, {"from": "2023-03-01", "value": "1000 CNY/person"}]},
        "programmes.hiring_subsidy.effective": {"start": "2022-06-01", "end": "2023-08-31"},
    }  # fmt: skip
    made = counties.variant(RICH, layer)
    neutral = factors(model(counties.scenario(RICH, "behaviour.responses=null")), "searching", "job")
    ratio = factors(model(made), "searching", "job") / neutral
    spans = [("2022-01-01", "2022-05-31", 0.7), ("2022-06-01", "2023-02-28", 1.0), ("2023-03-01", "2023-08-31", 1.3),
             ("2023-09-01", "2023-12-31", 0.7)]  # fmt: skip
    for begin, end, expected in spans:
        days = range(on(begin), on(end) + 1)
        assert ratio[list(days)] == pytest.approx(np.full(len(days), expected)), begin


def test_a_response_cannot_turn_a_rate_negative():
    steep = {"programme": "hiring_subsidy", "state": "searching", "exit": "job", "elasticity": 3.0,
             "reference_amount": "500 CNY", "source": "assumption"}  # fmt: skip
    made = counties.variant(RICH, {"behaviour.responses": [steep]}, "programmes.hiring_subsidy.amount=0 CNY/person")
    assert (factors(model(made), "searching", "job") == 0).all()


@pytest.mark.parametrize("factor", [50, 100])
def test_what_speeds_up_an_exit_comes_to_at_most_its_cap_however_much_is_multiplied(factor):
    """Fairs, shocks and responses lie in their ranges alone; together they would come to a million and more."""
    meets = ("shocks.slack.start=2023-01-01", "shocks.slack.end=2023-12-31")
    made = counties.scenario(RICH, *meets, f"shocks.slack.factor={factor}", f"events.fairs.effect={factor}")
    daily = {exit_: factors(model(made), "searching", exit_) for exit_ in EXITS["searching"]}
    assert all(np.isfinite(each).all() and each.max() <= ranges.FACTOR * (1 + 1e-9) for each in daily.values())
    season = factors(model(without_factors()), "searching", "job")[on("2023-02-10")]
    assert daily["job"].max() == pytest.approx(min(ranges.FACTOR, factor * factor * season))


def test_places_open_on_dates_and_in_every_year_and_are_filled_to_their_share():
    one = model(counties.scenario(RICH))
    posts = one.scenario.places.public_post
    expected = [(dt.date(2022, 1, 1), 4), (dt.date(2023, 1, 1), 4), (dt.date(2023, 6, 1), 5)]
    assert one.openings(posts.openings, posts.fill) == [(day.toordinal(), count) for day, count in expected]
    assert one.openings(posts.openings, None)[-1][1] == 6


def test_standards_hold_from_their_dates():
    one = model(counties.scenario(SMALL))
    assert at(one.prime_rate, dt.date(2023, 6, 19).toordinal()) == pytest.approx(0.0385)
    assert at(one.prime_rate, dt.date(2023, 6, 20).toordinal()) == pytest.approx(0.0355)
    assert fen_at(one.minimum_wage, FIRST) == 184_000
    w = SimpleNamespace(model=one)
    assert contribution_base(w, 300_000, FIRST) == 400_000 and contribution_base(w, 500_000, FIRST) == 500_000


def test_branching_takes_the_cumulative_shares_and_leaves_the_rest():
    edges = [(0.25, 7), (0.75, 8), (1.0, 9)]
    assert [branch(edges, u) for u in (0.0, 0.24, 0.25, 0.74, 0.75, 0.999)] == [7, 7, 8, 8, 9, 9]
    one = model(counties.scenario(RICH))
    assert one.college.tolist() == [[0.3, STATE["employed"]], [0.6, STATE["away"]], [1.0, STATE["searching"]]]


def test_shares_are_scaled_to_the_whole_and_lead_to_the_code_of_their_word():
    given = {word: Quantity("point", (weight,), "share") for word, weight in (("b", 1.0), ("a", 3.0))}
    edges = model(counties.scenario(SMALL)).shares(given, {"a": 5, "b": 2})
    assert edges.tolist() == [[0.25, 2], [1.0, 5]]
    assert [branch(edges, u) for u in (0.0, 0.2499, 0.25, 0.999)] == [2, 2, 5, 5]


def test_quantile_tables_are_read_in_steps_for_whole_numbers_and_in_between_for_amounts():
    table = [float(k) for k in range(1025)]
    assert (pick(table, 0.5), pick(table, 0.5 + 0.9 / 1024), pick(table, 1 - 1e-9)) == (512, 512, 1023)
    assert quantile(table, 0.5 + 0.5 / 1024) == pytest.approx(512.5)
    one = model(counties.scenario(SMALL))
    uniforms = Draws(1, 0).many("contract", np.arange(20_000)).tolist()
    months = np.array([pick(one.contract, u) for u in uniforms])
    for value, share in ((6, 0.2), (12, 0.5), (36, 0.2), (999, 0.1)):
        assert (months == value).mean() == pytest.approx(share, abs=0.015)


def test_survival_of_ventures_multiplies_up():
    assert model(counties.scenario(RICH)).survival == pytest.approx([0.5, 0.3, 0.21])
