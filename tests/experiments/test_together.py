"""Variants go together, replication by replication: the same bytes in store and comparison, and less is simulated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobsim.engines.compiled import engine
from jobsim.engines.compiled import together as branching
from jobsim.experiments.comparison import Contender, compare
from jobsim.experiments.replications import Order, replications, together
from jobsim.experiments.store import block, shelf_of
from jobsim.scenario.loader import Loaded, load_scenario

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"
ORDER = Order(seed=3, replications=6)
FIRST, LAST = 365, 730
"""Days of the history of the made-up county, and of the whole run."""
CHANGES = {
    "base": [],
    "less_money": ["funds.employment_subsidy.appropriations.2023.amount=1000 CNY"],
    "without_target": ["targets.urban_new_employment.value=3 persons"],
    "dearer": ["programmes.internship_subsidy.amount=1800 CNY/month"],
    "shorter": ["programmes.internship_subsidy.limits.months=2"],
}
"""From 2023 on; nothing that is simulated; from 2023 on, the history settled anew; from the first day on."""


@pytest.fixture(scope="module")
def loaded() -> dict[str, Loaded]:
    return {name: load_scenario(MINIMAL, changes, for_run=True) for name, changes in CHANGES.items()}


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The days that each call of the kernel simulates."""
    found: list[int] = []
    plain = engine.the_kernel()

    class Counting:
        block, tally = staticmethod(plain.block), staticmethod(plain.tally)

        def run(self, w):
            found.append(w.until - w.begin + 1)
            return plain.run(w)

    monkeypatch.setattr(engine, "_kernel", Counting())
    return found


def files(store: Path, one: Loaded) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in store.glob(f"*/{one.hash}*/*{block.SUFFIX}")}


def go(some: list[Loaded], store: Path | None, order: Order = ORDER, **more):
    shelves = [shelf_of(store, one, order) for one in some]
    return together([one.scenario for one in some], order, 1, shelves=shelves, **more)


def test_the_store_holds_the_same_bytes_as_after_single_runs(loaded, tmp_path):
    list(go(list(loaded.values()), tmp_path / "together"))
    for one in loaded.values():
        list(replications(one.scenario, ORDER, 1, shelf=shelf_of(tmp_path / "alone", one, ORDER)))
        assert files(tmp_path / "together", one) == files(tmp_path / "alone", one) != {}


def test_days_that_variants_have_in_common_are_simulated_once(loaded, days):
    list(go([loaded[name] for name in ("base", "less_money", "without_target", "dearer")], None))
    assert sum(days) == ORDER.replications * (LAST + 2 * (LAST - FIRST))
    days.clear()
    list(go([loaded["base"], loaded["shorter"]], None))
    assert sum(days) == ORDER.replications * 2 * LAST


def test_what_is_kept_is_not_simulated_with_the_others(loaded, tmp_path, days):
    base, other = loaded["base"], loaded["less_money"]
    list(replications(base.scenario, Order(seed=3, replications=4), 1, shelf=shelf_of(tmp_path, base, ORDER)))
    days.clear()
    seen = []
    found = list(go([base, other], tmp_path, progress=lambda done, wanted: seen.append((done, wanted))))
    assert sum(days) == 4 * LAST + 2 * (LAST + LAST - FIRST)
    assert seen == [(2 * n, 12) for n in range(7)]
    assert [[one.replication for one in pair] for pair in found] == [[n, n] for n in range(6)]
    days.clear()
    list(go([base, other], tmp_path))
    assert days == []


def test_a_run_that_is_interrupted_keeps_what_is_done_of_each(loaded, tmp_path):
    def progress(done: int, wanted: int | None) -> None:
        if done == 6:
            raise KeyboardInterrupt

    some = [loaded["base"], loaded["less_money"]]
    with pytest.raises(KeyboardInterrupt):
        list(go(some, tmp_path, progress=progress))
    assert [list(files(tmp_path, one)) for one in some] == [["0000000000-0000000002.parquet"]] * 2


def test_a_comparison_is_the_same_with_and_without_branches(loaded, monkeypatch):
    base, *others = (Contender(name, one, tuple(CHANGES[name])) for name, one in loaded.items())
    one = compare(base, others, ORDER, 2)
    monkeypatch.setattr(branching, "MOST", 1)
    assert json.dumps(one) == json.dumps(compare(base, others, ORDER, 1))
