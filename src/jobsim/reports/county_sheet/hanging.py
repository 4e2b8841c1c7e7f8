"""What a number drives, and how much of the outlay hangs on it.

A number drives the programmes and budget lines that are reckoned with it: its own, those of its procedure, those its
fund pays, those whose events come from the places it counts, those that are for the group or the firms it counts, and
the targets that are read off it. Its share is the outlay of those programmes in the outlay of the budget funds.
Most numbers of people, firms and behaviour work on everything through lives: they name nothing, their share is not
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jobsim.language import Words
from jobsim.reports.county_sheet.rows import Row
from jobsim.scenario.rule_sections import BudgetLine, Programme
from jobsim.scenario.schema import Scenario
from jobsim.scenario.section_types import Who
from jobsim.vocabulary import MILESTONES, PLANNED

EVENTS = {
    "internship": ("internship_",),
    "public_post": ("post_",),
    "last_resort": ("post_",),
    "skill_training": ("course_completed", "certificate"),
    "entrepreneurship_training": ("course_completed",),
    "loans": ("loan_",),
}
"""By pool of places, how the milestones begin that come from them."""
_GROUPS = ("family_groups", "rural_family_groups", "person_groups")
_STUDENTS = "school_year_enrolled"
_THROUGH_LIVES = Words("通过人和单位的经历影响各项目", "works through lives, on all programmes")
_UNUSED = Words("没有项目用它", "no programme uses it")
_SCALE = Words(
    "不参与模拟；别的县借用时按它折算", "no simulation rests on it; what other counties borrow is scaled with it"
)
_OWN = ("programmes", "budget_lines", "funds")
_LISTED = 4


class Hanging:
    """``cost`` is the share of the outlay of the budget funds by programme or line; None where nothing was run."""

    def __init__(
        self, scenario: Scenario, cost: Mapping[str, float] | None, left_out: Iterable[str] = (),
        first: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        self.scenario = scenario
        self.first = first or {}
        """The numbers to ask for first, by path: their places among those that carry the outlay."""
        self.cost = cost
        self.left_out = frozenset(left_out)
        """Programmes that the run had to leave out: what they cost is not known."""

    def told(self, row: Row) -> Words:
        """The names of what the number drives; of one to ask for first, that it is."""
        place, drives = self.first.get(row.dotted.partition(".dated.")[0]), self._drives(row)
        if place is None:
            return drives
        return Words("请先核实（支出的离散，影响第{n}位）；{what}",
                     "ask for this first (no. {n} of what the outlay's spread rests on); {what}"
                     ).filled(n=place, what=drives)  # fmt: skip

    def _drives(self, row: Row) -> Words:
        names = [] if row.path[0] in _OWN else [self._title(name) for name in self.programmes(row)]
        more = (
            Words(f"等{len(names)}项", f" and {len(names) - _LISTED} more") if len(names) > _LISTED else Words("", "")
        )
        shown = names[:_LISTED]
        parts = [self._own(row)] if row.path[0] in _OWN else []
        if shown:
            said = Words("、".join(one.zh for one in shown), ", ".join(one.en for one in shown))
            parts.append(Words(said.zh + more.zh, said.en + more.en))
        targets = [self.scenario.targets[name].title for name in self.targets(row)]
        if targets:
            zh, en = "、".join(one.zh for one in targets), ", ".join(one.en for one in targets)
            parts.append(Words(f"目标：{zh}", f"Target: {en}"))
        if row.path == ("county", "population"):
            return _SCALE
        if not parts:
            return _UNUSED if row.path[0] == "procedures" else _THROUGH_LIVES
        return Words("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))

    def share(self, row: Row) -> float | None:
        """The share of the outlay; None where it is not known, such as of a programme that was left out of the run."""
        names = self.programmes(row)
        return self.share_of(names) if names else None

    def share_of(self, names: Iterable[str]) -> float | None:
        names = list(names)
        entries: dict[str, Programme | BudgetLine] = {**self.scenario.programmes, **self.scenario.budget_lines}
        outlay = any(self.scenario.funds[entries[name].fund].kind == "budget" for name in names)
        if self.cost is None or not outlay or self.left_out & set(names):
            return None
        return sum(self.cost.get(name, 0.0) for name in names)

    def programmes(self, row: Row) -> list[str]:
        """Programmes and budget lines that are reckoned with the number."""
        scenario, path = self.scenario, row.path
        section, name = path[0], path[1] if len(path) > 1 else ""
        if section in ("programmes", "budget_lines"):
            return [name]
        if section == "procedures":
            return [key for key, one in scenario.programmes.items() if one.claim == name]
        if section == "funds":
            entries: dict[str, Programme | BudgetLine] = {**scenario.programmes, **scenario.budget_lines}
            return [key for key, one in entries.items() if one.fund == name]
        if section == "places":
            return [key for key, one in scenario.programmes.items() if one.when.startswith(EVENTS.get(name, ("—",)))]
        if section == "county":
            return [key for key, one in scenario.programmes.items() if _counts(one, path[1:])]
        if section == "behaviour" and name == "responses":
            return [scenario.behaviour.responses[int(path[2])].programme]
        return []

    def targets(self, row: Row) -> list[str]:
        """Targets that are read off the number, or that rest on it."""
        if row.path[0] == "targets":
            return [row.path[1]]
        found = []
        for name, target in self.scenario.targets.items():
            planned = PLANNED.get(target.indicator, "—")
            if (row.dotted.startswith(f"{planned}.") and row.path[0] == "places") or any(
                row.dotted == rests or row.dotted.startswith(f"{rests}.") for rests in target.rests_on
            ):
                found.append(name)
        return found

    def _own(self, row: Row) -> Words:
        """What a number of a programme or of a fund drives, whose name stands above it."""
        if row.path[0] != "funds":
            return Words("本项目", "this programme")
        return Words("本资金支付的{n}个项目", "the {n} programmes of this fund").filled(n=len(self.programmes(row)))

    def _title(self, name: str) -> Words:
        entries: dict[str, Any] = {**self.scenario.programmes, **self.scenario.budget_lines}
        return Words(entries[name].title.zh, entries[name].title.en)


def _counts(programme: Programme, path: tuple[str, ...]) -> bool:
    """Whether a number of the county counts those a programme is for."""
    if path[0] in _GROUPS:
        return path[1] in _groups(programme)
    if path[:2] == ("cohorts", "monitored_students"):
        return programme.when == _STUDENTS
    if path[:2] in (("firms", "roles"), ("firms", "recognitions"), ("firms", "standing_staff")):
        return path[2] in _roles(programme)
    if path[:2] == ("firms", "tax"):
        return programme.fund in ("tax", "tax_expenditure")
    if path[0] == "ventures":
        return MILESTONES[programme.when].subject == "venture"
    return False


def _groups(programme: Programme) -> set[str]:
    who = programme.who
    if who is None:
        return set()
    return {*who.any, *who.all} if isinstance(who, Who) else set(who)


def _roles(programme: Programme) -> set[str]:
    asked = programme.conditions.get("roles")
    named = set(asked) if isinstance(asked, list) else {str(asked)} if asked is not None else set()
    if programme.pays in ("internship_host", "workshop"):
        named.add(programme.pays)
    return named
