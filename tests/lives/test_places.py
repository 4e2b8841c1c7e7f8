"""What is scarce: the rank among requests, patience, volume, and vacancies by firm."""

import datetime as dt
import random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jobsim.county.groups import mask_of
from jobsim.draws import Draws
from jobsim.lives.places import Pool, Request, Vacancies, priority_class

TODAY = dt.date(2023, 3, 1).toordinal()
EVERYBODY = (0, 0, 0)


def pool(*, free=0, patience=30, reopen=True, openings=(), who=EVERYBODY):
    return Pool("seats", list(openings), reopen, [], who, patience, free=free)


class Queue:
    """Requests that note what they were given: person -> place."""

    def __init__(self):
        self.given = {}

    def request(self, person, *, priority=0, since=TODAY, lottery=0.5, patience=30, **more):
        def granted(place):
            assert person not in self.given, "answered twice"
            self.given[person] = place

        return Request(priority, since, lottery, person, person, since + patience, granted, **more)


RANKS = st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from([0.1, 0.5, 0.9]))


@given(ranks=st.lists(RANKS, min_size=1, max_size=12), free=st.integers(0, 12), order=st.randoms())
def test_places_go_by_class_waiting_lottery_and_key_in_whatever_order_they_were_asked_for(ranks, free, order):
    queue, seats = Queue(), pool(free=free)
    seats.waiting = [
        queue.request(key, priority=group, since=TODAY - 3 + since, lottery=lottery)
        for key, (group, since, lottery) in enumerate(ranks)
    ]
    order.shuffle(seats.waiting)
    seats.clear(TODAY)
    first = sorted(range(len(ranks)), key=lambda key: (*ranks[key], key))
    assert [key for key, place in queue.given.items() if place >= 0] == first[:free]
    assert {request.person for request in seats.waiting} == set(first[free:])
    assert seats.free == max(0, free - len(ranks))


@settings(max_examples=60)
@given(
    opened=st.integers(0, 5),
    days=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=30),
    patience=st.integers(0, 5),
)
def test_places_are_conserved_and_nobody_waits_beyond_patience(opened, days, patience):
    """Each day so many ask and so many of the seated leave; seats opened = free + taken."""
    queue, seats, number, seated = Queue(), pool(openings=[(TODAY, opened)], patience=patience), 0, 0
    for offset, (asking, leaving) in enumerate(days):
        day = TODAY + offset
        assert seats.open_due(day) == (0 if offset else opened)
        for _ in range(min(leaving, seated)):
            seats.give_back()
            seated -= 1
        for _ in range(asking):
            seats.waiting.append(queue.request(number, since=day, patience=patience))
            number += 1
        before = sum(place >= 0 for place in queue.given.values())
        seats.clear(day)
        seated += sum(place >= 0 for place in queue.given.values()) - before
        assert seats.free + seated == opened and seats.free >= 0
        assert not (seats.free and seats.waiting), "a free seat is not left empty while somebody waits"
        assert all(day < request.until for request in seats.waiting)
    assert len(queue.given) + len(seats.waiting) == number


def test_a_request_is_given_up_on_the_day_its_patience_ends():
    queue, seats = Queue(), pool()
    seats.waiting = [queue.request(1, patience=2)]
    for day in (TODAY, TODAY + 1):
        seats.clear(day)
        assert queue.given == {}
    seats.clear(TODAY + 2)
    assert queue.given == {1: -1} and seats.waiting == []


def test_places_open_on_their_days_and_a_single_use_place_is_not_filled_again():
    seats = pool(openings=[(TODAY, 2), (TODAY + 5, 3)], reopen=False)
    assert [seats.open_due(TODAY + k) for k in range(7)] == [2, 0, 0, 0, 0, 3, 0]
    seats.give_back()
    assert seats.free == 5
    again = pool(reopen=True)
    again.give_back()
    assert again.free == 1


def test_volume_is_lent_by_amount_and_a_smaller_request_may_still_fit():
    queue, volume = Queue(), pool(free=500_000)
    volume.waiting = [
        queue.request(1, lottery=0.1, amount=300_000),
        queue.request(2, lottery=0.2, amount=250_000),
        queue.request(3, lottery=0.3, amount=200_000),
    ]
    volume.clear(TODAY)
    assert queue.given == {1: 0, 3: 0} and volume.free == 0


def test_admission_asks_for_any_all_and_none_of_the_groups():
    seats = pool(who=(mask_of(["veteran", "disabled"]), mask_of(["rural"]), mask_of(["woman"])))
    assert seats.admits(mask_of(["veteran", "rural"]))
    assert not seats.admits(mask_of(["rural"]))
    assert not seats.admits(mask_of(["veteran"]))
    assert not seats.admits(mask_of(["veteran", "rural", "woman"]))
    assert pool().admits(0)


def test_the_priority_class_is_the_first_group_held():
    masks = [mask_of([name]) for name in ("zero_employment_family", "disabled")]
    assert priority_class(mask_of(["disabled", "zero_employment_family"]), masks) == 0
    assert priority_class(mask_of(["disabled"]), masks) == 1
    assert priority_class(mask_of(["rural"]), masks) == 2


# ---------------------------------------------------------------------------------------- vacancies

SIZES = [5, 1, 10, 4]


