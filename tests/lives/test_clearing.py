"""The compiled clearing gives the same answers on the same days as the pools and vacancies of SimPy."""

import numpy as np
import pytest
import simpy

import counties
from jobsim.county.records import Columns
from jobsim.lives import places
from jobsim.lives.clearing import (
    BUFFERS,
    FULL_REQUESTS,
    FULL_VENTURE_POSTS,
    advertise,
    advertise_at_venture,
    clear_places,
    give_back,
    open_places,
    open_posts,
    prepare,
    request_place,
)
from jobsim.lives.codes import Place
from jobsim.lives.world import World
from kernel_worlds import Stage

ASK, GIVE_BACK, OPEN, ADVERTISE, AT_VENTURE, FAIL, FOUND, MONTH, CLEAR = range(9)
STEP_DTYPE = np.dtype([("what", "i8"), ("a", "i8"), ("b", "i8"), ("c", "i8"), ("d", "i8")])
ANSWER_DTYPE = np.dtype([("day", "i8"), ("number", "i8"), ("place", "i8")])
STEPS = 800
PERSONS, FIRMS, VENTURES = 40, 130, 6
ROOM = 12
"""Who takes part; firms fill more than two blocks of the register of those that hire."""


def play(w):
    """The steps, one day after the other; a clearing ends the day."""
    for k in range(len(w.step)):
        step = w.step[k]
        if step.what == ASK:
            request_place(w, step.a, step.b, step.c, k % 64, step.d != 0, k)
        elif step.what == GIVE_BACK:
            give_back(w, step.a)
        elif step.what == OPEN:
            open_places(w, step.a, step.b)
        elif step.what == ADVERTISE:
            advertise(w, step.a)
        elif step.what == AT_VENTURE:
            advertise_at_venture(w, step.a)
        elif step.what == FAIL:
            w.firm.alive[w.proper + step.a] = 0
        elif step.what == FOUND:
            w.firm.alive[w.proper + step.a], w.firm.founded[w.proper + step.a] = 1, w.today
        elif step.what == MONTH:
            for firm in range(w.proper):
                open_posts(w, firm, (firm + step.a) % 31 == 0)
        else:
            clear_places(w)
            for g in range(w.places.granted):
                answer = w.answer[w.answers[0]]
                answer.day, answer.number, answer.place = w.today, w.places.grant.side[g], w.places.grant.place[g]
                w.answers[0] += 1
            for place in range(Place.vacancy):
                w.free[w.clearings[0], place] = w.places.pool.free[place]
            w.clearings[0] += 1
            w.today += 1
    return 0


class Bureau:
    """The same steps with SimPy's requests, pools and vacancies."""

    def __init__(self, stage):
        self.firm = Columns(stage.world().firm)
        self.env, self.draws, self.key = simpy.Environment(), stage.draws, stage.county.keys.tolist()
        self.person, self.zero_family = Columns(stage.county.persons), [0] * stage.county.families
        self.retires_before = stage.county.retires_before.tolist()
        self.today, self.proper, self.events = stage.model.first, stage.county.firms_proper, 0
        self.model = stage.model
        self.pools = places.pools(stage.model, stage.county)
        self.vacancies = places.vacancies(stage.model, stage.county, self.firm)
        self.waiting, self.answers, self.free = {}, [], []

    def play(self, steps):
        for k, (what, a, b, c, d) in enumerate(steps):
            if what == ASK:
                self.waiting[k] = next(World.request(self, a, b, c, k % 64, today_only=d != 0))
            elif what == GIVE_BACK:
                self.pools[a].give_back()
            elif what == OPEN:
                self.pools[a].free += b
            elif what == ADVERTISE:
                self.vacancies.post(a, self.today)
            elif what == AT_VENTURE:
                self.vacancies.venture_posts.append((self.today, self.key[a], self.proper + a))
            elif what == FAIL:
                self.firm.alive[self.proper + a] = 0
            elif what == FOUND:
                self.firm.alive[self.proper + a], self.firm.founded[self.proper + a] = 1, self.today
            elif what == MONTH:
                self.vacancies.open_month(self.today, (np.arange(self.proper) + a) % 31 == 0)
            elif what == CLEAR:
                self.clear()

    def clear(self):
        self.vacancies.clear(self.today)
        for pool in self.pools:
            pool.clear(self.today)
        for number in [number for number, answer in self.waiting.items() if answer.triggered]:
            self.answers.append((self.today, number, self.waiting.pop(number).value))
        self.free.append([pool.free for pool in self.pools])
        self.today += 1


@pytest.fixture(scope="module")
def stage():
    steps = np.zeros(STEPS, STEP_DTYPE)
    made = Stage(
        counties.scenario(
            counties.RICH, f"county.firms.number={FIRMS}", "places.public_post.priority=[disabled, rural]",
            "places.vacancies.lapse=2 months", "places.vacancies.venture_share=0.4",
        ),
        step=steps, answer=np.zeros(STEPS, ANSWER_DTYPE), answers=np.zeros(1, np.int64),
        clearings=np.zeros(1, np.int64), free=np.zeros((STEPS, Place.vacancy), np.int64),
    )  # fmt: skip
    # Some firms close in the time of the test.
    made.county.firms["closes"][:FIRMS:7] = made.model.first + np.arange(0, FIRMS, 7) % 30
    made.county.firms["closes"][FIRMS:] = 1 << 30
    made.county.firms["alive"][FIRMS:] = 1
    return made


