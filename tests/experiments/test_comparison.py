"""Paired differences: a comparison one can check by hand, the same luck in both scenarios, honest intervals."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

import jobsim as js
import synthetic
from jobsim.experiments import comparison
from jobsim.experiments.comparison import (
    NotComparable,
    cautions,
    check_horizons,
    compare_observed,
    described_tests,
)
from jobsim.experiments.measures import PROBABILITY, SECTIONS, Measure, Observed, all_met, simulated_tests
from jobsim.experiments.paired import compare_numbers
from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import gather
from jobsim.experiments.summary import MEMO

MINIMAL = Path(__file__).parents[1] / "fixtures" / "minimal"
SCALES = {"testland": [1, 2, 3, 4], "more": [2, 3, 3, 6]}
JOBS = {"testland": [690.0, 710.0, 700.0, 705.0], "more": [710.0, 690.0, 700.0, 720.0]}


def measured(unit="CNY", section="outlay"):
    return Measure("a", section, "total", None, None, "cash", unit, {"zh": "", "en": ""})


# ------------------------------------------------------------------------------------------------ by hand


def made_up(monkeypatch, scenario, name):
    """The observed measures of four made-up replications: scales and jobs by the scenario's name."""

    def run_replication(_scenario, _seed, replication, **_options):
        return synthetic.replication(replication, scale=SCALES[name][replication], jobs=JOBS[name][replication])

    monkeypatch.setattr("jobsim.engines.run_replication", run_replication)
    monkeypatch.setattr("jobsim.engines.compiled.engine.the_kernel", lambda: None)
    order = Order(replications=4)
    observed = Observed(scenario, 4)
    observed.add(gather(scenario, "abc", order, replications(scenario, order, workers=1)))
    return observed


@pytest.fixture
def compared(monkeypatch):
    base = made_up(monkeypatch, synthetic.scenario(), "testland")
    more = made_up(monkeypatch, synthetic.scenario(), "more")
    return {one.measure.name: one for one in compare_observed("more", base, more)}


@pytest.mark.parametrize("period", ["2023", "horizon"])
def test_a_programme_as_one_would_reckon_it(compared, period):
    one = compared[f"outlay.{period}.cash.programme.internship"]
    # 1,500.01 CNY times the scale: differences of 1, 1, 0 and 2 scales.
    assert (one.baseline, one.value, one.mean_difference) == (3750.025, 5250.035, 1500.01)
    # Sample variance of the differences 2/3, t with 3 degrees of freedom at 95 %: 2.3534.
    half = 2.353363 * (2 / 3) ** 0.5 / 4**0.5 * 1500.01
    assert one.interval == pytest.approx((1500.01 - half, 1500.01 + half), abs=0.01)
    assert (one.p_less, one.p_equal, one.pairs) == (0.0, 0.25, 4)
    # (5/3 + 3) / (2/3)
    assert one.variance_reduction == pytest.approx(7.0) and one.narrower == pytest.approx(7**0.5)
    assert one.spread == pytest.approx((0.15 * 1500.01, 1.85 * 1500.01))


def test_the_total_and_the_county_s_own_share(compared):
    assert compared["outlay.2023.cash.total"].baseline == 3750.025 + 2000 + 50_000
    assert compared["outlay.2023.cash.total"].mean_difference == 1500.01
    county = compared["outlay.2023.cash.payer.county"]
    # Three tenths of each payment, cut to the fen: 450 + 450 + 0 + 900 over four.
    assert county.mean_difference == 450.00
    assert county.baseline == pytest.approx((450 + 900 + 1350 + 1800.01) / 4 + 2000 + 15_000)
    assert compared["outlay.2023.cash.payer.central"].mean_difference == pytest.approx(1500.01 - 450)


def test_insurance_money_stands_apart_and_what_does_not_change_is_exactly_zero(compared):
    one = compared["insurance_fund.2023.cash.total"]
    assert (one.baseline, one.value, one.mean_difference, one.interval) == (900.0, 900.0, 0.0, (0.0, 0.0))
    assert (one.p_less, one.p_equal, one.variance_reduction, one.narrower) == (0.0, 1.0, None, None)
    assert "outlay.2023.cash.programme.skills" not in compared
    assert compared["persons.2023.cash.programme.internship"].mean_difference == 0.0


