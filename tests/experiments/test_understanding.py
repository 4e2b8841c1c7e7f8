"""Which numbers carry a result, and what knowing them is worth: held against a county whose outlay one can reckon."""

from __future__ import annotations

import numpy as np
import pytest

import counties
import known
from jobsim.experiments import additive
from jobsim.experiments.additive import Carrier, Inputs, fit
from jobsim.experiments.designs import OTHER_LUCK, Exchanged
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.opened import open_run
from jobsim.experiments.ranking import ranking
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.understanding import EXCHANGED, ROUNDS, TooFew, strongest, understand
from jobsim.experiments.worth import KNOWN, width, worth
from jobsim.reports.delivery import deliver
from jobsim.scenario.loader import load_scenario

ORDER = Order(replications=300, pairs=60)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What the made-up county rests on, and the store that kept it."""
    store = tmp_path_factory.mktemp("store") / "store"
    return understand(known.loaded(), ORDER, workers=1, store=store), store


@pytest.fixture(scope="module")
def truth(found):
    """The share of the variance that each line's price makes."""
    whole = sum(deviation**2 for deviation in known.DEVIATIONS.values())
    whole += float(known.luck(found[0].results).var())
    return {known.path(name): deviation**2 / whole for name, deviation in known.DEVIATIONS.items()}


def cash(understanding):
    return next(one for one in understanding.understood if one.spread.name == "outlay.2023.cash")


def test_the_share_of_assumption_is_within_its_error(found, truth):
    share = cash(found[0]).share
    assert share.low <= sum(truth.values()) <= share.high and share.high - share.low < 0.35


def test_the_strongest_numbers_come_first_with_what_they_carry(found, truth):
    carried = cash(found[0]).carried
    assert [one.path for one in carried][:3] == [known.path(name) for name in ("one", "two", "three")]
    for one in carried:
        assert one.low <= truth[one.path] <= one.high
        assert one.total_low <= truth[one.path] <= one.total_high, "nothing acts together with others in a sum"
    assert known.path("five") not in {one.path for one in carried}, "it makes a thousandth"


def test_what_no_price_makes_is_the_rest(found, truth):
    assert cash(found[0]).rest == pytest.approx(1 - sum(truth.values()), abs=0.06)


def test_the_worth_of_a_number_is_what_narrowing_its_range_gives_in_a_run(found):
    understanding, _ = found
    first = cash(understanding).carried[0]
    ends = [known.MIDDLE * (1 - KNOWN), known.MIDDLE * (1 + KNOWN)]
    narrow = known.loaded(f"{first.path}={{uniform: {ends}, unit: CNY/fair, source: assumption}}")
    run = replications(narrow.scenario, ORDER, 1)
    after = known.outlay(gather(narrow.scenario, narrow.hash, ORDER, run))
    before, chance = known.outlay(understanding.results), np.random.default_rng(0)

    def narrower(at):
        wide, narrow = width(before[at]), width(after[at])
        return np.array([wide.p10_to_p90 - narrow.p10_to_p90, wide.reserve - narrow.reserve])

    error = np.std([narrower(chance.integers(300, size=300)) for _ in range(200)], axis=0)
    said, told = np.array([first.worth.range, first.worth.reserve]), narrower(np.arange(300))
    assert (np.abs(told - said) <= 2 * error).all(), (told, said, error)
    assert first.worth.range_low < said[0] < first.worth.range_high and first.worth.reserve_low < said[1]
    assert first.worth.share == pytest.approx(first.worth.range / width(before).p10_to_p90)


def test_the_worth_of_a_number_is_what_can_be_reckoned():
    """Of a sum of two even numbers and luck: the even number between its ends, and between 10 % below and above."""
    chance = np.random.default_rng(6)
    values = np.column_stack([chance.uniform(50, 150, 4000), chance.uniform(95, 105, 4000)])
    drawn, luck = Inputs(("wide", "narrow"), values), 20 * chance.standard_normal(4000)
    result = values.sum(axis=1) + luck
    wide = next(one for one in fit(drawn, result).carriers if one.position == 0)
    found = worth(drawn, wide, result)
    before, after = (chance.uniform(*ends, 400_000) + chance.uniform(95, 105, 400_000) + 20 * chance.standard_normal(
        400_000) for ends in ((50, 150), (90, 110)))  # fmt: skip
    true = width(before).p10_to_p90 - width(after).p10_to_p90
    assert found.range == pytest.approx(true, rel=0.07) and found.range_high - found.range_low < 0.1 * true
    assert found.reserve == pytest.approx(width(before).reserve - width(after).reserve, rel=0.1)
    narrow = Carrier(1, 0.01, 0.0, 0.02, np.array([2.9, 0.0]), 0.3)
    assert worth(drawn, narrow, result).range == pytest.approx(0.0, abs=0.01), "its range is narrower already"


def test_what_was_simulated_is_kept_and_the_plan_says_it(found):
    understanding, store = found
    plan = understanding.plan
    assert (plan.replications, plan.pairs, plan.rounds, plan.numbers) == (300, 60, ROUNDS, len(known.DEVIATIONS))
    told: list[int] = []
    again = understand(known.loaded(), ORDER, workers=1, store=store, progress=lambda done, _: told.append(done))
    assert again.understood[0].carried == understanding.understood[0].carried
    assert told == sorted(told) and told[-1] == 300 + 60 + plan.exchanged * ROUNDS
    assert again.seconds < understanding.seconds


