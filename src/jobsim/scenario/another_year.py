"""What a scenario does not say of the years of its horizon: it was written for another year, and the horizon was moved.

Each is a question, for a figure of another year must be stated anew and is never carried over.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from jobsim.scenario.checks import Checker

_SHOWN = 8
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
STALE_AFTER = 2
"""Years after which a standard in money, or a rate of interest, is asked for anew."""
_SET_ANEW = ("CNY", "1/year")


def _years(checker: Checker) -> list[int]:
    horizon = checker.scenario.horizon
    return list(range(horizon.start.year, horizon.end.year + 1))


def _executed(checker: Checker) -> list[int]:
    """Years of the history whose budget was executed."""
    horizon = checker.scenario.horizon
    return list(range(horizon.budget_from.year, horizon.start.year))


def _and(words: Iterable[object], shown: int = _SHOWN) -> str:
    names = [str(word) for word in words]
    if len(names) > shown + 1:
        names = [*names[:shown], f"{len(names) - shown} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def appropriations(checker: Checker) -> None:
    for name, fund in checker.scenario.funds.items():
        missing = [year for year in (*_executed(checker), *_years(checker)) if year not in fund.appropriations]
        if not fund.appropriations or not missing:
            continue
        checker.fault(
            ("funds", name, "appropriations"),
            f"how much is appropriated for {_and(missing)}? Stated so far: {_and(sorted(fund.appropriations))}",
            f"state appropriations.{missing[0]}; until then nothing limits the fund in that year, no overrun is told",
            key=True,
        )


def targets(checker: Checker) -> None:
    horizon = checker.scenario.horizon
    targets = checker.scenario.targets
    vanished = [name for name, one in targets.items() if not one.years(horizon.start.year, horizon.end.year)]
    early = [name for name in vanished if (by := targets[name].by) is not None and by < horizon.start]
    for names, which in ((early, "before the horizon"), ([n for n in vanished if n not in early], "after it")):
        if names:
            days = sorted({str(targets[name].by) for name in names})
            checker.fault(
                ("targets", names[0], "by"),
                f"which values hold for {_and(_years(checker))}? {len(names)} of {len(targets)} targets are tested by "
                f"a day {which} ({_and(days, 3)}) and are in no result: {_and(names)}",
                "state value and by anew, say each_year: true, or leave the target out",
            )


def programmes(checker: Checker) -> None:
    start = checker.scenario.horizon.start
    for name, programme in checker.scenario.programmes.items():
        span, claim = programme.effective, programme.claim
        # What began before the end is paid after it: that of the year before is the tail one expects.
        tail = dt.timedelta(0 if span.applies_to == "day" else 366)
        if span.end is not None and checker.scenario.horizon.history_from <= span.end < start - tail:
            checker.fault(
                ("programmes", name, "effective", "end"),
                f"is it prolonged? It ended on {span.end} and gives nobody anything new in {_and(_years(checker))}",
                "move its end, or leave the programme out",
            )
        procedure = checker.scenario.procedures[claim] if isinstance(claim, str) else claim
        if procedure.accepted_until is not None and procedure.accepted_until < start:
            where = ("procedures", claim) if isinstance(claim, str) else ("programmes", name, "claim")
            checker.fault(
                (*where, "accepted_until"),
                f"until when are claims accepted? {procedure.accepted_until} lies before the horizon, so none is",
                "move the day, or leave it out",
            )


def _last_before(checker: Checker, days: Sequence[dt.date | str]) -> dt.date | None:
    """The last of some days, if each is of one year only and none of a year of the horizon."""
    dated = [day for day in days if isinstance(day, dt.date)]
    outside = {day.year for day in dated}.isdisjoint(_years(checker))
    return max(dated) if dated and len(dated) == len(days) and outside else None


def openings(checker: Checker) -> None:
    for name, pool in checker.scenario.places.pools():
        last = _last_before(checker, [opening.on for opening in pool.openings])
        if last is not None and not pool.reopen:  # a place that is filled again is there in later years, too
            checker.fault(
                ("places", name, "openings"),
                f"how many places are opened in {_and(_years(checker))}? None is; the last opening is that of {last}",
                "add openings of that year, or days of every year such as 07-01",
                key=True,
            )


def days(checker: Checker) -> None:
    for name, event in checker.scenario.events.items():
        last = _last_before(checker, event.on)
        if last is not None:
            checker.fault(
                ("events", name, "on"),
                f"on which days of {_and(_years(checker))} is it held? On none; the last is {last}",
                "add days of that year, or days of every year such as 03-15",
                key=True,
            )
    horizon = checker.scenario.horizon
    for name, shock in checker.scenario.shocks.items():
        if shock.end < horizon.history_from or shock.start > horizon.end:
            checker.fault(
                ("shocks", name, "start"), "the shock lies outside the days simulated and does nothing",
                "move it, or leave it out",
            )  # fmt: skip


def lines(checker: Checker) -> None:
    years = _years(checker)
    for name, line in checker.scenario.budget_lines.items():
        if line.years is not None and not set(line.years) & set(years):
            checker.fault(
                ("budget_lines", name, "years"),
                f"is it paid in {_and(years)}? Only in {_and(line.years)}, as it stands",
                "add the year, or leave the line out",
            )


def standards(checker: Checker) -> None:
    """Sums that the authorities set anew every year or two; shares such as contribution rates hold for longer."""
    year = checker.scenario.horizon.start.year
    for name, standard in checker.scenario.standards:
        steps = getattr(standard, "steps", ())
        if steps and standard.unit.startswith(_SET_ANEW) and steps[-1][0].year < year - STALE_AFTER:
            checker.fault(
                ("standards", name),
                f"which value holds in {year}? The last one stated is of {steps[-1][0]}",
                "add a step {from: …, value: …}, also if it is the same value",
                key=True,
            )


def _titled(checker: Checker) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("scenario", "title", "zh"), checker.scenario.scenario.title.zh
    yield ("scenario", "title", "en"), checker.scenario.scenario.title.en
    yield ("scenario", "name"), checker.scenario.scenario.name.replace("_", " ")


def titles(checker: Checker) -> None:
    years = set(_years(checker))
    for path, text in _titled(checker):
        said = {int(found) for found in _YEAR.findall(text)}
        span = set(range(min(said), max(said) + 1)) if said else years
        if not span & years:
            checker.fault(
                path,
                f"says {_and(sorted(said))}, but the horizon is {_and(sorted(years))}",
                "say what the results are of",
            )


def document(checker: Checker) -> None:
    """Figures of a document that is older than the horizon: those that every year brings again."""
    scenario = checker.scenario
    issued, year = scenario.scenario.issued, scenario.horizon.start.year
    if issued is None or issued.year >= year:
        return
    openings = [(name, one) for name, pool in scenario.places.pools() for one in pool.openings]
    printed = [name for name, one in openings if one.count.source == "policy" and not isinstance(one.on, dt.date)]
    pools = [f"places.{name}" for name in dict.fromkeys(printed)]
    quotas = [f"programmes.{name}.limits.quota" for name, one in scenario.programmes.items() if one.limits.quota]
    yearly = [f"targets.{name}" for name, one in scenario.targets.items() if one.by is None or one.each_year]
    again = [*pools, *quotas, *yearly]
    if again:
        checker.fault(
            ("scenario", "issued"),
            f"do the document's figures hold for {year} too? It is of {issued.year}, and these come again every year: "
            f"{_and(again, 20)}",
            "state those of the year, or extend a document of the year",
        )


CHECKS = (appropriations, targets, programmes, openings, days, lines, standards, titles, document)
"""In the order in which they are told: money first."""