def test_a_target_s_value_and_its_probability(compared):
    value, met = compared["target.2023.jobs.value"], compared["target.2023.jobs.met"]
    assert value.mean_difference == pytest.approx((20 - 20 + 0 + 15) / 4)
    # Met in 3 of 4 both times: gained in the first replication, lost in the second.
    assert (met.baseline, met.value, met.mean_difference) == (0.75, 0.75, 0.0)
    assert (met.p_less, met.p_equal) == (0.25, 0.5)
    # One pair added to each kind that differs, two to all: 2/6 each, and 1.6449 * sqrt(4/6 / 6).
    assert met.interval == pytest.approx((-1.644854 / 3, 1.644854 / 3), abs=1e-5)
    # Opposite luck: (1/4 + 1/4) / (2/3), pairing does not help here and the number says so.
    assert met.variance_reduction == pytest.approx(0.75)
    assert compared["target.horizon.jobs.met"].p_less == compared["all_targets.horizon.met"].p_less == 0.25


def test_a_fund_s_overrun_and_arrears(compared):
    # Demand is far above the appropriation of 10,000 CNY every time.
    assert compared["fund.2023.employment.overrun"].baseline == 1.0
    assert compared["fund.horizon.employment.arrears"].mean_difference == 0.0
    assert "fund.2023.insurance.overrun" not in compared


def test_what_one_scenario_lacks_pays_nothing_there_but_a_target_has_no_value(monkeypatch):
    base = made_up(monkeypatch, synthetic.scenario(), "testland")
    other = synthetic.scenario()
    other.programmes["hiring_anew"] = other.programmes.pop("hiring")
    other.targets["posts"] = other.targets.pop("jobs")
    # The order of the programmes is that of their codes in the ledger.
    other.programmes["skills"] = other.programmes.pop("skills")
    observed = made_up(monkeypatch, other, "testland")
    found = {one.measure.name: one for one in compare_observed("other", base, observed)}
    assert found["outlay.2023.cash.programme.hiring"].mean_difference == -2000.0
    assert found["outlay.2023.cash.programme.hiring"].p_less == 1.0
    assert found["outlay.2023.cash.programme.hiring_anew"].mean_difference == 2000.0
    assert not any(name.startswith(("target.2023.jobs", "target.2023.posts")) for name in found)
    lacking = comparison.unmatched(base, observed)
    assert "target.2023.jobs.value" in lacking and "target.horizon.posts.met" in lacking
    assert all(name.startswith("target.") for name in lacking)


# ------------------------------------------------------------------------------------------------ statistics


def test_pairs_without_a_value_are_left_out():
    b, v = np.array([1.0, np.nan, 3.0, 5.0]), np.array([2.0, 4.0, np.nan, 5.0])
    one = compare_numbers("x", measured("percent", "target"), b, v)
    assert (one.pairs, one.baseline, one.value, one.mean_difference, one.p_equal) == (2, 3.0, 3.5, 0.5, 0.5)
    nobody = compare_numbers("x", measured("percent", "target"), b[1:2], v[1:2])
    assert (nobody.pairs, nobody.mean_difference, nobody.interval, nobody.p_less) == (0, None, None, None)
    assert json.dumps(nobody.document(), allow_nan=False)


def test_the_same_difference_every_time_is_known_exactly():
    b = np.array([100.0, 250.0, 900.0])
    one = compare_numbers("x", measured(), b, b - 300)
    assert (one.mean_difference, one.interval, one.p_less) == (-3.0, (-3.0, -3.0), 1.0)
    assert one.variance_reduction is None and one.narrower is None
    rates = compare_numbers("x", measured("percent", "target"), b / 7, b / 7 + 0.1)
    assert rates.variance_reduction is None, "the noise of binary fractions is no variance"


def test_money_is_told_in_yuan_and_an_indicator_in_its_own_unit():
    b, v = np.array([100.0, 300.0]), np.array([200.0, 500.0])
    assert compare_numbers("x", measured(), b, v).mean_difference == 1.5
    assert compare_numbers("x", measured("CNY", "fund"), b, v).mean_difference == 1.5
    for unit in ("CNY", "persons"):
        one = compare_numbers("x", measured(unit, "target"), b, v)
        assert (one.baseline, one.value, one.mean_difference) == (200, 350, 150)


