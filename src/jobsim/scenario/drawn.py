"""Whose uniform draws the parameters of a replication are: the one place that decides it.

As a rule they are its own, keyed by its number; where the scenario names a joint sample, a row of it comes first. An
experiment may give it those of another replication, so that two have the same parameters and other luck, or state the
draws of some paths itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jobsim.draws import Draws
from jobsim.scenario import joint_sample
from jobsim.scenario.parameters import Parameters
from jobsim.scenario.schema import Scenario


@dataclass(frozen=True)
class Drawn:
    """Draws of parameters that are not a replication's own.

    ``replication`` is the one whose keyed draws they are; ``given`` are uniform numbers between 0 and 1, by path, that
    take the place of those.
    """

    replication: int
    given: Mapping[str, float] = field(default_factory=dict)


def parameters_of(scenario: Scenario, draws: Draws, drawn: Drawn | None = None) -> Parameters:
    """The parameters of the replication whose luck ``draws`` are; ``drawn`` says whose they are if not its own."""
    keyed = draws if drawn is None else Draws(draws.seed, drawn.replication)
    given = dict(drawn.given) if drawn is not None else {}
    if joint_sample.sample_of(scenario) is not None:
        given = {**joint_sample.given(scenario, keyed.parameter(joint_sample.ROW)[0]), **given}
    if not given:
        return Parameters(scenario, keyed.parameter)

    def uniform(*paths: str) -> list[float]:
        own = keyed.parameter(*paths)
        return [given.get(path, number) for path, number in zip(paths, own, strict=True)]

    return Parameters(scenario, uniform)