@pytest.fixture(scope="module")
def builds(stage):
    return {"plain": stage.plain(play), "compiled": stage.compiled(play)}


def script(seed):
    """Days of random steps; from seed to seed there is more or less to share, and patience is longer or shorter."""
    rng = np.random.default_rng(seed)
    asked, steps = [Place.vacancy, Place.vacancy, Place.public_post, Place.internship, Place.loan], []
    months = iter(range(1000))
    while len(steps) < STEPS:
        for _ in range(rng.integers(0, 9)):
            p, place = rng.integers(PERSONS), asked[rng.integers(len(asked))]
            if rng.random() < 0.2:
                steps.append((ASK, p, Place.three_supports, 0, 1))
            else:
                steps.append((ASK, p, place, rng.integers(1, 6) if place == Place.loan else 0, 0))
        for _ in range(rng.integers(0, 2 + seed % 3)):
            what = rng.choice([GIVE_BACK, OPEN, ADVERTISE, ADVERTISE, AT_VENTURE, AT_VENTURE, FAIL, FOUND])
            if what in (GIVE_BACK, OPEN):
                steps.append((what, rng.integers(Place.vacancy), rng.integers(5), 0, 0))
            else:
                steps.append((what, rng.integers(FIRMS if what == ADVERTISE else VENTURES), 0, 0, 0))
        if rng.random() < 0.03 * (seed % 4):
            steps.append((MONTH, next(months), 0, 0, 0))
        steps.append((CLEAR, 0, 0, 0, 0))
    patience = {name: int(rng.integers(0, 9)) for name in ("vacancy", "public_post", "internship", "loan")}
    return np.array(steps[:STEPS], STEP_DTYPE), patience


def played(stage, build, steps, patience):
    """The bureau and the world of arrays after the same steps."""
    stage.model.patience = patience
    bureau, w = Bureau(stage), stage.world()
    bureau.play(steps.tolist())
    w.step[:] = steps
    w.places.venture_post = w.places.venture_post[:ROOM].copy()  # so small that closed posts have to make room
    build(w)
    return bureau, w


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("build", ["plain", "compiled"])
def test_both_engines_answer_alike(stage, builds, build, seed):
    bureau, w = played(stage, builds[build], *script(seed))
    assert not w.full
    assert sorted(w.answer[: w.answers[0]].tolist()) == sorted(bureau.answers)
    assert w.free[: w.clearings[0]].tolist() == bureau.free
    assert w.firm.open.tolist() == bureau.firm.open


def test_the_steps_bring_about_what_can_happen(stage):
    """Refusals and grants of every kind, by firms of first and second choice and by ventures."""
    seen = set()
    for seed in range(16):
        steps, patience = script(seed)
        stage.model.patience = patience
        bureau = Bureau(stage)
        bureau.play(steps.tolist())
        for _, number, place in bureau.answers:
            pool = int(steps[number]["b"])
            kind = 0 if pool != Place.vacancy or place < 0 else 2 if place >= bureau.proper else 1
            seen.add((pool, place >= 0, kind))
    pools = (Place.public_post, Place.internship, Place.loan, Place.three_supports)
    assert seen >= {(pool, granted, 0) for pool in pools for granted in (True, False)}
    assert seen >= {(Place.vacancy, False, 0), (Place.vacancy, True, 1), (Place.vacancy, True, 2)}


@pytest.mark.parametrize(("bit", "what"), [(FULL_REQUESTS, ASK), (FULL_VENTURE_POSTS, AT_VENTURE)])
@pytest.mark.parametrize("room", [5, 6])
def test_a_full_buffer_is_reported_and_never_overrun(stage, builds, bit, what, room):
    """Six ask for a post at a time, or six ventures offer one."""
    w = stage.world()
    w.step["what"], w.step["a"], w.step["b"] = CLEAR, np.arange(STEPS) % 7, Place.public_post
    w.step["what"][: 7 * 6] = np.where(np.arange(42) % 7 == 6, CLEAR, what)
    w.places.pool.patience[Place.public_post] = 0
    w.firm.alive[w.proper :] = 0 if what == ASK else 1
    for name in BUFFERS[bit]:
        setattr(w.places, name, np.zeros(room if what == ASK else 7 * room, getattr(w.places, name).dtype))
    builds["compiled"](w)
    assert w.full == (0 if room == 6 else bit)


def test_buffers_are_used_again_by_the_next_replication(stage, builds):
    """Nothing of the replication before is left in what the next one reads."""
    steps, patience = script(5)
    _, first = played(stage, builds["compiled"], steps, patience)
    held = {name: getattr(first.places, name).view(np.ndarray) for names in BUFFERS.values() for name in names}
    again = stage.world()
    for name, value in prepare(stage.model, stage.county, held).items():
        setattr(again.places, name, value)
    assert again.places.request.ctypes.data == first.places.request.ctypes.data
    again.step[:] = steps
    answers = first.answer.copy()
    builds["compiled"](again)
    assert (again.answer == answers).all()
