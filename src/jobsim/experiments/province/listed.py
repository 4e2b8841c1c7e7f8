"""What a province is made of: the scenarios in a folder, or those that a text file names, one a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jobsim.scenario import layers, shipped
from jobsim.scenario.errors import Place, ScenarioError, problem_at
from jobsim.scenario.variants import variant_file

_COMMENT = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True)
class Entry:
    """One scenario of the job, not yet looked at."""

    name: str
    """As it is listed, or the name of its folder."""
    path: Path
    place: str
    """Where it is listed: ``FILE:LINE``, or its folder."""

    def file(self) -> Path:
        """The scenario's file: a path, a shipped name, or ``SCENARIO/VARIANT`` of either. Raises ScenarioError."""
        base = self.path.parent
        alone = _exists(self.path) or shipped.file_of(self.path.as_posix()) is not None
        if not alone and _exists(base / shipped.SCENARIO):
            return variant_file(base, self.path.name)
        return layers.scenario_file(self.path)


def entries(named: Path) -> list[Entry]:
    """The scenarios of a folder in the order of their names, or of a list in its own. Raises ScenarioError."""
    try:
        found = _in_folder(named) if named.is_dir() else _in_list(named)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _wrong(named, f"{layers.shown(named)} cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise _wrong(named, f"{layers.shown(named)} is no list in UTF-8") from None
    return found


def _in_folder(folder: Path) -> list[Entry]:
    files = sorted(folder.glob(f"*/{shipped.SCENARIO}"))
    if not files:
        alone = (folder / shipped.SCENARIO).is_file()
        hint = "it is one scenario: jobsim run" if alone else "name the folder that holds the folders of the counties"
        raise _wrong(folder, "no folder in it holds a scenario.yaml", hint)
    return [Entry(file.parent.name, file.parent, layers.shown(file.parent)) for file in files]


def _in_list(file: Path) -> list[Entry]:
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1):
        text = _COMMENT.sub("", line).strip()
        if text:
            ours = shipped.is_marked(text) or (
                not _exists(file.parent / text) and shipped.file_of(Path(text).as_posix()) is not None
            )
            path = Path(text) if ours else file.parent / text
            found.append(Entry(text, path, f"{layers.shown(file)}:{number}"))
    if not found:
        raise _wrong(file, "the list names no scenario", "a path or the name of a shipped county on each line")
    return found


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a line that is too long for a name: told when its turn comes
        return False


def _wrong(named: Path, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([problem_at(Place(layers.shown(named)), "", message, hint)])
