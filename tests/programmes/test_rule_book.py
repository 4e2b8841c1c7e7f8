"""The rule book of a replication is what its own values compile to, whatever ran before."""

from __future__ import annotations

import numpy as np
import pytest

import counties
import uncertain
from jobsim.draws import Draws
from jobsim.programmes.compilation import Compiler
from jobsim.programmes.rules import RuleBook
from jobsim.programmes.tables import CONDITION_DTYPE, VALUE_DTYPE
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario
from jobsim.scenario.shared_limits import limits_of


def scenarios() -> list[Scenario]:
    return [counties.scenario(counties.SMALL), uncertain.scenario()]


@pytest.mark.parametrize("made", scenarios(), ids=["minimal", "uncertain"])
@pytest.mark.parametrize("number", [0, 1, 2, None], ids=str)
def test_a_replications_rules_are_those_its_values_compile_to(made: Scenario, number: int | None) -> None:
    uniform = Draws(3, number).parameter if number is not None else None
    straight = Parameters(made, uniform)
    compiler = Compiler(straight, made.procedures, list(made.funds))
    limits = limits_of(made.programmes)
    rows = [compiler.compile(i, name, one, limits[name]) for i, (name, one) in enumerate(made.programmes.items())]
    asked = Parameters(made, uniform)
    book = RuleBook.build(made, asked)
    for i, row in enumerate(rows):
        assert {field: book.rules[field][i] for field in row} == row
    assert book.values.tobytes() == np.array(compiler.tables.values, VALUE_DTYPE).tobytes()
    assert book.conditions.tobytes() == np.array(compiler.tables.conditions, CONDITION_DTYPE).tobytes()
    assert (book.lags == compiler.lag_tables()).all()
    assert asked.drawn == straight.drawn


def test_replications_differ_in_what_is_uncertain_and_leave_each_other_alone() -> None:
    made = uncertain.scenario()
    first, second = (RuleBook.build(made, Parameters(made, Draws(3, number).parameter)) for number in (0, 1))
    for field in ("review", "refused", "payee_cap"):
        assert (first.rules[field] != second.rules[field]).any(), field
    assert (first.values["rate"] != second.values["rate"]).any() and (first.values["fen"] != second.values["fen"]).any()
    assert (first.lags != second.lags).any()
    before = first.rules.tobytes(), first.values.tobytes(), first.lags.tobytes()
    second.rules["review"] = 99
    second.values["fen"] = 1
    second.lags[:] = 0.0
    again = RuleBook.build(made, Parameters(made, Draws(3, 0).parameter))
    assert (again.rules.tobytes(), again.values.tobytes(), again.lags.tobytes()) == before
