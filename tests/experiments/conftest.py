import pytest

import synthetic


@pytest.fixture
def made_up_engine(monkeypatch):
    """Replications come from the synthetic county; the call list says which were run."""
    calls = []

    def run_replication(scenario, seed, replication, *, engine, static, journeys_of, **_):
        calls.append((seed, replication, frozenset(journeys_of)))
        return synthetic.replication(replication, scale=1 + (replication * 7 + seed) % 13, jobs=690 + 5 * replication)

    monkeypatch.setattr("jobsim.engines.run_replication", run_replication)
    monkeypatch.setattr("jobsim.engines.compiled.engine.the_kernel", lambda: None)
    return calls
