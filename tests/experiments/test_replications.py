"""Which replications run, in which order, and when a run stops."""

import pytest

import synthetic
from jobsim.experiments import replications as module
from jobsim.experiments.replications import Order, OrderError, RunFailed, cash_total, replications


def test_replications_come_in_order(made_up_engine):
    numbers = [r.replication for r in replications(synthetic.scenario(), Order(replications=5), workers=1)]
    assert numbers == [0, 1, 2, 3, 4]


def test_the_precision_decides_how_many_run(made_up_engine, monkeypatch):
    monkeypatch.setattr(module, "PRECISION_BATCH", 10)
    loose = list(replications(synthetic.scenario(), Order(replications=1, precision=0.5), workers=1))
    tight = list(replications(synthetic.scenario(), Order(replications=1, precision=0.03), workers=1))
    assert len(loose) == 20, "ten replications give no interval of the 80 % quantile"
    assert len(tight) > len(loose) and len(tight) % 10 == 0


def test_a_run_that_cannot_reach_its_precision_ends(made_up_engine, monkeypatch):
    monkeypatch.setattr(module, "PRECISION_BATCH", 10)
    monkeypatch.setattr(module, "PRECISION_LIMIT", 30)
    assert len(list(replications(synthetic.scenario(), Order(replications=20, precision=1e-9), workers=1))) == 30


def test_only_budget_funds_count_towards_the_precision(made_up_engine):
    (reduced,) = replications(synthetic.scenario(), Order(replications=1, seed=0), workers=1)
    assert cash_total(reduced, {0}) == pytest.approx(1500.01 + 2000 + 50_000)
    assert cash_total(reduced, {1}) == 900


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
    [{"seed": -1}, {"seed": 2**64}, {"replications": 0}, {"precision": 0.0}, {"precision": float("nan")},
     {"engine": "abacus"}],
)  # fmt: skip
def test_an_order_that_cannot_be_is_refused(wrong):
    with pytest.raises(OrderError):
        Order(**wrong)


def test_seed_zero_is_a_seed():
    assert Order(seed=0).seed == 0
