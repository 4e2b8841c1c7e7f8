"""Checks across sections: names that must exist, and shares that must make up a whole."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from jobsim import vocabulary as words
from jobsim.folders import DEVICES
from jobsim.scenario import fields
from jobsim.scenario.behaviour_sections import Destinations, Season
from jobsim.scenario.bounds import out_of_bounds
from jobsim.scenario.code_checks import code_faults
from jobsim.scenario.errors import HINTED, Problem, nearest, one_of, problem_at
from jobsim.scenario.executed_section import executed_faults
from jobsim.scenario.faults import place_of
from jobsim.scenario.joint_sample import sample_faults
from jobsim.scenario.programme_checks import programme_faults
from jobsim.scenario.provenance import clause_ids, quantities
from jobsim.scenario.quantities import Quantity
from jobsim.scenario.rule_sections import Target
from jobsim.scenario.schema import Horizon, Scenario
from jobsim.scenario.yaml_text import Item

TOLERANCE = 1e-6
Path = tuple[str, ...]


class Checker:
    """Collects the faults of one scenario. Sections that are not valid by themselves may be absent."""

    def __init__(self, scenario: Scenario, root: Item, plain: Mapping[str, Any]) -> None:
        self.scenario = scenario
        self.root = root
        self.plain = plain
        self.problems: list[Problem] = []
        self._names: dict[str, dict[str, None]] = {}

    def fault(self, path: Sequence[str], message: str, hint: str = "", *, key: bool = False) -> None:
        self.problems.append(problem_at(place_of(self.root, path, key=key), ".".join(path), message, hint))

    def names(self, section: str) -> dict[str, None]:
        """Names of a section as written, also of entries that have faults of their own."""
        if section not in self._names:
            written = self.plain.get(section)
            self._names[section] = dict.fromkeys(map(str, written)) if isinstance(written, dict) else {}
        return self._names[section]

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Paths of numbers, and of the sections with numbers in them."""
        paths = (found.path for found in quantities(self.scenario))
        return frozenset(".".join(path[:length]) for path in paths for length in range(1, len(path) + 1))

    def nearest(self, word: str, options: Iterable[str]) -> str:
        """A hint at the option meant; none where so many faults were found that nobody reads them all."""
        return nearest(word, options) if len(self.problems) < HINTED else ""

    def known(self, path: Sequence[str], name: str, what: str, options: Collection[str]) -> None:
        if name not in options:
            listed = one_of(list(options)) if options else ""
            self.fault(path, f"there is no {what} '{name}'", self.nearest(name, options) or listed)


def cross_check(scenario: Scenario, root: Item, plain: Mapping[str, Any]) -> list[Problem]:
    checker = Checker(scenario, root, plain)
    for path, message, hint in out_of_bounds(scenario):
        checker.fault(path, message, hint)
    if checker.problems:
        return checker.problems  # what follows counts on numbers within their ranges
    _name(checker)
    _clauses(checker)
    _references(checker)
    _firms(checker)
    _exits(checker)
    _shares(checker)
    _dates(checker)
    _targets(checker)
    _last_resort(checker)
    _executed(checker)
    for path, message, hint in (*programme_faults(scenario), *code_faults(scenario), *sample_faults(scenario)):
        checker.fault(path, message, hint)
    return checker.problems


def _name(checker: Checker) -> None:
    head = checker.scenario.scenario
    name = head.name if head is not None else ""  # a head that is not valid is told as such
    if name in DEVICES:
        checker.fault(("scenario", "name"), f"'{name}' is a device to Windows, where no folder can be called so")


def sections_with_clause(scenario: Scenario) -> Iterable[tuple[Path, Any]]:
    """Every section that names clauses, with its path."""
    for name in type(scenario).model_fields:
        yield from _with_clause(getattr(scenario, name, None), (name,))


def _with_clause(value: Any, path: Path) -> Iterable[tuple[Path, Any]]:
    if isinstance(value, BaseModel):
        if getattr(value, "clause", None) is not None:
            yield path, value
        for name, below in value.__dict__.items():
            if isinstance(below, BaseModel | dict | list):
                yield from _with_clause(below, (*path, name))
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _with_clause(below, (*path, str(key)))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _with_clause(below, (*path, str(index)))


