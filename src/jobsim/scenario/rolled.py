"""What a rolled scenario says of its parts: what is asked, what recurs, what has ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from jobsim.language import Words
from jobsim.scenario.rule_sections import Target
from jobsim.scenario.schema import Scenario
from jobsim.vocabulary import INDICATORS

Group = Literal["asked", "recurs", "ends"]


@dataclass(frozen=True)
class Entry:
    """A part of the scenario and what becomes of it. ``is_missing``: a run waits for the answer."""

    group: Group
    path: str
    said: Words
    is_missing: bool = False


@dataclass
class Rolled:
    """The layer for the new year, by the name of its scenario, and what it says of each part."""

    name: str
    tree: dict[str, Any]
    entries: list[Entry] = field(default_factory=list)

    def of(self, group: Group) -> list[Entry]:
        return [entry for entry in self.entries if entry.group == group]

    def answered(self, missing: Collection[str]) -> Rolled:
        """The same where only these figures are missing still."""
        entries = [replace(entry, is_missing=entry.path in missing) for entry in self.entries]
        return replace(self, entries=entries)


def comment(rolled: Rolled, of: str, year: int) -> str:
    """What stands at the head of the file."""
    asked = sum(entry.is_missing for entry in rolled.entries)
    return (
        f"{year}年：以 {of} 为底层。待填 {asked} 项（missing），用 --set 路径=值 或县情表填写；此前各年的数不改。\n"
        f"{year}, on {of}. {asked} figures are missing: answer with --set PATH=VALUE or by the county sheet. "
        "What was said of the years before is left as it is."
    )


def indicator_title(scenario: Scenario, target: Target) -> dict[str, str]:
    """A title without the value that stands in the target's: the indicator's, with the clause if several have it."""
    zh, en = INDICATORS[target.indicator][:2]
    if sum(one.indicator == target.indicator for one in scenario.targets.values()) == 1:
        return {"zh": zh, "en": en}
    clause = target.clause if isinstance(target.clause, str) else target.clause[0]
    return {"zh": f"{zh}（{clause}）", "en": f"{en} ({clause})"}
