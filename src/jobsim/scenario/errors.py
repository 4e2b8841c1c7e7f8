"""The user's errors: what is wrong, where it stands, what was expected. Many at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jobsim.harmless import harmless, shortened

SHOWN = 50
"""So many errors are told, the first by their places; of the rest the number."""
_LONGEST = {"place": 400, "path": 160, "message": 800, "hint": 600}
_LONGEST_WORD = 80
"""A longer word is nobody's slip of the pen."""
HINTED = 200
"""Behind so many faults of a scenario no hint is looked for: it takes long, and they are not shown."""

Saying = Callable[[str], str]
"""What says a message, such as in another language."""


@dataclass(frozen=True)
class Place:
    """Where a value was written. Lines and columns count from 1; 0 means the whole file or no file at all."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One fault of the input."""

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return self.said(str)

    def said(self, by: Saying) -> str:
        """The fault in a line, its message and hint as ``by`` says them."""
        place = _told(self.file, "place") + (f":{self.line}:{self.column}" if self.line else "")
        named = "" if self.path and self.file.endswith(f"--set {self.path}") else _told(self.path, "path")
        text = ": ".join(part for part in (place, named, _told(by(self.message), "message")) if part)
        return f"{text} ({_told(by(self.hint), 'hint')})" if self.hint else text


def _told(text: str, part: str) -> str:
    """A part of a message in one line of bounded length that steers no terminal: it may quote what was typed."""
    return harmless(shortened(text, _LONGEST[part]), lines=False)


def problem_at(place: Place | None, path: str, message: str, hint: str = "") -> Problem:
    where = place or Place("")
    return Problem(where.file, where.line, where.column, path, message, hint)


class ScenarioError(ValueError):
    """All faults found in a scenario, in the order of their places; ``problems`` holds them.

    Example:
        >>> try:
        ...     plan.variant("wrong", {"county.persons": "many"})
        ... except js.ScenarioError as error:
        ...     print(error.problems[0].path, "·", error.problems[0].message)
        county.persons.value · 'many' is no number; expected count, for example 220 posts
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = set(problems)
        self.problems = sorted(found, key=lambda p: (p.file, p.line, p.column, p.path, p.message))
        super().__init__(self.said(str))

    def said(self, by: Saying) -> str:
        """All faults that are shown, as ``by`` says them."""
        count = len(self.problems)
        lines = [problem.said(by) for problem in self.problems[:SHOWN]]
        if count > SHOWN:
            lines = [by(f"{count:,} errors in the scenario, the first {SHOWN}:"), *lines]
            lines.append(by(f"… and {count - SHOWN:,} more"))
        elif count != 1:
            lines = [by(f"{count:,} errors in the scenario:"), *lines]
        return "\n".join(lines)


class MissingFigure(ScenarioError):
    """A figure that the text leaves out and that a run needs."""


def nearest(word: str, options: Iterable[str]) -> str:
    """``did you mean …?``, or nothing if no option is close."""
    if len(word) > _LONGEST_WORD:
        return ""
    found = difflib.get_close_matches(word, list(options), n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else ""


def one_of(options: Sequence[str], limit: int = 12) -> str:
    shown = ", ".join(options[:limit])
    return f"one of {shown}" + (", …" if len(options) > limit else "")