def _clauses(checker: Checker) -> None:
    known = checker.names("clauses")
    for path, section in sections_with_clause(checker.scenario):
        several = isinstance(section.clause, list)
        for index, clause in enumerate(clause_ids(section.clause)):
            where = (*path, "clause", str(index)) if several else (*path, "clause")
            checker.known(where, clause, "clause", known)
    for clause in checker.scenario.recorded or {}:
        if clause not in known:
            hint = checker.nearest(clause, known)
            checker.fault(("recorded", clause), f"there is no clause '{clause}'", hint, key=True)


def _references(checker: Checker) -> None:
    funds, programmes, procedures = (checker.names(name) for name in ("funds", "programmes", "procedures"))
    for section in ("programmes", "budget_lines"):
        for name, entry in (getattr(checker.scenario, section) or {}).items():
            checker.known((section, name, "fund"), entry.fund, "fund", funds)
    for name in programmes.keys() & checker.names("budget_lines").keys():
        checker.fault(("budget_lines", name), f"'{name}' is also the name of a programme", key=True)
    for name, programme in (checker.scenario.programmes or {}).items():
        if isinstance(programme.claim, str):
            checker.known(("programmes", name, "claim"), programme.claim, "claim procedure", procedures)
        for index, other in enumerate(programme.excludes):
            where = ("programmes", name, "excludes", str(index))
            checker.known(where, other, "programme", programmes)
            if other == name:
                checker.fault(where, "a programme cannot exclude itself; use limits: {once: true}")
    behaviour, places = checker.scenario.behaviour, checker.scenario.places
    if behaviour is not None:
        for index, response in enumerate(behaviour.responses):
            where = ("behaviour", "responses", str(index), "programme")
            checker.known(where, response.programme, "programme", programmes)
        seasons = list(behaviour.seasons)
        for state, exits in behaviour.exits.items():
            for name, one in exits.items():
                if one.season is not None:
                    checker.known(("behaviour", "exits", state, name, "season"), one.season, "season", seasons)
        if places is not None and places.vacancies.season is not None:
            checker.known(("places", "vacancies", "season"), places.vacancies.season, "season", seasons)


def _firms(checker: Checker) -> None:
    """What is said of the firms of a role needs firms of the role."""
    if checker.scenario.county is None:
        return
    firms = checker.scenario.county.firms
    for role in firms.standing_staff:
        if role not in firms.roles:
            hint = nearest(role, firms.roles) or f"give their number under county.firms.roles.{role}"
            checker.fault(("county", "firms", "standing_staff", role), f"no firm has the role '{role}'", hint, key=True)


def _exits(checker: Checker) -> None:
    behaviour = checker.scenario.behaviour
    asked: list[tuple[Path, str, str, bool]] = []
    if behaviour is not None:
        for state, exits in behaviour.exits.items():
            asked += [(("behaviour", "exits", state, name), state, name, True) for name in exits]
        for index, response in enumerate(behaviour.responses):
            asked.append((("behaviour", "responses", str(index), "exit"), response.state, response.exit, False))
    for name, shock in (checker.scenario.shocks or {}).items():
        asked.append((("shocks", name, "exit"), shock.state, shock.exit, False))
    for path, state, exit_name, key in asked:
        options = words.EXITS.get(state, ())
        if exit_name not in options:
            hint = nearest(exit_name, options) or (one_of(options) if options else "no way out of it is modelled")
            checker.fault(path, f"'{exit_name}' is no way out of '{state}'", hint, key=key)


# ---------------------------------------------------------------------------------------- shares


def _values_at(shares: Sequence[Quantity], date: dt.date | None) -> tuple[list[float], list[float]] | None:
    """Medians and modes of the shares on a date; None if one is missing."""
    held = [share.on(date) if date is not None else share for share in shares]
    if any(share.is_missing for share in held):
        return None
    medians = [share.central() for share in held]
    tops = [share.args[1] if share.kind in ("pert", "triangular") else share.central() for share in held]
    return medians, tops


def _whole(checker: Checker, path: Path, shares: Mapping[Any, Quantity], what: str, *, at_most: bool = False) -> None:
    """Shares must sum to one (or at most to one), by their modes or their medians, on each date."""
    if not shares:
        return
    quantities_ = list(shares.values())
    turns = sorted({date for share in quantities_ for date, _ in share.steps})
    dates: list[dt.date | None] = [*turns] or [None]
    for date in dates:
        found = _values_at(quantities_, date)
        if found is None:
            return
        sums = [sum(values) for values in found]
        right = any(total <= 1 + TOLERANCE if at_most else abs(total - 1) <= TOLERANCE for total in sums)
        if not right:
            bound = "at most 1" if at_most else "1"
            on = f" from {date}" if date is not None else ""
            checker.fault(path, f"{what} must sum to {bound}, found {sums[1]:.6g}{on}")
            return


