"""The compiled handler of what is scarce: requests, clearing, vacancies.

:mod:`jobsim.lives.places` says what is shared and how, and holds the pools that SimPy clears; here is the same sharing
over the arrays of ``w.places``. A pool has one queue for each priority class. Whoever asks later ranks behind, so a
queue stays in order when the day's requests, ordered by lottery and key, are put at its end; and as all have the same
patience, whoever loses it first stands first. Nothing is looked at again while nothing has become free.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from jobsim import days
from jobsim.county.synthesis import County
from jobsim.lives import world
from jobsim.lives.codes import PLACES, Place, S
from jobsim.lives.model import Model
from jobsim.lives.places import admitted, first_choice, pools, priority_class, still_hires, vacancies
from jobsim.lives.world import groups_now, spell_key, uniform

REQUEST_DTYPE = np.dtype(
    [
        ("lottery", "f8"),
        ("amount", "i8"),  # places, or fen of loan volume
        ("person", "i4"),
        ("until", "i4"),  # the day on which patience ends
        ("first", "i4"),  # the firm of first choice
        ("next", "i4"),  # the next in the same queue, -1 none
        ("side", "i4"),  # the record of what asks beside the person's life, -1 the life itself
        ("at_ventures", "i4"),
    ]
)
GRANT_DTYPE = np.dtype([("person", "i4"), ("place", "i4"), ("pool", "i4"), ("side", "i4")])
"""An answer of the day: ``place`` is 0, a firm's row, or -1 when patience ended; ``pool`` a code of ``Place``."""
QUEUE_DTYPE = np.dtype([("head", "i4"), ("tail", "i4"), ("asked", "i4")])
"""First and last of those who wait, and the requests of the day, not ordered yet."""
POOL_DTYPE = np.dtype(
    [
        ("free", "i8"),
        ("any_of", "i8"),
        ("all_of", "i8"),
        ("none_of", "i8"),
        ("patience", "i4"),  # days
        ("reopen", "i4"),
        ("grew", "i4"),  # something has become free since the last clearing
        ("queue", "i4"),
        ("queue_end", "i4"),
        ("mask", "i4"),
        ("mask_end", "i4"),
        ("opening", "i4"),  # the next opening
        ("opening_end", "i4"),
    ]
)
OPENING_DTYPE = np.dtype([("day", "i4"), ("places", "i8")])
VENTURE_POST_DTYPE = np.dtype([("day", "i4"), ("row", "i4")])

FIELDS: dict[str, Any] = {
    "pool": (POOL_DTYPE, 1),  # by code of Place, the vacancies included
    "mask": ("i8", 1),  # priority groups of all pools
    "opening": (OPENING_DTYPE, 1),  # of each pool in order of days
    "queue": (QUEUE_DTYPE, 1),
    "request": (REQUEST_DTYPE, 1),
    "unused": "int",  # the first of the requests given back, -1 none
    "used": "int",
    "grant": (GRANT_DTYPE, 1),
    "granted": "int",
    "run": ("i4", 1),  # scratch of the ordering
    "edge": ("f8", 1),  # cumulative share of the firms' size
    "posted": ("i4", 2),  # posts advertised by firm, by month modulo lapse
    "hiring": ("?", 1),  # the firm may have an open post
    "hiring_in": ("i4", 1),  # firms that hire, by block
    "hiring_firms": "int",
    "venture_post": (VENTURE_POST_DTYPE, 1),  # in order of day and founder
    "venture_first": "int",  # the first that may still be open
    "venture_posts": "int",
}
"""Fields of ``w.places`` used here; :mod:`jobsim.lives.firms` adds its own."""

FULL_REQUESTS, FULL_VENTURE_POSTS = 1 << 16, 1 << 17
"""Bits of ``w.full``: which buffer is too small."""
BUFFERS = {FULL_REQUESTS: ("request", "grant"), FULL_VENTURE_POSTS: ("venture_post",)}
_BLOCK = 64


# -- what the lives ask -----------------------------------------------------------------------


def request_place(w: Any, p: int, place: int, amount: int, occurrence: int, today_only: bool, side: int) -> None:
    """Ask for a place (DECISIONS). The answer is among the grants of the clearing on the day it is given."""
    places = w.places
    new = places.unused
    if new >= 0:
        places.unused = places.request.next[new]
    elif places.used < len(places.request):
        new = places.used
        places.used += 1
    else:
        w.full |= FULL_REQUESTS
        return
    key, pool, request = spell_key(w, p, occurrence), places.pool[place], places.request[new]
    request.person, request.side, request.amount = p, side, amount if amount > 0 else 1
    request.lottery = uniform(w, S.lottery, p, key)
    request.until = w.today if today_only else w.today + pool.patience
    queue = pool.queue
    if place == Place.vacancy:
        request.first = first_choice(places.edge, uniform(w, S.place, p, key))
        request.at_ventures = 1 if uniform(w, S.choice, p, key) < w.model.venture_share else 0
    elif pool.mask_end > pool.mask:
        queue += priority_class(groups_now(w, p), places.mask[pool.mask : pool.mask_end])
    request.next = places.queue.asked[queue]
    places.queue.asked[queue] = new


