"""The calendar of the compiled engine: who is scheduled is listed, once, on the day and in the phase."""

from collections import defaultdict
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobsim.lives import agenda

DAYS, PERSONS, FIRST = 9, 70, 730_000


def world():
    return SimpleNamespace(
        first=FIRST, last=FIRST + DAYS - 1, today=FIRST, page=agenda.pages(PERSONS, DAYS), page_free=-1, page_count=0,
        bucket=np.full((DAYS, agenda.BUCKETS), -1, np.int32),
    )  # fmt: skip


def roused(w, phase):
    """Everybody whose moment is this phase of today."""
    found, page = [], agenda.take_bucket(w, phase)
    while page >= 0:
        listed = w.page[page]
        found += listed[agenda.PERSONS : agenda.PERSONS + listed[agenda.NUMBER]].tolist()
        page = agenda.turn_page(w, page)
    return found


@given(st.data())
def test_each_bucket_gives_those_put_into_it(data):
    w, expected, asleep = world(), defaultdict(set), list(range(PERSONS))
    moment = st.tuples(st.integers(0, DAYS + 2), st.integers(0, agenda.BUCKETS - 1))
    for day in range(DAYS):
        w.today = FIRST + day
        # Those awake go to sleep until a later day; many choose the same, so that buckets take several pages.
        favourite = data.draw(moment)
        for p in asleep:
            until, phase = favourite if data.draw(st.booleans()) else data.draw(moment)
            until = max(until, day + 1)
            agenda.schedule(w, p, FIRST + until, phase)
            expected[until, phase].add(p)
        asleep = []
        for phase in range(agenda.BUCKETS):
            found = roused(w, phase)
            assert len(set(found)) == len(found) and set(found) == expected[day, phase]
            assert not roused(w, phase)
            asleep += found
    assert w.page_count <= len(w.page)


@pytest.mark.parametrize("phase", range(agenda.BUCKETS))
def test_pages_are_used_again(phase):
    w = world()
    for day in range(DAYS - 1):
        w.today = FIRST + day
        assert len(roused(w, phase)) == (PERSONS if day else 0)
        for p in range(PERSONS):
            agenda.schedule(w, p, w.today + 1, phase)
    assert w.page_count == -(-PERSONS // agenda._ON_A_PAGE)
