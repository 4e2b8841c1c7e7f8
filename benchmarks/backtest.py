"""Forecasts of what other counties published, made from residents and province alone, and how good they were.

    python benchmarks/backtest.py forecast [--figures FILE.csv] [--out DIR]
    python benchmarks/backtest.py score [--figures FILE.csv] [--out DIR]

``forecast`` builds a county with what ``jobsim new`` does for each county of which the residents are known, like the
shipped one of its province or part of the country (:data:`LIKE`), simulates it, and writes quantiles of every figure
that is to be forecast, without its value: neither of the county itself nor of any period of it is one read. ``score``
reads the forecasts that were written and the outcomes, and writes the scores. With ``--figures`` it is the figures of
that file that are forecast and scored, with the shipped ones as what is known of other counties.

Four forecasters: ``simulated`` (the spread of the replications), ``county unknown`` (the spread between counties as
well, jobsim.other_counties.unknown), and two naive ones: the median of the other counties per resident, and 92 % of
the money at hand where that is published. Last year plus growth needs a year before, which no row has.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from jobsim.experiments.replications import Order, replications
from jobsim.experiments.results import Results, gather
from jobsim.experiments.scoring import crps, interval_score, pit
from jobsim.language import Words
from jobsim.other_counties.measures import MEASURES, Measure
from jobsim.other_counties.rows import Figure, read, residents_of, shipped
from jobsim.other_counties.unknown import unknown
from jobsim.scenario import another_county, overlay
from jobsim.scenario.loader import load_scenario

HERE = Path(__file__).parent
LIKE = {
    "jingyuan_2023": ("宁夏", "内蒙古", "甘肃", "青海", "陕西", "新疆", "西藏", "云南", "贵州", "广西", "四川"),
    "rongchang_2022": ("重庆",),
    "shexian_2025": (),
}
"""Like which county, by province: the west like Jingyuan, Chongqing like Rongchang, all others like Shexian."""
REPLICATIONS, SEED, GRID = 20, 1, 199
AMPLE = 1000
"""CNY a resident in each fund and year."""
LEVEL = 0.8
_QS = (np.arange(GRID) + 0.5) / GRID
MEASURE_OF = {
    ("employment_fund", True): "employment_fund", ("insurance_subsidy", False): "insured",
    ("insurance_subsidy", True): "insurance_money", ("public_post", False): "post_holders",
    ("public_post", True): "post_money", ("skill_training", False): "skill_trainees",
    ("entrepreneurship_training", False): "entrepreneurship_trainees", ("guaranteed_loan", True): "loans",
    ("guaranteed_loan", False): "borrowers", ("start_up_grant", False): "start_ups",
    ("urban_new_employment", False): "urban_new_employment",
    ("urban_unemployed_reemployed", False): "urban_unemployed_reemployed",
}  # fmt: skip
"""The measure that forecasts a figure, by its series and whether it is money."""
_STOCKS = ("insured", "post_holders")
"""Whoever draws or holds a post stands there in part of a year, too; all else comes in through the year."""
_BY_NAME = {one.name: one for one in MEASURES}


def like(province: str) -> str:
    return next((name for name, provinces in LIKE.items() if province in provinces), "shexian_2025")


def wanted(figures: Sequence[Figure]) -> list[tuple[str, Figure, Measure, float]]:
    """(key, figure, measure, factor): the figure is the measure times the factor."""
    found, sums = [], {}
    for one in figures:
        measure = _BY_NAME.get(MEASURE_OF.get((one.series or "", one.in_money), ""))
        residents = residents_of(figures, one.county)
        outcome = one.kind in ("executed", "persons", "attained") and one.payer in ("all", "", "bank")
        if one.level != "county" or measure is None or not residents or not outcome or one.one_month:
            continue
        stock = measure.name in _STOCKS
        if one.months is None and not (stock and one.period[:4].isdigit()):
            continue
        factor = residents / measure.scale * (1.0 if stock else (one.months or 12) / 12)
        key = (one.county, one.period, measure.name)
        if key in sums:  # parts of one count, such as urban and rural posts
            sums[key] += one.value
            continue
        sums[key] = one.value
        found.append((key, one, measure, factor))
    return [("|".join(key), _with(one, sums[key]), measure, factor) for key, one, measure, factor in found]


def _with(one: Figure, value: float) -> Figure:
    return replace(one, value=value)


def simulated(county: str, residents: int, base: str) -> Results:
    """The county as ``jobsim new`` makes it, with more money than it can spend: its appropriations are not known."""
    loaded = load_scenario(f"jobsim:{base}", for_run=False)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "county"
        made = another_county.make(loaded, folder, Words(county, county), another_county.Size(residents))
        tree = {"extends": overlay.extends_of(loaded, folder), **made.tree}
        changes = [f"{path}={AMPLE * residents} CNY" for path in made.missing]
        overlay.write(folder, tree, "", changes)
        scenario = load_scenario(folder, exclude_missing=True)
        order = Order(seed=SEED, replications=REPLICATIONS)
        return gather(scenario.scenario, scenario.hash, order, replications(scenario.scenario, order), ())


def forecast(figures: Sequence[Figure], known: Sequence[Figure], out: Path) -> None:
    rows = wanted(figures)
    counties = sorted({(one.county, one.province) for _, one, _, _ in rows})
    told = []
    for number, (county, province) in enumerate(counties, 1):
        residents, base = residents_of(figures, county) or 0, like(province)
        print(f"{number}/{len(counties)} {county}: {residents:,} residents, like {base}", file=sys.stderr, flush=True)
        results = simulated(county, residents, base)
        others = [one for one in known if one.county != county]
        for key, one, measure, factor in rows:
            if one.county != county:
                continue
            values = measure.simulated(results)
            mean = None if values is None else float(values.mean())
            spread = unknown(measure, others, mean)
            median = [point.value for point in measure.points(others)]
            told.append({
                "key": key, "county": county, "province": province, "period": one.period, "item": one.item,
                "measure": measure.name, "like": base, "residents": residents,
                "simulated": None if values is None else _rounded(np.quantile(values, _QS) * factor),
                "county unknown": None if spread is None else _rounded(spread.quantile(_QS) * factor),
                "median of others": _rounded([float(np.median(median)) * factor])[0] if median else None,
            })  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in told)
    (out / "forecast.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.4g}") for value in values]


def score(figures: Sequence[Figure], out: Path) -> None:
    """Scores are in shares of the outcome, so that counts and money of any size count alike."""
    outcomes = {key: one for key, one, _, _ in wanted(figures)}
    at_hand = {(one.county, one.period): one.value for one in figures
               if one.series == "employment_fund" and one.kind == "available" and one.payer == "all"}  # fmt: skip
    rows = []
    for told in json.loads((out / "forecast.json").read_text(encoding="utf-8")):
        one = outcomes.get(told["key"])
        if one is None:
            continue
        money = at_hand.get((one.county, one.period)) if told["measure"] == "employment_fund" else None
        forecasters = {
            "simulated": told["simulated"], "county unknown": told["county unknown"],
            "median of others": None if told["median of others"] is None else [told["median of others"]],
            "92 % of money at hand": None if money is None else [0.92 * money],
        }  # fmt: skip
        for name, sample in forecasters.items():
            if sample is not None:
                rows.append(_scored(told, one, name, np.array(sample)))
    with (out / "scores.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    told = {name: _summed([row for row in rows if row["forecaster"] == name])
            for name in dict.fromkeys(row["forecaster"] for row in rows)}  # fmt: skip
    (out / "scores.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1, ensure_ascii=False))


def _scored(told: dict, one: Figure, name: str, sample: np.ndarray) -> dict:
    point = len(sample) == 1
    low, high = np.quantile(sample, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    by = one.value
    return {
        "county": one.county, "period": one.period, "item": one.item, "measure": told["measure"],
        "like": told["like"], "forecaster": name, "outcome": f"{by:.6g}",
        "p10": None if point else f"{low:.4g}", "p50": f"{np.median(sample):.4g}",
        "p90": None if point else f"{high:.4g}",
        "inside": None if point else int(low <= by <= high), "pit": None if point else f"{pit(sample, by):.3f}",
        "crps": f"{crps(sample, by) / by:.4f}",
        "interval_score": None if point else f"{interval_score(low, high, by, LEVEL) / by:.4f}",
        "log_error": f"{np.log(max(float(np.median(sample)), 1e-9) / by):.3f}",
    }  # fmt: skip


def _summed(rows: Sequence[dict]) -> dict:
    inside = [row["inside"] for row in rows if row["inside"] is not None]
    scores = [float(row["interval_score"]) for row in rows if row["interval_score"] is not None]
    errors = [float(row["log_error"]) for row in rows]
    return {
        "figures": len(rows), "counties": len({row["county"] for row in rows}),
        "inside the 80 % interval": None if not inside else round(float(np.mean(inside)), 3),
        "median crps": round(float(np.median([float(row["crps"]) for row in rows])), 3),
        "mean crps": round(float(np.mean([float(row["crps"]) for row in rows])), 3),
        "mean interval score": None if not scores else round(float(np.mean(scores)), 3),
        "forecast to outcome, geometric mean": round(float(np.exp(np.mean(errors))), 3),
        "typical factor between them": round(float(np.exp(np.sqrt(np.mean(np.square(errors))))), 3),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("forecast", "score"))
    parser.add_argument("--figures", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=HERE / "backtest")
    told = parser.parse_args()
    figures = shipped() if told.figures is None else read(told.figures)
    if told.what == "forecast":
        forecast(figures, shipped(), told.out)
    else:
        score(figures, told.out)


if __name__ == "__main__":
    main()
