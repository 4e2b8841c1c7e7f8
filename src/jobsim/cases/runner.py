"""Runs rule cases and compares what was paid with what the case says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from jobsim import days
from jobsim.cases.history import steps_of
from jobsim.cases.script import Case, Payment, read_cases
from jobsim.cases.stage import Reached, Rules, Stage, rules_of
from jobsim.finance.filing import too_late
from jobsim.finance.ledger import Status
from jobsim.lives.model import Model
from jobsim.programmes.explanation import obstacle
from jobsim.programmes.tables import STANDING
from jobsim.scenario.errors import Problem, ScenarioError
from jobsim.scenario.exclusion import exclude, find_missing
from jobsim.scenario.loader import validate
from jobsim.scenario.overrides import apply_overrides
from jobsim.vocabulary import MILESTONES, F, Phase

if TYPE_CHECKING:
    from jobsim.scenario.loader import Loaded

_AFTERWARDS = 400
"""Days the desk works on after the history: claims of a year are filed, reviewed and paid by then."""


@dataclass(frozen=True)
class CaseResult:
    """The outcome of a case; ``message`` tells what differs, and why."""

    name: str
    clause: str
    file: str
    line: int
    passed: bool
    message: str


def run_cases(loaded: Loaded) -> list[CaseResult]:
    """All cases beside a scenario, by file and line. Raises ScenarioError if a case file has faults."""
    folder = loaded.path if loaded.path.is_dir() else loaded.folder
    cases = read_cases(folder / "cases", loaded.scenario)
    rules = rules_by_changes(loaded, cases)
    return [run_case(case, rules[changes_of(case)]) for case in cases]


def rules_by_changes(loaded: Loaded, cases: Sequence[Case]) -> dict[str, Rules]:
    """The rules each case is played under. Raises ScenarioError with the faults of all ``set`` sections."""
    found: dict[str, Rules] = {}
    models: dict[str, Model] = {}
    problems: list[Problem] = []
    for case in cases:
        key = changes_of(case)
        if key not in found:
            # What people live on does not depend on the programmes: a change of those alone needs no new model.
            elsewhere = _key({path: v for path, v in case.changes.items() if not path.startswith("programmes.")})
            try:
                found[key] = _rules(loaded, case, models.get(elsewhere))
            except ScenarioError as error:
                problems += error.problems
                continue
            models[elsewhere] = found[key].model
    if problems:
        raise ScenarioError(problems)
    return found


def run_case(case: Case, rules: Rules) -> CaseResult:
    """Play one history and compare."""
    stage = play(case, rules)
    message = "; ".join(_differences(stage))
    return CaseResult(case.name, case.clause, case.place.file, case.place.line, not message, message)


def play(case: Case, rules: Rules) -> Stage:
    """Play the history day by day; the desk works on until everything is paid."""
    stage = Stage(case, rules)
    steps = steps_of(stage)
    end = max(days.year_end(case.last_day), case.last_day, *case.files.values()) + _AFTERWARDS
    desk, treasury, clock = stage.desk, stage.desk.treasury, stage.clock
    position = 0
    for day in range(case.first_day, end + 1):
        clock.set(day, Phase.INSTITUTION)
        treasury.open_day(day)
        while position < len(steps) and steps[position].day <= day:
            clock.set(day, steps[position].phase)
            steps[position].act()
            position += 1
        clock.set(day, Phase.CLAIMS)
        desk.claims(day)
        treasury.pay(day)
    return stage


def changes_of(case: Case) -> str:
    """The changes of a case as a key."""
    return _key(case.changes)


def _key(changes: Mapping[str, Any]) -> str:
    return json.dumps(changes, sort_keys=True, default=str)


def _rules(loaded: Loaded, case: Case, model: Model | None) -> Rules:
    """The scenario with the case's changes; programmes whose figure is missing are left out."""
    try:
        root = apply_overrides(loaded.root, [], case.changes)
        scenario = validate(root)
        missing = find_missing(scenario)
        if missing:
            root, _, _ = exclude(root, missing)
            scenario = validate(root)
        return rules_of(scenario, model)
    except ScenarioError as error:
        place = case.changes_place
        raise ScenarioError(
            Problem(place.file, place.line, place.column, f"set {problem.path}".strip(), problem.message, problem.hint)
            for problem in error.problems
        ) from None


