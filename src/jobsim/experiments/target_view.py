"""A target beside its words: threshold, tolerance, who is counted, and how its probability comes about.

* ``simulated``: what the lives do decides.
* ``assumption``: an assumed number alone sets it; ``rests_on`` names the paths.
* ``construction``: it cannot come out otherwise.

A scenario says which. Results correct it where they know better: an indicator that is read off the plan itself
(``vocabulary.PLANNED``) is no outcome of lives, and one that is the same in every replication decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from jobsim import vocabulary as words
from jobsim.experiments.estimates import probability, whole_quantile
from jobsim.experiments.results import Results
from jobsim.scenario.provenance import quantities
from jobsim.scenario.rule_sections import Target
from jobsim.scenario.schema import Scenario

SIMULATED, ASSUMPTION, CONSTRUCTION = "simulated", "assumption", "construction"
COMES_ABOUT: dict[str, tuple[str, str]] = {
    SIMULATED: ("模拟得出", "simulated"),
    ASSUMPTION: ("由假定决定", "by assumption"),
    CONSTRUCTION: ("由构造决定", "by construction"),
}
_SPREAD = {"p05": 0.05, "p50": 0.50, "p95": 0.95}
SAME = 10
"""From so many replications on an indicator that is the same in all of them is taken to be so by construction."""


def unit_of(target: Target) -> str:
    """The unit of a target's value: a change against the year before is in percent."""
    return words.INDICATORS[target.indicator][2] if target.change is None else "percent"


def accepted(target: Target) -> tuple[float | None, float | None]:
    """The lowest and the highest value that counts as met, the tolerance included; None without a bound."""
    value = target.value.central()
    tolerance = 1.0 if target.tolerance is None else target.tolerance.central()
    if target.comparator == ">=":
        return value * tolerance, None
    if target.comparator == "<=":
        return None, value / tolerance
    leeway = abs(value) * (1.0 - tolerance)
    return value - leeway, value + leeway


def described(scenario: Scenario, name: str) -> dict[str, Any]:
    """What every table says of a target beside its numbers."""
    target = scenario.targets[name]
    zh, en, _ = words.INDICATORS[target.indicator]
    low, high = accepted(target)
    population = target.population
    counted = words.POPULATIONS[target.indicator]
    return {
        "target": name,
        "title": target.title.model_dump(),
        "clause": target.clause,
        "indicator": target.indicator,
        "indicator_title": {"zh": zh, "en": en},
        "unit": unit_of(target),
        "population": {"zh": counted[0], "en": counted[1]} if population is None else population.model_dump(),
        "comparator": {">=": ">", "<=": "<"}.get(target.comparator, "==") if target.strict else target.comparator,
        "threshold": target.value.central(),
        "tolerance": None if target.tolerance is None else target.tolerance.central(),
        "met_from": low,
        "met_to": high,
        "reading": None if target.reading is None else target.reading.model_dump(),
    }


def comes_about(scenario: Scenario, name: str, *values: npt.NDArray[np.float64]) -> tuple[str, list[str]]:
    """The word and the paths it rests on; ``values`` are the indicator's in each replication of one or several runs."""
    target = scenario.targets[name]
    if target.comes_about != SIMULATED:
        return target.comes_about, list(target.rests_on)
    known = np.concatenate([one[~np.isnan(one)] for one in values])
    same = len(known) == 0 or bool((known == known[0]).all())
    always = same and min(map(len, values)) >= SAME
    if target.indicator in words.PLANNED:
        rests = _uncertain(scenario, words.PLANNED[target.indicator], target)
        return (ASSUMPTION, rests) if rests and not always else (CONSTRUCTION, [])
    return (CONSTRUCTION, []) if always else (SIMULATED, [])


def _uncertain(scenario: Scenario, section: str, target: Target) -> list[str]:
    """Paths of the drawn numbers of the section that plans an indicator, and only of those that it rests on."""
    drawn = (".".join(one.path) for one in quantities(scenario) if one.quantity.is_uncertain and not one.each)
    ends = {"events": (f".{target.indicator}",), "funds": (".amount", ".previous_year")}.get(section, ("",))
    return [path for path in drawn if path.startswith(f"{section}.") and path.endswith(ends)]


def entries(results: Results) -> list[dict[str, Any]]:
    """Each target in each year it is tested: words, spread of the indicator, probability of meeting it.

    Quantiles of what is counted in whole numbers are whole.
    """
    found = []
    tests = results.targets.select("target", "year").unique(maintain_order=True).sort("target", "year")
    for name, year in tests.iter_rows():
        rows = results.targets.filter((pl.col("target") == name) & (pl.col("year") == year))
        values = rows["value"].to_numpy()
        said = described(results.scenario, name)
        word, rests = comes_about(results.scenario, name, values)
        # A rate can be without a value where nobody is in its denominator.
        known = values[~np.isnan(values)]
        quantile = np.quantile if said["unit"] in words.NOT_WHOLE else whole_quantile
        found.append(
            {
                **said,
                "year": year,
                **{key: float(quantile(known, q)) if len(known) else None for key, q in _SPREAD.items()},
                **probability(rows["met"].to_numpy()),
                "comes_about": word,
                "rests_on": rests,
                "declared": results.scenario.targets[name].comes_about,
            }
        )
    return found


def told(results: Results) -> pl.DataFrame:
    """Every test of every replication with the words of its target beside it: the table of the record."""
    rows = [
        {
            "target": one["target"], "year": one["year"], "unit": one["unit"], "comparator": one["comparator"],
            "threshold": one["threshold"], "tolerance": one["tolerance"], "met_from": one["met_from"],
            "met_to": one["met_to"], "population_zh": one["population"]["zh"],
            "population_en": one["population"]["en"], "comes_about": one["comes_about"],
            "rests_on": ", ".join(one["rests_on"]),
        }
        for one in entries(results)
    ]  # fmt: skip
    text, number = pl.String, pl.Float64
    schema = {
        "target": text, "year": pl.Int16, "unit": text, "comparator": text, "threshold": number, "tolerance": number,
        "met_from": number, "met_to": number, "population_zh": text, "population_en": text, "comes_about": text,
        "rests_on": text,
    }  # fmt: skip
    words_ = pl.DataFrame(rows, schema=schema)
    plain = results.targets.with_columns(pl.col("target").cast(pl.String))
    return plain.join(words_, on=["target", "year"], how="left", maintain_order="left")


def all_targets(results: Results, tested: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Replications that meet every simulated target, in all its years; None if no target is simulated.

    ``tests`` are the joined tests of ``of``; a target that is tested in two years has two.
    """
    joined = [(entry["target"], entry["year"]) for entry in tested if entry["comes_about"] == SIMULATED]
    if not joined:
        return None
    chosen = pl.DataFrame(joined, schema={"target": pl.String, "year": results.targets.schema["year"]}, orient="row")
    rows = results.targets.with_columns(pl.col("target").cast(pl.String)).join(chosen, on=["target", "year"])
    met = rows.group_by("replication").agg(pl.col("met").all()).sort("replication")
    return {**probability(met["met"].to_numpy()), "tests": len(joined), "of": len(tested)}
