"""What a valid scenario had better say otherwise, or leaves unsaid: warnings with their places.

They do not stop anything: ``jobsim validate`` and ``run`` print them on standard error, :attr:`Loaded.warnings` holds
them, and the record of a run keeps them. All of them are made here, by the functions of :data:`CHECKS`, in that order.

To add a warning, write a function that takes a :class:`~jobsim.scenario.checks.Checker` and calls
``checker.fault(path, message, hint)`` for each thing it finds (the path gives file, line and column; ``key=True``
points at the key and not at its value), and put it into :data:`CHECKS`. It may ask whatever a valid scenario says
(``checker.scenario``); it sees each scenario once and must not draw or simulate. The message says what was found in
plain words, the hint is the way out; where a figure must be stated anew, the message is a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobsim.scenario import another_year, shipped
from jobsim.scenario.checks import Checker
from jobsim.scenario.errors import Problem, Saying
from jobsim.scenario.layers import from_folder
from jobsim.scenario.residents import residents_alone
from jobsim.scenario.role_holders import role_holders
from jobsim.scenario.schema import Scenario
from jobsim.scenario.too_few import too_few
from jobsim.scenario.unmeasured import nobody_helped
from jobsim.scenario.unmeetable import unmeetable
from jobsim.scenario.yaml_text import Item

Check = Callable[[Checker], None]
CHECKS: tuple[Check, ...] = (*another_year.CHECKS, unmeetable, nobody_helped, role_holders, too_few, residents_alone)


@dataclass(frozen=True)
class Finding(Problem):
    """One warning: what was found and where; ``hint`` is the way out."""

    def said(self, by: Saying) -> str:
        return f"{by('warning')}: {super().said(by)}"

    def told_from(self, folder: Path) -> str:
        """The warning with its place as seen from a folder, so that it tells nothing of the machine."""
        return str(Finding(_seen_from(folder, self.file), self.line, self.column, self.path, self.message, self.hint))

    def document(self, folder: Path) -> dict[str, Any]:
        return {
            "file": _seen_from(folder, self.file), "line": self.line, "column": self.column, "path": self.path,
            "message": self.message, "hint": self.hint,
        }  # fmt: skip


def findings(scenario: Scenario, root: Item) -> tuple[Finding, ...]:
    """All warnings of a valid scenario, none twice."""
    plain = root.plain()
    found: dict[Finding, None] = {}
    for check in CHECKS:
        checker = Checker(scenario, root, plain)
        check(checker)
        found |= dict.fromkeys(map(_finding, _in_order(checker.problems)))
    return tuple(found)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.file, p.line, p.column, p.path, p.message))


def _finding(problem: Problem) -> Finding:
    return Finding(problem.file, problem.line, problem.column, problem.path, problem.message, problem.hint)


def _seen_from(folder: Path, file: str) -> str:
    """A file as seen from a folder; what is no file (``--set …``) stays as it is."""
    path = shipped.told_file(file) or Path(file)
    if not path.exists():
        return file
    of_ours = shipped.told(path)
    if of_ours is not None and shipped.told(folder) is None:
        return of_ours
    return Path(from_folder(path, folder)).as_posix()