def test_one_pair_has_a_difference_but_no_interval():
    one = compare_numbers("x", measured(), np.array([100.0]), np.array([300.0]))
    assert (one.mean_difference, one.interval, one.variance_reduction) == (2.0, None, None)
    flag = compare_numbers("x", measured(PROBABILITY, "target"), np.array([0.0]), np.array([1.0]))
    assert (flag.mean_difference, flag.interval) == (1.0, None)


@pytest.mark.parametrize("n", [2, 5, 40])
def test_the_interval_is_scipy_s_paired_t(n):
    rng = np.random.default_rng(n)
    b = rng.integers(0, 10**9, n).astype(float)
    v = b + rng.integers(-(10**7), 10**8, n)
    one = compare_numbers("x", measured(), b, v)
    wanted = stats.ttest_rel(v / 100, b / 100).confidence_interval(0.90)
    assert one.interval == pytest.approx((wanted.low, wanted.high), abs=1e-3)


@pytest.mark.parametrize(("gained", "lost"), [(0.10, 0.05), (0.30, 0.02), (0.02, 0.02), (0.5, 0.4)])
@pytest.mark.parametrize("n", [20, 60])
def test_the_interval_of_a_probability_holds_its_level(n, gained, lost):
    """Exact coverage: every outcome of n pairs in which some differ, weighed by its probability."""
    covered, differing = 0.0, 1.0 - (1.0 - gained - lost) ** n
    for up in range(n + 1):
        for down in range(up == 0, n + 1 - up):
            d = np.repeat([1.0, -1.0, 0.0], [up, down, n - up - down])
            one = compare_numbers("x", measured(PROBABILITY, "target"), (d < 0).astype(float), (d > 0).astype(float))
            if one.interval[0] <= gained - lost <= one.interval[1]:
                covered += stats.multinomial.pmf([up, down, n - up - down], n, [gained, lost, 1 - gained - lost])
    assert covered / differing >= 0.88


# ------------------------------------------------------------------------------------------------ the same luck


RAISED = {"programmes.internship_subsidy.amount": "1540 CNY/month"}


@pytest.fixture(scope="module")
def base():
    return js.load(MINIMAL)


@pytest.fixture(scope="module")
def study(base):
    """The baseline, itself under another name, and the internship subsidy raised by a tenth: 30 replications."""
    plans = [base, base.variant("itself", {}), base.variant("raised", RAISED)]
    return js.simulate(plans, replications=30, seed=1, workers=2)


def of(frame, variant):
    return frame.filter(pl.col("variant") == variant)


def test_a_scenario_compared_with_itself_differs_by_exactly_nothing(study):
    same = of(study.compare(), "itself")
    assert len(same) == 50 and same["baseline"].sum() > 0
    for column in ("mean_difference", "low", "high", "p_less"):
        assert same[column].to_list() == [0.0] * len(same), column
    assert same["p_equal"].to_list() == [1.0] * len(same)
    assert same["variance_reduction"].null_count() == same["narrower"].null_count() == len(same)


INTERNSHIP = "outlay.2023.cash.programme.internship_subsidy"


def test_with_the_same_luck_the_interval_is_five_times_narrower_than_with_other_seeds(base, study):
    """The independent interval comes from runs with another seed, not from a formula."""
    other = js.simulate(base.variant("raised", RAISED), replications=30, seed=2, workers=2)
    independent = Observed(other.results["raised"].scenario, 30)
    independent.add(other.results["raised"])
    observed = Observed(base.scenario, 30)
    observed.add(study.results["linshui"])
    for measure in (INTERNSHIP, "outlay.horizon.demand.total", "outlay.2023.cash.payer.county"):
        paired = of(study.compare(), "raised").row(by_predicate=pl.col("measure") == measure, named=True)
        v, b = independent.values[measure] / 100, observed.values[measure] / 100
        wide = stats.ttest_ind(v, b, equal_var=False).confidence_interval(0.90)
        ratio = (wide.high - wide.low) / (paired["high"] - paired["low"])
        assert ratio >= 5 and paired["narrower"] >= 5, measure
        assert paired["narrower"] == pytest.approx(ratio, rel=0.4), "the estimate is what other seeds give"
        assert paired["low"] > 0 and paired["p_less"] == 0.0