def test_no_time_is_enough_for_the_least(found):
    plan = understand(known.loaded(), ORDER, minutes=1e-6, workers=1, store=found[1]).plan
    assert plan.replications == additive.LEAST and plan.rounds == 10


def test_a_finished_run_is_understood_from_its_own_draws(tmp_path):
    done = deliver(known.loaded(), Order(replications=120, pairs=0), tmp_path, {}, 1, None)
    run = open_run(done.folder)
    found = understand(run.loaded, run.results.order, run=run.results, workers=1)
    assert found.plan.replications == 120 and cash(found).share is None
    assert cash(found).carried[0].path == known.path("one")
    order = ranking(run, run.loaded)
    assert order.ranks[known.path("one")].rank == 1 and order.replications == 120
    with pytest.raises(RecordError, match="is a run of another scenario"):
        ranking(run, load_scenario(counties.FIXTURES / counties.SMALL))


def test_a_run_that_is_too_small_is_refused_before_anything_is_simulated():
    with pytest.raises(TooFew, match="40 replications are too few to tell numbers from noise: at least 100"):
        understand(known.loaded(), Order(replications=40), workers=1)


def test_a_scenario_that_draws_nothing_has_nothing_to_ask_for():
    certain = known.loaded(*(f"{known.path(name)}={known.MIDDLE:.0f} CNY/fair" for name in known.DEVIATIONS))
    with pytest.raises(TooFew, match="draws no number"):
        understand(certain, Order(replications=100, pairs=0), workers=1)


# ---------------------------------------------------------------------------------------- the curves by themselves


def made(chance, replications, numbers, shares):
    """Numbers of which the first carry these shares of a result, and luck the rest."""
    drawn = chance.random((replications, numbers))
    parts = np.sqrt(12) * (drawn[:, : len(shares)] - 0.5) * np.sqrt(shares)
    result = parts.sum(axis=1) + np.sqrt(1 - sum(shares)) * chance.standard_normal(replications)
    return Inputs(tuple(map(str, range(numbers))), drawn), result


def test_of_350_numbers_those_that_carry_most_are_found_and_hardly_any_other():
    shares = [0.3, 0.2, 0.1, 0.08, 0.05, 0.03, 0.02]
    chance = np.random.default_rng(8)
    false, inside = [], []
    for _ in range(8):
        found = fit(*made(chance, 1000, 350, shares))
        kept = {one.position: one for one in found.carriers}
        assert set(range(6)) <= kept.keys() and [one.position for one in found.carriers][:3] == [0, 1, 2]
        false.append(sum(position >= len(shares) for position in kept))
        inside += [kept[j].low <= share <= kept[j].high for j, share in enumerate(shares) if j in kept]
        assert found.rest == pytest.approx(0.22, abs=0.03) and found.floor < 0.01
    assert np.mean(false) <= 0.5 and np.mean(inside) >= 0.8


def test_the_floor_is_what_noise_alone_reaches():
    chance = np.random.default_rng(9)
    found = [fit(*made(chance, 200, 350, [])) for _ in range(10)]
    assert sum(bool(one.carriers) for one in found) <= 2
    assert all(0.05 < one.floor < 0.15 for one in found)


def test_a_number_that_acts_in_a_curve_is_found():
    drawn = Inputs(("a", "b"), np.random.default_rng(1).random((400, 2)))
    result = (drawn.values[:, 0] - 0.5) ** 2
    (one,) = fit(drawn, result).carriers
    assert one.position == 0 and one.index > 0.95


def test_what_is_the_same_everywhere_or_known_too_seldom_is_not_told():
    drawn = Inputs(("a",), np.random.default_rng(1).random((200, 1)))
    assert fit(drawn, np.ones(200)) is None
    assert fit(drawn, np.where(np.arange(200) < 101, np.nan, drawn.values[:, 0])) is None


def test_the_first_ten_of_the_outlay_are_exchanged_and_the_strongest_of_the_others():
    chance = np.random.default_rng(2)
    drawn, first = made(chance, 1000, 60, [0.05] * 15)
    other = drawn.values[:, 40] + 0.1 * chance.standard_normal(1000)
    paths = strongest(drawn, [fit(drawn, first), None, fit(drawn, other)])
    assert len(paths) <= EXCHANGED and "40" in paths and len([path for path in paths if int(path) < 15]) == 10


def test_an_exchanged_replication_differs_in_one_number_alone():
    made_up = counties.scenario("known")
    design = Exchanged((known.path("one"), known.path("two")), 1)
    order = Order(replications=4)
    own = gather(made_up, "abc", order, replications(made_up, order, 1))
    some = gather(made_up, "abc", order, replications(made_up, order, 1, design=design))
    drawn, changed = additive.inputs(own), additive.inputs(some)
    for number in range(4):
        base = number // 2
        differ = [path for path in drawn.paths if drawn.values[base, drawn.paths.index(path)]
                  != changed.values[number, changed.paths.index(path)]]  # fmt: skip
        assert differ == [design.paths[number % 2]]
        moved = known.outlay(some)[number] - known.outlay(own)[base]
        at = drawn.paths.index(differ[0])
        assert moved == pytest.approx(changed.values[number, changed.paths.index(differ[0])] - drawn.values[base, at],
                                      abs=0.01)  # fmt: skip
    assert design.of(3).luck == 1 and design.of(3).luck < OTHER_LUCK
