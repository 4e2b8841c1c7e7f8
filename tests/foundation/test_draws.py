"""Keyed random numbers: the published generator, pure functions of their key, uniform and independent."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jobsim.draws import STREAM, STREAMS, Draws, block, path_code, philox

WORD = st.integers(0, 2**32 - 1)
STREAM_NAMES = st.sampled_from(STREAMS)


# Known-answer vectors of philox4x32-10, published with the generator (Random123, kat_vectors).
@pytest.mark.parametrize(
    ("counter", "key", "block"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
         (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
    ],
)  # fmt: skip
def test_philox_gives_the_published_answers(counter, key, block):
    assert philox(counter, key) == block


@given(WORD, WORD, WORD, WORD, WORD, WORD)
def test_a_block_is_four_words_and_another_counter_gives_another_block(c0, c1, c2, c3, k0, k1):
    block = philox((c0, c1, c2, c3), (k0, k1))
    assert all(0 <= word < 2**32 for word in block)
    # For one key the generator is a bijection of counters, so no two counters share a block.
    assert philox((c0 ^ 1, c1, c2, c3), (k0, k1)) != block
    assert philox((c0, c1, c2, c3 ^ 1), (k0, k1)) != block


@given(seed=st.integers(0, 2**64 - 1), replication=WORD, agent=WORD, occurrence=WORD, stream=STREAM_NAMES)
def test_a_draw_is_the_first_52_bits_of_the_block_of_its_key(seed, replication, agent, occurrence, stream):
    first, second, third, fourth = philox(
        (agent, occurrence, STREAM[stream], replication), (seed & 0xFFFFFFFF, seed >> 32)
    )
    draws = Draws(seed, replication)
    assert draws.uniform(stream, agent, occurrence) == ((((first << 32) | second) >> 12) + 0.5) / 2**52
    pair = draws.pair_by_code(STREAM[stream], agent, occurrence)
    assert pair == (draws.uniform(stream, agent, occurrence), ((((third << 32) | fourth) >> 12) + 0.5) / 2**52)


@settings(max_examples=50)
@given(
    seed=st.integers(0, 2**64 - 1), stream=STREAM_NAMES, occurrence=st.integers(0, 2**31),
    agents=st.lists(st.integers(0, 2**31), min_size=1, max_size=40),
)  # fmt: skip
def test_many_at_once_are_the_numbers_one_by_one(seed, stream, occurrence, agents):
    draws = Draws(seed, 3)
    alone = [Draws(seed, 3).uniform(stream, agent, occurrence) for agent in agents]
    assert draws.many(stream, np.array(agents), occurrence).tolist() == alone


@settings(max_examples=50)
@given(
    seed=st.integers(0, 2**64 - 1), replication=WORD, stream=STREAM_NAMES, occurrence=st.integers(0, 2**31),
    agents=st.lists(st.integers(0, 2**31), max_size=10),
)  # fmt: skip
def test_the_block_that_is_compiled_draws_the_same_numbers(seed, replication, stream, occurrence, agents):
    asked = np.array(agents, np.int64)
    without, within = Draws(seed, replication), Draws(seed, replication, block)
    assert within.many(stream, asked, occurrence).tolist() == without.many(stream, asked, occurrence).tolist()
    # Every other agent, and an occurrence for each: what the block does not take is drawn all the same.
    assert within.many(stream, asked[::2], occurrence).tolist() == without.many(stream, asked[::2], occurrence).tolist()
    each = np.arange(len(agents))
    assert within.many(stream, asked, each).tolist() == without.many(stream, asked, each).tolist()


@settings(max_examples=50)
@given(
    seed=st.integers(0, 2**64 - 1), replication=WORD, stream=STREAM_NAMES, occurrence=st.integers(0, 2**31),
    agents=st.lists(st.integers(0, 2**31 - 1), max_size=10),
)  # fmt: skip
def test_the_block_gives_both_draws_of_each(seed, replication, stream, occurrence, agents):
    first, second = np.zeros(len(agents)), np.zeros(len(agents))
    asked = np.array(agents, np.uint64)
    block(asked, occurrence, STREAM[stream], replication, seed & 0xFFFFFFFF, seed >> 32, first, second)
    draws = Draws(seed, replication)
    expected = [draws.pair_by_code(STREAM[stream], agent, occurrence) for agent in agents]
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == expected


def test_the_compiled_block_draws_the_same_numbers():
    compiled = pytest.importorskip("numba").njit(nogil=True)(block)
    agents = np.concatenate([np.arange(2000), [99 << 24, 2**31 - 1]])
    for seed, replication, occurrence in [(0, 0, 0), (1, 7, 5), (2**63 + 5, 2**32 - 1, 1 << 20), (2**64 - 1, 3, 2**31)]:
        expected = Draws(seed, replication).many("age", agents, occurrence)
        assert (Draws(seed, replication, compiled).many("age", agents, occurrence) == expected).all()


@pytest.mark.parametrize("occurrence", [0, 1, 15, 16, 300])
def test_a_number_does_not_depend_on_how_often_or_in_which_order_it_is_asked_for(occurrence):
    together = Draws(7, 0)
    agents = [*range(1500, 0, -1), *range(0, 1500, 7), 3, 3, 3]
    asked = [together.uniform("exit", agent, occurrence) for agent in agents]
    assert asked == [Draws(7, 0).uniform("exit", agent, occurrence) for agent in agents]


def test_many_takes_an_occurrence_for_each_agent():
    draws = Draws(5, 1)
    occurrences = np.arange(40) % 7
    expected = [draws.uniform("wage", agent, int(k)) for agent, k in enumerate(occurrences)]
    assert draws.many("wage", np.arange(40), occurrences).tolist() == expected


def _sample(seed=1, replication=0, stream="exit", occurrence=0, size=20_000):
    return Draws(seed, replication).many(stream, np.arange(size), occurrence)


@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**64 - 1])
@pytest.mark.parametrize("stream", ["age", "exit", "take_up"])
def test_draws_follow_the_uniform_law(seed, stream):
    sample = _sample(seed, stream=stream)
    assert sample.min() > 0.0 and sample.max() < 1.0
    assert stats.kstest(sample, "uniform").pvalue > 1e-4
    # Along the occurrences of one agent as well.
    along = Draws(seed, 0).many(stream, np.zeros(20_000, np.int64), np.arange(20_000))
    assert stats.kstest(along, "uniform").pvalue > 1e-4


def test_streams_occurrences_replications_seeds_and_halves_of_a_block_are_independent():
    base = _sample()
    second = np.array([Draws(1, 0).pair_by_code(STREAM["exit"], a, 99)[1] for a in range(20_000)])
    others = {
        "stream": _sample(stream="frailty"),
        "occurrence": _sample(occurrence=1),
        "replication": _sample(replication=1),
        "seed": _sample(seed=2),
        "seed beyond 32 bits": _sample(seed=1 + 2**32),
        "neighbour": np.roll(base, 1),
        "second half": second,
    }
    bound = 4.5 / np.sqrt(len(base))  # 4.5 standard errors of a correlation of independent numbers
    for (name, one), (other_name, other) in itertools.combinations({"base": base, **others}.items(), 2):
        assert abs(np.corrcoef(one, other)[0, 1]) < bound, (name, other_name)
        # 5 by 5 cells of the unit square, beyond correlation.
        cells = np.histogram2d(one, other, bins=5, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(cells.ravel()).pvalue > 1e-5, (name, other_name)


def test_seed_zero_is_a_seed_like_any_other_and_large_seeds_differ():
    seeds = [0, 1, 2**31, 2**32, 2**32 + 1, 2**33, 2**63, 2**64 - 1]
    numbers = {Draws(seed, 0).uniform("age", 5) for seed in seeds}
    assert len(numbers) == len(seeds)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match="seed must be between 0 and"):
        Draws(seed, 0)


def test_streams_have_names_of_their_own():
    assert len(set(STREAMS)) == len(STREAMS) == len(STREAM)


def test_a_parameter_is_drawn_by_its_path_alone():
    draws = Draws(3, 2)
    assert draws.parameter("a.b") == [draws.uniform("parameter", path_code("a.b"), 1)]
    assert draws.parameter("a.c", "a.b") == draws.parameter("a.c") + draws.parameter("a.b")
    assert draws.parameter("a.b") == Draws(3, 2).parameter("a.b") != draws.parameter("a.c")
    assert draws.parameter("a.b") != Draws(3, 3).parameter("a.b")
    assert path_code("a.b") == 0x1EEF715D
    sample = draws.parameter(*(f"path.{number}" for number in range(5000)))
    assert stats.kstest(sample, "uniform").pvalue > 1e-4
