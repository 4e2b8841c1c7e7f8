"""The compiled calendar of firms and institutions does on each day what the SimPy processes do."""

import numpy as np
import pytest
from scipy import stats

import counties
from jobsim.county.records import Columns
from jobsim.draws import Draws
from jobsim.engines.calendar import CalendarEnvironment
from jobsim.engines.simpy_engine import open_desk
from jobsim.lives import firms, world
from jobsim.lives.codes import Flow, Place
from jobsim.lives.world import World
from jobsim.scenario.parameters import Parameters
from jobsim.vocabulary import FACTS, GRADES, M, Phase
from kernel_worlds import SEED, Stage

HELD = (
    "fair: {title: {zh: 会, en: fair}, kind: fair, on: [03-31, 2022-01-01]}",
    "days: {title: {zh: 日, en: days}, kind: activity, on: [05-01, 05-02]}",
    "checked: {title: {zh: 核, en: checked}, kind: firm_assessment, on: [02-28]}",
    "settled: {title: {zh: 结, en: settled}, kind: unit_settlement, on: [2022-06-30, 12-31]}",
    "graded: {title: {zh: 评, en: graded}, kind: evaluation, on: [11-15], source: assumption, "
    "grades: {excellent: 0.2, good: 0.3, failed: 0.5}}",
    "graded_too: {title: {zh: 评, en: graded}, kind: evaluation, on: [11-15], source: assumption, "
    "grades: {qualified: 1}}",
)
STATE = ("insured_seen", "insured_last_year", "staff_seen", "key_seen", "intern_months", "completed", "retained")


def play(w):
    """All days: the calendar alone, and what stands at the end of each day."""
    for day in range(w.first, w.last + 1):
        w.today = day
        firms.institutions(w)
        firms.events(w)
        for firm in range(w.proper):
            w.open[day - w.first, firm] = w.firm.open[firm]
            if w.firm.open[firm] != 0 and w.places.hiring[firm] == 0 and w.firm.closes[firm] > day:
                w.unlisted[0] += 1
        for place in range(Place.vacancy):
            w.free[day - w.first, place] = w.places.pool.free[place]
        for flow in range(len(w.flow)):
            w.flows[day - w.first, flow] = w.flow[flow]
    return 0


@pytest.fixture(scope="module")
def stage():
    made = counties.scenario(counties.RICH, "county.firms.number=200", f"events={{{', '.join(HELD)}}}")
    days = (made.horizon.end - made.horizon.history_from).days + 1
    stage = Stage(
        made, open=np.zeros((days, 200), np.int64), unlisted=np.zeros(1, np.int64),
        free=np.zeros((days, Place.vacancy), np.int64), flows=np.zeros((days, len(vars(Flow)))),
    )  # fmt: skip
    rng = np.random.default_rng(5)
    for name in STATE:
        stage.county.firms[name][:200] = rng.integers(0, 30, 200)
    stage.county.firms["completed"][:200:3] = 0
    stage.scenario = made
    return stage


@pytest.fixture(scope="module", params=["plain", "compiled"])
def played(request, stage):
    """The world of arrays after all days."""
    w = stage.world()
    getattr(stage, request.param)(play)(w)
    return w


class Diary:
    """The SimPy processes of firms and institutions, without any lives; what stands at the end of each day."""

    def __init__(self, stage, patch):
        self.reports, self.open, self.free, self.flows = [], [], [], []
        patch.setattr(world, "report", self.report)
        patch.setattr(firms, "watched_groups", lambda *asked: True)
        env, columns, draws = CalendarEnvironment(stage.model.first), Columns(stage.county.firms), Draws(SEED, 0)
        desk = open_desk(stage.scenario, Parameters(stage.scenario, draws.parameter), draws, stage.county, columns)
        w = World(env, stage.model.plain(), stage.county, columns, draws, desk, frozenset())
        for process in (firms.openings, firms.labour_market, firms.recognitions, firms.contributions, self.observe):
            env.process(process(w))
        for event in stage.scenario.events.values():
            env.process(firms.scheduled(w, event))
        while env.peek() < stage.model.last + 1:
            env.step()
        self.firm = columns

    def report(self, w, milestone, kind, agent, firm, facts, groups):
        assert (kind, agent, groups) == (world.FIRM, firm, 0)
        self.reports.append((w.today, milestone, firm, facts.copy()))

    def observe(self, w):
        for day in range(w.model.first, w.model.last + 1):
            yield w.at(day, Phase.OBSERVE)
            self.open.append(w.firm.open[: w.proper])
            self.free.append([pool.free for pool in w.pools])
            self.flows.append(w.flow.copy())


@pytest.fixture(scope="module")
def diary(stage):
    with pytest.MonkeyPatch.context() as patch:
        return Diary(stage, patch)


def test_posts_are_open_on_the_same_days(played, diary):
    assert played.open.tolist() == diary.open
    assert played.open.any()
    assert not played.unlisted[0], "a firm with an open post is among those that hire"


def test_places_and_loan_volume_open_on_the_same_days(played, diary):
    assert played.free.tolist() == diary.free
    assert all(played.free[:, place].any() for place in range(Place.vacancy))


def test_posts_that_open_are_counted_alike(played, diary):
    assert played.flows.tolist() == diary.flows
    assert played.flow[Flow.internship_posts_collected] > 0 and played.flow[Flow.public_welfare_posts_opened] > 0


def test_firms_reach_the_same_milestones_with_the_same_facts(played, diary):
    found = played.report[: played.reports]
    rows = sorted(zip(*(found[name].tolist() for name in ("day", "milestone", "firm", "facts")), strict=True))
    assert rows == sorted(diary.reports)
    reached = {row[1] for row in rows}
    assert reached == {M.recognised, M.firm_month, M.firm_year, M.internship_unit_settled, M.evaluated}
    for name in ("recognition", "founded", "intern_months", "completed", "retained"):
        assert played.firm[name][: played.proper].tolist() == getattr(diary.firm, name)[: played.proper]


def test_grades_follow_the_shares_of_the_event(diary):
    grade = list(FACTS).index("grade")
    given = [facts[grade] for _, milestone, _, facts in diary.reports if milestone == M.evaluated]
    assert {GRADES[code] for code in given} == {"excellent", "good", "qualified", "failed"}


def test_a_grade_is_that_of_the_share_in_which_the_draw_falls():
    shares, grades = [0.25, 0.5], [3, 2]
    assert [firms.graded(shares, grades, u) for u in (0.0, 0.249, 0.25, 0.749, 0.75, 0.999)] == [3, 3, 2, 2, 0, 0]


def test_the_posts_of_a_month_are_poisson_of_the_firm_s_nominal_size_and_the_season(stage):
    market, county, model = firms.Market(stage.model, stage.county), stage.county, stage.model
    section = model.scenario.places.vacancies
    season = model.scenario.behaviour.seasons[section.season].months
    names = ("micro", "small", "medium", "large")
    for month, day in enumerate(firms.month_starts(model.first, model.last)):
        uniform = Draws(SEED, 0).many("vacancy", np.arange(200), month)
        factor = season[month % 12] / (sum(season) / 12)
        mean = [
            model.value(section.rate[names[f["size_class"]]]) * f["nominal_staff"] * factor for f in county.firms[:200]
        ]  # fmt: skip
        assert market.counts(day, uniform).tolist() == stats.poisson.ppf(uniform, mean).tolist()
