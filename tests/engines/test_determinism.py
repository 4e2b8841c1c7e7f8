"""The same seed gives the same bytes, in whatever order a phase is worked through and by however many processes."""

from dataclasses import replace

import pytest

import counties
from counties import RICH, SMALL
from jobsim.engines import ENGINES, run_replication
from jobsim.engines.simpy_engine import LIVES, run
from jobsim.experiments import record
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.finance.ledger import Status
from jobsim.lives import world
from jobsim.lives.relevance import EVERY_MONTH, Relevance
from jobsim.vocabulary import MILESTONE_CODE, State


def test_the_rich_county_reaches_every_milestone_of_its_programmes_in_every_state_of_a_claim():
    made = counties.scenario(RICH)
    ledgers = [counties.replication(RICH, number=number).ledger for number in (0, 1)]
    for name in made.programmes:
        assert any((counties.of(made, ledger, name)["paid_fen"] > 0).any() for ledger in ledgers), name
    statuses = {int(status) for ledger in ledgers for status in ledger["status"]}
    assert statuses == set(Status)
    assert {programme.when for programme in made.programmes.values()} == set(MILESTONE_CODE)


def test_the_same_seed_gives_the_same_replication_and_any_other_another():
    made = counties.scenario(RICH)
    once = counties.replication(RICH)
    for engine in ENGINES:
        assert counties.same(once, run_replication(made, 1, 0, engine=engine))
    for seed, number in ((1, 1), (0, 0), (2**32 + 1, 0)):
        assert not counties.same(once, counties.replication(RICH, seed=seed, number=number))


@pytest.mark.parametrize("engine", ENGINES)
def test_seed_zero_is_a_seed_like_any_other(engine):
    made = counties.scenario(SMALL)
    zero, again, other = (run_replication(made, seed, 0, engine=engine) for seed in (0, 0, 1))
    assert counties.same(zero, again)
    assert len(zero.ledger) > 20 and not counties.same(zero, other)


@pytest.mark.parametrize(("number", "shuffle"), [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (4, 7)])
def test_the_order_inside_a_phase_changes_nothing(number, shuffle):
    shuffled = run(counties.scenario(RICH), 5, number, shuffle=shuffle)
    assert counties.same(counties.replication(RICH, seed=5, number=number), shuffled)


def test_the_shuffle_does_shuffle(monkeypatch):
    asked = []
    count_placement = world.count_placement

    def noted(w, p, *change):
        asked.append((w.env.now, w.key[p]))
        count_placement(w, p, *change)

    monkeypatch.setattr(world, "count_placement", noted)  # part of every change of spell
    run(counties.scenario(SMALL), 1, 0)
    plain, asked[:] = list(asked), []
    run(counties.scenario(SMALL), 1, 0, shuffle=1)
    assert asked != plain and sorted(asked) == sorted(plain)


def test_watching_persons_changes_nothing_but_the_journeys():
    made = counties.scenario(RICH, "programmes.away_travel.conditions=null", "programmes.away_service.conditions=null")
    plain, watched = run(made, 3, 0), run(made, 3, 0, journeys_of=frozenset(range(0, 600, 5)))
    assert counties.same(plain, watched)
    assert plain.journeys == [] and {entry[0] for entry in watched.journeys} <= set(range(0, 600, 5))
    again = run(made, 3, 0, journeys_of=frozenset(range(0, 600, 5)), shuffle=9)
    assert again.journeys == watched.journeys
    assert watched.journeys == sorted(watched.journeys, key=lambda entry: entry[:3])


NARROW = {
    "programmes.unemployment_benefit.who": ["registered_six_months", "older_unemployed"],
    "programmes.unemployment_benefit.conditions": {"prior_insured_months": ">= 1"},
    "programmes.insurance_subsidy.who": ["registered_six_months"],
    "programmes.work_allowance.conditions": {"wage": ">= 2900 CNY", "contract_months": ">= 12"},
    "programmes.flexible_insurance.conditions": {"insured": True, "minimum_wage_percent": ">= 130"},
    "programmes.post_wage.conditions": {"urban_post": True, "insured": True},
    "programmes.stable_venture.conditions": {"operating_months": ">= 3", "jobs": ">= 1", "first_venture": True},
    "programmes.rent.conditions": {"incubated": True, "free_premises": False},
    "programmes.hiring_tax_quota.effective": {"start": "2023-03-01", "applies_to": "started"},
}


SHORT = {
    "programmes.work_allowance.conditions": {"months_total": 3},
    "programmes.insurance_subsidy.conditions": {
        "any": [{"insured_months": "<= 4"}, {"months_total": 6, "staff": ">= 9"}]
    },
    "programmes.flexible_insurance.conditions": {"months_total": "<= 2"},
    "programmes.away_service.conditions": {"months_total": 2},
    "programmes.stable_venture.conditions": {"operating_months": 5},
    "programmes.rent.conditions": {"operating_months": "<= 7"},
}


@pytest.mark.parametrize("layer", [{}, NARROW, SHORT], ids=["wide rules", "narrow rules", "rules for few months"])
def test_months_that_are_not_simulated_are_months_that_no_rule_pays(monkeypatch, layer):
    made = counties.variant(RICH, layer)
    skipped = run(made, 4, 0)
    monkeypatch.setattr(Relevance, "watched", lambda *_args, **_kwargs: (1, EVERY_MONTH))
    monkeypatch.setattr(Relevance, "watched_groups", lambda *_args, **_kwargs: True)
    everything = run(made, 4, 0)
    assert everything.events > skipped.events
    assert counties.same(skipped, everything)
    if layer is SHORT:
        assert all(len(counties.of(made, everything.ledger, path.split(".")[1])) for path in SHORT)
    if layer is NARROW:
        assert (counties.of(made, everything.ledger, "unemployment_benefit")["paid_fen"] > 0).any()


def test_one_process_and_two_write_the_same_bytes(tmp_path):
    made, order = counties.scenario(RICH), Order(seed=0, replications=2, ledger=True)
    written = []
    for workers in (1, 2):
        results = gather(made, "hash", order, replications(made, order, workers))
        for name, frame in record.tables(results).items():
            record.write_table(frame, tmp_path / name)
        written.append({path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())})
    assert set(written[0]) >= {f"{name}.parquet" for name in ("ledger", "outlay", "indicators", "targets", "funds")}
    assert written[0] == written[1]


def test_a_run_of_other_length_keeps_the_replications_it_shares():
    made = counties.scenario(SMALL)
    three = list(replications(made, Order(seed=2, replications=3, ledger=True), 1))
    one = list(replications(made, Order(seed=2, replications=1, ledger=True), 1))
    first, other = replace(three[0], seconds=0.0), replace(one[0], seconds=0.0)
    assert first.ledger.tobytes() == other.ledger.tobytes() and first.parameters == other.parameters


def test_every_state_has_its_life():
    assert set(LIVES) == set(State)
