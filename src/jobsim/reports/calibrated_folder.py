"""What a calibration leaves: a new folder with the scenario that names the sample, the sample, and its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jobsim.experiments.calibration import written
from jobsim.language import Language, Words
from jobsim.reports import calibration_page
from jobsim.scenario import overlay
from jobsim.scenario.loader import Loaded, load_scenario
from jobsim.scenario.views import flow

_COMMENT = Words(
    "jobsim calibrate 写出：参数按观测值校准，运行时整组抽取。",
    "Written by jobsim calibrate: parameters fitted to what was observed, drawn in whole sets.",
)


def write(
    folder: Path, loaded: Loaded, sample: dict[str, Any], lang: Language, changes: Mapping[str, Any] | None = None
) -> Loaded:
    """Write the folder and load the scenario there. Raises ScenarioError; then nothing is left behind.

    ``changes`` by dotted path, over the scenario's file, become part of it.
    """
    made = load_scenario(loaded.path, extra_layer={**(changes or {}), "parameters": {"sample": sample}}, warned=False)
    beside = {written.FILE: written.text(sample), calibration_page.FILE: calibration_page.html(made, lang)}
    tree = {"extends": overlay.extends_of(loaded, folder), "parameters": {"sample": written.FILE}}
    said = [f"{path}={flow(value)}" for path, value in (changes or {}).items()]
    return overlay.write(folder, tree, _COMMENT.of(lang), said, beside)
