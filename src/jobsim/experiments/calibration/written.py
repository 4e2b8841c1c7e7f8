"""The joint sample as a scenario's file holds it: parameter sets, and the evidence they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from jobsim import __version__
from jobsim.experiments.calibration.waves import Calibrated
from jobsim.scenario.joint_sample import quantiles, short
from jobsim.scenario.loader import Loaded

FILE = "sample.yaml"
MOVERS = 3
"""So many numbers are named that move an observation."""


def document(found: Calibrated, loaded: Loaded, seed: int) -> dict[str, Any]:
    """What stands under ``parameters.sample``."""
    head = loaded.scenario.scenario
    even = np.full(len(found.before), 1 / len(found.before))
    observations = []
    for column, one in enumerate(found.observations):
        after = quantiles(found.after[:, column], found.weights)
        observations.append({
            "what": one.what, "of": one.of, "when": one.when, "unit": one.unit, "value": short(one.value),
            "tolerance": short(one.tolerance), "model": short(one.model), "luck": short(found.luck[column]),
            "before": quantiles(found.before[:, column], even), "after": after,
            "off": round(float((after["p50"] - one.value) / found.miss[column]), 2),
            "moved_by": list(found.movers[column][:MOVERS]),
        })  # fmt: skip
    waves = []
    for wave in found.waves:
        told: dict[str, Any] = {"runs": wave.runs, "left": short(wave.left)}
        waves.append(told if wave.effective is None else told | {"effective": round(wave.effective, 1)})
    rows = [
        f"{weight * len(found.rows):.5g} " + " ".join(f"{draw:.5f}" for draw in row)
        for weight, row in zip(found.weights, found.rows.tolist(), strict=True)
    ]
    return {
        "county": head.county.zh, "scenario": head.name, "hash": loaded.hash, "version": __version__, "seed": seed,
        "effective": round(found.effective, 1), "uncertain": found.uncertain, "waves": waves,
        "observations": observations,
        "numbers": [{"path": path, "law": law} for path, law in zip(found.paths, found.laws, strict=True)],
        "rows": rows,
    }  # fmt: skip


def text(sample: dict[str, Any]) -> str:
    """The file: one observation, number or row a line."""
    return "".join(_lines(sample))


def _lines(sample: dict[str, Any]) -> Iterator[str]:
    yield "# Written by jobsim calibrate: parameter sets that fit what was observed. Not to be edited by hand.\n"
    for key, value in sample.items():
        if isinstance(value, list):
            yield f"{key}:\n" if value else f"{key}: []\n"
            yield from (f"  - {json.dumps(one, ensure_ascii=False)}\n" for one in value)
        else:
            yield f"{key}: {json.dumps(value, ensure_ascii=False)}\n"
