"""Claims counted by group: both ways give the same, and that what counting by hand gives."""

from collections import defaultdict
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobsim.engines import tally
from jobsim.engines.compiled import engine

PLAIN = tally.compiled(lambda **held: tally.stamp(SimpleNamespace(**held)))
COMPILED = engine.the_kernel().tally
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.one_of(st.integers(-1, 5), st.sampled_from([99 << 24, 2**31 - 1])),
        st.integers(0, 2**50),
    ),
    max_size=60,
)


def by_hand(entries, number):
    persons, counts, sums = defaultdict(set), [0] * number, [0] * number
    for group, person, fen in entries:
        counts[group] += 1
        sums[group] += fen
        if person >= 0:
            persons[group].add(person)
    return counts, [len(persons[group]) for group in range(number)], sums


@pytest.mark.parametrize("way", [tally.by_sorting, PLAIN, COMPILED], ids=["sorting", "stamping", "compiled"])
@settings(max_examples=60, deadline=None)
@given(ENTRIES, st.integers(5, 9))
def test_claims_persons_and_sums_of_each_group(way, entries, number):
    groups, persons, fen = np.array(entries, np.int64).reshape(-1, 3).T
    assert tuple(each.tolist() for each in way(groups, persons, fen, number)) == by_hand(entries, number)


def test_many_persons_find_their_places_in_the_table():
    rng = np.random.default_rng(5)
    groups = rng.integers(0, 300, 40_000)
    persons = rng.choice(np.concatenate([np.arange(-1, 9000), (25 << 24) + np.arange(3000)]), 40_000)
    fen = rng.integers(0, 10**9, 40_000)
    for one, other in zip(
        COMPILED(groups, persons, fen, 301), tally.by_sorting(groups, persons, fen, 301), strict=True
    ):
        assert (one == other).all() and one[300] == 0