def test_a_tenth_more_in_the_amount_is_a_tenth_more_in_the_money_and_nobody_else_s(study):
    found = of(study.compare(), "raised")
    row = found.row(by_predicate=pl.col("measure") == INTERNSHIP, named=True)
    assert row["mean_difference"] == pytest.approx(0.1 * row["baseline"])
    moved = found.filter(pl.col("p_equal") < 1)
    assert set(moved["section"]) == {"outlay"} and set(moved["item"].drop_nulls()) == {
        "internship_subsidy", "central", "county"}  # fmt: skip


def test_parameters_drawn_by_path_are_the_same_in_a_variant(base):
    paths = "programmes.hiring_subsidy.amount", "programmes.hiring_subsidy.take_up"
    uncertain = base.variant("low", {paths[0]: {"pert": [400, 500, 700], "unit": "CNY/person"}})
    raised = base.variant("high", {paths[0]: {"pert": [440, 550, 770], "unit": "CNY/person"}})
    drawn = {}
    for name, results in js.simulate([base, uncertain, raised], replications=3, seed=5, workers=1).results.items():
        drawn[name] = {(r, p): value for r, p, value in results.parameters.iter_rows()}
    assert {key: drawn["low"][key] for key in drawn["linshui"]} == drawn["linshui"] and drawn["linshui"]
    assert {key for key in drawn["low"] if key not in drawn["linshui"]} == {(r, paths[0]) for r in range(3)}
    for r in range(3):
        assert drawn["high"][r, paths[0]] == pytest.approx(1.1 * drawn["low"][r, paths[0]], rel=1e-12)
        assert drawn["high"][r, paths[1]] == drawn["linshui"][r, paths[1]]


def test_payers_and_programmes_add_up_to_the_total_in_every_replication(study):
    results = study.results["raised"]
    observed = Observed(results.scenario, 30)
    observed.add(results)
    for basis in ("cash", "accrued"):
        total = observed.values[f"outlay.2023.{basis}.total"]
        for kind in ("payer", "programme"):
            parts = [v for name, v in observed.values.items() if name.startswith(f"outlay.2023.{basis}.{kind}.")]
            assert (sum(parts) == total).all() and total.sum() > 0


def test_another_scenario_can_be_the_baseline(study):
    forward, back = study.compare(), study.compare(base="raised")
    a = of(forward, "raised").row(by_predicate=pl.col("measure") == INTERNSHIP, named=True)
    b = of(back, "linshui").row(by_predicate=pl.col("measure") == INTERNSHIP, named=True)
    assert (b["mean_difference"], b["low"], b["high"]) == (-a["mean_difference"], -a["high"], -a["low"])
    assert b["p_less"] == 1.0 and set(back["variant"]) == {"linshui", "itself"}
    with pytest.raises(KeyError):
        study.compare(base="nobody")


def test_a_study_of_one_scenario_has_nothing_to_compare(base):
    with pytest.raises(ValueError, match="nothing to compare"):
        js.simulate(base, replications=1, workers=1).compare()


# ------------------------------------------------------------------------------------------------ years


TWO_YEARS = """
horizon: {end: 2024-12-31}
funds: {employment_subsidy: {appropriations: {2024: {amount: 30万元, arrivals: [{on: 01-15, share: 1.0}]}}}}
targets: {urban_new_employment: {by: null, each_year: true}}
"""


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    file = tmp_path_factory.mktemp("long") / "long.yaml"
    file.write_text(f"extends: {MINIMAL}\n{TWO_YEARS}")
    return js.load(file)


