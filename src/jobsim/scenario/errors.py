"""The user's errors: what is wrong, where it stands, what was expected. Many at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        named = "" if self.path and self.file.endswith(f"--set {self.path}") else self.path
        text = ": ".join(part for part in (place, named, self.message) if part)
        return f"{text} ({self.hint})" if self.hint else text


def problem_at(place: Place | None, path: str, message: str, hint: str = "") -> Problem:
    where = place or Place("")
    return Problem(where.file, where.line, where.column, path, message, hint)


class ScenarioError(ValueError):
    """All faults found in a scenario, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = set(problems)
        self.problems = sorted(found, key=lambda p: (p.file, p.line, p.column, p.path, p.message))
        count = len(self.problems)
        head = "" if count == 1 else f"{count} errors in the scenario:\n"
        super().__init__(head + "\n".join(str(problem) for problem in self.problems))


class MissingFigure(ScenarioError):
    """A figure that the text leaves out and that a run needs."""


def nearest(word: str, options: Iterable[str]) -> str:
    """``did you mean …?``, or nothing if no option is close."""
    found = difflib.get_close_matches(word, list(options), n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else ""


def one_of(options: Sequence[str], limit: int = 12) -> str:
    shown = ", ".join(options[:limit])
    return f"one of {shown}" + (", …" if len(options) > limit else "")
