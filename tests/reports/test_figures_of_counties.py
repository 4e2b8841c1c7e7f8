"""The fan and the table of funds of each county say the same of an overrun."""

from pathlib import Path

import pytest

import jobsim as js
from jobsim.reports import figures
from jobsim.tables.funds import funds
from jobsim.tables.written import percent

SCENARIOS = Path(__file__).parents[2] / "scenarios"
COUNTIES = ("jingyuan_2023", "rongchang_2022", "jingde_2022", "shexian_2025")


@pytest.mark.slow
@pytest.mark.parametrize("county", COUNTIES)
def test_the_fan_says_the_overrun_that_the_table_says(county):
    plan = js.load(SCENARIOS / county, exclude_missing=True)
    study = js.simulate(plan, replications=3, seed=5)
    (results,) = study.results.values()
    table = {(row["fund"], row["year"]): row["p_overrun"] for row in funds(results).frame.to_dicts()}
    assert figures.limited_funds(results)
    for fund in figures.limited_funds(results):
        panels = study.plot.fan(fund).axes
        said = [text.get_text() for panel in panels for text in panel.texts]
        assert len(said) == len(results.years)
        for year, text in zip(results.years, said, strict=True):
            assert f"{year}: overrun in {percent(table[fund, year]).en} of the replications" in text