def admits(w: Any, place: int, groups: int) -> bool:
    """The compiled :func:`jobsim.lives.world.admits`."""
    pool = w.places.pool[place]
    return admitted(groups, pool.any_of, pool.all_of, pool.none_of)


def give_back(w: Any, place: int) -> None:
    """The compiled :func:`jobsim.lives.world.give_back`."""
    if w.places.pool.reopen[place]:
        open_places(w, place, 1)


def open_places(w: Any, place: int, number: int) -> None:
    """So many places of a pool become free."""
    w.places.pool.free[place] += number
    w.places.pool.grew[place] = 1


def advertise(w: Any, firm: int) -> None:
    """The compiled :func:`jobsim.lives.world.advertise`."""
    places = w.places
    w.firm.open[firm] += 1
    places.posted[firm, days.month_index(w.today) % places.posted.shape[1]] += 1
    _mark(places, firm, True)
    places.pool.grew[Place.vacancy] = 1


def advertise_at_venture(w: Any, p: int) -> None:
    """The compiled :func:`jobsim.lives.world.advertise_at_venture`."""
    places = w.places
    if places.venture_posts == len(places.venture_post):
        _drop_venture_posts(w)
        if places.venture_posts == len(places.venture_post):
            w.full |= FULL_VENTURE_POSTS
            return
    post, here = places.venture_post, places.venture_posts
    while (
        here > places.venture_first
        and post.day[here - 1] == w.today
        and w.person.key[w.firm.founder[post.row[here - 1]]] > w.person.key[p]
    ):
        post.day[here], post.row[here] = post.day[here - 1], post.row[here - 1]
        here -= 1
    post.day[here], post.row[here] = w.today, w.venture_row[p]
    places.venture_posts += 1
    places.pool.grew[Place.vacancy] = 1


def _drop_venture_posts(w: Any) -> None:
    """Make room: only posts stay that are open."""
    places, kept = w.places, 0
    post = places.venture_post
    for here in range(places.venture_first, places.venture_posts):
        if still_hires(w.firm, post.row[here], post.day[here], w.today):
            post.day[kept], post.row[kept] = post.day[here], post.row[here]
            kept += 1
    places.venture_first, places.venture_posts = 0, kept


def open_posts(w: Any, firm: int, number: int) -> None:
    """New posts of the month (INSTITUTION); older than the lapse are withdrawn, and those of a closed firm."""
    places, month = w.places, days.month_index(w.today) % w.places.posted.shape[1]
    places.posted[firm, month] = 0
    advertised = 0
    for k in range(places.posted.shape[1]):
        advertised += places.posted[firm, k]
    found = min(w.firm.open[firm], advertised) + number
    places.posted[firm, month] = number
    if w.firm.closes[firm] <= w.today:
        found = 0
    w.firm.open[firm] = found
    _mark(places, firm, found > 0)
    places.pool.grew[Place.vacancy] = 1


# -- clearing -----------------------------------------------------------------------------------


def clear_places(w: Any) -> None:
    """Share everything that is scarce among those who ask (CLEARING); the answers are the day's grants."""
    w.places.granted = 0
    _clear_vacancies(w)
    for place in range(Place.vacancy):
        _clear_pool(w, place)


def _clear_pool(w: Any, place: int) -> None:
    places = w.places
    pool, request = places.pool[place], places.request
    grew = pool.grew
    pool.grew = 0
    for queue in range(pool.queue, pool.queue_end):
        if grew and pool.free > 0:
            _share(places, place, queue)
        _give_up(places, place, queue, w.today)
        here = places.queue.asked[queue]
        if here < 0:
            continue
        places.queue.asked[queue] = -1
        here = _ordered(places, here)
        while here >= 0:
            after = request.next[here]
            if request.amount[here] <= pool.free:
                pool.free -= request.amount[here]
                _answer(places, place, here, 0)
            elif request.until[here] <= w.today:
                _answer(places, place, here, -1)
            else:
                _append(places, queue, here)
            here = after


