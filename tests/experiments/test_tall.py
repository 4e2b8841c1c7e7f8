"""Tables of many replications are packed in memory, and nobody can tell from what they hold."""

import dataclasses

import polars as pl
import pytest

import synthetic
from jobsim.experiments import record, tall
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.tall import Tall


def rows(number: int) -> pl.DataFrame:
    kind = pl.Enum(["a", "b", "c"])
    names = pl.Series("name", ["a", "b"] * 50, dtype=kind)
    return pl.DataFrame({"replication": [number] * 100, "value": range(100), "name": names})


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(tall, "USUAL", 3)
    monkeypatch.setattr(tall, "PART", 4_000)


def test_what_is_packed_is_what_came(small):
    plain, packed = Tall(packs=False), Tall(packs=True)
    for number in range(40):
        plain.add(rows(number), number + 1)
        packed.add(rows(number), number + 1)
    assert len(packed._packed) > 3 and not plain._packed
    a, b = plain.scan(), packed.scan()
    assert a.collect_schema() == b.collect_schema()
    for of in (
        lambda f: f, lambda f: f.filter((pl.col("name") == "b") & (pl.col("value") > 90)).select("replication"),
        lambda f: f.head(150), lambda f: f.select("value", "name"), lambda f: f.slice(130, 220),
        lambda f: f.group_by("name").agg(pl.col("value").sum()).sort("name"),
    ):  # fmt: skip
        for engine in ("in-memory", "streaming"):
            assert of(a).collect(engine=engine).equals(of(b).collect(engine=engine))


def test_few_replications_are_left_as_they_are():
    one = Tall(packs=True)
    for number in range(tall.USUAL):
        one.add(rows(number), number + 1)
    assert not one._packed and len(one._frames) == tall.USUAL


def test_packed_they_take_a_part_of_the_room(small):
    one = Tall(packs=True)
    for number in range(200):
        one.add(rows(number), number + 1)
    assert sum(map(len, one._packed)) < 0.5 * 200 * rows(0).estimated_size() and one._size < 8_000


def test_results_and_records_are_the_same_packed_or_not(made_up_engine, tmp_path, monkeypatch):
    scenario, order = synthetic.scenario(), Order(replications=200)
    some = list(replications(scenario, order, workers=1))
    plain = gather(scenario, "hash", order, some)
    monkeypatch.setattr(tall, "USUAL", 20)
    monkeypatch.setattr(tall, "PART", 1)
    packed = gather(scenario, "hash", order, some)
    for name in ("outlay", "indicators", "parameters"):
        assert getattr(packed, name).equals(getattr(plain, name)), name
    for name, results in (("plain", plain), ("packed", packed)):
        (tmp_path / name).mkdir()
        record.write_tables(tmp_path / name, results)
    for file in (tmp_path / "plain").iterdir():
        assert file.read_bytes() == (tmp_path / "packed" / file.name).read_bytes(), file.name
    assert packed.cash_of_payers("hiring").keys() == plain.cash_of_payers("hiring").keys()
    assert dataclasses.replace(plain, tall=packed.tall).outlay.equals(plain.outlay)
