"""A small complete scenario and layers over it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jobsim.scenario.errors import ScenarioError
from jobsim.scenario.loader import Loaded, load_scenario

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"

Over = Callable[[str], Path]
Fails = Callable[..., str]


@pytest.fixture
def minimal() -> Loaded:
    return load_scenario(MINIMAL)


@pytest.fixture
def over(tmp_path: Path) -> Over:
    """Writes a layer over the small scenario and returns its file."""

    def write(text: str) -> Path:
        base = os.path.relpath(MINIMAL, tmp_path)
        path = tmp_path / "variant.yaml"
        path.write_text(f"extends: {base}\n{text}", encoding="utf-8")
        return path

    return write


@pytest.fixture
def fails(over: Over) -> Fails:
    """The message of a layer that must not load, after checking the number of problems."""

    def load(text: str, problems: int = 1) -> str:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(over(text))
        assert len(caught.value.problems) == problems, str(caught.value)
        assert "Traceback" not in str(caught.value)
        return str(caught.value)

    return load