# ------------------------------------------------------------------------------------ comparison


def _differences(stage: Stage) -> Iterator[str]:
    """What differs, programme by programme: those of the clause, and all the case names."""
    case, book = stage.case, stage.rules.book
    expected = {payment.programme: payment for payment in case.pays}
    names = [name for i, name in enumerate(book.names) if case.clause in book.clauses[i] or name in expected]
    rows = stage.ledger.rows
    for name in (*names, *(name for name in expected if name not in names)):
        if name not in book.names:
            yield f"{name}: its figure is missing in the scenario; give it under set"
            continue
        index = book.index(name)
        own = rows[rows["programme"] == index]
        wanted = expected.get(name, Payment(name, 0, None))
        paid = own[own["status"] == Status.PAID]
        fen, months = int(paid["paid_fen"].sum()), int(paid["units"].sum())
        if fen == wanted.fen and wanted.months in (None, months):
            continue
        told = months if wanted.months is not None else None
        text = f"{name}: expected {_sum(wanted.fen, wanted.months)}, paid {_sum(fen, told)}"
        reason = _reason(stage, index, own) if fen < wanted.fen else _claims(paid)
        yield f"{text} ({reason})" if reason else text


def _sum(fen: int, months: int | None) -> str:
    if fen == 0:
        return "nothing"
    return f"{fen / 100:,.2f} CNY" + (f" for {months} months" if months is not None else "")


def _claims(paid: npt.NDArray[Any]) -> str:
    claims = [f"{_date(row['first_day'])} to {_date(row['entitled_day'])} {row['paid_fen'] / 100:,.2f}" for row in paid]
    return f"claims: {', '.join(claims[:6])}" + (", …" if len(claims) > 6 else "")


def _reason(stage: Stage, programme: int, own: npt.NDArray[Any]) -> str:
    """Why a programme paid too little: what stood in the way where it came nearest."""
    book = stage.rules.book
    rule = book.rule_rows[programme]
    milestone = list(MILESTONES)[rule["milestone"]]
    reached = [one for one in stage.desk.seen if one.milestone == rule["milestone"]]
    if not reached:
        return f"the history reaches no milestone '{milestone}'"
    for row in own:
        if row["status"] == Status.REFUSED:
            return _refusal(rule, row, reached)
        if row["status"] == Status.LAPSED:
            return f"no tax due to set the quota of {days.year_of(int(row['entitled_day']))} off against"
    # After what was paid the first milestone that misses the fewest conditions decides, else the last of these.
    after = [one for one in reached if one.day > own["entitled_day"].max()] if len(own) else reached[::-1]
    found = [(stands, one) for one in after if (stands := obstacle(book, programme, one.facts, one.groups)) is not None]
    if found and (len(own) or len(found) == len(after)):
        stands, one = min(found, key=lambda each: each[0].misses)
        return f"{milestone} on {_date(one.day)}: {stands.en}"
    others = [int(book.excluded[i]) for i in range(rule["excluded_first"], rule["excluded_end"])]
    drawn = [book.names[i] for i in others if (stage.ledger.rows["programme"] == i).any()]
    if drawn:
        return f"excluded by {', '.join(drawn)}"
    if after and len(own):
        return f"its limits were used up by {_date(own['entitled_day'].max())}"
    return "the rate, or the cost it rests on, gives no more"


def _refusal(rule: Mapping[str, Any], row: Any, reached: Sequence[Reached]) -> str:
    """Why a claim was refused: its window had closed, or something no longer held."""
    claim = f"claim of {_date(row['first_day'])} filed on {_date(row['filed_day'])}"
    since = int(row["first_day"])
    if rule["within_of_start"]:
        since = next(one.facts[F.started] for one in reached if one.day == since)
    if too_late(since, int(row["filed_day"]), rule["accepted_until"], rule["within_months"]):
        return f"{claim}, when its window had closed"
    asked = rule["still"] | rule["still_at_approval"]
    words = [word.replace("_", " ") for bit, word in enumerate(STANDING) if asked >> bit & 1]
    return f"{claim}, when it was no longer {' and '.join(words)}"


def _date(day: int) -> str:
    return days.date_of(int(day)).isoformat()
