"""No replication is simulated twice: what is kept is taken as it was, and what is damaged is simulated anew."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import synthetic
from jobsim.experiments.drafts import RecordError
from jobsim.experiments.reduction import Reduced
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.store import block, shelf_of, store_folder, upkeep
from jobsim.experiments.store.shelf import MARKER, Key, Shelf, StoreError, limit
from jobsim.experiments.store.version import model_version

ORDER = Order(seed=3, replications=60)
TABLES = ("outlay", "programmes", "fund_years", "fund_months", "indicators", "targets")


@pytest.fixture
def simulated(monkeypatch):
    """The numbers of the replications that were simulated, in a made-up engine."""
    seen: list[int] = []

    def run_replication(_scenario, _seed, number, **_):
        seen.append(number)
        return synthetic.replication(number, scale=number + 1)

    monkeypatch.setattr("jobsim.engines.run_replication", run_replication)
    return seen


@pytest.fixture
def run(tmp_path, simulated):
    """Runs so many replications with a store; what they gave, which were simulated, what was said."""
    scenario = synthetic.scenario()
    loaded = SimpleNamespace(hash="abc", scenario=scenario)

    def go(number: int, store: Path | None = tmp_path / "store", **changed):
        simulated.clear()
        said: list[str] = []
        order = replace(ORDER, replications=number, engine="simpy", **changed)
        shelf = shelf_of(store, loaded, order, said.append)
        found = list(replications(scenario, order, workers=1, shelf=shelf))
        return found, list(simulated), said

    return go


def same(a: list[Reduced], b: list[Reduced]) -> None:
    assert [one.replication for one in a] == [one.replication for one in b]
    for one, other in zip(a, b, strict=True):
        for name in TABLES:
            mine, others = getattr(one, name), getattr(other, name)
            assert mine.dtype == others.dtype and mine.tobytes() == others.tobytes(), name
        assert one.parameters == other.parameters and list(one.parameters) == list(other.parameters)
        assert one.events == other.events


def files(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "store").glob("*/*/*") if file.name != "key.json")


def test_the_same_again_is_not_simulated_and_is_the_same(run):
    first, numbers, said = run(60)
    assert numbers == list(range(60)) and not said
    again, numbers, said = run(60)
    assert numbers == [] and not said
    same(first, again)
    same(first, run(60, None)[0])


def test_more_replications_cost_the_difference(run, tmp_path):
    run(35)
    assert files(tmp_path) == ["0000000000-0000000024.parquet", "0000000025-0000000034.parquet"]
    more, numbers, _ = run(60)
    assert numbers == list(range(35, 60))
    assert files(tmp_path) == [
        "0000000000-0000000024.parquet", "0000000025-0000000049.parquet", "0000000050-0000000059.parquet"
    ]  # fmt: skip
    fewer, numbers, _ = run(10)
    assert numbers == []
    same(more[:10], fewer)


@pytest.mark.parametrize("done", [0, 1, 7, 24, 25, 26, 49, 59])
def test_a_run_that_is_stopped_goes_on(run, tmp_path, monkeypatch, done):
    whole = run(60, None)[0]
    scenario = synthetic.scenario()
    shelf = shelf_of(tmp_path / "store", SimpleNamespace(hash="abc", scenario=scenario), replace(ORDER, engine="simpy"))
    begun = replications(scenario, replace(ORDER, engine="simpy"), workers=1, shelf=shelf)
    for _ in range(done):
        next(begun)
    begun.close()
    on, numbers, _ = run(60)
    assert numbers == list(range(done, 60))
    same(whole, on)


def test_a_block_cut_at_every_length_is_set_aside_and_simulated_anew(run, tmp_path):
    whole = run(50)[0]
    (file,) = (tmp_path / "store").glob("*/*/0000000025-*")
    data = file.read_bytes()
    for length in {*range(0, len(data), max(1, len(data) // 40)), len(data) - 1}:
        file.write_bytes(data[:length])
        again, numbers, said = run(50)
        assert numbers == list(range(25, 50)), length
        assert len(said) == 1 and str(file) in said[0] and "set aside" in said[0]
        same(whole, again)
    assert file.with_suffix(".damaged").exists()


def test_a_block_with_other_bytes_is_never_taken_for_what_was_written(run, tmp_path):
    whole = run(25)[0]
    (file,) = (tmp_path / "store").glob("*/*/0000000000-*")
    data, chance = file.read_bytes(), np.random.default_rng(5)
    for place in chance.integers(0, len(data), 60):
        changed = bytearray(data)
        changed[place] ^= 1 << int(chance.integers(8))
        file.write_bytes(changed)
        same(whole, run(25)[0])


def test_a_block_under_another_name_is_no_block(run, tmp_path):
    run(50)
    first, second = sorted((tmp_path / "store").glob("*/*/*.parquet"))
    shutil.copy(first, second)
    _, numbers, said = run(50)
    assert numbers == list(range(25, 50)) and "other replications than its name says" in said[0]


def test_what_decides_a_replication_is_its_key(run):
    run(5)
    for changed in ({"seed": 4}, {"static": True}):
        assert run(5, **changed)[1] == list(range(5))
        assert run(5, **changed)[1] == []
    keys = {Key(model_version(), h, 1, s, e, "x").folder for h in "ab" for s in (True, False) for e in ("simpy", "c")}
    assert len(keys) == 8


def test_another_model_takes_nothing(run, monkeypatch):
    run(5)
    monkeypatch.setattr("jobsim.experiments.store.shelf.model_version", lambda: "0" * 16)
    assert run(5)[1] == list(range(5))


def test_with_the_ledger_all_are_simulated(run, simulated):
    run(5)
    assert shelf_of(Path("nowhere"), SimpleNamespace(hash="abc"), replace(ORDER, ledger=True)) is None


def test_a_folder_that_is_something_else_is_left_alone(run, tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "thesis.txt").write_text("mine")
    _, numbers, said = run(5)
    assert numbers == list(range(5)) and len(said) == 1 and "not empty" in said[0]
    assert [file.name for file in (tmp_path / "store").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("marker", ['{"format": "jobsim store 2"}', "[]", "", "{" * 100_000, "\x00"])
def test_a_store_of_another_version_is_left_alone(run, tmp_path, marker):
    run(5)
    (tmp_path / "store" / MARKER).write_text(marker)
    before = files(tmp_path)
    _, numbers, said = run(6)
    assert numbers == list(range(6)) and len(said) == 1 and files(tmp_path) == before


def test_a_place_that_cannot_be_written_is_said_once_and_the_run_goes_on(run, tmp_path):
    (tmp_path / "file").write_text("")
    found, _, said = run(30, tmp_path / "file" / "store")
    assert len(found) == 30 and len(said) == 1 and "not kept" in said[0]


def test_a_full_disk_is_said_once_and_leaves_no_draft(run, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as opening:
        opening.setattr(os, "fsync", full)
        found, _, said = run(5)
        assert len(found) == 5 and len(said) == 1 and "not kept" in said[0] and "No space left" in said[0]
        assert files(tmp_path) == [] and not (tmp_path / "store" / MARKER).exists()
    loaded = SimpleNamespace(hash="abc", scenario=synthetic.scenario())
    shelf_of(tmp_path / "store", loaded, replace(ORDER, engine="simpy"))  # it fills up later
    monkeypatch.setattr(os, "fsync", full)
    found, _, said = run(60)
    assert len(found) == 60
    assert len(said) == 1 and "kept no longer" in said[0] and "No space left" in said[0]
    assert files(tmp_path) == []


def test_drafts_of_killed_processes_are_removed_and_those_at_work_are_not(run, tmp_path):
    from jobsim.experiments.locks import hold, let_go

    run(5)
    (shelf,) = (tmp_path / "store").glob("*/*/")
    (shelf / "a.part").write_text("left")
    (shelf / "b.part").write_text("at work")
    lock = hold(shelf / "b.part", wait=False)
    try:
        run(6)
    finally:
        let_go(lock)
    assert [file for file in files(tmp_path) if file.endswith(".part")] == ["b.part"]


def test_two_that_write_at_once_leave_one_file_each(tmp_path, simulated):
    scenario = synthetic.scenario()
    order = replace(ORDER, replications=25, engine="simpy")
    some = list(replications(scenario, order, workers=1))
    key = Key("m", "abc", 3, False, "simpy", "x")
    one, other = Shelf(tmp_path, key), Shelf(tmp_path, key)
    for reduced in some:
        one.add(reduced)
        other.add(reduced)
    assert [file.name for file in tmp_path.glob("*.parquet")] == [block.name_of(0, 24)]
    same(some, list(one.take(tmp_path / block.name_of(0, 24), range(25))))


def test_where_it_lies(monkeypatch, tmp_path):
    monkeypatch.delenv("JOBSIM_STORE")
    assert store_folder() == Path("results/.store") and store_folder(tmp_path) == tmp_path / ".store"
    monkeypatch.setenv("JOBSIM_STORE", str(tmp_path))
    assert store_folder(Path("elsewhere")) == tmp_path and store_folder(None, Path("named")) == Path("named")
    monkeypatch.setenv("JOBSIM_STORE", "OFF")
    assert store_folder() is None and store_folder(None, Path("named")) == Path("named")


# ---------------------------------------------------------------------------------------- upkeep


def test_what_it_holds_is_listed(run, tmp_path):
    run(60)
    run(5, static=True)
    static, plain = sorted(upkeep.shelves(tmp_path / "store"), key=lambda one: one.numbers)
    assert (plain.numbers, static.numbers) == (60, 5) and plain.current
    assert plain.key == Key(model_version(), "abc", 3, False, "simpy", synthetic.scenario().scenario.name)
    assert plain.size > 10_000


def test_the_oldest_beyond_the_limit_go(run, tmp_path, monkeypatch):
    for seed, used in ((1, 300), (2, 100), (3, 200)):
        run(5, seed=seed)
        for file in (tmp_path / "store").glob(f"*/*-{seed}-*/*"):
            os.utime(file, (used, used))
    held = upkeep.shelves(tmp_path / "store")
    assert [one.key.seed for one in held if one.key] == [1, 3, 2]
    gone = upkeep.prune(tmp_path / "store", limit=held[0].size + held[1].size)
    assert [one.key.seed for one in gone if one.key] == [2]
    monkeypatch.setenv("JOBSIM_STORE_GB", "0.0000001")
    assert run(5, seed=9)[1] == list(range(5)) and run(6, seed=9)[1] == list(range(5, 6))
    assert [one.key.seed for one in upkeep.shelves(tmp_path / "store") if one.key] == [9]
    assert len(upkeep.prune(tmp_path / "store", everything=True)) == 1 and upkeep.shelves(tmp_path / "store") == []


def test_those_of_other_models_go(run, tmp_path, monkeypatch):
    run(5)
    with monkeypatch.context() as other:
        other.setattr("jobsim.experiments.store.shelf.model_version", lambda: "0" * 16)
        run(5)
    (gone,) = upkeep.prune(tmp_path / "store", others=True)
    assert gone.key is not None and gone.key.model == "0" * 16
    assert len(upkeep.shelves(tmp_path / "store")) == 1 and not gone.folder.parent.exists()


def test_damage_is_found_and_nothing_is_changed(run, tmp_path):
    run(60)
    assert list(upkeep.verified(tmp_path / "store")) == []
    (file,) = (tmp_path / "store").glob("*/*/0000000050-*")
    file.write_bytes(file.read_bytes()[:-20])
    (key,) = (tmp_path / "store").glob("*/*/key.json")
    key.write_text(json.dumps({"model": "x"}))
    assert {place for place, _ in upkeep.verified(tmp_path / "store")} == {file, key}
    assert file.exists()


def test_what_is_no_store_is_said(tmp_path, monkeypatch):
    with pytest.raises(StoreError, match="holds no replications"):
        upkeep.shelves(tmp_path / "none")
    monkeypatch.setenv("JOBSIM_STORE_GB", "much")
    with pytest.raises(RecordError, match="JOBSIM_STORE_GB is a number of GB, found 'much'"):
        limit()
