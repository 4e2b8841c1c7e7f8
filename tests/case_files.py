"""What the tests of rule cases share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jobsim.cases import CaseResult

SCENARIOS = Path(__file__).parents[1] / "scenarios"
JINGYUAN = SCENARIOS / "jingyuan_2023"

Run = Callable[[str], list[CaseResult]]
"""The results of a text of cases."""