def market(open_posts, *, closes=None, ventures=0, lapse=6):
    firms = SimpleNamespace(
        open=[*open_posts, *[0] * ventures],
        closes=[*(closes or [TODAY + 10_000] * len(open_posts)), *[TODAY + 10_000] * ventures],
        alive=[1] * (len(open_posts) + ventures),
        founded=[0] * len(open_posts) + [TODAY - 100] * ventures,
    )
    edges = (np.cumsum(SIZES) / sum(SIZES)).tolist()
    return Vacancies(firms, len(open_posts), edges, 30, lapse)


def test_seekers_ask_at_firms_in_proportion_to_size():
    vacancies = market([0] * 4)
    chosen = [vacancies.choice(u) for u in Draws(3, 0).many("place", np.arange(8000)).tolist()]
    assert stats.chisquare(np.bincount(chosen, minlength=4), 8000 * np.array(SIZES) / sum(SIZES)).pvalue > 1e-3
    assert (vacancies.choice(0.0), vacancies.choice(1 - 1e-12)) == (0, 3)


def test_with_ample_posts_everybody_gets_the_firm_chosen_whoever_else_is_looking():
    draws = Draws(4, 0)
    choices = {person: draws.uniform("place", person) for person in range(40)}

    def placed(persons):
        queue, vacancies = Queue(), market([100] * 4)
        vacancies.waiting = [
            queue.request(p, lottery=draws.uniform("lottery", p), first_choice=choices[p]) for p in persons
        ]
        vacancies.clear(TODAY)
        return queue.given

    everybody, some = placed(range(40)), placed(range(0, 40, 3))
    assert all(everybody[p] == firm for p, firm in some.items())
    assert everybody == {p: market([0] * 4).choice(u) for p, u in choices.items()}


@given(
    choices=st.lists(st.floats(0, 0.999), min_size=1, max_size=25),
    open_posts=st.lists(st.integers(0, 4), min_size=4, max_size=4),
    order=st.randoms(),
)
def test_no_post_is_given_twice_and_none_is_left_while_somebody_waits(choices, open_posts, order):
    queue, vacancies = Queue(), market(open_posts)
    requests = [queue.request(p, lottery=(p * 7919 % 101) / 101, first_choice=u) for p, u in enumerate(choices)]
    order.shuffle(requests)
    vacancies.waiting = requests
    vacancies.clear(TODAY)
    taken = np.bincount(list(queue.given.values()), minlength=4)
    assert (taken + np.array(vacancies.firms.open) == open_posts).all()
    assert len(queue.given) == min(len(choices), sum(open_posts))
    # Who asked first at a firm by rank comes before who comes to it as a second choice.
    ranked = sorted(requests, key=lambda r: r.rank)
    for firm in range(4):
        askers = [r.person for r in ranked if vacancies.choice(r.first_choice) == firm]
        assert all(queue.given.get(p) == firm for p in askers[: open_posts[firm]])


def test_a_post_of_a_firm_that_has_closed_is_not_given():
    queue = Queue()
    vacancies = market([3, 0, 0, 0], closes=[TODAY, TODAY + 9, TODAY + 9, TODAY + 9])
    vacancies.waiting = [queue.request(1, first_choice=0.1)]
    vacancies.clear(TODAY)
    assert queue.given == {} and len(vacancies.waiting) == 1
    vacancies.clear(TODAY + 30)
    assert queue.given == {1: -1}


def test_posts_that_nobody_took_lapse():
    vacancies = market([0] * 4, lapse=2)
    first_of_months = [dt.date(2023, month, 1).toordinal() for month in (1, 2, 3, 4)]
    vacancies.open_month(first_of_months[0], np.array([4, 0, 0, 0]))
    vacancies.open_month(first_of_months[1], np.array([1, 0, 0, 0]))
    assert vacancies.firms.open[0] == 5
    vacancies.open_month(first_of_months[2], np.array([0, 0, 0, 0]))
    assert vacancies.firms.open[0] == 1
    vacancies.post(0, first_of_months[2])
    vacancies.open_month(first_of_months[3], np.array([0, 0, 0, 0]))
    assert vacancies.firms.open[0] == 1, "what was advertised again in March is still open in April"


def test_posts_of_ventures_go_to_those_who_ask_there_oldest_post_first():
    queue, vacancies = Queue(), market([9] * 4, ventures=3)
    vacancies.venture_posts = [(TODAY - 1, 55, 6), (TODAY - 2, 40, 5), (TODAY - 2, 30, 4)]
    random.Random(1).shuffle(vacancies.venture_posts)
    vacancies.firms.alive[4] = 0
    vacancies.waiting = [queue.request(p, lottery=p / 10, first_choice=0.0, at_ventures=p != 2) for p in range(1, 5)]
    vacancies.clear(TODAY)
    assert queue.given == {1: 5, 2: 0, 3: 6, 4: 0}


@pytest.mark.parametrize(
    ("gone", "value"),
    [("alive", 0), ("closes", TODAY), ("founded", TODAY - 1)],
    ids=["failed", "closed", "founded again"],
)
def test_a_venture_that_is_gone_hires_nobody(gone, value):
    queue, vacancies = Queue(), market([1] * 4, ventures=1)
    getattr(vacancies.firms, gone)[4] = value
    vacancies.venture_posts = [(TODAY - 5, 9, 4)]
    vacancies.waiting = [queue.request(1, first_choice=0.0, at_ventures=True)]
    vacancies.clear(TODAY)
    assert queue.given == {1: 0}