def _shares(checker: Checker) -> None:
    scenario = checker.scenario
    for section in ("programmes", "budget_lines", "funds"):
        for name, entry in (getattr(scenario, section) or {}).items():
            if entry.payers is not None:
                _whole(checker, (section, name, "payers"), entry.payers, "payer shares")
                if not entry.payers:
                    checker.fault((section, name, "payers"), "payer shares must sum to 1, found none")
    for name, fund in (scenario.funds or {}).items():
        for year, one in fund.appropriations.items():
            shares = {str(index): arrival.share for index, arrival in enumerate(one.arrivals)}
            _whole(checker, ("funds", name, "appropriations", str(year), "arrivals"), shares, "arriving shares")
    for name, line in (scenario.budget_lines or {}).items():
        if line.months is not None and (abs(sum(line.months) - 1) > TOLERANCE or min(line.months) < 0):
            total = sum(line.months)
            where = ("budget_lines", name, "months")
            checker.fault(where, f"monthly shares must be 0 or more and sum to 1, found {total:.6g}")
    if scenario.county is not None:
        for household, states in scenario.county.states.items():
            _whole(checker, ("county", "states", household), states, "shares of states")
        firms = scenario.county.firms
        _whole(checker, ("county", "firms", "sizes"), firms.sizes, "shares of sizes")
        _whole(checker, ("county", "firms", "legal_forms"), firms.legal_forms, "shares of legal forms")
    behaviour = scenario.behaviour
    if behaviour is not None:
        training = behaviour.training
        _whole(checker, ("behaviour", "training", "levels"), training.levels, "shares of levels")
        _whole(checker, ("behaviour", "training", "in_service_levels"), training.in_service_levels, "shares of levels")
        _whole(checker, ("behaviour", "venture", "legal_forms"), behaviour.venture.legal_forms, "shares of legal forms")
        _whole(checker, ("behaviour", "loan", "kinds"), behaviour.loan.kinds, "shares of loan kinds")
        for path, found in _destinations(behaviour, ("behaviour",)):
            _whole(checker, (*path, "shares"), found.shares, "shares of destinations", at_most=True)
        for name, season in behaviour.seasons.items():
            _season(checker, ("behaviour", "seasons", name, "months"), season)
        _classes(checker)
    for name, event in (scenario.events or {}).items():
        if event.grades:
            _whole(checker, ("events", name, "grades"), event.grades, "shares of grades")


def _destinations(value: Any, path: Path) -> Iterable[tuple[Path, Destinations]]:
    if isinstance(value, Destinations):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, below in value.__dict__.items():
            yield from _destinations(below, (*path, name))


def _season(checker: Checker, path: Path, season: Season) -> None:
    if min(season.months) < 0 or sum(season.months) <= 0:
        checker.fault(path, "monthly factors must be 0 or more and not all 0")