def test_each_year_is_compared_and_the_horizon_is_their_sum(long):
    plans = [long, long.variant("raised", RAISED)]
    rows = js.simulate(plans, replications=2, seed=1, workers=1).compare()
    change = dict(rows.select("measure", "mean_difference").iter_rows())
    for name in (name for name in change if name.startswith(("outlay.horizon", "claims.horizon"))):
        years = sum(change[name.replace("horizon", year)] for year in ("2023", "2024"))
        assert change[name] == pytest.approx(years, abs=1e-6), name
    assert change["outlay.2023.cash.total"] > 0 and change["outlay.2024.cash.total"] > 0
    assert {"target.2023.urban_new_employment.met", "target.2024.urban_new_employment.met",
            "target.horizon.urban_new_employment.met", "fund.2024.employment_subsidy.overrun",
            "fund.horizon.employment_subsidy.arrears"} <= set(change)  # fmt: skip
    years = dict(rows.select("measure", "year").iter_rows())
    assert years["outlay.2024.cash.total"] == 2024 and years["outlay.horizon.cash.total"] is None


def test_over_the_horizon_flags_hold_for_all_years_or_any_and_arrears_are_the_last(long):
    """Two replications and two years of funds and targets, written out."""
    results = js.simulate(long, replications=2, seed=1, workers=1).results["linshui"]
    order = ["replication", "year"]
    funds = results.funds.sort(order).with_columns(
        pl.Series("opening_fen", [0, 0, 0, 0]), pl.Series("appropriated_fen", [100, 100, 100, 100]),
        pl.Series("demand_fen", [101, 90, 100, 100]), pl.Series("arrears_fen", [1, 300, 0, 500]),
    )  # fmt: skip
    targets = results.targets.sort(order).with_columns(pl.Series("met", [False, True, True, True]))
    observed = Observed(long.scenario, 2)
    observed.add(replace(results, funds=funds, targets=targets))
    expected = {
        "fund.2023.employment_subsidy.overrun": [1, 0], "fund.2024.employment_subsidy.overrun": [0, 0],
        "fund.horizon.employment_subsidy.overrun": [1, 0], "fund.2023.employment_subsidy.arrears": [1, 0],
        "fund.horizon.employment_subsidy.arrears": [300, 500], "target.2023.urban_new_employment.met": [0, 1],
        "target.2024.urban_new_employment.met": [1, 1], "target.horizon.urban_new_employment.met": [0, 1],
    }  # fmt: skip
    assert {name: observed.values[name].tolist() for name in expected} == expected
    tests = simulated_tests(observed, observed)
    assert tests == [("urban_new_employment", 2023), ("urban_new_employment", 2024)]
    for year, flags in ((2023, [0, 1]), (2024, [1, 1]), (None, [0, 1])):
        measure, met = all_met(observed, tests, year)
        assert measure.name == f"all_targets.{year or 'horizon'}.met" and met.tolist() == flags


def observed_with(values, **fields):
    """Twelve replications of the made-up county's targets: the jobs as given, the rate always 5."""
    scenario = synthetic.scenario()
    changed = scenario.targets["jobs"].model_copy(update=fields)
    observed = Observed(scenario.model_copy(update={"targets": scenario.targets | {"jobs": changed}}), 12)
    rows = [(number, name, 2023, value, met) for number, jobs in enumerate(values)
            for name, value, met in (("jobs", jobs, jobs >= 700), ("rate", 5.0, True))]  # fmt: skip
    observed._add_targets(pl.DataFrame(rows, schema=["replication", "target", "year", "value", "met"], orient="row"))
    return observed


def test_all_targets_joins_what_is_simulated_in_both():
    base, other = observed_with([690.0, 710.0] * 6), observed_with([710.0] * 12)
    # The rate is the same in all 24 replications; the jobs are always met in one of the two, and vary between them.
    assert simulated_tests(base, other) == [("jobs", 2023)]
    assert simulated_tests(other, other) == []
    words = {one["target"]: (one["comes_about"], one["unit"]) for one in described_tests(base, other)}
    assert words == {"jobs": ("simulated", "persons"), "rate": ("construction", "percent")}
    one = next(c for c in compare_observed("v", base, other) if c.measure.name == "all_targets.2023.met")
    assert (one.baseline, one.value) == (0.5, 1.0)
    declared = observed_with([690.0, 710.0] * 6, comes_about="assumption", rests_on=["places.internship.fill"])
    assert simulated_tests(declared, other) == []
    assert not any(c.measure.section == "all_targets" for c in compare_observed("v", declared, other))


