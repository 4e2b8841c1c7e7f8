"""Case files written for one test, run against the rules of Jingyuan."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from case_files import JINGYUAN, Run
from jobsim.cases import CaseResult, run_cases
from jobsim.scenario.loader import Loaded, load_scenario


@pytest.fixture(scope="session")
def jingyuan() -> Loaded:
    return load_scenario(JINGYUAN)


@pytest.fixture
def run(jingyuan: Loaded, tmp_path: Path) -> Run:
    """The results of a text of cases."""

    def run_text(text: str) -> list[CaseResult]:
        folder = tmp_path / "cases"
        folder.mkdir(exist_ok=True)
        (folder / "some.yaml").write_text(text, encoding="utf-8")
        return run_cases(dataclasses.replace(jingyuan, path=tmp_path))

    return run_text
