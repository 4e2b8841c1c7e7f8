"""All figures of a run, each with its name."""

from __future__ import annotations

from collections.abc import Iterator

from jobsim.experiments.results import Results
from jobsim.language import Language
from jobsim.reports.figures.amounts import months, payers, programmes
from jobsim.reports.figures.distribution import distribution
from jobsim.reports.figures.exhaustion import exhaustion
from jobsim.reports.figures.fan import fan, limited_funds
from jobsim.reports.figures.rests import rests
from jobsim.reports.figures.style import Picture
from jobsim.reports.figures.targets import targets
from jobsim.tables.rests import rests as parts


def of_run(results: Results, lang: Language) -> Iterator[tuple[str, Picture]]:
    """One by one, since each takes memory: the money first, then where it goes, when, and what it reaches."""
    for fund in limited_funds(results):
        yield f"fan-{fund}", fan(results, lang, [fund])
        for year in results.years:
            if results.limited(fund, year):
                yield f"distribution-{fund}-{year}", distribution(results, fund, year, lang)
        yield f"exhaustion-{fund}", exhaustion(results, fund, lang)
    for year in (None, *results.years) if len(results.years) > 1 else (None,):
        ending = "" if year is None else f"-{year}"
        yield f"programmes{ending}", programmes(results, lang, year)
        yield f"payers{ending}", payers(results, lang, year)
    yield "months", months(results, lang)
    if results.scenario.targets:
        yield "targets", targets(results, lang)
    if not parts(results).frame.is_empty():
        yield "rests", rests(results, lang)