def _classes(checker: Checker) -> None:
    """A mapping by behaviour class names every class, or ``other`` for those it does not name."""
    behaviour = checker.plain.get("behaviour")

    def walk(value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            return
        by_class = any(
            typing.get_origin(branch) is dict and fields.words(typing.get_args(branch)[0]) == list(words.CLASSES)
            for branch in fields.types_at(path)
        )
        named = set(value) & set(words.CLASSES)
        if by_class and named and "other" not in value and len(named) < len(words.CLASSES):
            checker.fault(path, "the class 'other' is missing; it stands for every class that is not named", key=True)
        for key, below in value.items():
            walk(below, (*path, str(key)))

    for name in ("exits", "registration", "employment", "flexible", "loan"):
        if isinstance(behaviour, dict):
            walk(behaviour.get(name), ("behaviour", name))


# ---------------------------------------------------------------------------------------- dates and targets


def _dates(checker: Checker) -> None:
    """A dated value must hold from the first day that is simulated; spans must not end before they start."""
    scenario = checker.scenario
    horizon: Horizon | None = scenario.horizon
    if horizon is not None:
        for found in quantities(scenario):
            steps = found.quantity.steps
            if steps and steps[0][0] > horizon.history_from:
                checker.fault(
                    found.path, f"no value holds before {steps[0][0]}, but the history starts on {horizon.history_from}"
                )
    for name, shock in (scenario.shocks or {}).items():
        if shock.end < shock.start:
            checker.fault(("shocks", name, "end"), f"the shock ends ({shock.end}) before it starts ({shock.start})")
    for name, programme in (scenario.programmes or {}).items():
        span = programme.effective
        if span.start is not None and span.end is not None and span.end < span.start:
            where = ("programmes", name, "effective", "end")
            checker.fault(where, f"the programme ends ({span.end}) before it starts ({span.start})")


def _targets(checker: Checker) -> None:
    for name, target in (checker.scenario.targets or {}).items():
        unit = words.INDICATORS[target.indicator][2] if target.change is None else "percent"
        written = target.value.unit
        if target.indicator in words.COUNTED_OF:
            section = words.COUNTED_OF[target.indicator]
            for index, one in enumerate(target.of):
                checker.known(("targets", name, "of", str(index)), one, section[:-1], checker.names(section))
        _years_counted(checker, name, target)
        for index, rests in enumerate(target.rests_on):
            _number_there(checker, ("targets", name, "rests_on", str(index)), rests)
        if (target.value.kind != "missing" or written != "number") and (
            (unit == "CNY") != (written == "CNY") or (written == "percent" and unit != "percent")
        ):
            checker.fault(
                ("targets", name, "value"), f"{target.indicator} is counted in {unit}, found a value in {written}"
            )


def _last_resort(checker: Checker) -> None:
    """Posts of last resort and indicators of zero-employment families need somebody who recognises and offers."""
    behaviour, places = checker.scenario.behaviour, checker.scenario.places
    if behaviour is None:
        return
    section = behaviour.last_resort
    if section is not None:
        others = [group for group in section.groups if group != "zero_employment_family"]
        if others and section.market_first is None:
            message = f"nothing says for how long {others[0]} look for work on the market before a post is offered"
            checker.fault(("behaviour", "last_resort", "groups"), message, "write market_first, such as 90 days")
        return
    hint = "write behaviour.last_resort, or extend base/behaviour.yaml, which has it"
    if places is not None and places.last_resort is not None:
        checker.fault(("places", "last_resort"), "nothing says to whom these posts are offered", hint, key=True)
    for name, target in (checker.scenario.targets or {}).items():
        if target.indicator in words.OF_FAMILIES:
            message = f"{target.indicator} counts recognised families, and nothing says when one is recognised"
            checker.fault(("targets", name, "indicator"), message, hint)


def _executed(checker: Checker) -> None:
    """What was executed is of programmes and lines that are there, in years that are over."""
    known = [*checker.names("programmes"), *checker.names("budget_lines")]
    for year, entries in (checker.scenario.executed or {}).items():
        for name in entries:
            if name not in known:
                hint = checker.nearest(name, known) or one_of(known)
                checker.fault(
                    ("executed", str(year), name), f"there is no programme or budget line '{name}'", hint, key=True
                )
    for path, message, hint in executed_faults(checker.scenario):
        checker.fault(path, message, hint)


def _number_there(checker: Checker, path: Path, rests: str) -> None:
    """A path that a target rests on is that of a number, or of a section with numbers in it."""
    if rests not in checker.numbers:
        hint = checker.nearest(rests, sorted(checker.numbers)) or "the path of a number, such as places.internship.fill"
        checker.fault(path, f"there is no number at '{rests}'", hint)


def _years_counted(checker: Checker, name: str, target: Target) -> None:
    """What a target adds up or compares must be counted year by year, and simulated from the first year on."""
    horizon: Horizon | None = checker.scenario.horizon
    yearly = target.indicator in words.YEARLY or target.indicator in words.COUNTED_OF
    if target.cumulative_from is not None:
        where = ("targets", name, "cumulative_from")
        if not yearly:
            options = one_of(sorted({*words.YEARLY, *words.COUNTED_OF}), 99)
            checker.fault(where, f"{target.indicator} does not count from 1 January, so years do not add up", options)
        if horizon is not None and target.cumulative_from < horizon.history_from:
            checker.fault(where, f"nothing is simulated before {horizon.history_from}, where the history starts")
    if target.change is not None and horizon is not None:
        tested = target.years(horizon.start.year, horizon.end.year)
        needed = dt.date(min(tested) - 1, 1 if yearly else 12, 1) if tested else horizon.history_from
        if horizon.history_from > needed:
            until = f"the history must start by {needed} to give the year before, found {horizon.history_from}"
            checker.fault(("targets", name, "change"), until)
