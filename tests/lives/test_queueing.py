"""A pool of internship posts with one class and no retention against Erlang's formulas.

Arrivals are Poisson and stays exponential in continuous time; both are rounded up to whole days, as in the engine. With
stays of 1,500 days on average, rounding shifts what is compared by about a thousandth, far below the intervals.
"""

import math

import numpy as np
import pytest
import simpy
from scipy import stats

from jobsim.draws import Draws
from jobsim.lives.places import Pool, Request
from jobsim.vocabulary import Phase

MEAN_STAY = 1500.0
FOREVER = 1 << 40
WARM_UP = 500


class Bureau:
    """A pool of posts run by SimPy in the phases of a day. ``blocked``, ``waits`` and ``found`` are by arrival."""

    def __init__(self, posts, offered, patience, arrivals, seed):
        draws = Draws(seed, 0)
        gaps = -np.log(draws.many("applicant", np.arange(arrivals))) * MEAN_STAY / offered
        self.days = np.ceil(np.cumsum(gaps)).astype(int)
        self.stays = np.ceil(-np.log(draws.many("internship_length", np.arange(arrivals))) * MEAN_STAY).astype(int)
        self.lottery = draws.many("lottery", np.arange(arrivals))
        self.blocked = np.zeros(arrivals, bool)
        self.waits = np.zeros(arrivals, int)
        self.patience = patience
        self.env = simpy.Environment()
        self.pool = Pool("internship", [(0, posts)], True, [], (0, 0, 0), patience)
        self.pool.open_due(0)
        self.calls = set()
        for number in range(arrivals):
            self.env.process(self.intern(number))
        self.env.run()

    def at(self, day, phase):
        return self.env.timeout(day + phase / 8 - self.env.now)

    def clearing(self, day):
        """Clear on days on which somebody asks or leaves; on all others there is nothing to clear."""
        if day not in self.calls:
            self.calls.add(day)
            self.env.process(self.clear(day))

    def clear(self, day):
        yield self.at(day, Phase.CLEARING)
        self.pool.clear(day)

    def intern(self, number):
        day = int(self.days[number])
        yield self.at(day, Phase.DECISIONS)
        answer = self.env.event()
        until = day + min(self.patience, FOREVER)
        self.pool.waiting.append(Request(0, day, float(self.lottery[number]), number, number, until, answer.succeed))
        self.clearing(day)
        if (yield answer) < 0:
            self.blocked[number] = True
            return
        today = int(self.env.now)
        self.waits[number] = today - day
        yield self.at(today + int(self.stays[number]), Phase.ENDINGS)
        self.pool.give_back()
        self.clearing(int(self.env.now))


def erlang_loss(posts, offered):
    """Share of arrivals that find all posts taken and go: Erlang B, a ratio of Poisson probabilities."""
    return stats.poisson.pmf(posts, offered) / stats.poisson.cdf(posts, offered)


def erlang_delay(posts, offered):
    """Share of arrivals that have to wait when all wait: Erlang C."""
    loss = erlang_loss(posts, offered)
    return loss / (1 - (offered / posts) * (1 - loss))


def interval(values, batches=40):
    """Mean and half-width of its 99.9 % interval from batch means; neighbours in time are not independent."""
    means = values[: len(values) // batches * batches].reshape(batches, -1).mean(axis=1)
    return means.mean(), stats.t.ppf(0.9995, batches - 1) * means.std(ddof=1) / math.sqrt(batches)


@pytest.mark.parametrize(("posts", "offered"), [(1, 0.8), (5, 6.0)])
def test_without_patience_the_share_turned_away_is_erlang_s_loss_formula(posts, offered):
    bureau = Bureau(posts, offered, 0, 12_000, seed=21)
    share, half = interval(bureau.blocked[WARM_UP:].astype(float))
    assert half < 0.03
    assert abs(share - erlang_loss(posts, offered)) < half + 0.002
    assert (bureau.waits == 0).all()


@pytest.mark.parametrize(("posts", "offered"), [(1, 0.6), (4, 2.8)])
def test_with_endless_patience_the_share_that_waits_and_the_wait_are_erlang_s_delay_formula(posts, offered):
    bureau = Bureau(posts, offered, FOREVER, 16_000, seed=22)
    assert not bureau.blocked.any()
    waits = bureau.waits[WARM_UP:].astype(float)
    share, half = interval((waits > 0).astype(float))
    assert half < 0.05
    assert abs(share - erlang_delay(posts, offered)) < half + 0.002
    mean, half = interval(waits / MEAN_STAY)
    expected = erlang_delay(posts, offered) / (posts - offered)
    assert half < 0.35 * expected
    assert abs(mean - expected) < half + 0.002


def test_who_waits_longest_is_served_first():
    bureau = Bureau(2, 1.6, FOREVER, 4000, seed=23)
    started = bureau.days + bureau.waits
    order = np.lexsort((bureau.lottery, bureau.days))
    assert (np.diff(started[order]) >= 0).all()


def test_the_loss_formula_is_that_of_the_books():
    assert erlang_loss(1, 1.0) == pytest.approx(0.5)
    assert erlang_loss(5, 3.0) == pytest.approx(0.1101, abs=5e-5)
    assert erlang_delay(2, 1.0) == pytest.approx(1 / 3)
