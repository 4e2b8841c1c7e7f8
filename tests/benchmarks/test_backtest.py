"""The back-test: forecasts do not read what they are to forecast, and the page says what was scored."""

import importlib.util
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.other_counties.rows import shipped
from jobsim.scenario.loader import load_scenario

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "benchmarks" / "backtest.py"
FORECASTERS = {
    "the simulation by itself": "simulated", "with the spread between counties": "county unknown",
    "naive: median of other counties per resident": "median of others",
    "naive: 92 % of the money at hand": "92 % of money at hand",
}  # fmt: skip


@pytest.fixture(scope="module")
def backtest():
    spec = importlib.util.spec_from_file_location("backtest", PLACE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small(backtest, monkeypatch):
    """Counties are not simulated here: each is the smallest fixture, with the residents of the county."""
    loaded = load_scenario(ROOT / "tests" / "fixtures" / "minimal", ["county.population=2000 persons"])
    order = Order(replications=3)
    results = gather(loaded.scenario, loaded.hash, order, replications(loaded.scenario, order, 1), ())
    monkeypatch.setattr(backtest, "simulated", lambda county, residents, base: results)
    return backtest


def test_a_forecast_does_not_depend_on_the_outcome(small, tmp_path):
    county = "同心县"
    true = tuple(one for one in shipped() if one.county == county)
    other = tuple(replace(one, value=one.value * 7) if one.item != "常住人口" else one for one in true)
    small.forecast(true, shipped(), tmp_path / "true")
    rest = tuple(one for one in shipped() if one.county != county)
    small.forecast(other, (*other, *rest), tmp_path / "other")
    written = [(tmp_path / name / "forecast.json").read_bytes() for name in ("true", "other")]
    assert written[0] == written[1] and len(json.loads(written[0])) == 7
    small.score(true, tmp_path / "true")
    small.score(other, tmp_path / "other")
    scores = [json.loads((tmp_path / name / "scores.json").read_text()) for name in ("true", "other")]
    assert scores[0] != scores[1]


def test_the_page_says_what_was_scored():
    scores = json.loads((PLACE.with_suffix("") / "scores.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "credibility.md").read_text(encoding="utf-8")
    rows = {row[0]: row[1:] for row in (re.split(r"\s*\|\s*", line.strip("| ")) for line in page.splitlines())}
    for said, name in FORECASTERS.items():
        told = scores[name]
        inside = told["inside the 80 % interval"]
        assert rows[said] == [
            str(told["figures"]), "–" if inside is None else f"{100 * inside:.0f} %", f"{told['median crps']:.3f}",
            f"{told['mean crps']:.3f}", f"{told['forecast to outcome, geometric mean']:.2f}",
            f"{told['typical factor between them']:.1f}",
        ]  # fmt: skip


def test_each_forecast_has_its_scores():
    folder = PLACE.with_suffix("")
    forecasts = json.loads((folder / "forecast.json").read_text(encoding="utf-8"))
    rows = (folder / "scores.csv").read_text(encoding="utf-8").splitlines()
    assert sum(",county unknown," in row for row in rows) == len(forecasts) == 39
