"""Whose parameters and whose luck: twins and stated draws, on both engines, wherever they are simulated."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import counties
from counties import RICH, SMALL
from identity import assert_identical
from jobsim.draws import Draws
from jobsim.engines import run_replication
from jobsim.experiments.designs import OTHER_LUCK, Design, Setting, Stated, Twins
from jobsim.experiments.replications import Order, replicate, replications
from jobsim.experiments.store import shelf_of, upkeep
from jobsim.scenario.drawn import Drawn, parameters_of

PATH = "programmes.hiring_subsidy.take_up"


def test_a_twin_has_the_parameters_of_its_replication_and_other_luck():
    made = counties.scenario(SMALL)
    own, twin = counties.replication(SMALL), run_replication(made, 1, OTHER_LUCK, drawn=Drawn(0))
    assert twin.parameters == own.parameters
    assert twin.ledger.tobytes() != own.ledger.tobytes()


def test_its_own_parameters_said_are_those_drawn():
    same = run_replication(counties.scenario(SMALL), 1, 0, drawn=Drawn(0))
    assert counties.same(same, counties.replication(SMALL))


@pytest.mark.parametrize("drawn", [Drawn(3), Drawn(1, {PATH: 0.01})], ids=["of another", "stated"])
def test_both_engines_draw_alike(drawn):
    made = counties.scenario(RICH)
    one, other = (run_replication(made, 2, OTHER_LUCK, engine=name, drawn=drawn) for name in ("simpy", "compiled"))
    assert_identical(one, other, made)


def test_a_stated_draw_moves_its_path_alone():
    made = counties.scenario(SMALL)
    own = parameters_of(made, Draws(1, 0))
    stated = parameters_of(made, Draws(1, 0), Drawn(0, {PATH: 0.5}))
    take_up = made.programmes["hiring_subsidy"].take_up
    price = made.budget_lines["recruitment_fairs"].price
    assert own.value(price) == stated.value(price)
    assert stated.value(take_up) == pytest.approx(float(take_up.ppf(0.5)))


def designs() -> list[Design]:
    return [Twins(), Stated((PATH,), np.array([[0.1], [0.5], [0.9]]), luck=[7, 7, OTHER_LUCK])]


@pytest.mark.parametrize("design", designs(), ids=lambda one: one.name.partition("-")[0])
def test_a_design_is_the_same_wherever_it_is_simulated(design):
    made, order = counties.scenario(SMALL), Order(replications=3, engine="simpy")
    here = list(replications(made, order, 1, design=design))
    there = list(replications(made, order, 2, design=design))
    threads = list(replications(made, Order(replications=3), 2, design=design))
    assert [one.replication for one in here] == [0, 1, 2]
    for one, *others in zip(here, there, threads, strict=True):
        assert all(one.outlay.tobytes() == other.outlay.tobytes() for other in others)
        assert all(one.parameters == other.parameters for other in others)


def test_rows_with_the_same_luck_differ_by_their_parameters_alone():
    made = counties.scenario(SMALL)
    design = Stated((PATH,), np.array([[0.5], [0.5]]), luck=[4, 4])
    one, other = (replicate(made, Order(), number, design=design) for number in (0, 1))
    assert one.outlay.tobytes() == other.outlay.tobytes()


def test_each_design_has_a_shelf_of_its_own(tmp_path):
    made, order = counties.scenario(SMALL), Order(replications=2)
    loaded = SimpleNamespace(hash="abc", scenario=made)

    def run(design: Design | None) -> tuple[list[bytes], int]:
        shelf = shelf_of(tmp_path / "store", loaded, order, design=design)
        found = [one.outlay.tobytes() for one in replications(made, order, 1, shelf=shelf, design=design)]
        return found, shelf.taken

    first = [run(design) for design in (None, Twins())]
    again = [run(design) for design in (None, Twins())]
    assert [taken for _, taken in first] == [0, 0] and [taken for _, taken in again] == [2, 2]
    assert [found for found, _ in first] == [found for found, _ in again] and first[0][0] != first[1][0]
    assert sorted(held.key.design for held in upkeep.shelves(tmp_path / "store")) == ["", "twins"]


def test_a_name_says_all_of_a_stated_design():
    rows = np.array([[0.1], [0.9]])
    some = [Stated(("a",), rows), Stated(("b",), rows), Stated(("a",), rows[::-1]), Stated(("a",), rows, luck=[0, 0])]
    assert len({one.name for one in some}) == 4
    assert Stated(("a",), rows.copy()).name == some[0].name
    assert some[3].of(1) == Setting(0, Drawn(0, {"a": 0.9}))