def _share(places: Any, place: int, queue: int) -> None:
    """Among those who waited already; who asks for too much lets the next go ahead."""
    pool, request = places.pool[place], places.request
    before, here = -1, places.queue.head[queue]
    while here >= 0 and pool.free > 0:
        after = request.next[here]
        if request.amount[here] <= pool.free:
            pool.free -= request.amount[here]
            _unlink(places, queue, before, here)
            _answer(places, place, here, 0)
        else:
            before = here
        here = after


def _give_up(places: Any, place: int, queue: int, day: int) -> None:
    """Those whose patience has ended leave."""
    here = places.queue.head[queue]
    while here >= 0 and places.request.until[here] <= day:
        after = places.request.next[here]
        _unlink(places, queue, -1, here)
        _answer(places, place, here, -1)
        here = after


def _clear_vacancies(w: Any) -> None:
    places = w.places
    request, queue = places.request, places.pool.queue[Place.vacancy]
    before = places.queue.tail[queue]
    here = places.queue.asked[queue]
    if here >= 0:
        places.queue.asked[queue] = -1
        here = _ordered(places, here)
        while here >= 0:
            after = request.next[here]
            _append(places, queue, here)
            here = after
    if places.pool.grew[Place.vacancy]:
        # Else those who waited already have nothing to hope for: all posts were taken when they were last looked at.
        places.pool.grew[Place.vacancy] = 0
        before = -1
    # First choice, or what ventures offer.
    last, here = before, _behind(places, queue, before)
    while here >= 0 and (places.hiring_firms > 0 or places.venture_first < places.venture_posts):
        after, firm = request.next[here], -1
        if request.at_ventures[here]:
            firm = _take_at_venture(w)
        if firm < 0 and _hires(w, request.first[here]):
            firm = request.first[here]
            _take(w, firm)
        if firm >= 0:
            _unlink(places, queue, last, here)
            _answer(places, Place.vacancy, here, firm)
        else:
            last = here
        here = after
    # Second choice: the open firm that follows the first choice in the register.
    here = _behind(places, queue, before)
    while here >= 0:
        firm = _next_hiring(w, request.first[here])
        if firm < 0:
            break
        after = request.next[here]
        _take(w, firm)
        _unlink(places, queue, before, here)
        _answer(places, Place.vacancy, here, firm)
        here = after
    _give_up(places, Place.vacancy, queue, w.today)


def _take_at_venture(w: Any) -> int:
    """The row of the venture whose post is the oldest, -1 if none is open."""
    places = w.places
    post = places.venture_post
    while places.venture_first < places.venture_posts:
        here = places.venture_first
        places.venture_first += 1
        if still_hires(w.firm, post.row[here], post.day[here], w.today):
            return post.row[here]
    return -1


# -- firms with open posts ------------------------------------------------------------------------


