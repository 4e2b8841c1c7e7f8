"""Which replications run, in which order, and when a run stops."""

import pytest

import synthetic
from jobsim.experiments.precision import Goal
from jobsim.experiments.replications import Order, OrderError, RunFailed, replications


def test_replications_come_in_order(made_up_engine):
    numbers = [r.replication for r in replications(synthetic.scenario(), Order(replications=5), workers=1)]
    assert numbers == [0, 1, 2, 3, 4]


def test_replications_begin_where_they_are_asked_to(made_up_engine):
    run = replications(synthetic.scenario(), Order(replications=5), workers=1, first=3)
    assert [r.replication for r in run] == [3, 4] and len(made_up_engine) == 2


def test_the_precision_decides_how_many_run(made_up_engine):
    def number(width, **more):
        return len(list(replications(synthetic.scenario(), Order(replications=1, precision=Goal(width, **more)), 1)))

    assert number(0.9) == 125, "narrow at the first look and at the second"
    assert number(0.005, of="outlay.mean", at_most=3000) > 125
    assert number(1e-9, at_most=210) == 210, "the cap, whole block or not"


def test_the_least_number_is_that_of_the_first_look(made_up_engine):
    assert len(list(replications(synthetic.scenario(), Order(replications=160, precision=Goal(0.9)), 1))) == 200


def test_progress_tells_the_start_and_every_replication(made_up_engine):
    told = []
    list(replications(synthetic.scenario(), Order(replications=2), 1, lambda *report: told.append(report)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_replication_that_breaks_names_itself(monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("a rate of nothing")

    monkeypatch.setattr("jobsim.engines.run_replication", broken)
    monkeypatch.setattr("jobsim.engines.compiled.engine.the_kernel", lambda: None)
    with pytest.raises(RunFailed, match="replication 0 could not finish: ZeroDivisionError: a rate of nothing"):
        list(replications(synthetic.scenario(), Order(replications=1), workers=1))


@pytest.mark.parametrize(
    "wrong",
    [{"seed": -1}, {"seed": 2**64}, {"replications": 0}, {"replications": 300, "precision": Goal(0.1, at_most=200)},
     {"engine": "abacus"}],
)  # fmt: skip
def test_an_order_that_cannot_be_is_refused(wrong):
    with pytest.raises(OrderError):
        Order(**wrong)


def test_seed_zero_is_a_seed():
    assert Order(seed=0).seed == 0
