"""The small model of the benchmark against peers: on jobsim's parts and as a hand-written loop it is the same model."""

import importlib
import sys
from pathlib import Path

import pytest

PEERS = Path(__file__).parents[2] / "benchmarks" / "peers"


@pytest.mark.slow
def test_on_jobsim_s_parts_the_pool_counts_the_same_events_as_the_hand_written_loop(monkeypatch):
    monkeypatch.syspath_prepend(str(PEERS))
    pool, own, limit = (importlib.import_module(name) for name in ("pool", "jobsim_pool", "hand_loop"))
    try:
        for persons in (40, 700):
            seeds = range(5)
            counts = own.run(persons, seeds)
            assert counts.tolist() == limit.run(persons, seeds).tolist()
            assert (counts[:, pool.ARRIVAL] == persons).all() and (counts > 0).all()
    finally:
        for name in ("pool", "jobsim_pool", "hand_loop"):
            sys.modules.pop(name, None)