def _mark(places: Any, firm: int, hires: bool) -> None:
    if hires and not places.hiring[firm]:
        places.hiring[firm] = True
        places.hiring_in[firm // _BLOCK] += 1
        places.hiring_firms += 1
    elif places.hiring[firm] and not hires:
        places.hiring[firm] = False
        places.hiring_in[firm // _BLOCK] -= 1
        places.hiring_firms -= 1


def _hires(w: Any, firm: int) -> bool:
    """Whether the firm has an open post. A firm that has closed hires no more."""
    if not w.places.hiring[firm]:
        return False
    if w.firm.closes[firm] <= w.today:
        _mark(w.places, firm, False)
        return False
    return True


def _take(w: Any, firm: int) -> None:
    w.firm.open[firm] -= 1
    if w.firm.open[firm] == 0:
        _mark(w.places, firm, False)


def _next_hiring(w: Any, start: int) -> int:
    """The first firm from ``start`` on that hires, going round once; -1 if none does."""
    places = w.places
    while places.hiring_firms > 0:
        firm = _next_marked(places, start)
        if _hires(w, firm):
            return firm
    return -1


def _next_marked(places: Any, start: int) -> int:
    block, blocks, firms = start // _BLOCK, len(places.hiring_in), len(places.hiring)
    for firm in range(start, min((block + 1) * _BLOCK, firms)):
        if places.hiring[firm]:
            return firm
    for k in range(block + 1, block + 1 + blocks):
        first = k % blocks * _BLOCK
        if places.hiring_in[k % blocks]:
            for firm in range(first, min(first + _BLOCK, firms)):
                if places.hiring[firm]:
                    return firm
    return -1


# -- queues --------------------------------------------------------------------------------------


def _behind(places: Any, queue: int, before: int) -> int:
    """The request that follows another in its queue, or the first of the queue (-1)."""
    return places.queue.head[queue] if before < 0 else places.request.next[before]


def _append(places: Any, queue: int, request: int) -> None:
    places.request.next[request] = -1
    tail = places.queue.tail[queue]
    if tail < 0:
        places.queue.head[queue] = request
    else:
        places.request.next[tail] = request
    places.queue.tail[queue] = request


def _unlink(places: Any, queue: int, before: int, request: int) -> None:
    """Take a request out of its queue; ``before`` is the one ahead of it, -1 none."""
    after = places.request.next[request]
    if before < 0:
        places.queue.head[queue] = after
    else:
        places.request.next[before] = after
    if after < 0:
        places.queue.tail[queue] = before


def _answer(places: Any, place: int, request: int, granted: int) -> None:
    """The request is answered and its record given back."""
    asked, grant = places.request[request], places.grant[places.granted]
    grant.person, grant.place, grant.pool, grant.side = asked.person, granted, place, asked.side
    places.granted += 1
    asked.next = places.unused
    places.unused = request


def _ordered(places: Any, head: int) -> int:
    """A chain of requests in order of lottery and key: ``run[i]`` holds an ordered chain of 2**i of them, or none."""
    request, run = places.request, places.run
    if request.next[head] < 0:
        return head
    for i in range(len(run)):
        run[i] = -1
    while head >= 0:
        here = head
        head = request.next[head]
        request.next[here] = -1
        i = 0
        while run[i] >= 0:
            here = _merged(request, run[i], here)
            run[i] = -1
            i += 1
        run[i] = here
    for i in range(len(run)):
        head = _merged(request, run[i], head)
    return head


def _merged(request: Any, a: int, b: int) -> int:
    head = last = -1
    while a >= 0 and b >= 0:
        if request.lottery[a] < request.lottery[b] or (
            request.lottery[a] == request.lottery[b] and request.person[a] < request.person[b]
        ):
            here = a
            a = request.next[a]
        else:
            here = b
            b = request.next[b]
        if last < 0:
            head = here
        else:
            request.next[last] = here
        last = here
    rest = a if a >= 0 else b
    if last < 0:
        return rest
    request.next[last] = rest
    return head


# -- Python side ------------------------------------------------------------------------------------

COUNTERPARTS = {
    world.admits: admits,
    world.give_back: give_back,
    world.advertise: advertise,
    world.advertise_at_venture: advertise_at_venture,
}
"""The compiled world's own versions of primitives of :mod:`jobsim.lives.world`."""


def prepare(model: Model, county: County, held: Mapping[str, npt.NDArray[Any]] | None = None) -> dict[str, Any]:
    """Values of :data:`FIELDS` before the first day. The buffers named in :data:`BUFFERS` are taken from ``held``."""
    made, market = pools(model, county), vacancies(model, county, None)
    pool = np.zeros(len(PLACES), POOL_DTYPE)
    masks: list[int] = []
    openings: list[tuple[int, int]] = []
    queues = 0
    for code, each in enumerate(made):
        row = pool[code]
        row["any_of"], row["all_of"], row["none_of"] = each.who
        row["patience"], row["reopen"] = each.patience, each.reopen
        row["queue"], row["queue_end"] = queues, queues + len(each.priority) + 1
        row["mask"], row["mask_end"] = len(masks), len(masks) + len(each.priority)
        due = [opening for opening in each.openings if opening[0] >= model.first]
        row["opening"], row["opening_end"] = len(openings), len(openings) + len(due)
        queues, masks, openings = row["queue_end"], masks + each.priority, openings + due
    pool[Place.vacancy]["patience"] = market.patience
    pool[Place.vacancy]["queue"], pool[Place.vacancy]["queue_end"] = queues, queues + 1
    firms = max(1, market.proper)
    room = max(1024, len(county.keys) // 16)
    return {
        "pool": pool,
        "mask": np.array(masks, np.int64),
        "opening": np.array(openings, OPENING_DTYPE),
        "queue": np.full(queues + 1, -1, QUEUE_DTYPE),
        "request": _buffer(held, "request", REQUEST_DTYPE, room),
        "unused": -1,
        "used": 0,
        "grant": _buffer(held, "grant", GRANT_DTYPE, room),
        "granted": 0,
        "run": np.zeros(32, np.int32),
        "edge": np.array(market.edges),
        "posted": np.zeros((firms, market.lapse), np.int32),
        "hiring": np.zeros(firms, np.bool_),
        "hiring_in": np.zeros(-(-firms // _BLOCK), np.int32),
        "hiring_firms": 0,
        "venture_post": _buffer(held, "venture_post", VENTURE_POST_DTYPE, room),
        "venture_first": 0,
        "venture_posts": 0,
    }


def _buffer(
    held: Mapping[str, npt.NDArray[Any]] | None, name: str, dtype: np.dtype[Any], room: int
) -> npt.NDArray[Any]:
    return np.zeros(room, dtype) if held is None else held[name]