def test_a_fund_is_only_held_against_an_appropriation_of_the_year(long):
    results = js.simulate(long, replications=2, seed=1, workers=1).results["linshui"]
    funds = {"employment_subsidy": long.scenario.funds["employment_subsidy"].model_copy(deep=True)}
    funds["employment_subsidy"].appropriations.pop(2024)
    observed = Observed(long.scenario.model_copy(update={"funds": long.scenario.funds | funds}), 2)
    observed.add(results)
    assert "fund.2023.employment_subsidy.overrun" in observed.values
    for name in ("fund.2024.employment_subsidy.overrun", "fund.horizon.employment_subsidy.arrears"):
        assert name not in observed.values


def test_scenarios_of_other_years_are_refused(base, long):
    with pytest.raises(NotComparable, match="only scenarios of the same years"):
        check_horizons(base.scenario, long.scenario, "long")


def test_another_population_is_compared_with_a_caution(base, study):
    larger = base.variant("larger", {"county.persons": 310})
    (said,) = cautions(base.loaded, larger.loaded)
    assert "made otherwise" in said["en"] and "人口" in said["zh"]
    there = base.variant("there", {"scenario.county": {"zh": "远县", "en": "Far county"}})
    assert "Linshui county, Far county" in cautions(base.loaded, there.loaded)[0]["en"]
    earlier = base.variant("earlier", {"horizon.history_from": dt.date(2022, 7, 1)})
    assert "another day" in cautions(base.loaded, earlier.loaded)[0]["en"]
    assert cautions(base.loaded, base.variant("raised", RAISED).loaded) == []
    both = js.simulate([base, larger], replications=1, workers=1)
    with pytest.warns(UserWarning, match="larger: Persons or firms are made otherwise"):
        both.compare()


# ------------------------------------------------------------------------------------------------ running


def test_replications_are_taken_in_piece_by_piece_and_come_to_the_same(base, study, monkeypatch):
    held = []

    def noting(scenario, scenario_hash, order, parts):
        held.append(len(parts))
        return gather(scenario, scenario_hash, order, parts)

    monkeypatch.setattr(comparison, "CHUNK", 4)
    monkeypatch.setattr(comparison, "gather", noting)
    told = []
    order = Order(seed=1, replications=10)
    observed = comparison.observe(base.loaded, order, 2, lambda done, wanted: told.append((done, wanted)))
    whole = Observed(base.scenario, 30)
    whole.add(study.results["linshui"])
    assert held == [4, 4, 2] and told[-1] == (10, 10)
    assert observed.measures == whole.measures
    for name, values in observed.values.items():
        assert (values == whole.values[name][:10]).all(), name


def test_a_ready_made_variant_has_the_name_of_its_file(tmp_path):
    (tmp_path / "scenario.yaml").write_text(f"extends: {MINIMAL}\n")
    (tmp_path / "variants").mkdir()
    (tmp_path / "variants" / "higher.yaml").write_text("extends: ../scenario.yaml\n")
    assert js.load(tmp_path / "variants" / "higher.yaml").name == "higher"
    assert js.load(tmp_path / "variants" / "higher.yaml", name="mine").name == "mine"
    assert js.load(tmp_path).name == "linshui"


# ------------------------------------------------------------------------------------------------ the page of docs/


def test_every_key_column_and_measure_is_described(study):
    text = (Path(__file__).parents[2] / "docs" / "comparing.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    one = compare_numbers("x", measured(), np.zeros(2), np.zeros(2)).document()
    assert set(one) <= named
    columns = {"low": "interval", "high": "interval", "p05": "spread", "p95": "spread", "zh": "title", "en": "title"}
    assert {columns.get(name, name) for name in study.compare().columns} == set(one)
    words = {".": r"\.", "…": ".+", "PERIOD": r"(\d{4}|horizon)", "YEAR": r"\d{4}", "BASIS": "(cash|accrued|demand)",
             "NAME": r"\w+", "PAYER": r"\w+"}  # fmt: skip
    forms = []
    for form in (name for name in named if ("." in name and name != name.lower()) or "…" in name):
        for word, pattern in words.items():
            form = form.replace(word, pattern)
        forms.append(re.compile(form))
    assert len(forms) == 14
    for measure in study.compare()["measure"].unique():
        assert any(form.fullmatch(measure) for form in forms), measure


def test_every_memo_item_has_a_title():
    assert set(SECTIONS) == {"outlay", *MEMO}
