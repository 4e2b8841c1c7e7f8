"""What the file of a joint sample holds: parameter sets, and the observations they were fitted to."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from jobsim.scenario.section_types import Strict

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Spread(Strict):
    """Quantiles of what was simulated."""

    p05: Finite
    p50: Finite
    p95: Finite


class Fitted(Strict):
    """An observation, what may explain a miss of it, and what was simulated before and after. In its unit."""

    what: str
    of: str
    """Name of what it is of; empty for all budget funds together."""
    when: str
    """A year such as 2023, or a month such as 2023-06."""
    unit: str
    value: Finite
    tolerance: Finite
    """The truth lies within so much of the value, in 95 of 100 cases."""
    model: Finite
    """So far the model itself may be off, in 95 of 100 cases."""
    luck: Finite
    """Standard deviation of runs with the same parameters."""
    before: Spread
    after: Spread
    off: Finite
    """Miss of the median after, in standard deviations of all that may explain it; with the sign of the miss."""
    moved_by: list[str]
    """Paths of the numbers that move it most."""


class Wave(Strict):
    """A wave of runs and what was left after it."""

    runs: int
    left: Finite
    """Share of the prior that is not ruled out."""
    effective: Finite | None = None
    """Effective sample size of the wave's parameter sets, by what was known after it; none of the first wave."""


class Sampled(Strict):
    """A number that the sample covers."""

    path: str
    law: str
    """Its range when it was calibrated, as text: another range makes the sample another scenario's."""


class JointSample(Strict):
    """Weighted parameter sets with what they rest on. Written by ``jobsim calibrate``, by nobody else."""

    county: str
    """In Chinese, as the scenario has it."""
    scenario: str
    hash: str
    """Of the scenario that was calibrated."""
    version: str
    """Of jobsim."""
    seed: int
    effective: Finite
    """Effective sample size of the rows."""
    uncertain: int
    """Numbers with a range; those that are not in ``numbers`` are drawn as ever."""
    waves: list[Wave]
    observations: list[Fitted]
    numbers: list[Sampled]
    rows: Annotated[list[str], Field(min_length=1)]
    """Each: its weight, and then the uniform draw of each number in their order."""


class DrawnJointly(Strict):
    """How parameters are drawn that are not drawn one by one."""

    sample: Annotated[
        JointSample | None,
        WithJsonSchema({"type": ["string", "object", "null"], "description": "the file of a joint sample"}),
    ] = None
